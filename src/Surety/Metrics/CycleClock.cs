using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>The clock of a metric of time: how long a cycle took, and when it was due.</summary>
/// <param name="Calendars">In which time counts.</param>
/// <param name="Zone">The agreement's: in which calendar days and months of targets are read.</param>
/// <param name="StartsAtOnce">What a start in closed time does to targets in business days.</param>
/// <param name="PriorityChanges">What a change of priority does to a running cycle.</param>
/// <remarks>
/// A pause stops a budget of time. A target in days or business days is moved by the working time that the pauses before it take; pauses that begin later do not move it.
/// A miss is certain: a change of priority after the due instant does not undo it. Where a change of priority brings another calendar, time counted so far stays, and from the
/// change on time counts in the new one. Source: docs/guide/language.md, "measures: time".
/// </remarks>
public sealed record CycleClock(CycleCalendars Calendars, DateTimeZone Zone, bool StartsAtOnce, PriorityChange PriorityChanges)
{
    const long Never = CycleRun.Never;

    /// <summary>Makes the clock of a metric.</summary>
    /// <param name="metric">Whose rules hold.</param>
    /// <param name="calendars">Those that its <c>clock</c> names.</param>
    /// <param name="zone">The agreement's.</param>
    public static CycleClock Of(Metric.TimeTaken metric, CycleCalendars calendars, DateTimeZone zone) =>
        new(calendars, zone, metric.StartsAtOnce, metric.PriorityChanges);

    /// <summary>Counts open time from the start of a cycle, pauses included.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="until">Where counting ends, unless the cycle ended before.</param>
    /// <returns>Zero before its start.</returns>
    public WorkingTime Gross(Cycle cycle, Instant until) => GrossFrom(cycle, cycle.Started, until);

    /// <summary>Counts open time in which a cycle stood still.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="until">Where counting ends, unless the cycle ended before.</param>
    public WorkingTime Held(Cycle cycle, Instant until) => HeldFrom(cycle, cycle.Started, until);

    /// <summary>Counts the time that a cycle used: open time without pauses; under <c>restart</c> from its last change of priority.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="until">Where counting ends, unless the cycle ended before.</param>
    public WorkingTime Used(Cycle cycle, Instant until) =>
        UsedFrom(cycle, UsedSince(cycle), until);

    /// <summary>Where the time begins that a cycle used.</summary>
    internal Instant UsedSince(Cycle cycle) => PriorityChanges == PriorityChange.Restart && cycle.Changes.Count > 0 ? cycle.Changes[^1].At : cycle.Started;

    /// <summary>Says what became of a cycle under its target.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="targetOf">
    /// The target for a set of labels, those of the ticket with the priority that is asked about; <c>null</c>: there is none, and the cycle is certain when it is done.
    /// </param>
    /// <param name="now">The instant up to which anything is known.</param>
    public JudgedCycle Judge(Cycle cycle, Func<Labels, Span?> targetOf, Instant now)
    {
        var rules = RulesOf(cycle, targetOf);
        var judged = Judge(cycle.Run, rules, Nanoseconds.Of(now));
        return new(
            cycle, rules[judged.Rule].Scope, rules[judged.Rule].Target, Nanoseconds.ToInstant(judged.From), InstantOf(judged.Due), InstantOf(judged.Certain), judged.InTime);
    }

    /// <summary>Gives the instant at which a share of the target is used up, for steps of a ladder.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="targetOf">As for <see cref="Judge(Cycle, Func{Labels, Span?}, Instant)"/>.</param>
    /// <param name="share">50 %; of a target in days, that share of the working time up to its due instant.</param>
    /// <returns><c>null</c> without a target, and where the clock stands still before; a share that a new priority puts into the past is used up at the change.</returns>
    public Instant? AtShare(Cycle cycle, Func<Labels, Span?> targetOf, Percentage share)
    {
        var (_, from, at) = Governing(cycle.Run, RulesOf(cycle, targetOf), share);
        return InstantOf(at == Never ? Never : Math.Max(at, from));
    }

    /// <summary>Gives the instant at which a target is used up that counts from a given instant of the cycle.</summary>
    /// <param name="cycle">Its pauses.</param>
    /// <param name="from">Its start, or the change of priority that restarted it.</param>
    /// <param name="target">How long it may take.</param>
    /// <returns>The earliest such instant, whether or not the cycle ended before; <c>null</c> where it stands still before, or there is none.</returns>
    public Instant? Due(Cycle cycle, Instant from, Span target)
    {
        var rules = RulesOf(cycle, _ => target);
        return InstantOf(Due(cycle.Run, rules, ChangesThatCount(cycle.Run).Length, Nanoseconds.Of(from)));
    }

