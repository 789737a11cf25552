using NodaTime;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>The bounds of a level's figure: from the metric, or from the bounds of what is counted.</summary>
static class LevelBounds
{
    /// <summary>Bounds one scope of a level that a metric measures; <c>null</c>: the window is over and nothing that counts is unknown, or none of it can count.</summary>
    public static Bounds? Of(
        VersionMeasures version, ServiceLevel level, Metric metric, VersionMeasures.ScopeOfLevel scope, Window window, VersionMeasures.Besides besides, LevelResult result, Measurement measured)
    {
        var isOver = result.Verdict != Verdict.Open;
        var promise = version.PromiseOf(level, scope.Row, window, result.SoFar ?? window.Time.End);
        if (promise.HasNoRow || promise.MayChange) return null;
        if (isOver && !(metric is Metric.Availability { NoData: NoData.Unknown or NoData.Previous } && measured.Coverage < Rational.One)) return null;
        // An open window is seen from where it was measured up to, by all versions.
        var all = result.SoFar is { } soFar ? besides.All.Select(v => v.At(soFar)).ToList() : besides.All;
        if (result.SoFar is { } then) version = version.At(then);
        ValueList<Possible> possible = metric switch
        {
            Metric.Availability availability => version.Possible(availability, scope, window) is { } possibly ? [possibly] : [],
            Metric.TimeTaken => OfTimes(version, level, scope, window, all),
            Metric.Survey survey => [version.Possible(survey, scope, window)],
            Metric.SingleValue single => [AnswerBounds.Of(single, measured)],
        };
        // A miss that is excused is no verdict.
        if (level.IsExcusedByThem && !isOver) possible = possible.Select(p => p with { MayEndWithoutVerdict = true }).ToValueList();
        return possible.Count == 0 ? null : Bounds.Of(level, promise.Row, possible, isOver);
    }

    static ValueList<Possible> OfTimes(VersionMeasures version, ServiceLevel level, VersionMeasures.ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all) => scope.Row.Row.Target switch
    {
        Target.TimeIs time => [TimeBounds.Times(version.PartsOf(level, scope, all, 0), time.Of, window.Time)],
        Target.LaterThan => [Late(TimeBounds.Share(version.PartsOf(level, scope, all, 0), TimesOf(level.Name, all, 0), window.Time))],
        Target.NumberIs => [new(new Limit(TimeCounts.Begun(version.PartsOf(level, scope, all, 0), window.Time).Events, true), null) { MayEndWithoutVerdict = false }],
        var target => LevelVerdict.Promises(target).Select((_, row) => TimeBounds.Share(version.PartsOf(level, scope, all, row), TimesOf(level.Name, all, row), window.Time)).ToValueList(),
    };

    /// <summary>How many are late, from what the share says of them.</summary>
    static Possible Late(Possible share) =>
        new(new Limit(share.Misses.Least, true), share.Misses.Most is { } most ? new Limit(most, true) : null) { Misses = share.Misses, MayEndWithoutVerdict = false };

    static ValueList<Span> TimesOf(string level, IReadOnlyList<VersionMeasures> all, int row) =>
        all.SelectMany(v => v.Agreement.Level(level)?.Targets ?? []).Select(t => t.Target.WithinAt(row)).OfType<Span>().Distinct().ToValueList();

    /// <summary>What may become of one scope in one window.</summary>
    readonly record struct Fate(bool MayBeMet, bool MayBeMissed, bool MayBeNeither)
    {
        public static Fate Unknown { get; } = new(true, true, true);
    }

