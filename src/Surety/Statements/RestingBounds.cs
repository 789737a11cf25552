using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>The bounds of levels that rest on other levels: counted, weighed and combined ones.</summary>
/// <remarks>
/// Members that are heard of later are not foreseen. Where the other level is measured for each value of labels, any number of new values may come. Source: docs/guide/figures.md, "Bounds".
/// </remarks>
static class RestingBounds
{
    /// <summary>A result of another level in the window, so far; or a scope and window of which there is none yet.</summary>
    /// <param name="Level">The other level.</param>
    /// <param name="Scope">Labels.</param>
    /// <param name="Window">Its window.</param>
    /// <param name="Result">What is known; <c>null</c>: nothing.</param>
    readonly record struct Place(string Level, Labels Scope, Window Window, LevelResult? Result);

    /// <summary>What may become of something, and what it weighs.</summary>
    readonly record struct Fate(bool MayBeMet, bool MayBeMissed, bool MayBeNeither, Rational Weight);

    /// <summary>The ends of a figure that enters a mean, and whether it may be missing.</summary>
    readonly record struct Part(Limit? Low, Limit? High, bool MayBeMissing, Rational Weight);

    /// <summary>Bounds a level in an open window.</summary>
    /// <param name="version">The version that judges.</param>
    /// <param name="level">The level.</param>
    /// <param name="promise">What is promised.</param>
    /// <param name="results">Results of the other levels in the window so far.</param>
    /// <param name="windows">Windows of another level that end in the window, also those that have not begun.</param>
    /// <returns><c>null</c>: there is no promise.</returns>
    public static Bounds? Of(
        VersionMeasures version, ServiceLevel level, Promise promise, IReadOnlyList<LevelResult> results, Func<string, IEnumerable<VersionMeasures.JudgedWindow>> windows)
    {
        if (promise is { HasNoRow: true, MayBecome.Count: 0 }) return null;
        var places = new List<Place>();
        var growing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in level.Measured.Levels)
        {
            var known = results.Where(r => r.Level == other).Select(r => new Place(other, r.Scope, r.Window, r)).ToList();
            var there = known.Select(p => (p.Window.Time, p.Scope)).ToHashSet();
            places.AddRange(known);
            foreach (var (judging, of, window) in windows(other))
            {
                if (MetricOf(judging, of)?.LabelsOfEach.Any() == true) growing.Add(other);
                places.AddRange(ScopesIn(judging, of, window).Where(s => !there.Contains((window.Time, s))).Select(s => new Place(other, s, window, null)));
            }
        }
        var isShare = LevelVerdict.RangeOf(promise.Row.Target) is { Unit: Unit.Percent };
        var possible = level.Measured switch
        {
            Measured.CountOf { By: MemberWeight.Fee } or Measured.Combined { By: MemberWeight.Fee } => Possible.AnyShare,
            Measured.CountOf count => Counted(count, places, growing.Count > 0, isShare, version),
            Measured.Combined { InPoints: true } combined => Points(combined, places, growing, isShare, version),
            Measured.Combined combined => Mean(combined, places, growing, version),
            Measured.ByMetric => throw new InvalidOperationException($"'{level.Name}' has a metric."),
        };
        return Bounds.Of(level, promise, [possible], isOver: false);
    }

    static Metric? MetricOf(VersionMeasures version, ServiceLevel level) => level.Measured is Measured.ByMetric by ? version.Agreement.Metric(by.Metric) : null;

    static IEnumerable<Labels> ScopesIn(VersionMeasures version, ServiceLevel level, Window window) => MetricOf(version, level) is not { } metric ? [Labels.None]
        : version.ScopesOf(level, metric).Where(s => VersionMeasures.IsIn(s, window)).Select(s => s.Row.Selection.Name);

    static Possible Counted(Measured.CountOf count, List<Place> places, bool mayBeMore, bool isShare, VersionMeasures version)
    {
        var fates = places.Select(p => (Place: p, Weight: version.WeightOf(p.Level, p.Scope, p.Window, count.By))).Where(p => p.Weight is not null).Select(p => FateOf(p.Place.Result) with { Weight = p.Weight!.Value }).ToList();
        var possible = isShare ? Share(fates, mayBeMore) : Number(fates, mayBeMore);
        if (count.By is not null) return possible;
        var (mustMeet, mustMiss) = (fates.Count(MustBeMet), fates.Count(MustBeMissed));
        return possible with
        {
            Room = new Room.OfMany(mustMeet, mustMeet + mustMiss, 0, 1, fates.Count(f => f is { MayBeMet: true, MayBeMissed: true }), ("that is missed", "that are missed"), ("that is met", "that are met"), isShare),
        };
    }

    /// <summary>A part is met if all of it that has a verdict is.</summary>
    static Possible Points(Measured.Combined combined, List<Place> places, HashSet<string> growing, bool isShare, VersionMeasures version)
    {
        var fates = combined.Parts.Select(part =>
        {
            var all = places.Where(p => version.Takes(part.Of, p.Level, p.Scope)).Select(p => FateOf(p.Result)).ToList();
            var mayBeMore = growing.Contains(part.Of.Level);
            return new Fate(
                all.TrueForAll(f => f.MayBeMet || f.MayBeNeither) && (mayBeMore || all.Exists(f => f.MayBeMet)), mayBeMore || all.Exists(f => f.MayBeMissed), all.TrueForAll(f => f.MayBeNeither), (Rational)part.Weight);
        }).ToList();
        return isShare ? Share(fates, mayBeMore: false) : Number(fates, mayBeMore: false);
    }

    static bool MustBeMet(Fate fate) => fate is { MayBeMissed: false, MayBeNeither: false };

    static bool MustBeMissed(Fate fate) => fate is { MayBeMet: false, MayBeNeither: false };

    static Fate FateOf(LevelResult? result) => result switch
    {
        null => new(true, true, true, 1),
        { Verdict: Verdict.Met } => new(true, false, false, 1),
        { Verdict: Verdict.Missed } => new(false, true, false, 1),
        { Verdict: Verdict.NoData or Verdict.Excused } => new(false, false, true, 1),
        { Verdict: Verdict.Open, Bounds: { Standing: Standing.Safe } bounds } => new(true, false, bounds.MayEndWithoutVerdict, 1),
        { Verdict: Verdict.Open, Bounds: { Standing: Standing.Lost } bounds } => new(false, true, bounds.MayEndWithoutVerdict, 1),
        { Verdict: Verdict.Open, Bounds: { Standing: Standing.Open } bounds } => new(true, true, bounds.MayEndWithoutVerdict, 1),
        { Verdict: Verdict.Open } => new(true, true, true, 1),
    };

    static (Rational MustMeet, Rational MayMeet, Rational MustMiss, Rational MayMiss) Weights(List<Fate> fates)
    {
        return (Sum(MustBeMet), Sum(f => f.MayBeMet), Sum(MustBeMissed), Sum(f => f.MayBeMissed));

        Rational Sum(Func<Fate, bool> takes) => fates.Where(takes).Aggregate(Rational.Zero, (s, f) => s + f.Weight);
    }

    static Possible Share(List<Fate> fates, bool mayBeMore)
    {
        var (mustMeet, mayMeet, mustMiss, mayMiss) = Weights(fates);
        var low = mayBeMore ? new Limit(Rational.Zero, mustMeet.Sign == 0) : new Limit(mayMiss.Sign == 0 ? Rational.One : mustMeet / (mustMeet + mayMiss), true);
        var high = mayBeMore ? new Limit(Rational.One, mustMiss.Sign == 0) : new Limit(mayMeet.Sign == 0 ? Rational.Zero : mayMeet / (mayMeet + mustMiss), true);
        return With(new(low, high), fates, mayBeMore);
    }

    static Possible Number(List<Fate> fates, bool mayBeMore)
    {
        var (mustMeet, mayMeet, _, _) = Weights(fates);
        return With(new(new Limit(mustMeet, true), mayBeMore ? null : new Limit(mayMeet, true)), fates, mayBeMore);
    }

    static Possible With(Possible possible, List<Fate> fates, bool mayBeMore) => possible with
    {
        MayEndWithoutVerdict = !fates.Exists(f => !f.MayBeNeither && f.Weight.Sign > 0),
        Misses = (fates.Count(MustBeMissed), mayBeMore ? null : fates.Count(f => f.MayBeMissed)),
    };

    static Possible Mean(Measured.Combined combined, List<Place> places, HashSet<string> growing, VersionMeasures version)
    {
        var parts = combined.Parts.Select(part =>
        {
            var figures = new List<Part>();
            foreach (var place in places)
                if (version.Takes(part.Of, place.Level, place.Scope) && version.WeightOf(place.Level, place.Scope, place.Window, combined.By) is { Sign: > 0 } weight && PartOf(place, version) is { } figure) figures.Add(figure with { Weight = weight });
            // New values weigh as they like.
            return growing.Contains(part.Of.Level) ? new Part(new Limit(Rational.Zero, true), new Limit(Rational.One, true), figures.TrueForAll(f => f.MayBeMissing), (Rational)part.Weight)
                : new(Least(figures), Most(figures), figures.TrueForAll(f => f.MayBeMissing), (Rational)part.Weight);
        }).ToList();
        return new(Least(parts), Most(parts)) { MayEndWithoutVerdict = parts.TrueForAll(p => p.MayBeMissing) };
    }

    /// <summary>What one result may bring to a mean; <c>null</c>: nothing.</summary>
    static Part? PartOf(Place place, VersionMeasures version) => place.Result switch
    {
        { Verdict: Verdict.Met or Verdict.Missed, Attained: Figure.Share share } => new(new Limit(share.Value, true), new Limit(share.Value, true), false, 1),
        { Verdict: Verdict.Open, Bounds: { } bounds } => new(LimitOf(bounds.Lowest, bounds.LowestIncluded), LimitOf(bounds.Highest, bounds.HighestIncluded), bounds.MayEndWithoutVerdict, 1),
        null or { Verdict: Verdict.Open } => IsShareOfWhole(place.Level, version) ? new(new Limit(Rational.Zero, true), new Limit(Rational.One, true), true, 1) : new(null, null, true, 1),
        _ => null,
    };

    static bool IsShareOfWhole(string name, VersionMeasures version) => version.Agreement.Level(name) is { } level && (level.Measured is Measured.CountOf || MetricOf(version, level) is Metric.Availability or Metric.TimeTaken);

    static Limit? LimitOf(Figure? figure, bool included) => figure?.Exact is { } value ? new Limit(value, included) : null;

    static Limit? Least(List<Part> parts) => End(parts, p => p.Low, 1);

    static Limit? Most(List<Part> parts) => End(parts, p => p.High, -1);

    /// <summary>The end of a weighted mean: what must be in it, and of what may be missing whatever takes it further.</summary>
    static Limit? End(List<Part> parts, Func<Part, Limit?> end, int sign)
    {
        if (parts.Count == 0 || parts.Exists(p => end(p) is null)) return null;
        var (sum, weight, isReached) = (Rational.Zero, Rational.Zero, true);
        foreach (var part in parts.Where(p => !p.MayBeMissing)) Add(part);
        foreach (var part in parts.Where(p => p.MayBeMissing).OrderBy(p => end(p)!.Value.Value * sign).ThenBy(p => !end(p)!.Value.Included))
            if (weight.Sign == 0 || end(part)!.Value.Value * sign < sum / weight * sign) Add(part);
        return new(sum / weight, isReached);

        void Add(Part part)
        {
            var limit = end(part)!.Value;
            sum += limit.Value * part.Weight;
            weight += part.Weight;
            isReached &= limit.Included;
        }
    }
}
