using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>Good time over counted time, step by step as docs/guide/figures.md, "Availability", has it.</summary>
public sealed partial class AvailabilityMeasure
{
    readonly Metric.Availability metric;
    readonly FactSet facts;
    readonly ScopeSelection scope;
    readonly BusinessCalendar? during;
    readonly Func<string, ValueList<ExclusionRuling>> exclusions;
    readonly Instant asOf;
    readonly Lazy<Observed> observed;
    readonly Lazy<GrantedTime> leftOut;
    readonly Lazy<GrantedTime> countedAsGood;
    readonly Lazy<Weighing> weighing;
    readonly DateTimeZone zone;
    readonly IReadOnlyList<AcrossPart> parts;
    readonly Absence? absence;
    readonly IReadOnlyList<Potential> potential;

    AvailabilityMeasure(Metric.Availability metric, FactSet facts, ScopeSelection scope, BusinessCalendar? during, Func<string, ValueList<ExclusionRuling>> exclusions, Instant asOf, DateTimeZone zone, IReadOnlyList<AcrossPart> parts, Absence? absence, IReadOnlyList<Potential> potential)
    {
        (this.parts, this.absence, this.potential) = (parts, absence, potential);
        (this.metric, this.facts, this.scope, this.during, this.exclusions, this.asOf, this.zone) = (metric, facts, scope, during, exclusions, asOf, zone);
        leftOut = new(() => GrantedTime.Of(metric.LeavesOut, exclusions, metric.Reads, scope, SeriesRead()));
        countedAsGood = new(() => GrantedTime.Of(metric.CountsAsGood, exclusions, metric.Reads, scope, SeriesRead()));
        weighing = new(() => WeighingOf(metric.Weights!));
        observed = new(() => metric.Across is { } across ? Observed.Of(metric, across, parts, facts, asOf, zone) : Observed.Of(metric, facts, scope, asOf, zone));
    }

    /// <summary>Prepares a scope of a metric for any number of windows.</summary>
    /// <param name="metric">The clause.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="scope">Which facts belong to it.</param>
    /// <param name="during">Open time that counts; <c>null</c>: around the clock.</param>
    /// <param name="exclusions">Rulings on an exclusion, by its name.</param>
    /// <param name="asOf">Later time is not looked at.</param>
    /// <param name="zone">Whose clock reasons name times by; UTC where silent.</param>
    public static AvailabilityMeasure Of(
        Metric.Availability metric, FactSet facts, ScopeSelection scope, BusinessCalendar? during, Func<string, ValueList<ExclusionRuling>> exclusions, Instant asOf, DateTimeZone? zone = null) =>
        new(metric, facts, scope, during, exclusions, asOf, zone ?? DateTimeZone.Utc, [], null, []);

    /// <summary>Prepares a metric that looks at members together, or whose weights are of a number that changes; both are those of all time.</summary>
    internal static AvailabilityMeasure Of(
        Metric.Availability metric, IReadOnlyList<AcrossPart> parts, FactSet facts, ScopeSelection scope, BusinessCalendar? during, Func<string, ValueList<ExclusionRuling>> exclusions, Instant asOf, DateTimeZone zone, Absence? absence = null, IReadOnlyList<Potential>? potential = null) =>
        new(metric, facts, scope, during, exclusions, asOf, zone, parts, absence, potential ?? []);

    /// <summary>Measures one window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="existence">When what is measured existed and the agreement held; cuts the window.</param>
    /// <param name="measuredTo">Where a window that is not over is cut; <c>null</c>: at the as-of instant.</param>
    public Measurement In(Interval window, Interval existence, Instant? measuredTo = null) => metric switch
    {
        { Intervals: { Rule: IntervalRule.Averaged } intervals } => AveragedIntervals.In(new(metric, facts, scope, during, exclusions, CutAt(measuredTo), zone, Gone), intervals, window, existence),
        { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } => Events(window, existence, CutAt(measuredTo)),
        { Weights: Weights.ByAffected { Of: not null } affected } => OfPotential(affected, window, existence, CutAt(measuredTo)),
        { Weights: not null } => Weighted(window, existence, CutAt(measuredTo)),
        _ => Time(window, existence, CutAt(measuredTo)),
    };

