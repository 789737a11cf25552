using NodaTime;
using Shouldly;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Escalation;

/// <summary>What a run of misses is, which of two rows holds, and which windows are looked back at. Each month has one value, in percent.</summary>
public sealed class RunsAndRowsTests
{
    static CreditLine? In(int month, string level, string credit, params decimal[] values)
    {
        var versions = SmallAgreement.OfOne("measures: value\ntakes: last\nunit: \"%\"", "at least 99 %", level.StartsWith("per", StringComparison.Ordinal) ? level[5..] : "month", level.StartsWith("per", StringComparison.Ordinal) ? "" : level, escalation: $"credits:\n  l:\n    of: EUR 1000.00\n{credit}");
        return versions.StatementOf(WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc), "2027-01-01T00:00:00Z", [.. values.Select((v, i) => FormattableString.Invariant($"{{'type':'value','id':'v{i}','at':'2026-{i + 1:00}-20T00:00:00Z','value':{v}}}"))])
            .Credits.SingleOrDefault();
    }

    const string Doubled = "    bands:\n      - below 99.5 %: 5 %\n    repeat: times 2 from the 2nd consecutive miss";

    [Fact]
    public void A_window_that_is_met_ends_the_run_and_is_not_doubled()
    {
        In(2, "", Doubled, 98m, 99.2m)!.Amount.ToString().ShouldBe("EUR 50.00");
        In(2, "", Doubled, 98m, 98m)!.Amount.ToString().ShouldBe("EUR 100.00");
    }

    // January to March, February to April and March to May are missed one after the other.
    [Theory]
    [InlineData(3, "EUR 50.00")]
    [InlineData(4, "EUR 100.00")]
    [InlineData(5, "EUR 100.00")]
    public void Windows_that_roll_follow_each_other(int month, string amount) => In(month, "per: rolling 3 months", Doubled, 98m, 98m, 98m, 98m, 98m)!.Amount.ToString().ShouldBe(amount);

    [Fact]
    public void Of_two_rows_of_points_the_higher_holds() =>
        In(1, "", "    bands:\n      - below 99.95 %: 1 point\n      - below 99 %: 3 points", 98m)!.InKind!.Number.ShouldBe(3);
}
