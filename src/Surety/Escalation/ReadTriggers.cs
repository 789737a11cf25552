using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads what gives a right: windows, or events in a time that moves. Grammar: docs/guide/grammar.md, "Chapter 5".</summary>
internal static class ReadTriggers
{
    /// <summary>trigger = level [ "," conditions ] ( ( "missed" | range ) "in" how many windows | "has" events ) [ "of the same scope" ]</summary>
    public static Trigger? Trigger(PhraseReader phrase, Location at, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared, string path)
    {
        var start = phrase.Position;
        if (phrase.Name("a service level", levelNames) is not { } name) return null;
        if (Conditions(phrase, declared) is not { } when) return null;
        var level = levels.FirstOrDefault(l => l.Name == name);
        var has = phrase.TryWord("has");
        var countAt = phrase.At;
        var counted = has ? Downtime(phrase, level, metrics, declared) ?? (phrase.HasRefused ? null : Events(phrase, level, metrics, declared)) : Windows(phrase, level, declared);
        if (counted is not var (counts, count)) return null;
        var ofSameScope = phrase.TryWord("of the same scope");
        if (counts is TriggerCounts.Downtime downtime && level is not null && CanNeverBe(downtime, ofSameScope || !HasScopes(level, metrics)))
            phrase.Error(countAt, "right.count", $"No time of {downtime.Within.Words} can have so much downtime.", "Write a longer time behind 'within any', or less downtime.");
        if (level is not null && ScopeLint.IsOfNone(when, level, metrics, declared))
            phrase.Problems.Warning(at, "right.no-scope", $"No scope of {Quoted.Of(level.Name)} fits {Quoted.Of(when.ToString())}, so nothing ever counts.", "Name the labels as the rows of the level's target do.");
        return phrase.HasRefused ? null : new(new(name, when), counts, count, ofSameScope, phrase.Since(start), new($"{path} / when", at));
    }

    static Labels? Conditions(PhraseReader phrase, Declared declared)
    {
        var when = Labels.None;
        while (phrase.TryMark(","))
        {
            if (phrase.TryName("an attribute", declared.Attributes) is not { } label)
            {
                if (phrase.TryKind(TokenKind.Word, "the name of a label") is not { } word) return phrase.Refuse<Labels>("the name of a label");
                label = word.Text;
            }
            var value = phrase.Until(",", "missed", "has", "at", "above", "below", "between", "from", "exactly").Trim();
            if (value.Length == 0) return phrase.Refuse<Labels>("the value of the label");
            if (when[label] is not null)
            {
                phrase.Error(phrase.At, "condition.twice", $"{Quoted.Of(label)} stands twice in one condition, and a window has one value for it.", "Write a trigger for each value.");
                return null;
            }
            when = when.With(label, value);
        }
        return when;
    }

    /// <summary>windows = ( "missed" | range ) "in" ( "1" | whole "consecutive" | whole "of" whole ) "months"</summary>
    static (TriggerCounts Counts, long Count)? Windows(PhraseReader phrase, ServiceLevel? level, Declared declared)
    {
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
        if (window is null)
        {
            phrase.Refuse("'months' or the level's other window");
            return null;
        }
        if (count < 1 || outOf < count)
            phrase.Error(countAt, "right.count", outOf is null ? "A right needs at least one window." : $"{count} of {outOf} windows can never happen.", "Write '3 consecutive months' or '4 of 12 months'.");
        if (level is not null) CheckWindow(phrase, windowAt, window, level, figure, figureAt);
        return (new TriggerCounts.Windows(figure, outOf), count);
    }

    static void CheckWindow(PhraseReader phrase, Location at, string written, ServiceLevel level, Comparison? figure, Location figureAt)
    {
        var own = ReadStages.WindowWord(level.Per);
        if (written.TrimEnd('s') is not "window" && written.TrimEnd('s') != own)
            phrase.Error(at, "right.window", $"{Quoted.Of(level.Name)} is judged per {own}, so its misses are counted in {own}s.", $"Write '{own}s'.");
        if (figure is not null && level.Targets.All(t => LevelVerdict.RangeOf(t.Target) is { } range && range.Unit != figure.Unit))
            phrase.Error(figureAt, "right.unit", $"{Quoted.Of(level.Name)} is not {Ranges.Words(figure.Unit)}.", "Compare with a value in the unit of its target.");
    }

    /// <summary>downtime = [ "above" | "at least" ] amount ( "of downtime" | "of time outside" ) "within any" span; nothing is taken where something else stands here</summary>
    static (TriggerCounts Counts, long Count)? Downtime(PhraseReader phrase, ServiceLevel? level, IReadOnlyList<Metric> metrics, Declared declared)
    {
        var (at, start) = (phrase.At, phrase.Position);
        var range = Ranges.TryRange(phrase, declared) ?? (Ranges.TryAmount(phrase, declared) is { } amount && Ranges.Value(amount) is { } value ? new Comparison(new(value.Value, true), null, value.Unit, "") : null);
        if (range is null || phrase.TryAny("of downtime", "of time outside") is null)
        {
            phrase.Back(start);
            return null;
        }
        if (level is not null) CheckKind(phrase, at, EventKind.Outage, level, metrics);
        if (range is not { Unit: Unit.Time, Low: { } least, High: null } || least.Value.Sign <= 0)
        {
            phrase.Error(at, "right.length", "How much downtime gives the right is a length of time, from which on it does.", "Write '4 h of downtime within any 30 days', or 'above 4 h of downtime …'.");
            return null;
        }
        if (!phrase.ExpectWord("within any")) return null;
        var withinAt = phrase.At;
        if (Spans.Span(phrase) is not { } within) return null;
        if (within is not (Span.Elapsed or Span.Days or Span.Months))
            phrase.Error(withinAt, "right.within", "The time that moves is one of hours, days or months.", "Write 'within any 30 days'.");
        return (new TriggerCounts.Downtime(least, within), (long)(least.Value / NodaTime.NodaConstants.TicksPerSecond).Ceiling());
    }

