using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>Where a promise stands while its window is open.</summary>
public enum Standing
{
    /// <summary>Whatever happens, it is not missed.</summary>
    Safe,

    /// <summary>Whatever happens, it is not met.</summary>
    Lost,

    /// <summary>It can still be met and missed.</summary>
    Open,
}

/// <summary>The best and the worst that a figure can still come to, given what is known. Of a window that is over: what gaps in the facts allow.</summary>
/// <param name="Lowest">The least figure; <c>null</c>: no limit on that side.</param>
/// <param name="LowestIncluded">Whether it can be reached; otherwise it is only approached.</param>
/// <param name="Highest">The greatest figure; <c>null</c>: no limit on that side.</param>
/// <param name="HighestIncluded">Whether it can be reached.</param>
/// <param name="Standing">Where the promise stands; <c>null</c>: the window is over.</param>
/// <param name="MayEndWithoutVerdict">Whether it may also end as "no data".</param>
/// <param name="Allowance">What may still go wrong, or must still go right; <c>null</c>: nothing that can be counted.</param>
/// <remarks>Source: docs/guide/figures.md, "Bounds".</remarks>
public sealed record Bounds(Figure? Lowest, bool LowestIncluded, Figure? Highest, bool HighestIncluded, Standing? Standing, bool MayEndWithoutVerdict, Allowance? Allowance)
{
    /// <summary>What the metric says, before the level rounds.</summary>
    internal Possible Possible { get; init; } = Possible.Anything;

    /// <summary>Opens both ends and the allowance.</summary>
    public Reason Why => Derivation.Reason;

    /// <summary>Puts <see cref="Why"/> together when somebody asks.</summary>
    public Derivation Derivation { get; init; } = new Reason("what the figure can still come to", new Figure.Words("said, not counted"), Follows.Given);

    /// <summary>The promises of which one will hold; at least one.</summary>
    internal ValueList<Promise> Promises { get; init; } = [];

    /// <summary>Bounds a level in one window.</summary>
    /// <param name="level">The level.</param>
    /// <param name="promise">Its promise for the scope.</param>
    /// <param name="possible">What can come of each figure that the promise is about, in the order of <see cref="LevelVerdict.Promises"/>; the first is the level's.</param>
    /// <param name="isOver">Whether the window is.</param>
    internal static Bounds Of(ServiceLevel level, Promise promise, ValueList<Possible> possible, bool isOver)
    {
        ValueList<Promise> promises = promise.MayBecome.Count == 0 ? [promise] : promise.MayBecome.Where(p => !p.HasNoRow).ToValueList();
        if (promises.Count == 0) promises = [promise];
        var unit = LevelVerdict.Promises(promise.Row.Target)[0].Unit;
        var (low, high) = (Rounded(level, possible[0].Lowest, unit), Rounded(level, possible[0].Highest, unit));
        var standings = promises.Select(p => StandingOf(level, p, possible)).Distinct().ToList();
        var standing = isOver ? (Standing?)null : standings is [var one] ? one : Levels.Standing.Open;
        var allowance = standing == Levels.Standing.Open && promises.Count == 1 ? Levels.Allowance.Of(possible[0].Room, LevelVerdict.Promises(promise.Row.Target)[0], level.Rounded) : null;
        var mayEndWithout = possible.Any(p => p.MayEndWithoutVerdict) || promise.MayBecome.Any(p => p.HasNoRow);
        return new(FigureOf(unit, low), low?.Included ?? false, FigureOf(unit, high), high?.Included ?? false, standing, mayEndWithout, allowance)
        {
            Possible = possible[0],
            Promises = promises,
            Derivation = new(() => new(
                "what the figure can still come to", new Figure.Words(standing is { } s ? Words(s) : "the window is over"), Follows.Rule,
                [
                    End("the least that it can still come to", possible[0].Lowest, possible[0].WhyLowest, low), End("the most that it can still come to", possible[0].Highest, possible[0].WhyHighest, high),
                    .. promises.Count == 1 ? Array.Empty<Reason>() : promises.Select(p => new Reason($"if the volume chooses {LevelVerdict.Words(p.Row.Target)}", new Figure.Words(Words(StandingOf(level, p, possible))), Follows.Given, [], p.Row.Clause)),
                    .. allowance is null ? Array.Empty<Reason>() : [new(allowance.Words, allowance.Amount, Follows.Given, [], promise.Row.Clause)],
                ], level.Clause)),
        };

        Reason End(string sentence, Limit? before, Derivation? why, Limit? end)
        {
            if (end is not { } limit) return new(sentence, new Figure.Words("no limit"), Follows.Given, [], level.Clause);
            var open = limit.Included ? sentence : $"{sentence}, only approached";
            ValueList<Reason> parts = why is not null ? [why.Reason] : before is { } whole && whole.Value != limit.Value ? [new("before it is rounded", FigureOf(unit, before)!, Follows.Given)] : [];
            return new(open, FigureOf(unit, end)!, parts.Count == 0 ? Follows.Given : Follows.Rule, parts, level.Clause);
        }
    }

    static Standing StandingOf(ServiceLevel level, Promise promise, ValueList<Possible> possible)
    {
        var promises = LevelVerdict.Promises(promise.Row.Target);
        var ranges = possible.Select((p, i) => new Comparison(Rounded(level, p.Lowest, promises[i].Unit), Rounded(level, p.Highest, promises[i].Unit), promises[i].Unit, "")).ToList();
        return ranges.Where((r, i) => !promises[i].Overlaps(r)).Any() ? Levels.Standing.Lost
            : ranges.Where((r, i) => !promises[i].Contains(r)).Any() ? Levels.Standing.Open : Levels.Standing.Safe;
    }

    // Rounding keeps the order, and what is only approached may be reached by it.
    static Limit? Rounded(ServiceLevel level, Limit? limit, Unit unit) =>
        level.Rounded is { } rounding && rounding.StepOf(unit) is not null && limit is { } end ? new Limit(rounding.Of(end.Value, unit), true) : limit;

    static string Words(Standing standing) => standing switch
    {
        Levels.Standing.Safe => "safe",
        Levels.Standing.Lost => "lost",
        Levels.Standing.Open => "open",
    };

    static Figure? FigureOf(Unit unit, Limit? limit) => limit is not { } end ? null : unit switch
    {
        Unit.Percent => new Figure.Share(end.Value),
        Unit.Number => new Figure.Number(end.Value),
        Unit.Time => new Figure.Time(end.Value),
    };
}
