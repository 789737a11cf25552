using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What people's answers of a window come to.</summary>
public static class SurveyMeasure
{
    /// <summary>Measures one window.</summary>
    /// <param name="metric">The clause.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="scope">Which answers belong to the scope.</param>
    /// <param name="window">The window.</param>
    /// <param name="asOf">Later answers are not there yet.</param>
    /// <param name="stays">Between them answers do not count; empty: all the window.</param>
    public static Measurement In(Metric.Survey metric, FactSet facts, ScopeSelection scope, Interval window, Instant asOf, ValueList<Interval> stays = default)
    {
        var (answers, off) = (new List<(decimal Score, Origin At)>(), 0);
        foreach (var (value, _, at) in WindowValues.Of(facts, ValueKind.Answer, metric.Reads, scope, window, asOf, stays))
        {
            if (value >= metric.Scale.Low && value <= metric.Scale.High) answers.Add((value, at));
            else off++;
        }
        ValueList<string> notes = off == 0 ? [] : [$"{off} {(off == 1 ? "answer lies" : "answers lie")} off the scale {metric.Scale.Low} to {metric.Scale.High} and {(off == 1 ? "is" : "are")} left out"];
        if (answers.Count == 0) return new(null, false, null, null, 0, [], 0, new(() => new("no answers", new Figure.Words("no data"), Follows.Rule, [All(metric, answers)], metric.Clause)), notes);
        var (figure, why) = metric.Counts switch
        {
            SurveyScore.Mean => Mean(metric, answers),
            SurveyScore.ShareOf share => Share(metric, answers, a => share.Answers.Contains(a)),
            SurveyScore.ShareIn share => Share(metric, answers, a => share.Range.Holds(a)),
            SurveyScore.NetPromoter => NetPromoter(metric, answers),
        };
        return new(figure, answers.Count >= metric.Needs, null, null, answers.Count, [], 0, why, notes);
    }

    static Reason All(Metric.Survey metric, List<(decimal Score, Origin At)> answers) =>
        new("answers on the scale", new Figure.Count(answers.Count), Follows.Given, [], metric.ClauseOf("scale"), Cite(answers));

    static (Figure, Derivation) Mean(Metric.Survey metric, List<(decimal Score, Origin At)> answers)
    {
        var sum = answers.Aggregate(Rational.Zero, (s, a) => s + a.Score);
        var figure = new Figure.Number(sum / answers.Count);
        return (figure, new(() => new("mean answer", figure, Follows.Quotient, [new("sum of the answers", new Figure.Number(sum), Follows.Given, [], null, Cite(answers)), All(metric, answers)], metric.ClauseOf("counts"))));
    }

    static (Figure, Derivation) Share(Metric.Survey metric, List<(decimal Score, Origin At)> answers, Func<decimal, bool> counts)
    {
        var some = answers.FindAll(a => counts(a.Score));
        var figure = new Figure.Share(Rational.Of(some.Count, answers.Count));
        return (figure, new(() => new(
            "share of the answers that count", figure, Follows.Quotient,
            [new("answers that count", new Figure.Count(some.Count), Follows.Given, [], metric.ClauseOf("counts"), Cite(some)), All(metric, answers)], metric.ClauseOf("counts"))));
    }

    static (Figure, Derivation) NetPromoter(Metric.Survey metric, List<(decimal Score, Origin At)> answers)
    {
        var (promoters, detractors) = (answers.FindAll(a => a.Score >= 9), answers.FindAll(a => a.Score <= 6));
        var figure = new Figure.Number(Rational.Of(100L * (promoters.Count - detractors.Count), answers.Count));
        return (figure, new(Why));

        Reason Why()
        {
            var less = new Reason("promoters less detractors", new Figure.Count(promoters.Count - detractors.Count), Follows.Difference,
                [new("answers of 9 and 10", new Figure.Count(promoters.Count), Follows.Given, [], null, Cite(promoters)), new("answers of 0 to 6", new Figure.Count(detractors.Count), Follows.Given, [], null, Cite(detractors))]);
            var share = new Reason("of all answers", new Figure.Number(Rational.Of(promoters.Count - detractors.Count, answers.Count)), Follows.Quotient, [less, All(metric, answers)]);
            return new("net promoter score", figure, Follows.Product, [share, new("times", new Figure.Count(100), Follows.Given)], metric.ClauseOf("counts"));
        }
    }

    static FactCitation? Cite(List<(decimal Score, Origin At)> answers) => FactCitation.Of(answers.ConvertAll(a => a.At));
}
