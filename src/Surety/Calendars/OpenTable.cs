using System.Numerics;
using System.Runtime.CompilerServices;
using NodaTime;

namespace Surety.Calendars;

/// <summary>
/// The open stretches of some years in order, with the working time before each: working time between two instants is two look-ups and a
/// subtraction, a deadline one look-up back. Immutable; all figures are nanoseconds.
/// </summary>
sealed class OpenTable
{
    /// <summary>A stretch and the working time before it.</summary>
    readonly record struct Row(long Start, long End, long Before)
    {
        public long Through => Before + (End - Start);
    }

    // One entry more than there are stretches: a sentinel that ends every search.
    readonly Row[] rows;

    // Where a search begins: for each step of time, and of counted time, the first stretch that may hold it. A step is shorter than most stretches, so that few are passed over.
    readonly int[] firstAt;
    readonly int[] firstCounted;
    readonly int timeStep;
    readonly int countStep;

    OpenTable(LocalDate first, LocalDate last, List<Piece> pieces)
    {
        First = first;
        Last = last;
        From = Nanoseconds.Of(first.AtMidnight().InUtc().ToInstant());
        To = Nanoseconds.Of(last.PlusDays(1).AtMidnight().InUtc().ToInstant());
        // Stretches over an edge are kept whole: cut ones would show as windows that nobody wrote.
        pieces.RemoveAll(p => p.End <= From || p.Start >= To);
        Count = pieces.Count;
        rows = new Row[Count + 1];
        for (var i = 0; i < Count; i++)
        {
            rows[i] = new(pieces[i].Start, pieces[i].End, Total);
            Total = rows[i].Through;
        }
        rows[Count] = new(long.MaxValue, long.MaxValue, Total);
        (timeStep, countStep) = (StepOf(To - From), StepOf(Total));
        firstAt = new int[((To - From - 1) >> timeStep) + 1];
        for (int step = 0, i = 0; step < firstAt.Length; step++)
        {
            while (rows[i].End <= From + ((long)step << timeStep)) i++;
            firstAt[step] = i;
        }
        firstCounted = new int[(Total >> countStep) + 1];
        for (int step = 0, i = 0; step < firstCounted.Length; step++)
        {
            while (i < Count && rows[i].Through <= (long)step << countStep) i++;
            firstCounted[step] = i;
        }
    }

    /// <summary>Builds the table of whole years.</summary>
    public static OpenTable Build(OpenTime open, int firstYear, int lastYear)
    {
        var (first, last) = (new LocalDate(firstYear, 1, 1), new LocalDate(lastYear, 12, 31));
        return new(first, last, open.Pieces(first.PlusDays(-3), last.PlusDays(3)));
    }

    /// <summary>The table of what never closes: one stretch over all years.</summary>
    public static OpenTable Always { get; } =
        new(BusinessCalendar.FirstDate, BusinessCalendar.LastDate, [new(Nanoseconds.Of(BusinessCalendar.Earliest), Nanoseconds.Of(BusinessCalendar.Latest))]);

    public LocalDate First { get; }

    public LocalDate Last { get; }

    /// <summary>Included.</summary>
    public long From { get; }

    /// <summary>Excluded.</summary>
    public long To { get; }

    public int Count { get; }

    public long Total { get; }

    public Piece this[int index] => new(rows[index].Start, rows[index].End);

    /// <summary>The first stretch that ends after an instant inside the table; <see cref="Count"/> where none does.</summary>
    public int IndexAt(long at)
    {
        var i = firstAt[(at - From) >> timeStep];
        while (rows[i].End <= at) i++;
        return i;
    }

    /// <summary>Working time from the table's beginning to an instant inside it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CountedAt(long at)
    {
        ref readonly var row = ref rows[IndexAt(at)];
        return row.Before + (Math.Max(at, row.Start) - row.Start);
    }

    /// <summary>The earliest instant at which so much has been counted; at a closing time, the closing time.</summary>
    /// <param name="counted">More than zero, at most <see cref="Total"/>.</param>
    public long EarliestAt(long counted)
    {
        ref readonly var row = ref rows[IndexThrough(counted)];
        return row.Start + (counted - row.Before);
    }

    /// <summary>The latest instant at which no more than so much has been counted; at an opening, the opening.</summary>
    /// <param name="counted">At least zero, less than <see cref="Total"/>.</param>
    public long LatestAt(long counted)
    {
        ref readonly var row = ref rows[IndexThrough(counted + 1)];
        return row.Start + (counted - row.Before);
    }

    /// <summary>The first stretch by whose end so much has been counted.</summary>
    int IndexThrough(long counted)
    {
        var i = firstCounted[(counted - 1) >> countStep];
        while (rows[i].Through < counted) i++;
        return i;
    }

    // About four steps for each stretch.
    int StepOf(long length) => BitOperations.Log2((ulong)Math.Max(length / (4 * Math.Max(Count, 1)), 1));
}
