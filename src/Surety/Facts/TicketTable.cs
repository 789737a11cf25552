using System.Text;
using NodaTime;

namespace Surety.Facts;

/// <summary>
/// Tickets with their events, in columns: tickets in order of their names, the events of one ticket behind each other in order of time. Words and labels stand once and are
/// pointed at, so that a million tickets are a few arrays of numbers.
/// </summary>
public sealed class TicketTable
{
    readonly ReadOnlyMemory<byte> names;
    readonly ReadOnlyMemory<int> nameStarts;
    volatile TicketStories? stories;

    /// <summary>Takes columns as they are.</summary>
    /// <param name="names">Names of the tickets behind each other, UTF-8.</param>
    /// <param name="nameStarts">Where each name begins, and one more entry for the end: always one longer than there are tickets.</param>
    /// <param name="about">Different sets of labels.</param>
    /// <param name="aboutOf">For each ticket the index of its labels.</param>
    /// <param name="starts">Index of each ticket's first event, and one more entry for the end.</param>
    /// <param name="at">Unix ticks of each event.</param>
    /// <param name="happenings">Different things that happened.</param>
    /// <param name="whatOf">For each event the index of what happened.</param>
    /// <param name="origins">Where each event stands.</param>
    /// <param name="doubts">Events that cannot have happened as they stand.</param>
    internal TicketTable(
        ReadOnlyMemory<byte> names, ReadOnlyMemory<int> nameStarts, ValueList<Labels> about, ReadOnlyMemory<int> aboutOf, ReadOnlyMemory<int> starts, ReadOnlyMemory<long> at,
        ValueList<Happening> happenings, ReadOnlyMemory<int> whatOf, Origins origins, ValueList<DoubtfulEvent> doubts)
    {
        (this.names, this.nameStarts, About, AboutOf, Starts) = (names, nameStarts, about, aboutOf, starts);
        (At, Happenings, WhatOf, Origins, Doubts) = (at, happenings, whatOf, origins, doubts);
        First = Instant.FromUnixTimeTicks(FirstOf(starts.Span, at.Span));
    }

    /// <summary>Arranges rows in columns.</summary>
    /// <param name="ids">Names of the tickets, in order.</param>
    /// <param name="labels">What each ticket is about when it is opened: service, priority and the like.</param>
    /// <param name="starts">Index of each ticket's first event, and one more entry for the end.</param>
    /// <param name="events">All events; within a ticket in order of time, at one instant in the order of their words that the guide has.</param>
    /// <param name="doubts">Events that cannot have happened as they stand, in order of tickets, then of time; may be empty.</param>
    public static TicketTable Of(
        IReadOnlyList<string> ids, IReadOnlyList<Labels> labels, ReadOnlyMemory<int> starts, IReadOnlyList<TicketEvent> events, ValueList<DoubtfulEvent> doubts = default)
    {
        var names = new List<byte>();
        var (nameStarts, aboutOf) = (new int[ids.Count + 1], new int[ids.Count]);
        var about = new Interned<Labels>();
        for (var ticket = 0; ticket < ids.Count; ticket++)
        {
            names.AddRange(Encoding.UTF8.GetBytes(ids[ticket]));
            nameStarts[ticket + 1] = names.Count;
            aboutOf[ticket] = about.CodeOf(labels[ticket]);
        }
        var (at, whatOf) = (new long[events.Count], new int[events.Count]);
        var happenings = new Interned<Happening>();
        for (var i = 0; i < at.Length; i++) (at[i], whatOf[i]) = (events[i].Ticks, happenings.CodeOf(events[i].Happening));
        return new(names.ToArray(), nameStarts, about.All, aboutOf, starts, at, happenings.All, whatOf, Facts.Origins.Of(events.Select(e => e.At)), doubts);
    }

    /// <summary>No ticket.</summary>
    public static TicketTable Empty { get; } = Of([], [], new int[1], []);

    /// <summary>How many tickets.</summary>
    public int Count => AboutOf.Length;

    /// <summary>The different sets of labels that tickets have; each stands once.</summary>
    public ValueList<Labels> About { get; }

    /// <summary>For each ticket the index of its labels in <see cref="About"/>: what it is about when it is opened.</summary>
    public ReadOnlyMemory<int> AboutOf { get; }

    /// <summary>Index of each ticket's first event, and one more entry for the end: always one longer than there are tickets.</summary>
    public ReadOnlyMemory<int> Starts { get; }

    /// <summary>Unix ticks of each event; rising within a ticket.</summary>
    public ReadOnlyMemory<long> At { get; }

    /// <summary>The different things that happened; each stands once.</summary>
    public ValueList<Happening> Happenings { get; }

    /// <summary>For each event the index of what happened in <see cref="Happenings"/>.</summary>
    public ReadOnlyMemory<int> WhatOf { get; }

    /// <summary>Where each event stands.</summary>
    public Origins Origins { get; }

