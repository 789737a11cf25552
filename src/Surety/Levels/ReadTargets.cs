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
        var problems = target.Problems;
        var rows = ConditionRows.Of(target, path, "target", declared, value => Read(value, measured, metric, declared)).ConvertAll(r => new TargetRow(r.When, r.IsOtherwise, r.Says, r.Clause));
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
