namespace Surety.Metrics;

/// <summary>
/// The clocks of some cycles behind each other, for whoever wants all of them and no objects: exports, other programs. Cycles stand in order of tickets, those of a ticket in
/// order of time. Instants are Unix ticks, lengths are ticks of working time (100 ns).
/// </summary>
public sealed class ClockColumns
{
    int[] ticket = new int[256];
    int[] number = new int[256];
    long[] used = new long[256];
    long[] due = new long[256];
    bool[] isLate = new bool[256];

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

    internal void Clear() => Count = 0;

    internal void Add(int ofTicket, int numberOf, long time, long dueAt, bool late)
    {
        if (Count == ticket.Length) Grow();
        (ticket[Count], number[Count], used[Count], due[Count], isLate[Count]) = (ofTicket, numberOf, time, dueAt, late);
        Count++;
    }

    void Grow()
    {
        var length = Count * 2;
        Array.Resize(ref ticket, length);
        Array.Resize(ref number, length);
        Array.Resize(ref used, length);
        Array.Resize(ref due, length);
        Array.Resize(ref isLate, length);
    }
}
