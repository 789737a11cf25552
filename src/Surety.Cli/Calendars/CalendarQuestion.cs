using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Statements;
using Surety.Text;

namespace Surety.Cli.Calendars;

/// <summary>A question to a calendar: a word on the command line, its arguments, and the answer.</summary>
internal sealed record CalendarQuestion(
    string Name, string Description, string Example, (string Name, string Description)[] Arguments, Func<BusinessCalendar, DateTimeZone, string[], Result<CalendarAnswer>> Ask)
{
    // A screenful of years is no answer; whoever wants more asks for JSON, month by month.
    static readonly Duration LongestList = Duration.FromDays(3660);

    public static IReadOnlyList<CalendarQuestion> All { get; } =
    [
        new("at", "Whether it is open at an instant, and when that changes.", "surety calendar agreement.yaml \"support hours\" at 2026-10-01T09:00",
            [("instant", "Like 2026-10-01T09:00, by the calendar's clock, or with Z or an offset.")],
            (calendar, zone, words) => InstantText.Read("instant", words[0], zone) switch
            {
                Result<Instant>.Ok ok => At(calendar, ok.Value),
                Result<Instant>.Refused refused => new Result<CalendarAnswer>.Refused(refused.Problems),
            }),
        new("open", "Open hours of a span, date by date.", "surety calendar agreement.yaml \"support hours\" open 2026-10-01 2026-10-08",
            [("from", "Included."), ("until", "Excluded.")], (calendar, zone, words) => InSpan(words, zone, span => Days(calendar, span))),
        new("between", "Working time between two instants, date by date.", "surety calendar agreement.yaml \"support hours\" between 2026-10-01T16:00 2026-10-05T10:00",
            [("from", "Included."), ("until", "Excluded.")], (calendar, zone, words) => InSpan(words, zone, span => Days(calendar, span))),
        new("add", "The instant at which an amount of working time is used up.", "surety calendar agreement.yaml \"support hours\" add 2026-10-01T16:00 \"4 h\"",
            [("from", "Where counting begins."), ("time", "Like \"4 h\", \"90 min\" or \"2 business days\".")], Add),
        new("next-business-day", "The first business day after a date.", "surety calendar agreement.yaml \"support hours\" next-business-day 2026-10-03",
            [("date", "Like 2026-10-03.")], (calendar, _, words) => InstantText.Date("date", words[0]) switch
            {
                Result<LocalDate>.Ok ok => NextBusinessDay(calendar, ok.Value),
                Result<LocalDate>.Refused refused => new Result<CalendarAnswer>.Refused(refused.Problems),
            }),
    ];

    public static Result<CalendarAnswer> At(BusinessCalendar calendar, Instant at)
    {
        var status = calendar.StatusAt(at);
        var opening = status.IsOpen ? null : calendar.NextOpening(at);
        var closing = status.IsOpen && !calendar.IsAlwaysOpen ? calendar.WindowsAfter(at).Select(w => (Instant?)w.End).FirstOrDefault() : null;
        var why = status.IsOpen ? "" : status.Holiday is { } holiday ? $": {holiday.Name ?? "closed date"}" : status.IsOnBreak ? ": break" : status.IsWorkingDate ? ": outside the hours" : ": no hours on this day";
        List<string> lines = [$"{Display.Instant(at, calendar.Zone)}: {(status.IsOpen ? "open" : "closed")}{why}"];
        if (opening is { } opens) lines.Add($"opens  {Display.Instant(opens, calendar.Zone)}");
        if (closing is { } closes) lines.Add($"closes {Display.Instant(closes, calendar.Zone)}");
        if (!status.IsOpen && opening is null) lines.Add("does not open again");
        return Answer(lines, json =>
        {
            json.WriteString("at", Display.InUtc(at));
            json.WriteString("date", Display.Iso(status.Date));
            json.WriteBoolean("open", status.IsOpen);
            json.WriteBoolean("break", status.IsOnBreak);
            json.WriteBoolean("holiday", status.IsOnHoliday);
            json.WriteString("holidayName", status.Holiday?.Name);
            json.WriteBoolean("workingDay", status.IsWorkingDate);
            json.WriteString("opens", opening is { } o ? Display.InUtc(o) : null);
            json.WriteString("closes", closing is { } c ? Display.InUtc(c) : null);
        });
    }

    static Result<CalendarAnswer> Days(BusinessCalendar calendar, Interval span)
    {
        var days = DayByDay.Of(calendar, span);
        var time = calendar.Between(span.Start, span.End);
        return Answer($"{Display.Instant(span.Start, calendar.Zone)} to {Display.Instant(span.End, calendar.Zone)}", Working.ByDate(calendar, span), json =>
        {
            json.WriteString("from", Display.InUtc(span.Start));
            json.WriteString("until", Display.InUtc(span.End));
            json.WriteString("workingTime", Length(time.Length));
            WriteDays(json, days);
        });
    }

    static Result<CalendarAnswer> Add(BusinessCalendar calendar, DateTimeZone zone, string[] words)
    {
        if (InstantText.Read("from", words[0], zone) is not Result<Instant>.Ok from) return new Result<CalendarAnswer>.Refused(((Result<Instant>.Refused)InstantText.Read("from", words[0], zone)).Problems);
        if (Phrase.Span("time", words[1]) is not Result<Span>.Ok span)
            return Refused("time", $"'{words[1]}' is no length of time.", "Write it like \"4 h\", \"90 min\" or \"2 business days\".");
        Instant? due;
        switch (span.Value)
        {
            case Span.Elapsed e: due = calendar.Deadline(from.Value, new(e.Time)); break;
            case Span.BusinessTime b: due = calendar.Deadline(from.Value, new(b.Time)); break;
            case Span.BusinessDays d: due = new BusinessDays.SameTime(d.Count).After(from.Value, calendar); break;
            case Span.EndOfBusinessDay d: due = new BusinessDays.EndOfDay(d.Nth).After(from.Value, calendar); break;
            case Span.BusinessDaysOf d: due = new BusinessDays.Hours(d.Count, new(d.Each)).After(from.Value, calendar); break;
            default: return Refused("time", $"'{words[1]}' does not count in a calendar of open hours.", "Write hours, minutes or business days.");
        }
        if (due is not { } at) return Answer(["There is no such instant within a hundred years."], json => json.WriteNull("due"));
        var counted = new Interval(from.Value, at);
        var days = DayByDay.Of(calendar, counted);
        return Answer($"{Display.Instant(at, zone)}, {Display.InUtc(at)}: {span.Value.Words} after {Display.Instant(from.Value, zone)}", Working.Counted(calendar, counted), json =>
        {
            json.WriteString("from", Display.InUtc(from.Value));
            json.WriteString("add", span.Value.Words);
            json.WriteString("due", Display.InUtc(at));
            json.WriteString("dueLocal", Display.Instant(at, zone));
            WriteDays(json, days);
        });
    }

    static Result<CalendarAnswer> NextBusinessDay(BusinessCalendar calendar, LocalDate date)
    {
        var next = calendar.WorkingDatesAfter(date).Cast<LocalDate?>().FirstOrDefault();
        return Answer([next is { } found ? Display.Day(found) : "There is no business day after that date."], json =>
        {
            json.WriteString("after", Display.Iso(date));
            json.WriteString("nextBusinessDay", next is { } day ? Display.Iso(day) : null);
        });
    }

    static void WriteDays(Utf8JsonWriter json, ValueList<CountedDay> days)
    {
        json.WriteStartArray("days");
        foreach (var day in days)
        {
            json.WriteStartObject();
            json.WriteString("date", Display.Iso(day.Date));
            json.WriteString("time", Length(day.Time.Length));
            json.WriteStartArray("open");
            foreach (var window in day.Counted)
            {
                json.WriteStartObject();
                json.WriteString("from", Display.InUtc(window.Start));
                json.WriteString("until", Display.InUtc(window.End));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("closed", day.Closed switch { null => null, WhyClosed.OnHoliday h => h.Name ?? "holiday", WhyClosed.NoHours => "no hours", WhyClosed.OnBreak => "break", WhyClosed.OutsideHours => "outside the hours" });
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static Result<CalendarAnswer> InSpan(string[] words, DateTimeZone zone, Func<Interval, Result<CalendarAnswer>> ask)
    {
        var (from, until) = (InstantText.Read("from", words[0], zone), InstantText.Read("until", words[1], zone));
        if (from is Result<Instant>.Refused { Problems: var a }) return new Result<CalendarAnswer>.Refused(until is Result<Instant>.Refused { Problems: var b } ? [.. a, .. b] : a);
        if (until is Result<Instant>.Refused late) return new Result<CalendarAnswer>.Refused(late.Problems);
        var (start, end) = (((Result<Instant>.Ok)from).Value, ((Result<Instant>.Ok)until).Value);
        if (end < start) return Refused("until", $"'{words[1]}' lies before '{words[0]}'.", "Write the earlier one first.");
        if (end - start > LongestList) return Refused("until", "The span is longer than ten years, and it is shown date by date.", "Ask for a shorter one.");
        return ask(new(start, end));
    }

    static Result<CalendarAnswer> Answer(IReadOnlyList<string> lines, Action<Utf8JsonWriter> json) => new Result<CalendarAnswer>.Ok(new(lines, null, json));

    static Result<CalendarAnswer> Answer(string line, Reason why, Action<Utf8JsonWriter> json) => new Result<CalendarAnswer>.Ok(new([line], why, json));

    /// <summary><c>1:30:00</c>: hours go on past 24.</summary>
    static string Length(Duration length) => DurationPattern.CreateWithInvariantCulture("-H:mm:ss.FFFFFFFFF").Format(length);

    static Result<CalendarAnswer> Refused(string source, string message, string? mend) =>
        new Result<CalendarAnswer>.Refused([new(new(source, 0, 0), Severity.Error, "usage.value", message, mend)]);
}
