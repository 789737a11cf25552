using System.Text.Json;

namespace Surety.Conformance;

/// <summary>Holds answers against what a case expects.</summary>
static class Comparing
{
    /// <summary>A key without an answer makes the case a skip, never a pass; so does a difference that is wholly another reading.</summary>
    public static Outcome Of(Case one, Answers answers)
    {
        var expected = one.Expected.EnumerateObject().ToList();
        if (expected.Count == 0) return new Outcome.Skipped("nothing is expected");
        if (expected.Find(e => !answers.Ours.ContainsKey(e.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown) return new Outcome.Skipped($"unknown expected key '{unknown.Name}'");
        var differences = expected.Where(e => Normal(e) != answers.Ours[e.Name]).Select(e => new Difference(e.Name, Normal(e), answers.Ours[e.Name])).ToList();
        if (!one.NullIsAsserted && differences.RemoveAll(d => d.Expected == "null") > 0 && expected.TrueForAll(e => e.Value.ValueKind == JsonValueKind.Null))
            return new Outcome.Skipped("nothing is asserted");
        if (differences.Count == 0) return new Outcome.Passed();
        foreach (var (reason, keys) in answers.Others)
            if (expected.TrueForAll(e => Normal(e) == keys.GetValueOrDefault(e.Name, answers.Ours[e.Name]))) return new Outcome.Skipped(reason);
        return new Outcome.Failed(differences);
    }

    static string Normal(JsonProperty expected) =>
        // A peer may say why it gives no answer; we only say that we give none.
        expected.Name == "error" && expected.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) ? "true" : Normal(expected.Value);

    /// <summary>An expected value as answers are written.</summary>
    public static string Normal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => string.Join(" ", value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Array ? $"[{string.Join(" ", v.EnumerateArray().Select(Normal))}]" : Normal(v))),
        JsonValueKind.Object => string.Join(" ", value.EnumerateObject().Select(p => $"{p.Name}={Normal(p.Value)}")),
        JsonValueKind.Number when value.TryGetDecimal(out var number) => Given.Written(number),
        JsonValueKind.String when Given.InstantIn(value.GetString()!) is { } at => CalendarAnswers.Text(at),
        _ => value.ToString(),
    };
}
