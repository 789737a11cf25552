using NodaTime;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>How many an outage could affect, as time goes on.</summary>
sealed partial class VersionMeasures
{
    List<Potential> PotentialOf(Metric.Availability metric, ScopeSelection scope) => (metric.Weights as Weights.ByAffected)?.Of switch
    {
        null => [],
        AffectedOf.Workload workload => OfWorkload(Workload(workload.Name), metric, scope),
        AffectedOf.Members group => OfMembers(group.Group, metric, scope),
    };

    /// <summary>By what facts say of periods; of parts, those that the scope may be about. Where nobody ever said it, whoever is affected is all.</summary>
    List<Potential> OfWorkload(Workload workload, Metric.Availability metric, ScopeSelection scope)
    {
        bool Takes(Labels labels) => scope.Must.Items.All(l => labels[l.Name] is not { } value || value == l.Value) && (labels["service"] is not { } service || metric.Reads.Service is not { } own || service == own);
        var steps = WorkloadSteps.Of(workload, facts, Takes, Agreement.Zone);
        return steps.Count == 0
            ? [new(TimeSet.Everything, 1, new($"{workload.Name}: nobody said how many", new Figure.Number(1), Follows.Given, [], workload.Clause), $"nobody said how many {workload.Name} there were: whoever was affected is taken for all")]
            : steps.ConvertAll(s => new Potential(TimeSet.Of(s.From == Instant.MinValue ? long.MinValue : s.From.ToUnixTimeTicks(), s.Until == Instant.MaxValue ? long.MaxValue : s.Until.ToUnixTimeTicks()), s.Number.Value.Exact!.Value, s.Number, s.Note));
    }

    List<Potential> OfMembers(string group, Metric.Availability metric, ScopeSelection scope)
    {
        var stays = members.Of(group).Where(m => scope.MayTake(m.Attributes)).SelectMany(m => m.Stays).Select(TimeSet.Of).ToList();
        var ends = stays.SelectMany(s => s.Stretches).SelectMany(s => new[] { s.From, s.Until }).Where(t => t is not (long.MinValue or long.MaxValue)).Distinct().Order().ToList();
        return [.. ends.Prepend(long.MinValue).Zip(ends.Append(long.MaxValue)).Select(s => (Time: TimeSet.Of(s.First, s.Second), Count: stays.Count(stay => stay.HoldsAll(s.First, s.Second))))
            .Select(s => new Potential(s.Time, s.Count, new($"members of {group} that exist", new Figure.Number(s.Count), Follows.Given, [], metric.ClauseOf("weights")), null))];
    }
}
