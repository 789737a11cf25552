using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Holds the JSON of statements against docs/guide/statement.schema.json, with a checker of the few words that schema uses.</summary>
public sealed class StatementSchemaTests
{
    static readonly JsonElement Schema = JsonDocument.Parse(GoldenFile.Guide("statement.schema.json")).RootElement;

    [Fact]
    public void One_statement_is_as_described() => Wrong(StatementJson.Of(Example.Statement())).ShouldBeEmpty();

    [Fact]
    public void Several_statements_are_as_described() => Wrong(StatementJson.Of([Example.Statement(), Example.Statement() with { Tier = null, Caps = [] }])).ShouldBeEmpty();

    [Fact]
    public void Every_kind_of_figure_is_as_described()
    {
        Figure[] kinds =
        [
            new Figure.Share(Rational.Of(1, 3)), new Figure.Number(Rational.Of(-7, 2)), new Figure.Time(Rational.Of(10, 3)), new Figure.Count(3), new Figure.Amount(Rational.Of(100, 3), new("EUR")), new Figure.At(Example.Local(10, 1)), new Figure.Words("so"),
        ];
        var level = Example.Level(Rational.One, Example.AtLeast(5), Levels.Verdict.Met) with { Derivation = new Reason("all", new Figure.Words("so"), Follows.Rule, kinds.Select(k => new Reason("part", k, Follows.Given)).ToValueList()) };

        Wrong(StatementJson.Of(Example.Statement() with { Levels = [level] })).ShouldBeEmpty();
    }

    [Fact]
    public void The_checker_sees_a_key_that_is_not_described_and_one_that_is_missing()
    {
        var json = StatementJson.Of(Example.Statement());

        Wrong(json.Replace("\"belowMinimum\"", "\"underMinimum\"", StringComparison.Ordinal)).ShouldNotBeEmpty();
        Wrong(json.Replace("\"surety-statement/1\"", "\"surety-statement/2\"", StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    static List<string> Wrong(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Check(document.RootElement, Schema, "$");
    }

    static List<string> Check(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Check(value, Schema.GetProperty("$defs").GetProperty(reference.GetString()![8..]), path);
        if (schema.TryGetProperty("anyOf", out var ways))
        {
            var tried = ways.EnumerateArray().Select(way => Check(value, way, path)).ToList();
            return tried.Any(t => t.Count == 0) ? [] : tried.MinBy(t => t.Count)!;
        }
        var wrong = new List<string>();
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(w => w.GetString() == value.GetString())) wrong.Add($"{path}: '{value}' is none of {words}");
        if (schema.TryGetProperty("type", out var type) && type.GetString() != TypeOf(value)) return [$"{path}: {TypeOf(value)} where {type} was described"];
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!)) wrong.Add($"{path}: '{value}' is not {pattern}");
        if (schema.TryGetProperty("items", out var items)) wrong.AddRange(value.EnumerateArray().SelectMany((item, i) => Check(item, items, $"{path}[{i}]")));
        if (schema.TryGetProperty("properties", out var properties))
        {
            wrong.AddRange(schema.GetProperty("required").EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{path}: no {r}"));
            foreach (var member in value.EnumerateObject())
                wrong.AddRange(properties.TryGetProperty(member.Name, out var described) ? Check(member.Value, described, $"{path}.{member.Name}") : [$"{path}.{member.Name} is not described"]);
        }
        return wrong;
    }

    static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };
}
