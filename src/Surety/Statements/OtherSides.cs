using Surety.Agreements;
using Surety.Facts;
using Surety.Metrics;
using Surety.Text;

namespace Surety.Statements;

/// <summary>Events by somebody who is neither side, or of which nobody says by whom they are, where a metric waits for one by a side: its clock does not see them.</summary>
static class OtherSides
{
    static readonly string[] Sides = ["provider", "customer"];

    /// <summary>One remark for each metric, event and name.</summary>
    public static IEnumerable<Remark> Of(Versions versions, FactSet facts) => versions.Newest.Metrics.OfType<Metric.TimeTaken>()
        .SelectMany(metric => metric.From.Events.Concat(metric.To.Events).Where(rule => rule.By is not null).Distinct().SelectMany(rule => Of(metric, rule, facts.Tickets)));

    static IEnumerable<Remark> Of(Metric.TimeTaken metric, EventRule rule, TicketTable tickets)
    {
        var isOther = tickets.Happenings.Select(h => h.What == rule.What && (rule.To is null || h.To == rule.To) && !Sides.Contains(h.By)).ToArray();
        if (Array.TrueForAll(isOther, o => !o)) yield break;
        var found = new SortedDictionary<string, List<Origin>>(StringComparer.Ordinal);
        var isRead = tickets.About.Select(metric.Reads.Takes).ToArray();
        var (aboutOf, starts, whatOf) = (tickets.AboutOf, tickets.Starts, tickets.WhatOf);
        for (var ticket = 0; ticket < tickets.Count; ticket++)
        {
            if (!isRead[aboutOf.Span[ticket]]) continue;
            for (var i = starts.Span[ticket]; i < starts.Span[ticket + 1]; i++)
            {
                if (!isOther[whatOf.Span[i]]) continue;
                var by = tickets.Happenings[whatOf.Span[i]].By ?? "";
                if (!found.TryGetValue(by, out var at)) found[by] = at = [];
                at.Add(tickets.Origins[i]);
            }
        }
        foreach (var (by, at) in found)
        {
            var (is1, waits) = (at.Count == 1, $"{Quoted.Of(metric.Name)} waits for {Quoted.Of(rule.Words)}: its clock does not see {(at.Count == 1 ? "it" : "them")}. Write 'by: {rule.By}' in the facts where that is the side.");
            yield return by.Length == 0
                ? new("facts.no-side", $"{Display.Count(at.Count, "ticket event", "ticket events")} '{rule.What}' {(is1 ? "does" : "do")} not say by whom {(is1 ? "it is" : "they are")}, and {waits}", metric.Clause, FactCitation.Of(at))
                : new("facts.other-side", $"{Display.Count(at.Count, "ticket event", "ticket events")} '{rule.What}' {(is1 ? "is" : "are")} by {Quoted.Of(by)}, who is neither provider nor customer, and {waits}", metric.Clause, FactCitation.Of(at));
        }
    }
}
