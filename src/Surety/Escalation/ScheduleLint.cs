using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Finds holes, overlaps and dead rows of a schedule before they cost a dispute.</summary>
internal static class ScheduleLint
{
    public static void Check(Remedy remedy, ServiceLevel? level, IReadOnlyList<Metric> metrics, Location at, Problems problems, Declared declared)
    {
        if (GivesNothing(remedy.Schedule))
            problems.Warning(at, "credit.nothing", $"{Quoted.Of(remedy.Name)} can only come to nothing, whatever is missed.", "Write what a miss gives, or remove the credit.");
        if (level is null) return;
        var ranges = RangesOf(remedy, level, metrics, declared).ToList();
        if (ScopeLint.IsOfNone(remedy.Of.When, level, metrics, declared))
            problems.Warning(at, "credit.no-scope", $"No scope of {Quoted.Of(level.Name)} fits {Quoted.Of(remedy.Of.When.ToString())}, so nothing is ever credited.", "Name the labels as the rows of the level's target do.");
        switch (remedy.Schedule)
        {
            case Schedule.Bands bands when remedy.IsBonus: Bonus(bands.Rows, ranges, problems); break;
            case Schedule.Bands bands: Bands(bands.Rows, bands.Missed is not null, remedy.OnlyIf.Any(c => c is Eligibility.Missed), level, ranges, problems, at); break;
            case Schedule.EachInBands each:
                Counts(each.Of, "The schedule", level, ranges, metrics, at, problems);
                Overlaps(each.Rows, problems);
                Holes(each.Rows, NoTime, null, each.Of == UnitOf.Outages ? "An outage" : "Lateness", problems, at);
                if (!remedy.OnlyIf.Any(c => c is Eligibility.Missed)) CreditsMet(each.Of, "These rows also count", FreeOf(each), ScopeLint.Rows(remedy.Of.When, level, metrics, declared).SelectMany(t => t.All), at, problems);
                break;
            case Schedule.PerUnit perUnit:
                Counts(perUnit.Of, "The formula", level, ranges, metrics, at, problems);
                if (!remedy.OnlyIf.Any(c => c is Eligibility.Missed)) CreditsMet(perUnit.Of, "The formula also counts", perUnit.Beyond, ScopeLint.Rows(remedy.Of.When, level, metrics, declared).SelectMany(t => t.All), at, problems);
                break;
        }
    }

    /// <summary>Whether nothing that a schedule says is more than nothing.</summary>
    static bool GivesNothing(Schedule schedule) => schedule switch
    {
        Schedule.Bands or Schedule.EachInBands => schedule.Awards.All(IsNothing),
        Schedule.PerUnit each => (IsNothing(each.Award) && (each.AtLeast is null || IsNothing(each.AtLeast))) || (each.AtMost is not null && IsNothing(each.AtMost)) || (each.AtMostEach is not null && IsNothing(each.AtMostEach)),
    };

    static bool IsNothing(Award award) => award switch
    {
        Award.Share share => share.Fraction.Sign == 0,
        Award.Fixed stated => stated.Value.Amount.Sign == 0,
        Award.InKind kind => kind.Number == 0,
        Award.Nothing => true,
    };

    /// <summary>Where an outage or a late cycle begins: any length above it is one that some row has to hold.</summary>
    static Comparison NoTime { get; } = new(null, new(Rational.Zero, true), Unit.Time, "no time");

    /// <summary>The longest time up to which no row gives anything.</summary>
    static Rational FreeOf(Schedule.EachInBands each) =>
        each.Rows.Where(r => r.Award is not Award.Nothing).Select(r => r.Range.Low?.Value ?? Rational.Zero).DefaultIfEmpty(Rational.Zero).Min();

