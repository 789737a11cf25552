using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Facts;
using Xunit;

namespace Surety.Integration.Tests.Facts;

/// <summary>However the same facts are written down, the statement is the same, byte for byte; only the places that it names in the files, and how many of their rows were refused, differ.</summary>
public sealed class FactProperties
{
    static readonly Versions Everything = VersionsOf("tests/Surety.Tests/Agreements/full.yaml");
    static readonly Instant AsOf = Instant.FromUtc(2026, 4, 20, 12, 0);

    static Versions VersionsOf(string path) =>
        Versions.Of([AgreementFile.Parse("full.yaml", File.ReadAllBytes(Shared.Own(path))).Agreement!]).ShouldBeOfType<Result<Versions>.Ok>().Value;

    sealed record Files(params (string Name, string Text)[] All)
    {
        public (string Statement, int Accepted, string[] Refused) Read()
        {
            var builder = new FactBuilder();
            foreach (var (name, text) in All)
            {
                if (name.EndsWith(".csv", StringComparison.Ordinal)) FactTables.Read(builder, name, Encoding.UTF8.GetBytes(text));
                else JsonLines.Read(builder, name, Encoding.UTF8.GetBytes(text));
            }
            var facts = builder.Build(AsOf);
            var period = WindowRule.Month.At(new LocalDate(2026, 3, 1), Everything.Newest.Zone);
            var statement = StatementJson.Of(Evaluation.Of(Everything, facts, period.Time.End, AsOf).Statement(period));
            return (WithoutPlaces(statement), builder.Counts.Sum(c => c.Accepted), [.. builder.Problems.Select(p => p.Code).Distinct().Order(StringComparer.Ordinal)]);
        }
    }

    /// <summary>Leaves out which line of which file each figure cites: that is what the properties change.</summary>
    static string WithoutPlaces(string statement)
    {
        var json = JsonNode.Parse(statement)!;
        Forget(json);
        json.AsObject().Remove("factFiles");
        // How many rows of which file were refused is a place, too.
        if (json["remarks"] is JsonArray remarks)
            foreach (var refused in remarks.Where(r => (string?)r!["code"] is "facts.refused" or "facts.contradiction").ToList()) remarks.Remove(refused);
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        static void Forget(JsonNode? node)
        {
            if (node is JsonArray list) foreach (var item in list) Forget(item);
            if (node is not JsonObject fields) return;
            foreach (var (key, value) in fields.ToList())
            {
                if (key == "facts" && value is JsonObject cited) cited.Remove("first");
                else Forget(value);
            }
        }
    }

    static string JsonLinesOf(IEnumerable<ValueList<Label>> facts) => string.Join("\n", facts.Select(f => FactLines.Write(f)));

    static string TableOf(IReadOnlyList<ValueList<Label>> facts)
    {
        var columns = facts.SelectMany(f => f.Select(l => l.Name)).Distinct().ToList();
        var rows = facts.Select(f => string.Join(",", columns.Select(c => Cell(f.FirstOrDefault(l => l.Name == c).Value ?? ""))));
        return string.Join("\r\n", [string.Join(",", columns.Select(Cell)), .. rows]);

        static string Cell(string text) => text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;
    }

    static void Holds<T>(Gen<T> gen, Func<T, (Files One, Files Other)> same, bool alsoCounts = true) =>
        Prop.ForAll(gen.ToArbitrary(), sample =>
        {
            var (one, other) = same(sample);
            var (expected, actual) = (one.Read(), other.Read());
            actual.Statement.ShouldBe(expected.Statement);
            if (alsoCounts) actual.Accepted.ShouldBe(expected.Accepted);
            actual.Refused.ShouldBe(expected.Refused);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void The_order_of_lines_decides_nothing() =>
        Holds(from facts in FactSamples.Many from shuffled in Gen.Shuffle(facts) select (facts, shuffled),
            s => (new(("a.jsonl", JsonLinesOf(s.facts))), new(("a.jsonl", JsonLinesOf(s.shuffled)))));

    [Fact]
    public void In_how_many_files_they_lie_decides_nothing() =>
        Holds(from facts in FactSamples.Many from shuffled in Gen.Shuffle(facts) from cut in Gen.Choose(0, facts.Length) from next in Gen.Choose(0, facts.Length) select (facts, shuffled, Cut: Math.Min(cut, next), Next: Math.Max(cut, next)),
            s => (new(("a.jsonl", JsonLinesOf(s.facts))), new(("c.jsonl", JsonLinesOf(s.shuffled[..s.Cut])), ("b.csv", TableOf(s.shuffled[s.Cut..s.Next])), ("a.jsonl", JsonLinesOf(s.shuffled[s.Next..])))));

    // What is not known yet is not counted as sent twice: the numbers of rows differ, and nothing else does.
    [Fact]
    public void What_is_sent_twice_counts_once_in_one_file_or_in_two() =>
        Holds(from facts in FactSamples.Many from again in Gen.SubListOf(facts) from more in Gen.SubListOf(facts) from shuffled in Gen.Shuffle(facts.Concat(again).ToArray()) select (facts, shuffled, more),
            s => (new(("a.jsonl", JsonLinesOf(s.facts))), new(("a.jsonl", JsonLinesOf(s.shuffled)), ("b.jsonl", JsonLinesOf(s.more)))), alsoCounts: false);

    [Fact]
    public void A_table_says_the_same_as_lines() =>
        Holds(FactSamples.Many, facts => (new(("a.jsonl", JsonLinesOf(facts))), new(("a.csv", TableOf(facts)))));

    [Fact]
    public void The_samples_reach_every_type_and_settle_something()
    {
        var types = JsonDocument.Parse(File.ReadAllText(Shared.Own("docs/guide/facts.schema.json"))).RootElement.GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray().Select(t => t.GetString()!);
        var samples = Gen.Sample(FactSamples.Many, 60, 30).ToList();

        samples.SelectMany(s => s).Select(f => f[0].Value).Distinct().ShouldBe(types, ignoreOrder: true);
        var read = samples.ConvertAll(s => new Files(("a.jsonl", JsonLinesOf(s))).Read());
        read.ShouldAllBe(r => r.Accepted > 20);
        read.SelectMany(r => r.Refused).Distinct().ShouldBe(["fact.circle", "fact.contradiction", "fact.corrects-nothing"], ignoreOrder: true);
        read.ShouldContain(r => r.Statement.Contains("\"missed\"", StringComparison.Ordinal) && r.Statement.Contains("\"met\"", StringComparison.Ordinal));
    }
}
