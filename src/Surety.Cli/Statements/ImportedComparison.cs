using Surety.Levels;
using Surety.Statements;

namespace Surety.Cli.Statements;

/// <summary>Verdicts that another system gave, beside ours: how many agree, and the first that do not.</summary>
internal static class ImportedComparison
{
    const int MostShown = 10;

    public static IEnumerable<TextLine> Of(Measured measured)
    {
        foreach (var group in measured.Facts.Imported.GroupBy(v => v.Of).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var levels = measured.Statements.SelectMany(s => s.Levels).ToList();
            var late = levels.SelectMany(l => l.Misses.Select(m => (m.What, Level: l.Level))).ToLookup(m => m.What);
            var met = group.Count(v => v.IsMet);
            yield return TextLine.Of("");
            yield return TextLine.Of($"Imported verdicts '{group.Key}': {group.Count()}, {met} met and {group.Count() - met} missed there.", Tone.Strong);
            var differing = group.Where(v => v.Ticket is not null && late.Contains(v.Ticket) == v.IsMet && Judged(levels)).ToList();
            yield return TextLine.Of($"  {differing.Count} differ from ours in the periods shown{(differing.Count > 0 ? $"; the first {Math.Min(MostShown, differing.Count)}:" : ".")}");
            foreach (var verdict in differing.Take(MostShown))
                yield return TextLine.Of($"    {verdict.Ticket}: {(verdict.IsMet ? "met" : "missed")} there, {(verdict.IsMet ? $"late here ({string.Join(", ", late[verdict.Ticket!].Select(m => m.Level).Distinct())})" : "not late here")}");
        }
    }

    static bool Judged(List<LevelResult> levels) => levels.Exists(l => l.Verdict is Verdict.Met or Verdict.Missed);
}
