using System.Numerics;
using NodaTime;
using Surety.Calendars;

namespace Surety.Metrics;

/// <summary>
/// The windows of a level, and which of them a cycle counts in: one as a rule; versions that change the length of windows make some overlap. All times are nanoseconds since
/// 1970-01-01T00:00Z.
/// </summary>
sealed class WindowPlaces
{
    readonly Metric.TimeTaken metric;
    readonly long now;
    readonly long[] starts;
    readonly long[] ends;

    // Between two neighbouring edges of windows the same windows hold. A search begins at the first edge of a step of time.
    readonly long[] edges;
    readonly int[][] windowsBefore;
    readonly int[] firstEdge;
    readonly int step;

    public WindowPlaces(ValueList<Interval> windows, Metric.TimeTaken metric, Instant now)
    {
        (this.metric, this.now) = (metric, Nanoseconds.Of(now));
        starts = [.. windows.Select(StartOf)];
        ends = [.. windows.Select(EndOf)];
        edges = [.. starts.Concat(ends).Distinct().Order()];
        windowsBefore = WindowsByEdge();
        step = BitOperations.Log2((ulong)Math.Max(ShortestWindow() / 4, 1L << 40));
        firstEdge = edges.Length == 0 ? [] : new int[((edges[^1] - edges[0]) >> step) + 1];
        for (int i = 0, edge = 0; i < firstEdge.Length; i++)
        {
            while (edge < edges.Length - 1 && edges[edge] <= edges[0] + ((long)i << step)) edge++;
            firstEdge[i] = edge;
        }
    }

    /// <summary>How many windows.</summary>
    public int Count => starts.Length;

    /// <summary>Whether a cycle counts when its verdict is certain, and nowhere else.</summary>
    public bool AreWhenCertain => metric is { CountsIn: CountsIn.WhenCertain, OpenAtTheEnd: OpenAtEnd.NextWindow };

    /// <summary>Numbers of the windows that an instant lies in; none for <see cref="CycleRun.Never"/>.</summary>
    public ReadOnlySpan<int> At(long at)
    {
        if (edges.Length == 0 || at < edges[0] || at >= edges[^1]) return [];
        var edge = firstEdge[(at - edges[0]) >> step];
        while (edges[edge] <= at) edge++;
        return windowsBefore[edge];
    }

    public long StartOf(int window) => starts[window];

    public long EndOf(int window) => ends[window];

    /// <summary>The number of a window.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public int NumberOf(Interval window)
    {
        var (start, end) = (StartOf(window), EndOf(window));
        for (var i = 0; i < starts.Length; i++)
            if (starts[i] == start && ends[i] == end) return i;
        throw new ArgumentException($"{window} is none of the windows that cycles were judged for.", nameof(window));
    }

    /// <summary>From when on a cycle is in the figure of its window.</summary>
    public long CountsSince(in CycleOutcome cycle) => metric.CountsIn == CountsIn.WhenFinished ? cycle.Ended : cycle.Certain;

    /// <summary>The instant that chooses the window of a cycle; <see cref="CycleRun.Never"/>: it is in none yet.</summary>
    public long PlaceOf(in CycleOutcome cycle) => cycle.Certain == CycleRun.Never ? CycleRun.Never : metric.CountsIn switch
    {
        CountsIn.WhenCertain => cycle.Certain,
        CountsIn.WhenOpened => cycle.Started,
        CountsIn.WhenFinished => cycle.End == CycleEnd.Done ? cycle.Ended : CycleRun.Never,
    };

    /// <summary>The windows that a cycle counts in, with its verdict there, and whether the end of the window decided it.</summary>
    public IEnumerable<(int Window, bool? InTime, bool IsAtTheEnd)> Of(CycleOutcome cycle)
    {
        foreach (var window in At(PlaceOf(cycle)).ToArray())
            if (!IsDecidedBy(window, cycle)) yield return (window, cycle.InTime, false);
        if (metric.OpenAtTheEnd != OpenAtEnd.Missed) yield break;
        foreach (var window in At(cycle.Started).ToArray())
            if (IsCutBy(window, cycle)) yield return (window, false, true);
    }

    /// <summary>The same for one window: whether a cycle counts in it with its own verdict, and whether the end of the window makes it late.</summary>
    public (bool Counts, bool IsAtTheEnd) In(int window, in CycleOutcome cycle) =>
        (Holds(window, PlaceOf(cycle)) && !IsDecidedBy(window, cycle), metric.OpenAtTheEnd == OpenAtEnd.Missed && Holds(window, cycle.Started) && IsCutBy(window, cycle));

    bool Holds(int window, long at) => starts[window] <= at && at < ends[window];

    bool IsCutBy(int window, in CycleOutcome cycle) => ends[window] <= now && IsOpenAt(ends[window], cycle);

    // Under "next window" no cycle is taken from the window of its verdict.
    bool IsDecidedBy(int window, in CycleOutcome cycle) => metric.OpenAtTheEnd switch
    {
        OpenAtEnd.NextWindow => false,
        // Windows follow each other without a gap: what began before this one and was open when it began was open when its own window ended.
        OpenAtEnd.Missed or OpenAtEnd.LeftOut => IsOpenAt(cycle.Started < starts[window] ? starts[window] : ends[window], cycle),
    };

    static bool IsOpenAt(long end, in CycleOutcome cycle) => cycle.Ended >= end && cycle.Certain >= end;

    // Nothing happens outside the years of the calendars.
    static long StartOf(Interval window) => Cut(window.HasStart ? window.Start : Instant.MinValue);

    static long EndOf(Interval window) => Cut(window.HasEnd ? window.End : Instant.MaxValue);

    static long Cut(Instant at) => Nanoseconds.Of(Instant.Max(BusinessCalendar.Earliest, Instant.Min(BusinessCalendar.Latest, at)));

    int[][] WindowsByEdge()
    {
        var before = Array.ConvertAll(edges, _ => new List<int>());
        for (var window = 0; window < starts.Length; window++)
            for (var edge = Array.BinarySearch(edges, starts[window]) + 1; edge < edges.Length && edges[edge] <= ends[window]; edge++) before[edge].Add(window);
        return Array.ConvertAll(before, windows => windows.ToArray());
    }

    long ShortestWindow() => Enumerable.Range(0, starts.Length).Select(w => ends[w] - starts[w]).Where(length => length > 0).DefaultIfEmpty(long.MaxValue).Min();
}
