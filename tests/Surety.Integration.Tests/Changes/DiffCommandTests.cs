using System.Text.Json;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Changes;

/// <summary>The commands on the examples of the guide.</summary>
public sealed class DiffCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    static string File(string name) => Shared.Own($"docs/guide/examples/{name}");

    static string[] Question(params string[] more) => ["diff", File("diff/offer.yaml"), File("diff/counter.yaml"), .. more];

    static string[] OnFacts(params string[] more) => Question(["--facts", File("backtest/facts.csv"), "--from", "2026-01", "--until", "2026-03", "--as-of", "2026-04-20T09:00Z", .. more]);

    [Fact]
    public async Task The_comparison_is_the_one_that_the_guide_shows()
    {
        var run = await prompt.RunAsync(OnFacts());

        run.Code.ShouldBe(0, run.Messages);
        Shown(run, File("diff/")).ShouldBe(InGuide("counter.yaml --facts"));
    }

    [Fact]
    public async Task Json_has_every_edit_and_the_effect()
    {
        var json = JsonDocument.Parse((await prompt.RunAsync(OnFacts("--json"))).Output).RootElement;

        json.GetProperty("format").GetString().ShouldBe("surety-diff/1");
        json.GetProperty("changes").EnumerateArray().ShouldAllBe(c => c.GetProperty("edit").GetProperty("place").GetArrayLength() > 0);
        json.GetProperty("effect").GetProperty("more")[0].GetProperty("amount").GetString().ShouldBe("-100.00");
        json.GetProperty("effect").GetProperty("verdicts")[0].GetProperty("window").GetString().ShouldBe("2026-03");
    }

    [Fact]
    public async Task Markdown_is_a_table_of_was_and_is() =>
        (await prompt.RunAsync(Question("-o", "md"))).Output.ShouldContain("| service levels / shop is up / target | Target: at least 99.9 % (allows 43 min 12 s in a 30-day month). | Target: at least 99.5 % (allows 3 h 36 min in a 30-day month). |");

    [Fact]
    public async Task A_check_leaves_with_two_where_the_texts_say_different_things()
    {
        (await prompt.RunAsync(Question("--check"))).Code.ShouldBe(2);
        (await prompt.RunAsync("diff", File("diff/offer.yaml"), File("diff/offer.yaml"), "--check")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0), r => r.Output.ShouldContain("No difference: both have one canonical form."));
    }

    [Theory]
    [InlineData("Which months shall be tried?", "--from", "2026-01")]
    [InlineData("is no month", "--from", "2026", "--until", "2026-03")]
    [InlineData("is before --from", "--from", "2026-03", "--until", "2026-01")]
    public async Task Half_a_question_is_refused(string message, params string[] options)
    {
        var run = await prompt.RunAsync(Question(options));

        run.ShouldSatisfyAllConditions(r => r.Code.ShouldBe(64), r => r.Messages.ShouldContain(message), r => r.Output.ShouldBeEmpty());
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_of_both()
    {
        var run = await prompt.RunAsync("diff", prompt.Path("none.yaml"), prompt.Write("bad.yaml", "surety: 1\n"));

        run.ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Messages.ShouldContain("file.missing"));
        (await prompt.RunAsync("diff", "-", "-")).Code.ShouldBe(64);
    }

    [Fact]
    public async Task The_plan_of_an_upgrade_is_the_one_that_the_guide_shows()
    {
        var run = await prompt.RunAsync("terms", "upgrade", "northwind gold", "7..8", "--plan", File("layers/acme.yaml"));

        run.Code.ShouldBe(0, run.Messages);
        Shown(run, File("layers/")).ShouldBe(InGuide("7..8 --plan acme.yaml"));
    }

    [Fact]
    public async Task An_agreement_that_needs_what_the_new_terms_no_longer_have_cannot_be_moved_and_says_where()
    {
        prompt.Write("terms/gold1.yaml", "surety: 1\nterms: gold\nversion: 1\nmetrics:\n  up:\n    measures: availability\n    observed by: outages\n");
        prompt.Write("terms/gold2.yaml", "surety: 1\nterms: gold\nversion: 2\n");
        const string head = "surety: 1\nagreement: {0}\nuses: {1}\nparties:\n  provider:\n    name: P\n  customer:\n    name: C\nterm:\n  from: 2026-01-01\n  time zone: UTC\n";
        var (one, other) = (prompt.Write("a.yaml", string.Format(null, head, "a", "gold terms 1") + "service levels:\n  l:\n    metric: up\n    per: month\n    target: at least 99 %\n"), prompt.Write("b.yaml", string.Format(null, head, "b", "gold terms 2")));

        var run = await prompt.RunAsync("terms", "upgrade", "gold", "1..2", "--plan", one, other);

        run.Code.ShouldBe(1);
        run.Output.ShouldContain("2 agreements: 0 can be moved, 1 cannot, 1 not on version 1.");
        run.Output.ShouldContain("a.yaml:14:13: error name.unknown");
        run.Output.ShouldContain("b (b.yaml): stands on version 2");
        JsonDocument.Parse((await prompt.RunAsync("terms", "upgrade", "gold", "1..2", "--plan", one, other, "--json")).Output).RootElement.GetProperty("agreements")[0].GetProperty("state").GetString().ShouldBe("cannot be moved");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("7..")]
    [InlineData("0..1")]
    [InlineData("7..7")]
    public async Task Versions_that_are_none_are_refused(string versions) => (await prompt.RunAsync("terms", "upgrade", "gold", versions, "--plan", File("layers/acme.yaml"))).Code.ShouldBe(64);

    /// <summary>Words, wherever lines end: names of files are longer here than in the guide.</summary>
    static string[] Shown(Printed run, string folder) => Words(run.Output.Replace(folder, "", StringComparison.Ordinal));

    static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output that the guide shows behind a command.</summary>
    static string[] InGuide(string command)
    {
        var guide = System.IO.File.ReadAllText(Shared.Own("docs/guide/diff.md")).ReplaceLineEndings("\n");
        var from = guide.IndexOf("```text\n", guide.IndexOf(command, StringComparison.Ordinal), StringComparison.Ordinal) + 8;
        return Words(guide[from..guide.IndexOf("\n```", from, StringComparison.Ordinal)]);
    }
}
