using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// Which credits a cap is for, and what is compared where only the best is given, worked out by hand. The shop costs EUR 1,000.00 a month, a router EUR 30.00. In March the shop, both routers and an answer were missed:
/// EUR 300.00, EUR 60.00 each, EUR 30.00.
/// </summary>
public sealed class CapsForSomeTests
{
    const string Three = """
        credits:
          uptime:
            of: EUR 300.00
            bands:
              - missed: 100 %
          routers:
            of: EUR 60.00
            bands:
              - missed: 100 %
          answer:
            level: answer, priority otherwise
            bands:
              - missed: EUR 30.00
        """;

    static readonly LevelResult Uptime = Judged.Of("uptime", 3, 99);
    static readonly LevelResult R1 = Judged.Of("routers", 3, 98, Labels.None.With("member", "r1"), 99);
    static readonly LevelResult R2 = Judged.Of("routers", 3, 98, Labels.None.With("member", "r2"), 99);
    static readonly LevelResult Answer = Judged.Of("answer", 3, 80, Labels.None.With("priority", "otherwise"), 90);

    static Credits Run(string chapter, params LevelResult[] results) =>
        Credits.Of(Judged.Agreement(chapter), results.Length == 0 ? [Uptime, R1, R2, Answer] : results, Fact.Set(), results.Length == 0 ? Judged.Month(3) : results[^1].Window, Fact.At("2026-06-10T00:00:00Z"));

    static decimal Owed(Credits credits)
    {
        foreach (var total in credits.Totals) total.Why.AddsUp().ShouldBeTrue();
        foreach (var line in credits.Lines) line.Why.AddsUp().ShouldBeTrue(line.Remedy);
        foreach (var cap in credits.Caps) cap.Why.ShouldNotBeNull().AddsUp().ShouldBeTrue(cap.Words);
        return credits.Totals.Single().Owed.Amount;
    }

    [Theory]
    [InlineData("EUR 400.00 per month", 400)] // 300 + 60 + 40 of the second router
    [InlineData("EUR 400.00 per month, for all credits", 400)]
    [InlineData("EUR 100.00 per month, for routers and answer", 400)] // 300, and 100 of 60 + 60 + 30
    [InlineData("EUR 100.00 per month, for routers, answer", 400)]
    [InlineData("EUR 100.00 per month, for routers", 430)] // 300 + 100 + 30
    [InlineData("10 % of the fee of shop of the month", 220)] // 100 of the shop's 300 + 30, the routers are of the network: 120
    [InlineData("10 % of the fee of shop of the month, for all credits", 100)]
    [InlineData("10 % of the fee of shop of the month, for routers", 430)] // said to be for these: 300 + 100 + 30
    [InlineData("10 % of all fees of the month, carried over", 104.54)]
    [InlineData("10 % of all fees of the month", 104.54)] // 1,000 + 30, and 16 of 31 days of the second router's 30: 1,045.48…
    public void A_cap_limits_the_credits_that_it_is_for(string cap, double expected) => Owed(Run($"{Three}\ncap: {cap}")).ShouldBe((decimal)expected);

    // Routers and answer together at most 100, and all together at most 350. The shop takes 300. The first router's 60 fit into the 100, and 50 of them into what is left of 350: 10 are cut. The second finds 50 of the
    // 100 left, 10 are cut, and nothing of the 350, 50 are cut; so are the answer's 30. What one cap cuts takes nothing of another.
    [Fact]
    public void Caps_of_groups_and_of_all_hold_one_after_the_other()
    {
        var credits = Run($"{Three}\ncap:\n  - EUR 100.00 per month, for routers and answer\n  - EUR 350.00 per month");

        Owed(credits).ShouldBe(350);
        credits.Caps.Select(c => (c.Words, c.Cut.Amount)).ShouldBe([("EUR 350.00 per month", 90m), ("EUR 100.00 per month, for routers and answer", 10m)]);
    }

    // Two groups of one amount and one period do not share their room.
    [Fact]
    public void Each_group_has_its_own_room() =>
        Owed(Run($"{Three}\ncap:\n  - EUR 50.00 per month, for uptime\n  - EUR 50.00 per month, for routers")).ShouldBe(50 + 50 + 30);

