using System.Text.Json;
using NodaTime;

namespace Surety.Conformance;

/// <summary>A peer's ticket events as facts of ours, in order.</summary>
sealed class TicketFacts
{
    static readonly string[] Pausing = ["pending", "waiting", "hold", "replied", "paused"];
    static readonly string[] Ending = ["resolved", "closed", "completed"];

    readonly List<Fact> facts = [];

    sealed record Fact(Instant At, string What, string? To = null, string? By = null);

    /// <summary>Statuses in which the clock stands still.</summary>
    public SortedSet<string> Paused { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the ticket is resolved or closed by now.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether somebody said when the first response was, whatever was written before.</summary>
    public bool HasFirstResponse => facts.Exists(f => f.What == "answered");

    /// <summary>Whether the clock stands still by now.</summary>
    public bool IsPaused => !IsEnded && facts.FindLast(f => f.What == "status")?.To is { } to && Paused.Contains(to);

    /// <summary>How many statuses paused.</summary>
    public int Pauses => facts.Count(f => f.To is { } to && Paused.Contains(to));

    /// <summary>When the ticket was opened; <c>null</c>: nobody said.</summary>
    public Instant? Opened => facts.Where(f => f.What == "opened").Select(f => (Instant?)f.At).FirstOrDefault();

    /// <summary>Whether a status stops the ticket's clocks. A category decides before the words.</summary>
    public static bool IsEnding(string status) => Says(status, Ending);

    /// <summary>Whether a status pauses the ticket's clocks.</summary>
    public static bool IsPausing(string status) => !IsEnding(status) && Says(status, Pausing);

    static bool Says(string status, string[] words) => CategoryOrAll(status).Split(' ', '-', '_', '(', ')', ',', ':', '/').Any(word => words.Contains(word, StringComparer.OrdinalIgnoreCase));

    static string CategoryOrAll(string status) =>
        status.IndexOf("(category ", StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? status[(at + "(category ".Length)..] : status;

    /// <summary>Adds an event with its instant.</summary>
    public void Add(Instant at, string what, string? to = null, string? by = null)
    {
        // What follows at the same instant holds: facts of one instant have no order.
        if (what == "status") facts.RemoveAll(f => f.What == "status" && f.At == at);
        facts.Add(new(at, what, to, by));
    }

    /// <summary>Sets the ticket waiting or going on; a ticket that was ended goes on.</summary>
    public void SetStatus(Instant at, string status)
    {
        if (IsEnded) Reopen(at);
        if (IsPausing(status)) Paused.Add(status);
        Add(at, "status", status);
    }

    // A closing lets every clock stand still until the re-opening; a ticket that is only resolved can still be answered.
    void Reopen(Instant at)
    {
        var end = facts.FindLastIndex(f => f.What == "resolved");
        facts[end] = facts[end] with { What = "closed" };
        Add(at, "reopened");
        IsEnded = false;
    }

    /// <summary>Resolves the ticket.</summary>
    public void End(Instant at)
    {
        if (!IsEnded) Add(at, "resolved");
        IsEnded = true;
    }

    /// <summary>Answers the ticket, if nobody has.</summary>
    public void AnswerOnce(Instant at)
    {
        if (!facts.Exists(f => f is { What: "replied", By: "provider" })) Add(at, "replied", by: "provider");
    }

    /// <summary>JSON Lines.</summary>
    public override string ToString() => string.Concat(facts.Select(f =>
    {
        var fact = new Dictionary<string, string> { ["type"] = "ticket", ["ticket"] = "T-1", ["event"] = f.What, ["at"] = CalendarAnswers.Text(f.At) };
        if (f.To is not null) fact["to"] = f.To;
        if (f.By is not null) fact["by"] = f.By;
        return JsonSerializer.Serialize(fact) + "\n";
    }));
}
