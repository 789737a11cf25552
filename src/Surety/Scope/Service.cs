using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Scope;

/// <summary>Something that the provider does for the customer.</summary>
/// <param name="Name">Value of the label <c>service</c> in its facts.</param>
/// <param name="Parts">Its parts; may be empty.</param>
/// <param name="Fee">What it costs; <c>null</c>: not stated.</param>
/// <param name="Covers">Sentences.</param>
/// <param name="DoesNotCover">Sentences.</param>
/// <param name="Description">Text.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Service(string Name, ValueList<Part> Parts, Fee? Fee, ValueList<string> Covers, ValueList<string> DoesNotCover, string? Description, Clause Clause);

/// <summary>A part of a service.</summary>
/// <param name="Name">Value of the label <c>part</c> in its facts.</param>
/// <param name="Fee">Its own fee, in addition to nothing: the service's fee is not split.</param>
public sealed record Part(string Name, Fee? Fee);

/// <summary>A named group of things that are covered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Service">The service it belongs to.</param>
/// <param name="Attributes">Names of attributes that its members have.</param>
/// <param name="Members">Those that the agreement lists; more may arrive as facts.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record InventoryGroup(string Name, string Service, ValueList<string> Attributes, ValueList<ListedMember> Members, Clause Clause)
{
    /// <summary>What time counts in which a member does not exist: good, or left out of its windows; <c>null</c>: the text is silent, and it is left out.</summary>
    public bool? AbsenceIsGood { get; init; }

    /// <summary>How long after it came, or came back, a member is not measured; whole days or months, or hours around the clock. <c>null</c>: it is measured at once.</summary>
    public Span? WaitingPeriod { get; init; }
}

/// <summary>A member that the agreement lists.</summary>
/// <param name="Name">Value of the label <c>member</c> in its facts.</param>
/// <param name="From">First day; <c>null</c>: from the beginning.</param>
/// <param name="Until">First day on which it is no longer covered; <c>null</c>: none.</param>
/// <param name="Attributes">Class, site and the like.</param>
/// <param name="Fee">Its own fee; <c>null</c>: the service's <c>for each</c> fee.</param>
public sealed record ListedMember(string Name, LocalDate? From, LocalDate? Until, Labels Attributes, Fee? Fee);

/// <summary>Time that does not count against the provider.</summary>
/// <param name="Name">What facts call it.</param>
/// <param name="Service">Only for this one; <c>null</c>: all.</param>
/// <param name="Announced">How long before its start the other side must have been told; <c>null</c>: no notice needed.</param>
/// <param name="NoticeCalendar">Calendar for business time in <paramref name="Announced"/>; <c>null</c>: the term's business days.</param>
/// <param name="AtMost">Budget; <c>null</c>: none.</param>
/// <param name="AgreedBy">Who must have agreed: none, one or both of provider and customer.</param>
/// <param name="OnlyDuring">Calendar inside which it counts; <c>null</c>: any time.</param>
/// <param name="Means">Text.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Exclusion(
    string Name, string? Service, Span? Announced, string? NoticeCalendar, ExclusionBudget? AtMost, ValueList<string> AgreedBy, string? OnlyDuring, string? Means, Clause Clause)
{
    /// <summary>Whether somebody plans it: it is announced, or lies in hours of its own; what just happens is neither.</summary>
    public bool IsPlanned => Announced is not null || OnlyDuring is not null;

    /// <summary>When it comes by itself, without a fact, a notice or anybody's agreement: the text has announced it; may be empty.</summary>
    public ValueList<Recurrence> Every { get; init; }

    /// <summary>By whose clock it comes by itself; <c>null</c>: the agreement's.</summary>
    public DateTimeZone? EveryZone { get; init; }

    static readonly BusinessCalendar Always = BusinessCalendar.Compile(new CalendarRules("around the clock", DateTimeZone.Utc) { AlwaysOpen = true });

    /// <summary>Finds the last instant at which time that begins at <paramref name="start"/> may be announced.</summary>
    /// <param name="start">When the excluded time begins.</param>
    /// <param name="calendars">A calendar by its name.</param>
    /// <param name="businessDays">The term's business days.</param>
    /// <param name="zone">The agreement's.</param>
    /// <returns>Included; <c>null</c>: no notice is needed, or there is no such instant.</returns>
    public Instant? LatestAnnouncement(Instant start, Func<string?, BusinessCalendar> calendars, BusinessCalendar businessDays, DateTimeZone zone) => Announced is not { } notice ? null
        : notice.Before(start, notice is Span.Elapsed ? Always : NoticeCalendar is { } name ? calendars(name) : businessDays, zone);
}

/// <summary>How much an exclusion may take.</summary>
/// <param name="Time">In a period.</param>
/// <param name="Per">Calendar month, quarter or year of the agreement's zone.</param>
public sealed record ExclusionBudget(Duration Time, WindowRule Per);
