namespace Surety.Benchmarks.Tickets;

/// <summary>What becomes of both clocks of all tickets; times in seconds.</summary>
/// <param name="Response">Working time of the first responses, until the as-of instant where there is none.</param>
/// <param name="Resolution">Likewise of the resolutions, without waiting and without the time that a ticket was resolved.</param>
/// <param name="LateResponses">How many were late.</param>
/// <param name="LateResolutions">Likewise.</param>
/// <param name="ResponseMisses">The instants at which they became late, added.</param>
/// <param name="ResolutionMisses">Likewise.</param>
/// <param name="Cells">By plan and priority: tickets, first responses that were not late, resolutions that were not.</param>
sealed record Answer(long Response, long Resolution, long LateResponses, long LateResolutions, long ResponseMisses, long ResolutionMisses, ValueList<(long Tickets, long Responses, long Resolutions)> Cells)
{
    /// <summary>Adds up tickets.</summary>
    public sealed class Sum
    {
        readonly long[] tickets = new long[Desk.Plans * Desk.Priorities];
        readonly long[][] late = [new long[Desk.Plans * Desk.Priorities], new long[Desk.Plans * Desk.Priorities]];
        readonly long[] time = new long[2];
        readonly long[] misses = new long[2];

        public void Ticket(int cell) => tickets[cell]++;

        /// <param name="clock">0: first response, 1: resolution.</param>
        /// <param name="cell">Plan and priority.</param>
        /// <param name="used">Working time.</param>
        /// <param name="missed">When it became late; <c>null</c>: it did not.</param>
        public void Add(int clock, int cell, long used, long? missed)
        {
            time[clock] += used;
            if (missed is not { } at) return;
            late[clock][cell]++;
            misses[clock] += at;
        }

        public void Add(Sum other)
        {
            for (var cell = 0; cell < tickets.Length; cell++)
            {
                tickets[cell] += other.tickets[cell];
                for (var clock = 0; clock < 2; clock++) late[clock][cell] += other.late[clock][cell];
            }
            for (var clock = 0; clock < 2; clock++) (time[clock], misses[clock]) = (time[clock] + other.time[clock], misses[clock] + other.misses[clock]);
        }

        public Answer ToAnswer() => new(time[0], time[1], late[0].Sum(), late[1].Sum(), misses[0], misses[1],
            tickets.Select((count, cell) => (count, count - late[0][cell], count - late[1][cell])).ToValueList());
    }

    /// <summary>What the scripts of the peers print: six sums, then plan, priority and three counts a line.</summary>
    /// <param name="output">Lines of numbers.</param>
    public static Answer Of(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',').Select(c => c.Length == 0 ? 0 : long.Parse(c, System.Globalization.CultureInfo.InvariantCulture)).ToArray()).ToList();
        var cells = new (long, long, long)[Desk.Plans * Desk.Priorities];
        foreach (var line in lines.Skip(1)) cells[(line[0] * Desk.Priorities) + line[1]] = (line[2], line[3], line[4]);
        return new(lines[0][0], lines[0][1], lines[0][2], lines[0][3], lines[0][4], lines[0][5], cells.ToValueList());
    }
}
