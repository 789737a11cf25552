using NodaTime;

namespace Surety.Metrics;

/// <summary>How many cycles there were, and how many were late: figures that are counts, of which none is zero and no lack of data.</summary>
static class TimeCounts
{
    /// <summary>How many cycles of a window were late.</summary>
    /// <param name="measured">The share in time of the window.</param>
    /// <param name="metric">The clause.</param>
    public static Measurement Late(Measurement measured, Metric.TimeTaken metric)
    {
        var late = new Figure.Number(measured.MissCount);
        return measured with { Attained = late, IsEnough = true, Derivation = new(Why) };

        // The share is of all that count, and those open into the late ones and the others.
        Reason Why() => new($"late ones of {metric.Name}", late, Follows.Sum, measured.Events == 0 ? [new("none in the window", new Figure.Number(0), Follows.Given)] : [measured.Why.Parts[1].Parts.First(p => p.Sentence == "late")], metric.Clause);
    }

    /// <summary>How many cycles began in a window, whatever became of them.</summary>
    /// <param name="parts">As for <see cref="TimeMeasure"/>.</param>
    /// <param name="window">Half-open.</param>
    public static Measurement Begun(ValueList<TimePart> parts, Interval window)
    {
        var metric = parts[0].Cycles.Cycles.Metric;
        var begun = new List<Origin>();
        foreach (var part in parts) begun.AddRange(part.Cycles.BegunIn(window, part.Scope).Select(b => b.By));
        var number = new Figure.Number(begun.Count);
        return new(number, true, null, null, begun.Count, [], 0, new(() => new($"number of {metric.Name} that began in the window", number, Follows.Given, [], metric.ClauseOf("from"),
            FactCitation.Of([.. begun.OrderBy(o => o.File).ThenBy(o => o.Line)]))), []);
    }
}
