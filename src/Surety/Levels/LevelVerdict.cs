using NodaTime;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>The step from a measured figure to a verdict: one comparison, exact, with each end open or closed as the clause says.</summary>
public static class LevelVerdict
{
    /// <summary>Judges one scope of a level in one window.</summary>
    /// <param name="level">The level.</param>
    /// <param name="version">Number of the version that judges.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="promise">What is promised of it in the window.</param>
    /// <param name="window">The window.</param>
    /// <param name="measured">What the metric came to.</param>
    /// <param name="measuredTo">A window that ends later is open, and its figure is the one so far.</param>
    public static LevelResult Judge(ServiceLevel level, int version, LevelScopeRow scope, Promise promise, Window window, Measurement measured, Instant measuredTo)
    {
        var target = promise.Row.Target;
        var (attained, rounding) = Rounded(level.Rounded, measured, level.Clause);
        var range = RangeOf(target);
        var verdict = window.Time.End > measuredTo ? Verdict.Open
            : promise.HasNoRow ? Verdict.NoData
            : !measured.BesidesHold ? Verdict.Missed
            : measured.Events == 0 && level.NoEventsIsMet ? Verdict.Met
            : !measured.IsEnough || attained is null ? Verdict.NoData
            : IsMet(target, attained, measured.MissCount) ? Verdict.Met : Verdict.Missed;
        var isBelowMinimum = verdict == Verdict.Missed && level.Minimum is { } minimum && attained?.Exact is { } exact && !minimum.Holds(exact);
        var counts = promise.Counts && (level.CountsFrom is not { } from || window.From >= from);
        return new(
            level.Name, version, window, scope.Selection.Name, verdict, attained, promise.Words, range, isBelowMinimum, counts, measured.Coverage, measured.BadTime,
            measured.Events, measured.Misses, measured.MissCount, promise.Row.Clause, new WhyVerdict(level, promise, verdict, counts, rounding))
        {
            Notes = promise.Notes.Count == 0 ? measured.Notes : [.. measured.Notes, .. promise.Notes],
            Volume = promise.Volume,
            CoverageWhy = measured.CoverageWhy,
            ByInterval = measured.ByInterval,
            Outages = measured.Outages,
            SoFar = verdict == Verdict.Open ? measuredTo : null,
            Time = measured.Time,
            Promised = target,
            Rounded = level.Rounded,
            AveragedOver = level.AveragedOver,
        };
    }

    /// <summary>The promise in its own words.</summary>
    public static string Words(Target target) => target switch
    {
        Target.Figure figure => figure.Range.Words,
        Target.ShareWithin share => $"{ShareWords(share.Share)} {(share.OfTickets ? "of tickets " : "")}within {share.Within}",
        Target.EachWithin each => $"all within {each.Within}",
        Target.SharesWithin shares => shares.Words,
        Target.TimeIs time => time.Words,
        Target.LaterThan later => $"{later.Range.Words} later than {later.Within}",
        Target.NumberIs number => number.Words,
        Target.OutagesAre outages => outages.Words,
        Target.ScopesMet met => $"{met.Range.Words} met",
    };

    /// <summary>The range that the measured figure is compared with; <c>null</c> where every cycle is.</summary>
    public static Comparison? RangeOf(Target target) => target switch
    {
        Target.Figure figure => figure.Range,
        Target.ShareWithin share => share.Share,
        Target.EachWithin => null,
        Target.SharesWithin shares => shares.Rows[0].Share,
        Target.TimeIs time => time.Range,
        Target.LaterThan later => later.Range,
        Target.NumberIs number => number.Range,
        Target.OutagesAre outages => outages.Range,
        Target.ScopesMet met => met.Range,
    };

    static string ShareWords(Comparison share) => share.Words.StartsWith("at least ", StringComparison.Ordinal) ? share.Words["at least ".Length..] : share.Words;

    static bool IsMet(Target target, Figure attained, int misses) =>
        target is Target.EachWithin ? misses == 0 : RangeOf(target) is { } range && attained.Exact is { } exact && range.Holds(exact);

    static (Figure? Attained, Derivation Why) Rounded(FigureRounding? rounding, Measurement measured, Clause clause)
    {
        Figure? rounded = rounding is null ? null : measured.Attained switch
        {
            Figure.Share share => new Figure.Share(rounding.Of(share.Value, Unit.Percent)),
            Figure.Number number => new Figure.Number(rounding.Of(number.Value, Unit.Number)),
            Figure.Time time => new Figure.Time(rounding.Of(time.Ticks, Unit.Time)),
            null or Figure.Count or Figure.Amount or Figure.At or Figure.Words => null,
        };
        return rounded is null ? (measured.Attained, measured.Derivation) : (rounded, new(() => new($"rounded to {rounding!.WordsFor(rounded)}, {Words(rounding.Rounding)}", rounded, Follows.Rule, [measured.Why], clause)));
    }

    /// <summary>The promises about figures that have to hold together, in the order of the figures.</summary>
    internal static ValueList<Comparison> Promises(Target target) => target switch
    {
        Target.SharesWithin shares => shares.Rows.Select(r => r.Share).ToValueList(),
        Target.EachWithin each => [new(new Limit(Rational.One, true), null, Unit.Percent, $"all within {each.Within}")],
        Target.Figure or Target.ShareWithin or Target.TimeIs or Target.LaterThan or Target.NumberIs or Target.OutagesAre or Target.ScopesMet => [RangeOf(target)!],
    };

    static string Words(Rounding rounding) => rounding switch
    {
        Rounding.HalfUp => "half up",
        Rounding.HalfEven => "half even",
        Rounding.Down => "cut",
        Rounding.Up => "up",
        Rounding.Floor => "down",
        Rounding.Ceiling => "toward plus infinity",
    };

    sealed class WhyVerdict(ServiceLevel level, Promise promise, Verdict verdict, bool counts, Derivation figure) : Derivation
    {
        private protected override Reason Open() => Why(level, promise, verdict, counts, figure.Reason);
    }

    static Reason Why(ServiceLevel level, Promise promise, Verdict verdict, bool counts, Reason figure)
    {
        var words = verdict switch
        {
            Verdict.Met => "met",
            Verdict.Missed => "missed",
            Verdict.Excused => "excused",
            Verdict.NoData => "no data",
            Verdict.Open => "open",
        };
        var sentence = verdict switch
        {
            Verdict.Met or Verdict.Missed or Verdict.Excused => $"{level.Name}: the figure against {promise.Words}",
            Verdict.NoData when promise.HasNoRow => $"{level.Name}: no row of the target is for this volume, so it is neither met nor missed",
            Verdict.NoData => $"{level.Name}: too little is known, or nothing happened, so it is neither met nor missed",
            Verdict.Open => $"{level.Name}: the window is not over; the figure so far against {promise.Words}",
        };
        return new(counts ? sentence : sentence + " (reported only)", new Figure.Words(words), Follows.Rule, [figure, .. Promises(promise.Row.Target).SelectMany(r => r.Worked), .. promise.Because], promise.Row.Clause);
    }
}
