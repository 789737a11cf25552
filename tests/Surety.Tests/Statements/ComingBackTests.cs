using Shouldly;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Stories of <see cref="BoundsProperties"/> that once failed: tickets that had ended without a result came back and went on, or stood still.</summary>
public sealed class ComingBackTests
{
    [Fact]
    public void What_was_closed_without_a_reply_may_be_answered_after_all()
    {
        var story = new LiveStory(
            "measures: time\nfrom: opened\nto: first reply by provider\nclock: mornings\nre-opened: goes on\ncounts in: when finished\nopen at the end: left out", "95th percentile at most 4 h", "",
            [
                "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-02T03:07:00Z'}",
                "{'type':'ticket','ticket':'T1','event':'closed','at':'2026-02-02T16:20:00Z'}",
                "{'type':'ticket','ticket':'T1','event':'reopened','at':'2026-02-02T22:38:00Z'}",
            ], []);
        story.ResultAt(1273).Bounds!.Highest!.Exact!.Value.ShouldBe(story.ResultAt(1413).Bounds!.Highest!.Exact!.Value);
    }

    [Fact]
    public void A_pause_makes_nothing_late()
    {
        var story = new LiveStory(
            "measures: time\nfrom: opened\nto: first reply by provider\npaused while: waiting for customer\nclock: mornings\nre-opened: goes on\npriority changes: keep\nopen at the end: left out", "\n      priority P1: 80 % within 30 min\n      otherwise: all within 4 h", "",
            [
                "{'type':'ticket','ticket':'T3','event':'opened','at':'2026-02-02T09:53:00Z'}",
                "{'type':'ticket','ticket':'T3','event':'resolved','at':'2026-02-02T12:37:00Z'}",
                "{'type':'ticket','ticket':'T3','event':'priority','to':'P2','at':'2026-02-02T12:53:00Z'}",
                "{'type':'ticket','ticket':'T3','event':'resolved','at':'2026-02-02T18:41:00Z'}",
                "{'type':'ticket','ticket':'T3','event':'waiting','for':'customer','at':'2026-02-02T18:57:00Z'}",
            ], []);
        story.ResultAt(1045).Bounds.ShouldBe(story.ResultAt(1161).Bounds);
    }

    // Two hours and a half of three were used up the day before. Re-opened at 23:00, the ticket is due at 23:30, and the day is missed; a ticket opened after 21:00 is not due in it.
    [Theory]
    [InlineData("goes on", Standing.Open, Verdict.Missed)]
    [InlineData("new clock", Standing.Safe, Verdict.NoData)]
    public void What_was_resolved_the_day_before_may_come_back_late(string reopened, Standing standing, Verdict verdict)
    {
        var story = new LiveStory(
            $"measures: time\nfrom: opened\nto: resolved\nre-opened: {reopened}", "all within 3 h", "",
            [
                "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-01T20:00:00Z'}",
                "{'type':'ticket','ticket':'T1','event':'resolved','at':'2026-02-01T22:30:00Z'}",
                "{'type':'ticket','ticket':'T1','event':'reopened','at':'2026-02-02T23:00:00Z'}",
            ], []);

        story.ResultAt(1_300).Bounds!.Standing.ShouldBe(standing);
        story.ResultAt(story.End).Verdict.ShouldBe(verdict);
    }

    // Half an hour of it is left; once only 29 minutes of the day are, it cannot be late in it any more.
    [Theory]
    [InlineData(1_409, Standing.Open)]
    [InlineData(1_410, Standing.Safe)]
    public void Nothing_comes_back_late_in_less_time_than_it_has_left(int minute, Standing standing) =>
        new LiveStory(
            "measures: time\nfrom: opened\nto: resolved\nre-opened: goes on", "all within 3 h", "",
            ["{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-01T20:00:00Z'}", "{'type':'ticket','ticket':'T1','event':'resolved','at':'2026-02-01T22:30:00Z'}"], []).ResultAt(minute).Bounds!.Standing.ShouldBe(standing);

    /// <summary>Closed at 8:25 it counts as a late P1. Re-opened, it may be given another priority and be late there, though no hour counts any more before midnight: 5 h, of which 4 h 28 min are used.</summary>
    [Fact]
    public void What_counts_elsewhere_may_come_back_with_another_priority()
    {
        var story = new LiveStory(
            "measures: time\nfrom: opened\nto: resolved\nre-opened: goes on\nclock: mornings\npriority changes: restart\ncounts in: when finished\nopen at the end: left out", "\n      priority P1: all within 3 h\n      otherwise: 60 % within 5 h", "",
            [
                "{'type':'ticket','ticket':'T5','event':'opened','priority':'P1','at':'2026-02-02T03:57:00Z'}",
                "{'type':'ticket','ticket':'T5','event':'closed','at':'2026-02-02T08:25:00Z'}",
                "{'type':'ticket','ticket':'T5','event':'reopened','at':'2026-02-02T19:38:00Z'}",
            ], []);

        foreach (var minute in new[] { 1_125, 1_182 }) story.ResultAt(minute).Bounds!.Lowest!.Exact.ShouldBe(Rational.Zero, $"minute {minute}");
    }
}
