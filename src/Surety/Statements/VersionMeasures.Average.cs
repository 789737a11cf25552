using NodaTime;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Figures that are averaged over windows, and ranges that are a share of a window's time.</summary>
sealed partial class VersionMeasures
{
    /// <summary>The mean of the figures of a window and of those before it, as far as there are any: each window counts as much as any other, by the version that judges it, and parts of one are one.</summary>
    Measurement Averaged(ServiceLevel level, ScopeOfLevel scope, Window window, Measurement own, Instant measuredTo)
    {
        if (own.Attained is null) return own;
        List<(Window Window, Measurement Measured)> measured = [(window, own), .. Before(level, scope, window, measuredTo).Where(b => b.Measured.Attained!.GetType() == own.Attained.GetType()).Select(b => (b.Judging.Window, b.Measured))];
        var found = SplitWindows.FiguresOf(measured.Select(f => (f.Window, f.Measured.Attained!, new Func<Reason>(() => new(Display.Window(f.Window), f.Measured.Attained!, Follows.Sum, [f.Measured.Why])))));
        var sum = found.Aggregate(Rational.Zero, (all, f) => all + f.Exact);
        var mean = Like(own.Attained, sum / found.Count);
        return own with { Attained = mean, Derivation = new(() => new($"mean of {found.Count} of at most {level.AveragedOver} windows", mean, Follows.Quotient, [new("their figures added", Like(own.Attained, sum), Follows.Sum, found.Select(f => f.Why()).ToValueList()), new("windows with a figure", new Figure.Count(found.Count), Follows.Given)], level.Clause)) };
    }

    /// <summary>The windows before one that enter its mean, newest first, each with its figure.</summary>
    IEnumerable<(JudgedWindow Judging, Measurement Measured)> Before(ServiceLevel level, ScopeOfLevel scope, Window window, Instant measuredTo) =>
        from judging in Reach(level, window)
        let measured = judging.Version.MeasureAs(judging, scope.Row.Selection.Name, measuredTo)
        where measured is not null
        select (judging, measured);

    /// <summary>The windows before one that its mean reaches back to, newest first, with a figure or without.</summary>
    IEnumerable<JudgedWindow> Reach(ServiceLevel level, Window window)
    {
        var (later, left) = (window, level.AveragedOver - 1);
        foreach (var judging in windowsOf(level.Name).TakeWhile(w => w.Window.Time.Start < window.Time.Start).Reverse())
        {
            if (!judging.Window.IsOfOneWith(later) && left-- == 0) yield break;
            // A level that was away for a while begins anew.
            if (judging.Window.Time.End < later.Time.Start) yield break;
            later = judging.Window;
            yield return judging;
        }
    }

    /// <summary>What a mean over windows can still come to, from what the figure of the window can.</summary>
    /// <param name="level">The level.</param>
    /// <param name="scope">Whose figure.</param>
    /// <param name="window">The window.</param>
    /// <param name="own">Of the window alone.</param>
    /// <param name="unit">Of the target.</param>
    /// <param name="measuredTo">Up to when all is known.</param>
    internal Possible Averaged(ServiceLevel level, ScopeOfLevel scope, Window window, Possible own, Unit unit, Instant measuredTo)
    {
        if (level.AveragedOver == 1) return own;
        var reach = Reach(level, window).ToList();
        var before = Before(level, scope, window, measuredTo).Where(b => UnitOf(b.Measured.Attained!) == unit).ToList();
        var ends = before.ConvertAll(b => EndsOf(b.Judging, scope.Row.Selection.Name, b.Measured, measuredTo));
        // Where a window before may still get a figure, or change its own in ways that nobody can bound, the mean may become anything.
        // Parts of a window are looked at together only when both are over.
        if (window.Whole is not null || reach.Exists(r => r.Window.Whole is not null) || ends.Contains(null) || reach.Exists(r => r.Window.Time.End > measuredTo || (!IsSettled(r) && !before.Exists(b => b.Judging == r))))
            return (unit == Unit.Percent ? Metrics.Possible.AnyShare : Metrics.Possible.Anything) with { BadTime = own.BadTime, Misses = own.Misses };
        if (before.Count == 0) return own;
        var isExact = before.TrueForAll(b => IsSettled(b.Judging));
        return own with
        {
            Lowest = Mean(own.Lowest, ends.ConvertAll(e => e!.Lowest)),
            Highest = Mean(own.Highest, ends.ConvertAll(e => e!.Highest)),
            WhyLowest = isExact ? Why(own.Lowest, own.WhyLowest) : null,
            WhyHighest = isExact ? Why(own.Highest, own.WhyHighest) : null,
            Room = isExact && own.Room is { } room ? room with { Before = (Added(), before.Count) } : null,
        };

        Rational Added() => before.Aggregate(Rational.Zero, (all, b) => all + b.Measured.Attained!.Exact!.Value);

        Limit? Mean(Limit? end, List<Limit?> others) => end is not { } limit || others.Contains(null) ? null
            : new Limit(others.Aggregate(limit.Value, (sum, o) => sum + o!.Value.Value) / (others.Count + 1), limit.Included && others.TrueForAll(o => o!.Value.Included));

        Derivation? Why(Limit? end, Derivation? why)
        {
            if (end is not { } limit) return null;
            var of = before[0].Measured.Attained!;
            return new(() => new($"mean of {before.Count + 1} of at most {level.AveragedOver} windows", Like(of, (Added() + limit.Value) / (before.Count + 1)), Follows.Quotient,
                [
                    new("their figures added", Like(of, Added() + limit.Value), Follows.Sum,
                        [why is null ? new(Display.Window(window), Like(of, limit.Value), Follows.Given, [], level.Clause) : new(Display.Window(window), Like(of, limit.Value), Follows.Rule, [why.Reason], level.Clause), .. before.Select(b => new Reason(Display.Window(b.Judging.Window), b.Measured.Attained!, Follows.Sum, [b.Measured.Why]))]),
                    new("windows with a figure", new Figure.Count(before.Count + 1), Follows.Given),
                ], level.Clause));
        }
    }

