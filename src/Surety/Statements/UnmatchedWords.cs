using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Statements;

/// <summary>Members, labels and attributes that the agreement and the facts do not share, so that something is measured by silence or not at all.</summary>
static class UnmatchedWords
{
    /// <summary>Remarks on the version that is in force last.</summary>
    public static IEnumerable<Remark> Of(Versions versions, FactSet facts)
    {
        var agreement = versions.Newest;
        var members = Members.Of(agreement.Scope.Inventory, facts, agreement.Zone);
        var all = AllLabels(facts).ToList();
        return UnknownMembers(versions, members, all).Concat(UnknownImpacts(versions, facts)).Concat(agreement.Metrics.OfType<Metric.TimeTaken>().SelectMany(m => OfClock(agreement, m, members, all)))
            .Concat(agreement.Levels.SelectMany(l => OfLevel(agreement, l, members, all)));
    }

    /// <summary>What facts are about, each set of labels with how many facts have it.</summary>
    static IEnumerable<(Labels Labels, long Count)> AllLabels(FactSet facts) =>
        facts.States.Select(s => (s.Labels, (long)s.Count)).Concat(facts.Values.Select(s => (s.Labels, (long)s.Count))).Concat(facts.Counts.Select(s => (s.Labels, (long)s.Count)))
            .Concat(facts.Outages.GroupBy(o => o.Labels).Select(g => (g.Key, g.LongCount()))).Concat(facts.Tickets.CountsByLabels());

