using NodaTime;

namespace Surety.Calendars;

/// <summary>Why a date counts nothing. Closed: these four are all there are.</summary>
public abstract record WhyClosed
{
    private WhyClosed() { }

    /// <summary>It is a holiday.</summary>
    /// <param name="Name">What people call it; <c>null</c> where the agreement gives no name.</param>
    public sealed record OnHoliday(string? Name) : WhyClosed;

    /// <summary>Its day of the week has no hours: a weekend.</summary>
    /// <param name="Day">Monday to Sunday.</param>
    public sealed record NoHours(IsoDayOfWeek Day) : WhyClosed;

    /// <summary>Breaks take all its hours.</summary>
    public sealed record OnBreak : WhyClosed;

    /// <summary>It has hours, but none in the part of the date that was asked for.</summary>
    public sealed record OutsideHours : WhyClosed;
}

/// <summary>What one date adds to a stretch of working time.</summary>
/// <param name="Date">In the calendar's zone.</param>
/// <param name="Counted">The open windows that count, in order, cut at the ends of what was asked for; empty on a closed date.</param>
/// <param name="Time">Their sum.</param>
/// <param name="Closed">Why nothing counts; <c>null</c> where something does.</param>
public sealed record CountedDay(LocalDate Date, ValueList<Interval> Counted, WorkingTime Time, WhyClosed? Closed);

/// <summary>Working time between two instants, shown date by date.</summary>
public static class DayByDay
{
    /// <summary>Lists every local date that the span touches, closed ones too; their times add up to <see cref="BusinessCalendar.Between"/>.</summary>
    /// <param name="calendar">Whose time is counted.</param>
    /// <param name="span">With both ends.</param>
    /// <returns>In order; empty for an empty span.</returns>
    public static ValueList<CountedDay> Of(BusinessCalendar calendar, Interval span)
    {
        var days = new List<CountedDay>();
        for (var (date, at) = (calendar.DateOf(span.Start), span.Start); at < span.End; date = date.PlusDays(1))
        {
            var end = Instant.Min(calendar.EndOf(date), span.End);
            // A date that the zone skipped as a whole is no day of anybody's.
            if (end <= at) continue;
            days.Add(Day(calendar, date, new(at, end)));
            at = end;
        }
        return days.ToValueList();
    }

    static CountedDay Day(BusinessCalendar calendar, LocalDate date, Interval part)
    {
        ValueList<Interval> counted = [.. calendar.WindowsIn(part)];
        return new(date, counted, calendar.Between(part.Start, part.End), counted.Count == 0 ? Why(calendar, date) : null);
    }

    static WhyClosed Why(BusinessCalendar calendar, LocalDate date) =>
        calendar.HolidayOn(date) is { } holiday ? new WhyClosed.OnHoliday(holiday.Name)
        : calendar.IsWorkingDate(date) ? new WhyClosed.OutsideHours()
        : calendar.HasBreakOn(date) ? new WhyClosed.OnBreak()
        : new WhyClosed.NoHours(date.DayOfWeek);
}
