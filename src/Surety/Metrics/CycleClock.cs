using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>The clock of a metric of time: how long a cycle took, and when it was due.</summary>
/// <param name="Calendar">In which time counts; around the clock is a calendar that never closes.</param>
/// <param name="Zone">The agreement's: in which calendar days and months of targets are read.</param>
/// <param name="StartsAtOnce">What a start in closed time does to targets in business days.</param>
/// <param name="PriorityChanges">What a change of priority does to a running cycle.</param>
/// <remarks>
/// A pause stops a budget of time. A target in days or business days is moved by the working time that the pauses before it take; pauses that begin later do not move it.
/// A miss is certain: a change of priority after the due instant does not undo it. Source: docs/guide/language.md, "measures: time".
/// </remarks>
public sealed record CycleClock(BusinessCalendar Calendar, DateTimeZone Zone, bool StartsAtOnce, PriorityChange PriorityChanges)
{
    /// <summary>Makes the clock of a metric.</summary>
    /// <param name="metric">Whose rules hold.</param>
    /// <param name="calendar">The one that its <c>clock</c> names; one that never closes where it is silent.</param>
    /// <param name="zone">The agreement's.</param>
    public static CycleClock Of(Metric.TimeTaken metric, BusinessCalendar calendar, DateTimeZone zone) =>
        new(calendar, zone, metric.StartsAtOnce, metric.PriorityChanges);

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
        var (scope, target, from, due) = Governing(cycle, targetOf, null);
        var isLate = target is not null && due is { } instant && (cycle.Ended ?? now) > instant;
        var (certain, inTime) = (default(Instant?), default(bool?));
        if (isLate) (certain, inTime) = (Instant.Max(due!.Value, from), false);
        else if (cycle.End == CycleEnd.Done) (certain, inTime) = (cycle.Ended, target is null ? null : true);
        return new(cycle, scope, target, CountsFrom(cycle, from), due, certain, inTime);
    }

    /// <summary>Gives the instant at which a share of the target is used up, for steps of a ladder.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="targetOf">As for <see cref="Judge"/>.</param>
    /// <param name="share">50 %; of a target in days, that share of the working time up to its due instant.</param>
    /// <returns><c>null</c> without a target, and where the clock stands still before; a share that a new priority puts into the past is used up at the change.</returns>
    public Instant? AtShare(Cycle cycle, Func<Labels, Span?> targetOf, Percentage share)
    {
        var (_, _, from, at) = Governing(cycle, targetOf, share);
        return at is { } instant ? Instant.Max(instant, from) : null;
    }

    /// <summary>Gives the instant at which a target is used up that counts from a given instant of the cycle.</summary>
    /// <param name="cycle">Its pauses.</param>
    /// <param name="from">Its start, or the change of priority that restarted it.</param>
    /// <param name="target">How long it may take.</param>
    /// <returns>The earliest such instant, whether or not the cycle ended before; <c>null</c> where it stands still before, or there is none.</returns>
    public Instant? Due(Cycle cycle, Instant from, Span target)
    {
        if (target.Budget() is { } budget) return UsedUp(cycle, from, budget);
        var due = target.After(from, Calendar, Zone, StartsAtOnce);
        foreach (var pause in cycle.Pauses.Span)
        {
            if (due is not { } instant || pause.Start >= instant) return due;
            if (!pause.HasEnd) return null;
            if (pause.End <= from) continue;
            var held = Calendar.Between(Instant.Max(pause.Start, from), pause.End);
            if (held > WorkingTime.Zero) due = Calendar.Deadline(instant, held);
        }
        return due;
    }

    /// <summary>Counts open time without pauses from an instant of the cycle.</summary>
    internal WorkingTime UsedFrom(Cycle cycle, Instant from, Instant until) => GrossFrom(cycle, from, until) - HeldFrom(cycle, from, until);

    internal WorkingTime GrossFrom(Cycle cycle, Instant from, Instant until)
    {
        until = EndOf(cycle, until);
        return until <= from ? WorkingTime.Zero : Calendar.Between(from, until);
    }

    internal WorkingTime HeldFrom(Cycle cycle, Instant from, Instant until)
    {
        until = EndOf(cycle, until);
        var held = WorkingTime.Zero;
        foreach (var pause in cycle.Pauses.Span)
        {
            var start = Instant.Max(pause.Start, from);
            var end = pause.HasEnd ? Instant.Min(pause.End, until) : until;
            if (start < end) held += Calendar.Between(start, end);
        }
        return held;
    }

    static Instant EndOf(Cycle cycle, Instant until) => cycle.Ended is { } ended ? Instant.Min(ended, until) : until;

    Instant CountsFrom(Cycle cycle, Instant from) => PriorityChanges == PriorityChange.Restart ? from : cycle.Started;

    /// <summary>Finds the first priority under which the instant comes before the next change; the last one otherwise.</summary>
    (Labels Scope, Span? Target, Instant From, Instant? At) Governing(Cycle cycle, Func<Labels, Span?> targetOf, Percentage? share)
    {
        var changes = PriorityChanges == PriorityChange.Keep ? [] : cycle.Changes.Span;
        for (var i = 0; ; i++)
        {
            var from = i == 0 ? cycle.Started : changes[i - 1].At;
            var scope = cycle.LabelsWith(i == 0 ? cycle.Priority : changes[i - 1].Priority);
            var target = targetOf(scope);
            var start = CountsFrom(cycle, from);
            var instant = target is null ? null : share is { } part ? Share(cycle, start, target, part) : Due(cycle, start, target);
            if (i == changes.Length || instant < changes[i].At) return (scope, target, from, instant);
        }
    }

    Instant? Share(Cycle cycle, Instant from, Span target, Percentage share)
    {
        if (share.Value == 100) return Due(cycle, from, target);
        var whole = target.Budget() ?? (target.After(from, Calendar, Zone, StartsAtOnce) is { } due && due >= from ? Calendar.Between(from, due) : null);
        if (whole is not { } time) return null;
        var part = (share.Fraction * time.Length.ToInt64Nanoseconds()).Ceiling();
        return part <= BusinessCalendar.Horizon.ToInt64Nanoseconds() ? UsedUp(cycle, from, new(Duration.FromNanoseconds((long)part))) : null;
    }

    Instant? UsedUp(Cycle cycle, Instant from, WorkingTime budget)
    {
        foreach (var pause in cycle.Pauses.Span)
        {
            if (pause.HasEnd && pause.End <= from) continue;
            if (pause.Start > from)
            {
                var counted = Calendar.Between(from, pause.Start);
                if (budget <= counted) return Calendar.Deadline(from, budget);
                budget -= counted;
            }
            if (!pause.HasEnd) return null;
            from = pause.End;
        }
        return Calendar.Deadline(from, budget);
    }
}

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

    /// <summary>Counts what is left of a budget of time; negative where more was used. <c>null</c> for targets in days, and without one.</summary>
    /// <param name="clock">The metric's.</param>
    /// <param name="now">What counts as the end while it runs.</param>
    public WorkingTime? Margin(CycleClock clock, Instant now) => Target?.Budget() is { } budget ? budget - clock.UsedFrom(Cycle, From, now) : null;
}
