using NodaTime;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What repeated or grave misses have given, and how near the rest is.</summary>
/// <remarks>
/// A right arises at the end of the window that completes one of its triggers. A later window that completes one again prolongs a right that is alive and gives a lapsed one
/// anew. Windows that were over when a right was exercised are used up. A window that is missing altogether breaks a run. Source: docs/guide/language.md, "rights".
/// </remarks>
static class Rights
{
    /// <summary>Says where every right of the agreement stands after a period.</summary>
    /// <param name="version">The version that grants the rights.</param>
    /// <param name="all">Verdicts of all windows since the beginning, in any order; open ones and those that are only reported are passed over.</param>
    /// <param name="facts">Notices.</param>
    /// <param name="period">Windows that end later are not looked at.</param>
    /// <param name="asOf">Notices after it are not looked at, and a right lapses by it.</param>
    public static ValueList<RightStatus> Of(VersionInFacts version, IReadOnlyCollection<LevelResult> all, FactSet facts, Window period, Instant asOf) =>
        version.Agreement.Escalation.Rights.Select(right => new Walk(right, version, all, facts, period, asOf).Status()).ToValueList();

    /// <summary>A window of a trigger's level.</summary>
    /// <param name="Window">The window.</param>
    /// <param name="Counts">The first verdict that counts toward the right; <c>null</c>: none does.</param>
    /// <param name="HasVerdict">Whether any scope is met or missed.</param>
    sealed record Judged(Window Window, LevelResult? Counts, bool HasVerdict);

    /// <summary>The windows that lead up to one of them, in order.</summary>
    sealed record Counted(Trigger Trigger, List<Judged> Windows)
    {
        public int Count { get; } = Windows.Count(w => w.Counts is not null);

        public Reason Why() => new(
            Trigger.OutOf is { } among ? $"windows that count, of the newest {among}" : "windows that count, one after the other",
            new Figure.Count(Count), Follows.Sum, Windows.Select(Part).ToValueList(), Trigger.Clause);

        Reason Part(Judged window) => new(
            $"{Display.Level(Trigger.Level.Level, window.Counts?.Scope ?? Labels.None)}, {Display.Window(window.Window)}",
            new Figure.Count(window.Counts is null ? 0 : 1), Follows.Given, [], window.Counts?.Clause ?? Trigger.Clause);
    }

    /// <summary>A right that has arisen.</summary>
    sealed record Given(Trigger Trigger, Instant Since, Deadline? Until, Counted Have, Deed? Exercised)
    {
        public bool LivesAt(Instant at) => Exercised is null && (Until?.IsKeptAt(at) ?? true);
    }

    sealed class Walk(Right right, VersionInFacts version, IReadOnlyCollection<LevelResult> all, FactSet facts, Window period, Instant asOf)
    {
        readonly List<(Trigger Trigger, List<Judged> Windows)> triggers = right.Triggers.SelectMany(t => WindowsOf(t, version, all, period).Select(windows => (t, windows))).ToList();
        readonly Queue<Deed> notices = new(facts.Deeds.Where(d => d.Kind == DeedKind.Noticed && d.Of == right.Name && d.When <= asOf && IsBy(d, right.Of)).OrderBy(d => d.When));
        Instant usedUp = Instant.MinValue;
        Given? given;

        public RightStatus Status()
        {
            foreach (var end in triggers.SelectMany(t => t.Windows).Select(w => w.Window.Time.End).Distinct().Order())
            {
                Exercise(notice => notice < end);
                foreach (var (trigger, windows) in triggers)
                    if (windows.FindIndex(w => w.Window.Time.End == end && w.Counts is not null) is var at and >= 0 && Have(trigger, windows, at) is var have && have.Count >= trigger.Count)
                    {
                        Arise(trigger, end, have);
                        break;
                    }
            }
            Exercise(_ => true);
            return given is null ? Near() : Arisen(given);
        }

        // Only the side whose right it is can exercise it; who does not say gives notice for that side.
        static bool IsBy(Deed notice, string side) => notice.By is not ("provider" or "customer") || notice.By == side;

        void Arise(Trigger trigger, Instant end, Counted have)
        {
            var until = right.ExercisedWithin is { } span
                ? Deadline.Of(new DeadlineRule.After(span, Anchor.Own), PeriodNames.DeadlineFrom(version.Agreement, end, true), right.Clause) : null;
            given = given is { } alive && alive.LivesAt(end) ? alive with { Until = until } : new(trigger, end, until, have, null);
        }

        void Exercise(Func<Instant, bool> before)
        {
            while (notices.TryPeek(out var notice) && before(notice.When))
            {
                notices.Dequeue();
                if (given is not { } alive || notice.When < alive.Since || !alive.LivesAt(notice.When)) continue;
                given = alive with { Exercised = notice };
                usedUp = notice.When;
            }
        }

