using Surety.Scope;

namespace Surety.Escalation;

/// <summary>What must be so for a credit to be granted: one line of <c>only if</c>, all of which must hold.</summary>
public abstract record Eligibility
{
    private Eligibility() { }

    /// <summary>As written.</summary>
    public required string Words { get; init; }

    /// <summary>Where it stands.</summary>
    public required Clause Clause { get; init; }

    /// <summary>No invoice is overdue when the window ends.</summary>
    public sealed record PaidUp : Eligibility;

    /// <summary>Every invoice with a line for some time, one-time items aside, is paid by now; at least one is known.</summary>
    /// <param name="Of">The period in which the window ends; <c>null</c>: the window itself.</param>
    public sealed record PaidUpFor(WindowRule? Of) : Eligibility;

    /// <summary>No invoice has been overdue for so long when the window ends.</summary>
    /// <param name="By">An invoice that is overdue for exactly this long is one.</param>
    public sealed record NotOverdueBy(Span By) : Eligibility;

    /// <summary>No invoice was overdue at any time in so many billing cycles.</summary>
    /// <param name="Cycles">From 1; the one in which the window ends is the last of them.</param>
    public sealed record NotOverdueIn(int Cycles) : Eligibility;

    /// <summary>The tier, an attribute of the customer or of the member, or a label of the scope, as it is when the window begins.</summary>
    public sealed record Is(Labels When) : Eligibility;

    /// <summary>The agreement has held for so long when the window begins.</summary>
    /// <param name="Age">Exactly this long is enough.</param>
    public sealed record OldEnough(Span Age) : Eligibility;

    /// <summary>The member that the verdict is for has existed for so long when the window begins, since it came, or came back.</summary>
    /// <param name="Age">Exactly this long is enough.</param>
    public sealed record MemberOldEnough(Span Age) : Eligibility;

    /// <summary>The level is missed; a met one is not credited, whatever the schedule gives.</summary>
    public sealed record Missed : Eligibility;
}
