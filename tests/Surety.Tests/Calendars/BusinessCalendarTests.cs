using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

public sealed partial class BusinessCalendarTests
{
    /// <summary>Monday to Friday with a lunch break, in Berlin. 2026-06-01 is a Monday, UTC+2.</summary>
    static readonly BusinessCalendar Office = Calendar("Europe/Berlin", ("mon-fri", "08:00-12:00 13:00-18:00"));

    static readonly BusinessCalendar Always = BusinessCalendar.Compile(new CalendarRules("24x7", Zone("Europe/Berlin")) { AlwaysOpen = true });

    [Fact]
    public void A_lunch_break_between_split_hours_does_not_count() =>
        Office.Between(At("2026-06-01T11:30+02:00"), At("2026-06-01T13:30+02:00")).ShouldBe(WorkingTime.FromHours(1));

    [Fact]
    public void A_weekend_does_not_count() =>
        Office.Between(At("2026-06-05T17:00+02:00"), At("2026-06-08T09:00+02:00")).ShouldBe(WorkingTime.FromHours(2));

    [Fact]
    public void Fractions_of_a_second_count_exactly()
    {
        var start = At("2026-06-01T08:00:00+02:00") - Duration.FromNanoseconds(1);
        var end = At("2026-06-01T08:00:00+02:00") + Duration.FromNanoseconds(3);

        Office.Between(start, end).ShouldBe(new WorkingTime(Duration.FromNanoseconds(3)));
        Office.Deadline(start, new WorkingTime(Duration.FromNanoseconds(3))).ShouldBe(end);
    }

    [Fact]
    public void Nothing_counts_between_an_instant_and_itself() =>
        Office.Between(At("2026-06-01T09:00+02:00"), At("2026-06-01T09:00+02:00")).ShouldBe(WorkingTime.Zero);

    [Fact]
    public void An_end_before_the_start_is_a_bug_of_the_caller() =>
        Should.Throw<ArgumentException>(() => Office.Between(At("2026-06-01T09:00+02:00"), At("2026-06-01T08:00+02:00")));

