using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Business time counted on the slots, one by one, and business days by the calendar on the wall.</summary>
static class BusinessDays
{
    /// <summary>Where an agreement is silent: Monday to Friday, no holidays, around the clock.</summary>
    public static readonly Hours Usual = new("Monday to Friday") { Week = [.. Enumerable.Range(0, 7).Select<int, IReadOnlyList<(int, int)>>(d => d < 5 ? [(0, 1440)] : [])] };

    /// <summary>The latest instant from which so many open hours lie before <c>end</c>.</summary>
    public static Instant HoursBefore(Timeline time, bool[] open, Instant end, int hours)
    {
        var slot = time.Slot(end);
        for (var left = hours * 3600L; left > 0; left -= open[slot] ? time.Grain : 0) slot--;
        return time.At(slot);
    }

    /// <summary>The same time of day so many working days before; where that is closed, the closing before it.</summary>
    public static Instant DaysBefore(Timeline time, Hours calendar, Instant end, int days)
    {
        var open = time.Open(calendar);
        var local = time.At(ClosingBefore(time.Slot(end))).InZone(ZoneOf(time, calendar)).LocalDateTime;
        var date = local.Date;
        for (var left = days; left > 0; left -= IsWorkingDay(date, calendar, ZoneOf(time, calendar)) ? 1 : 0) date = date.PlusDays(-1);
        return time.At(ClosingBefore(time.Slot(date.At(local.TimeOfDay).InZoneLeniently(ZoneOf(time, calendar)).ToInstant())));

        int ClosingBefore(int slot)
        {
            if (open[slot]) return slot;
            while (!open[slot - 1]) slot--;
            return slot;
        }
    }

    /// <summary>Whether a date has hours of service; one that the zone skipped has none.</summary>
    public static bool IsWorkingDay(LocalDate date, Hours calendar, DateTimeZone zone) =>
        OpenHours.On(calendar, date).Count > 0 && Zones.StartOfDay(zone, date) < Zones.StartOfDay(zone, date.PlusDays(1));

    public static DateTimeZone ZoneOf(Timeline time, Hours calendar) => calendar.Zone is { } id ? Zones.Of(id) : time.Zone;
}
