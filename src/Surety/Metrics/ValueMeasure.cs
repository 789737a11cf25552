using System.Numerics;
using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>What the values or samples of a window come to.</summary>
public static class ValueMeasure
{
    /// <summary>Measures one window.</summary>
    /// <param name="metric">The clause.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="scope">Which values belong to the scope.</param>
    /// <param name="during">Open time in which values count; <c>null</c>: around the clock.</param>
    /// <param name="exclusions">Rulings on an exclusion, by its name.</param>
    /// <param name="window">The window, cut to the existence of what is measured.</param>
    /// <param name="asOf">Later values are not there yet.</param>
    /// <param name="stays">Between them values do not count; empty: all the window.</param>
    public static Measurement In(
        Metric.SingleValue metric, FactSet facts, ScopeSelection scope, BusinessCalendar? during, Func<string, ValueList<ExclusionRuling>> exclusions, Interval window, Instant asOf,
        ValueList<Interval> stays = default) =>
        In(metric, facts, scope, during, exclusions, window, asOf, new([metric]), stays);

    internal static Measurement In(
        Metric.SingleValue metric, FactSet facts, ScopeSelection scope, BusinessCalendar? during, Func<string, ValueList<ExclusionRuling>> exclusions, Interval window, Instant asOf, SharedPercentiles percentiles,
        ValueList<Interval> stays = default)
    {
        var series = facts.Values.With(scope.Must).Where(s => s.Kind == metric.ObservedBy && metric.Reads.Takes(s.Labels) && scope.Takes(s.Labels)).Select(s => s.Labels);
        var granted = GrantedTime.Of(metric.LeavesOut, exclusions, metric.Reads, scope, series);
        TimeSet Time() => TimeSet.Of(window).And(TimeSet.Of(long.MinValue, asOf.ToUnixTimeTicks() + 1)).And(Open(during, window)).And(WindowValues.TimeOf(stays));
        List<NumberRows>? Counted() => Rows(metric, facts, scope, Time().Without(granted.Time)) is var rows && AreWhole(rows, metric.Unit) ? rows : null;
        List<NumberRows>? LeftOut() => Rows(metric, facts, scope, Time().And(granted.Time)) is var rows && (rows.Count == 0 || AreWhole(rows, metric.Unit)) ? rows : null;
        (int Count, Rational Value)? found = metric.Takes switch
        {
            Statistic.Percentile wanted => percentiles.Of(metric, wanted, scope, window, Counted, LeftOut) is { } ranked ? (ranked.Count, ranked.Value) : null,
            Statistic.Sum or Statistic.Mean => Counted() is { } rows ? Added(rows, metric.Takes is Statistic.Mean) : null,
            null or Statistic.Median or Statistic.Least or Statistic.Greatest => null,
        };
        if (found is not { } figure) return OneByOne(metric, facts, scope, during, granted, window, asOf, stays);
        return new(
            FigureOf(metric.Unit, figure.Value * Scale(metric.Unit)), figure.Count >= metric.Needs, null, null, figure.Count, [], 0, new(() => OneByOne(metric, facts, scope, during, granted, window, asOf, stays).Why), granted.NotesIn(window).ToValueList());
    }

    static (int Count, Rational Value) Added(List<NumberRows> rows, bool isMean)
    {
        var (count, sum) = (rows.Sum(r => r.Count), rows.Aggregate(BigInteger.Zero, (all, r) => all + r.Sum()));
        return (count, Rational.Of(sum, BigInteger.Pow(10, rows[0].Column.Decimals) * (isMean ? count : 1)));
    }

    static TimeSet Open(BusinessCalendar? during, Interval window) =>
        during is null ? TimeSet.Everything : TimeSet.Of(during.WindowsIn(window).Select(i => (i.Start.ToUnixTimeTicks(), i.End.ToUnixTimeTicks())));

    /// <summary>Whether there are rows, and all are whole numbers that can be looked at together.</summary>
    static bool AreWhole(List<NumberRows> rows, ValueUnit unit) => Percentiles.AreAlike(rows) && IsNeverTooLong(rows[0].Column, unit);

