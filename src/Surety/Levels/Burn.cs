using NodaTime;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>How much of what may go wrong was used up at an instant.</summary>
/// <param name="At">When.</param>
/// <param name="Used">Ticks of bad time, or so many misses.</param>
public readonly record struct BurnPoint(Instant At, Rational Used);

/// <summary>How what may go wrong in a window is used up as it goes on.</summary>
/// <param name="Window">The window.</param>
/// <param name="Allowed">What may go wrong in all of it before the promise is missed: a time, or so many. Of an open window, as far as it is known now.</param>
/// <param name="Used">What went wrong so far, of the same kind.</param>
/// <param name="Points">From the start of the window to <paramref name="Until"/>: in order, never falling, straight in between. Exact at each of them; of a long history only some are told.</param>
/// <param name="Until">Up to when it is measured.</param>
/// <param name="UsedUp">When more had gone wrong than may; <c>null</c>: that has not happened.</param>
/// <remarks>Source: docs/guide/figures.md, "Bounds".</remarks>
public sealed record Burn(Window Window, Figure Allowed, Figure Used, ValueList<BurnPoint> Points, Instant Until, Instant? UsedUp)
{
    /// <summary>How many points are told at most.</summary>
    public const int MostPoints = 200;

    /// <summary>Used over allowed; <c>null</c>: nothing may go wrong.</summary>
    public Rational? Share => Allowed.Exact!.Value.Sign == 0 ? null : Used.Exact!.Value / Allowed.Exact!.Value;

    /// <summary>Whether the window goes on.</summary>
    public bool IsOpen => Until < Window.Time.End;

    /// <summary>What would be used at the end, if it goes on as it went since the start: an estimate. <c>null</c>: the window is over, or has only begun.</summary>
    public Rational? AtTheEnd => !IsOpen || Elapsed <= 0 ? null : Used.Exact!.Value * Rational.Of(Ticks(Window.Time.End) - Ticks(Window.Time.Start), Elapsed);

    /// <summary>When all of it would be used up at the same pace: an estimate. <c>null</c>: not in this window, or it is already.</summary>
    public Instant? AtThisPace =>
        UsedUp is null && Used.Exact!.Value.Sign > 0 && AtTheEnd >= Allowed.Exact!.Value ? Instant.FromUnixTimeTicks((long)(Ticks(Window.Time.Start) + (Allowed.Exact.Value * Elapsed / Used.Exact.Value)).Floor()) : null;

    long Elapsed => Ticks(Until) - Ticks(Window.Time.Start);

    static long Ticks(Instant at) => at.ToUnixTimeTicks();

    /// <summary>Follows a verdict through its window.</summary>
    /// <returns><c>null</c>: nothing is promised of which so much may go wrong, or nobody can say how much.</returns>
    public static Burn? Of(LevelResult level) => level switch
    {
        { Promised: Target.Figure { Range.Unit: Unit.Percent } or Target.OutagesAre { Of: OutageFigure.Downtime }, Time: { IsWeighted: false } time } => AllowedTime(level, time) is { } allowed ? OfTime(level, time.All(TimeKind.Bad), allowed) : null,
        { Promised: Target.ShareWithin or Target.EachWithin or Target.LaterThan } => AllowedNumber(level) is { } allowed ? OfMany(level, allowed) : null,
        _ => null,
    };

    static Instant UntilOf(LevelResult level) => level.SoFar ?? level.Window.Time.End;

    static long? AllowedTime(LevelResult level, TimeOfWindow time)
    {
        if (level.Promised is Target.OutagesAre outages) return outages.Range.High is { } high ? (long)(high.Included ? high.Value.Floor() : high.Value.Ceiling() - 1) : null;
        // A mean with windows before is allowed what they leave, which bounds know.
        var room = level.SoFar is not null ? level.Bounds?.Possible.Room as Room.OfTime
            : level.AveragedOver > 1 ? null : new Room.OfTime(time.All(TimeKind.Good).Length + time.All(TimeKind.Bad).Length, 0);
        if (room is not { Counted: > 0 }) return null;
        return Allowance.Of(room with { Bad = 0 }, LevelVerdict.Promises(level.Promised!)[0], level.Rounded) is { IsNeeded: false, Amount: Figure.Time { Ticks: var ticks } } ? (long)ticks.Floor() : null;
    }

    static long? AllowedNumber(LevelResult level)
    {
        if (level.AveragedOver > 1) return null;
        if (level.Promised is Target.EachWithin) return 0;
        if (level.Promised is Target.LaterThan { Range: { Low: null, High: { } high } }) return (long)(high.Included ? high.Value.Floor() : high.Value.Ceiling() - 1);
        if (level.Promised is not Target.ShareWithin || level.Range is not { } range) return null;
        if (level.Bounds?.Allowance is { } left) return left is { IsNeeded: false, Amount: Figure.Count count } ? level.MissCount + count.Value : null;
        var running = (level.Bounds?.Possible.Room as Room.OfMany)?.Running ?? 0;
        return Allowance.MostBad(level.Events + running, range, level.Rounded);
    }

    static Burn OfTime(LevelResult level, TimeSet bad, long allowed)
    {
        var points = new List<BurnPoint> { new(level.Window.Time.Start, Rational.Zero) };
        var (used, usedUp) = (0L, (Instant?)null);
        foreach (var (from, until) in bad.Stretches)
        {
            points.Add(new(Instant.FromUnixTimeTicks(from), used));
            if (used <= allowed && used + (until - from) > allowed) usedUp = Instant.FromUnixTimeTicks(from + (allowed - used));
            points.Add(new(Instant.FromUnixTimeTicks(until), used += until - from));
        }
        return new(level.Window, new Figure.Time(allowed), new Figure.Time(used), Told([.. points, new(UntilOf(level), used)]), UntilOf(level), usedUp);
    }

    // A cycle is late from its due instant on, in whichever window that lies; here it counts in this one.
    static Burn OfMany(LevelResult level, long allowed)
    {
        var (start, until) = (level.Window.Time.Start, UntilOf(level));
        var late = level.Misses.All.Select(m => Instant.Max(start, Instant.Min(until, m.Due ?? m.From))).Order().ToList();
        var points = new List<BurnPoint> { new(start, Rational.Zero) };
        for (var i = 0; i < late.Count; i++) points.AddRange([new(late[i], i), new(late[i], i + 1)]);
        return new(level.Window, new Figure.Count(allowed), new Figure.Count(late.Count), Told([.. points, new(until, late.Count)]), until, late.Count > allowed ? late[(int)allowed] : null);
    }

    /// <summary>The first, the last, and of the others as many as are told, each as far from the next as from the one before.</summary>
    static ValueList<BurnPoint> Told(List<BurnPoint> points)
    {
        var distinct = points.Where((p, i) => i == 0 || p != points[i - 1]).ToList();
        return distinct.Count <= MostPoints ? distinct.ToValueList() : Enumerable.Range(0, MostPoints).Select(i => distinct[(int)((long)i * (distinct.Count - 1) / (MostPoints - 1))]).ToValueList();
    }
}