    /// <summary>Time between two stays, which is no part of a window.</summary>
    TimeSet Gone => absence is { IsGood: false } ? absence.Time : TimeSet.Empty;

    TimeSet Existing(Interval window, Interval existence) => TimeSet.Of(window, existence).Without(Gone);

    Instant CutAt(Instant? measuredTo) => measuredTo is { } to ? Instant.Min(to, asOf) : asOf;

    /// <summary>A window step by step, as docs/guide/figures.md cuts it.</summary>
    /// <param name="Window">The window.</param>
    /// <param name="Existing">While what is measured exists and the agreement holds.</param>
    /// <param name="Past">Up to the as-of instant.</param>
    /// <param name="Open">In open time.</param>
    /// <param name="Judged">Without intervals that have too few events.</param>
    /// <param name="Counted">Without excluded time.</param>
    /// <param name="Bad">What of it is bad.</param>
    /// <param name="Unknown">What of it nobody knows, and stays out of the ratio.</param>
    /// <param name="Coverage">What share of it is known; <c>null</c>: there is none.</param>
    /// <param name="MadeGood">Bad time that they make good.</param>
    /// <param name="Until">Where a window that is not over is cut.</param>
    readonly record struct WindowCut(
        Interval Window, TimeSet Existing, TimeSet Past, TimeSet Open, TimeSet Judged, TimeSet Counted, TimeSet Bad, TimeSet Unknown, Rational? Coverage, TimeSet MadeGood, Instant Until)
    {
        public long Total => Counted.Length - Unknown.Length;
    }

    WindowCut Cut(Interval window, Interval existence, Instant cut)
    {
        var existing = Existing(window, existence);
        var past = existing.Before(cut.ToUnixTimeTicks());
        var open = during is null ? past : past.And(TimeSet.Of(past.Stretches.SelectMany(s => during.WindowsIn(Of(s))).Select(i => (i.Start.ToUnixTimeTicks(), i.End.ToUnixTimeTicks()))));
        var goodTime = absence is not { IsGood: true } ? countedAsGood.Value.Time : countedAsGood.Value.Time.Or(absence.Time);
        var judged = open.Without(observed.Value.LeftOut);
        var counted = judged.Without(leftOut.Value.Time);
        var touched = observed.Value.Bad.And(counted);
        var bad = touched.Without(goodTime);
        var unknown = observed.Value.Unknown.And(counted).Without(goodTime);
        var coverage = counted.Length == 0 ? (Rational?)null : Rational.Of(counted.Length - unknown.Length, counted.Length);
        switch (metric.NoData)
        {
            case NoData.Bad: (bad, unknown, coverage) = (bad.Or(unknown), TimeSet.Empty, coverage is null ? null : Rational.One); break;
            case NoData.Good: (unknown, coverage) = (TimeSet.Empty, coverage is null ? null : Rational.One); break;
            case NoData.Excluded: coverage = counted.Length > unknown.Length ? Rational.One : null; break;
            case NoData.Unknown or NoData.Previous: break;
        }
        return new(window, existing, past, open, judged, counted, bad, unknown, coverage, touched.And(countedAsGood.Value.Time), cut);
    }

    Measurement Time(Interval window, Interval existence, Instant cut)
    {
        var steps = Cut(window, existence, cut);
        var (bad, total) = (steps.Bad, steps.Total);
        // What is left out stands in the derivation, refusals with it; what should be good has no part there.
        ValueList<string> notes = countedAsGood.Value.Rulings.Count + parts.Count == 0 ? [] : countedAsGood.Value.NotesIn(window).Concat(parts.Where(p => p.Weight is null).Select(p => $"{p.Scope.Name} has no number by which it could weigh, and weighs nothing")).ToValueList();
        var why = new WhyTime(this, window, existence, cut);
        var known = steps.Coverage is null ? null : new WhyKnown(why);
        if (total == 0) return new(null, false, steps.Coverage, Duration.Zero, 0, [], 0, why, notes) { CoverageWhy = known, CoverageOf = steps.Counted.Length, Time = new CutTime(why) };
        var share = new Figure.Share(Rational.Of(total - bad.Length, total));
        var isEnough = steps.Coverage is { } coverage && metric.Coverage.Holds(coverage);
        return new(share, isEnough, steps.Coverage, Duration.FromTicks(bad.Length), metric.BadWhen is BadRule.ErrorRateIs ? EventsIn(steps.Past) : bad.Count, bad.Count == 0 ? [] : new BadTime(why), bad.Count, why, notes)
        {
            Weight = total,
            CoverageOf = steps.Counted.Length,
            CoverageWhy = known,
            Time = new CutTime(why),
            Outages = bad.Count == 0 ? null : new WholeOutages(why),
            ByInterval = IsByInterval ? new Misses(why.ByInterval) : null,
        };
    }