    /// <summary>Gives the instant at which a target is used up that counts from the start of a cycle whose priority never changed; <see cref="CycleRun.Never"/> where there is none.</summary>
    internal long Due(in CycleRun run, CycleRule rule) => Due(run, [rule], 0, run.Started);

    /// <summary>Counts open time without pauses from an instant of the cycle.</summary>
    internal WorkingTime UsedFrom(Cycle cycle, Instant from, Instant until) => GrossFrom(cycle, from, until) - HeldFrom(cycle, from, until);

    internal WorkingTime GrossFrom(Cycle cycle, Instant from, Instant until)
    {
        until = EndOf(cycle, until);
        return until <= from ? WorkingTime.Zero : WorkingTime.FromNanoseconds(Counted(cycle.Run, RulesOf(cycle, _ => null), Nanoseconds.Of(from), Nanoseconds.Of(until)));
    }

    internal WorkingTime HeldFrom(Cycle cycle, Instant from, Instant until)
    {
        if (cycle.Pauses.Count == 0) return WorkingTime.Zero;
        return WorkingTime.FromNanoseconds(Held(cycle.Run, RulesOf(cycle, _ => null), Nanoseconds.Of(from), Nanoseconds.Of(EndOf(cycle, until))));
    }

    /// <summary>Counts open time of a stretch, pauses included, whether or not the cycle ended in it.</summary>
    internal WorkingTime Counted(Cycle cycle, Instant from, Instant until) =>
        WorkingTime.FromNanoseconds(Counted(cycle.Run, RulesOf(cycle, _ => null), Nanoseconds.Of(from), Nanoseconds.Of(until)));

    /// <summary>The calendars in which a stretch of the cycle counts, in order, each with its part of the stretch: one, unless a change of priority brought another.</summary>
    internal IEnumerable<(BusinessCalendar Calendar, Interval Part)> PartsOf(Cycle cycle, Interval stretch)
    {
        var (rules, from) = (RulesOf(cycle, _ => null), stretch.Start);
        for (var i = 0; i < rules.Length - 1; i++)
        {
            var change = cycle.Changes[i].At;
            if (change <= from || ReferenceEquals(rules[i].Calendar, rules[i + 1].Calendar) || PriorityChanges == PriorityChange.Keep) continue;
            if (change >= stretch.End) break;
            yield return (rules[i].Calendar, new(from, change));
            from = change;
        }
        if (from < stretch.End) yield return (CalendarAt(cycle, rules, from), new(from, stretch.End));
    }

    BusinessCalendar CalendarAt(Cycle cycle, CycleRule[] rules, Instant at)
    {
        var rule = 0;
        if (PriorityChanges != PriorityChange.Keep)
            while (rule < rules.Length - 1 && cycle.Changes[rule].At <= at) rule++;
        return rules[rule].Calendar;
    }

    /// <summary>Says what became of a cycle, without an object.</summary>
    /// <param name="run">The cycle.</param>
    /// <param name="rules">By the numbers that the cycle's priorities have.</param>
    /// <param name="now">The instant up to which anything is known.</param>
    internal Judged Judge(in CycleRun run, ReadOnlySpan<CycleRule> rules, long now)
    {
        var (rule, from, due) = Governing(run, rules, null);
        var isLate = due != Never && Math.Min(run.Ended, now) > due;
        var target = rules[rule].Target;
        var start = CountsFrom(run, from);
        if (isLate) return new(rule, start, due, Math.Max(due, from), false);
        return run.End == CycleEnd.Done ? new(rule, start, due, run.Ended, target is null ? null : true) : new(rule, start, due, Never, null);
    }

    /// <summary>Counts the time that a cycle used until now.</summary>
    internal long Used(in CycleRun run, ReadOnlySpan<CycleRule> rules, long now)
    {
        var from = PriorityChanges == PriorityChange.Restart && run.Changes.Length > 0 ? run.Changes[^1].At : run.Started;
        return UsedFrom(run, rules, from, now);
    }

    internal long UsedFrom(in CycleRun run, ReadOnlySpan<CycleRule> rules, long from, long until)
    {
        until = Math.Min(run.Ended, until);
        return until <= from ? 0 : Counted(run, rules, from, until) - Held(run, rules, from, until);
    }

    static Instant? InstantOf(long at) => at == Never ? null : Nanoseconds.ToInstant(at);

