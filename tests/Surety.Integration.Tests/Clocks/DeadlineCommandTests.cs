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
        (await AskAsync()).Output.ShouldBe("response\noutages\nway out\nservice report\nstatements\nterm notice\n");

    [Fact]
    public async Task A_ticket_is_due_with_its_working_day_by_day() =>
        (await AskAsync("response", "--from", "2026-10-23T16:30", "--priority", "P1")).Output.ShouldBe(
            """
            response, priority P1: 95 % within 1 h
            Mon 2026-10-26 08:30 Europe/Berlin (+01:00), 2026-10-26T07:30:00Z

            within 1 h: Mon 2026-10-26 08:30 a.yaml:50
            ├─ it starts: Fri 2026-10-23 16:30
            └─ time in support hours: 1 h
               ├─ Fri 2026-10-23: 16:30-17:00: 30 min
               ├─ + Sat 2026-10-24: no hours: 0 s
               ├─ + Sun 2026-10-25: no hours: 0 s
               └─ + Mon 2026-10-26: 08:00-08:30: 30 min

            Adds up: 7 figures recomputed, no remainder.

            """);

    static readonly string[] WithPause = ["response", "--from", "2026-10-23T16:30", "--priority", "P1", "--pause", "2026-10-26T08:00/2026-10-26T09:00"];

    [Fact]
    public async Task A_pause_moves_the_due_instant()
    {
        var file = prompt.Write("b.yaml", Example.Agreement.Replace("    clock: support hours\n", "    clock: support hours\n    paused while: waiting for customer\n", StringComparison.Ordinal));

        (await prompt.RunAsync(["deadline", file, .. WithPause])).Output.ShouldContain("2026-10-26T08:30:00Z");
    }

    // The contract lets no clock of it stand still, and a pause of the question does not change that.
    [Fact]
    public async Task A_clock_that_never_stops_goes_on_and_says_so()
    {
        var told = await AskAsync(WithPause);

        told.Output.ShouldContain("2026-10-26T07:30:00Z");
        told.Output.ShouldContain("has no 'paused while'");
    }

    [Fact]
    public async Task Without_a_priority_every_row_is_shown() =>
        (await AskAsync("response", "--from", "2026-10-23T16:30")).Output.Split('\n').Count(line => line.StartsWith("response, ", StringComparison.Ordinal)).ShouldBe(3);

    [Fact]
    public async Task A_claim_counts_from_the_end_of_the_month_of_the_incident()
    {
        var claim = await FirstAsync("outages", "--from", "2026-10-23T16:30");

        claim.GetProperty("lastDate").GetString().ShouldBe("2026-11-30");
        claim.GetProperty("dueIsInTime").GetBoolean().ShouldBeFalse();
    }

    // Window Q1, though February was asked about; it ends in March, whose end is 31 March; 30 days later is 30 April.
    [Fact]
    public async Task A_claim_counts_from_the_month_in_which_a_longer_window_ends_as_the_statement_counts_it()
    {
        var file = prompt.Write("q.yaml", Example.Agreement.Replace("metric: uptime\n    per: month", "metric: uptime\n    per: quarter", StringComparison.Ordinal).Replace("in 3 consecutive months", "in 3 consecutive quarters", StringComparison.Ordinal));

        (await prompt.RunAsync("deadline", file, "outages", "--from", "2026-02-10")).Output.ShouldStartWith(
            """
            outages: last moment to claim the credit for Q1 2026
            end of Thu 2026-04-30 Europe/Berlin; 2026-04-30T22:00:00Z is too late

            """);
    }

    // Five business days after October: 2 to 6 November. Ten more: 20 November. 90 days after 31 October: 30 of November, 31 of December, 29 January.
    [Fact]
    public async Task The_life_of_a_statement_has_three_dates()
    {
        using var json = JsonDocument.Parse((await AskAsync("statements", "--from", "2026-10-15", "--json")).Output);
        var dates = json.RootElement.GetProperty("deadlines");

        dates.EnumerateArray().Select(d => d.GetProperty("due").GetString()).ShouldBe(["2026-11-06T16:00:00Z", "2026-11-20T16:00:00Z", "2027-01-29T23:00:00Z"]);
        dates[2].GetProperty("lastDate").GetString().ShouldBe("2027-01-29");
    }

    [Fact]
    public async Task An_answer_bears_the_name_that_was_asked_for()
    {
        string[] names = ["response", "outages", "way out", "service report", "statements", "term notice"];
        foreach (var name in names)
            (await FirstAsync(name, "--from", "2026-10-23T16:30")).GetProperty("of").GetString()!.ShouldStartWith(name + ": ");
    }

    [Theory]
    [InlineData("shop is up", "promises no time 'within'")]
    [InlineData("outages", "given without a claim")]
    [InlineData("way out", "states neither 'exercised within' nor 'notice'")]
    [InlineData("term notice", "states no 'notice'")]
    public async Task A_clause_without_a_deadline_says_why(string name, string why)
    {
        var bare = string.Join('\n', Example.Agreement.Split('\n').Where(l => !l.Contains("claim: ", StringComparison.Ordinal) && !l.Contains("notice: ", StringComparison.Ordinal) && !l.Contains("exercised within", StringComparison.Ordinal)));

        var printed = await prompt.RunAsync("deadline", prompt.Write("bare.yaml", bare), name, "--from", "2026-10-15");

        printed.Messages.ShouldContain($"'{name}' has no deadline: ");
        printed.Messages.ShouldContain(why);
        printed.Code.ShouldBe(1);
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
