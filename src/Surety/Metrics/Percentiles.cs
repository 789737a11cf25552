using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
        var kept = new Kept<T>();
        try
        {
            var count = rows.Sum(r => (long)r.Count);
            var (low, high) = count <= Few ? default : Bounds<T>(rows, count, place);
            var below = 0L;
            foreach (var piece in rows)
                below += count <= Few ? kept.All(piece.Column.As<T>()[piece.From..piece.Until]) : kept.Between(piece.Column.As<T>()[piece.From..piece.Until], low, high);
            if (place > below && place <= below + kept.Count) return long.CreateChecked(kept.Select((int)(place - below - 1)));
            kept.Clear();
            foreach (var piece in rows) kept.All(piece.Column.As<T>()[piece.From..piece.Until]);
            return long.CreateChecked(kept.Select((int)(place - 1)));
        }
        finally
        {
            kept.Return();
        }
    }

    /// <summary>Two numbers between which the one at the place probably lies: above the first, not above the second.</summary>
    static (T Low, T High) Bounds<T>(IReadOnlyList<NumberRows> rows, long count, long place)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var sample = new T[Sampled];
        var (piece, before) = (0, 0L);
        for (var i = 0; i < Sampled; i++)
        {
            var row = count * ((2 * i) + 1) / (2 * Sampled);
            for (; row - before >= rows[piece].Count; piece++) before += rows[piece].Count;
            sample[i] = rows[piece].Column.As<T>()[rows[piece].From + (int)(row - before)];
        }
        return Bounds(sample, count, place);
    }

    static (T Low, T High) Bounds<T>(T[] sample, long count, long place)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        Array.Sort(sample);
        // Three times what a sample of this size is usually off by.
        var at = (int)(sample.Length * place / count);
        var margin = 2 + (3 * Root(sample.Length * place / count * (count - place) / count));
        return (at < margin ? T.MinValue : sample[at - (int)margin], at + margin >= sample.Length ? T.MaxValue : sample[at + (int)margin]);
    }

    static long Root(long number)
    {
        var root = 0L;
        while ((root + 1) * (root + 1) <= number) root++;
        return root;
    }

    /// <summary>Numbers that were kept, in an array that is lent.</summary>
    struct Kept<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        T[] numbers = ArrayPool<T>.Shared.Rent(Few * 16);

        public int Count { get; private set; }

        public void Clear() => Count = 0;

        public readonly void Return() => ArrayPool<T>.Shared.Return(numbers);

        public long All(ReadOnlySpan<T> column)
        {
            Reserve(column.Length);
            column.CopyTo(numbers.AsSpan(Count));
            Count += column.Length;
            return 0;
        }

        /// <summary>Keeps what is above one number and not above another.</summary>
        /// <returns>How many are not above the first.</returns>
        public long Between(ReadOnlySpan<T> column, T low, T high)
        {
            var (row, below) = (0, 0L);
            if (Vector512.IsHardwareAccelerated) below += InVectors512(column, low, high, ref row);
            else if (Vector256.IsHardwareAccelerated) below += InVectors256(column, low, high, ref row);
            Reserve(column.Length - row);
            for (; row < column.Length; row++)
            {
                if (column[row] <= low) below++;
                else if (column[row] <= high) numbers[Count++] = column[row];
            }
            return below;
        }

        long InVectors256(ReadOnlySpan<T> column, T low, T high, ref int row)
        {
            var (lows, highs, below) = (Vector256.Create(low), Vector256.Create(high), 0L);
            ref var first = ref MemoryMarshal.GetReference(column);
            for (; row <= column.Length - Vector256<T>.Count; row += Vector256<T>.Count)
            {
                var next = Vector256.LoadUnsafe(ref first, (nuint)row);
                var above = Vector256.GreaterThan(next, lows);
                below += Vector256<T>.Count - BitOperations.PopCount(above.ExtractMostSignificantBits());
                Keep(column, row, Vector256.AndNot(above, Vector256.GreaterThan(next, highs)).ExtractMostSignificantBits());
            }
            return below;
        }

        long InVectors512(ReadOnlySpan<T> column, T low, T high, ref int row)
        {
            var (lows, highs, below) = (Vector512.Create(low), Vector512.Create(high), 0L);
            ref var first = ref MemoryMarshal.GetReference(column);
            for (; row <= column.Length - Vector512<T>.Count; row += Vector512<T>.Count)
            {
                var next = Vector512.LoadUnsafe(ref first, (nuint)row);
                var above = Vector512.GreaterThan(next, lows);
                below += Vector512<T>.Count - BitOperations.PopCount(above.ExtractMostSignificantBits());
                Keep(column, row, Vector512.AndNot(above, Vector512.GreaterThan(next, highs)).ExtractMostSignificantBits());
            }
            return below;
        }

        void Keep(ReadOnlySpan<T> column, int row, ulong which)
        {
            if (which == 0) return;
            Reserve(64);
            for (; which != 0; which &= which - 1) numbers[Count++] = column[row + BitOperations.TrailingZeroCount(which)];
        }

        void Reserve(int more)
        {
            if (Count + more <= numbers.Length) return;
            var larger = ArrayPool<T>.Shared.Rent(Math.Max(numbers.Length * 2, Count + more));
            numbers.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<T>.Shared.Return(numbers);
            numbers = larger;
        }

        /// <summary>The number at a place of what was kept, from 0.</summary>
        public readonly T Select(int place)
        {
            var rest = numbers.AsSpan(0, Count);
            // Numbers that were laid out to make this slow are sorted.
            for (var rounds = 0; rest.Length > 32 && rounds < 64; rounds++)
            {
                var (smaller, same) = Part(rest, Middle(rest[0], rest[rest.Length / 2], rest[^1]));
                if (place < smaller) rest = rest[..smaller];
                else if (place < smaller + same) return rest[smaller];
                else
                {
                    place -= smaller + same;
                    rest = rest[(smaller + same)..];
                }
            }
            rest.Sort();
            return rest[place];
        }

        static T Middle(T a, T b, T c) => T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));

        /// <summary>Brings what is smaller than a number before what equals it, and that before what is larger.</summary>
        static (int Smaller, int Same) Part(Span<T> numbers, T pivot)
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
}
