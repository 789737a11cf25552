namespace Surety.Facts;

/// <summary>A line of JSON that is a plain measurement, read without making anything of it on the way.</summary>
internal static class PlainLine
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">UTF-8 without its end.</param>
    /// <param name="row">A row that was just begun.</param>
    /// <returns><c>false</c>: it is something else, or written in another way.</returns>
    public static bool Read(ReadOnlySpan<byte> line, ref BulkRow row)
    {
        var at = 0;
        return Object(line, ref at, ref row, isLabels: false) && Sign(line, ref at) == 0;
    }

    static bool Object(ReadOnlySpan<byte> line, ref int at, ref BulkRow row, bool isLabels)
    {
        if (Sign(line, ref at) != '{') return false;
        byte next;
        do
        {
            if (Sign(line, ref at) != '"' || !Text(line, ref at, out var name) || Sign(line, ref at) != ':') return false;
            switch (Sign(line, ref at))
            {
                case (byte)'"':
                    if (!Text(line, ref at, out var text) || !(isLabels ? row.TakeLabel(name, text) : row.Take(BulkRow.KeyOf(name), text))) return false;
                    break;
                case (byte)'{' when !isLabels && name.SequenceEqual("labels"u8):
                    at--;
                    if (!Object(line, ref at, ref row, isLabels: true)) return false;
                    break;
                // A number must be one that the row reads as such: nothing else is without quotes.
                case (>= (byte)'0' and <= (byte)'9') or (byte)'-' when !isLabels && BulkRow.KeyOf(name) is BulkRow.Key.Value or BulkRow.Key.Good or BulkRow.Key.Total:
                    if (!row.Take(BulkRow.KeyOf(name), Number(line, ref at))) return false;
                    break;
                default: return false;
            }
            next = Sign(line, ref at);
        }
        while (next == ',');
        return next == '}';
    }

    /// <summary>The next sign that is no space; zero at the end.</summary>
    static byte Sign(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length)
            if (line[at++] is var sign and not ((byte)' ' or (byte)'\t' or (byte)'\r')) return sign;
        return 0;
    }

    /// <summary>A text up to its closing quote; one with a backslash or a control character is not taken.</summary>
    static bool Text(ReadOnlySpan<byte> line, ref int at, out ReadOnlySpan<byte> text)
    {
        for (var start = at; at < line.Length; at++)
        {
            if (line[at] is >= 0x20 and not ((byte)'"' or (byte)'\\')) continue;
            text = line[start..at];
            return line[at++] == '"';
        }
        text = default;
        return false;
    }

    static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> line, ref int at)
    {
        var start = at - 1;
        while (at < line.Length && line[at] is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E') at++;
        return line[start..at];
    }
}
