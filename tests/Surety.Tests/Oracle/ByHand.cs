using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>The statement of a case, worked out from docs/guide alone.</summary>
sealed class ByHand
{
    readonly Case asked;
    readonly Contract contract;
    readonly Timeline time;
    readonly Instant periodStart;
    readonly Instant periodEnd;

    ByHand(Case asked)
    {
        (this.asked, contract, time) = (asked, asked.Contract, asked.Timeline());
        (periodStart, periodEnd) = (Zones.StartOfDay(asked.Zone, asked.Days.First), Zones.StartOfDay(asked.Zone, asked.Days.Next));
    }

    public static ExpectedStatement Statement(Case asked)
    {
        var hand = new ByHand(asked);
        var all = hand.contract.Levels.Where(l => l.Counts is null).SelectMany(hand.Judged).ToList();
        foreach (var counting in hand.contract.Levels.Where(l => l.Counts is not null)) all.AddRange(hand.Counted(counting, all));
        var schedule = new Schedule(hand.contract);
        var credits = hand.contract.Credits.SelectMany(c => all.Where(l => Matches(c, l)).Select(l => schedule.Of(c, l)).OfType<ExpectedCredit>()).ToList();
        var (lines, owed) = new Settled(hand.contract, schedule).Of(credits, hand.periodStart, hand.periodEnd);
        return new(
            [.. all.Where(l => l.End > hand.periodStart)],
            [.. lines.Where(c => c.Of.End > hand.periodStart && c.Of.End <= hand.periodEnd)],
            owed,
            [.. hand.contract.Rights.Select(r => RightsByHand.Of(r, all, asked.Zone, asked.AsOf))]);
    }

    static bool Matches(Credit credit, ExpectedLevel judged) =>
        credit.Level == judged.Level.Name && (credit.OnlyOtherwise ? judged.Row.Conditions is null : credit.Conditions.All(c => judged.Labels.TryGetValue(c.Label, out var value) && value == c.Value));

    IEnumerable<ExpectedLevel> Judged(Level level)
    {
        var metric = contract.Metrics.Single(m => m.Name == level.Metric);
        foreach (var scope in Scopes.Of(contract, metric, level, asked.Facts))
        {
            var measured = Measure(metric, level, scope);
            foreach (var (first, next) in Windows(level))
            {
                var (start, end) = (StartOf(level, first), StartOf(level, next));
                if (scope.Member is { } member && !IsThere(member, start, Min(end, periodEnd))) continue;
                yield return Verdicts.Of(measured.In(start, end, Min(end, periodEnd)), end > periodEnd) with { First = first, Next = next, Start = start, End = end };
            }
        }
    }

    /// <summary>Whether a member exists at all in a window, within the term.</summary>
    bool IsThere(Member member, Instant start, Instant end)
    {
        foreach (var first in new[] { contract.From, member.From ?? contract.From }) start = Max(start, Zones.StartOfDay(asked.Zone, first));
        foreach (var next in new[] { contract.To?.PlusDays(1), member.Until }) end = next is { } day ? Min(end, Zones.StartOfDay(asked.Zone, day)) : end;
        return start < end;
    }

    Measured Measure(Metric metric, Level level, Scope scope)
    {
        var granted = new GrantedTime(contract, asked.Facts, time);
        var exists = Between(contract.From, contract.To?.PlusDays(1));
        if (scope.Member is { } member)
        {
            var there = Between(member.From, member.Until);
            for (var i = 0; i < exists.Length; i++) exists[i] &= there[i];
        }
        var during = metric.During is { } name ? time.Open(contract.Calendar(name)) : null;
        var taken = granted.Of(metric.LeavesOut, scope.MeasuredLabels);
        return metric switch
        {
            Metric.Availability a when a.IsOfEvents => new Measured.Events(level, scope, new EventShare(scope.Read, time, exists, during, taken), time),
            Metric.Availability a => new Measured.Availability(level, scope, new(a, scope.Read, time, exists, during, taken, granted.Of(a.CountsAsGood, scope.MeasuredLabels)), time),
            Metric.Time t => new Measured.Times(level, scope, new(t, level, scope.Read, time, contract.Calendar(t.Clock)), time),
            Metric.Survey s => new Measured.Answers(level, scope, s, time, exists),
            Metric.Number n => new Measured.Numbers(level, scope, n, time, exists, during, taken),
        };
    }

    bool[] Between(LocalDate? first, LocalDate? next)
    {
        var there = new bool[time.Count];
        var until = next is { } end ? time.Slot(Zones.StartOfDay(asked.Zone, end)) : time.Count;
        for (var i = first is { } from ? time.Slot(Zones.StartOfDay(asked.Zone, from)) : 0; i < until; i++) there[i] = true;
        return there;
    }

    /// <summary>Every window of the term that has begun before the period's end, one after the other.</summary>
    IEnumerable<(LocalDate First, LocalDate Next)> Windows(Level level)
    {
        var (first, next) = level.Per.Around(contract.From, contract.From);
        while (StartOf(level, first) < periodEnd && !(first > contract.To))
        {
            // A day that the zone skipped is no window.
            if (StartOf(level, first) < StartOf(level, next)) yield return (first, next);
            (first, next) = level.Per.Around(next, contract.From);
        }
    }

    Instant StartOf(Level level, LocalDate date) => Zones.StartOfDay(level.WindowZone is { } zone ? Zones.Of(zone) : asked.Zone, date);

    static Instant Max(Instant a, Instant b) => a > b ? a : b;

    public static Instant Min(Instant a, Instant b) => a < b ? a : b;

    /// <summary>A level that counts levels: scopes met among those with a verdict, over the windows that end in this one.</summary>
    IEnumerable<ExpectedLevel> Counted(Level level, List<ExpectedLevel> all)
    {
        foreach (var (first, next) in Windows(level))
        {
            var (start, end) = (StartOf(level, first), StartOf(level, next));
            var over = all.Where(l => l.Level.Name == level.Counts && l.End > start && l.End <= Min(end, periodEnd) && l.Verdict is ("met" or "missed")).ToList();
            yield return Verdicts.OfCounted(level, over.Count(l => l.Verdict == "met"), over.Count, end > periodEnd) with { First = first, Next = next, Start = start, End = end };
        }
    }
}
