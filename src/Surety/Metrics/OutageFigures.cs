using NodaTime;

namespace Surety.Metrics;

/// <summary>What a promise asks of outages, beside the share of good time.</summary>
public enum OutageFigure
{
    /// <summary>All bad time together.</summary>
    Downtime,

    /// <summary>The longest outage.</summary>
    Longest,

    /// <summary>How many there were.</summary>
    Number,

    /// <summary>Bad time over the number of outages.</summary>
    MeanToRestore,

    /// <summary>Good time over the number of outages.</summary>
    MeanBetween,
}

/// <summary>Downtime, longest outage, number of outages, and the means.</summary>
/// <remarks>Source: docs/guide/figures.md, "Outages".</remarks>
static class OutageFigures
{
    /// <summary>An outage, and how much of it counts in the window.</summary>
    public readonly record struct Outage(long From, long Until, long Counted);

    /// <param name="of">What is asked.</param>
    /// <param name="measured">The availability of the window: how much is known, and what was bad.</param>
    /// <param name="outages">In order of time; each has some time that counts.</param>
    /// <param name="total">Time that counts, in ticks.</param>
    /// <param name="bad">Opens the bad time.</param>
    /// <param name="metric">The clause.</param>
    /// <param name="stamp">Writes an instant.</param>
    /// <param name="told">What facts call what lies between two instants; empty text for nothing.</param>
    /// <returns>Without any outage there is no mean; where outages are what is observed, there is no event either.</returns>
    public static Measurement Of(OutageFigure of, Measurement measured, List<Outage> outages, long total, Func<Reason> bad, Metric.Availability metric, Func<long, string> stamp, Func<long, long, string> told)
    {
        // Not knowing enough of the window is not knowing what its outages were.
        if (measured.Attained is null) return measured;
        var ticks = outages.Sum(o => o.Counted);
        Figure? figure = of switch
        {
            OutageFigure.Downtime => new Figure.Time(ticks),
            OutageFigure.Longest => new Figure.Time(outages.Count == 0 ? 0 : outages.Max(o => o.Counted)),
            OutageFigure.Number => new Figure.Number(outages.Count),
            OutageFigure.MeanToRestore => outages.Count == 0 ? null : new Figure.Time(Rational.Of(ticks, outages.Count)),
            OutageFigure.MeanBetween => outages.Count == 0 ? null : new Figure.Time(Rational.Of(total - ticks, outages.Count)),
        };
        return measured with { Attained = figure, IsEnough = measured.IsEnough && figure is not null, Events = metric.ObservedBy is Observation.Outages ? outages.Count : measured.Events, Derivation = new(Why) };

        Reason Why() => of switch
        {
            OutageFigure.Downtime => bad() with { Sentence = Words(of) },
            OutageFigure.Longest => new(Words(of), figure!, Follows.Greatest, Each(o => o.Counted, ticks => new Figure.Time(ticks)), metric.Clause),
            OutageFigure.Number => Number(),
            OutageFigure.MeanToRestore or OutageFigure.MeanBetween when figure is null => new($"{Words(of)}: there was none", new Figure.Words("none in the window"), Follows.Rule, [], metric.Clause),
            OutageFigure.MeanToRestore => new(Words(of), figure, Follows.Quotient, [bad(), Number()], metric.Clause),
            OutageFigure.MeanBetween => new(Words(of), figure, Follows.Quotient,
                [new("good time", new Figure.Time(total - ticks), Follows.Difference, [new("time that counts", new Figure.Time(total), Follows.Given), bad()]), Number()], metric.Clause),
        };

        Reason Number() => new(Words(OutageFigure.Number), new Figure.Number(outages.Count), Follows.Sum, Each(_ => 1, n => new Figure.Number(n)), metric.Clause);

        // Without an outage the greatest and the sum of nothing are zero, and one line says so.
        ValueList<Reason> Each(Func<Outage, long> value, Func<long, Figure> made)
        {
            if (outages.Count == 0) return [new("no outage", made(0), Follows.Given)];
            var shown = outages.OrderByDescending(o => o.Counted).ThenBy(o => o.From).Take(Measurement.MostMisses).ToList();
            var parts = shown.ConvertAll(o => new Reason($"outage from {stamp(o.From)} to {stamp(o.Until)}{told(o.From, o.Until)}", made(value(o)), Follows.Given));
            if (outages.Count > shown.Count) parts.Add(new($"{outages.Count - shown.Count} more, none longer", made(of == OutageFigure.Longest ? 0 : outages.Count - shown.Count), Follows.Given));
            return parts.ToValueList();
        }
    }

    /// <summary>The bad time of a measured availability as a figure of its own.</summary>
    public static Measurement Downtime(Measurement measured)
    {
        if (measured is not { Attained: not null, BadTime: { } bad }) return measured;
        return measured with { Attained = new Figure.Time(Rational.Of(bad.ToInt64Nanoseconds(), NodaConstants.NanosecondsPerTick)), Derivation = new(() => measured.Why.Parts[0].Parts[1] with { Sentence = Words(OutageFigure.Downtime) }) };
    }

    static string Words(OutageFigure of) => of switch
    {
        OutageFigure.Downtime => "downtime",
        OutageFigure.Longest => "longest outage",
        OutageFigure.Number => "number of outages",
        OutageFigure.MeanToRestore => "mean time to restore",
        OutageFigure.MeanBetween => "mean time between outages",
    };
}
