using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>Rows of a column of numbers.</summary>
internal readonly record struct NumberRows(Numbers Column, int From, int Until)
{
    public int Count => Until - From;

    /// <summary>The whole numbers added, at the digits of the column; of columns of whole numbers only.</summary>
    public Int128 Sum() => Column.Width switch
    {
        1 => Sum(Column.As<sbyte>()),
        2 => Sum(Column.As<short>()),
        4 => Sum(Column.As<int>()),
        _ => Sum(Column.As<long>()),
    };

    Int128 Sum<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IBinaryInteger<T>
    {
        var sum = Int128.Zero;
        // Up to so many numbers of four bytes, and one of eight, add up to a word.
        var most = typeof(T) == typeof(long) ? 1 : int.MaxValue;
        for (var row = From; row < Until;)
        {
            var part = 0L;
            for (var end = (int)Math.Min(Until, (long)row + most); row < end; row++) part += long.CreateTruncating(numbers[row]);
            sum += part;
        }
        return sum;
    }
}

/// <summary>
/// Finds the number at a place in the order of size without sorting: a few sampled numbers say between which two it lies, one pass keeps what lies between them, and counts what
/// lies below; those that are left are counted by stretches of equal length. Where samples were wrong, it looks at all. Whole numbers only, so the answer is exact.
/// </summary>
internal static class Percentiles
{
    const int Sampled = 256;

    /// <summary>Up to so many are looked at as they are.</summary>
    const int Few = 1024;

    /// <summary>Finds a number.</summary>
    /// <param name="rows">Of columns of whole numbers of one width and with the same digits behind the point.</param>
    /// <param name="place">From 1 to the number of rows.</param>
    public static decimal At(IReadOnlyList<NumberRows> rows, long place) => At(rows, [place])[0];

    /// <summary>Finds the numbers at several places in one pass.</summary>
    /// <param name="rows">As for one place.</param>
    /// <param name="places">Each from 1 to the number of rows, in any order.</param>
    /// <returns>In the order of the places.</returns>
    public static decimal[] At(IReadOnlyList<NumberRows> rows, IReadOnlyList<long> places) => At(rows, places, [], []);

    /// <summary>Finds the numbers at several places among some rows, and at others among these rows and some more, in one pass.</summary>
    /// <param name="rows">As for one place.</param>
    /// <param name="places">Each from 1 to the number of rows, in any order.</param>
    /// <param name="more">Other rows, alike; far fewer, or it takes longer than looking twice.</param>
    /// <param name="placesOfAll">Each from 1 to the number of all rows, in any order.</param>
    /// <returns>In the order of the places, those among the rows first.</returns>
    public static decimal[] At(IReadOnlyList<NumberRows> rows, IReadOnlyList<long> places, IReadOnlyList<NumberRows> more, IReadOnlyList<long> placesOfAll) => rows[0].Column.Width switch
    {
        1 => Whole<sbyte>(rows, places, more, placesOfAll),
        2 => Whole<short>(rows, places, more, placesOfAll),
        4 => Whole<int>(rows, places, more, placesOfAll),
        _ => Whole<long>(rows, places, more, placesOfAll),
    };

    /// <summary>Whether columns can be looked at together.</summary>
    public static bool AreAlike(IReadOnlyList<NumberRows> rows) =>
        rows.Count > 0 && rows[0].Column.Width != Numbers.OfDecimal && rows.All(r => r.Column.Width == rows[0].Column.Width && r.Column.Decimals == rows[0].Column.Decimals);

