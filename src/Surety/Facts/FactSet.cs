using NodaTime;

namespace Surety.Facts;

/// <summary>
/// Everything that is known about a service at one instant of knowing: columns, sorted, without duplicates, immutable.
/// Built by <c>FactBuilder</c>; every row remembers the file and line it came from.
/// </summary>
/// <remarks>Times in columns are Unix ticks (100 ns since 1970-01-01T00:00Z): finer stamps are refused at the door. Source: docs/guide/facts.md.</remarks>
public sealed record FactSet
{
    /// <summary>No fact at all.</summary>
    public static FactSet Empty { get; } = new();

    /// <summary>Names of the files that rows point into with <see cref="Origin.File"/>.</summary>
    public ValueList<string> Files { get; init; }

    /// <summary>Up and down, one series for each set of labels, in order of their labels.</summary>
    public SeriesList<StateSeries> States { get; init; } = [];

    /// <summary>Measured numbers (samples, survey answers, single values), one series for each kind and set of labels.</summary>
    public SeriesList<ValueSeries> Values { get; init; } = [];

    /// <summary>Good and total counts of intervals, one series for each set of labels.</summary>
    public SeriesList<CountSeries> Counts { get; init; } = [];

    /// <summary>Outages and incidents, in order of their start.</summary>
    public ValueList<Outage> Outages { get; init; }

    /// <summary>Planned maintenance and everything else that an exclusion may name, in order of their start.</summary>
    public ValueList<ExcludedTime> Exclusions { get; init; }

    /// <summary>Tickets, orders, deliveries: everything with a life of events.</summary>
    public TicketTable Tickets { get; init; } = TicketTable.Empty;

    /// <summary>Members of the inventory with their dates, in order of group and name.</summary>
    public ValueList<Member> Members { get; init; }

    /// <summary>How much work there was in a period, or was to be expected; in order of workload and period.</summary>
    public ValueList<WorkQuantity> Workloads { get; init; }

    /// <summary>Things that a party did: acknowledged, claimed, gave notice, fulfilled a duty; in order of time.</summary>
    public ValueList<Deed> Deeds { get; init; }

    /// <summary>Verdicts that another system gave, kept beside ours; in order of ticket.</summary>
    public ValueList<ImportedVerdict> Imported { get; init; }

    /// <summary>Lines of invoices, in order of the start of their periods.</summary>
    public ValueList<BilledCharge> Charges { get; init; }

    /// <summary>What was used, in order of the start of its intervals.</summary>
    public ValueList<MeasuredUsage> Usage { get; init; }

    /// <summary>Which invoices were paid or overdue from when on, in order of time.</summary>
    public ValueList<InvoicePayment> Payments { get; init; }

    /// <summary>Changes of the customer's tier and attributes, in order of time.</summary>
    public ValueList<PlanChange> Plans { get; init; }

    /// <summary>What is supposed in place of facts, in order: a later one holds over those before it. Empty unless somebody tries something out.</summary>
    public ValueList<Assumption> Assumptions { get; init; }

    /// <summary>Facts that contradict each other, in order of their places: they are in no figure.</summary>
    public ValueList<Contradiction> Contradictions { get; init; }

    /// <summary>Files of which rows were refused for another reason, with their lines: what stands there is in no figure.</summary>
    public ValueList<FactFileCount> Refused { get; init; }

    /// <summary>What took the place of something that was reported before; <c>null</c>: nothing did.</summary>
    public CorrectedFacts? Corrected { get; init; }

