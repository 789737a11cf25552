namespace Surety.Tests.Oracle;

/// <summary>Good and bad time of windows, counted slot by slot: figures.md, "Availability".</summary>
sealed class AvailabilityByMinute
{
    readonly Metric.Availability metric;
    readonly Timeline time;
    readonly Known[] slots;
    readonly int[] weight;
    readonly bool[] counted;
    readonly List<(int From, int Until)> outages;

    /// <remarks><c>read</c>: The facts of the metric, of one scope. <c>exists</c>: Where the term, and the member, are. <c>taken</c>: What the exclusions leave out. <c>good</c>: What the exclusions count as good.</remarks>
    public AvailabilityByMinute(Metric.Availability metric, IReadOnlyList<Told> read, Timeline time, bool[] exists, bool[]? during, bool[] taken, bool[] good)
    {
        (this.metric, this.time) = (metric, time);
        var observed = new Observed(metric, time);
        slots = observed.Slots(read);
        weight = observed.Weight;
        BadMinutes.Apply(metric, slots, time);
        counted = new bool[time.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            counted[i] = exists[i] && during?[i] != false && !taken[i] && slots[i] != Known.LeftOut && !(slots[i] == Known.Unknown && metric.NoData == "excluded" && !good[i]);
            if (slots[i] == Known.Unknown) slots[i] = metric.NoData switch { "good" => Known.Good, "bad" => Known.Bad, _ => Known.Unknown };
        }
        outages = BadMinutes.Runs(slots);
        for (var i = 0; i < slots.Length; i++)
        {
            if (good[i]) slots[i] = Known.Good;
            if (slots[i] == Known.Bad && (metric.Weights.Count == 0 || weight[i] == 0)) weight[i] = 100;
        }
    }

    public Range? Coverage => metric.Coverage;

    public Figures In(int from, int until)
    {
        long good = 0, bad = 0, unknown = 0, weighed = 0;
        for (var i = from; i < until; i++)
        {
            if (!counted[i]) continue;
            if (slots[i] == Known.Good) good++;
            else if (slots[i] == Known.Bad) (bad, weighed) = (bad + 1, weighed + weight[i]);
            else unknown++;
        }
        var all = good + bad;
        var badTime = Fraction.Of(weighed * time.Grain, 100);
        return new(
            all == 0 ? null : Fraction.Of((all * 100) - weighed, all * 100),
            all + unknown == 0 ? null : Fraction.Of(all, all + unknown),
            badTime,
            (Fraction)(good * time.Grain),
            [.. outages.Select(r => (Fraction)(Left(Math.Max(r.From, from), Math.Min(r.Until, until)) * time.Grain)).Where(l => l > 0)]);
    }

    long Left(int from, int until)
    {
        var left = 0L;
        for (var i = from; i < until; i++) left += counted[i] && slots[i] == Known.Bad ? 1 : 0;
        return left;
    }

    /// <remarks><c>Share</c>: Nothing: no time counts. <c>Outages</c>: What is left of each in the window, seconds.</remarks>
    public sealed record Figures(Fraction? Share, Fraction? Coverage, Fraction BadTime, Fraction GoodTime, IReadOnlyList<Fraction> Outages);
}
