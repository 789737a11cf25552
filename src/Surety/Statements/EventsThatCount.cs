using NodaTime;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>Something single that a right counts: an outage, a ticket, a miss.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="At">Where it lies in the time that moves.</param>
/// <param name="Since">From when on it counts: not before that is certain.</param>
/// <param name="Scope">Labels of the verdict that it is part of.</param>
/// <param name="Clause">The row of the target.</param>
/// <param name="Cited">Its facts, found when somebody asks.</param>
sealed record Happened(string Name, Instant At, Instant Since, Labels Scope, Clause Clause, Func<FactCitation?> Cited)
{
    /// <summary>The end of a bad stretch, whose length counts; <c>null</c>: it counts as one.</summary>
    public Instant? Until { get; init; }
}

/// <summary>The events that a trigger counts, in a time that moves with them.</summary>
/// <remarks>So many of them lie in it if the last one happened before the time is over that begins with the first. Source: docs/guide/figures.md, "Rights".</remarks>
sealed class EventsThatCount
{
    readonly Trigger trigger;
    readonly TriggerCounts.Events counts;
    readonly Func<Span, Instant, Instant?> after;
    readonly Instant end;
    readonly Queue<Happened> toCome;

    // In the order in which they lie in time; what was used up is not among them any more.
    readonly List<Happened> soFar = [];
    Instant clearedTo = Instant.MinValue;

    EventsThatCount(Trigger trigger, TriggerCounts.Events counts, IEnumerable<Happened> events, Func<Span, Instant, Instant?> after, Instant end)
    {
        (this.trigger, this.counts, this.after, this.end) = (trigger, counts, after, end);
        toCome = new(events.OrderBy(e => e.Since).ThenBy(e => e.At).ThenBy(e => e.Scope));
        Moments = toCome.Select(e => e.Since).Distinct().ToList();
    }

    /// <summary>Those of a trigger; one list for each scope where each counts for itself, at least one.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="counts">What it counts.</param>
    /// <param name="events">In any order; those that count from the period's end on are passed over.</param>
    /// <param name="agreement">Whose days and months move.</param>
    /// <param name="end">The end of the period.</param>
    public static IEnumerable<CountedSoFar.Events> Of(Trigger trigger, TriggerCounts.Events counts, IEnumerable<Happened> events, Agreements.Agreement agreement, Instant end)
    {
        var all = events.Where(e => e.Since < end).ToList();
        var lists = trigger.OfSameScope ? all.GroupBy(e => e.Scope).OrderBy(g => g.Key).Select(g => g.ToList()).ToList() : [all];
        Instant? After(Span span, Instant at) => span.After(at, agreement.Calendar(null), agreement.Zone);
        return (lists.Count > 0 ? lists : [[]]).Select(list => new CountedSoFar.Events(new(trigger, counts, list, After, end)));
    }

    /// <summary>When one more of them counts.</summary>
    public IReadOnlyList<Instant> Moments { get; }

    public Counted? CompletedAt(Instant moment, Instant usedUp)
    {
        if (usedUp > clearedTo) soFar.RemoveAll(e => e.Since <= usedUp);
        clearedTo = usedUp;
        Counted? completed = null;
        while (toCome.TryPeek(out var next) && next.Since <= moment)
        {
            var at = soFar.FindLastIndex(e => e.At <= next.At) + 1;
            soFar.Insert(at, toCome.Dequeue());
            if (Together(at) is { } these) completed = Counted(these);
        }
        return completed;
    }

    /// <summary>Those that lie in the time that ends with the period: one more at its end would lie together with each of them.</summary>
    public Counted AtTheEnd(Instant usedUp) => Counted(soFar.FindAll(e => e.Since > usedUp && end < EndOf(e)));

    /// <summary>As many as the right takes, one of them among them; <c>null</c>: they do not lie together.</summary>
    List<Happened>? Together(int one)
    {
        var needed = (int)trigger.Count;
        for (var first = Math.Max(0, one - needed + 1); first <= one && first + needed <= soFar.Count; first++)
            if (needed == 1 || soFar[first + needed - 1].At < EndOf(soFar[first])) return soFar.GetRange(first, needed);
        return null;
    }

    Instant EndOf(Happened first) => counts.Within is { } within ? after(within, first.At) ?? Instant.MaxValue : Instant.MaxValue;

    Counted Counted(List<Happened> these) => new(trigger, these.Count, What, these.Count > 0 ? these[0].Scope : null, () => new(
        $"{What}{(counts.Length is { } length ? $" {length.Words}" : "")} that count{(counts.Within is { } within ? $", within {within.Words}" : "")}", new Figure.Count(these.Count), Follows.Sum, these.Select(Part).ToValueList(), trigger.Clause));

    static Reason Part(Happened happened) => new(happened.Name, new Figure.Count(1), Follows.Given, [], happened.Clause, happened.Cited());

    string What => counts.What switch
    {
        EventKind.Outage => "outages",
        EventKind.Ticket => "tickets",
        EventKind.Miss => "misses",
    };
}
