using NodaTime;

namespace Surety.Calendars;

/// <summary>Where a promise in business days starts that is given in closed time.</summary>
public enum ClosedStart
{
    /// <summary>At the next opening (counting back: at the closing before). The default.</summary>
    NextOpening,

    /// <summary>At once: the date on which it happened is the start, working date or not.</summary>
    AtOnce,
}

/// <summary>"N business days" in its three spellings. Closed: these three are all there are.</summary>
public abstract record BusinessDays
{
    private BusinessDays() { }

    /// <summary>The same time of day, so many working dates on; if the calendar is closed then, the next opening (counting back: the closing before).</summary>
    /// <param name="Days">Working dates after the start's own; 0 is the start itself.</param>
    public sealed record SameTime(int Days) : BusinessDays;

    /// <summary>The last closing time of the working date that is so many on; counting back as well.</summary>
    /// <param name="Days">Working dates after the start's own; 0 is the end of the start's own date.</param>
    public sealed record EndOfDay(int Days) : BusinessDays;

    /// <summary>So many times a stated number of working hours.</summary>
    /// <param name="Days">How many times.</param>
    /// <param name="PerDay">What the agreement calls a business day: 8 hours.</param>
    public sealed record Hours(int Days, WorkingTime PerDay) : BusinessDays;

    /// <summary>Counts forward.</summary>
    /// <param name="from">Where the promise starts.</param>
    /// <param name="calendar">Whose working dates count.</param>
    /// <param name="start">What a start in closed time means; hours always start at the next opening.</param>
    /// <returns><c>null</c> where there is no such instant within <see cref="BusinessCalendar.Horizon"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of days is negative.</exception>
    public Instant? After(Instant from, BusinessCalendar calendar, ClosedStart start = ClosedStart.NextOpening)
    {
        if (this is Hours hours) return BudgetOf(hours) is { } budget ? calendar.Deadline(from, budget) : null;
        if (StartOf(calendar.NextOpening(from), from, start) is not { } begun) return null;
        return this switch
        {
            SameTime { Days: 0 } => calendar.NextOpening(begun),
            SameTime same => Nth(calendar.WorkingDatesAfter, calendar.DateOf(begun), calendar, same.Days) is { } date
                ? calendar.NextOpening(SameTimeOn(date, begun, calendar)) : null,
            EndOfDay end => Nth(calendar.WorkingDatesAfter, calendar.DateOf(begun), calendar, end.Days) is { } date
                ? calendar.LastClosingOn(date) : null,
            Hours => null,
        };
    }

    /// <summary>Counts back.</summary>
    /// <param name="from">Where counting back starts.</param>
    /// <param name="calendar">Whose working dates count.</param>
    /// <param name="start">What a start in closed time means; hours always start at the closing before.</param>
    /// <returns><c>null</c> where there is no such instant within <see cref="BusinessCalendar.Horizon"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of days is negative.</exception>
    public Instant? Before(Instant from, BusinessCalendar calendar, ClosedStart start = ClosedStart.NextOpening)
    {
        if (this is Hours hours) return BudgetOf(hours) is { } budget ? calendar.DeadlineBefore(from, budget) : null;
        if (StartOf(calendar.PreviousClosing(from), from, start) is not { } begun) return null;
        return this switch
        {
            SameTime { Days: 0 } => calendar.PreviousClosing(begun),
            SameTime same => Nth(calendar.WorkingDatesBefore, calendar.DateOf(begun), calendar, same.Days) is { } date
                ? calendar.PreviousClosing(SameTimeOn(date, begun, calendar)) : null,
            EndOfDay end => Nth(calendar.WorkingDatesBefore, DateUpTo(begun, from, calendar), calendar, end.Days) is { } date
                ? calendar.LastClosingOn(date) : null,
            Hours => null,
        };
    }

    // More than the horizon is never reached, and may be more than a duration holds.
    static WorkingTime? BudgetOf(Hours hours) =>
        hours.Days > 0 && hours.PerDay.Length > BusinessCalendar.Horizon / hours.Days ? null : hours.PerDay * hours.Days;

    static Instant? StartOf(Instant? open, Instant from, ClosedStart start) => start switch
    {
        ClosedStart.NextOpening => open,
        ClosedStart.AtOnce => from,
    };

    static Instant SameTimeOn(LocalDate date, Instant begun, BusinessCalendar calendar) =>
        LocalTimes.InstantOf(date + begun.InZone(calendar.Zone).TimeOfDay, calendar.Zone);

    // A closing at 24:00 belongs to the date that it ends.
    static LocalDate DateUpTo(Instant begun, Instant from, BusinessCalendar calendar) => calendar.DateOf(begun == from ? begun : begun - Duration.Epsilon);

    static LocalDate? Nth(Func<LocalDate, IEnumerable<LocalDate>> dates, LocalDate own, BusinessCalendar calendar, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        if (!BusinessCalendar.Reaches(own)) return null;
        if (days == 0 && calendar.IsWorkingDate(own)) return own;
        return dates(own).Skip(Math.Max(0, days - 1)).Cast<LocalDate?>().FirstOrDefault();
    }
}
