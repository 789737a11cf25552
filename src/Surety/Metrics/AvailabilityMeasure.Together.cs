using NodaTime;

namespace Surety.Metrics;

/// <summary>Windows that several texts measure, each its own stretch.</summary>
public sealed partial class AvailabilityMeasure
{
    /// <summary>A stretch of a window.</summary>
    /// <param name="By">What measures it.</param>
    /// <param name="Time">From when to when.</param>
    /// <param name="Existence">When what is measured existed by that text.</param>
    /// <param name="Name">Whose text it is, for reasons.</param>
    internal sealed record Stretch(AvailabilityMeasure By, Interval Time, Interval Existence, string Name);

    /// <summary>When that is over which is bad at an instant and began before it; the instant itself where nothing is.</summary>
    internal Instant EndOfWhatRunsAt(Instant at)
    {
        if (metric is { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } or { Intervals.Rule: IntervalRule.Averaged }) return at;
        if (metric.Weights is not null) return weighing.Value.Outer.EndOfWhatRunsAt(at);
        var (bad, ticks) = (metric.NoData == NoData.Bad ? observed.Value.Bad.Or(observed.Value.Unknown) : observed.Value.Bad, at.ToUnixTimeTicks());
        foreach (var (from, until) in bad.Or(observed.Value.Settled.Deducted).Stretches)
            if (from < ticks && until > ticks) return until == long.MaxValue ? Instant.MaxValue : Instant.FromUnixTimeTicks(until);
        return at;
    }

    /// <summary>Whether two metrics measure something that can be added: both time, both events, or both the mean of intervals.</summary>
    internal static bool AreAlike(Metric.Availability one, Metric.Availability other) => KindOf(one) == KindOf(other);

    static int KindOf(Metric.Availability metric) => metric switch
    {
        { Intervals.Rule: IntervalRule.Averaged } => 0,
        { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } => 1,
        { Weights: Weights.ByAffected } => 2,
        _ => 3,
    };

