using System.Text.Json;
using NodaTime;

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
        var schedule = ScheduleOf(one);
        var zone = ScheduleText.ZoneOf(schedule);
        var minute = one.Kind == "schedule_valid" ? default(LocalDate?) : FarOff(one);
        var calendars = ScheduleText.Calendar(CalendarName, schedule, opensOnlyOn: minute);
        // The peer reads both schedules by the first one's clock, so that is what the agreement says.
        if (one.Input.TryGetProperty("intersect_with", out var other)) calendars += ScheduleText.Calendar(OtherCalendarName, other, zone, minute);
        return new(Head(zone) + "scope:\n  calendars:\n" + calendars, "");
    }

    /// <summary>The schedule of a case that needs one.</summary>
    public static JsonElement ScheduleOf(Case one) => one.Schedule ?? throw Stopped.Unreadable("it has no schedule");

    // A calendar without any hours is refused by us. One that is asked all the same gets a minute in a year where no question comes by: behind the search.
    static LocalDate FarOff(Case one) => one.Input.TryGetProperty("before", out _) || Given.TextIf(one.Input, "direction") == "backward" ? new(2199, 12, 27) : new(1930, 1, 5);

    /// <summary>The head of every agreement here.</summary>
    public static string Head(string zone) =>
        "surety: 1\nagreement: case\nparties:\n  provider:\n    name: Provider\n  customer:\n    name: Customer\n" + $"term:\n  from: 1970-01-01\n  time zone: {ScheduleText.Quoted(zone)}\n";
}
