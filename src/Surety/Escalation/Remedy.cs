using Surety.Clocks;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Escalation;

/// <summary>What a miss costs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Of">The level, or some of its scopes.</param>
/// <param name="Base">What percentages are of.</param>
/// <param name="Schedule">Bands or units.</param>
/// <param name="PaidIf">The exact amount before rounding must lie in this range (in major units of the currency); <c>null</c>: always.</param>
/// <param name="Cap">For this remedy alone, before combination; <c>null</c>: none.</param>
/// <param name="Rounding">To the minor unit.</param>
/// <param name="Claim">Must be claimed by then; <c>null</c>: credited without a claim (unless the chapter says otherwise).</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Remedy(
    string Name, LevelScope Of, CreditBase Base, Schedule Schedule, MoneyRange? PaidIf, CreditCap? Cap, Rounding Rounding, DeadlineRule? Claim, Clause Clause)
{
    /// <summary>What must be so for it to be granted, all of it; empty: it always is.</summary>
    public ValueList<Eligibility> OnlyIf { get; init; }
}

/// <summary><c>above EUR 1.00</c>.</summary>
/// <param name="Limit">The amount.</param>
/// <param name="Included">Whether equality pays.</param>
public sealed record MoneyRange(Money Limit, bool Included);

/// <summary>How a credit is found.</summary>
public abstract record Schedule
{
    private Schedule() { }

    /// <summary>Rows of ranges of the measured figure.</summary>
    public sealed record Bands(ValueList<Band> Rows) : Schedule;

    /// <summary>So much for each unit of shortfall, of bad time, or for each missed cycle.</summary>
    /// <param name="Unit">Size of a unit: a fraction (0.1 % = 0.001), ticks, or a number; 1 for misses.</param>
    /// <param name="Of">What is divided into units.</param>
    /// <param name="Part">What a unit begun counts.</param>
    /// <param name="Award">For each unit.</param>
    /// <param name="AtMost">Highest award; <c>null</c>: no limit.</param>
    /// <param name="Words">As written.</param>
    public sealed record PerUnit(Rational Unit, UnitOf Of, UnitPart Part, Award Award, Award? AtMost, string Words) : Schedule;
}

/// <summary>One row of a schedule.</summary>
public sealed record Band(Comparison Range, Award Award, Clause Clause);

/// <summary>What a formula divides into units.</summary>
public enum UnitOf
{
    /// <summary>How far the figure lies below the target.</summary>
    Below,

    /// <summary>How far the figure lies above the target.</summary>
    Above,

    /// <summary>Bad time of the window.</summary>
    Downtime,

    /// <summary>Missed cycles.</summary>
    Misses,
}

/// <summary>What a unit begun counts.</summary>
public enum UnitPart
{
    /// <summary>Its share.</summary>
    ProRata,

    /// <summary>Nothing.</summary>
    Full,

    /// <summary>A whole one.</summary>
    Started,
}

/// <summary>What a row gives.</summary>
public abstract record Award
{
    private Award() { }

    /// <summary>A share of the base.</summary>
    public sealed record Share(Percentage Value) : Award;

    /// <summary>An amount.</summary>
    public sealed record Fixed(Money Value) : Award;

    /// <summary>Nothing, in writing: a dead band.</summary>
    public sealed record Nothing : Award;
}

/// <summary>The most that credits come to.</summary>
/// <param name="Share">Share of <paramref name="Of"/>; <c>null</c>: <paramref name="Amount"/> holds.</param>
/// <param name="Of">Base of the share.</param>
/// <param name="Amount">A stated amount; <c>null</c>: the share holds.</param>
/// <param name="Per">Periods over which credits add up, by the end of their windows; <c>null</c>: each window by itself.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record CreditCap(Percentage? Share, CreditBase? Of, Money? Amount, WindowRule? Per, string Words, Clause Clause);

/// <summary>How credits are paid out.</summary>
/// <param name="Claimed">Whether they must be claimed.</param>
/// <param name="Invoice">1: the next invoice; 2: the one after.</param>
/// <param name="Claim">Deadline of claims where the remedy has none of its own; <c>null</c>: none.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Settlement(bool Claimed, int Invoice, DeadlineRule? Claim, Clause Clause);
