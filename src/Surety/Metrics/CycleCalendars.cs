using Surety.Calendars;

namespace Surety.Metrics;

/// <summary>The calendars in which a metric's time counts: one for all tickets, or the first whose condition a ticket meets.</summary>
/// <param name="Rows">In the order written; the last one takes what no row before it took.</param>
public sealed record CycleCalendars(ValueList<CycleCalendar> Rows)
{
    /// <summary>Takes one calendar for all tickets.</summary>
    public static implicit operator CycleCalendars(BusinessCalendar calendar) => new([new(Labels.None, calendar)]);

    /// <summary>The calendar for a ticket, or for one with another priority.</summary>
    /// <param name="labels">What the ticket is about, attributes of its member among them.</param>
    public BusinessCalendar Of(Labels labels)
    {
        foreach (var row in Rows.Span)
            if (labels.Covers(row.When)) return row.Calendar;
        return Rows[^1].Calendar;
    }
}

/// <summary>A calendar and the tickets whose time counts in it.</summary>
/// <param name="When">Labels that a ticket must have; empty: every ticket.</param>
/// <param name="Calendar">In which time counts.</param>
public sealed record CycleCalendar(Labels When, BusinessCalendar Calendar);