    /// <summary>The first instant that a measurement, a ticket or somebody else's verdict speaks of; <c>null</c>: none does.</summary>
    public Instant? FirstMeasured
    {
        get
        {
            var first = States.Where(s => s.Count > 0).Select(s => s.At[0]).Concat(Values.Where(s => s.Count > 0).Select(s => s.At[0])).Concat(Counts.Where(s => s.Count > 0).Select(s => s.From[0]))
                .Concat(Outages.Select(o => o.From.ToUnixTimeTicks())).Concat(Imported.Where(v => v.When is not null).Select(v => v.When!.Value.ToUnixTimeTicks())).DefaultIfEmpty(long.MaxValue).Min();
            foreach (var at in Tickets.At.Span) first = Math.Min(first, at);
            return first == long.MaxValue ? null : Instant.FromUnixTimeTicks(first);
        }
    }
}

/// <summary>A verdict that another system gave.</summary>
/// <param name="Of">Its name there: <c>made_sla</c>, or the service level that it is compared with.</param>
/// <param name="Ticket">The ticket; <c>null</c>: it is about something else.</param>
/// <param name="When">When it was given; may be absent.</param>
/// <param name="IsMet">What it says.</param>
/// <param name="Due">The due instant that it names; may be absent.</param>
/// <param name="Labels">What it is about.</param>
/// <param name="At">Where it stands.</param>
public sealed record ImportedVerdict(string Of, string? Ticket, Instant? When, bool IsMet, Instant? Due, Labels Labels, Origin At);

/// <summary>What a service was said to be.</summary>
public enum ServiceState : byte
{
    /// <summary>Working.</summary>
    Up,

    /// <summary>Working badly; whether that is bad is for the metric to say.</summary>
    Degraded,

    /// <summary>Not working.</summary>
    Down,

    /// <summary>Nobody knows: the source said so, or said nothing.</summary>
    Unknown,
}

/// <summary>States of one thing over time. A row is a sample or a change; the metric says which (<c>every</c> or <c>until the next</c>).</summary>
/// <param name="Labels">What it is about, <c>service</c> among them.</param>
/// <param name="At">Unix ticks, strictly rising.</param>
/// <param name="State">One a row.</param>
/// <param name="Origins">Where each row stands.</param>
public sealed record StateSeries(Labels Labels, Steps At, States State, Origins Origins) : ISeries
{
    /// <summary>How many rows.</summary>
    public int Count => At.Count;
}

/// <summary>What kind of number a series holds.</summary>
public enum ValueKind : byte
{
    /// <summary>A measurement that stands for a stretch of time: latency, error rate, temperature.</summary>
    Sample,

    /// <summary>One person's answer to a survey.</summary>
    Answer,

    /// <summary>A single measured value of a window: "98.7".</summary>
    Single,
}

/// <summary>Numbers of one thing over time.</summary>
/// <param name="Kind">What the numbers are.</param>
/// <param name="Labels">What it is about.</param>
/// <param name="At">Unix ticks, rising; answers and single values may share an instant.</param>
/// <param name="Value">Exact; one a row.</param>
/// <param name="Origins">Where each row stands.</param>
public sealed record ValueSeries(ValueKind Kind, Labels Labels, Steps At, Numbers Value, Origins Origins) : ISeries
{
    /// <summary>How many rows.</summary>
    public int Count => At.Count;
}

/// <summary>Good and total events of intervals.</summary>
/// <param name="Labels">What it is about.</param>
/// <param name="From">Start of each interval in Unix ticks, included; rising; intervals do not overlap.</param>
/// <param name="Until">End of each interval, excluded.</param>
/// <param name="Good">Never above the total; whole.</param>
/// <param name="Total">Never negative; whole.</param>
/// <param name="Origins">Where each row stands.</param>
public sealed record CountSeries(Labels Labels, Steps From, Steps Until, Numbers Good, Numbers Total, Origins Origins) : ISeries
{
    /// <summary>How many rows.</summary>
    public int Count => From.Count;
}

