using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What the facts of one scope say about all time: where it was bad, where nobody knows. Worked out once, then cut into windows.</summary>
internal sealed partial class Observed
{
    Observed(TimeSet reported, SettledBad settled, TimeSet unknown, TimeSet leftOut, IReadOnlyList<One> series) => (this.reported, Settled, Unknown, LeftOut, this.series) = (reported, settled, unknown, leftOut, series);

    readonly IReadOnlyList<One> series;
    readonly TimeSet reported;

    /// <summary>After short outages were forgiven, and partial minutes, intervals and runs were settled.</summary>
    public TimeSet Bad => Settled.Bad;

    public TimeSet Unknown { get; }

    /// <summary>Bad time, and what was too short to count.</summary>
    public SettledBad Settled { get; }

    /// <summary>Bad time of outages that a longer one overlaps, as far as it is bad by none that counts.</summary>
    public TimeSet Outlasted { get; private init; } = TimeSet.Empty;

    /// <summary>Intervals with too few events that are no part of the figure.</summary>
    public TimeSet LeftOut { get; }

    /// <summary>What would be bad, short outages and partial minutes settled, if more time were.</summary>
    public TimeSet IfAlsoBad(Metric.Availability metric, TimeSet more, DateTimeZone zone) => SettledBad.Of(reported.Or(more), metric, zone).Bad;

    /// <summary>Bad time of each interval that has any, in order, before a rule makes it good or bad as a whole.</summary>
    /// <param name="length">Of the intervals.</param>
    /// <param name="counted">What of it counts.</param>
    /// <param name="zone">Of the local days that they are counted from.</param>
    public IEnumerable<(long From, long Until, long Bad)> ByInterval(Duration length, TimeSet counted, DateTimeZone zone)
    {
        var grid = new IntervalGrid(length, zone);
        (long From, long Until, long Bad)? last = null;
        foreach (var (from, until) in reported.And(counted).Stretches)
            foreach (var interval in grid.Touched(from, until))
            {
                var bad = Math.Min(until, interval.Until) - Math.Max(from, interval.From);
                if (last is { } same && same.From == interval.From) last = same with { Bad = same.Bad + bad };
                else
                {
                    if (last is { } done) yield return done;
                    last = (interval.From, interval.Until, bad);
                }
            }
        if (last is { } end) yield return end;
    }

    /// <summary>Labels of the series that were read.</summary>
    public IEnumerable<Labels> Series => series.SelectMany(s => s.Of);

    /// <summary>The facts that say that a stretch is bad, in order of their places.</summary>
    public IEnumerable<Origin> FactsOf(long from, long until) => series.SelectMany(s => s.FactsOf(from, until)).Distinct().OrderBy(o => o.File).ThenBy(o => o.Line);

    /// <summary>What facts call the outages that touch a stretch, and why they say that they were; those without an id are not among them.</summary>
    public ValueList<(string Id, string? Cause)> Told(long from, long until) =>
        series.SelectMany(s => s.Outages ?? []).Where(o => o.From < until && o.Until > from && o.Of.Id.Length > 0).OrderBy(o => o.From).ThenBy(o => o.Of.Id, StringComparer.Ordinal).Select(o => (o.Of.Id, o.Of.Cause)).Distinct().ToValueList();

    public static Observed Of(Metric.Availability metric, FactSet facts, ScopeSelection scope, Instant asOf, DateTimeZone zone)
    {
        var now = asOf.ToUnixTimeTicks();
        var past = TimeSet.Of(long.MinValue, now);
        var series = (metric.ObservedBy switch
        {
            Observation.Samples s => Samples(metric, facts, scope, s.Every.BclCompatibleTicks),
            Observation.Changes => Changes(metric, facts, scope, now),
            Observation.Outages => [Outages(metric, facts, scope, now)],
            Observation.Counts => Counts(metric, facts, scope, zone),
        }).ConvertAll(s => s with { Known = s.Known.And(past), Bad = s.Bad.And(past) });
        if (metric.NoData == NoData.Previous) series = series.ConvertAll(s => GoOn(s, past));
        var united = series.Aggregate(TimeSet.Empty, (all, s) => all.Or(s.Bad));
        var bad = metric.OnlyLongestOfOverlapping ? Longest(series, now) : united;
        var outlasted = united.Without(bad);
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
        var settled = SettledBad.Of(bad, metric, zone);
        var heard = series.Aggregate(TimeSet.Empty, (all, s) => all.Or(s.Known.Without(s.Quiet)));
        var quiet = series.Aggregate(TimeSet.Empty, (all, s) => all.Or(s.Quiet)).Without(heard).Without(silent).Without(settled.Bad);
        return new(bad, settled, silent.Without(bad).Without(settled.Bad), quiet, series) { Outlasted = outlasted.Without(bad) };
    }

