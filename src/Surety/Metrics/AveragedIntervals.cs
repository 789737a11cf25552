using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>A scope of a metric and what it is measured by; <c>Gone</c> is time inside its existence in which it did not exist.</summary>
sealed record AvailabilityScope(
    Metric.Availability Metric, FactSet Facts, ScopeSelection Selection, BusinessCalendar? During, Func<string, ValueList<ExclusionRuling>> Exclusions, Instant AsOf, DateTimeZone Zone, TimeSet Gone);

/// <summary>100 % less the mean error rate of the window's intervals, each counting alike however many events it had.</summary>
/// <remarks>Source: docs/guide/figures.md, "Averaged intervals".</remarks>
static class AveragedIntervals
{
    /// <summary>What one interval is.</summary>
    readonly record struct Judged(long From, long Until, Kind Kind, EventsByInterval.Sum? Events, Rational Rate);

    enum Kind { Counted, Excluded, LittleTraffic, Silent, Unknown }

    /// <summary>The intervals that begin in a window, and what exclusions said of them.</summary>
    static (List<Judged> All, GrantedTime Excluded, GrantedTime Good) JudgedIn(AvailabilityScope scope, Intervals intervals, Interval window, Interval existence, long until)
    {
        var (metric, grid) = (scope.Metric, new IntervalGrid(intervals.Length, scope.Zone));
        var read = scope.Facts.Counts.With(scope.Selection.Must).Where(c => metric.Reads.Takes(c.Labels) && scope.Selection.Takes(c.Labels)).ToList();
        GrantedTime Granted(ValueList<string> names) => GrantedTime.Of(names, scope.Exclusions, metric.Reads, scope.Selection, read.Select(c => c.Labels));
        var (excluded, good) = (Granted(metric.LeavesOut), Granted(metric.CountsAsGood));
        var sums = EventsByInterval.Of(read, grid, (from, end) => TimeSet.Of(from, end).Without(excluded.Time).Length == 0);
        var assumed = scope.Facts.Assumptions.Where(a => Observed.Concerns(a.About, metric, scope.Selection)).Select(a => (Time: TimeSet.Of(a.Time), a.IsBad)).ToList();
        Judged Supposed((long From, long Until) interval)
        {
            var judged = Judge(metric, interval, sums.GetValueOrDefault(interval.From), excluded.Time, good.Time);
            foreach (var (time, isBad) in assumed)
                if (judged.Kind != Kind.Excluded && TimeSet.Of(interval.From, interval.Until).Without(time).Length == 0) judged = judged with { Kind = Kind.Counted, Events = null, Rate = isBad ? 1 : 0 };
            return judged;
        }
        return (Begun(scope, grid, window, existence, until).Select(Supposed).ToList(), excluded, good);
    }

    /// <summary>The intervals that begin in a window before an instant, in open time and while what is measured exists.</summary>
    static IEnumerable<(long From, long Until)> Begun(AvailabilityScope scope, IntervalGrid grid, Interval window, Interval existence, long until)
    {
        var inside = TimeSet.Of(window).And(TimeSet.Of(existence)).Without(scope.Gone).And(TimeSet.Of(long.MinValue, until));
        if (scope.During is { } during) inside = inside.And(TimeSet.Of(inside.Stretches.SelectMany(s => during.WindowsIn(IntervalOf(s))).Select(i => (i.Start.ToUnixTimeTicks(), i.End.ToUnixTimeTicks()))));
        return inside.Stretches.SelectMany(s => grid.Touched(s.From, s.Until).Where(i => i.From >= s.From));
    }

