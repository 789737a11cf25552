using NodaTime;

namespace Surety.Metrics;

public sealed partial class AvailabilityMeasure
{
    /// <summary>Time that is bad by at least a weight, for each weight, the greatest first. Short outages are forgiven as wholes, whatever their parts weigh.</summary>
    List<(Percentage Weight, AvailabilityMeasure Measure)> Layers(Weights weights)
    {
        var all = weights.Layers.ToList();
        return all.ConvertAll(w => (w, Of(metric with
        {
            BadWhen = weights.AtLeast(w, metric.ObservedBy is not Observation.Outages),
            Weights = null,
            ShortestOutage = w == all[^1] ? metric.ShortestOutage : Duration.Zero,
            MinimumRun = w == all[^1] ? metric.MinimumRun : Duration.Zero,
        }, [], facts, scope, during, exclusions, asOf, zone, absence)));
    }

    /// <summary>Where outages overlap, the greatest weight counts.</summary>
    Measurement Weighted(Interval window, Interval existence, Instant until)
    {
        var outer = layers.Value[^1].Measure;
        var whole = outer.Cut(window, existence, until);
        var measured = outer.Time(window, existence, until);
        if (measured.Attained is null) return measured;
        var (above, parts, bad) = (TimeSet.Empty, new List<(Percentage Weight, AvailabilityMeasure Measure, TimeSet Time)>(), Rational.Zero);
        // Time that nobody knows and that the text calls bad is none of the time that any series says to be bad: it weighs as much as the worst.
        var silent = outer.observed.Value.Unknown;
        foreach (var (weight, measure) in layers.Value)
        {
            var worst = parts.Count == 0 ? measure.observed.Value.Bad.Or(silent) : measure.observed.Value.Bad;
            var time = worst.And(whole.Bad).Without(above);
            above = above.Or(time);
            bad += weight.Fraction * time.Length;
            parts.Add((weight, measure, time));
        }
        var share = new Figure.Share(1 - (bad / whole.Total));
        return measured with { Attained = share, BadTime = Duration.FromNanoseconds((long)(bad * NodaConstants.NanosecondsPerTick).Numerator), Derivation = new(Why) };

        Reason Why()
        {
            var time = new Reason("time that counts", Figure(whole.Total), Follows.Difference, outer.CountedParts(whole), metric.Clause);
            var weighed = new Reason("bad time, each part by its weight", new Figure.Time(bad), Follows.Sum, parts.Where(p => p.Time.Length > 0).Select(Part).Concat(outer.Forgiven(whole)).ToValueList(), metric.ClauseOf("weights"));
            var good = new Reason("good time", new Figure.Time(whole.Total - bad), Follows.Difference, [time, weighed], metric.Clause);
            return new("availability: good time over the time that counts", share, Follows.Quotient, [good, time], metric.Clause);
        }

        Reason Part((Percentage Weight, AvailabilityMeasure Measure, TimeSet Time) part) => new($"bad by {part.Weight}", new Figure.Time(part.Weight.Fraction * part.Time.Length), Follows.Product,
            [new("weight", new Figure.Share(part.Weight.Fraction), Follows.Given, [], metric.ClauseOf("weights")),
             new("time", Figure(part.Time.Length), Follows.Sum, part.Measure.Stretches(part.Time, "bad", part.Measure.observed.Value.FactsOf))]);
    }
}
