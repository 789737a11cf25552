using NodaTime;

namespace Surety.Calendars;

/// <summary>What an agreement says of one calendar: its zone, its hours, and the dates that differ. A <see cref="BusinessCalendar"/> is compiled from it.</summary>
/// <remarks>
/// What counts on a date, the first that applies: closed dates that are not reopened have no hours; a shift replaces the week's hours; the week's hours.
/// Breaks are taken out of what is left. So a holiday beats a shift: to work on a holiday, reopen it.
/// </remarks>
/// <param name="Name">As the agreement calls it: <c>support hours</c>.</param>
/// <param name="Zone">In which its dates and times of day are read.</param>
public sealed record CalendarRules(string Name, DateTimeZone Zone)
{
    /// <summary>Open hours by day of the week; a day that is missing is closed; in any order; may be empty.</summary>
    public ValueList<WeekdayHours> Weekly { get; init; }

    /// <summary>Whether every day is open from 00:00 to 24:00, in place of <see cref="Weekly"/>. Closed dates, breaks and shifts still apply.</summary>
    public bool AlwaysOpen { get; init; }

    /// <summary>Dates without hours; in any order; may overlap, then the first one gives the name; may be empty.</summary>
    public ValueList<ClosedDates> Closed { get; init; }

    /// <summary>Dates that are open although <see cref="Closed"/> says otherwise: a shared set of holidays less some of them; may be empty.</summary>
    public ValueList<LocalDate> Reopened { get; init; }

    /// <summary>Closed hours of single dates; may be empty.</summary>
    public ValueList<DatedHours> Breaks { get; init; }

    /// <summary>Open hours of single dates, which replace those of the week; may be empty.</summary>
    public ValueList<DatedHours> Shifts { get; init; }
}

/// <summary>The open hours of one day of the week.</summary>
/// <param name="Day">Monday to Sunday.</param>
/// <param name="Hours">May be empty: closed.</param>
public sealed record WeekdayHours(IsoDayOfWeek Day, ValueList<DayRange> Hours);

/// <summary>Hours of one date: open ones in a shift, closed ones in a break.</summary>
/// <param name="Date">In the calendar's zone.</param>
/// <param name="Hours">In any order.</param>
public sealed record DatedHours(LocalDate Date, ValueList<DayRange> Hours);

/// <summary>A part of a day by its local clock, half-open. It does not check itself: <see cref="CalendarProblems.Of"/> says what is wrong with it.</summary>
/// <param name="FromSecond">Seconds of the day as the clock shows them, 0 (00:00) to 86,399; included.</param>
/// <param name="ToSecond">Seconds of the day as the clock shows them, 1 to 86,400 (24:00); excluded.</param>
public readonly record struct DayRange(int FromSecond, int ToSecond)
{
    /// <summary>Seconds from 00:00 to 24:00 by the clock.</summary>
    public const int EndOfDay = 86_400;

    /// <summary>All of the day, 00:00 to 24:00.</summary>
    public static DayRange WholeDay => new(0, EndOfDay);

    /// <summary>Makes a range from hours and minutes; <c>24, 0</c> is the end of the day.</summary>
    public static DayRange FromClock(int fromHour, int fromMinute, int toHour, int toMinute) =>
        new((fromHour * 60 + fromMinute) * 60, (toHour * 60 + toMinute) * 60);

    internal bool IsLegal => FromSecond >= 0 && FromSecond < ToSecond && ToSecond <= EndOfDay;

    /// <summary>Writes <c>08:00-12:30</c>, with seconds only where there are some.</summary>
    public override string ToString() => $"{Clock(FromSecond)}-{Clock(ToSecond)}";

    internal static string Clock(int second) => $"{second / 3600:00}:{second / 60 % 60:00}" + (second % 60 == 0 ? "" : $":{second % 60:00}");
}

/// <summary>Dates on which a calendar has no hours, most often a holiday. Closed: these four are all there are.</summary>
public abstract record ClosedDates
{
    private ClosedDates() { }

    /// <summary>What people call it, <c>Christmas Day</c>; <c>null</c> where the agreement gives none.</summary>
    public abstract string? Name { get; init; }

    /// <summary>One date.</summary>
    /// <param name="Date">In the calendar's zone.</param>
    /// <param name="Name">What people call it, or <c>null</c>.</param>
    public sealed record On(LocalDate Date, string? Name = null) : ClosedDates;

    /// <summary>Dates in a row.</summary>
    /// <param name="First">Included.</param>
    /// <param name="Last">Included too, as people write it.</param>
    /// <param name="Name">What people call it, or <c>null</c>.</param>
    public sealed record Span(LocalDate First, LocalDate Last, string? Name = null) : ClosedDates;

    /// <summary>The same day of every year; 29 February only in leap years.</summary>
    /// <param name="Month">1 to 12.</param>
    /// <param name="Day">1 to 31.</param>
    /// <param name="Name">What people call it, or <c>null</c>.</param>
    public sealed record Yearly(int Month, int Day, string? Name = null) : ClosedDates;

    /// <summary>Holidays that several calendars share, each set written once.</summary>
    /// <param name="Sets">At least one.</param>
    /// <param name="InAll">Whether only a date that is in every one of them is closed; otherwise one that is in any.</param>
    public sealed record Holidays(ValueList<HolidaySet> Sets, bool InAll) : ClosedDates
    {
        /// <summary>None of its own: each date has one.</summary>
        public override string? Name { get; init; }
    }

    /// <summary>Says whether a date is among them.</summary>
    public bool Covers(LocalDate date) => this switch
    {
        On on => on.Date == date,
        Span span => span.First <= date && date <= span.Last,
        Yearly yearly => yearly.Month == date.Month && yearly.Day == date.Day,
        Holidays { InAll: true } all => all.Sets.All(set => set.On(date) is not null),
        Holidays any => any.Sets.Any(set => set.On(date) is not null),
    };

    /// <summary>What people call a date that is among them; <c>null</c> where the agreement gives no name.</summary>
    public string? NameOn(LocalDate date) => this is Holidays several ? several.Sets.Select(set => set.On(date)?.NameOn(date)).FirstOrDefault(name => name is not null) : Name;
}

/// <summary>Holidays under a name: <c>Bavaria</c>.</summary>
/// <param name="Name">As calendars cite it.</param>
/// <param name="Dates">In any order; may overlap.</param>
public sealed record HolidaySet(string Name, ValueList<ClosedDates> Dates)
{
    /// <summary>The entry that a date is of; <c>null</c>: it is none of these holidays.</summary>
    public ClosedDates? On(LocalDate date)
    {
        foreach (var dates in Dates.Span)
            if (dates.Covers(date)) return dates;
        return null;
    }
}
