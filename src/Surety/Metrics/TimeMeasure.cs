using NodaTime;
using Surety.Calendars;

namespace Surety.Metrics;

/// <summary>Tickets that one version of an agreement judges.</summary>
/// <param name="Cycles">The metric's cycles under the version's targets: those of tickets that were opened while it was in force.</param>
/// <param name="Scope">Only cycles of this scope; the priority is the one whose target decided.</param>
public sealed record TimePart(JudgedCycles Cycles, ScopeSelection Scope)
{
    /// <summary>Counts the cycles of this part that count in a window.</summary>
    internal CycleTally CountIn(Interval window, Instant measuredTo) => Cycles.CountIn(window, Scope, measuredTo);

    /// <summary>Gives the cycles of this part that count in a window, in order of tickets, then of time.</summary>
    internal IEnumerable<FoundCycle> In(Interval window, Instant measuredTo) => Cycles.In(window, Scope, measuredTo).Select(listed => new FoundCycle(Cycles, listed));
}

/// <summary>Measures how long things take.</summary>
public static class TimeMeasure
{
    /// <summary>How many cycles of a list a reason opens one by one, unless more are asked for.</summary>
    public const int MostOpened = 20;

    /// <summary>Measures one window.</summary>
    /// <param name="metric">As the version has it that judges the window.</param>
    /// <param name="parts">One for each version that has tickets in the window; at least one.</param>
    /// <param name="of">What is made of the times of those that are done; <c>null</c>: the share in time of those that have a target.</param>
    /// <param name="window">Half-open; one of those that the cycles were judged for.</param>
    /// <param name="measuredTo">A window that ends later is not over: what becomes certain from then on does not count yet.</param>
    /// <param name="most">How many cycles of a list the reason opens one by one, the worst first.</param>
    /// <returns>Without any cycle there is no figure, and it is not enough.</returns>
    public static Measurement Of(Metric.TimeTaken metric, ValueList<TimePart> parts, Statistic? of, Interval window, Instant measuredTo, int most = MostOpened)
    {
        var tally = parts.Aggregate(default(CycleTally), (sum, part) => sum + part.CountIn(window, measuredTo));
        return of is null ? Share(metric, tally, In, most) : TimeStatistics.Of(of, tally, () => In(c => c.IsUntimed).ConvertAll(c => c.Open()), metric, most);

        List<FoundCycle> In(Func<ListedCycle, bool> which)
        {
            var found = parts.SelectMany(part => part.In(window, measuredTo)).Where(c => which(c.Listed)).ToList();
            found.Sort((a, b) => a.Order.CompareTo(b.Order));
            return found;
        }
    }

    /// <summary>The cycles that a figure rests on, in order of tickets.</summary>
    internal static List<CountedCycle> CountedIn(ValueList<TimePart> parts, Statistic? of, Interval window, Instant measuredTo) =>
        parts.SelectMany(part => part.In(window, measuredTo)).Where(c => of is null ? c.Listed.InTime is not null : c.Listed.IsUntimed).OrderBy(c => c.Order).Select(c => c.Open()).ToList();

    /// <summary>The figure that cycles come to; <c>null</c> without any.</summary>
    internal static Figure? FigureOf(Statistic? of, List<CountedCycle> cycles, Metric.TimeTaken metric)
    {
        if (cycles.Count == 0) return null;
        if (of is null) return new Figure.Share(Rational.Of(cycles.Count(c => c.InTime == true), cycles.Count));
        var time = cycles.Aggregate(Int128.Zero, (sum, c) => sum + c.Used.Length.ToInt64Nanoseconds());
        return TimeStatistics.Of(of, new(0, 0, cycles.Count, time), () => cycles, metric, 1).Attained;
    }

    static Measurement Share(Metric.TimeTaken metric, CycleTally tally, Func<Func<ListedCycle, bool>, List<FoundCycle>> find, int most)
    {
        var sentence = $"share of {metric.Name} in time";
        if (tally.Counted == 0) return Nothing(sentence, metric);

        var share = new Figure.Share(Rational.Of(tally.Counted - tally.Late, tally.Counted));
        return new(share, true, null, null, tally.Counted, new(() => Late().Select(MissOf)), (int)tally.Late, new(Why), []);

        Reason Why()
        {
            var inTime = find(c => c.InTime == true).ConvertAll(c => c.Open());
            var good = new Reason("done in time", new Figure.Count(inTime.Count), Follows.Given, default, metric.ClauseOf("to"), OpenedCycles.Cited(inTime));
            var late = Late().ConvertAll(c => (c.Open(), c.LateBy));
            var all = new Reason("all that count in the window", new Figure.Count(tally.Counted), Follows.Sum, [OpenedCycles.Late(late, most), OpenedCycles.InTime(inTime, most)], metric.ClauseOf("counts in"));
            return new(sentence, share, Follows.Quotient, [good, all], metric.Clause);
        }

        List<FoundCycle> Late()
        {
            var late = find(c => c.InTime == false);
            late.Sort((a, b) => b.LateBy.CompareTo(a.LateBy) is var by and not 0 ? by : (a.Listed.Due, a.Order).CompareTo((b.Listed.Due, b.Order)));
            return late;
        }
    }

    internal static Measurement Nothing(string sentence, Metric.TimeTaken metric) =>
        new(null, false, null, null, 0, [], 0, new Reason(sentence, new Figure.Words("none in the window"), Follows.Rule, default, metric.Clause), []);

    internal static Miss MissOf(FoundCycle late)
    {
        var opened = late.Open();
        var judged = opened.Judged;
        return new(OpenedCycles.NameOf(judged.Cycle), judged.Cycle.Started, judged.Cycle.Ended, judged.Due, late.LateBy.Length, judged.Scope) { NotCounted = opened.NotCounted };
    }
}
