namespace Surety.Text;

/// <summary>A file as text, with its lines ended by <c>\n</c> and everything that no agreement may contain reported and replaced, sign for sign.</summary>
internal sealed class SourceText
{
    const int MostBytes = 1 << 20;
    readonly List<int> lines = [0];

    SourceText(string file, string text)
    {
        (File, Text) = (file, text);
        for (var at = 0; text.AsSpan(at).IndexOf('\n') is var next and >= 0; at += next + 1) lines.Add(at + next + 1);
    }

    public string File { get; }

    public string Text { get; }

    /// <summary>Whether a line was indented by tabs, so that what follows about indentation is only a consequence.</summary>
    public bool HasTabs { get; private init; }

    public int IndexOf(long line, long column) => (int)Math.Clamp(lines[(int)Math.Clamp(line - 1, 0, lines.Count - 1)] + column - 1, 0, Text.Length);

    public Location LocationOf(int index)
    {
        var found = lines.BinarySearch(index);
        var line = found >= 0 ? found : ~found - 1;
        return new(File, line + 1, index - lines[line] + 1);
    }

    /// <summary>Reads bytes as UTF-8.</summary>
    /// <returns><c>null</c> where they are no text that can be looked at further.</returns>
    public static SourceText? Read(string file, ReadOnlySpan<byte> bytes, Problems problems)
    {
        var start = new Location(file, 1, 1);
        if (bytes.Length > MostBytes)
        {
            problems.Error(new(file, 0, 0), "yaml.size", $"The file has {bytes.Length} bytes, and at most {MostBytes} (1 MiB) are read.", "Split it into an agreement and the terms that it uses.");
            return null;
        }
        if (IsWide(bytes))
        {
            problems.Error(start, "yaml.encoding", "The file is written in UTF-16 or UTF-32, and UTF-8 was expected.", "Save it as UTF-8 without a byte order mark.");
            return null;
        }
        if (bytes.StartsWith("\uFEFF"u8))
        {
            problems.Error(start, "yaml.bom", "The file begins with a byte order mark, three invisible bytes that change its hash.", "Save it as UTF-8 without a byte order mark.");
            bytes = bytes[3..];
        }
        return Check(file, Decode(file, bytes, problems), problems);
    }

    /// <summary>Checks text that is already decoded.</summary>
    public static SourceText? Read(string file, string text, Problems problems)
    {
        if (text.Length <= MostBytes) return Check(file, text, problems);
        problems.Error(new(file, 0, 0), "yaml.size", $"The text has {text.Length} characters, and at most {MostBytes} are read.", "Split it into an agreement and the terms that it uses.");
        return null;
    }

    static bool IsWide(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, _, ..] or [0, >= 0x20, ..] or [>= 0x20, 0, ..];

    static string Decode(string file, ReadOnlySpan<byte> bytes, Problems problems)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return System.Text.Encoding.UTF8.GetString(bytes);
        var text = new System.Text.StringBuilder(bytes.Length);
        var (line, lineStart) = (1, 0);
        while (!bytes.IsEmpty)
        {
            var status = System.Text.Rune.DecodeFromUtf8(bytes, out var rune, out var used);
            if (status != System.Buffers.OperationStatus.Done)
            {
                problems.Error(new(file, line, text.Length - lineStart + 1), "yaml.encoding",
                    $"The byte 0x{bytes[0]:X2} is not UTF-8 here{(bytes[0] >= 0xA0 ? $"; in Latin-1 it would be '{(char)bytes[0]}'" : "")}.", "Save the file as UTF-8.");
            }
            text.Append(rune.ToString());
            bytes = bytes[used..];
            if (rune.Value == '\n') (line, lineStart) = (line + 1, text.Length);
        }
        return text.ToString();
    }

    // Signs that are what they look like wherever they stand.
    static readonly System.Buffers.SearchValues<char> Plain = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(' ', 0x7F - ' ').Concat(Enumerable.Range(0xA0, 0x2000 - 0xA0)).Select(c => (char)c).Where(c => c != '%'), '\n', '–', '—', '’', '“', '”', '„', '…', '€']);

    static SourceText Check(string file, string text, Problems problems)
    {
        if (!HasOdd(text)) return new(file, text);
        var clean = text.Replace("\r\n", "\n", StringComparison.Ordinal).ToCharArray();
        var (line, start, indenting, tabs) = (1, 0, true, false);
        for (var i = 0; i < clean.Length; i++)
        {
            var c = clean[i];
            if (c == '\r')
            {
                problems.Error(new(file, line, i - start + 1), "yaml.lineend", "A carriage return stands here without a line feed.", "End lines with a line feed, as Unix does, or with both, as Windows does.");
                c = clean[i] = '\n';
            }
            else if (c == '\t' && indenting && !IsBlankFrom(clean, i))
            {
                problems.Error(new(file, line, i - start + 1), "yaml.tab", "A tab stands in the indentation, and its width is not defined.", "Indent with spaces, two for each level.");
                (clean[i], tabs) = (' ', true);
            }
            else if (c == '%' && i == start)
            {
                problems.Error(new(file, line, i - start + 1), "yaml.directive", "A line that begins with '%' is a YAML directive, and an agreement has none.", "Remove the line.");
                clean[i] = '#';
            }
            else if (IsForbidden(c) || IsLoneSurrogate(clean, i))
            {
                problems.Error(new(file, line, i - start + 1), "yaml.control", $"The invisible character U+{(int)c:X4} cannot stand in an agreement.", "Remove it.");
                clean[i] = '\uFFFD';
            }
            if (c == '\n') (line, start, indenting) = (line + 1, i + 1, true);
            else if (c is not (' ' or '\t')) indenting = false;
        }
        return new(file, new(clean)) { HasTabs = tabs };
    }

    // Whether there is any sign to look at: a percent sign at the beginning of a line is one, and most others are not.
    static bool HasOdd(ReadOnlySpan<char> text)
    {
        for (var at = 0; text[at..].IndexOfAnyExcept(Plain) is var odd and >= 0; at += odd + 1)
            if (text[at + odd] != '%' || at + odd == 0 || text[at + odd - 1] == '\n') return true;
        return false;
    }

    // A line of nothing but space indents nothing. Looking 200 signs ahead keeps a file of tabs from costing its square.
    static bool IsBlankFrom(char[] text, int i)
    {
        var end = Math.Min(text.Length, i + 200);
        while (i < end && text[i] is ' ' or '\t') i++;
        return i == text.Length || text[i] == '\n';
    }

    static bool IsLoneSurrogate(char[] text, int i) =>
        char.IsHighSurrogate(text[i]) ? i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])
        : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));

    /// <summary>Tells whether a character is invisible in a way that hides, reorders or breaks what a person reads.</summary>
    public static bool IsForbidden(char c) => c switch
    {
        '\t' or '\n' => false,
        < ' ' or (>= '\u007F' and <= '\u009F') => true,
        '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => true,
        (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
        _ => false,
    };
}
