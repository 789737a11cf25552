using NodaTime;
using Surety.Calendars;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>A cycle that counts in a window; times are nanoseconds.</summary>
/// <param name="Ticket">Index of its ticket.</param>
/// <param name="Number">From 1 within the ticket.</param>
/// <param name="Kind">Number of the labels that scopes tell apart.</param>
/// <param name="InTime">Whether it was in time; <c>null</c>: it has no target.</param>
/// <param name="CutAt">The end of its window where that decided it, because it was open then; <see cref="CycleRun.Never"/>: it was not.</param>
/// <param name="IsDone">Whether the stopping event came.</param>
/// <param name="Due">When its target is used up; <see cref="CycleRun.Never"/>: there is no such instant.</param>
/// <param name="Since">From when on it counts: since its verdict is certain, or it is finished where only the finished count.</param>
/// <param name="Time">Time on the clock: beyond the due instant where it is late, in all where it has no target, else zero.</param>
readonly record struct ListedCycle(int Ticket, int Number, int Kind, bool? InTime, long CutAt, bool IsDone, long Due, long Since, long Time)
{
    /// <summary>Whether it has no target and counts with its time.</summary>
    public bool IsUntimed { get; init; }

    /// <summary>Whether the end of its window decided it.</summary>
    public bool IsAtTheEnd => CutAt != CycleRun.Never;

    /// <summary>What it adds to a tally.</summary>
    public CycleTally Tally => new(InTime is null ? 0 : 1, InTime == false ? 1 : 0, IsUntimed ? 1 : 0, IsUntimed ? Time : 0);
}

/// <summary>A cycle that counts in a window, and who found it.</summary>
readonly record struct FoundCycle(JudgedCycles By, ListedCycle Listed)
{
    /// <summary>Tickets as the facts have them, and the cycles of each in order of time.</summary>
    public (int, int) Order => (Listed.Ticket, Listed.Number);

    /// <summary>How late it is.</summary>
    public WorkingTime LateBy => WorkingTime.FromNanoseconds(Listed.Due == CycleRun.Never ? 0 : Listed.Time);

    /// <summary>Reads it again.</summary>
    public CountedCycle Open() => new(By.Cycles, By.Open(Listed), Listed.InTime, Listed.IsAtTheEnd ? Nanoseconds.ToInstant(Listed.CutAt) : null);
}

/// <summary>A cycle that began.</summary>
/// <param name="Ticket">Index of its ticket.</param>
/// <param name="At">When it began.</param>
/// <param name="By">The fact that began it.</param>
readonly record struct BegunCycle(int Ticket, Instant At, Origin By);

/// <summary>Cycles under their targets, counted by window and by the labels that scopes tell apart; single ones are found again when somebody asks for them.</summary>
/// <remarks>
/// Where the metric says <c>open at the end: missed</c> or <c>left out</c>, a cycle that is neither done nor due when the window ends in which it began is decided by
/// that window and belongs to no other. Tickets are read by several threads; sums of whole numbers do not depend on who came first.
/// </remarks>
public sealed class JudgedCycles
{
    const int TicketsAtOnce = 1 << 14;

    readonly Func<Labels, Span?> within;
    readonly CycleKinds kinds;
    readonly WindowPlaces places;
    readonly Interval opened;
    readonly long now;
    readonly CycleTallies tallies;
    readonly Labels[] labels;
    (int Window, ListedCycle[] Cycles)? found;
    List<(int Ticket, long Started, int Kind, int By)>? begun;
    List<JudgedCycle>? running;
    List<JudgedCycle>? dropped;
    (Interval Window, Metric.TimeTaken Metric, IReadOnlyList<CycleClock> Clocks, ValueList<Span> Targets, IReadOnlyList<(Labels OfTicket, Labels OfVerdict, OpenTally Tally)> Tallies)? open;

    internal JudgedCycles(Cycles cycles, Func<Labels, Span?> within, ValueList<Interval> windows, Interval opened, IReadOnlyCollection<string>? names)
    {
        (Cycles, this.within, this.opened, now) = (cycles, within, opened, Nanoseconds.Of(cycles.Now));
        (kinds, places, tallies) = (new(cycles, within, names), new(windows, cycles.Metric, cycles.Now), new(windows.Count));
        // Found out once for all metrics, before the threads ask.
        _ = cycles.Tickets.Stories;
        var merging = new Lock();
        Parallel.For(
            0, Chunks, () => new CycleCount(cycles, kinds, places, opened), (chunk, _, mine) => mine.Read(TicketsOf(chunk).First, TicketsOf(chunk).End),
            mine => { lock (merging) tallies.Add(mine.Tallies); });
        labels = [.. kinds.All];
    }

