using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What an event does to a metric's clock; one event may do several things.</summary>
[Flags]
enum EventRole
{
    None = 0,

    /// <summary>The event under <c>from</c>.</summary>
    Starts = 1,

    /// <summary>The event under <c>to</c>.</summary>
    Stops = 2,

    /// <summary>The ticket is closed or cancelled, or it is the event under <c>until</c>: a running clock ends without a result.</summary>
    Drops = 4,

    /// <summary>The ticket is closed and the clock waits for <c>resolved</c>: that is its result.</summary>
    ClosesAsDone = 8,

    /// <summary>A status of <c>paused while</c> begins.</summary>
    Waits = 16,

    /// <summary>A status of <c>paused while</c> ends: by another status, or because the ticket is resolved, closed or cancelled.</summary>
    Resumes = 32,

    /// <summary>The priority becomes another one.</summary>
    Reprioritises = 64,

    /// <summary>The ticket comes back.</summary>
    Reopens = 128,

    /// <summary>The ticket is resolved, closed or cancelled: what that stops, a re-opening may take back.</summary>
    Ends = 256,
}

/// <summary>What the happenings and labels of a table mean to one metric: looked up once for each different one, so that events are read as numbers.</summary>
sealed class EventRoles
{
    readonly Dictionary<string, int> priorities = new(StringComparer.Ordinal);
    readonly List<string?> names = [null];

    public EventRoles(Metric.TimeTaken metric, TicketTable tickets)
    {
        var happenings = tickets.Happenings.Span;
        Of = new EventRole[happenings.Length];
        PriorityOf = new int[happenings.Length];
        Precedence = new int[happenings.Length];
        for (var i = 0; i < happenings.Length; i++)
        {
            Of[i] = RoleOf(happenings[i], metric);
            if (happenings[i].What == "priority") PriorityOf[i] = NumberOf(happenings[i].To);
        }
        var order = Enumerable.Range(0, happenings.Length).ToArray();
        var all = tickets.Happenings;
        Array.Sort(order, (a, b) => Compare(all[a], all[b], metric));
        for (var i = 0; i < order.Length; i++) Precedence[order[i]] = i;
        Reads = [.. tickets.About.Select(metric.Reads.Takes)];
        FirstPriorityOf = [.. tickets.About.Select(about => NumberOf(about["priority"]))];
    }

    /// <summary>By happening.</summary>
    public EventRole[] Of { get; }

    /// <summary>By happening: the number of the priority that it brings.</summary>
    public int[] PriorityOf { get; }

    /// <summary>By happening: its place among those of one instant.</summary>
    public int[] Precedence { get; }

    /// <summary>By set of labels: whether the metric reads such a ticket.</summary>
    public bool[] Reads { get; }

    /// <summary>By set of labels: the number of the priority that the ticket has when it is opened.</summary>
    public int[] FirstPriorityOf { get; }

    /// <summary>Priorities by number; the first is none at all.</summary>
    public IReadOnlyList<string?> Priorities => names;

    int NumberOf(string? priority)
    {
        if (priority is null) return 0;
        if (!priorities.TryGetValue(priority, out var number))
        {
            priorities[priority] = number = names.Count;
            names.Add(priority);
        }
        return number;
    }

    static EventRole RoleOf(Happening happened, Metric.TimeTaken metric)
    {
        var role = (metric.From.Takes(happened) ? EventRole.Starts : 0) | (metric.To.Takes(happened) ? EventRole.Stops : 0) | (metric.Until?.Takes(happened) == true ? EventRole.Drops : 0) | happened.What switch
        {
            "priority" => EventRole.Reprioritises,
            "status" => metric.PausedWhile.Contains(happened.To ?? "") ? EventRole.Waits : EventRole.Resumes,
            // Being resolved, closed or cancelled takes the place of a status: a ticket that waited does not wait any more when it comes back.
            "resolved" => EventRole.Ends | EventRole.Resumes,
            "closed" => EventRole.Ends | EventRole.Resumes | (metric.To.Includes("resolved") ? EventRole.ClosesAsDone : EventRole.Drops),
            "cancelled" => EventRole.Ends | EventRole.Resumes | EventRole.Drops,
            "reopened" => EventRole.Reopens,
            _ => EventRole.None,
        };
        if (metric.PausedWhile.Count == 0) role &= ~EventRole.Resumes;
        if (metric.Reopened == Reopening.Ignored && !metric.From.Takes(happened)) role &= ~EventRole.Reopens;
        return role == EventRole.Ends ? EventRole.None : role;
    }

    static int Compare(Happening a, Happening b, Metric.TimeTaken metric)
    {
        var kind = TicketOrder.Of(a.What).CompareTo(TicketOrder.Of(b.What));
        if (kind != 0) return kind;
        var part = Part(a, metric).CompareTo(Part(b, metric));
        if (part != 0) return part;
        var what = string.CompareOrdinal(a.What, b.What);
        if (what != 0) return what;
        var to = string.CompareOrdinal(a.To, b.To);
        return to != 0 ? to : string.CompareOrdinal(a.By, b.By);
    }

    static int Part(Happening happened, Metric.TimeTaken metric) => metric.From.Takes(happened) ? 0 : metric.To.Takes(happened) ? 2 : metric.Until?.Takes(happened) == true ? 3 : 1;
}
