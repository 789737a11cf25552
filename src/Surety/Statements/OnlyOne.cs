using NodaTime;
using Surety.Escalation;

namespace Surety.Statements;

/// <summary>Credits of a window of which the agreement gives only one.</summary>
/// <remarks>Source: docs/guide/language.md, "combined".</remarks>
static class OnlyOne
{
    /// <summary>Lets those fall that stand behind another one.</summary>
    /// <param name="window">All credits of one window.</param>
    /// <param name="asOf">What is late and not done goes on up to it.</param>
    /// <param name="alone">What credits come to where they alone are given: what falls takes nothing of a cap from what stays.</param>
    /// <param name="fall">Makes a credit fall, with the reason.</param>
    /// <returns>All of them, in the same order.</returns>
    public static List<CreditEntry> Of(List<CreditEntry> window, Instant asOf, Func<IEnumerable<CreditEntry>, List<CreditEntry>> alone, Func<CreditEntry, string, CreditEntry> fall)
    {
        foreach (var rule in window.SelectMany(e => e.Version.Agreement.Escalation.OneOf).Distinct().ToList())
        {
            var against = window.FindAll(e => e.IsLive && e.Line.InKind is null && e.Version.Agreement.Escalation.OneOf.Contains(rule) && (rule.Credits.Count == 0 || rule.Credits.Contains(e.Line.Remedy)));
            var fallen = new Dictionary<CreditEntry, CreditEntry>(ReferenceEqualityComparer.Instance);
            foreach (var among in Apart(rule.Among, against, asOf).SelectMany(a => a.GroupBy(e => e.Line.Amount.Currency)))
                foreach (var (entry, came) in Choices(rule, among).Select(c => (Entries: c, Come: alone(c))).OrderByDescending(c => rule.Choice == OneOfChoice.Either && c.Entries.Exists(e => e.Line.State == CreditState.Claimed))
                    .ThenByDescending(c => c.Come.Sum(e => e.Line.Amount.Amount)).Skip(1).SelectMany(c => c.Entries.Zip(c.Come))) fallen[entry] = fall(came, Sentence(rule));
            window = window.ConvertAll(e => fallen.GetValueOrDefault(e, e));
        }
        return window;
    }

    /// <summary>What stands against each other: single credits, or all of one name. What a formula gives for several incidents is one credit, what rows give for each is one each.</summary>
    static IEnumerable<List<CreditEntry>> Choices(OneOf rule, IEnumerable<CreditEntry> among) => rule.Choice switch
    {
        OneOfChoice.Best => among.GroupBy(e => e.Line.Incident is null || e.Remedy.Schedule is Schedule.EachInBands ? (object)e : (e.Line.Remedy, e.Line.Level, e.Line.Scope)).Select(g => g.ToList()),
        OneOfChoice.Either => among.GroupBy(e => e.Line.Remedy).Select(g => g.ToList()),
    };

    static string Sentence(OneOf rule) => rule switch
    {
        { Choice: OneOfChoice.Best, Credits.Count: 0, Among: Among.Window } => "another credit of the window is larger, and only the best counts",
        { Choice: OneOfChoice.Best } => $"another credit is larger: {rule.Words}",
        { Choice: OneOfChoice.Either } => $"another credit was claimed, or comes to more: {rule.Words}",
    };

    /// <summary>Which of them stand against each other; what has no value or no miss stands alone.</summary>
    static IEnumerable<List<CreditEntry>> Apart(Among among, List<CreditEntry> entries, Instant asOf) => among switch
    {
        Among.Window => [entries],
        Among.SameLabel same => entries.GroupBy(e => e.Version.ValueOf(e.Line.Level, e.Line.Scope, same.Label)).SelectMany(g => g.Key is null ? g.Select(e => new List<CreditEntry> { e }) : [g.ToList()]),
        Among.SameIncident => ByIncident(entries, asOf),
    };

    /// <summary>Misses that overlap, or touch one that does, are one incident; a credit that is about several of them joins them.</summary>
    static IEnumerable<List<CreditEntry>> ByIncident(List<CreditEntry> entries, Instant asOf)
    {
        var joined = Enumerable.Range(0, entries.Count).ToArray();
        var (end, last) = (Instant.MinValue, -1);
        foreach (var (entry, miss) in entries.SelectMany((e, i) => e.Result.Misses.All.Select(m => (Entry: i, Miss: m))).OrderBy(m => m.Miss.From))
        {
            var until = miss.Until ?? (miss.Due is null ? miss.From : asOf);
            if (last >= 0 && (miss.From < end || miss.From == until && miss.From == end)) Join(entry, last);
            (end, last) = (Instant.Max(end, until), entry);
        }
        return Enumerable.Range(0, entries.Count).GroupBy(Root).Select(g => g.Select(i => entries[i]).ToList());

        int Root(int entry) => joined[entry] == entry ? entry : Root(joined[entry]);

        void Join(int one, int other) => joined[Math.Max(Root(one), Root(other))] = Math.Min(Root(one), Root(other));
    }
}
