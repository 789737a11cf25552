using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

public sealed partial class AvailabilityMeasure
{
    /// <summary>Time that is bad by a weight; what a layer before it holds is bad by more.</summary>
    /// <param name="Weight">Above zero, at most 1.</param>
    /// <param name="Words">The weight as reasons call it.</param>
    /// <param name="Why">Opens the weight.</param>
    /// <param name="Bad">The time.</param>
    /// <param name="Seen">What says so.</param>
    sealed record Layer(Rational Weight, string Words, Reason Why, TimeSet Bad, Observed Seen);

    /// <summary>What is bad at all, and by how much.</summary>
    /// <param name="Outer">Measures what is bad by any weight: short outages are forgiven as wholes, whatever their parts weigh.</param>
    /// <param name="Layers">The greatest weight first.</param>
    sealed record Weighing(AvailabilityMeasure Outer, List<Layer> Layers);

    Weighing WeighingOf(Weights weights) => weights switch
    {
        Weights.ByWord words => ByWord(words),
        Weights.ByAffected affected => ByAffected(affected),
    };

    Weighing ByWord(Weights.ByWord weights)
    {
        var all = weights.Layers.ToList();
        var measures = all.ConvertAll(w => Of(metric with
        {
            BadWhen = weights.AtLeast(w, metric.ObservedBy is not Observation.Outages),
            Weights = null,
            ShortestOutage = w == all[^1] ? metric.ShortestOutage : Duration.Zero,
            DeductedFromEach = w == all[^1] ? metric.DeductedFromEach : Duration.Zero,
            MinimumRun = w == all[^1] ? metric.MinimumRun : Duration.Zero,
        }, [], facts, scope, during, exclusions, asOf, zone, absence));
        // Time that nobody knows and that the text calls bad is none of the time that any series says to be bad: it weighs as much as the worst.
        var silent = measures[^1].observed.Value.Unknown;
        return new(measures[^1], all.Zip(measures, (w, m) => new Layer(w.Fraction, w.ToString(), new("weight", new Figure.Share(w.Fraction), Follows.Given, [], metric.ClauseOf("weights")),
            m == measures[0] ? m.observed.Value.Bad.Or(silent) : m.observed.Value.Bad, m.observed.Value)).ToList());
    }

    Weighing ByAffected(Weights.ByAffected weights)
    {
        var outer = Of(metric with { BadWhen = new BadRule.AffectsSome(), Weights = null }, [], facts, scope, during, exclusions, asOf, zone, absence);
        var layers = AffectedTime.Of(OutagesRead(), weights, asOf);
        // What is only supposed to be bad is bad for all.
        var supposed = TimeSet.Of(facts.Assumptions.Where(a => a.IsBad && Observed.Concerns(a.About, metric, scope)).Select(a => (a.Time.Start.ToUnixTimeTicks(), a.Time.End.ToUnixTimeTicks())));
        if (supposed.Length > 0) layers.Insert(0, (weights.All, supposed));
        return new(outer, layers.ConvertAll(l => new Layer(l.Affected / weights.All, weights.Words(l.Affected), new("share of those that are affected", new Figure.Share(l.Affected / weights.All), Follows.Quotient,
            [new("affected", new Figure.Number(l.Affected), Follows.Given), new("all", new Figure.Number(weights.All), Follows.Given, [], metric.ClauseOf("weights"))], metric.ClauseOf("weights")), l.Time, outer.observed.Value)));
    }

    List<Outage> OutagesRead() => facts.Outages.Where(o => metric.Reads.Takes(o.Labels) && scope.Takes(o.Labels)).ToList();

    /// <summary>Outages of a window that do not say how many they affected, or say more than there are.</summary>
    IEnumerable<string> NotesOf(Weights.ByAffected weights, Interval window)
    {
        var read = OutagesRead().FindAll(o => o.From < window.End && (o.Until is not { } until || until > window.Start));
        if (read.Count(o => o.Affected is null) is > 0 and var silent) yield return $"{silent} {(silent == 1 ? "outage does" : "outages do")} not say how many {(silent == 1 ? "it" : "they")} affected: all are taken to be affected";
        if (read.Count(o => o.Affected > weights.All) is > 0 and var more) yield return $"{more} {(more == 1 ? "outage says that it" : "outages say that they")} affected more than {weights.Words(weights.All)}: all are taken to be affected";
    }

    /// <summary>Where outages overlap, what the weights say of that counts.</summary>
    Measurement Weighted(Interval window, Interval existence, Instant until)
    {
        var (outer, layers) = weighing.Value;
        var whole = outer.Cut(window, existence, until);
        var measured = outer.Time(window, existence, until);
        measured = measured with { Time = measured.Time?.Weighted() };
        if (metric.Weights is Weights.ByAffected affected) measured = measured with { BadTime = null, Notes = measured.Notes.Concat(NotesOf(affected, window)).ToValueList() };
        if (measured.Attained is null) return measured;
        var (above, parts, bad) = (TimeSet.Empty, new List<(Layer Layer, TimeSet Time)>(), Rational.Zero);
        foreach (var layer in layers)
        {
            var time = layer.Bad.And(whole.Bad).Without(above);
            above = above.Or(time);
            bad += layer.Weight * time.Length;
            parts.Add((layer, time));
        }
        var share = new Figure.Share(1 - (bad / whole.Total));
        // Whole percents of ticks are whole nanoseconds; a share of users need not be, and a time that is not exact is none.
        return measured with { Attained = share, BadTime = measured.BadTime is null ? null : Duration.FromNanoseconds((long)(bad * NodaConstants.NanosecondsPerTick).Numerator), Derivation = new(Why) };

        Reason Why()
        {
            var time = new Reason("time that counts", Figure(whole.Total), Follows.Difference, outer.CountedParts(whole), metric.Clause);
            var weighed = new Reason("bad time, each part by its weight", new Figure.Time(bad), Follows.Sum, parts.Where(p => p.Time.Length > 0).Select(Part).Concat(outer.Forgiven(whole)).ToValueList(), metric.ClauseOf("weights"));
            var good = new Reason("good time", new Figure.Time(whole.Total - bad), Follows.Difference, [time, weighed], metric.Clause);
            return new("availability: good time over the time that counts", share, Follows.Quotient, [good, time], metric.Clause);
        }

        Reason Part((Layer Layer, TimeSet Time) part) => new($"bad by {part.Layer.Words}", new Figure.Time(part.Layer.Weight * part.Time.Length), Follows.Product,
            [part.Layer.Why, new("time", Figure(part.Time.Length), Follows.Sum, Stretches(part.Time, "bad", part.Layer.Seen))]);
    }
}
