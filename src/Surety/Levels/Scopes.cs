using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>A scope of a level: which facts, and the row of the target that is for it.</summary>
/// <param name="Selection">Which facts belong to it; its name is the scope of the verdict.</param>
/// <param name="Row">The row.</param>
public sealed record LevelScopeRow(ScopeSelection Selection, TargetRow Row);

/// <summary>How the rows of a target cut a level into scopes.</summary>
public static class Scopes
{
    /// <summary>Lists the scopes of a level that is measured together.</summary>
    /// <param name="level">The level.</param>
    /// <param name="customer">The customer's tier and attributes: rows about other customers fall away.</param>
    public static ValueList<LevelScopeRow> Together(ServiceLevel level, Labels customer) =>
        Promised(Split(RowsFor(level, customer), Labels.None, Labels.None));

    /// <summary>Lists the facts of a level that is measured together for which a row says that nothing is promised.</summary>
    internal static IEnumerable<(ScopeSelection Selection, Unpromised Row)> WithoutPromise(ServiceLevel level, Labels customer) =>
        level.Unpromised.Count == 0 ? [] : Split(RowsFor(level, customer), Labels.None, Labels.None).Where(s => s.Row.Unpromised is not null).Select(s => (s.Selection, s.Row.Unpromised!));

    /// <summary>Lists the scopes of a level that is measured for each set of labels: a member, values of labels, or both.</summary>
    /// <param name="level">The level.</param>
    /// <param name="customer">The customer's tier and attributes.</param>
    /// <param name="each">One of the sets; all facts of the scopes have these labels.</param>
    /// <param name="attributes">Attributes of its member, which rows may name; none where it has no member.</param>
    public static ValueList<LevelScopeRow> For(ServiceLevel level, Labels customer, Labels each, Labels attributes) =>
        Promised(Split(RowsFor(level, customer), each, each.Items.Aggregate(attributes, (all, l) => all.With(l.Name, l.Value))));

    static ValueList<LevelScopeRow> Promised(IEnumerable<(ScopeSelection Selection, Row Row)> all) => all.Where(s => s.Row.Target is not null).Select(s => new LevelScopeRow(s.Selection, s.Row.Target!)).ToValueList();

    /// <summary>A row with a promise, or one without.</summary>
    readonly record struct Row(Labels When, TargetRow? Target, Unpromised? Unpromised);

    /// <summary>Keeps the rows that are for this customer, without the conditions that say so.</summary>
    static List<Row> RowsFor(ServiceLevel level, Labels customer)
    {
        var rows = new List<Row>();
        for (var i = 0; i <= level.Targets.Count; i++)
        {
            foreach (var none in level.Unpromised)
                if (none.Before == i && ConditionRows.Left(none.When, customer) is { } without) rows.Add(new(without, null, none));
            if (i < level.Targets.Count && ConditionRows.Left(level.Targets[i].When, customer) is { } when) rows.Add(new(when, level.Targets[i] with { When = when }, null));
        }
        return rows;
    }

    /// <param name="rows">Rows for this customer, in order.</param>
    /// <param name="all">Labels that every fact of these scopes has.</param>
    /// <param name="known">Labels whose values are settled, so that conditions on them choose a row instead of splitting facts.</param>
    static IEnumerable<(ScopeSelection Selection, Row Row)> Split(List<Row> rows, Labels all, Labels known)
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
            yield return (new(name, Labels.Of(all.Items.Concat(splits.Items)), taken.ToValueList()), row);
            if (splits == Labels.None) yield break;
            taken.Add(splits);
            foreach (var label in splits.Items) named.Add(label.Name);
        }
    }
}
