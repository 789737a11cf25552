using Surety.Agreements;
using Surety.Escalation;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Statements;

/// <summary>A name that facts have and no agreement which reads them: more often a slip than a wish. The facts are kept all the same.</summary>
/// <param name="Kind">What it would be the name of.</param><param name="Name">As it was written.</param><param name="Meant">A question with the name that is nearly this one; <c>null</c>: none is.</param>
public sealed record UnknownName(FactNameKind Kind, string Name, string? Meant)
{
    /// <summary>Whether a feed took the facts.</summary>
    public bool IsOfFeed { get; init; }

    /// <summary>The same in a sentence.</summary>
    public string Words => IsOfFeed && Kind != FactNameKind.Fact ? $"None of the agreements that you may see and that read this feed has {Kind switch
    {
        FactNameKind.Service => "a service",
        FactNameKind.Event => "a metric that starts or stops at the ticket event",
        FactNameKind.Exclusion => "an exclusion",
        FactNameKind.Group => "a group of the inventory",
        FactNameKind.Workload => "a workload",
        FactNameKind.Fact => "a fact",
        FactNameKind.Clause => "a ladder, credit, right or duty",
        FactNameKind.Aware => "a level, ladder, credit, right or duty",
        FactNameKind.Level => "a service level",
        FactNameKind.Period => "a period",
    }} {Quoted.Of(Name)}." : Kind switch
    {
        FactNameKind.Service => $"There is no service {Quoted.Of(Name)} in the agreement.",
        FactNameKind.Event => $"No metric starts or stops at the ticket event {Quoted.Of(Name)}.",
        FactNameKind.Exclusion => $"There is no exclusion {Quoted.Of(Name)} in the agreement.",
        FactNameKind.Group => $"The inventory has no group {Quoted.Of(Name)}.",
        FactNameKind.Workload => $"There is no workload {Quoted.Of(Name)} in the agreement.",
        FactNameKind.Fact => $"There is no fact {Quoted.Of(Name)} of its source here: what corrects it counts for nothing until it comes.",
        FactNameKind.Clause => $"There is no ladder, credit, right or duty {Quoted.Of(Name)} in the agreement.",
        FactNameKind.Aware => $"There is no level, ladder, credit, right or duty {Quoted.Of(Name)} in the agreement.",
        FactNameKind.Level => $"There is no service level {Quoted.Of(Name)} in the agreement.",
        FactNameKind.Period => $"{Quoted.Of(Name)} is no period: a month is written 2026-10, a quarter 2026-Q4, a year 2026, a day 2026-10-05.",
    };
}

/// <summary>The names that agreements have for what facts are about: whoever sends facts hears at once of those that none has, and not with the statement. Source: docs/guide/record.md, "Facts".</summary>
public sealed class KnownNames
{
    readonly HashSet<(FactNameKind Kind, string Name)> names = [];

    /// <summary>Names of all versions of some agreements.</summary>
    /// <param name="all">The versions of each.</param>
    public static KnownNames Of(IEnumerable<Versions> all)
    {
        var known = new KnownNames();
        foreach (var version in all.SelectMany(v => v.All)) known.Add(version);
        return known;
    }

    void Add(Agreement version)
    {
        foreach (var service in version.Scope.Services) names.Add((FactNameKind.Service, service.Name));
        foreach (var metric in version.Metrics)
        {
            if (metric.Reads.Service is { } service) names.Add((FactNameKind.Service, service));
            foreach (var value in metric.Reads.Where.Where(t => t.Name == "service").SelectMany(t => t.Values)) names.Add((FactNameKind.Service, value));
        }
        foreach (var what in UnreadFacts.EventsOf(version.Metrics)) names.Add((FactNameKind.Event, what));
        foreach (var exclusion in version.Scope.Exclusions) names.Add((FactNameKind.Exclusion, exclusion.Name));
        foreach (var group in version.Scope.Inventory) names.Add((FactNameKind.Group, group.Name));
        foreach (var workload in version.Scope.Workloads) names.Add((FactNameKind.Workload, workload.Name));
        foreach (var clause in UnreadFacts.ClauseNames(version))
        {
            names.Add((FactNameKind.Clause, clause));
            names.Add((FactNameKind.Aware, clause));
        }
        foreach (var level in version.Levels)
        {
            names.Add((FactNameKind.Level, level.Name));
            names.Add((FactNameKind.Aware, level.Name));
        }
    }

    /// <summary>Those of some names that none of the agreements has, in order.</summary>
    public ValueList<UnknownName> Unknown(ValueList<FactName> said) => said.Where(n => !names.Contains((n.Kind, n.Name)) && (n.Kind != FactNameKind.Service || names.Any(k => k.Kind == FactNameKind.Service)))
        .Select(n => new UnknownName(n.Kind, n.Name, Nearest.Question(n.Name, names.Where(k => k.Kind == n.Kind).Select(k => k.Name).Order(StringComparer.Ordinal)))).ToValueList();
}
