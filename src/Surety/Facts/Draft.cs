using NodaTime;

namespace Surety.Facts;

/// <summary>A fact as a file has it, before anybody knows whether it was sent twice, contradicted or corrected.</summary>
internal readonly record struct Draft<T>(FactHead Head, Labels Labels, T Content);

/// <summary>What every fact carries beside its content.</summary>
/// <param name="Id">Unique within the source; <c>null</c>: its content is its name.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Known">Unix ticks when it became known; <c>null</c>: when it was true.</param>
/// <param name="Supersedes">Id of the fact that it corrects.</param>
/// <param name="At">Where it stands.</param>
internal readonly record struct FactHead(string? Id, string Source, long? Known, string? Supersedes, Origin At);

internal readonly record struct StateFact(long At, ServiceState State);

internal readonly record struct ValueFact(ValueKind Kind, long At, decimal Value);

internal readonly record struct CountFact(long From, long Until, long Good, long Total);

internal readonly record struct OutageFact((Instant From, Instant? Until) Span, string? Impact, string? Cause, decimal? Affected);

internal readonly record struct ExclusionFact(string Exclusion, (Instant From, Instant? Until) Span, Instant? Announced, ValueList<string> AgreedBy);

/// <param name="Ticket">Its name.</param>
/// <param name="At">Unix ticks.</param>
/// <param name="What">The event's word, <c>status</c> for waiting and resumed.</param>
/// <param name="To">The new status, priority or assignee.</param>
/// <param name="By">Who did it.</param>
/// <param name="IsResumed">Whether the source said <c>resumed</c>, which makes sense after waiting only.</param>
internal readonly record struct TicketFact(string Ticket, long At, string What, string? To, string? By, bool IsResumed = false);

internal readonly record struct MemberFact(string Group, string Name, (Instant? At, LocalDate? Day) From, (Instant? At, LocalDate? Day) Until, Labels Attributes, Fee? Fee);

internal readonly record struct WorkFact(bool IsForecast, string Of, string Period, decimal Quantity, string? Unit, Instant When);

internal readonly record struct DeedFact(DeedKind Kind, string Of, Instant When, string? By, string? Text = null);

internal readonly record struct ImportedFact(string Of, string? Ticket, Instant? At, bool IsMet, Instant? Due);
