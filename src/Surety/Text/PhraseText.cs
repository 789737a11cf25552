using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Surety.Text;

/// <summary>Which names of a phrase stand between quotes.</summary>
internal enum Quotes
{
    /// <summary>Values that the agreement names, with what they are; no other name.</summary>
    None,

    /// <summary>Names that the agreement defines.</summary>
    Terms,

    /// <summary>All of them: where a sentence has a label, an event or an attribute among its own words.</summary>
    All,
}

/// <summary>Writes a phrase of the grammar as a contract has it: numbers, money and dates in the form of the language, its words in that language, names as they are.</summary>
/// <param name="language">Its words.</param>
/// <param name="terms">Names that the agreement defines: they stand between quotes. With each what stands in parentheses behind it, or nothing.</param>
internal sealed partial class PhraseText(Vocabulary language, IReadOnlyDictionary<string, string> terms)
{
    static readonly string[] English = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    static readonly string[] DaysInEnglish = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    static readonly string[] DaysInGerman = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];

    bool IsGerman => language.Tag == "de";

    /// <summary>Words of the grammar for which the language has none; what is printed has them as they are.</summary>
    public SortedSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>A phrase.</summary>
    /// <param name="spelling">Its pieces.</param>
    /// <param name="inDative">Whether the sentence asks for the dative.</param>
    /// <param name="quotes">Which names stand between quotes.</param>
    public string Of(Spelling spelling, bool inDative = false, Quotes quotes = Quotes.Terms) => Of(Parts(spelling).ToList(), inDative, quotes);

    /// <summary>A part of a phrase.</summary>
    /// <param name="parts">As <see cref="Parts"/> gives them.</param>
    /// <param name="inDative">Whether the sentence asks for the dative.</param>
    /// <param name="quotes">Which names stand between quotes.</param>
    public string Of(List<Piece> parts, bool inDative, Quotes quotes = Quotes.Terms)
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

    /// <summary>A phrase of which only the words were kept, as statements have them.</summary>
    /// <param name="language">Its words.</param>
    /// <param name="words">In their usual spelling.</param>
    /// <param name="name">A name that it begins with; may be empty.</param>
    /// <param name="path">The key that it stands behind, where its forms have sentences of their own; <c>null</c>: they have none.</param>
    /// <param name="inDative">Whether the sentence around it asks for the dative.</param>
    /// <returns><c>null</c>: the language does not have all of the words of the grammar in it.</returns>
    public static string? OfWords(Vocabulary language, string words, string name = "", string? path = null, bool inDative = false)
    {
        var text = new PhraseText(language, new Dictionary<string, string>());
        var parts = WithNames(Cut(words[name.Length..]), language);
        if (name.Length > 0) parts.Insert(0, new(name, PieceKind.Name));
        var said = path is not null && language.Sentence(path, parts.ConvertAll(p => p.Text)) is var (sentence, holes)
            ? Hole().Replace(sentence, m =>
            {
                var (from, count) = holes[m.Groups[1].Value[0] - '1'];
                var hole = text.Of(parts.GetRange(from, count), m.Groups[2].Value == "+d", Quotes.None).TrimEnd(',', ' ');
                return m.Groups[2].Value == "()" && hole.Split(", ", 2) is [var first, var conditions] ? $"{first} ({conditions})" : hole;
            })
            : text.Of(parts, inDative, Quotes.None);
        return text.Missing.Count == 0 ? said : null;
    }

    /// <summary>Words in their usual spelling, cut at spaces; what follows a label that every agreement may have is its value.</summary>
    static List<Piece> Cut(string words)
    {
        var parts = new List<Piece>();
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var bare = word.TrimEnd(',', ':', ')').TrimStart('(');
            if (word[0] == '(') parts.Add(new("(", PieceKind.Sign));
            if (parts.Count > 0 && parts[^1] is { Kind: PieceKind.Name } && bare.Length > 0 && Labels.Contains(parts[^1].Text)) parts.Add(new(bare, PieceKind.Name));
            else if (bare.Length > 0 && char.IsAsciiDigit(bare[0]))
            {
                if (parts.Count > 0 && parts[^1] is { Kind: PieceKind.Word, Text: [>= 'A' and <= 'Z', >= 'A' and <= 'Z', >= 'A' and <= 'Z'] currency }) parts[^1] = new($"{currency} {bare}", PieceKind.Money);
                else parts.Add(new(bare, char.IsAsciiLetter(bare[^1]) ? PieceKind.Ending : bare.Length == 10 && bare[4] == '-' ? PieceKind.Date : PieceKind.Number));
            }
            else if (bare.Length > 0) parts.Add(new(bare, !char.IsLetter(bare[0]) ? PieceKind.Sign : Labels.Contains(bare) ? PieceKind.Name : PieceKind.Word));
            foreach (var mark in word[Math.Min(word.Length, word.IndexOf(bare, StringComparison.Ordinal) + bare.Length)..]) parts.Add(new(mark.ToString(), PieceKind.Sign));
        }
        return parts;
    }

    /// <summary>What is no word of the grammar is a name, from its first such word to its last, between quotes as the agreement has it.</summary>
    static List<Piece> WithNames(List<Piece> parts, Vocabulary language)
    {
        bool IsNone(Piece piece) => piece.Kind == PieceKind.Word && !language.IsOfGrammar(piece.Text);
        var (from, to) = (parts.FindIndex(IsNone), parts.FindLastIndex(IsNone));
        if (from < 0) return parts;
        var name = string.Join(' ', parts[from..(to + 1)].Select(p => p.Text));
        // A value of several words goes on behind its first.
        return from > 1 && parts[from - 1].Kind == PieceKind.Name && parts[from - 2].Kind == PieceKind.Name ? [.. parts[..(from - 1)], new($"{parts[from - 1].Text} {name}", PieceKind.Name), .. parts[(to + 1)..]]
            : [.. parts[..from], new($"\"{name.Replace("\"", "", StringComparison.Ordinal)}\"", PieceKind.Name), .. parts[(to + 1)..]];
    }

    static readonly string[] Labels = ["priority", "tier", "region", "member"];

    [GeneratedRegex(@"\{([1-9])(\+d|\(\))?\}")]
    private static partial Regex Hole();

    /// <summary>A date: <c>1 January 2026</c>, <c>1. Januar 2026</c>.</summary>
    public string Date(LocalDate date) => $"{date.Day}{(IsGerman ? "." : "")} {Month(English[date.Month - 1])} {date.Year}";

    /// <summary>The name of a window: <c>January 2026</c>, <c>first quarter of 2026</c>; others as they are.</summary>
    public string Period(string name) =>
        name is [_, _, _, _, '-', 'Q', >= '1' and <= '4'] ? language.Text("quarter").Split(" | ")[name[^1] - '1'].Replace("{name}", name[..4], StringComparison.Ordinal)
        : name is [_, _, _, _, '-', 'H', '1' or '2'] ? language.Text("half").Split(" | ")[name[^1] - '1'].Replace("{name}", name[..4], StringComparison.Ordinal)
        : name.Length == 7 && name[4] == '-' && int.TryParse(name[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12 ? $"{Month(English[month - 1])} {name[..4]}"
        : name.Split(" to ") is [var first, var last] && LocalDatePattern.Iso.Parse(first) is { Success: true } start && LocalDatePattern.Iso.Parse(last) is { Success: true } end ? $"{Date(start.Value)} {(IsGerman ? "bis" : "to")} {Date(end.Value)}"
        : LocalDatePattern.Iso.Parse(name) is { Success: true } day ? Date(day.Value)
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
        if (parts[at].Kind is not (PieceKind.Word or PieceKind.Number or PieceKind.Ending or PieceKind.Date) || IsValue(parts, at)) return (1, null);
        for (var length = Math.Min(language.LongestPhrase, parts.Count - at); length > 0; length--)
        {
            var group = parts.GetRange(at, length);
            if (group.Exists(p => p.Kind is not (PieceKind.Word or PieceKind.Number or PieceKind.Ending or PieceKind.Date)) || !group.Exists(p => p.Kind == PieceKind.Word)) continue;
            var pattern = string.Join(' ', group.Select(Pattern));
            if (((at > 0 && parts[at - 1].Kind == PieceKind.Name ? language.Word($"… {pattern}") : null) ?? language.Word(pattern)) is not { } words) continue;
            foreach (var number in group.Where(p => p.Kind != PieceKind.Word)) words = Replaced(words, number);
            return (length, words);
        }
        if (IsGerman && parts[at].Kind == PieceKind.Word) Missing.Add(parts[at].Text);
        return (1, null);
    }

    /// <summary>Whether a piece is the value of a label, or a further word of a text in the author's own: nothing of ours and no name of the agreement, whatever it is called.</summary>
    static bool IsValue(List<Piece> parts, int at) => at > 0 && parts[at].Kind is PieceKind.Name or PieceKind.Number && parts[at - 1].Kind == PieceKind.Name;

    static bool IsWord(Piece piece, string word) => piece.Kind == PieceKind.Word && piece.Text == word;

    /// <summary>A piece where it stands: the name of a holiday behind its date, a channel behind "by", a label behind "same" and "each".</summary>
    string Placed(List<Piece> parts, int at, Quotes quotes)
    {
        var (piece, before) = (parts[at], at > 0 ? parts[at - 1] : default);
        if (IsValue(parts, at)) return piece.Text == "otherwise" ? language.Word("… otherwise")! : Unquoted(piece.Text);
        if (piece.Kind != PieceKind.Name) return Shown(piece);
        if (before.Kind == PieceKind.Date || before.Kind == PieceKind.Word && at > 1 && Array.IndexOf(English, before.Text) >= 0) return $"({piece.Text})";
        if (parts.Take(at).Any(p => IsWord(p, "tell"))) return parts.Take(at).Any(p => IsWord(p, "by")) ? language.Word($"by {piece.Text}") ?? piece.Text : piece.Text;
        if (parts.Take(at).Any(p => IsWord(p, "owes")) || before is { Kind: PieceKind.Sign, Text: "=" }) return piece.Text;
        if (IsWord(before, "same") || IsWord(before, "each")) return Quoted(Shown(piece, isTerm: false));
        return quotes switch
        {
            Quotes.None when terms.GetValueOrDefault(piece.Text) is null or "" => Shown(piece, isTerm: false),
            Quotes.All when !terms.ContainsKey(piece.Text) && !(at + 1 < parts.Count && IsValue(parts, at + 1)) => Quoted(Shown(piece, isTerm: false)),
            _ => Shown(piece),
        };
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
        PieceKind.Name when piece.Text is "priority" or "tier" or "region" or "member" or "reply" or "around the clock" => language.Word(piece.Text) ?? piece.Text,
        PieceKind.Name => Unquoted(piece.Text),
        PieceKind.Word or PieceKind.Time => piece.Text,
    };

    /// <summary>An amount: <c>EUR 4,000.00</c>, <c>4.000,00 EUR</c>.</summary>
    public string Money(string text) => text.Split(' ') is [var currency, var amount] ? IsGerman ? $"{Number(amount)} {currency}" : $"{currency} {Number(amount)}" : text;

    // What stands between quotes in the file does in those of the language.
    string Unquoted(string name) => name is ['"', .., '"'] ? Quoted(name[1..^1]) : name;

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