    /// <summary>Bounds the figure of a window: any interval that is not settled may fail wholly, or not at all, or be no part of the figure.</summary>
    /// <param name="scope">What is measured.</param>
    /// <param name="intervals">How long they are.</param>
    /// <param name="window">The window.</param>
    /// <param name="existence">When what is measured exists.</param>
    /// <param name="settledTo">Intervals that begin earlier are settled, if anything was told of them.</param>
    public static Possible? Possible(AvailabilityScope scope, Intervals intervals, Interval window, Interval existence, long settledTo)
    {
        var settled = JudgedIn(scope, intervals, window, existence, settledTo).All;
        var counted = settled.FindAll(i => i is { Kind: Kind.Counted, Events: not null });
        var ahead = Begun(scope, new(intervals.Length, scope.Zone), window, existence, long.MaxValue).Count(i => i.From >= settledTo);
        var open = ahead + settled.Count(i => i.Events is null && i.Kind != Kind.Excluded) + settled.Count(i => i is { Kind: Kind.Unknown, Events: not null });
        if (counted.Count + open == 0) return null;
        var (rates, all) = (SumOf(counted.ConvertAll(i => i.Rate)), counted.Count + open);
        var known = Rational.Of(counted.Count, all);
        return new(new Limit(1 - ((rates + open) / all), true), new Limit(1 - (rates / all), true)) { MayEndWithoutVerdict = counted.Count == 0 || !scope.Metric.Coverage.Holds(known), Misses = (counted.Count(i => i.Rate > 0), null) };
    }

    public static Measurement In(AvailabilityScope scope, Intervals intervals, Interval window, Interval existence)
    {
        var metric = scope.Metric;
        var (all, excluded, good) = JudgedIn(scope, intervals, window, existence, scope.AsOf.ToUnixTimeTicks());
        var counted = all.FindAll(i => i.Kind == Kind.Counted);
        var unknown = all.Count(i => i.Kind == Kind.Unknown);
        var coverage = counted.Count + unknown == 0 ? (Rational?)null : Rational.Of(counted.Count, counted.Count + unknown);
        var notes = excluded.NotesIn(window).Concat(good.NotesIn(window)).ToValueList();
        if (counted.Count == 0)
            return new(null, false, coverage, null, 0, [], 0, new(() => new("mean error rate: no interval counts", new Figure.Words("no data"), Follows.Rule, [Number(metric, all, counted.Count)], metric.Clause)), notes) { CoverageOf = counted.Count + unknown };
        var failed = counted.Where(i => i.Rate > 0).OrderByDescending(i => i.Rate).ThenBy(i => i.From).ToList();
        var sum = SumOf(failed.ConvertAll(i => i.Rate));
        var share = new Figure.Share(1 - (sum / counted.Count));
        var misses = new Misses(() => failed.Select(i => new Miss(Words(i), Instant.FromUnixTimeTicks(i.From), Instant.FromUnixTimeTicks(i.Until), null, Duration.FromTicks(i.Until - i.From), scope.Selection.Name)));
        return new(share, coverage is { } known && metric.Coverage.Holds(known), coverage, null, (long)all.Sum(i => i.Events?.Total ?? 0), misses, failed.Count, new(Why), notes) { Weight = counted.Count, CoverageOf = counted.Count + unknown, CoverageWhy = coverage is { } part ? new(() => Known(part)) : null };

        Reason Known(Rational part) => new("known intervals of those that count or would", new Figure.Share(part), Follows.Quotient, [new("known", new Figure.Count(counted.Count), Follows.Given), new(
            "known and unknown", new Figure.Count(counted.Count + unknown), Follows.Sum, [new("known", new Figure.Count(counted.Count), Follows.Given), new("unknown", new Figure.Count(unknown), Follows.Given, [], metric.ClauseOf("no data"))])], metric.ClauseOf("coverage"));

        Reason Why()
        {
            var parts = failed.Take(Measurement.MostMisses).Select(i => Opened(i, scope.Zone)).ToList();
            if (failed.Count > parts.Count) parts.Add(new($"{failed.Count - parts.Count} more", new Figure.Share(SumOf(failed.Skip(parts.Count).Select(i => i.Rate).ToList())), Follows.Given));
            var rates = new Reason("error rates of the intervals, added", new Figure.Share(sum), Follows.Sum, parts.ToValueList(), metric.ClauseOf("intervals"));
            var mean = new Reason("mean error rate", new Figure.Share(sum / counted.Count), Follows.Quotient, [rates, Number(metric, all, counted.Count)], metric.ClauseOf("intervals"));
            return new("100 % less the mean error rate of the intervals", share, Follows.Difference, [new("everything", new Figure.Share(1), Follows.Given), mean], metric.Clause);
        }
    }

