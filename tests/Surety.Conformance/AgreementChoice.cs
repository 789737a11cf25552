using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Surety.Levels;

namespace Surety.Conformance;

/// <summary>Which of several agreements of a peer applies: rows of one target, asked with the ticket's priority.</summary>
/// <param name="Name">Of the agreement; <c>null</c>: none applies.</param>
/// <param name="Row">Its targets for the ticket's priority, where it states them.</param>
/// <param name="Schedule">Its own schedule, where it has one.</param>
sealed partial record AgreementChoice(string? Name, JsonElement? Row, JsonElement? Schedule)
{
    static readonly string[] Known = ["name", "condition", "default", "priorities", "targets", "schedule", "note"];
    static readonly string[] RowKeys = ["priority", "name", "default", "first_response", "update", "resolution"];

    /// <summary>Asks the engine which row takes the ticket.</summary>
    public static AgreementChoice Of(Case one, IReadOnlyList<JsonElement> events)
    {
        var agreements = Given.List(one.Input, "agreements");
        var priority = Given.TextIf(one.Input, "priority") ?? events.Select(e => Given.TextIf(e, "priority")).FirstOrDefault(p => p is not null);
        var rows = new StringBuilder();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        int? otherwise = null;
        for (var i = 0; i < agreements.Count; i++)
        {
            if (Given.Members(agreements[i], "agreements").Select(p => p.Name).Except(Known).FirstOrDefault() is { } unknown) throw Stopped.Skipped($"unknown key '{unknown}' of an agreement");
            if (Given.Flag(agreements[i], "default")) otherwise = i;
            // The first one that takes a priority has it.
            else foreach (var value in PrioritiesOf(agreements[i]).Where(taken.Add)) rows.Append($"      {ScheduleText.Quoted("priority " + value)}: all within {i + 1} s\n");
        }
        if (otherwise is { } last) rows.Append($"      otherwise: all within {last + 1} s\n");
        if (rows.Length == 0 || (priority is null && otherwise is null)) return new(null, null, null);
        var chosen = Asked(rows.ToString(), priority) is { } found ? agreements[found] : default;
        if (chosen.ValueKind == JsonValueKind.Undefined) return new(null, null, null);
        var row = Rows(chosen).FirstOrDefault(r => r.Priority == priority).Row;
        return new(Given.Text(chosen, "name"), row ?? (Given.Has(chosen, "targets") ? chosen.GetProperty("targets") : null), Given.Has(chosen, "schedule") ? chosen.GetProperty("schedule") : null);
    }

    static int? Asked(string rows, string? priority)
    {
        var (agreement, problems) = Runner.Read(new(Translation.Head("UTC") + "metrics:\n  response:\n    measures: time\n    from: opened\n    to: first reply by provider\nservice levels:\n  response:\n    metric: response\n    per: month\n    target:\n" + rows, ""));
        if (agreement is null) throw Stopped.Unreadable(problems);
        var labels = priority is null ? Labels.None : Labels.None.With("priority", priority);
        var scope = Scopes.Together(agreement.Levels[0], Labels.None).FirstOrDefault(s => s.Selection.Takes(labels));
        return scope is null ? null : (int)((Span.Elapsed)((Target.EachWithin)scope.Row.Target).Within).Time.TotalSeconds - 1;
    }

    /// <summary>The case with the targets and the schedule of the agreement that applies.</summary>
    public Case AppliedTo(Case one)
    {
        var input = JsonObject.Create(one.Input)!;
        if (Row is { } row) input["targets"] = new JsonObject(Given.Members(row, "targets").Where(t => t.Value.ValueKind == JsonValueKind.Number).Select(t => KeyValuePair.Create(t.Name, JsonNode.Parse(t.Value.GetRawText()))));
        else if (!Given.Has(one.Input, "targets")) throw Stopped.Skipped("the targets of the agreement that applies are not stated");
        return one with { Input = JsonSerializer.SerializeToElement(input), Schedule = Schedule ?? one.Schedule };
    }

    // A condition that is blank never matches; one about something else than the priority has no counterpart here.
    static IEnumerable<string> PrioritiesOf(JsonElement agreement)
    {
        var rows = Rows(agreement).Select(r => r.Priority).ToList();
        if (!agreement.TryGetProperty("condition", out var condition)) return rows;
        if (condition.ValueKind == JsonValueKind.Null || string.IsNullOrWhiteSpace(condition.ToString())) return [];
        var named = new List<string>();
        foreach (var part in Or().Split(condition.ToString()))
            if (OnePriority().Match(part) is { Success: true } one) named.AddRange(one.Groups["value"].Value.Split(',').Select(v => v.Trim().Trim('\'', '"')));
            else throw Stopped.Skipped($"a condition that is not about the priority alone: {condition}");
        return rows.Count == 0 ? named : named.Intersect(rows);
    }

    static IEnumerable<(string Priority, JsonElement? Row)> Rows(JsonElement agreement)
    {
        if (!Given.Has(agreement, "priorities")) return [];
        var rows = agreement.GetProperty("priorities");
        if (rows.ValueKind == JsonValueKind.Object) return [.. rows.EnumerateObject().Select(r => (r.Name, (JsonElement?)Checked(r.Value)))];
        return [.. Given.List(agreement, "priorities").Select(r => r.ValueKind == JsonValueKind.String ? (r.GetString()!, null) : (Given.TextIf(r, "priority") ?? Given.Text(r, "name"), (JsonElement?)Checked(r)))];
    }

    static JsonElement Checked(JsonElement row) =>
        Given.Members(row, "priorities").Select(p => p.Name).Except(RowKeys).FirstOrDefault() is { } unknown ? throw Stopped.Skipped($"unknown key '{unknown}' of a priority row") : row;

    [GeneratedRegex(@"\s+or\s+|\s*\|\|\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Or();

    [GeneratedRegex(@"^\s*(?:doc\.|ticket\.)?priority\s*(?:in\s*[(\[{](?<value>[^)\]}]*)[)\]}]|(?:==?|is)\s*(?<value>'[^']*'|""[^""]*""|[^'""=<>!&]+?))\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex OnePriority();
}
