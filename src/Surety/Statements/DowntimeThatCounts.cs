using NodaTime;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>Bad time that a trigger adds up, in a time that moves: it begins with an outage, and what is bad before it is over counts.</summary>
/// <remarks>No time of that length has more bad time than one of those that begin with an outage. Bad time of several scopes at once counts for each. Source: docs/guide/figures.md, "Rights".</remarks>
sealed class DowntimeThatCounts
{
    readonly Trigger trigger;
    readonly TriggerCounts.Downtime counts;
    readonly List<(Labels Scope, TimeSet Bad)> bad;
    readonly Func<Span, Instant, Instant?> after;
    readonly long end;
    readonly Dictionary<Instant, Steps> known = [];

    DowntimeThatCounts(Trigger trigger, TriggerCounts.Downtime counts, List<(Labels Scope, TimeSet Bad)> bad, Func<Span, Instant, Instant?> after, Instant end, IEnumerable<Instant> notices)
    {
        (this.trigger, this.counts, this.bad, this.after, this.end) = (trigger, counts, bad, after, Ticks(end));
        Moments = notices.Prepend(Instant.MinValue).SelectMany(n => StepsAfter(n).Reached.Keys).Distinct().Order().ToList();
    }

    /// <summary>That of a trigger; for each scope by itself where each counts for itself, at least one.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="counts">How much of it.</param>
    /// <param name="stretches">Bad stretches in any order, which may overlap.</param>
    /// <param name="agreement">Whose days and months move.</param>
    /// <param name="end">The end of the period.</param>
    /// <param name="notices">When the right may be exercised.</param>
    public static IEnumerable<CountedSoFar.Downtime> Of(Trigger trigger, TriggerCounts.Downtime counts, IEnumerable<Happened> stretches, Agreements.Agreement agreement, Instant end, IReadOnlyCollection<Instant> notices)
    {
        var bad = stretches.GroupBy(s => s.Scope).OrderBy(g => g.Key).Select(g => (g.Key, TimeSet.Of(g.Select(s => (Ticks(s.At), Ticks(s.Until ?? s.At)))).And(TimeSet.Of(long.MinValue, Ticks(end))))).ToList();
        Instant? After(Span span, Instant at) => span.After(at, agreement.Calendar(null), agreement.Zone);
        var lists = trigger.OfSameScope ? bad.ConvertAll(b => new List<(Labels Scope, TimeSet Bad)> { b }) : [bad];
        return (lists.Count > 0 ? lists : [[]]).Select(list => new CountedSoFar.Downtime(new(trigger, counts, list, After, end, notices)));
    }

    /// <summary>When there is enough of it, once for each stretch that adds to it.</summary>
    public IReadOnlyList<Instant> Moments { get; }

    public Counted? CompletedAt(Instant moment, Instant usedUp) => StepsAfter(usedUp).Reached.TryGetValue(moment, out var from) ? Counted(from, Ticks(moment), usedUp) : null;

    /// <summary>What lies in the time that ends with the period.</summary>
    public Counted AtTheEnd(Instant usedUp)
    {
        foreach (var (from, until) in StepsAfter(usedUp).Begins)
            if (until > end) return Counted(from, end, usedUp);
        return Counted(end, end, usedUp);
    }

    /// <summary>Bad time as it was not used up by a notice.</summary>
    /// <param name="Begins">Where outages begin, in order, and where a time that begins there is over.</param>
    /// <param name="Reached">When enough is reached, and where the time begins in which it is.</param>
    sealed record Steps(List<(long From, long Until)> Begins, Dictionary<Instant, long> Reached);

    Steps StepsAfter(Instant usedUp)
    {
        if (known.TryGetValue(usedUp, out var found)) return found;
        var left = Left(usedUp);
        var begins = left.SelectMany(b => b.Bad.Stretches.Select(s => s.From)).Distinct().Order().Select(from => (From: from, Until: after(counts.Within, Instant.FromUnixTimeTicks(from)) is { } over ? Ticks(over) : long.MaxValue)).ToList();
        // Between two ends of stretches as many scopes are bad at every instant.
        var ends = left.SelectMany(b => b.Bad.Stretches.SelectMany(s => new[] { s.From, s.Until })).Distinct().Order().ToList();
        var sums = new List<Rational> { Rational.Zero };
        var rates = new List<int>();
        for (var i = 0; i + 1 < ends.Count; i++)
        {
            rates.Add(left.Count(b => b.Bad.Holds(ends[i])));
            sums.Add(sums[i] + (Rational)(ends[i + 1] - ends[i]) * rates[i]);
        }
        var reached = new Dictionary<Instant, long>();
        for (var (i, first) = (0, 0); i < rates.Count; i++)
        {
            while (first < begins.Count && begins[first].Until <= ends[i]) first++;
            for (var begin = first; rates[i] > 0 && begin < begins.Count && begins[begin].From <= ends[i]; begin++)
            {
                var missing = Rational.Max(Rational.Zero, counts.Least.Value - (sums[i] - sums[ends.BinarySearch(begins[begin].From)]));
                var wait = missing / rates[i];
                var at = ends[i] + (long)(counts.Least.Included ? wait.Ceiling() : wait.Floor());
                var last = Math.Min(ends[i + 1], begins[begin].Until);
                if (at > last || at >= end || (!counts.Least.Included && at == last)) continue;
                reached.TryAdd(Instant.FromUnixTimeTicks(at), begins[begin].From);
                break;
            }
        }
        return known[usedUp] = new(begins, reached);
    }

    List<(Labels Scope, TimeSet Bad)> Left(Instant usedUp) =>
        usedUp == Instant.MinValue ? bad : bad.ConvertAll(b => (b.Scope, b.Bad.And(TimeSet.Of(Ticks(usedUp), long.MaxValue))));

    Counted Counted(long from, long until, Instant usedUp)
    {
        var parts = Left(usedUp).Select(b => (b.Scope, Bad: b.Bad.And(TimeSet.Of(from, until)))).Where(b => b.Bad.Count > 0).ToList();
        var sum = parts.Sum(p => p.Bad.Length);
        return new(trigger, sum / NodaConstants.TicksPerSecond, "seconds of downtime", parts.Count > 0 ? parts[0].Scope : null, () => new(
            $"bad time that counts, within {counts.Within.Words}", new Figure.Time(sum), Follows.Sum, parts.SelectMany(p => p.Bad.Stretches.Select(s => Part(p.Scope, s))).ToValueList(), trigger.Clause));
    }

    Reason Part(Labels scope, (long From, long Until) stretch) =>
        new($"{Display.Level(trigger.Level.Level, scope)}: from {Instant.FromUnixTimeTicks(stretch.From)}", new Figure.Time(stretch.Until - stretch.From), Follows.Given, [], trigger.Clause);

    static long Ticks(Instant at) => at.ToUnixTimeTicks();
}
