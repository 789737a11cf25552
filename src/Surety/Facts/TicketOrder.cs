namespace Surety.Facts;

/// <summary>The order of events that happened to a ticket at one instant, so that the order of lines decides nothing.</summary>
/// <remarks>Source: docs/guide/language.md, "measures: time".</remarks>
internal static class TicketOrder
{
    /// <summary>Rank of an event: it is opened before anything else happens; words that a source made up stand between statuses and replies.</summary>
    public static int Of(string what) => what switch
    {
        "opened" => 0,
        "priority" => 1,
        "status" => 2,
        "replied" => 4,
        "resolved" => 5,
        "cancelled" => 6,
        "closed" => 7,
        "reopened" => 8,
        _ => 3,
    };

    /// <summary>Orders what happens at one instant.</summary>
    public static Comparer<Happening> Comparer { get; } = Comparer<Happening>.Create((a, b) =>
        Of(a.What).CompareTo(Of(b.What)) is var rank and not 0 ? rank : string.CompareOrdinal(a.What, b.What) is var what and not 0 ? what
        : string.CompareOrdinal(a.To, b.To) is var to and not 0 ? to : string.CompareOrdinal(a.By, b.By));

    /// <summary>Sorts the events of one ticket: by time, and those of one instant as the guide has them.</summary>
    public static List<Draft<TicketFact>> Sorted(IEnumerable<Draft<TicketFact>> events) =>
        [.. events.OrderBy(e => e.Content.At).ThenBy(e => new Happening(e.Content.What, e.Content.To, e.Content.By), Comparer).ThenBy(e => e.Labels)];

    /// <summary>What a ticket is about: the labels of its first event, and those of later ones that say more.</summary>
    public static Labels LabelsOf(IReadOnlyList<Draft<TicketFact>> events)
    {
        // As a rule the opening says it all.
        var first = events[0].Labels;
        if (first["priority"] is null || events[0].Content.What != "priority")
            if (events.All(e => e.Labels == first || e.Labels == Labels.None)) return first;
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, labels, fact) in events)
            foreach (var label in labels.Items)
                if (!(fact.What == "priority" && label.Name == "priority")) known.TryAdd(label.Name, label.Value);
        return Labels.Of(known.Select(k => new Label(k.Key, k.Value)));
    }
}
