using System.Text.Json;

namespace Surety.Conformance.Worked;

/// <summary>One worked example of a published contract: numbers that go in, and what has to come out.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Contract">Folder of the contract under <c>examples/contracts</c>.</param>
/// <param name="Kind">What is worked out; recipes choose by it.</param>
/// <param name="Title">For people.</param>
/// <param name="Inputs">As it stands: an object.</param>
/// <param name="Expected">As it stands: an object. The formula of an example, where it has one, is never looked at.</param>
sealed record Example(string Id, string Contract, string Kind, string Title, JsonElement Inputs, JsonElement Expected)
{
    /// <summary>Whether a file holds worked examples and no cases of the other shape.</summary>
    public static bool IsIn(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("examples", out var examples) && examples.ValueKind == JsonValueKind.Array;

    /// <summary>Reads all examples of a file.</summary>
    /// <exception cref="FormatException">One of them is not of the shape.</exception>
    public static IReadOnlyList<Example> ReadAll(JsonElement root) => [.. root.GetProperty("examples").EnumerateArray().Select(Read)];

    static Example Read(JsonElement one, int index)
    {
        string Said(string key) => one.TryGetProperty(key, out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : throw new FormatException($"example {index + 1} has no '{key}'");
        JsonElement Object(string key) => one.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"example {index + 1} has no object '{key}'");
        return new(Said("id"), Said("agreement"), Said("kind"), Said("title"), Object("inputs"), Object("expected"));
    }
}
