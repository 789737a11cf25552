using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Surety.Agreements;
using Surety.Tests.Agreements.EveryKey;
using Surety.Tests.Fuzz;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Agreements.Canonical;

/// <summary>Holds the schema for editors to what the readers accept.</summary>
public sealed class SchemaTests
{
    static readonly JsonSchema Schema = new(AgreementSchema.Json);

    /// <summary>Legal texts of every kind: the full example, and all that the tables of changes make.</summary>
    static IEnumerable<string> Legal() => Example.All.SelectMany(e => e.Changes.SelectMany(c => c.Values.SelectMany(v => v).Where(v => v.Refused is null)
        .Select(v => AgreementText.With(c.Where.Aggregate(e.Text, (t, w) => AgreementText.With(t, w.Path, w.Value)), c.Path, v.Text)))).Append(Encoding.UTF8.GetString(AgreementFileTests.Full));

    [Fact]
    public void The_published_schema_is_the_one_that_is_printed() =>
        File.ReadAllText(Source.File("docs", "guide", "agreement.schema.json")).ReplaceLineEndings("\n").ShouldBe(AgreementSchema.Json, "write it anew: surety schema > docs/guide/agreement.schema.json");

    [Fact]
    public void Every_key_has_the_shape_and_the_words_that_its_reader_takes()
    {
        var read = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var text in Example.All.Select(e => e.Text).Concat(Subject.All.Select(s => File.ReadAllText(s.File))))
            foreach (var (path, shapes) in AgreementFile.Shapes("a.yaml", Encoding.UTF8.GetBytes(text)))
            {
                if (!read.TryGetValue(path, out var all)) read[path] = all = new(StringComparer.Ordinal);
                all.UnionWith(shapes);
            }

        // What cites other files is read before the readers; attributes are keys that an agreement declares; what a metric is observed by has other words for each kind of metric.
        string[] elsewhere = ["terms", "uses", "without", "scope/inventory/*/members/*/*", "metrics/*/observed by"];
        var wrong = Keys.All.Where(k => !elsewhere.Contains(k.Full))
            .Select(k => (k.Full, Ours: string.Join(" | ", k.Shapes.Concat(k.Words.Select(w => $"= {w}")).Order(StringComparer.Ordinal)), Read: string.Join(" | ", read.GetValueOrDefault(k.Full, [])))).Where(k => k.Ours != k.Read);
        wrong.ShouldBeEmpty("src/Surety/Agreements/keys.txt");
    }

    [Fact]
    public void Every_agreement_of_the_project_is_as_the_schema_says()
    {
        foreach (var subject in Subject.All) Schema.Wrong(JsonOf(File.ReadAllText(subject.File))).ShouldBeEmpty(subject.File);
        foreach (var text in Legal().Where((_, i) => i % 5 == 0)) Schema.Wrong(JsonOf(text)).ShouldBeEmpty(text);
    }

    [Fact]
    public void A_key_that_no_reader_knows_is_none_of_the_schema_either()
    {
        var lines = Encoding.UTF8.GetString(AgreementFileTests.Full).Split('\n');
        var (tried, passed) = (0, new List<int>());
        // An attribute of a member is a key that an agreement may choose.
        var (members, behind) = (Array.FindIndex(lines, l => l.Trim() == "members:"), Array.FindIndex(lines, l => l.Trim() == "workloads:"));
        for (var i = 0; i < lines.Length; i += 4)
        {
            if ((i > members && i < behind) || lines[i].Trim() is "" or ['#' or '-', ..] || lines[i].EndsWith('|')) continue;
            var indent = lines[i].Length - lines[i].TrimStart().Length;
            var text = string.Join('\n', [.. lines[..i], new string(' ', indent) + "qqxx 7 zz: 1", .. lines[i..]]);
            if (AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text)).Problems.All(p => p.Code != "key.unknown")) continue;
            tried++;
            if (Schema.Wrong(JsonOf(text)).Count == 0) passed.Add(i + 1);
        }
        tried.ShouldBeGreaterThan(40);
        passed.Select(p => $"{p}: {lines[p - 1]}").ShouldBeEmpty();
    }

    static string JsonOf(string text) => Json(Tree.Parse("a.yaml", text).Root!)!.ToJsonString();

    static JsonNode? Json(Node node) => node switch
    {
        Node.Scalar scalar => JsonValue.Create(scalar.Text),
        Node.Sequence list => new JsonArray([.. list.Items.Select(Json)]),
        Node.Mapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Json(e.Value)))),
    };
}
