using Surety.Levels;

namespace Surety.Escalation;

/// <summary>What repeated or grave misses allow, such as to terminate.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Triggers">Any of them gives it; at least one.</param>
/// <param name="Of">Whose right: <c>customer</c> or <c>provider</c>.</param>
/// <param name="SkipsNoVerdict">Whether a window without verdict is passed over in "consecutive"; otherwise it breaks the run.</param>
/// <param name="ExercisedWithin">How long it lives after the window that gave it; <c>null</c>: no limit.</param>
/// <param name="Notice">Shown; <c>null</c>: not stated.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Right(string Name, ValueList<Trigger> Triggers, string Of, bool SkipsNoVerdict, Span? ExercisedWithin, Span? Notice, Clause Clause);

/// <summary><c>shop availability missed in 3 consecutive months</c>, <c>… below 95 % in 2 of 6 months</c>, <c>… has 3 outages above 1 h within any 90 days</c>.</summary>
/// <param name="Level">The level, or some of its scopes.</param>
/// <param name="Counts">What is counted.</param>
/// <param name="Count">How many give the right; at least one. Of downtime, how many seconds.</param>
/// <param name="OfSameScope">Whether each scope counts for itself; otherwise a window counts whichever of its scopes does, and events of all scopes are added.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Trigger(LevelScope Level, TriggerCounts Counts, long Count, bool OfSameScope, string Words, Clause Clause);

/// <summary>What gives a right when there are enough of it.</summary>
public abstract record TriggerCounts
{
    private TriggerCounts() { }

    /// <summary>Windows of the level.</summary>
    /// <param name="Figure">Which figures count; <c>null</c>: missed windows.</param>
    /// <param name="OutOf">Among how many, the newest last; <c>null</c>: consecutive ones.</param>
    public sealed record Windows(Comparison? Figure, int? OutOf) : TriggerCounts;

    /// <summary>Single events, wherever the windows of the level begin and end.</summary>
    /// <param name="What">Which.</param>
    /// <param name="Length">How long an outage has to be; <c>null</c>: any.</param>
    /// <param name="Within">Length of the time that moves: the last event lies in it if it begins with the first; <c>null</c>: one is enough.</param>
    public sealed record Events(EventKind What, Comparison? Length, Span? Within) : TriggerCounts;

    /// <summary>Bad time, added up wherever the windows of the level begin and end.</summary>
    /// <param name="Least">How much gives the right, in ticks.</param>
    /// <param name="Within">Length of the time that moves, which begins with an outage.</param>
    public sealed record Downtime(Limit Least, Span Within) : TriggerCounts;
}

/// <summary>Events that give a right.</summary>
public enum EventKind
{
    /// <summary>An unbroken bad stretch, by all rules of the metric; it lies where it begins.</summary>
    Outage,

    /// <summary>A cycle, whatever became of it; it lies where it begins.</summary>
    Ticket,

    /// <summary>A cycle that was late; it lies where that became certain.</summary>
    Miss,
}
