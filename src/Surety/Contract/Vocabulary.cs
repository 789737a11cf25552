namespace Surety.Contract;

/// <summary>The sentences and words of one language in which agreements are printed.</summary>
/// <remarks>One file for each language beside this one: <c>en.txt</c> and <c>de.txt</c> have a sentence for each key, <c>phrases.en.txt</c> and <c>phrases.de.txt</c> the words of the grammar; in English those that are not there stay as they are.</remarks>
internal sealed class Vocabulary
{
    /// <summary>Languages that can be printed.</summary>
    public static ValueList<string> Languages { get; } = ["en", "de"];

    static readonly Dictionary<string, Vocabulary> Read = Languages.ToDictionary(l => l, l => new Vocabulary(l));

    readonly Dictionary<string, string> sentences;
    readonly Dictionary<string, string> words;

    Vocabulary(string language)
    {
        Language = language;
        sentences = Lines($"{language}.txt", ": ");
        words = Lines($"phrases.{language}.txt", " = ");
        LongestPhrase = words.Keys.Max(k => k.Split(' ').Length);
    }

    /// <summary><c>en</c> or <c>de</c>.</summary>
    public string Language { get; }

    /// <summary>The most words and numbers that one entry of <see cref="Word"/> has.</summary>
    public int LongestPhrase { get; }

    /// <summary>A language by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Vocabulary Of(string language) => Read.TryGetValue(language, out var found) ? found : throw new ArgumentException($"No language is called '{language}'.", nameof(language));

    /// <summary>The sentence of a key, or of a word behind it (<c>path = word</c>); <c>null</c>: the language has none.</summary>
    public string? Sentence(string path) => sentences.GetValueOrDefault(path);

    /// <summary>A heading or a line that stands in every contract.</summary>
    public string Text(string name) => sentences[$"text.{name}"];

    /// <summary>Words of the grammar in this language; <c>null</c>: there are none for exactly these.</summary>
    public string? Word(string phrase) => words.GetValueOrDefault(phrase);

    static Dictionary<string, string> Lines(string file, string between)
    {
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream($"Surety.Contract.{file}")!;
        using var reader = new StreamReader(stream);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#' && line.Length > 1 && line[1] == ' ' && between == " = " && !line.Contains(between, StringComparison.Ordinal)) continue;
            var cut = line.IndexOf(between, StringComparison.Ordinal);
            // "the = " is said by nothing at all.
            if (cut < 0 && line.EndsWith(between.TrimEnd(), StringComparison.Ordinal)) lines.Add(line[..^between.TrimEnd().Length].TrimEnd(), "");
            else if (cut >= 0) lines.Add(line[..cut], line[(cut + between.Length)..]);
        }
        return lines;
    }
}
