using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>The numbers that a metric reads in a window.</summary>
static class WindowValues
{
    /// <summary>Lists them by series, and in order of time within each.</summary>
    public static IEnumerable<(decimal Value, long At, Origin Origin)> Of(FactSet facts, ValueKind kind, FactSelection reads, ScopeSelection scope, Interval window, Instant asOf)
    {
        var (from, until) = (window.Start.ToUnixTimeTicks(), Math.Min(window.End.ToUnixTimeTicks(), asOf.ToUnixTimeTicks() + 1));
        foreach (var series in facts.Values)
        {
            if (series.Kind != kind || !reads.Takes(series.Labels) || !scope.Takes(series.Labels)) continue;
            for (var i = First(series.At.Span, from); i < series.At.Length && series.At.Span[i] < until; i++)
                yield return (series.Value.Span[i], series.At.Span[i], series.Origins.Span[i]);
        }
    }

    static int First(ReadOnlySpan<long> at, long from)
    {
        var (low, high) = (0, at.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (at[middle] < from) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
