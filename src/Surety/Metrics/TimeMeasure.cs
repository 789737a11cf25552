using NodaTime;
using Surety.Calendars;

namespace Surety.Metrics;

/// <summary>Tickets that one version of an agreement judges.</summary>
/// <param name="Cycles">The metric's cycles under the version's targets.</param>
/// <param name="Opened">Only tickets that were opened in it: while the version was in force.</param>
/// <param name="Scope">Only cycles of this scope; the priority is the one whose target decided.</param>
public sealed record TimePart(JudgedCycles Cycles, Interval Opened, ScopeSelection Scope)
{
    /// <summary>Gives the cycles of this part that count in a window, as <see cref="JudgedCycles.In"/> does.</summary>
    internal IEnumerable<CountedCycle> In(Interval window, Instant measuredTo)
    {
        foreach (var (judged, inTime) in Cycles.In(window, measuredTo))
            if (Opened.Contains(judged.Cycle.Opened) && Scope.Takes(judged.Scope)) yield return new(Cycles.Cycles, judged, inTime);
    }
}

/// <summary>Measures how long things take.</summary>
public static class TimeMeasure
{
    /// <summary>How many cycles of a list a reason opens one by one, unless more are asked for.</summary>
    public const int MostOpened = 20;

    /// <summary>Measures one window.</summary>
    /// <param name="metric">As the version has it that judges the window.</param>
    /// <param name="parts">Disjoint by when tickets were opened, one for each version that has tickets in the window; at least one.</param>
    /// <param name="of">What is made of the times of those that are done; <c>null</c>: the share in time of those that have a target.</param>
    /// <param name="window">Half-open.</param>
    /// <param name="measuredTo">A window that ends later is not over: what becomes certain from then on does not count yet.</param>
    /// <param name="most">How many cycles of a list the reason opens one by one, the worst first.</param>
    /// <returns>Without any cycle there is no figure, and it is not enough.</returns>
    public static Measurement Of(Metric.TimeTaken metric, ValueList<TimePart> parts, Statistic? of, Interval window, Instant measuredTo, int most = MostOpened)
    {
        var cycles = new List<CountedCycle>();
        foreach (var part in parts) cycles.AddRange(part.In(window, measuredTo));
        cycles.Sort((a, b) => a.Order.CompareTo(b.Order));
        return of is null ? Share(cycles.FindAll(c => c.InTime is not null), metric, most) : TimeStatistics.Of(of, cycles.FindAll(c => c.Judged.Cycle.End == CycleEnd.Done), metric, most);
    }

    static Measurement Share(List<CountedCycle> cycles, Metric.TimeTaken metric, int most)
    {
        var late = cycles.FindAll(c => c.InTime == false).ConvertAll(c => (Cycle: c, By: c.Judged.LateBy(c.Of.Clock, c.Of.Now)));
        late.Sort((a, b) => b.By.CompareTo(a.By) is var by and not 0 ? by
            : (a.Cycle.Judged.Due ?? Instant.MaxValue, a.Cycle.Order).CompareTo((b.Cycle.Judged.Due ?? Instant.MaxValue, b.Cycle.Order)));
        var sentence = $"share of {metric.Name} in time";
        if (cycles.Count == 0) return Nothing(sentence, metric);

        var share = new Figure.Share(Rational.Of(cycles.Count - late.Count, cycles.Count));
        return new(share, true, null, null, cycles.Count, late.Take(Measurement.MostMisses).Select(l => MissOf(l.Cycle, l.By)).ToValueList(), late.Count, new(Why), []);

        Reason Why()
        {
            var inTime = cycles.FindAll(c => c.InTime == true);
            var good = new Reason("done in time", new Figure.Count(inTime.Count), Follows.Given, default, metric.ClauseOf("to"), OpenedCycles.Cited(inTime));
            var all = new Reason("all that count in the window", new Figure.Count(cycles.Count), Follows.Sum, [OpenedCycles.Late(late, most), OpenedCycles.InTime(inTime, most)], metric.ClauseOf("counts in"));
            return new(sentence, share, Follows.Quotient, [good, all], metric.Clause);
        }
    }

    internal static Measurement Nothing(string sentence, Metric.TimeTaken metric) =>
        new(null, false, null, null, 0, [], 0, new Reason(sentence, new Figure.Words("none in the window"), Follows.Rule, default, metric.Clause), []);

    static Miss MissOf(CountedCycle late, WorkingTime by) => new(
        OpenedCycles.NameOf(late.Judged.Cycle), late.Judged.Cycle.Started, late.Judged.Cycle.Ended, late.Judged.Due, by.Length, late.Judged.Scope);
}