    /// <summary>Rows of points: every number of points above nothing is a figure that some row has to hold.</summary>
    /// <param name="pool">The credit that turns them into money.</param>
    /// <param name="all">All credits, those that give the points among them.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="problems">Hears of it.</param>
    public static void CheckPoints(Remedy pool, IEnumerable<Remedy> all, Location at, Problems problems)
    {
        if (pool.Schedule is not Schedule.Bands { Rows: { Count: > 0 } rows, Missed: var missed }) return;
        foreach (var row in rows.Where(r => r.Range.Unit != Unit.Number))
            problems.Error(row.Clause.At, "credit.row-unit", $"Points are a number, and this row is about {Ranges.Words(row.Range.Unit)}.", "Write rows like 'from 10 to below 15: 2 %'.");
        var none = new Comparison(null, new(0, true), Unit.Number, "no point");
        if (missed is null && rows.All(r => r.Range.Unit == Unit.Number)) Holes(rows, none, all.Where(c => pool.Pool!.Credits.Count == 0 || pool.Pool.Credits.Contains(c.Name)).All(IsWhole) ? Rational.One : null, AMiss, problems, at);
    }

    /// <summary>Whether a credit gives whole points only.</summary>
    static bool IsWhole(Remedy credit) => credit.Schedule.Awards.All(a => a is not Award.InKind { Unit: "points" } kind || decimal.IsInteger(kind.Number))
        && decimal.IsInteger(credit.Repeat?.Times ?? 1)
        && (credit.Schedule is not Schedule.PerUnit { Part: UnitPart.ProRata } each || (each.Of == UnitOf.Misses && each.Unit == Rational.One));


    static IEnumerable<Comparison?> RangesOf(Remedy remedy, ServiceLevel level, IReadOnlyList<Metric> metrics, Declared declared) =>
        ScopeLint.Rows(remedy.Of.When, level, metrics, declared).SelectMany(t => t.All).Select(t => t is Target.EachWithin ? new(new(1, true), null, Unit.Percent, "all") : LevelVerdict.RangeOf(t));

    /// <summary>A bonus is for what is met; a row of other figures pays nothing there.</summary>
    static void Bonus(ValueList<Band> rows, List<Comparison?> targets, Problems problems)
    {
        foreach (var row in rows)
            if (targets.OfType<Comparison>().Any() && !targets.OfType<Comparison>().Any(t => t.Unit == row.Range.Unit && t.Overlaps(row.Range)))
                problems.Error(row.Clause.At, "credit.bonus", "No figure of this row meets the target, and a bonus is for those that do.", "Write a row that is better than the target.");
    }

    static void Bands(ValueList<Band> rows, bool takesOtherMisses, bool onlyMisses, ServiceLevel level, List<Comparison?> targets, Problems problems, Location at)
    {
        foreach (var row in rows)
            if (targets.OfType<Comparison>().Any() && targets.OfType<Comparison>().All(t => t.Unit != row.Range.Unit))
                problems.Error(row.Clause.At, "credit.row-unit", $"{Quoted.Of(level.Name)} is {Ranges.Words(targets.OfType<Comparison>().First().Unit)}, and this row is about {Ranges.Words(row.Range.Unit)}.", "Write the row in the unit of the target.");
        Overlaps(rows, problems);
        foreach (var target in targets.OfType<Comparison>().Distinct())
        {
            if (rows.Count == 0 || target.Unit != rows[0].Range.Unit) continue;
            if (!takesOtherMisses) Holes(rows, target, StepOf(level, target), AMiss, problems, at);
            foreach (var row in rows)
                if (!onlyMisses && row.Range.Overlaps(target) && row.Award is not Award.Nothing)
                    problems.Warning(row.Clause.At, "schedule.credits-met", $"This row also matches figures that meet the target ({target.Words}): they are credited although nothing was missed.", "Let the row end below the target, or add 'only if: missed'.");
        }
    }

