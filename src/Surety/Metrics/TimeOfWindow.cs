using NodaTime;

namespace Surety.Metrics;

/// <summary>What some time of a window is to a figure of good time. Closed: every instant of the window is one of these.</summary>
/// <remarks>Source: docs/guide/figures.md, "Availability".</remarks>
public enum TimeKind
{
    /// <summary>Counts, and is good.</summary>
    Good,

    /// <summary>Counts, and is bad.</summary>
    Bad,

    /// <summary>Would count, and nobody knows what it was.</summary>
    Unknown,

    /// <summary>Left out by an exclusion.</summary>
    Excluded,

    /// <summary>Left out because too little happened in it, or none of the members existed.</summary>
    TooLittle,

    /// <summary>Outside the hours that count.</summary>
    Closed,

    /// <summary>Not yet measured.</summary>
    Ahead,

    /// <summary>Before what is measured existed, after it ended, or outside the term.</summary>
    Absent,
}

/// <summary>A stretch of a window that is all of one kind.</summary>
/// <param name="Kind">Which.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded; later than <paramref name="From"/>.</param>
public readonly record struct TimeStretch(TimeKind Kind, Instant From, Instant Until)
{
    /// <summary>How long it is.</summary>
    public Duration Length => Until - From;
}

/// <summary>All time of one kind in a window.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Length">Added; zero where there is none.</param>
/// <param name="Stretches">In how many stretches it lies.</param>
/// <param name="More">How many of them are not listed: the shortest.</param>
public readonly record struct TimeTotal(TimeKind Kind, Duration Length, int Stretches, int More);

/// <summary>A window from end to end, cut into stretches of one kind each.</summary>
/// <param name="Totals">One for each kind, in its order; together as long as the window.</param>
/// <param name="Stretches">In order of time, none overlapping another: of each kind the longest.</param>
public sealed record TimeStrip(ValueList<TimeTotal> Totals, ValueList<TimeStretch> Stretches)
{
    /// <summary>All time of a kind.</summary>
    public TimeTotal this[TimeKind kind] => Totals[(int)kind];
}

/// <summary>What became of the time of a window, found when somebody asks.</summary>
/// <remarks>Two are equal if their times are. Comparing finds them, hashing does not.</remarks>
public abstract class TimeOfWindow : IEquatable<TimeOfWindow>
{
    /// <summary>How many stretches of a kind are listed, unless somebody asks for another number.</summary>
    public const int MostStretches = 400;

    static readonly TimeKind[] Kinds = Enum.GetValues<TimeKind>();

    private protected TimeOfWindow() { }

    /// <summary>Cuts the window: a set for each kind, in its order.</summary>
    private protected abstract TimeSet[] Cut();

    /// <summary>Whether bad time counts by a weight, or by how many it concerned: then the figure is not good time over good and bad time.</summary>
    public virtual bool IsWeighted => false;

    /// <summary>The window as a strip.</summary>
    /// <param name="most">How many stretches of each kind are listed, the longest; those of one length in order of time.</param>
    /// <returns>Its totals are of all stretches, those that are not listed among them.</returns>
    public TimeStrip Strip(int most = MostStretches)
    {
        var sets = Cut();
        return new(
            Kinds.Select(k => new TimeTotal(k, Duration.FromTicks(sets[(int)k].Length), sets[(int)k].Count, Math.Max(0, sets[(int)k].Count - most))).ToValueList(),
            Kinds.SelectMany(k => Longest(sets[(int)k], most).Select(s => new TimeStretch(k, Instant.FromUnixTimeTicks(s.From), Instant.FromUnixTimeTicks(s.Until)))).OrderBy(s => s.From).ToValueList());
    }

    static IEnumerable<(long From, long Until)> Longest(TimeSet set, int most) =>
        set.Count <= most ? set.Stretches : set.Stretches.OrderByDescending(s => s.Until - s.From).ThenBy(s => s.From).Take(most);

    /// <summary>For how long one of two says that a window was good and the other that it was bad.</summary>
    public Duration Against(TimeOfWindow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (own, others) = (Cut(), other.Cut());
        return Duration.FromTicks(own[(int)TimeKind.Good].And(others[(int)TimeKind.Bad]).Length + own[(int)TimeKind.Bad].And(others[(int)TimeKind.Good]).Length);
    }

    /// <summary>All time of a kind.</summary>
    internal TimeSet All(TimeKind kind) => Cut()[(int)kind];

    /// <summary>The times of parts of a window, put together.</summary>
    /// <param name="parts">They do not overlap.</param>
    internal static TimeOfWindow Together(IReadOnlyList<TimeOfWindow> parts) => new Joined(parts);

    /// <summary>The same time where bad time has weights.</summary>
    internal TimeOfWindow Weighted() => new Weighed(this);

    sealed class Joined(IReadOnlyList<TimeOfWindow> parts) : TimeOfWindow
    {
        public override bool IsWeighted => parts.Any(p => p.IsWeighted);

        private protected override TimeSet[] Cut()
        {
            var cuts = parts.Select(p => p.Cut()).ToList();
            return [.. Kinds.Select(k => TimeSet.Of(cuts.SelectMany(c => c[(int)k].Stretches)))];
        }
    }

    sealed class Weighed(TimeOfWindow time) : TimeOfWindow
    {
        public override bool IsWeighted => true;

        private protected override TimeSet[] Cut() => time.Cut();
    }

    /// <inheritdoc/>
    public bool Equals(TimeOfWindow? other) => ReferenceEquals(this, other) || (other is not null && IsWeighted == other.IsWeighted && Strip(int.MaxValue) == other.Strip(int.MaxValue));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TimeOfWindow);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
