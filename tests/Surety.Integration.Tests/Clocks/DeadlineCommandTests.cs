using System.Text.Json;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Clocks;

public sealed class DeadlineCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    Task<Printed> AskAsync(params string[] question) => prompt.RunAsync(["deadline", prompt.Write("a.yaml", Example.Agreement), .. question]);

    async Task<JsonElement> FirstAsync(params string[] question)
    {
        using var json = JsonDocument.Parse((await AskAsync([.. question, "--json"])).Output);
        return json.RootElement.GetProperty("deadlines")[0].Clone();
    }

    [Fact]
    public async Task Without_a_clause_those_with_a_deadline_are_listed() =>
        (await AskAsync()).Output.ShouldBe("response\noutages\nway out\nservice report\nterm notice\n");

    [Fact]
    public async Task A_ticket_is_due_with_its_working_day_by_day() =>
        (await AskAsync("response", "--from", "2026-10-23T16:30", "--priority", "P1")).Output.ShouldBe(
            """
            response: at least 95 % within 1 h  [priority=P1]
              Mon 2026-10-26 08:30 +01:00 Europe/Berlin
              2026-10-26T07:30:00Z
              service levels / response / target / priority P1 (a.yaml:50:20)
                it starts              Fri 2026-10-23 16:30 +02:00 Europe/Berlin
                time in support hours  1 h
                  Fri 2026-10-23: 16:30-17:00  30 min
                  Sat 2026-10-24: no hours     0 s
                  Sun 2026-10-25: no hours     0 s
                  Mon 2026-10-26: 08:00-08:30  30 min

            """);

    [Fact]
    public async Task A_pause_moves_the_due_instant() =>
        (await FirstAsync("response", "--from", "2026-10-23T16:30", "--scope", "priority=P1", "--pause", "2026-10-26T08:00/2026-10-26T09:00"))
            .GetProperty("due").GetString().ShouldBe("2026-10-26T08:30:00Z");

    [Fact]
    public async Task Without_a_priority_every_row_is_shown() =>
        (await AskAsync("response", "--from", "2026-10-23T16:30")).Output.Split('\n').Count(line => line.StartsWith("response: ", StringComparison.Ordinal)).ShouldBe(3);

    [Fact]
    public async Task A_claim_counts_from_the_end_of_the_month_of_the_incident()
    {
        var claim = await FirstAsync("outages", "--from", "2026-10-23T16:30");

        claim.GetProperty("lastDate").GetString().ShouldBe("2026-11-30");
        claim.GetProperty("dueIsInTime").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_duty_counts_from_the_end_of_its_period() =>
        (await FirstAsync("service report", "--from", "2026-10-15")).GetProperty("due").GetString().ShouldBe("2026-11-06T16:00:00Z");

    [Fact]
    public async Task A_right_lives_from_the_end_of_the_window_that_gave_it() =>
        (await FirstAsync("way out", "--from", "2026-10-15")).GetProperty("lastDate").GetString().ShouldBe("2026-12-30");

    [Fact]
    public async Task Notice_counts_back_from_the_end_of_the_term() =>
        (await FirstAsync("term notice")).GetProperty("lastDate").GetString().ShouldBe("2026-10-02");

    [Theory]
    [InlineData("surety: --scope: 'x' is no label.", "response", "--scope", "x")]
    [InlineData("surety: --scope: 'priority' has two values", "response", "--priority", "P1", "--scope", "priority=P2")]
    [InlineData("surety: --pause: 'a' is no pause.", "response", "--pause", "a")]
    [InlineData("surety: --pause: '2026-10-02/2026-10-01' ends before it begins.", "response", "--pause", "2026-10-02/2026-10-01")]
    [InlineData("surety: --from: 'soon' is no point in time.", "response", "--from", "soon")]
    public async Task Wrong_values_are_wrong_usage(string sentence, params string[] question)
    {
        var printed = await AskAsync(question);

        printed.Messages.ShouldContain(sentence);
        printed.Output.ShouldBeEmpty();
        printed.Code.ShouldBe(64);
    }

    [Theory]
    [InlineData("Did you mean 'response'?", "respons")]
    [InlineData("no tier called 'bronze'", "response", "--tier", "bronze")]
    public async Task Names_that_are_not_in_the_agreement_get_the_nearest(string sentence, params string[] question)
    {
        var printed = await AskAsync(question);

        printed.Messages.ShouldContain(sentence);
        printed.Code.ShouldBe(1);
    }

    public void Dispose() => prompt.Dispose();
}
