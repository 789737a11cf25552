using NodaTime;
using Surety.Facts;
using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads what makes a minute bad, what leaves the count and what missing data is.</summary>
internal static class ReadAvailability
{
    static readonly (string Word, ServiceState State)[] States =
        [("up", ServiceState.Up), ("degraded", ServiceState.Degraded), ("down", ServiceState.Down), ("unknown", ServiceState.Unknown)];

    public static Metric.Availability? Of(MappingReader metric, Declared declared)
    {
        var observedBy = metric.Required("observed by");
        var every = metric.Optional("every");
        var length = every.Phrase(Spans.Elapsed);
        Observation? observation = observedBy.Text() switch
        {
            "samples" => new Observation.Samples(length ?? Duration.Zero),
            "changes" => new Observation.Changes(),
            "outages" => new Observation.Outages(),
            "counts" => new Observation.Counts(),
            null => null,
            var other => Refuse(observedBy, other),
        };
        if (observation is Observation.Samples && !every.IsPresent)
            metric.Problems.Error(observedBy.At, "metric.every", "A sample stands for a stretch of time, and the metric does not say how long.", "Add a line 'every: 1 min'.");
        if (observation is Observation.Samples && length <= Duration.Zero)
            metric.Problems.Error(every.At, "metric.every", "A sample stands for some time, not for none.", "Write 'every: 1 min'.");
        if (observation is not (null or Observation.Samples) && every.IsPresent)
            metric.Problems.Error(every.At, "metric.every", $"'every' says how long a sample stands for, and this metric is observed by {observedBy.Text()}.", "Remove the line, or observe by samples.");
        var bad = metric.Optional("bad when");
        var rule = bad.IsPresent ? bad.Phrase(p => Bad(p, declared)) : null;
        if (observation is not null && rule is not null) CheckFits(bad, observation, rule);
        var coverage = metric.Optional("coverage").Phrase(p => Coverage(p, declared));
        var leavesOut = Declared.Names(metric.Optional("leaves out"), "an exclusion", declared.Exclusions.Keys);
        var good = metric.Optional("counts as good");
        var asGood = Declared.Names(good, "an exclusion", declared.Exclusions.Keys);
        foreach (var both in asGood.Intersect(leavesOut))
            metric.Problems.Error(good.At, "metric.exclusion-twice", $"{Quoted.Of(both)} is left out and counts as good: it can be one of them.", "Remove it from one of the two lists.");
        var result = new Metric.Availability
        {
            Name = "",
            Clause = default,
            Reads = new(null, null, null, []),
            ObservedBy = observation ?? new Observation.Changes(),
            BadWhen = rule ?? (observation is Observation.Outages or Observation.Counts ? new BadRule.AsObserved() : new BadRule.StateIs([ServiceState.Down])),
            During = declared.Calendar(metric.Optional("during")),
            LeavesOut = leavesOut,
            CountsAsGood = asGood,
            OnlyLongestOfOverlapping = metric.Optional("overlapping outages").Choice(("united", false), ("longest", true)),
            ShortestOutage = metric.Optional("shortest outage").Phrase(Spans.Elapsed) ?? Duration.Zero,
            DeductedFromEach = metric.Optional("deducted from each outage").Phrase(Spans.Elapsed) ?? Duration.Zero,
            PartialMinutes = metric.Optional("partial minutes").Choice(("exact", PartialMinutes.Exact), ("full", PartialMinutes.Full), ("touched", PartialMinutes.Touched)),
            NoData = metric.Optional("no data").Choice(
                ("unknown", NoData.Unknown), ("good", NoData.Good), ("bad", NoData.Bad), ("excluded", NoData.Excluded), ("previous", NoData.Previous)),
        };
        result = ReadIntervals.Into(result, metric, declared);
        result = ReadWeights.Into(result, metric, declared);
        result = ReadAcross.Into(result, metric, declared);
        CheckCounts(metric, result);
        CheckOverlaps(metric, result);
        CheckUnknown(metric, result);
        if (observation is null) return null;
        return coverage is null ? result : result with { Coverage = coverage };
    }

    static Observation? Refuse(ValueReader value, string other)
    {
        string[] kinds = ["samples", "changes", "outages", "counts"];
        value.Problems.Error(value.At, "metric.observed-by", $"A metric cannot be observed by {Quoted.Of(other)}.", Nearest.Question(other, kinds) ?? $"Write {Quoted.AnyOf(kinds)}.");
        return null;
    }

