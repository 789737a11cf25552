namespace Surety.Tests.Oracle;

/// <summary>Steps 2 and 3 of figures.md, "Availability": short outages, partial minutes, intervals and minimum runs, slot by slot.</summary>
static class BadMinutes
{
    public static void Apply(Metric.Availability metric, Known[] slots, Timeline time)
    {
        if (metric.ShortestOutage is { } shortest) Forgive(slots, slots, (from, until) => (until - from) * time.Grain < shortest * 60);
        if (metric.DeductedFromEach is { } deducted)
            foreach (var (from, until) in Runs(slots)) Array.Fill(slots, Known.Good, from, Math.Min(until - from, deducted * 60 / time.Grain));
        var before = slots.ToArray();
        var intervals = metric.Intervals is { } i ? LocalIntervals.Of(time, i.Minutes) : null;
        if (intervals is not null && metric.Intervals!.Rule is not null) ByInterval(metric.Intervals, intervals, slots);
        if (metric.PartialMinutes is "full" or "touched") ByMinute(metric.PartialMinutes, slots, 60 / Math.Min(60, time.Grain));
        if (metric.MinimumRun is not { } run) return;
        Forgive(slots, before, (from, until) => run.Unit == "intervals"
            ? intervals![until - 1] - intervals[from] + 1 < run.Count
            : (until - from) * time.Grain < run.Count * 60);
    }

    /// <summary>What is bad and too short becomes what it was, and good if it was bad.</summary>
    static void Forgive(Known[] slots, Known[] before, Func<int, int, bool> isShort)
    {
        foreach (var (from, until) in Runs(slots))
        {
            if (!isShort(from, until)) continue;
            for (var i = from; i < until; i++) slots[i] = before[i] == Known.Bad ? Known.Good : before[i];
        }
    }

    /// <summary>The unbroken bad stretches.</summary>
    public static List<(int From, int Until)> Runs(Known[] slots)
    {
        var runs = new List<(int, int)>();
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] != Known.Bad) continue;
            var from = i;
            while (i < slots.Length && slots[i] == Known.Bad) i++;
            runs.Add((from, i));
        }
        return runs;
    }

    static void ByMinute(string rule, Known[] slots, int perMinute)
    {
        for (var minute = 0; minute < slots.Length; minute += perMinute)
        {
            var until = Math.Min(slots.Length, minute + perMinute);
            var bad = Bad(slots, minute, until);
            if (bad > 0) Make(slots, minute, until, rule == "touched" || bad == perMinute);
        }
    }

    static void ByInterval(Intervals rule, int[] intervals, Known[] slots)
    {
        for (var from = 0; from < slots.Length;)
        {
            var until = from;
            while (until < slots.Length && intervals[until] == intervals[from]) until++;
            var bad = Bad(slots, from, until);
            Make(slots, from, until, rule.Rule switch { "any" => bad > 0, "all" => bad == until - from, _ => rule.Share!.Holds(Fraction.Of(bad, until - from)) });
            from = until;
        }
    }

    static int Bad(Known[] slots, int from, int until)
    {
        var bad = 0;
        for (var i = from; i < until; i++) bad += slots[i] == Known.Bad ? 1 : 0;
        return bad;
    }

    static void Make(Known[] slots, int from, int until, bool bad)
    {
        for (var i = from; i < until; i++) slots[i] = bad ? Known.Bad : slots[i] == Known.Bad ? Known.Good : slots[i];
    }
}