    static void Overlaps(ValueList<Band> rows, Problems problems)
    {
        for (var i = 0; i < rows.Count; i++)
            for (var j = 0; j < i; j++)
                if (rows[i].Range.Unit == rows[j].Range.Unit && rows[i].Range.Overlaps(rows[j].Range))
                    problems.Warning(rows[i].Clause.At, "schedule.overlap", $"Figures can match this row and {Quoted.Of(rows[j].Range.Words)} in line {rows[j].Clause.At.Line}; the row that is better for the customer then holds.",
                        rows[i].Range.Unit == Unit.Time ? "Write the ends so that the rows touch: 'above 4 h to 8 h' and 'above 8 h'." : "Write the ends so that the rows touch: 'from 99.0 % to below 99.9 %' and 'below 99.0 %'.");
    }

    /// <summary>The step between two figures that can be: that of rounded ones, and 1 of what is counted; <c>null</c>: any figure can.</summary>
    static Rational? StepOf(ServiceLevel level, Comparison range)
    {
        if (level.Rounded?.StepOf(range.Unit) is { } step) return step;
        return range.Unit == Unit.Number && level.Targets.All(t => t.All.All(a => a is Target.NumberIs or Target.LaterThan or Target.ScopesMet or Target.OutagesAre { Of: OutageFigure.Number })) ? Rational.One : null;
    }

    /// <summary>Whether a figure that can be lies in a range of holes; counts and points are never below nothing.</summary>
    static bool IsReached(Limit? low, Limit? high, Rational step)
    {
        var least = low ?? new(Rational.Zero, true);
        var count = Rational.Of((least.Value / step).Ceiling(), 1);
        if (!least.Included && count * step == least.Value) count += 1;
        return high is not { } most || count * step < most.Value || (most.Included && count * step == most.Value);
    }

    const string AMiss = "A missed figure";

    /// <summary>Missed figures that no row holds are a hole, told as one from end to end.</summary>
    static void Holes(ValueList<Band> rows, Comparison target, Rational? step, string what, Problems problems, Location at)
    {
        var probes = Probes(rows, target);
        var isHole = probes.ConvertAll(p => !target.Holds(p.At) && !rows.Any(r => r.Range.Holds(p.At)));
        for (var first = 0; first < probes.Count; first++)
        {
            if (!isHole[first]) continue;
            var last = first;
            while (last + 1 < probes.Count && isHole[last + 1]) last++;
            if (step is null || IsReached(probes[first].Low, probes[last].High, step.Value))
                problems.Warning(at, "schedule.hole", $"{what} {Words(probes[first].Low, probes[last].High, target.Unit)} matches no row: it would be a schedule error, with no credit until the parties decide.", "Add a row, or write the dead band: 'from … to below …: none'.");
            first = last;
        }
    }

    /// <summary>A figure at each end of a row and of the target, and one between each two of them, in order.</summary>
    static List<(Rational At, Limit? Low, Limit? High)> Probes(ValueList<Band> rows, Comparison target)
    {
        var isShare = target.Unit == Unit.Percent;
        var ends = rows.SelectMany(r => new[] { r.Range.Low, r.Range.High }).Append(target.Low).Append(target.High).OfType<Limit>().Select(l => l.Value);
        if (isShare) ends = ends.Append(Rational.Zero).Append(Rational.One);
        var known = ends.Where(e => !isShare || (e >= 0 && e <= 1)).Distinct().Order().ToList();
        var probes = new List<(Rational At, Limit? Low, Limit? High)>();
        if (!isShare && known[0] > 0) probes.Add((known[0] / 2, null, new(known[0], false)));
        for (var i = 0; i < known.Count; i++)
        {
            probes.Add((known[i], new(known[i], true), new(known[i], true)));
            if (i + 1 < known.Count) probes.Add(((known[i] + known[i + 1]) / 2, new(known[i], false), new(known[i + 1], false)));
        }
        if (!isShare) probes.Add((known[^1] + 1, new(known[^1], false), null));
        return probes;
    }

