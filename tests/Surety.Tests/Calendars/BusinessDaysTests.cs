using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

public sealed class BusinessDaysTests
{
    /// <summary>2026-06-01 is a Monday; Thursday 4 June is a holiday; Friday closes early.</summary>
    static readonly BusinessCalendar Office = BusinessCalendar.Compile(Rules("Europe/Berlin", ("mon-thu", "08:30-17:00"), ("fri", "08:30-14:00")) with
    {
        Closed = [new ClosedDates.On(new(2026, 6, 4), "Corpus Christi")],
    });

    [Fact]
    public void Three_business_days_are_the_same_time_three_working_dates_on() =>
        new BusinessDays.SameTime(3).After(At("2026-06-01T10:15+02:00"), Office).ShouldBe(At("2026-06-05T10:15+02:00"));

    [Fact]
    public void A_time_at_which_the_calendar_is_closed_by_then_is_the_next_opening() =>
        new BusinessDays.SameTime(3).After(At("2026-06-01T16:00+02:00"), Office).ShouldBe(At("2026-06-08T08:30+02:00"));

    [Fact]
    public void A_start_in_closed_time_counts_from_the_next_opening() =>
        new BusinessDays.SameTime(2).After(At("2026-05-30T11:00+02:00"), Office).ShouldBe(At("2026-06-03T08:30+02:00"));

    [Fact]
    public void A_start_in_closed_time_may_count_at_once() =>
        new BusinessDays.SameTime(2).After(At("2026-05-30T11:00+02:00"), Office, ClosedStart.AtOnce).ShouldBe(At("2026-06-02T11:00+02:00"));

    [Fact]
    public void The_end_of_the_second_working_day_is_its_last_closing() =>
        new BusinessDays.EndOfDay(2).After(At("2026-06-03T10:00+02:00"), Office).ShouldBe(At("2026-06-08T17:00+02:00"));

    [Fact]
    public void Days_of_eight_hours_are_so_many_working_hours() =>
        new BusinessDays.Hours(2, WorkingTime.FromHours(8)).After(At("2026-06-01T09:00+02:00"), Office).ShouldBe(At("2026-06-02T16:30+02:00"));

    [Fact]
    public void Business_days_count_back()
    {
        new BusinessDays.SameTime(2).Before(At("2026-06-05T10:00+02:00"), Office).ShouldBe(At("2026-06-02T10:00+02:00"));
        new BusinessDays.SameTime(2).Before(At("2026-06-06T10:00+02:00"), Office).ShouldBe(At("2026-06-02T14:00+02:00"));
        new BusinessDays.EndOfDay(1).Before(At("2026-06-05T10:00+02:00"), Office).ShouldBe(At("2026-06-03T17:00+02:00"));
        new BusinessDays.Hours(1, WorkingTime.FromHours(8)).Before(At("2026-06-02T09:30+02:00"), Office).ShouldBe(At("2026-06-01T10:00+02:00"));
    }

    [Fact]
    public void Counting_back_from_an_opening_is_the_opening_so_many_working_dates_before()
    {
        new BusinessDays.SameTime(1).Before(At("2026-06-08T08:30+02:00"), Office).ShouldBe(At("2026-06-05T08:30+02:00"));
        new BusinessDays.EndOfDay(1).Before(At("2026-06-08T08:30+02:00"), Office).ShouldBe(At("2026-06-05T14:00+02:00"));
        new BusinessDays.SameTime(0).Before(At("2026-06-08T08:30+02:00"), Office).ShouldBe(At("2026-06-08T08:30+02:00"));
    }

    /// <summary>Sunday is closed; Saturday's hours end at 24:00, which is Sunday's first instant and belongs to Saturday. One day before Saturday is Friday.</summary>
    [Fact]
    public void Counting_back_from_closed_time_starts_at_the_date_that_a_closing_at_midnight_ends()
    {
        var week = Calendar("Europe/Berlin", ("mon-sat", "00:00-24:00"));

        new BusinessDays.EndOfDay(1).Before(At("2026-06-07T10:00+02:00"), week).ShouldBe(At("2026-06-06T00:00+02:00"));
        new BusinessDays.SameTime(1).Before(At("2026-06-07T10:00+02:00"), week).ShouldBe(At("2026-06-06T00:00+02:00"));
    }

    [Fact]
    public void No_business_days_are_the_start_itself_or_the_next_opening()
    {
        new BusinessDays.SameTime(0).After(At("2026-06-01T10:00+02:00"), Office).ShouldBe(At("2026-06-01T10:00+02:00"));
        new BusinessDays.SameTime(0).After(At("2026-06-04T10:00+02:00"), Office).ShouldBe(At("2026-06-05T08:30+02:00"));
        new BusinessDays.EndOfDay(0).After(At("2026-06-01T10:00+02:00"), Office).ShouldBe(At("2026-06-01T17:00+02:00"));
    }

    [Fact]
    public void A_time_that_is_skipped_on_the_day_moves_later() =>
        new BusinessDays.SameTime(1).After(At("2026-03-28T02:30+01:00"), Calendar("Europe/Berlin", ("mon-sun", "00:00-24:00"))).ShouldBe(At("2026-03-29T03:30+02:00"));

    [Fact]
    public void A_calendar_without_working_dates_gives_no_day() =>
        new BusinessDays.SameTime(1).After(At("2026-06-01T10:00+02:00"), Calendar("Europe/Berlin")).ShouldBeNull();

    [Fact]
    public void More_business_days_than_a_century_has_are_never_over()
    {
        new BusinessDays.Hours(int.MaxValue, WorkingTime.FromHours(8)).After(At("2026-06-01T10:00+02:00"), Office).ShouldBeNull();
        new BusinessDays.SameTime(int.MaxValue).After(At("2026-06-01T10:00+02:00"), Office).ShouldBeNull();
        new BusinessDays.EndOfDay(int.MaxValue).Before(At("2026-06-01T10:00+02:00"), Office).ShouldBeNull();
    }

    [Fact]
    public void A_negative_number_of_days_is_a_bug_of_the_caller() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BusinessDays.EndOfDay(-1).After(At("2026-06-01T10:00+02:00"), Office));
}