    static IEnumerable<Remark> UnknownMembers(Versions versions, Members members, List<(Labels Labels, long Count)> all)
    {
        var each = versions.All.SelectMany(v => v.Metrics).Where(m => m.GroupOfEach is not null).ToList();
        var names = members.All.Select(m => m.Name).Concat(versions.All.SelectMany(v => v.Scope.Inventory).SelectMany(g => g.Members).Select(m => m.Name)).ToHashSet(StringComparer.Ordinal);
        return all.Where(a => a.Labels["member"] is { } member && !names.Contains(member) && each.Exists(m => m.Reads.Takes(a.Labels)))
            .GroupBy(a => a.Labels["member"]!).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Remark("facts.unknown-member",
                $"{Display.Count(g.Sum(a => a.Count), "fact is", "facts are")} about the member '{g.Key}', which no group of the inventory has, so nothing that is measured for each member reads {(g.Sum(a => a.Count) == 1 ? "it" : "them")}.{Meant(g.Key, names)}", null));
    }

    static IEnumerable<Remark> OfClock(Agreement agreement, Metric.TimeTaken metric, Members members, List<(Labels Labels, long Count)> all)
    {
        var (customer, group) = (agreement.Parties.Customer.Attributes, metric.GroupOfEach);
        var attributes = agreement.Scope.Inventory.FirstOrDefault(g => g.Name == group)?.Attributes ?? [];
        var asked = metric.Clock.SelectMany(row => row.When.Items).Select(l => l.Name).Distinct().Where(n => n != "tier" && customer[n] is null).ToList();
        var clause = metric.ClauseOf("clock");
        foreach (var (name, meant) in Unheard(metric, asked.Where(n => n != "member" && !attributes.Contains(n)), attributes, all))
            yield return new("metric.no-such-label", $"The clock of '{metric.Name}' asks for '{name}', and no fact that it reads has such a label.{meant}", clause);
        foreach (var member in group is null ? [] : members.Of(group))
            if (asked.Find(n => attributes.Contains(n) && member.Attributes[n] is null) is { } missing)
                yield return new("metric.member-without-attribute", $"The member '{member.Name}' has no '{missing}', and the clock of '{metric.Name}' asks for it: no row that names one is for it.", clause);
    }

    /// <summary>Impacts of outages that are nearly one that a clause names: what none of them is counts as any other, which nobody would notice.</summary>
    static IEnumerable<Remark> UnknownImpacts(Versions versions, FactSet facts)
    {
        var metrics = versions.All.SelectMany(v => v.Metrics).OfType<Metric.Availability>().Where(m => m.ObservedBy is Observation.Outages).ToList();
        var known = metrics.SelectMany(m => (m.BadWhen as BadRule.ImpactIs)?.Impacts.ToList() ?? []).Concat(metrics.SelectMany(m => (m.Weights as Weights.ByWord)?.Of.Select(w => w.Word) ?? [])).ToHashSet(StringComparer.Ordinal);
        return facts.Outages.Where(o => o.Impact is { } impact && !known.Contains(impact) && metrics.Exists(m => m.Reads.Takes(o.Labels)))
            .GroupBy(o => o.Impact!).OrderBy(g => g.Key, StringComparer.Ordinal)
            // One that differs by capitals or space alone is told of as any such word is.
            .Where(g => !known.Any(k => string.Equals(k.Trim(), g.Key.Trim(), StringComparison.OrdinalIgnoreCase)) && Meant(g.Key, known).Length > 0)
            .Select(g => new Remark("facts.unknown-impact", $"{Display.Count(g.Count(), "outage has", "outages have")} the impact '{g.Key}', which no clause names.{Meant(g.Key, known)}", null, FactCitation.Of(g.Select(o => o.At).ToList())));
    }

    static IEnumerable<Remark> OfLevel(Agreement agreement, ServiceLevel level, Members members, List<(Labels Labels, long Count)> all)
    {
        if (level.Measured is not Measured.ByMetric by || agreement.Metric(by.Metric) is not { } metric) return [];
        var customer = agreement.Parties.Customer.Attributes;
        var asked = level.Targets.SelectMany(t => t.When.Items).Select(l => l.Name).Distinct().Where(n => n != "tier" && customer[n] is null).ToList();
        asked.RemoveAll(metric.IsForEach);
        return metric.GroupOfEach is { } group ? OfMembers(agreement, level, metric, group, members, asked, all) : UnheardOf(level, metric, asked, [], all);
    }

    static IEnumerable<Remark> OfMembers(Agreement agreement, ServiceLevel level, Metric metric, string group, Members members, List<string> asked, List<(Labels Labels, long Count)> all)
    {
        var attributes = agreement.Scope.Inventory.First(g => g.Name == group).Attributes;
        foreach (var remark in UnheardOf(level, metric, asked.Where(n => !attributes.Contains(n)), attributes, all)) yield return remark;
        foreach (var member in members.Of(group))
        {
            if (asked.FirstOrDefault(n => attributes.Contains(n) && member.Attributes[n] is null) is { } missing)
                yield return new("level.member-without-attribute", $"The member '{member.Name}' has no '{missing}', and the rows of '{level.Name}' ask for it: each of them is taken to split what is measured of it.", level.Clause);
            else if (Scopes.For(level, agreement.Parties.Customer.Attributes, Labels.None.With("member", member.Name), member.Attributes).Count == 0 && !level.Unpromised.Any(u => u.When.Items.All(l => member.Attributes[l.Name] == l.Value)))
                yield return new("level.member-without-row", $"No row of '{level.Name}' is for the member '{member.Name}' ({Display.Scope(member.Attributes)}), so it is not judged.", level.Clause);
        }
    }

    static IEnumerable<Remark> UnheardOf(ServiceLevel level, Metric metric, IEnumerable<string> asked, IEnumerable<string> attributes, List<(Labels Labels, long Count)> all) =>
        Unheard(metric, asked, attributes, all).Select(u => new Remark("level.no-such-label", $"The rows of '{level.Name}' ask for '{u.Name}', and no fact that '{metric.Name}' reads has such a label.{u.Meant}", level.Clause));

    /// <summary>Labels that rows ask for and no fact has, though there are facts to read; each with the one that may be meant.</summary>
    static IEnumerable<(string Name, string Meant)> Unheard(Metric metric, IEnumerable<string> asked, IEnumerable<string> attributes, List<(Labels Labels, long Count)> all)
    {
        var read = all.Where(a => metric.Reads.Takes(a.Labels)).ToList();
        var known = read.SelectMany(a => a.Labels.Items).Select(l => l.Name).Concat(attributes).ToHashSet(StringComparer.Ordinal);
        return read.Count == 0 ? [] : asked.Where(n => !known.Contains(n)).Select(n => (n, Meant(n, known)));
    }

    static string Meant(string word, IEnumerable<string> known) => Nearest.Question(word, known) is { } meant ? " " + meant : "";
}
