using System.Text;
using System.Text.Json;

namespace Surety.Conformance;

/// <summary>A case about a ticket as an agreement: a metric of time for each clock of the peers, and a level for each that has a target.</summary>
static class TicketAgreement
{
    /// <summary>The peers' clocks and our metrics.</summary>
    public static readonly (string Target, string Metric)[] Metrics = [("first_response", "first response"), ("update", "update"), ("resolution", "resolution")];

    /// <summary>The targets of a case in seconds, those that are <c>null</c> left out.</summary>
    public static Dictionary<string, decimal> Targets(Case one)
    {
        var input = one.Input;
        var targets = new Dictionary<string, decimal>(StringComparer.Ordinal);
        if (!Given.Has(input, "targets")) return targets;
        foreach (var target in Given.Members(input.GetProperty("targets"), "targets"))
            if (!Array.Exists(Metrics, m => m.Target == target.Name)) throw Stopped.Skipped($"unknown target '{target.Name}'");
            else if (target.Value.ValueKind != JsonValueKind.Null) targets[target.Name] = Given.Seconds(input.GetProperty("targets"), target.Name);
        // A target of no time is no target to Zammad.
        return one.IsBy("zammad") ? targets.Where(t => t.Value > 0).ToDictionary() : targets;
    }

    /// <summary>Writes the agreement.</summary>
    public static Translation Of(Case one, Dictionary<string, decimal> targets, TicketFacts facts)
    {
        var text = new StringBuilder(Translation.OfCalendar(one).Agreement).Append("metrics:\n");
        foreach (var (target, metric) in Metrics)
        {
            var (from, to) = target switch
            {
                "first_response" => ("opened", facts.HasFirstResponse ? "answered" : "first reply by provider"),
                "update" => ("reply by customer", "next reply by provider"),
                _ => ("opened", "resolved"),
            };
            // "open resumes": the same clock goes on, without the time in which the ticket was closed.
            text.Append($"  {metric}:\n    measures: time\n    from: {from}\n    to: {to}\n    clock: {Translation.CalendarName}\n    re-opened: goes on\n");
            if (facts.Paused.Count == 0) continue;
            text.Append("    paused while:\n");
            foreach (var status in facts.Paused) text.Append($"      - {ScheduleText.Quoted(status)}\n");
        }
        if (targets.Count > 0) text.Append("service levels:\n");
        foreach (var (target, metric) in Metrics)
            if (targets.TryGetValue(target, out var seconds)) text.Append($"  {metric}:\n    metric: {metric}\n    per: month\n    target: all within {Given.Written(seconds)} s\n");
        return new(text.ToString(), facts.ToString());
    }
}
