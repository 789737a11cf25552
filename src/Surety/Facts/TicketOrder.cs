namespace Surety.Facts;

/// <summary>The order of events that happened to a ticket at one instant, so that the order of lines decides nothing.</summary>
internal static class TicketOrder
{
    static readonly string[] Order = ["opened", "reopened", "priority", "assigned", "replied", "status", "resolved", "closed", "cancelled"];

    /// <summary>Rank of an event: it is opened before anything else happens, and closed last; unknown words stand between replies and ends.</summary>
    public static int Of(string what) => Array.IndexOf(Order, what) is var i and >= 0 ? i < 6 ? i : i + 1 : 6;
}