    /// <summary>Opens the share of good time of a window. The window is cut again, so that one that nobody opens keeps no more than its figure.</summary>
    sealed class WhyTime(AvailabilityMeasure measure, Interval window, Interval existence, Instant cut) : Derivation
    {
        WindowCut Cut() => measure.Cut(window, existence, cut);

        public IEnumerable<Miss> BadTime() => Cut().Bad.Stretches.OrderByDescending(b => b.Until - b.From).ThenBy(b => b.From).Select(b => MissOf("outage", b.From, b.Until, b.Until - b.From));

        public IEnumerable<Miss> Whole() => measure.OutagesOf(Cut()).Select(o => MissOf("outage", o.From, o.Until, o.Counted));

        public IEnumerable<Miss> ByInterval() => measure.ByInterval(Cut()).Select(i => MissOf("interval", i.From, i.Until, i.Bad));

        public Reason Known() => measure.Known(Cut());

        public TimeSet[] Kinds()
        {
            var cut = Cut();
            var (whole, bad, unknown) = (TimeSet.Of(cut.Window), cut.Bad, cut.Unknown);
            return [cut.Counted.Without(bad).Without(unknown), bad, unknown, cut.Judged.Without(cut.Counted), cut.Open.Without(cut.Judged), cut.Past.Without(cut.Open), cut.Existing.Without(cut.Past), whole.Without(cut.Existing)];
        }

        private protected override Reason Open()
        {
            var cut = Cut();
            var (total, bad) = (cut.Total, cut.Bad.Length);
            if (total == 0) return new("availability: no time of the window is known", new Figure.Words("no data"), Follows.Rule, measure.CountedParts(cut), measure.metric.Clause);
            var time = new Reason("time that counts", Figure(total), Follows.Difference, measure.CountedParts(cut), measure.metric.Clause);
            var good = new Reason("good time", Figure(total - bad), Follows.Difference, [time, measure.Bad(cut)], measure.metric.Clause);
            return new("availability: good time over the time that counts", new Figure.Share(Rational.Of(total - bad, total)), Follows.Quotient, [good, time], measure.metric.Clause);
        }

        Miss MissOf(string what, long from, long until, long bad) => new(what, Instant.FromUnixTimeTicks(from), Instant.FromUnixTimeTicks(until), null, Duration.FromTicks(bad), measure.scope.Name) { Told = measure.observed.Value.Told(from, until) };
    }

    sealed class CutTime(WhyTime time) : TimeOfWindow
    {
        private protected override TimeSet[] Cut() => time.Kinds();
    }

    sealed class BadTime(WhyTime time) : Misses
    {
        private protected override IEnumerable<Miss> Find() => time.BadTime();
    }

    sealed class WholeOutages(WhyTime time) : Misses
    {
        private protected override IEnumerable<Miss> Find() => time.Whole();
    }

    sealed class WhyKnown(WhyTime time) : Derivation
    {
        private protected override Reason Open() => time.Known();
    }

    /// <summary>Whether a rule makes intervals good or bad by their bad time.</summary>
    bool IsByInterval => metric.Intervals is { Rule: IntervalRule.AnyBad or IntervalRule.AllBad or IntervalRule.ShareBad } && metric.Across is null;

    IEnumerable<(long From, long Until, long Bad)> ByInterval(WindowCut steps) => observed.Value.ByInterval(metric.Intervals!.Length, steps.Counted, zone);

    /// <summary>How the reasons begin that list time of which nothing is known.</summary>
    internal const string NobodyKnows = "time that nobody knows";

