using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Verdicts for a set of labels: regions and routes, routers and directions. February has 40,320 minutes; an outage of 6 h 43 min 12 s is exactly 1 % of it.</summary>
public sealed class SeveralScopesTests
{
    const string Routers = "inventory:\n  routers:\n    of: shop\n    attributes: [site]\n    members:\n      r1:\n        site: north\n        fee: EUR 100.00 per month\n      r2:\n        site: south\n        fee: EUR 50.00 per month";

    const string ByDirection = "measures: availability\nobserved by: outages\nfor each: [routers, direction]";

    static string Down(string member, string direction, string day, int hours) => $"{{'type':'outage','from':'{day}T00:00:00Z','until':'{day}T{hours:00}:00:00Z','labels':{{'member':'{member}','direction':'{direction}'}}}}";

    static string Count(string region, string route, int good) => $"{{'type':'count','from':'2026-02-01T00:00:00Z','until':'2026-03-01T00:00:00Z','good':{good},'total':1000,'region':'{region}','labels':{{'route':'{route}'}}}}";

    static string[] Verdicts(Statement statement, string level = "l") => [.. statement.Levels.Where(l => l.Level == level).Select(l => $"{l.Scope}: {l.Verdict}")];

    static string[] Credits(Statement statement) => [.. statement.Credits.Select(c => $"{c.Scope}: {Wording.English.Amount(c)} {c.State}")];

    [Fact]
    public void Each_region_and_route_that_stand_together_in_a_fact_has_its_verdict()
    {
        var statement = SmallAgreement.OfOne("measures: availability\nobserved by: counts\nfor each: [region, route]", "at least 99.5 %")
            .StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Count("eu", "a-b", 999), Count("eu", "a-c", 990), Count("us", "x-y", 994), "{'type':'count','from':'2026-02-01T00:00:00Z','until':'2026-03-01T00:00:00Z','good':1,'total':1000,'region':'eu'}");

