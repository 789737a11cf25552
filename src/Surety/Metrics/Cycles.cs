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
    public Labels LabelsWith(string? priority) => LabelsWith(Labels, priority);

    internal static Labels LabelsWith(Labels labels, string? priority) =>
        priority == labels["priority"] ? labels : priority is null ? labels.Without("priority") : labels.With("priority", priority);

    /// <summary>The cycle as it was seen at an instant at which it ran: what happens at that very instant, and later, is not looked at.</summary>
    internal Cycle SeenAt(Instant at) => this with
    {
        Ended = null,
        EndedBy = null,
        End = CycleEnd.Running,
        Changes = Changes.TakeWhile(c => c.At < at).ToValueList(),
        Pauses = Pauses.TakeWhile(p => p.Start < at).Select(p => p.HasEnd && p.End >= at ? new Interval(p.Start, null) : p).ToValueList(),
    };

    /// <summary>The cycle as it is where it goes on at once: a pause that lasts is over, and one that had ended is taken up again.</summary>
    /// <param name="now">The instant from which it goes on.</param>
    internal Cycle GoingOn(Instant now) => this with
    {
        Ended = null,
        EndedBy = null,
        End = CycleEnd.Running,
        Pauses = IsPaused ? [.. Pauses.Take(Pauses.Count - 1), new(Pauses[^1].Start, now)] : Ended is { } ended && ended < now ? [.. Pauses, new(ended, now)] : Pauses,
    };

    /// <summary>The cycle as a clock reads it; the number of a rule is how many changes of priority came before it.</summary>
    internal CycleRun Run
    {
        get
        {
            var changes = Changes.Select((change, i) => new RuleFrom(Nanoseconds.Of(change.At), i + 1)).ToArray();
            var pauses = Pauses.Select(pause => new Pause(Nanoseconds.Of(pause.Start), pause.HasEnd ? Nanoseconds.Of(pause.End) : CycleRun.Never)).ToArray();
            return new(Nanoseconds.Of(Started), Ended is { } ended ? Nanoseconds.Of(ended) : CycleRun.Never, End, 0, changes, pauses);
        }
    }
}

/// <summary>
/// The life of a metric's clocks over all tickets: every level, window, version and ladder that looks at the metric reads the same cycles.
/// </summary>
/// <remarks>
/// The same facts give the same cycles in whatever order they arrived. Events of one instant are read in a fixed order: opened, priority, status, other words,
/// replied, resolved, cancelled, closed, reopened; of one kind first what starts the clock, last what stops it, then by word, value and side.
/// Cycles are read out of the events whenever they are asked for, and not kept: that is quicker than to keep a million of them.
/// Source: docs/guide/language.md, "measures: time".
/// </remarks>
public sealed class Cycles
{
    Cycles(Metric.TimeTaken metric, TicketTable tickets, CycleClock clock, Instant now)
    {
        (Metric, Tickets, Clock, Now) = (metric, tickets, clock, now);
        Roles = new(metric, tickets);
    }

    /// <summary>Reads the events of tickets.</summary>
    /// <param name="metric">What starts, stops and pauses a clock, and which tickets it reads.</param>
    /// <param name="tickets">Their events.</param>
    /// <param name="calendars">Those that the metric's <c>clock</c> names; one that never closes where it is silent.</param>
    /// <param name="zone">The agreement's.</param>
    /// <param name="now">Later events are not read.</param>
    public static Cycles Of(Metric.TimeTaken metric, TicketTable tickets, CycleCalendars calendars, DateTimeZone zone, Instant now) =>
        new(metric, tickets, CycleClock.Of(metric, calendars, zone), now);

    /// <summary>What starts, stops and pauses a clock.</summary>
    public Metric.TimeTaken Metric { get; }

    /// <summary>In which time counts.</summary>
    public CycleClock Clock { get; }

    /// <summary>Events after it are not read.</summary>
    public Instant Now { get; }

