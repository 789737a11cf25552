using System.Text;
using System.Text.Json;

namespace Surety.Conformance;

/// <summary>A case in our words: an agreement, and facts where it has any. No time is counted here.</summary>
/// <param name="Agreement">YAML.</param>
/// <param name="Facts">JSON Lines; empty where the case asks about a calendar.</param>
sealed record Translation(string Agreement, string Facts)
{
    public const string CalendarName = "hours";

    public const string OtherCalendarName = "other hours";

    /// <summary>An agreement whose calendar is the case's schedule.</summary>
    public static Translation OfCalendar(Case one)
    {
        var schedule = one.Schedule ?? throw new InvalidOperationException("the case has no schedule");
        var zone = ScheduleText.ZoneOf(schedule);
        var calendars = ScheduleText.Calendar(CalendarName, Usable(one, schedule));
        // The peer reads both schedules by the first one's clock, so that is what the agreement says.
        if (one.Input.TryGetProperty("intersect_with", out var other)) calendars += ScheduleText.Calendar(OtherCalendarName, other, zone);
        return new(Head(one, zone) + "scope:\n  calendars:\n" + calendars, "");
    }

    /// <summary>
    /// A calendar without any hours is refused by us. A case that asks such a schedule only about its holidays gets hours on the day of the week that
    /// no holiday of it falls on, which no answer can depend on.
    /// </summary>
    static JsonElement Usable(Case one, JsonElement schedule)
    {
        var hasHours = schedule.TryGetProperty("always_open", out _) || schedule.GetProperty("weekly").EnumerateObject().Any(d => d.Value.GetArrayLength() > 0);
        var asksHours = one.Kind == "schedule_valid" || one.Expected.EnumerateObject().Any(e => e.Name is "open" or "working_day") || (one.Kind == "windows" && one.Input.TryGetProperty("after", out _));
        if (hasHours || asksHours) return schedule;
        var text = JsonSerializer.Serialize(schedule).Replace("\"weekly\":{}", "\"weekly\":{\"sun\":[[\"00:00\",\"00:01\"]]}", StringComparison.Ordinal);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>The head of every agreement here.</summary>
    public static string Head(Case one, string zone) =>
        new StringBuilder()
            .Append("surety: 1\n")
            .Append("agreement: case\n")
            .Append($"title: |\n  {one.Id}\n")
            .Append("parties:\n  provider:\n    name: Provider\n  customer:\n    name: Customer\n")
            .Append($"term:\n  from: 1970-01-01\n  time zone: {zone}\n")
            .ToString();
}
