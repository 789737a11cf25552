using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Text;

namespace Surety.Statements;

/// <summary>Tickets that a metric reads and that no row of a level is for, whatever priority they had: without a word they would be missing in it.</summary>
static class TicketsWithoutRow
{
    /// <summary>What they have in place of what the rows ask for.</summary>
    /// <param name="Label">A label that rows ask for.</param>
    /// <param name="Value">What they have; <c>null</c>: none.</param>
    /// <param name="Rows">Values that rows are for.</param>
    sealed record Lack(string Label, string? Value, ValueList<string> Rows);

    /// <summary>One remark for each row that promises nothing, with how many tickets fall under it; then one for each lack, with the levels that it leaves them out of. Levels for each member are told of by their members.</summary>
    public static IEnumerable<Remark> Of(Versions versions, FactSet facts)
    {
        // Where facts change the customer's tier, other rows hold at other times.
        if (facts.Plans.Count > 0 || facts.Tickets.Count == 0) return [];
        var agreement = versions.Newest;
        var (found, none) = (new List<(ServiceLevel Level, Lack Key, List<Origin> Tickets)>(), new List<Remark>());
        foreach (var level in agreement.Levels)
            if (level.Measured is Measured.ByMetric by && agreement.Metric(by.Metric) is Metric.TimeTaken { GroupOfEach: null } metric)
            {
                var without = Scopes.WithoutPromise(level, agreement.Parties.Customer.Attributes).ToList();
                var (lacks, counted) = In(metric, Scopes.Together(level, agreement.Parties.Customer.Attributes), without, facts.Tickets);
                foreach (var (lack, tickets) in lacks) found.Add((level, lack, tickets));
                foreach (var (row, tickets) in counted)
                    none.Add(new("level.tickets-without-promise", $"{Display.Count(tickets.Count, "ticket counts", "tickets count")} under no target of {Quoted.Of(level.Name)}, which says {Quoted.Of(row.Words)} of {(row.When == Labels.None ? "whatever is left" : Display.Scope(row.When))}.", row.Clause, FactCitation.Of(tickets)));
            }
        return none.Concat(found.GroupBy(f => (f.Key, f.Tickets.Count)).Select(same => new Remark(
            "level.tickets-without-row", Sentence(same.Key.Key, same.Key.Count, same.Select(f => Quoted.Of(f.Level.Name)).Distinct().ToList()), same.First().Level.Clause, FactCitation.Of(same.First().Tickets))));
    }

    static string Sentence(Lack lack, int count, List<string> levels)
    {
        var one = count == 1;
        var has = lack.Value is { } value ? $"the {lack.Label} {Quoted.Of(value)}" : $"no {lack.Label}";
        return $"{Display.Count(count, "ticket has", "tickets have")} {has}, and no row of {string.Join(" and ", levels)} is for {(one ? "it" : "them")}, so {(one ? "it is" : "they are")} not judged there. Rows are for {lack.Label} {string.Join(", ", lack.Rows)}.{Meant(lack)}";
    }

    /// <summary>The nearest value; where none is near, the only one with the same digits: "1 - Critical" is P1.</summary>
    static string Meant(Lack lack)
    {
        if (lack.Value is not { } value) return "";
        if (Nearest.Question(value, lack.Rows) is { } question) return " " + question;
        return Digits(value) is { Length: > 0 } digits && lack.Rows.Where(r => Digits(r) == digits).ToList() is [var only] ? $" Did you mean {Quoted.Of(only)}?" : "";
    }

    static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    static (Dictionary<Lack, List<Origin>> Lacks, Dictionary<Unpromised, List<Origin>> Counted) In(Metric.TimeTaken metric, ValueList<LevelScopeRow> scopes, List<(ScopeSelection Selection, Unpromised Row)> without, TicketTable tickets)
    {
        var (lacks, counted) = (new Dictionary<Lack, List<Origin>>(), new Dictionary<Unpromised, List<Origin>>());
        if (scopes.Count == 0) return (lacks, counted);
        var isOut = tickets.About.Select(labels => metric.Reads.Takes(labels) && !IsTaken(labels)).ToArray();
        if (Array.TrueForAll(isOut, o => !o)) return (lacks, counted);
        var (aboutOf, starts, whatOf) = (tickets.AboutOf, tickets.Starts, tickets.WhatOf);
        for (var ticket = 0; ticket < tickets.Count; ticket++)
        {
            if (!isOut[aboutOf.Span[ticket]]) continue;
            var labels = tickets.About[aboutOf.Span[ticket]];
            var priorities = tickets.Happenings;
            var isIn = false;
            for (var i = starts.Span[ticket]; i < starts.Span[ticket + 1] && !isIn; i++)
            {
                if (priorities[whatOf.Span[i]] is not { What: "priority" } change) continue;
                labels = Cycle.LabelsWith(labels, change.To);
                isIn = IsTaken(labels);
            }
            if (isIn) continue;
            if (without.Find(w => w.Selection.Takes(labels)) is { Row: { } row })
            {
                if (!counted.TryGetValue(row, out var under)) counted[row] = under = [];
                under.Add(tickets.Origins[starts.Span[ticket]]);
                continue;
            }
            if (LackOf(labels) is not { } lack) continue;
            if (!lacks.TryGetValue(lack, out var at)) lacks[lack] = at = [];
            at.Add(tickets.Origins[starts.Span[ticket]]);
        }
        return (lacks, counted);

        bool IsTaken(Labels labels) => scopes.Any(s => s.Selection.Takes(labels));

        Lack? LackOf(Labels labels)
        {
            foreach (var name in scopes.SelectMany(s => s.Row.When.Items).Select(l => l.Name).Distinct())
            {
                var known = scopes.Select(s => s.Row.When[name]).OfType<string>().Distinct().ToValueList();
                if (labels[name] is not { } value || !known.Contains(value)) return new(name, labels[name], known);
            }
            return null;
        }
    }
}