    /// <summary>bad = "state is" state { "or" state } | "value" [ "not" ] range | "impact is" word { "or" word } | "error rate" range</summary>
    static BadRule? Bad(PhraseReader phrase, Declared declared)
    {
        switch (phrase.TryAny("state is", "value", "impact is", "error rate"))
        {
            case "state is":
                var states = new List<ServiceState>();
                do
                {
                    if (phrase.TryAny(States.Select(s => s.Word)) is not { } word) return phrase.Refuse<BadRule>("a state");
                    states.Add(Array.Find(States, s => s.Word == word).State);
                }
                while (phrase.TryWord("or"));
                return new BadRule.StateIs(states.Distinct().ToValueList());
            case "value":
                var isOutside = phrase.TryWord("not");
                return Of(phrase, declared, Unit.Number, "Samples are plain numbers or times.") is { } value ? new BadRule.ValueIs(value, isOutside) : null;
            case "impact is":
                var impacts = new List<string>();
                do
                {
                    var impact = phrase.Until("or").Trim();
                    if (impact.Length == 0) return phrase.Refuse<BadRule>("a word for the impact");
                    impacts.Add(impact);
                }
                while (phrase.TryWord("or"));
                return new BadRule.ImpactIs(impacts.Distinct().ToValueList());
            case "error rate":
                return Of(phrase, declared, Unit.Percent, "An error rate is a percentage.") is { } rate ? new BadRule.ErrorRateIs(rate) : null;
            default: return phrase.Refuse<BadRule>("'state is …', 'value …', 'impact is …' or 'error rate …'");
        }
    }

    static Comparison? Of(PhraseReader phrase, Declared declared, Unit unit, string why)
    {
        var at = phrase.At;
        if (Ranges.Range(phrase, declared) is not { } range) return null;
        if (range.Unit == unit || (unit == Unit.Number && range.Unit == Unit.Time)) return range;
        phrase.Error(at, "range.kind", $"This compares with {Ranges.Words(range.Unit)}. {why}");
        return null;
    }

    static Comparison? Coverage(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        if (Ranges.Range(phrase, declared) is not { } range) return null;
        if (range is { Unit: Unit.Percent, Low: { } low, High: null } && low.Value <= 1) return range;
        phrase.Error(at, "metric.coverage", "Coverage is the least share that must be known.", "Write 'at least 95 %', or another share up to 100 %.");
        return null;
    }

    static void CheckFits(ValueReader bad, Observation observation, BadRule rule)
    {
        var fits = (observation, rule) switch
        {
            (Observation.Samples, BadRule.StateIs or BadRule.ValueIs) => true,
            (Observation.Changes, BadRule.StateIs) => true,
            (Observation.Outages, BadRule.ImpactIs or BadRule.AsObserved) => true,
            (Observation.Counts, BadRule.ErrorRateIs or BadRule.AsObserved) => true,
            _ => false,
        };
        if (fits) return;
        bad.Problems.Error(bad.At, "metric.bad-when", "This rule does not fit what is observed.",
            "Samples have a state or a value, changes a state, outages an impact, counts an error rate.");
    }

    /// <summary>Which of several outages is the longest is asked where each is bad as a whole and told of by itself.</summary>
    static void CheckOverlaps(MappingReader metric, Metric.Availability availability)
    {
        if (!availability.OnlyLongestOfOverlapping) return;
        var at = metric.Optional("overlapping outages");
        void Refuse(string message, string mend) => at.Problems.Error(at.At, "metric.overlapping", message, mend);
        if (availability.Weights is not null) Refuse("Weights say already what counts where outages overlap.", "Remove one of the two lines.");
        if (availability.Across is not null) Refuse("Members are looked at together, so that there is one outage at a time and none overlaps another.", "Remove one of the two lines.");
    }

    /// <summary>Where no time is unknown, rules about unknown time decide nothing.</summary>
    static void CheckUnknown(MappingReader metric, Metric.Availability availability)
    {
        var (noData, coverage) = (metric.Optional("no data"), metric.Optional("coverage"));
        if (availability.ObservedBy is Observation.Outages && noData.IsPresent && availability.NoData != NoData.Good)
            metric.Problems.Warning(noData.At, "metric.no-data", "Where outages are observed, silence means good: no time is unknown, and this line decides nothing.", "Remove the line, or observe by changes or samples.");
        if (coverage.IsPresent && (availability.ObservedBy is Observation.Outages || availability.NoData is NoData.Good or NoData.Bad or NoData.Excluded))
            metric.Problems.Warning(coverage.At, "metric.coverage-unused", "No time stays unknown here, so coverage is always 100 % and this line decides nothing.", "Remove the line, or write 'no data: unknown'.");
    }

    /// <summary>Shares of events are not times, so rules about minutes mean nothing to them.</summary>
    static void CheckCounts(MappingReader metric, Metric.Availability availability)
    {
        if (availability is not { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } || ReadIntervals.IsAveraged(availability)) return;
        foreach (var key in new[] { "during", "overlapping outages", "shortest outage", "deducted from each outage", "partial minutes", "no data", "coverage", "counts as good" })
            if (metric.Optional(key) is { IsPresent: true } value)
                metric.Problems.Error(value.At, "metric.counts", $"{Quoted.Of(key)} is about time, and this metric is a share of events.", "Remove the line, or add 'bad when: error rate above …', which makes intervals good or bad as a whole.");
    }
}
