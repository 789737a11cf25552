using System.Globalization;
using System.Text.RegularExpressions;

namespace Surety.Web.Shell;

/// <summary>What pages say in one language: a sentence for each key, from the files <c>words.en.txt</c> and <c>words.de.txt</c> beside the pages that say it.</summary>
/// <remarks>A line is <c>key: sentence</c>; <c>{0}</c> is the first value. Of a sentence that counts there are two, <c>key.one</c> and <c>key.other</c>, and <c>{0}</c> is the count.</remarks>
public sealed partial class Words
{
    static readonly Lazy<Words> OfEnglish = new(() => new("en")), OfGerman = new(() => new("de"));

    readonly Dictionary<string, string> sentences = new(StringComparer.Ordinal);

    Words(string language)
    {
        Language = language;
        foreach (var name in typeof(Words).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("words/", StringComparison.Ordinal) && n.EndsWith($"words.{language}.txt", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(typeof(Words).Assembly.GetManifestResourceStream(name)!);
            while (reader.ReadLine() is { } line)
                if (line.Length > 0 && line[0] != '#' && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && !sentences.TryAdd(line[..colon], line[(colon + 2)..])) throw new InvalidOperationException($"{name} says '{line[..colon]}' twice.");
        }
    }

    /// <summary>Languages that there are; the first where nobody says anything.</summary>
    public static ValueList<string> Languages { get; } = ["en", "de"];

    /// <summary>By its tag.</summary>
    public static Words In(string language) => language == "de" ? OfGerman.Value : OfEnglish.Value;

    /// <summary><c>en</c> or <c>de</c>.</summary>
    public string Language { get; }

    /// <summary>All keys that there are.</summary>
    public IReadOnlyDictionary<string, string> All => sentences;

    /// <summary>The sentence of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string this[string key] => sentences.TryGetValue(key, out var sentence) ? sentence : throw new KeyNotFoundException($"Nothing is said under '{key}' in {Language}.");

    /// <summary>The sentence of a key with its values, which are texts already.</summary>
    public string this[string key, params ReadOnlySpan<string?> values] => Filled(this[key], values);

    /// <summary>Whether there is a sentence of that key.</summary>
    public bool Has(string key) => sentences.ContainsKey(key);

    /// <summary>A sentence that counts.</summary>
    /// <param name="key">Without <c>.one</c> and <c>.other</c>.</param><param name="count">So many; the first value.</param><param name="values">The second value and so on.</param>
    public string Count(string key, long count, params ReadOnlySpan<string?> values) => Filled(this[key + (count == 1 ? ".one" : ".other")], [Whole(count), .. values]);

    /// <summary>A whole number as this language writes it.</summary>
    public string Whole(long count) => Language == "de" ? count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '.') : count.ToString("#,0", CultureInfo.InvariantCulture);

    static string Filled(string sentence, ReadOnlySpan<string?> values)
    {
        var given = values.ToArray();
        return Hole().Replace(sentence, m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is var i && i < given.Length ? given[i] ?? "" : throw new FormatException($"'{sentence}' has no value {i}."));
    }

    /// <summary>A place for a value.</summary>
    [GeneratedRegex(@"\{(\d)\}")]
    internal static partial Regex Hole();
}