    /// <summary>What share of the time that counts is known.</summary>
    Reason Known(WindowCut steps)
    {
        var value = new Figure.Share(steps.Coverage!.Value);
        if (metric.NoData is not (NoData.Unknown or NoData.Previous)) return new("known share of the time: the text says what time without knowledge is", value, Follows.Rule, [], metric.ClauseOf("no data"));
        var all = new Reason("time that counts, known or not", Figure(steps.Counted.Length), Follows.Given);
        var unknown = new Reason(NobodyKnows, Figure(steps.Unknown.Length), Follows.Sum, Stretches(steps.Unknown, "unknown", null), metric.ClauseOf("no data"));
        return new("known share of the time", value, Follows.Quotient, [new("known time", Figure(steps.Total), Follows.Difference, [all, unknown]), all], metric.ClauseOf("coverage"));
    }

    long EventsIn(TimeSet inside)
    {
        var events = 0L;
        foreach (var series in facts.Counts.With(scope.Must))
        {
            if (!metric.Reads.Takes(series.Labels) || !scope.Takes(series.Labels)) continue;
            foreach (var (from, until) in inside.Stretches)
                for (var i = series.From.First(from); i < series.Count && series.From[i] < until; i++) events += (long)series.Total[i];
        }
        return events;
    }

    /// <summary>Measures the outages of one window: how long, how many, how far apart.</summary>
    /// <param name="of">What is asked of them.</param>
    /// <param name="window">The window.</param>
    /// <param name="existence">When what is measured existed and the agreement held; cuts the window.</param>
    /// <param name="measuredTo">Where a window that is not over is cut; <c>null</c>: at the as-of instant.</param>
    internal Measurement Outages(OutageFigure of, Interval window, Interval existence, Instant? measuredTo = null)
    {
        // Of weighted outages only the time together is a figure.
        if (metric.Weights is not null) return OutageFigures.Downtime(Weighted(window, existence, CutAt(measuredTo)));
        var steps = Cut(window, existence, CutAt(measuredTo));
        return OutageFigures.Of(of, Time(window, existence, CutAt(measuredTo)), OutagesOf(steps), steps.Total, () => Bad(steps), metric, Stamp, (from, until) => Told(observed.Value.Told(from, until)));
    }

    List<OutageFigures.Outage> OutagesOf(in WindowCut steps)
    {
        if (steps.Bad.Count == 0) return [];
        // An outage that closed hours or an exclusion cut in two is one outage.
        var whole = metric.NoData == NoData.Bad ? observed.Value.Bad.Or(observed.Value.Unknown) : observed.Value.Bad;
        // What nobody ever knew has no beginning: it is told from where time counts.
        var (first, bad) = (steps.Existing[0].From, steps.Bad);
        return whole.Stretches.Select(o => new OutageFigures.Outage(o.From == long.MinValue ? first : observed.Value.Settled.BeginOf(o.From), o.Until, TimeSet.Of(o.From, o.Until).And(bad).Length)).Where(o => o.Counted > 0).ToList();
    }

    /// <summary>Bad time of a window so far, by all rules of the metric.</summary>
    internal TimeSet BadIn(Interval window, Interval existence) => Cut(window, existence, asOf).Bad;

    /// <summary>Lists outages one by one over some time, however windows cut it.</summary>
    /// <param name="time">Looked at as one window; no longer than up to the as-of instant.</param>
    /// <param name="existence">When what is measured existed and the agreement held.</param>
    /// <param name="length">The least bad time that counts, without an upper end; <c>null</c>: any.</param>
    /// <returns>In order of time: when each began (in the existence), from when on it is long enough, and how long it is so far.</returns>
    internal IEnumerable<(Instant From, Instant Since, Duration Counted)> OutagesOneByOne(Interval time, Interval existence, Comparison? length)
    {
        var steps = Cut(time, existence, asOf);
        foreach (var outage in OutagesOf(steps))
        {
            if (length?.Holds(outage.Counted) == false) continue;
            var from = Math.Max(outage.From, steps.Existing[0].From);
            yield return (Instant.FromUnixTimeTicks(from), Instant.FromUnixTimeTicks(length?.Low is { } low ? Reaches(low.Value, TimeSet.Of(outage.From, outage.Until).And(steps.Bad)) : from), Duration.FromTicks(outage.Counted));
        }
    }

