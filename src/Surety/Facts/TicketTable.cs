using NodaTime;

namespace Surety.Facts;

/// <summary>Tickets with their events: one array of events, grouped by ticket and in order of time, and where each ticket begins in it.</summary>
/// <param name="Ids">Names of the tickets, in order.</param>
/// <param name="Labels">What each ticket is about when it is opened: service, priority and the like.</param>
/// <param name="Starts">Index of each ticket's first event, and one more entry for the end: always one longer than <paramref name="Ids"/>.</param>
/// <param name="Events">All events; within a ticket in order of time, at one instant in the order of their words that the guide has.</param>
/// <param name="Doubts">Events that cannot have happened as they stand, in order of tickets, then of time; may be empty.</param>
public sealed record TicketTable(ReadOnlyMemory<string> Ids, ReadOnlyMemory<Labels> Labels, ReadOnlyMemory<int> Starts, ReadOnlyMemory<TicketEvent> Events, ValueList<DoubtfulEvent> Doubts = default)
{
    /// <summary>No ticket.</summary>
    public static TicketTable Empty { get; } = new(ReadOnlyMemory<string>.Empty, ReadOnlyMemory<Labels>.Empty, new int[1], ReadOnlyMemory<TicketEvent>.Empty);

    /// <summary>How many tickets.</summary>
    public int Count => Ids.Length;

    /// <summary>Events of one ticket, in order of time.</summary>
    /// <param name="ticket">From 0.</param>
    public ReadOnlySpan<TicketEvent> EventsOf(int ticket) => Events.Span[Starts.Span[ticket]..Starts.Span[ticket + 1]];
}

/// <summary>Something that happened to a ticket.</summary>
/// <param name="Ticks">When, in Unix ticks.</param>
/// <param name="What">The word of the fact: <c>opened</c>, <c>replied</c>, <c>status</c>, <c>priority</c>, <c>resolved</c>, <c>reopened</c>, <c>closed</c>, or any other that a metric names.</param>
/// <param name="To">The new status, priority or assignee; <c>null</c> where the word says it all.</param>
/// <param name="By">Who did it: <c>provider</c>, <c>customer</c>; may be absent.</param>
/// <param name="At">Where the fact stands.</param>
public readonly record struct TicketEvent(long Ticks, string What, string? To, string? By, Origin At)
{
    /// <summary>When.</summary>
    public Instant When => Instant.FromUnixTimeTicks(Ticks);
}
