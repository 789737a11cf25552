using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Calendars;

namespace Surety.Conformance;

/// <summary>Asks a calendar of an agreement what a case asks of a peer's schedule, and gives the answer under the peer's key.</summary>
static class CalendarAnswers
{
    /// <summary>Answers by expected key.</summary>
    /// <param name="one">The case.</param>
    /// <param name="agreement">Its translation, read by the engine.</param>
    public static IReadOnlyDictionary<string, string> Of(Case one, Agreement agreement)
    {
        var calendar = agreement.Calendar(Translation.CalendarName);
        return one.Kind switch
        {
            "elapsed" => Elapsed(one.Input, calendar),
            "deadline" => Deadline(one, calendar),
            "windows" => Windows(one.Input, calendar, agreement),
            "open" => Open(one.Input, calendar),
            "dates" => Dates(one.Input, calendar),
            _ => throw new InvalidOperationException($"'{one.Kind}' is no question to a calendar."),
        };
    }

    static Dictionary<string, string> Elapsed(JsonElement input, BusinessCalendar calendar)
    {
        var (from, to) = (InstantOf(input, "from"), InstantOf(input, "to"));
        // A peer that counts the last second too asks about a span that is one second longer than ours.
        if (Flag(input, "inclusive_end")) to += Duration.FromSeconds(1);
        return new() { ["seconds"] = to < from ? "0" : Seconds(calendar.Between(from, to)) };
    }

    static Dictionary<string, string> Deadline(Case one, BusinessCalendar calendar)
    {
        var input = one.Input;
        var from = InstantOf(input, "from");
        var isBackward = input.TryGetProperty("direction", out var direction) && direction.GetString() == "backward";
        var due = input.TryGetProperty("business_days", out var days)
            ? ByDays(days.GetInt32(), Flag(input, "end_of_working_day"), from, isBackward, calendar)
            : ByTime(WorkingTime.FromSeconds(input.GetProperty("seconds").GetInt64()), Flag(input, "within_same_day"), from, isBackward, calendar);
        var answers = new Dictionary<string, string> { ["none"] = due is null ? "true" : "false" };
        if (due is not { } at) return answers;
        answers["at"] = Text(at);
        answers["next_opening"] = calendar.NextOpening(at) is { } opening ? Text(opening) : "none";
        answers["local_date"] = LocalDatePattern.Iso.Format(calendar.DateOf(at));
        // The second that begins at the due instant is the peer's "last one included".
        if (at >= from) answers["round_trip_inclusive_seconds"] = Seconds(calendar.Between(from, at + Duration.FromSeconds(1)));
        return answers;
    }

    static Instant? ByDays(int count, bool atEnd, Instant from, bool isBackward, BusinessCalendar calendar)
    {
        BusinessDays days = atEnd ? new BusinessDays.EndOfDay(count) : new BusinessDays.SameTime(count);
        return isBackward ? days.Before(from, calendar) : days.After(from, calendar);
    }

    static Instant? ByTime(WorkingTime budget, bool isWithinDay, Instant from, bool isBackward, BusinessCalendar calendar) => (isWithinDay, isBackward) switch
    {
        (false, false) => calendar.Deadline(from, budget),
        (false, true) => calendar.DeadlineBefore(from, budget),
        (true, false) => calendar.DeadlineWithinDate(from, budget),
        (true, true) => calendar.DeadlineBeforeWithinDate(from, budget),
    };

    static Dictionary<string, string> Windows(JsonElement input, BusinessCalendar calendar, Agreement agreement)
    {
        if (input.TryGetProperty("intersect_with", out _))
            calendar = BusinessCalendar.Both("both", calendar, agreement.Calendar(Translation.OtherCalendarName));
        var take = input.TryGetProperty("take", out var count) ? count.GetInt32() : int.MaxValue;
        IEnumerable<Interval> windows;
        if (input.TryGetProperty("after", out _))
        {
            var after = InstantOf(input, "after");
            windows = End(input, after) is { } end ? calendar.WindowsIn(new(after, end)) : calendar.WindowsAfter(after);
        }
        else if (input.TryGetProperty("before", out _))
        {
            var before = InstantOf(input, "before");
            windows = input.TryGetProperty("until", out _) ? calendar.WindowsBackIn(new(InstantOf(input, "until"), before)) : calendar.WindowsBefore(before);
        }
        else
        {
            // Without a start the question is about the calendar's holidays themselves.
            windows = calendar.HolidaysFrom(new LocalDate(1970, 1, 1)).Select(h => calendar.SpanOf(h.Date));
        }
        return new() { ["windows"] = string.Join(" ", windows.Take(take).Select(w => $"[{Text(w.Start)} {Text(w.End)}]")) };
    }

    static Instant? End(JsonElement input, Instant after) =>
        input.TryGetProperty("until", out _) ? InstantOf(input, "until")
        : input.TryGetProperty("for_seconds", out var seconds) ? after + Duration.FromSeconds(seconds.GetInt64())
        : null;

    static Dictionary<string, string> Open(JsonElement input, BusinessCalendar calendar)
    {
        var status = calendar.StatusAt(InstantOf(input, "at"));
        return new()
        {
            ["open"] = Text(status.IsOpen),
            ["on_break"] = Text(status.IsOnBreak),
            ["on_holiday"] = Text(status.IsOnHoliday),
            ["working_day"] = Text(status.IsWorkingDate),
        };
    }

    static Dictionary<string, string> Dates(JsonElement input, BusinessCalendar calendar)
    {
        var after = LocalDatePattern.Iso.Parse(input.GetProperty("after_date").GetString()!).Value;
        return new() { ["dates"] = string.Join(" ", calendar.WorkingDatesAfter(after).Take(input.GetProperty("take").GetInt32()).Select(LocalDatePattern.Iso.Format)) };
    }

    /// <summary>An instant as answers write it: to the second, in UTC.</summary>
    public static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at);

    /// <summary>A truth value as JSON writes it.</summary>
    public static string Text(bool value) => value ? "true" : "false";

    /// <summary>Working time in whole seconds.</summary>
    public static string Seconds(WorkingTime time) => time.WholeSeconds.ToString();

    /// <summary>An instant of a case, which carries its offset.</summary>
    public static Instant InstantOf(JsonElement input, string key) => InstantOf(input.GetProperty(key).GetString()!);

    /// <summary>An instant with its offset.</summary>
    public static Instant InstantOf(string text) => OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant();

    static bool Flag(JsonElement input, string key) => input.TryGetProperty(key, out var flag) && flag.ValueKind == JsonValueKind.True;
}
