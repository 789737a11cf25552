using System.Text;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Conformance;

/// <summary>Tickets of a peer as facts, and what our clocks say of them under the peer's keys.</summary>
static class TicketAnswers
{
    static readonly string[] Pausing = ["pending", "waiting", "hold", "replied", "(category paused)"];
    static readonly string[] Ending = ["resolved", "closed", "completed"];
    static readonly (string Target, string Metric)[] Metrics = [("first_response", "first response"), ("update", "update"), ("resolution", "resolution")];
    static readonly string[] KnownEvents = ["created", "message", "first_response", "status", "hold_total", "clock", "priority_changed", "calendar_changed", "closed"];

    /// <summary>Answers a case of kind <c>ticket</c>.</summary>
    public static Outcome Answer(Case one)
    {
        var events = one.Input.GetProperty("events").EnumerateArray().ToList();
        if (events.Select(e => e.GetProperty("type").GetString()).FirstOrDefault(t => !KnownEvents.Contains(t)) is { } unknown) return new Outcome.Skipped($"unknown event '{unknown}'");
        if (one.Input.TryGetProperty("agreements", out var agreements)) return Runner.Compare(one, Selection.Of(one, agreements, events));
        if (events.Exists(e => e.GetProperty("type").GetString() != "hold_total" && (!e.TryGetProperty("at", out var at) || at.ValueKind == JsonValueKind.Null)))
            return new Outcome.Skipped("an event happens at an unstated time");
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Add(one, events, answers, "agreement_status") is { } refused) return refused;
        if (one.Expected.TryGetProperty("agreement_status_after_each_event", out var each))
        {
            var words = new List<string>();
            for (var i = 1; i <= events.Count; i++)
            {
                var so = new Dictionary<string, string>(StringComparer.Ordinal);
                Add(one, events[..i], so, "agreement_status");
                // null stands for "not asserted", so our word is not held against it.
                words.Add(each[i - 1].ValueKind == JsonValueKind.Null ? "null" : so["agreement_status"]);
            }
            answers["agreement_status_after_each_event"] = string.Join(" ", words);
        }
        return Differences(one, events, answers);
    }

    /// <summary>Working time between two instants, or the instant at which some of it is used up, while a ticket is paused.</summary>
    public static Dictionary<string, string> Clock(Case one, JsonElement ticketEvents)
    {
        var from = CalendarAnswers.InstantOf(one.Input, "from");
        var isDeadline = one.Kind == "deadline";
        var facts = new StringBuilder();
        Line(facts, CalendarAnswers.Text(from), "opened");
        foreach (var e in ticketEvents.EnumerateArray())
        {
            var at = CalendarAnswers.InstantOf(e, "at");
            var status = e.GetProperty("type").GetString() == "closed" ? isDeadline ? "open" : null : e.TryGetProperty("to", out var to) ? to.GetString() : "open";
            // What was before the question's start is over by then; the peer counts on after a closing when asked for a destination.
            if (at < from) continue;
            if (status is null) Line(facts, CalendarAnswers.Text(at), "resolved");
            else Line(facts, CalendarAnswers.Text(at), "status", status);
        }
        var seconds = isDeadline ? one.Input.GetProperty("seconds").GetInt64() : 1;
        var translation = Text(one, new() { ["resolution"] = seconds }, facts.ToString());
        var (cycles, judged, _) = Engine(translation, isDeadline ? Instant.FromUtc(2199, 1, 1, 0, 0) : CalendarAnswers.InstantOf(one.Input, "to"))["resolution"];
        return isDeadline
            ? new() { ["at"] = judged[0].Due is { } due ? CalendarAnswers.Text(due) : "none" }
            : new() { ["seconds"] = CalendarAnswers.Seconds(cycles.Clock.Used(judged[0].Cycle, cycles.Now)) };
    }

    /// <summary>The case in our words.</summary>
    public static Translation Translate(Case one, JsonElement events) => Text(one, TargetsOf(one), FactsOf(one, [.. events.EnumerateArray()]));

    static Dictionary<string, long> TargetsOf(Case one)
    {
        var targets = new Dictionary<string, long>(StringComparer.Ordinal);
        if (one.Input.TryGetProperty("targets", out var given))
            foreach (var target in given.EnumerateObject())
                if (target.Value.ValueKind == JsonValueKind.Number) targets[target.Name] = target.Value.GetInt64();
        return targets;
    }

    static Translation Text(Case one, Dictionary<string, long> targets, string facts)
    {
        var schedule = one.Schedule ?? throw new InvalidOperationException("the case has no schedule");
        var text = new StringBuilder(Translation.Head(one, ScheduleText.ZoneOf(schedule))).Append("scope:\n  calendars:\n").Append(ScheduleText.Calendar(Translation.CalendarName, schedule));
        var paused = facts.Split('\n').Where(l => l.Contains("\"event\":\"status\"", StringComparison.Ordinal)).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("to").GetString()!)
            .Where(IsPausing).Distinct().ToList();
        text.Append("metrics:\n");
        foreach (var (target, metric) in Metrics)
        {
            if (!targets.ContainsKey(target)) continue;
            var (from, to) = target switch
            {
                "first_response" => ("opened", facts.Contains("\"event\":\"answered\"", StringComparison.Ordinal) ? "answered" : "first reply by provider"),
                "update" => ("reply by customer", "next reply by provider"),
                _ => ("opened", "resolved"),
            };
            text.Append($"  {metric}:\n    measures: time\n    from: {from}\n    to: {to}\n    clock: {Translation.CalendarName}\n");
            if (paused.Count == 0) continue;
            text.Append("    paused while:\n");
            foreach (var status in paused) text.Append($"      - {Quoted(status)}\n");
        }
        text.Append("service levels:\n");
        foreach (var (target, metric) in Metrics)
            if (targets.TryGetValue(target, out var seconds)) text.Append($"  {metric}:\n    metric: {metric}\n    per: month\n    target: all within {seconds} s\n");
        return new(text.ToString(), facts);
    }

    static string Quoted(string text) => $"\"{text.Replace("\"", "'", StringComparison.Ordinal)}\"";

    /// <summary>A peer's events as facts. An agent's pausing state is an answer there, and resolving answers what nobody answered.</summary>
    static string FactsOf(Case one, IReadOnlyList<JsonElement> events)
    {
        var facts = new StringBuilder();
        var isAnswered = false;
        foreach (var e in events)
        {
            var type = e.GetProperty("type").GetString();
            if (type is "clock" or "priority_changed" or "calendar_changed") continue;
            if (type == "hold_total")
            {
                AddHold(one, events, e.GetProperty("seconds").GetInt64(), facts);
                continue;
            }
            var at = CalendarAnswers.Text(CalendarAnswers.InstantOf(e, "at"));
            switch (type)
            {
                case "created":
                    Line(facts, at, "opened");
                    if (e.TryGetProperty("state", out var state) && state.GetString() is { } born && IsPausing(born)) Line(facts, at, "status", born);
                    break;
                case "message" when e.GetProperty("by").GetString() == "agent":
                    Line(facts, at, "replied", by: "provider");
                    isAnswered = true;
                    break;
                case "message": Line(facts, at, "replied", by: "customer"); break;
                case "first_response": Line(facts, at, "answered"); break;
                case "closed": Line(facts, at, "resolved"); break;
                case "status" when e.GetProperty("to").GetString() is { } to && IsEnding(to):
                    if (!isAnswered && IsDesk(to)) Line(facts, at, "replied", by: "provider");
                    isAnswered = true;
                    Line(facts, at, "resolved");
                    break;
                case "status":
                    var status = e.GetProperty("to").GetString()!;
                    if (!isAnswered && IsAnswer(status))
                    {
                        Line(facts, at, "replied", by: "provider");
                        isAnswered = true;
                    }
                    Line(facts, at, "status", status);
                    break;
            }
        }
        return facts.ToString();
    }

    /// <summary>So much working time was paused, nobody says when: from the start, until the calendar says it is used up.</summary>
    static void AddHold(Case one, IReadOnlyList<JsonElement> events, long seconds, StringBuilder facts)
    {
        var created = CalendarAnswers.InstantOf(events.First(e => e.GetProperty("type").GetString() == "created"), "at");
        var calendar = Runner.Read(Translation.OfCalendar(one)).Agreement!.Calendar(Translation.CalendarName);
        Line(facts, CalendarAnswers.Text(created), "status", "hold");
        Line(facts, CalendarAnswers.Text(calendar.Deadline(created, WorkingTime.FromSeconds(seconds))!.Value), "status", "open");
    }

    static bool IsPausing(string status) => Array.Exists(Pausing, p => status.Contains(p, StringComparison.OrdinalIgnoreCase));

    static bool IsEnding(string status) => Array.Exists(Ending, e => status.Contains(e, StringComparison.OrdinalIgnoreCase));

    static bool IsAnswer(string status) => status.Contains("replied", StringComparison.OrdinalIgnoreCase) || status.Contains("(category paused)", StringComparison.OrdinalIgnoreCase);

    static bool IsDesk(string status) => char.IsUpper(status[0]);

    static void Line(StringBuilder facts, string at, string what, string? to = null, string? by = null)
    {
        var fact = new Dictionary<string, string> { ["type"] = "ticket", ["ticket"] = "T-1", ["event"] = what, ["at"] = at };
        if (to is not null) fact["to"] = to;
        if (by is not null) fact["by"] = by;
        facts.Append(JsonSerializer.Serialize(fact)).Append('\n');
    }

    sealed record Told(Cycles Cycles, IReadOnlyList<JudgedCycle> Judged, Span Target);

    /// <summary>Reads a translation as any agreement and any facts are read, and runs the clocks.</summary>
    static Dictionary<string, Told> Engine(Translation translation, Instant now)
    {
        var (agreement, problems) = Runner.Read(translation);
        if (agreement is null) throw new FormatException(problems);
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", Encoding.UTF8.GetBytes(translation.Facts));
        var facts = builder.Build(now);
        if (builder.Problems.Count > 0) throw new FormatException(string.Join("; ", builder.Problems));
        var told = new Dictionary<string, Told>(StringComparer.Ordinal);
        foreach (var (target, name) in Metrics)
        {
            if (agreement.Metric(name) is not Metric.TimeTaken metric) continue;
            var within = ((Target.EachWithin)agreement.Level(name)!.Targets[0].Target).Within;
            var cycles = Cycles.Of(metric, facts.Tickets, agreement.Calendar(metric.Clock), agreement.Zone, now);
            told[target] = new(cycles, [.. cycles.All.Select(c => cycles.Clock.Judge(c, _ => within, now))], within);
        }
        return told;
    }

    static Outcome.Failed? Add(Case one, List<JsonElement> events, Dictionary<string, string> answers, string statusKey)
    {
        var targets = TargetsOf(one);
        var timed = events.Where(e => e.GetProperty("type").GetString() != "hold_total").ToList();
        var now = timed.Count == 0 ? Instant.FromUnixTimeTicks(0) : timed.Max(e => CalendarAnswers.InstantOf(e, "at"));
        var facts = FactsOf(one, events);
        if (events.Exists(e => e.GetProperty("type").GetString() == "hold_total")) now = Instant.FromUtc(2199, 1, 1, 0, 0);
        Dictionary<string, Told> told;
        try
        {
            told = Engine(Text(one, targets, facts), now);
        }
        catch (FormatException refused)
        {
            return new Outcome.Failed([new("agreement", "readable", refused.Message)]);
        }
        var isClosed = facts.Contains("\"event\":\"resolved\"", StringComparison.Ordinal);
        Instant? next = null;
        foreach (var (target, _) in Metrics)
        {
            if (!told.TryGetValue(target, out var t))
            {
                foreach (var key in new[] { "due_at", "at", "seconds", "margin_seconds", "failed_by_seconds" }) answers[$"{target}_{key}"] = "null";
                continue;
            }
            var running = t.Judged.LastOrDefault(j => j.Cycle.End == CycleEnd.Running);
            var due = running is not null && !isClosed ? running.Due : null;
            if (due is { } at && (next is not { } earliest || at < earliest)) next = at;
            answers[$"{target}_due_at"] = due is { } d ? CalendarAnswers.Text(d) : "null";
            // The peers keep one cycle of a ticket: the longest.
            var done = t.Judged.Where(j => j.Cycle.End == CycleEnd.Done).MaxBy(j => t.Cycles.Clock.Used(j.Cycle, now));
            answers[$"{target}_at"] = done?.Cycle.Ended is { } ended ? CalendarAnswers.Text(ended) : "null";
            answers[$"{target}_seconds"] = done is null ? "null" : CalendarAnswers.Seconds(t.Cycles.Clock.Used(done.Cycle, now));
            answers[$"{target}_margin_seconds"] = done?.Margin(t.Cycles.Clock, now) is { } margin ? CalendarAnswers.Seconds(margin) : "null";
            answers[$"{target}_failed_by_seconds"] = done is { InTime: false } late ? CalendarAnswers.Seconds(late.LateBy(t.Cycles.Clock, now)) : "null";
        }
        answers["next_escalation_at"] = next is { } n ? CalendarAnswers.Text(n) : "null";
        if (told.TryGetValue("resolution", out var resolution) && resolution.Judged.Count > 0)
        {
            answers["hold_seconds"] = CalendarAnswers.Seconds(resolution.Cycles.Clock.Held(resolution.Judged[0].Cycle, now));
            answers["gross_seconds"] = CalendarAnswers.Seconds(resolution.Cycles.Clock.Gross(resolution.Judged[0].Cycle, now));
        }
        if (events.Find(e => e.GetProperty("type").GetString() == "created") is { ValueKind: JsonValueKind.Object } created && one.Schedule is not null)
            answers["raised_outside_working_hours"] = CalendarAnswers.Text(!Runner.Read(Translation.OfCalendar(one)).Agreement!.Calendar(Translation.CalendarName).IsOpen(CalendarAnswers.InstantOf(created, "at")));
        answers[statusKey] = Status(told);
        return null;
    }

    /// <summary>The peer's word for where a ticket stands.</summary>
    static string Status(Dictionary<string, Told> told)
    {
        var all = told.Values.SelectMany(t => t.Judged).ToList();
        if (all.Exists(j => j.InTime == false)) return "Failed";
        if (told.TryGetValue("resolution", out var resolution) && resolution.Judged.Any(j => j.Cycle.End == CycleEnd.Done)) return "Fulfilled";
        if (all.Exists(j => j.Cycle.IsPaused)) return "Paused";
        return told.TryGetValue("first_response", out var first) && first.Judged.Any(j => j.Cycle.End == CycleEnd.Running) ? "First Response Due" : "Resolution Due";
    }

    /// <summary>Zammad cuts pauses to whole minutes; where nothing but that is between its value and ours, the case says so instead of failing.</summary>
    static Outcome Differences(Case one, List<JsonElement> events, Dictionary<string, string> answers)
    {
        var outcome = Runner.Compare(one, answers);
        if (outcome is not Outcome.Failed failed) return outcome;
        var pauses = events.Count(e => e.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.String && IsPausing(to.GetString()!));
        var isCut = pauses > 0 && failed.Differences.All(d =>
            NodaTime.Text.InstantPattern.ExtendedIso.Parse(d.Expected) is { Success: true } expected && NodaTime.Text.InstantPattern.ExtendedIso.Parse(d.Got) is { Success: true } got
            && got.Value > expected.Value && got.Value - expected.Value < Duration.FromMinutes(pauses + 1));
        if (isCut) return new Outcome.Skipped("the peer cuts pauses to whole minutes; ours differs by " + string.Join(", ", failed.Differences.Select(d => $"{d.Key}: {d.Got} for {d.Expected}")));
        var isNextOpening = failed.Differences.All(d => d.Key.EndsWith("_at", StringComparison.Ordinal) && IsNextOpening(one, d));
        return isNextOpening ? new Outcome.Skipped("a budget used up at closing time: the peer reports the next opening, we the closing time") : outcome;
    }

    static bool IsNextOpening(Case one, Difference difference)
    {
        if (NodaTime.Text.InstantPattern.ExtendedIso.Parse(difference.Got) is not { Success: true } got) return false;
        var calendar = Runner.Read(Translation.OfCalendar(one)).Agreement!.Calendar(Translation.CalendarName);
        return !calendar.IsOpen(got.Value) && calendar.PreviousClosing(got.Value) == got.Value && calendar.NextOpening(got.Value) is { } opening && CalendarAnswers.Text(opening) == difference.Expected;
    }

    /// <summary>Which of several agreements of a peer applies: rows of one target, asked with the ticket's priority.</summary>
    static class Selection
    {
        public static Dictionary<string, string> Of(Case one, JsonElement agreements, List<JsonElement> events)
        {
            var rows = new StringBuilder();
            var names = new List<string>();
            string? otherwise = null;
            foreach (var agreement in agreements.EnumerateArray())
            {
                names.Add(agreement.GetProperty("name").GetString()!);
                if (agreement.TryGetProperty("default", out var isDefault) && isDefault.ValueKind == JsonValueKind.True) otherwise = $"      otherwise: all within {names.Count} h\n";
                else if (agreement.TryGetProperty("condition", out var condition) && condition.ValueKind == JsonValueKind.String && condition.GetString() is { Length: > 0 } text)
                    foreach (var value in text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.IndexOf(')', StringComparison.Ordinal)].Split(',', StringSplitOptions.TrimEntries))
                        rows.Append($"      priority {value}: all within {names.Count} h\n");
            }
            var text2 = Translation.Head(one, "UTC") + "metrics:\n  response:\n    measures: time\n    from: opened\n    to: first reply by provider\nservice levels:\n  response:\n    metric: response\n    per: month\n    target:\n" + rows + otherwise;
            var (agreementRead, problems) = Runner.Read(new(text2, ""));
            if (agreementRead is null) return new() { ["agreement"] = problems };
            var priority = events[0].GetProperty("priority").GetString()!;
            var scope = Scopes.Together(agreementRead.Levels[0], Labels.None).First(s => s.Selection.Takes(Labels.None.With("priority", priority)));
            var hours = ((Span.Elapsed)((Target.EachWithin)scope.Row.Target).Within).Time.Hours;
            return new() { ["agreement"] = names[hours - 1] };
        }
    }
}
