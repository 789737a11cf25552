using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Surety.Metrics;

/// <summary>Keeps the numbers between two bounds and counts those below, as many at once as the machine can. Each way keeps the same.</summary>
internal static class BetweenBounds
{
    /// <summary>What has to be free behind the numbers that are kept: whole vectors are written.</summary>
    public const int Slack = 64;

    // For each set of lanes of eight, the lanes that are in it, moved to the front.
    static readonly byte[] Fronts = [.. Enumerable.Range(0, 256).SelectMany(set => Enumerable.Range(0, 8).Where(lane => (set >> lane & 1) == 1).Concat(Enumerable.Repeat(0, 8)).Take(8)).Select(lane => (byte)lane)];

    /// <summary>Keeps what is not below one number and not above another.</summary>
    /// <param name="column">The numbers; may lie in <paramref name="kept"/> themselves, from its beginning.</param>
    /// <param name="low">Included.</param>
    /// <param name="high">Included.</param>
    /// <param name="kept">Where they go, with <see cref="Slack"/> more room than all numbers take.</param>
    /// <param name="count">How many are kept.</param>
    /// <returns>How many are below.</returns>
    public static int Keep<T>(ReadOnlySpan<T> column, T low, T high, T[] kept, ref int count)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(int) && Avx512F.IsSupported) return Compressed(MemoryMarshal.Cast<T, int>(column), int.CreateTruncating(low), int.CreateTruncating(high), (int[])(object)kept, ref count);
        if (typeof(T) == typeof(int) && Avx2.IsSupported) return Shuffled(MemoryMarshal.Cast<T, int>(column), int.CreateTruncating(low), int.CreateTruncating(high), (int[])(object)kept, ref count);
        return Vector256.IsHardwareAccelerated ? Picked(column, low, high, kept, ref count) : OneByOne(column, 0, low, high, kept, ref count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Compressed(ReadOnlySpan<int> column, int low, int high, int[] kept, ref int count)
    {
        var (lows, highs, row, below, next) = (Vector512.Create(low), Vector512.Create(high), 0, 0, count);
        ref var first = ref MemoryMarshal.GetReference(column);
        ref var target = ref MemoryMarshal.GetArrayDataReference(kept);
        for (; row <= column.Length - Vector512<int>.Count; row += Vector512<int>.Count)
        {
            var numbers = Vector512.LoadUnsafe(ref first, (nuint)row);
            var isBelow = Vector512.LessThan(numbers, lows);
            var isKept = ~(isBelow | Vector512.GreaterThan(numbers, highs));
            below += BitOperations.PopCount(isBelow.ExtractMostSignificantBits());
            // To a register and from there to memory: compressing straight to memory costs three times as much.
            Avx512F.Compress(Vector512<int>.Zero, isKept, numbers).StoreUnsafe(ref target, (nuint)next);
            next += BitOperations.PopCount(isKept.ExtractMostSignificantBits());
        }
        count = next;
        return below + OneByOne(column, row, low, high, kept, ref count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Shuffled(ReadOnlySpan<int> column, int low, int high, int[] kept, ref int count)
    {
        var (lows, highs, below, row, next) = (Vector256.Create(low), Vector256.Create(high), Vector256<int>.Zero, 0, count);
        ref var first = ref MemoryMarshal.GetReference(column);
        ref var target = ref MemoryMarshal.GetArrayDataReference(kept);
        ref var fronts = ref MemoryMarshal.GetArrayDataReference(Fronts);
        for (; row <= column.Length - Vector256<int>.Count; row += Vector256<int>.Count)
        {
            var numbers = Vector256.LoadUnsafe(ref first, (nuint)row);
            var isBelow = Vector256.LessThan(numbers, lows);
            // A lane that is below is -1. Written whether or not something is kept: which it is, nothing could foresee.
            below -= isBelow;
            var isKept = (~(isBelow | Vector256.GreaterThan(numbers, highs))).ExtractMostSignificantBits();
            var lanes = Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref fronts, isKept * 8))).AsByte());
            Avx2.PermuteVar8x32(numbers, lanes).StoreUnsafe(ref target, (nuint)next);
            next += BitOperations.PopCount(isKept);
        }
        count = next;
        return Vector256.Sum(below) + OneByOne(column, row, low, high, kept, ref count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Picked<T>(ReadOnlySpan<T> column, T low, T high, T[] kept, ref int count)
        where T : unmanaged, INumber<T>
    {
        var (lows, highs, row, below, next) = (Vector256.Create(low), Vector256.Create(high), 0, 0, count);
        ref var first = ref MemoryMarshal.GetReference(column);
        for (; row <= column.Length - Vector256<T>.Count; row += Vector256<T>.Count)
        {
            var numbers = Vector256.LoadUnsafe(ref first, (nuint)row);
            var isBelow = Vector256.LessThan(numbers, lows);
            below += BitOperations.PopCount(isBelow.ExtractMostSignificantBits());
            for (var isKept = (~(isBelow | Vector256.GreaterThan(numbers, highs))).ExtractMostSignificantBits(); isKept != 0; isKept &= isKept - 1)
                kept[next++] = numbers[BitOperations.TrailingZeroCount(isKept)];
        }
        count = next;
        return below + OneByOne(column, row, low, high, kept, ref count);
    }

    internal static int OneByOne<T>(ReadOnlySpan<T> column, int row, T low, T high, T[] kept, ref int count)
        where T : unmanaged, INumber<T>
    {
        var below = 0;
        for (; row < column.Length; row++)
        {
            var number = column[row];
            if (number < low) below++;
            else if (number <= high) kept[count++] = number;
        }
        return below;
    }
}
