using NodaTime;

namespace Surety.Metrics;

/// <summary>What of the observed bad time counts: short outages, what is deducted from each, partial minutes, intervals, runs. Steps of docs/guide/figures.md, "Availability".</summary>
/// <param name="Bad">What is left, and what whole minutes and intervals add.</param>
/// <param name="Forgiven">Outages that were too short.</param>
/// <param name="Deducted">The first time of each outage that was long enough.</param>
/// <param name="Runs">Runs of bad minutes or intervals that were too short.</param>
sealed record SettledBad(TimeSet Bad, TimeSet Forgiven, TimeSet Deducted, TimeSet Runs)
{
    /// <summary>When an outage began of which a stretch, from an instant on, is what counts: what was deducted lies right before it, but for a part of a minute.</summary>
    public long BeginOf(long from)
    {
        var (low, high) = (0, Deducted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Deducted[middle].From <= from) low = middle + 1;
            else high = middle;
        }
        return low > 0 && Deducted[low - 1].Until > from - NodaConstants.TicksPerMinute ? Deducted[low - 1].From : from;
    }

    /// <summary>Settles bad time of all time up to now.</summary>
    /// <param name="all">As observed; bounded.</param>
    /// <param name="metric">The clause.</param>
    /// <param name="zone">In whose days intervals are counted.</param>
    public static SettledBad Of(TimeSet all, Metric.Availability metric, DateTimeZone zone)
    {
        var longEnough = NotShorter(all, metric.ShortestOutage);
        var deducted = metric.DeductedFromEach.BclCompatibleTicks;
        var bad = deducted == 0 ? longEnough : TimeSet.Of(longEnough.Stretches.Select(b => (b.Until - b.From > deducted ? b.From + deducted : b.Until, b.Until)));
        var whole = metric.Intervals is { } intervals ? InIntervals(bad, intervals, zone) : InMinutes(bad, metric.PartialMinutes);
        var runs = metric is { Intervals: { } cut, MinimumRunIntervals: > 0 } && metric.MinimumRun > Duration.Zero ? InAtLeast(whole, metric.MinimumRunIntervals, new(cut.Length, zone)) : NotShorter(whole, metric.MinimumRun);
        return new(runs, all.Without(longEnough), longEnough.Without(bad), whole.Without(runs));
    }

    static TimeSet NotShorter(TimeSet bad, Duration least)
    {
        var ticks = least.BclCompatibleTicks;
        return ticks > 0 ? TimeSet.Of(bad.Stretches.Where(b => b.Until - b.From >= ticks)) : bad;
    }

    static TimeSet InAtLeast(TimeSet bad, int least, IntervalGrid grid) => TimeSet.Of(bad.Stretches.Where(b => grid.Touched(b.From, b.Until).Take(least).Count() == least));

    static TimeSet InMinutes(TimeSet bad, PartialMinutes rule) => rule switch
    {
        PartialMinutes.Exact => bad,
        PartialMinutes.Full => TimeSet.Of(bad.Stretches.Select(b => (-Down(-b.From), Down(b.Until)))),
        PartialMinutes.Touched => TimeSet.Of(bad.Stretches.Select(b => (Down(b.From), -Down(-b.Until)))),
    };

    /// <summary>The start of the clock minute.</summary>
    static long Down(long ticks) => ticks - (((ticks % NodaConstants.TicksPerMinute) + NodaConstants.TicksPerMinute) % NodaConstants.TicksPerMinute);

    static TimeSet InIntervals(TimeSet bad, Intervals intervals, DateTimeZone zone) => intervals.Rule switch
    {
        // The rate of each interval has decided already.
        IntervalRule.OwnRate or IntervalRule.Averaged => bad,
        IntervalRule.AnyBad => WholeIf(bad, new(intervals.Length, zone), (_, _) => true),
        IntervalRule.AllBad => WholeIf(bad, new(intervals.Length, zone), (ticks, length) => ticks == length),
        IntervalRule.ShareBad share => WholeIf(bad, new(intervals.Length, zone), (ticks, length) => share.Range.Holds(Rational.Of(ticks, length))),
    };

    static TimeSet WholeIf(TimeSet bad, IntervalGrid grid, Func<long, long, bool> isBad)
    {
        var whole = new List<(long, long)>();
        var (open, ticks) = ((From: 0L, Until: 0L), 0L);
        foreach (var (from, until) in bad.Stretches)
        {
            foreach (var interval in grid.Touched(from, until))
            {
                if (interval.From != open.From) Close();
                open = interval;
                ticks += Math.Min(until, interval.Until) - Math.Max(from, interval.From);
            }
        }
        Close();
        return TimeSet.Of(whole);

        void Close()
        {
            if (ticks > 0 && isBad(ticks, open.Until - open.From)) whole.Add(open);
            ticks = 0;
        }
    }
}
