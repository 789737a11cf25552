using NodaTime;

namespace Surety.Metrics;

/// <summary>A set of instants: disjoint half-open stretches in order, none of which touches the next. Everything about minutes is said with these.</summary>
internal sealed class TimeSet
{
    readonly long[] ends; // Even: start, included; odd: end, excluded.

    TimeSet(long[] ends) => this.ends = ends;

    public static TimeSet Empty { get; } = new([]);

    /// <summary>All time that ticks can name.</summary>
    public static TimeSet Everything { get; } = new([long.MinValue, long.MaxValue]);

    public static TimeSet Of(long from, long until) => from < until ? new([from, until]) : Empty;

    public static TimeSet Of(Interval time)
    {
        var (from, until) = Ticks(time);
        return Of(from, until);
    }

    static (long From, long Until) Ticks(Interval time) => (time.HasStart ? time.Start.ToUnixTimeTicks() : long.MinValue, time.HasEnd ? time.End.ToUnixTimeTicks() : long.MaxValue);

    /// <summary>What two stretches have in common.</summary>
    public static TimeSet Of(Interval one, Interval other)
    {
        var (from, until) = Ticks(one);
        var (start, end) = Ticks(other);
        return Of(Math.Max(from, start), Math.Min(until, end));
    }

    /// <summary>Unites stretches in any order.</summary>
    public static TimeSet Of(IEnumerable<(long From, long Until)> stretches)
    {
        var sorted = stretches.Where(s => s.From < s.Until).ToList();
        sorted.Sort();
        var ends = new List<long>(sorted.Count * 2);
        foreach (var (from, until) in sorted)
        {
            if (ends.Count > 0 && from <= ends[^1]) ends[^1] = Math.Max(ends[^1], until);
            else { ends.Add(from); ends.Add(until); }
        }
        return new([.. ends]);
    }

    public int Count => ends.Length / 2;

    public (long From, long Until) this[int index] => (ends[2 * index], ends[(2 * index) + 1]);

    public IEnumerable<(long From, long Until)> Stretches => Enumerable.Range(0, Count).Select(i => this[i]);

    /// <summary>In ticks; of bounded sets only.</summary>
    public long Length
    {
        get
        {
            var length = 0L;
            for (var i = 0; i < ends.Length; i += 2) length += ends[i + 1] - ends[i];
            return length;
        }
    }

    /// <summary>Whether an instant lies inside.</summary>
    public bool Holds(long at) => Inside(ends.AsSpan().BinarySearch(at));

    /// <summary>Whether the instants just before this one lie inside.</summary>
    public bool HoldsBefore(long at)
    {
        var found = ends.AsSpan().BinarySearch(at);
        return found >= 0 ? found % 2 == 1 : Inside(found);
    }

    /// <summary>Whether a stretch lies inside from end to end.</summary>
    public bool HoldsAll(long from, long until)
    {
        var found = ends.AsSpan().BinarySearch(from);
        if (!Inside(found)) return false;
        return until <= ends[(found >= 0 ? found : ~found - 1) + 1];
    }

    static bool Inside(int found) => found >= 0 ? found % 2 == 0 : (~found % 2) == 1;

    public TimeSet Or(TimeSet other) => other.ends.Length == 0 ? this : ends.Length == 0 ? other : Merge(ends, other.ends, 0b1110);

    /// <summary>What lies before an instant.</summary>
    public TimeSet Before(long at) => ends.Length == 0 || ends[^1] <= at ? this : And(Of(long.MinValue, at));

    public TimeSet And(TimeSet other) => ends.Length == 0 || other.ends.Length == 0 ? Empty : LiesIn(other) ? this : other.LiesIn(this) ? other : Merge(Near(other), other.Near(this), 0b1000);

    /// <summary>Whether the other set is one stretch from before this one to behind it.</summary>
    bool LiesIn(TimeSet other) => other.ends.Length == 2 && other.ends[0] <= ends[0] && ends[^1] <= other.ends[1];

    public TimeSet Without(TimeSet other) => ends.Length == 0 || other.Near(this) is not { Length: > 0 } near ? this : Merge(ends, near, 0b0100);

    /// <summary>The stretches that reach between the first start and the last end of another set: a window of a month does not read a year.</summary>
    ReadOnlySpan<long> Near(TimeSet other)
    {
        if (ends.Length == 0) return [];
        var (first, last) = (other.ends[0], other.ends[^1]);
        if (ends[0] >= first && ends[^1] <= last) return ends;
        var (from, until) = (ends.AsSpan().BinarySearch(first), ends.AsSpan().BinarySearch(last));
        if (from < 0) from = ~from;
        if (until < 0) until = ~until;
        from -= from % 2;
        until += until % 2;
        return from >= until ? [] : ends.AsSpan(from..until);
    }

    /// <summary>Walks both sets at once.</summary>
    /// <param name="one">Starts and ends.</param>
    /// <param name="other">Starts and ends.</param>
    /// <param name="inside">What is inside: bit 3 for both, 2 for the first alone, 1 for the other alone.</param>
    static TimeSet Merge(ReadOnlySpan<long> one, ReadOnlySpan<long> other, int inside)
    {
        var most = one.Length + other.Length;
        var result = most <= 128 ? stackalloc long[most] : new long[most];
        var (i, j, count) = (0, 0, 0);
        while (i < one.Length || j < other.Length)
        {
            var at = i >= one.Length ? other[j] : j >= other.Length ? one[i] : Math.Min(one[i], other[j]);
            if (i < one.Length && one[i] == at) i++;
            if (j < other.Length && other[j] == at) j++;
            if (((inside >> (((i % 2) * 2) + (j % 2))) & 1) != count % 2) result[count++] = at;
        }
        return count == 0 ? Empty : new(result[..count].ToArray());
    }

    /// <summary>Makes a set of starts and ends that are in order.</summary>
    internal static TimeSet OfOrdered(List<long> ends) => ends.Count == 0 ? Empty : new([.. ends]);
}

/// <summary>Stretches that come in order, those that touch united.</summary>
internal sealed class OrderedStretches
{
    readonly List<long> ends = [];

    public void Add(long from, long until)
    {
        if (from >= until) return;
        if (ends.Count > 0 && from <= ends[^1]) ends[^1] = Math.Max(ends[^1], until);
        else
        {
            ends.Add(from);
            ends.Add(until);
        }
    }

    public TimeSet ToTimeSet() => TimeSet.OfOrdered(ends);
}
