using System.Text.Json;

namespace Surety.Tests.Oracle;

/// <summary>What a statement says in figures, line by line, without the places and the words of its reasons.</summary>
static class Said
{
    public static List<string> Of(Case asked) => Of(Engine.Statement(ContractText.Of(asked.Contract), [asked.Lines], asked.Period, asked.AsOf));

    public static List<string> Of(JsonElement statement) =>
    [
        .. statement.GetProperty("levels").EnumerateArray().Select(l => $"{Name(l, "level")}: {l.GetProperty("verdict")} {Exact(l, "attained")} {Exact(l, "coverage")} {Exact(l, "badTime")} {l.GetProperty("missCount")}"),
        .. statement.GetProperty("credits").EnumerateArray().Select(c => $"{Name(c, "remedy")}: {c.GetProperty("state")} {c.GetProperty("exact")} {c.GetProperty("amount").GetProperty("amount")}"),
        .. statement.GetProperty("totals").EnumerateArray().Select(t => $"owed {t.GetProperty("owed").GetProperty("amount")}"),
        .. statement.GetProperty("rights").EnumerateArray().Select(r => $"{r.GetProperty("right")}: {r.GetProperty("state")} {r.GetProperty("have")}"),
    ];

    static string Name(JsonElement line, string name) =>
        $"{line.GetProperty(name)} [{string.Join(", ", line.GetProperty("scope").EnumerateObject().Select(p => $"{p.Name}={p.Value}"))}] {line.GetProperty("window").GetProperty("from")} to {line.GetProperty("window").GetProperty("until")}";

    static string Exact(JsonElement line, string figure) =>
        line.GetProperty(figure) is { ValueKind: JsonValueKind.Object } value ? value.TryGetProperty("exact", out var exact) ? exact.GetString()! : value.GetRawText() : "none";
}
