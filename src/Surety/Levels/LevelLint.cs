using System.Globalization;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Finds promises that can only fail or never fail, that say what they do not mean, and that their metric cannot tell apart.</summary>
internal static class LevelLint
{
    public static void Check(ServiceLevel level, Metric? metric, Problems problems)
    {
        if (level.Measured is Measured.ByMetric && metric is null) return;
        foreach (var (target, at) in level.Targets.SelectMany(TargetsOf))
        {
            foreach (var range in LevelVerdict.Promises(target).Where(_ => target is not Target.EachWithin))
                CheckScale(range, FigureScale.Of(level.Measured, metric, range.Unit), at, problems);
            if (metric?.Targets is { } allowed) CheckAllowed(allowed, target, metric.Name, at, problems);
            if (LevelVerdict.RangeOf(target) is not { } figure || target is Target.EachWithin) continue;
            CheckMinimum(level, figure, at, problems);
            if (level.Rounded is { } rounded && figure.Unit == Unit.Percent) CheckRounding(rounded, figure, at, problems);
            if (metric is Metric.Availability availability && target is Target.Figure) CheckStep(availability, level.Per, figure, at, problems);
        }
    }

    /// <summary>A target that the library of metrics does not foresee.</summary>
    static void CheckAllowed(TargetsAllowed allowed, Target target, string metric, Location at, Problems problems)
    {
        var usually = allowed.Usually is { } usual ? $" Usually it is {usual.Words}." : "";
        foreach (var range in Limited(target))
        {
            if (TargetsAllowed.Misfits(allowed.Range, range).Any())
                problems.Warning(at, "target.outside", $"Targets of {Quoted.Of(metric)} are {allowed.Range.Words}, and this one is {range.Words}.{usually}", $"Write another target, or change 'targets' ({allowed.Clause.At}).");
            else if (allowed.IsOpposite(range))
                problems.Warning(at, "target.opposite", $"This target is {range.Words}, and a usual one of {Quoted.Of(metric)} is {allowed.Usually!.Words}: the other direction.", "Write which way is better, or change 'targets' of the metric.");
        }
    }

    /// <summary>What a target asks for, with the times within which something has to be done.</summary>
    static IEnumerable<Comparison> Limited(Target target) => LevelVerdict.Promises(target).Concat(Within(target).Select(time => Ranges.Value(new Quantity.Time(time)) is { } most
        ? new Comparison(null, new(most.Value, true), most.Unit, $"within {time}") : null).OfType<Comparison>());

    static IEnumerable<Span> Within(Target target) => target switch
    {
        Target.EachWithin each => [each.Within],
        Target.ShareWithin share => [share.Within],
        Target.SharesWithin shares => shares.Rows.Select(r => r.Within),
        Target.Figure or Target.TimeIs or Target.LaterThan or Target.NumberIs or Target.OutagesAre or Target.ScopesMet => [],
    };

    /// <summary>Windows by another clock than that of the statements.</summary>
    public static void CheckZones(IEnumerable<ServiceLevel> levels, NodaTime.DateTimeZone zone, NodaTime.LocalDate from, Problems problems)
    {
        // Two years have every difference of two clocks that comes again each year.
        var months = Enumerable.Range(0, 24).Select(m => from.With(NodaTime.DateAdjusters.StartOfMonth).PlusMonths(m)).ToList();
        foreach (var level in levels)
            if (level.WindowZone is { } own && months.Exists(m => Calendars.LocalTimes.StartOf(m, own) != Calendars.LocalTimes.StartOf(m, zone)))
                problems.Warning(level.Clause.At, "window.zone", $"Windows of {Quoted.Of(level.Name)} end at other instants than the months of {zone.Id}, by which statements are made: one may end in the next month, and then stands in that statement.",
                    $"Where only the windows have hours, write 'time zone: {own.Id}' under 'term' instead.");
    }

    static IEnumerable<(Target Target, Location At)> TargetsOf(TargetRow row) =>
        row.Bands.Where(b => b.Target is not null).Select(b => (b.Target!, b.Clause.At)).Concat(row.Bands.Count == 0 || row.HasBase ? [(row.Target, row.Clause.At)] : []);

