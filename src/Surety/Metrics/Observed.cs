using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What the facts of one scope say about all time: where it was bad, where nobody knows. Worked out once, then cut into windows.</summary>
internal sealed class Observed
{
    const long TicksPerMinute = 600_000_000;

    Observed(TimeSet bad, TimeSet unknown, Func<long, long, IEnumerable<Origin>> facts, int series) => (Bad, Unknown, FactsOf, SeriesCount) = (bad, unknown, facts, series);

    /// <summary>After short outages were forgiven and partial minutes were settled.</summary>
    public TimeSet Bad { get; }

    public TimeSet Unknown { get; }

    /// <summary>The facts that say that a stretch is bad, in order of their places.</summary>
    public Func<long, long, IEnumerable<Origin>> FactsOf { get; }

    /// <summary>How many series were read.</summary>
    public int SeriesCount { get; }

    public static Observed Of(Metric.Availability metric, FactSet facts, ScopeSelection scope, Instant asOf)
    {
        var now = asOf.ToUnixTimeTicks();
        var series = metric.ObservedBy switch
        {
            Observation.Samples s => Samples(metric, facts, scope, s.Every.BclCompatibleTicks),
            Observation.Changes => Changes(metric, facts, scope, now),
            Observation.Outages => [Outages(metric, facts, scope, now)],
            Observation.Counts => Counts(metric, facts, scope),
        };
        var bad = series.Aggregate(TimeSet.Empty, (all, s) => all.Or(s.Bad));
        // One series that nobody heard from is enough not to know; one that is bad is enough to be bad.
        var unknown = series.Count == 0 ? TimeSet.Everything : series.Aggregate(TimeSet.Empty, (all, s) => all.Or(TimeSet.Everything.Without(s.Known))).Without(bad);
        if (metric.NoData == NoData.Previous) (bad, unknown) = GoOn(bad, unknown);
        bad = Settle(bad, metric);
        return new(bad, unknown.Without(bad), (from, until) => series.SelectMany(s => s.FactsOf(from, until)).OrderBy(o => o.File).ThenBy(o => o.Line), series.Count);
    }

    sealed record One(TimeSet Known, TimeSet Bad, Func<long, long, IEnumerable<Origin>> FactsOf);

    /// <summary>Unknown time takes over what was before it.</summary>
    static (TimeSet Bad, TimeSet Unknown) GoOn(TimeSet bad, TimeSet unknown)
    {
        var goesOn = unknown.Stretches.Where(u => u.From != long.MinValue).ToList();
        var badOn = TimeSet.Of(goesOn.Where(u => bad.HoldsBefore(u.From)));
        return (bad.Or(badOn), unknown.Without(TimeSet.Of(goesOn)));
    }

    static TimeSet Settle(TimeSet bad, Metric.Availability metric)
    {
        var shortest = metric.ShortestOutage.BclCompatibleTicks;
        if (shortest > 0) bad = TimeSet.Of(bad.Stretches.Where(b => b.Until - b.From >= shortest));
        return metric.PartialMinutes switch
        {
            PartialMinutes.Exact => bad,
            PartialMinutes.Full => TimeSet.Of(bad.Stretches.Select(b => (-Down(-b.From), Down(b.Until)))),
            PartialMinutes.Touched => TimeSet.Of(bad.Stretches.Select(b => (Down(b.From), -Down(-b.Until)))),
        };
    }

    /// <summary>The start of the clock minute.</summary>
    static long Down(long ticks) => ticks - (((ticks % TicksPerMinute) + TicksPerMinute) % TicksPerMinute);

    static List<One> Samples(Metric.Availability metric, FactSet facts, ScopeSelection scope, long every)
    {
        var series = new List<One>();
        if (metric.BadWhen is BadRule.ValueIs value)
        {
            foreach (var s in facts.Values)
                if (s.Kind == ValueKind.Sample && Reads(metric, scope, s.Labels)) series.Add(Runs(s.At, s.Origins, i => Next(s.At, i, every), i => value.Range.Holds(OnScale(value.Range, s.Value.Span[i])), _ => true));
        }
        else if (metric.BadWhen is BadRule.StateIs states)
        {
            foreach (var s in facts.States)
                if (Reads(metric, scope, s.Labels)) series.Add(Runs(s.At, s.Origins, i => Next(s.At, i, every), i => states.States.Contains(s.State.Span[i]), i => s.State.Span[i] != ServiceState.Unknown));
        }
        return series;
    }

