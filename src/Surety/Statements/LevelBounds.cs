using NodaTime;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>The bounds of a level's figure that come from its metric.</summary>
static class LevelBounds
{
    /// <summary>Bounds one scope of a level that a metric measures; <c>null</c>: the window is over and nothing that counts is unknown, or none of it can count.</summary>
    public static Bounds? Of(
        VersionMeasures version, ServiceLevel level, Metric metric, VersionMeasures.ScopeOfLevel scope, Window window, VersionMeasures.Besides besides, LevelResult result, Measurement measured)
    {
        var isOver = result.Verdict != Verdict.Open;
        if (isOver && !(metric is Metric.Availability { NoData: NoData.Unknown or NoData.Previous } && measured.Coverage < Rational.One)) return null;
        return Worked(version, level, metric, scope, window, besides, result, measured, isOver);
    }

    static Bounds? Worked(
        VersionMeasures version, ServiceLevel level, Metric metric, VersionMeasures.ScopeOfLevel scope, Window window, VersionMeasures.Besides besides, LevelResult result, Measurement measured, bool isOver)
    {
        var promise = version.PromiseOf(level, scope.Row, window, result.SoFar ?? window.Time.End);
        if (promise is { HasNoRow: true, MayBecome.Count: 0 }) return null;
        // An open window is seen from where it was measured up to, by all versions.
        var all = result.SoFar is { } soFar ? besides.All.Select(v => v.At(soFar)).ToList() : besides.All;
        if (result.SoFar is { } then) version = version.At(then);
        // What several versions measure has no bounds: nobody knows by which of them what is still to come is measured, if something goes on that runs now.
        if (version.IsInStretches(level, metric, scope, window))
            return isOver ? null : Bounds.Of(level, promise, [scope.Row.Row.Target is Target.Figure ? Metrics.Possible.AnyShare : Metrics.Possible.Anything], isOver);
        ValueList<Possible> possible = metric switch
        {
            Metric.Availability availability => version.Possible(availability, scope, window) is { } possibly ? [possibly] : [],
            Metric.TimeTaken => OfTimes(version, level, scope, window, all),
            Metric.Survey survey => [version.Possible(survey, scope, window)],
            Metric.SingleValue single => [AnswerBounds.Of(single, measured)],
        };
        if (level.AveragedOver > 1) possible = possible.Select(p => version.Averaged(level, scope, window, p, LevelVerdict.Promises(promise.Row.Target)[0].Unit, result.SoFar ?? window.Time.End)).ToValueList();
        // A miss that is excused is no verdict.
        if (level.IsExcusedByThem && !isOver) possible = possible.Select(p => p with { MayEndWithoutVerdict = true }).ToValueList();
        return possible.Count == 0 ? null : Bounds.Of(level, promise, possible, isOver);
    }

    static ValueList<Possible> OfTimes(VersionMeasures version, ServiceLevel level, VersionMeasures.ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all) => scope.Row.Row.Target switch
    {
        Target.TimeIs time => [TimeBounds.Times(version.PartsOf(level, scope, all, 0), time.Of, window.Time)],
        Target.ShareWithin { OfTickets: true } => [TicketsInTime.Possible(version.PartsOf(level, scope, all, 0), window.Time)],
        Target.LaterThan => [Late(TimeBounds.Share(version.PartsOf(level, scope, all, 0), TimesOf(level.Name, all, 0), window.Time))],
        Target.NumberIs => [new(new Limit(TimeCounts.Begun(version.PartsOf(level, scope, all, 0), window.Time).Events, true), null) { MayEndWithoutVerdict = false }],
        var target => LevelVerdict.Promises(target).Select((_, row) => TimeBounds.Share(version.PartsOf(level, scope, all, row), TimesOf(level.Name, all, row), window.Time)).ToValueList(),
    };

    /// <summary>How many are late, from what the share says of them.</summary>
    static Possible Late(Possible share) =>
        new(new Limit(share.Misses.Least, true), share.Misses.Most is { } most ? new Limit(most, true) : null) { Misses = share.Misses, MayEndWithoutVerdict = false };

    static ValueList<Span> TimesOf(string level, IReadOnlyList<VersionMeasures> all, int row) =>
        all.SelectMany(v => v.Agreement.Level(level)?.Targets ?? []).Select(t => t.Target.WithinAt(row)).OfType<Span>().Distinct().ToValueList();
}
