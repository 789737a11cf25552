using NodaTime;

namespace Surety.Calendars;

/// <summary>From a local date and time, as a contract writes it, to the instant that is meant, around a change of the clocks.</summary>
public static class LocalTimes
{
    /// <summary>
    /// Gives the instant by the house rule: a local time that is skipped moves later by what was skipped (02:30 becomes 03:30); one that happens twice is its
    /// first occurrence.
    /// </summary>
    /// <param name="local">24:00 is 00:00 of the next date.</param>
    /// <param name="zone">Whose clocks are read.</param>
    public static Instant InstantOf(LocalDateTime local, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? local.WithOffset(mapping.EarlyInterval.WallOffset).ToInstant() : mapping.First().ToInstant();
    }

    /// <summary>Gives the instant only where the local time happens exactly once.</summary>
    /// <param name="local">24:00 is 00:00 of the next date.</param>
    /// <param name="zone">Whose clocks are read.</param>
    /// <returns><c>null</c> where the time is skipped or happens twice: somebody has to say what is meant.</returns>
    public static Instant? StrictInstantOf(LocalDateTime local, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 1 ? mapping.Single().ToInstant() : null;
    }

    /// <summary>Gives the first instant of a date.</summary>
    /// <param name="date">A date that the zone skipped as a whole starts where the next one does.</param>
    /// <param name="zone">Whose clocks are read.</param>
    /// <returns>00:00 by the clock; where midnight is skipped, the first instant after the skipped time.</returns>
    public static Instant StartOf(LocalDate date, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(date.AtMidnight());
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
    }
}
