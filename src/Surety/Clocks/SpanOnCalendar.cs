using NodaTime;
using Surety.Calendars;

namespace Surety.Clocks;

/// <summary>What a length of time comes to from an instant: found late, in the calendar and the zone that the clause names.</summary>
/// <remarks>
/// <c>15 min</c> and <c>4 business hours</c> count open time of the calendar; days and months keep the time of day in the zone; business days are those of the
/// calendar. Around the clock is a calendar too. Source: docs/guide/language.md, chapter 3 and "Deadlines".
/// </remarks>
public static class SpanOnCalendar
{
    // Nothing that long ends before the calendars do; a date so far off cannot even be written.
    const int MostDays = 366 * 300;

    /// <summary>Counts forward.</summary>
    /// <param name="span">How long.</param>
    /// <param name="start">Where counting begins.</param>
    /// <param name="calendar">In which time counts.</param>
    /// <param name="zone">In which calendar days and months are read.</param>
    /// <param name="startsAtOnce">Whether business days begin with the start's own date even in closed time; otherwise at the next opening.</param>
    /// <returns>The earliest instant at which it is over; what is done then is in time. <c>null</c>: there is none before the calendars end.</returns>
    public static Instant? After(this Span span, Instant start, BusinessCalendar calendar, DateTimeZone zone, bool startsAtOnce = false) => span switch
    {
        Span.Elapsed elapsed => calendar.Deadline(start, new(elapsed.Time)),
        Span.BusinessTime business => calendar.Deadline(start, new(business.Time)),
        Span.Days days => Local(start, days.Count, 0, zone),
        Span.Months months => Local(start, 0, months.Count, zone),
        Span.BusinessDays days => new BusinessDays.SameTime(days.Count).After(start, calendar, Closed(startsAtOnce)),
        Span.EndOfBusinessDay end => new BusinessDays.EndOfDay(end.Nth).After(start, calendar, Closed(startsAtOnce)),
        Span.BusinessDaysOf days => new BusinessDays.Hours(days.Count, new(days.Each)).After(start, calendar),
    };

    /// <summary>Counts back.</summary>
    /// <param name="span">How long.</param>
    /// <param name="end">Where counting back begins.</param>
    /// <param name="calendar">In which time counts.</param>
    /// <param name="zone">In which calendar days and months are read.</param>
    /// <param name="startsAtOnce">Whether business days begin with the end's own date even in closed time; otherwise at the closing before.</param>
    /// <returns>The latest instant that is that long before; what is done then is in time. <c>null</c>: there is none after the calendars begin.</returns>
    public static Instant? Before(this Span span, Instant end, BusinessCalendar calendar, DateTimeZone zone, bool startsAtOnce = false) => span switch
    {
        Span.Elapsed elapsed => calendar.DeadlineBefore(end, new(elapsed.Time)),
        Span.BusinessTime business => calendar.DeadlineBefore(end, new(business.Time)),
        Span.Days days => Local(end, -days.Count, 0, zone),
        Span.Months months => Local(end, 0, -months.Count, zone),
        Span.BusinessDays days => new BusinessDays.SameTime(days.Count).Before(end, calendar, Closed(startsAtOnce)),
        Span.EndOfBusinessDay day => new BusinessDays.EndOfDay(day.Nth).Before(end, calendar, Closed(startsAtOnce)),
        Span.BusinessDaysOf days => new BusinessDays.Hours(days.Count, new(days.Each)).Before(end, calendar),
    };

    /// <summary>Gives the open time that a span is a budget of.</summary>
    /// <returns><c>null</c> for spans that are counted in days or months.</returns>
    public static WorkingTime? Budget(this Span span) => span switch
    {
        Span.Elapsed elapsed => new(elapsed.Time),
        Span.BusinessTime business => new(business.Time),
        // More than the horizon is never used up, and may be more than a duration holds.
        Span.BusinessDaysOf days when days.Count > 0 && days.Each > BusinessCalendar.Horizon / days.Count => new(BusinessCalendar.Horizon + Duration.Epsilon),
        Span.BusinessDaysOf days => new WorkingTime(days.Each) * days.Count,
        Span.Days or Span.Months or Span.BusinessDays or Span.EndOfBusinessDay => null,
    };

    internal static LocalDate? DateAfter(LocalDate date, int days, int months)
    {
        if (Math.Abs((long)days) > MostDays || Math.Abs((long)months) > MostDays / 30) return null;
        var found = date.PlusMonths(months).PlusDays(days);
        return BusinessCalendar.Reaches(found) ? found : null;
    }

    static Instant? Local(Instant from, int days, int months, DateTimeZone zone)
    {
        var local = from.InZone(zone).LocalDateTime;
        return DateAfter(local.Date, days, months) is { } date ? LocalTimes.InstantOf(date + local.TimeOfDay, zone) : null;
    }

    static ClosedStart Closed(bool atOnce) => atOnce ? ClosedStart.AtOnce : ClosedStart.NextOpening;
}
