using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Levels;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What was open when its window ended: the window is decided by what was seen then, and nothing that comes later changes it.</summary>
public sealed class ClosedWindowsTests
{
    const long Hour = 36_000_000_000;

    static string Event(string ticket, string at, string what) => $"{{'type':'ticket','ticket':'{ticket}','event':{what},'at':'{at}'}}";

    /// <summary>A takes one hour. D is opened two hours before March, and done days later.</summary>
    static readonly string[] Facts =
    [
        Event("A", "2026-02-02T09:00:00Z", "'opened'"), Event("A", "2026-02-02T10:00:00Z", "'resolved'"),
        Event("D", "2026-02-28T22:00:00Z", "'opened','priority':'P2'"), Event("D", "2026-03-02T00:00:00Z", "'priority','to':'P1'"), Event("D", "2026-03-05T00:00:00Z", "'resolved'"),
    ];

    static List<LevelResult> February(string metric, string target, string asOf, params string[] facts) =>
        [.. SmallAgreement.OfOne($"measures: time\nfrom: opened\nto: resolved\n{metric}", target).StatementOf(SmallAgreement.February, asOf, facts).Levels];

    static readonly string[] Later = ["2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z", "2026-04-01T00:00:00Z"];

    public static TheoryData<string, long> Figures => new()
    {
        { "mean at most 2 h", 3 * Hour / 2 }, // 1 h and 2 h until the end of February
        { "95th percentile at most 2 h", 2 * Hour },
        { "longest at most 2 h", 2 * Hour },
        { "median at most 2 h", 3 * Hour / 2 },
        { "total at most 3 h", 3 * Hour },
    };

    [Theory]
    [MemberData(nameof(Figures))]
    public void A_time_that_was_open_counts_until_the_end_of_its_window_whenever_one_looks(string target, long ticks)
    {
        foreach (var asOf in Later)
        {
            var level = February("open at the end: missed", target, asOf, Facts).ShouldHaveSingleItem();
            (level.Attained, level.Verdict, level.Events).ShouldBe((new Figure.Time(ticks), Verdict.Met, 2));
            level.Why.AddsUp().ShouldBeTrue();
        }
    }

    [Fact]
    public void It_counts_in_no_other_window()
    {
        var march = SmallAgreement.OfOne("measures: time\nfrom: opened\nto: resolved\nopen at the end: missed", "mean at most 2 h")
            .StatementOf(SmallAgreement.February.Next(NodaTime.DateTimeZone.Utc), "2026-04-02T00:00:00Z", Facts).Levels.Single();

        march.Verdict.ShouldBe(Verdict.NoData);
    }

    /// <summary>An hour ran before it waited, and it waited beyond the end of the month.</summary>
    [Fact]
    public void A_pause_that_lasts_beyond_the_end_stops_it_before() => Later.Select(asOf => February(
        "paused while: waiting for customer\nopen at the end: missed", "mean at most 2 h", asOf,
        Event("D", "2026-02-28T22:00:00Z", "'opened'"), Event("D", "2026-02-28T23:00:00Z", "'waiting','for':'customer'"), Event("D", "2026-03-02T00:00:00Z", "'resumed'"), Event("D", "2026-03-03T00:00:00Z", "'resolved'"))
        .Single().Attained).ShouldAllBe(f => f == new Figure.Time(Hour));

    [Theory]
    [InlineData("mean at most 4 h")]
    [InlineData("90 % within 4 h")]
    public void It_belongs_to_the_priority_that_it_had_then(string target)
    {
        foreach (var asOf in Later)
        {
            var levels = February("open at the end: missed", $"\n      priority P1: {target}\n      otherwise: {target}", asOf, Facts);
            levels.Single(l => l.Scope["priority"] == "P1").Verdict.ShouldBe(Verdict.NoData);
            levels.Single(l => l.Scope["priority"] == "otherwise").Events.ShouldBe(2);
            levels.ShouldAllBe(l => l.Why.AddsUp());
        }
    }

    /// <summary>The reason tells of February what February knew.</summary>
    [Fact]
    public void Its_reason_stays_as_well()
    {
        string Why(string asOf) => TextLine.Plain(ReasonText.Of(Told(asOf), Told(asOf).Levels[0]));

        Why(Later[2]).ShouldBe(Why(Later[0]).Replace(Later[0], Later[2], StringComparison.Ordinal));
        Why(Later[0]).ShouldContain("open when the window ended");

        static Statement Told(string asOf) => SmallAgreement.OfOne("measures: time\nfrom: opened\nto: resolved\nopen at the end: missed", "90 % within 4 h").StatementOf(SmallAgreement.February, asOf, Facts);
    }

    [Fact]
    public void The_figure_of_a_window_that_is_over_does_not_change_as_time_goes_on() => Prop.ForAll(
        // Where a ticket goes on, or belongs to the window that it was opened in, the text itself lets later events into an earlier window.
        LiveStory.Times.Where(s => !s.Metric.Contains("goes on", StringComparison.Ordinal) && !s.Metric.Contains("when opened", StringComparison.Ordinal)).ToArbitrary(), story =>
        {
            var (then, later) = (story.ResultAt(story.End), story.ResultAt(story.End + 200));
            (later.Attained, later.Verdict, later.Events, later.MissCount).ShouldBe((then.Attained, then.Verdict, then.Events, then.MissCount), story.ToString());
            later.Why.AddsUp().ShouldBeTrue(story.ToString());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
}
