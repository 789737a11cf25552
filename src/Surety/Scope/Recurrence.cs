using NodaTime;
using Surety.Calendars;

namespace Surety.Scope;

/// <summary>Hours that come again by themselves: <c>Sunday 02:00-04:00</c>, <c>2nd Tuesday of the month 22:00-24:00</c>.</summary>
/// <param name="On">Which dates.</param>
/// <param name="Hours">By the clock on the wall, in order, apart from each other.</param>
/// <param name="Words">As written.</param>
public sealed record Recurrence(RecurringDate On, ValueList<DayRange> Hours, string Words)
{
    /// <summary>Lists the times that lie in a span, in order, uncut.</summary>
    /// <param name="span">Times that end before it or begin after it are not listed.</param>
    /// <param name="zone">In which dates and hours are read: an hour that the clocks skip is none, one that they repeat is there twice.</param>
    public IEnumerable<Interval> In(Interval span, DateTimeZone zone)
    {
        if (span.End <= span.Start) yield break;
        var last = span.End.InZone(zone).Date;
        for (var date = span.Start.InZone(zone).Date; date <= last; date = date.PlusDays(1))
        {
            if (!On.Falls(date)) continue;
            foreach (var hours in Hours)
                foreach (var time in PiecesOn(date, hours, zone))
                    if (time.Start < span.End && time.End > span.Start) yield return time;
        }
    }

    /// <summary>The hours of one date, piece by piece where the clocks change in them.</summary>
    static IEnumerable<Interval> PiecesOn(LocalDate date, DayRange hours, DateTimeZone zone)
    {
        var (from, to) = (date.AtMidnight().PlusSeconds(hours.FromSecond), date.AtMidnight().PlusSeconds(hours.ToSecond));
        foreach (var clock in zone.GetZoneIntervals(new(LocalTimes.StartOf(date, zone), LocalTimes.StartOf(date.PlusDays(1), zone))))
        {
            var start = clock.HasStart && clock.IsoLocalStart > from ? clock.IsoLocalStart : from;
            var end = clock.HasEnd && clock.IsoLocalEnd < to ? clock.IsoLocalEnd : to;
            if (start < end) yield return new(start.WithOffset(clock.WallOffset).ToInstant(), end.WithOffset(clock.WallOffset).ToInstant());
        }
    }
}

/// <summary>Dates that come again. Closed: these four are all there are.</summary>
public abstract record RecurringDate
{
    private RecurringDate() { }

    /// <summary>Days of every week.</summary>
    public sealed record Weekly(ValueList<IsoDayOfWeek> Days) : RecurringDate;

    /// <summary>The Nth of a day of the week in every month; months without a fifth one have none.</summary>
    /// <param name="Nth">1 to 5; <c>null</c>: the last.</param>
    /// <param name="Day">Monday to Sunday.</param>
    public sealed record NthWeekday(int? Nth, IsoDayOfWeek Day) : RecurringDate;

    /// <summary>A day of every month; months that are shorter have none.</summary>
    /// <param name="Day">1 to 31; <c>null</c>: the last.</param>
    public sealed record Monthly(int? Day) : RecurringDate;

    /// <summary>A day of every year.</summary>
    public sealed record Yearly(int Month, int Day) : RecurringDate;

    /// <summary>Whether a date is one of them.</summary>
    public bool Falls(LocalDate date) => this switch
    {
        Weekly weekly => weekly.Days.Contains(date.DayOfWeek),
        NthWeekday { Nth: { } nth } on => date.DayOfWeek == on.Day && (date.Day + 6) / 7 == nth,
        NthWeekday last => date.DayOfWeek == last.Day && date.PlusDays(7).Month != date.Month,
        Monthly { Day: { } day } => date.Day == day,
        Monthly => date.PlusDays(1).Month != date.Month,
        Yearly yearly => (date.Month, date.Day) == (yearly.Month, yearly.Day),
    };
}