    /// <summary>When so much of some time is over.</summary>
    static long Reaches(Rational ticks, TimeSet bad)
    {
        var left = (long)ticks.Floor();
        foreach (var (from, until) in bad.Stretches)
        {
            if (until - from >= left) return from + left;
            left -= until - from;
        }
        return bad[bad.Count - 1].Until;
    }

    ValueList<Reason> CountedParts(WindowCut steps)
    {
        var (window, existing, past, open, judged, counted, _, unknown, _, _, cut) = steps;
        var (whole, rulings) = (TimeSet.Of(window), leftOut.Value.ToldIn(window).ToValueList());
        var parts = new List<Reason> { new($"the window", Figure(whole.Length), Follows.Given) };
        if (existing.Length < whole.Length) parts.Add(new("before it existed, after it ended, or outside the term", Figure(whole.Length - existing.Length), Follows.Given));
        if (absence is { IsGood: true } && past.And(absence.Time) is { Length: > 0 } absent)
            parts.Add(new($"of it {Surety.Metrics.Absence.Words(absent)} in which it did not exist, which count as good", Figure(0), Follows.Given, [], absence.Clause));
        if (past.Length < existing.Length) parts.Add(new(cut < asOf ? $"from {Stamp(cut.ToUnixTimeTicks())} on, after the period of the statement" : "after the as-of instant", Figure(existing.Length - past.Length), Follows.Given));
        if (open.Length < past.Length) parts.Add(new($"outside '{during!.Name}'", Figure(past.Length - open.Length), Follows.Given, [], metric.ClauseOf("during")));
        if (judged.Length < open.Length && metric.Across is not null) parts.Add(new("in which none of the members existed, or none had enough events", Figure(open.Length - judged.Length), Follows.Given, [], metric.ClauseOf("across")));
        else if (judged.Length < open.Length) parts.Add(new($"intervals with fewer than {metric.MinimumTraffic.AtLeast} events, left out", Figure(open.Length - judged.Length), Follows.Given, [], metric.ClauseOf("minimum traffic")));
        var excluded = judged.Without(counted);
        if (excluded.Length > 0 || rulings.Count > 0) parts.Add(Excluded(excluded, rulings));
        if (unknown.Length > 0)
            parts.Add(new($"{NobodyKnows} ({(metric.NoData == NoData.Excluded ? "left out" : "unknown")})", Figure(unknown.Length), Follows.Sum, Stretches(unknown, "unknown", null), metric.ClauseOf("no data")));
        return parts.ToValueList();
    }

    Reason Excluded(TimeSet excluded, ValueList<ExclusionRuling> rulings)
    {
        var parts = excluded.Stretches.Take(Measurement.MostMisses).Select(s =>
        {
            var by = rulings.Where(r => r.Granted.Any(g => g.Start.ToUnixTimeTicks() < s.Until && g.End.ToUnixTimeTicks() > s.From)).ToList();
            return new Reason($"{string.Join(", ", by.Select(GrantedTime.Name))}: excluded from {Stamp(s.From)} to {Stamp(s.Until)}", Figure(s.Until - s.From), Follows.Given, [],
                by.Count == 0 ? null : by[0].Clause, GrantedTime.Cited(by));
        }).ToList();
        if (excluded.Count > Measurement.MostMisses)
            parts.Add(new($"{excluded.Count - Measurement.MostMisses} more stretches", Figure(excluded.Stretches.Skip(Measurement.MostMisses).Sum(s => s.Until - s.From)), Follows.Given));
        parts.AddRange(rulings.Where(r => r.Refused is not null).Select(r => new Reason(GrantedTime.Note(r), Figure(0), Follows.Given, [], r.Clause, GrantedTime.Cited([r]))));
        return new("excluded time, united", Figure(excluded.Length), Follows.Sum, parts.ToValueList(), metric.ClauseOf("leaves out"));
    }

