namespace Surety.Facts;

/// <summary>
/// What happened to tickets, without when: most of a million tickets share a few hundred stories (opened, replied, resolved). Whoever wants to know what a story means
/// asks once for each, not once for each ticket.
/// </summary>
sealed class TicketStories
{
    /// <summary>The number of a ticket whose story is told by nobody else's number: two of its events share an instant, it has too many, or there are too many stories.</summary>
    public const int None = -1;

    const int MostEvents = 64;
    const int MostStories = 1 << 16;

    readonly TicketTable tickets;
    readonly List<int> first = []; // by story, a ticket that has it
    int[] places = new int[256]; // open addressing: 0 is free, else one more than the story

    public TicketStories(TicketTable tickets)
    {
        this.tickets = tickets;
        var of = new int[tickets.Count];
        // Taken once: of a file that is read where it lies, each taking costs more than a ticket.
        var starts = tickets.Starts.Span;
        var at = tickets.At.Span;
        var whatOf = tickets.WhatOf.Span;
        for (var ticket = 0; ticket < of.Length; ticket++)
        {
            var (from, until) = (starts[ticket], starts[ticket + 1]);
            of[ticket] = IsToldByItsOrder(at[from..until]) ? StoryOf(ticket, whatOf[from..until], starts, whatOf) : None;
        }
        Of = of;
    }

    /// <summary>For each ticket the number of its story, or <see cref="None"/>.</summary>
    public ReadOnlyMemory<int> Of { get; }

    /// <summary>How many stories.</summary>
    public int Count => first.Count;

    /// <summary>What happens in a story, in order, as indexes of <see cref="TicketTable.Happenings"/>; at least one.</summary>
    public ReadOnlySpan<int> this[int story] => StoryAt(story, tickets.Starts.Span, tickets.WhatOf.Span);

    ReadOnlySpan<int> StoryAt(int story, ReadOnlySpan<int> starts, ReadOnlySpan<int> whatOf) => whatOf[starts[first[story]]..starts[first[story] + 1]];

    static bool IsToldByItsOrder(ReadOnlySpan<long> at)
    {
        if (at.Length is 0 or > MostEvents) return false;
        for (var i = 1; i < at.Length; i++)
            if (at[i] == at[i - 1]) return false;
        return true;
    }

    int StoryOf(int ticket, ReadOnlySpan<int> story, ReadOnlySpan<int> starts, ReadOnlySpan<int> whatOf)
    {
        var place = FirstPlace(story);
        for (; places[place] > 0; place = NextPlace(place))
            if (StoryAt(places[place] - 1, starts, whatOf).SequenceEqual(story)) return places[place] - 1;
        return Add(ticket, place);
    }

    int Add(int ticket, int place)
    {
        if (first.Count == MostStories) return None;
        first.Add(ticket);
        places[place] = first.Count;
        if (first.Count * 2 > places.Length) Grow();
        return first.Count - 1;
    }

    void Grow()
    {
        places = new int[places.Length * 2];
        for (var story = 0; story < first.Count; story++)
        {
            var place = FirstPlace(this[story]);
            while (places[place] > 0) place = NextPlace(place);
            places[place] = story + 1;
        }
    }

    int FirstPlace(ReadOnlySpan<int> whatOf)
    {
        unchecked
        {
            var hash = 0UL;
            foreach (var what in whatOf) hash = (hash ^ (uint)what) * 0x9E3779B97F4A7C15;
            return (int)(hash >> 32) & (places.Length - 1);
        }
    }

    int NextPlace(int place) => (place + 1) & (places.Length - 1);
}
