using System.Buffers.Binary;

namespace Surety.Facts;

/// <summary>The outside of a file of columns: what it is, of which version, how long, and whether it is as it was written.</summary>
/// <remarks>Source: docs/guide/facts.md, "Columns".</remarks>
internal static class ColumnsFile
{
    /// <summary>Bytes before the columns.</summary>
    public const int Header = 64;

    /// <summary>The version that is written, and the only one that is read.</summary>
    public const int Version = 2;

    const int Named = 8, Length = 16, Sum = 24, Table = 32, TableLength = 40, Rows = 48, RowsLength = 56;

    static ReadOnlySpan<byte> Name => "SURETYFC"u8;

    /// <summary>Whether a file begins as these files do, whole or not.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Name);

    /// <summary>Opens a file.</summary>
    /// <returns>Its table of contents and its single facts, or a sentence that says why it cannot be used and one that says what to do.</returns>
    public static (ReadOnlyMemory<byte> Table, ReadOnlyMemory<byte> Rows, (string Message, string Mend)? Wrong) Open(ReadOnlyMemory<byte> bytes)
    {
        var header = bytes.Span;
        if (!IsOne(header)) return Refused("The file does not begin as a file of columns does.", "Name a file that 'surety facts … --columns FILE' wrote.");
        if (header.Length < Header) return Refused("The file ends within its first lines.", Again);
        if (Number(header, Named) is var version && version != Version) return Refused($"The file has the version {version}, and this program reads version {Version}.", "Write it again from the files that it was made of.");
        if (Number(header, Length) != header.Length) return Refused($"The file has {header.Length} bytes and says that it has {Number(header, Length)}: a part is missing, or something was added.", Again);
        if (Checksum.Of(bytes[Table..]) != BinaryPrimitives.ReadUInt64LittleEndian(header[Sum..])) return Refused("The file is not as it was written: its checksum does not hold.", Again);
        return Part(bytes, Table, TableLength) is { } table && Part(bytes, Rows, RowsLength) is { } rows ? (table, rows, null) : Refused("The file points outside of itself.", Again);
    }

    const string Again = "Copy it again, or write it again from the files that it was made of.";

    static (ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, (string, string)?) Refused(string message, string mend) => (default, default, (message, mend));

    static long Number(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadInt64LittleEndian(header[at..]);

    static ReadOnlyMemory<byte>? Part(ReadOnlyMemory<byte> bytes, int at, int lengthAt)
    {
        var (start, length) = (Number(bytes.Span, at), Number(bytes.Span, lengthAt));
        return start >= Header && length >= 0 && start <= bytes.Length && length <= bytes.Length - start ? bytes.Slice((int)start, (int)length) : null;
    }

    /// <summary>Writes a file: header, columns each at a multiple of eight bytes, table, single facts.</summary>
    /// <param name="output">Where it goes, from its beginning.</param>
    /// <param name="columns">In the order in which the table has counted their places.</param>
    /// <param name="table">The table of contents.</param>
    /// <param name="rows">Single facts.</param>
    public static void Write(Stream output, IReadOnlyList<ReadOnlyMemory<byte>> columns, ReadOnlyMemory<byte> table, ReadOnlyMemory<byte> rows)
    {
        var header = new byte[Header];
        Name.CopyTo(header);
        Put(header, Named, Version);
        var at = Header + columns.Sum(c => Padded(c.Length));
        Put(header, Table, at);
        Put(header, TableLength, table.Length);
        Put(header, Rows, at + Padded(table.Length));
        Put(header, RowsLength, rows.Length);
        Put(header, Length, at + Padded(table.Length) + Padded(rows.Length));
        ReadOnlyMemory<byte>[] parts = [header.AsMemory(Table), .. columns, table, rows];
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(Sum), Checksum.Fold(Blocks(parts, parts.Sum(p => Padded(p.Length)))));
        output.Write(header);
        Span<byte> zeros = stackalloc byte[8];
        zeros.Clear();
        foreach (var part in parts.Skip(1))
        {
            output.Write(part.Span);
            output.Write(zeros[..(int)(Padded(part.Length) - part.Length)]);
        }
    }

    /// <summary>Bytes that a part takes with the zeros behind it.</summary>
    public static long Padded(long length) => (length + 7) / 8 * 8;

    static void Put(byte[] header, int at, long number) => BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(at), number);

    static IEnumerable<(ulong, ulong)> Blocks(IEnumerable<ReadOnlyMemory<byte>> parts, long length)
    {
        // A batch of one fact is a file of a few hundred bytes.
        var block = new byte[Math.Min(length, Checksum.Block)];
        var filled = 0;
        foreach (var part in parts)
        {
            var padding = new byte[Padded(part.Length) - part.Length];
            foreach (var piece in new[] { part, padding })
                for (var rest = piece; rest.Length > 0;)
                {
                    var taken = Math.Min(rest.Length, block.Length - filled);
                    rest.Span[..taken].CopyTo(block.AsSpan(filled));
                    (filled, rest) = (filled + taken, rest[taken..]);
                    if (filled < Checksum.Block) continue;
                    yield return Checksum.OfBlock(block);
                    filled = 0;
                }
        }
        if (filled > 0) yield return Checksum.OfBlock(block.AsSpan(0, filled));
    }
}
