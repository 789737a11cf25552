using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What the single values of a window come to.</summary>
public static class ValueMeasure
{
    /// <summary>Measures one window.</summary>
    /// <param name="metric">The clause.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="scope">Which values belong to the scope.</param>
    /// <param name="window">The window.</param>
    /// <param name="asOf">Later values are not there yet.</param>
    public static Measurement In(Metric.SingleValue metric, FactSet facts, ScopeSelection scope, Interval window, Instant asOf)
    {
        var values = WindowValues.Of(facts, ValueKind.Single, metric.Reads, scope, window, asOf).OrderBy(v => v.At).ThenBy(v => v.Value).ThenBy(v => v.Origin.File).ThenBy(v => v.Origin.Line).ToList();
        var tooLong = values.RemoveAll(v => IsTooLong(v.Value, metric.Unit));
        var measured = Of(values, metric);
        return tooLong == 0 ? measured : measured with { Notes = [.. measured.Notes, $"{tooLong} {(tooLong == 1 ? "value is" : "values are")} longer than a century and left out"] };
    }

    /// <summary>Nothing is longer than a century: what says so has another unit than the agreement.</summary>
    static bool IsTooLong(decimal value, ValueUnit unit) => unit switch
    {
        ValueUnit.Number or ValueUnit.Percent => false,
        ValueUnit.Milliseconds or ValueUnit.Seconds or ValueUnit.Minutes or ValueUnit.Hours => Math.Abs(value) * Scale(unit) > 36_525 * NodaConstants.TicksPerDay,
    };

    static Measurement Of(List<(decimal Value, long At, Origin Origin)> values, Metric.SingleValue metric)
    {
        var clause = metric.ClauseOf("takes");
        if (values.Count == 0) return new(null, false, null, null, 0, [], 0, new Reason("no values", new Figure.Words("no data"), Follows.Rule, [], metric.Clause), []);
        var last = values.FindAll(v => v.At == values[^1].At);
        if (metric.Takes == ValueOf.Last && last.Exists(v => v.Value != last[0].Value))
            return new(null, false, null, null, values.Count, [], 0, new(() => new("the last values contradict each other", new Figure.Words("no data"), Follows.Rule, [.. last.Select(v => Leaf(metric, v))], clause)),
                [$"{last.Select(v => v.Value).Distinct().Count()} different values are the last of the window, at one instant; none of them is taken"]);
        var (scale, how) = (Scale(metric.Unit), Words(metric.Takes));
        var sum = values.Aggregate(Rational.Zero, (s, v) => s + ((Rational)v.Value * scale));
        var figures = metric.Takes switch
        {
            ValueOf.Last => FigureOf(metric.Unit, values[^1].Value * scale),
            ValueOf.Mean => FigureOf(metric.Unit, sum / values.Count),
            ValueOf.Sum => FigureOf(metric.Unit, sum),
            ValueOf.Least => FigureOf(metric.Unit, values.Min(v => v.Value) * scale),
            ValueOf.Greatest => FigureOf(metric.Unit, values.Max(v => v.Value) * scale),
        };
        return new(figures, values.Count >= metric.Needs, null, null, values.Count, [], 0, new(Why), []);

        Reason Why() => metric.Takes switch
        {
            ValueOf.Last => new(how, figures, Follows.Given, [], clause, FactCitation.Of([last[^1].Origin])),
            ValueOf.Mean => new(how, figures, Follows.Quotient, [new("sum of the values", FigureOf(metric.Unit, sum), Follows.Given, [], null, Cited()), new("values", new Figure.Count(values.Count), Follows.Given)], clause),
            ValueOf.Sum or ValueOf.Least or ValueOf.Greatest => new(how, figures, Follows.Given, [], clause, Cited()),
        };

        FactCitation? Cited() => FactCitation.Of(values.ConvertAll(v => v.Origin));
    }

    static Reason Leaf(Metric.SingleValue metric, (decimal Value, long At, Origin Origin) value) =>
        new("value", FigureOf(metric.Unit, value.Value * Scale(metric.Unit)), Follows.Given, [], null, FactCitation.Of([value.Origin]));

    static Rational Scale(ValueUnit unit) => unit switch
    {
        ValueUnit.Number => 1,
        ValueUnit.Percent => Rational.Of(1, 100),
        ValueUnit.Milliseconds => 10_000,
        ValueUnit.Seconds => 10_000_000,
        ValueUnit.Minutes => 600_000_000,
        ValueUnit.Hours => 36_000_000_000,
    };

    static Figure FigureOf(ValueUnit unit, Rational value) => unit switch
    {
        ValueUnit.Number => new Figure.Number(value),
        ValueUnit.Percent => new Figure.Share(value),
        ValueUnit.Milliseconds or ValueUnit.Seconds or ValueUnit.Minutes or ValueUnit.Hours => new Figure.Time(value),
    };

    static string Words(ValueOf takes) => takes switch
    {
        ValueOf.Last => "last value of the window",
        ValueOf.Mean => "mean of the values",
        ValueOf.Sum => "sum of the values",
        ValueOf.Least => "least value",
        ValueOf.Greatest => "greatest value",
    };
}
