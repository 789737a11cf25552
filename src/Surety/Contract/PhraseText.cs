using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Text;

namespace Surety.Contract;

/// <summary>Writes a phrase of the grammar as a contract has it: numbers, money and dates in the form of the language, its words in that language, names as they are.</summary>
/// <param name="language">Its words.</param>
/// <param name="terms">Names that the agreement defines: they stand between quotes. With each what stands in parentheses behind it, or nothing.</param>
internal sealed class PhraseText(Vocabulary language, IReadOnlyDictionary<string, string> terms)
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
    /// <param name="quotes">Whether names stand between quotes.</param>
    public string Of(Spelling spelling, bool inDative = false, bool quotes = true) => Of(Parts(spelling).ToList(), inDative, quotes);

    /// <summary>A part of a phrase.</summary>
    /// <param name="parts">As <see cref="Parts"/> gives them.</param>
    /// <param name="inDative">Whether the sentence asks for the dative.</param>
    /// <param name="quotes">Whether names stand between quotes.</param>
    public string Of(List<Piece> parts, bool inDative, bool quotes = true)
    {
        var text = new StringBuilder();
        var dative = inDative;
        for (var i = 0; i < parts.Count;)
        {
            var (taken, words) = Next(parts, i);
            if (words is null)
            {
                Add(text, Placed(parts, i, quotes), parts[i]);
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

    /// <summary>The name of a window: <c>January 2026</c>, <c>1. Quartal 2026</c>; others as they are.</summary>
    public string Period(string name) =>
        name is [_, _, _, _, '-', 'Q', var quarter] ? IsGerman ? $"{quarter}. Quartal {name[..4]}" : $"Q{quarter} {name[..4]}"
        : name is [_, _, _, _, '-', 'H', var half] ? IsGerman ? $"{half}. Halbjahr {name[..4]}" : $"H{half} {name[..4]}"
        : name.Length == 7 && name[4] == '-' && int.TryParse(name[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12 ? $"{Month(English[month - 1])} {name[..4]}"
        : name is "term" or "once" ? language.Text(name) : name;

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
    internal static IEnumerable<Piece> Parts(Spelling spelling)
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

    /// <summary>A piece where it stands: the name of a holiday behind its date, a channel behind "by".</summary>
    string Placed(List<Piece> parts, int at, bool quotes)
    {
        var (piece, before) = (parts[at], at > 0 ? parts[at - 1] : default);
        if (piece.Kind == PieceKind.Name)
        {
            if (before.Kind == PieceKind.Date || before.Kind == PieceKind.Word && at > 1 && Array.IndexOf(English, before.Text) >= 0) return $"({piece.Text})";
            if (parts.Take(at).Any(p => p is { Kind: PieceKind.Word, Text: "tell" }) && parts.Take(at).Any(p => p is { Kind: PieceKind.Word, Text: "by" })) return language.Word($"by {piece.Text}") ?? piece.Text;
            if (!quotes && terms.GetValueOrDefault(piece.Text) is null or "") return Shown(piece, isTerm: false);
        }
        return Shown(piece);
    }

    static string Pattern(Piece piece) => piece.Kind switch { PieceKind.Number => "#", PieceKind.Ending => "#.", PieceKind.Date => "@", _ => piece.Text };

    string Replaced(string words, Piece number)
    {
        var (sign, shown) = (Pattern(number), Shown(number));
        var at = words.IndexOf(sign, StringComparison.Ordinal);
        // A number is not the one that an ordinal stands for.
        while (sign == "#" && at >= 0 && at + 1 < words.Length && words[at + 1] == '.') at = words.IndexOf(sign, at + 1, StringComparison.Ordinal);
        return at < 0 ? words : words[..at] + shown + words[(at + sign.Length)..];
    }

    string Shown(Piece piece, bool isTerm = true) => piece.Kind switch
    {
        PieceKind.Number => Number(piece.Text),
        PieceKind.Ending => IsGerman ? $"{Number(piece.Text[..^2])}." : piece.Text,
        PieceKind.Money => Money(piece.Text),
        PieceKind.Days => string.Join(IsGerman ? " bis " : " to ", piece.Text.Split('-').Select(Day)),
        PieceKind.Hours => piece.Text.Replace('-', '–') + (IsGerman ? " Uhr" : ""),
        PieceKind.Date => LocalDatePattern.Iso.Parse(piece.Text) is { Success: true } date ? Date(date.Value) : piece.Text,
        PieceKind.Sign => piece.Text switch { "-" => "−", "*" => "×", "/" => "÷", var other => other },
        PieceKind.Name when isTerm && terms.TryGetValue(piece.Text, out var more) => $"{Quoted(piece.Text)}{(more.Length == 0 ? "" : $" ({more})")}",
        // Labels that every agreement may have, and the calendar that every one has, are words of ours.
        PieceKind.Name when piece.Text is "priority" or "tier" or "region" or "around the clock" => language.Word(piece.Text) ?? piece.Text,
        PieceKind.Word or PieceKind.Name or PieceKind.Time => piece.Text,
    };

    /// <summary>An amount: <c>EUR 4,000.00</c>, <c>4.000,00 EUR</c>.</summary>
    public string Money(string text) => text.Split(' ') is [var currency, var amount] ? IsGerman ? $"{Number(amount)} {currency}" : $"{currency} {Number(amount)}" : text;

    /// <summary>A name between quotes.</summary>
    public string Quoted(string name) => IsGerman ? $"„{name}“" : $"“{name}”";

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
