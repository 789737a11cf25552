using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Surety.Conformance;

/// <summary>A peer's schedule as a calendar of an agreement. Whatever stands in it is written as it is: the reader of the agreement judges it.</summary>
static class ScheduleText
{
    static readonly string[] Known = ["timezone", "weekly", "holidays", "breaks", "shifts", "always_open"];

    // 2000 had a 29 February.
    static readonly AnnualDatePattern Yearly = AnnualDatePattern.CreateWithInvariantCulture("'--'MM-dd");

    /// <summary>Keys of a schedule that have no place in a calendar of ours.</summary>
    public static IEnumerable<string> UnknownKeys(JsonElement schedule) =>
        Given.Members(schedule, "schedule").Select(p => p.Name).Where(name => !Known.Contains(name));

    public static string ZoneOf(JsonElement schedule) => Given.Text(schedule, "timezone");

    /// <summary>A text as YAML takes it, whatever is in it.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text);

    /// <summary>Writes a calendar.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="schedule">The peer's.</param>
    /// <param name="zone">In place of the schedule's own zone; <c>null</c>: its own.</param>
    /// <param name="opensOnlyOn">A date with a minute of hours for a schedule without any, which we refuse otherwise; <c>null</c>: refuse it.</param>
    public static string Calendar(string name, JsonElement schedule, string? zone = null, LocalDate? opensOnlyOn = null)
    {
        var text = new StringBuilder();
        text.Append($"    {name}:\n      time zone: {Quoted(zone ?? ZoneOf(schedule))}\n");
        var shifts = Dated(schedule, "shifts");
        var hasHours = AppendOpen(text, schedule) || shifts.Any(s => s.Ranges.Length > 0);
        // A shift without hours is a date without hours.
        AppendClosed(text, [.. Closed(schedule), .. shifts.Where(s => s.Ranges.Length == 0).Select(s => s.Date)]);
        AppendDated(text, "breaks", Dated(schedule, "breaks"));
        AppendDated(text, "shifts", hasHours || opensOnlyOn is null ? shifts : [.. shifts, (LocalDatePattern.Iso.Format(opensOnlyOn.Value), "00:00-00:01")]);
        return text.ToString();
    }

    static bool AppendOpen(StringBuilder text, JsonElement schedule)
    {
        if (Given.Flag(schedule, "always_open"))
        {
            text.Append("      open: around the clock\n");
            return true;
        }
        var week = Given.Has(schedule, "weekly") ? Given.Members(schedule.GetProperty("weekly"), "weekly").Where(d => Ranges(d.Value, d.Name) != "").ToList() : [];
        if (week.Count > 0) text.Append("      open:\n");
        foreach (var day in week) text.Append($"        {Quoted(day.Name)}: {Quoted(Ranges(day.Value, day.Name))}\n");
        return week.Count > 0;
    }

    static void AppendClosed(StringBuilder text, List<string> closed)
    {
        if (closed.Count > 0) text.Append("      closed:\n");
        foreach (var dates in closed) text.Append($"        - {Quoted(dates)}\n");
    }

    static void AppendDated(StringBuilder text, string key, List<(string Date, string Ranges)> dated)
    {
        dated = dated.FindAll(d => d.Ranges.Length > 0);
        if (dated.Count > 0) text.Append($"      {key}:\n");
        foreach (var (date, ranges) in dated) text.Append($"        {Quoted(date)}: {Quoted(ranges)}\n");
    }

    static List<(string Date, string Ranges)> Dated(JsonElement schedule, string key) =>
        Given.Has(schedule, key) ? [.. Given.Members(schedule.GetProperty(key), key).Select(d => (d.Name, Ranges(d.Value, d.Name)))] : [];

    // In order of time, as an agreement writes them; whether they overlap is for its reader to say.
    static string Ranges(JsonElement ranges, string key)
    {
        if (ranges.ValueKind != JsonValueKind.Array) throw Stopped.Unreadable($"the hours of '{key}' are no list");
        return string.Join(" and ", ranges.EnumerateArray().Select(r => (From: Clock(r, 0, key), To: Clock(r, 1, key))).OrderBy(r => r.From.PadLeft(5, '0'), StringComparer.Ordinal).Select(r => $"{r.From}-{r.To}"));
    }

    static string Clock(JsonElement range, int end, string key)
    {
        if (range.ValueKind != JsonValueKind.Array || range.GetArrayLength() != 2) throw Stopped.Unreadable($"the hours of '{key}' are no pairs [from, to]");
        var clock = Given.TextOf(range[end], key);
        if (clock.Count(c => c == ':') != 2) return clock;
        return clock.EndsWith(":00", StringComparison.Ordinal) ? clock[..^3] : throw Stopped.Skipped($"hours of an agreement are written to the minute, and '{key}' has {clock}");
    }

    static IEnumerable<string> Closed(JsonElement schedule) => Given.Has(schedule, "holidays") ? Given.List(schedule, "holidays").SelectMany(DatesOf) : [];

    static IEnumerable<string> DatesOf(JsonElement holiday)
    {
        if (holiday.ValueKind != JsonValueKind.Array) return [EachYear(Given.TextOf(holiday, "holidays"))];
        if (holiday.GetArrayLength() != 2) throw Stopped.Unreadable("a list in 'holidays' is no pair [from, to]");
        var (first, last) = (Given.TextOf(holiday[0], "holidays"), Given.TextOf(holiday[1], "holidays"));
        if (Yearly.Parse(first) is not { Success: true } from || Yearly.Parse(last) is not { Success: true } to) return [$"{first} to {last}"];
        // Every year from one day to another is every year each of these days.
        var begin = from.Value.InYear(2000);
        var days = Period.DaysBetween(begin, to.Value.InYear(to.Value.CompareTo(from.Value) < 0 ? 2001 : 2000));
        return Enumerable.Range(0, days + 1).Select(d => EachYear(Yearly.Format(new(begin.PlusDays(d).Month, begin.PlusDays(d).Day))));
    }

    static string EachYear(string date) => date.Any(c => !char.IsAsciiDigit(c) && c != '-') ? throw Stopped.Unreadable($"'{date}' among the holidays is no date")
        : Yearly.Parse(date) is { Success: true } day ? $"every {day.Value.Day} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(day.Value.Month)}" : date;
}
