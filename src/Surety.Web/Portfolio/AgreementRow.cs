using NodaTime;
using Surety.Storage.People;
using Surety.Web.Statements;

namespace Surety.Web.Portfolio;

/// <summary>An agreement in a list of many.</summary>
/// <param name="Seat">Where the party sits, and who sits at the other side.</param><param name="Brief">Where it stands; <c>null</c>: it is being worked out.</param>
public sealed record AgreementRow(SeatedSpace Seat, BriefStanding? Brief)
{
    /// <summary>The newest month that is over, and what it comes to, published or not; <c>null</c>: nobody asked, or there is none.</summary>
    internal (string Period, bool IsPublished, SaidInShort Said)? Month { get; init; }

    /// <summary>States of an agreement in one word, the worst first.</summary>
    public static ValueList<string> States { get; } = ["unreadable", "missed", "lost", "at-risk", "no-data", "open", "excused", "safe", "met", "none", "unknown"];

    /// <summary>How far that is from the worst: 0.</summary>
    public int Rank => States.TakeWhile(s => s != State).Count();

    /// <summary>Its line for people.</summary>
    public string Title => Brief?.Title ?? Seat.Name;

    /// <summary>Where its page is.</summary>
    public string Address => $"/agreements/{Uri.EscapeDataString(Seat.Name)}";

    /// <summary>Where its worst level stands, in a word of <see cref="States"/>.</summary>
    public string State => Brief is null ? "unknown" : Brief.IsUnreadable ? "unreadable" : Brief.Worst is not { } worst ? "none" : worst.Verdict switch
    {
        "missed" => "missed",
        "noData" => "no-data",
        "excused" => "excused",
        "met" => "met",
        _ => worst.Standing switch { "lost" => "lost", "safe" => "safe", _ => Brief.AtStake.Any(s => s.Least > 0) ? "at-risk" : "open" },
    };

    /// <summary>Shape and tone of that word.</summary>
    public (string Shape, string Tone) Look => State switch
    {
        "missed" or "lost" => ("✗", "bad"),
        "unreadable" or "at-risk" => ("!", "unsure"),
        "no-data" or "unknown" or "none" => ("○", "unsure"),
        "open" => ("…", "unsure"),
        "excused" => ("–", "unsure"),
        "safe" or "met" => ("✓", "good"),
        _ => throw new InvalidOperationException($"'{State}' is no state."),
    };

    /// <summary>Whether something stands in its title, its name or the names of its parties.</summary>
    public bool Says(string text) => new[] { Title, Seat.Name, Seat.Other?.Title, Brief?.Provider, Brief?.Customer }.Any(t => t?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
}

/// <summary>Something that waits, on the first page.</summary>
/// <param name="Row">The agreement.</param><param name="Waits">What waits there.</param>
public sealed record TodayCard(AgreementRow Row, Waiting Waits)
{
    /// <summary>By when: what has no date and keeps the other side or the record waiting comes before what is due in a week.</summary>
    public Instant Order => Waits.Kind switch
    {
        WaitingFor.Silence => Instant.MinValue,
        WaitingFor.Answer or WaitingFor.Refused or WaitingFor.Close or WaitingFor.Late => Waits.Due ?? Row.Brief!.AsOf + Duration.FromDays(7),
        WaitingFor.Signature or WaitingFor.Claim or WaitingFor.Right or WaitingFor.Duty or WaitingFor.Comment => Waits.Due ?? Instant.MaxValue,
    };

    /// <summary>Where it is done.</summary>
    public string Address => $"{Row.Address}/" + Waits.Kind switch
    {
        WaitingFor.Answer or WaitingFor.Refused => $"proposals/{Uri.EscapeDataString(Waits.What)}",
        WaitingFor.Signature => $"text/{Waits.What}",
        WaitingFor.Claim or WaitingFor.Right => "credits",
        WaitingFor.Duty => $"duty?of={Uri.EscapeDataString(Waits.What)}&period={Uri.EscapeDataString(Waits.More)}",
        WaitingFor.Close => "statements#held",
        WaitingFor.Comment or WaitingFor.Late => $"statements/{Waits.What}",
        WaitingFor.Silence => "sources",
    };
}
