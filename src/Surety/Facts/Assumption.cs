using NodaTime;

namespace Surety.Facts;

/// <summary>
/// What is supposed of a stretch of time in place of what the facts say of it, to try out what would have been or what may come. Never read from a file: only a question
/// that somebody asks has one.
/// </summary>
/// <param name="About">Whom it concerns: whatever is measured there and has no other value for one of these labels; empty: everything.</param>
/// <param name="Time">Half-open; may have no end.</param>
/// <param name="IsBad">Whether that time is bad; otherwise it is good.</param>
public sealed record Assumption(Labels About, Interval Time, bool IsBad);
