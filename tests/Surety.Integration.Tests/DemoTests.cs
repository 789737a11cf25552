using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Cli;
using Xunit;

namespace Surety.Integration.Tests;

/// <summary>The main job: the demo, and the same statement again from its folder.</summary>
public sealed class DemoTests : IDisposable
{
    readonly Prompt prompt = new();

    string Folder => prompt.Path("demo");

    public void Dispose() => prompt.Dispose();

    [Fact]
    public async Task The_demo_prints_the_statement_that_evaluate_prints_again()
    {
        var demo = await prompt.RunAsync("demo", Folder);
        var again = await prompt.RunAsync("evaluate", Folder, "--period", "2026-10", "--as-of", "2026-11-04T09:00:00Z");

        demo.Code.ShouldBe(0, demo.Messages);
        demo.Output.ShouldContain("EUR 463.50 is owed");
        demo.Output.ShouldContain("2 of 3");
        demo.Messages.ShouldContain("surety why");
        again.Code.ShouldBe(0, again.Messages);
        again.Output.ShouldBe(demo.Output);
    }

    // What a record has signed is the canonical file: a clause stands on the same line in it, in the folder and on the pages.
    [Fact]
    public async Task The_agreements_of_the_demo_are_in_their_canonical_form()
    {
        await prompt.RunAsync("demo", Folder);

        var run = await prompt.RunAsync("fmt", Folder, "--check");

        run.Code.ShouldBe(0, run.Output + run.Messages);
    }

    [Theory]
    [InlineData("json", "\"agreement\"")]
    [InlineData("html", "<!doctype html>")]
    [InlineData("csv", "kind,")]
    public async Task Every_form_has_the_statement(string form, string sign)
    {
        await prompt.RunAsync("demo", Folder);

        var run = await prompt.RunAsync("evaluate", Folder, "--period", "2026-10", "-o", form);

        run.Code.ShouldBe(0, run.Messages);
        run.Output.ToLowerInvariant().ShouldContain(sign);
    }

    [Fact]
    public async Task The_statement_and_its_reasons_are_told_in_German()
    {
        await prompt.RunAsync("demo", Folder);

        var text = await prompt.RunAsync("evaluate", Folder, "--period", "2026-10", "--language", "de");
        var page = await prompt.RunAsync("evaluate", Folder, "--period", "2026-10", "-o", "html", "--language", "de");
        var why = await prompt.RunAsync("why", Folder, "shop availability", "--period", "2026-10", "--language", "de");

        text.Code.ShouldBe(0, text.Messages);
        text.Output.ShouldContain("463,50 EUR sind geschuldet");
        text.Output.ShouldContain("Di 13.10.2026 10:42 bis 11:09");
        text.Output.ShouldContain("shop availability wird in 3");
        page.Output.ShouldContain("<html lang=\"de\" data-running=\"");
        page.Output.ShouldContain("von 99,0 % bis unter „uptime promise“");
        why.Code.ShouldBe(0, why.Messages);
        why.Output.ShouldContain("Geht auf: ");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task What_programs_read_is_in_no_other_language(string form)
    {
        await prompt.RunAsync("demo", Folder);

        var run = await prompt.RunAsync("evaluate", Folder, "--period", "2026-10", "-o", form, "--language", "de");

        run.Code.ShouldBe(64);
        run.Messages.ShouldContain($"a document in {form} has the words that machines read");
    }

    [Fact]
    public async Task Why_opens_a_level_and_the_total()
    {
        await prompt.RunAsync("demo", Folder);

        var level = await prompt.RunAsync("why", Folder, "shop availability", "--period", "2026-10");
        var total = await prompt.RunAsync("why", Folder, "total", "--period", "2026-10");
        var unknown = await prompt.RunAsync("why", Folder, "shop availabilty", "--period", "2026-10");

        level.Code.ShouldBe(0, level.Messages);
        level.Output.ShouldContain("web-shop.jsonl:");
        level.Output.ShouldContain("northwind-acme.v2.yaml:");
        total.Code.ShouldBe(0, total.Messages);
        unknown.Code.ShouldBe(1);
        unknown.Messages.ShouldContain("Did you mean 'shop availability'?");
    }

    [Fact]
    public async Task Every_ticket_of_a_level_that_is_met_can_be_opened()
    {
        await prompt.RunAsync("demo", Folder);
        string[] question = ["why", Folder, "response", "--scope", "priority=otherwise", "--period", "2026-10"];

        var wide = Terminal.None with { Width = 200 };
        var some = await prompt.RunAsync(question, "", wide, TestContext.Current.CancellationToken);
        var all = await prompt.RunAsync([.. question, "--all"], "", wide, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse((await prompt.RunAsync([.. question, "-o", "json"])).Output);

        var level = json.RootElement.GetProperty("levels")[0];
        var (events, late) = (level.GetProperty("events").GetInt32(), level.GetProperty("missCount").GetInt32());
        level.GetProperty("verdict").GetString().ShouldBe("met");
        (events > 50 && late > 0).ShouldBeTrue();
        Regex.Count(all.Output, @"T-\d+(, cycle \d)? was in time").ShouldBe(events - late);
        Regex.Count(all.Output, @"T-\d+(, cycle \d)? was late").ShouldBe(late);
        Regex.Matches(level.GetRawText(), @"T-\d+(, cycle \d)? was (in time|late)").Select(m => m.Value).Distinct().Count().ShouldBe(events);
        some.Output.ShouldContain($"… and {events - late - 8} more");
        Regex.Count(some.Output, @"T-\d+(, cycle \d)? was in time").ShouldBe(8);
    }

    [Fact]
    public async Task Refused_facts_are_told_and_written_and_the_others_count()
    {
        await prompt.RunAsync("demo", Folder);
        var wrong = Path.Combine(Folder, "facts", "wrong.jsonl");
        await File.WriteAllTextAsync(wrong, "{\"type\":\"state\",\"at\":\"2026-13-01T00:00:00Z\",\"service\":\"web shop\",\"state\":\"up\"}\n", TestContext.Current.CancellationToken);
        var refused = Path.Combine(Folder, "refused.txt");

        var run = await prompt.RunAsync("evaluate", Folder, "--period", "2026-10", "--refused", refused, "--strict");

        run.Code.ShouldBe(1);
        run.Messages.ShouldContain("wrong.jsonl:1:");
        run.Output.ShouldContain("is owed");
        (await File.ReadAllTextAsync(refused, TestContext.Current.CancellationToken)).ShouldContain("2026-13-01");
    }
}
