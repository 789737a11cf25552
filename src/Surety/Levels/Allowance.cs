using Surety.Metrics;

namespace Surety.Levels;

/// <summary>What may still go wrong before a promise is missed, if all the rest goes well; or what must go right for it to be met.</summary>
/// <param name="Amount">Bad time, or so many.</param>
/// <param name="IsNeeded">Whether it must go right; otherwise it may go wrong.</param>
/// <param name="Words">As a sentence says it: <c>may still be down 12 min 30 s</c>.</param>
public sealed record Allowance(Figure Amount, bool IsNeeded, string Words)
{
    /// <summary>Whether so much may go wrong and a little more, but less than the next unit that anybody counts.</summary>
    public bool IsApproached { get; init; }

    /// <summary>What is counted; <c>null</c>: time is.</summary>
    public AllowedMany? Many { get; init; }

    // Nobody counts further.
    const long Most = 1_000_000_000;

    /// <summary>Finds the allowance by the comparison itself, so that rounding and open ends are in it.</summary>
    internal static Allowance? Of(Room? room, Comparison promise, FigureRounding? rounding)
    {
        if (promise.Low is null) return null;
        return room switch
        {
            null => null,
            Room.OfTime time => OfTime(time, Holds, own => rounding is null && !promise.Low.Value.Included && Figure(own) == promise.Low.Value.Value),
            Room.OfMany many => OfMany(many, Holds),
        };

        Rational Figure(Rational own) => room.Before is (var sum, > 0 and var count) ? (sum + own) / (count + 1) : own;

        bool Holds(Rational own) => promise.Holds(rounding is null ? Figure(own) : rounding.Of(Figure(own), promise.Unit));
    }

    /// <summary>How many of so many may be bad; <c>null</c>: not even none of them keeps the promise, which is about the share of good ones.</summary>
    internal static long? MostBad(long all, Comparison promise, FigureRounding? rounding) =>
        all == 0 ? null : Last(all, bad => Rational.Of(all - bad, all) is var share && promise.Holds(rounding is null ? share : rounding.Of(share, promise.Unit)));

    /// <param name="time">What counts, and what is bad of it.</param><param name="holds">Whether a figure keeps the promise.</param><param name="isEnd">Whether it is the end of the range, which does not keep it.</param>
    static Allowance? OfTime(Room.OfTime time, Func<Rational, bool> holds, Func<Rational, bool> isEnd)
    {
        var good = time.Counted - time.Bad;
        if (Last(good, x => holds(Rational.Of(good - x, time.Counted))) is not { } down) return null;
        // Up to an open end, and not as much: nobody counts in the least part of a second.
        if (down + 1 <= good && isEnd(Rational.Of(good - (down + 1), time.Counted))) return new(new Figure.Time(down), false, $"may still be down less than {NodaTime.Duration.FromTicks(down + 1).ToTimeWords()}") { IsApproached = true };
        return new(new Figure.Time(down), false, down == 0 ? "may not be down any more" : $"may still be down {NodaTime.Duration.FromTicks(down).ToTimeWords()}");
    }

    static Allowance? OfMany(Room.OfMany many, Func<Rational, bool> holds)
    {
        var (all, sum) = (many.Count + many.Running, many.Sum + (many.Running * many.Best));
        if (all == 0) return null;
        if (!Holds(0, many.Best))
            return First(y => Holds(y, many.Best)) is { } needed ? new(new Figure.Count(needed), true, $"{Count(needed)} more {(needed == 1 ? $"{many.Good.One} is" : $"{many.Good.Many} are")} needed") { Many = new(many.Good.One, many.Good.Many, null) } : null;
        if (many.Running > 0)
        {
            var worse = Last(many.Running, x => holds(Figure(sum + (x * (many.Worst - many.Best)), all)))!.Value;
            return new(new Figure.Count(worse), false, $"{(worse == many.Running ? "all" : worse == 0 ? "none" : Count(worse))} of the {Count(many.Running)} that will be decided in it may be ones {many.Bad.Many}") { Many = new(many.Bad.One, many.Bad.Many, many.Running) };
        }
        var more = Last(Most, x => Holds(x, many.Worst))!.Value;
        return more == Most ? null : new(new Figure.Count(more), false, more == 0 ? $"not one more {many.Bad.One} may come" : $"{Count(more)} more {(more == 1 ? many.Bad.One : many.Bad.Many)} may come") { Many = new(many.Bad.One, many.Bad.Many, null) };

        bool Holds(long added, Rational each) => holds(Figure(sum + (added * each), all + added));

        Rational Figure(Rational together, long number) => many.IsMean ? together / number : together;
    }

    static string Count(long count) => count.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The last number up to a most for which something holds that stops holding once; <c>null</c>: not even for 0.</summary>
    static long? Last(long most, Func<long, bool> holds)
    {
        if (!holds(0)) return null;
        var (yes, no) = (0L, most + 1);
        while (no - yes > 1)
        {
            var middle = yes + ((no - yes) / 2);
            if (holds(middle)) yes = middle;
            else no = middle;
        }
        return yes;
    }

    /// <summary>The first number for which something holds that goes on holding; <c>null</c>: none that anybody counts to.</summary>
    static long? First(Func<long, bool> holds) => holds(Most) ? Last(Most, x => !holds(x)) + 1 : null;
}

/// <summary>What an allowance counts.</summary>
/// <param name="One">One of it, in English: <c>that is late</c>, <c>bad event</c>.</param>
/// <param name="Several">Several of it.</param>
/// <param name="Undecided">Of how many that will be decided in the window; <c>null</c>: of those that are still to come.</param>
public sealed record AllowedMany(string One, string Several, long? Undecided);