    /// <summary>Samples compared with a time are milliseconds.</summary>
    static Rational OnScale(Comparison range, decimal value) => range.Unit == Unit.Time ? (Rational)value * 10_000 : value;

    static long Next(ReadOnlyMemory<long> at, int i, long every) => i + 1 < at.Length ? Math.Min(at.Span[i] + every, at.Span[i + 1]) : at.Span[i] + every;

    static List<One> Changes(Metric.Availability metric, FactSet facts, ScopeSelection scope, long now)
    {
        var states = ((BadRule.StateIs)metric.BadWhen).States;
        return facts.States.Where(s => Reads(metric, scope, s.Labels))
            .Select(s => Runs(s.At, s.Origins, i => i + 1 < s.At.Length ? s.At.Span[i + 1] : Math.Max(now, s.At.Span[i]), i => states.Contains(s.State.Span[i]), i => s.State.Span[i] != ServiceState.Unknown)).ToList();
    }

    static One Outages(Metric.Availability metric, FactSet facts, ScopeSelection scope, long now)
    {
        var impacts = (metric.BadWhen as BadRule.ImpactIs)?.Impacts;
        var all = facts.Outages.Where(o => Reads(metric, scope, o.Labels) && (impacts is not { } words || words.Contains(o.Impact ?? "")))
            .Select(o => (From: o.From.ToUnixTimeTicks(), Until: o.Until?.ToUnixTimeTicks() ?? Math.Max(now, o.From.ToUnixTimeTicks()), o.At)).ToList();
        return new(TimeSet.Everything, TimeSet.Of(all.Select(o => (o.From, o.Until))), (from, until) => all.Where(o => o.From < until && o.Until > from).Select(o => o.At));
    }

    static List<One> Counts(Metric.Availability metric, FactSet facts, ScopeSelection scope)
    {
        var rate = ((BadRule.ErrorRateIs)metric.BadWhen).Range;
        return facts.Counts.Where(s => Reads(metric, scope, s.Labels))
            .Select(s => Runs(s.From, s.Origins, i => s.Until.Span[i], i => s.Total.Span[i] > 0 && rate.Holds(Rational.Of(s.Total.Span[i] - s.Good.Span[i], s.Total.Span[i])), _ => true)).ToList();
    }

    static bool Reads(Metric.Availability metric, ScopeSelection scope, Labels labels) => metric.Reads.Takes(labels) && scope.Takes(labels);

    /// <summary>Turns rows into stretches; neighbours of one kind become one.</summary>
    static One Runs(ReadOnlyMemory<long> at, ReadOnlyMemory<Origin> origins, Func<int, long> until, Func<int, bool> isBad, Func<int, bool> isKnown)
    {
        var (known, bad, badRows) = (new List<(long, long)>(), new List<(long, long)>(), new List<int>());
        for (var i = 0; i < at.Length; i++)
        {
            var stretch = (at.Span[i], until(i));
            if (isBad(i))
            {
                bad.Add(stretch);
                known.Add(stretch);
                badRows.Add(i);
            }
            else if (isKnown(i)) known.Add(stretch);
        }
        return new(TimeSet.Of(known), TimeSet.Of(bad), (from, to) => FactsBetween(at, origins, badRows, until, from, to));
    }

    static IEnumerable<Origin> FactsBetween(ReadOnlyMemory<long> at, ReadOnlyMemory<Origin> origins, List<int> badRows, Func<int, long> until, long from, long to)
    {
        var (low, high) = (0, badRows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (until(badRows[middle]) <= from) low = middle + 1;
            else high = middle;
        }
        for (; low < badRows.Count && at.Span[badRows[low]] < to; low++) yield return origins.Span[badRows[low]];
    }
}