    /// <summary>The rows of some time.</summary>
    static List<NumberRows> Rows(Metric.SingleValue metric, FactSet facts, ScopeSelection scope, TimeSet time)
    {
        var rows = new List<NumberRows>();
        foreach (var series in facts.Values.With(scope.Must))
        {
            if (series.Kind != metric.ObservedBy || !metric.Reads.Takes(series.Labels) || !scope.Takes(series.Labels)) continue;
            foreach (var (from, until) in time.Stretches)
                if (series.At.First(from) is var first && series.At.First(until) is var end && first < end) rows.Add(new(series.Value, first, end));
        }
        return rows;
    }

    /// <summary>Whether no number of this width could be longer than what is left out as too long.</summary>
    static bool IsNeverTooLong(Numbers numbers, ValueUnit unit) => numbers.Width switch
    {
        1 => Numbers.DecimalOf(sbyte.MinValue, numbers.Decimals),
        2 => Numbers.DecimalOf(short.MinValue, numbers.Decimals),
        4 => Numbers.DecimalOf(int.MinValue, numbers.Decimals),
        _ => Numbers.DecimalOf(long.MinValue, numbers.Decimals),
    } is var least && -least <= Most(unit);

    /// <summary>Measures one window value by value.</summary>
    static Measurement OneByOne(
        Metric.SingleValue metric, FactSet facts, ScopeSelection scope, BusinessCalendar? during, GrantedTime granted, Interval window, Instant asOf, ValueList<Interval> stays)
    {
        var (values, outside, excluded, tooLong, most, open) = (new List<Taken>(), 0, 0, 0, Most(metric.Unit), Open(during, window));
        foreach (var (value, at, origin) in WindowValues.Of(facts, metric.ObservedBy, metric.Reads, scope, window, asOf, stays))
        {
            if (!open.Holds(at)) outside++;
            else if (granted.Time.Holds(at)) excluded++;
            else if (Math.Abs(value) > most) tooLong++;
            else values.Add(new(value, at, origin));
        }
        var left = $"{(excluded > 0 ? $", without {excluded} in excluded time" : "")}{(outside > 0 ? $", without {outside} outside '{during!.Name}'" : "")}";
        var notes = granted.NotesIn(window).ToList();
        if (tooLong > 0) notes.Add($"{tooLong} {Noun(metric)}{(tooLong == 1 ? " is" : "s are")} longer than a century and left out");
        if (values.Count == 0) return new(null, false, null, null, 0, [], 0, new Reason($"no {Noun(metric)}s{left}", new Figure.Words("no data"), Follows.Rule, [], metric.Clause), notes.ToValueList());
        var why = metric.Takes is { } statistic ? Of(metric, statistic, values, left) : Last(metric, values, left, notes);
        var figure = why.Value is Figure.Words ? null : why.Value;
        return new(figure, figure is not null && values.Count >= metric.Needs, null, null, values.Count, [], 0, why, notes.ToValueList());
    }

    /// <summary>Nothing is longer than a century: what says so has another unit than the agreement.</summary>
    static decimal Most(ValueUnit unit) => unit switch
    {
        ValueUnit.Number or ValueUnit.Percent => decimal.MaxValue,
        ValueUnit.Milliseconds or ValueUnit.Seconds or ValueUnit.Minutes or ValueUnit.Hours => (36_525 * NodaConstants.TicksPerDay / Scale(unit)).Round(0, Rounding.Down),
    };

    readonly record struct Taken(decimal Value, long At, Origin Origin);

    static Reason Of(Metric.SingleValue metric, Statistic statistic, List<Taken> values, string left)
    {
        var clause = metric.ClauseOf("takes");
        var sentence = $"{Words(statistic)} of the {Noun(metric)}s{left}";
        switch (statistic)
        {
            case Statistic.Sum: return Sum(metric, sentence, values, clause);
            case Statistic.Mean:
                var sum = Sum(metric, $"sum of the {Noun(metric)}s", values, null);
                return new(sentence, FigureOf(metric.Unit, sum.Value.Exact!.Value / values.Count), Follows.Quotient, [sum, new($"{Noun(metric)}s", new Figure.Count(values.Count), Follows.Given)], clause);
            case Statistic.Least or Statistic.Greatest:
                var end = statistic is Statistic.Least ? values.MinBy(v => v.Value) : values.MaxBy(v => v.Value);
                return new(sentence, Ranked(metric, end).Value, Follows.Rule, [new("in all", new Figure.Count(values.Count), Follows.Given), Ranked(metric, end).Reason], clause);
        }
        // Of equal values the earliest fact stands at the place, so that the same facts cite the same line.
        values.Sort((a, b) => (a.Value, a.At, a.Origin.File, a.Origin.Line).CompareTo((b.Value, b.At, b.Origin.File, b.Origin.Line)));
        return statistic is Statistic.Percentile percentile
            ? Ranks.Percentile(sentence, percentile, values.Count, place => Ranked(metric, values[place]), clause)
            : Ranks.Median(sentence, values.Count, place => Ranked(metric, values[place]), value => FigureOf(metric.Unit, value), clause);
    }

