using Shouldly;
using Surety.Levels;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class RightsTests
{
    const string Consecutive = """
        rights:
          termination:
            when: uptime missed in 3 consecutive months
            exercised within: 60 days
            notice: 30 days
        """;

    const string NofM = """
        rights:
          termination:
            when:
              - uptime missed in 3 of 6 months
              - uptime below 95 % in 1 month
        """;

    // m: missed, .: met, -: no data, from January on.
    [Theory]
    [InlineData("mm", RightState.NotArisen, 2, null)]
    [InlineData("mmm", RightState.Arisen, 3, "2026-04-01")]
    [InlineData("m.mm", RightState.NotArisen, 2, null)]
    [InlineData("mm-m", RightState.NotArisen, 1, null)]
    [InlineData("mm.", RightState.NotArisen, 0, null)]
    [InlineData(".mmmm", RightState.Arisen, 3, "2026-05-01")]
    public void Consecutive_misses_give_the_right(string months, RightState state, int have, string? since)
    {
        var right = Run(Consecutive, months, months.Length);

        (right.State, right.Have, right.Need, right.Since).ShouldBe((state, have, 3, since is null ? null : Fact.At($"{since}T00:00:00Z")));
    }

    [Fact]
    public void A_window_without_verdict_may_be_passed_over() =>
        Run(Consecutive.Replace("    notice: 30 days", "    no verdict: skipped"), "mm-m", 4).State.ShouldBe(RightState.Arisen);

    [Theory]
    [InlineData("mm.m", RightState.Arisen, 3)]
    [InlineData("mm....m", RightState.NotArisen, 2)] // the first miss is the seventh from the end
    [InlineData("m-m-.m", RightState.Arisen, 3)]
    [InlineData(".x", RightState.Arisen, 1)]
    public void So_many_of_the_newest_windows_or_one_grave_miss_give_the_right(string months, RightState state, int have)
    {
        var right = Run(NofM, months, months.Length);

        (right.State, right.Have).ShouldBe((state, have));
    }

    [Theory]
    [InlineData("2026-05-30T23:59:59Z", null, RightState.Arisen)] // 60 days after 31 March: 30 May
    [InlineData("2026-05-31T00:00:00Z", null, RightState.Lapsed)]
    [InlineData("2026-07-01T00:00:00Z", "2026-05-30T23:59:59Z", RightState.Exercised)]
    [InlineData("2026-07-01T00:00:00Z", "2026-05-31T00:00:00Z", RightState.Lapsed)]
    [InlineData("2026-07-01T00:00:00Z", "2026-03-20T00:00:00Z", RightState.Lapsed)]
    public void A_right_lives_until_it_is_exercised_or_its_time_is_over(string asOf, string? notice, RightState state)
    {
        var right = Run(Consecutive, "mmm...", 6, asOf, notice);

        right.State.ShouldBe(state);
        right.Until.ShouldBe(Fact.At("2026-05-31T00:00:00Z"));
        right.Notice.ShouldBe("30 days");
    }

    [Theory]
    [InlineData("customer", RightState.Exercised)]
    [InlineData("it lead", RightState.Exercised)]
    [InlineData("provider", RightState.Arisen)]
    public void Only_the_side_whose_right_it_is_exercises_it(string by, RightState state)
    {
        var facts = Fact.Set($"{{'type':'notice','of':'termination','at':'2026-04-10T00:00:00Z','by':'{by}'}}");
        var versions = Judged.Agreement(Consecutive);
        var results = Enumerable.Range(1, 3).Select(m => Judged.Of("uptime", m, 99m)).ToList();

        Rights.Of(new VersionInFacts(versions.Newest, facts), results, _ => [], facts, Judged.Month(4), Fact.At("2026-05-01T00:00:00Z")).ShouldHaveSingleItem().State.ShouldBe(state);
    }

    [Fact]
    public void A_later_window_prolongs_a_living_right_and_gives_a_lapsed_one_anew()
    {
        var prolonged = Run(Consecutive, "mmmm", 4);
        (prolonged.Since, prolonged.Until).ShouldBe((Fact.At("2026-04-01T00:00:00Z"), Fact.At("2026-06-30T00:00:00Z"))); // 60 days after 30 April: 29 June

        var anew = Run(Consecutive, "mmm....mmm", 10, "2026-11-02T00:00:00Z");
        (anew.State, anew.Since).ShouldBe((RightState.Arisen, Fact.At("2026-11-01T00:00:00Z")));
    }

    [Fact]
    public void Windows_before_the_exercise_are_used_up() =>
        Run(Consecutive, "mmmm", 4, "2026-05-02T00:00:00Z", "2026-04-02T00:00:00Z").State.ShouldBe(RightState.Exercised);

    [Fact]
    public void What_happens_after_the_period_does_not_count() => Run(Consecutive, "mmm", 2).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RightState.NotArisen), r => r.Have.ShouldBe(2));

    static RightStatus Run(string escalation, string months, int period, string asOf = "", string? notice = null)
    {
        var results = months.Select((c, i) => Judged.Of("uptime", i + 1, c switch { 'm' => 99, 'x' => 94, '.' => 100, _ => null })).Reverse().ToList();
        var facts = notice is null ? Fact.Set() : Fact.Set($"{{'type':'notice','of':'termination','at':'{notice}'}}");
        var window = Judged.Month(period);

        var right = Rights.Of(new(Judged.Agreement(escalation).Newest, facts), results, _ => [], facts, window, asOf == "" ? window.Time.End : Fact.At(asOf)).ShouldHaveSingleItem();
        right.Why.AddsUp().ShouldBeTrue();
        return right;
    }
}