    /// <summary>Finds a better figure that costs more than a worse one, which pays for doing worse. Where rows overlap, the better for the customer counts, as in a statement.</summary>
    /// <param name="remedy">The credit.</param>
    /// <param name="level">Its level.</param>
    /// <param name="metrics">All of them.</param>
    /// <param name="declared">Names.</param>
    /// <param name="moneyOf">What an award comes to, for rows of which some are shares and some are amounts; <c>null</c>: only facts can tell.</param>
    /// <param name="problems">Hears of it.</param>
    public static void CheckRises(Remedy remedy, ServiceLevel level, IReadOnlyList<Metric> metrics, Declared declared, Func<Award, Rational?> moneyOf, Problems problems)
    {
        var rows = remedy.Schedule switch { Schedule.Bands bands => bands.Rows, Schedule.EachInBands each => each.Rows, Schedule.PerUnit => [] };
        if (remedy.IsBonus || rows.Count == 0) return;
        var paid = rows.Select(r => r.Award).Where(a => a is not Award.Nothing).ToList();
        var isOneKind = paid.TrueForAll(a => a is Award.Share) || paid.Select(a => (a as Award.InKind)?.Unit).Distinct().ToList() is [not null] || paid.Select(a => (a as Award.Fixed)?.Value.Currency.Code).Distinct().ToList() is [not null];
        Rational? ValueOf(Award award) => isOneKind ? award switch { Award.Share share => share.Fraction, Award.Fixed stated => stated.Value.Amount, Award.InKind kind => kind.Number, Award.Nothing => 0 } : moneyOf(award);
        var values = rows.DistinctBy(r => r.Award).ToDictionary(r => r.Award, r => ValueOf(r.Award));
        if (values.ContainsValue(null)) return;
        foreach (var target in (remedy.Schedule is Schedule.EachInBands ? [NoTime] : RangesOf(remedy, level, metrics, declared)).OfType<Comparison>().Distinct().Where(t => t.Unit == rows[0].Range.Unit))
        {
            // A figure that meets the target and has no row costs nothing; a miss without a row is a hole, told apart.
            var costs = Probes(rows, target).ConvertAll(p => (p.At, Row: rows.Where(r => r.Range.Holds(p.At)).MaxBy(r => values[r.Award]))).FindAll(c => c.Row is not null || target.Holds(c.At));
            Rational? CostOf(Band? row) => row is null ? 0 : values[row.Award];
            var below = costs.FindAll(c => target.Low is { } low && (target.High is null || c.At <= low.Value)).AsEnumerable().Reverse();
            var above = costs.FindAll(c => target.High is { } high && (target.Low is null || c.At >= high.Value));
            foreach (var side in new[] { below, above })
                foreach (var (better, worse) in side.Zip(side.Skip(1)))
                    if (better.Row is { } row && CostOf(row) > CostOf(worse.Row))
                        problems.Warning(row.Clause.At, "schedule.rises", $"This row gives more than {(worse.Row is { } other ? $"the row of worse figures, {Quoted.Of(other.Range.Words)} in line {other.Clause.At.Line}" : "worse figures give that meet the target and have no row")}: to do better would cost more.", "Let the credit grow the further the target is missed.");
        }
    }

    /// <summary>The words of the grammar for a range, so that the missing row can be written as they stand.</summary>
    static string Words(Limit? low, Limit? high, Unit unit) => (low, high) switch
    {
        ({ } l, { } h) when l.Value == h.Value => $"of exactly {Comparison.Written(l.Value, unit)}",
        ({ Included: true } l, { } h) when unit == Unit.Percent && l.Value == 0 => $"{(h.Included ? "of at most" : "below")} {Comparison.Written(h.Value, unit)}",
        ({ } l, { Included: true } h) when unit == Unit.Percent && h.Value == 1 => $"{(l.Included ? "of at least" : "above")} {Comparison.Written(l.Value, unit)}",
        ({ } l, { } h) => $"{(l.Included ? "from" : "above")} {Comparison.Written(l.Value, unit)} to {(h.Included ? "" : "below ")}{Comparison.Written(h.Value, unit)}",
        ({ } l, null) => $"{(l.Included ? "of at least" : "above")} {Comparison.Written(l.Value, unit)}",
        (null, { } h) => $"{(h.Included ? "of at most" : "below")} {Comparison.Written(h.Value, unit)}",
        (null, null) => "of any size",
    };

