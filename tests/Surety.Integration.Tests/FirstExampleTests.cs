using Shouldly;
using Xunit;

namespace Surety.Integration.Tests;

/// <summary>The example of README and guide, run as they say.</summary>
public sealed class FirstExampleTests : IDisposable
{
    readonly Prompt prompt = new();

    static string Folder => Shared.Own("docs/guide/examples/first");

    public void Dispose() => prompt.Dispose();

    static string[] Question(string command, params string[] more) =>
        [command, Path.Combine(Folder, "agreement.yaml"), .. more, "--facts", Path.Combine(Folder, "facts.csv"), "--period", "2026-10", "--as-of", "2026-11-03T09:00Z"];

    [Fact]
    public async Task The_statement_is_the_one_that_the_readme_shows()
    {
        var run = await prompt.RunAsync(Question("evaluate"));

        run.Code.ShouldBe(0, run.Messages);
        run.Output.ShouldBe(File.ReadAllText(Path.Combine(Folder, "statement.txt")));
        var readme = File.ReadAllText(Shared.Own("README.md"));
        var shown = run.Output[run.Output.IndexOf("October 2026", StringComparison.Ordinal)..run.Output.IndexOf("Messages of the ladders", StringComparison.Ordinal)].TrimEnd();
        readme.ShouldContain(shown);
    }

    [Fact]
    public async Task Why_shows_the_hour_that_was_announced_in_time()
    {
        var run = await prompt.RunAsync(Question("why", "website is up"));

        run.Code.ShouldBe(0, run.Messages);
        run.Output.ShouldContain("745 h");
        run.Output.ShouldContain("facts.csv:3");
    }

    [Fact]
    public async Task A_ticket_of_friday_noon_is_due_on_monday()
    {
        var run = await prompt.RunAsync("deadline", Path.Combine(Folder, "agreement.yaml"), "quick answer", "--from", "2026-10-09T12:00", "--priority", "urgent");

        run.Code.ShouldBe(0, run.Messages);
        run.Output.ShouldContain("Mon 2026-10-12 10:00");
    }
}
