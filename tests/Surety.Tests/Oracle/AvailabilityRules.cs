namespace Surety.Tests.Oracle;

/// <summary>Draws the rules of an availability metric, those that may stand together.</summary>
static class AvailabilityRules
{
    public static Metric.Availability Some(Draw draw, Contract contract, Metric.Availability metric, int grain)
    {
        metric = metric with { BadWhen = BadWhen(draw, metric.ObservedBy) };
        if (metric.IsOfEvents) return metric with { During = null };
        var others = contract.Exclusions.Select(e => e.Name).Where(e => !metric.LeavesOut.Contains(e)).ToList();
        metric = metric with { CountsAsGood = draw.Some(others), ShortestOutage = draw.In(20) ? draw.Whole(1, 40) : null, DeductedFromEach = draw.In(15) ? draw.Whole(1, 6) * Math.Max(1, grain / 60) : null };
        if (metric.ObservedBy != "outages") metric = metric with { NoData = draw.In(60) ? draw.Of("unknown", "good", "bad", "excluded", "previous") : null, Coverage = draw.In(20) ? Range.One("at least", draw.Whole(1, 99), "%") : null };
        if (metric.ObservedBy == "counts")
        {
            if (draw.In(40)) metric = metric with { MinimumTraffic = (draw.Whole(1, 30), draw.Of("good", "unknown", "left out")) };
            if (draw.In(40)) metric = metric with { Intervals = new(draw.Of([.. new[] { 5, 10, 15, 30, 60 }.Where(i => i * 60 % grain == 0)]), null) };
            if (metric.NoData == "previous" && (metric.Intervals is not null || metric.MinimumTraffic is not null)) metric = metric with { NoData = "good" };
        }
        else if (draw.In(25))
            metric = metric with { Intervals = new(draw.Of([.. new[] { 1, 5, 15, 45, 60 }.Where(i => i * 60 % grain == 0)]), draw.Of("any", "all", "share"), Range.One(draw.Of("at least", "above"), draw.Of(20m, 50m, 66.6m), "%")) };
        else if (draw.In(35))
            metric = metric with { PartialMinutes = draw.Of("exact", "full", "touched") };
        else if (draw.In(20) && metric.ObservedBy is "outages" or "changes" && metric.BadWhen is null && metric.ObservedBy != "samples")
            metric = metric with { Weights = metric.ObservedBy == "outages" ? [("critical", 100), ("major", draw.Whole(1, 99)), ("otherwise", draw.Whole(0, 50))] : [("down", 100), ("degraded", draw.Whole(1, 99))] };
        if (draw.In(20) && metric.Weights.Count == 0) metric = metric with { MinimumRun = new(draw.Whole(1, 20), metric.Intervals is not null ? draw.Of("intervals", "min") : draw.Of("minutes", "min")) };
        return metric;
    }

    static BadWhen? BadWhen(Draw draw, string observed) => observed switch
    {
        "changes" => draw.In(40) ? new() { States = draw.Of<string[]>(["down"], ["down", "degraded"], ["degraded"]) } : null,
        "samples" => draw.In(70) ? new() { Value = Range.One(draw.Of("above", "at least", "below"), draw.Whole(200, 800), draw.Of("ms", "")) }
            : draw.In(50) ? new() { Value = new("between", draw.Whole(100, 300), draw.Whole(301, 900), ""), NotInside = true } : new() { States = ["down"] },
        "outages" => draw.In(30) ? new() { Impacts = draw.Of<string[]>(["critical"], ["critical", "major"]) } : null,
        _ => draw.In(60) ? new() { ErrorRate = Range.One(draw.Of("above", "at least"), draw.Of(0m, 1m, 5m, 12.5m), "%") } : null,
    };
}
