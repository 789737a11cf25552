using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads targets and the rows that they stand in.</summary>
internal static class ReadTargets
{
    public static ValueList<TargetRow> Of(ValueReader target, string path, Measured? measured, Metric? metric, Declared declared)
    {
        if (!target.IsPresent) return [];
        path += " / target";
        if (!target.IsMapping)
            return Read(target, measured, metric, declared) is { } only ? [new(Labels.None, false, only, new(path, target.At))] : [];
        var rows = new List<TargetRow>();
        var problems = target.Problems;
        var otherwise = target.Mapping().Optional("otherwise");
        foreach (var (key, value) in target.Entries())
        {
            var when = PhraseReader.Whole(key, problems, p => Conditions.Read(p, declared));
            var promised = Read(value, measured, metric, declared);
            if (when is not { } condition || promised is null) continue;
            if (rows.Exists(r => r.When == condition))
                problems.Error(key.At, "target.twice", $"The condition {Quoted.Of(key.Text)} stands in an earlier row, so this one is never reached.", "Remove one of the two rows.");
            if (otherwise.IsPresent && key.At.CompareTo(otherwise.Node!.At) > 0)
                problems.Error(key.At, "target.after-otherwise", "'otherwise' takes everything that the rows before it left, so this row is never reached.", "Move 'otherwise' to the end.");
            if (rows.Exists(r => r.When != condition && condition.Covers(r.When)))
                problems.Warning(key.At, "target.unreachable", $"Whatever is {Quoted.Of(key.Text)} is taken by an earlier, wider row.", "Move the narrower row up.");
            rows.Add(new(condition, false, promised, new($"{path} / {key.Text}", value.At)));
        }
        if (otherwise.IsPresent && Read(otherwise, measured, metric, declared) is { } rest) rows.Add(new(Labels.None, true, rest, new($"{path} / otherwise", otherwise.At)));
        if (rows.Count == 0 && !problems.HasErrors) problems.Error(target.At, "target.none", "The level promises nothing.", "Write a target like 'at least 99.9 %'.");
        CheckCustomer(target, rows, declared);
        return rows.ToValueList();
    }

    /// <summary>Rows about customers have to leave one for this customer.</summary>
    static void CheckCustomer(ValueReader target, List<TargetRow> rows, Declared declared)
    {
        if (rows.Count == 0) return;
        var mine = rows.Where(r => r.When.Items.All(l => !IsCustomers(l, declared) || declared.Customer[l.Name] == l.Value)).ToList();
        if (mine.Count > 0) return;
        var about = string.Join(", ", rows.SelectMany(r => r.When.Items).Where(l => IsCustomers(l, declared)).Select(l => l.Name).Distinct());
        target.Problems.Error(target.At, "target.no-row", $"No row is for this customer, whose attributes are: {(declared.Customer == Labels.None ? "none" : declared.Customer)}.",
            $"Add a row for the customer's {about}, or 'otherwise'.");
    }

    static bool IsCustomers(Label label, Declared declared) => label.Name == "tier" || declared.Customer[label.Name] is not null;

    static Target? Read(ValueReader value, Measured? measured, Metric? metric, Declared declared)
    {
        if (value.Phrase(p => Phrase(p, declared)) is not { } target) return null;
        if (measured is not null && (measured is Measured.CountOf || metric is not null)) Check(value, target, measured, metric, declared);
        return target;
    }

