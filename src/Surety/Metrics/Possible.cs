using NodaTime;

namespace Surety.Metrics;

/// <summary>What the figure of a window can still come to, whatever is measured from now on; what is known of the past stays as it is.</summary>
/// <param name="Lowest">The least figure, included or only approached; <c>null</c>: no limit on that side.</param>
/// <param name="Highest">The greatest figure, likewise.</param>
/// <remarks>Always true and sometimes wide: the figure that the window ends with lies inside. Source: docs/guide/figures.md, "Bounds".</remarks>
public sealed record Possible(Limit? Lowest, Limit? Highest)
{
    /// <summary>Nothing can be said.</summary>
    public static Possible Anything { get; } = new(null, null);

    /// <summary>No more than that it is a share.</summary>
    public static Possible AnyShare { get; } = new(new Limit(Rational.Zero, true), new Limit(Rational.One, true));

    /// <summary>Whether the window may end without a verdict: too little known, or nothing happened.</summary>
    public bool MayEndWithoutVerdict { get; init; } = true;

    /// <summary>Least and most bad time; no most: no limit. <c>null</c>: bad time means nothing here.</summary>
    public (Duration Least, Duration? Most)? BadTime { get; init; }

    /// <summary>Least and most misses; no most: no limit.</summary>
    public (int Least, int? Most) Misses { get; init; }

    /// <summary>What the allowance is counted in; <c>null</c>: there is none to speak of.</summary>
    public Room? Room { get; init; }

    /// <summary>Opens the least figure; <c>null</c>: it is said and not counted.</summary>
    public Derivation? WhyLowest { get; init; }

    /// <summary>Opens the greatest figure, likewise.</summary>
    public Derivation? WhyHighest { get; init; }

    /// <summary>Figures of which a part is settled and any number may be added: each between the two ends, the whole a mean.</summary>
    /// <param name="sum">Of what is settled.</param>
    /// <param name="count">How many.</param>
    /// <param name="low">The least that one can bring.</param>
    /// <param name="high">The most that one can bring.</param>
    internal static Possible MeanOf(Rational sum, long count, Rational low, Rational high) =>
        new(new Limit(low, sum == low * count), new Limit(high, sum == high * count)) { MayEndWithoutVerdict = count == 0 };
}

/// <summary>What is left to lose, before the target says how much of it.</summary>
public abstract record Room
{
    private Room() { }

    /// <summary>Figures of windows before, added, and their number: the level's figure is the mean of them and that of the window. None: the figure of the window alone.</summary>
    public (Rational Sum, int Count) Before { get; init; } = (Rational.Zero, 0);

    /// <summary>Time that counts, and how much of it is bad for certain; in ticks.</summary>
    /// <param name="Counted">All time of the window that counts, to its end.</param>
    /// <param name="Bad">Bad time so far.</param>
    public sealed record OfTime(long Counted, long Bad) : Room;

    /// <summary>Things that each bring something to a mean.</summary>
    /// <param name="Sum">What those so far have brought.</param>
    /// <param name="Count">How many there are so far.</param>
    /// <param name="Worst">What the worst brings.</param>
    /// <param name="Best">What the best brings.</param>
    /// <param name="Running">Those that will be decided in the window, each as the worst or the best.</param>
    /// <param name="Bad">One of the worst, and many: <c>bad event</c>, <c>bad events</c>.</param>
    /// <param name="Good">One of the best, and many.</param>
    /// <param name="IsMean">Whether the figure is their mean; otherwise it is what they bring together.</param>
    public sealed record OfMany(Rational Sum, long Count, Rational Worst, Rational Best, long Running, (string One, string Many) Bad, (string One, string Many) Good, bool IsMean = true) : Room;
}