    // March: the routers' 120 are cut to 100, and 20 go on. April: 20, and 60 of a router, 80 in all.
    [Fact]
    public void What_a_group_carries_over_stays_with_the_group()
    {
        var april = Judged.Of("routers", 4, 98, Labels.None.With("member", "r1"), 99);
        var credits = Run($"{Three}\ncap: EUR 100.00 per month, for routers, carried over", Uptime, R1, R2, april);

        Owed(credits).ShouldBe(80);
    }

    // Under a cap of its own of EUR 100.00 for both routers, 60 + 60 would be 60 + 40. Of the best alone one router is given, with all of its 60: the other, which falls, takes nothing of the cap.
    [Fact]
    public void What_falls_to_the_best_takes_nothing_of_its_own_cap()
    {
        var capped = Three.Replace("of: EUR 60.00\n", "of: EUR 60.00\n    cap: EUR 50.00 per month\n", StringComparison.Ordinal);
        var rising = Three.Replace("      - missed: 100 %\n  answer", "      - below 97 %: 100 %\n      - missed: 50 %\n  answer", StringComparison.Ordinal).Replace("of: EUR 60.00\n", "of: EUR 60.00\n    cap: EUR 70.00 per month\n", StringComparison.Ordinal);
        var worse = Judged.Of("routers", 3, 96, Labels.None.With("member", "r2"), 99);

        // r1 comes to 30, r2 to 60. One after the other under the cap of 70 they would be 30 + 40; the larger alone is 60.
        Owed(Run($"{rising}\ncombined: best of routers, answer", R1, worse)).ShouldBe(60);
        Owed(Run($"{rising}\ncombined: added", R1, worse)).ShouldBe(70);
        // 60 is 50 under its cap, and that is what is compared: more than the answer's 30, in any order.
        Owed(Run($"{capped}\ncombined: best of routers, answer", R1, R2, Answer)).ShouldBe(50);
    }

    // Both routers are 120, under their own cap 35: the answer's 30 is less, and 30 + 30 would not be.
    [Theory]
    [InlineData(35, 35)]
    [InlineData(25, 30)]
    public void Either_compares_what_each_comes_to_under_its_own_cap(int cap, int expected)
    {
        var capped = Three.Replace("of: EUR 60.00\n", $"of: EUR 60.00\n    cap: EUR {cap}.00 per month\n", StringComparison.Ordinal);

        Owed(Run($"{capped}\ncombined: either routers or answer", R1, R2, Answer)).ShouldBe(expected);
    }

    // In February the own cap of a quarter gave 60 of its 80. In March 20 are left of it: less than the answer's 30, which is given.
    [Fact]
    public void What_earlier_windows_took_of_a_cap_counts()
    {
        var capped = Three.Replace("of: EUR 60.00\n", "of: EUR 60.00\n    cap: EUR 80.00 per quarter\n", StringComparison.Ordinal);
        var february = Judged.Of("routers", 2, 98, Labels.None.With("member", "r1"), 99);

        Owed(Run($"{capped}\ncombined: best of routers, answer", february, R1, Answer)).ShouldBe(30);
    }

    [Theory]
    [InlineData("EUR 5.00, for nothing", "phrase.name")]
    [InlineData("EUR 5.00, for routers, routers", "name.twice")]
    [InlineData("EUR 5.00, for", "phrase.unexpected")]
    public void A_name_that_is_none_is_refused(string cap, string code) =>
        Should.Throw<ShouldAssertException>(() => Judged.Agreement($"{Three}\ncap: {cap}")).Message.ShouldContain(code);

    [Fact]
    public void The_cap_of_a_credit_is_for_itself() =>
        Should.Throw<ShouldAssertException>(() => Judged.Agreement(Three.Replace("of: EUR 60.00\n", "of: EUR 60.00\n    cap: EUR 5.00, for answer\n", StringComparison.Ordinal))).Message.ShouldContain("phrase.unexpected");
}
