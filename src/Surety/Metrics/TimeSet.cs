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

    public static TimeSet Of(Interval time) => Of(time.HasStart ? time.Start.ToUnixTimeTicks() : long.MinValue, time.HasEnd ? time.End.ToUnixTimeTicks() : long.MaxValue);

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
    public bool Holds(long at) => Inside(Array.BinarySearch(ends, at));

    /// <summary>Whether the instants just before this one lie inside.</summary>
    public bool HoldsBefore(long at)
    {
        var found = Array.BinarySearch(ends, at);
        return found >= 0 ? found % 2 == 1 : Inside(found);
    }

    static bool Inside(int found) => found >= 0 ? found % 2 == 0 : (~found % 2) == 1;

    public TimeSet Or(TimeSet other) => other.ends.Length == 0 ? this : ends.Length == 0 ? other : Merge(other, (a, b) => a || b);

    public TimeSet And(TimeSet other) => ends.Length == 0 || other.ends.Length == 0 ? Empty : Merge(other, (a, b) => a && b);

    public TimeSet Without(TimeSet other) => ends.Length == 0 || other.ends.Length == 0 ? this : Merge(other, (a, b) => a && !b);

    TimeSet Merge(TimeSet other, Func<bool, bool, bool> both)
    {
        var result = new List<long>();
        var (i, j, inside) = (0, 0, false);
        while (i < ends.Length || j < other.ends.Length)
        {
            var at = i >= ends.Length ? other.ends[j] : j >= other.ends.Length ? ends[i] : Math.Min(ends[i], other.ends[j]);
            if (i < ends.Length && ends[i] == at) i++;
            if (j < other.ends.Length && other.ends[j] == at) j++;
            var now = both(i % 2 == 1, j % 2 == 1);
            if (now == inside) continue;
            result.Add(at);
            inside = now;
        }
        return new([.. result]);
    }
}
