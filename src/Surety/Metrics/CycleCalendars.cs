using Surety.Calendars;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>The calendars in which a metric's time counts: one for all tickets, or the first whose condition a ticket meets.</summary>
/// <param name="Rows">In the order written; the last one takes what no row before it took.</param>
/// <param name="Members">Attributes of the members that the metric is measured for; <c>null</c>: it is measured for none.</param>
public sealed record CycleCalendars(ValueList<CycleCalendar> Rows, IReadOnlyDictionary<string, Labels>? Members = null)
{
    /// <summary>The hours in which a start counts when it is made; outside them it counts as made at their next opening. <c>null</c>: always.</summary>
    public BusinessCalendar? StartsIn { get; init; }

    /// <summary>The one calendar in which all time counts; <c>null</c>: there are several, and a change of priority may bring another.</summary>
    internal BusinessCalendar? Only => Rows is [var only] ? only.Calendar : null;

    /// <summary>Takes one calendar for all tickets.</summary>
    public static implicit operator CycleCalendars(BusinessCalendar calendar) => new([new(Labels.None, calendar)]);

    /// <summary>Finds the calendars of a metric's clock.</summary>
    /// <param name="metric">Whose <c>clock</c> names them.</param>
    /// <param name="calendar">A calendar by its name; <c>null</c>: around the clock.</param>
    /// <param name="customer">The customer's tier and attributes: rows about other customers fall away.</param>
    /// <param name="members">Members of the agreement's groups; conditions may ask for attributes of those that the metric is measured for.</param>
    internal static CycleCalendars Of(Metric.TimeTaken metric, Func<string?, BusinessCalendar> calendar, Labels customer, Members members)
    {
        var rows = new List<CycleCalendar>();
        foreach (var row in metric.Clock)
        {
            if (ConditionRows.Left(row.When, customer) is not { } when) continue;
            rows.Add(new(when, calendar(row.Calendar), row.Clause));
            if (when == Labels.None) break;
        }
        if (metric.Clock.Count == 0) rows.Add(new(Labels.None, calendar(null)));
        var attributes = metric.GroupOfEach is { } group && rows.Exists(r => r.When != Labels.None) ? members.Of(group).ToDictionary(m => m.Name, m => m.Attributes, StringComparer.Ordinal) : null;
        return new(rows.ToValueList(), attributes) { StartsIn = metric.StartsIn is { } hours ? calendar(hours) : null };
    }

    /// <summary>The calendar for a ticket, or for one with another priority.</summary>
    /// <param name="labels">What the ticket is about.</param>
    public BusinessCalendar Of(Labels labels) => RowOf(labels).Calendar;

    /// <summary>The row for a ticket, or for one with another priority.</summary>
    /// <param name="labels">What the ticket is about; the attributes of its member are added.</param>
    internal CycleCalendar RowOf(Labels labels)
    {
        labels = WithAttributes(labels);
        foreach (var row in Rows.Span)
            if (labels.Covers(row.When)) return row;
        return Rows[^1];
    }

    /// <summary>The rows that tickets may come to of which only some labels are known, in order; none where all rows are about other customers.</summary>
    internal IEnumerable<CycleCalendar> RowsFor(Labels known)
    {
        known = WithAttributes(known);
        foreach (var row in Rows)
        {
            if (row.When.Items.Any(l => known[l.Name] is { } other && other != l.Value)) continue;
            yield return row;
            if (known.Covers(row.When)) yield break;
        }
    }

    /// <summary>Labels and the attributes of the member that they name.</summary>
    internal Labels WithAttributes(Labels labels) =>
        Members is not null && labels["member"] is { } name && Members.TryGetValue(name, out var attributes) ? attributes.Items.Aggregate(labels, (all, a) => all.With(a.Name, a.Value)) : labels;
}

/// <summary>A calendar and the tickets whose time counts in it.</summary>
/// <param name="When">Labels that a ticket must have; empty: every ticket.</param>
/// <param name="Calendar">In which time counts.</param>
/// <param name="Clause">Where the agreement says so; <c>null</c>: it is silent.</param>
public sealed record CycleCalendar(Labels When, BusinessCalendar Calendar, Clause? Clause = null);
