using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads targets and the rows that they stand in.</summary>
internal static class ReadTargets
{
    /// <summary>What the targets of a level are about.</summary>
    /// <param name="Measured">What is compared with them; <c>null</c>: it could not be read.</param>
    /// <param name="Metric">Its metric; <c>null</c>: none.</param>
    /// <param name="Followed">What rows may follow.</param>
    /// <param name="Declared">Names.</param>
    public sealed record About(Measured? Measured, Metric? Metric, ReadVolumes.Followed Followed, Declared Declared);

    static readonly string[] NothingPromised = ["best effort", "as practicable", "no target"];

    /// <summary>What a row says: what is promised, or in words that nothing is.</summary>
    sealed record Says(Target? Target, string? Nothing);

    public static (ValueList<TargetRow> Rows, ValueList<Unpromised> Unpromised) Of(ValueReader target, string path, About about)
    {
        if (!target.IsPresent) return ([], []);
        path += " / target";
        if (!target.IsMapping)
        {
            if (target.Scalar() is { } alone && NothingPromised.Contains(alone.Text.Trim()))
            {
                target.Problems.Error(target.At, "target.none", "The level promises nothing.", "Leave the level out, or write it under 'other terms'; in rows, 'best effort' may stand beside others that promise something.");
                return ([], []);
            }
            return (Read(target, about) is { } only ? [new(Labels.None, false, only, new(path, target.At))] : [], []);
        }
        var problems = target.Problems;
        var bands = new List<(Labels When, VolumeBand Band, Location At)>();
        var all = ConditionRows.Of(target, path, "target", about.Declared, value => Row(value, about), (key, value) => Key(key, value, path, about, bands));
        var rows = all.FindAll(r => r.Says.Target is not null).ConvertAll(r => new TargetRow(r.When, r.IsOtherwise, r.Says.Target!, r.Clause));
        foreach (var group in bands.GroupBy(b => b.When)) Follow(rows, group.ToList(), problems);
        if (rows.Count == 0 && !problems.HasErrors) problems.Error(target.At, "target.none", "The level promises nothing.", "Write a target like 'at least 99.9 %'.");
        CheckCustomer(target, rows, about.Declared);
        return (rows.ToValueList(), all.FindAll(r => r.Says.Nothing is not null).ConvertAll(r => new Unpromised(r.When, r.Says.Nothing!, Before(r, all, rows), r.Clause)).ToValueList());
    }

    /// <summary>How many rows that promise something stand before one that does not, where those that follow the volume have become one.</summary>
    static int Before(ConditionRow<Says> row, List<ConditionRow<Says>> all, List<TargetRow> rows) =>
        row.When == Labels.None ? rows.Count : all.TakeWhile(r => !ReferenceEquals(r, row)).LastOrDefault(r => r.Says.Target is not null) is { } last ? rows.FindIndex(r => r.When == last.When) + 1 : 0;

    static Says? Row(ValueReader value, About about) =>
        value.Scalar() is { } word && NothingPromised.Contains(word.Text.Trim()) ? new(null, word.Text.Trim()) : Read(value, about) is { } target ? new(target, null) : null;

    /// <summary>Reads a condition, and takes a row that follows the volume.</summary>
    static (Labels? When, bool IsTaken) Key(Node.Scalar key, ValueReader value, string path, About about, List<(Labels When, VolumeBand Band, Location At)> bands)
    {
        if (PhraseReader.Whole(key, value.Problems, p => When(p, about)) is not { } condition) return (null, false);
        if (condition.Band is not { } band) return (condition.Labels, false);
        var isUncounted = value.Scalar() is { Text: "not counted" };
        var promised = isUncounted ? null : Read(value, about);
        if (promised is not null || isUncounted) bands.Add((condition.Labels, new(band.Range, band.OfForecast, promised, new($"{path} / {key.Text}", value.At)), key.At));
        return (condition.Labels, true);
    }

    sealed record Condition(Labels Labels, (Comparison Range, bool OfForecast)? Band);

