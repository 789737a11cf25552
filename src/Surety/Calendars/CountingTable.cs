using System.Numerics;
using System.Runtime.CompilerServices;
using NodaTime;

namespace Surety.Calendars;

/// <summary>
/// A part of an <see cref="OpenTable"/> for loops that ask millions of times: time is cut into steps so short that at most one opening or closing lies in each, so that a
/// look-up is one load and no branch; in whole seconds of 32 bits, so that the tables of many calendars stay in the processor's cache. All times are Unix ticks (100 ns);
/// answers are exact.
/// </summary>
sealed class CountingTable
{
    const long Second = NodaConstants.TicksPerSecond;
    const int MostSeconds = int.MaxValue / 5;
    const int Week = 7 * NodaConstants.SecondsPerDay;

    // 14 minutes: with shorter steps the table would be larger than it is quick.
    const int ShortestStep = 33;

    /// <summary>What happens in a step, in seconds: up to the edge nothing counts and then all does, or the other way round.</summary>
    /// <param name="Edge">From the table's beginning on.</param>
    /// <param name="Counted">Twice the working seconds until the edge, and one more where the edge is a closing.</param>
    readonly record struct Step(int Edge, int Counted);

    /// <summary>A stretch in seconds from the table's beginning, and the working seconds before it.</summary>
    readonly record struct Row(int Start, int End, int Before)
    {
        public int Through => Before + (End - Start);

        /// <summary>Seconds that the clock on the wall is ahead of what has been counted, all the stretch through.</summary>
        public int Ahead => Start - Before;
    }

    /// <summary>Where so much has been counted: stretches are no shorter than a step, so that at most one ends in a step of counted time.</summary>
    /// <param name="Through">Seconds counted by the end of the stretch in which the step begins.</param>
    /// <param name="Ahead">Of that stretch.</param>
    /// <param name="AheadThen">Of the one after it.</param>
    readonly record struct Back(int Through, int Ahead, int AheadThen);

    readonly long from;
    readonly Step[] steps;
    readonly Back[] backs;
    readonly int timeStep;

    CountingTable(long from, long last, Row[] rows, int timeStep)
    {
        var total = rows.Length == 0 ? 0 : rows[^1].Through;
        (this.from, this.timeStep, Most) = (from, timeStep, total * Second);
        steps = new Step[((last - from) >> timeStep) + 1];
        for (int step = 0, i = 0; step < steps.Length; step++)
        {
            var (begin, end) = ((long)step << timeStep, (long)(step + 1) << timeStep);
            while (i < rows.Length && rows[i].End * Second < begin) i++;
            steps[step] = i == rows.Length ? new(int.MaxValue, total * 2)
                // It ends here: open until then, and closed for the rest of the step.
                : rows[i].End * Second < end ? new(rows[i].End, (rows[i].Through * 2) + 1)
                : new(rows[i].Start, rows[i].Before * 2);
        }
        backs = new Back[(Most >> timeStep) + 1];
        for (int step = 0, i = 0; step < backs.Length && rows.Length > 0; step++)
        {
            while (i < rows.Length - 1 && rows[i].Through * Second <= (long)step << timeStep) i++;
            backs[step] = new(rows[i].Through, rows[i].Ahead, rows[Math.Min(i + 1, rows.Length - 1)].Ahead);
        }
    }

    /// <summary>Working time up to the end of the last stretch that begins inside the table.</summary>
    public long Most { get; }

    /// <summary>Cuts out a part.</summary>
    /// <param name="table">Covers the part.</param>
    /// <param name="first">Unix ticks of the first instant that will be asked for.</param>
    /// <param name="last">Of the last.</param>
    /// <returns><c>null</c> where it would not pay or not fit: more than 13 years, or edges that lie within minutes of each other.</returns>
    public static CountingTable? Of(OpenTable table, long first, long last)
    {
        var from = first - (first % Second);
        if (first < 0 || last - from > MostSeconds * Second) return null;
        var rows = new List<Row>();
        for (var i = table.IndexAt(from * NodaConstants.NanosecondsPerTick); i < table.Count && table[i].Start <= last * NodaConstants.NanosecondsPerTick; i++)
        {
            // Stretches over the edges are kept as far as they do not make steps shorter.
            var (start, end) = (Math.Max(SecondsFrom(table[i].Start), -Week), Math.Min(SecondsFrom(table[i].End), MostSeconds + Week));
            if (rows.Count > 0 && rows[^1].End == start) rows[^1] = rows[^1] with { End = (int)end };
            else rows.Add(new((int)start, (int)end, rows.Count == 0 ? 0 : rows[^1].Through));
        }
        var nearest = MostSeconds;
        for (var i = 0; i < rows.Count; i++) nearest = Math.Min(nearest, Math.Min(rows[i].End - rows[i].Start, i == 0 ? nearest : rows[i].Start - rows[i - 1].End));
        var step = Math.Min(BitOperations.Log2((ulong)(nearest * Second)), 42);
        return step < ShortestStep ? null : new(from, last, [.. rows], step);

        // Hours are written in seconds, and so are the offsets of zones.
        long SecondsFrom(long nanoseconds) => ((nanoseconds / NodaConstants.NanosecondsPerTick) - from) / Second;
    }

    /// <summary>Working time from the table's beginning to an instant inside it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CountedAt(long at)
    {
        // No sum can overflow: everything lies within 68 years.
        unchecked
        {
            at -= from;
            var (edge, counted) = steps[at >> timeStep];
            // Zero for an opening, after which time is added; all ones for a closing, before which time is taken off.
            long closing = -(counted & 1);
            var beyond = ((at - (edge * Second)) ^ closing) - closing;
            beyond &= ~(beyond >> 63);
            return ((counted >> 1) * Second) + ((beyond ^ closing) - closing);
        }
    }

    /// <summary>The earliest instant at which so much has been counted; at a closing time, the closing time.</summary>
    /// <param name="counted">More than zero, at most <see cref="Most"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long EarliestAt(long counted)
    {
        unchecked
        {
            var (through, ahead, then) = backs[(counted - 1) >> timeStep];
            // All ones where the stretch is over by then; no branch, since nobody could guess it.
            var isOver = ((through * Second) - counted) >> 63;
            return from + counted + ((ahead + ((then - ahead) & isOver)) * Second);
        }
    }
}
