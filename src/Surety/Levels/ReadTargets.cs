using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads targets and the rows that they stand in.</summary>
internal static class ReadTargets
{
    public static ValueList<TargetRow> Of(ValueReader target, string path, Measured? measured, Metric? metric, Declared declared)
    {
        if (!target.IsPresent) return [];
        path += " / target";
        if (!target.IsMapping)
            return Read(target, measured, metric, declared) is { } only ? [new(Labels.None, false, only, new(path, target.At))] : [];
        var rows = new List<TargetRow>();
        var problems = target.Problems;
        var otherwise = target.Mapping().Optional("otherwise");
        foreach (var (key, value) in target.Entries())
        {
            var when = PhraseReader.Whole(key, problems, p => Conditions.Read(p, declared));
            var promised = Read(value, measured, metric, declared);
            if (when is not { } condition || promised is null) continue;
            if (rows.Exists(r => r.When == condition))
                problems.Error(key.At, "target.twice", $"The condition {Quoted.Of(key.Text)} stands in an earlier row, so this one is never reached.", "Remove one of the two rows.");
            if (otherwise.IsPresent && key.At.CompareTo(otherwise.Node!.At) > 0)
                problems.Error(key.At, "target.after-otherwise", "'otherwise' takes everything that the rows before it left, so this row is never reached.", "Move 'otherwise' to the end.");
            if (rows.Exists(r => r.When != condition && condition.Covers(r.When)))
                problems.Warning(key.At, "target.unreachable", $"Whatever is {Quoted.Of(key.Text)} is taken by an earlier, wider row.", "Move the narrower row up.");
            rows.Add(new(condition, false, promised, new($"{path} / {key.Text}", value.At)));
        }
        if (otherwise.IsPresent && Read(otherwise, measured, metric, declared) is { } rest) rows.Add(new(Labels.None, true, rest, new($"{path} / otherwise", otherwise.At)));
        if (rows.Count == 0 && !problems.HasErrors) problems.Error(target.At, "target.none", "The level promises nothing.", "Write a target like 'at least 99.9 %'.");
        CheckCustomer(target, rows, declared);
        return rows.ToValueList();
    }

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

    static Target? Read(ValueReader value, Measured? measured, Metric? metric, Declared declared)
    {
        if (value.Phrase(p => TargetPhrases.Read(p, declared)) is not { } target) return null;
        if (measured is not null && (measured is Measured.CountOf || metric is not null)) TargetFits.Check(value, target, measured, metric);
        return target;
    }
}
