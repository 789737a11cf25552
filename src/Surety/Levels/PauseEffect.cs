using Surety.Calendars;

namespace Surety.Levels;

/// <summary>A ticket whose clock stood still, and what that made of the figure of a level.</summary>
/// <param name="Ticket">Its name, and which of its cycles.</param>
/// <param name="Stood">For how long, inside the hours of its clock; <c>null</c>: no cycle of it counts any more that could say so.</param>
/// <param name="While">The status values in which the agreement lets it stand still.</param>
/// <param name="Before">The figure with the pauses of the tickets before it left out; <c>null</c>: there was none.</param>
/// <param name="After">The figure with its pauses left out, too; <c>null</c>: there is none any more.</param>
/// <param name="Clause">Where the agreement says so.</param>
/// <param name="Facts">What started and ended its clock.</param>
/// <remarks>Source: docs/guide/statement.md, "What was missed, and exclusions".</remarks>
public sealed record PauseEffect(string Ticket, WorkingTime? Stood, ValueList<string> While, Figure? Before, Figure? After, Clause? Clause, FactCitation? Facts);
