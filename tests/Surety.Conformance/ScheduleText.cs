using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Surety.Conformance;

/// <summary>A peer's schedule as a calendar of an agreement.</summary>
static class ScheduleText
{
    static readonly string[] Known = ["timezone", "weekly", "holidays", "breaks", "shifts", "always_open"];

    /// <summary>Keys of a schedule that have no place in a calendar of ours.</summary>
    public static IEnumerable<string> UnknownKeys(JsonElement schedule) =>
        schedule.EnumerateObject().Select(p => p.Name).Where(name => !Known.Contains(name));

    public static string ZoneOf(JsonElement schedule) => schedule.GetProperty("timezone").GetString()!;

    /// <summary>Writes a calendar.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="schedule">The peer's.</param>
    /// <param name="zone">In place of the schedule's own zone; <c>null</c>: its own.</param>
    public static string Calendar(string name, JsonElement schedule, string? zone = null)
    {
        var text = new StringBuilder();
        text.Append($"    {name}:\n      time zone: {zone ?? ZoneOf(schedule)}\n");
        AppendOpen(text, schedule);
        if (schedule.TryGetProperty("holidays", out var holidays) && holidays.GetArrayLength() > 0)
        {
            text.Append("      closed:\n");
            foreach (var holiday in holidays.EnumerateArray()) text.Append($"        - {Closed(holiday)}\n");
        }
        AppendDated(text, "breaks", schedule);
        AppendDated(text, "shifts", schedule);
        return text.ToString();
    }

    static void AppendOpen(StringBuilder text, JsonElement schedule)
    {
        if (schedule.TryGetProperty("always_open", out var always) && always.ValueKind == JsonValueKind.True)
        {
            text.Append("      open: around the clock\n");
            return;
        }
        text.Append("      open:\n");
        foreach (var day in schedule.GetProperty("weekly").EnumerateObject())
            if (day.Value.GetArrayLength() > 0) text.Append($"        {day.Name}: {Ranges(day.Value)}\n");
    }

    static void AppendDated(StringBuilder text, string key, JsonElement schedule)
    {
        if (!schedule.TryGetProperty(key, out var dated) || !dated.EnumerateObject().Any()) return;
        text.Append($"      {key}:\n");
        foreach (var date in dated.EnumerateObject()) text.Append($"        {date.Name}: {Ranges(date.Value)}\n");
    }

    static string Ranges(JsonElement ranges) => string.Join(" and ", ranges.EnumerateArray().Select(r => $"{r[0].GetString()}-{r[1].GetString()}"));

    static string Closed(JsonElement holiday)
    {
        if (holiday.ValueKind == JsonValueKind.Array) return $"{holiday[0].GetString()} to {holiday[1].GetString()}";
        var date = holiday.GetString()!;
        if (!date.StartsWith("--", StringComparison.Ordinal)) return date;
        var month = int.Parse(date.AsSpan(2, 2), NumberStyles.None, CultureInfo.InvariantCulture);
        return $"every {int.Parse(date.AsSpan(5, 2), NumberStyles.None, CultureInfo.InvariantCulture)} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month)}";
    }
}
