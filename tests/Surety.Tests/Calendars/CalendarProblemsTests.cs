using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

public sealed class CalendarProblemsTests
{
    static readonly CalendarRules Office = Rules("Europe/Berlin", ("mon-fri", "08:00-12:00 12:00-18:00"));

    static string[] Found(CalendarRules rules) => [.. CalendarProblems.Of(rules).Select(p => $"{p.Where} {p.Severity} {p.Code}")];

    [Fact]
    public void Ordinary_hours_have_no_problems()
    {
        CalendarProblems.Of(Office).ShouldBeEmpty();
        CalendarProblems.Of(new CalendarRules("24x7", DateTimeZone.Utc) { AlwaysOpen = true }).ShouldBeEmpty();
    }

    [Fact]
    public void A_calendar_without_open_time_is_refused()
    {
        Found(Rules("Etc/UTC")).ShouldBe(["Whole { } Error calendar.never-open"]);
        CalendarProblems.AreUsable(Rules("Etc/UTC", ("mon", ""))).ShouldBeFalse();
        CalendarProblems.AreUsable(Rules("Etc/UTC") with { Shifts = [new(new(2026, 1, 1), Hours("08:00-09:00"))] }).ShouldBeTrue();
    }

    [Fact]
    public void Hours_that_cannot_be_meant_are_refused_where_they_stand()
    {
        Found(Rules("Etc/UTC", ("mon", "09:00-09:00 08:00-09:00"))).ShouldBe(["Weekly { Entry = 0, Range = 0 } Error calendar.empty-hours"]);
        Found(Rules("Etc/UTC", ("mon", "08:00-09:00 22:00-06:00"))).ShouldBe(["Weekly { Entry = 0, Range = 1 } Error calendar.reversed"]);
        Found(Rules("Etc/UTC", ("mon", "08:00-25:00"))).ShouldBe(["Weekly { Entry = 0, Range = 0 } Error calendar.time"]);
        Found(Rules("Etc/UTC", ("mon", "08:00-12:00 11:00-13:00"))).ShouldBe(["Weekly { Entry = 0, Range = 1 } Error calendar.overlap"]);
        Found(Rules("Etc/UTC", ("mon", "08:00-12:00"), ("mon", "13:00-14:00"))).ShouldBe(["Weekly { Entry = 1, Range =  } Error calendar.day-twice"]);
    }

    [Fact]
    public void Hours_over_midnight_are_told_how_to_be_written() =>
        CalendarProblems.Of(Rules("Etc/UTC", ("mon", "22:00-06:00")))[0].Mend.ShouldBe("Hours over midnight are two ranges: 22:00-24:00, and on the next day 00:00-06:00.");

    [Fact]
    public void Closed_dates_that_cannot_be_meant_are_refused()
    {
        Found(Office with { Closed = [new ClosedDates.Span(new(2026, 12, 26), new(2026, 12, 24))] }).ShouldBe(["Closed { Entry = 0 } Error calendar.reversed"]);
        Found(Office with { Closed = [new ClosedDates.Yearly(2, 30)] }).ShouldBe(["Closed { Entry = 0 } Error calendar.date"]);
        Found(Office with { Closed = [new ClosedDates.Yearly(2, 29)] }).ShouldBeEmpty();
        Found(Office with { Closed = [new ClosedDates.Yearly(12, 25), new ClosedDates.Yearly(12, 25, "Christmas")] }).ShouldBe(["Closed { Entry = 1 } Warning calendar.twice"]);
    }

    [Fact]
    public void What_has_no_effect_is_a_warning()
    {
        Found(Office with { Reopened = [new(2026, 12, 25)] }).ShouldBe(["Reopened { Entry = 0 } Warning calendar.no-effect"]);
        Found(Office with { Breaks = [new(new(2026, 6, 6), Hours("09:00-10:00"))] }).ShouldBe(["Break { Entry = 0, Range =  } Warning calendar.no-effect"]);
        Found(Office with { Closed = [new ClosedDates.Yearly(12, 25)], Shifts = [new(new(2026, 12, 25), Hours("09:00-10:00"))] })
            .ShouldBe(["Shift { Entry = 0, Range =  } Warning calendar.no-effect"]);
    }

    [Fact]
    public void Dates_without_hours_or_given_twice_are_refused()
    {
        Found(Office with { Shifts = [new(new(2026, 6, 6), [])] }).ShouldBe(["Shift { Entry = 0, Range =  } Error calendar.empty-hours"]);
        Found(Office with { Breaks = [new(new(2026, 6, 5), Hours("09:00-10:00")), new(new(2026, 6, 5), Hours("11:00-12:00"))] })
            .ShouldBe(["Break { Entry = 1, Range =  } Error calendar.date-twice"]);
    }

    [Fact]
    public void Always_open_and_hours_of_the_week_contradict_each_other() =>
        Found(Office with { AlwaysOpen = true }).ShouldBe(["Whole { } Error calendar.contradiction"]);

    [Fact]
    public void Illegal_hours_are_not_compiled() => Should.Throw<ArgumentException>(() => Calendar("Etc/UTC", ("mon", "09:00-09:00")));
}
