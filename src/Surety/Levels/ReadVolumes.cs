using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads what rows follow, and the ranges of it. Grammar: docs/guide/grammar.md, "Chapter 3".</summary>
internal static class ReadVolumes
{
    /// <summary>What the rows of one level may follow.</summary>
    /// <param name="Volume">Measured or told; <c>null</c>: none.</param>
    /// <param name="Forecast">Name of a workload; <c>null</c>: none.</param>
    /// <param name="Unit">The word that may stand behind a number; <c>null</c>: none may.</param>
    public sealed record Followed(Volume? Volume, string? Forecast, string? Unit)
    {
        public bool IsAny => Volume is not null || Forecast is not null;
    }

    /// <summary>volume = ( "tickets" | "orders" | "requests" | "answers" | "values" ) "of" metric | "value of" metric | "workload" name</summary>
    public static Volume? Volume(PhraseReader phrase, IReadOnlyList<Metric> metrics, IReadOnlyList<string> names, Declared declared)
    {
        if (phrase.TryWord("workload")) return phrase.Name("a workload", declared.Workloads.Keys) is { } workload ? new Volume.OfWorkload(workload) : null;
        var at = phrase.At;
        var word = phrase.TryAny("tickets", "orders", "requests", "answers", "values", "value");
        if (word is null) return phrase.Refuse<Volume>("what is counted, like 'tickets of' and a metric, or 'workload' and its name");
        if (!phrase.ExpectWord("of") || phrase.Name("a metric", names) is not { } name || metrics.FirstOrDefault(m => m.Name == name) is not { } metric) return null;
        var fits = (word, metric) switch
        {
            ("tickets" or "orders", Metric.TimeTaken) => true,
            ("requests", Metric.Availability { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved, Intervals: null }) => true,
            ("answers", Metric.Survey) => true,
            ("values", Metric.SingleValue) => true,
            ("value", Metric.SingleValue { Unit: ValueUnit.Number }) => true,
            _ => false,
        };
        if (!fits) phrase.Error(at, "volume.metric", $"{Quoted.Of(name)} has no {word} that could be counted.", "Tickets and orders are of a metric of time, requests of an availability observed by counts, answers of a survey, values and the value of a value in plain numbers.");
        else if (metric.ForEach.Count > 0) phrase.Error(at, "volume.metric", $"{Quoted.Of(name)} is measured for each of several, and a window has one volume.", "Name a metric without 'for each'.");
        return phrase.HasRefused ? null : word == "value" ? new Volume.ValueOf(name) : new Volume.NumberOf(word, name);
    }

    /// <summary>Reads a range of the volume; <c>null</c>, and nothing taken, where none stands here.</summary>
    /// <remarks>band = ( "up to" amount | range ) [ unit | "of the forecast" ]</remarks>
    public static (Comparison Range, bool OfForecast)? TryBand(PhraseReader phrase, Followed followed, Declared declared)
    {
        var (start, at) = (phrase.Position, phrase.At);
        Comparison? range;
        if (phrase.TryWord("up to"))
        {
            if (Ranges.Amount(phrase, declared) is not { } most) return null;
            range = Ranges.Value(most) is { } value ? new(null, new(value.Value, true), value.Unit, "") : null;
        }
        else if ((range = Ranges.TryRange(phrase, declared)) is null) return null;
        var ofForecast = range is { Unit: Unit.Percent } && phrase.ExpectWord("of the forecast");
        if (phrase.HasRefused) return null;
        if (range is null or { Unit: Unit.Time })
            phrase.Error(at, "volume.unit", "A volume is a number, or a share of the forecast.", "Write 'up to 500' or 'above 120 % of the forecast'.");
        else if (!followed.IsAny)
            phrase.Error(at, "volume.none", "This row follows a volume, and the level does not say which.", "Add a line 'volume: tickets of …' with the name of a metric, or 'forecast: …' with that of a workload.");
        else if (ofForecast && (followed.Forecast is null || followed.Volume is null))
            phrase.Error(at, "volume.none", "A share of the forecast needs a volume and a forecast.", "Add both lines, 'volume: …' and 'forecast: …'.");
        else if (!ofForecast && !phrase.AtEnd && !(followed.Unit is { } unit && phrase.TryWord(unit)))
            phrase.Refuse(followed.Unit is null ? "the end of the phrase" : $"'{followed.Unit}'");
        return phrase.HasRefused ? null : (range! with { Words = phrase.Since(start) }, ofForecast);
    }

    /// <summary>Finds holes, overlaps and rows that never hold among the ranges of one condition.</summary>
    public static void Check(TargetRow row, Location at, Problems problems)
    {
        var bands = row.Bands;
        if (bands.FirstOrDefault(b => b.OfForecast != bands[0].OfForecast) is { } other)
        {
            problems.Error(other.Clause.At, "volume.mixed", "Rows of one condition follow the volume or its share of the forecast, not both.", "Write all of them in one of the two.");
            return;
        }
        var ends = bands.SelectMany(b => new[] { b.Range.Low?.Value, b.Range.High?.Value }).OfType<Rational>().Append(Rational.Zero).Where(e => e.Sign >= 0).Distinct().Order().ToList();
        var probes = ends.Zip(ends.Skip(1), (a, b) => (a + b) / 2).Concat(ends).Append(ends[^1] + 1).Order().ToList();
        for (var i = 0; i < bands.Count; i++)
        {
            var own = probes.FindAll(bands[i].Range.Holds);
            if (own.TrueForAll(p => bands.Take(i).Any(b => b.Range.Holds(p))))
            {
                problems.Warning(bands[i].Clause.At, "volume.unreachable", own.Count == 0 ? $"No volume is {bands[i].Range.Words}, so this row never holds." : "The rows before it hold every volume of this one, so it never holds.", own.Count == 0 ? "Write a range from 0 on." : "Move it up, or write the ends so that the rows touch: 'up to 500' and 'above 500'.");
                continue;
            }
            for (var j = 0; j < i; j++)
                if (bands[i].Range.Overlaps(bands[j].Range))
                    problems.Warning(bands[i].Clause.At, "volume.overlap", $"Volumes can match this row and {Quoted.Of(bands[j].Range.Words)} in line {bands[j].Clause.At.Line}; the row that stands first then holds.", "Write the ends so that the rows touch: 'up to 500' and 'above 500'.");
        }
        if (row.HasBase) return;
        foreach (var probe in probes)
        {
            if (bands.Any(b => b.Range.Holds(probe))) continue;
            problems.Warning(at, "volume.hole", $"No row is for a volume of {Shown(probe, bands[0].OfForecast)}: such a window would have no verdict.", "Let the rows touch, or add a row for whatever is left.");
            return;
        }
    }

    static string Shown(Rational value, bool isShare) =>
        isShare ? $"{(value * 100).Round(2, Rounding.HalfUp).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)} % of the forecast" : value.Round(2, Rounding.HalfUp).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
