using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>How many windows of a level and scope were missed one after the other. A window that is met, has no verdict, is excused or only reported ends the run, and so does a window that is not there. One that an amendment splits is one, and missed where one of its parts is.</summary>
sealed class MissesInARow
{
    readonly Lazy<Dictionary<(string Level, Labels Scope), List<Window>>> missed;

    /// <param name="all">Verdicts of all windows since the beginning.</param>
    public MissesInARow(IEnumerable<LevelResult> all) =>
        missed = new(() => all.Where(r => r is { Verdict: Verdict.Missed, Counts: true }).GroupBy(r => (r.Level, r.Scope)).ToDictionary(g => g.Key, g => g.Select(r => r.Window).OrderByDescending(w => w.Time.End).ToList()));

    /// <summary>The run that a missed window ends, itself among it.</summary>
    public int Until(LevelResult result)
    {
        var (count, window) = (1, result.Window);
        foreach (var earlier in missed.Value.GetValueOrDefault((result.Level, result.Scope), []))
            if (earlier.IsOfOneWith(window)) window = earlier;
            else if (WindowsThatCount.IsNext(earlier, window)) (count, window) = (count + 1, earlier);
        return count;
    }
}
