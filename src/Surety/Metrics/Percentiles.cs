using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>Rows of a column of numbers.</summary>
internal readonly record struct NumberRows(Numbers Column, int From, int Until)
{
    public int Count => Until - From;
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
    public static decimal At(IReadOnlyList<NumberRows> rows, long place)
    {
        var whole = rows[0].Column.Width switch
        {
            1 => Whole<sbyte>(rows, place),
            2 => Whole<short>(rows, place),
            4 => Whole<int>(rows, place),
            _ => Whole<long>(rows, place),
        };
        return Numbers.DecimalOf(whole, rows[0].Column.Decimals);
    }

    /// <summary>Whether columns can be looked at together.</summary>
    public static bool AreAlike(IReadOnlyList<NumberRows> rows) =>
        rows.Count > 0 && rows[0].Column.Width != Numbers.OfDecimal && rows.All(r => r.Column.Width == rows[0].Column.Width && r.Column.Decimals == rows[0].Column.Decimals);

    static long Whole<T>(IReadOnlyList<NumberRows> rows, long place)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var count = rows.Sum(r => r.Count);
        var numbers = ArrayPool<T>.Shared.Rent(count + BetweenBounds.Slack);
        try
        {
            return long.CreateChecked(Narrowed(rows, numbers, count, (int)place) ?? Select(All(rows, numbers), (int)place - 1));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(numbers);
        }
    }

    /// <summary>Finds it among what samples leave; <c>null</c>: they misled.</summary>
    static T? Narrowed<T>(IReadOnlyList<NumberRows> rows, T[] numbers, int count, int place)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (count <= Few) return null;
        var sample = new T[Sampled];
        var (piece, before) = (0, 0);
        for (var i = 0; i < Sampled; i++)
        {
            var row = RowOf(i, count);
            for (; row - before >= rows[piece].Count; piece++) before += rows[piece].Count;
            sample[i] = rows[piece].Column.As<T>()[rows[piece].From + row - before];
        }
        var (bounds, below, kept) = (Bounds(sample, count, place), 0, 0);
        foreach (var (column, from, until) in rows) below += BetweenBounds.Keep(column.As<T>()[from..until], bounds.Low, bounds.High, numbers, ref kept);
        while (true)
        {
            place -= below;
            if (place <= 0 || place > kept) return null;
            if (kept <= Few) return Select(numbers.AsSpan(0, kept), place - 1);
            for (var i = 0; i < Sampled; i++) sample[i] = numbers[RowOf(i, kept)];
            bounds = Bounds(sample, kept, place);
            if (bounds.Low == bounds.High) return Select(numbers.AsSpan(0, kept), place - 1);
            var left = numbers.AsSpan(0, kept);
            kept = 0;
            below = BetweenBounds.Keep(left, bounds.Low, bounds.High, numbers, ref kept);
            if (kept == left.Length) return Select(left, place - below - 1);
        }
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
    static (T Low, T High) Bounds<T>(T[] sample, long count, long place)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        Array.Sort(sample);
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
