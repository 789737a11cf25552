using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// Bounds of levels that rest on others, worked out by hand: the week of Monday 2 February 2026, three routers whose days need 90 %, and a desk. As of Thursday 00:00 three days are over and four are left.
/// Router r3 was down on Monday from 06:00 to 18:00 (50 %); nothing else happened, and the desk has no ticket.
/// </summary>
public sealed class RestingBoundsTests
{
    static Bounds Of(string level, string desk = "", string asOf = "2026-02-05T00:00:00Z", params string[] more)
    {
        var versions = SmallAgreement.Of(
            "up:\n  measures: availability\n  observed by: outages\n  for each: routers\nrepair:\n  measures: time\n  from: opened\n  to: resolved",
            $"routers:\n  metric: up\n  per: day\n  target: at least 90 %\ndesk:\n  metric: repair\n  per: day\n  target: 90 % within 4 h{desk}\nl:\n  {level.Replace("\n", "\n  ", StringComparison.Ordinal)}\n  per: week",
            "inventory:\n  routers:\n    of: shop\n    attributes: [users]\n    members:\n      r1:\n        users: 300\n      r2:\n        users: 100\n      r3:\n        users: 7");
        var week = versions.All[0].Level("l")!.Per.At(new LocalDate(2026, 2, 2), DateTimeZone.Utc);
        return versions.StatementOf(week, asOf, [.. more, "{'type':'outage','from':'2026-02-02T06:00:00Z','until':'2026-02-02T18:00:00Z','labels':{'member':'r3'}}"])
            .Levels.Single(l => l.Level == "l").Bounds.ShouldNotBeNull();
    }

    static void Between(Bounds bounds, Rational low, Rational high) => (bounds.Lowest?.Exact, bounds.Highest?.Exact).ShouldBe((low, high));

    // Met for certain: 3 days of r1 and r2, 2 of r3: 3 × 300 + 3 × 100 + 2 × 7 = 1,214. Missed: 7. Left: 4 × 407 = 1,628. Together 2,849.
    [Fact]
    public void A_share_of_weight_has_what_is_certain_and_all_that_is_left() =>
        Between(Of("counts: routers\nweighted by: users\ntarget: at least 70 % met"), Rational.Of(1_214, 2_849), Rational.Of(2_842, 2_849));

    [Fact]
    public void What_fees_weigh_is_known_when_they_are_charged() => Between(Of("counts: routers\nweighted by: fee\ntarget: at least 70 % met"), 0, 1);

    // The mean of r1 lies between 3 ÷ 7 (four bad days) and 1, that of r3 between 2.5 ÷ 7 and 6.5 ÷ 7. The desk has no figure yet: it may leave, or come with 0 %.
    // Least: (0.3 × 3/7 + 0.2 × 2.5/7 + 0.5 × 0) ÷ 1 = 1.4 ÷ 7 = 1/5. Most, the desk with 100 %: 0.3 + 0.2 × 6.5/7 + 0.5 = 0.8 + 1.3/7 = 6.9/7.
    [Fact]
    public void A_weighted_mean_has_the_ends_of_its_parts_and_those_that_may_be_missing_where_they_take_it_further() =>
        Between(Of("combines:\n  routers, member r1: 30 %\n  routers, member r3: 20 %\n  desk: 50 %\ntarget: at least 80 %"), Rational.Of(1, 5), Rational.Of(69, 70));

    // r3 has missed a day, so its 3 points are lost for certain. r1 may gain its 5 or not, the desk its 2, or have no verdict at all.
    [Fact]
    public void Points_that_are_lost_stay_lost()
    {
        const string Points = "combines:\n  routers, member r1: 5 points\n  routers, member r3: 3 points\n  desk: 2 points";
        var number = Of($"{Points}\ntarget: at least 8");
        Between(number, 0, 7);
        number.Standing.ShouldBe(Standing.Lost);
        // A share: at best 7 of 10, the desk met; at worst nothing of them.
        Between(Of($"{Points}\ntarget: above 50 %"), 0, Rational.Of(7, 10));
    }

    // On Sunday all days but one are over. The desk's only ticket was in time on Tuesday: its mean is 1 whatever follows except a late one on Sunday, (1 + 0) ÷ 2.
    [Fact]
    public void A_part_that_has_a_figure_stays_in()
    {
        var bounds = Of(
            "combines:\n  desk: 100 %\ntarget: at least 50 %", "", "2026-02-08T00:00:00Z",
            "{'type':'ticket','ticket':'T','event':'opened','at':'2026-02-03T09:00:00Z'}", "{'type':'ticket','ticket':'T','event':'resolved','at':'2026-02-03T10:00:00Z'}");
        Between(bounds, Rational.Of(1, 2), 1);
        (bounds.Standing, bounds.MayEndWithoutVerdict).ShouldBe((Standing.Safe, false));
    }
}
