using System.Reflection;

namespace Surety.Text;

/// <summary>The sentences of one language by their names.</summary>
/// <remarks>
/// A file has a line <c>name: sentence with {places}</c> for each. Where it matters whether there is one or more of something, the sentence for one comes first, then <c> | </c> and that for all other
/// numbers. A sentence is a whole one: none is put together out of halves whose order another language turns round.
/// </remarks>
public sealed class Sentences
{
    readonly Dictionary<string, (string Text, bool IsPlace)[][]> forms;
    readonly Dictionary<string, string> lines;

    Sentences(Language language, Dictionary<string, string> lines)
    {
        (Language, this.lines) = (language, lines);
        forms = lines.ToDictionary(l => l.Key, l => l.Value.Split(" | ").Select(Cut).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The language.</summary>
    public Language Language { get; }

    /// <summary>All names.</summary>
    public IReadOnlyCollection<string> Names => lines.Keys;

    /// <summary>A sentence as it stands in the file, with its places and all its forms.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public string this[string name] => lines[name];

    /// <summary>Reads the sentences of a language.</summary>
    /// <param name="assembly">Which has them.</param>
    /// <param name="folder">Namespace of the resource <c>folder.de.txt</c>.</param>
    /// <param name="language">The language.</param>
    public static Sentences Read(Assembly assembly, string folder, Language language) => new(language, Lines(assembly, $"{folder}.{language.Tag}.txt", ": "));

    /// <summary>A sentence with its places filled.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">What stands at each place, by the name of the place.</param>
    /// <exception cref="KeyNotFoundException">There is no sentence of that name, or a place is not given.</exception>
    public Sentence Of(string name, params ReadOnlySpan<(string Place, Sentence Value)> values) => Filled(forms[name][0], values);

    /// <summary>A sentence about so many, with its places filled.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isOne">Whether there is exactly one.</param>
    /// <param name="values">What stands at each place, by the name of the place.</param>
    /// <inheritdoc cref="Of"/>
    public Sentence Counted(string name, bool isOne, params ReadOnlySpan<(string Place, Sentence Value)> values) => Filled(forms[name] is [_, var many] && !isOne ? many : forms[name][0], values);

    static Sentence Filled((string Text, bool IsPlace)[] form, ReadOnlySpan<(string Place, Sentence Value)> values)
    {
        if (form is [(var text, false)]) return text;
        var pieces = new List<Sentence.Piece>();
        foreach (var (part, isPlace) in form)
            foreach (var piece in isPlace ? At(part, values).Pieces : [new(part, false)])
            {
                // What is of one kind is one piece, so that most sentences have no more than that.
                if (pieces.Count > 0 && pieces[^1].IsEnglish == piece.IsEnglish) pieces[^1] = piece with { Text = pieces[^1].Text + piece.Text };
                else pieces.Add(piece);
            }
        return new(pieces.ToValueList());
    }

    static Sentence At(string place, ReadOnlySpan<(string Place, Sentence Value)> values)
    {
        foreach (var value in values)
            if (value.Place == place) return value.Value;
        throw new KeyNotFoundException($"Nothing is given for {{{place}}}.");
    }

    static (string Text, bool IsPlace)[] Cut(string sentence)
    {
        var parts = new List<(string, bool)>();
        for (var at = 0; at < sentence.Length;)
        {
            var from = sentence.IndexOf('{', at);
            var to = from < 0 ? -1 : sentence.IndexOf('}', from);
            if (to < 0)
            {
                parts.Add((sentence[at..], false));
                break;
            }
            if (from > at) parts.Add((sentence[at..from], false));
            parts.Add((sentence[(from + 1)..to], true));
            at = to + 1;
        }
        return [.. parts];
    }

    /// <summary>The lines of a file of words: what stands before the first mark between them, and what stands behind it.</summary>
    internal static Dictionary<string, string> Lines(Assembly assembly, string resource, string between)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
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
