using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What puzzled people who wrote two published contracts from the guide alone.</summary>
public sealed class StumblingTests
{
    const string Outages = "measures: availability\nof: shop\nobserved by: outages";

    /// <summary>A window in UTC ends an hour after the month does in London's summer, and is that month's all the same.</summary>
    [Fact]
    public void A_window_by_another_clock_belongs_to_the_month_that_it_is_called()
    {
        var text = SmallAgreement.TextOfOne(Outages, "at least 99.9 %", "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 10 %\n").Replace("time zone: UTC", "time zone: Europe/London", StringComparison.Ordinal).Replace("    per: month\n", "    per: month\n    window zone: UTC\n", StringComparison.Ordinal);
        var versions = ((Result<Versions>.Ok)Versions.Of([AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text)).Agreement!])).Value;
        var facts = Fact.Set("{'type':'outage','id':'o1','from':'2026-08-10T10:00:00Z','until':'2026-08-10T12:00:00Z','service':'shop'}");
        var zone = DateTimeZoneProviders.Tzdb["Europe/London"];

        var statements = new[] { 7, 8, 9, 10 }.Select(m => WindowRule.Month.At(new LocalDate(2026, m, 1), zone)).Select(period => Evaluation.Of(versions, facts, period.Time.End, Fact.At("2026-12-01T00:00:00Z")).Statement(period)).ToList();

        statements.Select(s => string.Join(' ', s.Levels.Where(l => l.Verdict != Surety.Levels.Verdict.Open).Select(l => l.Window.Name))).ShouldBe(["2026-07", "2026-08", "2026-09", "2026-10"]);
        statements.Select(s => s.Totals.Single().Owed.Amount).ShouldBe([0, 100, 0, 0]);
    }

    /// <summary>An outage of 10 hours of February is missed by far: EUR 100.00, under a cap of 15 % and one of 5 % of the fee of EUR 1,000.00.</summary>
    [Fact]
    public void Every_cap_that_was_looked_at_is_told_of_two_for_one_period_too()
    {
        var statement = SmallAgreement.OfOne(Outages, "at least 99.9 %", escalation: "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 10 %\ncap:\n  - 15 % of all fees of the month\n  - 5 % of all fees of the month\n")
            .StatementOf(SmallAgreement.February, "2026-03-10T00:00:00Z", "{'type':'outage','id':'o1','from':'2026-02-10T10:00:00Z','until':'2026-02-10T20:00:00Z','service':'shop'}");

        statement.Totals.Single().Owed.Amount.ShouldBe(50);
        var told = Flat(statement.Totals.Single().Why).Concat(statement.Caps.SelectMany(c => Flat(c.Derivation!.Reason))).Concat(Openings.Of(statement).SelectMany(o => Flat(o.Why))).ToList();
        told.ShouldContain(r => r.Sentence.Contains("15 % of all fees", StringComparison.Ordinal));
        told.ShouldContain(r => r.Sentence.Contains("5 % of all fees", StringComparison.Ordinal) && !r.Sentence.Contains("15 %", StringComparison.Ordinal));
    }

    [Fact]
    public void What_an_open_window_may_still_cost_has_no_credits_of_other_plans()
    {
        const string credits = "credits:\n  gold:\n    level: l\n    only if: tier gold\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 20 %\n  all:\n    level: l\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 10 %\n";
        var text = SmallAgreement.TextOfOne(Outages, "at least 99.9 %", credits).Replace("    name: C\n", "    name: C\n    tier: silver\n", StringComparison.Ordinal);
        var versions = ((Result<Versions>.Ok)Versions.Of([AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text)).Agreement!])).Value;

        var open = Evaluation.Of(versions, Fact.Set(), SmallAgreement.February.Time.End, Fact.At("2026-02-10T00:00:00Z")).Statement(SmallAgreement.February);

        open.Prospects.Single().Credits.Select(c => c.Remedy).ShouldBe(["all"]);
    }

    /// <summary>February has 40,320 minutes: above 99.9 % is less than 40 min 19.2 s of downtime.</summary>
    [Fact]
    public void Where_the_end_of_a_range_is_open_less_than_it_is_left() =>
        SmallAgreement.OfOne(Outages, "above 99.9 %").StatementOf(SmallAgreement.February, "2026-02-10T00:00:00Z").Levels.Single().Bounds!.Allowance!.Words.ShouldBe("may still be down less than 40 min 19.2 s");

    [Fact]
    public void A_member_without_attributes_is_its_name()
    {
        var agreement = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(SmallAgreement.TextOfOne(Outages, "at least 99 %", "combined: added\n").Replace("scope:\n", "scope:\n  inventory:\n    sites:\n      of: shop\n      members:\n        Corsham:\n        Farnborough:\n", StringComparison.Ordinal)));

        agreement.Problems.Where(p => p.Severity == Severity.Error).ShouldBeEmpty();
        agreement.Agreement!.Scope.Inventory.Single().Members.Select(m => m.Name).ShouldBe(["Corsham", "Farnborough"]);
    }

    static IEnumerable<Reason> Flat(Reason reason) => reason.Parts.SelectMany(Flat).Prepend(reason);
}
