using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>A member that leaves and comes back: the time between is no part of a window.</summary>
public sealed class ComingBackMembersTests
{
    // r1 is there from 1 to 10 February and from 21 February to 31 March, and then from 1 May on.
    static readonly string[] Facts =
    [
        "{'type':'member','group':'routers','member':'r1','from':'2026-02-01','until':'2026-02-11'}", "{'type':'member','group':'routers','member':'r1','from':'2026-02-21','until':'2026-04-01'}",
        "{'type':'member','group':'routers','member':'r1','from':'2026-05-01'}",
        // Half of it, six hours, lies in its existence; the second outage lies in the gap.
        "{'type':'outage','from':'2026-02-10T18:00:00Z','until':'2026-02-11T06:00:00Z','labels':{'member':'r1'}}", "{'type':'outage','from':'2026-02-15T00:00:00Z','until':'2026-02-18T00:00:00Z','labels':{'member':'r1'}}",
    ];

    static LevelResult? In(int month, string asOf, string metric = "measures: availability\nobserved by: outages\nfor each: routers")
    {
        var versions = SmallAgreement.OfOne(metric, "at least 98 %", scope: "inventory:\n  routers:\n    of: shop");
        return versions.StatementOf(WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc), asOf, Facts).Levels.SingleOrDefault();
    }

    // 10 + 8 days = 432 h count, of which 6 h are bad: 426 ÷ 432 = 71/72.
    [Fact]
    public void Time_between_its_stays_is_out_of_numerator_and_denominator()
    {
        var february = In(2, "2026-06-01T00:00:00Z")!;
        (february.Attained, february.BadTime).ShouldBe((new Figure.Share(Rational.Of(71, 72)), Duration.FromHours(6)));
        february.Why.AddsUp().ShouldBeTrue();
    }

    // As of 15 February 10 days have counted, 6 h of them bad, and 8 days are to come: at worst 234 ÷ 432, at best 426 ÷ 432.
    [Fact]
    public void Bounds_do_not_wait_for_it()
    {
        var bounds = In(2, "2026-02-15T00:00:00Z")!.Bounds!;
        (bounds.Lowest!.Exact, bounds.Highest!.Exact).ShouldBe((Rational.Of(234, 432), Rational.Of(426, 432)));
    }

    [Fact]
    public void A_month_in_which_it_is_away_is_not_judged()
    {
        In(4, "2026-06-01T00:00:00Z").ShouldBeNull();
        In(5, "2026-06-01T00:00:00Z")!.Verdict.ShouldBe(Verdict.Met);
    }

    static LevelResult February(string metric, string target, params string[] facts) =>
        SmallAgreement.OfOne(metric, target, scope: "inventory:\n  routers:\n    of: shop")
            .StatementOf(WindowRule.Month.At(new LocalDate(2026, 2, 1), DateTimeZone.Utc), "2026-06-01T00:00:00Z", [.. Facts, .. facts]).Levels.Single();

    // Of the values 10, 20 and 90 the last is of 15 February, when it is away: mean 15, greatest and 95th percentile 20.
    [Theory]
    [InlineData("mean", 15)]
    [InlineData("greatest", 20)]
    [InlineData("95th percentile", 20)]
    public void What_is_measured_while_it_is_away_does_not_count(string takes, int expected)
    {
        string Value(string id, string at, int value) => $"{{'type':'value','id':'{id}','at':'{at}','value':{value},'labels':{{'member':'r1'}}}}";
        var result = February($"measures: value\nobserved by: values\ntakes: {takes}\nfor each: routers", "at most 50", Value("a", "2026-02-05T00:00:00Z", 10), Value("b", "2026-02-22T00:00:00Z", 20), Value("c", "2026-02-15T00:00:00Z", 90));

        (result.Attained, result.Verdict).ShouldBe((new Figure.Number(expected), Verdict.Met));
    }

    // 5 and 4 count, the 1 of 15 February does not: 9 ÷ 2.
    [Fact]
    public void What_people_say_of_it_while_it_is_away_does_not_count()
    {
        string Answer(string id, string at, int score) => $"{{'type':'answer','id':'{id}','at':'{at}','score':{score},'labels':{{'member':'r1'}}}}";
        var result = February("measures: survey\nscale: 1 to 5\ncounts: mean\nfor each: routers", "at least 4", Answer("a", "2026-02-05T00:00:00Z", 5), Answer("b", "2026-02-22T00:00:00Z", 4), Answer("c", "2026-02-15T00:00:00Z", 1));

        (result.Attained, result.Verdict).ShouldBe((new Figure.Number(Rational.Of(9, 2)), Verdict.Met));
    }
}
