using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Calendars;

namespace Surety.Conformance;

/// <summary>When time or business days are used up, under the peer's keys, with the readings that peers have and we have not.</summary>
static class DeadlineAnswers
{
    const string AtNextOpening = "a budget used up at closing time: the peer reports the next opening, we the closing time";
    const string AtClosingBefore = "a budget used up back to an opening: the peer reports the closing before, we the opening";
    const string FromNextOpening = "business days from closed time: the peer begins at the next opening, here the date itself is the start";

    /// <summary>Answers by expected key.</summary>
    public static Answers Of(JsonElement input, BusinessCalendar calendar)
    {
        var from = Given.Instant(input, "from");
        var isBackward = IsBackward(input);
        if (Given.Has(input, "business_days") == Given.Has(input, "seconds")) throw Stopped.Unreadable("it needs one of 'seconds' and 'business_days'");
        if (Given.Has(input, "business_days")) return ByDays(input, from, isBackward, calendar);
        if (Given.Flag(input, "end_of_working_day")) throw Stopped.Skipped("the end of a working day after so many seconds has no counterpart here");
        var seconds = Given.Seconds(input, "seconds");
        if (seconds < 0) return Nothing;
        var due = ByTime(new(CalendarAnswers.DurationOf(seconds)), Given.Flag(input, "within_same_day"), from, isBackward, calendar);
        return For(due, from, calendar);
    }

    static bool IsBackward(JsonElement input) => Given.TextIf(input, "direction") switch
    {
        null or "forward" => false,
        "backward" => true,
        var other => throw Stopped.Skipped($"unknown direction '{other}'"),
    };

    static Answers ByDays(JsonElement input, Instant from, bool isBackward, BusinessCalendar calendar)
    {
        if (Given.Flag(input, "within_same_day")) throw Stopped.Skipped("business days within the same day have no counterpart here");
        var count = Given.Count(input, "business_days");
        if (count < 0) return Nothing;
        BusinessDays days = Given.Flag(input, "end_of_working_day") ? new BusinessDays.EndOfDay(count) : new BusinessDays.SameTime(count);
        Instant? Counted(ClosedStart start) => isBackward ? days.Before(from, calendar, start) : days.After(from, calendar, start);
        return For(Counted(ClosedStart.AtOnce), from, calendar) with { Others = [(FromNextOpening, For(Counted(ClosedStart.NextOpening), from, calendar).Ours)] };
    }

    static Instant? ByTime(WorkingTime budget, bool isWithinDay, Instant from, bool isBackward, BusinessCalendar calendar) => (isWithinDay, isBackward) switch
    {
        (false, false) => calendar.Deadline(from, budget),
        (false, true) => calendar.DeadlineBefore(from, budget),
        (true, false) => calendar.DeadlineWithinDate(from, budget),
        (true, true) => calendar.DeadlineBeforeWithinDate(from, budget),
    };

    /// <summary>The keys for an instant, and for what a peer that opens or closes there would say.</summary>
    /// <param name="due">The instant; <c>null</c>: there is none.</param>
    /// <param name="from">Where counting began.</param>
    /// <param name="calendar">In which it was counted.</param>
    public static Answers For(Instant? due, Instant from, BusinessCalendar calendar)
    {
        if (due is not { } at) return Nothing;
        var others = new List<(string, IReadOnlyDictionary<string, string>)>();
        if (at >= from && !calendar.IsOpen(at) && calendar.NextOpening(at) is { } opening) others.Add((AtNextOpening, Keys(opening, from, calendar)));
        if (at < from && calendar.WindowsBefore(at).Take(1).ToArray() is [var window] && window.End < at) others.Add((AtClosingBefore, Keys(window.End, from, calendar)));
        return new(Keys(at, from, calendar), others);
    }

    static Answers Nothing { get; } = new(new Dictionary<string, string> { ["none"] = "true", ["error"] = "true", ["at"] = "none", ["local_date"] = "none", ["round_trip_inclusive_seconds"] = "none" });

    static Dictionary<string, string> Keys(Instant at, Instant from, BusinessCalendar calendar) => new()
    {
        ["none"] = "false",
        ["error"] = "false",
        ["at"] = CalendarAnswers.Text(at),
        ["local_date"] = LocalDatePattern.Iso.Format(calendar.DateOf(at)),
        // The second that begins at the due instant is the peer's "last one included".
        ["round_trip_inclusive_seconds"] = at < from ? "before the start" : CalendarAnswers.Seconds(calendar.Between(from, Instant.Min(at + Duration.FromSeconds(1), BusinessCalendar.Latest))),
    };
}
