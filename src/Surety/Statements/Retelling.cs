using System.Text.RegularExpressions;
using Surety.Text;

namespace Surety.Statements;

/// <summary>Tells in another language what the engine says in English: reasons, remarks, why a credit is not granted. Each sentence is known by its form.</summary>
/// <remarks>
/// <c>retold.de.txt</c> beside this file has a line <c>English = German</c> for each form. What a place <c>{name}</c> stands for goes over as it is; places that begin otherwise say what may stand there, and how it is told:
/// <c>{level}</c> with its scope, <c>{scope}</c> alone, <c>{figure}</c>, <c>{window}</c>, <c>{period}</c> as facts name it, <c>{count}</c>, <c>{ordinal}</c>, <c>{code}</c> of a currency, <c>{id}</c>, <c>{phrase}</c> of the grammar, <c>{dative}</c> the same in that case,
/// <c>{target}</c> a phrase that stays English where there are no words for it, <c>{trigger}</c> of a right, and <c>{said}</c>, another sentence. The English of a sealed document is what it is for ever; so it is read here, and never changed.
/// </remarks>
sealed partial class Retelling
{
    static readonly Lazy<Retelling> InGerman = new(() => new Retelling(Notation.In(Language.German), "de"));

    readonly Notation notation;
    readonly Dictionary<string, string> whole;
    readonly Dictionary<char, Form[]> byFirst;
    readonly Form[] anyFirst;

