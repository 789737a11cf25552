using System.Collections.Concurrent;
using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Local days, found by looking at the clock on the wall every quarter of an hour.</summary>
static class Zones
{
    static readonly ConcurrentDictionary<(string, LocalDate), Instant> Starts = new();

    public static DateTimeZone Of(string id) => DateTimeZoneProviders.Tzdb[id];

    /// <summary>The first instant at which the calendar on the wall shows this date or a later one.</summary>
    public static Instant StartOfDay(DateTimeZone zone, LocalDate date) => Starts.GetOrAdd((zone.Id, date), _ =>
    {
        var at = Instant.FromUtc(date.Year, date.Month, date.Day, 0, 0) - Duration.FromHours(30);
        while (at.InZone(zone).Date < date) at += Duration.FromMinutes(15);
        return at;
    });

    /// <summary>By how many minutes hours begin later because the clocks skip the time at which they would begin.</summary>
    public static int Skipped(DateTimeZone zone, LocalDate date, int minute)
    {
        var mapping = zone.MapLocal(date.AtMidnight().PlusMinutes(minute));
        return mapping.Count > 0 ? 0 : (mapping.LateInterval.WallOffset - mapping.EarlyInterval.WallOffset).Seconds / 60;
    }

    public static LocalDate Day(int sinceEpoch) => new LocalDate(1970, 1, 1).PlusDays(sinceEpoch);

    public static LocalDate DateAt(DateTimeZone zone, Instant at) => at.InZone(zone).Date;
}
