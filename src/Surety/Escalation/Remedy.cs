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
    /// <summary>Until when a claim is completed by its evidence; <c>null</c>: as the chapter says.</summary>
    public EvidenceDue? Evidence { get; init; }

    /// <summary>What must be so for it to be granted, all of it; empty: it always is.</summary>
    public ValueList<Eligibility> OnlyIf { get; init; }

    /// <summary>Whether it is given without a claim, whatever the chapter says of others.</summary>
    public bool NeedsNoClaim { get; init; }

    /// <summary>The credits whose points it turns into money; <c>null</c>: it is for the verdicts of a level. With it <see cref="Of"/> names no level.</summary>
    public PointsPool? Pool { get; init; }

    /// <summary>How much more a miss gives that follows on others; <c>null</c>: as much as the first.</summary>
    public RepeatRule? Repeat { get; init; }

    /// <summary>When what was credited is given back; <c>null</c>: never.</summary>
    public EarnBack? EarnBack { get; init; }

    /// <summary>Whether it is what the customer pays for figures that are better than promised.</summary>
    public bool IsBonus { get; init; }

    /// <summary>Until when it can be used; <c>null</c>: without limit.</summary>
    public DeadlineRule? Expires { get; init; }
}

/// <summary>Credits whose points are added.</summary>
/// <param name="Credits">Their names; empty: all that give points.</param>
/// <param name="Per">Points of windows that end in one of these are added.</param>
public sealed record PointsPool(ValueList<string> Credits, WindowRule Per);

/// <summary><c>times 2 from the 2nd consecutive miss</c>: the factor is applied once, however many misses there were.</summary>
/// <param name="Times">The factor.</param>
/// <param name="From">The miss from which on it holds, from 2.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record RepeatRule(decimal Times, int From, string Words, Clause Clause);

/// <summary><c>mean of the year at least 99.5 %</c>: what was credited in the period is given back if the mean of its figures lies there.</summary>
/// <param name="Per">The period.</param>
/// <param name="Range">Where the unweighted mean of the figures of its windows has to lie.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record EarnBack(WindowRule Per, Comparison Range, string Words, Clause Clause);

/// <summary><c>above EUR 1.00</c>.</summary>
/// <param name="Limit">The amount.</param>
/// <param name="Included">Whether equality pays.</param>
public sealed record MoneyRange(Price Limit, bool Included);

/// <summary>How a credit is found.</summary>
public abstract record Schedule
{
    private Schedule() { }

    /// <summary>Rows of ranges of the measured figure.</summary>
    /// <param name="Rows">In the order written; may be empty beside <see cref="Missed"/>.</param>
    public sealed record Bands(ValueList<Band> Rows) : Schedule
    {
        /// <summary>What a miss gives that no row matches; <c>null</c>: it is a schedule error.</summary>
        public MissedRow? Missed { get; init; }
    }

    /// <summary>Rows of lengths of time, for each outage by its bad time or for each missed cycle by how late it was: each gives a credit of its own.</summary>
    /// <param name="Of"><see cref="UnitOf.Outages"/> or <see cref="UnitOf.Lateness"/>.</param>
    /// <param name="Rows">In the order written; at least one.</param>
    public sealed record EachInBands(UnitOf Of, ValueList<Band> Rows) : Schedule;

    /// <summary>So much for each unit of shortfall, of bad time, or for each missed cycle.</summary>
    /// <param name="Unit">Size of a unit: a fraction (0.1 % = 0.001), ticks, or a number; 1 for misses.</param>
    /// <param name="Of">What is divided into units.</param>
    /// <param name="Part">What a unit begun counts.</param>
    /// <param name="Award">For each unit.</param>
    /// <param name="AtMost">Highest award; <c>null</c>: no limit.</param>
    /// <param name="Words">As written.</param>
    public sealed record PerUnit(Rational Unit, UnitOf Of, UnitPart Part, Award Award, Award? AtMost, string Words) : Schedule
    {
        /// <summary>What is free before units are counted, on the scale of <see cref="Unit"/>.</summary>
        public Rational Beyond { get; init; } = Rational.Zero;

        /// <summary>What is given at least where any unit is reached; <c>null</c>: no such limit.</summary>
        public Award? AtLeast { get; init; }

        /// <summary>The most that one late cycle or one outage gives, where each counts by itself; <c>null</c>: no such limit.</summary>
        public Award? AtMostEach { get; init; }
    }