    /// <summary>The last value; words where several series have different ones at that instant.</summary>
    static Reason Last(Metric.SingleValue metric, List<Taken> values, string left, List<string> notes)
    {
        var newest = values.Max(v => v.At);
        var last = values.Where(v => v.At == newest).OrderBy(v => v.Value).ThenBy(v => v.Origin.File).ThenBy(v => v.Origin.Line).ToList();
        var clause = metric.ClauseOf("takes");
        if (last.TrueForAll(v => v.Value == last[0].Value))
            return new($"last {Noun(metric)} of the window{left}", Ranked(metric, last[^1]).Value, Follows.Given, [], clause, FactCitation.Of([last[^1].Origin]));
        notes.Add($"{last.Select(v => v.Value).Distinct().Count()} different values are the last of the window, at one instant; none of them is taken");
        return new("the last values contradict each other", new Figure.Words("no data"), Follows.Rule, [.. last.Select(v => Ranked(metric, v).Reason)], clause);
    }

    static Reason Sum(Metric.SingleValue metric, string sentence, List<Taken> values, Clause? clause) =>
        new(sentence, FigureOf(metric.Unit, Exact(values) * Scale(metric.Unit)), Follows.Given, [], clause, Cited(values));

    /// <summary>Adds without loss: whole numbers of one unit in the last place, since fractions would be brought to lowest terms at every step.</summary>
    static Rational Exact(List<Taken> values)
    {
        var byScale = new BigInteger[29];
        Span<int> bits = stackalloc int[4];
        foreach (var (value, _, _) in values)
        {
            decimal.GetBits(value, bits);
            var mantissa = unchecked((new BigInteger((uint)bits[2]) << 64) + (new BigInteger((uint)bits[1]) << 32) + (uint)bits[0]);
            byScale[value.Scale] += bits[3] < 0 ? -mantissa : mantissa;
        }
        var sum = Rational.Zero;
        for (var scale = 0; scale < byScale.Length; scale++)
            if (!byScale[scale].IsZero) sum += Rational.Of(byScale[scale], BigInteger.Pow(10, scale));
        return sum;
    }

    static FactCitation Cited(List<Taken> values) =>
        new(values.Count, values.OrderBy(v => v.At).ThenBy(v => v.Origin.File).ThenBy(v => v.Origin.Line).Take(FactCitation.Most).Select(v => v.Origin).ToValueList());

    static Ranks.Ranked Ranked(Metric.SingleValue metric, Taken value) => new(Noun(metric), FigureOf(metric.Unit, value.Value * Scale(metric.Unit)), FactCitation.Of([value.Origin]));

    static string Noun(Metric.SingleValue metric) => metric.ObservedBy == ValueKind.Sample ? "sample" : "value";

    static string Words(Statistic statistic) => statistic switch
    {
        Statistic.Mean => "mean",
        Statistic.Median => "median",
        Statistic.Sum => "sum",
        Statistic.Least => "least",
        Statistic.Greatest => "greatest",
        Statistic.Percentile percentile => percentile.Words,
    };

    static Rational Scale(ValueUnit unit) => unit switch
    {
        ValueUnit.Number => 1,
        ValueUnit.Percent => Rational.Of(1, 100),
        ValueUnit.Milliseconds => 10_000,
        ValueUnit.Seconds => 10_000_000,
        ValueUnit.Minutes => 600_000_000,
        ValueUnit.Hours => 36_000_000_000,
    };

    static Figure FigureOf(ValueUnit unit, Rational value) => unit switch
    {
        ValueUnit.Number => new Figure.Number(value),
        ValueUnit.Percent => new Figure.Share(value),
        ValueUnit.Milliseconds or ValueUnit.Seconds or ValueUnit.Minutes or ValueUnit.Hours => new Figure.Time(value),
    };
}
