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
    public static Answers Of(Case one, Agreement agreement)
    {
        var calendar = agreement.Calendar(Translation.CalendarName);
        return one.Kind switch
        {
            "elapsed" => new(Elapsed(one.Input, calendar)),
            "deadline" => DeadlineAnswers.Of(one.Input, calendar),
            "windows" => new(Windows(one, calendar, agreement)),
            "open" => new(Open(one.Input, calendar)),
            "dates" => new(Dates(one.Input, calendar)),
            _ => throw new InvalidOperationException($"'{one.Kind}' is no question to a calendar."),
        };
    }

    static Dictionary<string, string> Elapsed(JsonElement input, BusinessCalendar calendar)
    {
        var (from, to) = Ends(input);
        return new() { ["seconds"] = to < from ? "0" : Seconds(calendar.Between(from, to)) };
    }

    /// <summary>The span that a case of kind <c>elapsed</c> asks about.</summary>
    public static (Instant From, Instant To) Ends(JsonElement input)
    {
        var (from, to) = (Given.Instant(input, "from"), Given.Instant(input, "to"));
        // A peer that counts the last second too asks about a span that is one second longer than ours.
        return (from, Given.Flag(input, "inclusive_end") ? to + Duration.FromSeconds(1) : to);
    }

    static Dictionary<string, string> Windows(Case one, BusinessCalendar calendar, Agreement agreement)
    {
        if (one.Input.TryGetProperty("intersect_with", out _)) calendar = BusinessCalendar.Both("both", calendar, agreement.Calendar(Translation.OtherCalendarName));
        var take = Given.Has(one.Input, "take") ? Given.Count(one.Input, "take") : int.MaxValue;
        var windows = Windows(one.Input, calendar);
        var cut = Text(windows.Take(take));
        if (!one.Expected.TryGetProperty("windows", out var expected) || Comparing.Normal(expected) == cut) return new() { ["windows"] = cut };
        // Hours that go on over midnight are two windows to us, one for each date, and one to a peer: the same open time.
        var joined = Text(Joined(windows).Take(take));
        return new() { ["windows"] = Comparing.Normal(expected) == joined ? joined : cut };
    }

    static IEnumerable<Interval> Windows(JsonElement input, BusinessCalendar calendar)
    {
        var (isAfter, isBefore) = (Given.Has(input, "after"), Given.Has(input, "before"));
        if (isAfter && isBefore) throw Stopped.Skipped("'after' and 'before' in one question");
        // Without a start the question is about the calendar's holidays themselves.
        if (!isAfter && !isBefore) return calendar.HolidaysFrom(new LocalDate(1970, 1, 1)).Select(h => calendar.SpanOf(h.Date));
        var start = Given.Instant(input, isAfter ? "after" : "before");
        Instant? end = Given.Has(input, "until") ? Given.Instant(input, "until")
            : Given.Has(input, "for_seconds") ? start + (isAfter ? 1 : -1) * DurationOf(Given.Seconds(input, "for_seconds"))
            : null;
        if (isAfter) return end is { } until ? until < start ? [] : calendar.WindowsIn(new(start, until)) : calendar.WindowsAfter(start);
        return end is { } since ? since > start ? [] : calendar.WindowsBackIn(new(since, start)) : calendar.WindowsBefore(start);
    }

    static IEnumerable<Interval> Joined(IEnumerable<Interval> windows)
    {
        Interval? open = null;
        foreach (var window in windows)
        {
            var joins = open is { } before && (before.End == window.Start || window.End == before.Start);
            if (open is { } done && !joins) yield return done;
            open = joins ? new(Instant.Min(open!.Value.Start, window.Start), Instant.Max(open.Value.End, window.End)) : window;
        }
        if (open is { } last) yield return last;
    }

    static string Text(IEnumerable<Interval> windows) => string.Join(" ", windows.Select(w => $"[{Text(w.Start)} {Text(w.End)}]"));

    static Dictionary<string, string> Open(JsonElement input, BusinessCalendar calendar)
    {
        var status = calendar.StatusAt(Given.Instant(input, "at"));
        return new()
        {
            ["open"] = Text(status.IsOpen),
            ["on_break"] = Text(status.IsOnBreak),
            ["on_holiday"] = Text(status.IsOnHoliday),
            ["working_day"] = Text(status.IsWorkingDate),
        };
    }

    static Dictionary<string, string> Dates(JsonElement input, BusinessCalendar calendar) =>
        new() { ["dates"] = string.Join(" ", calendar.WorkingDatesAfter(Given.Date(input, "after_date")).Take(Given.Count(input, "take")).Select(LocalDatePattern.Iso.Format)) };

    /// <summary>An instant as answers write it, in UTC.</summary>
    public static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at);

    /// <summary>A truth value as JSON writes it.</summary>
    public static string Text(bool value) => value ? "true" : "false";

    /// <summary>Working time in seconds, with their fractions.</summary>
    public static string Seconds(WorkingTime time) => Given.Written(time.Length.ToInt64Nanoseconds() / 1_000_000_000m);

    /// <summary>So many seconds.</summary>
    public static Duration DurationOf(decimal seconds) => Duration.FromTicks((long)(seconds * NodaConstants.TicksPerSecond));
}
