using System.Globalization;
using NodaTime;
using Surety.Calendars;

namespace Surety.Clocks;

/// <summary>Working time shown as a reason, local date by local date.</summary>
public static class Working
{
    /// <summary>Explains the open time of a span; its parts are the dates, closed ones with the reason why, and add up to it.</summary>
    /// <param name="calendar">Whose time is counted.</param>
    /// <param name="span">With both ends.</param>
    /// <remarks>More than 40 dates are summed up behind the first 40, so that a year does not fill a page.</remarks>
    public static Reason Counted(BusinessCalendar calendar, Interval span)
    {
        const int most = 40;
        if (calendar.IsAlwaysOpen) return new("time around the clock", Time(calendar.Between(span.Start, span.End)), Follows.Given);
        var shown = span;
        var later = WorkingTime.Zero;
        if (span.Duration > Duration.FromDays(most))
        {
            var cut = calendar.SpanOf(calendar.DateOf(span.Start + Duration.FromDays(most))).Start;
            (shown, later) = (new(span.Start, cut), calendar.Between(cut, span.End));
        }
        var byDate = ByDate(calendar, shown);
        return shown == span ? byDate
            : byDate with { Value = Time(calendar.Between(span.Start, span.End)), Parts = [.. byDate.Parts, new("the dates after these", Time(later), Follows.Given)] };
    }

    /// <summary>The open time of a span with every date that it touches, however many, and also where the calendar never closes.</summary>
    /// <param name="calendar">Whose time is counted.</param>
    /// <param name="span">With both ends.</param>
    public static Reason ByDate(BusinessCalendar calendar, Interval span) => new(
        calendar.IsAlwaysOpen ? "time around the clock" : $"time in {calendar.Name}", Time(calendar.Between(span.Start, span.End)), Follows.Sum,
        DayByDay.Of(calendar, span).Select(day => new Reason(SentenceOf(day, calendar.Zone), Time(day.Time), Follows.Given)).ToValueList());

    /// <summary>Makes a figure of working time.</summary>
    public static Figure Time(WorkingTime time) => new Figure.Time((Rational)time.Length.ToInt64Nanoseconds() / NodaConstants.NanosecondsPerTick);

    static string SentenceOf(CountedDay day, DateTimeZone zone)
    {
        var what = day.Closed switch
        {
            null => string.Join(", ", day.Counted.Select(window => $"{Clock(window.Start)}-{Clock(window.End)}")),
            WhyClosed.OnHoliday holiday => holiday.Name is null ? "closed" : $"closed: {holiday.Name}",
            WhyClosed.NoHours => "no hours",
            WhyClosed.OnBreak => "break",
            WhyClosed.OutsideHours => "outside the hours",
        };
        return $"{day.Date.ToString("ddd uuuu-MM-dd", CultureInfo.InvariantCulture)}: {what}";

        string Clock(Instant at)
        {
            var local = at.InZone(zone).LocalDateTime;
            return local.Date > day.Date ? "24:00" : local.ToString(local.TimeOfDay.TickOfSecond != 0 ? "HH:mm:ss.FFFFFFF" : local.Second != 0 ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);
        }
    }
}
