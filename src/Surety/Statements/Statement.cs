using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>All verdicts of one period, and what follows from them. Every page, report and file shows this and nothing else.</summary>
public sealed record Statement
{
    /// <summary>Short name of the agreement.</summary>
    public required string Agreement { get; init; }

    /// <summary>Its line for people.</summary>
    public required string Title { get; init; }

    /// <summary>Versions that judged something here, in order.</summary>
    public required ValueList<VersionInForce> Versions { get; init; }

    /// <summary>Name of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the customer.</summary>
    public required string Customer { get; init; }

    /// <summary>The customer's tier; <c>null</c>: none.</summary>
    public string? Tier { get; init; }

    /// <summary>The period. Windows that end in it are judged; windows that run on past it are shown as open.</summary>
    public required Window Period { get; init; }

    /// <summary>The agreement's zone.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>What was known then is in here; later facts are not.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>In the order of the agreement, then by window and scope.</summary>
    public required ValueList<LevelResult> Levels { get; init; }

    /// <summary>What each window that is open may still cost and give; those whose level is only reported have none.</summary>
    public ValueList<Prospect> Prospects { get; init; }

    /// <summary>What all open windows may still cost together, one for each currency.</summary>
    public ValueList<Stake> AtStake { get; init; }

    /// <summary>Every credit line, those that come to nothing among them.</summary>
    public required ValueList<CreditLine> Credits { get; init; }

    /// <summary>Caps that were reached.</summary>
    public required ValueList<CapReached> Caps { get; init; }

    /// <summary>What is owed after combination and caps, one for each currency; opens down to the credit lines.</summary>
    public required ValueList<Total> Totals { get; init; }

    /// <summary>Every right of the agreement and how near it is.</summary>
    public required ValueList<RightStatus> Rights { get; init; }

    /// <summary>Reports and reviews that belong to the period or fall due in it.</summary>
    public required ValueList<DutyStatus> Duties { get; init; }

    /// <summary>Whom the ladders would have told, in order of time.</summary>
    public required ValueList<Message> Messages { get; init; }

    /// <summary>When this statement stops being provisional, and the rest of its life.</summary>
    public required LifeOfStatement Life { get; init; }

    /// <summary>Verdicts that other systems gave, beside ours; empty: there are none.</summary>
    public ValueList<ImportedVerdicts> Imported { get; init; }

    /// <summary>Things to know: facts that no metric read, answers off the scale, rows that overlapped, schedule errors.</summary>
    public required ValueList<Remark> Remarks { get; init; }

    /// <summary>Questions that the text leaves open, and what held.</summary>
    public required ValueList<Silence> Silences { get; init; }

    /// <summary>Names of fact files that reasons point into.</summary>
    public required ValueList<string> FactFiles { get; init; }
}

/// <summary>A version and when it holds.</summary>
public sealed record VersionInForce(int Version, LocalDate Effective, string File);

/// <summary>One remedy in one window for one scope.</summary>
/// <param name="Remedy">Name of the remedy.</param>
/// <param name="Level">Name of the level.</param>
/// <param name="Window">The level's window.</param>
/// <param name="Scope">Labels of the scope.</param>
/// <param name="Row">Words of the row or formula that matched; <c>null</c>: none did.</param>
/// <param name="State">What became of it.</param>
/// <param name="Exact">Before rounding.</param>
/// <param name="Amount">After rounding, its own cap, and combination; zero where nothing is owed.</param>
/// <param name="ClaimBy">Last instant to claim; <c>null</c>: no claim needed.</param>
/// <param name="Clause">Row or remedy.</param>
/// <param name="Derivation">Opens the amount.</param>
public sealed record CreditLine(
    string Remedy, string Level, Window Window, Labels Scope, string? Row, CreditState State, Rational Exact, Money Amount, Instant? ClaimBy, Clause Clause, Derivation Derivation)
{
    /// <summary>The incident that it is for, where each has a claim of its own; <c>null</c>: it is for the window.</summary>
    public Incident? Incident { get; init; }

    /// <summary>What the schedule came to, rounded, and is not owed: not claimed in time, not granted, too small, not the best, or over the credit's own cap. Caps of the chapter are not looked at.</summary>
    public Money Lost { get; init; } = Money.Zero(Amount.Currency);

    /// <summary>The share of the base that the row or formula gives, before claims, combination and caps; <c>null</c>: it gives an amount, or nothing could be worked out.</summary>
    public Rational? Rate { get; init; }

    /// <summary>All rows that match, in their order; more than one where they overlap, and the better one for the customer holds.</summary>
    public ValueList<string> Rows { get; init; }

    /// <summary>What is given that is no money; <c>null</c>: it is money, and <see cref="Amount"/> says how much.</summary>
    public Escalation.InKind? InKind { get; init; }

    /// <summary>Last instant to use what is given; <c>null</c>: no limit.</summary>
    public Instant? Expires { get; init; }

    /// <summary>Puts <see cref="WhyExpires"/> together when somebody asks; <c>null</c>: it does not expire.</summary>
    public Derivation? ExpiresDerivation { get; init; }

    /// <summary>The last instant to use it, opened.</summary>
    public Reason? WhyExpires => ExpiresDerivation?.Reason;

    /// <summary>Why it is not granted: the first condition of <c>only if</c> that does not hold; <c>null</c>: all hold.</summary>
    public string? Withheld { get; init; }

    /// <summary>Whether it is not granted because it is a credit of another plan, tier or kind of member: it does not apply, and nothing is lost by it.</summary>
    public bool IsForOthers { get; init; }

    /// <summary>Why the amount is not known although a row matches, a sentence without its stop; <c>null</c>: it is known, or no row matches.</summary>
    public string? NotComputed { get; init; }

    /// <summary>Whether there is an amount to show, be it zero.</summary>
    public bool IsKnown => State is not (CreditState.NotYetKnown or CreditState.NotComputed);

    /// <summary>Puts <see cref="WhyLost"/> together when somebody asks; <c>null</c>: nothing is lost.</summary>
    public Derivation? LostDerivation { get; init; }

    /// <summary>What is lost, opened.</summary>
    public Reason? WhyLost => LostDerivation?.Reason;

    /// <summary>Puts <see cref="WhyClaim"/> together when somebody asks; <c>null</c>: there is no deadline.</summary>
    public Derivation? ClaimDerivation { get; init; }

    /// <summary>The last instant to claim, opened.</summary>
    public Reason? WhyClaim => ClaimDerivation?.Reason;

    /// <summary>The amount, opened.</summary>
    public Reason Why => Derivation.Reason;
}

