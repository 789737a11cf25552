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
}
