namespace Surety.Tests.Oracle;

/// <summary>What the events of a ticket are to a metric's clock.</summary>
static class TicketEvents
{
    /// <summary>Events of one instant, in the order in which they are read.</summary>
    public static List<Told.Ticket> InOrder(Metric.Time metric, IEnumerable<Told.Ticket> events) =>
        [.. events.OrderBy(Kind).ThenBy(e => Starts(metric, e) ? 0 : Stops(metric, e) ? 2 : Ends(metric, e) ? 3 : 1).ThenBy(e => $"{e.Event} {e.To} {e.By} {e.For}", StringComparer.Ordinal)];

    static int Kind(Told.Ticket e) => e.Event switch { "opened" => 0, "priority" => 1, "status" or "waiting" or "resumed" => 2, "replied" => 4, "resolved" => 5, "cancelled" => 6, "closed" => 7, "reopened" => 8, _ => 3 };

    public static string? StatusOf(Told.Ticket e) => e.Event switch { "status" => e.To, "waiting" => $"waiting for {e.For}", "resumed" => "open", _ => null };

    public static bool Starts(Metric.Time metric, Told.Ticket e) => Is(metric.From, e);

    /// <summary>"closed" stops a clock that waits for "resolved".</summary>
    public static bool Stops(Metric.Time metric, Told.Ticket e) => Is(metric.To, e) || (metric.To.EndsWith("resolved", StringComparison.Ordinal) && e.Event == "closed");

    /// <summary>What ends the wait without a result; under "every …" that the ticket is resolved, where the text is silent.</summary>
    public static bool Ends(Metric.Time metric, Told.Ticket e) =>
        e.Event is "closed" or "cancelled" || ((metric.Until ?? (metric.To.StartsWith("every ", StringComparison.Ordinal) ? "resolved" : null)) is { } until && Is(until, e));

    /// <summary>One of several events, with how often before all of them.</summary>
    static bool Is(string phrase, Told.Ticket e) => phrase.Split(" or ").Any(one => IsOne(one, e));

    static bool IsOne(string phrase, Told.Ticket e)
    {
        foreach (var word in new[] { "first ", "next ", "every " })
            if (phrase.StartsWith(word, StringComparison.Ordinal)) phrase = phrase[word.Length..];
        foreach (var side in new[] { "provider", "customer" })
        {
            if (!phrase.EndsWith($" by {side}", StringComparison.Ordinal)) continue;
            if (e.By != side) return false;
            phrase = phrase[..^$" by {side}".Length];
        }
        return phrase == "reply" ? e.Event == "replied" : phrase.StartsWith("status ", StringComparison.Ordinal) ? StatusOf(e) == phrase["status ".Length..] : e.Event == phrase;
    }
}
