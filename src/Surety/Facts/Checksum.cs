using System.Numerics;
using System.Runtime.InteropServices;

namespace Surety.Facts;

/// <summary>A number by which an altered file is found out: CRC-32C of every fourth word, block by block, so that blocks are worked out beside each other.</summary>
internal static class Checksum
{
    /// <summary>Bytes of a block; a word has eight, and what is missing at the end counts as zero.</summary>
    public const int Block = 1 << 20;

    /// <summary>Works it out.</summary>
    public static ulong Of(ReadOnlyMemory<byte> bytes)
    {
        var blocks = new (ulong, ulong)[(bytes.Length + Block - 1) / Block];
        Parallel.For(0, blocks.Length, i => blocks[i] = OfBlock(bytes.Span[(i * Block)..Math.Min(bytes.Length, (i + 1) * Block)]));
        return Fold(blocks);
    }

    /// <summary>Joins what was worked out for the blocks, in their order.</summary>
    public static ulong Fold(IEnumerable<(ulong, ulong)> blocks)
    {
        var (high, low) = (0u, 0u);
        foreach (var (one, other) in blocks) (high, low) = (BitOperations.Crc32C(high, one), BitOperations.Crc32C(low, other));
        return ((ulong)high << 32) | low;
    }

    /// <summary>Works out one block.</summary>
    public static (ulong, ulong) OfBlock(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var (a, b, c, d) = (uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);
        var i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }
        for (; i < words.Length; i++) a = BitOperations.Crc32C(a, words[i]);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..]) b = BitOperations.Crc32C(b, rest);
        return (((ulong)a << 32) | b, ((ulong)c << 32) | d);
    }
}
