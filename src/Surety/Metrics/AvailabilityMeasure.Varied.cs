using NodaTime;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>The same scope under other clauses, for the four figures.</summary>
public sealed partial class AvailabilityMeasure
{
    /// <summary>Measures the same facts under other clauses. Where only exclusions differ, what was observed is not worked out again.</summary>
    internal AvailabilityMeasure Under(Metric.Availability other, Func<string, ValueList<ExclusionRuling>> rulings)
    {
        var varied = new AvailabilityMeasure(other, facts, scope, during, rulings, asOf, zone, parts, absence, potential);
        return Bare(metric) == Bare(other) ? new(varied, observed) : varied;
    }

    AvailabilityMeasure(AvailabilityMeasure varied, Lazy<Observed> observed)
        : this(varied.metric, varied.facts, varied.scope, varied.during, varied.exclusions, varied.asOf, varied.zone, varied.parts, varied.absence, varied.potential) => this.observed = observed;

    static Metric.Availability Bare(Metric.Availability metric) => metric with { LeavesOut = [], CountsAsGood = [] };

    /// <summary>The rulings that touch a window, granted or not, in order of time; those of one instant in the order of the clauses, then of the facts, which does not depend on their places.</summary>
    internal ValueList<ExclusionRuling> RulingsIn(Interval window) =>
        leftOut.Value.ToldIn(window).Concat(countedAsGood.Value.ToldIn(window)).OrderBy(r => r.Fact.From).ToValueList();

    /// <summary>How a ruling is told.</summary>
    internal static string Told(ExclusionRuling ruling) => ruling.Refused is null ? GrantedTime.Name(ruling) : GrantedTime.Note(ruling);
}
