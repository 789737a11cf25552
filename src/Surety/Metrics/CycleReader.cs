using NodaTime;
using Surety.Calendars;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>A stretch in which a clock stands still, in nanoseconds since 1970-01-01T00:00Z; the end is <see cref="CycleRun.Never"/> while it lasts.</summary>
readonly record struct Pause(long From, long Until);

/// <summary>The instant from which a cycle has another priority, and the number of the rule that holds for it.</summary>
readonly record struct RuleFrom(long At, int Rule);

/// <summary>What a clock has to know of a cycle; all times are nanoseconds since 1970-01-01T00:00Z.</summary>
/// <param name="started">When the starting event came.</param>
/// <param name="ended">When it ended; <see cref="Never"/> while it has not.</param>
/// <param name="end">How it ended.</param>
/// <param name="rule">Number of the rule that holds when it starts.</param>
/// <param name="changes">Changes of priority, in order.</param>
/// <param name="pauses">Disjoint, in order, inside the cycle.</param>
readonly ref struct CycleRun(long started, long ended, CycleEnd end, int rule, ReadOnlySpan<RuleFrom> changes, ReadOnlySpan<Pause> pauses)
{
    public const long Never = long.MaxValue;

    public readonly long Started = started;
    public readonly long Ended = ended;
    public readonly CycleEnd End = end;
    public readonly int Rule = rule;
    public readonly ReadOnlySpan<RuleFrom> Changes = changes;
    public readonly ReadOnlySpan<Pause> Pauses = pauses;

    /// <summary>The cycle as it was seen at an instant at which it ran: what happens at that very instant, and later, is not looked at.</summary>
    public CycleRun SeenAt(long at)
    {
        var changes = Changes.Length;
        while (changes > 0 && Changes[changes - 1].At >= at) changes--;
        return new(Started, Never, CycleEnd.Running, Rule, Changes[..changes], Pauses);
    }
}

