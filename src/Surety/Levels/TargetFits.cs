using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Says whether a target is about the figure that its metric has.</summary>
internal static class TargetFits
{
    public static void Check(ValueReader value, Target target, Measured measured, Metric? metric)
    {
        var fits = (measured, metric, target) switch
        {
            (Measured.CountOf, _, Target.ScopesMet met) => met.Range.Unit is Unit.Percent or Unit.Number,
            (Measured.CountOf, _, _) => false,
            (Measured.Combined combined, _, Target.Figure figure) => figure.Range.Unit == Unit.Percent || (combined.InPoints && figure.Range.Unit == Unit.Number),
            (Measured.Combined, _, _) => false,
            (_, Metric.TimeTaken, Target.ShareWithin share) => share.Share.Unit == Unit.Percent,
            (_, Metric.TimeTaken, Target.EachWithin) => true,
            (_, Metric.TimeTaken, Target.SharesWithin shares) => shares.Rows.All(r => r.Share.Unit == Unit.Percent),
            (_, Metric.TimeTaken, Target.TimeIs time) => time.Range.Unit == Unit.Time,
            (_, Metric.TimeTaken, Target.LaterThan later) => later.Range.Unit == Unit.Number,
            (_, Metric.TimeTaken, Target.NumberIs number) => number.Range.Unit == Unit.Number,
            (_, Metric.TimeTaken, _) => false,
            (_, Metric.Availability availability, Target.OutagesAre outages) => HasOutages(availability) && (availability.Weights is null || (availability.Weights is Weights.ByWord && outages.Of == OutageFigure.Downtime)) && outages.Range.Unit == (outages.Of == OutageFigure.Number ? Unit.Number : Unit.Time),
            (_, Metric.Availability, Target.Figure figure) => figure.Range.Unit == Unit.Percent,
            (_, Metric.Survey { Counts: SurveyScore.Mean or SurveyScore.NetPromoter }, Target.Figure figure) => figure.Range.Unit == Unit.Number,
            (_, Metric.Survey, Target.Figure figure) => figure.Range.Unit == Unit.Percent,
            (_, Metric.SingleValue single, Target.Figure figure) => figure.Range.Unit == UnitOf(single.Unit),
            _ => false,
        };
        if (!fits)
        {
            value.Problems.Error(value.At, "target.unit", $"This target does not fit {What(measured, metric)}.", Fitting(measured, metric));
            return;
        }
        if (metric is Metric.TimeTaken taken && !taken.Clock.Any(row => row.Calendar is not null) && Enumerable.Range(0, MostRows(target)).Any(row => NeedsCalendar(target.WithinAt(row))))
            value.Problems.Error(value.At, "target.no-calendar", "Business hours and business days need a calendar, and the metric counts around the clock.", "Add a line 'clock: …' with the name of a calendar to the metric.");
        var ranges = target is Target.SharesWithin several ? several.Rows.Select(r => (Comparison?)r.Share) : [LevelVerdict.RangeOf(target)];
        if (metric is not Metric.SingleValue && ranges.Any(r => r is { Unit: Unit.Percent } && (r.Low?.Value > 1 || r.High?.Value > 1)))
            value.Problems.Error(value.At, "target.percent", "A share is at most 100 %.");
    }

    /// <summary>Shares of events and averaged rates have no bad time.</summary>
    static bool HasOutages(Metric.Availability metric) => metric is not { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved };

    static int MostRows(Target target) => target is Target.SharesWithin shares ? shares.Rows.Count : 1;

    static bool NeedsCalendar(Span? within) => within is Span.BusinessTime or Span.BusinessDays or Span.EndOfBusinessDay or Span.BusinessDaysOf;

    static Unit UnitOf(ValueUnit unit) => unit switch
    {
        ValueUnit.Number => Unit.Number,
        ValueUnit.Percent => Unit.Percent,
        ValueUnit.Milliseconds or ValueUnit.Seconds or ValueUnit.Minutes or ValueUnit.Hours => Unit.Time,
    };

    static string What(Measured measured, Metric? metric) =>
        measured is Measured.CountOf ? "a level that counts scopes" : measured is Measured.Combined { InPoints: true } ? "points" : measured is Measured.Combined ? "figures that are combined" : metric switch
        {
            Metric.Availability => "an availability, which is a percentage",
            Metric.TimeTaken => "a metric of time",
            Metric.Survey { Counts: SurveyScore.Mean or SurveyScore.NetPromoter } => "a survey whose figure is a number",
            Metric.Survey => "a survey whose figure is a percentage",
            Metric.SingleValue single => $"a value that is {Ranges.Words(UnitOf(single.Unit))}",
            null => "the metric",
        };

    static string Fitting(Measured measured, Metric? metric) =>
        measured is Measured.CountOf ? "Write 'at least 95 % met' or 'at least 3 met'." : measured is Measured.Combined { InPoints: true } ? "Write 'at least 80', or 'at least 80 %' of the points that there are." : measured is Measured.Combined ? "Write a percentage: 'at least 95 %'." : metric switch
        {
            Metric.Availability => "Write a percentage, 'at least 99.9 %', or a figure of its outages: 'downtime at most 43 min', 'longest outage at most 1 h', 'number of outages at most 3'.",
            Metric.TimeTaken => "Write '95 % within 15 min', 'all within 4 h' or 'mean at most 2 h'; 'median', 'longest' and '95th percentile' stand like 'mean'; counts are 'at most 3 later than 4 h' and 'number at most 20'.",
            Metric.Survey { Counts: SurveyScore.Mean or SurveyScore.NetPromoter } => "Write a number: 'at least 4.2'.",
            Metric.Survey => "Write a percentage: 'at least 85 %'.",
            Metric.SingleValue => "Write a target in the unit of the value, and the unit under 'unit' of the metric.",
            null => "",
        };
}
