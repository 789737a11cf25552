using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads rights and what gives them.</summary>
internal static class ReadRights
{
    public static IEnumerable<Right> Of(MappingReader escalation, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared)
    {
        foreach (var (key, value) in escalation.Optional("rights").Entries())
        {
            var name = Declared.NameOf(key, escalation.Problems);
            var right = value.Mapping();
            var path = $"escalation / rights / {name}";
            var when = right.Required("when");
            var triggers = when.Scalars().Select(s => PhraseReader.Whole(s, when.Problems, p => Trigger(p, s.At, levels, metrics, levelNames, declared, path))).OfType<Trigger>().ToValueList();
            var of = right.Optional("of").Choice(("customer", "customer"), ("provider", "provider"));
            var skips = right.Optional("no verdict").Choice(("breaks", false), ("skipped", true));
            var within = right.Optional("exercised within").Phrase(Spans.Span);
            var notice = right.Optional("notice").Phrase(Spans.Span);
            if (triggers.Count > 0) yield return new(name, triggers, of, skips, within, notice, new(path, key.At));
        }
    }

    /// <summary>trigger = level [ "," conditions ] ( "missed" | range ) "in" whole ( "consecutive" windows | "of" whole windows | windows ) [ "of the same scope" ]</summary>
    static Trigger? Trigger(PhraseReader phrase, Location at, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared, string path)
    {
        var start = phrase.Position;
        if (phrase.Name("a service level", levelNames) is not { } name) return null;
        var when = Labels.None;
        while (phrase.TryMark(","))
        {
            if (phrase.TryName("an attribute", declared.Attributes) is not { } label)
            {
                if (phrase.TryKind(TokenKind.Word, "the name of a label") is not { } word) return phrase.Refuse<Trigger>("the name of a label");
                label = word.Text;
            }
            var value = phrase.Until(",", "missed", "at", "above", "below", "between", "from", "exactly").Trim();
            if (value.Length == 0) return phrase.Refuse<Trigger>("the value of the label");
            if (when[label] is not null)
            {
                phrase.Error(phrase.At, "condition.twice", $"{Quoted.Of(label)} stands twice in one condition, and a window has one value for it.", "Write a trigger for each value.");
                return null;
            }
            when = when.With(label, value);
        }
        Comparison? figure = null;
        var figureAt = phrase.At;
        if (!phrase.TryWord("missed") && (figure = Ranges.Range(phrase, declared)) is null) return null;
        if (!phrase.ExpectWord("in")) return null;
        var (countAt, countStart) = (phrase.At, phrase.Position);
        if (Amounts.Whole(phrase) is not { } count) return null;
        int? outOf = null;
        if (phrase.TryWord("of"))
        {
            if (Amounts.Whole(phrase) is not { } all) return null;
            outOf = all;
        }
        else if (!phrase.TryWord("consecutive") && count != 1)
        {
            phrase.Error(phrase.At, "right.how-many", $"{Quoted.Of($"{phrase.Since(countStart)} {phrase.Peek().Text}".TrimEnd())} does not say whether the windows follow each other.", $"Write '{count} consecutive …' or '{count} of {2 * count} …'.");
            return null;
        }
        var windowAt = phrase.At;
        var window = phrase.TryAny("months", "month", "quarters", "quarter", "half-years", "half-year", "years", "year", "weeks", "week", "days", "day", "windows", "window");
        if (window is null) return phrase.Refuse<Trigger>("'months' or the level's other window");
        var ofSameScope = phrase.TryWord("of the same scope");
        if (count < 1 || outOf < count)
            phrase.Error(countAt, "right.count", outOf is null ? "A right needs at least one window." : $"{count} of {outOf} windows can never happen.", "Write '3 consecutive months' or '4 of 12 months'.");
        if (levels.FirstOrDefault(l => l.Name == name) is { } level)
        {
            CheckWindow(phrase, windowAt, window, level, figure, figureAt);
            if (ScopeLint.IsOfNone(when, level, metrics, declared))
                phrase.Problems.Warning(at, "right.no-scope", $"No scope of {Quoted.Of(level.Name)} fits {Quoted.Of(when.ToString())}, so no window ever counts.", "Name the labels as the rows of the level's target do.");
        }
        return phrase.HasRefused ? null : new(new(name, when), figure, count, outOf, ofSameScope, phrase.Since(start), new($"{path} / when", at));
    }

    static void CheckWindow(PhraseReader phrase, Location at, string written, ServiceLevel level, Comparison? figure, Location figureAt)
    {
        var own = level.Per switch
        {
            WindowRule.Months { Count: 1 } => "month",
            WindowRule.Months { Count: 3 } => "quarter",
            WindowRule.Months { Count: 6 } => "half-year",
            WindowRule.Months => "year",
            WindowRule.RollingMonths => "window",
            WindowRule.Weeks => "week",
            WindowRule.Days => "day",
        };
        if (written.TrimEnd('s') is not "window" && written.TrimEnd('s') != own)
            phrase.Error(at, "right.window", $"{Quoted.Of(level.Name)} is judged per {own}, so its misses are counted in {own}s.", $"Write '{own}s'.");
        if (figure is not null && level.Targets.All(t => LevelVerdict.RangeOf(t.Target) is { } range && range.Unit != figure.Unit))
            phrase.Error(figureAt, "right.unit", $"{Quoted.Of(level.Name)} is not {Ranges.Words(figure.Unit)}.", "Compare with a value in the unit of its target.");
    }
}
