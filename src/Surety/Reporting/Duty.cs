using NodaTime;
using Surety.Clocks;
using Surety.Scope;

namespace Surety.Reporting;

/// <summary>A report or a review that falls due.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Every">Its periods; <c>null</c>: the term, or none where it is due once.</param>
/// <param name="Due">Counted from the end of the period.</param>
/// <param name="To">Roles of contacts.</param>
/// <param name="By">Whose duty: <c>provider</c> or <c>customer</c>.</param>
/// <param name="Covers">Sentences.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Duty(string Name, WindowRule? Every, DeadlineRule Due, ValueList<string> To, string By, ValueList<string> Covers, Clause Clause)
{
    /// <summary>What it is due once after; <c>null</c>: it is due for each of its periods.</summary>
    public DueOnce? Once { get; init; }
}

/// <summary>What a duty counts from that is due a single time.</summary>
public abstract record DueOnce
{
    private DueOnce() { }

    /// <summary>Nothing: the date itself stands there.</summary>
    public sealed record OnItsDate : DueOnce;

    /// <summary>A day of the agreement's zone.</summary>
    public sealed record Day(LocalDate Date) : DueOnce;

    /// <summary>The first day of the term.</summary>
    public sealed record StartOfTerm : DueOnce;

    /// <summary>The first notice that ends the agreement.</summary>
    public sealed record Notice : DueOnce;

    /// <summary>The first fact by which another duty was done.</summary>
    /// <param name="Duty">One that is due once, too, and stands above.</param>
    public sealed record Completion(string Duty) : DueOnce;
}

/// <summary>The life of a period's statement. Each span counts from the end of the one before; final from the end of the period.</summary>
/// <param name="Provisional">Default 5 business days.</param>
/// <param name="Comment">Default 10 business days.</param>
/// <param name="SilenceAccepts">Default true.</param>
/// <param name="Final">Default 90 days.</param>
/// <param name="Clause">Where it stands; the agreement's head where silent.</param>
public sealed record StatementLife(Span Provisional, Span Comment, bool SilenceAccepts, Span Final, Clause Clause);