    /// <summary>The cycles, and the clock that they were judged by.</summary>
    public Cycles Cycles { get; }

    /// <summary>Counts the cycles of a scope in a window.</summary>
    /// <param name="window">One of those that were asked for.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="measuredTo">Verdicts that became certain later do not count yet, and a window that ends later decides nothing that is open.</param>
    internal CycleTally CountIn(Interval window, ScopeSelection scope, Instant measuredTo)
    {
        var (number, sum) = (places.NumberOf(window), default(CycleTally));
        if (IsCut(number, measuredTo))
            foreach (var cycle in In(window, scope, measuredTo)) sum += cycle.Tally;
        else
            for (var kind = 0; kind < labels.Length; kind++)
                if (scope.Takes(labels[kind])) sum += tallies[number, kind];
        return sum;
    }

    /// <summary>Lists the cycles of a scope in a window, as <see cref="CountIn"/> counts them.</summary>
    /// <returns>In order of tickets, then of time; may be empty.</returns>
    internal IEnumerable<ListedCycle> In(Interval window, ScopeSelection scope, Instant measuredTo)
    {
        var number = places.NumberOf(window);
        if (found is not { } known || known.Window != number) found = known = (number, Find(number));
        var takes = Array.ConvertAll(labels, scope.Takes);
        var (isCut, limit) = (IsCut(number, measuredTo), Nanoseconds.Of(measuredTo));
        return known.Cycles.Where(cycle => takes[cycle.Kind] && (!isCut || (!cycle.IsAtTheEnd && cycle.Since < limit)));
    }

    // What is known at the as-of instant is not cut, though the window goes on.
    bool IsCut(int window, Instant measuredTo) => measuredTo < Cycles.Now && Nanoseconds.Of(measuredTo) < places.EndOf(window);

    /// <summary>Lists the cycles of a scope that began in a window: the scope of the priority that a cycle began with.</summary>
    /// <param name="window">Any.</param>
    /// <param name="scope">The scope.</param>
    internal IEnumerable<BegunCycle> BegunIn(Interval window, ScopeSelection scope)
    {
        var takes = Array.ConvertAll(labels, scope.Takes);
        return (begun ??= FindBegun()).Where(b => takes[b.Kind] && window.Contains(Nanoseconds.ToInstant(b.Started))).Select(b => new BegunCycle(b.Ticket, Nanoseconds.ToInstant(b.Started), Cycles.Tickets.Origins[b.By]));
    }

    /// <summary>Counts what the cycles bring to an open window, by the labels that their tickets were opened with and those that decide about them.</summary>
    /// <param name="window">One of those that were asked for.</param>
    /// <param name="metric">As the version has it that judges the window.</param>
    /// <param name="clocks">Those of all versions.</param>
    /// <param name="targets">Every time that a version of the level promises to any scope.</param>
    internal IReadOnlyList<(Labels OfTicket, Labels OfVerdict, OpenTally Tally)> OpenIn(Interval window, Metric.TimeTaken metric, IReadOnlyList<CycleClock> clocks, ValueList<Span> targets)
    {
        // All scopes of a level ask the same.
        if (open is { } known && known.Window == window && known.Metric == metric && known.Targets == targets && known.Clocks.SequenceEqual(clocks)) return known.Tallies;
        var number = places.NumberOf(window);
        var (sum, merging) = (new Dictionary<(int OfTicket, int OfVerdict), OpenTally>(), new Lock());
        Parallel.For(
            0, Chunks, () => new OpenCycles(this, metric, kinds, places, number, new(metric, clocks, targets, now, places.EndOf(number))),
            (chunk, _, mine) => mine.Read(TicketsOf(chunk).First, TicketsOf(chunk).End), mine =>
            {
                lock (merging)
                    foreach (var (key, tally) in mine.Tallies) sum[key] = sum.GetValueOrDefault(key) + tally;
            });
        open = (window, metric, clocks, targets, sum.OrderBy(t => t.Key).Select(t => (labels[t.Key.OfTicket], labels[t.Key.OfVerdict], t.Value)).ToList());
        return open.Value.Tallies;
    }

    /// <summary>Those that have not ended, overdue ones among them, in order of tickets; may be empty.</summary>
    internal IReadOnlyList<JudgedCycle> Running => running ??= Those(CycleEnd.Running);

    /// <summary>Those that ended without a result, in order of tickets; may be empty.</summary>
    internal IReadOnlyList<JudgedCycle> Dropped => dropped ??= Those(CycleEnd.Dropped);

