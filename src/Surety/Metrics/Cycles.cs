using NodaTime;
using Surety.Calendars;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>How a cycle ended.</summary>
public enum CycleEnd : byte
{
    /// <summary>It has not: its clock runs or stands still.</summary>
    Running,

    /// <summary>The stopping event came.</summary>
    Done,

    /// <summary>The ticket was closed or cancelled first: there is no result, unless it was overdue by then.</summary>
    Dropped,
}

/// <summary>A priority and the instant from which a running cycle has it.</summary>
public readonly record struct PriorityFrom(Instant At, string? Priority);

/// <summary>
/// One run of a clock, from the event that starts it to the event that stops it: what happened, before any calendar or target is asked.
/// <see cref="CycleClock"/> says how long it took and when it was due.
/// </summary>
/// <param name="Ticket">Index of the ticket in the table.</param>
/// <param name="Id">Name of the ticket.</param>
/// <param name="Number">From 1 within the ticket.</param>
/// <param name="Labels">What the ticket was about when it was opened.</param>
/// <param name="Opened">When the ticket was opened, which chooses the version of the agreement; its first event where nobody said.</param>
/// <param name="Started">When the starting event came, in open time or not.</param>
/// <param name="Ended">When it ended; <c>null</c> while it has not.</param>
/// <param name="End">How it ended.</param>
/// <param name="Priority">The priority when it started; <c>null</c>: none was said.</param>
/// <param name="Changes">Changes of priority while it ran, in order, each to another one; may be empty.</param>
/// <param name="Pauses">Times in which it stood still: disjoint, in order, inside the cycle; the last one has no end while it lasts; may be empty.</param>
/// <param name="StartedBy">The fact that started it.</param>
/// <param name="EndedBy">The fact that ended it; <c>null</c> while it runs.</param>
public sealed record Cycle(
    int Ticket, string Id, int Number, Labels Labels, Instant Opened, Instant Started, Instant? Ended, CycleEnd End, string? Priority, ValueList<PriorityFrom> Changes,
    ValueList<Interval> Pauses, Origin StartedBy, Origin? EndedBy)
{
    /// <summary>Whether it stands still and nobody knows until when.</summary>
    public bool IsPaused => Pauses.Count > 0 && !Pauses[^1].HasEnd;

    /// <summary>The priority that it ended with, or has now.</summary>
    public string? LastPriority => Changes.Count == 0 ? Priority : Changes[^1].Priority;

    /// <summary>The labels of the ticket with a priority in place of the one that it was opened with.</summary>
    public Labels LabelsWith(string? priority) =>
        priority == Labels["priority"] ? Labels : priority is null ? Labels.Without("priority") : Labels.With("priority", priority);
}

/// <summary>
/// The life of a metric's clocks over all tickets, computed once: every level, window, version and ladder that looks at the metric reads the same cycles.
/// </summary>
/// <param name="Metric">What starts, stops and pauses a clock.</param>
/// <param name="Clock">In which time counts.</param>
/// <param name="Now">Events after it were not read.</param>
/// <param name="All">In order of tickets, then of time; may be empty.</param>
/// <remarks>
/// The same facts give the same cycles in whatever order they arrived. Events of one instant are read in a fixed order: opened, priority, status, other words,
/// replied, resolved, cancelled, closed, reopened; of one kind first what starts the clock, last what stops it, then by word, value and side.
/// Source: docs/guide/language.md, "measures: time".
/// </remarks>
public sealed record Cycles(Metric.TimeTaken Metric, CycleClock Clock, Instant Now, ValueList<Cycle> All)
{
    /// <summary>Reads the events of tickets.</summary>
    /// <param name="metric">What starts, stops and pauses a clock, and which tickets it reads.</param>
    /// <param name="tickets">Their events.</param>
    /// <param name="calendar">The one that the metric's <c>clock</c> names; one that never closes where it is silent.</param>
    /// <param name="zone">The agreement's.</param>
    /// <param name="now">Later events are not read.</param>
    public static Cycles Of(Metrics.Metric.TimeTaken metric, TicketTable tickets, BusinessCalendar calendar, DateTimeZone zone, Instant now) =>
        new(metric, CycleClock.Of(metric, calendar, zone), now, Read(metric, tickets, now));

