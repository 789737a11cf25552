using NodaTime;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>What became of a promise in one window.</summary>
public enum Verdict
{
    /// <summary>Kept.</summary>
    Met,

    /// <summary>Not kept.</summary>
    Missed,

    /// <summary>Not kept, and excused because what the level depends on was missed, too: no credit and no right, neither met nor missed.</summary>
    Excused,

    /// <summary>Too little is known, or nothing happened: neither met nor missed.</summary>
    NoData,

    /// <summary>The window is not over; the figure is the one so far.</summary>
    Open,
}

/// <summary>Verdict of one level in one window for one scope.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="Version">Version of the agreement that judged it.</param>
/// <param name="Window">The window.</param>
/// <param name="Scope">Labels of the scope; empty: everything. <c>priority=otherwise</c> for what the <c>otherwise</c> row took.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Attained">The measured figure, after rounding if the clause rounds; <c>null</c>: none could be had.</param>
/// <param name="Target">The promise in its own words.</param>
/// <param name="Range">The range that <paramref name="Attained"/> is compared with; <c>null</c> where the target is about each cycle.</param>
/// <param name="BelowMinimum">Whether the second threshold was missed as well.</param>
/// <param name="Counts">False while the level is reported only.</param>
/// <param name="Coverage">Share of the window that is known; <c>null</c> where coverage means nothing.</param>
/// <param name="BadTime">Bad time of the window after exclusions, for formulas of downtime; <c>null</c> where there is none.</param>
/// <param name="Events">Cycles, answers, events or values that the figure rests on.</param>
/// <param name="Misses">What was bad: outages, late cycles; the longest or latest first; at most 1,000.</param>
/// <param name="MissCount">How many there are in all.</param>
/// <param name="Clause">The row of the target.</param>
/// <param name="Derivation">Opens the verdict down to the facts.</param>
public sealed record LevelResult(
    string Level, int Version, Window Window, Labels Scope, Verdict Verdict, Figure? Attained, string Target, Comparison? Range, bool BelowMinimum, bool Counts, Rational? Coverage,
    Duration? BadTime, long Events, Misses Misses, int MissCount, Clause Clause, Derivation Derivation)
{
    /// <summary>Sentences about what was left out or not granted and is no part of the derivation; may be empty.</summary>
    public ValueList<string> Notes { get; init; }

    /// <summary>Up to where an open window was measured; <c>null</c>: the window is over.</summary>
    public Instant? SoFar { get; init; }

    /// <summary>The volume that chose the row of the target; <c>null</c>: none did.</summary>
    public FollowedVolume? Volume { get; init; }

    /// <summary>Opens the coverage; <c>null</c>: coverage means nothing.</summary>
    public Derivation? CoverageWhy { get; init; }

    /// <summary>Misses of what the level depends on, which may be the cause of its own; empty where it is not missed.</summary>
    public ValueList<Cause> Causes { get; init; }

    /// <summary>What was said about why it was missed, in order of time; may be empty.</summary>
    public ValueList<StatedReason> Stated { get; init; }

    /// <summary>Last instant to say why; <c>null</c>: nobody has to.</summary>
    public Instant? ReasonDue { get; init; }

    /// <summary>Intervals that have bad time, in order of time, and how much: before a rule makes each good or bad as a whole; <c>null</c>: no rule does. At most 1,000.</summary>
    public Misses? ByInterval { get; init; }

    /// <summary>Outages as wholes, each with the time of it that counts; <c>null</c>: there is none, or they are no outages.</summary>
    public Misses? Outages { get; init; }

    /// <summary>What became of the time of the window, that of the window alone where its figure is a mean with others; <c>null</c>: the figure is not about time.</summary>
    public TimeOfWindow? Time { get; init; }

    /// <summary>What is promised; <c>null</c>: not judged by a level.</summary>
    internal Target? Promised { get; init; }

    /// <summary>How the figure is rounded before it is compared; <c>null</c>: it is not.</summary>
    internal FigureRounding? Rounded { get; init; }

    /// <summary>Over how many windows the figure is a mean.</summary>
    internal int AveragedOver { get; init; } = 1;

    /// <summary>The stretches of the window, in order, where several versions measure it, each its own incidents; empty: the version that judges it measures all of it.</summary>
    internal ValueList<MeasuredStretch> MeasuredBy { get; init; } = [];

    /// <summary>The verdict, opened.</summary>
    public Reason Why => Derivation.Reason;

    /// <summary>The way from what was measured to <see cref="Attained"/>; <c>null</c>: not worked out.</summary>
    public FourFigures? Figures { get; init; }

    /// <summary>What the window can still come to, or what gaps in the facts allow; <c>null</c>: it is over and everything is known that counts, or no time of it can count.</summary>
    public Bounds? Bounds { get; init; }
}

/// <summary>What one version measures of a window.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Time">From when to when.</param>
internal sealed record MeasuredStretch(int Version, Interval Time);

/// <summary>A miss of something that a level depends on, in a window in which it was missed itself.</summary>
/// <param name="Words">What it depends on, as written.</param>
/// <param name="Scope">Labels of the scope that was missed; empty: everything, or nothing is known of scopes.</param>
/// <param name="Window">The window of the other miss.</param>
/// <param name="Bad">How long the other was bad or late in the window; <c>null</c>: nobody knows.</param>
/// <param name="Together">How long both were; <c>null</c>: nobody knows.</param>
/// <param name="Excuses">Whether the agreement excuses our miss by it.</param>
/// <param name="Clause">Where the dependence stands.</param>
/// <param name="Derivation">Opens it.</param>
public sealed record Cause(string Words, Labels Scope, Window Window, Duration? Bad, Duration? Together, bool Excuses, Clause Clause, Derivation Derivation)
{
    /// <summary>The cause, opened.</summary>
    public Reason Why => Derivation.Reason;
}

/// <summary>Why something was missed, as somebody said it.</summary>
/// <param name="At">When it was said.</param>
/// <param name="By">Who said it; <c>null</c>: nobody knows.</param>
/// <param name="Text">In their words.</param>
/// <param name="Ticket">The one ticket that it is about; <c>null</c>: the whole miss.</param>
/// <param name="Fact">Where it stands.</param>
public sealed record StatedReason(Instant At, string? By, string Text, string? Ticket, Origin Fact);
