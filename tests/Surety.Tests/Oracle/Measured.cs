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
}
