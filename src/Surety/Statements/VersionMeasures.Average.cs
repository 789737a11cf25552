using NodaTime;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Figures that are averaged over windows, and ranges that are a share of a window's time.</summary>
sealed partial class VersionMeasures
{
    /// <summary>The mean of the figures of a window and of those before it, as far as there are any: each window counts as much as any other, by the version that judges it.</summary>
    Measurement Averaged(ServiceLevel level, ScopeOfLevel scope, Window window, Measurement own, Instant measuredTo)
    {
        if (level.AveragedOver == 1 || own.Attained is null) return own;
        var found = new List<(Window Window, Measurement Measured)> { (window, own) };
        var later = window;
        foreach (var judging in windowsOf(level.Name).TakeWhile(w => w.Window.Time.Start < window.Time.Start).TakeLast(level.AveragedOver - 1).Reverse())
        {
            // A level that was away for a while begins anew.
            if (judging.Window.Time.End < later.Time.Start) break;
            later = judging.Window;
            if (judging.Version.MeasureAs(judging, scope.Row.Selection.Name, measuredTo) is { } measured && measured.Attained!.GetType() == own.Attained.GetType()) found.Add((judging.Window, measured));
        }
        var mean = Like(own.Attained, found.Aggregate(Rational.Zero, (sum, f) => sum + f.Measured.Attained!.Exact!.Value) / found.Count);
        return own with { Attained = mean, Derivation = new(() => new($"mean of {found.Count} of at most {level.AveragedOver} windows", mean, Follows.Quotient, [Sum(found), new("windows with a figure", new Figure.Count(found.Count), Follows.Given)], level.Clause)) };
    }

    /// <summary>What another window of a level came to in a scope of that name, by this version, which judges it; <c>null</c>: too little was known, or it did not have that scope.</summary>
    Measurement? MeasureAs(JudgedWindow judging, Labels scope, Instant measuredTo)
    {
        if (judging.Level.Measured is not Measured.ByMetric by || Agreement.Metric(by.Metric) is not { } metric) return null;
        if (ScopesOf(judging.Level, metric).FirstOrDefault(s => s.Row.Selection.Name == scope) is not { } own || !IsIn(own, judging.Window)) return null;
        return Measure(judging.Level, metric, own, judging.Window, all(), measuredTo) is { IsEnough: true, Attained.Exact: not null } measured ? measured : null;
    }

    static Reason Sum(List<(Window Window, Measurement Measured)> found) =>
        new("their figures added", Like(found[0].Measured.Attained!, found.Aggregate(Rational.Zero, (sum, f) => sum + f.Measured.Attained!.Exact!.Value)), Follows.Sum, found.Select(f => new Reason(Display.Window(f.Window), f.Measured.Attained!, Follows.Sum, [f.Measured.Why])).ToValueList());

    /// <summary>A range that is a share of the time, with its end where this window has it.</summary>
    Promise InTime(ServiceLevel level, Window window, Promise promise)
    {
        if (promise.Row.Target is not Target.OutagesAre { OfTime: { } of } target || Agreement.Metric(((Measured.ByMetric)level.Measured).Metric) is not Metric.Availability metric) return promise;
        var time = new Interval(Instant.Max(window.Time.Start, term.Start), term.HasEnd ? Instant.Min(window.Time.End, term.End) : window.Time.End);
        var open = metric.During is { } name && Agreement.Calendar(name) is { } calendar
            ? calendar.WindowsIn(time).Aggregate(Duration.Zero, (sum, w) => sum + w.Duration) : time.Duration;
        var ticks = (Rational)open.BclCompatibleTicks * of.Share.Fraction;
        var whole = new Reason("open time of the window", new Figure.Time(open.BclCompatibleTicks), Follows.Given, [], metric.Clause);
        var why = new Reason($"{of.Share} of the time", new Figure.Time(ticks), Follows.Product, [new("the share", new Figure.Share(of.Share.Fraction), Follows.Given, [], promise.Row.Clause), whole], promise.Row.Clause);
        if (of.InFullMinutes)
        {
            ticks = Rational.Of((ticks / NodaConstants.TicksPerMinute).Floor(), 1) * NodaConstants.TicksPerMinute;
            why = new("in full minutes", new Figure.Time(ticks), Follows.Rule, [why], promise.Row.Clause);
        }
        var range = target.Range with { High = target.Range.High!.Value with { Value = ticks } };
        return promise with { Row = promise.Row with { Target = target with { Range = range, Words = $"{target.Words}: {Display.Time(ticks, Rounding.Down)}", OfTime = null } }, Because = [.. promise.Because, why] };
    }
}
