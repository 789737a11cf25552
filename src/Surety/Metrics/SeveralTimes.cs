using NodaTime;

namespace Surety.Metrics;

/// <summary>Measures targets of several rows: <c>95 % within 15 min, the rest within 1 h</c>.</summary>
/// <remarks>
/// Each row judges every cycle by its own time, and counts it in the window in which that became certain: a ticket that is late for the first time on the 31st may be late for the second on
/// the 1st, and then each month has its own miss. Source: docs/guide/figures.md, "Time".
/// </remarks>
public static class SeveralTimes
{
    /// <summary>One row of the target.</summary>
    /// <param name="Parts">The cycles as its time judges them, as for <see cref="TimeMeasure"/>.</param>
    /// <param name="Share">The share that has to be in time.</param>
    /// <param name="Words">As written.</param>
    public sealed record Row(ValueList<TimePart> Parts, Comparison Share, string Words);

    /// <summary>Measures one window.</summary>
    /// <param name="metric">As the version has it that judges the window.</param>
    /// <param name="rows">At least two, in the order written.</param>
    /// <param name="window">Half-open.</param>
    /// <param name="measuredTo">A window that ends later is not over: what becomes certain from then on does not count yet.</param>
    /// <param name="most">How many cycles of a list the reason opens.</param>
    /// <returns>The figure is that of the first row; a row without any cycle in the window holds. A miss of two rows counts once.</returns>
    public static Measurement Of(Metric.TimeTaken metric, ValueList<Row> rows, Interval window, Instant measuredTo, int most = TimeMeasure.MostOpened)
    {
        var measured = rows.Select(r => TimeMeasure.Of(metric, r.Parts, null, window, measuredTo, most)).ToList();
        var holds = rows.Zip(measured, (row, m) => m.Attained?.Exact is not { } share || row.Share.Holds(share)).ToList();
        var misses = new Misses(() => measured.SelectMany(m => m.Misses.All).GroupBy(m => (m.What, m.From)).Select(g => g.MaxBy(m => m.Due)!)
            .OrderByDescending(m => m.By).ThenBy(m => m.Due).ThenBy(m => m.What, StringComparer.Ordinal));
        var late = rows.SelectMany(r => r.Parts).SelectMany(p => p.In(window, measuredTo)).Where(c => c.Listed.InTime == false).Select(c => c.Order).ToHashSet();
        var first = measured[0];
        return first with { Misses = misses, MissCount = late.Count, Derivation = new(Why), BesidesHold = holds.Skip(1).All(h => h) };

        Reason Why() => new("share in time by the first of several times", first.Attained ?? first.Why.Value, Follows.Rule,
            rows.Select((row, i) => measured[i].Why with { Sentence = $"{row.Words}: {Kept(measured[i], holds[i])}" }).ToValueList(), first.Why.Clause);
    }

    static string Kept(Measurement row, bool holds) => row.Attained is null ? "none in the window" : holds ? "kept" : "not kept";
}
