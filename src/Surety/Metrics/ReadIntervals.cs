using NodaTime;
using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads the minute rules of availability: intervals, the shortest run, the least traffic.</summary>
internal static class ReadIntervals
{
    static readonly Duration Day = Duration.FromHours(24);

    public static Metric.Availability Into(Metric.Availability availability, MappingReader metric, Declared declared)
    {
        var (intervalsAt, runAt, trafficAt) = (metric.Optional("intervals"), metric.Optional("minimum run"), metric.Optional("minimum traffic"));
        var intervals = intervalsAt.Phrase(p => Intervals(p, declared));
        var traffic = trafficAt.Phrase(Traffic);
        var run = runAt.Phrase(p => Run(p, intervals));
        var result = availability with
        {
            Intervals = intervals,
            MinimumRun = run?.Length ?? Duration.Zero,
            MinimumRunIntervals = run?.Intervals ?? 0,
            MinimumTraffic = traffic ?? MinimumTraffic.Silent,
        };
        if (intervals is not null) CheckIntervals(intervalsAt, metric, result, intervals);
        if (trafficAt.IsPresent && !IsRated(result) && !IsAveraged(result))
            trafficAt.Problems.Error(trafficAt.At, "metric.traffic", "Only events can be too few, and this metric judges no interval by its events.", "Observe by counts and add 'bad when: error rate above …', or 'intervals: 5 min, averaged'.");
        if (runAt.IsPresent && availability is { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved })
            runAt.Problems.Error(runAt.At, "metric.run", "A run is of bad minutes, and this metric is a share of events.", "Remove the line, or add 'bad when: error rate above …'.");
        return result;
    }

    public static bool IsAveraged(Metric.Availability metric) => metric.Intervals is { Rule: IntervalRule.Averaged };

    static bool IsRated(Metric.Availability metric) => metric is { ObservedBy: Observation.Counts, BadWhen: BadRule.ErrorRateIs };

    /// <summary>intervals = elapsed [ "," ( "averaged" | "bad if" ( "any" | "all" | range ) "of it is bad" ) ]</summary>
    static Intervals? Intervals(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        if (Spans.Elapsed(phrase) is not { } length) return null;
        if (length <= Duration.Zero || length > Day || Day.ToInt64Nanoseconds() % length.ToInt64Nanoseconds() != 0 || length.ToInt64Nanoseconds() % NodaConstants.NanosecondsPerTick != 0)
        {
            phrase.Error(at, "metric.intervals", "Intervals are counted from the start of each day, so a day is a whole number of them.", "Write '1 min', '5 min', '15 min', '1 h'.");
            return null;
        }
        if (!phrase.TryMark(",")) return new(length, new IntervalRule.OwnRate());
        if (phrase.TryWord("averaged")) return new(length, new IntervalRule.Averaged());
        if (!phrase.TryWord("bad if")) return phrase.Refuse<Intervals>("'averaged' or 'bad if'");
        return Rule(phrase, declared) is { } rule && phrase.ExpectWord("of it is bad") ? new(length, rule) : null;
    }

