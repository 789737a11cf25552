using NodaTime;
using Surety.Calendars;

namespace Surety.Metrics;

/// <summary>Intervals into which time is cut, each good or bad as a whole.</summary>
/// <param name="Length">Above zero; a day of 24 hours is a whole number of them. They are counted from the start of each local day of the agreement's zone.</param>
/// <param name="Rule">What makes one bad.</param>
public sealed record Intervals(Duration Length, IntervalRule Rule);

/// <summary>What makes an interval bad. Closed: these are all there are.</summary>
public abstract record IntervalRule
{
    private IntervalRule() { }

    /// <summary>The error rate of its events, those of all series added, by the rule of <c>bad when</c>.</summary>
    public sealed record OwnRate : IntervalRule;

    /// <summary>Nothing does: each has an error rate, and the figure is what their mean leaves of 100 %.</summary>
    public sealed record Averaged : IntervalRule;

    /// <summary>Any bad time in it.</summary>
    public sealed record AnyBad : IntervalRule;

    /// <summary>Bad time from end to end.</summary>
    public sealed record AllBad : IntervalRule;

    /// <summary>Bad time of a share of its length in this range, which has a lower end.</summary>
    public sealed record ShareBad(Comparison Range) : IntervalRule;
}

/// <summary>Fewest events for an interval to be judged by its error rate.</summary>
/// <param name="AtLeast">At least 1.</param>
/// <param name="Otherwise">What an interval with fewer is.</param>
public sealed record MinimumTraffic(long AtLeast, LittleTraffic Otherwise)
{
    /// <summary>What holds where the text is silent: an interval without any event is good.</summary>
    public static MinimumTraffic Silent { get; } = new(1, LittleTraffic.Good);
}

/// <summary>What an interval with too few events is.</summary>
public enum LittleTraffic
{
    /// <summary>Good: without an error.</summary>
    Good,

    /// <summary>Unknown.</summary>
    Unknown,

    /// <summary>No part of the figure, and not missing from the coverage.</summary>
    LeftOut,
}

/// <summary>Where the intervals of a length begin and end, in ticks.</summary>
sealed class IntervalGrid(Duration length, DateTimeZone zone)
{
    readonly long length = length.BclCompatibleTicks;
    (long From, long Until) day = (0, 0);

    /// <summary>The interval that holds an instant; the last one of a day ends with the day.</summary>
    public (long From, long Until) At(long at)
    {
        if (at < day.From || at >= day.Until)
        {
            var date = Instant.FromUnixTimeTicks(at).InZone(zone).Date;
            day = (LocalTimes.StartOf(date, zone).ToUnixTimeTicks(), LocalTimes.StartOf(date.PlusDays(1), zone).ToUnixTimeTicks());
        }
        var from = day.From + ((at - day.From) / length * length);
        return (from, Math.Min(from + length, day.Until));
    }

    /// <summary>The intervals that a stretch touches, in order.</summary>
    public IEnumerable<(long From, long Until)> Touched(long from, long until)
    {
        for (var interval = At(from); interval.From < until; interval = At(interval.Until)) yield return interval;
    }
}
