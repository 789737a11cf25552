using System.Numerics;
using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>A cycle that counts in a window.</summary>
/// <param name="Of">All of them.</param>
/// <param name="Judged">What became of it; as it was seen then where the end of its window decided it.</param>
/// <param name="InTime">Its verdict there.</param>
/// <param name="CutAt">The end of its window where that decided it.</param>
readonly record struct CountedCycle(Cycles Of, JudgedCycle Judged, bool? InTime, Instant? CutAt)
{
    /// <summary>Tickets as the facts have them, and the cycles of each in order of time.</summary>
    public (int, int) Order => (Judged.Cycle.Ticket, Judged.Cycle.Number);

    /// <summary>Time on its clock, pauses left out.</summary>
    public WorkingTime Used => Of.Clock.Used(Judged.Cycle, CutAt ?? Of.Now);

    /// <summary>What of the time since its due instant does not count as late.</summary>
    public NotCounted NotCounted => Judged.NotCounted(Of.Clock, CutAt ?? Of.Now);

    /// <summary>Time on its clock between its end and its due instant; <c>null</c>: there is none.</summary>
    public WorkingTime? Left => Judged is { Due: { } due, Cycle.Ended: { } ended } && ended <= due ? Of.Clock.Counted(Judged.Cycle, ended, due) : null;
}

/// <summary>Cycles opened one by one for whoever asks why: the worst first, and the rest of a long list in one line.</summary>
static class OpenedCycles
{
    /// <summary>Those that were in time, the nearest to their due instant first.</summary>
    public static Reason InTime(List<CountedCycle> cycles, int most)
    {
        var nearest = cycles.OrderBy(c => c.Left ?? new WorkingTime(Duration.MaxValue)).ThenBy(c => c.Order).Take(most)
            .Select(c => One(c, "in time", [c.Left is { } left ? new("left", Working.Time(left), Follows.Rule) : new("left", new Figure.Words("no due instant"), Follows.Rule)]));
        return Counted("in time", cycles.Count, nearest, most);
    }

    /// <summary>Those that were late, in the order that is given.</summary>
    public static Reason Late(List<(CountedCycle Cycle, WorkingTime By)> late, int most) =>
        Counted("late", late.Count, late.Take(most).Select(l => One(l.Cycle, "late", [LateBy(l.Cycle, l.By)])), most);

    // What the clock on the wall says and does not count is named, so that both ends of it agree with the instants beside it.
    static Reason LateBy(CountedCycle late, WorkingTime by)
    {
        var (of, (closed, held)) = (late.Of, late.NotCounted);
        if (closed + held == Duration.Zero) return new("late by", Working.Time(by), Follows.Rule);
        List<Reason> parts = [new("from due to the end", Working.Time(new(by.Length + closed + held)), Follows.Given)];
        if (closed != Duration.Zero) parts.Add(new("outside service hours", Working.Time(new(closed)), Follows.Given, default, of.Clock.Calendars.RowOf(late.Judged.Scope).Clause ?? of.Metric.ClauseOf("clock")));
        if (held != Duration.Zero) parts.Add(new("the clock stood still", Working.Time(new(held)), Follows.Given, default, of.Metric.ClauseOf("paused while")));
        return new("late by", Working.Time(by), Follows.Difference, parts.ToValueList());
    }

    /// <summary>The time of those that are done, added; the longest first.</summary>
    public static Reason Times(string sentence, List<CountedCycle> cycles, Metric.TimeTaken metric, int most)
    {
        var (sum, shown, parts) = (BigInteger.Zero, BigInteger.Zero, new List<Reason>());
        foreach (var (cycle, used) in cycles.Select(c => (Cycle: c, c.Used)).OrderByDescending(c => c.Used).ThenBy(c => c.Cycle.Order))
        {
            sum += used.Length.ToInt64Nanoseconds();
            if (parts.Count >= most) continue;
            shown = sum;
            parts.Add(new(NameOf(cycle.Judged.Cycle), Working.Time(used), Follows.Rule, TimeOf(cycle)));
        }
        if (cycles.Count > most) parts.Add(More(cycles.Count - most, new Figure.Time(Ticks(sum - shown))));
        return new(sentence, new Figure.Time(Ticks(sum)), Follows.Sum, parts.ToValueList(), metric.ClauseOf("clock"));
    }

    /// <summary>The last fact of each of the first of them.</summary>
    public static FactCitation? Cited(List<CountedCycle> cycles) =>
        cycles.Count == 0 ? null : new(cycles.Count, cycles.Take(FactCitation.Most).Select(c => c.Judged.Cycle.EndedBy ?? c.Judged.Cycle.StartedBy).ToValueList());

