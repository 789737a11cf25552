using System.Text.Json;

namespace Surety.Conformance;

/// <summary>One case of a file: what goes in, what the peer's own tests expect to come out.</summary>
/// <param name="Id">Its name in the file; its place where it has none.</param>
/// <param name="Kind">Which question it asks.</param>
/// <param name="Input">As it stands: an object.</param>
/// <param name="Expected">As it stands: an object.</param>
/// <param name="Schedule">The case's own, or the file's; <c>null</c>: none.</param>
/// <param name="Note">Words of whoever wrote it down; may be empty.</param>
/// <param name="IsQuirk">Whether the peer's value is odd or a known defect.</param>
/// <param name="Says">Source and notes of the file and of the case.</param>
/// <param name="Flaw">Why it cannot be asked; <c>null</c>: it can.</param>
sealed record Case(
    string Id, string Kind, JsonElement Input, JsonElement Expected, JsonElement? Schedule, string Note, bool IsQuirk, string Says, string? Flaw)
{
    /// <summary>Whether an expected <c>null</c> says "none": Frappe's tests say nothing by it, Zammad's do, and whoever else says nothing tells so.</summary>
    public bool NullIsAsserted => !IsBy("frappe") && !IsBy("null = not asserted");

    /// <summary>Whether the file names a peer.</summary>
    public bool IsBy(string peer) => Says.Contains(peer, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads all cases of a file.</summary>
    /// <exception cref="FormatException">The file is not of the shape. What is wrong with one case is its <see cref="Flaw"/>.</exception>
    public static IReadOnlyList<Case> ReadAll(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("cases", out var cases) || cases.ValueKind != JsonValueKind.Array)
            throw new FormatException("expected an object with a list 'cases'");
        JsonElement? schedule = root.TryGetProperty("schedule", out var common) && common.ValueKind == JsonValueKind.Object ? common : null;
        var says = Said(root, "source") + Said(root, "notes");
        return [.. cases.EnumerateArray().Select((c, i) => Read(c, i, schedule, says))];
    }

    /// <summary>Reads a file as JSON.</summary>
    /// <exception cref="FormatException">It is none; with the place.</exception>
    public static JsonDocument Parse(string text)
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

    static Case Read(JsonElement one, int index, JsonElement? schedule, string fileSays)
    {
        var (id, note) = (Said(one, "id"), Said(one, "note"));
        if (id == "") id = $"case {index + 1}";
        var missing = Array.Find(["kind", "input", "expected"], key => one.ValueKind != JsonValueKind.Object || !one.TryGetProperty(key, out _));
        if (missing is not null) return new(id, "", default, default, null, note, false, fileSays, $"it has no '{missing}'");
        var (input, expected) = (one.GetProperty("input"), one.GetProperty("expected"));
        var flaw = input.ValueKind != JsonValueKind.Object ? "'input' is no object" : expected.ValueKind != JsonValueKind.Object ? "'expected' is no object" : null;
        if (flaw is null && input.TryGetProperty("schedule", out var own) && own.ValueKind != JsonValueKind.Null) schedule = own;
        if (flaw is null && schedule is { ValueKind: not JsonValueKind.Object }) flaw = "'schedule' is no object";
        return new(id, Said(one, "kind"), input, expected, schedule, note, one.TryGetProperty("quirk", out var quirk) && quirk.ValueKind == JsonValueKind.True, $"{fileSays} {note}", flaw);
    }

    static string Said(JsonElement one, string key) => one.ValueKind == JsonValueKind.Object && one.TryGetProperty(key, out var said) && said.ValueKind != JsonValueKind.Null ? said.ToString() : "";
}
