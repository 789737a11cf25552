using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Finds levels whose windows no amendment can split.</summary>
/// <remarks>Source: docs/guide/language.md, "Amendments".</remarks>
internal static class SplitLint
{
    /// <summary>Refuses an amendment that splits such windows.</summary>
    /// <param name="levels">Of the amendment.</param>
    /// <param name="metrics">Likewise.</param>
    /// <param name="at">Where it says that it splits.</param>
    /// <param name="problems">Hears of each.</param>
    public static void Check(IEnumerable<ServiceLevel> levels, ValueList<Metric> metrics, Location at, Problems problems)
    {
        foreach (var because in levels.Select(l => Because(l, metrics)).OfType<string>())
            problems.Error(at, "effective.split", $"No window can be split here: {because}.", "Write 'takes effect: with the next window'.");
    }

    /// <summary>Why the windows of a level are whole or nothing, in words; <c>null</c>: they can be split.</summary>
    public static string? Because(ServiceLevel level, ValueList<Metric> metrics)
    {
        var name = Quoted.Of(level.Name);
        if (level.Per is WindowRule.Rolling) return $"windows of {name} roll, so that they overlap";
        if (level.Volume is not null || level.Forecast is not null || level.Targets.Any(t => t.Bands.Count > 0)) return $"the target of {name} follows the volume of a whole window";
        var metric = level.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
        return level.Targets.SelectMany(t => t.All).FirstOrDefault(t => IsTotal(t, metric)) is { } total ? $"the target of {name}, '{LevelVerdict.Words(total)}', is an amount for a whole window, and says nothing of a part" : null;
    }

    static bool IsTotal(Target target, Metric? metric) => target switch
    {
        Target.Figure => metric is Metric.SingleValue { Takes: Statistic.Sum },
        Target.OutagesAre outages => outages.OfTime is null && outages.Of is OutageFigure.Downtime or OutageFigure.Number,
        Target.TimeIs time => time.Of is Statistic.Sum,
        Target.LaterThan or Target.NumberIs => true,
        Target.ShareWithin or Target.EachWithin or Target.SharesWithin or Target.ScopesMet => false,
    };
}
