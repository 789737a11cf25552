namespace Surety.Facts;

/// <summary>Why an event cannot have happened as it stands.</summary>
public enum TicketDoubt
{
    /// <summary>Its ticket was opened later.</summary>
    BeforeOpening,

    /// <summary>Its ticket was opened before, and nothing re-opened it.</summary>
    OpenedAgain,

    /// <summary>Resumed, and its ticket was not waiting.</summary>
    NotWaiting,

    /// <summary>Its ticket was closed or cancelled, and nothing re-opened it.</summary>
    AfterClosing,

    /// <summary>Re-opened, and its ticket was neither resolved nor closed nor cancelled.</summary>
    NotEnded,
}

/// <summary>An event that cannot have happened as it stands.</summary>
/// <param name="Doubt">Why not.</param>
/// <param name="Ticket">Index of the ticket in its table.</param>
/// <param name="What">Its word, as the source had it.</param>
/// <param name="At">Where the fact stands.</param>
public readonly record struct DoubtfulEvent(TicketDoubt Doubt, int Ticket, string What, Origin At);

/// <summary>Finds what cannot be in the history of a ticket. It is read all the same, as the guide says; a reader should know.</summary>
/// <remarks>A ticket whose opening is not among the facts has a history that was cut off, of which nothing is doubted. Source: docs/guide/facts.md, "Histories that cannot be".</remarks>
internal static class TicketHistory
{
    /// <summary>Finds doubtful events.</summary>
    /// <param name="events">Those of one ticket, in order; only words that have a meaning of their own are looked at.</param>
    /// <param name="ticket">Index of the ticket.</param>
    /// <param name="found">Where they go.</param>
    public static void Read(IReadOnlyList<Draft<TicketFact>> events, int ticket, List<DoubtfulEvent> found)
    {
        var isCutOff = true;
        foreach (var happened in events)
            if (happened.Content.What == "opened") isCutOff = false;
        if (isCutOff) return;
        var life = new Life();
        foreach (var (head, _, fact) in events)
            if (life.Read(fact) is { } doubt) found.Add(new(doubt, ticket, fact.IsResumed ? "resumed" : fact.What, head.At));
    }

    struct Life
    {
        bool wasOpened;
        bool isEnded;
        string? closedBy;
        bool isReopened;
        string? status;

        public TicketDoubt? Read(in TicketFact happened)
        {
            var doubt = Doubt(happened);
            switch (happened.What)
            {
                case "opened": (wasOpened, isReopened) = (true, false); break;
                case "reopened": (isEnded, closedBy, isReopened) = (false, null, true); break;
                case "status": status = happened.To; break;
                case "resolved": (isEnded, status) = (true, null); break;
                case "closed" or "cancelled": (isEnded, closedBy, status) = (true, happened.What, null); break;
            }
            return doubt;
        }

        readonly TicketDoubt? Doubt(in TicketFact happened) => happened.What switch
        {
            "opened" => wasOpened && !isReopened ? TicketDoubt.OpenedAgain : null,
            "reopened" => !wasOpened ? TicketDoubt.BeforeOpening : isEnded ? null : TicketDoubt.NotEnded,
            "priority" or "assigned" or "replied" or "status" or "resolved" or "closed" or "cancelled" =>
                !wasOpened ? TicketDoubt.BeforeOpening : closedBy is not null && (happened.What, closedBy) is not ("closed", "cancelled") ? TicketDoubt.AfterClosing : happened.IsResumed && status is null or "open" ? TicketDoubt.NotWaiting : null,
            _ => null,
        };
    }
}
