using NodaTime;

namespace Surety.Metrics;

/// <summary>Cycles under their targets, sorted so that a window finds its own without reading the others.</summary>
/// <remarks>
/// Where the metric says <c>open at the end: missed</c> or <c>left out</c>, a cycle that is neither done nor due when the window ends in which it began is decided by
/// that window and belongs to no other.
/// </remarks>
public sealed class JudgedCycles
{
    readonly JudgedCycle[] counted; // those with a place in some window, in order of the instant that chooses it
    readonly Instant[] countedAt;
    readonly JudgedCycle[] started; // all, in order of their start; empty where nothing asks for it
    readonly Instant[] startedAt;

    JudgedCycles(Cycles cycles, JudgedCycle[] all)
    {
        Cycles = cycles;
        counted = [.. all.Where(cycle => PlaceOf(cycle) is not null)];
        countedAt = [.. counted.Select(cycle => PlaceOf(cycle)!.Value)];
        Array.Sort(countedAt, counted, Comparer<Instant>.Default);
        started = cycles.Metric.OpenAtTheEnd == OpenAtEnd.Missed ? all : [];
        startedAt = [.. started.Select(cycle => cycle.Cycle.Started)];
        Array.Sort(startedAt, started, Comparer<Instant>.Default);
    }

    /// <summary>The cycles, and the clock that they were judged by.</summary>
    public Cycles Cycles { get; }

    internal static JudgedCycles Of(Cycles cycles, Func<Labels, Span?> within)
    {
        var all = new JudgedCycle[cycles.All.Count];
        for (var i = 0; i < all.Length; i++) all[i] = cycles.Clock.Judge(cycles.All.Span[i], within, cycles.Now);
        return new(cycles, all);
    }

    /// <summary>Gives the cycles that count in a window.</summary>
    /// <param name="window">Half-open.</param>
    /// <param name="measuredTo">Verdicts that became certain later do not count yet, and a window that ends later decides nothing that is open.</param>
    /// <returns>With whether each was in time; <c>null</c> for those without a target. In no particular order, the same for the same facts; may be empty.</returns>
    public IEnumerable<(JudgedCycle Cycle, bool? InTime)> In(Interval window, Instant measuredTo)
    {
        for (var i = FirstFrom(countedAt, window.Start); i < counted.Length && countedAt[i] < window.End; i++)
            if (!IsDecidedBy(window, counted[i]) && (measuredTo >= window.End || measuredTo >= Cycles.Now || counted[i].Certain < measuredTo)) yield return (counted[i], counted[i].InTime);
        if (window.End > measuredTo || window.End > Cycles.Now) yield break;
        for (var i = FirstFrom(startedAt, window.Start); i < started.Length && startedAt[i] < window.End; i++)
            if (IsOpenAt(window.End, started[i])) yield return (started[i], false);
    }

    // Under "next window" no cycle is taken from the window of its verdict.
    bool IsDecidedBy(Interval window, JudgedCycle cycle) => Cycles.Metric.OpenAtTheEnd switch
    {
        OpenAtEnd.NextWindow => false,
        // Windows follow each other without a gap: what began before this one and was open when it began was open when its own window ended.
        OpenAtEnd.Missed or OpenAtEnd.LeftOut => IsOpenAt(cycle.Cycle.Started < window.Start ? window.Start : window.End, cycle),
    };

    static bool IsOpenAt(Instant end, JudgedCycle cycle) =>
        (cycle.Cycle.Ended is not { } ended || ended >= end) && (cycle.Certain is not { } certain || certain >= end);

    Instant? PlaceOf(JudgedCycle cycle) => cycle.Certain is not { } certain ? null : Cycles.Metric.CountsIn switch
    {
        CountsIn.WhenCertain => certain,
        CountsIn.WhenOpened => cycle.Cycle.Started,
        CountsIn.WhenFinished => cycle.Cycle.End == CycleEnd.Done ? cycle.Cycle.Ended : null,
    };

    static int FirstFrom(Instant[] instants, Instant from)
    {
        var (low, high) = (0, instants.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (instants[middle] < from) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
