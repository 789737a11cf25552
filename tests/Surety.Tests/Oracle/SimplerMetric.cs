namespace Surety.Tests.Oracle;

/// <summary>A metric with a clause less.</summary>
static class SimplerMetric
{
    public static IEnumerable<Func<Metric, Metric>> Of(Metric metric)
    {
        IEnumerable<Func<Metric, Metric>> common =
        [
            m => m with { Part = null }, m => m with { Service = null, Part = null }, m => m with { Feed = null }, m => m with { Where = [] }, m => m with { ForEach = [] }, m => m with { ForEach = [.. m.ForEach.Take(1)] }, m => m with { ForEach = [.. m.ForEach.Skip(1)] }, m => m with { During = null }, m => m with { LeavesOut = [] },
        ];
        IEnumerable<Func<Metric, Metric>> own = metric switch
        {
            Metric.Availability =>
            [
                .. new Func<Metric.Availability, Metric.Availability>[]
                {
                    m => m with { CountsAsGood = [] }, m => m with { ShortestOutage = null }, m => m with { DeductedFromEach = null }, m => m with { PartialMinutes = null }, m => m with { MinimumRun = null }, m => m with { Intervals = null },
                    m => m with { MinimumTraffic = null }, m => m with { NoData = null }, m => m with { Coverage = null }, m => m with { Weights = [] }, m => m with { Across = null }, m => m with { BadWhen = null },
                }.Select<Func<Metric.Availability, Metric.Availability>, Func<Metric, Metric>>(s => m => s((Metric.Availability)m)),
            ],
            Metric.Time =>
            [
                .. new Func<Metric.Time, Metric.Time>[]
                {
                    m => m with { Clock = null }, m => m with { Until = null }, m => m with { PausedWhile = [] }, m => m with { StartsAtOnce = false }, m => m with { ReOpened = null }, m => m with { PriorityChanges = null }, m => m with { CountsIn = null }, m => m with { OpenAtTheEnd = null },
                }.Select<Func<Metric.Time, Metric.Time>, Func<Metric, Metric>>(s => m => s((Metric.Time)m)),
            ],
            Metric.Survey => [m => ((Metric.Survey)m) with { Needs = null }],
            Metric.Number => [m => ((Metric.Number)m) with { Needs = null }],
        };
        return common.Concat(own);
    }
}