    /// <summary>All cycles, in order of tickets, then of time; may be empty.</summary>
    public IEnumerable<Cycle> All => Enumerable.Range(0, Tickets.Count).SelectMany(OfTicket);

    internal TicketTable Tickets { get; }

    /// <summary>Priorities by the numbers that they have in cycles that are read one by one.</summary>
    internal IReadOnlyList<string?> Priorities => Roles.Priorities;

    /// <summary>Puts every cycle under its target.</summary>
    /// <param name="within">As for <see cref="CycleClock.Judge(Cycle, Func{Labels, Span?}, Instant)"/>; for a mean, <c>_ => null</c>.</param>
    /// <param name="windows">Those that will be asked for.</param>
    /// <param name="opened">Only tickets that were opened in it; <c>null</c>: all.</param>
    /// <param name="names">Labels that scopes name; <c>null</c>: any.</param>
    public JudgedCycles Judge(Func<Labels, Span?> within, ValueList<Interval> windows, Interval? opened = null, IReadOnlyCollection<string>? names = null) =>
        new(this, within, windows, opened ?? new(null, null), names);

    /// <summary>Reads the clocks of all cycles in columns, some tickets at a time: working time, due instant and verdict of every ticket, without an object for each.</summary>
    /// <param name="within">As for <see cref="Judge"/>.</param>
    /// <param name="read">Takes columns, which are written over after it returns. Several threads call it at once, in no order.</param>
    public void Clocks(Func<Labels, Span?> within, Action<ClockColumns> read)
    {
        const int atOnce = ClockLoop.TicketsAtOnce;
        var kinds = new CycleKinds(this, within, null);
        // Found out once, before the threads ask.
        _ = Tickets.Stories;
        Parallel.For(0, (Tickets.Count + atOnce - 1) / atOnce, () => new ClockLoop(this, kinds, new(null, null)), (chunk, _, mine) =>
        {
            read(mine.Read(chunk * atOnce, Math.Min(Tickets.Count, (chunk + 1) * atOnce)));
            return mine;
        }, _ => { });
    }

    /// <summary>Reads the cycles of a ticket.</summary>
    /// <param name="ticket">Its index.</param>
    /// <returns>In order of time; may be empty.</returns>
    internal IReadOnlyList<Cycle> OfTicket(int ticket)
    {
        var found = new List<Cycle>();
        var reader = Reader();
        if (!reader.Begin(ticket)) return found;
        var (id, labels, opened) = (Tickets.IdOf(ticket), Tickets.LabelsOf(ticket), Instant.FromUnixTimeTicks(reader.OpenedAt));
        while (reader.Next()) found.Add(CycleOf(reader, id, labels, opened));
        return found;
    }

    internal EventRoles Roles { get; }

    internal CycleReader Reader() => new(Metric, Tickets, Roles, Now, Clock.Calendars.StartsIn);

    Cycle CycleOf(in CycleReader reader, string id, Labels labels, Instant opened)
    {
        var run = reader.Run;
        var changes = new PriorityFrom[run.Changes.Length];
        for (var i = 0; i < changes.Length; i++) changes[i] = new(Nanoseconds.ToInstant(run.Changes[i].At), Priorities[run.Changes[i].Rule]);
        var pauses = new Interval[run.Pauses.Length];
        for (var i = 0; i < pauses.Length; i++) pauses[i] = new(Nanoseconds.ToInstant(run.Pauses[i].From), InstantOf(run.Pauses[i].Until));
        return new(
            reader.Ticket, id, reader.Number, labels, opened, Nanoseconds.ToInstant(run.Started), InstantOf(run.Ended), run.End, Priorities[run.Rule], new(changes), new(pauses),
            Tickets.Origins[reader.StartedBy], run.Ended == CycleRun.Never ? null : Tickets.Origins[reader.EndedBy]);
    }

    static Instant? InstantOf(long at) => at == CycleRun.Never ? null : Nanoseconds.ToInstant(at);
}
