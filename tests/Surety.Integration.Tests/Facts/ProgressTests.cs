using NodaTime;
using Shouldly;
using Surety.Cli;
using Xunit;

namespace Surety.Integration.Tests.Facts;

/// <summary>The clock of these prompts goes on by itself at every look, so that nobody waits: a look every thousand rows.</summary>
public sealed class ProgressTests
{
    static readonly Terminal Screen = new(80, false, true, false);

    static async Task<string> MessagesAsync(Duration pace, Terminal terminal, string file = "many.jsonl", params string[] options)
    {
        using var prompt = new Prompt { Pace = pace };
        var lines = file.EndsWith(".csv", StringComparison.Ordinal)
            ? Enumerable.Range(0, 6000).Select(i => $"value,2026-10-01T00:00:00Z,{i},m{i}").Prepend("type,at,value,labels.n")
            : Enumerable.Range(0, 6000).Select(i => $"{{\"type\":\"value\",\"at\":\"2026-10-01T00:00:00Z\",\"value\":{i},\"labels\":{{\"n\":\"m{i}\"}}}}");
        var printed = await prompt.RunAsync(["facts", prompt.Write(file, string.Join('\n', lines)), .. options], "", terminal, CancellationToken.None);
        printed.Code.ShouldBe(0, printed.Messages);
        printed.Output.ShouldBeEmpty();
        return printed.Messages;
    }

    // One second a look: the work began at 1, the first thousand rows are read at 2, and two seconds have gone by at 3.
    [Theory]
    [InlineData("many.jsonl")]
    [InlineData("many.csv")]
    public async Task After_two_seconds_a_terminal_shows_rows_and_bytes_and_no_trace_is_left(string file)
    {
        var messages = await MessagesAsync(Duration.FromSeconds(1), Screen, file);

        var drawn = messages.Split('\r');
        drawn[0].ShouldBeEmpty();
        drawn[1].ShouldContain("2,000 rows, 0.");
        drawn[1].ShouldContain("█");
        drawn[1].ShouldMatch(@" 3[23] %");
        drawn[^2].ShouldContain("6,000 rows");
        drawn.Skip(1).ShouldAllBe(line => line.Split("\e[K", StringSplitOptions.None)[0].Length <= 80);
        drawn[^1].ShouldStartWith("\e[K");
        drawn[^1].ShouldEndWith("6,000 accepted.\n");
    }

    [Fact]
    public async Task It_is_drawn_ten_times_a_second_at_most()
    {
        // Fifty milliseconds a look would need forty looks, and there are six.
        (await MessagesAsync(Duration.FromMilliseconds(50), Screen)).ShouldNotContain("\r");
        // Half a second a look: 2 s have gone by at the fourth.
        (await MessagesAsync(Duration.FromMilliseconds(500), Screen)).Count(c => c == '\r').ShouldBe(4);
    }

    [Fact]
    public async Task A_pipe_and_a_quiet_run_get_nothing()
    {
        (await MessagesAsync(Duration.FromSeconds(1), Terminal.None)).ShouldNotContain("\r");
        (await MessagesAsync(Duration.FromSeconds(1), Screen, "many.jsonl", "-q")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_narrow_terminal_is_not_overrun() =>
        (await MessagesAsync(Duration.FromSeconds(1), Screen with { Width = 40 })).Split('\r').Skip(1).ShouldAllBe(line => line.Split("\e[K", StringSplitOptions.None)[0].Length <= 40);
}
