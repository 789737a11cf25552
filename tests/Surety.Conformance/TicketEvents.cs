using System.Text.Json;
using NodaTime;


namespace Surety.Conformance;

/// <summary>Reads the events of a case.</summary>
static class TicketEvents
{
    static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["created"] = ["state", "priority"],
        ["message"] = ["by"],
        ["first_response"] = [],
        ["status"] = ["to"],
        ["hold_total"] = ["seconds"],
        ["clock"] = [],
        ["priority_changed"] = ["from", "to"],
        ["calendar_changed"] = ["from", "to"],
        ["closed"] = [],
    };

    /// <summary>Lists events; one that we do not know ends the case.</summary>
    public static IReadOnlyList<JsonElement> Of(JsonElement input, string key)
    {
        var events = Given.List(input, key);
        foreach (var e in events)
        {
            var type = TypeOf(e);
            if (!Known.TryGetValue(type, out var keys)) throw Stopped.Skipped($"unknown event '{type}'");
            if (e.EnumerateObject().FirstOrDefault(p => p.Name is not ("type" or "at" or "note") && !keys.Contains(p.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
                throw Stopped.Skipped($"unknown key '{unknown.Name}' of the event '{type}'");
        }
        return events;
    }

    /// <summary>What kind of event it is.</summary>
    public static string TypeOf(JsonElement e) => Given.Text(e, "type");

    /// <summary>Whether an event has its instant.</summary>
    public static bool IsTimed(JsonElement e) => Given.Has(e, "at");

    /// <summary>Turns events into facts. An agent's pausing state is an answer at some peers, and so is resolving what nobody answered.</summary>
    /// <param name="one">Whose schedule counts a pause that has no instants.</param>
    /// <param name="events">In order of time.</param>
    /// <param name="until">The instant up to which the facts reach.</param>
    public static TicketFacts Facts(Case one, IReadOnlyList<JsonElement> events, out Instant until)
    {
        var facts = new TicketFacts();
        until = events.Where(IsTimed).Select(e => Given.Instant(e, "at")).DefaultIfEmpty(Instant.FromUnixTimeTicks(0)).Max();
        foreach (var e in events)
            if (TypeOf(e) == "hold_total") until = Instant.Max(until, Hold(one, Given.Seconds(e, "seconds"), facts));
            else Read(e, Given.Instant(e, "at"), facts);
        return facts;
    }

    static void Read(JsonElement e, Instant at, TicketFacts facts)
    {
        switch (TypeOf(e))
        {
            case "created":
                facts.Add(at, "opened");
                if (Given.TextIf(e, "state") is { } born && TicketFacts.IsPausing(born)) facts.SetStatus(at, born);
                else if (Given.TextIf(e, "state") is { } ended && TicketFacts.IsEnding(ended)) facts.End(at);
                break;
            case "message":
                facts.Add(at, "replied", by: Given.Text(e, "by") switch { "agent" => "provider", "customer" => "customer", var other => throw Stopped.Skipped($"a message by '{other}'") });
                break;
            case "first_response":
                facts.Add(at, "answered");
                break;
            case "closed":
                facts.End(at);
                break;
            case "status":
                Status(Given.Text(e, "to") is { Length: > 0 } status ? status : "open", at, facts);
                break;
            default:
                break;
        }
    }

    static void Status(string status, Instant at, TicketFacts facts)
    {
        // Desks that write their states in capitals answer by resolving; "Replied" and the category "Paused" are states of an agent who answered.
        var isEnding = TicketFacts.IsEnding(status);
        if (isEnding ? char.IsUpper(status, 0) : status.Contains("replied", StringComparison.OrdinalIgnoreCase) || status.Contains("(category paused)", StringComparison.OrdinalIgnoreCase)) facts.AnswerOnce(at);
        if (isEnding) facts.End(at);
        else facts.SetStatus(at, status);
    }

    /// <summary>So much working time was paused, nobody says when: from the start, until the calendar says it is used up.</summary>
    static Instant Hold(Case one, decimal seconds, TicketFacts facts)
    {
        if (facts.Opened is not { } opened) throw Stopped.Unreadable("'hold_total' comes before 'created'");
        if (facts.Pauses > 0) throw Stopped.Skipped("a total of pauses beside pauses with their instants");
        if (seconds < 0) throw Stopped.Unreadable("'seconds' of 'hold_total' is negative");
        var end = TicketAnswers.CalendarOf(one).Deadline(opened, new(CalendarAnswers.DurationOf(seconds))) ?? throw Stopped.Skipped("more time is paused than the calendar has");
        if (end == opened || seconds == 0) return opened;
        facts.SetStatus(opened, "hold");
        facts.SetStatus(end, "open");
        return end;
    }
}
