using NodaTime;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>The volume that rows of targets follow.</summary>
sealed partial class VersionMeasures
{
    WindowVolume VolumeOf(ServiceLevel level, Window window, Instant measuredTo)
    {
        if (whole is not null) return whole.VolumeOf(level, window, measuredTo);
        if (volumes.TryGetValue((level.Name, window.Time.Start, measuredTo), out var known)) return known;
        var told = new Volumes(facts, Agreement.Calendar, Agreement.Scope.BusinessDays, Agreement.Zone);
        var (forecast, notes) = level.Forecast is { } name ? told.Forecast(Workload(name), window, versions.All[0].Term.From) : ((Reason?)null, []);
        Reason? actual = level.Volume switch
        {
            null => null,
            Volume.OfWorkload of => told.Actual(Workload(of.Name), window),
            Volume.ValueOf value => Measured(value.Metric) is { Attained: not null } measured ? measured.Why : new($"{value.Metric}: no value", new Figure.Words("unknown"), Follows.Rule),
            Volume.NumberOf number => Agreement.Metric(number.Metric) is Metric.TimeTaken time ? Begun(time, number.Unit, level.Name, Past(window, measuredTo)) : Number(number, Measured(number.Metric)),
        };
        return volumes[(level.Name, window.Time.Start, measuredTo)] = new(actual, forecast, notes, window.Time.End > measuredTo);

        Measurement Measured(string name) => Agreement.Metric(name) is Metric.Availability availability
            ? Availability(availability, ScopeSelection.Everything).In(window.Time, term, measuredTo)
            : Measure(level, Agreement.Metric(name)!, new(new(ScopeSelection.Everything, level.Targets[0]), term), window, [this], measuredTo);
    }

    Workload Workload(string name) => Agreement.Scope.Workloads.First(w => w.Name == name);

    /// <summary>Events that an availability counts are opened by its own reason; answers and values are so many.</summary>
    static Reason Number(Volume.NumberOf of, Measurement measured) => new(
        $"{of.Unit} of {of.Metric} in the window", new Figure.Count(measured.Events), Follows.Sum, measured.Events > 0 && measured.Why is { How: Follows.Quotient, Parts: [_, { Value: Figure.Count all } counted] } && all.Value == measured.Events
            ? [counted] : [new("so many", new Figure.Count(measured.Events), Follows.Given)]);

    Reason Begun(Metric.TimeTaken metric, string unit, string level, Interval window)
    {
        if (!begun.TryGetValue(metric.Name, out var all)) begun[metric.Name] = all = CyclesOf(metric).Judge(_ => null, TimesOf(level));
        var found = all.BegunIn(window, ScopeSelection.Everything).Select(b => b.By).OrderBy(o => o.File).ThenBy(o => o.Line).ToList();
        return new($"{unit} of {metric.Name} that began in the window", new Figure.Count(found.Count), Follows.Given, [], metric.ClauseOf("from"), FactCitation.Of(found));
    }
}
