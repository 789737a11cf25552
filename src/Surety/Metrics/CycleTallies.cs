namespace Surety.Metrics;

/// <summary>How many cycles count in a window.</summary>
/// <param name="Counted">Those with a verdict.</param>
/// <param name="Late">Of which were late.</param>
/// <param name="Untimed">Those without a target that are done.</param>
/// <param name="Time">Time on the clock of those without a target, in nanoseconds.</param>
readonly record struct CycleTally(long Counted, long Late, long Untimed, Int128 Time)
{
    public static CycleTally operator +(CycleTally one, CycleTally other) =>
        new(one.Counted + other.Counted, one.Late + other.Late, one.Untimed + other.Untimed, one.Time + other.Time);
}

/// <summary>Tallies by window and kind; kinds are added as they come.</summary>
/// <param name="windows">How many windows.</param>
sealed class CycleTallies(int windows)
{
    // Verdicts in the lower half, those of which that were late in the upper.
    ulong[] verdicts = [];
    long[] untimed = [];
    Int128[] time = [];
    int kinds;

    public CycleTally this[int window, int kind] =>
        kind < kinds && (window * kinds) + kind is var cell ? new((long)(verdicts[cell] & uint.MaxValue), (long)(verdicts[cell] >> 32), untimed[cell], time[cell]) : default;

    /// <summary>Counts a cycle with a verdict.</summary>
    /// <param name="window">Number of the window.</param>
    /// <param name="kind">Number of the kind.</param>
    /// <param name="isLate">The verdict.</param>
    public void Add(int window, int kind, bool isLate)
    {
        if (kind >= kinds) Grow(kind + 1);
        verdicts[(window * kinds) + kind] += isLate ? (1UL << 32) + 1 : 1;
    }

    /// <summary>Counts a cycle that has no target and is done.</summary>
    /// <param name="window">Number of the window.</param>
    /// <param name="kind">Number of the kind.</param>
    /// <param name="nanoseconds">Its time on the clock.</param>
    public void Add(int window, int kind, long nanoseconds)
    {
        if (kind >= kinds) Grow(kind + 1);
        untimed[(window * kinds) + kind]++;
        time[(window * kinds) + kind] += nanoseconds;
    }

    /// <summary>Adds what others have counted.</summary>
    public void Add(CycleTallies other)
    {
        if (other.kinds > kinds) Grow(other.kinds);
        for (var window = 0; window < windows; window++)
            for (var kind = 0; kind < other.kinds; kind++)
            {
                var (cell, from) = ((window * kinds) + kind, (window * other.kinds) + kind);
                (verdicts[cell], untimed[cell], time[cell]) = (verdicts[cell] + other.verdicts[from], untimed[cell] + other.untimed[from], time[cell] + other.time[from]);
            }
    }

    void Grow(int needed)
    {
        var width = kinds;
        kinds = Math.Max(needed, kinds * 2);
        (verdicts, untimed, time) = (Wider(verdicts, width), Wider(untimed, width), Wider(time, width));
    }

    T[] Wider<T>(T[] cells, int width)
    {
        var wider = new T[windows * kinds];
        for (var window = 0; window < windows; window++) cells.AsSpan(window * width, width).CopyTo(wider.AsSpan(window * kinds));
        return wider;
    }
}
