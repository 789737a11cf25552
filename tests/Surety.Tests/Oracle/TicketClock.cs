namespace Surety.Tests.Oracle;

/// <summary>A ticket's history, gone through slot by slot: figures.md, "Time", and language.md, "measures: time".</summary>
sealed class TicketClock(Metric.Time metric, Timeline time, Hours calendar, Func<string, Allowed?> allowed)
{
    readonly bool[] open = time.Open(calendar);
    readonly List<Cycle> cycles = [];
    readonly Dictionary<(Allowed, int), int> dues = [];
    string priority = "";
    string status = "open";
    int standsSince;
    bool mayStart = true;

    bool IsNext => metric.To.StartsWith("next ", StringComparison.Ordinal);

    bool IsEvery => metric.To.StartsWith("every ", StringComparison.Ordinal);

    bool StandsStill => metric.PausedWhile.Contains(status);

    public IReadOnlyList<Cycle> Cycles(IEnumerable<Told.Ticket> events)
    {
        var at = events.GroupBy(e => time.Slot(e.At)).ToDictionary(g => g.Key, g => TicketEvents.InOrder(metric, g));
        var last = at.Keys.Max();
        for (var slot = at.Keys.Min(); slot < time.Count && (slot <= last || cycles.Any(c => c.IsRunning)); slot++)
        {
            foreach (var happened in at.GetValueOrDefault(slot) ?? []) Happens(happened, slot);
            foreach (var cycle in cycles)
            {
                if (!cycle.IsRunning) continue;
                if (cycle.Missed is null && IsUsedUp(cycle, slot)) cycle.Missed = slot;
                if (!open[slot]) continue;
                if (StandsStill) cycle.Stood++;
                else (cycle.Counted, cycle.Ticked) = (cycle.Counted + 1, slot);
            }
        }
        return cycles;
    }

    void Happens(Told.Ticket e, int slot)
    {
        var running = cycles.LastOrDefault(c => c.IsRunning);
        if (e.Event == "opened") priority = e.Label("priority") ?? "";
        if (e.Event == "priority") Changes(running, e.To!, slot);
        if (TicketEvents.StatusOf(e) is { } to) Turns(to, slot);
        if (e.Event == "reopened") ReOpens(slot);
        else if (running is not null && TicketEvents.Stops(metric, e))
        {
            Stop(running, slot, e);
            if (IsEvery) Start(slot);
        }
        else if (running is not null && TicketEvents.Ends(metric, e)) Void(running, slot, e);
        else if (running is null && TicketEvents.Starts(metric, e) && (IsNext || mayStart)) Start(slot);
        if (e.Event is "resolved" or "closed" or "cancelled") Turns("open", slot);
    }

    /// <summary>From one status of a pause to another it is one pause.</summary>
    void Turns(string to, int slot)
    {
        var stoodStill = StandsStill;
        status = to;
        if (!stoodStill) standsSince = slot;
    }

    void Start(int slot)
    {
        cycles.Add(new(slot, priority));
        mayStart = false;
    }

    void Stop(Cycle cycle, int slot, Told.Ticket e)
    {
        if (cycle.Missed is null && Left(cycle, slot) < 0) cycle.Missed = slot;
        (cycle.Done, cycle.Ended, cycle.EndedWithTicket) = (slot, slot, e.Event is "resolved" or "closed" or "cancelled");
    }

    /// <summary>What was overdue by then, a moment or by a change of this very instant, stays a miss.</summary>
    void Void(Cycle cycle, int slot, Told.Ticket e)
    {
        if (cycle.Missed is null && Left(cycle, slot) < 0) cycle.Missed = slot;
        (cycle.IsVoid, cycle.EndedWithTicket, cycle.Ended) = (true, e.Event is "resolved" or "closed" or "cancelled", slot);
    }

    void ReOpens(int slot)
    {
        if (metric.ReOpened == "ignored" || cycles.Any(c => c.IsRunning)) return;
        if (metric.ReOpened == "goes on")
        {
            if (cycles.LastOrDefault() is not { EndedWithTicket: true } last) return;
            // What was used up at the very instant at which it was over was due then, whatever became of it: a deadline is the earliest instant at which the time is used up.
            if (last.Missed is null && Left(last, last.Ended) == 0) last.Missed = last.Ended;
            // The time in which it was over stood still.
            for (var i = last.Ended; i < slot; i++) last.Stood += open[i] ? 1 : 0;
            (last.Done, last.IsVoid, last.EndedWithTicket) = (null, false, false);
            Changes(last, priority, slot);
            return;
        }
        mayStart = true;
        if (metric.From.Split(" or ").Contains("opened")) Start(slot);
    }

    /// <summary>A change at the start belongs to the start; a miss is certain, and no change undoes it.</summary>
    void Changes(Cycle? running, string to, int slot)
    {
        priority = to;
        if (running is not { Missed: null }) return;
        if (running.Start == slot) (running.First, running.Priority) = (to, to);
        if (metric.PriorityChanges == "keep" || running.Priority == to) return;
        running.Priority = to;
        running.Changes.Add((slot, to));
        if (metric.PriorityChanges == "restart") (running.From, running.Counted, running.Stood) = (slot, 0, 0);
        // What puts the due instant into the past is a miss at the change.
        if (Left(running, slot) is var left && (left < 0 || (left == 0 && !IsDueAt(running, slot)))) running.Missed = slot;
    }

    /// <summary>Whether the due instant has come. What stands still since before has none.</summary>
    bool IsUsedUp(Cycle cycle, int slot)
    {
        var left = Left(cycle, slot);
        return left < 0 || (left == 0 && !(StandsStill && allowed(cycle.Priority) is { } target && TicketTargets.Budget(target) is null && standsSince < DueBeforePauses(target, cycle.From)));
    }

    /// <summary>Of what has nothing left: whether it was used up at this very instant, and not before.</summary>
    bool IsDueAt(Cycle cycle, int slot) =>
        allowed(cycle.Priority) is { } target && TicketTargets.Budget(target) is null
            ? DueBeforePauses(target, cycle.From) == slot || StandsStill || open[slot - 1]
            : cycle.Ticked == slot - 1;

    /// <summary>Slots that are left until the due instant; below zero: it is over.</summary>
    int Left(Cycle cycle, int slot)
    {
        if (allowed(cycle.Priority) is not { } target) return int.MaxValue;
        if (TicketTargets.Budget(target) is { } seconds) return (int)(seconds / time.Grain) - cycle.Counted;
        var due = DueBeforePauses(target, cycle.From);
        if (slot < due) return due - slot;
        var since = 0;
        for (var i = due; i < slot; i++) since += open[i] ? 1 : 0;
        return cycle.Stood - since;
    }

    int DueBeforePauses(Allowed target, int from) =>
        dues.TryGetValue((target, from), out var due) ? due : dues[(target, from)] = TicketTargets.Due(time, calendar, metric, target, from);
}