    /// <summary>From the longest outage down, the earlier of two that are as long first, those that none overlaps which counts.</summary>
    static TimeSet Longest(List<One> series, long now)
    {
        var counting = TimeSet.Empty;
        foreach (var (from, until) in series.SelectMany(s => s.Outages?.Select(o => (o.From, Until: Math.Min(o.Until, now))) ?? s.Bad.Stretches).Where(o => o.From < o.Until).OrderByDescending(o => o.Until - o.From).ThenBy(o => o.From))
            if (counting.And(TimeSet.Of(from, until)).Count == 0) counting = counting.Or(TimeSet.Of(from, until));
        return counting;
    }

    /// <summary>Whether what is measured here may have all of these labels.</summary>
    public static bool Concerns(Labels about, Metric.Availability metric, ScopeSelection scope)
    {
        foreach (var label in about.Items.Span)
        {
            var known = scope.Must[label.Name] ?? label.Name switch { "service" => metric.Reads.Service, "part" => metric.Reads.Part, "feed" => metric.Reads.Feed, _ => null };
            if (known is not null && known != label.Value) return false;
        }
        return true;
    }

    /// <param name="Of">Labels of what it is: of one series, or of several whose events are added.</param>
    /// <param name="Begins">Its first fact.</param>
    /// <param name="Known">Where it says anything.</param>
    /// <param name="Bad">Where that is bad.</param>
    /// <param name="FactsOf">The facts that say so.</param>
    sealed record One(ValueList<Labels> Of, long Begins, TimeSet Known, TimeSet Bad, Func<long, long, IEnumerable<Origin>> FactsOf)
    {
        /// <summary>Where it had too few events to be a part of the figure.</summary>
        public TimeSet Quiet { get; init; } = TimeSet.Empty;

        /// <summary>Outages that are told of one by one and may overlap; <c>null</c>: each bad stretch is one.</summary>
        public IReadOnlyList<(long From, long Until, Outage Of)>? Outages { get; init; }
    }

    /// <summary>Silence of a series takes over what was before it.</summary>
    static One GoOn(One series, TimeSet past)
    {
        // What was said to be unknown before anything was known has no state that could go on.
        if (series.Known.Count == 0) return series;
        var silence = TimeSet.Of(series.Known[0].From, long.MaxValue).And(past).Without(series.Known);
        var badOn = TimeSet.Of(silence.Stretches.Where(u => series.Bad.HoldsBefore(u.From)));
        return series with { Bad = series.Bad.Or(badOn), Known = series.Known.Or(silence) };
    }

    static List<One> Samples(Metric.Availability metric, FactSet facts, ScopeSelection scope, long every)
    {
        var series = new List<One>();
        if (metric.BadWhen is BadRule.ValueIs value)
        {
            foreach (var s in facts.Values.With(scope.Must))
                if (s.Kind == ValueKind.Sample && Reads(metric, scope, s.Labels)) series.Add(Timed(s.Labels, s.At, s.Origins, RowRuns.Of(s.Value, value, ScaleOf(value.Range)), every, now: 0));
        }
        else if (metric.BadWhen is BadRule.StateIs states)
        {
            foreach (var s in facts.States.With(scope.Must))
                if (Reads(metric, scope, s.Labels)) series.Add(Timed(s.Labels, s.At, s.Origins, RowRuns.Of(s.State, states.States), every, now: 0));
        }
        return series;
    }

    /// <summary>Samples compared with a time are milliseconds.</summary>
    static int ScaleOf(Comparison range) => range.Unit == Unit.Time ? 10_000 : 1;

    static One Timed(Labels labels, Steps at, Origins origins, List<RowRun> runs, long? every, long now)
    {
        var time = new SeriesTime(at, origins, runs, every, now);
        return new([labels], at.Count == 0 ? long.MaxValue : at[0], time.TimeOf(kind => kind != RowKind.Unknown), time.TimeOf(kind => kind == RowKind.Bad), time.FactsOf);
    }

