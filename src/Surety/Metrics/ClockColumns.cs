using System.Runtime.CompilerServices;
using NodaTime;

namespace Surety.Metrics;

/// <summary>
/// The clocks of some cycles behind each other, for whoever wants all of them and no objects: counts by window, exports, other programs. Cycles stand in no order. Instants are
/// Unix ticks, lengths are ticks of working time (100 ns).
/// </summary>
public sealed class ClockColumns
{
    int[] ticket = [];
    int[] number = [];
    int[] kind = [];
    long[] started = [];
    long[] ended = [];
    CycleEnd[] end = [];
    long[] used = [];
    long[] due = [];
    long[] certain = [];
    bool[] isLate = [];
    bool[] hasTarget = [];

    /// <summary>An instant that does not come: a clock that stands still, or has no target.</summary>
    public const long Never = long.MaxValue;

    internal ClockColumns()
    {
    }

    /// <summary>How many cycles.</summary>
    public int Count { get; private set; }

    /// <summary>Index of the ticket in its table.</summary>
    public ReadOnlySpan<int> Ticket => ticket.AsSpan(0, Count);

    /// <summary>Which cycle of its ticket, from 1.</summary>
    public ReadOnlySpan<int> Number => number.AsSpan(0, Count);

    /// <summary>Working time without pauses until its end, or until now.</summary>
    public ReadOnlySpan<long> Used => used.AsSpan(0, Count);

    /// <summary>When the target is used up, whether or not the cycle ended before; <see cref="Never"/> where there is no such instant.</summary>
    public ReadOnlySpan<long> Due => due.AsSpan(0, Count);

    /// <summary>Whether it missed its target: by then it had not ended. The miss is at the due instant; where a change of priority put that into the past, at the change.</summary>
    public ReadOnlySpan<bool> IsLate => isLate.AsSpan(0, Count);

    /// <summary>Number of the labels that scopes tell apart.</summary>
    internal ReadOnlySpan<int> Kind => kind.AsSpan(0, Count);

    /// <summary>Whether it has a target.</summary>
    internal ReadOnlySpan<bool> HasTarget => hasTarget.AsSpan(0, Count);

    /// <summary>How it ended.</summary>
    internal ReadOnlySpan<CycleEnd> End => end.AsSpan(0, Count);

    /// <summary>When its verdict became certain.</summary>
    internal ReadOnlySpan<long> Certain => certain.AsSpan(0, Count);

    /// <summary>What became of a cycle, as windows see it.</summary>
    internal CycleOutcome OutcomeOf(int row) => new(
        Nanoseconds(started[row]), Nanoseconds(ended[row]), end[row], Nanoseconds(certain[row]), isLate[row] ? false : hasTarget[row] && end[row] == CycleEnd.Done ? true : null);

    internal void Clear() => Count = 0;

    /// <summary>Makes room for so many more.</summary>
    internal void Reserve(int more)
    {
        if (Count + more <= ticket.Length) return;
        var length = Math.Max(Count + more, ticket.Length * 2);
        Array.Resize(ref ticket, length);
        Array.Resize(ref number, length);
        Array.Resize(ref kind, length);
        Array.Resize(ref started, length);
        Array.Resize(ref ended, length);
        Array.Resize(ref end, length);
        Array.Resize(ref used, length);
        Array.Resize(ref due, length);
        Array.Resize(ref certain, length);
        Array.Resize(ref isLate, length);
        Array.Resize(ref hasTarget, length);
    }

    /// <summary>Adds one, for which there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int ofTicket, int numberOf, int kindOf, bool target, long start, long endedAt, CycleEnd how, long time, long dueAt, long certainAt, bool late)
    {
        var row = Count++;
        (ticket[row], number[row], kind[row], hasTarget[row], started[row], ended[row], end[row]) = (ofTicket, numberOf, kindOf, target, start, endedAt, how);
        (used[row], due[row], certain[row], isLate[row]) = (time, dueAt, certainAt, late);
    }

    static long Nanoseconds(long ticks) => ticks == Never ? CycleRun.Never : ticks * NodaConstants.NanosecondsPerTick;
}
