using NodaTime;

namespace Surety.Metrics;

/// <summary>A rule of a metric that moves its figure.</summary>
/// <param name="Key">The key that writes it.</param>
/// <param name="Words">What it says, for people.</param>
/// <param name="With">The metric with this rule and those before it, and none after it.</param>
public sealed record MetricRule(string Key, string Words, Metric With);

/// <summary>A metric with less of its text, for the four figures of a level: without rules, and without exclusions either.</summary>
/// <remarks>
/// What is observed, in which calendar, and which window something belongs to is what the figure <em>is</em>, and stays. Exclusions of availability take time out; those of
/// a time taken are the pauses, in which somebody else was at work. Source: docs/guide/figures.md, "Four figures".
/// </remarks>
public static class MetricRules
{
    /// <summary>The metric without rules and exclusions: what its facts say.</summary>
    public static Metric Bare(this Metric metric) => metric.WithoutRules() switch
    {
        Metric.Availability availability => availability with { LeavesOut = [], CountsAsGood = [] },
        Metric.TimeTaken time => time with { PausedWhile = [] },
        Metric.Survey survey => survey,
        Metric.SingleValue single => single with { LeavesOut = [] },
    };

    /// <summary>The metric with its exclusions and without rules.</summary>
    public static Metric WithoutRules(this Metric metric) => metric switch
    {
        Metric.Availability availability => availability with { OnlyLongestOfOverlapping = false, ShortestOutage = Duration.Zero, DeductedFromEach = Duration.Zero, PartialMinutes = PartialMinutes.Exact, MinimumRun = Duration.Zero, MinimumTraffic = MinimumTraffic.Silent, NoData = NoData.Unknown },
        Metric.TimeTaken time => time with { OpenAtTheEnd = OpenAtEnd.NextWindow },
        Metric.Survey survey => survey,
        Metric.SingleValue single => single,
    };

    /// <summary>Whether the metric has exclusions at all.</summary>
    public static bool HasExclusions(this Metric metric) => metric switch
    {
        Metric.Availability availability => availability.LeavesOut.Count + availability.CountsAsGood.Count > 0,
        Metric.TimeTaken time => time.PausedWhile.Count > 0,
        Metric.Survey => false,
        Metric.SingleValue single => single.LeavesOut.Count > 0,
    };

    /// <summary>The rules that a metric writes, in the order in which they are put back; may be empty.</summary>
    public static ValueList<MetricRule> Rules(this Metric metric) => metric switch
    {
        Metric.Availability availability => OfAvailability(availability).ToValueList(),
        Metric.TimeTaken time => OfTime(time).ToValueList(),
        Metric.Survey => [],
        Metric.SingleValue => [],
    };

    static IEnumerable<MetricRule> OfAvailability(Metric.Availability whole)
    {
        var with = (Metric.Availability)whole.WithoutRules();
        if (whole.OnlyLongestOfOverlapping)
            yield return new("overlapping outages", "of outages that overlap the longest counts", with = with with { OnlyLongestOfOverlapping = true });
        if (whole.ShortestOutage > Duration.Zero)
            yield return new("shortest outage", $"outages shorter than {whole.ShortestOutage.ToTimeWords()} are good", with = with with { ShortestOutage = whole.ShortestOutage });
        if (whole.DeductedFromEach > Duration.Zero)
            yield return new("deducted from each outage", $"the first {whole.DeductedFromEach.ToTimeWords()} of each outage are good", with = with with { DeductedFromEach = whole.DeductedFromEach });
        if (whole.PartialMinutes != PartialMinutes.Exact)
            yield return new("partial minutes", whole.PartialMinutes == PartialMinutes.Full ? "only full clock minutes count" : "every touched clock minute counts whole", with = with with { PartialMinutes = whole.PartialMinutes });
        if (whole.MinimumTraffic != MinimumTraffic.Silent)
            yield return new("minimum traffic", "intervals with too few events", with = with with { MinimumTraffic = whole.MinimumTraffic });
        if (whole.MinimumRun > Duration.Zero)
            yield return new("minimum run", $"runs of bad minutes or intervals shorter than {whole.MinimumRun.ToTimeWords()} are good", with = with with { MinimumRun = whole.MinimumRun });
        if (whole.NoData != NoData.Unknown)
            yield return new("no data", Words(whole.NoData), with with { NoData = whole.NoData });
    }

    static IEnumerable<MetricRule> OfTime(Metric.TimeTaken whole)
    {
        if (whole.OpenAtTheEnd != OpenAtEnd.NextWindow)
            yield return new("open at the end", whole.OpenAtTheEnd == OpenAtEnd.Missed ? "what is open at the end is missed" : "what is open at the end is left out", whole);
    }

    static string Words(NoData noData) => noData switch
    {
        NoData.Unknown => "time that nobody knows is left out of both",
        NoData.Good => "time that nobody knows is good",
        NoData.Bad => "time that nobody knows is bad",
        NoData.Excluded => "time that nobody knows is left out",
        NoData.Previous => "in time that nobody knows the last state goes on",
    };
}