    /// <summary>when = band | conditions [ "," band ]</summary>
    static Condition? When(PhraseReader phrase, About about)
    {
        if (ReadVolumes.TryBand(phrase, about.Followed, about.Declared) is { } only) return new(Labels.None, only);
        if (phrase.HasRefused) return null;
        (Comparison, bool)? band = null;
        var labels = Conditions.Read(phrase, about.Declared, p => (band = ReadVolumes.TryBand(p, about.Followed, about.Declared)) is not null || p.HasRefused);
        return labels is { } when && !phrase.HasRefused ? new(when, band) : null;
    }

    /// <summary>Joins the rows of one condition that follow the volume into one, with the row of that condition that follows none as its base.</summary>
    static void Follow(List<TargetRow> rows, List<(Labels When, VolumeBand Band, Location At)> group, Problems problems)
    {
        var at = rows.FindIndex(r => r.When == group[0].When);
        var own = at < 0 ? null : rows[at];
        var first = own?.Target ?? group.Select(g => g.Band.Target).FirstOrDefault(t => t is not null);
        if (first is null)
        {
            problems.Error(group[0].At, "target.none", "All rows of this condition are not counted, so nothing is promised.", "Write a target in one of them.");
            return;
        }
        foreach (var (_, band, where) in group)
            if (band.Target is { } target && !IsLike(first, target))
                problems.Error(where, "volume.target", $"Rows of one condition promise the same figure within the same time, and only its range follows the volume: {Quoted.Of(LevelVerdict.Words(first))} and {Quoted.Of(LevelVerdict.Words(target))} differ in more.", "Write '95 % within 1 h' in one and '90 % within 1 h' in the other, or a level for each time.");
        var row = new TargetRow(group[0].When, own?.IsOtherwise ?? group[0].When == Labels.None && rows.Count > 0, first, own?.Clause ?? group[0].Band.Clause)
        {
            Bands = group.Select(g => g.Band).ToValueList(),
            HasBase = own is not null,
        };
        ReadVolumes.Check(row, group[0].At, problems);
        if (at >= 0) rows[at] = row;
        else rows.Insert(row.When == Labels.None ? rows.Count : rows.FindIndex(r => r.IsOtherwise || r.Clause.At.CompareTo(row.Clause.At) > 0) is var next and >= 0 ? next : rows.Count, row);
    }

    static bool IsLike(Target one, Target other) =>
        LevelVerdict.RangeOf(other) is { } range ? LevelVerdict.Words(one.With(range)) == LevelVerdict.Words(other) && LevelVerdict.RangeOf(one)?.Unit == range.Unit : one == other;

    /// <summary>Rows about customers have to leave one for this customer.</summary>
    static void CheckCustomer(ValueReader target, List<TargetRow> rows, Declared declared)
    {
        if (rows.Count == 0) return;
        var mine = rows.Where(r => r.When.Items.All(l => !IsCustomers(l, declared) || declared.Customer[l.Name] == l.Value)).ToList();
        if (mine.Count > 0) return;
        var about = string.Join(", ", rows.SelectMany(r => r.When.Items).Where(l => IsCustomers(l, declared)).Select(l => l.Name).Distinct());
        target.Problems.Error(target.At, "target.no-row", $"No row is for this customer, whose attributes are: {(declared.Customer == Labels.None ? "none" : declared.Customer)}.",
            $"Add a row for the customer's {about}, or 'otherwise'.");
    }

    static bool IsCustomers(Label label, Declared declared) => label.Name == "tier" || declared.Customer[label.Name] is not null;

    static Target? Read(ValueReader value, About about)
    {
        if (value.Phrase(p => TargetPhrases.Read(p, about.Declared)) is not { } target) return null;
        if (about.Measured is not null && (about.Measured is Measured.CountOf or Measured.Combined || about.Metric is not null)) TargetFits.Check(value, target, about.Measured, about.Metric);
        return target;
    }
}
