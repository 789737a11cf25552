using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Members that are looked at together, region by region: those of other regions have no say.</summary>
public sealed class AcrossScopesTests
{
    const string Instances = "inventory:\n  instances:\n    of: shop\n    attributes: [region]\n    members:\n      a:\n        region: eu\n      b:\n        region: eu\n      c:\n        region: us";

    static string Down(string region, string label, string value, int from, int until) =>
        $"{{'type':'outage','from':'2026-02-03T10:{from:00}:00Z','until':'2026-02-03T10:{until:00}:00Z','labels':{{'region':'{region}','{label}':'{value}'}}}}";

    // a is down from 10:00 to 10:20 and b from 10:10 to 10:30: both for 10 minutes of 40,320. c in the other region is up, and then down alone for 20.
    static List<(string Scope, Rational Bad)> Bad(string across, string forEach, string target, string label) =>
        SmallAgreement.OfOne($"measures: availability\nobserved by: outages\nacross: {across}, bad when all are bad{forEach}", target, scope: Instances)
            .StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", [Down("eu", label, "a", 0, 20), Down("eu", label, "b", 10, 30), Down("us", label, "c", 40, 55)])
            .Levels.Select(l => (l.Scope.ToString(), (1 - l.Attained!.Exact!.Value) * 40_320)).ToList();

    [Theory]
    [InlineData("instances", "member")]
    [InlineData("zone", "zone")]
    public void For_each_region_its_own_count(string across, string label) =>
        Bad(across, "\nfor each: region", "at least 99.9 %", label).Select(r => r.Bad).ShouldBe([10, 15]);

    // A row for one region, and one for what is left of it.
    [Fact]
    public void A_row_for_a_region_counts_its_own() =>
        Bad("instances", "", "\n      region eu: at least 99.9 %\n      otherwise: at least 99 %", "member").Select(r => r.Bad).ShouldBe([10, 15]);

    [Theory]
    [InlineData("city")]
    [InlineData("sites")]
    public void What_does_not_say_whose_members_they_are_is_refused(string forEach)
    {
        var text = $"""
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
                  fee: EUR 1.00 per month
              inventory:
                sites:
                  of: shop
                instances:
                  of: shop
                  attributes: [region]
            metrics:
              m:
                measures: availability
                observed by: outages
                across: instances, bad when all are bad
                for each: {forEach}
            service levels:
              l:
                metric: m
                per: month
                target: at least 99 %
            """;

        AgreementFile.Parse("a.yaml", System.Text.Encoding.UTF8.GetBytes(text)).Problems.Where(p => p.Severity == Severity.Error).ShouldHaveSingleItem().Code.ShouldBe("metric.across");
    }
}