    /// <summary>What a window before can still come to; <c>null</c>: nobody can say.</summary>
    static Possible? EndsOf(JudgedWindow judging, Labels scope, Measurement measured, Instant measuredTo)
    {
        if (judging.Window.Time.End > measuredTo) return null;
        if (judging.Version.ScopesOf(judging.Level, judging.Version.MetricOf(judging.Level)).FirstOrDefault(s => s.Row.Selection.Name == scope) is { } of && judging.Version.IsInStretches(judging.Level, judging.Version.MetricOf(judging.Level), of, judging.Window)) return null;
        if (IsSettled(judging)) return new(new Limit(measured.Attained!.Exact!.Value, true), new Limit(measured.Attained.Exact.Value, true));
        var (version, metric) = (judging.Version, judging.Version.MetricOf(judging.Level));
        var own = version.ScopesOf(judging.Level, metric).First(s => s.Row.Selection.Name == scope);
        return metric is Metric.Availability availability && version.Possible(availability, own, judging.Window) is { MayEndWithoutVerdict: false } possible ? possible : null;
    }

    Metric MetricOf(ServiceLevel level) => Agreement.Metric(((Measured.ByMetric)level.Measured).Metric)!;

    /// <summary>Whether nothing that happens later changes a window that is over: an outage that was too short may last, and a ticket that was done come back.</summary>
    static bool IsSettled(JudgedWindow judging) => judging.Level.Measured is not Measured.ByMetric || judging.Version.MetricOf(judging.Level) switch
    {
        Metric.TimeTaken time => time is { CountsIn: not CountsIn.WhenOpened, Reopened: not Reopening.GoesOn },
        Metric.Availability availability => availability is { Intervals: null, PartialMinutes: PartialMinutes.Exact, OnlyLongestOfOverlapping: false } && availability.ShortestOutage == Duration.Zero && availability.MinimumRun == Duration.Zero && !judging.Level.Targets.Any(t => t.Target is Target.OutagesAre),
        Metric.Survey or Metric.SingleValue => true,
    };

    static Unit? UnitOf(Figure figure) => figure switch
    {
        Figure.Share => Unit.Percent,
        Figure.Number or Figure.Count => Unit.Number,
        Figure.Time => Unit.Time,
        _ => null,
    };

    /// <summary>What another window of a level came to in a scope of that name, by this version, which judges it; <c>null</c>: too little was known, or it did not have that scope.</summary>
    Measurement? MeasureAs(JudgedWindow judging, Labels scope, Instant measuredTo)
    {
        if (judging.Level.Measured is not Measured.ByMetric by || Agreement.Metric(by.Metric) is not { } metric) return null;
        if (ScopesOf(judging.Level, metric).FirstOrDefault(s => s.Row.Selection.Name == scope) is not { } own || !IsIn(own, judging.Window)) return null;
        return Measure(judging.Level, metric, own, judging.Window, all(), measuredTo) is { IsEnough: true, Attained.Exact: not null } measured ? measured : null;
    }

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