/// <summary>A stretch of time in which something did not work.</summary>
/// <param name="Id">Unique within its source.</param>
/// <param name="Labels">What was affected.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded; <c>null</c> while it lasts.</param>
/// <param name="Impact">A word of the source: <c>critical</c>, <c>major</c>; may be absent.</param>
/// <param name="Cause">A word of the source; may be absent.</param>
/// <param name="At">Where it stands.</param>
public sealed record Outage(string Id, Labels Labels, Instant From, Instant? Until, string? Impact, string? Cause, Origin At)
{
    /// <summary>How many it affected, or how many percent; never below zero. <c>null</c>: nobody said.</summary>
    public decimal? Affected { get; init; }
}

/// <summary>A stretch of time that an exclusion of the agreement may leave out.</summary>
/// <param name="Id">Unique within its source.</param>
/// <param name="Exclusion">Name of the exclusion in the agreement: <c>planned maintenance</c>.</param>
/// <param name="Labels">What it is about; empty: everything.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded; <c>null</c> while it lasts.</param>
/// <param name="Announced">When the other side was told; <c>null</c> when nobody said.</param>
/// <param name="AgreedBy">Who agreed to it: provider, customer; may be empty.</param>
/// <param name="At">Where it stands.</param>
public sealed record ExcludedTime(string Id, string Exclusion, Labels Labels, Instant From, Instant? Until, Instant? Announced, ValueList<string> AgreedBy, Origin At)
{
    /// <summary>Whether the agreement itself says so, and no fact: then it has no place among the facts.</summary>
    public bool StandsInText { get; init; }

    /// <summary>Whether a fact took back what stands in the agreement; then its place is that of the fact.</summary>
    public bool IsCancelled { get; init; }
}

/// <summary>A thing that is covered, for some time.</summary>
/// <param name="Group">Name of the inventory group.</param>
/// <param name="Name">Value of the label <c>member</c> in its facts.</param>
/// <param name="From">Included; <c>null</c>: always was.</param>
/// <param name="Until">Excluded; <c>null</c>: still is.</param>
/// <param name="Attributes">Class, site and the like.</param>
/// <param name="Fee">Its own fee, where it has one.</param>
/// <param name="At">Where it stands; <c>null</c> when the agreement itself lists it.</param>
/// <param name="FromDay">First local day, in the agreement's zone, where the fact names a date and no instant.</param>
/// <param name="UntilDay">The local day after its last, likewise.</param>
public sealed record Member(string Group, string Name, Instant? From, Instant? Until, Labels Attributes, Fee? Fee, Origin? At, LocalDate? FromDay = null, LocalDate? UntilDay = null);

/// <summary>Something that a party did and that a clause waits for.</summary>
/// <param name="Kind">Which kind of deed.</param>
/// <param name="Id">Unique within its source.</param>
/// <param name="When">The instant it was done.</param>
/// <param name="Of">Name of the clause: a ladder, a remedy, a right, a report, a review.</param>
/// <param name="Labels">Its scope: a ticket, a period, a member.</param>
/// <param name="By">Who did it; may be absent.</param>
/// <param name="At">Where it stands.</param>
public sealed record Deed(DeedKind Kind, string Id, Instant When, string Of, Labels Labels, string? By, Origin At)
{
    /// <summary>What was said; <c>null</c>: nothing, for most deeds say nothing.</summary>
    public string? Text { get; init; }
}

/// <summary>Kinds of deed.</summary>
public enum DeedKind
{
    /// <summary>Somebody took notice of an escalation: repeats stop.</summary>
    Acknowledged,

    /// <summary>A credit was claimed.</summary>
    Claimed,

    /// <summary>The evidence was given that completes a claim.</summary>
    Evidenced,

    /// <summary>The customer became aware of an incident.</summary>
    Aware,

    /// <summary>A right was exercised, or the agreement ended by notice.</summary>
    Noticed,

    /// <summary>A duty was fulfilled: a report sent, a review held.</summary>
    Done,

    /// <summary>What comes again by itself was cancelled for once.</summary>
    Cancelled,

    /// <summary>Somebody said why a level was missed.</summary>
    Reasoned,
}
