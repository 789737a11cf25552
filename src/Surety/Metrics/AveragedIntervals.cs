using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>A scope of a metric and what it is measured by.</summary>
sealed record AvailabilityScope(
    Metric.Availability Metric, FactSet Facts, ScopeSelection Selection, BusinessCalendar? During, Func<string, ValueList<ExclusionRuling>> Exclusions, Instant AsOf, DateTimeZone Zone);

/// <summary>100 % less the mean error rate of the window's intervals, each counting alike however many events it had.</summary>
/// <remarks>Source: docs/guide/figures.md, "Averaged intervals".</remarks>
static class AveragedIntervals
{
    /// <summary>What one interval is.</summary>
    readonly record struct Judged(long From, long Until, Kind Kind, EventsByInterval.Sum? Events, Rational Rate);

    enum Kind { Counted, Excluded, LittleTraffic, Silent, Unknown }

    public static Measurement In(AvailabilityScope scope, Intervals intervals, Interval window, Interval existence)
    {
        var (metric, grid) = (scope.Metric, new IntervalGrid(intervals.Length, scope.Zone));
        var read = scope.Facts.Counts.With(scope.Selection.Must).Where(c => metric.Reads.Takes(c.Labels) && scope.Selection.Takes(c.Labels)).ToList();
        GrantedTime Granted(ValueList<string> names) => GrantedTime.Of(names, scope.Exclusions, metric.Reads, scope.Selection, read.Select(c => c.Labels));
        var (excluded, good) = (Granted(metric.LeavesOut), Granted(metric.CountsAsGood));
        var sums = EventsByInterval.Of(read, grid, (from, until) => TimeSet.Of(from, until).Without(excluded.Time).Length == 0);
        var inside = TimeSet.Of(window).And(TimeSet.Of(existence)).And(TimeSet.Of(long.MinValue, scope.AsOf.ToUnixTimeTicks()));
        if (scope.During is { } during) inside = inside.And(TimeSet.Of(inside.Stretches.SelectMany(s => during.WindowsIn(IntervalOf(s))).Select(i => (i.Start.ToUnixTimeTicks(), i.End.ToUnixTimeTicks()))));
        var assumed = scope.Facts.Assumptions.Where(a => Observed.Concerns(a.About, metric, scope.Selection)).Select(a => (Time: TimeSet.Of(a.Time), a.IsBad)).ToList();
        Judged Supposed((long From, long Until) interval)
        {
            var judged = Judge(metric, interval, sums.GetValueOrDefault(interval.From), excluded.Time, good.Time);
            foreach (var (time, isBad) in assumed)
                if (judged.Kind != Kind.Excluded && TimeSet.Of(interval.From, interval.Until).Without(time).Length == 0) judged = judged with { Kind = Kind.Counted, Events = null, Rate = isBad ? 1 : 0 };
            return judged;
        }
        var all = inside.Stretches.SelectMany(s => grid.Touched(s.From, s.Until).Where(i => i.From >= s.From)).Select(Supposed).ToList();

        var counted = all.FindAll(i => i.Kind == Kind.Counted);
        var unknown = all.Count(i => i.Kind == Kind.Unknown);
        var coverage = counted.Count + unknown == 0 ? (Rational?)null : Rational.Of(counted.Count, counted.Count + unknown);
        var notes = excluded.NotesIn(window).Concat(good.NotesIn(window)).ToValueList();
        if (counted.Count == 0)
            return new(null, false, coverage, null, 0, [], 0, new(() => new("mean error rate: no interval counts", new Figure.Words("no data"), Follows.Rule, [Number(metric, all, counted.Count)], metric.Clause)), notes);
        var failed = counted.Where(i => i.Rate > 0).OrderByDescending(i => i.Rate).ThenBy(i => i.From).ToList();
        var sum = SumOf(failed.ConvertAll(i => i.Rate));
        var share = new Figure.Share(1 - (sum / counted.Count));
        var misses = new Misses(() => failed.Select(i => new Miss(Words(i), Instant.FromUnixTimeTicks(i.From), Instant.FromUnixTimeTicks(i.Until), null, Duration.FromTicks(i.Until - i.From), scope.Selection.Name)));
        return new(share, coverage is { } known && metric.Coverage.Holds(known), coverage, null, (long)all.Sum(i => i.Events?.Total ?? 0), misses, failed.Count, new(Why), notes);

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
