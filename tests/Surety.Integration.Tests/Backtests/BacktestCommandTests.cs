using System.Text.Json;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Backtests;

/// <summary>The command on the example of the guide.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    static string Folder => Shared.Own("docs/guide/examples/backtest");

    public void Dispose() => prompt.Dispose();

    static string[] Question(params string[] more) =>
        ["backtest", Path.Combine(Folder, "draft.yaml"), "--facts", Path.Combine(Folder, "facts.csv"), "--from", "2026-01", "--until", "2026-03", "--as-of", "2026-04-20T09:00Z", .. more];

    [Fact]
    public async Task The_table_is_the_one_that_the_guide_shows()
    {
        var run = await prompt.RunAsync(Question());

        run.Code.ShouldBe(0, run.Messages);
        File.ReadAllText(Shared.Own("docs/guide/backtest.md")).ShouldContain(run.Output.TrimEnd());
    }

    [Fact]
    public async Task Json_says_the_same_exactly()
    {
        var run = await prompt.RunAsync(Question("--json"));

        var whole = JsonDocument.Parse(run.Output).RootElement.GetProperty("whole");
        whole.GetProperty("credits")[0].GetProperty("amount").GetString().ShouldBe("350.00");
        whole.GetProperty("gapsBad").GetProperty("credits")[0].GetProperty("amount").GetString().ShouldBe("650.00");
    }

    [Fact]
    public async Task Csv_has_a_row_for_each_month()
    {
        var run = await prompt.RunAsync(Question("-o", "csv"));

        run.Output.Split("\r\n").ShouldContain("2026-02,1,0,0,0.00,0.00,300.00,EUR,0,0,1,96.40");
    }

    [Fact]
    public async Task Only_the_target_that_is_asked_for_is_moved()
    {
        var run = await prompt.RunAsync(Question("--target", "shop is up: 99.7 %"));

        run.Code.ShouldBe(0, run.Messages);
        run.Output.ShouldContain("at least 99.7 %");
        run.Output.ShouldNotContain("at least 99.5 %");
    }

    [Theory]
    [InlineData("shop is upp: 99 %", "Did you mean 'shop is up'?")]
    [InlineData("shop is up: 99", "is no limit for 'shop is up', whose target is 'at least 99.9 %'")]
    [InlineData("shop is up", "is no limit for 'shop is up'")]
    public async Task A_target_that_cannot_be_is_refused(string target, string message)
    {
        var run = await prompt.RunAsync(Question("--target", target));

        run.Code.ShouldBe(64);
        run.Messages.ShouldContain(message);
    }

    [Theory]
    [InlineData("2026-03", "2026-01", "is before --from")]
    [InlineData("2026-Q1", "2026-03", "is no month")]
    public async Task Months_that_cannot_be_are_refused(string from, string until, string message)
    {
        var run = await prompt.RunAsync("backtest", Path.Combine(Folder, "draft.yaml"), "--facts", Path.Combine(Folder, "facts.csv"), "--from", from, "--until", until);

        run.Code.ShouldBe(64);
        run.Messages.ShouldContain(message);
    }
}
