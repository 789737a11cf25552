using NodaTime;
using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Windows whose incidents are judged each by the version in force when it began.</summary>
/// <remarks>Source: docs/guide/language.md, "Amendments".</remarks>
sealed partial class VersionMeasures
{
    /// <summary>A stretch of a window, and the version that measures it.</summary>
    readonly record struct Stretch(VersionMeasures By, ServiceLevel Level, Metric.Availability Metric, ScopeOfLevel Scope, Interval Time);

    /// <summary>Whether any version takes effect incident by incident: otherwise each measures its windows alone.</summary>
    internal bool MayBeInStretches { get; }

    /// <inheritdoc cref="StretchesAmong"/>
    List<Stretch>? StretchesOf(ServiceLevel level, Metric.Availability metric, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> among) =>
        MayBeInStretches ? StretchesAmong(level, metric, scope, window, among) : null;

    /// <summary>Whether several versions measure a window of a level.</summary>
    internal bool IsInStretches(ServiceLevel level, Metric metric, ScopeOfLevel scope, Window window) =>
        MayBeInStretches && metric is Metric.Availability availability && StretchesOf(level, availability, scope, window, whole is null ? all() : all().Select(v => v.At(asOf)).ToList()) is not null;

    /// <summary>
    /// The stretches of a window, in order: where an amendment is about incidents, it measures from its first instant on, or from the end of what ran then, by its own rules or by those before it.
    /// </summary>
    /// <returns><c>null</c>: this version alone measures all of it.</returns>
    List<Stretch>? StretchesAmong(ServiceLevel level, Metric.Availability metric, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> among)
    {
        var at = among.TakeWhile(v => v.Agreement.Version != Agreement.Version || v.opened != opened).Count();
        var own = new Stretch(this, level, metric, scope, window.Time);
        var stretches = new List<Stretch> { own };
        // What ran when this version took effect goes on to be the matter of the one before.
        if (at > 0 && at < among.Count && Agreement.TakesEffect == TakesEffect.IncidentByIncident && among[at - 1].SameIn(own) is { } before && Begins(before, own, opened.Start) is var begins && begins > window.Time.Start && opened.Start <= window.Time.Start)
            stretches = [before with { Time = new(window.Time.Start, Instant.Min(begins, window.Time.End)) }, .. begins < window.Time.End ? [own with { Time = new(begins, window.Time.End) }] : Array.Empty<Stretch>()];
        foreach (var later in among.Skip(at + 1).Where(v => v.Agreement.TakesEffect == TakesEffect.IncidentByIncident && v.opened.Start < window.Time.End))
        {
            var last = stretches[^1];
            if (later.SameIn(own) is not { } next || Begins(last, next, Instant.Max(later.opened.Start, last.Time.Start)) is var from && from >= window.Time.End) continue;
            stretches[^1] = last with { Time = new(last.Time.Start, from) };
            stretches.Add(next with { Time = new(from, window.Time.End) });
        }
        stretches.RemoveAll(s => s.Time.Start == s.Time.End);
        return stretches.Count == 1 && ReferenceEquals(stretches[0].By, this) ? null : stretches;
    }

    /// <summary>What this version measures by a level of that name in a scope of that name; <c>null</c>: nothing that could be added.</summary>
    Stretch? SameIn(Stretch own)
    {
        if (Agreement.Level(own.Level.Name) is not { Measured: Measured.ByMetric by } level || Agreement.Metric(by.Metric) is not Metric.Availability metric || !AvailabilityMeasure.AreAlike(metric, own.Metric)) return null;
        return ScopesOf(level, metric).FirstOrDefault(s => s.Row.Selection.Name == own.Scope.Row.Selection.Name) is { } scope ? new(this, level, metric, scope, own.Time) : null;
    }

    static Instant Begins(Stretch before, Stretch next, Instant change) => Instant.Max(MeasureOf(before).EndOfWhatRunsAt(change), MeasureOf(next).EndOfWhatRunsAt(change));

    static AvailabilityMeasure MeasureOf(Stretch stretch) => stretch.By.Availability(stretch.Metric, stretch.Scope.Row.Selection);

    Measurement Together(List<Stretch> stretches, Metric.Availability metric, Instant measuredTo, OutageFigure? of) => AvailabilityMeasure.Together(
        [.. stretches.Select(s => new AvailabilityMeasure.Stretch(MeasureOf(s), s.Time, s.Scope.Measured, $"version {s.By.Agreement.Version}, from {Display.Moment(s.Time.Start, Agreement.Zone)} on"))], metric, measuredTo, of);
}