    /// <summary>
    /// target = [ "all" ] "within" span | "mean" range | share "within" span | range "met" | range; share = [ "at least" ] percentage | range
    /// </summary>
    static Target? Phrase(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("all within") || phrase.TryWord("within")) return Span(phrase, declared) is { } each ? new Target.EachWithin(each) : null;
        if (phrase.TryWord("mean")) return Ranges.Range(phrase, declared) is { } mean ? new Target.MeanTime(mean) : null;
        var start = phrase.Position;
        var range = Ranges.TryRange(phrase, declared);
        if (phrase.HasRefused) return null;
        if (range is null && Ranges.TryPercentage(phrase, declared) is { } least) range = new(new(least.Fraction, true), null, Unit.Percent, $"at least {phrase.Since(start)}");
        if (range is null) return phrase.Refuse<Target>("a target like 'at least 99.9 %', '95 % within 15 min' or 'all within 4 h'");
        if (phrase.TryWord("within")) return Span(phrase, declared) is { } within ? new Target.ShareWithin(range, within) : null;
        if (phrase.TryWord("met")) return new Target.ScopesMet(range);
        if (phrase.Since(start) is var words && words == range.Words) return new Target.Figure(range);
        return phrase.Refuse<Target>("'within' and a time");
    }

    static Span? Span(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        if (Ranges.Amount(phrase, declared) is not { } amount) return null;
        if (amount is Quantity.Time time) return time.Value;
        phrase.Error(at, "target.time", "A length of time was expected here.", "Write it with its unit: '15 min', '4 business hours', '2 business days'.");
        return null;
    }

    static void Check(ValueReader value, Target target, Measured measured, Metric? metric, Declared declared)
    {
        var fits = (measured, metric, target) switch
        {
            (Measured.CountOf, _, Target.ScopesMet met) => met.Range.Unit is Unit.Percent or Unit.Number,
            (Measured.CountOf, _, _) => false,
            (_, Metric.TimeTaken, Target.ShareWithin share) => share.Share.Unit == Unit.Percent,
            (_, Metric.TimeTaken, Target.EachWithin) => true,
            (_, Metric.TimeTaken, Target.MeanTime mean) => mean.Range.Unit == Unit.Time,
            (_, Metric.TimeTaken, _) => false,
            (_, Metric.Availability, Target.Figure figure) => figure.Range.Unit == Unit.Percent,
            (_, Metric.Survey { Counts: SurveyScore.Mean or SurveyScore.NetPromoter }, Target.Figure figure) => figure.Range.Unit == Unit.Number,
            (_, Metric.Survey, Target.Figure figure) => figure.Range.Unit == Unit.Percent,
            (_, Metric.SingleValue single, Target.Figure figure) => figure.Range.Unit == UnitOf(single.Unit),
            _ => false,
        };
        if (!fits)
        {
            value.Problems.Error(value.At, "target.unit", $"This target does not fit {What(measured, metric)}.", Fitting(measured, metric));
            return;
        }
        if (metric is Metric.TimeTaken { Clock: null } && WithinOf(target) is Surety.Span.BusinessTime or Surety.Span.BusinessDays or Surety.Span.EndOfBusinessDay or Surety.Span.BusinessDaysOf)
            value.Problems.Error(value.At, "target.no-calendar", "Business hours and business days need a calendar, and the metric counts around the clock.", "Add a line 'clock: …' with the name of a calendar to the metric.");
        if (metric is not Metric.SingleValue && LevelVerdict.RangeOf(target) is { Unit: Unit.Percent } range && (range.Low?.Value > 1 || range.High?.Value > 1))
            value.Problems.Error(value.At, "target.percent", "A share is at most 100 %.");
    }

    static Span? WithinOf(Target target) => target switch
    {
        Target.ShareWithin share => share.Within,
        Target.EachWithin each => each.Within,
        Target.Figure => null,
        Target.MeanTime => null,
        Target.ScopesMet => null,
    };

    static Unit UnitOf(ValueUnit unit) => unit switch
    {
        ValueUnit.Number => Unit.Number,
        ValueUnit.Percent => Unit.Percent,
        ValueUnit.Milliseconds or ValueUnit.Seconds or ValueUnit.Minutes or ValueUnit.Hours => Unit.Time,
    };

    static string What(Measured measured, Metric? metric) =>
        measured is Measured.CountOf ? "a level that counts scopes" : metric switch
        {
            Metric.Availability => "an availability, which is a percentage",
            Metric.TimeTaken => "a metric of time",
            Metric.Survey { Counts: SurveyScore.Mean or SurveyScore.NetPromoter } => "a survey whose figure is a number",
            Metric.Survey => "a survey whose figure is a percentage",
            Metric.SingleValue single => $"a value that is {Ranges.Words(UnitOf(single.Unit))}",
            null => "the metric",
        };

    static string Fitting(Measured measured, Metric? metric) =>
        measured is Measured.CountOf ? "Write 'at least 95 % met' or 'at least 3 met'." : metric switch
        {
            Metric.Availability => "Write a percentage: 'at least 99.9 %'.",
            Metric.TimeTaken => "Write '95 % within 15 min', 'all within 4 h' or 'mean at most 2 h'.",
            Metric.Survey { Counts: SurveyScore.Mean or SurveyScore.NetPromoter } => "Write a number: 'at least 4.2'.",
            Metric.Survey => "Write a percentage: 'at least 85 %'.",
            Metric.SingleValue => "Write a target in the unit of the value, and the unit under 'unit' of the metric.",
            null => "",
        };
}
