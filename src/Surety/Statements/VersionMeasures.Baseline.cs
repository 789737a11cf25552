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
        var (zone, limit) = (level.WindowZone ?? Agreement.Zone, level.Per.At(versions.All[0].Term.From, level.WindowZone ?? Agreement.Zone));
        for (var i = 1; i < baseline.Count; i++) limit = limit.Next(zone);
        var found = SplitWindows.FiguresOf(windowsOf(level.Name).Where(w => w.Window.Time.End <= limit.Time.End && w.Window.Time.End <= asOf).Select(w => (w.Window, Why: FigureIn(w, scope))).Where(f => f.Why is not null).Select(f => (f.Window, f.Why!.Value, new Func<Reason>(() => f.Why)))).ConvertAll(f => f.Why());
        return baselines[(level.Name, scope.Selection.Name, baseline)] = Baseline(level, baseline, found);
    }

    /// <summary>The figure by the contract, as the verdict of that window has it, before the level rounds; <c>null</c>: too little was known.</summary>
    static Reason? FigureIn(JudgedWindow judging, LevelScopeRow scope) =>
        judging.Version.MeasureAs(judging, scope.Selection.Name, judging.Version.asOf) is { Attained: { } attained } measured && LevelVerdict.RangeOf(scope.Row.Target) is { } range && CreditRow.Fits(range.Unit, attained) ? new(judging.Window.Name, attained, Follows.Sum, [measured.Why]) : null;

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
