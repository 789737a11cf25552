using NodaTime;

namespace Surety.Metrics;

/// <summary>Reads the clocks of tickets into columns. For the use of one thread.</summary>
/// <param name="cycles">Whose tickets.</param>
/// <param name="kinds">What holds for them.</param>
sealed class ClockLoop(Cycles cycles, CycleKinds kinds)
{
    readonly CycleScripts scripts = new(cycles.Metric, cycles.Tickets, cycles.Roles);
    readonly CycleRule?[] rules = new CycleRule[cycles.Tickets.About.Count];
    readonly long now = Calendars.Nanoseconds.Of(cycles.Now);
    readonly long until = cycles.Now.ToUnixTimeTicks();
    readonly ClockColumns columns = new();

    /// <summary>Reads the cycles of the tickets from one to before another.</summary>
    /// <returns>The same columns each time.</returns>
    public ClockColumns Read(int first, int end)
    {
        columns.Clear();
        var (tickets, reads) = (cycles.Tickets, cycles.Roles.Reads);
        var at = tickets.At.Span;
        var starts = tickets.Starts.Span[first..(end + 1)];
        var aboutOf = tickets.AboutOf.Span[first..end];
        var storyOf = tickets.Stories.Of.Span[first..end];
        var reader = cycles.Reader();
        for (var ticket = 0; ticket < aboutOf.Length && ticket < storyOf.Length; ticket++)
        {
            var (about, story) = (aboutOf[ticket], storyOf[ticket]);
            if (!reads[about]) continue;
            var rule = rules[about] ??= kinds.Of(about, cycles.Roles.FirstPriorityOf[about]);
            if (story >= 0 && rule.TicksToCount > 0 && scripts.Of(story, about) is { } found)
            {
                var instants = at[starts[ticket]..starts[ticket + 1]];
                if (instants[^1] <= until)
                {
                    for (var i = 0; i < found.Length; i++) Add(first + ticket, i + 1, found[i], rule, instants);
                    continue;
                }
            }
            if (reader.Begin(first + ticket))
                while (reader.Next()) Add(reader);
        }
        return columns;
    }

    /// <summary>A cycle whose priority never changed and whose target is a budget: two look-ups for each stretch, and one for the due instant.</summary>
    void Add(int ticket, int number, CycleScript script, CycleRule rule, ReadOnlySpan<long> at)
    {
        var (table, used, due) = (rule.Table!, 0L, ClockColumns.Never);
        foreach (var (from, to) in script.Stretches)
        {
            var before = table.CountedAt(at[from]);
            var counted = table.CountedAt(When(at, to)) - before;
            if (due == ClockColumns.Never && used + counted >= rule.TicksToCount) due = table.EarliestAt(before + (rule.TicksToCount - used));
            used += counted;
        }
        var end = When(at, script.Ended);
        if (due == ClockColumns.Never) due = script.IsStill ? due : After(rule, end, rule.TicksToCount - used);
        columns.Add(ticket, number, used, due, due < end);
    }

    // What is left is used up after the end, and perhaps after the table's.
    static long After(CycleRule rule, long end, long left)
    {
        var counted = rule.Table!.CountedAt(end) + left;
        return counted <= rule.Table.Most ? rule.Table.EarliestAt(counted) : Ticks(rule.Calendar.UsedUpAt(end * NodaConstants.NanosecondsPerTick, left * NodaConstants.NanosecondsPerTick));
    }

    /// <summary>Any other cycle.</summary>
    void Add(in CycleReader reader)
    {
        var run = reader.Run;
        var all = kinds.Of(reader.About, run);
        var judged = cycles.Clock.Judge(run, all, now);
        columns.Add(reader.Ticket, reader.Number, Ticks(cycles.Clock.Used(run, all, now)), Ticks(judged.Due), judged.InTime == false);
    }

    static long Ticks(long nanoseconds) => nanoseconds == CycleRun.Never ? ClockColumns.Never : nanoseconds / NodaConstants.NanosecondsPerTick;

    long When(ReadOnlySpan<long> at, int index) => index < at.Length ? at[index] : until;
}
