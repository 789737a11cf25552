using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace Surety.Tests;

/// <summary>Checks JSON against a schema of ours, with those words of JSON Schema (2020-12) that they use; a word that it does not know is an error of the schema.</summary>
sealed class JsonSchema(string schema)
{
    static readonly string[] Known =
    [
        "$schema", "title", "description", "$defs", "$ref", "anyOf", "oneOf", "allOf", "if", "then", "else", "enum", "const", "type", "pattern", "minLength", "minimum", "items",
        "properties", "patternProperties", "required", "additionalProperties", "unevaluatedProperties",
    ];

    readonly JsonElement root = JsonDocument.Parse(schema).RootElement;

    /// <summary>The schema itself.</summary>
    public JsonElement Root => root;

    /// <summary>What is wrong with a document; empty: it is as described.</summary>
    public List<string> Wrong(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Check(document.RootElement, root, "$").Wrong;
    }

    /// <summary>What is wrong, and the keys of the object that some part of the schema spoke of.</summary>
    (List<string> Wrong, HashSet<string> Spoken) Check(JsonElement value, JsonElement schema, string path)
    {
        var (wrong, spoken) = (new List<string>(), new HashSet<string>());
        foreach (var word in schema.EnumerateObject())
        {
            Known.ShouldContain(word.Name);
            switch (word.Name)
            {
                case "$ref": Take(Check(value, root.GetProperty("$defs").GetProperty(word.Value.GetString()!["#/$defs/".Length..]), path)); break;
                case "allOf": foreach (var part in word.Value.EnumerateArray()) Take(Check(value, part, path)); break;
                case "anyOf" or "oneOf": Take(OneOf(value, word.Value, path, isOnly: word.Name == "oneOf")); break;
                case "if": if (schema.TryGetProperty(Check(value, word.Value, path).Wrong.Count == 0 ? "then" : "else", out var branch)) Take(Check(value, branch, path)); break;
                case "items" when value.ValueKind == JsonValueKind.Array: wrong.AddRange(value.EnumerateArray().SelectMany((item, i) => Check(item, word.Value, $"{path}[{i}]").Wrong)); break;
                default: wrong.AddRange(Simple(value, word, path)); break;
            }
        }
        if (value.ValueKind == JsonValueKind.Object) Members(value, schema, path, wrong, spoken);
        return (wrong, spoken);

        void Take((List<string> Wrong, HashSet<string> Spoken) part)
        {
            wrong.AddRange(part.Wrong);
            spoken.UnionWith(part.Spoken);
        }
    }

    (List<string> Wrong, HashSet<string> Spoken) OneOf(JsonElement value, JsonElement ways, string path, bool isOnly)
    {
        var tried = ways.EnumerateArray().Select(way => Check(value, way, path)).ToList();
        var right = tried.FindAll(t => t.Wrong.Count == 0);
        if (right.Count == 0) return (tried.MinBy(t => t.Wrong.Count).Wrong, []);
        return (isOnly && right.Count > 1 ? [$"{path}: {right.Count} descriptions fit"] : [], [.. right.SelectMany(r => r.Spoken)]);
    }

    static IEnumerable<string> Simple(JsonElement value, JsonProperty word, string path)
    {
        var isRight = word.Name switch
        {
            "enum" => word.Value.EnumerateArray().Any(w => JsonElement.DeepEquals(w, value)),
            "const" => JsonElement.DeepEquals(word.Value, value),
            "type" => word.Value.ValueKind == JsonValueKind.Array ? word.Value.EnumerateArray().Any(t => IsOf(value, t.GetString()!)) : IsOf(value, word.Value.GetString()!),
            "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, word.Value.GetString()!),
            "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= word.Value.GetInt32(),
            "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= word.Value.GetDecimal(),
            _ => true,
        };
        if (!isRight) yield return $"{path}: {value.GetRawText()} is not {word.Name} {word.Value.GetRawText()}";
    }

    void Members(JsonElement value, JsonElement schema, string path, List<string> wrong, HashSet<string> spoken)
    {
        if (schema.TryGetProperty("required", out var required)) wrong.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{path}: no {r}"));
        var own = new HashSet<string>();
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var described)) Look(member, described);
            if (!schema.TryGetProperty("patternProperties", out var patterns)) continue;
            foreach (var pattern in patterns.EnumerateObject())
                if (Regex.IsMatch(member.Name, pattern.Name)) Look(member, pattern.Value);
        }
        spoken.UnionWith(own);
        foreach (var (word, known) in new[] { ("additionalProperties", own), ("unevaluatedProperties", spoken) })
        {
            if (!schema.TryGetProperty(word, out var others)) continue;
            foreach (var member in value.EnumerateObject().Where(m => !known.Contains(m.Name)).ToList())
            {
                if (others.ValueKind == JsonValueKind.False) wrong.Add($"{path}.{member.Name} is not described");
                else Look(member, others);
            }
        }

        void Look(JsonProperty member, JsonElement described)
        {
            own.Add(member.Name);
            wrong.AddRange(Check(member.Value, described, $"{path}.{member.Name}").Wrong);
        }
    }

    static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number),
        _ => throw new InvalidOperationException($"'{type}' is no type."),
    };
}
