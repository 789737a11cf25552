using System.Text;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Conformance;

/// <summary>Tickets of a peer, and what our clocks say of them under the peer's keys.</summary>
static class TicketAnswers
{
    const string EachEvent = "agreement_status_after_each_event";

    /// <summary>Answers a case of kind <c>ticket</c>.</summary>
    public static Outcome Answer(Case one)
    {
        var events = TicketEvents.Of(one.Input, "events");
        var ours = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Given.Has(one.Input, "agreements"))
        {
            var chosen = AgreementChoice.Of(one, events);
            ours["agreement"] = chosen.Name ?? "null";
            if (one.Expected.EnumerateObject().All(e => e.Name == "agreement")) return Comparing.Of(one, new(ours));
            one = chosen.AppliedTo(one);
        }
        if (events.Any(e => TicketEvents.TypeOf(e) != "hold_total" && !TicketEvents.IsTimed(e))) throw Stopped.Skipped("an event happens at an unstated time");
        if (events.LastOrDefault(e => TicketEvents.TypeOf(e) == "priority_changed") is { ValueKind: JsonValueKind.Object } change && Given.TextIf(change, "to") != Given.TextIf(one.Input, "priority"))
            throw Stopped.Skipped("which targets a change of priority brings is not stated");
        var facts = Add(one, events, ours);
        if (one.Expected.TryGetProperty(EachEvent, out var each)) ours[EachEvent] = AfterEach(one, events, each);
        return StatedDifferences.Of(one, new(ours), facts);
    }

    static string AfterEach(Case one, IReadOnlyList<JsonElement> events, JsonElement each)
    {
        if (each.ValueKind != JsonValueKind.Array || each.GetArrayLength() != events.Count) throw Stopped.Unreadable($"'{EachEvent}' has not one word for each event");
        return string.Join(" ", Enumerable.Range(1, events.Count).Select(count =>
        {
            // null stands for "not asserted", so our word is not held against it.
            if (each[count - 1].ValueKind == JsonValueKind.Null) return "null";
            var so = new Dictionary<string, string>(StringComparer.Ordinal);
            Add(one, [.. events.Take(count)], so);
            return so["agreement_status"];
        }));
    }

    /// <summary>The case in our words.</summary>
    public static Translation Translate(Case one) =>
        TicketAgreement.Of(one, TicketAgreement.Targets(one), TicketEvents.Facts(one, [.. TicketEvents.Of(one.Input, "events").Where(e => TicketEvents.TypeOf(e) == "hold_total" || TicketEvents.IsTimed(e))], out _));

    /// <summary>The case's schedule as a calendar.</summary>
    public static BusinessCalendar CalendarOf(Case one) => Read(Translation.OfCalendar(one)).Calendar(Translation.CalendarName);

    /// <summary>Reads a translation as any agreement is read; a refusal ends the case.</summary>
    static Agreement Read(Translation translation) => Runner.Read(translation) is { Agreement: { } agreement } ? agreement : throw Stopped.Unreadable(Runner.Read(translation).Problems);

    /// <summary>A metric's cycles, each under its target.</summary>
    public sealed record Told(Cycles Cycles, IReadOnlyList<JudgedCycle> Judged, bool HasTarget);

    /// <summary>Reads agreement and facts, and runs the clocks.</summary>
    public static Dictionary<string, Told> Run(Translation translation, Instant now)
    {
        var agreement = Read(translation);
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", Encoding.UTF8.GetBytes(translation.Facts));
        var facts = builder.Build(now);
        if (builder.Problems.Count > 0) throw Stopped.Unreadable(string.Join("; ", builder.Problems));
        return TicketAgreement.Metrics.ToDictionary(m => m.Target, m =>
        {
            var metric = (Metric.TimeTaken)agreement.Metric(m.Metric)!;
            var within = (agreement.Level(m.Metric)?.Targets[0].Target as Target.EachWithin)?.Within;
            var cycles = Cycles.Of(metric, facts.Tickets, agreement.Calendars(metric, facts), agreement.Zone, now);
            return new Told(cycles, [.. cycles.All.Select(c => cycles.Clock.Judge(c, _ => within, now))], within is not null);
        });
    }

    static TicketFacts Add(Case one, IReadOnlyList<JsonElement> events, Dictionary<string, string> answers)
    {
        var facts = TicketEvents.Facts(one, events, out var now);
        var told = Run(TicketAgreement.Of(one, TicketAgreement.Targets(one), facts), now);
        // Where a total of pauses lies is not said: what depends on its place has no answer.
        var isPlaced = !events.Any(e => TicketEvents.TypeOf(e) == "hold_total");
        foreach (var (target, t) in told)
            if (isPlaced || target == "resolution") Clocks(one, target, t, facts.IsEnded, isPlaced, answers);
        if (isPlaced)
        {
            answers["next_escalation_at"] = facts.IsEnded ? "null" : Text(told.Values.Min(t => Running(t)?.Due));
            answers["agreement_status"] = Status(told);
        }
        if (told["resolution"] is { Judged: [var first, ..] } resolution)
        {
            answers["hold_seconds"] = CalendarAnswers.Seconds(resolution.Cycles.Clock.Held(first.Cycle, now));
            if (isPlaced) answers["gross_seconds"] = CalendarAnswers.Seconds(resolution.Cycles.Clock.Gross(first.Cycle, now));
        }
        if (facts.Opened is { } opened) answers["raised_outside_working_hours"] = CalendarAnswers.Text(!told["resolution"].Cycles.Clock.Calendars.Of(Labels.None).IsOpen(opened));
        return facts;
    }

    static JudgedCycle? Running(Told told) => told.HasTarget ? told.Judged.LastOrDefault(j => j.Cycle.End == CycleEnd.Running) : null;

    static string Text(Instant? at) => at is { } known ? CalendarAnswers.Text(known) : "null";

    /// <summary>The keys of one clock. Peers keep one cycle of a ticket, the longest; what is not done yet has figures only where the case asks for them.</summary>
    static void Clocks(Case one, string target, Told told, bool isEnded, bool isPlaced, Dictionary<string, string> answers)
    {
        var (clock, now) = (told.Cycles.Clock, told.Cycles.Now);
        bool Asks(string key) => one.Expected.TryGetProperty($"{target}_{key}", out var expected) && expected.ValueKind != JsonValueKind.Null;
        var done = told.HasTarget ? told.Judged.Where(j => j.Cycle.End == CycleEnd.Done).MaxBy(j => clock.Used(j.Cycle, now)) : null;
        var running = Running(told);
        var due = isEnded ? null : running?.Due;
        // No due instant is left of what is done; where a peer keeps it, it is that of the cycle.
        if (due is null && (isEnded || running is null) && Asks("due_at")) due = (done ?? running)?.Due;
        answers[$"{target}_due_at"] = Text(due);
        if (!isPlaced) return;
        answers[$"{target}_at"] = Text(done?.Cycle.Ended);
        var seconds = done ?? (Asks("seconds") ? running : null);
        answers[$"{target}_seconds"] = seconds is null ? "null" : CalendarAnswers.Seconds(clock.Used(seconds.Cycle, now));
        var margin = done ?? (Asks("margin_seconds") ? running : null);
        answers[$"{target}_margin_seconds"] = margin?.Margin(clock, now) is { } left ? CalendarAnswers.Seconds(left) : "null";
        var late = done ?? (Asks("failed_by_seconds") ? running : null);
        answers[$"{target}_failed_by_seconds"] = late is { InTime: false } ? CalendarAnswers.Seconds(late.LateBy(clock, now)) : "null";
    }

    /// <summary>The peer's word for where a ticket stands.</summary>
    static string Status(Dictionary<string, Told> told)
    {
        var all = told.Values.Where(t => t.HasTarget).SelectMany(t => t.Judged).ToList();
        if (all.Exists(j => j.InTime == false)) return "Failed";
        if (told["resolution"].Judged is [.., { Cycle.End: CycleEnd.Done }]) return "Fulfilled";
        if (told["resolution"].Judged.Any(j => j.Cycle.IsPaused)) return "Paused";
        if (Running(told["first_response"]) is not null) return "First Response Due";
        return told["resolution"].HasTarget ? "Resolution Due" : "Fulfilled";
    }
}
