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

    // The premium disks need 99.9 %, which the row stays below; that the others need only 95 % is no business of theirs.
    [Fact]
    public void Rows_of_a_credit_are_read_against_the_target_of_their_own_scopes()
    {
        const string text = """
            surety: 1
            agreement: a
            parties:
              provider:
                name: P
              customer:
                name: C
            term:
              from: 2026-01-01
              time zone: UTC
            scope:
              services:
                shop:
                  fee: EUR 1000.00 per month
              inventory:
                machines:
                  of: shop
                  attributes: [disk]
            metrics:
              m:
                measures: availability
                of: shop
                observed by: outages
                for each: machines
            service levels:
              l:
                metric: m
                per: month
                target:
                  disk premium: at least 99.9 %
                  otherwise: at least 95 %
            escalation:
              credits:
                premium:
                  level: l, disk premium
                  of: EUR 100.00
                  bands:
                    - from 99 % to below 99.9 %: 10 %
                    - below 99 %: 25 %
            """;

        Surety.Agreements.AgreementFile.Parse("a.yaml", System.Text.Encoding.UTF8.GetBytes(text)).Problems.Where(p => p.Severity != Severity.Note).ShouldBeEmpty();
    }

    // 98 % and 99.2 %: the first month began on the 15th and counts; their mean is 98.6 %.
    [Fact]
    public void A_mean_takes_a_first_month_that_the_term_cuts()
    {
        var versions = SmallAgreement.Read("""
            surety: 1
            agreement: a
            parties:
              provider:
                name: P
              customer:
                name: C
            term:
              from: 2026-01-15
              time zone: UTC
            scope:
              services:
                shop:
                  fee: EUR 1000.00 per month
            metrics:
              m:
                measures: value
                unit: "%"
            service levels:
              l:
                metric: m
                per: month
                moving average: 2 months
                target: at least 99 %
            """);

        var february = versions.StatementOf(SmallAgreement.February, "2026-06-01T00:00:00Z",
            "{'type':'value','id':'a','at':'2026-01-20T00:00:00Z','value':98}", "{'type':'value','id':'b','at':'2026-02-20T00:00:00Z','value':99.2}").Levels.Single();
        (february.Attained, february.Verdict).ShouldBe((new Figure.Share(Rational.Of(493, 500)), Surety.Levels.Verdict.Missed));
    }

    [Fact]
    public void A_claim_made_while_the_month_goes_on_is_told_of_unless_it_names_the_month()
    {
        const string outage = "{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T20:00:00Z'}";
        const string early = "{'type':'claimed','of':'l','at':'2026-02-05T10:00:00Z'}";
        Statement With(params string[] facts) => SmallAgreement.OfOne("measures: availability\nobserved by: outages", "at least 99.9 %", escalation: "credits:\n  l:\n    of: EUR 100.00\n    bands:\n      - below 99.9 %: 10 %\n    claim: within 5 days after the incident")
            .StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", facts);

        With(outage, early).Remarks.Select(r => r.Code).ShouldContain("claim.no-period");
        With(outage).Remarks.Select(r => r.Code).ShouldNotContain("claim.no-period");
        var named = With(outage, early.Replace("'}", "','labels':{'period':'2026-02'}}", StringComparison.Ordinal));
        named.Remarks.Select(r => r.Code).ShouldNotContain("claim.no-period");
        named.Credits.Single().State.ShouldBe(CreditState.Claimed);
    }
}
