using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Clocks;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Clocks;

public sealed class SpanOnCalendarTests
{
    static readonly BusinessCalendar Office = Calendar("Europe/Berlin", ("mon-fri", "09:00-17:00"));
    static readonly BusinessCalendar Always = BusinessCalendar.Compile(new CalendarRules("around the clock", Zone("Europe/Berlin")) { AlwaysOpen = true });
    static readonly DateTimeZone Berlin = Zone("Europe/Berlin");

    static Instant? After(Span span, string start, bool atOnce = false) => span.After(At(start), Office, Berlin, atOnce);

    // 2026-06-05 is a Friday.
    [Fact]
    public void Hours_are_hours_of_the_calendar()
    {
        After(new Span.Elapsed(Duration.FromHours(4), "4 h"), "2026-06-05T15:00+02:00").ShouldBe(At("2026-06-08T11:00+02:00"));
        After(new Span.BusinessTime(Duration.FromHours(2), "2 business hours"), "2026-06-05T15:00+02:00").ShouldBe(At("2026-06-05T17:00+02:00"));
    }

    [Fact]
    public void Days_keep_the_time_of_day_when_the_clocks_change() =>
        After(new Span.Days(2, "2 days"), "2026-03-28T10:00+01:00").ShouldBe(At("2026-03-30T10:00+02:00"));

    [Fact]
    public void Around_the_clock_a_day_of_hours_is_not_a_calendar_day_when_the_clocks_change() =>
        new Span.Elapsed(Duration.FromHours(24), "24 h").After(At("2026-03-28T10:00+01:00"), Always, Berlin).ShouldBe(At("2026-03-29T11:00+02:00"));

    [Fact]
    public void A_month_from_the_last_day_ends_on_the_last_day() =>
        After(new Span.Months(1, "1 month"), "2026-01-31T10:00+01:00").ShouldBe(At("2026-02-28T10:00+01:00"));

    [Fact]
    public void Business_days_have_three_spellings()
    {
        After(new Span.BusinessDays(2, "2 business days"), "2026-06-05T15:00+02:00").ShouldBe(At("2026-06-09T15:00+02:00"));
        After(new Span.EndOfBusinessDay(2, "the end of the 2nd business day"), "2026-06-05T15:00+02:00").ShouldBe(At("2026-06-09T17:00+02:00"));
        After(new Span.BusinessDaysOf(2, Duration.FromHours(6), "2 business days of 6 h"), "2026-06-05T15:00+02:00").ShouldBe(At("2026-06-09T11:00+02:00"));
    }

    [Fact]
    public void A_start_in_closed_time_is_the_next_opening_unless_it_starts_at_once()
    {
        var two = new Span.BusinessDays(2, "2 business days");

        After(two, "2026-06-06T12:00+02:00").ShouldBe(At("2026-06-10T09:00+02:00"));
        After(two, "2026-06-06T12:00+02:00", atOnce: true).ShouldBe(At("2026-06-09T12:00+02:00"));
    }

    [Fact]
    public void All_of_them_count_back()
    {
        new Span.Days(60, "60 days").Before(At("2026-05-31T10:00+02:00"), Office, Berlin).ShouldBe(At("2026-04-01T10:00+02:00"));
        new Span.Months(3, "3 months").Before(At("2026-05-31T10:00+02:00"), Office, Berlin).ShouldBe(At("2026-02-28T10:00+01:00"));
        new Span.BusinessDays(2, "2 business days").Before(At("2026-06-09T15:00+02:00"), Office, Berlin).ShouldBe(At("2026-06-05T15:00+02:00"));
        new Span.Elapsed(Duration.FromHours(10), "10 h").Before(At("2026-06-09T15:00+02:00"), Office, Berlin).ShouldBe(At("2026-06-08T13:00+02:00"));
        new Span.BusinessDaysOf(1, Duration.FromHours(8), "1 business day of 8 h").Before(At("2026-06-09T15:00+02:00"), Office, Berlin).ShouldBe(At("2026-06-08T15:00+02:00"));
    }

    [Fact]
    public void What_never_comes_is_nothing()
    {
        After(new Span.Days(int.MaxValue, "many days"), "2026-06-05T15:00+02:00").ShouldBeNull();
        After(new Span.BusinessDaysOf(int.MaxValue, Duration.FromDays(9), "many"), "2026-06-05T15:00+02:00").ShouldBeNull();
        new Span.BusinessDaysOf(int.MaxValue, Duration.FromDays(9), "many").Budget().ShouldNotBeNull();
        new Span.Months(int.MaxValue, "many").Before(At("2026-06-05T15:00+02:00"), Office, Berlin).ShouldBeNull();
        new Span.Elapsed(Duration.FromHours(1), "1 h").After(At("2026-06-05T15:00+02:00"), Calendar("Europe/Berlin"), Berlin).ShouldBeNull();
    }
}
