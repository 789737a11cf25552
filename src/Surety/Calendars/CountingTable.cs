using System.Runtime.CompilerServices;
using NodaTime;

namespace Surety.Calendars;

/// <summary>
/// A part of an <see cref="OpenTable"/> for loops that ask millions of times: time is cut into steps so short that at most two stretches lie in each, so that a look-up is one
/// load and no branch, and so long that the tables of many calendars stay together in the processor's nearest caches. All times are Unix ticks (100 ns); answers are exact.
/// </summary>
sealed class CountingTable
{
    const long Second = NodaConstants.TicksPerSecond;
    const int MostSeconds = int.MaxValue / 5;
    const int Week = 7 * NodaConstants.SecondsPerDay;

    // 14 minutes and five days: with shorter steps the table would be larger than it is quick.
    const int ShortestStep = 33;
    const int LongestStep = 42;

    /// <summary>The stretches of a step, whole ones, in seconds from the table's beginning; a missing one has no length.</summary>
    /// <param name="Before">Working seconds before the first.</param>
    /// <param name="First">Where the first begins.</param>
    /// <param name="FirstLength">Its length.</param>
    /// <param name="Second">Where the second begins.</param>
    /// <param name="SecondLength">Its length.</param>
    readonly record struct Step(int Before, int First, int FirstLength, int Second, int SecondLength);

    /// <summary>A stretch in seconds from the table's beginning, and the working seconds before it.</summary>
    readonly record struct Row(int Start, int End, int Before)
    {
        public int Through => Before + (End - Start);

        /// <summary>Seconds that the clock on the wall is ahead of what has been counted, all the stretch through.</summary>
        public int Ahead => Start - Before;
    }

    /// <summary>The stretches in which a step of counted time is counted: three at most.</summary>
    /// <param name="First">Seconds counted by the end of the first.</param>
    /// <param name="Second">By the end of the second.</param>
    /// <param name="Ahead">How far the wall is ahead in the first.</param>
    /// <param name="More">How much more in the second.</param>
    /// <param name="MoreThen">How much more than that in the third.</param>
    readonly record struct Back(int First, int Second, int Ahead, int More, int MoreThen);

    readonly long from;
    readonly Step[] steps;
    readonly Back[] backs;
    readonly int timeStep;
    readonly int countStep;

    CountingTable(long from, long last, Row[] rows, int timeStep, int countStep)
    {
        var total = rows.Length == 0 ? 0 : rows[^1].Through;
        (this.from, this.timeStep, this.countStep, Most) = (from, timeStep, countStep, total * Second);
        steps = new Step[((last - from) >> timeStep) + 1];
        for (int step = 0, i = 0; step < steps.Length; step++)
        {
            var (begin, end) = ((long)step << timeStep, (long)(step + 1) << timeStep);
            while (i < rows.Length && rows[i].End * Second <= begin) i++;
            var (first, second) = (InStep(i), InStep(i + 1));
            steps[step] = new(i == rows.Length ? total : rows[i].Before, first.Start, first.End - first.Start, second.Start, second.End - second.Start);

            Row InStep(int row) => row < rows.Length && rows[row].Start * Second < end ? rows[row] : default;
        }
        backs = new Back[(Most >> countStep) + 1];
        for (int step = 0, i = 0; step < backs.Length && rows.Length > 0; step++)
        {
            while (i < rows.Length - 1 && rows[i].Through * Second <= (long)step << countStep) i++;
            var (first, second, third) = (rows[i], rows[Math.Min(i + 1, rows.Length - 1)], rows[Math.Min(i + 2, rows.Length - 1)]);
            backs[step] = new(first.Through, second.Through, first.Ahead, second.Ahead - first.Ahead, third.Ahead - second.Ahead);
        }
    }

    /// <summary>Working time up to the end of the last stretch that begins inside the table.</summary>
    public long Most { get; }

    /// <summary>Cuts out a part.</summary>
    /// <param name="table">Covers the part.</param>
    /// <param name="first">Unix ticks of the first instant that will be asked for.</param>
    /// <param name="last">Of the last.</param>
    /// <returns><c>null</c> where it would not pay or not fit: more than 13 years, or three stretches within minutes of each other.</returns>
    public static CountingTable? Of(OpenTable table, long first, long last)
    {
        var from = first - (first % Second);
        if (first < 0 || last - from > MostSeconds * Second) return null;
        var rows = new List<Row>();
        for (var i = table.IndexAt(from * NodaConstants.NanosecondsPerTick); i < table.Count && table[i].Start <= last * NodaConstants.NanosecondsPerTick; i++)
        {
            // Stretches over the edges are kept as far as they do not make sums longer.
            var (start, end) = (Math.Max(SecondsFrom(table[i].Start), -Week), Math.Min(SecondsFrom(table[i].End), MostSeconds + Week));
            if (rows.Count > 0 && rows[^1].End == start) rows[^1] = rows[^1] with { End = (int)end };
            else rows.Add(new((int)start, (int)end, rows.Count == 0 ? 0 : rows[^1].Through));
        }
        // A step is too long where what ends in it, or was open in it, shares it with the second stretch after that.
        var timeStep = Longest((one, other, step) => ((one.End * Second) - 1) >> step >= (other.Start * Second) >> step);
        var countStep = Longest((one, other, step) => ((one.Through * Second) - 1) >> step >= (other.Through * Second) >> step);
        return timeStep < ShortestStep || countStep < ShortestStep ? null : new(from, last, [.. rows], timeStep, countStep);

        // Hours are written in seconds, and so are the offsets of zones.
        long SecondsFrom(long nanoseconds) => ((nanoseconds / NodaConstants.NanosecondsPerTick) - from) / Second;

        int Longest(Func<Row, Row, int, bool> share)
        {
            var step = LongestStep;
            for (var i = 0; i + 2 < rows.Count && step >= ShortestStep; i++)
                while (step >= ShortestStep && share(rows[i], rows[i + 2], step)) step--;
            return step;
        }
    }

    /// <summary>Working time from the table's beginning to an instant inside it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CountedAt(long at)
    {
        // No sum can overflow: everything lies within 68 years.
        unchecked
        {
            at -= from;
            ref readonly var step = ref steps[at >> timeStep];
            return (step.Before * Second) + Within(at - (step.First * Second), step.FirstLength * Second) + Within(at - (step.Second * Second), step.SecondLength * Second);
        }
    }

    /// <summary>How much of a stretch has passed, so long after its beginning; no branch, since nobody could guess it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long Within(long passed, long length)
    {
        unchecked
        {
            passed &= ~(passed >> 63);
            var left = passed - length;
            return length + (left & (left >> 63));
        }
    }

    /// <summary>The earliest instant at which so much has been counted; at a closing time, the closing time.</summary>
    /// <param name="counted">More than zero, at most <see cref="Most"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long EarliestAt(long counted)
    {
        unchecked
        {
            ref readonly var back = ref backs[(counted - 1) >> countStep];
            // All ones where the stretch is over by then.
            var (firstOver, secondOver) = (((back.First * Second) - counted) >> 63, ((back.Second * Second) - counted) >> 63);
            return from + counted + ((back.Ahead + (back.More & firstOver) + (back.MoreThen & secondOver)) * Second);
        }
    }
}
