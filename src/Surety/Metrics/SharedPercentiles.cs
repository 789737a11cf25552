using System.Collections.Concurrent;
using NodaTime;

namespace Surety.Metrics;

/// <summary>Percentiles that several metrics take of the same values: the one that asks first has all of them found, in one pass.</summary>
internal sealed class SharedPercentiles
{
    readonly Dictionary<string, (string First, List<Percentage> Shares)> together = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(string First, Labels Must, ValueList<Labels> Not, Interval Window), (int Count, decimal[] Values)> found = [];

    /// <param name="metrics">Those that may share.</param>
    public SharedPercentiles(IEnumerable<Metric> metrics)
    {
        var taken = metrics.OfType<Metric.SingleValue>().Where(m => m.Takes is Statistic.Percentile).GroupBy(m => (m.ObservedBy, m.Reads, m.ForEach, m.During, m.LeavesOut, m.Unit));
        foreach (var same in taken.Select(g => g.ToList()))
            foreach (var metric in same) together[metric.Name] = (same[0].Name, same.ConvertAll(m => ((Statistic.Percentile)m.Takes!).Share));
    }

    /// <summary>How many values there are, and the one at the metric's percentile; <c>null</c>: they are not of the kind that can be looked at together.</summary>
    /// <param name="metric">One of those that may share.</param>
    /// <param name="wanted">What it takes.</param>
    /// <param name="scope">Whose values.</param>
    /// <param name="window">The window, cut to the existence of what is measured.</param>
    /// <param name="rows">Finds the values, where nobody has.</param>
    public (int Count, decimal Value)? Of(Metric.SingleValue metric, Statistic.Percentile wanted, ScopeSelection scope, Interval window, Func<List<NumberRows>?> rows)
    {
        var (first, shares) = together[metric.Name];
        var key = (first, scope.Must, scope.Not, window);
        if (!found.TryGetValue(key, out var known))
        {
            if (rows() is not { } all) return null;
            var count = all.Sum(r => r.Count);
            known = (count, Percentiles.At(all, shares.ConvertAll(s => (long)Ranks.PlaceOf(s, count))));
            if (shares.Count > 1) found[key] = known;
        }
        return (known.Count, known.Values[shares.IndexOf(wanted.Share)]);
    }
}
