using NodaTime;

namespace Surety.Clocks;

/// <summary>When something is due, counted from an anchor: <c>within 30 days after the end of the month</c>.</summary>
public abstract record DeadlineRule
{
    private DeadlineRule() { }

    /// <summary>What it counts from.</summary>
    public Anchor From => this switch
    {
        After after => after.Anchor,
        Before before => before.Anchor,
        NthBusinessDay nth => nth.Anchor,
        EndOfNthMonth nth => nth.Anchor,
        OnDate => Anchor.Own,
    };

    /// <summary><c>within 30 days after the incident</c>: hours are exact; days, months and business days end at the end of the Nth local day.</summary>
    public sealed record After(Span Span, Anchor Anchor) : DeadlineRule;

    /// <summary><c>60 days before the end of the term</c>.</summary>
    public sealed record Before(Span Span, Anchor Anchor) : DeadlineRule;

    /// <summary><c>5th business day after the end of the month</c>: the end of that day.</summary>
    public sealed record NthBusinessDay(int Nth, Anchor Anchor) : DeadlineRule;

    /// <summary><c>by the end of the 2nd month after the incident</c>: calendar months, or billing cycles; the anchor's own is none of them.</summary>
    public sealed record EndOfNthMonth(int Nth, Anchor Anchor, bool OfBilling = false) : DeadlineRule;

    /// <summary><c>on 2026-03-31</c>: the end of that local day, whatever it counts from.</summary>
    public sealed record OnDate(LocalDate Date) : DeadlineRule;
}

/// <summary>What a deadline counts from.</summary>
public enum Anchor
{
    /// <summary>The one instant that the clause has: the end of its period, the miss, the step before.</summary>
    Own,

    /// <summary>The end of the calendar month that the instant lies in.</summary>
    EndOfMonth,

    /// <summary>The end of the calendar quarter.</summary>
    EndOfQuarter,

    /// <summary>The end of the calendar year.</summary>
    EndOfYear,

    /// <summary>The end of the level's window.</summary>
    EndOfWindow,

    /// <summary>The end of the term.</summary>
    EndOfTerm,

    /// <summary>When the incident began.</summary>
    Incident,

    /// <summary>When the verdict "missed" became certain.</summary>
    Miss,

    /// <summary>When the customer became aware of the incident.</summary>
    Awareness,

    /// <summary>When the credit was claimed.</summary>
    Claim,

    /// <summary>When the report was sent.</summary>
    Report,

    /// <summary>When the ticket was closed.</summary>
    Ticket,

    /// <summary>When notice was given.</summary>
    Notice,
}
