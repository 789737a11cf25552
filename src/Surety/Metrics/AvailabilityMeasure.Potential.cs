using NodaTime;

namespace Surety.Metrics;

/// <summary>How many could be affected in some time.</summary>
/// <param name="Time">When.</param>
/// <param name="All">How many; never negative.</param>
/// <param name="Why">Opens the number.</param>
/// <param name="Note">What a reader should know where nobody said it of this very time; <c>null</c>: nothing.</param>
sealed record Potential(TimeSet Time, Rational All, Reason Why, string? Note);

/// <summary>Outages by how many they affect, of a number that changes.</summary>
public sealed partial class AvailabilityMeasure
{
    /// <summary>100 % less user-minutes lost over user-minutes that count: time with more users weighs more.</summary>
    /// <remarks>Source: docs/guide/language.md, "User-minutes".</remarks>
    Measurement OfPotential(Weights.ByAffected weights, Interval window, Interval existence, Instant until)
    {
        var outer = weighing.Value.Outer;
        var whole = outer.Cut(window, existence, until);
        var known = whole.Counted.Without(whole.Unknown);
        var steps = potential.Select(p => (p.All, p.Why, p.Note, Time: known.And(p.Time))).Where(p => p.Time.Length > 0)
            .Select(p => (p.All, p.Why, p.Note, p.Time, Lost: LostIn(weights with { All = p.All }, p.Time.And(whole.Bad)))).ToList();
        var measured = outer.Time(window, existence, until) with { BadTime = null };
        measured = measured with { Time = measured.Time?.Weighted() };
        measured = measured with { Notes = measured.Notes.Concat(steps.Select(s => s.Note).OfType<string>().Distinct()).Concat(NotesOf(weights with { All = steps.Select(s => s.All).Append(Rational.Zero).Max() }, window)).ToValueList() };
        if (measured.Attained is null) return measured;
        var (total, lost) = (steps.Aggregate(Rational.Zero, (sum, s) => sum + (s.All * s.Time.Length)), steps.SelectMany(s => s.Lost).Aggregate(Rational.Zero, (sum, l) => sum + (l.Affected * l.Time.Length)));
        if (total.Sign == 0) return measured with { Attained = null, IsEnough = false, Derivation = new(() => new("availability: there was nobody who could be affected", new Figure.Words("no data"), Follows.Rule, steps.Select(s => s.Why).ToValueList(), metric.Clause)) };
        var share = new Figure.Share(1 - (lost / total));
        return measured with { Attained = share, Derivation = new(Why) };

        Reason Why()
        {
            var counts = new Reason("user-minutes that count", Number(total / NodaConstants.TicksPerMinute), Follows.Sum, steps.Select(s => new Reason(
                "so many, for so many minutes", Number(s.All * Minutes(s.Time)), Follows.Product, [s.Why, new("minutes", Number(Minutes(s.Time)), Follows.Sum, s.Time == known ? (ValueList<Reason>)[new Reason("time that counts", Number(Minutes(s.Time)), Follows.Rule, outer.CountedParts(whole))] : Whole(s.Time))])).ToValueList(), metric.Clause);
            var bad = steps.SelectMany(s => s.Lost).Where(l => l.Time.Length > 0).Select(l => new Reason(
                $"{Comparison.Written(l.Affected, Unit.Number)} affected", Number(l.Affected * Minutes(l.Time)), Follows.Product, [new("affected", Number(l.Affected), Follows.Given), new("minutes", Number(Minutes(l.Time)), Follows.Sum, Whole(l.Time))])).ToList();
            var gone = new Reason("user-minutes lost", Number(lost / NodaConstants.TicksPerMinute), Follows.Sum, bad.Count == 0 ? [new("none", Number(Rational.Zero), Follows.Given)] : bad.ToValueList(), metric.ClauseOf("weights"));
            return new("availability: user-minutes that were not lost, over those that count", share, Follows.Quotient, [new("user-minutes that were not lost", Number((total - lost) / NodaConstants.TicksPerMinute), Follows.Difference, [counts, gone], metric.Clause), counts], metric.Clause);
        }

        ValueList<Reason> Whole(TimeSet time) => [.. time.Stretches.Take(Measurement.MostMisses).Select(s => new Reason($"from {Stamp(s.From)} to {Stamp(s.Until)}", Number(Rational.Of(s.Until - s.From, NodaConstants.TicksPerMinute)), Follows.Given, [], null, FactCitationOf(outer, s))),
            .. time.Count <= Measurement.MostMisses ? Array.Empty<Reason>() : [new($"{time.Count - Measurement.MostMisses} more stretches", Number(Rational.Of(time.Stretches.Skip(Measurement.MostMisses).Sum(s => s.Until - s.From), NodaConstants.TicksPerMinute)), Follows.Given)]];

        static FactCitation? FactCitationOf(AvailabilityMeasure outer, (long From, long Until) stretch) => FactCitation.Of(outer.observed.Value.FactsOf(stretch.From, stretch.Until).Distinct().ToList());

        static Rational Minutes(TimeSet time) => Rational.Of(time.Length, NodaConstants.TicksPerMinute);

        static Figure.Number Number(Rational value) => new(value);
    }

    /// <summary>Who was affected in some time, and when.</summary>
    List<(Rational Affected, TimeSet Time)> LostIn(Weights.ByAffected weights, TimeSet bad)
    {
        var supposed = TimeSet.Of(facts.Assumptions.Where(a => a.IsBad && Observed.Concerns(a.About, metric, scope)).Select(a => (a.Time.Start.ToUnixTimeTicks(), a.Time.End.ToUnixTimeTicks())));
        return [(weights.All, supposed.And(bad)), .. AffectedTime.Of(OutagesRead(), weights, asOf).Select(l => (l.Affected, l.Time.And(bad).Without(supposed)))];
    }
}
