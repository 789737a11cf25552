using System.Text;

namespace Surety.Text;

/// <summary>How a text is written as YAML: as it stands where that can be read back, else between quotes; prose of several lines as a block.</summary>
internal static class ScalarText
{
    /// <summary>A line longer than this is folded, where it is prose.</summary>
    const int Longest = 120;

    /// <summary>Folded lines are no longer than this, unless a word is.</summary>
    const int Width = 100;

    /// <summary>Writes a value.</summary>
    /// <param name="text">The value, without space around it.</param>
    /// <param name="column">How much stands before it on its line.</param>
    /// <param name="indent">How far a block is indented.</param>
    /// <param name="isProse">Whether line ends may be put into it.</param>
    /// <returns>The first line, and the lines of a block below it, indented; none where it fits in a line.</returns>
    public static (string First, IReadOnlyList<string> Block) Of(string text, int column, int indent, bool isProse)
    {
        if (text.Contains('\n', StringComparison.Ordinal))
            return CannotBeBlock(text) ? (DoubleQuoted(text), []) : ("|", text.Split('\n').Select(l => l.Length == 0 ? "" : new string(' ', indent) + l).ToList());
        var line = InLine(text);
        if (!isProse || column + line.Length <= Longest || !text.Contains(' ', StringComparison.Ordinal)) return (line, []);
        return (">", Folded(text, Width - indent).Select(l => new string(' ', indent) + l).ToList());
    }

    /// <summary>Writes a text that stands in a line, as a key does.</summary>
    public static string InLine(string text) => IsPlain(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Whether a text is so plain that it can stand in <c>[a, b]</c>.</summary>
    public static bool IsWord(string text) => text.Length > 0 && char.IsLetterOrDigit(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '/' or '@');

    static bool IsPlain(string text) =>
        text.Length > 0 && !"-?:,[]{}#&*!|>'\"%@`=".Contains(text[0], StringComparison.Ordinal) && !char.IsWhiteSpace(text[0]) && text[^1] != ':' && !text.StartsWith("<<", StringComparison.Ordinal)
        && !text.StartsWith("...", StringComparison.Ordinal) && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(":\t", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal) && !text.Contains("\t#", StringComparison.Ordinal);

    // A tab at the beginning of a line is refused as indentation, wherever the line stands; a carriage return alone is a line end to YAML.
    static bool CannotBeBlock(string text) => text.Contains("\n\t", StringComparison.Ordinal) || text.Split('\n').Any(l => l.Length > 0 && l.AsSpan().Trim(' ').StartsWith("\t")) || text.Contains('\u0085', StringComparison.Ordinal);

    static string DoubleQuoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch { '\n' => "\\n", '\t' => "\\t", '"' => "\\\"", '\\' => "\\\\", _ => c.ToString() });
        return quoted.Append('"').ToString();
    }

    /// <summary>Cuts at single spaces only: a folded block gives back one space for each line end, and no more.</summary>
    static IEnumerable<string> Folded(string text, int width)
    {
        var (start, last) = (0, -1);
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] != ' ' || char.IsWhiteSpace(text[i - 1]) || char.IsWhiteSpace(text[i + 1])) continue;
            if (i - start > width && last > start)
            {
                yield return text[start..last];
                start = last + 1;
            }
            last = i;
        }
        if (text.Length - start > width && last > start)
        {
            yield return text[start..last];
            start = last + 1;
        }
        yield return text[start..];
    }
}