    /// <summary>Reads a cycle again.</summary>
    internal JudgedCycle Open(ListedCycle counted)
    {
        var cycle = Cycles.OfTicket(counted.Ticket)[counted.Number - 1];
        if (!counted.IsAtTheEnd) return Cycles.Clock.Judge(cycle, within, Cycles.Now);
        var cut = Nanoseconds.ToInstant(counted.CutAt);
        return Cycles.Clock.Judge(cycle.SeenAt(cut), within, cut);
    }

    int Chunks => (Cycles.Tickets.Count + TicketsAtOnce - 1) / TicketsAtOnce;

    (int First, int End) TicketsOf(int chunk) => (chunk * TicketsAtOnce, Math.Min(Cycles.Tickets.Count, (chunk + 1) * TicketsAtOnce));

    /// <summary>Whether the ticket that a reader stands at was opened when it has to be.</summary>
    internal bool IsOpened(in CycleReader reader) => opened is { HasStart: false, HasEnd: false } || opened.Contains(Instant.FromUnixTimeTicks(reader.OpenedAt));

    List<(int Ticket, long Started, int Kind, int By)> FindBegun()
    {
        var all = new List<(int, long, int, int)>();
        var reader = Cycles.Reader();
        for (var ticket = 0; ticket < Cycles.Tickets.Count; ticket++)
        {
            if (!reader.Begin(ticket) || !IsOpened(reader)) continue;
            while (reader.Next()) all.Add((ticket, reader.Run.Started, kinds.Of(reader.About, reader.Run.Rule).Kind, reader.StartedBy));
        }
        return all;
    }

    List<JudgedCycle> Those(CycleEnd end)
    {
        var all = new List<JudgedCycle>();
        var reader = Cycles.Reader();
        for (var ticket = 0; ticket < Cycles.Tickets.Count; ticket++)
        {
            if (!reader.Begin(ticket) || !IsOpened(reader)) continue;
            while (reader.Next())
                if (reader.Run.End == end) all.Add(Cycles.Clock.Judge(Cycles.OfTicket(ticket)[reader.Number - 1], within, Cycles.Now));
        }
        return all;
    }

    ListedCycle[] Find(int window)
    {
        var parts = new List<ListedCycle>[Chunks];
        Parallel.For(0, Chunks, chunk => parts[chunk] = Find(window, chunk));
        return [.. parts.SelectMany(p => p)];
    }

    List<ListedCycle> Find(int window, int chunk)
    {
        var (list, (first, end)) = (new List<ListedCycle>(), TicketsOf(chunk));
        var reader = Cycles.Reader();
        for (var ticket = first; ticket < end; ticket++)
        {
            if (!reader.Begin(ticket) || !IsOpened(reader)) continue;
            while (reader.Next())
            {
                var run = reader.Run;
                if (run.Started >= places.EndOf(window) || run.Ended < places.StartOf(window)) continue;
                var rules = kinds.Of(reader.About, run);
                var judged = Cycles.Clock.Judge(run, rules, now);
                var outcome = new CycleOutcome(run.Started, run.Ended, run.End, judged.Certain, judged.InTime);
                var rule = rules[judged.Rule];
                var (counts, isAtTheEnd) = places.In(window, outcome);
                if (counts)
                {
                    var isDone = run.End == CycleEnd.Done;
                    var time = rule.Target is null ? isDone ? Cycles.Clock.Used(run, rules, now) : 0
                        : judged.InTime == false && judged.Due != CycleRun.Never ? Cycles.Clock.UsedFrom(run, rules, judged.Due, now) : 0;
                    list.Add(new(ticket, reader.Number, rule.Kind, judged.InTime, CycleRun.Never, isDone, judged.Due, places.CountsSince(outcome), time) { IsUntimed = rule.Target is null && isDone });
                }
                if (isAtTheEnd) list.Add(Cut(ticket, reader.Number, run, rules, places.EndOf(window)));
            }
        }
        return list;
    }

    /// <summary>A cycle that was open when its window ended: as it was then, so that nothing that comes later changes that window.</summary>
    ListedCycle Cut(int ticket, int number, in CycleRun run, CycleRule[] rules, long end)
    {
        var seen = run.SeenAt(end);
        var judged = Cycles.Clock.Judge(seen, rules, end);
        var rule = rules[judged.Rule];
        return new(ticket, number, rule.Kind, rule.Target is null ? null : false, end, false, judged.Due, end, rule.Target is null ? Cycles.Clock.Used(seen, rules, end) : 0) { IsUntimed = rule.Target is null };
    }
}
