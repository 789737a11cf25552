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

/// <summary><c>shop availability missed in 3 consecutive months</c>, <c>… below 95 % in 2 of 6 months</c>.</summary>
/// <param name="Level">The level; a window counts when any of its scopes named here does.</param>
/// <param name="Figure">Which figures count; <c>null</c>: missed windows.</param>
/// <param name="Count">How many windows.</param>
/// <param name="OutOf">Among how many, the newest last; <c>null</c>: consecutive ones.</param>
/// <param name="OfSameScope">Whether each scope counts for itself; otherwise a window counts whichever of its scopes does.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Trigger(LevelScope Level, Comparison? Figure, int Count, int? OutOf, bool OfSameScope, string Words, Clause Clause);
