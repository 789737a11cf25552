using NodaTime;

namespace Surety.Metrics;

/// <summary>What a metric comes to in one window for one scope, before anybody asks whether that is enough.</summary>
/// <param name="Attained">The figure, exact; <c>null</c>: nothing was observed.</param>
/// <param name="IsEnough">Whether there is enough knowledge for a verdict: coverage, minimum sample.</param>
/// <param name="Coverage">Share of the counted time that is known; <c>null</c> where coverage means nothing.</param>
/// <param name="BadTime">Bad time after exclusions; <c>null</c> where there is none to speak of.</param>
/// <param name="Events">Cycles, answers, events or values that the figure rests on.</param>
/// <param name="Misses">What was bad, the longest or latest first; at most 1,000.</param>
/// <param name="MissCount">How many there are in all.</param>
/// <param name="Derivation">Opens the figure; its value is <paramref name="Attained"/>, or words where there is none.</param>
/// <param name="Notes">Sentences a reader of the statement should see: answers off the scale, exclusions that were not granted.</param>
public sealed record Measurement(
    Figure? Attained, bool IsEnough, Rational? Coverage, Duration? BadTime, long Events, Misses Misses, int MissCount, Derivation Derivation, ValueList<string> Notes)
{
    /// <summary>The figure, opened.</summary>
    public Reason Why => Derivation.Reason;

    /// <summary>How many misses are kept one by one.</summary>
    public const int MostMisses = 1_000;

    /// <summary>Opens <see cref="Coverage"/>; <c>null</c>: there is none.</summary>
    public Derivation? CoverageWhy { get; init; }

    /// <summary>Intervals that have bad time, and how much, before a rule makes each good or bad as a whole; <c>null</c>: no rule does.</summary>
    public Misses? ByInterval { get; init; }

    /// <summary>Outages as wholes, each with the time of it that counts: one that an exclusion or closed hours cut in two is one; <c>null</c>: there is none, or they are no outages.</summary>
    public Misses? Outages { get; init; }

    /// <summary>What became of the time of the window; <c>null</c>: the figure is not about time.</summary>
    public TimeOfWindow? Time { get; init; }

    /// <summary>Of how much an availability is the share: ticks of time, events or intervals; zero where it is of none.</summary>
    internal Rational Weight { get; init; } = Rational.Zero;

    /// <summary>Of how much time <see cref="Coverage"/> is the share, in ticks; zero where there is none.</summary>
    internal Rational CoverageOf { get; init; } = Rational.Zero;

    /// <summary>Whether what the target asks beside the figure holds as well, as "the rest within 1 h" does; true where it asks nothing more.</summary>
    public bool BesidesHold { get; init; } = true;
}
