using System.Text.Json;

namespace Surety.Cli.Calendars;

/// <summary>What a calendar said, for people and for programs.</summary>
/// <param name="Lines">For people.</param>
/// <param name="Why">Opens it date by date below the lines; <c>null</c>: there is nothing to open.</param>
/// <param name="Json">Writes the same into the object of the answer.</param>
internal sealed record CalendarAnswer(IReadOnlyList<string> Lines, Reason? Why, Action<Utf8JsonWriter> Json);
