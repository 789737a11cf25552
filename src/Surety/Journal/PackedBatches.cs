using System.Buffers.Binary;

namespace Surety.Journal;

/// <summary>Batches of facts one behind the other, each packed by itself, so that a fault in one is a fault in that one. Source: docs/guide/record.md, "Packs".</summary>
/// <remarks>Of each: number of its entry (8 bytes), length (4), packed length (4), its bytes as a raw DEFLATE stream; numbers with the lowest byte first.</remarks>
public static class PackedBatches
{
    const int Head = 16;

    /// <summary>Packs batches.</summary>
    public static byte[] Write(IEnumerable<(long Seq, byte[] Bytes)> batches)
    {
        using var packed = new MemoryStream();
        Span<byte> head = stackalloc byte[Head];
        foreach (var (seq, bytes) in batches)
        {
            var one = Packed.Deflated(bytes);
            BinaryPrimitives.WriteInt64LittleEndian(head, seq);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], bytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[12..], one.Length);
            packed.Write(head);
            packed.Write(one);
        }
        return packed.ToArray();
    }

    /// <summary>Batches as they lie there, packed, as far as they can be told apart.</summary>
    internal static IEnumerable<(long Seq, ReadOnlyMemory<byte> Bytes)> Parts(ReadOnlyMemory<byte> packed)
    {
        while (packed.Length >= Head)
        {
            var (seq, length) = (BinaryPrimitives.ReadInt64LittleEndian(packed.Span), BinaryPrimitives.ReadInt32LittleEndian(packed.Span[12..]));
            if (length < 0 || length > packed.Length - Head) break;
            yield return (seq, packed[..(Head + length)]);
            packed = packed[(Head + length)..];
        }
    }

    /// <summary>How many bytes all of them are unpacked.</summary>
    internal static long Room(ReadOnlySpan<byte> packed)
    {
        var room = 0L;
        while (packed.Length >= Head)
        {
            var (length, own) = (BinaryPrimitives.ReadInt32LittleEndian(packed[8..]), BinaryPrimitives.ReadInt32LittleEndian(packed[12..]));
            if (own < 0 || own > packed.Length - Head) break;
            room += Packed.Room(own, length);
            packed = packed[(Head + own)..];
        }
        return room;
    }

    /// <summary>Unpacks batches, as far as they can be told apart.</summary>
    /// <param name="packed">Any bytes at all.</param>
    /// <returns>Each with its bytes; <c>null</c>: they were changed. What stands behind them is told as that of entry 0, which there is not.</returns>
    public static IEnumerable<(long Seq, byte[]? Bytes)> Read(ReadOnlyMemory<byte> packed)
    {
        while (packed.Length >= Head)
        {
            var head = packed.Span;
            var (seq, length, room) = (BinaryPrimitives.ReadInt64LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[8..]), BinaryPrimitives.ReadInt32LittleEndian(head[12..]));
            if (room < 0 || room > packed.Length - Head || length < 0) break;
            yield return (seq, Packed.Inflated(packed.Slice(Head, room), length));
            packed = packed[(Head + room)..];
        }
        if (packed.Length > 0) yield return (0, packed.ToArray());
    }
}
