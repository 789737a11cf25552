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
        foreach (var series in facts.Values.With(scope.Must))
        {
            if (series.Kind != kind || !reads.Takes(series.Labels) || !scope.Takes(series.Labels)) continue;
            var end = series.At.First(until);
            for (var i = series.At.First(from); i < end; i++) yield return (series.Value[i], series.At[i], series.Origins[i]);
        }
    }
}
