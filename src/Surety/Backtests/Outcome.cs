using Surety.Levels;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>What a text comes to over a stretch of time, in figures that can be compared with those of another text.</summary>
/// <param name="Met">Verdicts met, of windows that end in it.</param>
/// <param name="Missed">Verdicts missed.</param>
/// <param name="NoData">Windows without verdict.</param>
/// <param name="ScheduleErrors">Misses that no row of their schedule matches: their credits are not among the cost.</param>
/// <param name="Cost">Credits owed, after caps; one for each currency, in order of their codes.</param>
/// <param name="Rights">Names of rights that arose in it.</param>
public sealed record Outcome(int Met, int Missed, int NoData, int ScheduleErrors, ValueList<Money> Cost, ValueList<string> Rights)
{
    /// <summary>Reads an outcome from an evaluation: the same verdicts, credits and rights that its statements show.</summary>
    /// <param name="evaluation">Measured up to the end of the stretch or further.</param>
    /// <param name="stretch">Whole months, as a window.</param>
    public static Outcome Of(Evaluation evaluation, Window stretch) => Of(evaluation.Results, evaluation.Credits(stretch), evaluation.Rights(stretch), stretch);

    internal static Outcome Of(IEnumerable<LevelResult> results, Credits credits, IEnumerable<RightStatus> rights, Window stretch)
    {
        var ended = results.Where(r => r.Counts && r.Window.EndsIn(stretch)).ToList();
        return new(
            ended.Count(r => r.Verdict == Verdict.Met), ended.Count(r => r.Verdict == Verdict.Missed), ended.Count(r => r.Verdict is Verdict.NoData or Verdict.Excused),
            credits.Lines.Count(l => l.State == CreditState.ScheduleError), credits.Totals.Select(t => t.Owed + t.Claimable).ToValueList(),
            rights.Where(r => r.Since > stretch.Time.Start && r.Since <= stretch.Time.End).Select(r => r.Right).ToValueList());
    }

    /// <summary>Adds money currency by currency, and leaves out what comes to nothing unless all does.</summary>
    internal static ValueList<Money> Added(IEnumerable<Money> amounts) =>
        amounts.GroupBy(m => m.Currency).OrderBy(g => g.Key.Code, StringComparer.Ordinal).Select(g => g.Aggregate((a, b) => a + b)).ToValueList();

    /// <summary>What another outcome costs more than this one; negative: less.</summary>
    public ValueList<Money> CostMoreIn(Outcome other) => Added(other.Cost.Concat(Cost.Select(m => m with { Amount = -m.Amount })));
}
