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
}
