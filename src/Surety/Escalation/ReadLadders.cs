using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads ladders and their steps.</summary>
internal static class ReadLadders
{
    public static IEnumerable<Ladder> Of(MappingReader escalation, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared)
    {
        foreach (var (key, value) in escalation.Optional("ladders").Entries())
        {
            var name = Declared.NameOf(key, escalation.Problems);
            var ladder = value.Mapping();
            var path = $"escalation / ladders / {name}";
            var ofAt = ladder.Required("of");
            var of = ofAt.Phrase(p => ReadLevels.Scope(p, levelNames, declared));
            var level = levels.FirstOrDefault(l => l.Name == of?.Level);
            var clock = declared.CalendarAsNamed(ladder.Optional("clock"));
            var stepsAt = ladder.Required("steps");
            var steps = new List<Step>();
            foreach (var item in stepsAt.Items())
            {
                if (!item.IsMapping)
                {
                    item.RefuseKind("a step like 'at the miss: tell service manager'");
                    continue;
                }
                foreach (var (when, tell) in item.Entries())
                    if (Step(when, tell, steps, declared, $"{path} / step {steps.Count + 1}") is { } step) steps.Add(step);
            }
            if (level is not null) CheckLevel(ofAt, of!, level, metrics, steps, declared);
            if (of is not null) yield return new(name, of, clock, steps.ToValueList(), new(path, key.At));
        }
    }

    /// <summary>Only cycles with a due instant have a time before the miss; and the scope has to be one that the level judges.</summary>
    static void CheckLevel(ValueReader at, LevelScope of, ServiceLevel level, IReadOnlyList<Metric> metrics, List<Step> steps, Declared declared)
    {
        var isMeasuredApart = level.Measured is not Measured.ByMetric by || metrics.FirstOrDefault(m => m.Name == by.Metric) is { ForEach.Count: > 0 };
        if (!isMeasuredApart && !level.Targets.Any(t => of.When.Items.All(l => declared.Customer[l.Name] == l.Value || t.When[l.Name] == l.Value || (t.IsOtherwise && l.Value == "otherwise") || (t.When[l.Name] is null && !t.IsOtherwise))))
            at.Problems.Warning(at.At, "ladder.no-scope", $"No row of {Quoted.Of(level.Name)} fits {Quoted.Of(of.When.ToString())}, so nobody is ever told.", "Name the labels as the rows of the level's target do.");
        if (level.Targets.Any(t => t.Target.FirstWithin is not null)) return;
        foreach (var step in steps)
            if (step.When is StepTime.AtShare or StepTime.BeforeMiss or StepTime.AfterStart)
                at.Problems.Error(step.Clause.At, "ladder.no-clock", $"{Quoted.Of(level.Name)} is judged at the end of its window, so no clock starts and runs towards a miss.", "Write 'at the miss' or a time after it.");
    }

    static Step? Step(Node.Scalar when, ValueReader tell, List<Step> before, Declared declared, string path)
    {
        var time = PhraseReader.Whole(when, tell.Problems, Time);
        var told = tell.Phrase(p => Tell(p, declared));
        if (time is StepTime.Every or StepTime.AfterStep && before.Count == 0)
        {
            tell.Problems.Error(when.At, "ladder.every", $"{(time is StepTime.Every ? "A repeat" : "This step")} follows a step, and this is the first.", "Begin with 'at the miss: tell …'.");
            return null;
        }
        if (time is StepTime.Every or StepTime.AfterStep && before.Count > 0 && before[^1].When is StepTime.Every)
        {
            tell.Problems.Error(when.At, "ladder.every", "A repeat goes on until somebody acknowledges, so nothing follows it.", "Keep one of the two repeats.");
            return null;
        }
        return time is null || told is null ? null : new(time, told.Roles, told.By, new(path, when.At));
    }

    /// <summary>when = "at" percentage "of the time" | "at the miss" | span ( "before the miss" | "after" ( "the miss" | "the start" | "the step before" ) ) | "every" span "until acknowledged"</summary>
    static StepTime? Time(PhraseReader phrase)
    {
        if (phrase.TryWord("at the miss")) return new StepTime.AtMiss();
        var at = phrase.At;
        if (phrase.TryWord("at"))
        {
            if (Amounts.Percentage(phrase) is not { } share || !phrase.ExpectWord("of the time")) return null;
            if (share.Value is > 0 and <= 100) return new StepTime.AtShare(share);
            phrase.Error(at, "ladder.share", "A share of the time is above 0 % and at most 100 %.", "After the miss, write '2 h after the miss'.");
            return null;
        }
        if (phrase.TryWord("every"))
            return Spans.Span(phrase) is { } every && phrase.ExpectWord("until acknowledged") ? IsSome(phrase, at, every) ? new StepTime.Every(every) : null : null;
        if (Spans.Span(phrase) is not { } span) return null;
        return phrase.TryAny("before the miss", "after the miss", "after the start", "after the step before") switch
        {
            "before the miss" => new StepTime.BeforeMiss(span),
            "after the miss" => new StepTime.AfterMiss(span),
            "after the start" => new StepTime.AfterStart(span),
            "after the step before" => new StepTime.AfterStep(span),
            _ => phrase.Refuse<StepTime>("'before the miss', 'after the miss', 'after the start' or 'after the step before'"),
        };
    }

    static bool IsSome(PhraseReader phrase, Location at, Span span)
    {
        var isNone = span switch
        {
            Span.Elapsed elapsed => elapsed.Time <= NodaTime.Duration.Zero,
            Span.BusinessTime business => business.Time <= NodaTime.Duration.Zero,
            Span.Days days => days.Count == 0,
            Span.Months months => months.Count == 0,
            Span.BusinessDays days => days.Count == 0,
            Span.EndOfBusinessDay day => day.Nth == 0,
            Span.BusinessDaysOf days => days.Count == 0,
        };
        if (isNone) phrase.Error(at, "ladder.every", "A repeat needs some time between two messages.", "Write 'every 2 h until acknowledged'.");
        return !isNone;
    }

    sealed record Told(ValueList<string> Roles, ValueList<string> By);

    /// <summary>tell = "tell" role { ( "," | "and" ) role } [ "by" channel { "and" channel } ]</summary>
    static Told? Tell(PhraseReader phrase, Declared declared)
    {
        if (!phrase.ExpectWord("tell")) return null;
        var roles = new List<string>();
        do
        {
            if (phrase.Name("a contact", declared.Contacts) is not { } role) return null;
            roles.Add(role);
        }
        while (phrase.TryMark(",") || phrase.TryWord("and"));
        var by = new List<string>();
        if (phrase.TryWord("by"))
        {
            do
            {
                var channel = phrase.Until("and", ",").Trim();
                if (channel.Length == 0) return phrase.Refuse<Told>("a channel like 'mail'");
                by.Add(channel);
            }
            while (phrase.TryMark(",") || phrase.TryWord("and"));
        }
        return new(roles.Distinct().ToValueList(), by.ToValueList());
    }
}
