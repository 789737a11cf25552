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
/// lies below. Where they were wrong, it looks at all. Whole numbers only, so the answer is exact.
/// </summary>
internal static class Percentiles
{
    const int Sampled = 256;

    /// <summary>Up to so many are sorted at once.</summary>
    const int Few = 1024;

    /// <summary>Finds a number.</summary>
    /// <param name="rows">Of columns of whole numbers of one width and with the same digits behind the point.</param>
    /// <param name="place">From 1 to the number of rows.</param>
    public static decimal At(IReadOnlyList<NumberRows> rows, long place) => At(rows, [place])[0];

    /// <summary>Finds the numbers at several places in one pass.</summary>
    /// <param name="rows">As for one place.</param>
    /// <param name="places">Each from 1 to the number of rows, in any order.</param>
    /// <returns>In the order of the places.</returns>
    public static decimal[] At(IReadOnlyList<NumberRows> rows, IReadOnlyList<long> places) => rows[0].Column.Width switch
    {
        1 => Whole<sbyte>(rows, places),
        2 => Whole<short>(rows, places),
        4 => Whole<int>(rows, places),
        _ => Whole<long>(rows, places),
    };

    /// <summary>Whether columns can be looked at together.</summary>
    public static bool AreAlike(IReadOnlyList<NumberRows> rows) =>
        rows.Count > 0 && rows[0].Column.Width != Numbers.OfDecimal && rows.All(r => r.Column.Width == rows[0].Column.Width && r.Column.Decimals == rows[0].Column.Decimals);

    static decimal[] Whole<T>(IReadOnlyList<NumberRows> rows, IReadOnlyList<long> places)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var count = rows.Sum(r => r.Count);
        var numbers = ArrayPool<T>.Shared.Rent(count + BetweenBounds.Slack);
        try
        {
            var found = new T?[places.Count];
            if (count > Few) Narrow(rows, numbers, count, places, found);
            // Where samples misled, or there are few: all of them.
            for (var i = 0; i < found.Length; i++) found[i] ??= Select(All(rows, numbers), (int)places[i] - 1);
            return Array.ConvertAll(found, whole => Numbers.DecimalOf(long.CreateChecked(whole!.Value), rows[0].Column.Decimals));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(numbers);
        }
    }

    /// <summary>Finds them among what samples leave; <c>null</c> stays where those misled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Narrow<T>(IReadOnlyList<NumberRows> rows, T[] numbers, int count, IReadOnlyList<long> places, T?[] found)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        Span<T> sample = stackalloc T[Sampled];
        var (piece, before) = (0, 0);
        for (var i = 0; i < Sampled; i++)
        {
            var row = RowOf(i, count);
            for (; row - before >= rows[piece].Count; piece++) before += rows[piece].Count;
            sample[i] = rows[piece].Column.As<T>()[rows[piece].From + row - before];
        }
        sample.Sort();
        var (low, high) = (Bounds<T>(sample, count, places.Min()).Low, Bounds<T>(sample, count, places.Max()).High);
        var (below, kept) = (0, 0);
        foreach (var (column, from, until) in rows) below += BetweenBounds.Keep(column.As<T>()[from..until], low, high, numbers, ref kept);
        var left = ArrayPool<T>.Shared.Rent(kept + BetweenBounds.Slack);
        for (var i = 0; i < found.Length; i++)
            if (places[i] > below && places[i] <= below + kept) found[i] = Within(numbers.AsSpan(0, kept), (int)places[i] - below, sample, left);
        ArrayPool<T>.Shared.Return(left);
    }

    /// <summary>Finds one among numbers, which may change their order; <c>null</c>: samples misled.</summary>
    /// <param name="numbers">Those that are left.</param>
    /// <param name="place">From 1.</param>
    /// <param name="sample">Room for samples.</param>
    /// <param name="left">Room for what is kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static T? Within<T>(Span<T> numbers, int place, Span<T> sample, T[] left)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        while (numbers.Length > Few)
        {
            for (var i = 0; i < Sampled; i++) sample[i] = numbers[RowOf(i, numbers.Length)];
            sample.Sort();
            var bounds = Bounds<T>(sample, numbers.Length, place);
            if (bounds.Low == bounds.High) break;
            var kept = 0;
            place -= BetweenBounds.Keep(numbers, bounds.Low, bounds.High, left, ref kept);
            if (place <= 0 || place > kept) return null;
            var isNarrower = kept < numbers.Length;
            numbers = left.AsSpan(0, kept);
            if (!isNarrower) break;
        }
        return Select(numbers, place - 1);
    }

    static int RowOf(int sampled, int count) => (int)(count * ((2L * sampled) + 1) / (2 * Sampled));

    static Span<T> All<T>(IReadOnlyList<NumberRows> rows, T[] numbers)
        where T : unmanaged
    {
        var count = 0;
        foreach (var (column, from, until) in rows)
        {
            column.As<T>()[from..until].CopyTo(numbers.AsSpan(count));
            count += until - from;
        }
        return numbers.AsSpan(0, count);
    }

    /// <summary>Two numbers between which the one at the place probably lies, both included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (T Low, T High) Bounds<T>(ReadOnlySpan<T> sample, long count, long place)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        // Three times what a sample of this size is usually off by.
        var at = (int)(sample.Length * place / count);
        var margin = 2 + (3 * Root(sample.Length * place / count * (count - place) / count));
        return (at < margin ? T.MinValue : sample[at - margin], at + margin >= sample.Length ? T.MaxValue : sample[at + margin]);
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