        Verdicts(statement).ShouldBe(["region=eu, route=a-b: Met", "region=eu, route=a-c: Missed", "region=us, route=x-y: Missed"]);
        // What names no route is in no verdict, and that is said.
        statement.Remarks.Where(r => r.Code == "facts.in-no-scope").ShouldHaveSingleItem().Text.ShouldBe("1 count fact names no route, and 'm' is measured for each: it counts for no verdict.");
    }

    // r2 had no outage in either direction: silence is good, so that it is judged all the same, for both directions that facts of any router name.
    [Fact]
    public void Every_member_is_judged_for_each_value_that_facts_of_any_member_have()
    {
        var statement = SmallAgreement.OfOne(ByDirection, "at least 99 %", scope: Routers).StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Down("r1", "in", "2026-02-03", 7), Down("r1", "out", "2026-02-04", 6));

        Verdicts(statement).ShouldBe(["direction=in, member=r1: Missed", "direction=out, member=r1: Met", "direction=in, member=r2: Met", "direction=out, member=r2: Met"]);
        statement.Levels[0].Attained!.Exact.ShouldBe(Rational.Of(40_320 - 420, 40_320));
    }

    // Of four scopes one is missed: 75 %.
    [Fact]
    public void A_level_that_counts_counts_all_of_them()
    {
        var statement = SmallAgreement.Of($"m:\n  {ByDirection.Replace("\n", "\n  ")}", "l:\n  metric: m\n  per: month\n  target: at least 99 %\nall:\n  counts: l\n  per: month\n  target: at least 80 % met", Routers)
            .StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Down("r1", "in", "2026-02-03", 7), Down("r1", "out", "2026-02-04", 6));

        var counted = statement.Levels.Single(l => l.Level == "all");
        (counted.Attained!.Exact, counted.Verdict, counted.Why.AddsUp()).ShouldBe((Rational.Of(3, 4), Verdict.Missed, true));
    }

    // A row by an attribute of the member chooses, one by a label of what is measured apart chooses, too: r1 is in the north.
    [Fact]
    public void Rows_may_name_attributes_of_the_member_and_the_labels_that_tell_scopes_apart()
    {
        var statement = SmallAgreement.OfOne(ByDirection, "\n    site north, direction in: at least 98 %\n    direction in: at least 99.9 %\n    otherwise: at least 50 %", scope: Routers)
            .StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Down("r1", "in", "2026-02-03", 7), Down("r2", "in", "2026-02-03", 7), Down("r2", "out", "2026-02-04", 6));

        statement.Levels.Select(l => $"{l.Scope}: {l.Target} {l.Verdict}").ShouldBe([
            "direction=in, member=r1, site=north: at least 98 % Met", "direction=out, member=r1: at least 50 % Met",
            "direction=in, member=r2: at least 99.9 % Missed", "direction=out, member=r2: at least 50 % Met"]);
    }

    [Fact]
    public void Tickets_of_each_region_and_product_by_priority()
    {
        static string Ticket(string id, string region, string product, string priority, int replied) =>
            $"{{'type':'ticket','ticket':'{id}','event':'opened','at':'2026-02-03T10:00:00Z','priority':'{priority}','region':'{region}','labels':{{'product':'{product}'}}}}|{{'type':'ticket','ticket':'{id}','event':'replied','by':'provider','at':'2026-02-03T1{replied}:00:00Z'}}";
        var statement = SmallAgreement.OfOne("measures: time\nfrom: opened\nto: first reply by provider\nfor each: [region, product]", "\n    priority P1: all within 1 h\n    otherwise: all within 4 h",
            escalation: "credits:\n  l:\n    level: l, priority P1, region eu\n    for each: miss gives EUR 10.00").StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z",
            [.. Ticket("A", "eu", "mail", "P1", 1).Split('|'), .. Ticket("B", "eu", "mail", "P1", 2).Split('|'), .. Ticket("C", "us", "mail", "P1", 3).Split('|'), .. Ticket("D", "eu", "web", "P2", 4).Split('|')]);

        Verdicts(statement).Where(v => !v.EndsWith("NoData", StringComparison.Ordinal)).ShouldBe(["priority=P1, product=mail, region=eu: Missed", "priority=P1, product=mail, region=us: Missed", "priority=otherwise, product=web, region=eu: Met"]);
        // B is late in the region that the credit is for; C is in another.
        Credits(statement).ShouldBe(["priority=P1, product=mail, region=eu: EUR 10.00 Credited"]);
    }

    // 10 % of EUR 100.00 for r1 in each direction; r2 pays 50. Of the credits for one member the best is given.
    [Theory]
    [InlineData("", "direction=in, member=r1: EUR 10.00 Credited", "direction=in, member=r2: EUR 5.00 Credited", "direction=out, member=r1: EUR 20.00 Credited")]
    [InlineData("\ncombined: best, for each member", "direction=in, member=r1: EUR 0.00 NotTheBest", "direction=in, member=r2: EUR 5.00 Credited", "direction=out, member=r1: EUR 20.00 Credited")]
    public void The_fee_of_the_member_is_the_base_of_each_of_its_scopes(string combined, params string[] credits)
    {
        var statement = SmallAgreement.OfOne(ByDirection, "at least 99 %", scope: Routers, escalation: $"credits:\n  l:\n    of: the fee of the member\n    bands:\n      - from 98 % to below 99 %: 10 %\n      - below 98 %: 20 %{combined}")
            .StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Down("r1", "in", "2026-02-03", 7), Down("r1", "out", "2026-02-04", 20), Down("r2", "in", "2026-02-03", 7));

        Credits(statement).Order(StringComparer.Ordinal).ShouldBe(credits);
    }

    [Fact]
    public void Charges_in_the_same_region_and_route()
    {
        static string Charge(string region, string route, string amount) => $"{{'type':'charge','id':'{region}{route}','from':'2026-02-01','until':'2026-03-01','amount':{amount},'currency':'EUR','region':'{region}','labels':{{'route':'{route}'}}}}";
        var statement = SmallAgreement.OfOne("measures: availability\nobserved by: counts\nfor each: [region, route]", "at least 99.5 %", escalation: "credits:\n  l:\n    of: the charges in the same region and the same route\n    bands:\n      - below 99.5 %: 10 %")
            .StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Count("eu", "a-b", 990), Count("us", "a-b", 990), Charge("eu", "a-b", "70.00"), Charge("eu", "a-c", "900.00"), Charge("us", "a-b", "30.00"));

        Credits(statement).ShouldBe(["region=eu, route=a-b: EUR 7.00 Credited", "region=us, route=a-b: EUR 3.00 Credited"]);
    }

    // r1 misses inbound in January and outbound in February: two months of the level, and one of each scope.
    [Theory]
    [InlineData("l missed in 2 consecutive months", RightState.Arisen)]
    [InlineData("l missed in 2 consecutive months of the same scope", RightState.NotArisen)]
    [InlineData("l, direction in missed in 1 month", RightState.Lapsed)]
    [InlineData("l, direction out missed in 1 month", RightState.Arisen)]
    public void A_right_is_of_one_set_of_labels(string trigger, RightState state) =>
        SmallAgreement.OfOne(ByDirection, "at least 99 %", scope: Routers, escalation: $"rights:\n  leave:\n    when: {trigger}\n    exercised within: 5 days")
            .StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Down("r1", "in", "2026-01-03", 20), Down("r1", "out", "2026-02-04", 20)).Rights.Single().State.ShouldBe(state);

    [Fact]
    public void Every_door_names_the_whole_set()
    {
        var versions = SmallAgreement.OfOne(ByDirection, "at least 99 %", scope: Routers, escalation: "credits:\n  l:\n    of: the fee of the member\n    bands:\n      - below 99 %: 10 %");
        string[] facts = [Down("r1", "in", "2026-02-03", 7)];
        var statement = versions.StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", facts);
        var test = Backtest.Of(versions.Newest, Fact.Read(facts).Build(Fact.At("2026-03-02T00:00:00Z")), [SmallAgreement.February], Fact.At("2026-03-02T00:00:00Z"));

        StatementCsv.Of([statement]).ShouldContain("\"direction in, member r1\"");
        StatementJson.Of(statement).ReplaceLineEndings("").Replace(" ", "").ShouldContain("\"scope\":{\"direction\":\"in\",\"member\":\"r1\"}");
        statement.Levels.ShouldAllBe(l => l.Why.AddsUp());
        (test.Whole.Missed, test.Whole.Met).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("[routers, routers]", "'routers' stands twice.")]
    [InlineData("[region, region]", "'region' stands twice.")]
    [InlineData("[routers, member]", "Members of 'routers' are told apart already.")]
    [InlineData("[site, routers]", "'site' is an attribute of 'routers', so each member has one value of it and nothing is told apart.")]
    [InlineData("[routers, switches]", "Facts name one member, so nothing is told apart by members of 'routers' and of 'switches'.")]
    public void What_tells_nothing_apart_is_refused(string each, string message) =>
        SmallAgreement.ProblemsOf($"measures: availability\nobserved by: outages\nfor each: {each}", "at least 99 %", "", $"{Routers}\n  switches:\n    of: shop").Where(p => p.Severity == Severity.Error).ShouldHaveSingleItem().Message.ShouldBe(message);
}
