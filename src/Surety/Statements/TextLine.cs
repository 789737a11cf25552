using System.Globalization;
using System.Text;
using Surety.Text;

namespace Surety.Statements;

/// <summary>What a piece of text is for a reader; a terminal may colour by it, and nothing depends on the colour.</summary>
public enum Tone
{
    /// <summary>As it comes.</summary>
    Plain,

    /// <summary>Headings, and the figures that a reader looks for.</summary>
    Strong,

    /// <summary>Places, hints, what one reads second.</summary>
    Dim,

    /// <summary>A promise that was kept.</summary>
    Good,

    /// <summary>A promise that was not.</summary>
    Bad,

    /// <summary>Nothing is known, or not yet.</summary>
    Unsure,
}

/// <summary>Text of one tone; no line break, no control character, since what people wrote in a fact could else look like lines of ours.</summary>
/// <param name="Text">Line breaks in it become spaces, what steers a terminal U+FFFD.</param>
/// <param name="Tone">What it is for a reader.</param>
public sealed record TextPiece(string Text, Tone Tone)
{
    /// <summary>On one line.</summary>
    public string Text { get; } = OneLine(Text);

    /// <summary>Columns of a terminal that it takes.</summary>
    public int Width => WidthOf(Text);

    /// <summary>Columns of a terminal: two for wide East Asian characters and pictures, none for marks that join the character before.</summary>
    public static int WidthOf(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += WidthOf(rune);
        return width;
    }

    static string OneLine(string text)
    {
        foreach (var c in text)
            if (IsBreak(c) || SourceText.IsForbidden(c)) return string.Concat(text.Select(c => IsBreak(c) ? ' ' : SourceText.IsForbidden(c) ? '\uFFFD' : c));
        return text;
    }

    static bool IsBreak(char c) => c is (>= '\t' and <= '\r') or '\u0085' or '\u2028' or '\u2029';

    static int WidthOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
        _ => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1,
    };
}

/// <summary>One line for a terminal or a plain file.</summary>
/// <param name="Pieces">From left to right; empty: a blank line.</param>
public sealed record TextLine(ValueList<TextPiece> Pieces)
{
    /// <summary>A line of one tone.</summary>
    public static TextLine Of(string text, Tone tone = Tone.Plain) => new(text.Length == 0 ? [] : [new(text, tone)]);

    /// <summary>The text alone.</summary>
    public override string ToString() => string.Concat(Pieces.Select(p => p.Text)).TrimEnd();

    /// <summary>All lines as plain text, each with a line feed.</summary>
    public static string Plain(IEnumerable<TextLine> lines) => string.Concat(lines.Select(l => l + "\n"));

    /// <summary>Breaks pieces into lines at spaces.</summary>
    /// <param name="pieces">What to write.</param>
    /// <param name="width">Columns of a line; a single word that is longer is broken.</param>
    /// <param name="first">What the first line begins with.</param>
    /// <param name="rest">What the others begin with.</param>
    public static IEnumerable<TextLine> Wrap(IEnumerable<TextPiece> pieces, int width, string first = "", string rest = "") =>
        Broken(pieces, width - TextPiece.WidthOf(first), width - TextPiece.WidthOf(rest))
            .Select((line, i) => (i == 0 ? first : rest) is { Length: > 0 } indent ? new TextLine([new(indent, Tone.Dim), .. line]) : new TextLine(line.ToValueList()));

    static List<List<TextPiece>> Broken(IEnumerable<TextPiece> pieces, int first, int rest)
    {
        List<List<TextPiece>> lines = [[]];
        var used = 0;
        foreach (var (word, tone, glued) in Words(pieces))
        {
            var left = word;
            while (true)
            {
                var room = Math.Max(8, lines.Count == 1 ? first : rest);
                var space = used == 0 || glued ? 0 : 1;
                if (used + space + TextPiece.WidthOf(left) <= room)
                {
                    lines[^1].Add(new((space == 1 ? " " : "") + left, tone));
                    used += space + TextPiece.WidthOf(left);
                    break;
                }
                if (used == 0)
                {
                    var head = Fitting(left, room);
                    lines[^1].Add(new(head, tone));
                    left = left[head.Length..];
                }
                lines.Add([]);
                used = 0;
            }
        }
        return lines;
    }

    static string Fitting(string word, int room)
    {
        var end = 0;
        var used = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            used += TextPiece.WidthOf(rune.ToString());
            if (used > room && end > 0) break;
            end += rune.Utf16SequenceLength;
        }
        return word[..end];
    }

    // A word is glued to the one before when no space stands between their pieces.
    static IEnumerable<(string Word, Tone Tone, bool Glued)> Words(IEnumerable<TextPiece> pieces)
    {
        var open = false;
        foreach (var piece in pieces)
        {
            var words = piece.Text.Split(' ');
            for (var i = 0; i < words.Length; i++)
            {
                if (i > 0) open = false;
                if (words[i].Length == 0) continue;
                var word = words[i];
                while (i + 1 < words.Length && BelongTogether(word, words[i + 1])) word += " " + words[++i];
                yield return (word, piece.Tone, open);
                open = true;
            }
        }
    }

    static readonly string[] Units = ["%", "h", "min", "s", "ms"];

    // A number and its unit, a currency and its amount.
    static bool BelongTogether(string word, string next) =>
        next.Length > 0 && ((char.IsAsciiDigit(word[^1]) && Units.Contains(next.TrimEnd(',', ';', ':', '.', ')'))) || (word.Length == 3 && word.All(char.IsAsciiLetterUpper) && (char.IsAsciiDigit(next[0]) || next[0] == '−')));
}