    /// <summary>What is bad, and beside it, with nothing to add, what was forgiven and why.</summary>
    Reason Bad(WindowCut steps)
    {
        var count = observed.Value.Series.Count();
        var stretches = Stretches(steps.Bad, "bad", observed.Value).ToList();
        stretches.AddRange(Forgiven(steps));
        if (metric.Across is { } across) return new($"bad time of {parts.Count} members together: {across.Rule.Words}", Figure(steps.Bad.Length), Follows.Sum, stretches.ToValueList(), metric.ClauseOf("across"));
        return new(count > 1 ? $"bad time, of {count} series united" : "bad time", Figure(steps.Bad.Length), Follows.Sum, stretches.ToValueList(), metric.ClauseOf("bad when"));
    }

    IEnumerable<Reason> Forgiven(WindowCut steps)
    {
        if (IsByInterval && ByInterval(steps).Take(Measurement.MostMisses).ToList() is { Count: > 0 } intervals)
            yield return new("bad time of each interval, before the rule about intervals", Figure(0), Follows.Given, intervals.Select(i => new Reason($"{Stamp(i.From)} to {Stamp(i.Until)}", Figure(i.Bad), Follows.Given)).ToValueList(), metric.ClauseOf("intervals"));
        if (observed.Value.Outlasted.And(steps.Counted) is { Length: > 0 } outlasted)
            yield return new($"{Duration.FromTicks(outlasted.Length).ToTimeWords()} of outages that a longer one overlaps: good", Figure(0), Follows.Given, [], metric.ClauseOf("overlapping outages"));
        if (observed.Value.Settled.Forgiven.And(steps.Counted) is { Length: > 0 } forgiven) yield return Shorter(forgiven, "", metric.ShortestOutage, "shortest outage");
        if (observed.Value.Settled.Deducted.And(steps.Counted) is { Length: > 0 } deducted)
            yield return new($"up to {metric.DeductedFromEach.ToTimeWords()} from the start of each outage, together {Duration.FromTicks(deducted.Length).ToTimeWords()}: good", Figure(0), Follows.Given, [], metric.ClauseOf("deducted from each outage"));
        if (observed.Value.Settled.Runs.And(steps.Counted) is { Length: > 0 } runs) yield return Shorter(runs, "runs ", metric.MinimumRun, "minimum run");
        if (steps.MadeGood.Length > 0) yield return new($"{Duration.FromTicks(steps.MadeGood.Length).ToTimeWords()} in exclusions that count as good", Figure(0), Follows.Given, [], metric.ClauseOf("counts as good"));
    }

    Reason Shorter(TimeSet set, string what, Duration least, string key) =>
        new($"{set.Count} {what}shorter than {least.ToTimeWords()}, together {Duration.FromTicks(set.Length).ToTimeWords()}: good", Figure(0), Follows.Given, [], metric.ClauseOf(key));

    ValueList<Reason> Stretches(TimeSet set, string what, Observed? seen)
    {
        var parts = set.Stretches.Take(Measurement.MostMisses).Select(s => new Reason(
            $"{what} from {Stamp(s.From)} to {Stamp(s.Until)}{(seen is null ? "" : Told(seen.Told(s.From, s.Until)))}", Figure(s.Until - s.From), Follows.Given, [], null, seen is null ? null : FactCitation.Of(seen.FactsOf(s.From, s.Until).Distinct().ToList()))).ToList();
        if (set.Count > Measurement.MostMisses) parts.Add(new($"{set.Count - Measurement.MostMisses} more stretches", Figure(set.Stretches.Skip(Measurement.MostMisses).Sum(s => s.Until - s.From)), Follows.Given));
        return parts.ToValueList();
    }

    /// <summary>Ids of outages with the causes that facts name, behind the times of a stretch.</summary>
    static string Told(ValueList<(string Id, string? Cause)> outages) => outages.Count == 0 ? "" : $": {Words(outages)}";

    /// <summary>A few ids with their causes: <c>O-1 (power failure), O-2</c>.</summary>
    internal static string Words(ValueList<(string Id, string? Cause)> outages) =>
        string.Join(", ", outages.Take(3).Select(o => o.Cause is null ? o.Id : $"{o.Id} ({o.Cause})")) + (outages.Count > 3 ? $" and {outages.Count - 3} more" : "");

