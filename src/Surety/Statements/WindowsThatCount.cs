using NodaTime;
using Surety.Escalation;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>The windows that a trigger counts, in order. A window that is missing altogether breaks a run.</summary>
sealed class WindowsThatCount
{
    readonly Trigger trigger;
    readonly TriggerCounts.Windows counts;
    readonly bool skipsNoVerdict;
    readonly List<Judged> windows;

    WindowsThatCount(Trigger trigger, TriggerCounts.Windows counts, bool skipsNoVerdict, List<Judged> windows) =>
        (this.trigger, this.counts, this.skipsNoVerdict, this.windows) = (trigger, counts, skipsNoVerdict, windows);

    /// <summary>A window of a trigger's level.</summary>
    /// <param name="Window">The window.</param>
    /// <param name="Counts">The first verdict that counts toward the right; <c>null</c>: none does.</param>
    /// <param name="HasVerdict">Whether any scope is met or missed.</param>
    sealed record Judged(Window Window, LevelResult? Counts, bool HasVerdict);

    /// <summary>Those of a trigger; a list for each scope where each counts for itself, at least one.</summary>
    public static IEnumerable<CountedSoFar.Windows> Of(Trigger trigger, TriggerCounts.Windows counts, bool skipsNoVerdict, VersionInFacts version, IReadOnlyCollection<LevelResult> all, Window period)
    {
        var looked = all.Where(r => r.Counts && r.Verdict != Verdict.Open && r.Window.Time.End <= period.Time.End && version.Takes(trigger.Level, r.Level, r.Scope)).ToList();
        var windows = looked.GroupBy(r => r.Window.Time).OrderBy(g => g.Key.End).ThenBy(g => g.Key.Start).Select(g => (g.First().Window, Results: g.OrderBy(r => r.Scope).ToList())).ToList();
        var scopes = trigger.OfSameScope ? looked.Select(r => r.Scope).Distinct().Order().Select(s => (Labels?)s) : [null];
        // A window in which a scope was not there is one without verdict for it.
        var lists = scopes.Select(scope => windows.ConvertAll(w => (w.Window, Results: scope is { } one ? w.Results.FindAll(r => r.Scope == one) : w.Results))
            .ConvertAll(w => new Judged(w.Window, w.Results.Find(r => IsHit(counts, r)), w.Results.Exists(r => r.Verdict is Verdict.Met or Verdict.Missed)))).ToList();
        return (lists.Count > 0 ? lists : [[]]).Select(list => new CountedSoFar.Windows(new(trigger, counts, skipsNoVerdict, list)));
    }

    /// <summary>The ends of the windows.</summary>
    public IEnumerable<Instant> Moments => windows.Select(w => w.Window.Time.End);

    public Counted? CompletedAt(Instant end, Instant usedUp) =>
        windows.FindIndex(w => w.Window.Time.End == end && w.Counts is not null) is var at and >= 0 && Have(at, usedUp) is var have && have.Count >= trigger.Count ? have : null;

    public Counted AtTheEnd(Instant usedUp) => Have(windows.Count - 1, usedUp);

    /// <summary>Counts the windows that lead up to one of them.</summary>
    Counted Have(int last, Instant usedUp)
    {
        if (counts.OutOf is { } outOf) return Counted([.. windows.Take(last + 1).Where(w => w.Window.Time.End > usedUp).TakeLast(outOf)]);
        var counted = new List<Judged>();
        for (var i = last; i >= 0 && windows[i].Window.Time.End > usedUp; i--)
        {
            if (i < last && !IsNext(windows[i].Window, windows[i + 1].Window)) break;
            if (windows[i].Counts is not null) counted.Add(windows[i]);
            else if (windows[i].HasVerdict || !skipsNoVerdict) break;
        }
        counted.Reverse();
        return Counted(counted);
    }

    Counted Counted(List<Judged> these)
    {
        var count = these.Count(w => w.Counts is not null);
        return new(trigger, count, "windows", these.Find(w => w.Counts is not null)?.Counts!.Scope, () => new(
            counts.OutOf is { } among ? $"windows that count, of the newest {among}" : "windows that count, one after the other", new Figure.Count(count), Follows.Sum, these.Select(Part).ToValueList(), trigger.Clause));
    }

    Reason Part(Judged window) => new(
        $"{Display.Level(trigger.Level.Level, window.Counts?.Scope ?? Labels.None)}, {Display.Window(window.Window)}",
        new Figure.Count(window.Counts is null ? 0 : 1), Follows.Given, [], window.Counts?.Clause ?? trigger.Clause);

    /// <summary>Whether no window lies between: one begins where the other ends, or, where windows roll, a month or a day after it began.</summary>
    internal static bool IsNext(Window one, Window next) => one.Rule is WindowRule.Rolling rolling ? one.From + rolling.Step == next.From : one.Time.End == next.Time.Start;

    static bool IsHit(TriggerCounts.Windows counts, LevelResult result) => counts.Figure is not { } range ? result.Verdict == Verdict.Missed
        : result.Verdict is Verdict.Met or Verdict.Missed && result.Attained is { } figure && figure.Exact is { } value && CreditRow.Fits(range.Unit, figure) && range.Holds(value);
}