    [Fact]
    public void An_instant_outside_two_centuries_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Office.IsOpen(BusinessCalendar.Latest + Duration.Epsilon));

    [Fact]
    public void The_first_and_the_last_instant_can_be_asked_for()
    {
        foreach (var calendar in new[] { Calendar("Pacific/Kiritimati", ("mon-fri", "08:00-24:00")), Calendar("Pacific/Honolulu", ("mon-fri", "00:00-18:00")), Always })
            foreach (var at in new[] { BusinessCalendar.Earliest, BusinessCalendar.Latest })
            {
                calendar.IsOpen(at);
                calendar.StatusAt(at).At.ShouldBe(at);
                calendar.Between(at, at).ShouldBe(WorkingTime.Zero);
                calendar.WindowsAfter(at).Take(3).Count().ShouldBeInRange(0, 3);
                calendar.WindowsBefore(at).Take(3).Count().ShouldBeInRange(0, 3);
                (calendar.NextOpening(at) ?? at).ShouldBeGreaterThanOrEqualTo(at);
                (calendar.PreviousClosing(at) ?? at).ShouldBeLessThanOrEqualTo(at);
                (calendar.Deadline(at, WorkingTime.FromHours(9)) ?? at).ShouldBeGreaterThanOrEqualTo(at);
                (calendar.DeadlineBefore(at, WorkingTime.FromHours(9)) ?? at).ShouldBeLessThanOrEqualTo(at);
                (new BusinessDays.SameTime(2).After(at, calendar) ?? at).ShouldBeGreaterThanOrEqualTo(at);
                (new BusinessDays.EndOfDay(2).Before(at, calendar) ?? at).ShouldBeLessThanOrEqualTo(at);
            }
        Office.Between(BusinessCalendar.Earliest, BusinessCalendar.Latest).ShouldBeGreaterThan(WorkingTime.FromHours(600_000));
    }

    [Fact]
    public void A_budget_used_up_exactly_at_closing_time_is_due_at_closing_time()
    {
        Office.Deadline(At("2026-06-01T16:00+02:00"), WorkingTime.FromHours(2)).ShouldBe(At("2026-06-01T18:00+02:00"));
        Office.Deadline(At("2026-06-01T08:00+02:00"), WorkingTime.FromHours(4)).ShouldBe(At("2026-06-01T12:00+02:00"));
    }

    [Fact]
    public void A_budget_that_does_not_fit_into_the_day_goes_on_at_the_next_opening() =>
        Office.Deadline(At("2026-06-05T17:00+02:00"), WorkingTime.FromMinutes(90)).ShouldBe(At("2026-06-08T08:30+02:00"));

    [Fact]
    public void A_clock_that_starts_in_closed_time_starts_at_the_next_opening() =>
        Office.Deadline(At("2026-06-06T11:00+02:00"), WorkingTime.FromMinutes(30)).ShouldBe(At("2026-06-08T08:30+02:00"));

    [Fact]
    public void No_budget_is_due_at_once_in_open_time_and_at_the_next_opening_in_closed_time()
    {
        Office.Deadline(At("2026-06-01T09:00+02:00"), WorkingTime.Zero).ShouldBe(At("2026-06-01T09:00+02:00"));
        Office.Deadline(At("2026-06-01T12:00+02:00"), WorkingTime.Zero).ShouldBe(At("2026-06-01T13:00+02:00"));
    }

    [Fact]
    public void Counting_back_ends_exactly_at_an_opening() =>
        Office.DeadlineBefore(At("2026-06-01T15:00+02:00"), WorkingTime.FromHours(2)).ShouldBe(At("2026-06-01T13:00+02:00"));

    [Fact]
    public void Counting_back_over_a_weekend_uses_the_hours_of_Friday() =>
        Office.DeadlineBefore(At("2026-06-08T08:30+02:00"), WorkingTime.FromHours(1)).ShouldBe(At("2026-06-05T17:30+02:00"));

    [Fact]
    public void Counting_nothing_back_is_the_closing_before_in_closed_time()
    {
        Office.DeadlineBefore(At("2026-06-07T09:00+02:00"), WorkingTime.Zero).ShouldBe(At("2026-06-05T18:00+02:00"));
        Office.DeadlineBefore(At("2026-06-05T18:00+02:00"), WorkingTime.Zero).ShouldBe(At("2026-06-05T18:00+02:00"));
        Office.DeadlineBefore(At("2026-06-08T07:59+02:00"), WorkingTime.Zero).ShouldBe(At("2026-06-05T18:00+02:00"));
    }

    [Fact]
    public void Counting_nothing_back_from_an_opening_is_the_opening() =>
        Office.DeadlineBefore(At("2026-06-08T08:00+02:00"), WorkingTime.Zero).ShouldBe(At("2026-06-08T08:00+02:00"));

    [Fact]
    public void The_last_closing_of_a_date_is_its_own_though_the_next_date_opens_at_midnight()
    {
        var calendar = Calendar("Europe/Berlin", ("mon", "08:00-17:00"), ("tue", "00:00-24:00"));

        calendar.LastClosingOn(Date("2026-06-01")).ShouldBe(At("2026-06-01T17:00+02:00"));
        calendar.LastClosingOn(Date("2026-06-02")).ShouldBe(At("2026-06-03T00:00+02:00"));
    }

    [Fact]
    public void A_budget_can_be_asked_to_fit_into_one_date()
    {
        Office.DeadlineWithinDate(At("2026-06-01T16:00+02:00"), WorkingTime.FromHours(2)).ShouldBe(At("2026-06-01T18:00+02:00"));
        Office.DeadlineWithinDate(At("2026-06-01T16:00+02:00"), WorkingTime.FromHours(3)).ShouldBeNull();
        Office.DeadlineBeforeWithinDate(At("2026-06-01T09:00+02:00"), WorkingTime.FromHours(2)).ShouldBeNull();
    }

    [Fact]
    public void A_calendar_that_never_opens_has_no_deadlines_and_no_windows()
    {
        var never = Calendar("Europe/Berlin");
        var at = At("2026-06-01T09:00+02:00");

        never.Deadline(at, WorkingTime.FromSeconds(1)).ShouldBeNull();
        never.DeadlineBefore(at, WorkingTime.Zero).ShouldBeNull();
        never.NextOpening(at).ShouldBeNull();
        never.WindowsAfter(at).ShouldBeEmpty();
        never.WindowsBefore(at).ShouldBeEmpty();
        never.FirstWorkingDateFrom(Date("2026-06-01")).ShouldBeNull();
        never.Between(at, at + Duration.FromDays(5_000)).ShouldBe(WorkingTime.Zero);
    }

    [Fact]
    public void A_calendar_that_never_closes_counts_all_time()
    {
        var at = At("2026-03-28T12:00+01:00");

        Always.IsAlwaysOpen.ShouldBeTrue();
        Always.Between(at, at + Duration.FromHours(24)).ShouldBe(WorkingTime.FromHours(24));
        Always.Deadline(at, WorkingTime.FromHours(24)).ShouldBe(At("2026-03-29T13:00+02:00"));
        Always.DeadlineBefore(at, WorkingTime.FromHours(1)).ShouldBe(At("2026-03-28T11:00+01:00"));
        Always.WindowsAfter(at).Take(2).ShouldBe([Window("2026-03-28T12:00+01:00", "2026-03-29T00:00+01:00"), Window("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00")]);
    }

    [Fact]
    public void Seven_whole_days_are_always_open_too() => Calendar("Asia/Tokyo", ("mon-sun", "00:00-12:00 12:00-24:00")).IsAlwaysOpen.ShouldBeTrue();

    [Fact]
    public void Hours_to_midnight_end_at_24_and_go_on_the_next_day()
    {
        var night = Calendar("Europe/Berlin", ("mon", "22:00-24:00"), ("tue", "00:00-06:00"));

        night.Between(At("2026-06-01T00:00+02:00"), At("2026-06-03T00:00+02:00")).ShouldBe(WorkingTime.FromHours(8));
        night.Deadline(At("2026-06-01T23:00+02:00"), WorkingTime.FromHours(3)).ShouldBe(At("2026-06-02T02:00+02:00"));
        night.IsOpen(At("2026-06-02T00:00+02:00")).ShouldBeTrue();
        night.WindowsAfter(At("2026-06-01T00:00+02:00")).Take(2).ShouldBe(
            [Window("2026-06-01T22:00+02:00", "2026-06-02T00:00+02:00"), Window("2026-06-02T00:00+02:00", "2026-06-02T06:00+02:00")]);
    }

    [Fact]
    public void A_calendar_is_open_at_its_opening_and_closed_at_its_closing()
    {
        Office.IsOpen(At("2026-06-01T08:00+02:00")).ShouldBeTrue();
        Office.IsOpen(At("2026-06-01T18:00+02:00")).ShouldBeFalse();
        Office.NextOpening(At("2026-06-01T18:00+02:00")).ShouldBe(At("2026-06-02T08:00+02:00"));
    }

    [Fact]
    public void Windows_are_cut_where_one_starts_to_look()
    {
        Office.WindowsAfter(At("2026-06-05T14:00+02:00")).Take(2).ShouldBe(
            [Window("2026-06-05T14:00+02:00", "2026-06-05T18:00+02:00"), Window("2026-06-08T08:00+02:00", "2026-06-08T12:00+02:00")]);
        Office.WindowsBefore(At("2026-06-08T09:00+02:00")).Take(2).ShouldBe(
            [Window("2026-06-08T08:00+02:00", "2026-06-08T09:00+02:00"), Window("2026-06-05T13:00+02:00", "2026-06-05T18:00+02:00")]);
        Office.WindowsIn(Window("2026-06-01T11:00+02:00", "2026-06-01T14:00+02:00")).ShouldBe(
            [Window("2026-06-01T11:00+02:00", "2026-06-01T12:00+02:00"), Window("2026-06-01T13:00+02:00", "2026-06-01T14:00+02:00")]);
        Office.WindowsBackIn(Window("2026-06-01T11:00+02:00", "2026-06-01T13:00+02:00")).ShouldBe([Window("2026-06-01T11:00+02:00", "2026-06-01T12:00+02:00")]);
    }

    [Fact]
    public void Windows_go_on_over_the_years()
    {
        var sundays = Calendar("America/New_York", ("sun", "10:00-11:00"));

        sundays.WindowsAfter(At("2026-01-01T00:00Z")).Take(520).Last().ShouldBe(Window("2035-12-16T10:00-05:00", "2035-12-16T11:00-05:00"));
        sundays.WindowsBefore(At("2036-01-01T00:00Z")).Skip(521).First().ShouldBe(Window("2026-01-04T10:00-05:00", "2026-01-04T11:00-05:00"));
    }

    [Fact]
    public void A_far_deadline_is_the_same_whatever_was_asked_before()
    {
        var fresh = Calendar("Europe/Berlin", ("mon-fri", "08:00-12:00 13:00-18:00"));
        var asked = Calendar("Europe/Berlin", ("mon-fri", "08:00-12:00 13:00-18:00"));
        asked.IsOpen(At("1999-01-01T00:00Z"));
        asked.IsOpen(At("2150-01-01T00:00Z"));

        var due = fresh.Deadline(At("2026-06-01T10:00+02:00"), WorkingTime.FromHours(45 * 520 + 1));

        due.ShouldBe(asked.Deadline(At("2026-06-01T10:00+02:00"), WorkingTime.FromHours(45 * 520 + 1)));
        due.ShouldBe(At("2036-05-19T11:00+02:00"));
    }

    [Fact]
    public void Threads_that_share_a_calendar_get_the_same_answers()
    {
        var shared = Calendar("Europe/Berlin", ("mon-fri", "08:00-12:00 13:00-18:00"));
        var starts = Enumerable.Range(0, 400).Select(i => At("1990-01-01T00:00Z") + Duration.FromHours(900 * (i * 37 % 400))).ToArray();

        var answers = starts.AsParallel().AsOrdered().Select(start => shared.Deadline(start, WorkingTime.FromHours(7))).ToArray();

        answers.ShouldBe(starts.Select(start => Office.Deadline(start, WorkingTime.FromHours(7))));
    }
}