    static void CheckScale(Comparison range, FigureScale scale, Location at, Problems problems)
    {
        // A share above 100 % is refused where it is read.
        if (scale.IsOutside(range)) problems.Warning(at, "target.cannot-be-kept", $"No figure can be {range.Words}{Ends(scale, range.Unit)}: this promise can only be missed.", "Write a range that a figure can reach.");
        else if (scale.IsInside(range)) problems.Warning(at, "target.always-kept", $"Every figure is {range.Words}{Ends(scale, range.Unit)}: this promise cannot be missed.", "Write what is meant, or leave the level out.");
    }

    static string Ends(FigureScale scale, Unit unit) => (scale.Least, scale.Most) switch
    {
        ({ } least, { } most) => $", for it lies from {Comparison.Written(least, unit)} to {Comparison.Written(most, unit)}",
        ({ } least, null) => $", for it is at least {Comparison.Written(least, unit)}",
        _ => "",
    };

    static void CheckMinimum(ServiceLevel level, Comparison target, Location at, Problems problems)
    {
        if (level.Minimum is not { } minimum || minimum.Unit != target.Unit || minimum.Contains(target)) return;
        problems.Warning(at, "level.minimum-above", $"A figure can meet this target and lie outside the minimum, {Quoted.Of(minimum.Words)}.", "A minimum is the weaker of the two: 'target: at least 99.9 %' and 'minimum: at least 99.5 %'.");
    }

    /// <summary>A target between two figures that rounding can come to says the same as the next of them.</summary>
    static void CheckRounding(PercentRounding rounding, Comparison target, Location at, Problems problems)
    {
        foreach (var end in new[] { target.Low, target.High }.OfType<Limit>())
        {
            if ((Rational)(end.Value * 100).Round(rounding.Decimals, Rounding.Down) == end.Value * 100) continue;
            problems.Warning(at, "level.rounded-away", $"Figures are rounded to {Count(rounding.Decimals, "decimal", "decimals")} before they are compared, and none of them is {Comparison.Written(end.Value, Unit.Percent)}.", "Round to as many decimals as the target has, or write the target with fewer.");
        }
    }

    /// <summary>Where one bad observation is more than a window may have, the target says the same as 100 %.</summary>
    static void CheckStep(Metric.Availability metric, WindowRule per, Comparison target, Location at, Problems problems)
    {
        if (target.Low is not { } low || low.Value >= 1 || low.Value <= 0 || metric.Weights is not null || metric.Across is not null || StepOf(metric) is not ({ } step, var what)) return;
        var days = WindowLengths.Of(per).Longest;
        var window = days * NodaTime.NodaConstants.TicksPerDay;
        var share = Rational.Of(step, window);
        var allowed = 1 - low.Value;
        if (share > 1 || share < allowed || (share == allowed && low.Included)) return;
        var most = (1 - share) * 100;
        problems.Warning(at, "level.step", $"The smallest step that the figure can show is {Comparison.Written(share, Unit.Percent)}: one bad {what} of a window of {Count(days, "day", "days")}. A single one misses this target, so it says the same as 100 %.",
            $"Promise at most {most.Round(Decimals(most), Rounding.Down).ToString(CultureInfo.InvariantCulture)} %, or measure in steps of at most {TimeWords.OfTicks((allowed * window).Floor())}.");
    }

    /// <summary>The least that can be bad, in ticks; <c>null</c>: any moment can.</summary>
    static (long? Ticks, string What) StepOf(Metric.Availability metric) => metric switch
    {
        { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } or { Intervals.Rule: IntervalRule.Averaged } => (null, ""),
        { Intervals: { } intervals } => (intervals.Length.BclCompatibleTicks, $"interval of {intervals.Length.ToTimeWords()}"),
        { PartialMinutes: not PartialMinutes.Exact } => (NodaTime.NodaConstants.TicksPerMinute, "minute"),
        { ObservedBy: Observation.Samples { Every: var every } } => (every.BclCompatibleTicks, $"check every {every.ToTimeWords()}"),
        _ => (null, ""),
    };

    /// <summary>Enough digits to show where a percentage differs from 100.</summary>
    static int Decimals(Rational percent)
    {
        var decimals = 1;
        while (decimals < 12 && percent.Round(decimals, Rounding.Down) == 0 | (100 - percent).Round(decimals, Rounding.Down) == 0) decimals++;
        return decimals;
    }

    static string Count(int number, string one, string many) => $"{number.ToString(CultureInfo.InvariantCulture)} {(number == 1 ? one : many)}";
}
