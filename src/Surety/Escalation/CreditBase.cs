using Surety.Metrics;
using Surety.Scope;

namespace Surety.Escalation;

/// <summary>What percentages of a credit or a cap are of.</summary>
/// <param name="Of">Which fees, or which lines of invoices.</param>
/// <param name="Period">Of which time.</param>
/// <param name="Words">As written, or the default in words.</param>
public sealed record CreditBase(BaseOf Of, BasePeriod Period, string Words)
{
    /// <summary>Which lines count, and how much of them.</summary>
    public BilledAs As { get; init; } = new(null, null, null);

    /// <summary>Whether the amount is that of an average month of the period.</summary>
    public bool IsMonthlyAverage { get; init; }

    /// <summary>The share of all that which it is: 0.1 for an amount at risk of 10 %; 1: all of it.</summary>
    public Rational Share { get; init; } = Rational.One;

    /// <summary>Whether it is that of one day of its period.</summary>
    public bool IsOfOneDay { get; init; }

    /// <summary>What the amount is divided by: 365 for a day of a year; 1: it is not.</summary>
    public int DividedBy { get; init; } = 1;
}

/// <summary>What a base adds up.</summary>
public abstract record BaseOf
{
    private BaseOf() { }

    /// <summary>The fee of a service, or of one part of it.</summary>
    public sealed record FeeOf(string Service, string? Part) : BaseOf;

    /// <summary>The fee of the service that the level's metric measures.</summary>
    public sealed record FeeOfAffected : BaseOf;

    /// <summary>The fee of the member that the verdict is for.</summary>
    public sealed record FeeOfMember : BaseOf;

    /// <summary>Every fee of the agreement, members' fees among them.</summary>
    public sealed record AllFees : BaseOf;

    /// <summary>A stated amount, whatever the period.</summary>
    public sealed record Stated(Price Value) : BaseOf;

    /// <summary>Lines of invoices.</summary>
    /// <param name="Kind">Only recurring, usage or one-time lines; <c>null</c>: recurring and usage.</param>
    /// <param name="For">Which lines.</param>
    public sealed record Billed(ChargeKindWanted? Kind, BilledFor For) : BaseOf;

    /// <summary>A price for each unit of what was used.</summary>
    /// <param name="Price">For one unit; may have more digits than the minor unit.</param>
    /// <param name="Unit">As facts of usage have it.</param>
    /// <param name="For">Which usage.</param>
    public sealed record Used(Price Price, string Unit, BilledFor For) : BaseOf;

    /// <summary>The text is silent: the fee of the affected service, or, where none is stated, what was billed for it.</summary>
    public sealed record Unwritten : BaseOf;
}

/// <summary>Kinds of lines that a base may name.</summary>
public enum ChargeKindWanted
{
    /// <summary>That come again each period.</summary>
    Recurring,

    /// <summary>By what was used.</summary>
    Usage,

    /// <summary>Charged once.</summary>
    OneTime,
}

/// <summary>Which facts of billing a base reads, by their labels.</summary>
/// <param name="Subject">What they are for.</param>
/// <param name="In">Further tests, all of which must hold.</param>
public sealed record BilledFor(BilledSubject Subject, ValueList<LabelTest> In)
{
    /// <summary>Labels that must have the value that the scope of the verdict has: <c>in the same region</c>.</summary>
    public ValueList<string> Same { get; init; }
}

/// <summary>What a charge is for.</summary>
public abstract record BilledSubject
{
    private BilledSubject() { }

    /// <summary>Anything.</summary>
    public sealed record Everything : BilledSubject;

    /// <summary>A service, or one part of it.</summary>
    public sealed record OfService(string Service, string? Part) : BilledSubject;

    /// <summary>The service that the level's metric measures.</summary>
    public sealed record Affected : BilledSubject;

    /// <summary>The member that the verdict is for.</summary>
    public sealed record OfMember : BilledSubject;

    /// <summary>The tickets or orders that were missed, each whole: labels <c>ticket</c>.</summary>
    public sealed record OfTickets : BilledSubject;
}

/// <summary>What the text says of lines that are taxes, one-time items, or cover more than the period; <c>null</c>: it is silent, and the default holds.</summary>
/// <param name="Gross">With tax; default: net.</param>
/// <param name="OneTime">With one-time items; default: without.</param>
/// <param name="InFull">A line counts whole that covers the period in part; default: the share of its time.</param>
public sealed record BilledAs(bool? Gross, bool? OneTime, bool? InFull);

/// <summary>Of which time a base is.</summary>
public abstract record BasePeriod
{
    private BasePeriod() { }

    /// <summary>The verdict's window.</summary>
    public sealed record OfWindow : BasePeriod;

    /// <summary>Calendar periods, counted from the one in which the window ends.</summary>
    /// <param name="Per">Months, quarters or years.</param>
    /// <param name="First">The first of them: 0 is the one in which the window ends, −1 the one before it, 1 the one after it.</param>
    /// <param name="Count">How many; at least 1.</param>
    public sealed record Calendar(WindowRule Per, int First, int Count) : BasePeriod;

    /// <summary>The bad time of the window: its share of what the window costs.</summary>
    public sealed record BadTime : BasePeriod;

    /// <summary>The invoice that covers the end of the window, whole.</summary>
    public sealed record Invoice : BasePeriod;

    /// <summary>The window.</summary>
    public static BasePeriod Window { get; } = new OfWindow();
}
