using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Surety;

/// <summary>A SHA-256 hash: 32 bytes that stand for a text. All zeros stand for nothing: what comes before the first entry.</summary>
public readonly record struct Digest
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    readonly ulong a, b, c, d;

    Digest(ulong a, ulong b, ulong c, ulong d) => (this.a, this.b, this.c, this.d) = (a, b, c, d);

    /// <summary>Hashes bytes.</summary>
    /// <param name="bytes">Any, none among them.</param>
    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(bytes, hash);
        return From(hash);
    }

    /// <summary>Takes a hash that lies in bytes.</summary>
    /// <param name="bytes">32 of them.</param>
    /// <exception cref="ArgumentException">There are more or less.</exception>
    public static Digest From(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]))
        : throw new ArgumentException($"A hash has {Length} bytes, and these are {bytes.Length}.", nameof(bytes));

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    /// <returns><c>null</c>: the text is something else.</returns>
    public static Digest? Parse(string? text)
    {
        if (text is not { Length: 2 * Length } || text.AsSpan().ContainsAnyExcept(Digits)) return null;
        return From(Convert.FromHexString(text));
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="bytes">Room for them.</param>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], d);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