    static List<One> Changes(Metric.Availability metric, FactSet facts, ScopeSelection scope, long now)
    {
        var states = ((BadRule.StateIs)metric.BadWhen).States;
        return facts.States.With(scope.Must).Where(s => Reads(metric, scope, s.Labels))
            .Select(s => Timed(s.Labels, s.At, s.Origins, RowRuns.Of(s.State, states), null, now)).ToList();
    }

    static One Outages(Metric.Availability metric, FactSet facts, ScopeSelection scope, long now)
    {
        var impacts = metric.BadWhen as BadRule.ImpactIs;
        var all = facts.Outages.Where(o => Reads(metric, scope, o.Labels) && (impacts is null || impacts.Impacts.Contains(o.Impact ?? "") != impacts.IsNot) && (o.Affected != 0 || metric.BadWhen is not BadRule.AffectsSome))
            .Select(o => (From: o.From.ToUnixTimeTicks(), Until: o.Until?.ToUnixTimeTicks() ?? Math.Max(now, o.From.ToUnixTimeTicks()), o.At, Of: o)).ToList();
        var outages = all.ConvertAll(o => (o.From, o.Until, o.Of));
        return new([Labels.None], long.MinValue, TimeSet.Everything, TimeSet.Of(outages.Select(o => (o.From, o.Until))), (from, until) => all.Where(o => o.From < until && o.Until > from).Select(o => o.At)) { Outages = outages };
    }

    static List<One> Counts(Metric.Availability metric, FactSet facts, ScopeSelection scope, DateTimeZone zone)
    {
        var read = facts.Counts.With(scope.Must).Where(s => Reads(metric, scope, s.Labels)).ToList();
        if (metric.Intervals is { Rule: IntervalRule.OwnRate } intervals) return read.Count == 0 ? [] : [Added(metric, read, new(intervals.Length, zone))];
        return read.ConvertAll(s => Rated(metric, [s.Labels], s.From, s.Origins, i => s.Until[i], i => s.Good[i], i => s.Total[i]));
    }

    /// <summary>The events of all series, interval by interval.</summary>
    static One Added(Metric.Availability metric, List<CountSeries> read, IntervalGrid grid)
    {
        var sums = EventsByInterval.Of(read, grid);
        var (starts, rows) = (sums.Keys.ToArray(), sums.Values.ToArray());
        var one = Rated(metric, read.Select(s => s.Labels).ToValueList(), Steps.Of(starts), Origins.Of(new Origin[starts.Length]), i => grid.At(starts[i]).Until, i => rows[i].Good, i => rows[i].Total);
        return one with { FactsOf = (from, until) => one.Bad.And(TimeSet.Of(from, until)).Stretches.SelectMany(b => grid.Touched(b.From, b.Until)).SelectMany(i => sums[i.From].Rows) };
    }

    /// <summary>Rows of events, each bad by its error rate if it has enough of them.</summary>
    static One Rated(Metric.Availability metric, ValueList<Labels> of, Steps at, Origins origins, Func<int, long> until, Func<int, decimal> good, Func<int, decimal> total)
    {
        var (rate, traffic) = (((BadRule.ErrorRateIs)metric.BadWhen).Range, metric.MinimumTraffic);
        bool IsEnough(int i) => total(i) >= traffic.AtLeast;
        var one = Runs(of, at, origins, until, i => IsEnough(i) && rate.Holds((Rational)(total(i) - good(i)) / total(i)), i => IsEnough(i) || traffic.Otherwise != LittleTraffic.Unknown);
        return traffic.Otherwise == LittleTraffic.LeftOut ? one with { Quiet = TimeSet.Of(Enumerable.Range(0, at.Count).Where(i => !IsEnough(i)).Select(i => (at[i], until(i)))) } : one;
    }

    static bool Reads(Metric.Availability metric, ScopeSelection scope, Labels labels) => metric.Reads.Takes(labels) && scope.Takes(labels);

    /// <summary>Turns rows into stretches; neighbours of one kind become one.</summary>
    static One Runs(ValueList<Labels> of, Steps at, Origins origins, Func<int, long> until, Func<int, bool> isBad, Func<int, bool> isKnown)
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
        return new(of, at.Count == 0 ? long.MaxValue : at[0], TimeSet.Of(known), TimeSet.Of(bad), (from, to) => FactsBetween(at, origins, badRows, until, from, to));
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
