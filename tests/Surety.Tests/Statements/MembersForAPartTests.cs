using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Metrics;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// Members that exist for a part of February 2026, worked out by hand. Router r1 with 300 users is there all 672 hours; r2 with 100 users comes on the 15th and is there for 336 of them, one half. r1 is down for
/// 6.72 h from the 3rd on: 99 %. r2 is down for 16.8 h from the 20th on: 5 % of its 336 hours, 95 %.
/// </summary>
public sealed class MembersForAPartTests
{
    static readonly string[] Outages =
    [
        "{'type':'outage','id':'1','from':'2026-02-03T00:00:00Z','until':'2026-02-03T06:43:12Z','labels':{'member':'r1'}}",
        "{'type':'outage','id':'2','from':'2026-02-20T00:00:00Z','until':'2026-02-20T16:48:00Z','labels':{'member':'r2'}}",
    ];

    static Statement Of(string level, string group = "", string escalation = "", string r2 = "from: 2026-02-15", string asOf = "2026-03-05T00:00:00Z", string metric = "", params string[] facts) => SmallAgreement.Of(
        $"up:\n  measures: availability\n  observed by: outages\n  for each: routers{metric}", $"routers:\n  metric: up\n  per: month\n  target: at least 99 %\n{level}",
        $"inventory:\n  routers:\n    of: shop\n    attributes: [users]\n{group}    members:\n      r1:\n        users: 300\n      r2:\n        users: 100\n        {r2}", "", escalation)
        .StatementOf(SmallAgreement.February, asOf, [.. Outages, .. facts]);

    static LevelResult All(Statement statement) => statement.Levels.Single(l => l.Level == "l");

    // 300 × 99 % + 50 × 95 % = 297 + 47.5 = 344.5, over 300 + 50.
    [Theory]
    [InlineData("users", 689, 700)]
    [InlineData("users, pro rata", 689, 700)]
    [InlineData("users, in full", 49, 50)] // (297 + 95) ÷ 400
    public void A_member_weighs_for_the_time_in_which_it_existed(string weight, int numerator, int denominator)
    {
        var result = All(Of($"l:\n  combines: routers\n  weighted by: {weight}\n  per: month\n  target: at least 98 %"));

        result.Attained!.Exact.ShouldBe(Rational.Of(numerator, denominator));
        result.Why.AddsUp().ShouldBeTrue();
        result.Notes.Any(n => n.Contains("existed for a part of the window", StringComparison.Ordinal)).ShouldBe(weight == "users");
    }

    // r1 is met, r2 is not: 300 of 350, and 300 of 400 where it weighs in full.
    [Theory]
    [InlineData("users", 6, 7)]
    [InlineData("users, in full", 3, 4)]
    public void So_it_does_where_those_that_are_met_are_counted(string weight, int numerator, int denominator) =>
        All(Of($"l:\n  counts: routers\n  weighted by: {weight}\n  per: month\n  target: at least 80 % met")).Attained!.Exact.ShouldBe(Rational.Of(numerator, denominator));

    // Its absence is good: it is measured over 672 hours, 16.8 of them bad, 97.5 %, and weighs in full: (297 + 97.5) ÷ 400.
    [Fact]
    public void A_member_whose_absence_is_good_weighs_in_full() =>
        All(Of("l:\n  combines: routers\n  weighted by: users\n  per: month\n  target: at least 98 %", "    absence: counts as good\n")).Attained!.Exact.ShouldBe(Rational.Of(3945, 4000));

    // There from the 1st to the 7th and from the 22nd on: 14 of 28 days, one half, as before; 16.8 h on the 24th.
    [Fact]
    public void Two_stays_are_added() => All(Of(
        "l:\n  combines: routers\n  weighted by: users\n  per: month\n  target: at least 98 %", r2: "from: 2026-01-01",
        facts: ["{'type':'member','group':'routers','member':'r2','from':'2026-01-01','until':'2026-02-08'}", "{'type':'member','group':'routers','member':'r2','from':'2026-02-22'}",
            "{'type':'outage','id':'3','from':'2026-02-24T00:00:00Z','until':'2026-02-24T16:48:00Z','labels':{'member':'r2'}}"])).Attained!.Exact.ShouldBe(Rational.Of(689, 700));

