using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>The numbers that a metric reads in a window.</summary>
static class WindowValues
{
    /// <summary>Lists them by series, and in order of time within each.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="kind">Answers, values or samples.</param>
    /// <param name="reads">Which of them the metric reads.</param>
    /// <param name="scope">Which belong to the scope.</param>
    /// <param name="window">The window.</param>
    /// <param name="asOf">Later ones are not there yet.</param>
    /// <param name="stays">Between them what is measured is not there, and what is said of it then does not count; empty: all the window.</param>
    public static IEnumerable<(decimal Value, long At, Origin Origin)> Of(
        FactSet facts, ValueKind kind, FactSelection reads, ScopeSelection scope, Interval window, Instant asOf, ValueList<Interval> stays)
    {
        var there = TimeOf(stays);
        var (from, until) = (window.Start.ToUnixTimeTicks(), Math.Min(window.End.ToUnixTimeTicks(), asOf.ToUnixTimeTicks() + 1));
        foreach (var series in facts.Values.With(scope.Must))
        {
            if (series.Kind != kind || !reads.Takes(series.Labels) || !scope.Takes(series.Labels)) continue;
            var end = series.At.First(until);
            for (var i = series.At.First(from); i < end; i++)
                if (there.Holds(series.At[i])) yield return (series.Value[i], series.At[i], series.Origins[i]);
        }
    }

    /// <summary>The time of all stays; all time where there are none.</summary>
    public static TimeSet TimeOf(ValueList<Interval> stays) => stays.Count == 0 ? TimeSet.Everything : stays.Select(TimeSet.Of).Aggregate(TimeSet.Empty, (all, stay) => all.Or(stay));
}
