using Surety.Facts;

namespace Surety.Statements;

/// <summary>Verdicts that another system gave on tickets, beside ours. They are compared and never take the place of ours.</summary>
/// <param name="Of">What they are called there. Where it is the name of a level, they are compared with that level, else with all levels of time.</param>
/// <param name="Met">How many are met there, of all that are known.</param>
/// <param name="Missed">How many are missed there.</param>
/// <param name="Compared">Tickets that have a verdict there and one of ours in the windows of the statement.</param>
/// <param name="Differences">Those of them on which the two differ, by ticket.</param>
public sealed record ImportedVerdicts(string Of, int Met, int Missed, int Compared, ValueList<ImportedDifference> Differences)
{
    /// <summary>The word by which the numbers are asked for.</summary>
    public const string Name = "imported";

    /// <summary>Opens the numbers, down to the facts.</summary>
    public Reason Why => Derivation.Reason;

    /// <summary>Puts <see cref="Why"/> together when somebody asks.</summary>
    public required Derivation Derivation { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="imported">Verdicts of the other system; those that name no ticket are counted and not compared.</param>
    /// <param name="ours">Our verdict on each cycle that counts in the statement: level, ticket, whether it was in time. A ticket is late if any of its cycles is.</param>
    public static ValueList<ImportedVerdicts> Compare(IEnumerable<ImportedVerdict> imported, IReadOnlyCollection<(string Level, string Ticket, bool InTime)> ours)
    {
        var levels = ours.Select(o => o.Level).ToHashSet(StringComparer.Ordinal);
        return imported.GroupBy(v => v.Of).OrderBy(g => g.Key, StringComparer.Ordinal).Select(group =>
        {
            var byTicket = ours.Where(o => !levels.Contains(group.Key) || o.Level == group.Key).ToLookup(o => o.Ticket, StringComparer.Ordinal);
            var both = group.Where(v => v.Ticket is { } ticket && byTicket.Contains(ticket)).ToList();
            var differences = both.Where(v => byTicket[v.Ticket!].All(o => o.InTime) != v.IsMet).OrderBy(v => v.Ticket, StringComparer.Ordinal)
                .Select(v => new ImportedDifference(v.Ticket!, v.IsMet, byTicket[v.Ticket!].Where(o => !o.InTime).Select(o => o.Level).Distinct().ToValueList())).ToValueList();
            return new ImportedVerdicts(group.Key, group.Count(v => v.IsMet), group.Count(v => !v.IsMet), both.Count, differences) { Derivation = new(() => Opened([.. group], both, differences)) };
        }).ToValueList();
    }

    static Reason Opened(List<ImportedVerdict> all, List<ImportedVerdict> both, ValueList<ImportedDifference> differences)
    {
        var differ = differences.Select(d => d.Ticket).ToHashSet(StringComparer.Ordinal);
        return new($"verdicts of '{all[0].Of}' beside ours", new Figure.Words(differences.Count == 0 ? "alike" : "differ"), Follows.Rule,
        [
            Sum("verdicts of the other system", [Number("met there", all.FindAll(v => v.IsMet)), Number("missed there", all.FindAll(v => !v.IsMet))]),
            Sum("those whose ticket has a verdict here", [Number("alike", both.FindAll(v => !differ.Contains(v.Ticket!))), Number("that differ", both.FindAll(v => differ.Contains(v.Ticket!)))]),
        ]);
    }

    static Reason Number(string sentence, List<ImportedVerdict> verdicts) => new(sentence, new Figure.Count(verdicts.Count), Follows.Given, Facts: FactCitation.Of(verdicts.ConvertAll(v => v.At)));

    static Reason Sum(string sentence, ValueList<Reason> parts) => new(sentence, new Figure.Count(parts.Sum(p => ((Figure.Count)p.Value).Value)), Follows.Sum, parts);
}

/// <summary>A ticket on which another system and we differ.</summary>
/// <param name="Ticket">Its name.</param>
/// <param name="IsMetThere">What the other system says.</param>
/// <param name="Late">Our levels for which it was late; empty: in time for all.</param>
public sealed record ImportedDifference(string Ticket, bool IsMetThere, ValueList<string> Late);
