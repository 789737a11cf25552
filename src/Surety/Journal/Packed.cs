using System.Buffers.Binary;
using System.IO.Compression;

namespace Surety.Journal;

/// <summary>Bytes as a raw DEFLATE stream, behind their length (4 bytes, the lowest first).</summary>
public static class Packed
{
    const int Head = 4;

    /// <summary>The longest text that is unpacked.</summary>
    const int Most = 1 << 30;

    /// <summary>Packs bytes.</summary>
    public static byte[] Write(ReadOnlySpan<byte> bytes)
    {
        var head = new byte[Head];
        BinaryPrimitives.WriteInt32LittleEndian(head, bytes.Length);
        return [.. head, .. Deflated(bytes)];
    }

    /// <summary>Unpacks bytes.</summary>
    /// <param name="packed">Any bytes at all.</param>
    /// <returns><c>null</c>: they were changed.</returns>
    public static byte[]? Read(ReadOnlyMemory<byte> packed) => packed.Length < Head ? null : Inflated(packed[Head..], BinaryPrimitives.ReadInt32LittleEndian(packed.Span));

    internal static byte[] Deflated(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>How many bytes are unpacked; 0: none are, for they were changed.</summary>
    internal static long Room(ReadOnlySpan<byte> packed) => packed.Length < Head ? 0 : Room(packed.Length - Head, BinaryPrimitives.ReadInt32LittleEndian(packed));

    /// <summary>Likewise of a stream without a head.</summary>
    // No more room is taken than DEFLATE can fill.
    internal static long Room(int packed, int length) => length is < 0 or > Most || length > (packed * 1032L) + 1032 ? 0 : length;

    internal static byte[]? Inflated(ReadOnlyMemory<byte> packed, int length)
    {
        if (length != Room(packed.Length, length)) return null;
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var bytes = new byte[length];
            return deflate.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length && deflate.ReadByte() < 0 ? bytes : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
