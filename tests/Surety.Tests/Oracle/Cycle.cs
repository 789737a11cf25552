namespace Surety.Tests.Oracle;

/// <summary>One run of a metric's clock, from its starting event to its end.</summary>
sealed class Cycle(int start, string priority)
{
    public int Start { get; } = start;

    /// <summary>Number of its ticket.</summary>
    public int Ticket { get; set; }

    /// <summary>The priority that it began with.</summary>
    public string First { get; set; } = priority;

    /// <summary>The priority whose target decided it, or still has to.</summary>
    public string Priority { get; set; } = priority;

    /// <summary>Its changes of priority, in order.</summary>
    public List<(int At, string To)> Changes { get; } = [];

    /// <summary>The priority that it had just before a slot.</summary>
    public string PriorityBefore(int slot) => Changes.LastOrDefault(c => c.At < slot, (At: Start, To: First)).To;

    /// <summary>Slots on the clock.</summary>
    public int Counted { get; set; }

    /// <summary>The last slot that was counted.</summary>
    public int Ticked { get; set; } = start - 1;

    public int? Done { get; set; }

    /// <summary>Since when a miss is certain.</summary>
    public int? Missed { get; set; }

    /// <summary>Closed or cancelled, with no answer.</summary>
    public bool IsVoid { get; set; }

    /// <summary>Whether the end of the ticket ended it, which a re-opening may take back.</summary>
    public bool EndedWithTicket { get; set; }

    /// <summary>Where the target counts from: the start, or the last change of priority.</summary>
    public int From { get; set; } = start;

    /// <summary>Open slots that pauses took since then.</summary>
    public int Stood { get; set; }

    /// <summary>When it was closed or cancelled.</summary>
    public int Ended { get; set; }

    public bool IsRunning => Done is null && !IsVoid;
}
