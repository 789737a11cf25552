using System.Text.RegularExpressions;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements.EveryKey;

/// <summary>A key, a word or a text clause that is new does not get past these tests without a row of its own.</summary>
public sealed partial class CompletenessTests
{
    /// <summary>Keys that compute nothing: the guide marks each of them as text.</summary>
    static readonly string[] Text =
    [
        "title", "language", "parties/provider/name", "parties/provider/address", "parties/customer/name", "parties/customer/address", "scope/services/*/description",
        "scope/services/*/covers", "scope/services/*/does not cover", "scope/exclusions/*/means", "scope/responsibilities/provider", "scope/responsibilities/customer", "scope/limits",
        "metrics/*/means", "reporting/*/covers", "escalation/disputes", "escalation/other terms",
    ];

    [Fact]
    public void Every_key_that_the_readers_know_has_a_row_or_is_text()
    {
        var rows = Example.All.SelectMany(e => e.Changes).Select(c => c.Path).Distinct().ToList();

        var missing = Known().Where(k => !Text.Contains(k) && k != "scope/responsibilities" && !rows.Exists(r => Fits(k, r))).ToList();

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Only_what_the_guide_marks_as_text_needs_no_row()
    {
        var guide = File.ReadAllText(Source.File("docs", "guide", "language.md"));
        var marked = TextRow().Matches(guide).Select(m => m.Groups[1].Value).Concat(TextWords().Matches(guide).SelectMany(m => Quoted().Matches(m.Groups[1].Value)).Select(m => m.Groups[1].Value));

        Text.Select(k => k[(k.LastIndexOf('/') + 1)..]).Distinct().Order().ShouldBe(marked.Distinct().Order());
        Text.Except(Known()).ShouldBeEmpty();
    }

    [Fact]
    public void A_text_says_nothing_else()
    {
        var example = Example.All.First(e => e.Name == "scope");
        var said = Answers.Of(example, example.Text).Said;
        foreach (var path in Text.Select(t => t.Replace("services/*", "services/shop", StringComparison.Ordinal).Replace("exclusions/*", "exclusions/works", StringComparison.Ordinal)
            .Replace("metrics/*", "metrics/shop", StringComparison.Ordinal).Replace("reporting/*", "reporting/report", StringComparison.Ordinal)))
            Answers.Of(example, AgreementText.With(AgreementText.With(example.Text, "scope/responsibilities", "customer: nothing"), path, path == "language" ? "de" : "Something else")).Said.ShouldBe(said, path);
    }

    [Fact]
    public void The_readers_ask_for_no_key_that_the_full_example_does_not_show()
    {
        var words = AgreementFile.KnownKeys("full.yaml", AgreementFileTests.Full).Select(k => k.Key).ToHashSet();

        var asked = ReaderFiles().SelectMany(f => Asked().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().ToList();

        asked.Count.ShouldBeGreaterThan(80);
        asked.Where(k => !words.Contains(k)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_word_that_the_readers_take_stands_in_a_row()
    {
        var written = string.Join("\n", Example.All.SelectMany(e => e.Changes.SelectMany(c => c.Values.SelectMany(v => v).Where(v => v.Refused is null or "not-computed").Select(v => v.Text).Concat(c.Where.Select(w => w.Value))).OfType<string>().Append(e.Text)));

        var taken = ReaderFiles().SelectMany(f => Taken().Matches(File.ReadAllText(f))).SelectMany(m => Literal().Matches(m.Groups[1].Value)).Select(m => m.Groups[1].Value).Distinct().ToList();

        taken.Count.ShouldBeGreaterThan(100);
        taken.Except(["en", "de"]).Where(w => !Regex.IsMatch(written, $@"(?<![\w-]){Regex.Escape(w)}(?![\w-])")).ShouldBeEmpty();
    }

    /// <summary>Names of the guide's examples, and what they are called in ours.</summary>
    static readonly (string Guide, string Ours)[] Names = [("branch routers", "routers"), ("web shop", "shop"), ("uptime promise", "promise"), ("support hours", "office"), ("platform-eu", "probes"), ("uptime credit", "up"), ("answer credit", "score")];

    /// <summary>What the guide quotes and no agreement says: commands, facts, states of a statement, and where something is to be filled in.</summary>
    static readonly string[] NotOfAgreements = ["evaluate", "done", "imported", "period", "complete", "in comment", "range: award"];

    [Fact]
    public void Every_phrase_that_the_guide_lists_stands_in_a_row()
    {
        var written = Example.All.SelectMany(e => e.Changes.SelectMany(c => c.Values.SelectMany(v => v).Select(v => $"{c.Path}: {v.Text}").Concat(c.Where.Select(w => $"{w.Path}: {w.Value}"))).Append(e.Text)).ToList();
        var lines = AnyNumber(string.Join('\n', written));
        var guide = File.ReadAllText(Source.File("docs", "guide", "language.md")).ReplaceLineEndings("\n");
        var clauses = Fence().Replace(guide[guide.IndexOf("\n## The head", StringComparison.Ordinal)..guide.IndexOf("\n## What holds", StringComparison.Ordinal)], "");

        var phrases = Quoted().Matches(clauses).Select(m => Names.Aggregate(m.Groups[1].Value, (t, n) => t.Replace(n.Guide, n.Ours, StringComparison.Ordinal))).Distinct().ToList();

        phrases.Count.ShouldBeGreaterThan(200);
        phrases.Except(NotOfAgreements).Where(p => !Placeholder().IsMatch(p) && !Text.Any(t => t.Split('/').Contains(p)))
            .Where(p => p.Split('…').Any(part => !lines.Contains(AnyNumber(part.Trim()), StringComparison.OrdinalIgnoreCase))).ShouldBeEmpty();
    }

    static string AnyNumber(string text) => Number().Replace(text, "9");

    /// <summary>Paths of all keys, with <c>*</c> for names that an agreement chooses; a list is known by the key before it.</summary>
    static List<string> Known() =>
        AgreementFile.KnownKeys("full.yaml", AgreementFileTests.Full).Select(k => k.Path.Length == 0 ? k.Key : $"{k.Path}/{k.Key}")
            .Select(k => k.Contains("/-", StringComparison.Ordinal) ? k[..k.IndexOf("/-", StringComparison.Ordinal)] : k).Distinct().ToList();

    /// <summary>Whether a row is about a key; the names below a key may be written as a whole behind it.</summary>
    static bool Fits(string known, string row)
    {
        var (pattern, path) = (known.Split('/'), row.Split('/'));
        return (pattern.Length == path.Length && pattern.Zip(path).All(p => p.First == "*" || p.First == p.Second)) || (known.EndsWith("/*", StringComparison.Ordinal) && Fits(known[..^2], row));
    }

    static IEnumerable<string> ReaderFiles() =>
        Directory.GetFiles(Source.File("src", "Surety"), "Read*.cs", SearchOption.AllDirectories)
            .Concat(new[] { "Scope/Windows.cs", "Scope/Ranges.cs", "Scope/Conditions.cs", "Metrics/Events.cs", "Text/Spans.cs", "Text/Fees.cs", "Agreements/AgreementFile.cs" }.Select(f => Source.File("src", "Surety", f)));

    [GeneratedRegex(@"\| `([^`]+)` \|[^|\n]*\(\*\*text\*\*\)")]
    private static partial Regex TextRow();

    [GeneratedRegex(@"((?:\*{0,2}`[^`]+`\*{0,2}(?:, | and )?)+) \((?:[^()]*, )?\*\*text\*\*\)")]
    private static partial Regex TextWords();

    [GeneratedRegex(@"\b[A-D]\b|[A-Z]{4}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\.(?:Optional|Required|Has)\(""([^""]+)""\)")]
    private static partial Regex Asked();

    [GeneratedRegex(@"(?:TryWord|ExpectWord|TryAny|Choice)\(((?:[^()]|\([^()]*\))*)\)")]
    private static partial Regex Taken();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Literal();
}