    static Instant EndOf(Cycle cycle, Instant until) => cycle.Ended is { } ended ? Instant.Min(ended, until) : until;

    long CountsFrom(in CycleRun run, long from) => PriorityChanges == PriorityChange.Restart ? from : run.Started;

    ReadOnlySpan<RuleFrom> ChangesThatCount(in CycleRun run) => PriorityChanges == PriorityChange.Keep ? [] : run.Changes;

    CycleRule[] RulesOf(Cycle cycle, Func<Labels, Span?> targetOf)
    {
        var rules = new CycleRule[cycle.Changes.Count + 1];
        for (var i = 0; i < rules.Length; i++)
        {
            var scope = cycle.LabelsWith(i == 0 ? cycle.Priority : cycle.Changes[i - 1].Priority);
            rules[i] = new(scope, targetOf(scope), Calendars.Of(scope));
        }
        return rules;
    }

    /// <summary>Finds the first priority under which the instant comes before the next change; the last one otherwise.</summary>
    (int Rule, long From, long At) Governing(in CycleRun run, ReadOnlySpan<CycleRule> rules, Percentage? share)
    {
        var changes = ChangesThatCount(run);
        for (var i = 0; ; i++)
        {
            var (from, number) = i == 0 ? (run.Started, run.Rule) : (changes[i - 1].At, changes[i - 1].Rule);
            var start = CountsFrom(run, from);
            var at = rules[number].Target is null ? Never : share is { } part ? Share(run, rules, i, start, part) : Due(run, rules, i, start);
            if (i == changes.Length || at < changes[i].At) return (number, from, at);
        }
    }

    static CycleRule RuleAfter(in CycleRun run, ReadOnlySpan<CycleRule> rules, int changes) => rules[changes == 0 ? run.Rule : run.Changes[changes - 1].Rule];

    long Due(in CycleRun run, ReadOnlySpan<CycleRule> rules, int changes, long from)
    {
        var rule = RuleAfter(run, rules, changes);
        if (rule.HasBudget) return UsedUp(run, rules, changes, from, rule.Budget);
        var due = rule.Target!.After(Nanoseconds.ToInstant(from), rule.Calendar, Zone, StartsAtOnce) is { } instant ? Nanoseconds.Of(instant) : Never;
        foreach (var pause in run.Pauses)
        {
            if (due == Never || pause.From >= due) return due;
            if (pause.Until == Never) return Never;
            if (pause.Until <= from) continue;
            var held = rule.Calendar.CountedBetween(Math.Max(pause.From, from), pause.Until);
            if (held > 0) due = rule.Calendar.UsedUpAt(due, held);
            // While a clock stands still there is no due instant.
            if (due != Never) due = Math.Max(due, pause.Until);
        }
        return due;
    }

    long Share(in CycleRun run, ReadOnlySpan<CycleRule> rules, int changes, long from, Percentage share)
    {
        if (share.Value == 100) return Due(run, rules, changes, from);
        var rule = RuleAfter(run, rules, changes);
        var whole = rule.Budget;
        if (!rule.HasBudget)
        {
            if (rule.Target!.After(Nanoseconds.ToInstant(from), rule.Calendar, Zone, StartsAtOnce) is not { } due || Nanoseconds.Of(due) < from) return Never;
            whole = rule.Calendar.CountedBetween(from, Nanoseconds.Of(due));
        }
        var part = (share.Fraction * whole).Ceiling();
        return part <= BusinessCalendar.Horizon.ToInt64Nanoseconds() ? UsedUp(run, rules, changes, from, (long)part) : Never;
    }

    static long UsedUp(in CycleRun run, ReadOnlySpan<CycleRule> rules, int changes, long from, long budget)
    {
        foreach (var pause in run.Pauses)
        {
            if (pause.Until <= from) continue;
            if (pause.From > from)
            {
                var counted = Counted(run, rules, from, pause.From, changes);
                if (budget <= counted) return UsedUpAt(run, rules, changes, from, budget);
                budget -= counted;
            }
            if (pause.Until == Never) return Never;
            from = pause.Until;
        }
        return UsedUpAt(run, rules, changes, from, budget);
    }

    static long UsedUpAt(in CycleRun run, ReadOnlySpan<CycleRule> rules, int changes, long from, long budget)
    {
        var rule = rules[run.Rule];
        for (var i = 0; i < changes; i++)
        {
            var (change, next) = run.Changes[i];
            if (change > from && !ReferenceEquals(rules[next].Calendar, rule.Calendar))
            {
                var counted = rule.Calendar.CountedBetween(from, change);
                if (budget <= counted) return rule.Calendar.UsedUpAt(from, budget);
                (budget, from) = (budget - counted, change);
            }
            rule = rules[next];
        }
        return rule.Calendar.UsedUpAt(from, budget);
    }

