using NodaTime;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>How many windows of a level and scope were missed one after the other. A window that is met, has no verdict, is excused or only reported ends the run, and so does a window that is not there.</summary>
sealed class MissesInARow
{
    readonly Dictionary<(string Level, Labels Scope), Dictionary<Instant, LevelResult>> missed;

    /// <param name="all">Verdicts of all windows since the beginning.</param>
    public MissesInARow(IEnumerable<LevelResult> all) =>
        missed = all.Where(r => r is { Verdict: Verdict.Missed, Counts: true }).GroupBy(r => (r.Level, r.Scope)).ToDictionary(g => g.Key, g => g.DistinctBy(r => r.Window.Time.End).ToDictionary(r => r.Window.Time.End));

    /// <summary>The run that a missed window ends, itself among it.</summary>
    public int Until(LevelResult result)
    {
        var (count, start) = (1, result.Window.Time.Start);
        if (!missed.TryGetValue((result.Level, result.Scope), out var before)) return count;
        for (; before.TryGetValue(start, out var earlier) && earlier.Window.Time.Start < start; start = earlier.Window.Time.Start) count++;
        return count;
    }
}
