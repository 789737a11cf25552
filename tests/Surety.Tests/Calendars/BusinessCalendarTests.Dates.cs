using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

public sealed partial class BusinessCalendarTests
{
    /// <summary>Closed from Christmas Eve to Boxing Day, a short New Year's Eve, and an inventory on 7 December (a Monday).</summary>
    static readonly CalendarRules Shop = Rules("Europe/Berlin", ("mon-sat", "09:00-19:00")) with
    {
        Closed =
        [
            new ClosedDates.Yearly(12, 25, "Christmas Day"),
            new ClosedDates.Span(new(2026, 12, 24), new(2026, 12, 26), "Christmas holidays"),
            new ClosedDates.On(new(2026, 5, 1)),
        ],
        Breaks = [new(new(2026, 12, 7), Hours("09:00-12:00"))],
        Shifts = [new(new(2026, 12, 31), Hours("09:00-14:00")), new(new(2026, 12, 13), Hours("13:00-18:00"))],
    };

    static readonly BusinessCalendar ShopCalendar = BusinessCalendar.Compile(Shop);

    [Fact]
    public void Holidays_do_not_count() =>
        ShopCalendar.Between(At("2026-12-23T18:00+01:00"), At("2026-12-28T10:00+01:00")).ShouldBe(WorkingTime.FromHours(2));

    [Fact]
    public void A_yearly_holiday_comes_every_year()
    {
        ShopCalendar.IsOpen(At("2025-12-25T12:00+01:00")).ShouldBeFalse();
        ShopCalendar.IsOpen(At("2031-12-25T12:00+01:00")).ShouldBeFalse();
        ShopCalendar.IsOpen(At("2031-12-24T12:00+01:00")).ShouldBeTrue();
    }

    [Fact]
    public void The_twenty_ninth_of_February_comes_in_leap_years_only()
    {
        var calendar = BusinessCalendar.Compile(Rules("Etc/UTC", ("mon-sun", "09:00-17:00")) with { Closed = [new ClosedDates.Yearly(2, 29, "Leap Day")] });

        calendar.HolidaysFrom(Date("2026-01-01")).Take(2).Select(h => h.Date).ShouldBe([Date("2028-02-29"), Date("2032-02-29")]);
    }

    [Fact]
    public void A_shift_replaces_the_hours_of_its_date()
    {
        ShopCalendar.Between(At("2026-12-31T00:00+01:00"), At("2027-01-01T00:00+01:00")).ShouldBe(WorkingTime.FromHours(5));
        ShopCalendar.IsWorkingDate(Date("2026-12-13")).ShouldBeTrue();
        ShopCalendar.IsWorkingDate(Date("2026-12-20")).ShouldBeFalse();
    }

    [Fact]
    public void A_break_takes_hours_out_of_its_date() =>
        ShopCalendar.WindowsAfter(At("2026-12-07T00:00+01:00")).First().ShouldBe(Window("2026-12-07T12:00+01:00", "2026-12-07T19:00+01:00"));

    [Fact]
    public void A_holiday_beats_a_shift_unless_it_is_reopened()
    {
        var worked = Shop with { Shifts = [new(new(2026, 12, 24), Hours("09:00-13:00"))] };

        BusinessCalendar.Compile(worked).IsWorkingDate(Date("2026-12-24")).ShouldBeFalse();
        BusinessCalendar.Compile(worked with { Reopened = [new(2026, 12, 24)] }).WindowsAfter(At("2026-12-24T00:00+01:00")).First()
            .ShouldBe(Window("2026-12-24T09:00+01:00", "2026-12-24T13:00+01:00"));
    }

    [Fact]
    public void Status_says_why_a_calendar_is_closed()
    {
        var holiday = ShopCalendar.StatusAt(At("2026-12-25T12:00+01:00"));
        var inventory = ShopCalendar.StatusAt(At("2026-12-07T09:00+01:00"));

        holiday.ShouldBe(new(At("2026-12-25T12:00+01:00"), Date("2026-12-25"), false, false, new(Date("2026-12-25"), "Christmas Day"), false));
        inventory.ShouldBe(new(At("2026-12-07T09:00+01:00"), Date("2026-12-07"), false, true, null, true));
        ShopCalendar.StatusAt(At("2026-12-07T12:00+01:00")).IsOnBreak.ShouldBeFalse();
    }

