using System.Text;
using Surety.Tests.Oracle;

namespace Surety.Tests.Fuzz;

/// <summary>Damages a text as accidents and attackers do.</summary>
static class Mutation
{
    static readonly string[] Odd =
    [
        "\uFEFF", "\0", "\u202E", "\u2028", "\u200B", "é", "e\u0301", "😀", "\uD83D", "\uFFFD", "İ", "ß", "ﬁ", "٣", "½", "−5", "–", "'", "\"", "\\", "\t", "\r", "\r\n", "#", "%", "&a", "*a", "!!str ", "<<: ", "? ", "- ", ": ", ":", ",", "|", ">", "|2-", "---", "...",
        "[", "]", "{", "}", "\"\\uD800\"", "\"\\x00\"", "otherwise", "not stated", "none", "the", "of", "every", "0", "-1", "1e999", "00", "0.0", "0 %", "100 %", "0 h", "0 days", "1 ms", "36525 days", "999999999999999999999999999999", "0.0000000000000000000000000001",
        "79228162514264337593543950335", "0001-01-01", "9999-12-31", "2026-02-29", "2024-02-29", "-0001-01-01", "24:00", "00:00-24:00", "1971-01-01", "2198-12-31", "Europe/Berlin", "Africa/Casablanca", "Pacific/Apia", "UTC+14", "JPY 1", "EUR 0.00", "EUR 79228162514264337593543950335",
    ];

    /// <summary>One to six changes.</summary>
    /// <param name="draw">Draws them.</param><param name="subject">What is damaged.</param><param name="other">What pieces are taken from.</param>
    public static byte[] Of(Draw draw, byte[] subject, byte[] other)
    {
        var bytes = subject;
        for (var changes = draw.Whole(1, 6); changes > 0; changes--) bytes = draw.In(65) ? Lines(draw, bytes, other) : Bytes(draw, bytes, other);
        return bytes.Length > 1 << 20 ? bytes[..((1 << 20) + 1)] : bytes;
    }

    static byte[] Bytes(Draw draw, byte[] bytes, byte[] other)
    {
        var at = draw.Whole(0, bytes.Length);
        var until = Math.Min(bytes.Length, at + draw.Whole(0, 12));
        switch (draw.Whole(0, 6))
        {
            case 0 when bytes.Length > 0:
                var flipped = bytes.ToArray();
                flipped[at % bytes.Length] ^= (byte)(1 << draw.Whole(0, 7));
                return flipped;
            case 1: return [.. bytes[..at], (byte)draw.Whole(0, 255), .. bytes[at..]];
            case 2: return [.. bytes[..at], .. bytes[until..]];
            case 3: return [.. bytes[..at], .. other[draw.Whole(0, other.Length)..]];
            case 4: return bytes[..at];
            case 5: return [.. Encoding.UTF8.GetBytes(draw.Of(Odd)), .. bytes];
            default: return [.. bytes[..at], .. Encoding.UTF8.GetBytes(draw.Of(Odd)), .. bytes[at..]];
        }
    }

    static byte[] Lines(Draw draw, byte[] bytes, byte[] other)
    {
        // Latin-1 carries any bytes through a text and back.
        var lines = Encoding.Latin1.GetString(bytes).Split('\n').ToList();
        var others = Encoding.Latin1.GetString(other).Split('\n');
        var (at, from) = (draw.Whole(0, lines.Count - 1), draw.Whole(0, lines.Count - 1));
        switch (draw.Whole(0, 11))
        {
            case 0: (lines[at], lines[from]) = (lines[from], lines[at]); break;
            case 1: lines.RemoveRange(at, Math.Min(lines.Count - at, draw.Whole(1, 5))); break;
            case 2: lines.InsertRange(at, lines.Slice(from, Math.Min(lines.Count - from, draw.Whole(1, 8)))); break;
            case 3: lines.InsertRange(at, others.Skip(draw.Whole(0, others.Length)).Take(draw.Whole(1, 30))); break;
            case 4: lines[at] = draw.Of(others); break;
            case 5: lines[at] = new string(' ', draw.Whole(0, 12)) + lines[at].TrimStart(' '); break;
            case 6 when draw.In(10): lines.InsertRange(at, Deep(draw)); break;
            case 7 when draw.In(10): lines[at] += Huge(draw); break;
            case 8 when draw.In(10): lines = lines.ConvertAll(l => l + "\r"); break;
            case 9: lines[at] = Word(draw, lines[at], draw.Of(others)); break;
            case 10: lines[at] = Number(draw, lines[at]); break;
            default: lines[at] = Word(draw, lines[at], Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(draw.Of(Odd)))); break;
        }
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    static IEnumerable<string> Deep(Draw draw)
    {
        var depth = draw.Of(50, 63, 64, 65, 1000, 20_000);
        var sign = draw.Of("[", "- ", "{a: ", "? ", "((", "a:");
        return sign == "a:" ? Enumerable.Range(0, Math.Min(depth, 1000)).Select(i => new string(' ', i) + "a:") : [string.Concat(Enumerable.Repeat(sign, depth))];
    }

    static string Huge(Draw draw) => string.Concat(Enumerable.Repeat(draw.Of("9", "a", "1 h ", "a, ", "(", "and ", "0.", "- ", "(1 + ", "the lower of ", "'"), draw.Of(100, 5_000, 60_000)));

    static string Word(Draw draw, string line, string from)
    {
        var words = line.Split(' ');
        words[draw.Whole(0, words.Length - 1)] = draw.Of(from.Split(' '));
        return string.Join(' ', words);
    }

    static string Number(Draw draw, string line)
    {
        var at = line.AsSpan().IndexOfAnyInRange('0', '9');
        if (at < 0) return line;
        var end = at;
        while (end < line.Length && char.IsAsciiDigit(line[end])) end++;
        return line[..at] + draw.Of("0", "1", "2", "7", "28", "31", "59", "61", "99", "100", "101", "1000", "1000000", "2147483647", "2147483648", "9223372036854775808", "36525", "0.5", "0.0000001") + line[end..];
    }
}
