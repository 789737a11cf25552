using Surety.Text;

namespace Surety.Scope;

/// <summary>One thing that a clause says, and the condition under which.</summary>
/// <param name="When">What labels or the customer's attributes must be; empty: everything.</param>
/// <param name="IsOtherwise">Written as <c>otherwise</c>: what no row before it took.</param>
/// <param name="Says">What it says.</param>
/// <param name="Clause">Where.</param>
internal sealed record ConditionRow<T>(Labels When, bool IsOtherwise, T Says, Clause Clause);

/// <summary>Rows by condition, as targets and clocks have them: the first whose condition holds is the one, and a row that none can reach is a problem.</summary>
internal static class ConditionRows
{
    /// <summary>Reads rows, <c>otherwise</c> last.</summary>
    /// <param name="clause">A mapping.</param>
    /// <param name="path">Its headings, for derivations.</param>
    /// <param name="code">What the codes of problems begin with: <c>target</c>.</param>
    /// <param name="declared">Names that conditions may say.</param>
    /// <param name="read">Reads what stands behind a condition; <c>null</c>: it reported why there is nothing.</param>
    /// <param name="own">Reads a key that may say more than a condition, and takes the row itself where it does; <c>null</c>: every key is a condition.</param>
    /// <returns>Those that could be read.</returns>
    public static List<ConditionRow<T>> Of<T>(ValueReader clause, string path, string code, Declared declared, Func<ValueReader, T?> read, Func<Node.Scalar, ValueReader, (Labels? When, bool IsTaken)>? own = null) where T : class
    {
        var (rows, problems) = (new List<ConditionRow<T>>(), clause.Problems);
        var otherwise = clause.Mapping().Optional("otherwise");
        foreach (var (key, value) in clause.Entries())
        {
            var (when, isTaken) = own is null ? (PhraseReader.Whole(key, problems, p => Conditions.Read(p, declared)), false) : own(key, value);
            if (isTaken) continue;
            if (read(value) is not { } says || when is not { } condition) continue;
            if (rows.Exists(r => r.When == condition))
                problems.Error(key.At, $"{code}.twice", $"The condition {Quoted.Of(key.Text)} stands in an earlier row, so this one is never reached.", "Remove one of the two rows.");
            if (otherwise.IsPresent && key.At.CompareTo(otherwise.Node!.At) > 0)
                problems.Error(key.At, $"{code}.after-otherwise", "'otherwise' takes everything that the rows before it left, so this row is never reached.", "Move 'otherwise' to the end.");
            if (rows.Exists(r => r.When != condition && condition.Covers(r.When)))
                problems.Warning(key.At, $"{code}.unreachable", $"Whatever is {Quoted.Of(key.Text)} is taken by an earlier, wider row.", "Move the narrower row up.");
            rows.Add(new(condition, false, says, new($"{path} / {key.Text}", value.At)));
        }
        if (otherwise.IsPresent && read(otherwise) is { } rest) rows.Add(new(Labels.None, true, rest, new($"{path} / otherwise", otherwise.At)));
        return rows;
    }

    /// <summary>What a condition still asks of facts where the customer is known.</summary>
    /// <returns><c>null</c>: it is about other customers.</returns>
    public static Labels? Left(Labels when, Labels customer)
    {
        var about = when.Items.Where(l => customer[l.Name] is not null || l.Name == "tier").ToList();
        return about.TrueForAll(l => customer[l.Name] == l.Value) ? Labels.Of(when.Items.Except(about)) : null;
    }
}
