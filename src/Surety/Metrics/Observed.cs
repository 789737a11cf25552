using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What the facts of one scope say about all time: where it was bad, where nobody knows. Worked out once, then cut into windows.</summary>
internal sealed class Observed
{
    const long TicksPerMinute = 600_000_000;

    Observed(TimeSet bad, TimeSet unknown, TimeSet forgiven, IReadOnlyList<One> series) => (Bad, Unknown, Forgiven, this.series) = (bad, unknown, forgiven, series);

    readonly IReadOnlyList<One> series;

    /// <summary>After short outages were forgiven and partial minutes were settled.</summary>
    public TimeSet Bad { get; }

    public TimeSet Unknown { get; }

    /// <summary>Outages that were too short to count.</summary>
    public TimeSet Forgiven { get; }

    /// <summary>Labels of the series that were read.</summary>
    public IEnumerable<Labels> Series => series.Select(s => s.Labels);

    /// <summary>The facts that say that a stretch is bad, in order of their places.</summary>
    public IEnumerable<Origin> FactsOf(long from, long until) => series.SelectMany(s => s.FactsOf(from, until)).Distinct().OrderBy(o => o.File).ThenBy(o => o.Line);

    public static Observed Of(Metric.Availability metric, FactSet facts, ScopeSelection scope, Instant asOf)
    {
        var now = asOf.ToUnixTimeTicks();
        var past = TimeSet.Of(long.MinValue, now);
        var series = (metric.ObservedBy switch
        {
            Observation.Samples s => Samples(metric, facts, scope, s.Every.BclCompatibleTicks),
            Observation.Changes => Changes(metric, facts, scope, now),
            Observation.Outages => [Outages(metric, facts, scope, now)],
            Observation.Counts => Counts(metric, facts, scope),
        }).ConvertAll(s => s with { Known = s.Known.And(past), Bad = s.Bad.And(past) });
        if (metric.NoData == NoData.Previous) series = series.ConvertAll(s => GoOn(s, past));
        var bad = series.Aggregate(TimeSet.Empty, (all, s) => all.Or(s.Bad));
        // One series that is bad is enough to be bad; one that fell silent is enough not to know. A series counts from its first fact on: a probe that is
        // new in December says nothing about October, and makes nothing of it unknown.
        var begun = series.Aggregate(TimeSet.Empty, (all, s) => all.Or(TimeSet.Of(s.Begins, now)));
        var silent = series.Aggregate(past.Without(begun), (all, s) => all.Or(TimeSet.Of(s.Begins, now).Without(s.Known)));
        foreach (var assumed in facts.Assumptions.Span)
        {
            if (!Concerns(assumed.About, metric, scope)) continue;
            var time = TimeSet.Of(assumed.Time).And(past);
            (bad, silent) = (assumed.IsBad ? bad.Or(time) : bad.Without(time), silent.Without(time));
        }
        var (settled, forgiven) = Settle(bad, metric);
        return new(settled, silent.Without(bad).Without(settled), forgiven, series);
    }

    /// <summary>Whether what is measured here may have all of these labels.</summary>
    static bool Concerns(Labels about, Metric.Availability metric, ScopeSelection scope)
    {
        foreach (var label in about.Items.Span)
        {
            var known = scope.Must[label.Name] ?? label.Name switch { "service" => metric.Reads.Service, "part" => metric.Reads.Part, "feed" => metric.Reads.Feed, _ => null };
            if (known is not null && known != label.Value) return false;
        }
        return true;
    }

    sealed record One(Labels Labels, long Begins, TimeSet Known, TimeSet Bad, Func<long, long, IEnumerable<Origin>> FactsOf);

    /// <summary>Silence of a series takes over what was before it.</summary>
    static One GoOn(One series, TimeSet past)
    {
        // What was said to be unknown before anything was known has no state that could go on.
        if (series.Known.Count == 0) return series;
        var silence = TimeSet.Of(series.Known[0].From, long.MaxValue).And(past).Without(series.Known);
        var badOn = TimeSet.Of(silence.Stretches.Where(u => series.Bad.HoldsBefore(u.From)));
        return series with { Bad = series.Bad.Or(badOn), Known = series.Known.Or(silence) };
    }

    static (TimeSet Bad, TimeSet Forgiven) Settle(TimeSet all, Metric.Availability metric)
    {
        var shortest = metric.ShortestOutage.BclCompatibleTicks;
        var bad = shortest > 0 ? TimeSet.Of(all.Stretches.Where(b => b.Until - b.From >= shortest)) : all;
        var forgiven = all.Without(bad);
        var minutes = metric.PartialMinutes switch
        {
            PartialMinutes.Exact => bad,
            PartialMinutes.Full => TimeSet.Of(bad.Stretches.Select(b => (-Down(-b.From), Down(b.Until)))),
            PartialMinutes.Touched => TimeSet.Of(bad.Stretches.Select(b => (Down(b.From), -Down(-b.Until)))),
        };
        return (minutes, forgiven);
    }

