using System.Text.RegularExpressions;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>The recipes of the guide come to what it says, and the page shows them as they are.</summary>
public sealed partial class RecipesTests
{
    static readonly string Folder = Source.File("docs", "guide", "examples", "recipes");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_comes_to_what_the_guide_works_out(string name)
    {
        var (builder, asOf) = (new FactBuilder(), Fact.At("2026-03-10T00:00:00Z"));
        JsonLines.Read(builder, "facts.jsonl", File.ReadAllBytes(Path.Combine(Folder, name, "facts.jsonl")));
        var parsed = AgreementsOf(name).Select(f => AgreementFile.Parse(Path.GetFileName(f), File.ReadAllBytes(f))).ToList();
        parsed.SelectMany(p => p.Problems).Where(p => p.Severity is Severity.Error or Severity.Warning).ShouldBeEmpty();

        var versions = ((Result<Versions>.Ok)Versions.Of(parsed.Select(p => p.Agreement!))).Value;
        var statement = Evaluation.Of(versions, builder.Build(asOf), SmallAgreement.February.Time.End, asOf).Statement(SmallAgreement.February);

        string[] told =
        [
            .. statement.Levels.Select(l => $"{l.Level}: {Wire(l.Verdict)}"), .. statement.Credits.Select(c => $"{c.Remedy}: {Wording.English.Amount(c)} {Wire(c.State)}"), .. statement.Rights.Select(r => $"{r.Right}: {Wire(r.State)}"),
        ];
        told.ShouldBe(File.ReadAllLines(Path.Combine(Folder, name, "result.txt")));
    }

    [Fact]
    public void The_page_shows_what_stands_in_the_files()
    {
        var files = Names.SelectMany(n => AgreementsOf((string)n)).Select(f => File.ReadAllText(f).ReplaceLineEndings("\n")).ToList();
        var page = File.ReadAllText(Source.File("docs", "guide", "recipes.md")).ReplaceLineEndings("\n");

        foreach (Match chapter in Fenced().Matches(page))
            foreach (var part in chapter.Groups[1].Value.Split("\n\n"))
                files.ShouldContain(f => f.Contains(part.TrimEnd(), StringComparison.Ordinal), part);
    }

    /// <summary>The agreement, and beside it its amendment where the recipe has one.</summary>
    static IEnumerable<string> AgreementsOf(string name) => Directory.GetFiles(Path.Combine(Folder, name), "*.yaml").Order(StringComparer.Ordinal);

    static string Wire(Enum state) => state.ToString().ToLowerInvariant();

    [GeneratedRegex("```yaml\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
