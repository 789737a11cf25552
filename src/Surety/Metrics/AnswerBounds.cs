using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What surveys and values can still come to while their window is open: any number of answers may come, each on the scale; values have no scale.</summary>
static class AnswerBounds
{
    /// <summary>Bounds a survey.</summary>
    public static Possible Of(Metric.Survey metric, FactSet facts, ScopeSelection scope, Interval window, Instant asOf, ValueList<Interval> stays)
    {
        var answers = WindowValues.Of(facts, ValueKind.Answer, metric.Reads, scope, window, asOf, stays).Select(v => v.Value).Where(v => v >= metric.Scale.Low && v <= metric.Scale.High).ToList();
        var (low, high) = metric.Scale;
        return metric.Counts switch
        {
            SurveyScore.Mean => Of(metric, answers, a => a, low, high, ($"answer of {low}", $"answers of {low}"), ($"answer of {high}", $"answers of {high}")),
            SurveyScore.ShareOf share => Of(metric, answers, a => share.Answers.Contains(a) ? 1 : 0, 0, 1, NotCounting, Counting),
            SurveyScore.ShareIn share => Of(metric, answers, a => share.Range.Holds(a) ? 1 : 0, 0, 1, NotCounting, Counting),
            SurveyScore.NetPromoter => Of(metric, answers, a => a >= 9 ? 100 : a <= 6 ? -100 : 0, -100, 100, ("answer of 0 to 6", "answers of 0 to 6"), ("answer of 9 or 10", "answers of 9 or 10")),
        };
    }

    static (string, string) NotCounting => ("answer that does not count", "answers that do not count");

    static (string, string) Counting => ("answer that counts", "answers that count");

    static Possible Of(Metric.Survey metric, List<decimal> answers, Func<decimal, Rational> brings, Rational low, Rational high, (string, string) bad, (string, string) good)
    {
        var sum = answers.Aggregate(Rational.Zero, (s, a) => s + brings(a));
        return Possible.MeanOf(sum, answers.Count, low, high) with { MayEndWithoutVerdict = answers.Count < metric.Needs, Room = new Room.OfMany(sum, answers.Count, low, high, 0, bad, good) };
    }

    /// <summary>Bounds single values: the next one may be anything.</summary>
    /// <param name="metric">The clause.</param>
    /// <param name="so">What the values so far come to.</param>
    public static Possible Of(Metric.SingleValue metric, Measurement so) => (metric.Takes switch
    {
        Statistic.Least when so.Attained?.Exact is { } least => new Possible(null, new Limit(least, true)),
        Statistic.Greatest when so.Attained?.Exact is { } greatest => new(new Limit(greatest, true), null),
        null or Statistic.Least or Statistic.Greatest or Statistic.Mean or Statistic.Sum or Statistic.Median or Statistic.Percentile => Possible.Anything,
    }) with
    {
        MayEndWithoutVerdict = !so.IsEnough || metric.Takes is null,
    };
}