    Retelling(Notation notation, string tag)
    {
        this.notation = notation;
        var lines = Sentences.Lines(typeof(Retelling).Assembly, $"Surety.Statements.retold.{tag}.txt", " = ");
        whole = lines.Where(l => !l.Key.Contains('{', StringComparison.Ordinal)).ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);
        // Of two forms that fit, the one that says more by itself is meant.
        var forms = lines.Where(l => l.Key.Contains('{', StringComparison.Ordinal)).Select(l => new Form(Cut(l.Key), Cut(l.Value))).OrderByDescending(f => f.English.Sum(p => p.IsPlace ? 0 : p.Text.Length)).ToList();
        anyFirst = [.. forms.Where(f => f.English[0].IsPlace)];
        byFirst = forms.Where(f => !f.English[0].IsPlace).Select(f => f.English[0].Text[0]).Distinct().ToDictionary(c => c, c => forms.Where(f => f.English[0].IsPlace || f.English[0].Text[0] == c).ToArray());
    }

    /// <summary>The one of a language; <c>null</c>: of English, which is what there is.</summary>
    public static Retelling? In(Language language) => language == Language.German ? InGerman.Value : null;

    /// <summary>A sentence in the language.</summary>
    /// <param name="english">As the engine says it.</param>
    /// <returns><c>null</c>: it has no form that is known.</returns>
    public Sentence? Of(string english)
    {
        if (english.Length == 0) return Sentence.Nothing;
        if (whole.TryGetValue(english, out var told)) return told;
        foreach (var form in byFirst.GetValueOrDefault(english[0], anyFirst))
            if (Fitting(form, english) is { } sentence) return sentence;
        return null;
    }

    Sentence? Fitting(Form form, string english)
    {
        if (!form.English[0].IsPlace && !english.StartsWith(form.English[0].Text, StringComparison.Ordinal) || !form.English[^1].IsPlace && !english.EndsWith(form.English[^1].Text, StringComparison.Ordinal)) return null;
        var values = new Dictionary<string, Sentence>(StringComparer.Ordinal);
        return Fits(form.English, 0, english, 0, values) ? form.Told.Aggregate(Sentence.Nothing, (all, part) => all + (part.IsPlace ? values[part.Text] : part.Text)).Joined() : null;
    }

    bool Fits(Part[] form, int at, string english, int from, Dictionary<string, Sentence> values)
    {
        if (at == form.Length) return from == english.Length;
        var part = form[at];
        if (!part.IsPlace) return string.CompareOrdinal(english, from, part.Text, 0, part.Text.Length) == 0 && Fits(form, at + 1, english, from + part.Text.Length, values);
        if (at == form.Length - 1) return from < english.Length && Takes(part.Text, english[from..], values);
        var next = form[at + 1].Text;
        for (var end = english.IndexOf(next, Math.Min(from + 1, english.Length), StringComparison.Ordinal); end > 0; end = english.IndexOf(next, end + 1, StringComparison.Ordinal))
            if (Takes(part.Text, english[from..end], values) && Fits(form, at + 1, english, end, values)) return true;
        return false;
    }

    bool Takes(string place, string english, Dictionary<string, Sentence> values)
    {
        if (Told(place.TrimEnd('1', '2', '3', '4', '5'), english) is not { } told) return false;
        values[place] = told;
        return true;
    }

    Sentence? Told(string kind, string english) => kind switch
    {
        "level" => Level(english),
        "figure" => Text(notation.Shown(english)),
        "window" => Text(notation.Called(english)),
        "period" => Text(char.IsAsciiDigit(english[0]) ? notation.Called(english) : null),
        "count" => english.All(c => char.IsAsciiDigit(c) || c == ',') ? Text(notation.Shown(english)) : null,
        "ordinal" => Text(Ordinal().IsMatch(english) ? $"{english[..^2]}." : null),
        "code" => Text(english.Length == 3 && english.All(char.IsAsciiLetterUpper) ? english : null),
        "scope" => IsScope(english) ? Level(english) : null,
        "id" => Text(!english.Contains(' ', StringComparison.Ordinal) && !english.Contains(':', StringComparison.Ordinal) && (english.Any(char.IsAsciiDigit) || english.All(char.IsAsciiLetterUpper)) ? english : null),
        "phrase" => Phrase(english, inDative: false),
        "dative" => Phrase(english, inDative: true),
        "target" => notation.Phrase(english),
        "trigger" => Trigger(english),
        "said" => Of(english),
        // What stands between quotes in a sentence of ours does in those of the language.
        _ => Quoted().Replace(english, "„$1“"),
    };

    static Sentence? Text(string? text) => text is null ? null : (Sentence)text;

    Sentence? Phrase(string words, bool inDative) => notation.Phrase(words, inDative) is var phrase && phrase.Pieces.All(p => !p.IsEnglish) ? phrase : null;

    /// <summary>A name, and the labels behind it.</summary>
    Sentence Level(string english) => string.Join(", ", english.Split(", ").Select((part, i) => i > 0 || IsLabel(part) ? Label(part) : part));

    // A level may be called "member portal"; the member is "r1", or "Bonn".
    static bool IsLabel(string first) => first.StartsWith("any other ", StringComparison.Ordinal) || first.Split(' ') is [_, var value] && value.Any(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));

    bool IsScope(string english) => english.Split(", ") is var labels && labels.Skip(1).All(l => l.Contains(' ', StringComparison.Ordinal)) && labels.Any(l => l.StartsWith("any other ", StringComparison.Ordinal) || l.Split(' ') is [var name, _] && notation.Label(name) != name);

    string Label(string english)
    {
        const string Other = "any other ";
        if (english.StartsWith(Other, StringComparison.Ordinal)) return $"{notation.Label(english[Other.Length..])} ({notation.Others})";
        return english.Split(' ', 2) is [var name, var value] && notation.Label(name) is var told && told != name ? $"{told} {value}" : english;
    }

    Sentence? Trigger(string english)
    {
        foreach (var verb in (ReadOnlySpan<string>)[" missed in ", " below ", " above ", " has "])
            if (english.IndexOf(verb, StringComparison.Ordinal) is > 0 and var at && notation.Trigger(english, [english[..at].Split(", ")[0]]) is var told && told.Pieces.All(p => !p.IsEnglish)) return told;
        return null;
    }

    static Part[] Cut(string sentence) => [.. Place().Split(sentence).Select((text, i) => new Part(text, i % 2 == 1)).Where(p => p.Text.Length > 0)];

    [GeneratedRegex(@"\{([a-z]+[1-5]?)\}")]
    private static partial Regex Place();

    [GeneratedRegex("(?<![^ ])'([^']+)'(?![^ ,])")]
    private static partial Regex Quoted();

    [GeneratedRegex("^[0-9]+(st|nd|rd|th)$")]
    private static partial Regex Ordinal();

    readonly record struct Part(string Text, bool IsPlace);

    sealed record Form(Part[] English, Part[] Told);
}
