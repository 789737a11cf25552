using System.Text.Json;
using Shouldly;

namespace Surety.Tests.Statements;

/// <summary>Finds the figures of a statement in JSON that no reason opens.</summary>
static class Crawl
{
    /// <summary>Numbers that are names, versions or places, no figures.</summary>
    static readonly string[] Names = ["version", "line", "column", "step", "repeat", "invoice", "need"];

    /// <summary>Parts of an item that say what was asked or promised, where it stands, or what opens it.</summary>
    static readonly string[] Skipped = ["window", "period", "range", "clause", "why", "facts", "reasons", "differences", "labels", "scope"];

    /// <summary>The figures of an item: each with its path and its value as text.</summary>
    public static IEnumerable<(string Path, string Value)> Figures(JsonElement item, string path)
    {
        switch (item.ValueKind)
        {
            case JsonValueKind.Object when item.TryGetProperty("shown", out _): yield return (path, ValueOf(item)!); break;
            // No money is nothing to open.
            case JsonValueKind.Object when item.TryGetProperty("amount", out var amount) && item.TryGetProperty("currency", out _):
                if (Number(amount.GetString()!) is not "0" and var sum) yield return (path, sum);
                break;
            case JsonValueKind.Object:
                foreach (var property in item.EnumerateObject().Where(p => !Skipped.Contains(p.Name)))
                    foreach (var figure in Figures(property.Value, $"{path}/{property.Name}")) yield return figure;
                break;
            case JsonValueKind.Array:
                foreach (var (part, i) in item.EnumerateArray().Select((part, i) => (part, i)))
                    foreach (var figure in Figures(part, $"{path}[{i}]")) yield return figure;
                break;
            case JsonValueKind.Number when !Names.Contains(path.Split('/')[^1]): yield return (path, item.GetRawText()); break;
            case JsonValueKind.String when path.Split('/')[^1] is "claimBy" or "due" or "done" or "since" or "until" or "when" or "provisional" or "commentUntil" or "final" && path.Split('/')[^2].StartsWith("misses", StringComparison.Ordinal) is false: yield return (path, item.GetString()!); break;
        }
    }

    /// <summary>All values in the reasons under an element.</summary>
    public static void Opened(JsonElement item, HashSet<string> found)
    {
        if (item.ValueKind == JsonValueKind.Array) foreach (var part in item.EnumerateArray()) Opened(part, found);
        if (item.ValueKind != JsonValueKind.Object) return;
        if (item.TryGetProperty("sentence", out _) && item.TryGetProperty("value", out var value) && ValueOf(value) is { } text) found.Add(text);
        foreach (var property in item.EnumerateObject()) Opened(property.Value, found);
    }

    static string? ValueOf(JsonElement figure) =>
        figure.TryGetProperty("amount", out var amount) ? Number(amount.GetString()!)
        : figure.TryGetProperty("exact", out var exact) ? exact.GetString()
        : figure.TryGetProperty("count", out var count) ? count.GetRawText()
        : figure.TryGetProperty("at", out var at) ? at.GetString()
        : figure.TryGetProperty("words", out var words) ? words.GetString() : null;

    static string Number(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    /// <summary>What a statement says of each thing, and the words by which <c>why</c> opens it.</summary>
    public static IEnumerable<(string Asked, string Path, JsonElement Item)> Items(JsonElement statement)
    {
        foreach (var (list, name) in new[] { ("levels", "level"), ("credits", "remedy"), ("rights", "right"), ("duties", "duty"), ("messages", "ladder"), ("prospects", "level") })
            foreach (var (item, i) in statement.GetProperty(list).EnumerateArray().Select((item, i) => (item, i)))
                yield return (item.GetProperty(name).GetString()!, $"{list}[{i}]", item);
        foreach (var list in new[] { "totals", "caps" })
            foreach (var (item, i) in statement.GetProperty(list).EnumerateArray().Select((item, i) => (item, i))) yield return ("total", $"{list}[{i}]", item);
        foreach (var (item, i) in statement.GetProperty("imported").EnumerateArray().Select((item, i) => (item, i))) yield return ("imported", $"imported[{i}]", item);
        yield return ("statements", "life", statement.GetProperty("life"));
    }
}
