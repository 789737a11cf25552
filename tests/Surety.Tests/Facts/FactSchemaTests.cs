using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

/// <summary>Holds docs/guide/facts.schema.json and docs/guide/facts.md equal to what the reader of facts accepts.</summary>
public sealed class FactSchemaTests
{
    static readonly JsonSchema Schema = new(File.ReadAllText(Source.File("docs", "guide", "facts.schema.json")));

    static readonly string[] Examples = File.ReadAllLines(Source.File("docs", "guide", "examples", "every-fact.jsonl"));

    public static TheoryData<string> Lines => [.. Examples];

    static bool Fits(JsonNode fact) => Schema.Wrong(fact.ToJsonString()).Count == 0;

    static ValueList<Problem> ProblemsOf(JsonNode fact)
    {
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", Encoding.UTF8.GetBytes(fact.ToJsonString()));
        return builder.Problems;
    }

    /// <summary>Both refuse it, the reader at a place.</summary>
    static void ShouldBeRefused(JsonNode fact)
    {
        Schema.Wrong(fact.ToJsonString()).ShouldNotBeEmpty(fact.ToJsonString());
        ProblemsOf(fact).ShouldNotBeEmpty(fact.ToJsonString());
        ProblemsOf(fact).ShouldAllBe(p => p.At.Line == 1 && p.At.Column >= 1);
    }

    static void ShouldBeTaken(JsonNode fact)
    {
        Schema.Wrong(fact.ToJsonString()).ShouldBeEmpty(fact.ToJsonString());
        ProblemsOf(fact).ShouldBeEmpty(fact.ToJsonString());
    }

    static JsonObject With(string line, string key, JsonNode? value)
    {
        var fact = JsonNode.Parse(line)!.AsObject();
        fact[key] = value;
        return fact;
    }

    static JsonObject Without(string line, string key)
    {
        var fact = JsonNode.Parse(line)!.AsObject();
        fact.Remove(key);
        return fact;
    }

    static (string[] Keys, string[] Required) Described(string type)
    {
        var described = Schema.Root.GetProperty("$defs").GetProperty(type);
        return ([.. described.GetProperty("properties").EnumerateObject().Select(p => p.Name).Where(n => n != "type")], [.. described.GetProperty("required").EnumerateArray().Select(r => r.GetString()!)]);
    }

    static string[] KeysOf(JsonElement schema) => [.. schema.GetProperty("properties").EnumerateObject().Select(p => p.Name)];

    static string Key(string listed) => listed.TrimEnd('?').Replace(".*", "", StringComparison.Ordinal);

    [Fact]
    public void The_schema_has_the_types_and_keys_of_the_reader()
    {
        KeysOf(Schema.Root).ShouldBe(FactTypes.Common.Select(Key), ignoreOrder: true);
        Schema.Root.GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray().Select(t => t.GetString()).ShouldBe(FactTypes.All.Select(t => t.Type));
        foreach (var (type, keys) in FactTypes.All)
        {
            Described(type).Keys.ShouldBe(keys.Select(Key), ignoreOrder: true, type);
            Described(type).Required.ShouldBe(keys.Where(k => !k.EndsWith('?')), ignoreOrder: true, type);
        }
    }

    [Fact]
    public void The_table_of_the_guide_has_the_types_and_keys_of_the_reader()
    {
        var types = File.ReadAllText(Source.File("docs", "guide", "facts.md")).Split("\n## ")[0];
        var rows = Regex.Matches(types, @"^\| (`.*?) \| (.*?) \|", RegexOptions.Multiline)
            .SelectMany(row => Words(row.Groups[1].Value).Select(type => (type, Keys: Words(row.Groups[2].Value))));

        rows.Select(r => $"{r.type}: {string.Join(", ", r.Keys.Order(StringComparer.Ordinal))}")
            .ShouldBe(FactTypes.All.Select(t => $"{t.Type}: {string.Join(", ", t.Keys.Select(k => k.Replace(".*", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal))}"));
    }