    string Stamp(long ticks)
    {
        var local = Instant.FromUnixTimeTicks(ticks).InZone(zone);
        return local.ToString(local.TickOfSecond > 0 ? "uuuu-MM-dd HH:mm:ss.FFFFFFF o<+HH:mm>" : local.Second > 0 ? "uuuu-MM-dd HH:mm:ss o<+HH:mm>" : "uuuu-MM-dd HH:mm o<+HH:mm>", null);
    }

    static Interval Of((long From, long Until) stretch) => new(Instant.FromUnixTimeTicks(stretch.From), Instant.FromUnixTimeTicks(stretch.Until));

    static Figure.Time Figure(long ticks) => new(ticks);

    /// <summary>Labels of what is read, by which it is known whether an exclusion is about all of it.</summary>
    IEnumerable<Labels> SeriesRead() => metric is { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved }
        ? facts.Counts.With(scope.Must).Select(c => c.Labels).Where(l => metric.Reads.Takes(l) && scope.Takes(l)) : observed.Value.Series;

    /// <summary>Share of good events: intervals count in the window in which they begin; those that lie wholly inside excluded time are left out.</summary>
    Measurement Events(Interval window, Interval existence, Instant cut)
    {
        var inside = Existing(window, existence).Before(cut.ToUnixTimeTicks());
        var (good, total, left, count, bad) = (0L, 0L, 0L, 0, 0);
        foreach (var (series, row, isLeftOut) in EventRows(inside))
        {
            var of = (long)series.Total[row];
            if (isLeftOut)
            {
                left += of;
                continue;
            }
            var ofGood = (long)series.Good[row];
            (good, total, count) = (good + ofGood, total + of, count + 1);
            if (ofGood < of) bad++;
        }
        var notes = leftOut.Value.NotesIn(window).ToValueList();
        if (total == 0) return new(null, false, null, null, 0, [], 0, new(() => new("share of good events: there was none", new Figure.Words("no data"), Follows.Rule, [All()], metric.Clause)), notes);
        var share = new Figure.Share(Rational.Of(good, total));
        return new(share, true, null, null, total, new Misses(Misses), bad, new(Why), notes) { Weight = total };

        IEnumerable<Miss> Misses() => EventRows(inside).Where(r => !r.IsLeftOut).Select(r => (From: r.Series.From[r.Row], Until: r.Series.Until[r.Row], Bad: (long)(r.Series.Total[r.Row] - r.Series.Good[r.Row]))).Where(b => b.Bad > 0)
            .OrderByDescending(b => b.Bad).ThenBy(b => b.From)
            .Select(b => new Miss($"{b.Bad} bad events", Instant.FromUnixTimeTicks(b.From), Instant.FromUnixTimeTicks(b.Until), null, Duration.FromTicks(b.Until - b.From), scope.Name));

        FactCitation? Rows() => count == 0 ? null : new(count, EventRows(inside).Where(r => !r.IsLeftOut).Take(FactCitation.Most).Select(r => r.Series.Origins[r.Row]).ToValueList());

        Reason Why() => new("share of good events", share, Follows.Quotient, [new("good events", new Figure.Count(good), Follows.Given, [], metric.Clause, Rows()), All()], metric.Clause);

        Reason All() => new($"events of {count} intervals{(left > 0 ? $", without {left} in excluded time" : "")}", new Figure.Count(total), Follows.Given, [], metric.Clause, Rows());
    }

    /// <summary>The rows of counts that begin in some time, by series, and whether excluded time holds them from end to end.</summary>
    IEnumerable<(CountSeries Series, int Row, bool IsLeftOut)> EventRows(TimeSet inside)
    {
        var excluded = leftOut.Value.Time;
        foreach (var series in facts.Counts.With(scope.Must))
        {
            if (!metric.Reads.Takes(series.Labels) || !scope.Takes(series.Labels)) continue;
            foreach (var (from, until) in inside.Stretches)
            {
                var end = series.From.First(until);
                for (var row = series.From.First(from); row < end; row++) yield return (series, row, excluded.HoldsAll(series.From[row], series.Until[row]));
            }
        }
    }
}
