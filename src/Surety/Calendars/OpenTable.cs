using NodaTime;

namespace Surety.Calendars;

/// <summary>
/// The open stretches of some years in order, with the working time before each: working time between two instants is two look-ups and a
/// subtraction, a deadline one look-up back. Immutable; all figures are nanoseconds.
/// </summary>
sealed class OpenTable
{
    // Each has one entry more than there are stretches: a sentinel that ends every search.
    readonly long[] starts;
    readonly long[] ends;
    readonly long[] before;
    readonly int[] firstOfDay;

    OpenTable(LocalDate first, LocalDate last, List<Piece> pieces)
    {
        First = first;
        Last = last;
        From = Nanoseconds.Of(first.AtMidnight().InUtc().ToInstant());
        To = Nanoseconds.Of(last.PlusDays(1).AtMidnight().InUtc().ToInstant());
        // Stretches over an edge are kept whole: cut ones would show as windows that nobody wrote.
        pieces.RemoveAll(p => p.End <= From || p.Start >= To);
        Count = pieces.Count;
        starts = new long[Count + 1];
        ends = new long[Count + 1];
        before = new long[Count + 1];
        for (var i = 0; i < Count; i++)
        {
            (starts[i], ends[i]) = (pieces[i].Start, pieces[i].End);
            before[i + 1] = before[i] + (ends[i] - starts[i]);
        }
        starts[Count] = ends[Count] = long.MaxValue;
        firstOfDay = new int[(To - From) / NodaConstants.NanosecondsPerDay];
        for (int day = 0, i = 0; day < firstOfDay.Length; day++)
        {
            while (ends[i] <= From + day * NodaConstants.NanosecondsPerDay) i++;
            firstOfDay[day] = i;
        }
    }

    /// <summary>Builds the table of whole years.</summary>
    public static OpenTable Build(OpenTime open, int firstYear, int lastYear)
    {
        var (first, last) = (new LocalDate(firstYear, 1, 1), new LocalDate(lastYear, 12, 31));
        return new(first, last, open.Pieces(first.PlusDays(-3), last.PlusDays(3)));
    }

    public LocalDate First { get; }

    public LocalDate Last { get; }

    /// <summary>Included.</summary>
    public long From { get; }

    /// <summary>Excluded.</summary>
    public long To { get; }

    public int Count { get; }

    public long Total => before[Count];

    public Piece this[int index] => new(starts[index], ends[index]);

    /// <summary>The first stretch that ends after an instant inside the table; <see cref="Count"/> where none does.</summary>
    public int IndexAt(long at)
    {
        var i = firstOfDay[(at - From) / NodaConstants.NanosecondsPerDay];
        while (ends[i] <= at) i++;
        return i;
    }

    /// <summary>Working time from the table's beginning to an instant inside it.</summary>
    public long CountedAt(long at)
    {
        var i = IndexAt(at);
        return at > starts[i] ? before[i] + (at - starts[i]) : before[i];
    }

    /// <summary>The earliest instant at which so much has been counted; at a closing time, the closing time.</summary>
    /// <param name="counted">More than zero, at most <see cref="Total"/>.</param>
    public long EarliestAt(long counted)
    {
        var i = LowerBound(counted) - 1;
        return starts[i] + (counted - before[i]);
    }

    /// <summary>The latest instant at which no more than so much has been counted; at an opening, the opening.</summary>
    /// <param name="counted">At least zero, less than <see cref="Total"/>.</param>
    public long LatestAt(long counted)
    {
        var i = LowerBound(counted + 1) - 1;
        return starts[i] + (counted - before[i]);
    }

    int LowerBound(long counted)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (before[middle] < counted) low = middle + 1; else high = middle;
        }
        return low;
    }
}