        RightStatus Arisen(Given given)
        {
            var state = given.Exercised is not null ? RightState.Exercised : given.LivesAt(asOf) ? RightState.Arisen : RightState.Lapsed;
            return Status(state, given.Trigger, given.Have, given.Since, given.Until?.At, () => Parts(given));
        }

        IEnumerable<Reason> Parts(Given given)
        {
            yield return given.Have.Why();
            yield return new("given at the end of the window that completed it", new Figure.At(given.Since), Follows.Given, [], given.Trigger.Clause);
            if (given.Until is { } until) yield return until.Why;
            if (given.Exercised is { } notice) yield return new("notice given", new Figure.At(notice.When), Follows.Given, [], right.Clause, FactCitation.Of([notice.At]));
        }

        RightStatus Near()
        {
            var nearest = triggers.Select(t => (t.Trigger, Have: Have(t.Trigger, t.Windows, t.Windows.Count - 1))).MaxBy(t => Rational.Of(t.Have.Count, t.Trigger.Count));
            return Status(RightState.NotArisen, nearest.Trigger, nearest.Have, null, null, () => [nearest.Have.Why()]);
        }

        RightStatus Status(RightState state, Trigger trigger, Counted have, Instant? since, Instant? until, Func<IEnumerable<Reason>> parts) => new(
            right.Name, right.Of, state, WordsOf(trigger, have), have.Count, trigger.Count, since, until, right.Notice?.Words, right.Clause,
            new(() => new(WordsOf(trigger, have), new Figure.Words(Word(state)), Follows.Rule, parts().ToValueList(), trigger.Clause)));

        // Of those that count for themselves, the one that is nearest, or gave it.
        static string WordsOf(Trigger trigger, Counted have) =>
            trigger.OfSameScope && have.Windows.Find(w => w.Counts is not null) is { Counts.Scope: var scope } && scope != Labels.None ? $"{trigger.Words} ({Display.Scope(scope)})" : trigger.Words;

        /// <summary>Counts the windows that lead up to one of them.</summary>
        Counted Have(Trigger trigger, List<Judged> windows, int last)
        {
            if (trigger.OutOf is { } outOf) return new(trigger, [.. windows.Take(last + 1).Where(w => w.Window.Time.End > usedUp).TakeLast(outOf)]);
            var counted = new List<Judged>();
            for (var i = last; i >= 0 && windows[i].Window.Time.End > usedUp; i--)
            {
                if (i < last && !IsNext(windows[i].Window, windows[i + 1].Window)) break;
                if (windows[i].Counts is not null) counted.Add(windows[i]);
                else if (windows[i].HasVerdict || !right.SkipsNoVerdict) break;
            }
            counted.Reverse();
            return new(trigger, counted);
        }
    }

    /// <summary>Whether no window lies between: one begins where the other ends, or, where windows roll, a month after it began.</summary>
    internal static bool IsNext(Window one, Window next) => one.Rule is WindowRule.RollingMonths ? one.From.PlusMonths(1) == next.From : one.Time.End == next.Time.Start;

    /// <summary>The windows that a trigger counts, in order; a list for each scope where each counts for itself, at least one.</summary>
    static List<List<Judged>> WindowsOf(Trigger trigger, VersionInFacts version, IReadOnlyCollection<LevelResult> all, Window period)
    {
        var looked = all.Where(r => r.Counts && r.Verdict != Verdict.Open && r.Window.Time.End <= period.Time.End && version.Takes(trigger.Level, r.Level, r.Scope)).ToList();
        var windows = looked.GroupBy(r => r.Window.Time).OrderBy(g => g.Key.End).ThenBy(g => g.Key.Start).Select(g => (g.First().Window, Results: g.OrderBy(r => r.Scope).ToList())).ToList();
        var scopes = trigger.OfSameScope ? looked.Select(r => r.Scope).Distinct().Order().Select(s => (Labels?)s) : [null];
        // A window in which a scope was not there is one without verdict for it.
        var lists = scopes.Select(scope => windows.ConvertAll(w => (w.Window, Results: scope is { } one ? w.Results.FindAll(r => r.Scope == one) : w.Results))
            .ConvertAll(w => new Judged(w.Window, w.Results.Find(r => IsHit(trigger, r)), w.Results.Exists(r => r.Verdict is Verdict.Met or Verdict.Missed)))).ToList();
        return lists.Count > 0 ? lists : [[]];
    }

    static bool IsHit(Trigger trigger, LevelResult result) => trigger.Figure is not { } range ? result.Verdict == Verdict.Missed
        : result.Verdict is Verdict.Met or Verdict.Missed && result.Attained is { } figure && figure.Exact is { } value && CreditRow.Fits(range.Unit, figure) && range.Holds(value);

    static string Word(RightState state) => state switch
    {
        RightState.NotArisen => "not arisen",
        RightState.Arisen => "arisen",
        RightState.Exercised => "exercised",
        RightState.Lapsed => "lapsed",
    };
}
