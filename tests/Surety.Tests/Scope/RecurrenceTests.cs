using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Scope;
using Xunit;

namespace Surety.Tests.Scope;

/// <summary>Hours of a Sunday on which the clocks of Berlin change: 29 March 2026, 02:00 to 03:00 skipped, and 25 October 2026, 02:00 to 03:00 twice.</summary>
public sealed class RecurrenceTests
{
    static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    static int Minutes(LocalDate sunday, int from, int until) =>
        (int)new Recurrence(new RecurringDate.Weekly([IsoDayOfWeek.Sunday]), [new(from * 60, until * 60)], "").In(new(LocalTimes.StartOf(sunday, Berlin), LocalTimes.StartOf(sunday.PlusDays(1), Berlin)), Berlin).Sum(t => t.Duration.TotalMinutes);

    [Theory]
    [InlineData(120, 165, 0)] // 02:00-02:45 is skipped as a whole.
    [InlineData(135, 195, 15)] // 02:15-03:15: 03:00 to 03:15 is left.
    [InlineData(150, 195, 15)] // So it is of 02:30-03:15, which ends soon after the skipped hour.
    [InlineData(150, 240, 60)] // 02:30-04:00: an hour.
    [InlineData(0, 1_440, 1_380)]
    public void An_hour_that_the_clocks_skip_is_none(int from, int until, int minutes) => Minutes(new(2026, 3, 29), from, until).ShouldBe(minutes);

    [Theory]
    [InlineData(120, 165, 90)]
    [InlineData(150, 240, 120)] // 30 min, then from 02:30 to 04:00 once more.
    [InlineData(180, 240, 60)]
    [InlineData(0, 1_440, 1_500)]
    public void One_that_they_repeat_is_there_twice(int from, int until, int minutes) => Minutes(new(2026, 10, 25), from, until).ShouldBe(minutes);
}
