using NodaTime;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads chapter 3.</summary>
internal static class ReadLevels
{
    /// <summary>More than any agreement has; what is looked at in pairs takes the square of it.</summary>
    const int MostLevels = 500;

    public static ValueList<ServiceLevel> Of(MappingReader levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> metricNames, Declared declared)
    {
        var entries = levels.Others();
        if (entries.Count > MostLevels)
        {
            levels.Problems.Error(entries[MostLevels].Name.At, "level.many", $"An agreement has at most {MostLevels} service levels, and this one has {entries.Count}.", "Let one level have rows, or measure 'for each' member; or write several agreements.");
            return [];
        }
        var names = entries.Select(e => e.Name.Text).ToList();
        var read = entries.Select(e => (e.Name, Level: Level(e.Name, e.Value.Mapping(), names, metrics, metricNames, declared))).Where(l => l.Level is not null).ToList();
        var all = read.ConvertAll(l => (l.Name, Level: l.Level!));
        foreach (var alike in all.GroupBy(l => string.Join(' ', l.Level.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant()).Where(g => g.Count() > 1))
            foreach (var (name, level) in alike.Skip(1))
                levels.Problems.Warning(name.At, "level.alike", $"{Quoted.Of(level.Name)} and {Quoted.Of(alike.First().Level.Name)} in line {alike.First().Name.At.Line} differ only by capitals or spaces, so that nobody can tell them apart in a statement.", "Say in the name what sets them apart.");
        foreach (var (name, level) in all) ReadMeasured.Check(name, level, all, metrics, declared, levels.Problems);
        foreach (var (_, level) in all) LevelLint.Check(level, level.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null, levels.Problems);
        foreach (var (_, level) in all) ReadDependences.Check(level, all.ConvertAll(l => l.Level), levels.Problems);
        return InOrder(all, levels.Problems);
    }

    static ServiceLevel? Level(Node.Scalar key, MappingReader level, List<string> names, IReadOnlyList<Metric> metrics, IReadOnlyList<string> metricNames, Declared declared)
    {
        var name = Declared.NameOf(key, level.Problems);
        var path = $"service levels / {name}";
        var measured = ReadMeasured.Of(key, level, path, names, metricNames, declared);
        var per = level.Required("per").Phrase(p => Windows.Read(p, declared, mayRoll: true));
        var zone = level.Optional("window zone").Phrase(Dates.Zone);
        var kind = measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
        var (volumeAt, forecastAt) = (level.Optional("volume"), level.Optional("forecast"));
        var volume = volumeAt.Phrase(p => ReadVolumes.Volume(p, metrics, metricNames, declared));
        var forecast = forecastAt.Scalar() is { } workload ? Declared.Name(workload, "a workload", declared.Workloads.Keys, level.Problems) : null;
        var unit = volume switch
        {
            Volume.NumberOf number => number.Unit,
            Volume.ValueOf => null,
            Volume.OfWorkload of => declared.Workloads[of.Name],
            null => forecast is null ? null : declared.Workloads[forecast],
        };
        var about = new ReadTargets.About(measured, kind, new(volume, forecast, unit), declared);
        var (targets, unpromised) = ReadTargets.Of(level.Required("target"), path, about);
        if (volume is not null && targets.All(t => t.Bands.Count == 0))
            level.Problems.Error(volumeAt.At, "volume.unused", "No row of the target follows the volume.", "Write rows like 'up to 500: …' and 'above 500: …', or remove this line.");
        if (forecast is not null && targets.All(t => t.Bands.All(b => volume is not null && !b.OfForecast)))
            level.Problems.Error(forecastAt.At, "volume.unused", "No row of the target follows the forecast.", "Write rows like 'above 120 % of the forecast: …', or remove this line.");
        var minimumAt = level.Optional("minimum");
        var minimum = minimumAt.Phrase(p => Ranges.Range(p, declared));
        var roundedAt = level.Optional("rounded");
        var rounded = roundedAt.Phrase(Rounding);
        var noEventsAt = level.Optional("no events");
        var noEvents = noEventsAt.Choice(("no data", false), ("met", true));
        if (noEvents && kind is Metric.Availability { ObservedBy: Observation.Samples or Observation.Changes })
            level.Problems.Error(noEventsAt.At, "level.no-events", "The metric measures time and no events; what time without facts is stands with the metric.", "Write 'no data: good' in the metric, or remove this line.");
        var from = level.Optional("counts from") is { IsPresent: true } date ? date.Phrase(Dates.Date) : null;
        var stages = ReadStages.Of(level.Optional("stages"), path, targets, per, about);
        var dependsOn = ReadDependences.Of(level.Optional("depends on"), path, names, declared);
        var isExcused = ReadDependences.IsExcused(level.Optional("missed when the supplier misses"), dependsOn);
        var reason = ReadDependences.Reason(level.Optional("reason"), path);
        if (per is WindowRule.Rolling && measured is not Measured.ByMetric)
            level.Problems.Error(level.Optional("per").At, "window.rolling", "Windows of a level that rests on others do not roll; those of the others may.", "Write 'month' or 'quarter'.");
        if (per is WindowRule.Rolling && kind is Metric.TimeTaken { OpenAtTheEnd: not OpenAtEnd.NextWindow })
            level.Problems.Error(level.Optional("per").At, "window.rolling", "A ticket that is open at the end of one window that rolls lies in the middle of the next, so its end decides nothing.", "Remove 'open at the end' from the metric, or write 'month' or 'quarter'.");
        var averagedAt = level.Optional("moving average");
        var averaged = averagedAt.Phrase(p => Averaged(p, per));
        if (averaged is not null && (kind is null || targets.SelectMany(t => t.All).Any(t => t is not (Target.Figure or Target.ShareWithin or Target.TimeIs or Target.OutagesAre))))
            level.Problems.Error(averagedAt.At, "level.average", "A moving average is one of figures that a metric measures, and the target asks for something else.", "Write a target like 'at least 99.5 %', or remove the line.");
        foreach (var target in targets.SelectMany(t => t.All))
        {
            var range = LevelVerdict.RangeOf(target);
            if (minimum is not null && range is not null && minimum.Unit != range.Unit)
                level.Problems.Error(minimumAt.At, "level.minimum", $"The minimum is {Ranges.Words(minimum.Unit)}, and the target {Ranges.Words(range.Unit)}.", "Both are in one unit.");
            if (minimum is not null && range is null)
                level.Problems.Error(minimumAt.At, "level.minimum", $"A minimum is a second threshold of a figure, and 'within' asks it of each cycle.", "Write the target as a share, '95 % within 4 h', or remove the minimum.");
            if (rounded is not null && WhyNotRounded(rounded, target, range) is var (why, mend)) level.Problems.Error(roundedAt.At, "level.rounded", why, mend);
        }
        return measured is null || per is null || targets.Count == 0 ? null : new ServiceLevel(name, measured, per, zone, targets, minimum, rounded, noEvents, from, new(path, key.At))
        {
            Unpromised = unpromised,
            Stages = stages,
            Volume = volume,
            Forecast = forecast,
            DependsOn = dependsOn,
            IsExcusedByThem = isExcused,
            Reason = reason,
            AveragedOver = averaged ?? 1,
        };
    }

    /// <summary>moving average = whole windows, in the word of the level's own window or as "windows"</summary>
    static int? Averaged(PhraseReader phrase, WindowRule? per)
    {
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } count) return null;
        if (count is < 2 or > 120)
        {
            phrase.Error(at, "level.average", "An average is one of 2 to 120 windows.", "Write '2 months'.");
            return null;
        }
        var word = per switch
        {
            WindowRule.Months { Count: 1 } => "months",
            WindowRule.Months { Count: 3 } => "quarters",
            WindowRule.Months { Count: 6 } => "half-years",
            WindowRule.Months => "years",
            WindowRule.Weeks => "weeks",
            WindowRule.Days => "days",
            _ => "windows",
        };
        return phrase.TryAny(word, "windows") is not null ? count : phrase.Refuse<int?>($"'{word}' or 'windows'");
    }

    /// <summary>Rounding is of the figure of a window, in its own unit.</summary>
    static (string Why, string Mend)? WhyNotRounded(FigureRounding rounded, Target target, Comparison? range) => (target, range) switch
    {
        (_, null) => ("'All within' asks each case for its own time, and no figure is compared.", "Remove the line, or promise a share, '95 % within 4 h', or a mean."),
        (Target.NumberIs or Target.OutagesAre { Of: OutageFigure.Number }, _) or (Target.LaterThan or Target.ScopesMet, { Unit: Unit.Number }) => ("What is counted is whole, so there is nothing to round.", "Remove the line."),
        (_, { Unit: var unit }) when rounded.StepOf(unit) is null => ($"The target is {Ranges.Words(unit)}, and figures of it are not rounded to {rounded.Words}.", unit == Unit.Time ? "Write 'to full minutes' or 'to 10 ms'." : "Write 'to 2 decimals'."),
        _ => null,
    };

    /// <summary>rounded = "to" ( whole "decimals" | "full" ( "hours" | "minutes" | "seconds" ) | elapsed ) [ "," ( "half up" | "half even" | "cut" | "up" ) ]</summary>
    static FigureRounding? Rounding(PhraseReader phrase)
    {
        if (!phrase.ExpectWord("to")) return null;
        var (at, start) = (phrase.At, phrase.Position);
        int? decimals = null;
        Rational? time = phrase.TryAny("full hours", "full minutes", "full seconds") switch
        {
            "full hours" => NodaTime.NodaConstants.TicksPerHour,
            "full minutes" => NodaTime.NodaConstants.TicksPerMinute,
            "full seconds" => NodaTime.NodaConstants.TicksPerSecond,
            _ => null,
        };
        if (time is null && (decimals = phrase.TryWhole()) is not null && phrase.TryAny("decimals", "decimal") is null)
        {
            decimals = null;
            phrase.Back(start);
        }
        if (time is null && decimals is null)
        {
            if (phrase.TryNumber() is null) return phrase.Refuse<FigureRounding>("a number of decimals, 'full minutes', or a length of time like '10 ms'");
            phrase.Back(start);
            if (Spans.Elapsed(phrase) is not { } length) return null;
            time = Rational.Of(length.ToInt64Nanoseconds(), NodaTime.NodaConstants.NanosecondsPerTick);
        }
        if (decimals > 9) phrase.Error(at, "level.rounded", "Figures are rounded to at most 9 decimals.");
        if (time is { Sign: <= 0 }) phrase.Error(at, "level.rounded", "A time of which others are a multiple is above nothing.", "Write 'to 10 ms' or 'to full minutes'.");
        var to = phrase.Since(start);
        Surety.Rounding? rule = !phrase.TryMark(",") ? Surety.Rounding.HalfUp : phrase.TryAny("half up", "half even", "cut", "up") switch
        {
            "half up" => Surety.Rounding.HalfUp,
            "half even" => Surety.Rounding.HalfEven,
            "cut" => Surety.Rounding.Down,
            "up" => Surety.Rounding.Up,
            _ => null,
        };
        return rule is { } how ? new(decimals, time, how, to) : phrase.Refuse<FigureRounding>("'half up', 'half even', 'cut' or 'up'");
    }

    static IEnumerable<string> RestsOnLevels(ServiceLevel level) =>
        level.DependsOn.SelectMany(d => d.Each).Select(d => (d.On as RestsOn.Level)?.Scope.Level).OfType<string>().Concat(level.Measured.Levels);

    /// <summary>Puts a level behind those that it rests on, and refuses circles.</summary>
    static ValueList<ServiceLevel> InOrder(List<(Node.Scalar Name, ServiceLevel Level)> levels, Problems problems)
    {
        var ordered = new List<ServiceLevel>();
        var waiting = levels;
        while (waiting.Count > 0)
        {
            var names = waiting.Select(w => w.Level.Name).ToHashSet(StringComparer.Ordinal);
            var ready = waiting.Where(l => !RestsOnLevels(l.Level).Any(names.Contains)).ToHashSet();
            if (ready.Count == 0)
            {
                foreach (var (name, level) in waiting)
                    problems.Error(name.At, "level.circle", $"{Quoted.Of(level.Name)} rests on levels in a circle, so none of them can be judged first.", "Let one of them have a metric and depend on none of the others.");
                break;
            }
            ordered.AddRange(ready.Select(l => l.Level));
            waiting = waiting.FindAll(w => !ready.Contains(w));
        }
        return ordered.ToValueList();
    }

    /// <summary>Reads a level, perhaps with conditions: <c>response, priority P1</c>.</summary>
    public static LevelScope? Scope(PhraseReader phrase, IReadOnlyList<string> levels, Declared declared)
    {
        if (phrase.Name("a service level", levels) is not { } name) return null;
        if (!phrase.TryMark(",")) return new(name, Labels.None);
        return Conditions.Read(phrase, declared) is { } when ? new(name, when) : null;
    }
}
