using NodaTime;

namespace Surety.Metrics;

/// <summary>Measures the share of tickets of which every cycle came in time: of the cycles that count in a window, those of one ticket are one.</summary>
/// <remarks>Source: docs/guide/figures.md, "Time".</remarks>
static class TicketsInTime
{
    /// <summary>Measures one window; as for <see cref="TimeMeasure.Of"/>.</summary>
    public static Measurement Of(Metric.TimeTaken metric, ValueList<TimePart> parts, Interval window, Instant measuredTo, int most)
    {
        var sentence = $"share of tickets of {metric.Name} of which all were in time";
        // No more than two numbers of each ticket are kept: which window has how many is asked far more often than which they are.
        var (all, late) = (0, 0);
        foreach (var ticket in Tickets()) (all, late) = (all + 1, late + (ticket.Exists(c => c.Listed.InTime == false) ? 1 : 0));
        if (all == 0) return TimeMeasure.Nothing(sentence, metric);
        var share = new Figure.Share(Rational.Of(all - late, all));
        return new(share, true, null, null, all, new(() => Late().Select(TimeMeasure.MissOf)), late, new(Why), []);

        IEnumerable<List<FoundCycle>> Tickets()
        {
            var ticket = new List<FoundCycle>();
            foreach (var cycle in parts.SelectMany(part => part.In(window, measuredTo)).Where(c => c.Listed.InTime is not null))
            {
                if (ticket.Count > 0 && ticket[0].Listed.Ticket != cycle.Listed.Ticket)
                {
                    yield return ticket;
                    ticket = [];
                }
                ticket.Add(cycle);
            }
            if (ticket.Count > 0) yield return ticket;
        }

        // The latest cycle of each ticket speaks for it.
        List<FoundCycle> Late()
        {
            var worst = Tickets().Where(t => t.Exists(c => c.Listed.InTime == false)).Select(t => t.Where(c => c.Listed.InTime == false).MaxBy(c => c.LateBy)).ToList();
            worst.Sort((a, b) => b.LateBy.CompareTo(a.LateBy) is var by and not 0 ? by : a.Order.CompareTo(b.Order));
            return worst;
        }

        Reason Why()
        {
            var good = new Reason("tickets of which all were in time", new Figure.Count(all - late), Follows.Given, default, metric.ClauseOf("to"));
            var counted = new Reason("tickets with something that counts in the window", new Figure.Count(all), Follows.Sum, [OpenedCycles.Late(Late().ConvertAll(c => (c.Open(), c.LateBy)), most), good], metric.ClauseOf("counts in"));
            return new(sentence, share, Follows.Quotient, [good, counted], metric.Clause);
        }
    }

    /// <summary>The figure that cycles come to; <c>null</c> without any.</summary>
    public static Figure? FigureOf(List<CountedCycle> cycles)
    {
        var tickets = cycles.GroupBy(c => c.Judged.Cycle.Ticket).ToList();
        return tickets.Count == 0 ? null : new Figure.Share(Rational.Of(tickets.Count(t => t.All(c => c.InTime == true)), tickets.Count));
    }

    /// <summary>Bounds the share in an open window: tickets may come, in any number, and any of them may still be late.</summary>
    /// <param name="parts">As for <see cref="TimeMeasure"/>.</param>
    /// <param name="window">An open window.</param>
    public static Possible Possible(ValueList<TimePart> parts, Interval window)
    {
        var metric = parts[0].Cycles.Cycles.Metric;
        var so = Of(metric, parts, window, parts[0].Cycles.Cycles.Now, 0);
        // What is late stays so, unless it is undone by coming back before it is finished.
        var late = metric is { Reopened: Reopening.GoesOn, CountsIn: CountsIn.WhenFinished } ? 0 : so.MissCount;
        return new(new Limit(Rational.Zero, true), new Limit(Rational.One, late == 0)) { MayEndWithoutVerdict = so.Events == 0 || metric.Reopened == Reopening.GoesOn, Misses = (late, null) };
    }
}
