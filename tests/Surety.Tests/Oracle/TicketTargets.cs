using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>What a target allows: an amount of time on the clock, or an instant that the calendar says.</summary>
static class TicketTargets
{
    /// <summary>Seconds on the clock; nothing: days of a calendar.</summary>
    public static long? Budget(Allowed time) => time.Unit switch
    {
        "min" => time.Count * 60L,
        "h" or "business hours" => time.Count * 3600L,
        "business days of 8 h" => time.Count * 8 * 3600L,
        _ => null,
    };

    public static int Due(Timeline time, Hours calendar, Metric.Time metric, Allowed target, int from)
    {
        var (open, zone) = (time.Open(calendar), BusinessDays.ZoneOf(time, calendar));
        if (target.Unit == "days") return time.Slot(Clock(time.At(from)).PlusDays(target.Count).InZoneLeniently(zone).ToInstant());
        if (!metric.StartsAtOnce) from = Opening(open, from);
        var local = Clock(time.At(from));
        var date = local.Date;
        for (var left = target.Count; left > 0; left -= BusinessDays.IsWorkingDay(date, calendar, zone) ? 1 : 0) date = date.PlusDays(1);
        if (target.Unit == "end of business day")
        {
            var closing = OpenHours.On(calendar, date).Max(r => r.Until);
            return time.Slot((closing == 1440 ? date.PlusDays(1).AtMidnight() : date.At(new LocalTime(closing / 60, closing % 60))).InZoneLeniently(zone).ToInstant());
        }
        return Opening(open, time.Slot(date.At(local.TimeOfDay).InZoneLeniently(zone).ToInstant()));

        LocalDateTime Clock(Instant at) => at.InZone(zone).LocalDateTime;
    }

    static int Opening(bool[] open, int slot)
    {
        while (slot < open.Length && !open[slot]) slot++;
        return slot;
    }
}