    long Held(in CycleRun run, ReadOnlySpan<CycleRule> rules, long from, long until)
    {
        var held = 0L;
        foreach (var pause in run.Pauses)
        {
            var (start, end) = (Math.Max(pause.From, from), Math.Min(pause.Until, until));
            if (start < end) held += Counted(run, rules, start, end);
        }
        return held;
    }

    long Counted(in CycleRun run, ReadOnlySpan<CycleRule> rules, long from, long until) => Counted(run, rules, from, until, ChangesThatCount(run).Length);

    // Each stretch in the calendar of the priority that the cycle had then.
    static long Counted(in CycleRun run, ReadOnlySpan<CycleRule> rules, long from, long until, int changes)
    {
        var (rule, counted) = (rules[run.Rule], 0L);
        for (var i = 0; i < changes; i++)
        {
            var (change, next) = run.Changes[i];
            if (change >= until) break;
            if (change > from && !ReferenceEquals(rules[next].Calendar, rule.Calendar))
            {
                counted += rule.Calendar.CountedBetween(from, change);
                from = change;
            }
            rule = rules[next];
        }
        return counted + rule.Calendar.CountedBetween(from, until);
    }
}

/// <summary>What became of a cycle, in nanoseconds since 1970-01-01T00:00Z; <see cref="CycleRun.Never"/> where there is no such instant.</summary>
/// <param name="Rule">Number of the rule that decided.</param>
/// <param name="From">Where the target counts from.</param>
/// <param name="Due">When it is used up.</param>
/// <param name="Certain">When the verdict became certain.</param>
/// <param name="InTime">The verdict; <c>null</c>: none.</param>
readonly record struct Judged(int Rule, long From, long Due, long Certain, bool? InTime);

/// <summary>A cycle under its target.</summary>
/// <param name="Cycle">What happened.</param>
/// <param name="Scope">Its labels with the priority whose target decided; without a decision the last one.</param>
/// <param name="Target">How long it might take; <c>null</c>: no target for its labels.</param>
/// <param name="From">Where the target counts from: the start, or under <c>restart</c> the change of priority.</param>
/// <param name="Due">When the target is used up, whether or not it was done before; <c>null</c>: no target, or the clock stands still.</param>
/// <param name="Certain">
/// When the verdict became certain: done in time, when done; missed, when due, or at the change of priority that put the due instant into the past; <c>null</c>: it is not, or
/// the ticket was closed or cancelled before it was due and there is no verdict.
/// </param>
/// <param name="InTime">Whether it was in time; <c>null</c> while that is not certain, and without a target.</param>
public sealed record JudgedCycle(Cycle Cycle, Labels Scope, Span? Target, Instant From, Instant? Due, Instant? Certain, bool? InTime)
{
    /// <summary>Counts the working time between the due instant and the end, pauses left out: how late it is.</summary>
    /// <param name="clock">The metric's.</param>
    /// <param name="now">What counts as the end while it runs.</param>
    /// <returns>Zero where it is not late, and where it was done in closed time after a due instant at closing time.</returns>
    public WorkingTime LateBy(CycleClock clock, Instant now) => Due is { } due ? clock.UsedFrom(Cycle, due, now) : WorkingTime.Zero;

    /// <summary>Tells what of the time between the due instant and the end is no part of <see cref="LateBy"/>.</summary>
    /// <param name="clock">The metric's.</param>
    /// <param name="now">What counts as the end while it runs.</param>
    /// <returns>Nothing where it is not late.</returns>
    public NotCounted NotCounted(CycleClock clock, Instant now)
    {
        var end = Cycle.Ended is { } ended ? Instant.Min(ended, now) : now;
        if (Due is not { } due || end <= due) return default;
        return new(end - due - clock.GrossFrom(Cycle, due, end).Length, clock.HeldFrom(Cycle, due, end).Length);
    }

    /// <summary>Counts what is left of a budget of time; negative where more was used. <c>null</c> for targets in days, and without one.</summary>
    /// <param name="clock">The metric's.</param>
    /// <param name="now">What counts as the end while it runs.</param>
    public WorkingTime? Margin(CycleClock clock, Instant now) => Target?.Budget() is { } budget ? budget - clock.UsedFrom(Cycle, From, now) : null;
}
