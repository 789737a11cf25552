using System.Collections;
using System.Runtime.InteropServices;

namespace Surety.Facts;

/// <summary>
/// A column of exact numbers: whole numbers of the narrowest width that holds all of them, and how many of their digits stand behind the point; full decimals where no width
/// does. Comparing and counting read the whole numbers in one pass.
/// </summary>
public sealed class Numbers : IReadOnlyList<decimal>
{
    /// <summary>Bytes of a full decimal.</summary>
    internal const int OfDecimal = 16;

    readonly ReadOnlyMemory<byte> bytes;

    internal Numbers(int width, int decimals, ReadOnlyMemory<byte> bytes) => (Width, Decimals, this.bytes) = (width, decimals, bytes);

    /// <summary>No number.</summary>
    public static Numbers Empty { get; } = new(1, 0, default);

    /// <summary>How many numbers.</summary>
    public int Count => bytes.Length / Width;

    /// <summary>Bytes of each: 1, 2, 4 or 8 for whole numbers, 16 for full decimals.</summary>
    internal int Width { get; }

    /// <summary>Digits behind the point: a whole number of 1234 with two of them is 12.34. Of full decimals each has its own.</summary>
    internal int Decimals { get; }

    internal ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Gets one number.</summary>
    /// <param name="row">From 0.</param>
    public decimal this[int row]
    {
        get
        {
            if (Width == OfDecimal) return new(MemoryMarshal.Cast<byte, int>(bytes.Span).Slice(row * 4, 4));
            return DecimalOf(Whole(row), Decimals);
        }
    }

    internal static decimal DecimalOf(long whole, int decimals)
    {
        var magnitude = whole < 0 ? unchecked((ulong)-whole) : (ulong)whole;
        return unchecked(new((int)magnitude, (int)(magnitude >> 32), 0, whole < 0, (byte)decimals));
    }

    /// <summary>Gets one whole number; of columns of whole numbers only.</summary>
    internal long Whole(int row) => Width switch
    {
        1 => As<sbyte>()[row],
        2 => As<short>()[row],
        4 => As<int>()[row],
        _ => As<long>()[row],
    };

    /// <summary>The whole numbers, by their width.</summary>
    internal ReadOnlySpan<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes.Span);

    /// <summary>The first rows.</summary>
    public Numbers Take(int count) => count >= Count ? this : new(Width, Decimals, bytes[..(count * Width)]);

    /// <summary>Makes a column.</summary>
    public static Numbers Of(ReadOnlySpan<decimal> numbers)
    {
        var growing = new GrowingNumbers();
        foreach (var number in numbers) growing.Add(number);
        return growing.ToNumbers();
    }

    /// <inheritdoc/>
    public IEnumerator<decimal> GetEnumerator() => Enumerable.Range(0, Count).Select(row => this[row]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A column of <see cref="Numbers"/> while they arrive, at the width and the digits of those that came so far.</summary>
internal sealed class GrowingNumbers
{
    /// <summary>The most digits behind the point of a column of whole numbers.</summary>
    public const int MostDecimals = 18;

    static readonly long[] Powers = [.. Enumerable.Range(0, MostDecimals + 1).Select(d => Enumerable.Repeat(10L, d).Aggregate(1L, (a, b) => a * b))];

    byte[] bytes = new byte[64];
    int width = 1;
    int decimals;

    public int Count { get; private set; }

    /// <summary>Adds a whole number of which some digits stand behind the point.</summary>
    public void Add(long whole, int digits)
    {
        if (digits > decimals) Rescale(digits);
        if (width == Numbers.OfDecimal || (digits < decimals && !Fits(whole, Powers[decimals - digits])))
        {
            AddDecimal(Numbers.DecimalOf(whole, digits));
            return;
        }
        if (digits < decimals) whole *= Powers[decimals - digits];
        Widen(WidthOf(whole));
        Set(Count++, whole);
    }

    /// <summary>Adds any number.</summary>
    public void Add(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var digits = (bits[3] >> 16) & 0xFF;
        if (bits[2] == 0 && bits[1] >= 0 && digits <= MostDecimals)
            Add((bits[3] < 0 ? -1 : 1) * (((long)bits[1] << 32) | unchecked((uint)bits[0])), digits);
        else AddDecimal(number);
    }

    public Numbers ToNumbers() => new(width, width == Numbers.OfDecimal ? 0 : decimals, bytes.AsSpan(0, Count * width).ToArray());

    void AddDecimal(decimal number)
    {
        Widen(Numbers.OfDecimal);
        Grow();
        decimal.GetBits(number, MemoryMarshal.Cast<byte, int>(bytes.AsSpan(Count++ * width, width)));
    }

    /// <summary>More digits behind the point than before: what is there gets zeros, or becomes full decimals where there is no room.</summary>
    void Rescale(int digits)
    {
        if (width == Numbers.OfDecimal) return;
        var factor = Powers[digits - decimals];
        var before = ToNumbers();
        var fits = true;
        for (var row = 0; row < Count && fits; row++) fits = Fits(before.Whole(row), factor);
        if (!fits)
        {
            Widen(Numbers.OfDecimal);
            return;
        }
        (decimals, width) = (digits, 1);
        for (var row = 0; row < before.Count; row++) width = Math.Max(width, WidthOf(before.Whole(row) * factor));
        bytes = new byte[Math.Max(64, Count * width * 2)];
        for (var row = 0; row < before.Count; row++) Set(row, before.Whole(row) * factor);
    }

    void Widen(int wanted)
    {
        if (wanted <= width) return;
        var before = ToNumbers();
        (width, bytes) = (wanted, new byte[Math.Max(64, (Count + 1) * wanted * 2)]);
        for (var row = 0; row < before.Count; row++)
        {
            if (wanted == Numbers.OfDecimal) decimal.GetBits(before[row], MemoryMarshal.Cast<byte, int>(bytes.AsSpan(row * width, width)));
            else Set(row, before.Whole(row));
        }
    }

    void Set(int row, long whole)
    {
        if ((row + 1) * width > bytes.Length) Grow();
        var at = bytes.AsSpan(row * width, width);
        switch (width)
        {
            case 1: at[0] = unchecked((byte)whole); break;
            case 2: MemoryMarshal.Write(at, unchecked((short)whole)); break;
            case 4: MemoryMarshal.Write(at, unchecked((int)whole)); break;
            default: MemoryMarshal.Write(at, whole); break;
        }
    }

    void Grow()
    {
        if ((Count + 1) * width > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, (Count + 1) * width));
    }

    static bool Fits(long whole, long factor) => Math.BigMul(whole, factor, out var low) is 0 or -1 && (low < 0) == (whole < 0) && low != long.MinValue;

    static int WidthOf(long whole) => whole switch
    {
        >= sbyte.MinValue and <= sbyte.MaxValue => 1,
        >= short.MinValue and <= short.MaxValue => 2,
        >= int.MinValue and <= int.MaxValue => 4,
        _ => 8,
    };
}