/// <summary>What became of a credit.</summary>
public enum CreditState
{
    /// <summary>Owed.</summary>
    Credited,

    /// <summary>Owed if claimed in time.</summary>
    Claimable,

    /// <summary>Claimed in time: owed.</summary>
    Claimed,

    /// <summary>Not claimed in time: not owed.</summary>
    Forfeited,

    /// <summary>The row that matches gives nothing, in writing.</summary>
    Nothing,

    /// <summary>Smaller than what is paid out.</summary>
    TooSmall,

    /// <summary>A condition of <c>only if</c> does not hold.</summary>
    Withheld,

    /// <summary>Another credit of the window is larger or was claimed, and only one of them is given.</summary>
    NotTheBest,

    /// <summary>The figure is better than promised, and the customer pays for it: the amount is below zero.</summary>
    Bonus,

    /// <summary>What was credited is given back, because the mean of a longer period is as promised: the amount is below zero.</summary>
    EarnedBack,

    /// <summary>Its base has not been billed yet, or nobody said so yet: the amount is unknown, not zero.</summary>
    NotYetKnown,

    /// <summary>A row matches, and its amount cannot be worked out: the fee that it is a share of is not stated, or is in several currencies.</summary>
    NotComputed,

    /// <summary>Missed, and no row matches: no credit until the parties decide.</summary>
    ScheduleError,
}

/// <summary>A cap that cut something.</summary>
/// <param name="Words">As written.</param>
/// <param name="Period">Its period; <c>null</c>: the window.</param>
/// <param name="Limit">The most there could be.</param>
/// <param name="Before">What had been credited earlier in its period.</param>
/// <param name="Cut">What is lost.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record CapReached(string Words, Window? Period, Money Limit, Money Before, Money Cut, Clause Clause)
{
    /// <summary>Whether what was cut is credited in the next period of the cap, and not lost.</summary>
    public bool IsCarriedOver { get; init; }

    /// <summary>Puts <see cref="Why"/> together when somebody asks; <c>null</c>: made by hand.</summary>
    public Derivation? Derivation { get; init; }

    /// <summary>Limit, what was credited before and what is lost, opened.</summary>
    public Reason? Why => Derivation?.Reason;
}

/// <summary>What is owed in one currency.</summary>
/// <param name="Owed">Credited and claimed, after caps.</param>
/// <param name="Claimable">What may still be claimed, after caps.</param>
/// <param name="Invoice">The invoice that it is credited on: 1 the next, 2 the one after.</param>
/// <param name="Derivation">Opens what is owed.</param>
public sealed record Total(Money Owed, Money Claimable, int Invoice, Derivation Derivation)
{
    /// <summary>What was not claimed in time, rounded; caps of the chapter are not looked at.</summary>
    public Money Forfeited { get; init; } = Money.Zero(Owed.Currency);

    /// <summary>The total, opened.</summary>
    public Reason Why => Derivation.Reason;

    /// <summary>Puts <see cref="WhyClaimable"/> together when somebody asks; <c>null</c>: made by hand.</summary>
    public Derivation? ClaimableDerivation { get; init; }

    /// <summary>What may still be claimed, opened.</summary>
    public Reason? WhyClaimable => ClaimableDerivation?.Reason;

    /// <summary>Puts <see cref="WhyForfeited"/> together when somebody asks; <c>null</c>: made by hand.</summary>
    public Derivation? ForfeitedDerivation { get; init; }

    /// <summary>What was not claimed in time, opened.</summary>
    public Reason? WhyForfeited => ForfeitedDerivation?.Reason;
}

