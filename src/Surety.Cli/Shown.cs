using NodaTime;
using NodaTime.Text;

namespace Surety.Cli;

/// <summary>Times as people read them; the zone is always written.</summary>
internal static class Shown
{
    static readonly InstantPattern Utc = InstantPattern.ExtendedIso;

    /// <summary><c>Thu 2026-10-01 09:00 +02:00 Europe/Berlin</c>.</summary>
    public static string Local(Instant at, DateTimeZone zone) => $"{Day(at, zone)} {Clock(at, zone)} {at.InZone(zone).Offset.ToString("+HH:mm", null)} {zone.Id}";

    /// <summary><c>2026-10-01T07:00:00Z</c>.</summary>
    public static string InUtc(Instant at) => Utc.Format(at);

    public static string Day(Instant at, DateTimeZone zone) => Day(at.InZone(zone).Date);

    public static string Day(LocalDate date) => LocalDatePattern.CreateWithInvariantCulture("ddd uuuu'-'MM'-'dd").Format(date);

    public static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);

    /// <summary><c>09:00</c>, with seconds only where there are some.</summary>
    public static string Clock(Instant at, DateTimeZone zone)
    {
        var time = at.InZone(zone).TimeOfDay;
        return LocalTimePattern.CreateWithInvariantCulture(time.TickOfSecond > 0 ? "HH':'mm':'ss.FFFFFFF" : time.Second > 0 ? "HH':'mm':'ss" : "HH':'mm").Format(time);
    }

    /// <summary>The end of a window: midnight behind a date is that date's 24:00.</summary>
    public static string Closing(Instant at, LocalDate of, DateTimeZone zone) => at.InZone(zone).Date > of && Clock(at, zone) == "00:00" ? "24:00" : Clock(at, zone);

    /// <summary><c>1:30:00</c>: hours go on past 24.</summary>
    public static string Length(Duration length) => DurationPattern.CreateWithInvariantCulture("-H:mm:ss.FFFFFFFFF").Format(length);

    public static string Plural(int count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? one + "s")}";
}
