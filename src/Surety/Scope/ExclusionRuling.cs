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
    /// <summary>Rules on all facts of an exclusion, in order of time.</summary>
    /// <param name="exclusion">The clause.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="calendars">A calendar by its name.</param>
    /// <param name="businessDays">The term's business days.</param>
    /// <param name="zone">The agreement's zone, in which budgets have their months.</param>
    /// <param name="asOf">Where time that has not ended is cut.</param>
    public static ValueList<ExclusionRuling> Of(Exclusion exclusion, FactSet facts, Func<string?, BusinessCalendar> calendars, BusinessCalendar businessDays, DateTimeZone zone, Instant asOf)
    {
        var rulings = new List<ExclusionRuling>();
        var spent = new Budget(exclusion.AtMost, zone);
        foreach (var told in facts.Exclusions)
        {
            if (told.Exclusion != exclusion.Name) continue;
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
            if (Objection(exclusion, fact, calendars, businessDays, zone) is { } objection)
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

    static string? Objection(Exclusion exclusion, ExcludedTime fact, Func<string?, BusinessCalendar> calendars, BusinessCalendar businessDays, DateTimeZone zone)
    {
        foreach (var side in exclusion.AgreedBy)
            if (!fact.AgreedBy.Contains(side)) return $"the {side} has not agreed";
        if (exclusion.Announced is not { } notice) return null;
        if (fact.Announced is not { } announced) return "nobody said when it was announced";
        var calendar = notice is Span.Elapsed ? Always : exclusion.NoticeCalendar is { } name ? calendars(name) : businessDays;
        var latest = notice.Before(fact.From, calendar, zone);
        return latest is { } due && announced <= due ? null
            : $"announced {announced.InZone(zone):uuuu-MM-dd HH:mm}, and {notice} before means by {(latest is { } at ? at.InZone(zone).ToString("uuuu-MM-dd HH:mm", null) : "never")}";
    }

    static string Words(ExclusionBudget budget) => $"{budget.Time.ToTimeWords()} per {(budget.Per == WindowRule.Month ? "month" : budget.Per == WindowRule.Quarter ? "quarter" : "year")}";

    static BusinessCalendar Always { get; } = BusinessCalendar.Compile(new CalendarRules("around the clock", DateTimeZone.Utc) { AlwaysOpen = true });

    /// <summary>Time that was granted so far, in order; what is granted twice is spent once.</summary>
    sealed class Budget(ExclusionBudget? limit, DateTimeZone zone)
    {
        readonly Dictionary<Window, Duration> left = [];
        readonly List<Interval> taken = [];

        public (List<Interval> Granted, bool IsCut) Take(IEnumerable<Interval> wanted)
        {
            var granted = new List<Interval>();
            var isCut = false;
            foreach (var time in wanted)
            {
                if (limit is null)
                {
                    granted.Add(time);
                    continue;
                }
                foreach (var piece in ByWindow(time))
                {
                    var window = limit.Per.At(piece.Start, zone);
                    if (!left.TryGetValue(window, out var rest)) rest = limit.Time;
                    foreach (var fresh in Fresh(piece))
                    {
                        var length = Duration.Min(fresh.Duration, rest);
                        if (length < fresh.Duration) isCut = true;
                        if (length <= Duration.Zero) continue;
                        var part = new Interval(fresh.Start, fresh.Start + length);
                        granted.Add(part);
                        taken.Add(part);
                        rest -= length;
                    }
                    // What an earlier fact was granted already is excluded all the same.
                    granted.AddRange(taken.Where(t => t.Start < piece.End && t.End > piece.Start && !granted.Contains(t)).Select(t => new Interval(Instant.Max(t.Start, piece.Start), Instant.Min(t.End, piece.End))));
                    left[window] = rest;
                }
            }
            granted.Sort((a, b) => a.Start.CompareTo(b.Start));
            return (granted, isCut);
        }

        IEnumerable<Interval> ByWindow(Interval time)
        {
            for (var start = time.Start; start < time.End;)
            {
                var end = Instant.Min(limit!.Per.At(start, zone).Time.End, time.End);
                yield return new(start, end);
                start = end;
            }
        }

        List<Interval> Fresh(Interval piece)
        {
            var fresh = new List<Interval> { piece };
            foreach (var old in taken.OrderBy(t => t.Start))
                fresh = fresh.SelectMany(f => Minus(f, old)).ToList();
            return fresh;
        }

        static IEnumerable<Interval> Minus(Interval from, Interval what)
        {
            if (what.End <= from.Start || what.Start >= from.End) yield return from;
            else
            {
                if (what.Start > from.Start) yield return new(from.Start, what.Start);
                if (what.End < from.End) yield return new(what.End, from.End);
            }
        }
    }
}
