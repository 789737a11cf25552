namespace Surety.Storage.Facts;

/// <summary>The records of a table, one after the other: lines, and lines that hang together because a cell in quotes runs over their end.</summary>
ref struct TableRecords(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> rest = bytes;
    int next = 1;

    /// <summary>Gives the next record that is not empty.</summary>
    /// <param name="record">Without the end of its line.</param>
    /// <param name="line">Its first line, from 1.</param>
    public bool Next(out ReadOnlySpan<byte> record, out int line)
    {
        while (rest.Length > 0)
        {
            line = next;
            var length = LengthOf(rest, out var lines);
            record = rest[..length];
            rest = rest[Math.Min(rest.Length, length + 1)..];
            next += lines;
            if (record is not [] and not [(byte)'\r']) return true;
        }
        record = default;
        line = 0;
        return false;
    }

    static int LengthOf(ReadOnlySpan<byte> text, out int lines)
    {
        lines = 1;
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        if (!line.Contains((byte)'"')) return line.Length;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '"') at = AfterQuote(text, at + 1, ref lines);
            while (at < text.Length && text[at] is not ((byte)',' or (byte)'\n')) at++;
            if (at < text.Length && text[at++] == '\n') return at - 1;
        }
        return text.Length;
    }

    /// <summary>What stands behind the quote that closes a cell; the end where none does.</summary>
    static int AfterQuote(ReadOnlySpan<byte> text, int at, ref int lines)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '\n') lines++;
            if (text[at] != '"') continue;
            if (at + 1 == text.Length || text[at + 1] != '"') return at + 1;
            at++;
        }
        return text.Length;
    }
}
