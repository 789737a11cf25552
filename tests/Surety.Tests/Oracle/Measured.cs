using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>A scope's measure, asked window by window.</summary>
abstract record Measured(Level Level, Scope Scope, Timeline Time)
{
    /// <summary>The unjudged line of a window, figures up to <c>until</c>; the verdict is that of a window that is over.</summary>
    public abstract ExpectedLevel In(Instant start, Instant end, Instant until);

    protected ExpectedLevel Line(string verdict) => new(Level, Scope.Row, Scope.Name, Scope.Labels, default, default, default, default, verdict);

    public sealed record Availability(Level Level, Scope Scope, AvailabilityByMinute ByMinute, Timeline Time) : Measured(Level, Scope, Time)
    {
        public override ExpectedLevel In(Instant start, Instant end, Instant until)
        {
            var figures = ByMinute.In(Time.Slot(start), Time.Slot(until));
            var known = figures.Coverage is { } coverage && (ByMinute.Coverage?.Holds(coverage) ?? coverage >= Fraction.Of(95, 100));
            Fraction? figure = Scope.Row.Target.Figure switch
            {
                "" => figures.Share,
                "downtime" or "time outside" => figures.BadTime,
                "longest outage" or "longest excursion" => figures.Outages.Append(0).Max(),
                "number of outages" or "number of excursions" => figures.Outages.Count,
                "mean time to restore" => figures.Outages.Count == 0 ? null : figures.BadTime / figures.Outages.Count,
                "mean time between outages" => figures.Outages.Count == 0 ? null : figures.GoodTime / figures.Outages.Count,
                _ => throw new ArgumentException(Scope.Row.Target.Figure),
            };
            var hasTime = figures.Share is not null;
            return Verdicts.Judge(Line(""), hasTime ? figure : null, known, !hasTime || figure is null, Level) with { Coverage = figures.Coverage, BadTime = figures.BadTime };
        }
    }

    public sealed record Events(Level Level, Scope Scope, EventShare Share, Timeline Time) : Measured(Level, Scope, Time)
    {
        public override ExpectedLevel In(Instant start, Instant end, Instant until) =>
            Verdicts.Judge(Line(""), Share.In(Time.Slot(start), Time.Slot(until)), true, true, Level);
    }

    public sealed record Times(Level Level, Scope Scope, TimeByTicket ByTicket, Timeline Time) : Measured(Level, Scope, Time)
    {
        public override ExpectedLevel In(Instant start, Instant end, Instant until)
        {
            var target = Scope.Row.Target;
            var (from, to, cut) = (Time.Slot(start), Time.Slot(end), Time.Slot(until));
            if (target.Times.Count == 0 && target.LaterThan is null)
            {
                if (target.Figure == "number") return Verdicts.Judge(Line(""), ByTicket.Begun(Scope.Row, from, cut), true, true, Level);
                var percentile = target.Figure.EndsWith("th percentile", StringComparison.Ordinal) ? Fraction.Parse(target.Figure[..^"th percentile".Length]) : (Fraction?)null;
                return Verdicts.Judge(Line(""), Statistics.Of(target.Figure, percentile, ByTicket.Times(Scope.Row, from, cut)), true, true, Level);
            }
            var isOver = until == end;
            var (late, all) = ByTicket.Decided(Scope.Row, 0, from, to, cut, isOver);
            if (target.LaterThan is not null) return Verdicts.Judge(Line(""), target.Range.Unit == "%" ? all == 0 ? null : Fraction.Of(late, all) : late, true, true, Level) with { Misses = late };
            var judged = Verdicts.Judge(Line(""), all == 0 ? null : Fraction.Of(all - late, all), true, true, Level) with { Misses = late };
            var isKept = true;
            for (var i = 1; i < target.Times.Count; i++)
            {
                var (later, those) = ByTicket.Decided(Scope.Row, i, from, to, cut, isOver);
                isKept &= those == 0 || (target.Times[i].Share is { } share ? share.Holds(Fraction.Of(those - later, those)) : later == 0);
            }
            return isKept ? judged : judged with { Verdict = "missed" };
        }
    }

    public sealed record Answers(Level Level, Scope Scope, Metric.Survey Metric, Timeline Time, bool[] Exists) : Measured(Level, Scope, Time)
    {
        public override ExpectedLevel In(Instant start, Instant end, Instant until)
        {
            List<Fraction> scores = [.. Scope.Read.OfType<Told.Answer>().Where(a => a.At >= start && a.At < until && Exists[Time.Slot(a.At)] && a.Score >= Metric.Low && a.Score <= Metric.High).Select(a => (Fraction)a.Score)];
            Fraction? figure = scores.Count == 0 ? null : Metric.Counts switch
            {
                "mean" => scores.Aggregate((Fraction)0, (a, b) => a + b) / scores.Count,
                "share" => Fraction.Of(scores.Count(s => Metric.ShareIn?.Holds(s) ?? Metric.ShareOf.Any(of => s == of)), scores.Count),
                _ => Fraction.Of(100 * (scores.Count(s => s == 9 || s == 10) - scores.Count(s => s <= 6)), scores.Count),
            };
            return Verdicts.Judge(Line(""), figure, scores.Count >= (Metric.Needs ?? 1), true, Level);
        }
    }

    public sealed record Numbers(Level Level, Scope Scope, Metric.Number Metric, Timeline Time, bool[] Exists, bool[]? During, bool[] Taken) : Measured(Level, Scope, Time)
    {
        public override ExpectedLevel In(Instant start, Instant end, Instant until)
        {
            var scale = Metric.Unit switch { "%" => Fraction.Of(1, 100), "ms" => Fraction.Of(1, 1000), "min" => 60, "h" => 3600, _ => 1 };
            var read = Scope.Read.Where(f => f.Happens >= start && f.Happens < until && Counts(Time.Slot(f.Happens))).OrderBy(f => f.Happens).ToList();
            var numbers = read.ConvertAll(f => (f is Told.Sample s ? (Fraction)s.Number : ((Told.Value)f).Number) * scale);
            var figure = numbers.Count == 0 ? null : Metric.Percentile is null && Metric.Takes == "last" ? (numbers.Where((n, i) => read[i].Happens == read[^1].Happens).Distinct().Count() == 1 ? numbers[^1] : null) : Statistics.Of(Metric.Takes, Metric.Percentile is { } p ? (Fraction)p : null, [.. numbers.Order()]);
            // Values without a last one are no window without any event.
            return Verdicts.Judge(Line(""), figure, numbers.Count >= (Metric.Needs ?? 1), numbers.Count == 0, Level);
        }

        bool Counts(int slot) => Exists[slot] && During?[slot] != false && !Taken[slot];
    }
}
