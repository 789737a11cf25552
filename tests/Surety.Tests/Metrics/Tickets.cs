using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Metrics;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Metrics;

/// <summary>Short ways to write metrics and tickets in examples. Events read <c>10:30 status waiting</c>, <c>2 09:00 replied by provider</c>: day of June 2026 in Berlin, time, word, new value, side.</summary>
static class Tickets
{
    public static readonly DateTimeZone Berlin = Zone("Europe/Berlin");

    /// <summary>Monday to Friday, 09:00 to 17:00; 1 June 2026 is a Monday.</summary>
    public static readonly BusinessCalendar Office = Calendar("Europe/Berlin", ("mon-fri", "09:00-17:00"));

    public static readonly BusinessCalendar Always = BusinessCalendar.Compile(new CalendarRules("around the clock", Berlin) { AlwaysOpen = true });

    public static Metric.TimeTaken Resolution => Taken("opened", "resolved");

    public static Metric.TimeTaken FirstReply => Taken("opened", "replied by provider");

    public static Metric.TimeTaken NextReply => Taken("replied by customer", "replied by provider") with { CyclesOfTicket = CyclesOfTicket.FromEachStart };

    /// <summary>One reply after the other until the ticket is resolved.</summary>
    public static Metric.TimeTaken EveryReply => Taken("opened", "replied by provider") with { CyclesOfTicket = CyclesOfTicket.OneAfterAnother, Until = Rule("resolved") };

    public static Metric.TimeTaken Taken(string from, string to) => new()
    {
        Name = "example",
        Clause = default,
        Reads = new(null, null, null, []),
        From = Rule(from),
        To = Rule(to),
        PausedWhile = ["waiting", "on hold"],
    };

    public static FirstOf Rule(string words) => new([.. words.Split(" or ").Select(One)], words);

    static EventRule One(string words)
    {
        var (what, to, by) = Split(words.Split(' '));
        return new(what, by, to, words);
    }

    public static Instant On(string text)
    {
        var words = text.Split(' ');
        var (day, time) = words.Length == 1 ? ("1", words[0]) : (words[0], words[1]);
        return At($"2026-06-{int.Parse(day):00}T{time}+02:00");
    }

    public static TicketTable One(params string[] events) => Table(("T1", "P2", events));

    public static TicketTable Table(params (string Id, string? Priority, string[] Events)[] tickets) => TableOf(
        [.. tickets.Select(t => (t.Id, t.Priority, (IReadOnlyList<TicketEvent>)[.. t.Events.Select((text, i) => Event(text, i + 1))]))]);

    public static TicketTable TableOf(params (string Id, string? Priority, IReadOnlyList<TicketEvent> Events)[] tickets)
    {
        var starts = new List<int> { 0 };
        var events = new List<TicketEvent>();
        foreach (var ticket in tickets)
        {
            events.AddRange(ticket.Events.OrderBy(e => e.Ticks));
            starts.Add(events.Count);
        }
        return TicketTable.Of(
            [.. tickets.Select(t => t.Id)], [.. tickets.Select(t => t.Priority is null ? Labels.None : Labels.None.With("priority", t.Priority))], starts.ToArray(), events);
    }

    public static TicketEvent Event(string text, int line)
    {
        var words = text.Split(' ');
        var at = char.IsDigit(words[1][0]) ? 2 : 1;
        var (what, to, by) = Split(words[at..]);
        return new(On(string.Join(' ', words[..at])).ToUnixTimeTicks(), what, to, by, new(0, line));
    }

    public static Span Hours(int hours) => new Span.Elapsed(Duration.FromHours(hours), $"{hours} h");

    public static Cycles Read(Metric.TimeTaken metric, TicketTable tickets, string now = "30 12:00", BusinessCalendar? calendar = null) =>
        Cycles.Of(metric, tickets, calendar ?? Office, Berlin, On(now));

    public static Func<Labels, Span?> Every(Span span) => _ => span;

    static (string What, string? To, string? By) Split(string[] words)
    {
        var by = Array.IndexOf(words, "by");
        var to = string.Join(' ', words[1..(by < 0 ? words.Length : by)]);
        return (words[0], to.Length == 0 ? null : to, by < 0 ? null : words[by + 1]);
    }
}
