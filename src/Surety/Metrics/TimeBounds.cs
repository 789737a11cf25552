using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>What a figure of times can still come to while its window is open: from what is settled, what runs, and what may still begin.</summary>
/// <remarks>
/// Tickets may be opened, given another priority and done at any instant, and nobody knows how many. What is certain now stays so, but for one thing: where a re-opened ticket goes on,
/// whatever was done can be undone.
/// </remarks>
static class TimeBounds
{
    /// <summary>Bounds the share in time.</summary>
    /// <param name="parts">As for <see cref="TimeMeasure"/>.</param>
    /// <param name="targets">Every time that a version of the level promises to any scope: a ticket may still come to each.</param>
    /// <param name="window">An open window.</param>
    public static Possible Share(ValueList<TimePart> parts, ValueList<Span> targets, Interval window)
    {
        var cycles = parts[0].Cycles.Cycles;
        var metric = cycles.Metric;
        var clocks = parts.Select(p => p.Cycles.Cycles.Clock).Distinct().ToList();
        var (good, late, loose, looseLate, toCome, due) = Open(parts, part => part.Cycles.OpenIn(window, metric, clocks, targets));
        var anyLate = metric.OpenAtTheEnd == OpenAtEnd.Missed || metric.CountsIn == CountsIn.WhenOpened || clocks.Exists(c => targets.Any(t => IsUsedUp(c, cycles.Now, t, window.End)));
        var lateMost = late + looseLate + toCome;
        var lowest = anyLate ? new Limit(Rational.Zero, good == 0) : good + lateMost == 0 ? new Limit(Rational.One, true) : new Limit(Rational.Of(good, good + lateMost), true);
        return new(lowest, new Limit(Rational.One, late == 0))
        {
            MayEndWithoutVerdict = good + late == 0,
            Misses = (late, anyLate ? null : lateMost),
            Room = new Room.OfMany(good + loose, good + late + loose, Rational.Zero, Rational.One, due, ("that is late", "that are late"), ("that is in time", "that are in time")),
        };
    }

    /// <summary>Bounds what the times of those that are done come to.</summary>
    /// <param name="parts">As for <see cref="TimeMeasure"/>.</param>
    /// <param name="of">What is made of them.</param>
    /// <param name="window">An open window.</param>
    public static Possible Times(ValueList<TimePart> parts, Statistic of, Interval window)
    {
        var cycles = parts[0].Cycles.Cycles;
        if (cycles.Metric.Reopened == Reopening.GoesOn && !cycles.Metric.To.IsOnly("replied")) return WhereAnyMayGoOn(parts, of, window);
        var settled = TimeMeasure.CountedIn(parts, of, window, cycles.Now).ConvertAll(d => Ticks(d.Used));
        // One that is done in the window has at most the time that is on its clock now, and all that is left of the window.
        var left = Most(cycles.Clock, cycles.Now, window.End);
        var longest = Running(parts).Concat(ComingBack(parts)).Select(r => Ticks(cycles.Clock.UsedFrom(r.Cycle, r.Cycle.Started, cycles.Now))).Append(Rational.Zero).Max() + left;
        var sum = settled.Aggregate(Rational.Zero, (all, used) => all + used);
        var (least, most) = settled.Count == 0 ? (longest, Rational.Zero) : (settled.Min(), settled.Max());
        var zero = new Limit(Rational.Zero, true);
        var greatest = new Limit(Rational.Max(most, longest), true);
        var possible = of switch
        {
            Statistic.Mean => new Possible(new Limit(Rational.Zero, sum.Sign == 0), greatest),
            Statistic.Sum => new(new Limit(sum, true), null),
            Statistic.Least => new(zero, new Limit(least, true)),
            Statistic.Greatest => new(new Limit(most, true), greatest),
            Statistic.Percentile { Share.Value: 100 } => new(new Limit(most, true), greatest),
            Statistic.Median or Statistic.Percentile => new(zero, greatest),
        };
        // One that belongs to the window it was opened in may take as long as it likes.
        return possible with { Highest = cycles.Metric.CountsIn == CountsIn.WhenOpened ? null : possible.Highest, MayEndWithoutVerdict = settled.Count == 0 };
    }

