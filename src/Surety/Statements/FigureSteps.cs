using Surety.Levels;

namespace Surety.Statements;

/// <summary>One thing that moved a figure.</summary>
/// <param name="Sentence">What it is.</param>
/// <param name="After">The figure with it and everything before it; <c>null</c>: none could be had.</param>
/// <param name="Clause">The clause that says so; <c>null</c>: none does.</param>
/// <param name="Facts">The facts behind it.</param>
sealed record FigureStep(string Sentence, Figure? After, Clause? Clause = null, FactCitation? Facts = null);

/// <summary>Opens the way from the measured figure to the contractual one: what each step adds, and in it what each correction, exclusion and rule adds to those before it.</summary>
static class FigureSteps
{
    /// <summary>How many things a step tells one by one.</summary>
    public const int Most = 100;

    /// <summary>Opens the four figures of a level.</summary>
    public static Reason Of(string level, Clause clause, FourFigures figures, IEnumerable<FigureStep> corrections, IEnumerable<FigureStep> exclusions, IEnumerable<FigureStep> rules)
    {
        var (measured, corrected, excluded, contractual) = (figures.Measured.Attained, figures.Corrected.Attained, figures.Excluded.Attained, figures.Contractual.Attained);
        ValueList<Reason> parts =
        [
            new("measured: the facts as first reported, without exclusions and rules", Shown(measured), Follows.Given, [], clause),
            Step("corrections", measured, corrected, corrections), Step("exclusions", corrected, excluded, exclusions), Step("rules of the contract", excluded, contractual, rules),
        ];
        var adds = new[] { measured, corrected, excluded, contractual }.All(f => f?.Exact is not null);
        return new($"{level}: from the measured figure to that of the contract", Shown(contractual), adds ? Follows.Sum : Follows.Rule, parts, clause);
    }

    static Reason Step(string what, Figure? before, Figure? after, IEnumerable<FigureStep> items)
    {
        var parts = new List<Reason>();
        var last = before;
        foreach (var item in items)
        {
            if (parts.Count == Most) break;
            parts.Add(Change(item.Sentence, last, item.After, item.Clause, item.Facts));
            last = item.After;
        }
        if (last != after) parts.Add(Change(parts.Count == 0 ? what : "everything else", last, after, null, null));
        if (parts.Count == 0) return Change($"{what}: none", before, after, null, null);
        return Change(what, before, after, null, null) with { How = Adds(before, after) && parts.TrueForAll(p => p.Value.Exact is not null) ? Follows.Sum : Follows.Rule, Parts = parts.ToValueList() };
    }

    static Reason Change(string sentence, Figure? before, Figure? after, Clause? clause, FactCitation? facts) => new(
        sentence, Adds(before, after) ? CreditRow.Alike(after, after!.Exact!.Value - before!.Exact!.Value) : before == after ? Shown(after) : new Figure.Words(after is null ? "no figure any more" : $"a figure of {Display.Figure(after, NodaTime.DateTimeZone.Utc)}"),
        Follows.Given, [], clause, facts);

    static bool Adds(Figure? before, Figure? after) => before?.Exact is not null && after?.Exact is not null;

    static Figure Shown(Figure? figure) => figure ?? new Figure.Words("no data");
}
