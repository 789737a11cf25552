using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Metrics;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Credits of a window of which only one is given, worked out by hand: uptime gives EUR 100.00, a router EUR 60.00, an answer EUR 30.00.</summary>
public sealed class OnlyOneTests
{
    const string Three = """
        credits:
          uptime:
            of: EUR 100.00
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

    static readonly LevelResult Uptime = Judged.Of("uptime", 4, 99);
    static readonly LevelResult R1 = Judged.Of("routers", 4, 98, Labels.None.With("member", "r1"), 99);
    static readonly LevelResult R2 = Judged.Of("routers", 4, 98, Labels.None.With("member", "r2"), 99);
    static readonly LevelResult Answer = Judged.Of("answer", 4, 80, Labels.None.With("priority", "otherwise"), 90);

    [Theory]
    [InlineData("added", "100 60 60 30 = 250")]
    [InlineData("best", "100 0 0 0 = 100")]
    [InlineData("best of routers, answer", "100 60 0 0 = 160")] // of the three lines of these two the first of the largest
    [InlineData("either routers or answer", "100 60 60 0 = 220")] // 120 against 30: the credit with all its scopes
    [InlineData("either uptime or routers", "0 60 60 30 = 150")] // 100 against 120
    [InlineData("either uptime or routers or answer", "0 60 60 0 = 120")]
    [InlineData("best of uptime and routers, for each class", "100 60 60 30 = 250")] // r1 is core, r2 is edge, and the shop has no class
    [InlineData("best of uptime, routers, for each tier", "100 0 0 30 = 130")] // all of one customer
    public void One_of_those_that_exclude_each_other_is_given(string combined, string expected) =>
        Given(combined, Uptime, R1, R2, Answer).ShouldBe(expected);

    [Fact]
    public void Two_rules_hold_one_after_the_other() =>
        Given("\n  - best of routers, answer\n  - either uptime or routers", Uptime, R1, R2, Answer).ShouldBe("100 0 0 0 = 100"); // 60 of r1 stays first, then 100 against 60

    // The shop was down from 10 to 12 on the 6th, r1 from 11 to 13, r2 from 12:30 to 12:45, an answer was late on the 20th.
    [Fact]
    public void Misses_that_overlap_are_one_incident()
    {
        LevelResult[] all = [With(Uptime, (6, 10, 12)), With(R1, (6, 11, 13)), With(R2, (6, 12.5, 12.75)), With(Answer, (20, 9, 10))];

        Given("best, for each incident", all).ShouldBe("100 0 0 30 = 130");
        Given("either uptime or routers, for each incident", all).ShouldBe("0 60 60 30 = 150");
    }

    // 10 to 12 and 12 to 13 touch and do not overlap; the answer was late over both.
    [Fact]
    public void Stretches_that_touch_are_two_incidents_until_a_third_joins_them()
    {
        LevelResult[] two = [With(Uptime, (6, 10, 12)), With(R1, (6, 12, 13))];

        Given("best, for each incident", two).ShouldBe("100 60 = 160");
        Given("best, for each incident", [.. two, With(Answer, (6, 11, 12.5))]).ShouldBe("100 0 0 = 100");
        Given("best, for each incident", With(Uptime, (6, 10, 12), (8, 10, 12)), With(R1, (8, 11, 13))).ShouldBe("100 0 = 100");
    }

    [Fact]
    public void Of_either_one_the_one_that_was_claimed_is_given()
    {
        const string claim = "\nsettlement: claimed\nclaim: within 30 days after the end of the month";

        var claimed = Run("either uptime or routers" + claim, [Uptime, R1, R2], "{'type':'claimed','of':'uptime','at':'2026-05-02T00:00:00Z','by':'customer'}");

        claimed.ShouldBe("100 0 0 = 100");
    }

    // 2 points are neither larger nor smaller than EUR 100.00, and stay.
    [Fact]
    public void What_is_no_money_is_not_compared()
    {
        var credits = Credits.Of(Judged.Agreement("credits:\n  uptime:\n    of: EUR 100.00\n    bands:\n      - missed: 100 %\n  routers:\n    bands:\n      - missed: 2 points\ncombined: best"), [Uptime, R1], Fact.Set(), Judged.Month(4), Fact.At("2026-05-10T00:00:00Z"));

        credits.Lines.Select(l => (l.State, l.InKind?.Number)).ShouldBe([(CreditState.Credited, null), (CreditState.Credited, (Rational?)2)]);
    }

    static LevelResult With(LevelResult result, params (int Day, double From, double Until)[] misses) => result with
    {
        MissCount = misses.Length,
        Misses = misses.Select(m => new Miss("outage", At(m.Day, m.From), At(m.Day, m.Until), null, Duration.FromHours(m.Until - m.From), result.Scope)).ToValueList(),
    };

    static Instant At(int day, double hour) => Instant.FromUtc(2026, 4, day, 0, 0) + Duration.FromHours(hour);

    static string Given(string combined, params LevelResult[] results) => Run(combined, results);

    static string Run(string combined, LevelResult[] results, params string[] facts)
    {
        var credits = Credits.Of(Judged.Agreement($"{Three}\ncombined: {combined}"), results, Fact.Set(facts), Judged.Month(4), Fact.At("2026-05-10T00:00:00Z"));
        foreach (var line in credits.Lines) line.Why.AddsUp().ShouldBeTrue(line.Remedy);
        return $"{string.Join(' ', credits.Lines.Select(l => $"{l.Amount.Amount:0}"))} = {credits.Totals.Single().Owed.Amount:0}";
    }
}