    /// <summary>Puts every cycle under its target.</summary>
    /// <param name="within">As for <see cref="CycleClock.Judge"/>; for a mean, <c>_ => null</c>.</param>
    public JudgedCycles Judge(Func<Labels, Span?> within) => JudgedCycles.Of(this, within);

    static ValueList<Cycle> Read(Metrics.Metric.TimeTaken metric, TicketTable tickets, Instant now)
    {
        var until = now.ToUnixTimeTicks();
        var life = new Life(metric);
        var sorted = new List<TicketEvent>();
        var order = Comparer<TicketEvent>.Create((a, b) => Compare(a, b, metric));
        for (var ticket = 0; ticket < tickets.Count; ticket++)
        {
            var labels = tickets.Labels.Span[ticket];
            if (!metric.Reads.Takes(labels)) continue;
            var events = tickets.EventsOf(ticket);
            if (events.IsEmpty) continue;
            life.Begin(ticket, tickets.Ids.Span[ticket], labels, OpenedAt(events));
            for (var i = 0; i < events.Length && events[i].Ticks <= until;)
            {
                var next = i + 1;
                while (next < events.Length && events[next].Ticks == events[i].Ticks) next++;
                if (next == i + 1) life.Read(events[i]);
                else
                {
                    sorted.Clear();
                    sorted.AddRange(events[i..next]);
                    sorted.Sort(order);
                    foreach (var happened in sorted) life.Read(happened);
                }
                i = next;
            }
            life.End();
        }
        return life.Found.ToValueList();
    }

    static Instant OpenedAt(ReadOnlySpan<TicketEvent> events)
    {
        foreach (ref readonly var happened in events)
            if (happened.What == "opened") return happened.When;
        return events[0].When;
    }

    static int Compare(in TicketEvent a, in TicketEvent b, Metrics.Metric.TimeTaken metric)
    {
        var kind = TicketOrder.Of(a.What).CompareTo(TicketOrder.Of(b.What));
        if (kind != 0) return kind;
        var part = Part(a, metric).CompareTo(Part(b, metric));
        if (part != 0) return part;
        var what = string.CompareOrdinal(a.What, b.What);
        if (what != 0) return what;
        var to = string.CompareOrdinal(a.To, b.To);
        if (to != 0) return to;
        var by = string.CompareOrdinal(a.By, b.By);
        return by != 0 ? by : (a.At.File, a.At.Line).CompareTo((b.At.File, b.At.Line));
    }

    static int Part(in TicketEvent happened, Metrics.Metric.TimeTaken metric) => metric.From.Takes(happened) ? 0 : metric.To.Takes(happened) ? 2 : 1;

    /// <summary>The state of one ticket's clock while its events are read. One for all tickets, so that a million of them leave only their cycles behind.</summary>
    sealed class Life(Metrics.Metric.TimeTaken metric)
    {
        public List<Cycle> Found { get; } = [];

        readonly List<Interval> pauses = [];
        readonly List<PriorityFrom> changes = [];
        int ticket;
        string id = "";
        Labels labels;
        Instant opened;
        string? priority;
        bool isWaiting;

        // The cycle that runs, or the last one, which a re-opening may wake.
        int number;
        bool hasCycle;
        bool isRunning;
        bool mayStart;
        Instant started;
        Origin startedBy;
        string? firstPriority;
        Instant? pausedSince;
        Instant ended;
        CycleEnd end;
        Origin endedBy;
        bool staysDone;

        public void Begin(int index, string name, Labels about, Instant openedAt)
        {
            (ticket, id, labels, opened) = (index, name, about, openedAt);
            priority = about["priority"];
            (isWaiting, number, hasCycle, isRunning, mayStart) = (false, 0, false, false, true);
        }

        public void End() => Keep();