    /// <summary>Bounds a level that counts another.</summary>
    /// <param name="level">The level.</param>
    /// <param name="promise">What is promised.</param>
    /// <param name="count">What it counts.</param>
    /// <param name="counted">The counted level's results in the window so far.</param>
    /// <param name="windows">The counted level's windows that end in the window, also those that have not begun.</param>
    /// <remarks>Members that are heard of later are not foreseen. Where the counted level is measured for each value of a label, any number of new values may come.</remarks>
    public static Bounds? OfCount(
        ServiceLevel level, Promise promise, Measured.CountOf count, List<LevelResult> counted, IEnumerable<(VersionMeasures Version, ServiceLevel Level, Window Window)> windows)
    {
        if (promise.HasNoRow || promise.MayChange) return null;
        var fates = counted.ConvertAll(FateOf);
        var known = counted.Select(r => (r.Window.Time, r.Scope)).ToHashSet();
        var mayBeMore = false;
        foreach (var (version, of, its) in windows)
        {
            mayBeMore |= MetricOf(version, of)?.ForEach is ForEach.ValueOfLabel;
            fates.AddRange(ScopesIn(version, of, its).Where(s => !known.Contains((its.Time, s))).Select(_ => Fate.Unknown));
        }
        var isShare = LevelVerdict.RangeOf(promise.Row.Target) is { Unit: Unit.Percent };
        return Bounds.Of(level, promise.Row, [isShare ? Share(fates, mayBeMore) : Number(fates, mayBeMore)], isOver: false);
    }

    static Metric? MetricOf(VersionMeasures version, ServiceLevel level) => level.Measured is Measured.ByMetric by ? version.Agreement.Metric(by.Metric) : null;

    static IEnumerable<Labels> ScopesIn(VersionMeasures version, ServiceLevel level, Window window) => MetricOf(version, level) is not { } metric ? [Labels.None]
        : version.ScopesOf(level, metric).Where(s => VersionMeasures.IsIn(s, window)).Select(s => s.Row.Selection.Name);

    static Fate FateOf(LevelResult result) => result.Verdict switch
    {
        Verdict.Met => new(true, false, false),
        Verdict.Missed => new(false, true, false),
        Verdict.NoData or Verdict.Excused => new(false, false, true),
        Verdict.Open => result.Bounds is not { Standing: { } standing } bounds ? Fate.Unknown : standing switch
        {
            Standing.Safe => new(true, false, bounds.MayEndWithoutVerdict),
            Standing.Lost => new(false, true, bounds.MayEndWithoutVerdict),
            Standing.Open => Fate.Unknown,
        },
    };

    static (int MustMeet, int MayMeet, int MustMiss, int MayMiss) Counted(List<Fate> fates) => (
        fates.Count(f => f is { MayBeMissed: false, MayBeNeither: false }), fates.Count(f => f.MayBeMet),
        fates.Count(f => f is { MayBeMet: false, MayBeNeither: false }), fates.Count(f => f.MayBeMissed));

    static Possible Share(List<Fate> fates, bool mayBeMore)
    {
        var (mustMeet, mayMeet, mustMiss, mayMiss) = Counted(fates);
        var low = mayBeMore ? new Limit(Rational.Zero, mustMeet == 0) : new Limit(mayMiss == 0 ? Rational.One : Rational.Of(mustMeet, mustMeet + mayMiss), true);
        var high = mayBeMore ? new Limit(Rational.One, mustMiss == 0) : new Limit(mayMeet == 0 ? Rational.Zero : Rational.Of(mayMeet, mayMeet + mustMiss), true);
        return With(new(low, high), mustMeet, mustMiss, mayMiss, fates, mayBeMore, isMean: true);
    }

    static Possible Number(List<Fate> fates, bool mayBeMore)
    {
        var (mustMeet, mayMeet, mustMiss, mayMiss) = Counted(fates);
        return With(new(new Limit(mustMeet, true), mayBeMore ? null : new Limit(mayMeet, true)), mustMeet, mustMiss, mayMiss, fates, mayBeMore, isMean: false);
    }

    static Possible With(Possible possible, int mustMeet, int mustMiss, int mayMiss, List<Fate> fates, bool mayBeMore, bool isMean) => possible with
    {
        MayEndWithoutVerdict = mustMeet + mustMiss == 0,
        Misses = (mustMiss, mayBeMore ? null : mayMiss),
        Room = new Room.OfMany(mustMeet, mustMeet + mustMiss, 0, 1, fates.Count(f => f is { MayBeMet: true, MayBeMissed: true }), ("that is missed", "that are missed"), ("that is met", "that are met"), isMean),
    };
}
