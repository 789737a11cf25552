namespace Surety.Tests.Oracle;

/// <summary>One thing that a level judges: a row of its target, and a member or a value of a label where the metric is "for each".</summary>
sealed record Scope(Row Row, IReadOnlyDictionary<string, string> Labels, Member? Member, IReadOnlyDictionary<string, string> MeasuredLabels, IReadOnlyList<Told> Read)
{
    public string Name => string.Join(", ", Labels.Select(l => $"{l.Key}={l.Value}"));
}

/// <summary>Which scopes a level has, and which facts each of them reads.</summary>
static class Scopes
{
    public static IEnumerable<Scope> Of(Contract contract, Metric metric, Level level, IReadOnlyList<Told> facts)
    {
        var read = facts.Where(f => Reads(metric, f)).ToList();
        foreach (var row in level.Rows)
        {
            foreach (var (each, member) in Each(contract, metric, read))
            {
                List<Told> mine = [.. read.Where(f => each.All(l => f.Label(l.Key) == l.Value))];
                var conditions = row.Conditions ?? [];
                // Attributes choose the row of a member, labels choose facts.
                if (member is not null && !TakesMember(level, row, member)) continue;
                var labels = new SortedDictionary<string, string>(each.ToDictionary(), StringComparer.Ordinal);
                foreach (var (name, wanted) in conditions) labels[name] = wanted;
                var taken = mine.Where(f => conditions.All(c => member?.Attributes.ContainsKey(c.Label) == true || f.Label(c.Label) == c.Value));
                if (metric is Metric.Time)
                {
                    // The priority of a ticket may change: every row reads all tickets, and takes the cycles that its priority decided.
                    taken = mine;
                    if (row.Conditions is null) labels["priority"] = "otherwise";
                }
                else if (row.Conditions is null && member is null)
                {
                    taken = mine.Where(f => !level.Rows.Any(r => r.Conditions is { } other && other.All(c => f.Label(c.Label) == c.Value)));
                    foreach (var name in level.Rows.SelectMany(r => r.Conditions ?? []).Select(c => c.Label).Distinct()) labels[name] = "otherwise";
                }
                List<Told> its = [.. taken];
                yield return new(row, labels, member, Measured(metric, labels, its), its);
            }
        }
    }

    static bool TakesMember(Level level, Row row, Member member) =>
        row.Conditions is { } conditions
            ? conditions.All(c => !member.Attributes.TryGetValue(c.Label, out var value) || value == c.Value)
            : !level.Rows.Any(r => r.Conditions is not null && TakesMember(level, r, member));

    /// <summary>Each member with each set of values that stand together in a fact about any of them.</summary>
    static IEnumerable<(List<KeyValuePair<string, string>> Labels, Member? Member)> Each(Contract contract, Metric metric, List<Told> read)
    {
        var group = contract.Groups.FirstOrDefault(g => metric.ForEach.Contains(g.Name));
        List<string> names = [.. metric.ForEach.Where(n => n != group?.Name)];
        var told = read.Where(f => group is null || group.Members.Any(m => m.Name == f.Label("member"))).Where(f => names.TrueForAll(n => f.Label(n) is not null));
        List<List<string>> sets = names.Count == 0 ? [[]] : [.. told.Select(f => names.Select(n => f.Label(n)!).ToList()).DistinctBy(s => string.Join('|', s))];
        foreach (var set in sets)
        {
            var labels = names.Zip(set, KeyValuePair.Create);
            if (group is null) yield return ([.. labels], null);
            foreach (var member in group?.Members ?? []) yield return ([.. labels, new("member", member.Name)], member);
        }
    }

    static bool Reads(Metric metric, Told fact) =>
        metric switch
        {
            Metric.Availability { ObservedBy: "outages" } => fact is Told.Outage,
            Metric.Availability { ObservedBy: "counts" } => fact is Told.Count,
            Metric.Availability { BadWhen.Value: not null } => fact is Told.Sample,
            Metric.Availability => fact is Told.State,
            Metric.Time => fact is Told.Ticket,
            Metric.Survey => fact is Told.Answer,
            Metric.Number { ObservedBy: "samples" } => fact is Told.Sample,
            Metric.Number => fact is Told.Value,
        }
        && (metric.Service is not { } service || fact.Label("service") == service)
        && (metric.Part is not { } part || fact.Label("part") == part)
        && (metric.Feed is not { } feed || fact.Label("feed") == feed)
        && metric.Where.All(w => fact.Label(w.Label) is { } value && w.Values.Contains(value));

    /// <summary>The labels that all that is measured has: those that the text asks for, and those that all facts have. Of outages the text alone says it, for the good time between them is no fact.</summary>
    static Dictionary<string, string> Measured(Metric metric, SortedDictionary<string, string> scope, List<Told> read)
    {
        var labels = new Dictionary<string, string>(scope);
        foreach (var (label, value) in read.Count == 0 || read[0] is Told.Outage ? [] : read[0].Labels.Where(l => read.All(f => f.Label(l.Key) == l.Value))) labels[label] = value;
        if (metric.Service is { } service) labels["service"] = service;
        if (metric.Part is { } part) labels["part"] = part;
        if (metric.Feed is { } feed) labels["feed"] = feed;
        foreach (var (label, values) in metric.Where)
            if (values.Count == 1) labels[label] = values[0];
        return labels;
    }
}
