using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>What is known of a slot.</summary>
enum Known : byte
{
    /// <summary>Nothing was told yet: the series does not count.</summary>
    NotYet,
    Unknown,
    Good,
    Bad,

    /// <summary>Too few events: no part of the time.</summary>
    LeftOut,
}

/// <summary>Step 1 of figures.md, "Availability": facts become slots.</summary>
sealed class Observed(Metric.Availability metric, Timeline time)
{
    /// <summary>How much the bad time of each slot weighs, in percent.</summary>
    public int[] Weight { get; } = new int[time.Count];

    public Known[] Slots(IReadOnlyList<Told> read)
    {
        if (metric.ObservedBy == "outages") return Outages(read.OfType<Told.Outage>());
        var series = read.GroupBy(f => string.Join("|", f.Labels)).Select(g => Series([.. g])).ToList();
        var slots = United(series);
        if (metric.ObservedBy != "counts" || metric.Intervals is null) return slots;
        return EventsOfIntervals(read);
    }

    Known[] Outages(IEnumerable<Told.Outage> outages)
    {
        var slots = new Known[time.Count];
        Array.Fill(slots, Known.Good);
        foreach (var outage in outages)
        {
            var weight = Weighed(outage.Impact ?? "");
            if (weight == 0 || (metric.BadWhen is { Impacts.Count: > 0 } when && !when.Impacts.Contains(outage.Impact ?? ""))) continue;
            for (var i = time.Slot(outage.From); i < time.Slot(outage.Until ?? time.End); i++) (slots[i], Weight[i]) = (Known.Bad, Math.Max(Weight[i], weight));
        }
        return slots;
    }

    /// <summary>What no weight names is not bad among states, and bad as a whole among outages.</summary>
    int Weighed(string word) =>
        metric.Weights.Count == 0 ? 100
        : metric.Weights.FirstOrDefault(w => w.Word == word) is { Word: not null } named ? named.Percent
        : metric.Weights.FirstOrDefault(w => w.Word == "otherwise") is { Word: not null } other ? other.Percent
        : metric.ObservedBy == "outages" ? 100 : 0;

    Known[] Series(IReadOnlyList<Told> facts)
    {
        var (slots, weights) = (new Known[time.Count], new int[time.Count]);
        var begun = time.Slot(facts.Min(f => f.Happens));
        for (var i = begun; i < slots.Length; i++) slots[i] = Known.Unknown;
        var ordered = facts.OrderBy(f => f.Happens).ToList();
        for (var f = 0; f < ordered.Count; f++)
        {
            var next = f + 1 < ordered.Count ? time.Slot(ordered[f + 1].Happens) : time.Count;
            var until = ordered[f] switch
            {
                Told.Count c => time.Slot(c.Until),
                _ when metric.ObservedBy == "samples" => Math.Min(next, time.Slot(ordered[f].Happens + Duration.FromMinutes(metric.Every))),
                _ => next,
            };
            var (known, weight) = Judged(ordered[f]);
            for (var i = time.Slot(ordered[f].Happens); i < until; i++) (slots[i], weights[i]) = (known, known == Known.Bad ? weight : 0);
        }
        if (metric.NoData == "previous") GoOn(slots, weights);
        for (var i = 0; i < slots.Length; i++) Weight[i] = Math.Max(Weight[i], weights[i]);
        return slots;
    }

    /// <summary>"previous": the last known state goes on; before the first one there is none.</summary>
    static void GoOn(Known[] slots, int[] weights)
    {
        for (var i = 1; i < slots.Length; i++)
            if (slots[i] == Known.Unknown && slots[i - 1] is (Known.Good or Known.Bad)) (slots[i], weights[i]) = (slots[i - 1], weights[i - 1]);
    }

    (Known, int Weight) Judged(Told fact) => fact switch
    {
        Told.State s when metric.Weights.Count > 0 => s.Word == "unknown" ? (Known.Unknown, 0) : Weighed(s.Word) is > 0 and var weight ? (Known.Bad, weight) : (Known.Good, 0),
        Told.State s => metric.BadWhen is { States.Count: > 0 } when
            ? (when.States.Contains(s.Word) ? Known.Bad : s.Word == "unknown" ? Known.Unknown : Known.Good, 100)
            : (s.Word == "down" ? Known.Bad : s.Word == "unknown" ? Known.Unknown : Known.Good, 100),
        Told.Sample s => (metric.BadWhen!.Value!.Holds(s.Number * metricUnit) != metric.BadWhen.NotInside ? Known.Bad : Known.Good, 100),
        Told.Count c => (Rate(c.Good, c.Total), 100),
        _ => throw new ArgumentException(fact.ToString()),
    };

    /// <summary>Samples are plain numbers, times in milliseconds.</summary>
    readonly Fraction metricUnit = metric.BadWhen?.Value?.Unit is "ms" or "s" ? Fraction.Of(1, 1000) : 1;

    Known Rate(int good, int total) =>
        metric.MinimumTraffic is { } traffic && total < traffic.Events
            ? traffic.Otherwise switch { "good" => Known.Good, "unknown" => Known.Unknown, _ => Known.LeftOut }
            : total > 0 && metric.BadWhen!.ErrorRate!.Holds(Fraction.Of(total - good, total)) ? Known.Bad : Known.Good;

    /// <summary>Bad where any series is bad, unknown where none is bad and any has fallen silent, good otherwise; a series counts from its first fact on.</summary>
    Known[] United(List<Known[]> series)
    {
        var slots = new Known[time.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            var (bad, unknown, good, left) = (false, false, false, false);
            foreach (var one in series)
            {
                bad |= one[i] == Known.Bad;
                unknown |= one[i] == Known.Unknown;
                good |= one[i] == Known.Good;
                left |= one[i] == Known.LeftOut;
            }
            slots[i] = bad ? Known.Bad : unknown ? Known.Unknown : good ? Known.Good : left ? Known.LeftOut : Known.Unknown;
        }
        return slots;
    }

    /// <summary>The events of all series that begin in an interval are added, then judged; an interval without a fact is unknown.</summary>
    Known[] EventsOfIntervals(IReadOnlyList<Told> read)
    {
        var slots = new Known[time.Count];
        Array.Fill(slots, Known.Unknown);
        var intervals = LocalIntervals.Of(time, metric.Intervals!.Minutes);
        foreach (var counts in read.OfType<Told.Count>().GroupBy(c => intervals[time.Slot(c.From)]))
        {
            var known = Rate(counts.Sum(c => c.Good), counts.Sum(c => c.Total));
            for (var i = Array.IndexOf(intervals, counts.Key); i < slots.Length && intervals[i] == counts.Key; i++) slots[i] = known;
        }
        return slots;
    }
}
