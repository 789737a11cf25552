namespace Surety.Text;

/// <summary>The sentences and words of one language in which agreements are printed.</summary>
/// <remarks><c>phrases.en.txt</c> and <c>phrases.de.txt</c> beside this file have the words of the grammar; in English those that are not there stay as they are. <c>en.txt</c> and <c>de.txt</c> of the contract have a sentence for each key.</remarks>
internal sealed class Vocabulary
{
    /// <summary>Languages that can be printed.</summary>
    public static ValueList<string> Languages { get; } = Language.All.Select(l => l.Tag).ToValueList();

    // Read when the first sentence is asked for: most commands print none.
    static readonly Dictionary<string, Lazy<Vocabulary>> Read = Languages.ToDictionary(l => l, l => new Lazy<Vocabulary>(() => new Vocabulary(l)));

    readonly Dictionary<string, string> sentences;
    readonly Dictionary<string, string> words;
    readonly ILookup<string, Pattern> patterns;
    readonly HashSet<string> grammar;

    Vocabulary(string language)
    {
        Tag = language;
        sentences = Sentences.Lines(typeof(Vocabulary).Assembly, $"Surety.Contract.{language}.txt", ": ");
        words = Sentences.Lines(typeof(Vocabulary).Assembly, $"Surety.Text.phrases.{language}.txt", " = ");
        patterns = sentences.Keys.Where(k => k.Contains('…', StringComparison.Ordinal)).Select(k => k.Split(" = ")).ToLookup(k => k[0], k => new Pattern(k[1].Split(' '), sentences[$"{k[0]} = {k[1]}"]));
        grammar = words.Keys.Concat(sentences.Keys.Where(k => k.Contains(" = ", StringComparison.Ordinal)).Select(k => k[(k.IndexOf(" = ", StringComparison.Ordinal) + 3)..])).SelectMany(k => k.Split(' ')).ToHashSet(StringComparer.Ordinal);
        LongestPhrase = words.Keys.Max(k => k.Split(' ').Length);
    }

    /// <summary><c>en</c> or <c>de</c>.</summary>
    public string Tag { get; }

    /// <summary>The most words and numbers that one entry of <see cref="Word"/> has.</summary>
    public int LongestPhrase { get; }

    /// <summary>A language by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Vocabulary Of(string language) => Read.TryGetValue(language, out var found) ? found.Value : throw new ArgumentException($"No language is called '{language}'.", nameof(language));

    /// <summary>Everything that has a sentence: keys, words and forms behind them, open questions, lines of every contract.</summary>
    public IReadOnlyCollection<string> Known => sentences.Keys;

    /// <summary>The sentence of a key, or of a word behind it (<c>path = word</c>); <c>null</c>: the language has none.</summary>
    public string? Sentence(string path) => sentences.GetValueOrDefault(path);

    /// <summary>The sentence of a key for a phrase of a certain form: <c>path = within … after</c>, where … is whatever stands there.</summary>
    /// <param name="path">The key.</param>
    /// <param name="phrase">Its words, signs and numbers.</param>
    /// <returns>Of the form that names most words, with the places of what each … stands for; <c>null</c>: no form fits.</returns>
    public (string Sentence, ValueList<(int From, int Count)> Holes)? Sentence(string path, IReadOnlyList<string> phrase)
    {
        foreach (var pattern in patterns[path].OrderByDescending(p => p.Words.Count(w => w != "…")))
            if (Fits(pattern.Words, 0, phrase, 0) is { } holes)
                return (pattern.Sentence, holes.ToValueList());
        return null;
    }

    /// <returns>Where each … lies in the phrase, as little as there can be for the first of them; <c>null</c>: the pattern does not fit.</returns>
    static IEnumerable<(int From, int Count)>? Fits(string[] pattern, int at, IReadOnlyList<string> phrase, int from)
    {
        if (at == pattern.Length) return from == phrase.Count ? [] : null;
        if (pattern[at] != "…") return from < phrase.Count && phrase[from] == pattern[at] ? Fits(pattern, at + 1, phrase, from + 1) : null;
        for (var count = 1; from + count <= phrase.Count; count++)
            if (Fits(pattern, at + 1, phrase, from + count) is { } rest)
                return rest.Prepend((from, count));
        return null;
    }

    sealed record Pattern(string[] Words, string Sentence);

    /// <summary>A heading or a line that stands in every contract.</summary>
    public string Text(string name) => sentences[$"text.{name}"];

    /// <summary>Words and groups of words of the grammar that it says otherwise.</summary>
    public IReadOnlyCollection<string> Phrases => words.Keys;

    /// <summary>Whether a word may be one of the grammar; all others are names.</summary>
    public bool IsOfGrammar(string word) => grammar.Contains(word);

    /// <summary>Words of the grammar in this language; <c>null</c>: there are none for exactly these.</summary>
    public string? Word(string phrase) => words.GetValueOrDefault(phrase);
}
