using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What the first windows of a level came to, which stages rest on.</summary>
sealed partial class VersionMeasures
{
    Reason BaselineOf(ServiceLevel level, LevelScopeRow scope, Baseline baseline)
    {
        if (whole is not null) return whole.BaselineOf(level, scope, baseline);
        if (baselines.TryGetValue((level.Name, scope.Selection.Name, baseline), out var known)) return known;
        var metric = Agreement.Metric(((Measured.ByMetric)level.Measured).Metric)!;
        var found = new List<Reason>();
        var zone = level.WindowZone ?? Agreement.Zone;
        var window = level.Per.At(versions.All[0].Term.From, zone);
        for (var i = 0; i < baseline.Count; i++, window = window.Next(zone))
            if (FigureIn(level, metric, scope, window) is { } figure) found.Add(figure);
        return baselines[(level.Name, scope.Selection.Name, baseline)] = Baseline(level, baseline, found);
    }

    /// <summary>The figure by the contract, as the verdict of that window has it, before the level rounds; <c>null</c>: too little was known.</summary>
    Reason? FigureIn(ServiceLevel level, Metric metric, LevelScopeRow scope, Window window)
    {
        if (window.Time.End > asOf || !windowsOf(level.Name).Contains(window.Time)) return null;
        if (ScopesOf(level, metric).FirstOrDefault(s => s.Row.Selection.Name == scope.Selection.Name) is not { } of || !IsIn(of, window)) return null;
        var measured = Measure(level, metric, of, window, all(), asOf);
        return measured is { IsEnough: true, Attained: { } attained } ? new(window.Name, attained, Follows.Sum, [measured.Why]) : null;
    }

    static Reason Baseline(ServiceLevel level, Baseline baseline, List<Reason> found)
    {
        var sentence = $"{baseline.Words}{(found.Count < baseline.Count ? $", of which {found.Count} {(found.Count == 1 ? "has" : "have")} a figure" : "")}";
        if (found.Count == 0) return new(sentence, new Figure.Words("no figure"), Follows.Rule, [], level.Clause);
        var values = found.ConvertAll(f => f.Value.Exact!.Value);
        if (baseline.Of is Statistic.Mean)
        {
            var sum = new Reason("their figures added", Like(found[0].Value, values.Aggregate((a, b) => a + b)), Follows.Sum, found.ToValueList());
            return new(sentence, Like(found[0].Value, sum.Value.Exact!.Value / found.Count), Follows.Quotient, [sum, new("so many", new Figure.Count(found.Count), Follows.Given)], level.Clause);
        }
        if (baseline.Of is Statistic.Greatest) return new(sentence, Like(found[0].Value, values.Aggregate(Rational.Max)), Follows.Greatest, found.ToValueList(), level.Clause);
        if (baseline.Of is Statistic.Least) return new(sentence, Like(found[0].Value, values.Aggregate(Rational.Min)), Follows.Least, found.ToValueList(), level.Clause);
        var inOrder = values.Order().ToList();
        return new(sentence, Like(found[0].Value, (inOrder[(found.Count - 1) / 2] + inOrder[found.Count / 2]) / 2), Follows.Rule, found.ToValueList(), level.Clause);
    }

    static Figure Like(Figure like, Rational value) => like switch
    {
        Figure.Share => new Figure.Share(value),
        Figure.Time => new Figure.Time(value),
        Figure.Number or Figure.Count or Figure.Amount or Figure.At or Figure.Words => new Figure.Number(value),
    };
}
