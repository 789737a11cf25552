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

    /// <summary>In summer a month of UTC ends an hour after that of London, and so stands in the next statement.</summary>
    [Theory]
    [InlineData("Europe/London", "UTC", true)]
    [InlineData("Europe/Berlin", "Europe/Paris", false)]
    [InlineData("UTC", "UTC", false)]
    public void Windows_that_end_at_other_instants_than_the_months_of_statements_are_warned_of(string zone, string windows, bool isWarned)
    {
        var text = SmallAgreement.TextOfOne(Outages, "at least 99.9 %", "combined: added\n").Replace("time zone: UTC", $"time zone: {zone}", StringComparison.Ordinal).Replace("    per: month\n", $"    per: month\n    window zone: {windows}\n", StringComparison.Ordinal);

        AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text)).Problems.Where(p => p.Code == "window.zone").Select(p => p.Message).ShouldBe(isWarned
            ? ["Windows of 'l' end at other instants than the months of Europe/London, by which statements are made: one may end in the next month, and then stands in that statement."] : []);
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
