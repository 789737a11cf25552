using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

/// <summary>Hours that are skipped and hours that happen twice.</summary>
public sealed partial class BusinessCalendarTests
{
    static WorkingTime CountedOn(string zone, string date, string hours)
    {
        var calendar = Calendar(zone, ("mon-sun", hours));
        var span = calendar.SpanOf(Date(date));
        return calendar.Between(span.Start, span.End);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "00:00-24:00", "23:00:00")]
    [InlineData("Europe/Berlin", "2026-10-25", "00:00-24:00", "25:00:00")]
    [InlineData("Europe/Berlin", "2026-03-29", "02:00-03:00", "0:00:00")]
    [InlineData("Europe/Berlin", "2026-10-25", "02:00-03:00", "2:00:00")]
    [InlineData("Europe/Berlin", "2026-10-25", "02:00-02:30", "1:00:00")]
    [InlineData("Europe/Berlin", "2026-03-29", "01:00-02:30", "1:00:00")]
    [InlineData("Europe/Berlin", "2026-03-29", "02:30-05:00", "1:30:00")]
    [InlineData("Europe/Berlin", "2026-03-29", "02:30-03:15", "0:00:00")]
    [InlineData("Europe/Berlin", "2026-03-29", "08:00-18:00", "10:00:00")]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "00:00-24:00", "23:30:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "00:00-24:00", "24:30:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "01:30-02:00", "1:00:00")]
    [InlineData("Africa/Casablanca", "2026-02-15", "00:00-24:00", "25:00:00")]
    [InlineData("Africa/Casablanca", "2026-03-22", "00:00-24:00", "23:00:00")]
    [InlineData("America/St_Johns", "2026-03-08", "00:00-24:00", "23:00:00")]
    [InlineData("America/St_Johns", "2026-11-01", "00:00-24:00", "25:00:00")]
    [InlineData("America/Sao_Paulo", "2015-10-18", "00:00-24:00", "23:00:00")]
    [InlineData("Pacific/Apia", "2011-12-29", "09:00-17:00", "8:00:00")]
    [InlineData("Pacific/Apia", "2011-12-30", "09:00-17:00", "0:00:00")]
    public void A_skipped_hour_counts_zero_and_a_repeated_one_twice(string zone, string date, string hours, string counted) =>
        CountedOn(zone, date, hours).ShouldBe(Time(counted));

    [Fact]
    public void Hours_that_repeat_in_part_give_two_windows() =>
        Calendar("Europe/Berlin", ("sun", "02:00-02:30")).WindowsAfter(At("2026-10-25T00:00+02:00")).Take(2).ShouldBe(
            [Window("2026-10-25T02:00+02:00", "2026-10-25T02:30+02:00"), Window("2026-10-25T02:00+01:00", "2026-10-25T02:30+01:00")]);

    [Fact]
    public void A_clock_put_back_over_midnight_keeps_windows_in_order_and_counts_all_time()
    {
        // Until 2011 St John's changed its clocks at 00:01, so that the last hour of the day before came again.
        var calendar = Calendar("America/St_Johns", ("mon-sun", "00:00-24:00"));
        var lateShift = Calendar("America/St_Johns", ("sat", "22:00-24:00"));

        calendar.Between(At("2010-11-06T00:00-02:30"), At("2010-11-08T00:00-03:30")).ShouldBe(WorkingTime.FromHours(49));
        lateShift.Between(At("2010-11-06T00:00-02:30"), At("2010-11-08T00:00-03:30")).ShouldBe(Time("2:59:00"));
        lateShift.WindowsAfter(At("2010-11-06T00:00-02:30")).Take(2).ShouldBe(
            [Window("2010-11-06T22:00-02:30", "2010-11-07T00:00-02:30"), Window("2010-11-06T23:01-03:30", "2010-11-07T00:00-03:30")]);
    }

    [Fact]
    public void A_deadline_goes_over_a_skipped_hour() =>
        Calendar("Europe/Berlin", ("mon-sun", "00:00-24:00")).Deadline(At("2026-03-29T01:30+01:00"), WorkingTime.FromHours(1)).ShouldBe(At("2026-03-29T03:30+02:00"));

    [Fact]
    public void A_local_time_that_is_skipped_moves_later_and_one_that_comes_twice_is_its_first()
    {
        var berlin = Zone("Europe/Berlin");

        LocalTimes.InstantOf(new(2026, 3, 29, 2, 30), berlin).ShouldBe(At("2026-03-29T03:30+02:00"));
        LocalTimes.InstantOf(new(2026, 10, 25, 2, 30), berlin).ShouldBe(At("2026-10-25T02:30+02:00"));
        LocalTimes.InstantOf(new(2026, 6, 1, 9, 0), berlin).ShouldBe(At("2026-06-01T09:00+02:00"));
    }

    [Fact]
    public void A_strict_reader_refuses_a_local_time_that_does_not_happen_once()
    {
        var berlin = Zone("Europe/Berlin");

        LocalTimes.StrictInstantOf(new(2026, 3, 29, 2, 30), berlin).ShouldBeNull();
        LocalTimes.StrictInstantOf(new(2026, 10, 25, 2, 30), berlin).ShouldBeNull();
        LocalTimes.StrictInstantOf(new(2026, 6, 1, 9, 0), berlin).ShouldBe(At("2026-06-01T09:00+02:00"));
    }
}