    static string[] Words(string cell) => [.. Regex.Matches(cell, "`(.*?)`").Select(m => m.Groups[1].Value)];

    [Fact]
    public void The_examples_have_every_type() =>
        Examples.Select(l => JsonNode.Parse(l)!["type"]!.GetValue<string>()).Distinct().ShouldBe(FactTypes.All.Select(t => t.Type), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Lines))]
    public void An_example_is_taken_by_both(string line) => ShouldBeTaken(JsonNode.Parse(line)!);

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_key_is_required_by_both_or_by_none(string line)
    {
        foreach (var key in JsonNode.Parse(line)!.AsObject().Select(m => m.Key).ToList())
        {
            foreach (var fact in new[] { Without(line, key), With(line, key, null), With(line, key, "") })
                (ProblemsOf(fact).Count == 0).ShouldBe(Fits(fact), fact.ToJsonString());
        }
        foreach (var key in Described(JsonNode.Parse(line)!["type"]!.GetValue<string>()).Required)
            ShouldBeRefused(Without(line, key));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_key_of_another_type_or_of_nobody_is_refused_by_both(string line)
    {
        var type = JsonNode.Parse(line)!["type"]!.GetValue<string>();
        var own = Described(type).Keys.Concat(KeysOf(Schema.Root)).ToHashSet();
        foreach (var key in FactTypes.AllKeys.Select(Key).Where(k => !own.Contains(k)).Append("colour").Append("At").Append("label"))
            ShouldBeRefused(With(line, key, "red"));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_key_that_every_fact_may_have_is_taken_by_both(string line)
    {
        foreach (var key in FactTypes.Common.Where(k => k is not ("type" or "known" or "member" or "labels.*")))
        {
            ShouldBeTaken(With(line, key, "x"));
            ShouldBeTaken(With(line, key, 17));
            ShouldBeTaken(With(line, key, true));
        }
        ShouldBeTaken(With(line, "known", "2026-10-01T08:00:00.1234567+02:00"));
        ShouldBeTaken(With(line, "labels", new JsonObject { ["probe"] = "http", ["line"] = 7, ["nothing"] = null }));
        ShouldBeTaken(With(line, "labels.tenant", "7"));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_value_of_another_kind_is_refused_by_both(string line)
    {
        foreach (var (key, value) in JsonNode.Parse(line)!.AsObject().ToList())
        {
            ShouldBeRefused(With(line, key, new JsonObject { ["a"] = new JsonArray(1) }));
            if (key != "agreed by") ShouldBeRefused(With(line, key, new JsonArray("a")));
            if (FactLines.IsInstant(key) || key is "value" or "score" or "good" or "total" or "amount" or "quantity" or "currency" or "kind" or "met" or "state" or "type" or "agreed by")
                ShouldBeRefused(With(line, key, "wrong"));
            if (key is "labels" or "attributes") ShouldBeRefused(With(line, key, "wrong"));
        }
    }

    [Theory]
    [InlineData("2026-10-01T08:00:00Z", true)]
    [InlineData("2026-10-01 08:00:00+02:00", true)]
    [InlineData("2026-10-01T08:00:00.5-11:30", true)]
    [InlineData("2026-10-01T08:00:00.123456700Z", true)]
    [InlineData("2026-10-01T08:00:00+02", true)]
    [InlineData("1970-01-01T00:00:00Z", true)]
    [InlineData("2199-12-31T23:59:59Z", true)]
    [InlineData("2026-10-01T08:00:00", false)]
    [InlineData("2026-10-01T08:00Z", false)]
    [InlineData("2026-10-01", false)]
    [InlineData("2026-13-01T08:00:00Z", false)]
    [InlineData("2026-10-01T24:00:00Z", true)]
    [InlineData("2026-10-01T24:00:01Z", false)]
    [InlineData("2026-10-01T08:00:00.12345678Z", false)]
    [InlineData("1899-12-31T23:59:59Z", false)]
    [InlineData("2201-01-01T00:00:00Z", false)]
    [InlineData(" 2026-10-01T08:00:00Z", false)]
    [InlineData("1790841600", false)]
    public void An_instant_is_one_for_both_or_for_none(string instant, bool isOne)
    {
        var fact = With(Examples[0], "at", instant);

        (Fits(fact), ProblemsOf(fact).Count == 0).ShouldBe((isOne, isOne));
    }

    [Theory]
    [InlineData("1e-5", true)]
    [InlineData("\"1.5E3\"", true)]
    [InlineData("\"-0.5\"", true)]
    [InlineData("99.95", true)]
    [InlineData("\"1,5\"", false)]
    [InlineData("\"5 ms\"", false)]
    [InlineData("true", false)]
    [InlineData("null", false)]
    public void A_number_is_one_for_both_or_for_none(string number, bool isOne)
    {
        var fact = With(Examples[1], "value", JsonNode.Parse(number));

        (Fits(fact), ProblemsOf(fact).Count == 0).ShouldBe((isOne, isOne));
    }

    [Theory]
    [InlineData("1e3", true)]
    [InlineData("1000.0", true)]
    [InlineData("\"1000\"", true)]
    [InlineData("-1", false)]
    [InlineData("\"-1\"", false)]
    [InlineData("\"many\"", false)]
    public void A_count_is_one_for_both_or_for_none(string count, bool isOne)
    {
        var fact = With(Examples[2], "total", JsonNode.Parse(count));

        (Fits(fact), ProblemsOf(fact).Count == 0).ShouldBe((isOne, isOne));
    }

    [Theory]
    [InlineData("'event':'waiting','for':'customer'", true)]
    [InlineData("'event':'opened','for':'customer'", false)]
    [InlineData("'event':'status'", false)]
    [InlineData("'event':'status','to':''", false)]
    [InlineData("'event':'status','to':'on hold'", true)]
    [InlineData("'event':'priority'", false)]
    [InlineData("'event':'priority','to':'P1'", true)]
    [InlineData("'event':'priority','priority':'P1'", true)]
    public void What_an_event_needs_it_needs_for_both(string keys, bool isTaken)
    {
        var fact = JsonNode.Parse($"{{'type':'ticket','ticket':'T','at':'2026-10-01T08:00:00Z',{keys}}}".Replace('\'', '"'))!;

        (Fits(fact), ProblemsOf(fact).Count == 0).ShouldBe((isTaken, isTaken));
    }

    [Theory]
    [InlineData("['provider','customer']", true)]
    [InlineData("['both']", true)]
    [InlineData("[]", true)]
    [InlineData("'provider and customer'", true)]
    [InlineData("'provider, customer'", true)]
    [InlineData("'both'", true)]
    [InlineData("['nobody']", false)]
    [InlineData("'Provider'", false)]
    [InlineData("[1]", false)]
    public void Who_agreed_is_read_by_both_alike(string sides, bool isTaken)
    {
        var fact = With(Examples[4], "agreed by", JsonNode.Parse(sides.Replace('\'', '"')));

        (Fits(fact), ProblemsOf(fact).Count == 0).ShouldBe((isTaken, isTaken));
    }

    [Fact]
    public void A_charge_without_an_end_is_a_one_time_item_for_both()
    {
        var line = Examples.Single(l => l.Contains("one-time", StringComparison.Ordinal));
        ShouldBeTaken(With(line, "until", "2026-11-01"));
        foreach (var kind in new[] { "recurring", "usage", "tax", "" }) ShouldBeRefused(With(line, "kind", kind));
    }

    [Fact]
    public void A_date_is_enough_for_a_member() => ShouldBeTaken(With(With(Examples.Single(l => l.Contains("branch routers", StringComparison.Ordinal)), "from", "2026-03-01").ToJsonString(), "until", "2026-09-01"));
}
