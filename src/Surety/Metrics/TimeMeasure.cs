using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>Tickets that one version of an agreement judges.</summary>
/// <param name="Cycles">The metric's cycles under the version's targets.</param>
/// <param name="Opened">Only tickets that were opened in it: while the version was in force.</param>
/// <param name="Scope">Only cycles of this scope; the priority is the one whose target decided.</param>
public sealed record TimePart(JudgedCycles Cycles, Interval Opened, ScopeSelection Scope);

/// <summary>Measures how long things take.</summary>
public static class TimeMeasure
{
    /// <summary>How many late cycles the reason opens one by one.</summary>
    public const int MostOpened = 20;

    /// <summary>Measures one window.</summary>
    /// <param name="parts">Disjoint by when tickets were opened, one for each version that has tickets in the window; at least one.</param>
    /// <param name="of">What is made of the times of those that are done; <c>null</c>: the share in time of those that have a target.</param>
    /// <param name="window">Half-open.</param>
    /// <returns>Without any cycle there is no figure, and it is not enough.</returns>
    public static Measurement Of(ValueList<TimePart> parts, Statistic? of, Interval window)
    {
        var cycles = new List<Counted>();
        foreach (var part in parts)
        {
            foreach (var (judged, inTime) in part.Cycles.In(window))
                if (part.Opened.Contains(judged.Cycle.Opened) && part.Scope.Takes(judged.Scope)) cycles.Add(new(part.Cycles.Cycles, judged, inTime));
        }
        cycles.Sort((a, b) => (a.Judged.Cycle.Ticket, a.Judged.Cycle.Number).CompareTo((b.Judged.Cycle.Ticket, b.Judged.Cycle.Number)));
        var metric = parts[0].Cycles.Cycles.Metric;
        return of is null ? Share(cycles.Where(c => c.InTime is not null).ToList(), metric)
            : TimeStatistics.Of(of, cycles.Where(c => c.Judged.Cycle.End == CycleEnd.Done).Select(c => (c.Judged.Cycle, c.Of.Clock.Used(c.Judged.Cycle, c.Of.Now))).ToList(), metric);
    }

    readonly record struct Counted(Cycles Of, JudgedCycle Judged, bool? InTime);

    readonly record struct Late(Cycles Of, JudgedCycle Judged, WorkingTime By);

    static Measurement Share(List<Counted> cycles, Metric.TimeTaken metric)
    {
        var late = cycles.Where(c => c.InTime == false).Select(c => new Late(c.Of, c.Judged, c.Judged.LateBy(c.Of.Clock, c.Of.Now))).ToList();
        late.Sort((a, b) => b.By.CompareTo(a.By) is var by and not 0 ? by
            : (a.Judged.Due ?? Instant.MaxValue, a.Judged.Cycle.Ticket, a.Judged.Cycle.Number).CompareTo((b.Judged.Due ?? Instant.MaxValue, b.Judged.Cycle.Ticket, b.Judged.Cycle.Number)));
        var sentence = $"share of {metric.Name} in time";
        if (cycles.Count == 0) return Nothing(sentence, metric);

        var inTime = cycles.Count - late.Count;
        var share = new Figure.Share(Rational.Of(inTime, cycles.Count));
        return new(share, true, null, null, cycles.Count, late.Take(Measurement.MostMisses).Select(MissOf).ToValueList(), late.Count, new(Why), []);

        Reason Why()
        {
            var good = new Reason("done in time", new Figure.Count(inTime), Follows.Given, default, metric.ClauseOf("to"),
                Cited(cycles.Where(c => c.InTime == true).Select(c => c.Judged.Cycle.EndedBy ?? c.Judged.Cycle.StartedBy), inTime));
            var all = new Reason("all that count in the window", new Figure.Count(cycles.Count), Follows.Sum, [good, LateOnes(late)], metric.ClauseOf("counts in"));
            return new(sentence, share, Follows.Quotient, [good, all], metric.Clause);
        }
    }

    internal static Measurement Nothing(string sentence, Metric.TimeTaken metric) =>
        new(null, false, null, null, 0, [], 0, new Reason(sentence, new Figure.Words("none in the window"), Follows.Rule, default, metric.Clause), []);

    static Reason LateOnes(List<Late> late)
    {
        var parts = late.Take(MostOpened).Select(WhyLate);
        if (late.Count > MostOpened) parts = parts.Append(new($"{late.Count - MostOpened} more", new Figure.Count(late.Count - MostOpened), Follows.Given));
        return new("late", new Figure.Count(late.Count), Follows.Sum, parts.ToValueList());
    }

    static Reason WhyLate(Late late)
    {
        var (of, (cycle, _, target, from, due, _, _), by) = late;
        var parts = new List<Reason>
        {
            new("started", new Figure.At(cycle.Started), Follows.Given, default, of.Metric.ClauseOf("from"), new(1, [cycle.StartedBy])),
        };
        if (from != cycle.Started) parts.Add(new("counts from the change of priority", new Figure.At(from), Follows.Given, default, of.Metric.ClauseOf("priority changes")));
        parts.Add(new(
            $"due: within {target}", due is { } instant ? new Figure.At(instant) : new Figure.Words("not yet due when the window ended"), Follows.Rule,
            due is { } end ? [Until(of, cycle, from, end)] : [], of.Metric.ClauseOf("clock")));
        parts.Add(cycle is { Ended: { } ended, EndedBy: { } fact }
            ? new(cycle.End == CycleEnd.Done ? "done" : "closed without a result", new Figure.At(ended), Follows.Given, default, of.Metric.ClauseOf("to"), new(1, [fact]))
            : new("done", new Figure.Words("not yet"), Follows.Given, default, of.Metric.ClauseOf("to")));
        parts.Add(new("late by", Working.Time(by), Follows.Rule));
        return new($"{NameOf(cycle)} was late", new Figure.Count(1), Follows.Given, parts.ToValueList());
    }

    // What counts up to the due instant, even where the cycle ended before it.
    static Reason Until(Cycles of, Cycle cycle, Instant from, Instant due)
    {
        if (due <= from) return new("no time was left", Working.Time(WorkingTime.Zero), Follows.Given);
        var gross = Working.Counted(of.Clock.Calendar, new(from, due));
        var held = of.Clock.HeldFrom(cycle, from, due);
        if (held == WorkingTime.Zero) return gross;
        return new("time on the clock", Working.Time(of.Clock.Calendar.Between(from, due) - held), Follows.Difference, [
            gross, new("pauses", Working.Time(held), Follows.Given, default, of.Metric.ClauseOf("paused while"))]);
    }

    static Miss MissOf(Late late) => new(
        NameOf(late.Judged.Cycle), late.Judged.Cycle.Started, late.Judged.Cycle.Ended, late.Judged.Due, late.By.Length, late.Judged.Scope);

    internal static string NameOf(Cycle cycle) => cycle.Number == 1 ? cycle.Id : $"{cycle.Id}, cycle {cycle.Number}";

    internal static FactCitation Facts(Cycle cycle) => cycle.EndedBy is { } end ? new(2, [cycle.StartedBy, end]) : new(1, [cycle.StartedBy]);

    internal static FactCitation? Cited(IEnumerable<Origin> origins, int count) => count == 0 ? null : new(count, origins.Take(FactCitation.Most).ToValueList());
}