    /// <summary>
    /// Where what was resolved may come back and go on, no time is settled before the window ends: whatever ever ended may be undone, or end again in the window with what is on its
    /// clock now and all that is left.
    /// </summary>
    static Possible WhereAnyMayGoOn(ValueList<TimePart> parts, Statistic of, Interval window)
    {
        var cycles = parts[0].Cycles.Cycles;
        var zero = new Limit(Rational.Zero, true);
        if (of is Statistic.Sum || cycles.Metric.CountsIn == CountsIn.WhenOpened) return new(zero, null);
        var ever = parts.SelectMany(p => p.Cycles.Cycles.All.Where(c => MayBelong(p.Scope, c.Labels))).Select(c => Ticks(cycles.Clock.UsedFrom(c, c.Started, cycles.Now)));
        return new(zero, new Limit(ever.Append(Rational.Zero).Max() + Most(cycles.Clock, cycles.Now, window.End), true));
    }

    /// <summary>Adds up what belongs to the scope: what counts by its verdict, and what may come by the ticket, whose priority may change.</summary>
    static OpenTally Open(ValueList<TimePart> parts, Func<TimePart, IReadOnlyList<(Labels OfTicket, Labels OfVerdict, OpenTally Tally)>> tallies)
    {
        var sum = default(OpenTally);
        foreach (var part in parts)
            foreach (var (ofTicket, ofVerdict, tally) in tallies(part))
            {
                if (part.Scope.Takes(ofVerdict)) sum += tally with { ToCome = 0, Due = 0 };
                // One that counts elsewhere and comes back may come back with a priority that brings it here.
                var fromElsewhere = part.Scope.Takes(ofVerdict) ? 0 : tally.LooseLate;
                if (MayBelong(part.Scope, ofTicket)) sum += default(OpenTally) with { ToCome = tally.ToCome + fromElsewhere, Due = parts.Any(p => p.Scope.Takes(ofVerdict)) ? tally.Due : 0 };
            }
        return sum;
    }

    /// <summary>Running cycles that are in the scope now or would be with another priority.</summary>
    static IEnumerable<JudgedCycle> Running(ValueList<TimePart> parts) =>
        parts.SelectMany(part => part.Cycles.Running.Where(r => MayBelong(part.Scope, r.Cycle.Labels)));

    static bool MayBelong(ScopeSelection scope, Labels labels) => labels.Without("priority").Covers(scope.Must.Without("priority"));

    /// <summary>Those that ended without a result and may be opened again, and go on.</summary>
    static IEnumerable<JudgedCycle> ComingBack(ValueList<TimePart> parts) =>
        parts[0].Cycles.Cycles.Metric.Reopened == Reopening.GoesOn ? parts.SelectMany(part => part.Cycles.Dropped.Where(d => d.InTime is null && MayBelong(part.Scope, d.Cycle.Labels))) : [];

    static bool IsUsedUp(CycleClock clock, Instant from, Span target, Instant before) => Earliest(clock, from, target) < before;

    /// <summary>No target is used up before: where a change of priority may bring another calendar, as if time counted around the clock.</summary>
    static Instant? Earliest(CycleClock clock, Instant from, Span target) =>
        clock.Calendars.Only is { } calendar ? target.After(from, calendar, clock.Zone, clock.StartsAtOnce) : target.Budget() is { } budget ? from + budget.Length : from;

    static Rational Most(CycleClock clock, Instant from, Instant until) =>
        clock.Calendars.Only is { } calendar ? Ticks(calendar.Between(from, until)) : Rational.Of((until - from).ToBigIntegerNanoseconds(), NodaConstants.NanosecondsPerTick);

    static Rational Ticks(WorkingTime time) => Rational.Of(time.Length.ToBigIntegerNanoseconds(), NodaConstants.NanosecondsPerTick);
}
