using Surety.Escalation;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Agreements;

/// <summary>The questions that disputes turn on, where this agreement leaves them open. The table stands in docs/guide/language.md.</summary>
static class Silences
{
    public static IEnumerable<Silence> Of(Agreement agreement) =>
        agreement.Metrics.SelectMany(OfMetric)
            .Concat(agreement.Levels.SelectMany(l => OfLevel(l, agreement)))
            .Concat(OfScope(agreement))
            .Concat(OfEscalation(agreement));

    static IEnumerable<Silence> OfMetric(Metric metric) => metric switch
    {
        Metric.Availability availability => OfAvailability(availability),
        Metric.TimeTaken time => OfTime(time),
        Metric.Survey survey => Ask(survey, "needs", "how many answers make a verdict", "at least 1"),
        Metric.SingleValue single => Ask(single, "needs", "how many values make a verdict", "at least 1"),
    };

    static IEnumerable<Silence> OfAvailability(Metric.Availability metric)
    {
        if (metric is { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved }) return [];
        var asked = Ask(metric, "partial minutes", "what a minute counts that is bad in part", "exact seconds")
            .Concat(Ask(metric, "during", "when the service is promised", "around the clock"));
        if (metric.LeavesOut.Count == 0 && metric.CountsAsGood.Count == 0) asked = asked.Concat(Ask(metric, "leaves out", "whether any time is left out", "none is"));
        return metric.ObservedBy is Observation.Outages ? asked : asked.Concat(Ask(metric, "no data", "what time without knowledge is", "unknown: out of the figure, and no verdict where less than 95 % is known"));
    }

    static IEnumerable<Silence> OfTime(Metric.TimeTaken metric) =>
        Ask(metric, "clock", "in which hours time counts", "around the clock")
            .Concat(Ask(metric, "paused while", "whether the clock ever stands still", "never"))
            .Concat(Ask(metric, "re-opened", "what a re-opened ticket is", "a new clock with the full target"))
            .Concat(Ask(metric, "priority changes", "what a change of priority does", "time counted so far stays, the new target counts from the same start"))
            .Concat(Ask(metric, "counts in", "the window that a ticket counts in", "done in time, when done; missed, when due"))
            .Concat(Ask(metric, "open at the end", "what a ticket is that is open and not due when the window ends", "it belongs to the next window"));

    static IEnumerable<Silence> OfLevel(ServiceLevel level, Agreement agreement)
    {
        if (level.Measured is Measured.ByMetric by && agreement.Metric(by.Metric) is Metric.TimeTaken or Metric.Survey && !level.NoEventsIsMet)
            yield return new($"the verdict of '{level.Name}' in a window without any event", "no data: no credit, and not a miss", level.Clause);
        if (level.Rounded is null && level.Targets.Any(t => LevelVerdict.RangeOf(t.Target) is { Unit: Unit.Percent }))
            yield return new($"whether the figure of '{level.Name}' is rounded before it is compared", "it is not", level.Clause);
    }

    static IEnumerable<Silence> OfScope(Agreement agreement)
    {
        if (agreement.Term.BusinessDays is null) yield return new("what a business day is", "Monday to Friday, without holidays", agreement.Term.Clause);
        foreach (var exclusion in agreement.Scope.Exclusions)
        {
            if (exclusion.Announced is null && exclusion.AgreedBy.Count == 0)
                yield return new($"what makes '{exclusion.Name}' count", "the fact that somebody recorded it: no notice and nobody's agreement is needed", exclusion.Clause);
        }
        if (agreement.StatementLife.Clause.Path == "surety")
            yield return new("when a statement is final", "provisional after 5 business days, 10 more for comment, silence accepts, final 90 days after the period", agreement.StatementLife.Clause);
    }

    static IEnumerable<Silence> OfEscalation(Agreement agreement)
    {
        var chapter = agreement.Escalation;
        foreach (var credit in chapter.Credits)
        {
            if (credit.Base is { Of: BaseOf.FeeOfAffected, Words: var words } && words.EndsWith("(default)", StringComparison.Ordinal))
                yield return new($"what '{credit.Name}' is a share of", "the affected service's fee of the same window, net, without one-time items", credit.Clause);
        }
        if (chapter.Credits.Count > 1) yield return new("what several credits of a window come to", chapter.BestOnly ? "the largest" : "they are added, then capped", chapter.Credits[0].Clause);
        if (chapter.Credits.Count > 0 && chapter.Caps.Count == 0) yield return new("whether credits have a limit", "none", chapter.Credits[0].Clause);
        if (chapter.Credits.Count > 0 && chapter.Settlement.Clause.At == default) yield return new("how credits are paid", "automatically, on the next invoice", chapter.Credits[0].Clause);
        foreach (var right in chapter.Rights)
        {
            if (right.ExercisedWithin is null) yield return new($"how long '{right.Name}' lives", "without limit", right.Clause);
        }
    }

    static IEnumerable<Silence> Ask(Metric metric, string key, string question, string whatHolds)
    {
        foreach (var (name, _) in metric.Clauses)
            if (name == key) return [];
        return [new($"{question} ('{metric.Name}')", whatHolds, metric.Clause)];
    }
}
