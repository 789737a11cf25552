using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>A scope of a level: which facts, and the row of the target that is for it.</summary>
/// <param name="Selection">Which facts belong to it; its name is the scope of the verdict.</param>
/// <param name="Row">The row.</param>
/// <param name="Member">Name of the member it is for; <c>null</c>: none.</param>
public sealed record LevelScopeRow(ScopeSelection Selection, TargetRow Row, string? Member);

/// <summary>How the rows of a target cut a level into scopes.</summary>
public static class Scopes
{
    /// <summary>Lists the scopes of a level that is measured together.</summary>
    /// <param name="level">The level.</param>
    /// <param name="customer">The customer's tier and attributes: rows about other customers fall away.</param>
    public static ValueList<LevelScopeRow> Together(ServiceLevel level, Labels customer) =>
        Split(RowsFor(level, customer), Labels.None, Labels.None, null).ToValueList();

    /// <summary>Lists the scopes of a level that is measured for each member.</summary>
    /// <param name="level">The level.</param>
    /// <param name="customer">The customer's tier and attributes.</param>
    /// <param name="member">Name of the member.</param>
    /// <param name="attributes">The member's attributes, which rows may name.</param>
    public static ValueList<LevelScopeRow> ForMember(ServiceLevel level, Labels customer, string member, Labels attributes) =>
        Split(RowsFor(level, customer), Labels.None.With("member", member), attributes.With("member", member), member).ToValueList();

    /// <summary>Lists the scopes of a level that is measured for each value of a label.</summary>
    /// <param name="level">The level.</param>
    /// <param name="customer">The customer's tier and attributes.</param>
    /// <param name="label">The label.</param>
    /// <param name="value">One of its values.</param>
    public static ValueList<LevelScopeRow> ForValue(ServiceLevel level, Labels customer, string label, string value) =>
        Split(RowsFor(level, customer), Labels.None.With(label, value), Labels.None.With(label, value), null).ToValueList();

    /// <summary>Keeps the rows that are for this customer, without the conditions that say so.</summary>
    static List<TargetRow> RowsFor(ServiceLevel level, Labels customer)
    {
        var rows = new List<TargetRow>();
        foreach (var row in level.Targets)
            if (ConditionRows.Left(row.When, customer) is { } when) rows.Add(row with { When = when });
        return rows;
    }

    /// <param name="rows">Rows for this customer, in order.</param>
    /// <param name="all">Labels that every fact of these scopes has.</param>
    /// <param name="known">Labels whose values are settled, so that conditions on them choose a row instead of splitting facts.</param>
    /// <param name="member">Name of the member.</param>
    static IEnumerable<LevelScopeRow> Split(List<TargetRow> rows, Labels all, Labels known, string? member)
    {
        var taken = new List<Labels>();
        var named = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var settled = row.When.Items.Where(l => known[l.Name] is not null).ToList();
            if (settled.Any(l => known[l.Name] != l.Value)) continue;
            var splits = Labels.Of(row.When.Items.Except(settled));
            if (taken.Contains(splits)) continue;
            var name = Labels.Of(all.Items.Concat(settled.Where(l => all[l.Name] is null)).Concat(
                splits == Labels.None ? named.Select(n => new Label(n, "otherwise")) : splits.Items));
            yield return new(new(name, Labels.Of(all.Items.Concat(splits.Items)), taken.ToValueList()), row, member);
            if (splits == Labels.None) yield break;
            taken.Add(splits);
            foreach (var label in splits.Items) named.Add(label.Name);
        }
    }
}
