using NodaTime;
using NodaTime.Text;
using Surety.Calendars;
using Surety.Text;

namespace Surety.Cli;

/// <summary>Points in time as people type them: with an offset, or by the clock on the wall of the agreement.</summary>
internal static class InstantText
{
    static readonly LocalDateTimePattern[] Local =
    [
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss.FFFFFFF"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd"),
    ];

    /// <summary>Reads <c>2026-10-01T09:00Z</c>, <c>2026-10-01T09:00+02:00</c>, <c>2026-10-01T09:00</c> or <c>2026-10-01</c> (its beginning).</summary>
    /// <param name="source">The option or argument, for the refusal.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="zone">Whose clock a time without offset is read by. A time that this clock skips or shows twice is refused.</param>
    public static Result<Instant> Read(string source, string text, DateTimeZone zone) =>
        LocalOf(text) is { } local ? OfLocal(source, text, local, zone)
        : OffsetDateTimePattern.Rfc3339.Parse(WithSeconds(text)) is { Success: true, Value: var written } ? InRange(source, text, written.ToInstant())
        : Refused(source, $"'{text}' is no point in time.", "Write it like 2026-10-01T09:00Z, 2026-10-01T09:00+02:00 or, by the agreement's clock, 2026-10-01T09:00.");

    /// <summary>Reads a date that the calendars reach.</summary>
    public static Result<LocalDate> Date(string source, string text) =>
        Phrase.Date(source, text) is not Result<LocalDate>.Ok ok
            ? new Result<LocalDate>.Refused([new(new(source, 0, 0), Severity.Error, "usage.date", $"'{text}' is no date of the calendar.", "Write it like 2026-10-01.")])
        : ok.Value.Year is < 1931 or > 2198
            ? new Result<LocalDate>.Refused([new(new(source, 0, 0), Severity.Error, "usage.range", $"Calendars answer for the years 1931 to 2198, and '{text}' lies outside.")])
        : ok;

    static LocalDateTime? LocalOf(string text)
    {
        foreach (var pattern in Local)
            if (pattern.Parse(text.Replace(' ', 'T')) is { Success: true } parsed) return parsed.Value;
        return null;
    }

    // RFC 3339 wants seconds; people at a prompt leave them out.
    static string WithSeconds(string text) =>
        text.Length > 16 && text[10] is 'T' or ' ' && text[16] is 'Z' or 'z' or '+' or '-' ? $"{text[..10]}T{text[11..16]}:00{text[16..]}" : text;

    static Result<Instant> OfLocal(string source, string text, LocalDateTime local, DateTimeZone zone)
    {
        // A date alone is its beginning, wherever midnight is.
        if (text.Length == 10) return InRange(source, text, LocalTimes.StartOf(local.Date, zone));
        var mapping = zone.MapLocal(local);
        return mapping.Count switch
        {
            1 => InRange(source, text, mapping.Single().ToInstant()),
            0 => Refused(source, $"The clocks of {zone.Id} skip {text}: they go from {mapping.EarlyInterval.IsoLocalEnd:HH:mm} to {mapping.LateInterval.IsoLocalStart:HH:mm}.", "Write a time that exists, or one with its offset."),
            _ => Refused(source, $"The clocks of {zone.Id} show {text} twice.", $"Write which is meant: {text}{Offset(mapping.First())} or {text}{Offset(mapping.Last())}."),
        };
    }

    static string Offset(ZonedDateTime time) => OffsetPattern.CreateWithInvariantCulture("+HH:mm").Format(time.Offset);

    static Result<Instant> InRange(string source, string text, Instant at) =>
        at >= BusinessCalendar.Earliest && at < BusinessCalendar.Latest ? new Result<Instant>.Ok(at)
        : Refused(source, $"Calendars answer for the years 1930 to 2199, and '{text}' lies outside.", null);

    static Result<Instant> Refused(string source, string message, string? mend) =>
        new Result<Instant>.Refused([new(new(source, 0, 0), Severity.Error, "usage.instant", message, mend)]);
}
