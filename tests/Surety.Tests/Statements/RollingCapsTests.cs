using NodaTime;
using Shouldly;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Caps over a time that moves. Each month of 2026 from January on is missed and gives 10 % of EUR 1,000.00.</summary>
public sealed class RollingCapsTests
{
    // EUR 150.00 in any two months: January 100; with it February has 50 left; March sees these 50 and gives 100; April sees 100.
    [Theory]
    [InlineData("EUR 150.00 per rolling 2 months", "100 50 100 50")]
    // In any three: 100, 50, nothing, and in April only February's 50 count.
    [InlineData("EUR 150.00 per rolling 3 months", "100 50 0 100")]
    // A share of the fees of the same two months: 6 % of EUR 2,000.00 (January has EUR 1,000.00 alone).
    [InlineData("6 % of all fees per rolling 2 months", "60 60 60 60")]
    [InlineData("EUR 150.00 per month", "100 100 100 100")]
    // Ninety days up to 30 April reach back to 31 January, the last day of its window: 1 February to 30 April are 89 days.
    [InlineData("EUR 250.00 per rolling 90 days", "100 100 50 0")]
    public void What_was_given_for_windows_before_counts_as_long_as_they_are_in_it(string cap, string given)
    {
        var versions = SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", escalation: $"credits:\n  l:\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 10 %\ncap: {cap}");
        var facts = Fact.Set([.. Enumerable.Range(1, 4).Select(m => $"{{'type':'outage','id':'o{m}','from':'2026-0{m}-10T10:00:00Z','until':'2026-0{m}-10T14:00:00Z','service':'shop'}}")]);
        var evaluation = Evaluation.Of(versions, facts, Fact.At("2026-05-01T00:00:00Z"), Fact.At("2026-05-10T00:00:00Z"));

        var statements = Enumerable.Range(1, 4).Select(m => evaluation.Statement(WindowRule.Month.At(new LocalDate(2026, m, 1), DateTimeZone.Utc))).ToList();

        string.Join(' ', statements.Select(s => s.Totals.Single().Owed.Amount.ToString("0", null))).ShouldBe(given);
        foreach (var statement in statements) statement.Totals.Single().Why.AddsUp().ShouldBeTrue();
    }
}