/// <summary>How near a right is.</summary>
/// <param name="Right">Its name.</param>
/// <param name="Of">Whose.</param>
/// <param name="State">What became of it.</param>
/// <param name="Trigger">The trigger that is nearest or has given it, in its own words.</param>
/// <param name="Have">Windows, or events, that count toward it now.</param>
/// <param name="Need">How many give it.</param>
/// <param name="Since">When it arose; <c>null</c>: it has not.</param>
/// <param name="Until">Last instant to exercise it; <c>null</c>: no limit, or it has not arisen.</param>
/// <param name="Notice">As written.</param>
/// <param name="Clause">Where it stands.</param>
/// <param name="Derivation">What counts.</param>
public sealed record RightStatus(string Right, string Of, RightState State, string Trigger, long Have, long Need, Instant? Since, Instant? Until, string? Notice, Clause Clause, Derivation Derivation)
{
    /// <summary>What is counted, in the plural: <c>windows</c>, <c>outages</c>, <c>tickets</c>, <c>misses</c>, or <c>seconds of downtime</c>.</summary>
    public string Counts { get; init; } = "windows";

    /// <summary>Of one that has not arisen, its other triggers, the nearest first.</summary>
    public ValueList<OtherTrigger> Others { get; init; } = [];

    /// <summary>The right, opened.</summary>
    public Reason Why => Derivation.Reason;
}

/// <summary>Another trigger of a right, and how near it is.</summary>
/// <param name="Trigger">In its own words.</param><param name="Have">Windows, or events, that count toward it now.</param><param name="Need">How many give the right.</param><param name="Counts">What is counted, as of the right.</param>
public sealed record OtherTrigger(string Trigger, long Have, long Need, string Counts);

/// <summary>What became of a right.</summary>
public enum RightState
{
    /// <summary>Not given.</summary>
    NotArisen,

    /// <summary>Given, and may be exercised.</summary>
    Arisen,

    /// <summary>Exercised in time.</summary>
    Exercised,

    /// <summary>Given, and not exercised in time.</summary>
    Lapsed,
}

/// <summary>A report or review and its date.</summary>
/// <param name="Duty">Its name.</param>
/// <param name="Period">What it reports on.</param>
/// <param name="By">Whose duty.</param>
/// <param name="To">Roles of contacts.</param>
/// <param name="Due">Last instant.</param>
/// <param name="Done">When it was done; <c>null</c>: not by the as-of instant.</param>
/// <param name="State">What became of it.</param>
/// <param name="Clause">Where it stands.</param>
/// <param name="Derivation">How the date is found.</param>
public sealed record DutyStatus(string Duty, string Period, string By, ValueList<string> To, Instant Due, Instant? Done, DutyState State, Clause Clause, Derivation Derivation)
{
    /// <summary>The date, opened.</summary>
    public Reason Why => Derivation.Reason;
}

/// <summary>What became of a duty.</summary>
public enum DutyState
{
    /// <summary>Not due yet.</summary>
    Planned,

    /// <summary>Done in time.</summary>
    Done,

    /// <summary>Done late.</summary>
    DoneLate,

    /// <summary>Due and not done.</summary>
    Overdue,
}

/// <summary>A message that a ladder sends.</summary>
/// <param name="Ladder">Its name.</param>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="Repeat">0, then 1, 2 … for repeats.</param>
/// <param name="When">When it is sent.</param>
/// <param name="IsDue">Whether that is no later than the as-of instant.</param>
/// <param name="Tell">Contacts.</param>
/// <param name="By">Channels.</param>
/// <param name="Level">Name of the level.</param>
/// <param name="About">Ticket or window.</param>
/// <param name="Scope">Labels of the scope.</param>
/// <param name="Clause">The step.</param>
/// <param name="Derivation">How the instant is found.</param>
public sealed record Message(
    string Ladder, int Step, int Repeat, Instant When, bool IsDue, ValueList<Contact> Tell, ValueList<string> By, string Level, string About, Labels Scope, Clause Clause, Derivation Derivation)
{
    /// <summary>Which clock of its ticket climbs the ladder, from 1: the second one runs after the ticket was opened again. 0: a window does.</summary>
    public int Cycle { get; init; }

    /// <summary>The version whose ladder it is.</summary>
    public int Version { get; init; }

    /// <summary>The instant, opened.</summary>
    public Reason Why => Derivation.Reason;
}

/// <summary>Dates of a statement's life.</summary>
/// <param name="State">Where it is at the as-of instant: open, complete, provisional, in comment, final.</param>
/// <param name="Provisional">From then on a change is a revision.</param>
/// <param name="CommentUntil">Last instant to object.</param>
/// <param name="SilenceAccepts">What silence means.</param>
/// <param name="Final">From then on nothing is rebooked.</param>
/// <param name="Derivation">How the dates are found.</param>
public sealed record LifeOfStatement(string State, Instant Provisional, Instant CommentUntil, bool SilenceAccepts, Instant Final, Derivation Derivation)
{
    /// <summary>The life, opened.</summary>
    public Reason Why => Derivation.Reason;
}
