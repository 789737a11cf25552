using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

public sealed class DayByDayTests
{
    [Fact]
    public void Every_date_says_what_it_counts_or_why_it_does_not()
    {
        var calendar = BusinessCalendar.Compile(Rules("Europe/Berlin", ("mon-fri", "08:00-12:00 13:00-18:00")) with
        {
            Closed = [new ClosedDates.Yearly(5, 1, "Labour Day")],
            Breaks = [new(new(2026, 5, 4), Hours("08:00-18:00"))],
        });

        var days = DayByDay.Of(calendar, Window("2026-04-29T19:00+02:00", "2026-05-05T09:00+02:00"));

        days.ShouldBe(
        [
            new(Date("2026-04-29"), [], WorkingTime.Zero, new WhyClosed.OutsideHours()),
            new(Date("2026-04-30"), [Window("2026-04-30T08:00+02:00", "2026-04-30T12:00+02:00"), Window("2026-04-30T13:00+02:00", "2026-04-30T18:00+02:00")], WorkingTime.FromHours(9), null),
            new(Date("2026-05-01"), [], WorkingTime.Zero, new WhyClosed.OnHoliday("Labour Day")),
            new(Date("2026-05-02"), [], WorkingTime.Zero, new WhyClosed.NoHours(IsoDayOfWeek.Saturday)),
            new(Date("2026-05-03"), [], WorkingTime.Zero, new WhyClosed.NoHours(IsoDayOfWeek.Sunday)),
            new(Date("2026-05-04"), [], WorkingTime.Zero, new WhyClosed.OnBreak()),
            new(Date("2026-05-05"), [Window("2026-05-05T08:00+02:00", "2026-05-05T09:00+02:00")], WorkingTime.FromHours(1), null),
        ]);
    }

    [Fact]
    public void The_days_of_an_empty_span_are_none() =>
        DayByDay.Of(Calendar("Etc/UTC"), Window("2026-04-29T19:00Z", "2026-04-29T19:00Z")).ShouldBeEmpty();
}