    /// <summary>The start of the clock minute.</summary>
    static long Down(long ticks) => ticks - (((ticks % TicksPerMinute) + TicksPerMinute) % TicksPerMinute);

    static List<One> Samples(Metric.Availability metric, FactSet facts, ScopeSelection scope, long every)
    {
        var series = new List<One>();
        if (metric.BadWhen is BadRule.ValueIs value)
        {
            foreach (var s in facts.Values.With(scope.Must))
                if (s.Kind == ValueKind.Sample && Reads(metric, scope, s.Labels)) series.Add(Runs(s.Labels, s.At, s.Origins, i => Next(s.At, i, every), i => value.Range.Holds(OnScale(value.Range, s.Value[i])), _ => true));
        }
        else if (metric.BadWhen is BadRule.StateIs states)
        {
            foreach (var s in facts.States.With(scope.Must))
                if (Reads(metric, scope, s.Labels)) series.Add(Runs(s.Labels, s.At, s.Origins, i => Next(s.At, i, every), i => states.States.Contains(s.State[i]), i => s.State[i] != ServiceState.Unknown));
        }
        return series;
    }

    /// <summary>Samples compared with a time are milliseconds.</summary>
    static Rational OnScale(Comparison range, decimal value) => range.Unit == Unit.Time ? (Rational)value * 10_000 : value;

    static long Next(Steps at, int i, long every) => i + 1 < at.Count ? Math.Min(at[i] + every, at[i + 1]) : at[i] + every;

    static List<One> Changes(Metric.Availability metric, FactSet facts, ScopeSelection scope, long now)
    {
        var states = ((BadRule.StateIs)metric.BadWhen).States;
        return facts.States.With(scope.Must).Where(s => Reads(metric, scope, s.Labels))
            .Select(s => Runs(s.Labels, s.At, s.Origins, i => i + 1 < s.At.Count ? s.At[i + 1] : Math.Max(now, s.At[i]), i => states.Contains(s.State[i]), i => s.State[i] != ServiceState.Unknown)).ToList();
    }

    static One Outages(Metric.Availability metric, FactSet facts, ScopeSelection scope, long now)
    {
        var impacts = (metric.BadWhen as BadRule.ImpactIs)?.Impacts;
        var all = facts.Outages.Where(o => Reads(metric, scope, o.Labels) && (impacts is not { } words || words.Contains(o.Impact ?? "")))
            .Select(o => (From: o.From.ToUnixTimeTicks(), Until: o.Until?.ToUnixTimeTicks() ?? Math.Max(now, o.From.ToUnixTimeTicks()), o.At)).ToList();
        return new(Labels.None, long.MinValue, TimeSet.Everything, TimeSet.Of(all.Select(o => (o.From, o.Until))), (from, until) => all.Where(o => o.From < until && o.Until > from).Select(o => o.At));
    }

    static List<One> Counts(Metric.Availability metric, FactSet facts, ScopeSelection scope)
    {
        var rate = ((BadRule.ErrorRateIs)metric.BadWhen).Range;
        return facts.Counts.With(scope.Must).Where(s => Reads(metric, scope, s.Labels))
            .Select(s => Runs(s.Labels, s.From, s.Origins, i => s.Until[i], i => s.Total[i] > 0 && rate.Holds((Rational)(s.Total[i] - s.Good[i]) / s.Total[i]), _ => true)).ToList();
    }

    static bool Reads(Metric.Availability metric, ScopeSelection scope, Labels labels) => metric.Reads.Takes(labels) && scope.Takes(labels);

    /// <summary>Turns rows into stretches; neighbours of one kind become one.</summary>
    static One Runs(Labels labels, Steps at, Origins origins, Func<int, long> until, Func<int, bool> isBad, Func<int, bool> isKnown)
    {
        var (known, bad, badRows) = (new List<(long, long)>(), new List<(long, long)>(), new List<int>());
        for (var i = 0; i < at.Count; i++)
        {
            var stretch = (at[i], until(i));
            if (isBad(i))
            {
                bad.Add(stretch);
                known.Add(stretch);
                badRows.Add(i);
            }
            else if (isKnown(i)) known.Add(stretch);
        }
        return new(labels, at.Count == 0 ? long.MaxValue : at[0], TimeSet.Of(known), TimeSet.Of(bad), (from, to) => FactsBetween(at, origins, badRows, until, from, to));
    }

    static IEnumerable<Origin> FactsBetween(Steps at, Origins origins, List<int> badRows, Func<int, long> until, long from, long to)
    {
        var (low, high) = (0, badRows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (until(badRows[middle]) <= from) low = middle + 1;
            else high = middle;
        }
        for (; low < badRows.Count && at[badRows[low]] < to; low++) yield return origins[badRows[low]];
    }
}