    static IntervalRule? Rule(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("any")) return new IntervalRule.AnyBad();
        if (phrase.TryWord("all")) return new IntervalRule.AllBad();
        var at = phrase.At;
        if (Ranges.Range(phrase, declared) is not { } range) return null;
        if (range is { Unit: Unit.Percent, Low: { } low } && low.Value <= 1 && (low.Value > 0 || !low.Included)) return new IntervalRule.ShareBad(range);
        phrase.Error(at, "metric.interval-share", "An interval is bad from a share of its length on.", "Write 'at least 50 %', or another share up to 100 %.");
        return null;
    }

    /// <summary>minimum run = elapsed | whole "consecutive" ( "minutes" | "intervals" )</summary>
    static (Duration Length, int Intervals)? Run(PhraseReader phrase, Intervals? intervals)
    {
        if (Spans.TryElapsed(phrase) is { } run) return (run, 0);
        if (phrase.HasRefused) return null;
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } count || !phrase.ExpectWord("consecutive")) return null;
        var unit = phrase.TryAny("minutes", "intervals");
        if (unit is null) return phrase.Refuse<(Duration, int)?>("'minutes' or 'intervals'");
        if (unit == "intervals" && intervals is null)
        {
            phrase.Error(at, "metric.run", "The metric does not say how long an interval is.", "Add a line 'intervals: 5 min, …', or write the run as a time.");
            return null;
        }
        var each = unit == "minutes" ? Duration.FromMinutes(1) : intervals!.Length;
        if (count is >= 1 and <= 100_000) return (each * count, unit == "intervals" ? (int)count : 0);
        phrase.Error(at, "metric.run", "A run has at least one minute.", "Write '5 consecutive minutes'.");
        return null;
    }

    /// <summary>minimum traffic = whole ( "requests" | "events" ) "," "otherwise" ( "good" | "unknown" | "left out" )</summary>
    static MinimumTraffic? Traffic(PhraseReader phrase)
    {
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } least) return null;
        if (phrase.TryAny("requests", "request", "events", "event") is null) return phrase.Refuse<MinimumTraffic>("'requests' or 'events'");
        if (!phrase.ExpectMark(",") || !phrase.ExpectWord("otherwise")) return null;
        if (least < 1)
        {
            phrase.Error(at, "metric.traffic", "An interval without any event has no error rate, so at least one is needed.", "Write '1 request, otherwise good'.");
            return null;
        }
        return phrase.TryAny("good", "unknown", "left out") switch
        {
            "good" => new(least, LittleTraffic.Good),
            "unknown" => new(least, LittleTraffic.Unknown),
            "left out" => new(least, LittleTraffic.LeftOut),
            _ => phrase.Refuse<MinimumTraffic>("'good', 'unknown' or 'left out'"),
        };
    }

    static void CheckIntervals(ValueReader at, MappingReader metric, Metric.Availability availability, Intervals intervals)
    {
        var (message, mend) = intervals.Rule switch
        {
            IntervalRule.OwnRate when !IsRated(availability) => ("The clause does not say what makes an interval bad.", "Write ', bad if any of it is bad' behind the length; for counts a line 'bad when: error rate above …', or ', averaged'."),
            IntervalRule.Averaged when availability is not { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } => ("Error rates of counts are averaged, without a line 'bad when'.", "Observe by counts and remove 'bad when', or remove 'averaged'."),
            IntervalRule.AnyBad or IntervalRule.AllBad or IntervalRule.ShareBad when IsRated(availability) => ("The error rate of its events decides about an interval, so nothing else can.", "Write the length alone."),
            IntervalRule.AnyBad or IntervalRule.AllBad or IntervalRule.ShareBad when availability.ObservedBy is Observation.Counts => ("A share of events has no bad time.", "Add 'bad when: error rate above …' and write the length alone, or write ', averaged'."),
            _ => (null, null),
        };
        if (message is not null) at.Problems.Error(at.At, "metric.intervals", message, mend);
        if (availability.PartialMinutes != PartialMinutes.Exact)
            at.Problems.Error(at.At, "metric.intervals", "'partial minutes' and 'intervals' both say what is bad as a whole.", "Keep one of them.");
        if (!IsAveraged(availability)) return;
        foreach (var key in new[] { "overlapping outages", "shortest outage", "deducted from each outage", "partial minutes" })
            if (metric.Optional(key) is { IsPresent: true } value)
                value.Problems.Error(value.At, "metric.intervals", $"{Quoted.Of(key)} is about bad time, and the mean of error rates has none.", "Remove the line.");
        if (availability.NoData == NoData.Previous)
            at.Problems.Error(at.At, "metric.intervals", "An error rate does not go on in an interval without facts.", "Write another rule under 'no data': unknown, good, bad or excluded.");
    }
}
