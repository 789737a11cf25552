using Surety.Agreements;
using Surety.Facts;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>Tickets whose history cannot be, and what it was read as: one remark for each way in which it cannot.</summary>
/// <remarks>Source: docs/guide/facts.md, "Histories that cannot be".</remarks>
static class TicketRemarks
{
    const int MostNamed = 5;

    /// <summary>Looks at the tickets that some metric of some version reads.</summary>
    public static IEnumerable<Remark> Of(Versions versions, FactSet facts)
    {
        var metrics = versions.All.SelectMany(v => v.Metrics).OfType<Metric.TimeTaken>().ToList();
        var readers = metrics.Select(m => m.Reads).Distinct().ToList();
        var tickets = facts.Tickets;
        foreach (var doubt in tickets.Doubts.Where(d => readers.Exists(r => r.Takes(tickets.LabelsOf(d.Ticket)))).GroupBy(d => d.Doubt).OrderBy(g => g.Key))
        {
            var events = doubt.ToList();
            var named = Named(events.Select(e => $"{tickets.IdOf(e.Ticket)} ({e.What})"), events.Count);
            yield return new("facts.ticket-history", Sentence(doubt.Key, events.Count == 1, Display.Count(events.Count, "ticket event", "ticket events"), named), null, FactCitation.Of(events.ConvertAll(e => e.At)));
        }
        if (Unopened(metrics, tickets) is { } unopened) yield return unopened;
    }

    static string Sentence(TicketDoubt doubt, bool isOne, string events, string named) => doubt switch
    {
        TicketDoubt.BeforeOpening => $"{events} {(isOne ? "lies before the opening of its ticket" : "lie before the opening of their tickets")}: {named}. Nothing is stopped there that does not run yet; a status or a priority holds from the opening on.",
        TicketDoubt.OpenedAgain => $"{events} {(isOne ? "opens a ticket" : "open tickets")} again that nothing re-opened: {named}. The first opening holds; a later one starts a clock only under 'to: next'.",
        TicketDoubt.NotWaiting => $"{events} {(isOne ? "resumes a ticket that was" : "resume tickets that were")} not waiting: {named}. Read as the status 'open'.",
        TicketDoubt.AfterClosing => $"{events} {(isOne ? "comes after the closing of its ticket" : "come after the closing of their tickets")}, and nothing re-opened {(isOne ? "it" : "them")}: {named}. What had ended stays ended, and what starts a clock starts one; a status or a priority holds for a later re-opening.",
        TicketDoubt.NotEnded => $"{events} {(isOne ? "re-opens a ticket" : "re-open tickets")} that nothing had ended: {named}. A clock that runs goes on; one that has stopped does what 're-opened' says.",
    };

    /// <summary>Tickets without an opening, whose clocks would start there.</summary>
    static Remark? Unopened(List<Metric.TimeTaken> metrics, TicketTable tickets)
    {
        var fromOpening = metrics.FindAll(m => m.From.IsOnly("opened"));
        var (found, first) = (new List<int>(), new List<Origin>());
        var isRead = tickets.About.Select(labels => fromOpening.Exists(m => m.Reads.Takes(labels))).ToArray();
        var isOpening = tickets.Happenings.Select(happening => happening.What == "opened").ToArray();
        var aboutOf = tickets.AboutOf.Span;
        var starts = tickets.Starts.Span;
        var whatOf = tickets.WhatOf.Span;
        for (var ticket = 0; ticket < tickets.Count && fromOpening.Count > 0; ticket++)
        {
            if (!isRead[aboutOf[ticket]] || IsOpened(whatOf[starts[ticket]..starts[ticket + 1]], isOpening)) continue;
            found.Add(ticket);
            first.Add(tickets.Origins[starts[ticket]]);
        }
        if (found.Count == 0) return null;
        var named = Named(found.Select(t => tickets.IdOf(t)), found.Count);
        return new("facts.ticket-unopened",
            $"{Display.Count(found.Count, "ticket has", "tickets have")} no opening among the facts: {named}. A clock that starts at the opening does not run for {(found.Count == 1 ? "it" : "them")} before a re-opening.", null, FactCitation.Of(first));
    }

    static bool IsOpened(ReadOnlySpan<int> events, bool[] isOpening)
    {
        foreach (var what in events)
            if (isOpening[what]) return true;
        return false;
    }

    static string Named(IEnumerable<string> names, int count) =>
        string.Join(", ", names.Take(MostNamed)) + (count > MostNamed ? $" and {Display.Count(count - MostNamed)} more" : "");
}