    /// <summary>A formula that counts what is bad, and not how far the target was missed, credits it in windows that are met, too; as a rule that is meant, so it is only told.</summary>
    /// <param name="of">What is counted.</param>
    /// <param name="counts">Beginning of the sentence.</param>
    /// <param name="free">Bad time that gives nothing.</param>
    /// <param name="targets">What is promised.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="problems">Hears of it.</param>
    static void CreditsMet(UnitOf of, string counts, Rational free, IEnumerable<Target> targets, Location at, Problems problems)
    {
        if (targets.FirstOrDefault(t => MayGiveWhereMet(of, free, t)) is { } target)
            problems.Note(at, "schedule.credits-met", $"{counts} in windows that meet the target ({LevelVerdict.Words(target)}): what it comes to is credited although the level was not missed.", "If that is not meant, add 'only if: missed'.");
    }

    static bool MayGiveWhereMet(UnitOf of, Rational free, Target target) => of switch
    {
        UnitOf.Misses or UnitOf.Lateness => !AllowsNone(target),
        UnitOf.Downtime or UnitOf.Outages => !AllowsNone(target) && !(target is Target.OutagesAre { Of: OutageFigure.Downtime, Range: { Unit: Unit.Time, High: { } most } } && free >= most.Value),
        UnitOf.Below or UnitOf.Above or UnitOf.Points => false,
    };

    /// <summary>Whether nothing may be bad or late where a target is met.</summary>
    static bool AllowsNone(Target target) => target switch
    {
        Target.EachWithin => true,
        Target.ShareWithin { Share.Low: { } low } => low.Value >= 1,
        Target.SharesWithin shares => shares.Rows[0].Share.Low is { } first && first.Value >= 1,
        Target.LaterThan { Range.High: { } high } => high.Value < 1 || (high.Value == 1 && !high.Included),
        Target.Figure { Range: { Unit: Unit.Percent, Low: { } least } } => least.Value >= 1,
        Target.OutagesAre { Range.High: { } most } => most.Value.Sign == 0,
        _ => false,
    };

    /// <summary>What a metric does not have cannot be counted.</summary>
    static void Counts(UnitOf of, string schedule, ServiceLevel level, List<Comparison?> targets, IReadOnlyList<Metric> metrics, Location at, Problems problems)
    {
        var metric = level.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
        var why = of switch
        {
            UnitOf.Misses when metric is not (Metric.TimeTaken or null) => "counts misses one by one, which only levels of time have",
            UnitOf.Lateness when metric is not (Metric.TimeTaken or null) || level.Targets.All(t => t.Target.FirstWithin is null) => "counts how late each was, which only levels have that promise a time to each",
            UnitOf.Points => "counts points, which a credit with 'points of' adds up",
            UnitOf.Downtime or UnitOf.Outages when metric is Metric.Availability { Weights: Weights.ByAffected } => "counts downtime, and by 'affected of' a minute is bad for some and good for others",
            UnitOf.Outages when metric is Metric.Availability { Weights: not null } => "counts each outage by itself, and with weights outages that overlap share their time",
            UnitOf.Downtime or UnitOf.Outages when metric is not (Metric.Availability or null) => "counts downtime, which only availability has",
            UnitOf.Downtime or UnitOf.Outages when metric is Metric.Availability { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } => "counts downtime, and the metric is a share of events",
            UnitOf.Below or UnitOf.Above when targets.Any(t => t is null) => "counts how far the target was missed, and 'all within' has no distance",
            UnitOf.Below when targets.Exists(t => t is { Low: null }) => "counts how far the figure lies below the target, and no miss of this one does",
            UnitOf.Above when targets.Exists(t => t is { High: null }) => "counts how far the figure lies above the target, and no miss of this one does",
            _ => null,
        };
        if (why is not null) problems.Error(at, "credit.formula", $"{schedule} {why}.", "Use another unit, or bands.");
    }
}
