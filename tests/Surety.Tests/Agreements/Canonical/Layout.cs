using System.Text.RegularExpressions;
using Surety.Tests.Oracle;

namespace Surety.Tests.Agreements.Canonical;

/// <summary>Lays a canonical text out in another way that means the same: comments, empty lines, indentation, quotes, spaces, keys of the head in another order.</summary>
static partial class Layout
{
    /// <summary>Another layout, and the comments that were put in.</summary>
    public static (string Text, IReadOnlyList<string> Comments) Of(Draw draw, string canonical)
    {
        var (lines, put, comments) = (canonical.TrimEnd('\n').Split('\n'), new List<string>(), new List<string>());
        var (wide, block) = (draw.Of(1, 2), -1);
        foreach (var line in lines)
        {
            var indent = line.Length - line.TrimStart().Length;
            if (block >= 0 && (line.Length == 0 || indent > block))
            {
                put.Add(new string(' ', indent * (wide - 1)) + line);
                continue;
            }
            var startsBlock = BlockStart().IsMatch(line);
            block = startsBlock ? indent : -1;
            if (line.Length > 0 && draw.In(8)) put.Add("");
            if (line.Length > 0 && draw.In(6)) put.Add(new string(' ', indent * wide) + Comment(comments));
            var laid = new string(' ', indent * wide) + (startsBlock || line.TrimStart() is "" or ['#', ..] ? line.TrimStart() : Value(draw, line.TrimStart()));
            put.Add(!startsBlock && line.Length > 0 && line.TrimStart()[0] != '#' && draw.In(6) ? $"{laid}   {Comment(comments)}" : laid);
        }
        return (string.Join(draw.In(20) ? "\r\n" : "\n", put) + "\n", comments);
    }

    /// <summary>Every comment, those behind values without the comment that may stand before it.</summary>
    public static IEnumerable<string> Comments(string text) => text.Split('\n').SelectMany(l => l.TrimStart() is ['#', ..] whole ? [whole] : Own().Matches(l).Select(m => m.Value));

    /// <summary>The text without comments and empty lines.</summary>
    public static string Bare(string text) => string.Join('\n', text.Split('\n').Select(l => Trailing().Replace(l, "")).Where(l => l.Trim() is not ("" or ['#', ..])));

    static string Comment(List<string> comments)
    {
        comments.Add($"# note {comments.Count}");
        return comments[^1];
    }

    // Only what surely is a value of its own is quoted: no list in a line, nothing that is quoted already, no row in a list.
    static string Value(Draw draw, string line)
    {
        var match = OneValue().Match(line);
        if (!match.Success || !draw.In(30)) return line;
        var (key, value) = (match.Groups[1].Value, match.Groups[2].Value);
        return draw.Whole(0, 2) switch
        {
            0 => $"{key}:   '{value}'",
            1 => $"{key}:    {value}   ",
            _ => $"{key}:  \"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        };
    }

    [GeneratedRegex(@"[:-] [|>]( #.*)?$")]
    private static partial Regex BlockStart();

    [GeneratedRegex(@"^([\w ]+): ([\w][^'#\\]*)$")]
    private static partial Regex OneValue();

    [GeneratedRegex("# note [0-9]+")]
    private static partial Regex Own();

    [GeneratedRegex("( +# note [0-9]+)+$")]
    private static partial Regex Trailing();
}
