using NodaTime;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Facts;

namespace Surety.Scope;

/// <summary>What became of one fact that an exclusion names.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Granted">Time that is excluded; disjoint, in order; may be empty.</param>
/// <param name="Refused">Why the rest is not, as a sentence; <c>null</c>: all of it is.</param>
/// <param name="Clause">The exclusion; <c>null</c>: not known here.</param>
public sealed record ExclusionRuling(ExcludedTime Fact, ValueList<Interval> Granted, string? Refused, Clause? Clause = null)
{
    /// <summary>Rules on all facts of an exclusion and on what comes of it again by itself, in order of time.</summary>
    /// <param name="exclusion">The clause.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="calendars">A calendar by its name.</param>
    /// <param name="businessDays">The term's business days.</param>
    /// <param name="zone">The agreement's zone, in which budgets have their months, and recurrences their hours where the clause names no zone.</param>
    /// <param name="begin">From when on it can come again by itself: the beginning of the term.</param>
    /// <param name="asOf">Where time that has not ended is cut.</param>
    public static ValueList<ExclusionRuling> Of(
        Exclusion exclusion, FactSet facts, Func<string?, BusinessCalendar> calendars, BusinessCalendar businessDays, DateTimeZone zone, Instant begin, Instant asOf)
    {
        var rulings = new List<ExclusionRuling>();
        var spent = new Budget(exclusion.AtMost, zone);
        foreach (var told in Told(exclusion, facts, zone, begin, asOf))
        {
            var fact = told;
            if (exclusion.Service is { } service)
            {
                if (fact.Labels["service"] is { } about && about != service) continue;
                // A fact that names no service is about the one that the clause is for, and about no other.
                fact = fact with { Labels = fact.Labels.With("service", service) };
            }
            var end = fact.Until is { } until && until < asOf ? until : Instant.Max(fact.From, asOf);
            if (end <= fact.From) continue;
            var time = new Interval(fact.From, end);
            if (fact.IsCancelled)
            {
                rulings.Add(new(fact, [], "it was cancelled", exclusion.Clause));
                continue;
            }
            if (!fact.StandsInText && Objection(exclusion, fact, calendars, businessDays, zone) is { } objection)
            {
                rulings.Add(new(fact, [], objection, exclusion.Clause));
                continue;
            }
            var inside = exclusion.OnlyDuring is null ? [time] : calendars(exclusion.OnlyDuring).WindowsIn(time).ToList();
            var (granted, isCut) = spent.Take(inside);
            var outside = exclusion.OnlyDuring is not null && inside.Aggregate(Duration.Zero, (sum, i) => sum + i.Duration) < time.Duration;
            var refused = isCut ? $"the budget of {Words(exclusion.AtMost!)} is used up" : outside ? $"a part lies outside '{exclusion.OnlyDuring}'" : null;
            rulings.Add(new(fact, granted.ToValueList(), refused, exclusion.Clause));
        }
        return rulings.ToValueList();
    }

    static IEnumerable<ExcludedTime> Told(Exclusion exclusion, FactSet facts, DateTimeZone zone, Instant begin, Instant asOf)
    {
        var told = facts.Exclusions.Where(f => f.Exclusion == exclusion.Name);
        if (exclusion.Every.Count == 0 || asOf <= begin) return told;
        var clock = exclusion.EveryZone ?? zone;
        var cancelled = facts.Deeds.Where(d => d.Kind == DeedKind.Cancelled && d.Of == exclusion.Name && d.Labels["period"] is not null).GroupBy(d => d.Labels["period"]!).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var again = exclusion.Every.SelectMany(e => e.In(new(begin, asOf), clock)).Select(t => Again(t) is var once && cancelled.TryGetValue($"{t.Start.InZone(clock).Date:uuuu-MM-dd}", out var deed)
            ? once with { Id = deed.Labels["period"]!, At = deed.At, IsCancelled = true } : once);
        ExcludedTime Again(Interval t) => new("", exclusion.Name, Labels.None, Instant.Max(t.Start, begin), t.End, null, [], default) { StandsInText = true };
        return again.Concat(told).OrderBy(f => f.From);
    }

    static string? Objection(Exclusion exclusion, ExcludedTime fact, Func<string?, BusinessCalendar> calendars, BusinessCalendar businessDays, DateTimeZone zone)
    {
        foreach (var side in exclusion.AgreedBy)
            if (!fact.AgreedBy.Contains(side)) return $"the {side} has not agreed";
        if (exclusion.Announced is not { } notice) return null;
        if (fact.Announced is not { } announced) return "nobody said when it was announced";
        var latest = exclusion.LatestAnnouncement(fact.From, calendars, businessDays, zone);
        return latest is { } due && announced <= due ? null
            : $"announced {announced.InZone(zone):uuuu-MM-dd HH:mm}, and {notice} before means by {(latest is { } at ? at.InZone(zone).ToString("uuuu-MM-dd HH:mm", null) : "never")}";
    }

    static string Words(ExclusionBudget budget) => $"{budget.Time.ToTimeWords()} per {(budget.Per == WindowRule.Month ? "month" : budget.Per == WindowRule.Quarter ? "quarter" : "year")}";

    /// <summary>
    /// Time that was granted so far, whatever it is about; what is granted twice is spent once. Facts come in order of their starts, so whatever lies before
    /// the latest end that was asked for has been ruled on, and what is new is granted behind all that was granted before.
    /// </summary>
    sealed class Budget(ExclusionBudget? limit, DateTimeZone zone)
    {
        readonly List<Interval> taken = [];
        Instant asked = Instant.MinValue;
        Window? window;
        Duration left;

        public (List<Interval> Granted, bool IsCut) Take(IReadOnlyList<Interval> wanted)
        {
            if (limit is null) return ([.. wanted], false);
            var granted = new List<Interval>();
            foreach (var time in wanted)
            {
                if (time.End > asked) Spend(new(Instant.Max(time.Start, asked), time.End));
                GrantedOf(time, granted);
            }
            return (granted, Length(granted) < Length(wanted));
        }

        static Duration Length(IReadOnlyList<Interval> times) => times.Aggregate(Duration.Zero, (sum, t) => sum + t.Duration);

        /// <summary>Spends on time that nobody asked for before.</summary>
        void Spend(Interval fresh)
        {
            for (var start = fresh.Start; start < fresh.End;)
            {
                if (window is null || !window.Time.Contains(start)) (window, left) = (limit!.Per.At(start, zone), limit.Time);
                var end = Instant.Min(window.Time.End, fresh.End);
                var length = Duration.Min(end - start, left);
                if (length > Duration.Zero) Grant(new(start, start + length), joins: start > window.Time.Start);
                (left, start) = (left - length, end);
            }
            asked = fresh.End;
        }

        void Grant(Interval time, bool joins)
        {
            if (joins && taken.Count > 0 && taken[^1].End == time.Start) taken[^1] = new(taken[^1].Start, time.End);
            else taken.Add(time);
        }

        void GrantedOf(Interval time, List<Interval> granted)
        {
            var (low, high) = (0, taken.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (taken[middle].End <= time.Start) low = middle + 1;
                else high = middle;
            }
            for (; low < taken.Count && taken[low].Start < time.End; low++)
                granted.Add(new(Instant.Max(taken[low].Start, time.Start), Instant.Min(taken[low].End, time.End)));
        }
    }
}
