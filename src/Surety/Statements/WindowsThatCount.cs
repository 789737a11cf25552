using NodaTime;
using Surety.Escalation;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>The windows that a trigger counts, in order. A window that is missing altogether breaks a run; one that an amendment splits is one window, and counts when a part of it does.</summary>
sealed class WindowsThatCount
{
    readonly Trigger trigger;
    readonly TriggerCounts.Windows counts;
    readonly bool skipsNoVerdict;
    readonly List<Judged> windows;

    WindowsThatCount(Trigger trigger, TriggerCounts.Windows counts, bool skipsNoVerdict, List<Judged> windows) =>
        (this.trigger, this.counts, this.skipsNoVerdict, this.windows) = (trigger, counts, skipsNoVerdict, windows);

    /// <summary>A window of a trigger's level, or the parts into which an amendment splits it.</summary>
    sealed record Judged(ValueList<Part> Parts)
    {
        /// <summary>The whole window.</summary>
        public Window Window => Parts[0].Window.Whole ?? Parts[0].Window;

        /// <summary>The first verdict that counts toward the right; <c>null</c>: none does.</summary>
        public LevelResult? Counts => Parts.Select(p => p.Counts).FirstOrDefault(c => c is not null);

        /// <summary>What is over by an instant and not used up; <c>null</c>: nothing.</summary>
        public Judged? Between(Instant usedUp, Instant until) => Parts.Where(p => p.Window.Time.End > usedUp && p.Window.Time.End <= until).ToValueList() is { Count: > 0 } left ? new(left) : null;
    }

    /// <summary>What is judged by one version.</summary>
    /// <param name="Window">A window, or a part of one.</param>
    /// <param name="Counts">The first verdict that counts toward the right; <c>null</c>: none does.</param>
    /// <param name="HasVerdict">Whether any scope is met or missed.</param>
    sealed record Part(Window Window, LevelResult? Counts, bool HasVerdict);

    /// <summary>Those of a trigger; a list for each scope where each counts for itself, at least one.</summary>
    public static IEnumerable<CountedSoFar.Windows> Of(Trigger trigger, TriggerCounts.Windows counts, bool skipsNoVerdict, VersionInFacts version, IReadOnlyCollection<LevelResult> all, Window period)
    {
        var looked = all.Where(r => r.Counts && r.Verdict != Verdict.Open && r.Window.Time.End <= period.Time.End && version.Takes(trigger.Level, r.Level, r.Scope)).ToList();
        var windows = looked.GroupBy(r => r.Window.Time).OrderBy(g => g.Key.End).ThenBy(g => g.Key.Start).Select(g => (g.First().Window, Results: g.OrderBy(r => r.Scope).ToList())).ToList();
        var scopes = trigger.OfSameScope ? looked.Select(r => r.Scope).Distinct().Order().Select(s => (Labels?)s) : [null];
        // A window in which a scope was not there is one without verdict for it.
        var lists = scopes.Select(scope => windows.ConvertAll(w => (w.Window, Results: scope is { } one ? w.Results.FindAll(r => r.Scope == one) : w.Results))
            .ConvertAll(w => new Part(w.Window, w.Results.Find(r => IsHit(counts, r)), w.Results.Exists(r => r.Verdict is Verdict.Met or Verdict.Missed)))
            .GroupBy(p => p.Window.Whole ?? p.Window).Select(g => new Judged(g.ToValueList())).ToList()).ToList();
        return (lists.Count > 0 ? lists : [[]]).Select(list => new CountedSoFar.Windows(new(trigger, counts, skipsNoVerdict, list)));
    }

    /// <summary>The ends of the windows, and of parts of them.</summary>
    public IEnumerable<Instant> Moments => windows.SelectMany(w => w.Parts).Select(p => p.Window.Time.End);

    public Counted? CompletedAt(Instant end, Instant usedUp) =>
        windows.Exists(w => w.Parts.Any(p => p.Window.Time.End == end && p.Counts is not null)) && Have(end, usedUp) is var have && have.Count >= trigger.Count ? have : null;

    public Counted AtTheEnd(Instant usedUp) => Have(Instant.MaxValue, usedUp);

    /// <summary>Counts the windows that lead up to an instant.</summary>
    Counted Have(Instant until, Instant usedUp)
    {
        var over = windows.Select(w => w.Between(usedUp, until)).OfType<Judged>().ToList();
        if (counts.OutOf is { } outOf) return Counted([.. over.TakeLast(outOf)]);
        var counted = new List<Judged>();
        for (var i = over.Count - 1; i >= 0; i--)
        {
            if (i < over.Count - 1 && !IsNext(over[i].Parts[^1].Window, over[i + 1].Parts[0].Window)) break;
            if (over[i].Counts is not null) counted.Add(over[i]);
            else if (over[i].Parts.Any(p => p.HasVerdict) || !skipsNoVerdict) break;
        }
        counted.Reverse();
        return Counted(counted);
    }

    Counted Counted(List<Judged> these)
    {
        var count = these.Count(w => w.Counts is not null);
        return new(trigger, count, "windows", these.Find(w => w.Counts is not null)?.Counts!.Scope, () => new(
            counts.OutOf is { } among ? $"windows that count, of the newest {among}" : "windows that count, one after the other", new Figure.Count(count), Follows.Sum, these.Select(Opened).ToValueList(), trigger.Clause));
    }

    Reason Opened(Judged window) => new(
        $"{Display.Level(trigger.Level.Level, window.Counts?.Scope ?? Labels.None)}, {Display.Window(window.Window)}",
        new Figure.Count(window.Counts is null ? 0 : 1), Follows.Given, [], window.Counts?.Clause ?? trigger.Clause);

    /// <summary>Whether no window lies between: one begins where the other ends, or, where windows roll, a month or a day after it began. Of a part, the whole window begins and ends.</summary>
    internal static bool IsNext(Window one, Window next) => one.Rule is WindowRule.Rolling rolling ? one.From + rolling.Step == next.From
        : one.Time.End == next.Time.Start || (one.Whole ?? one).Time.End == (next.Whole ?? next).Time.Start;

    static bool IsHit(TriggerCounts.Windows counts, LevelResult result) => counts.Figure is not { } range ? result.Verdict == Verdict.Missed
        : result.Verdict is Verdict.Met or Verdict.Missed && result.Attained is { } figure && figure.Exact is { } value && CreditRow.Fits(range.Unit, figure) && range.Holds(value);
}