    public static string NameOf(Cycle cycle) => cycle.Number == 1 ? cycle.Id : $"{cycle.Id}, cycle {cycle.Number}";

    public static Rational Ticks(BigInteger nanoseconds) => Rational.Of(nanoseconds, NodaConstants.NanosecondsPerTick);

    static Reason Counted(string sentence, int count, IEnumerable<Reason> opened, int most)
    {
        var parts = opened.ToList();
        if (count > most) parts.Add(More(count - most, new Figure.Count(count - most)));
        return new(sentence, new Figure.Count(count), Follows.Sum, parts.ToValueList());
    }

    static Reason More(int count, Figure together) => new($"{count} more", together, Follows.Given, For: count);

    static Reason One(CountedCycle counted, string became, IEnumerable<Reason> by)
    {
        var (of, (cycle, scope, target, from, due, _, _), _, cut) = counted;
        List<Reason> parts = [Started(of, cycle)];
        if (from != cycle.Started) parts.Add(Restarted(of, from));
        parts.Add(new(
            $"due: within {target}", due is { } instant ? new Figure.At(instant) : new Figure.Words("not yet due when the window ended"), Follows.Rule,
            due is { } end ? [OnTheClock(of, cycle, from, end)] : [], of.Clock.Calendars.RowOf(scope).Clause ?? of.Metric.ClauseOf("clock")));
        parts.Add(Ended(of, cycle, cut));
        return new($"{NameOf(cycle)} was {became}", new Figure.Count(1), Follows.Given, [.. parts, .. by]);
    }

    /// <summary>From when to when a cycle ran, and what counted of that.</summary>
    public static ValueList<Reason> TimeOf(CountedCycle counted)
    {
        var (of, cycle) = (counted.Of, counted.Judged.Cycle);
        var from = of.Clock.UsedSince(cycle);
        List<Reason> parts = [Started(of, cycle)];
        if (from != cycle.Started) parts.Add(Restarted(of, from));
        parts.Add(Ended(of, cycle, counted.CutAt));
        if ((cycle.Ended ?? counted.CutAt) is { } ended) parts.Add(OnTheClock(of, cycle, from, ended));
        return parts.ToValueList();
    }

    static Reason Started(Cycles of, Cycle cycle) => of.Metric.StartsIn is { } hours
        ? new($"started, or came to the next opening of '{hours}'", new Figure.At(cycle.Started), Follows.Given, default, of.Metric.ClauseOf("starts"), new(1, [cycle.StartedBy]))
        : new("started", new Figure.At(cycle.Started), Follows.Given, default, of.Metric.ClauseOf("from"), new(1, [cycle.StartedBy]));

    static Reason Restarted(Cycles of, Instant from) => new("counts from the change of priority", new Figure.At(from), Follows.Given, default, of.Metric.ClauseOf("priority changes"));

    static Reason Ended(Cycles of, Cycle cycle, Instant? cut) => cut is { } end ? new("open when the window ended", new Figure.At(end), Follows.Given, default, of.Metric.ClauseOf("open at the end"))
        : cycle is { Ended: { } ended, EndedBy: { } fact }
        ? new(cycle.End == CycleEnd.Done ? "done" : "closed without a result", new Figure.At(ended), Follows.Given, default, of.Metric.ClauseOf("to"), new(1, [fact]))
        : new("done", new Figure.Words("not yet"), Follows.Given, default, of.Metric.ClauseOf("to"));

    // What counts up to an instant, even where the cycle ended before it.
    static Reason OnTheClock(Cycles of, Cycle cycle, Instant from, Instant until)
    {
        if (until <= from) return new("no time was left", Working.Time(WorkingTime.Zero), Follows.Given);
        var counted = of.Clock.PartsOf(cycle, new(from, until)).Select(part => Working.Counted(part.Calendar, part.Part)).ToValueList();
        var gross = counted is [var only] ? only : new("time in the hours of each priority", Working.Time(of.Clock.Counted(cycle, from, until)), Follows.Sum, counted);
        var held = of.Clock.HeldFrom(cycle, from, until);
        if (held == WorkingTime.Zero) return gross;
        return new("time on the clock", Working.Time(of.Clock.Counted(cycle, from, until) - held), Follows.Difference, [
            gross, new("pauses", Working.Time(held), Follows.Given, default, of.Metric.ClauseOf("paused while"))]);
    }
}