/// <summary>
/// Reads the events of tickets as cycles of a metric, one after the other, without making an object: <see cref="Begin"/> goes to a ticket, <see cref="Next"/> to its next
/// cycle, which stands here until the one after it is read. Priorities are numbers of <see cref="EventRoles.Priorities"/>.
/// </summary>
/// <param name="metric">What starts, stops and pauses a clock.</param>
/// <param name="tickets">Their events.</param>
/// <param name="roles">What the events mean to the metric.</param>
/// <param name="now">Later events are not read.</param>
/// <param name="startsIn">Outside its hours a start counts as made at its next opening; <c>null</c>: always when it is made.</param>
ref struct CycleReader(Metric.TimeTaken metric, TicketTable tickets, EventRoles roles, Instant now, BusinessCalendar? startsIn)
{
    readonly ReadOnlySpan<long> at = tickets.At.Span;
    readonly ReadOnlySpan<int> whatOf = tickets.WhatOf.Span;
    readonly ReadOnlySpan<int> starts = tickets.Starts.Span;
    readonly ReadOnlySpan<int> aboutOf = tickets.AboutOf.Span;
    readonly ReadOnlySpan<EventRole> roleOf = roles.Of;
    readonly long until = now.ToUnixTimeTicks();
    readonly bool goesOn = metric.Reopened == Reopening.GoesOn;
    readonly bool startsWhenOpened = metric.From.Includes("opened");
    readonly bool eachTime = metric.CyclesOfTicket == CyclesOfTicket.FromEachStart;
    readonly bool goesRound = metric.CyclesOfTicket == CyclesOfTicket.OneAfterAnother;

    // Grow where a ticket needs more.
    Pause[] pauses = new Pause[16];
    RuleFrom[] changes = new RuleFrom[16];
    int[] order = new int[16];
    int pauseCount;
    int changeCount;

    // The ticket.
    int first;
    int next;
    int end;
    bool isOrdered;
    int priority;
    bool isWaiting;
    bool mayStart;

    // The cycle that runs, or the last one, which a re-opening may wake.
    bool hasCycle;
    bool isRunning;
    int firstPriority;
    long started;
    long pausedSince;
    long ended;
    CycleEnd howEnded;
    bool staysDone;
    int waitingToStart;

    /// <summary>Index of the ticket.</summary>
    public int Ticket { get; private set; }

    /// <summary>Index of the ticket's labels.</summary>
    public int About { get; private set; }

    /// <summary>From 1 within the ticket.</summary>
    public int Number { get; private set; }

    /// <summary>Index of the event that started the cycle.</summary>
    public int StartedBy { get; private set; }

    /// <summary>Index of the event that ended it, where it did.</summary>
    public int EndedBy { get; private set; }

    /// <summary>Priority when it started.</summary>
    public readonly int FirstPriority => firstPriority;

    /// <summary>The cycle; its rules are numbers of priorities.</summary>
    public readonly CycleRun Run =>
        new(started, isRunning ? CycleRun.Never : ended, isRunning ? CycleEnd.Running : howEnded, firstPriority, changes.AsSpan(0, changeCount), pauses.AsSpan(0, pauseCount));

    /// <summary>When the ticket was opened, in Unix ticks; its first event where nobody said.</summary>
    public readonly long OpenedAt => at[tickets.OpeningOf(Ticket)];

    /// <summary>Goes to a ticket.</summary>
    /// <returns>Whether the metric reads it and anything happened to it.</returns>
    public bool Begin(int ticket)
    {
        (Ticket, About) = (ticket, aboutOf[ticket]);
        (first, end) = (starts[ticket], starts[ticket + 1]);
        if (!roles.Reads[About] || first == end) return false;
        while (end > first && at[end - 1] > until) end--;
        next = first;
        Order();
        priority = roles.FirstPriorityOf[About];
        (isWaiting, Number, hasCycle, isRunning, mayStart, waitingToStart) = (false, 0, false, false, true, -1);
        return true;
    }

    /// <summary>Goes to the ticket's next cycle.</summary>
    public bool Next()
    {
        hasCycle = false;
        if (waitingToStart >= 0)
        {
            StartCycle(waitingToStart);
            waitingToStart = -1;
        }
        while (next < end)
        {
            var happened = isOrdered ? next : order[next - first];
            next++;
            var role = roleOf[whatOf[happened]];
            if (role == EventRole.None) continue;
            Read(happened, role);
            if (waitingToStart >= 0) return true;
        }
        if (hasCycle && isRunning && pausedSince != CycleRun.Never) AddPause(pausedSince, CycleRun.Never);
        return hasCycle;
    }

    // Events of one instant are read in a fixed order, whatever the order of the facts.
    void Order()
    {
        isOrdered = true;
        for (var i = first + 1; i < end; i++) isOrdered &= at[i] != at[i - 1];
        if (isOrdered) return;
        var count = end - first;
        if (order.Length < count) order = new int[count * 2];
        for (var i = 0; i < count; i++) order[i] = first + i;
        var (instants, words, precedence, origins) = (tickets.At, tickets.WhatOf, roles.Precedence, tickets.Origins);
        order.AsSpan(0, count).Sort((a, b) =>
        {
            var instant = instants.Span[a].CompareTo(instants.Span[b]);
            if (instant != 0) return instant;
            var place = precedence[words.Span[a]].CompareTo(precedence[words.Span[b]]);
            return place != 0 ? place : (origins[a].File, origins[a].Line).CompareTo((origins[b].File, origins[b].Line));
        });
    }

    readonly long When(int happened) => at[happened] * NodaConstants.NanosecondsPerTick;

    void Read(int happened, EventRole role)
    {
        if ((role & (EventRole.Reprioritises | EventRole.Waits | EventRole.Resumes)) != 0)
        {
            if ((role & EventRole.Reprioritises) != 0) Reprioritise(roles.PriorityOf[whatOf[happened]], When(happened));
            else SetWaiting((role & EventRole.Waits) != 0, When(happened));
        }
        if (isRunning && (role & (EventRole.Stops | EventRole.Drops | EventRole.ClosesAsDone)) != 0)
        {
            Stop(happened, (role & (EventRole.Stops | EventRole.ClosesAsDone)) != 0 ? CycleEnd.Done : CycleEnd.Dropped, (role & EventRole.Ends) == 0);
            // The cycle that it ends has to be handed out first.
            if (goesRound && (role & EventRole.Stops) != 0) waitingToStart = happened;
        }
        if ((role & EventRole.Starts) != 0)
        {
            if ((role & EventRole.Reopens) != 0) mayStart = true;
            Start(happened);
        }
        else if ((role & EventRole.Reopens) != 0) Reopen(happened);
    }

    void Start(int happened)
    {
        if (isRunning || !(mayStart || eachTime)) return;
        // The cycle before it has to be handed out first.
        if (hasCycle) waitingToStart = happened;
        else StartCycle(happened);
    }

    void StartCycle(int happened)
    {
        (hasCycle, isRunning, mayStart) = (true, true, false);
        Number++;
        (started, StartedBy, firstPriority) = (Counted(When(happened)), happened, priority);
        (pauseCount, changeCount) = (0, 0);
        pausedSince = isWaiting ? started : CycleRun.Never;
    }

    /// <summary>When a start counts; where the calendar never opens again, when it is made.</summary>
    readonly long Counted(long made) => startsIn?.NextOpening(Nanoseconds.ToInstant(made)) is { } opening ? Nanoseconds.Of(opening) : made;

    void Stop(int happened, CycleEnd how, bool stays)
    {
        Resume(When(happened));
        // What is done before its start counts is done in no time.
        (isRunning, ended, howEnded, EndedBy, staysDone) = (false, Math.Max(started, When(happened)), how, happened, stays);
    }

    void Reopen(int happened)
    {
        if (isRunning) return;
        if (goesOn)
        {
            // A re-opening takes back the end of the ticket; a reply that was given stays given, and so does whatever else was done.
            if (!hasCycle || staysDone) return;
            isRunning = true;
            AddPause(ended, When(happened));
            pausedSince = isWaiting ? When(happened) : CycleRun.Never;
            if (priority != LastPriority) AddChange(When(happened));
        }
        else
        {
            mayStart = true;
            if (startsWhenOpened) Start(happened);
        }
    }

    readonly int LastPriority => changeCount == 0 ? firstPriority : changes[changeCount - 1].Rule;

    void Reprioritise(int to, long when)
    {
        priority = to;
        if (isRunning) AddChange(when);
    }

    void AddChange(long when)
    {
        if (when <= started)
        {
            firstPriority = priority;
            return;
        }
        if (changeCount > 0 && changes[changeCount - 1].At == when) changeCount--;
        if (priority == LastPriority) return;
        if (changeCount == changes.Length) Array.Resize(ref changes, changeCount * 2);
        changes[changeCount++] = new(when, priority);
    }

    void SetWaiting(bool waits, long when)
    {
        isWaiting = waits;
        if (!isRunning) return;
        if (!waits) Resume(when);
        else if (pausedSince == CycleRun.Never) pausedSince = when;
    }

    void Resume(long when)
    {
        if (pausedSince != CycleRun.Never) AddPause(pausedSince, when);
        pausedSince = CycleRun.Never;
    }

    void AddPause(long from, long until)
    {
        from = Math.Max(from, started);
        if (from >= until) return;
        if (pauseCount > 0 && pauses[pauseCount - 1].Until == from) from = pauses[--pauseCount].From;
        if (pauseCount == pauses.Length) Array.Resize(ref pauses, pauseCount * 2);
        pauses[pauseCount++] = new(from, until);
    }
}
