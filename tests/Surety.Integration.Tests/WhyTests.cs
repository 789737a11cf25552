using System.Text.Json;
using Shouldly;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Integration.Tests;

/// <summary>Every figure that <c>evaluate</c> prints opens in <c>why</c> under the name that it stands under, and adds up: in the demo and in the examples of the guide.</summary>
public sealed class WhyTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    public static TheoryData<string, string> Examples => new()
    {
        { "demo", "2026-10" }, { "demo", "2026-11" }, { "first", "2026-10" }, { "rehearse", "2026-03" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_figure_opens_and_adds_up(string example, string period)
    {
        var folder = prompt.Path("demo");
        if (example == "demo") await prompt.RunAsync("demo", folder);
        else folder = Shared.Own($"docs/guide/examples/{example}");

        var evaluated = await prompt.RunAsync("evaluate", folder, "--period", period, "--json");
        evaluated.Code.ShouldBe(0, evaluated.Messages);
        using var statement = JsonDocument.Parse(evaluated.Output);

        foreach (var asked in Crawl.Items(statement.RootElement).GroupBy(i => i.Asked))
        {
            var json = await prompt.RunAsync("why", folder, asked.Key, "--period", period, "--json");
            json.Code.ShouldBe(0, json.Messages);
            using var why = JsonDocument.Parse(json.Output);
            var opened = new HashSet<string>();
            Crawl.Opened(why.RootElement, opened);
            asked.SelectMany(i => Crawl.Figures(i.Item, i.Path)).Where(f => !opened.Contains(f.Value)).Select(f => $"{f.Path} = {f.Value}").ShouldBeEmpty($"why {asked.Key}");

            var told = await prompt.RunAsync("why", folder, asked.Key, "--period", period, "--all");
            told.Code.ShouldBe(0, told.Messages);
            told.Output.ShouldContain("Adds up");
            told.Output.ShouldNotContain("Does not add up");
        }
    }
}
