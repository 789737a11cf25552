using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads what is promised. Grammar: docs/guide/grammar.md, "Chapter 3".</summary>
internal static class TargetPhrases
{
    /// <summary>
    /// target = [ "all" ] "within" time | share "within" time { "," row } | statistic range | "number" range | outage figure range | range ( "later than" time | "met" ) | range; share = percentage | range
    /// </summary>
    public static Target? Read(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("all within") || phrase.TryWord("within")) return Time(phrase, declared) is { } each ? new Target.EachWithin(each) : null;
        var start = phrase.Position;
        if (OutageFigureOf(phrase) is { } figure)
            return TryOfTime(phrase, declared, figure) is { } ofTime ? ofTime with { Words = phrase.Since(start) } : phrase.HasRefused ? null : Ranges.Range(phrase, declared) is { } asked ? new Target.OutagesAre(figure, asked, phrase.Since(start)) : null;
        if (TimeStatistic(phrase) is { } statistic) return Ranges.Range(phrase, declared) is { } of ? new Target.TimeIs(statistic, of, phrase.Since(start)) : null;
        if (phrase.HasRefused) return null;
        if (phrase.TryWord("number")) return Ranges.Range(phrase, declared) is { } number ? new Target.NumberIs(number, phrase.Since(start)) : null;
        var range = TryShare(phrase, declared);
        if (phrase.HasRefused) return null;
        if (range is null) return phrase.Refuse<Target>("a target like 'at least 99.9 %', '95 % within 15 min' or 'all within 4 h'");
        if (phrase.TryWord("within")) return Within(phrase, declared, range, start);
        if (phrase.TryWord("later than")) return Time(phrase, declared) is { } later ? new Target.LaterThan(range, later) : null;
        if (phrase.TryWord("met")) return new Target.ScopesMet(range);
        if (phrase.Since(start) == range.Words) return new Target.Figure(range);
        return phrase.Refuse<Target>("'within' and a time");
    }

    /// <summary>of time = ( "at most" | "below" ) percentage "of the time" [ "," "in full minutes" ], of downtime and of the longest outage</summary>
    static Target.OutagesAre? TryOfTime(PhraseReader phrase, Declared declared, OutageFigure figure)
    {
        var start = phrase.Position;
        if (phrase.TryAny("at most", "below") is { } compared && Ranges.TryAmount(phrase, declared) is Quantity.Percent share && phrase.TryWord("of the time"))
        {
            if (figure is not (OutageFigure.Downtime or OutageFigure.Longest))
            {
                phrase.Error(phrase.At, "target.of-time", "A share of the time limits a length of time.", "Write it behind 'downtime' or 'longest outage'.");
                return null;
            }
            var inFullMinutes = phrase.Peek().IsMark(",") && phrase.Peek(1).IsWord("in") && phrase.TryMark(",") && phrase.TryWord("in full minutes");
            return new(figure, Target.OutagesAre.InTime(share.Value, compared == "at most", phrase.Since(start)), "") { OfTime = new(share.Value, inFullMinutes) };
        }
        if (!phrase.HasRefused) phrase.Back(start);
        return null;
    }

    /// <summary>statistic = "mean" | "median" | "longest" | "shortest" | "total" | percentile</summary>
    static Statistic? TimeStatistic(PhraseReader phrase) => phrase.TryAny("mean", "median", "longest", "shortest", "total") switch
    {
        "mean" => new Statistic.Mean(),
        "median" => new Statistic.Median(),
        "longest" => new Statistic.Greatest(),
        "shortest" => new Statistic.Least(),
        "total" => new Statistic.Sum(),
        _ => Statistics.TryPercentile(phrase),
    };

    /// <summary>outage figure = "downtime" | "time outside" | ( "longest" | "number of" ) outage | "mean time to restore" | "mean time between" outage; outage = "outage" | "outages" | "excursion" | "excursions"</summary>
    static OutageFigure? OutageFigureOf(PhraseReader phrase) => phrase.TryAny(
        "downtime", "time outside", "longest outage", "longest excursion", "number of outages", "number of excursions", "mean time to restore", "mean time between outages", "mean time between excursions") switch
    {
        "downtime" or "time outside" => OutageFigure.Downtime,
        "longest outage" or "longest excursion" => OutageFigure.Longest,
        "number of outages" or "number of excursions" => OutageFigure.Number,
        "mean time to restore" => OutageFigure.MeanToRestore,
        null => null,
        _ => OutageFigure.MeanBetween,
    };

    /// <summary>A percentage alone is "at least" that.</summary>
    static Comparison? TryShare(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        if (Ranges.TryRange(phrase, declared) is { } range) return range;
        if (phrase.HasRefused) return null;
        if (Ranges.TryAmount(phrase, declared) is { } amount && Ranges.Value(amount) is (var least, Unit.Percent)) return new(new(least, true), null, Unit.Percent, $"at least {phrase.Since(start)}") { Worked = amount.Why is { } why ? [why] : [] };
        if (!phrase.HasRefused) phrase.Back(start);
        return null;
    }

    static Target? Within(PhraseReader phrase, Declared declared, Comparison share, int start)
    {
        if (Time(phrase, declared) is not { } first) return null;
        var rows = new List<Target.ShareWithin> { new(share, first) };
        while (phrase.TryMark(","))
        {
            var at = phrase.At;
            if (Row(phrase, declared) is not { } row) return null;
            if (!Rises(rows[^1], row))
            {
                phrase.Error(at, "target.times", "A later time is longer than the one before it and promises a greater share; otherwise one of the two says nothing.", "Write the shortest time first: '80 % within 1 h, 95 % within 4 h, the rest within 8 h'.");
                return null;
            }
            rows.Add(row);
        }
        return rows.Count == 1 ? rows[0] : new Target.SharesWithin(rows.ToValueList(), phrase.Since(start));
    }

    /// <summary>row = ( share | "the rest" ) "within" time</summary>
    static Target.ShareWithin? Row(PhraseReader phrase, Declared declared)
    {
        var share = phrase.TryWord("the rest") ? new(new(1, true), null, Unit.Percent, "the rest") : TryShare(phrase, declared);
        if (phrase.HasRefused) return null;
        if (share is null) return phrase.Refuse<Target.ShareWithin>("'the rest within' or a share like '99 % within'");
        return phrase.ExpectWord("within") && Time(phrase, declared) is { } time ? new(share, time) : null;
    }

    /// <summary>Times in one unit are compared; business days and hours have no order that a text knows.</summary>
    static bool Rises(Target.ShareWithin before, Target.ShareWithin row)
    {
        var isLonger = (before.Within, row.Within) switch
        {
            (Span.Elapsed a, Span.Elapsed b) => a.Time < b.Time,
            (Span.BusinessTime a, Span.BusinessTime b) => a.Time < b.Time,
            (Span.Days a, Span.Days b) => a.Count < b.Count,
            (Span.Months a, Span.Months b) => a.Count < b.Count,
            (Span.BusinessDays a, Span.BusinessDays b) => a.Count < b.Count,
            (Span.EndOfBusinessDay a, Span.EndOfBusinessDay b) => a.Nth < b.Nth,
            _ => true,
        };
        return isLonger && (before.Share.Low is not { } low || (row.Share.Low is { } next && next.Value > low.Value));
    }

    static Span? Time(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        if (Ranges.Amount(phrase, declared) is not { } amount) return null;
        if (amount is Quantity.Time time) return time.Value;
        var meant = amount is Quantity.Number number ? OtherForms.InPhrase(number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), phrase.Rest()) : null;
        phrase.Error(at, "target.time", "A length of time was expected here.", meant?.Mend ?? "Write it with its unit: '15 min', '4 business hours', '2 business days'.");
        return null;
    }
}
