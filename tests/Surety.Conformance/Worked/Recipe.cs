using Surety.Text;

namespace Surety.Conformance.Worked;

/// <summary>How examples of a contract are run: which ones, the facts that their numbers become, the command, and where in its answer each expected key stands.</summary>
/// <remarks>
/// Recipes are data beside the agreement: <c>examples/contracts/NAME/worked.yaml</c>. Several may fit one example, each answering other keys: a reading that the text leaves open is the same command
/// on an agreement that stands on the first one and writes that one rule the other way.
/// </remarks>
/// <param name="Name">For messages.</param>
/// <param name="Fits">Inputs, <c>kind</c> or <c>id</c> and what they have to be; an empty text: whatever it is, it has to be there; <c>none</c>: it must not be there.</param>
/// <param name="Facts">Templates of lines.</param>
/// <param name="Command">Template of a command line; <c>FACTS</c> is the file of facts.</param>
/// <param name="Answers">Expected key and its place in the answer.</param>
/// <param name="Refused">Expected keys that our rules forbid, each with the reason.</param>
sealed record Recipe(
    string Name, IReadOnlyDictionary<string, string> Fits, IReadOnlyList<string> Facts, string Command, IReadOnlyDictionary<string, string> Answers, IReadOnlyDictionary<string, string> Refused)
{
    /// <summary>Reads the recipes of a contract.</summary>
    /// <exception cref="FormatException">The file is not of the shape; with file and line.</exception>
    public static IReadOnlyList<Recipe> ReadAll(string file)
    {
        var tree = Tree.Parse(Path.GetFileName(file), File.ReadAllBytes(file));
        if (tree.Root is not { } root || tree.Problems.Count > 0) throw new FormatException(string.Join("; ", tree.Problems));
        return [.. root.Entries.Select(e => Read(e, (e.Value as Node.Mapping) ?? throw Wrong(e, "keys")))];
    }

    static Recipe Read(Entry entry, Node.Mapping recipe)
    {
        foreach (var key in recipe.Entries.Where(e => e.Key.Text is not ("for" or "facts" or "command" or "answers" or "refused"))) throw Wrong(key, "'for', 'facts', 'command', 'answers' or 'refused'");
        var facts = recipe.Find("facts") is Node.Sequence list ? list.Items.OfType<Node.Scalar>().Select(s => s.Text).ToList() : [];
        var command = recipe.Find("command") is Node.Scalar scalar ? scalar.Text : "";
        return new(entry.Key.Text, Pairs(recipe, "for"), facts, command, Pairs(recipe, "answers"), Pairs(recipe, "refused"));
    }

    static Dictionary<string, string> Pairs(Node.Mapping recipe, string key) =>
        recipe.Find(key) is Node.Mapping mapping ? mapping.Entries.ToDictionary(e => e.Key.Text, e => e.Value is Node.Scalar scalar ? scalar.Text : throw Wrong(e, "a text"), StringComparer.Ordinal) : [];

    static FormatException Wrong(Entry at, string expected) => new($"{at.Key.At.File}:{at.Key.At.Line}: expected {expected}");

    /// <summary>Whether this is how an example is run.</summary>
    public bool IsFor(Example example) => Fits.All(f => Said(example, f.Key) is var said && (f.Value == "none" ? said is null : said is not null && (f.Value.Length == 0 || said == f.Value)));

    static string? Said(Example example, string key) => key switch
    {
        "kind" => example.Kind,
        "id" => example.Id,
        _ => example.Inputs.TryGetProperty(key, out var value) && value.ValueKind != System.Text.Json.JsonValueKind.Null ? value.ToString() : null,
    };
}