    static Judged Judge(Metric.Availability metric, (long From, long Until) interval, EventsByInterval.Sum? events, TimeSet excluded, TimeSet good)
    {
        var whole = TimeSet.Of(interval.From, interval.Until);
        Judged As(Kind kind, Rational rate = default) => new(interval.From, interval.Until, kind, events, rate);
        if (whole.Without(excluded).Length == 0) return As(Kind.Excluded);
        if (whole.Without(good).Length == 0) return As(Kind.Counted);
        if (events is null)
        {
            return metric.NoData switch
            {
                NoData.Good => As(Kind.Counted),
                NoData.Bad => As(Kind.Counted, Rational.One),
                NoData.Excluded => As(Kind.Silent),
                NoData.Unknown or NoData.Previous => As(Kind.Unknown),
            };
        }
        if (events.Total >= metric.MinimumTraffic.AtLeast) return As(Kind.Counted, events.Rate);
        return metric.MinimumTraffic.Otherwise switch
        {
            LittleTraffic.Good => As(Kind.Counted),
            LittleTraffic.Unknown => As(Kind.Unknown),
            LittleTraffic.LeftOut => As(Kind.LittleTraffic),
        };
    }

    /// <summary>Adds in pairs: fractions of many denominators grow long, and long ones should meet as late as they can.</summary>
    static Rational SumOf(List<Rational> rates)
    {
        Rational Sum(int from, int until) => (until - from) switch
        {
            0 => Rational.Zero,
            1 => rates[from],
            var count => Sum(from, from + (count / 2)) + Sum(from + (count / 2), until),
        };
        return Sum(0, rates.Count);
    }

    static Reason Number(Metric.Availability metric, List<Judged> all, int counted)
    {
        var parts = new List<Reason> { new("intervals that begin in the window", new Figure.Count(all.Count), Follows.Given) };
        foreach (var (kind, words, key) in new[]
        {
            (Kind.Excluded, "in excluded time", "leaves out"), (Kind.LittleTraffic, $"with fewer than {metric.MinimumTraffic.AtLeast} events, left out", "minimum traffic"),
            (Kind.Silent, "without any fact, left out", "no data"), (Kind.Unknown, "that nobody knows", "no data"),
        })
            if (all.Count(i => i.Kind == kind) is > 0 and var count) parts.Add(new(words, new Figure.Count(count), Follows.Given, [], metric.ClauseOf(key)));
        return new("intervals that count", new Figure.Count(counted), Follows.Difference, parts.ToValueList(), metric.Clause);
    }

    static Reason Opened(Judged interval, DateTimeZone zone)
    {
        var sentence = $"{Words(interval)} from {Instant.FromUnixTimeTicks(interval.From).InZone(zone).ToString("uuuu-MM-dd HH:mm:ss o<+HH:mm>", null)}";
        return interval.Events is not { } events ? new(sentence, new Figure.Share(interval.Rate), Follows.Given)
            : new(sentence, new Figure.Share(interval.Rate), Follows.Quotient,
                [new("failed", new Figure.Number(events.Bad), Follows.Given, [], null, FactCitation.Of(events.Rows)), new("in all", new Figure.Number(events.Total), Follows.Given)]);
    }

    static string Words(Judged interval) => interval.Events is { } events ? $"{events.Bad} of {events.Total} failed" : "no data, which counts as bad";

    static Interval IntervalOf((long From, long Until) stretch) => new(Instant.FromUnixTimeTicks(stretch.From), Instant.FromUnixTimeTicks(stretch.Until));
}
