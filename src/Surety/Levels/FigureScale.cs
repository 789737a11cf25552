using Surety.Metrics;

namespace Surety.Levels;

/// <summary>Between which ends a figure can lie at all, whatever is measured.</summary>
/// <param name="Least">Lowest figure; <c>null</c>: none.</param>
/// <param name="Most">Highest figure; <c>null</c>: none.</param>
internal sealed record FigureScale(Rational? Least, Rational? Most)
{
    /// <summary>The scale of the figure that a target compares.</summary>
    /// <param name="measured">What the level compares.</param>
    /// <param name="metric">Its metric; <c>null</c>: none.</param>
    /// <param name="unit">Of the range.</param>
    public static FigureScale Of(Measured? measured, Metric? metric, Unit unit) => (measured, metric) switch
    {
        (_, Metric.Survey { Counts: SurveyScore.Mean } survey) => new(survey.Scale.Low, survey.Scale.High),
        (_, Metric.Survey { Counts: SurveyScore.NetPromoter }) => new(-100, 100),
        (_, Metric.SingleValue) => new(unit == Unit.Time ? 0 : null, null),
        (Measured.Combined { InPoints: true } combined, _) when unit == Unit.Number => new(0, combined.Parts.Aggregate(Rational.Zero, (sum, part) => sum + part.Weight)),
        _ => new(0, unit == Unit.Percent ? 1 : null),
    };

    /// <summary>Whether no figure can lie in a range.</summary>
    public bool IsOutside(Comparison range) =>
        (Most is { } most && range.Low is { } low && (low.Value > most || (low.Value == most && !low.Included))) || (Least is { } least && range.High is { } high && (high.Value < least || (high.Value == least && !high.Included)));

    /// <summary>Whether every figure lies in a range.</summary>
    public bool IsInside(Comparison range) =>
        (range.Low is not { } low || (Least is { } least && (low.Value < least || (low.Value == least && low.Included)))) && (range.High is not { } high || (Most is { } most && (high.Value > most || (high.Value == most && high.Included))));
}
