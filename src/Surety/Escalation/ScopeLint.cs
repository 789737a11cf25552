using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Escalation;

/// <summary>Which scopes of a level the conditions of a credit or a right are about.</summary>
internal static class ScopeLint
{
    /// <summary>The rows of a target whose scopes fit; where a metric is measured for each member or value, scopes have labels that no row names.</summary>
    public static IEnumerable<TargetRow> Rows(Labels when, ServiceLevel level, IReadOnlyList<Metric> metrics, Declared declared)
    {
        var isEach = level.Measured is Measured.ByMetric by && metrics.FirstOrDefault(m => m.Name == by.Metric) is { ForEach.Count: > 0 };
        var fitting = level.Targets.Where(t => when.Items.All(l => declared.Customer[l.Name] == l.Value || t.When[l.Name] == l.Value || (t.IsOtherwise && l.Value == "otherwise") || (t.When[l.Name] is null && isEach)))
            .Where(t => t.When.Items.All(l => (l.Name != "tier" && declared.Customer[l.Name] is null) || declared.Customer[l.Name] == l.Value)).ToList();
        // A row takes what it fits, and leaves nothing of it for those behind.
        var sole = fitting.FindIndex(t => t.When != Labels.None && t.When.Items.All(l => when[l.Name] == l.Value));
        return sole < 0 ? fitting : fitting.Take(sole + 1);
    }

    /// <summary>Whether conditions fit no scope of a level, and not because they are about another customer.</summary>
    public static bool IsOfNone(Labels when, ServiceLevel level, IReadOnlyList<Metric> metrics, Declared declared) =>
        when != Labels.None && !IsAboutOtherCustomer(when, declared) && !Rows(when, level, metrics, declared).Any();

    static bool IsAboutOtherCustomer(Labels when, Declared declared) => when.Items.Any(l => (l.Name == "tier" || declared.Customer[l.Name] is not null) && declared.Customer[l.Name] != l.Value);
}
