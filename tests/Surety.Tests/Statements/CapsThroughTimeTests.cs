using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Caps over an amendment and past the end of the term. The shop costs EUR 1,000.00 a month, and January is missed, which gives EUR 250.00; other months are met.</summary>
public sealed class CapsThroughTimeTests
{
    const string Credit = "credits:\n  l:\n    bands:\n      - missed: EUR 250.00\n";

    static readonly string[] Down = ["{'type':'outage','id':'o','from':'2026-01-05T00:00:00Z','until':'2026-01-06T00:00:00Z','service':'shop'}"];

    static Versions Of(string cap, string? until = null)
    {
        var text = SmallAgreement.TextOfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", $"{Credit}{(cap == "" ? "" : $"cap: {cap}\n")}");
        return SmallAgreement.Read(until is null ? text : text.Replace("  time zone: UTC", $"  to: {until}\n  time zone: UTC", StringComparison.Ordinal));
    }

    static List<Statement> Months(Versions versions, params string[] facts) => Enumerable.Range(1, 5).Select(m =>
    {
        var statement = versions.StatementOf(Judged.Month(m), "2026-08-10T00:00:00Z", facts.Length == 0 ? Down : facts);
        foreach (var why in statement.Totals.Select(t => t.Why).Concat(statement.Credits.Select(c => c.Why)).Concat(statement.Caps.Select(c => c.Why)).OfType<Reason>()) why.AddsUp().ShouldBeTrue(why.Sentence);
        return statement;
    }).ToList();

    static string Owed(IEnumerable<Statement> months) => string.Join(' ', months.Select(s => s.Totals.Count == 0 ? "–" : $"{s.Totals[0].Owed.Amount:0.##}"));

    // What is carried into a period is credited under the cap that holds in that period: 100 of January; of the other 150, February takes what its own cap leaves.
    [Theory]
    [InlineData("EUR 500.00 per month, carried over", "100 150 0 0 0")]
    [InlineData("EUR 50.00 per month, carried over", "100 50 50 50 0")]
    [InlineData("EUR 100.00 per month, carried over", "100 100 50 0 0")]
    [InlineData("EUR 60.00 per month", "100 60 0 0 0")] // what lies over this one is lost
    [InlineData("", "100 150 0 0 0")] // no cap any more
    [InlineData("30 % of all fees of the month, carried over", "100 150 0 0 0")]
    [InlineData("12 % of all fees of the month, carried over", "100 120 30 0 0")]
    public void An_amendment_takes_what_is_carried_over_into_its_time(string cap, string owed) =>
        Owed(Months(Of("EUR 100.00 per month, carried over").Amended("2026-02-01", Of(cap)))).ShouldBe(owed);

    // A quarter of which the first month was judged by version 1, at most EUR 100.00, and March, missed too, by version 2: 100, and of 250 what 300 leave, 200.
    [Fact]
    public void Within_a_period_each_version_has_its_limit_and_all_count() => Owed(Months(
        Of("EUR 100.00 per quarter").Amended("2026-02-01", Of("EUR 300.00 per quarter")), [.. Down, "{'type':'outage','id':'p','from':'2026-03-05T00:00:00Z','until':'2026-03-06T00:00:00Z','service':'shop'}"])).ShouldBe("100 0 200 0 0");

    // The term ends with January. An amount of money is the cap of the months after it as well; a share of fees is not, for none are due.
    [Theory]
    [InlineData("EUR 100.00 per month, carried over", "100 100 50 0 0")]
    [InlineData("10 % of all fees of the month, carried over", "100 0 0 0 0")]
    [InlineData("10 % of all fees of the previous month, carried over", "0 100 0 0 0")] // December lies before the term, and January's fees are those of February's cap
    public void Past_the_end_of_the_term_only_an_amount_is_a_cap(string cap, string owed) => Owed(Months(Of(cap, "2026-01-31"))).ShouldBe(owed);

    [Fact]
    public void What_is_not_carried_past_the_end_is_told_with_its_reason()
    {
        var months = Months(Of("10 % of all fees of the month, carried over", "2026-01-31"));

        months[0].Remarks.Where(r => r.Code == "cap.after-term").ShouldHaveSingleItem().Text.ShouldBe(
            "EUR 150.00 of 'l' lies over the cap '10 % of all fees of the month, carried over', and is not carried over: the term ends on 2026-01-31, and in the period after it the cap comes to nothing.");
        months[0].Caps.ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.IsCarriedOver.ShouldBeFalse(), c => c.Cut.Amount.ShouldBe(150));
        months.Skip(1).SelectMany(m => m.Credits).ShouldBeEmpty();
    }

    // A year that is not over when the term ends on 31 January is credited in December, of which no fee is due.
    [Fact]
    public void A_limit_of_nothing_says_why()
    {
        var text = SmallAgreement.TextOfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", $"{Credit}cap: 10 % of all fees of the month\n").Replace("per: month\n", "per: quarter\n", StringComparison.Ordinal).Replace("  time zone: UTC", "  to: 2026-01-31\n  time zone: UTC", StringComparison.Ordinal);

        var statement = SmallAgreement.Read(text).StatementOf(Judged.Month(3), "2026-08-10T00:00:00Z", Down);

        statement.Totals[0].Owed.Amount.ShouldBe(0);
        statement.Remarks.Where(r => r.Code == "cap.after-term").ShouldHaveSingleItem().Text.ShouldBe(
            "The cap '10 % of all fees of the month' comes to nothing in March 2026: the term ended on 2026-01-31, and nothing that it is a share of is due after it. So EUR 250.00 of 'l' is not credited.");
    }
}
