using System.Buffers.Binary;
using System.IO.Compression;

namespace Surety.Journal;

/// <summary>Batches of facts one behind the other, each packed by itself, so that a fault in one is a fault in that one. Source: docs/guide/record.md, "Packs".</summary>
/// <remarks>Of each: number of its entry (8 bytes), length (4), packed length (4), its bytes as a raw DEFLATE stream; numbers with the lowest byte first.</remarks>
public static class PackedBatches
{
    const int Head = 16;

    /// <summary>The longest batch.</summary>
    const int Most = 1 << 30;

    /// <summary>Packs batches.</summary>
    public static byte[] Write(IEnumerable<(long Seq, byte[] Bytes)> batches)
    {
        using var packed = new MemoryStream();
        Span<byte> head = stackalloc byte[Head];
        foreach (var (seq, bytes) in batches)
        {
            using var one = new MemoryStream();
            using (var deflate = new DeflateStream(one, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(bytes);
            BinaryPrimitives.WriteInt64LittleEndian(head, seq);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], bytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[12..], (int)one.Length);
            packed.Write(head);
            one.Position = 0;
            one.CopyTo(packed);
        }
        return packed.ToArray();
    }

    /// <summary>Unpacks batches, as far as they can be told apart.</summary>
    /// <param name="packed">Any bytes at all.</param>
    /// <returns>Each with its bytes; <c>null</c>: they were changed.</returns>
    public static IEnumerable<(long Seq, byte[]? Bytes)> Read(ReadOnlyMemory<byte> packed)
    {
        while (packed.Length >= Head)
        {
            var head = packed.Span;
            var (seq, length, room) = (BinaryPrimitives.ReadInt64LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[8..]), BinaryPrimitives.ReadInt32LittleEndian(head[12..]));
            if (room < 0 || room > packed.Length - Head || length is < 0 or > Most) yield break;
            yield return (seq, Unpacked(packed.Slice(Head, room), length));
            packed = packed[(Head + room)..];
        }
    }

    static byte[]? Unpacked(ReadOnlyMemory<byte> packed, int length)
    {
        // No more room is taken than DEFLATE can fill.
        if (length > (packed.Length * 1032L) + 1032) return null;
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