    /// <summary>Events that cannot have happened as they stand, in order of tickets, then of time; may be empty.</summary>
    public ValueList<DoubtfulEvent> Doubts { get; }

    /// <summary>When the first of all events came; the beginning of 1970 where there is none.</summary>
    internal Instant First { get; }

    /// <summary>What happened to tickets, without when. Two threads may both find them out; either answer is right.</summary>
    internal TicketStories Stories => stories ??= new(this);

    /// <summary>Name of a ticket.</summary>
    /// <param name="ticket">From 0.</param>
    public string IdOf(int ticket) => Encoding.UTF8.GetString(names.Span[nameStarts.Span[ticket]..nameStarts.Span[ticket + 1]]);

    /// <summary>What a ticket is about when it is opened.</summary>
    /// <param name="ticket">From 0.</param>
    public Labels LabelsOf(int ticket) => About[AboutOf.Span[ticket]];

    /// <summary>Index of the event that opened a ticket; of its first event where nobody said.</summary>
    /// <param name="ticket">From 0; one with events.</param>
    internal int OpeningOf(int ticket)
    {
        for (var i = Starts.Span[ticket]; i < Starts.Span[ticket + 1]; i++)
            if (Happenings[WhatOf.Span[i]].What == "opened") return i;
        return Starts.Span[ticket];
    }

    /// <summary>Events of one ticket, in order of time.</summary>
    /// <param name="ticket">From 0.</param>
    public IEnumerable<TicketEvent> EventsOf(int ticket)
    {
        for (var i = Starts.Span[ticket]; i < Starts.Span[ticket + 1]; i++) yield return EventAt(i);
    }

    /// <summary>One event.</summary>
    /// <param name="index">From 0, over all tickets.</param>
    public TicketEvent EventAt(int index)
    {
        var (what, to, by) = Happenings[WhatOf.Span[index]];
        return new(At.Span[index], what, to, by, Origins[index]);
    }

    /// <summary>The same table with events of which a reader should know.</summary>
    internal TicketTable With(ValueList<DoubtfulEvent> doubts) => new(names, nameStarts, About, AboutOf, Starts, At, Happenings, WhatOf, Origins, doubts) { stories = stories };

    /// <summary>A table of one nameless ticket with words and labels of this one, whose events came one tick after the other from the beginning of 1970 on.</summary>
    internal TicketTable WithOne(int about, ReadOnlySpan<int> whatOf)
    {
        var at = new long[whatOf.Length];
        for (var i = 0; i < at.Length; i++) at[i] = i;
        return new(default, new int[2], About, new[] { about }, new[] { 0, at.Length }, at, Happenings, whatOf.ToArray(), Facts.Origins.Of([]), []);
    }

    /// <summary>How many tickets have each set of labels; sets that none has are left out.</summary>
    internal IEnumerable<(Labels Labels, long Count)> CountsByLabels()
    {
        var counts = new long[About.Count];
        foreach (var about in AboutOf.Span) counts[about]++;
        return counts.Select((count, about) => (About[about], count)).Where(c => c.count > 0);
    }

    static long FirstOf(ReadOnlySpan<int> starts, ReadOnlySpan<long> at)
    {
        var first = long.MaxValue;
        for (var ticket = 0; ticket < starts.Length - 1; ticket++)
            if (starts[ticket] < starts[ticket + 1]) first = Math.Min(first, at[starts[ticket]]);
        return first == long.MaxValue ? 0 : first;
    }

    /// <summary>Gives each different value a number, in order of arrival.</summary>
    sealed class Interned<T> where T : IEquatable<T>
    {
        readonly Dictionary<T, int> codes = [];

        public int CodeOf(T value)
        {
            if (!codes.TryGetValue(value, out var code)) codes[value] = code = codes.Count;
            return code;
        }

        public ValueList<T> All => codes.OrderBy(c => c.Value).Select(c => c.Key).ToValueList();
    }
}

/// <summary>What can happen to a ticket.</summary>
/// <param name="What">The word of the fact: <c>opened</c>, <c>replied</c>, <c>status</c>, <c>priority</c>, <c>resolved</c>, <c>reopened</c>, <c>closed</c>, or any other that a metric names.</param>
/// <param name="To">The new status, priority or assignee; <c>null</c> where the word says it all.</param>
/// <param name="By">Who did it: <c>provider</c>, <c>customer</c>; may be absent.</param>
public readonly record struct Happening(string What, string? To, string? By);

/// <summary>Something that happened to a ticket.</summary>
/// <param name="Ticks">When, in Unix ticks.</param>
/// <param name="What">As in <see cref="Facts.Happening"/>.</param>
/// <param name="To">Likewise.</param>
/// <param name="By">Likewise.</param>
/// <param name="At">Where the fact stands.</param>
public readonly record struct TicketEvent(long Ticks, string What, string? To, string? By, Origin At)
{
    /// <summary>When.</summary>
    public Instant When => Instant.FromUnixTimeTicks(Ticks);

    /// <summary>What happened.</summary>
    public Happening Happening => new(What, To, By);
}