    static decimal[] Whole<T>(IReadOnlyList<NumberRows> rows, IReadOnlyList<long> places, IReadOnlyList<NumberRows> more, IReadOnlyList<long> placesOfAll)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var (count, others) = (rows.Sum(r => r.Count), more.Sum(r => r.Count));
        var numbers = ArrayPool<T>.Shared.Rent(count + others + BetweenBounds.Slack);
        try
        {
            var found = new T?[places.Count + placesOfAll.Count];
            if (count > Few) Narrow(rows, places, more, placesOfAll, count, others, numbers, found);
            // Where samples misled, or there are few: all of them.
            for (var i = 0; i < found.Length; i++)
                found[i] ??= Select(i < places.Count ? All(rows, [], numbers) : All(rows, more, numbers), (int)(i < places.Count ? places[i] : placesOfAll[i - places.Count]) - 1);
            return Array.ConvertAll(found, whole => Numbers.DecimalOf(long.CreateChecked(whole!.Value), rows[0].Column.Decimals));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(numbers);
        }
    }

    /// <summary>Finds them among what samples leave; <c>null</c> stays where those misled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Narrow<T>(IReadOnlyList<NumberRows> rows, IReadOnlyList<long> places, IReadOnlyList<NumberRows> more, IReadOnlyList<long> placesOfAll, int count, int others, T[] numbers, T?[] found)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        // What is more may lie anywhere, so that a place among all may be one of many among the rows.
        var (first, last) = (long.MaxValue, 1L);
        for (var i = 0; i < places.Count; i++) (first, last) = (Math.Min(first, places[i]), Math.Max(last, places[i]));
        for (var i = 0; i < placesOfAll.Count; i++) (first, last) = (Math.Min(first, Math.Max(1, placesOfAll[i] - others)), Math.Max(last, Math.Min(count, placesOfAll[i])));
        var (low, high) = Bounds<T>(rows, count, first, last);
        var (below, kept) = (0, 0);
        foreach (var (column, from, until) in rows) below += BetweenBounds.Keep(column.As<T>()[from..until], low, high, numbers, ref kept);
        var (belowOfAll, all) = (below, kept);
        foreach (var (column, from, until) in more) belowOfAll += BetweenBounds.Keep(column.As<T>()[from..until], low, high, numbers, ref all);
        var left = ArrayPool<T>.Shared.Rent(all + BetweenBounds.Slack);
        var stretches = new Stretches<T>(numbers.AsSpan(0, all), stackalloc int[Stretches<T>.Most]);
        stretches.Count(numbers.AsSpan(0, kept));
        for (var i = 0; i < places.Count; i++)
            if (places[i] > below && places[i] <= below + kept) found[i] = stretches.At(numbers.AsSpan(0, kept), (int)places[i] - below, left);
        stretches.Count(numbers.AsSpan(kept..all));
        for (var i = 0; i < placesOfAll.Count; i++)
            if (placesOfAll[i] > belowOfAll && placesOfAll[i] <= belowOfAll + all) found[places.Count + i] = stretches.At(numbers.AsSpan(0, all), (int)placesOfAll[i] - belowOfAll, left);
        ArrayPool<T>.Shared.Return(left);
    }

    /// <summary>How many numbers lie in each of some stretches of equal length, from the least to the greatest: the one at a place is then among few.</summary>
    readonly ref struct Stretches<T>
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        /// <summary>How many stretches there are at most.</summary>
        public const int Most = 1024;

        readonly Span<int> counts;
        readonly long least;
        readonly ulong length;
        readonly int shift;

        /// <param name="numbers">All that will be counted; at least one.</param>
        /// <param name="counts">Room for as many stretches as there may be.</param>
        public Stretches(ReadOnlySpan<T> numbers, Span<int> counts)
        {
            var (low, high) = Ends(numbers);
            this.counts = counts;
            least = long.CreateTruncating(low);
            length = unchecked((ulong)(long.CreateTruncating(high) - least));
            shift = Math.Max(0, BitOperations.Log2(length) + 1 - BitOperations.Log2(Most));
            counts.Clear();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Count(ReadOnlySpan<T> numbers)
        {
            foreach (var number in numbers) counts[(int)(unchecked((ulong)(long.CreateTruncating(number) - least)) >> shift)]++;
        }

        /// <summary>The number at a place.</summary>
        /// <param name="numbers">All that were counted.</param>
        /// <param name="place">From 1 to their number.</param>
        /// <param name="left">Room for all of them.</param>
        public T At(ReadOnlySpan<T> numbers, int place, T[] left)
        {
            var stretch = 0;
            for (; counts[stretch] < place; stretch++) place -= counts[stretch];
            var start = (ulong)stretch << shift;
            var end = Math.Min(length, start + ((1UL << shift) - 1));
            var kept = 0;
            BetweenBounds.Keep(numbers, At(start), At(end), left, ref kept);
            return Select(left.AsSpan(0, kept), place - 1);
        }

        T At(ulong offset) => T.CreateTruncating(unchecked(least + (long)offset));

        static (T Least, T Greatest) Ends(ReadOnlySpan<T> numbers)
        {
            var (least, greatest, row) = (numbers[0], numbers[0], 0);
            if (Vector.IsHardwareAccelerated && numbers.Length >= Vector<T>.Count)
            {
                var (low, high) = (new Vector<T>(numbers), new Vector<T>(numbers));
                for (; row <= numbers.Length - Vector<T>.Count; row += Vector<T>.Count)
                {
                    var some = new Vector<T>(numbers[row..]);
                    (low, high) = (Vector.Min(low, some), Vector.Max(high, some));
                }
                for (var i = 0; i < Vector<T>.Count; i++) (least, greatest) = (T.Min(least, low[i]), T.Max(greatest, high[i]));
            }
            for (; row < numbers.Length; row++) (least, greatest) = (T.Min(least, numbers[row]), T.Max(greatest, numbers[row]));
            return (least, greatest);
        }
    }

    static Span<T> All<T>(IReadOnlyList<NumberRows> rows, IReadOnlyList<NumberRows> more, T[] numbers)
        where T : unmanaged
    {
        var count = 0;
        foreach (var (column, from, until) in rows.Concat(more))
        {
            column.As<T>()[from..until].CopyTo(numbers.AsSpan(count));
            count += until - from;
        }
        return numbers.AsSpan(0, count);
    }

    /// <summary>Two numbers between which those at some places probably lie, both included.</summary>
    /// <param name="rows">Where they are.</param>
    /// <param name="count">How many rows there are.</param>
    /// <param name="first">The first of the places.</param>
    /// <param name="last">The last of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (T Low, T High) Bounds<T>(IReadOnlyList<NumberRows> rows, int count, long first, long last)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Span<T> sample = stackalloc T[Sampled];
        var (piece, before) = (0, 0);
        for (var i = 0; i < Sampled; i++)
        {
            var row = (int)(count * ((2L * i) + 1) / (2 * Sampled));
            for (; row - before >= rows[piece].Count; piece++) before += rows[piece].Count;
            sample[i] = rows[piece].Column.As<T>()[rows[piece].From + row - before];
        }
        var (low, high) = (PlaceOf(first) - Margin(first), PlaceOf(last) + Margin(last));
        return (low < 0 ? T.MinValue : Select(sample, low), high >= Sampled ? T.MaxValue : Select(sample, high));

        int PlaceOf(long place) => (int)(Sampled * place / count);

        // Three times what a sample of this size is usually off by.
        int Margin(long place) => 2 + (3 * Root(Sampled * place / count * (count - place) / count));
    }

    static int Root(long number)
    {
        var root = 0;
        while ((root + 1L) * (root + 1) <= number) root++;
        return root;
    }

    /// <summary>The number at a place, from 0, brought there by parting the numbers round one of them again and again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static T Select<T>(Span<T> numbers, int place)
        where T : unmanaged, INumber<T>
    {
        // Numbers that were laid out to make this slow are sorted.
        for (var rounds = 0; numbers.Length > 32 && rounds < 64; rounds++)
        {
            var (smaller, same) = Part(numbers, Middle(numbers[0], numbers[numbers.Length / 2], numbers[^1]));
            if (place < smaller) numbers = numbers[..smaller];
            else if (place < smaller + same) return numbers[smaller];
            else
            {
                place -= smaller + same;
                numbers = numbers[(smaller + same)..];
            }
        }
        numbers.Sort();
        return numbers[place];
    }

    static T Middle<T>(T a, T b, T c)
        where T : INumber<T> => T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));

    /// <summary>Brings what is smaller than a number before what equals it, and that before what is larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (int Smaller, int Same) Part<T>(Span<T> numbers, T pivot)
        where T : INumber<T>
    {
        var (smaller, next, larger) = (0, 0, numbers.Length);
        while (next < larger)
        {
            var number = numbers[next];
            if (number < pivot) (numbers[next++], numbers[smaller]) = (numbers[smaller++], number);
            else if (number > pivot) (numbers[next], numbers[--larger]) = (numbers[larger], number);
            else next++;
        }
        return (smaller, next - smaller);
    }
}
