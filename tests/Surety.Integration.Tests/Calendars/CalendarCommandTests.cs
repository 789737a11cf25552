using System.Text.Json;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Calendars;

public sealed class CalendarCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    Task<Printed> AskAsync(params string[] question) => prompt.RunAsync(["calendar", prompt.Write("a.yaml", Example.Agreement), .. question]);

    [Fact]
    public async Task Without_a_name_all_calendars_are_listed() =>
        (await AskAsync()).Output.ShouldBe("support hours     Europe/Berlin\naround the clock  Europe/Berlin\n");

    [Fact]
    public async Task Working_time_is_shown_date_by_date() =>
        (await AskAsync("support hours", "between", "2026-10-23T16:00", "2026-10-26T10:00")).Output.ShouldBe(
            """
            Fri 2026-10-23 16:00 Europe/Berlin (+02:00) to Mon 2026-10-26 10:00 Europe/Berlin (+01:00)

            time in support hours: 3 h
            ├─ Fri 2026-10-23: 16:00-17:00: 1 h
            ├─ + Sat 2026-10-24: no hours: 0 s
            ├─ + Sun 2026-10-25: no hours: 0 s
            └─ + Mon 2026-10-26: 08:00-10:00: 2 h

            Adds up: 5 figures recomputed, no remainder.

            """);

    [Fact]
    public async Task Open_hours_name_the_holiday()
    {
        var printed = await AskAsync("support hours", "open", "2026-12-25", "2026-12-26");

        printed.Output.ShouldContain("└─ Fri 2026-12-25: closed: Christmas Day: 0 s\n");
        printed.Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_day_around_the_clock_has_25_hours_when_the_clocks_go_back() =>
        (await AskAsync("around the clock", "open", "2026-10-25", "2026-10-26")).Output.ShouldContain("└─ Sun 2026-10-25: 00:00-24:00: 25 h\n");

    [Fact]
    public async Task Working_time_is_added()
    {
        var printed = await AskAsync("support hours", "add", "2026-10-23T16:00", "4 h", "--json");

        using var json = JsonDocument.Parse(printed.Output);
        json.RootElement.GetProperty("due").GetString().ShouldBe("2026-10-26T10:00:00Z");
    }

    [Fact]
    public async Task The_next_business_day_skips_the_holiday_and_the_weekend() =>
        (await AskAsync("support hours", "next-business-day", "2026-12-24")).Output.ShouldBe("Mon 2026-12-28\n");

    [Fact]
    public async Task Without_a_question_it_says_what_is_now() =>
        (await AskAsync("support hours")).Output.ShouldBe("Tue 2026-11-10 10:00 Europe/Berlin (+01:00): open\ncloses Tue 2026-11-10 12:00 Europe/Berlin (+01:00)\n");

    [Theory]
    [InlineData("2026-03-29T02:30", "skip 2026-03-29T02:30: they go from 02:00 to 03:00")]
    [InlineData("2026-10-25T02:30", "Write which is meant: 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00.")]
    [InlineData("2300-01-01T00:00Z", "1930 to 2199")]
    [InlineData("0001-01-01", "1930 to 2199")]
    [InlineData("yesterday", "'yesterday' is no point in time.")]
    [InlineData("2026-02-30T09:00", "'2026-02-30T09:00' is no point in time.")]
    public async Task An_instant_that_means_nothing_or_two_things_is_wrong_usage(string instant, string sentence)
    {
        var printed = await AskAsync("support hours", "at", instant);

        printed.Messages.ShouldContain(sentence);
        printed.Output.ShouldBeEmpty();
        printed.Code.ShouldBe(64);
    }

    [Fact]
    public async Task A_calendar_of_no_such_name_gets_the_nearest()
    {
        var printed = await AskAsync("suport hours", "at", "2026-10-01");

        printed.Messages.ShouldBe("surety: The agreement has no calendar called 'suport hours'. Did you mean 'support hours'?\n");
        printed.Code.ShouldBe(1);
    }

    public void Dispose() => prompt.Dispose();
}
