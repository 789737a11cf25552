using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Text;

namespace Surety.Contract;

/// <summary>Writes a phrase of the grammar as a contract has it: numbers, money and dates in the form of the language, its words in that language, names as they are.</summary>
/// <param name="language">Its words.</param>
/// <param name="terms">Names that the agreement defines: they stand between quotes.</param>
internal sealed class PhraseText(Vocabulary language, IReadOnlySet<string> terms)
{
    static readonly string[] English = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    static readonly string[] DaysInEnglish = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    static readonly string[] DaysInGerman = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];

    bool IsGerman => language.Language == "de";

    /// <summary>Words of the grammar for which the language has none; what is printed has them as they are.</summary>
    public SortedSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>A phrase.</summary>
    /// <param name="spelling">Its pieces.</param>
    /// <param name="inDative">Whether the sentence asks for the dative.</param>
    public string Of(Spelling spelling, bool inDative = false)
    {
        var parts = Parts(spelling).ToList();
        var text = new StringBuilder();
        var dative = inDative;
        for (var i = 0; i < parts.Count;)
        {
            var (taken, words) = Next(parts, i);
            if (words is null)
            {
                Add(text, Shown(parts[i]), parts[i]);
                i++;
                continue;
            }
            if (words.EndsWith(" +d", StringComparison.Ordinal)) (dative, words) = (true, words[..^3]);
            else if (words.Split('|') is [var plain, var other]) (words, dative) = (dative ? other : plain, false);
            Add(text, words, parts[i]);
            i += taken;
        }
        return text.ToString();
    }

    /// <summary>A date: <c>1 January 2026</c>, <c>1. Januar 2026</c>.</summary>
    public string Date(LocalDate date) => $"{date.Day}{(IsGerman ? "." : "")} {Month(English[date.Month - 1])} {date.Year}";

    /// <summary>A number as it was written, its digits in groups of three.</summary>
    public string Number(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var (whole, rest) = point < 0 ? (digits, "") : (digits[..point], digits[(point + 1)..]);
        for (var i = whole.Length - 3; i > 0; i -= 3) whole = whole.Insert(i, IsGerman ? "." : ",");
        return rest.Length == 0 ? whole : $"{whole}{(IsGerman ? "," : ".")}{rest}";
    }

    string Month(string name) => language.Word(name) ?? name;

    /// <summary>The pieces with groups of words cut into single ones, so that the longest group of the language is found.</summary>
    static IEnumerable<Piece> Parts(Spelling spelling)
    {
        var pieces = spelling.Pieces.ToList();
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Kind == PieceKind.Word)
                foreach (var word in pieces[i].Text.Split(' ')) yield return new(word, PieceKind.Word);
            else if (i + 1 < pieces.Count && pieces[i + 1].Kind == PieceKind.Ending) yield return new(pieces[i].Text + pieces[++i].Text, PieceKind.Ending);
            else yield return pieces[i];
        }
    }

    /// <summary>The longest group that the language has at a place; numbers in it are put in.</summary>
    (int Taken, string? Words) Next(List<Piece> parts, int at)
    {
        if (parts[at].Kind is not (PieceKind.Word or PieceKind.Number or PieceKind.Ending or PieceKind.Date)) return (1, null);
        for (var length = Math.Min(language.LongestPhrase, parts.Count - at); length > 0; length--)
        {
            var group = parts.GetRange(at, length);
            if (group.Exists(p => p.Kind is not (PieceKind.Word or PieceKind.Number or PieceKind.Ending or PieceKind.Date)) || !group.Exists(p => p.Kind == PieceKind.Word)) continue;
            if (language.Word(string.Join(' ', group.Select(Pattern))) is not { } words) continue;
            foreach (var number in group.Where(p => p.Kind != PieceKind.Word)) words = Replaced(words, number);
            return (length, words);
        }
        if (IsGerman && parts[at].Kind == PieceKind.Word) Missing.Add(parts[at].Text);
        return (1, null);
    }

    static string Pattern(Piece piece) => piece.Kind switch { PieceKind.Number => "#", PieceKind.Ending => "#.", PieceKind.Date => "@", _ => piece.Text };

    string Replaced(string words, Piece number)
    {
        var (sign, shown) = (Pattern(number), Shown(number));
        var at = words.IndexOf(sign, StringComparison.Ordinal);
        return at < 0 ? words : words[..at] + shown + words[(at + sign.Length)..];
    }

    string Shown(Piece piece) => piece.Kind switch
    {
        PieceKind.Number => Number(piece.Text),
        PieceKind.Ending => IsGerman ? $"{Number(piece.Text[..^2])}." : piece.Text,
        PieceKind.Money => piece.Text.Split(' ') is [var currency, var amount] ? IsGerman ? $"{Number(amount)} {currency}" : $"{currency} {Number(amount)}" : piece.Text,
        PieceKind.Days => string.Join(IsGerman ? " bis " : " to ", piece.Text.Split('-').Select(Day)),
        PieceKind.Hours => piece.Text.Replace('-', '–') + (IsGerman ? " Uhr" : ""),
        PieceKind.Date => LocalDatePattern.Iso.Parse(piece.Text) is { Success: true } date ? Date(date.Value) : piece.Text,
        PieceKind.Sign => piece.Text switch { "-" => "−", "*" => "×", "/" => "÷", var other => other },
        PieceKind.Name when terms.Contains(piece.Text) => IsGerman ? $"„{piece.Text}“" : $"“{piece.Text}”",
        PieceKind.Word or PieceKind.Name or PieceKind.Time => piece.Text,
    };

    string Day(string day)
    {
        var at = Array.FindIndex(DaysInEnglish, d => d.StartsWith(day, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? day : IsGerman ? DaysInGerman[at] : DaysInEnglish[at];
    }

    void Add(StringBuilder text, string words, Piece first)
    {
        if (words.Length == 0) return;
        if (text.Length > 0 && Spelling.IsApart(first with { Kind = PieceKind.Word }, text[^1])) text.Append(' ');
        // A day of the year: "25 December" is "25. Dezember".
        if (first is { Kind: PieceKind.Word } && IsGerman && Array.IndexOf(English, first.Text) >= 0 && text.Length > 1 && char.IsAsciiDigit(text[^2])) text.Insert(text.Length - 1, '.');
        text.Append(words);
    }
}
