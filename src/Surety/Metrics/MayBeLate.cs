using NodaTime;
using Surety.Calendars;

namespace Surety.Metrics;

/// <summary>Whether a cycle that runs, or may run again, can be late before a window ends: a pause only moves its due instant on, and another priority only chooses another target.</summary>
/// <remarks>For the use of one thread.</remarks>
sealed class MayBeLate
{
    readonly bool keepsTarget;
    readonly long now;
    readonly long end;
    readonly List<OnOneCalendar> clocks;
    readonly bool isAnyOnSeveral;
    readonly long least;
    Pause[] pauses = new Pause[16];

    /// <summary>A clock on which all time counts in one calendar, and the rules for what is promised on it.</summary>
    /// <param name="Clock">The clock.</param>
    /// <param name="Calendar">Its calendar.</param>
    /// <param name="Promised">The rules.</param>
    /// <param name="Left">Open time until the window ends: a target that is shorter can be used up in it whatever was used before.</param>
    sealed record OnOneCalendar(CycleClock Clock, BusinessCalendar Calendar, List<CycleRule> Promised, long Left)
    {
        public CycleRule Rule(Span target) => new(Labels.None, target, Calendar);
    }

    /// <param name="metric">Says whether a running cycle keeps its target.</param>
    /// <param name="clocks">Those of all versions.</param>
    /// <param name="targets">Every time that a version of the level promises to any scope.</param>
    /// <param name="now">The instant up to which anything is known.</param>
    /// <param name="end">The end of the window.</param>
    public MayBeLate(Metric.TimeTaken metric, IEnumerable<CycleClock> clocks, ValueList<Span> targets, long now, long end)
    {
        (keepsTarget, this.now, this.end, this.clocks) = (metric.PriorityChanges == PriorityChange.Keep, now, end, []);
        foreach (var clock in clocks)
        {
            if (clock.Calendars.Only is not { } calendar) isAnyOnSeveral = true;
            else this.clocks.Add(new(clock, calendar, Shortest(targets.Select(t => new CycleRule(Labels.None, t, calendar)).ToList()), now < end ? calendar.CountedBetween(now, end) : 0));
        }
        least = targets.Select(AroundTheClock).DefaultIfEmpty(CycleRun.Never).Min();
    }

    /// <summary>Whether it may.</summary>
    /// <param name="run">The cycle.</param>
    /// <param name="due">When it is due as things stand.</param>
    /// <param name="own">Its target as things stand.</param>
    public bool Is(in CycleRun run, long due, Span? own)
    {
        if (due < end) return true;
        if (isAnyOnSeveral && Earliest(run.Started, keepsTarget ? own is null ? CycleRun.Never : AroundTheClock(own) : least) < end) return true;
        if (clocks.Count == 0 || (keepsTarget && own is null)) return false;
        if (run.Started <= now && IsUsedUpAnyway(own)) return true;
        var goingOn = GoingOn(run);
        foreach (var clock in clocks)
        {
            if (keepsTarget && clock.Clock.Due(goingOn, clock.Rule(own!)) < end) return true;
            if (keepsTarget) continue;
            foreach (var rule in clock.Promised)
                if (clock.Clock.Due(goingOn, rule) < end) return true;
        }
        return false;
    }

    /// <summary>Whether a target is shorter than what is left of the window: then one that goes on now is late in it, whatever was used before.</summary>
    bool IsUsedUpAnyway(Span? own)
    {
        foreach (var clock in clocks)
        {
            if (keepsTarget && CycleRule.BudgetOf(own) < clock.Left) return true;
            if (keepsTarget) continue;
            foreach (var rule in clock.Promised)
                if (rule.HasBudget && rule.Budget < clock.Left) return true;
        }
        return false;
    }

    // Where a change of priority may bring another calendar, no target is used up before it is around the clock; one in days may be used up at once.
    static long AroundTheClock(Span target) => CycleRule.BudgetOf(target) ?? 0;

    static long Earliest(long started, long length) => length > CycleRun.Never - Math.Max(started, 0) ? CycleRun.Never : started + length;

    // Of budgets of time only the smallest can be the first that is used up.
    static List<CycleRule> Shortest(List<CycleRule> rules)
    {
        var budget = rules.FindAll(r => r.HasBudget).MinBy(r => r.Budget);
        return rules.FindAll(r => !r.HasBudget || ReferenceEquals(r, budget));
    }

    /// <summary>The cycle as it is where it goes on at once: a pause that lasts is over, and one that had ended is taken up again. Changes of priority do not matter on one calendar.</summary>
    CycleRun GoingOn(in CycleRun run)
    {
        var count = run.Pauses.Length;
        if (pauses.Length <= count) pauses = new Pause[count * 2];
        run.Pauses.CopyTo(pauses);
        if (count > 0 && pauses[count - 1].Until == CycleRun.Never) pauses[count - 1] = pauses[count - 1] with { Until = now };
        else if (run.Ended < now) pauses[count++] = new(run.Ended, now);
        return new(run.Started, CycleRun.Never, CycleEnd.Running, 0, [], pauses.AsSpan(0, count));
    }
}