        public void Read(in TicketEvent happened)
        {
            switch (happened.What)
            {
                case "priority":
                    Reprioritise(happened);
                    break;
                case "status":
                    SetWaiting(metric.PausedWhile.Contains(happened.To ?? ""), happened.When);
                    break;
                default:
                    break;
            }

            if (isRunning && metric.To.Takes(happened)) Stop(happened, CycleEnd.Done);
            else if (isRunning && happened.What is "closed" or "cancelled")
                Stop(happened, happened.What == "closed" && metric.To.What == "resolved" ? CycleEnd.Done : CycleEnd.Dropped);

            // Being resolved, closed or cancelled takes the place of a status: a ticket that waited does not wait any more when it comes back.
            if (happened.What is "resolved" or "closed" or "cancelled") SetWaiting(false, happened.When);

            if (metric.From.Takes(happened))
            {
                if (happened.What == "reopened") mayStart = true;
                Start(happened);
            }
            else if (happened.What == "reopened") Reopen(happened);
        }

        void Start(in TicketEvent happened)
        {
            if (isRunning || !(mayStart || metric.EachTime)) return;
            Keep();
            (hasCycle, isRunning, mayStart) = (true, true, false);
            number++;
            (started, startedBy, firstPriority, end) = (happened.When, happened.At, priority, CycleEnd.Running);
            pauses.Clear();
            changes.Clear();
            pausedSince = isWaiting ? started : null;
        }

        void Stop(in TicketEvent happened, CycleEnd how)
        {
            Resume(happened.When);
            (isRunning, ended, end, endedBy, staysDone) = (false, happened.When, how, happened.At, happened.What is not ("resolved" or "closed" or "cancelled"));
        }

        void Reopen(in TicketEvent happened)
        {
            switch (metric.Reopened)
            {
                case Reopening.NewClock:
                    if (isRunning) break;
                    mayStart = true;
                    if (metric.From.What == "opened") Start(happened);
                    break;
                case Reopening.GoesOn:
                    // A re-opening takes back the end of the ticket; a reply that was given stays given, and so does whatever else was done.
                    if (isRunning || !hasCycle || staysDone) break;
                    (isRunning, end) = (true, CycleEnd.Running);
                    AddPause(ended, happened.When);
                    pausedSince = isWaiting ? happened.When : null;
                    if (priority != LastPriority) AddChange(happened.When);
                    break;
                case Reopening.Ignored:
                    break;
            }
        }

        string? LastPriority => changes.Count == 0 ? firstPriority : changes[^1].Priority;

        void Reprioritise(in TicketEvent happened)
        {
            priority = happened.To;
            if (isRunning) AddChange(happened.When);
        }

        void AddChange(Instant at)
        {
            if (at == started)
            {
                firstPriority = priority;
                return;
            }
            if (changes.Count > 0 && changes[^1].At == at) changes.RemoveAt(changes.Count - 1);
            if (priority != LastPriority) changes.Add(new(at, priority));
        }

        void SetWaiting(bool waits, Instant at)
        {
            isWaiting = waits;
            if (!isRunning) return;
            if (waits) pausedSince ??= at;
            else Resume(at);
        }

        void Resume(Instant at)
        {
            if (pausedSince is { } since) AddPause(since, at);
            pausedSince = null;
        }

        void AddPause(Instant from, Instant until)
        {
            if (from == until) return;
            if (pauses.Count > 0 && pauses[^1].End == from)
            {
                from = pauses[^1].Start;
                pauses.RemoveAt(pauses.Count - 1);
            }
            pauses.Add(new(from, until));
        }

        void Keep()
        {
            if (!hasCycle) return;
            if (isRunning && pausedSince is { } since)
            {
                if (pauses.Count > 0 && pauses[^1].End == since)
                {
                    since = pauses[^1].Start;
                    pauses.RemoveAt(pauses.Count - 1);
                }
                pauses.Add(new(since, null));
            }
            Found.Add(new(
                ticket, id, number, labels, opened, started, isRunning ? null : ended, end, firstPriority, changes.Count == 0 ? default : changes.ToValueList(),
                pauses.Count == 0 ? default : pauses.ToValueList(), startedBy, isRunning ? null : endedBy));
            hasCycle = false;
        }
    }
}
