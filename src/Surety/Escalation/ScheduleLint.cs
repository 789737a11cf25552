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
        if (level is null) return;
        var ranges = RangesOf(remedy, level, declared).ToList();
        if (ranges.Count == 0 && !AboutOtherCustomer(remedy.Of.When, declared) && remedy.Of.When != Labels.None)
            problems.Warning(at, "credit.no-scope", $"No scope of {Quoted.Of(level.Name)} fits {Quoted.Of(remedy.Of.When.ToString())}, so nothing is ever credited.", "Name the labels as the rows of the level's target do.");
        switch (remedy.Schedule)
        {
            case Schedule.Bands bands: Bands(bands.Rows, level, ranges, problems, at); break;
            case Schedule.PerUnit perUnit: PerUnit(perUnit, level, ranges, metrics, at, problems); break;
        }
    }

    static bool AboutOtherCustomer(Labels when, Declared declared) => when.Items.Any(l => (l.Name == "tier" || declared.Customer[l.Name] is not null) && declared.Customer[l.Name] != l.Value);

    static IEnumerable<Comparison?> RangesOf(Remedy remedy, ServiceLevel level, Declared declared) =>
        level.Targets.Where(t => remedy.Of.When.Items.All(l => declared.Customer[l.Name] == l.Value || t.When[l.Name] == l.Value || t.When[l.Name] is null))
            .Where(t => t.When.Items.All(l => (l.Name != "tier" && declared.Customer[l.Name] is null) || declared.Customer[l.Name] == l.Value))
            .Select(t => t.Target is Target.EachWithin ? new(new(1, true), null, Unit.Percent, "all") : LevelVerdict.RangeOf(t.Target));

    static void Bands(ValueList<Band> rows, ServiceLevel level, List<Comparison?> targets, Problems problems, Location at)
    {
        foreach (var row in rows)
            if (targets.OfType<Comparison>().Any() && targets.OfType<Comparison>().All(t => t.Unit != row.Range.Unit))
                problems.Error(row.Clause.At, "credit.row-unit", $"{Quoted.Of(level.Name)} is {Ranges.Words(targets.OfType<Comparison>().First().Unit)}, and this row is about {Ranges.Words(row.Range.Unit)}.", "Write the row in the unit of the target.");
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (rows[i].Range.Unit != rows[j].Range.Unit || !rows[i].Range.Overlaps(rows[j].Range)) continue;
                problems.Warning(rows[i].Clause.At, "schedule.overlap", $"Figures can match this row and {Quoted.Of(rows[j].Range.Words)} in line {rows[j].Clause.At.Line}; the row that is better for the customer then holds.", "Write the ends so that the rows touch: 'from 99.0 % to below 99.9 %' and 'below 99.0 %'.");
            }
        }
        foreach (var target in targets.OfType<Comparison>().Distinct())
        {
            if (target.Unit != rows[0].Range.Unit) continue;
            Holes(rows, target, problems, at);
            foreach (var row in rows)
                if (row.Range.Overlaps(target) && row.Award is not Award.Nothing)
                    problems.Warning(row.Clause.At, "schedule.credits-met", $"This row also matches figures that meet the target ({target.Words}): they are credited although nothing was missed.", "Let the row end below the target.");
        }
    }

    /// <summary>Looks at each end of a row and of the target, and between them: a missed figure there that no row holds is a hole.</summary>
    static void Holes(ValueList<Band> rows, Comparison target, Problems problems, Location at)
    {
        var ends = rows.SelectMany(r => new[] { r.Range.Low, r.Range.High }).Append(target.Low).Append(target.High).OfType<Limit>().Select(l => l.Value).Distinct().Order().ToList();
        var isShare = target.Unit == Unit.Percent;
        var probes = new List<(Rational At, Rational? From, Rational? To)>();
        for (var i = 0; i < ends.Count; i++)
        {
            probes.Add((ends[i], ends[i], ends[i]));
            if (i + 1 < ends.Count) probes.Add(((ends[i] + ends[i + 1]) / 2, ends[i], ends[i + 1]));
        }
        if (ends[0] > 0) probes.Add((ends[0] / 2, isShare ? Rational.Zero : null, ends[0]));
        if (!isShare || ends[^1] < 1) probes.Add((isShare ? (ends[^1] + 1) / 2 : ends[^1] + 1, ends[^1], isShare ? Rational.One : null));
        if (isShare) probes.Add((Rational.Zero, Rational.Zero, Rational.Zero));
        foreach (var (value, from, to) in probes.Distinct().OrderBy(p => p.At))
        {
            if (isShare && (value < 0 || value > 1)) continue;
            if (target.Holds(value) || rows.Any(r => r.Range.Holds(value))) continue;
            var where = from == to ? $"at exactly {Words(value, target.Unit)}" : $"between {(from is { } f ? Words(f, target.Unit) : "the lowest figure")} and {(to is { } t ? Words(t, target.Unit) : "the highest")}";
            problems.Warning(at, "schedule.hole", $"A miss {where} matches no row: it would be a schedule error, with no credit until the parties decide.", "Add a row, or write the dead band: 'from … to below …: none'.");
        }
    }

    static string Words(Rational value, Unit unit) => unit switch
    {
        Unit.Percent => $"{Short(value * 100)} %",
        Unit.Number => Short(value),
        Unit.Time => $"{Short(value / 600_000_000)} min",
    };

    static string Short(Rational value)
    {
        var text = value.Round(6, Rounding.HalfUp).ToString();
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    static void PerUnit(Schedule.PerUnit perUnit, ServiceLevel level, List<Comparison?> targets, IReadOnlyList<Metric> metrics, Location at, Problems problems)
    {
        var metric = level.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
        var why = perUnit.Of switch
        {
            UnitOf.Misses when metric is not (Metric.TimeTaken or null) => "counts misses one by one, which only levels of time have",
            UnitOf.Downtime when metric is not (Metric.Availability or null) => "counts downtime, which only availability has",
            UnitOf.Downtime when metric is Metric.Availability { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } => "counts downtime, and the metric is a share of events",
            UnitOf.Shortfall when targets.Any(t => t is null) => "counts how far the target was missed, and 'all within' has no distance",
            _ => null,
        };
        if (why is not null) problems.Error(at, "credit.formula", $"The formula {why}.", "Use another unit, or bands.");
    }
}
