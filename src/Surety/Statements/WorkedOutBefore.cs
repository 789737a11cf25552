using Surety.Agreements;
using Surety.Facts;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>What was worked out for a text of the same scope and term and holds for this one too: of metrics that are the same, on facts that are the same but for what is supposed.</summary>
sealed class WorkedOutBefore
{
    readonly HashSet<string> metrics;
    readonly ReadOnlyMemory<Assumption> supposed;

    WorkedOutBefore(VersionMeasures measures, HashSet<string> metrics, ReadOnlyMemory<Assumption> supposed) => (Measures, this.metrics, this.supposed) = (measures, metrics, supposed);

    /// <summary>Where it was worked out.</summary>
    public VersionMeasures Measures { get; }

    /// <summary>Finds what holds; <c>null</c>: nothing does.</summary>
    public static WorkedOutBefore? Of(VersionMeasures? before, Agreement agreement, FactSet facts)
    {
        if (before is null || (before.Facts with { Assumptions = facts.Assumptions }) != facts) return null;
        var same = agreement.Metrics.Where(m => before.Agreement.Metric(m.Name) == m).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var (then, now) = (before.Facts.Assumptions, facts.Assumptions);
        // A later one holds over those before it, so only what was added at the end is a difference by itself.
        var isMore = now.Count >= then.Count && now.Span[..then.Count].SequenceEqual(then.Span);
        return new(before, same, isMore ? now.Skip(then.Count).ToArray() : [.. then, .. now]);
    }

    /// <summary>Whether it holds of a metric that does not look at what is supposed.</summary>
    public bool Holds(Metric metric) => metrics.Contains(metric.Name);

    /// <summary>Whether it holds of a scope of an availability.</summary>
    public bool Holds(Metric.Availability metric, ScopeSelection scope)
    {
        if (!metrics.Contains(metric.Name)) return false;
        foreach (var assumption in supposed.Span)
            if (Observed.Concerns(assumption.About, metric, scope)) return false;
        return true;
    }
}
