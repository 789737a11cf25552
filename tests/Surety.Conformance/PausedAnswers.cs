using NodaTime;
using Surety.Metrics;

namespace Surety.Conformance;

/// <summary>Working time between two instants, or the instant at which some of it is used up, while a ticket is paused.</summary>
static class PausedAnswers
{
    /// <summary>Answers by expected key.</summary>
    public static Answers Of(Case one)
    {
        var isDeadline = one.Kind == "deadline";
        if (isDeadline && Array.Find(["business_days", "direction", "end_of_working_day", "within_same_day"], key => Given.Has(one.Input, key) && Given.TextIf(one.Input, "direction") != "forward") is { } other)
            throw Stopped.Skipped($"'{other}' beside 'ticket_events' has no counterpart here");
        return isDeadline ? Deadline(one) : Elapsed(one);
    }

    static Answers Elapsed(Case one)
    {
        var (from, to) = CalendarAnswers.Ends(one.Input);
        if (to < from) return new(new Dictionary<string, string> { ["seconds"] = "0" });
        // What is closed counts no time.
        var (cycles, judged, _) = TicketAnswers.Run(TicketAgreement.Of(one, [], Facts(one, from, isClosedPaused: true)), to)["resolution"];
        return new(new Dictionary<string, string> { ["seconds"] = CalendarAnswers.Seconds(cycles.Clock.Used(judged[0].Cycle, to)) });
    }

    static Answers Deadline(Case one)
    {
        var from = Given.Instant(one.Input, "from");
        // Asked for a destination, the peer counts on after a closing.
        var facts = Facts(one, from, isClosedPaused: false);
        var seconds = Given.Seconds(one.Input, "seconds");
        if (seconds <= 0) throw Stopped.Skipped("no time, or less, beside 'ticket_events' has no counterpart here");
        var (cycles, judged, _) = TicketAnswers.Run(TicketAgreement.Of(one, new() { ["resolution"] = seconds }, facts), Instant.FromUtc(2199, 1, 1, 0, 0))["resolution"];
        var answers = DeadlineAnswers.For(judged[0].Due, from, cycles.Clock.Calendars.Of(Labels.None));
        return new(Without(answers.Ours), [.. answers.Others.Select(o => (o.Reason, Without(o.Keys)))]);
    }

    // The way back would meet the pauses again; nobody says what a peer does with them.
    static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> keys) => keys.Where(k => k.Key != "round_trip_inclusive_seconds").ToDictionary();

    /// <summary>A ticket that is opened where the question starts, in the status that it has by then.</summary>
    static TicketFacts Facts(Case one, Instant from, bool isClosedPaused)
    {
        var facts = new TicketFacts();
        facts.Add(from, "opened");
        foreach (var e in TicketEvents.Of(one.Input, "ticket_events"))
        {
            var type = TicketEvents.TypeOf(e);
            if (type is "hold_total" or "calendar_changed" || !TicketEvents.IsTimed(e)) throw Stopped.Skipped($"'{type}' among 'ticket_events' has no counterpart here, or happens at an unstated time");
            var status = type switch { "created" => Given.TextIf(e, "state") ?? "open", "status" => Given.Text(e, "to"), "closed" => "closed", _ => null };
            if (status is null) continue;
            var at = Instant.Max(from, Given.Instant(e, "at"));
            if (TicketFacts.IsPausing(status)) facts.SetStatus(at, status);
            else if (TicketFacts.IsEnding(status) && isClosedPaused) facts.SetStatus(at, "hold");
            else facts.SetStatus(at, "open");
        }
        return facts;
    }
}