    /// <summary>All that it may give.</summary>
    public IEnumerable<Award> Awards => this switch
    {
        Bands bands => bands.Rows.Select(r => r.Award).Concat(bands.Missed is { } missed ? [missed.Award] : []),
        EachInBands each => each.Rows.Select(r => r.Award),
        PerUnit each => new[] { each.Award, each.AtLeast, each.AtMost, each.AtMostEach }.OfType<Award>(),
    };

    /// <summary>Whether it gives a share of anything, and not only stated amounts.</summary>
    public bool GivesShare => Awards.Any(a => a is Award.Share);
}

/// <summary><c>missed: 10 %</c>: what any miss gives that no row before it matches.</summary>
public sealed record MissedRow(Award Award, Clause Clause);

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

    /// <summary>Bad time of each outage by itself.</summary>
    Outages,

    /// <summary>Missed cycles.</summary>
    Misses,

    /// <summary>Time by which each missed cycle was late, on the clock of its metric, each by itself.</summary>
    Lateness,

    /// <summary>Points that other credits gave.</summary>
    Points,
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
    /// <param name="Fraction">0.1 for 10 %; exact, and what digits cannot write is a quotient: 1000 % ÷ 43,200.</param>
    public sealed record Share(Rational Fraction) : Award;

    /// <summary>An amount.</summary>
    public sealed record Fixed(Price Value) : Award;

    /// <summary>Something that is no money: points, days of term, free hours, or what the words say.</summary>
    /// <param name="Number">How many.</param>
    /// <param name="Unit">Of what; in the plural, or the words of a text.</param>
    public sealed record InKind(decimal Number, string Unit) : Award;

    /// <summary>Nothing, in writing: a dead band.</summary>
    public sealed record Nothing : Award;
}

/// <summary>So much of something that is no money.</summary>
/// <param name="Number">How many; more than nothing.</param>
/// <param name="Unit">Of what: <c>points</c>, <c>days of term</c>, <c>free hours</c>, or the words of a text, of which there is one.</param>
public sealed record InKind(Rational Number, string Unit);

/// <summary>The most that credits come to.</summary>
/// <param name="Share">Share of <paramref name="Of"/>; <c>null</c>: <paramref name="Amount"/> holds.</param>
/// <param name="Of">Base of the share.</param>
/// <param name="Amount">A stated amount; <c>null</c>: the share holds.</param>
/// <param name="Per">Periods over which credits add up, by the end of their windows; <c>null</c>: each window by itself.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record CreditCap(Rational? Share, CreditBase? Of, Price? Amount, WindowRule? Per, string Words, Clause Clause)
{
    /// <summary>Whether what is over it is credited in its next period, and not lost.</summary>
    public bool IsCarriedOver { get; init; }

    /// <summary>Which credits it is for; a cap of a credit is for that one.</summary>
    public CapFor For { get; init; } = new CapFor.All();
}

/// <summary>Which credits a cap of the chapter is for.</summary>
public abstract record CapFor
{
    private CapFor() { }

    /// <summary>All of them.</summary>
    public sealed record All : CapFor;

    /// <summary>Those of these names.</summary>
    public sealed record Named(ValueList<string> Credits) : CapFor;

    /// <summary>Those that are not about another service: the cap is a share of what this one costs, and the text does not say for which credits it is.</summary>
    /// <param name="Service">Its name.</param>
    /// <param name="Part">One part of it; <c>null</c>: all of it.</param>
    public sealed record OfService(string Service, string? Part) : CapFor;
}

/// <summary>How credits are paid out.</summary>
/// <param name="Claimed">Whether they must be claimed.</param>
/// <param name="Invoice">1: the next invoice; 2: the one after.</param>
/// <param name="Claim">Deadline of claims where the remedy has none of its own; <c>null</c>: none.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Settlement(bool Claimed, int Invoice, DeadlineRule? Claim, Clause Clause)
{
    /// <summary>Until when claims are completed by their evidence where the remedy does not say; <c>null</c>: a claim needs none.</summary>
    public EvidenceDue? Evidence { get; init; }

    /// <summary>Whether a credit is void whose invoice would come after the term; otherwise it is owed all the same. <c>null</c>: the text is silent, and it is owed.</summary>
    public bool? LapsesWithTerm { get; init; }
}

/// <summary>The second step of a claim.</summary>
/// <param name="By">Until when.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record EvidenceDue(DeadlineRule By, Clause Clause);
