using System.Text;
using Surety.Contract;

namespace Surety.Changes;

/// <summary>A comparison as Markdown, for whoever decides on an amendment: a table of what was and what is.</summary>
public static class DiffMarkdown
{
    /// <summary>Writes a comparison.</summary>
    /// <param name="diff">What to show.</param>
    /// <param name="effect">What it would have changed on past facts; <c>null</c>: nobody asked.</param>
    public static string Of(AgreementDiff diff, DiffEffect? effect)
    {
        var text = new StringBuilder($"# {ContractMarkdown.Escaped($"{diff.Old.Name}, version {diff.Old.Version} → {diff.New.Name}, version {diff.New.Version}")}\n\n{DiffPage.Summary(diff)}\n");
        Table(text, "", diff.Clauses.Where(c => c.Says));
        Table(text, "By what they stand on", diff.ByLayers);
        Table(text, "Comments, layout, and where it is written", diff.Clauses.Where(c => !c.Says));
        if (effect is not null)
        {
            text.Append($"\n## On past facts\n\n{ContractMarkdown.Escaped(DiffPage.Summary(effect))}\n\n| Month | Missed | was | Credits | was | Rights | were |\n|---|---|---|---|---|---|---|\n");
            foreach (var month in effect.Months)
                text.Append($"| {Statements.Display.Window(month.Month)} | {month.Is.Missed} | {month.Was.Missed} | {Backtests.BacktestText.Money(month.Is.Cost)} | {Backtests.BacktestText.Money(month.Was.Cost)} | {ContractMarkdown.Cell(DiffPage.Words(month.Is.Rights))} | {ContractMarkdown.Cell(DiffPage.Words(month.Was.Rights))} |\n");
            foreach (var assumed in effect.Assumed) text.Append($"\n> {ContractMarkdown.Escaped(assumed)}\n");
        }
        return text.Append($"\nCanonical files: `{diff.Old.Hash}` → `{diff.New.Hash}`\n").ToString();
    }

    static void Table(StringBuilder text, string name, IEnumerable<ClauseChange> changes)
    {
        var rows = changes.ToList();
        if (rows.Count == 0) return;
        if (name.Length > 0) text.Append($"\n## {name}\n");
        text.Append("\n| Clause | Was | Is |\n|---|---|---|\n");
        foreach (var row in rows) text.Append($"| {ContractMarkdown.Cell(DiffPage.Place(row))} | {Cell(row.Was)} | {Cell(row.Is)} |\n");
    }

    static string Cell(ValueList<string> sentences) => sentences.Count == 0 ? "–" : string.Join("<br>", sentences.Select(ContractMarkdown.Cell));
}
