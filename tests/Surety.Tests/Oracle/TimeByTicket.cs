namespace Surety.Tests.Oracle;

/// <summary>The cycles of all tickets of a metric, under one of the times of a level's rows.</summary>
sealed class TimeByTicket(Metric.Time metric, Level level, IReadOnlyList<Told> read, Timeline time, Hours calendar)
{
    readonly Dictionary<int, List<Cycle>> cycles = [];

    /// <remarks><c>which</c>: Which time of the target: targets of several times judge each cycle by each of them.</remarks>
    public List<Cycle> Cycles(int which) => cycles.TryGetValue(which, out var known) ? known : cycles[which] =
        [.. read.OfType<Told.Ticket>().GroupBy(t => t.Name).SelectMany((t, number) => new TicketClock(metric, time, calendar, p => Allowed(p, which)).Cycles(t).Select(c => { c.Ticket = number; return c; }))];

    Allowed? Allowed(string priority, int which)
    {
        var target = RowOf(priority)?.Target;
        return target?.LaterThan ?? (target is { Times: { Count: > 0 } times } && which < times.Count ? times[which].Within : null);
    }

    public Row? RowOf(string priority) =>
        level.Rows.FirstOrDefault(r => r.Conditions is { } conditions && conditions.All(c => c.Label == "priority" && c.Value == priority)) ?? level.Rows.FirstOrDefault(r => r.Conditions is null);

    /// <summary>Late and in-time cycles of a row that belong to a window, as far as it is measured.</summary>
    public (int Late, int All) Decided(Row row, int which, int start, int end, int until, bool isOver)
    {
        var (late, all) = (0, 0);
        var tickets = new Dictionary<int, bool>();
        foreach (var cycle in Cycles(which))
        {
            var priority = cycle.Priority;
            var isLate = cycle.Missed is not null;
            int? certain = isLate ? cycle.Missed : cycle.IsVoid ? null : cycle.Done;
            if (metric.CountsIn == "when finished") certain = cycle.Done;
            var isIn = certain >= start && certain < until;
            if (metric.CountsIn == "when opened") isIn = cycle.Start >= start && cycle.Start < end && certain < (isOver ? time.Count : until);
            if (metric.OpenAtTheEnd is "missed" or "left out")
            {
                isIn = cycle.Start >= start && cycle.Start < end && certain < until;
                if (!isIn && isOver && metric.OpenAtTheEnd == "missed" && cycle.Start >= start && cycle.Start < end && !(cycle.IsVoid && cycle.Ended < end)) (isIn, isLate, priority) = (true, true, cycle.PriorityBefore(end));
            }
            if (!isIn || RowOf(priority) != row) continue;
            all++;
            late += isLate ? 1 : 0;
            tickets[cycle.Ticket] = isLate || tickets.GetValueOrDefault(cycle.Ticket);
        }
        return row.Target.OfTickets ? (tickets.Values.Count(isLate => isLate), tickets.Count) : (late, all);
    }

    /// <summary>Seconds on the clock of the cycles of a row that were done in a window.</summary>
    public List<Fraction> Times(Row row, int start, int until) =>
        [.. Cycles(0).Where(c => RowOf(c.Priority) == row && c.Done >= start && c.Done < until).Select(c => (Fraction)((long)c.Counted * time.Grain)).Order()];

    public int Begun(Row row, int start, int until) => Cycles(0).Count(c => RowOf(c.First) == row && c.Start >= start && c.Start < until);
}
