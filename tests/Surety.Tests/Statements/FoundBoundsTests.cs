using Shouldly;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Stories that the properties of bounds found once.</summary>
public sealed class FoundBoundsTests
{
    /// <summary>
    /// Unknown until 18:22 and down from then on; an hour with bad time is bad, if the run becomes two hours long. At 19:47 that is not certain, and the unknown minutes from 18:00 on may still be left
    /// out; if it becomes certain they are bad with their hour. So the longest outage can be the six hours from 18:00 to 24:00 already then.
    /// </summary>
    [Fact]
    public void Unknown_minutes_of_an_hour_that_may_yet_be_bad_are_not_left_out_for_certain()
    {
        var story = new LiveStory(
            "measures: availability\nobserved by: changes\nintervals: 1 h, bad if any of it is bad\nminimum run: 2 h\nshortest outage: 20 min\nno data: excluded", "longest outage at most 90 min", "",
            ["{'type':'state','at':'2026-02-02T02:00:00Z','state':'up'}", "{'type':'state','at':'2026-02-02T16:22:00Z','state':'unknown'}", "{'type':'state','at':'2026-02-02T18:22:00Z','state':'down'}"], []);

        foreach (var minute in new[] { 19 * 60 + 47, 21 * 60 + 8 })
            story.ResultAt(minute).Bounds!.Highest.ShouldBe(new Figure.Time(6 * NodaTime.NodaConstants.TicksPerHour));
    }

    /// <summary>
    /// The last hour that counts is 11:00 to 11:30. It is down from 11:53 to 12:33 and again from 12:51 to 13:13; an hour with bad time is bad, if the run becomes 45 min long. At 12:34 the hour from
    /// 12:00 is not over, and whether that from 11:00 is bad with it is open, though none of it counts any more.
    /// </summary>
    [Fact]
    public void An_outage_may_grow_out_of_the_hours_that_count_when_they_are_over()
    {
        var story = new LiveStory(
            "measures: availability\nobserved by: changes\nintervals: 1 h, bad if any of it is bad\nminimum run: 45 min\nshortest outage: 20 min\nno data: bad\nduring: mornings", "mean time between outages at least 4 h", "",
            [.. new[] { "00:22 up", "03:20 unknown", "06:22 up", "11:53 down", "12:33 up", "12:51 down", "13:13 up" }.Select(s => $"{{'type':'state','at':'2026-02-02T{s[..5]}:00Z','state':'{s[6..]}'}}")], []);

        var (open, settled) = (story.ResultAt((12 * 60) + 34).Bounds!, story.ResultAt((13 * 60) + 1).Bounds!);
        open.Standing.ShouldBe(Standing.Open);
        settled.Standing.ShouldNotBe(Standing.Open);
        (open.Lowest!.Exact <= settled.Lowest!.Exact, open.Highest!.Exact >= settled.Highest!.Exact).ShouldBe((true, true));
    }
}
