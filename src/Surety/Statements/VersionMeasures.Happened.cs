using NodaTime;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Single events that rights count.</summary>
sealed partial class VersionMeasures
{
    readonly Dictionary<(string Level, Labels Scope, Comparison? Length), List<(Instant From, Instant Since, Duration Counted)>> outages = [];

    /// <summary>Lists the events of a verdict that this version gave: those that lie in its window.</summary>
    /// <param name="result">The verdict.</param>
    /// <param name="counts">Which events.</param>
    /// <param name="all">All versions: a ticket is judged by the one in which it was opened.</param>
    /// <param name="until">What happens from then on is not looked at; no later than the as-of instant.</param>
    /// <returns>In any order; none where this version measures something else by the level.</returns>
    public IEnumerable<Happened> HappenedIn(LevelResult result, TriggerCounts counts, IReadOnlyList<VersionMeasures> all, Instant until)
    {
        if (Agreement.Level(result.Level) is not { Measured: Measured.ByMetric by } level || Agreement.Metric(by.Metric) is not { } metric) return [];
        if (ScopesOf(level, metric).FirstOrDefault(s => s.Row.Selection.Name == result.Scope) is not { } scope) return [];
        return (counts, metric) switch
        {
            (TriggerCounts.Downtime, Metric.Availability availability) => StretchesIn(level, availability, scope, result.Window, all).SelectMany(s => s.By.At(until).BadIn(s.Metric, s.Scope, s.Time).Stretches)
                .Select(s => (From: Instant.FromUnixTimeTicks(s.From), Until: Instant.FromUnixTimeTicks(s.Until))).Select(s =>
                    new Happened($"{Named(level, scope)}: from {s.From} to {s.Until}", s.From, s.From, result.Scope, result.Clause, () => null) { Until = s.Until }),
            (TriggerCounts.Events { What: EventKind.Outage } events, Metric.Availability availability) => StretchesIn(level, availability, scope, result.Window, all).SelectMany(s => s.By.At(until).OutagesOf(s.Level, s.Metric, s.Scope, events.Length).Where(o => s.Time.Contains(o.From))).Select(o => new Happened(
                $"{Named(level, scope)}: outage from {Display.Moment(o.From, Agreement.Zone)}, {Display.Time(o.Counted)}", o.From, o.Since, result.Scope, result.Clause, () => null)),
            (TriggerCounts.Events { What: EventKind.Ticket }, Metric.TimeTaken) => PartsOf(level, scope, all, 0).SelectMany(p => p.Cycles.BegunIn(Past(result.Window, until), p.Scope)).Where(b => b.At < until || until == asOf).Select(b => new Happened(
                $"{Named(level, scope)}: {facts.Tickets.IdOf(b.Ticket)}, {Display.Moment(b.At, Agreement.Zone)}", b.At, b.At, result.Scope, result.Clause, () => FactCitation.Of([b.By]))),
            (TriggerCounts.Events { What: EventKind.Miss }, Metric.TimeTaken) => PartsOf(level, scope, all, 0).SelectMany(p => p.In(result.Window.Time, until)).Where(c => c.Listed.InTime == false).Select(c => Missed(level, scope, result, c)),
            _ => [],
        };
    }

    /// <summary>A window, or its parts where outages of it are measured by different versions.</summary>
    IEnumerable<Stretch> StretchesIn(ServiceLevel level, Metric.Availability metric, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all) =>
        StretchesOf(level, metric, scope, window, all) ?? [new(this, level, metric, scope, window.Time)];

    Happened Missed(ServiceLevel level, ScopeOfLevel scope, LevelResult result, FoundCycle late)
    {
        var since = Calendars.Nanoseconds.ToInstant(late.Listed.Since);
        return new($"{Named(level, scope)}: {facts.Tickets.IdOf(late.Listed.Ticket)}, late from {Display.Moment(since, Agreement.Zone)} on", since, since, result.Scope, result.Clause, () => FactCitation.Of([late.Open().Judged.Cycle.StartedBy]));
    }

    static string Named(ServiceLevel level, ScopeOfLevel scope) => Display.Level(level.Name, scope.Row.Selection.Name);

    TimeSet BadIn(Metric.Availability metric, ScopeOfLevel scope, Interval time) => time.Start >= asOf ? TimeSet.Empty : Availability(metric, scope.Row.Selection).BadIn(time, scope.Measured);

    /// <summary>The outages of a scope over the whole term: the windows of the level cut none of them.</summary>
    List<(Instant From, Instant Since, Duration Counted)> OutagesOf(ServiceLevel level, Metric.Availability metric, ScopeOfLevel scope, Comparison? length)
    {
        var key = (level.Name, scope.Row.Selection.Name, length);
        if (outages.TryGetValue(key, out var known)) return known;
        return outages[key] = term.Start >= asOf ? [] : [.. Availability(metric, scope.Row.Selection).OutagesOneByOne(new(term.Start, asOf), scope.Measured, length)];
    }
}