    /// <summary>Whether a time of that length is shorter than what should be bad of it, where one thing is measured.</summary>
    static bool CanNeverBe(TriggerCounts.Downtime counts, bool ofOne) => ofOne && counts.Within switch
    {
        Span.Elapsed elapsed => Rational.Of(elapsed.Time.ToInt64Nanoseconds(), NodaTime.NodaConstants.NanosecondsPerTick),
        // A day on which clocks go back has 25 hours.
        Span.Days days => ((24L * days.Count) + 1) * NodaTime.NodaConstants.TicksPerHour,
        Span.Months months => ((24L * 31 * months.Count) + 1) * NodaTime.NodaConstants.TicksPerHour,
        Span.BusinessTime or Span.BusinessDays or Span.BusinessDaysOf or Span.EndOfBusinessDay => (Rational?)null,
    } is { } longest && (counts.Least.Value > longest || (counts.Least.Value == longest && !counts.Least.Included));

    static bool HasScopes(ServiceLevel level, IReadOnlyList<Metric> metrics) =>
        level.Targets.Count > 1 || (level.Measured is Measured.ByMetric by && metrics.FirstOrDefault(m => m.Name == by.Metric) is { ForEach.Count: > 0 });

    /// <summary>events = whole ( "outages" | "excursions" ) [ range ] "within any" span, or the same of "tickets" and "misses"; of one event there is no "within any"</summary>
    static (TriggerCounts Counts, long Count)? Events(PhraseReader phrase, ServiceLevel? level, IReadOnlyList<Metric> metrics, Declared declared)
    {
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } count) return null;
        EventKind? kind = phrase.TryAny("outages", "outage", "excursions", "excursion", "tickets", "ticket", "misses", "miss") switch
        {
            "outages" or "outage" or "excursions" or "excursion" => EventKind.Outage,
            "tickets" or "ticket" => EventKind.Ticket,
            "misses" or "miss" => EventKind.Miss,
            _ => null,
        };
        if (kind is not { } what)
        {
            phrase.Refuse("'outages', 'tickets' or 'misses'");
            return null;
        }
        if (level is not null) CheckKind(phrase, at, what, level, metrics);
        var lengthAt = phrase.At;
        var length = what == EventKind.Outage ? Ranges.TryRange(phrase, declared) : null;
        // Only what has grown long enough stays so: an outage that lasts may yet leave a range with an upper end.
        if (length is not null && (length.Unit != Unit.Time || length is not { Low: not null, High: null }))
            phrase.Error(lengthAt, "right.length", $"{Quoted.Of(length.Words)} does not say from which length on an outage counts.", "Write 'above 1 h' or 'at least 30 min'.");
        if (count < 1) phrase.Error(at, "right.count", "A right needs at least one event.", "Write '3 outages within any 90 days'.");
        if (phrase.HasRefused) return null;
        var (withinAt, within) = (phrase.At, default(Span));
        if (phrase.TryWord("within any"))
        {
            if ((within = Spans.Span(phrase)) is null) return null;
            if (count == 1) phrase.Error(withinAt, "right.within", "One event lies within any time.", "Leave out 'within any …'.");
            else if (within is not (Span.Elapsed or Span.Days or Span.Months))
                phrase.Error(withinAt, "right.within", "The time that moves is one of hours, days or months.", "Write 'within any 90 days'.");
        }
        else if (count != 1)
        {
            phrase.Refuse("'within any 90 days'");
            return null;
        }
        return (new TriggerCounts.Events(what, length, within), count);
    }

    static void CheckKind(PhraseReader phrase, Location at, EventKind what, ServiceLevel level, IReadOnlyList<Metric> metrics)
    {
        var metric = level.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
        if (metric is null && level.Measured is Measured.ByMetric) return;
        var (hasAny, mend) = what switch
        {
            EventKind.Outage => (
                metric is Metric.Availability { Weights: null, Intervals: not { Rule: IntervalRule.Averaged } } and not Metric.Availability { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved },
                "Outages are those of an availability in time, of which each is bad as a whole."),
            EventKind.Ticket => (metric is Metric.TimeTaken, "Tickets are those of a level of 'measures: time'; outages are counted as 'outages'."),
            EventKind.Miss => (
                metric is Metric.TimeTaken && level.Targets.All(t => t.All.All(target => target.FirstWithin is not null && target is not Target.SharesWithin)),
                "Misses are tickets that are late for the one time that the target names, 'within 4 h'; windows are counted by 'missed in 2 of 6 months'."),
        };
        if (!hasAny) phrase.Error(at, "right.events", $"{Quoted.Of(level.Name)} has no {what switch { EventKind.Outage => "outages", EventKind.Ticket => "tickets", EventKind.Miss => "misses" }} that could be counted.", mend);
    }
}
