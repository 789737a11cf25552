using System.Collections.Concurrent;
using NodaTime;

namespace Surety.Metrics;

/// <summary>
/// Percentiles that are taken of the same values, by several metrics and with exclusions and without: the one that asks first has all of them found, in one pass.
/// </summary>
internal sealed class SharedPercentiles
{
    // Where more than one value in so many is left out, two passes are faster than one with wider bounds.
    const int FewLeftOut = 16;

    readonly Dictionary<string, (string First, List<Percentage> Shares)> together = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(string First, Labels Must, ValueList<Labels> Not, Interval Window, bool LeavesOut), (int Count, decimal[] Values)> found = [];

    /// <param name="metrics">Those that may share; also without what they leave out.</param>
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
    /// <param name="leftOut">Finds those that an exclusion leaves out; <c>null</c>: they cannot be looked at together.</param>
    public (int Count, decimal Value)? Of(Metric.SingleValue metric, Statistic.Percentile wanted, ScopeSelection scope, Interval window, Func<List<NumberRows>?> rows, Func<List<NumberRows>?> leftOut)
    {
        var (first, shares) = together[metric.Name];
        (string First, Labels Must, ValueList<Labels> Not, Interval Window, bool LeavesOut) key = (first, scope.Must, scope.Not, window, metric.LeavesOut.Count > 0);
        if (!found.TryGetValue(key, out var known))
        {
            if (rows() is not { } counted) return null;
            var count = counted.Sum(r => r.Count);
            var more = metric.LeavesOut.Count > 0 ? leftOut() : null;
            var all = count + (more?.Sum(r => r.Count) ?? 0);
            if (more is null || all - count > count / FewLeftOut || !Percentiles.AreAlike([counted[0], .. more])) known = (count, Percentiles.At(counted, Places(count)));
            else
            {
                var values = Percentiles.At(counted, Places(count), more, Places(all));
                (known, found[key with { LeavesOut = false }]) = ((count, values[..shares.Count]), (all, values[shares.Count..]));
            }
            if (shares.Count > 1) found[key] = known;
        }
        return (known.Count, known.Values[shares.IndexOf(wanted.Share)]);

        List<long> Places(int of) => shares.ConvertAll(s => (long)Ranks.PlaceOf(s, of));
    }
}
