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

    /// <summary>Adds a cycle of each of some tickets, all of which have a target and ended alike.</summary>
    /// <param name="tickets">Which.</param>
    /// <param name="numberOf">Which cycle of its ticket each is.</param>
    /// <param name="how">How they ended.</param>
    /// <returns>What is still to be said of each.</returns>
    internal TimedRows Add(ReadOnlySpan<int> tickets, int numberOf, CycleEnd how)
    {
        Reserve(tickets.Length);
        var (first, count) = (Count, tickets.Length);
        Count += count;
        tickets.CopyTo(ticket.AsSpan(first));
        number.AsSpan(first, count).Fill(numberOf);
        hasTarget.AsSpan(first, count).Fill(true);
        end.AsSpan(first, count).Fill(how);
        return new(
            how, kind.AsSpan(first, count), started.AsSpan(first, count), ended.AsSpan(first, count), used.AsSpan(first, count), due.AsSpan(first, count), certain.AsSpan(first, count),
            isLate.AsSpan(first, count));
    }

    static long Nanoseconds(long ticks) => ticks == Never ? CycleRun.Never : ticks * NodaConstants.NanosecondsPerTick;
}

/// <summary>Rows of <see cref="ClockColumns"/> whose times are still to be told.</summary>
readonly ref struct TimedRows(CycleEnd end, Span<int> kind, Span<long> started, Span<long> ended, Span<long> used, Span<long> due, Span<long> certain, Span<bool> isLate)
{
    readonly Span<int> kind = kind;
    readonly Span<long> started = started;
    readonly Span<long> ended = ended;
    readonly Span<long> used = used;
    readonly Span<long> due = due;
    readonly Span<long> certain = certain;
    readonly Span<bool> isLate = isLate;

    /// <summary>Tells of one.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="kindOf">Its kind.</param>
    /// <param name="start">When it began.</param>
    /// <param name="until">When it ended, or now.</param>
    /// <param name="time">Working time until then.</param>
    /// <param name="dueAt">When its target is used up.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int row, int kindOf, long start, long until, long time, long dueAt)
    {
        var late = dueAt < until;
        (kind[row], started[row], used[row], due[row], isLate[row]) = (kindOf, start, time, dueAt, late);
        ended[row] = end == CycleEnd.Running ? ClockColumns.Never : until;
        certain[row] = late ? dueAt : end == CycleEnd.Done ? until : ClockColumns.Never;
    }
}