    [Fact]
    public void Working_dates_leave_out_weekends_and_holidays()
    {
        ShopCalendar.WorkingDatesAfter(Date("2026-12-23")).Take(3).ShouldBe([Date("2026-12-28"), Date("2026-12-29"), Date("2026-12-30")]);
        ShopCalendar.WorkingDatesBefore(Date("2026-12-28")).Take(2).ShouldBe([Date("2026-12-23"), Date("2026-12-22")]);
        ShopCalendar.FirstWorkingDateFrom(Date("2026-12-24")).ShouldBe(Date("2026-12-28"));
        ShopCalendar.FirstWorkingDateFrom(Date("2026-12-28")).ShouldBe(Date("2026-12-28"));
    }

    [Fact]
    public void Two_calendars_are_both_open_by_their_own_clocks()
    {
        var together = BusinessCalendar.Both("overlap", Calendar("Europe/Berlin", ("mon-fri", "08:00-18:00")), Calendar("America/New_York", ("mon-fri", "08:00-17:00")));

        together.WindowsAfter(At("2026-06-01T00:00Z")).First().ShouldBe(Window("2026-06-01T14:00+02:00", "2026-06-01T18:00+02:00"));
        // America changes its clocks three weeks before Europe: for that time New York opens an hour earlier as Berlin sees it.
        together.Between(At("2026-03-09T00:00Z"), At("2026-03-10T00:00Z")).ShouldBe(WorkingTime.FromHours(5));
    }

    [Fact]
    public void Two_calendars_are_open_when_one_of_them_is()
    {
        var sun = BusinessCalendar.Either("follow the sun", Calendar("Europe/Berlin", ("mon-fri", "08:00-18:00")), Calendar("America/New_York", ("mon-fri", "08:00-17:00")));

        sun.Between(At("2026-06-01T00:00Z"), At("2026-06-02T00:00Z")).ShouldBe(WorkingTime.FromHours(15));
        sun.WindowsAfter(At("2026-06-01T00:00Z")).First().ShouldBe(Window("2026-06-01T08:00+02:00", "2026-06-01T23:00+02:00"));
    }

    [Fact]
    public void A_holiday_of_one_calendar_closes_both_and_of_both_closes_either()
    {
        var german = BusinessCalendar.Compile(Rules("Europe/Berlin", ("mon-fri", "08:00-18:00")) with { Closed = [new ClosedDates.On(new(2026, 10, 3), "German Unity Day"), new ClosedDates.On(new(2026, 12, 25), "Weihnachten")] });
        var french = BusinessCalendar.Compile(Rules("Europe/Paris", ("mon-sun", "09:00-17:00")) with { Closed = [new ClosedDates.On(new(2026, 12, 25), "Noël")] });
        var both = BusinessCalendar.Both("both", german, french);
        var either = BusinessCalendar.Either("either", german, french);

        both.HolidayOn(Date("2026-10-03")).ShouldBe(new(Date("2026-10-03"), "German Unity Day"));
        either.HolidayOn(Date("2026-10-03")).ShouldBeNull();
        either.HolidayOn(Date("2026-12-25")).ShouldBe(new(Date("2026-12-25"), "Weihnachten"));
        either.IsWorkingDate(Date("2026-12-25")).ShouldBeFalse();
    }

    [Fact]
    public void Two_halves_of_a_day_joined_are_cut_at_midnight()
    {
        var whole = BusinessCalendar.Either("whole", Calendar("Europe/Berlin", ("mon-sun", "00:00-12:00")), Calendar("Europe/Berlin", ("mon-sun", "12:00-24:00")));

        whole.WindowsAfter(At("2026-06-01T00:00+02:00")).Take(2).ShouldBe(
            [Window("2026-06-01T00:00+02:00", "2026-06-02T00:00+02:00"), Window("2026-06-02T00:00+02:00", "2026-06-03T00:00+02:00")]);
    }
}