    // At the end of the 10th only r1 exists; it has 6.72 h of 672 behind it and 18 days before it. r2 will weigh 50. Worst: r1 bad from now on, 240 − 6.72 = 233.28 h good of 672; r2 all bad.
    // Least: 300 × 233.28 ÷ 672 ÷ 350. Most: (300 × 99 % + 50) ÷ 350.
    [Fact]
    public void Bounds_know_the_part_that_a_member_will_exist()
    {
        var bounds = All(Of("l:\n  combines: routers\n  weighted by: users\n  per: month\n  target: at least 98 %", asOf: "2026-02-11T00:00:00Z")).Bounds.ShouldNotBeNull();

        (bounds.Lowest?.Exact, bounds.Highest?.Exact).ShouldBe(((Rational)300 * Rational.Of(23328, 67200) / 350, ((Rational)297 + 50) / 350));
    }

    // A waiting period of 7 days: r2 is measured from the 22nd on, 168 hours without an outage, and weighs a quarter: (297 + 25) ÷ 325. Its fee is due from the 15th.
    [Fact]
    public void In_its_waiting_period_a_member_is_not_measured_and_is_paid_for()
    {
        var statement = Of("l:\n  combines: routers\n  weighted by: users\n  per: month\n  target: at least 98 %", "    waiting period: 7 days\n", "credits:\n  routers:\n    of: the fee of the member\n    bands:\n      - below 100 %: 50 %\n      - at least 100 %: 10 %", "from: 2026-02-15\n        fee: EUR 28.00 per month");

        All(statement).Attained!.Exact.ShouldBe(Rational.Of(322, 325));
        statement.Levels.Single(l => l.Scope["member"] == "r2").Attained!.Exact.ShouldBe(1);
        // Half of February at EUR 28.00 is EUR 14.00.
        statement.Credits.Single(c => c.Scope["member"] == "r2").Amount.Amount.ShouldBe(1.40m);
    }

    [Fact]
    public void A_member_that_leaves_in_its_waiting_period_is_never_measured() =>
        Of("l:\n  counts: routers\n  per: month\n  target: at least 1 met", "    waiting period: 2 weeks\n").Levels.Count(l => l.Level == "routers").ShouldBe(1);

    // r1 is there since the agreement began on 1 January; r2 came on the 15th, is 14 days old when March begins, and 45 when April does.
    [Theory]
    [InlineData("member at least 15 days old", "2026-03", false)]
    [InlineData("member at least 14 days old", "2026-03", true)]
    [InlineData("member at least 336 h old", "2026-03", true)]
    [InlineData("member at least 336 h old", "2026-02", false)]
    [InlineData("member at least 1 month old", "2026-03", false)]
    [InlineData("member at least 1 month old", "2026-04", true)]
    public void A_credit_waits_until_the_member_is_old_enough(string onlyIf, string period, bool isGranted)
    {
        var month = Surety.Scope.WindowRule.Month.At(new LocalDate(2026, int.Parse(period[^2..]), 1), DateTimeZone.Utc);
        string Down(string member, int i) => $"{{'type':'outage','id':'d{i}','from':'{period}-20T00:00:00Z','until':'{period}-21T00:00:00Z','labels':{{'member':'{member}'}}}}";
        var statement = SmallAgreement.Of(
            "up:\n  measures: availability\n  observed by: outages\n  for each: routers", "routers:\n  metric: up\n  per: month\n  target: at least 99 %",
            "inventory:\n  routers:\n    of: shop\n    members:\n      r1:\n        fee: EUR 50.00 per month\n      r2:\n        from: 2026-02-15\n        fee: EUR 28.00 per month", "",
            $"credits:\n  routers:\n    of: EUR 10.00\n    bands:\n      - missed: 10 %\n    only if: {onlyIf}").StatementOf(month, "2026-05-20T00:00:00Z", Down("r1", 1), Down("r2", 2));

        statement.Credits.Select(c => (c.Scope["member"], c.State)).ShouldBe([("r1", CreditState.Credited), ("r2", isGranted ? CreditState.Credited : CreditState.Withheld)]);
        statement.Credits[1].Why.AddsUp().ShouldBeTrue();
    }
}
