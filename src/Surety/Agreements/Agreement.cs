using NodaTime;
using Surety.Calendars;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Reporting;
using Surety.Scope;

namespace Surety.Agreements;

/// <summary>One version of an agreement: legal by construction, every name in it stands for something.</summary>
public sealed record Agreement
{
    /// <summary>Short name, shared by its versions.</summary>
    public required string Id { get; init; }

    /// <summary>A line for people.</summary>
    public required string Title { get; init; }

    /// <summary>Rises with each amendment; from 1.</summary>
    public required int Version { get; init; }

    /// <summary>First local day of this version.</summary>
    public required LocalDate Effective { get; init; }

    /// <summary>What becomes of windows that are running when this version takes effect.</summary>
    public TakesEffect TakesEffect { get; init; }

    /// <summary>Since when, where a change of the customer's plan begins this stretch of the version; <c>null</c>: the start of the effective day.</summary>
    public Instant? Since { get; init; }

    /// <summary>Binding language: <c>en</c> or <c>de</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Name of the file.</summary>
    public required string File { get; init; }

    /// <summary>Provider and customer.</summary>
    public required Parties Parties { get; init; }

    /// <summary>How long it holds, and by whose clock.</summary>
    public required Term Term { get; init; }

    /// <summary>Chapter 1.</summary>
    public required ScopeChapter Scope { get; init; }

    /// <summary>Chapter 2, in the order written.</summary>
    public required ValueList<Metric> Metrics { get; init; }

    /// <summary>Chapter 3, in the order written; a level that counts another stands after it here, wherever it was written.</summary>
    public required ValueList<ServiceLevel> Levels { get; init; }

    /// <summary>Chapter 4: duties.</summary>
    public required ValueList<Duty> Duties { get; init; }

    /// <summary>Chapter 4: the life of statements.</summary>
    public required StatementLife StatementLife { get; init; }

    /// <summary>Chapter 5.</summary>
    public required EscalationChapter Escalation { get; init; }

    /// <summary>Questions that the text leaves open, with the default that holds.</summary>
    public ValueList<Silence> Silences { get; init; }

    /// <summary>The calendar that never closes; its days are those of the agreement's zone.</summary>
    public required BusinessCalendar AroundTheClock { get; init; }

    /// <summary>The agreement's zone.</summary>
    public DateTimeZone Zone => Term.Zone;

    /// <summary>A metric by its name.</summary>
    public Metric? Metric(string name) => Metrics.FirstOrDefault(m => m.Name == name);

    /// <summary>A level by its name.</summary>
    public ServiceLevel? Level(string name) => Levels.FirstOrDefault(l => l.Name == name);

    /// <summary>A calendar by its name; <c>around the clock</c> always exists; <c>null</c> name: around the clock.</summary>
    /// <exception cref="ArgumentException">There is none: a bug, since names were checked at the door.</exception>
    public BusinessCalendar Calendar(string? name) =>
        name is null or "around the clock" ? AroundTheClock
        : Scope.Calendars.FirstOrDefault(c => c.Name == name) ?? throw new ArgumentException($"No calendar is called '{name}'.", nameof(name));

    /// <summary>The calendars in which the time of a metric counts, for this customer.</summary>
    /// <param name="metric">Whose clock reads them.</param>
    /// <param name="facts">May say more about members and their attributes than the agreement lists.</param>
    public CycleCalendars Calendars(Metric.TimeTaken metric, FactSet facts) =>
        CycleCalendars.Of(metric, Calendar, Parties.Customer.Attributes, Members.Of(Scope.Inventory, facts, Zone));
}

/// <summary>What becomes of a window that is running when an amendment takes effect.</summary>
/// <remarks>Source: docs/guide/language.md, "Amendments".</remarks>
public enum TakesEffect
{
    /// <summary>The version before judges it whole; the amendment begins with the next one.</summary>
    WithNextWindow,

    /// <summary>It is split at the change: each version judges its part as a window of its own.</summary>
    SplitAtTheChange,

    /// <summary>The version before judges it whole, and each incident in it is measured by the version in force when it began.</summary>
    IncidentByIncident,
}

/// <summary>Chapter 1: what is provided, to whom, when.</summary>
/// <param name="Tiers">Offered tiers; empty: not stated.</param>
/// <param name="Values">Named values.</param>
/// <param name="Calendars">Compiled; in the order written.</param>
/// <param name="BusinessDays">The calendar whose days are business days in deadlines.</param>
/// <param name="Services">In the order written.</param>
/// <param name="Inventory">Groups.</param>
/// <param name="Feeds">Names.</param>
/// <param name="Exclusions">In the order written.</param>
/// <param name="Sentences">Responsibilities and limits, kept in their place: heading and sentence.</param>
public sealed record ScopeChapter(
    ValueList<string> Tiers, ValueList<NamedValue> Values, ValueList<BusinessCalendar> Calendars, BusinessCalendar BusinessDays, ValueList<Service> Services,
    ValueList<InventoryGroup> Inventory, ValueList<string> Feeds, ValueList<Exclusion> Exclusions, ValueList<Sentence> Sentences)
{
    /// <summary>Quantities of work that targets follow, in the order written; may be empty.</summary>
    public ValueList<Workload> Workloads { get; init; } = [];
}

/// <summary>A value that clauses use by name.</summary>
public sealed record NamedValue(string Name, Quantity Value, Clause Clause);

/// <summary>A clause that does not compute.</summary>
/// <param name="Heading">The key it stands under.</param>
/// <param name="Text">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Sentence(string Heading, string Text, Clause Clause);

/// <summary>Chapter 5: what follows.</summary>
/// <param name="Ladders">In the order written.</param>
/// <param name="Credits">In the order written.</param>
/// <param name="OneOf">Credits of a window of which only one is given; all others add up.</param>
/// <param name="Caps">Applied after combination, in the order written.</param>
/// <param name="Settlement">How credits are paid out.</param>
/// <param name="Rights">In the order written.</param>
/// <param name="Sentences">Disputes and other terms.</param>
public sealed record EscalationChapter(
    ValueList<Ladder> Ladders, ValueList<Remedy> Credits, ValueList<OneOf> OneOf, ValueList<CreditCap> Caps, Settlement Settlement, ValueList<Right> Rights, ValueList<Sentence> Sentences);

/// <summary>A question that disputes turn on and the text leaves open.</summary>
/// <param name="Question">As the guide's table has it.</param>
/// <param name="Default">What holds.</param>
/// <param name="About">The clause that is silent.</param>
/// <param name="Code">A stable name: <c>silence.partial-minutes</c>.</param>
/// <param name="Subject">Name of the clause that is silent; <c>null</c>: the question is about the agreement as a whole.</param>
public sealed record Silence(string Question, string Default, Clause About, string Code, string? Subject = null)
{
    /// <summary>The question and the answer that holds.</summary>
    public string Sentence => $"The text leaves open: {Question}. What holds: {Default}.";
}

/// <summary>What the answer to an open question moves.</summary>
public enum Moves
{
    /// <summary>Amounts, whatever the verdicts are.</summary>
    Money,

    /// <summary>Verdicts, and by them money.</summary>
    Verdicts,

    /// <summary>Rights and dates.</summary>
    Rights,
}
