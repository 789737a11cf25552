using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Scope;

/// <summary>A quantity of work that targets may follow: tickets, orders. What it came to and what was forecast of it arrive as facts.</summary>
/// <param name="Name">What facts call it.</param>
/// <param name="Unit">What its quantities are counted in; facts that name another one are not used.</param>
/// <param name="Known">How long before a window its forecast must be known; <c>null</c>: by its start.</param>
/// <param name="Calendar">Calendar for business time in <paramref name="Known"/>; <c>null</c>: the term's business days.</param>
/// <param name="Late">What holds in place of a forecast that was late, or never told.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Workload(string Name, string Unit, Span? Known, string? Calendar, LateForecast Late, Clause Clause)
{
    static readonly BusinessCalendar Always = BusinessCalendar.Compile(new CalendarRules("around the clock", DateTimeZone.Utc) { AlwaysOpen = true });

    /// <summary>Finds the last instant at which the forecast of a window may be told.</summary>
    /// <param name="start">When the window begins.</param>
    /// <param name="calendars">A calendar by its name.</param>
    /// <param name="businessDays">The term's business days.</param>
    /// <param name="zone">The agreement's.</param>
    /// <returns>Included; <c>null</c>: there is no such instant.</returns>
    public Instant? LatestForecast(Instant start, Func<string?, BusinessCalendar> calendars, BusinessCalendar businessDays, DateTimeZone zone) =>
        Known is not { } known ? start : known.Before(start, known is Span.Elapsed ? Always : Calendar is { } name ? calendars(name) : businessDays, zone);
}

/// <summary>What holds in place of a forecast that nobody told in time.</summary>
public enum LateForecast
{
    /// <summary>The row that follows no forecast.</summary>
    BaseRow,

    /// <summary>The newest forecast that was told in time, of a window before.</summary>
    Previous,
}