    /// <summary>Measures a window stretch by stretch: good and bad of all of them are added.</summary>
    /// <param name="stretches">In order, without a hole between them; at least two.</param>
    /// <param name="metric">Of the text that judges the window: how much must be known is its matter.</param>
    /// <param name="measuredTo">Where a window that is not over is cut.</param>
    /// <param name="of">What is asked of outages; <c>null</c>: the share of good time or events.</param>
    internal static Measurement Together(IReadOnlyList<Stretch> stretches, Metric.Availability metric, Instant measuredTo, OutageFigure? of)
    {
        var parts = stretches.Select(s => (Of: s, Measured: s.By.In(s.Time, s.Existence, measuredTo))).ToList();
        var known = parts.FindAll(p => p.Measured.Attained is not null);
        var (weight, counted) = (parts.Aggregate(Rational.Zero, (sum, p) => sum + p.Measured.Weight), parts.Aggregate(Rational.Zero, (sum, p) => sum + p.Measured.CoverageOf));
        var coverage = counted.Sign == 0 ? (Rational?)null : parts.Aggregate(Rational.Zero, (sum, p) => sum + ((p.Measured.Coverage ?? Rational.Zero) * p.Measured.CoverageOf)) / counted;
        var notes = parts.SelectMany(p => p.Measured.Notes).Distinct().ToValueList();
        var time = parts.TrueForAll(p => p.Measured.Time is not null) ? TimeOfWindow.Together(parts.ConvertAll(p => p.Measured.Time!)) : null;
        if (weight.Sign == 0) return parts[0].Measured with { Time = time, Coverage = coverage, CoverageWhy = null, Notes = notes, Derivation = new(() => new("availability: no time of the window is known", new Figure.Words("no data"), Follows.Rule, parts.Select(p => Named(p.Of, p.Measured.Why)).ToValueList(), metric.Clause)) };
        var isTime = KindOf(metric) >= 2;
        Figure Amount(Rational value) => isTime ? new Figure.Time(value) : new Figure.Number(value);
        var share = new Figure.Share(known.Aggregate(Rational.Zero, (sum, p) => sum + (p.Measured.Attained!.Exact!.Value * p.Measured.Weight)) / weight);
        var isEnough = coverage is { } enough ? metric.Coverage.Holds(enough) : parts.TrueForAll(p => p.Measured.IsEnough || p.Measured.Attained is null);
        var whole = new Measurement(
            share, isEnough, coverage, parts.TrueForAll(p => p.Measured.BadTime is null) ? null : parts.Aggregate(Duration.Zero, (sum, p) => sum + (p.Measured.BadTime ?? Duration.Zero)), parts.Sum(p => p.Measured.Events),
            new Misses(() => parts.SelectMany(p => p.Measured.Misses.All).OrderByDescending(m => m.By).ThenBy(m => m.From)), parts.Sum(p => p.Measured.MissCount), new(Why), notes)
        {
            CoverageWhy = coverage is null ? null : new(() => new("known share of the time", new Figure.Share(coverage.Value), Follows.Quotient, [Added("known time", p => p.Measured.CoverageOf * (p.Measured.Coverage ?? Rational.Zero)), Added("time that counts, known or not", p => p.Measured.CoverageOf)], metric.ClauseOf("coverage"))),
            Outages = parts.TrueForAll(p => p.Measured.Outages is null) ? null : new Misses(() => parts.SelectMany(p => p.Measured.Outages?.All ?? []).OrderBy(m => m.From)),
            ByInterval = parts.TrueForAll(p => p.Measured.ByInterval is null) ? null : new Misses(() => parts.SelectMany(p => p.Measured.ByInterval?.All ?? []).OrderBy(m => m.From)),
            Weight = weight,
            CoverageOf = counted,
            Time = time,
        };
        return of is { } asked ? Asked(asked) : whole;

        Reason Added(string sentence, Func<(Stretch Of, Measurement Measured), Rational> value) =>
            new(sentence, Amount(parts.Aggregate(Rational.Zero, (sum, p) => sum + value(p))), Follows.Sum, parts.Select(p => new Reason(p.Of.Name, Amount(value(p)), Follows.Given)).ToValueList(), metric.Clause);

        Reason Why()
        {
            var good = new Reason("good by each version", Amount(share.Value * weight), Follows.Sum, known.Select(p => new Reason(p.Of.Name, Amount(p.Measured.Attained!.Exact!.Value * p.Measured.Weight), Follows.Product,
                [Named(p.Of, p.Measured.Why), new(isTime ? "time that counts" : "that count", Amount(p.Measured.Weight), Follows.Given)])).ToValueList(), metric.Clause);
            return new("availability, each incident by the version in force when it began", share, Follows.Quotient, [good, Added(isTime ? "time that counts" : "that count", p => p.Measured.Weight)], metric.Clause);
        }

        Measurement Asked(OutageFigure figure)
        {
            var downtime = Figures(OutageFigure.Downtime);
            var number = Figures(OutageFigure.Number);
            var (bad, count) = (Total(downtime), Total(number));
            Figure? attained = figure switch
            {
                OutageFigure.Downtime => new Figure.Time(bad),
                OutageFigure.Longest => new Figure.Time(Figures(OutageFigure.Longest).Select(f => f.Value.Exact!.Value).Aggregate(Rational.Zero, Rational.Max)),
                OutageFigure.Number => new Figure.Number(count),
                OutageFigure.MeanToRestore => count.Sign == 0 ? null : new Figure.Time(bad / count),
                OutageFigure.MeanBetween => count.Sign == 0 ? null : new Figure.Time((weight - bad) / count),
            };
            return whole with { Attained = attained, IsEnough = whole.IsEnough && attained is not null, Events = metric.ObservedBy is Observation.Outages ? (long)count.Floor() : whole.Events, Derivation = new(WhyOf) };

            Reason WhyOf()
            {
                var time = new Reason("downtime by each version", new Figure.Time(bad), Follows.Sum, downtime.ToValueList(), metric.Clause);
                var outages = new Reason("outages by each version", new Figure.Number(count), Follows.Sum, number.ToValueList(), metric.Clause);
                if (attained is null) return new("mean of outages: there was none", new Figure.Words("none in the window"), Follows.Rule, [], metric.Clause);
                return figure switch
                {
                    OutageFigure.Downtime => time,
                    OutageFigure.Number => outages,
                    OutageFigure.Longest => new("longest outage by each version", attained, Follows.Greatest, Figures(OutageFigure.Longest).ToValueList(), metric.Clause),
                    OutageFigure.MeanToRestore => new("mean time to restore", attained, Follows.Quotient, [time, outages], metric.Clause),
                    OutageFigure.MeanBetween => new("mean time between outages", attained, Follows.Quotient, [new("good time", new Figure.Time(weight - bad), Follows.Difference, [Added("time that counts", p => p.Measured.Weight), time]), outages], metric.Clause),
                };
            }
        }

        List<Reason> Figures(OutageFigure figure) => stretches.Select(s => (Of: s, Measured: s.By.Outages(figure, s.Time, s.Existence, measuredTo))).Where(f => f.Measured.Attained is not null).Select(f => Named(f.Of, f.Measured.Why)).ToList();

        static Rational Total(List<Reason> figures) => figures.Aggregate(Rational.Zero, (sum, f) => sum + f.Value.Exact!.Value);

        static Reason Named(Stretch of, Reason why) => why with { Sentence = $"{of.Name}: {why.Sentence}" };
    }
}
