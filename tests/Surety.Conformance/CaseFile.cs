using System.Text.Json;

namespace Surety.Conformance;

/// <summary>One case of a file: what goes in, what the peer's own tests expect to come out.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Kind">Which question it asks.</param>
/// <param name="Input">As it stands.</param>
/// <param name="Expected">As it stands.</param>
/// <param name="Schedule">The case's own, or the file's; <c>null</c>: none.</param>
/// <param name="Note">Words of whoever wrote it down; may be empty.</param>
/// <param name="IsQuirk">Whether the peer's value is odd or a known defect.</param>
sealed record Case(string Id, string Kind, JsonElement Input, JsonElement Expected, JsonElement? Schedule, string Note, bool IsQuirk)
{
    /// <summary>Reads all cases of a file.</summary>
    /// <exception cref="FormatException">The file is not of the shape.</exception>
    public static IReadOnlyList<Case> ReadAll(string text)
    {
        using var document = Parse(text);
        var root = document.RootElement.Clone();
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("cases", out var cases) || cases.ValueKind != JsonValueKind.Array)
            throw new FormatException("expected an object with a list 'cases'");
        JsonElement? schedule = root.TryGetProperty("schedule", out var common) && common.ValueKind == JsonValueKind.Object ? common : null;
        return [.. cases.EnumerateArray().Select((c, i) => Read(c, i, schedule))];
    }

    static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException broken)
        {
            throw new FormatException($"not JSON: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}", broken);
        }
    }

    static Case Read(JsonElement one, int index, JsonElement? schedule)
    {
        foreach (var key in new[] { "id", "kind", "input", "expected" })
            if (one.ValueKind != JsonValueKind.Object || !one.TryGetProperty(key, out _)) throw new FormatException($"case {index + 1} has no '{key}'");
        var input = one.GetProperty("input");
        return new(
            one.GetProperty("id").GetString() ?? "", one.GetProperty("kind").GetString() ?? "", input, one.GetProperty("expected"),
            input.TryGetProperty("schedule", out var own) ? own : schedule,
            one.TryGetProperty("note", out var note) ? note.ToString() : "", one.TryGetProperty("quirk", out var quirk) && quirk.ValueKind == JsonValueKind.True);
    }
}
