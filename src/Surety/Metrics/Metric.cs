using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What is measured, from which facts, by which rule.</summary>
public abstract record Metric
{
    private Metric() { }

    /// <summary>Its name, by which levels call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required Clause Clause { get; init; }

    /// <summary>Which facts it reads.</summary>
    public required FactSelection Reads { get; init; }

    /// <summary>Measured separately for each set of these: at most one group, no label twice; empty: together.</summary>
    public ValueList<ForEach> ForEach { get; init; }

    /// <summary>The inventory group for whose members it is measured separately; <c>null</c>: none.</summary>
    public string? GroupOfEach => ForEach.OfType<ForEach.MemberOf>().FirstOrDefault()?.Group;

    /// <summary>Names of the labels for whose values it is measured separately; without the members.</summary>
    public IEnumerable<string> LabelsOfEach => ForEach.OfType<ForEach.ValueOfLabel>().Select(e => e.Label);

    /// <summary>Whether its verdicts are told apart by a label because it is measured separately for each member or value.</summary>
    public bool IsForEach(string label) => LabelsOfEach.Contains(label) || (label == "member" && GroupOfEach is not null);

    /// <summary>The definition in words; text.</summary>
    public string? Means { get; init; }

    /// <summary>What a target of it may be; <c>null</c>: nothing is said. No figure depends on it.</summary>
    public TargetsAllowed? Targets { get; init; }

    /// <summary>Places of its keys, for derivations: key as written in the file, place of its value.</summary>
    public ValueList<(string Key, Clause Clause)> Clauses { get; init; }

    /// <summary>Place of a key's value; the metric's own place where the file is silent about the key.</summary>
    public Clause ClauseOf(string key)
    {
        foreach (var (name, clause) in Clauses)
            if (name == key) return clause;
        return Clause;
    }

    /// <summary>Share of good time, or of good events.</summary>
    public sealed record Availability : Metric
    {
        /// <summary>How states are observed.</summary>
        public required Observation ObservedBy { get; init; }

        /// <summary>When an observation is bad.</summary>
        public required BadRule BadWhen { get; init; }

        /// <summary>Members that are looked at together; <c>null</c>: whatever is read is one thing, bad where any series is.</summary>
        public Across? Across { get; init; }

        /// <summary>How much bad time counts; <c>null</c>: all of it.</summary>
        public Weights? Weights { get; init; }

        /// <summary>Name of a calendar outside which nothing counts; <c>null</c>: around the clock.</summary>
        public string? During { get; init; }

        /// <summary>Exclusions taken out of good and bad time.</summary>
        public ValueList<string> LeavesOut { get; init; }

        /// <summary>Exclusions whose time is good.</summary>
        public ValueList<string> CountsAsGood { get; init; }

        /// <summary>Whether an outage does not count that a longer one overlaps; otherwise they are united.</summary>
        public bool OnlyLongestOfOverlapping { get; init; }

        /// <summary>Bad stretches shorter than this are good; zero: all count.</summary>
        public Duration ShortestOutage { get; init; }

        /// <summary>So much of the beginning of each bad stretch is good; zero: each counts from its start.</summary>
        public Duration DeductedFromEach { get; init; }

        /// <summary>What a minute that is bad in part counts.</summary>
        public PartialMinutes PartialMinutes { get; init; }

        /// <summary>Intervals that are good or bad as a whole; <c>null</c>: time is not cut.</summary>
        public Intervals? Intervals { get; init; }

        /// <summary>Runs of bad minutes or intervals shorter than this are good; zero: all count.</summary>
        public Duration MinimumRun { get; init; }

        /// <summary>How many intervals that run has to lie in, where the text counts intervals: one whose first part was deducted is one, and so is the last of a day that is shorter; 0: it is a time.</summary>
        public int MinimumRunIntervals { get; init; }

        /// <summary>Fewest events for an interval to be judged by its error rate.</summary>
        public MinimumTraffic MinimumTraffic { get; init; } = MinimumTraffic.Silent;

        /// <summary>What time without knowledge is.</summary>
        public NoData NoData { get; init; }

        /// <summary>Least share of the counted time that must be known.</summary>
        public Comparison Coverage { get; init; } = new(new Limit(0.95m, true), null, Unit.Percent, "at least 95 %");
    }

    /// <summary>How long things take.</summary>
    public sealed record TimeTaken : Metric
    {
        /// <summary>Starts a clock.</summary>
        public required FirstOf From { get; init; }

        /// <summary>Stops it.</summary>
        public required FirstOf To { get; init; }

        /// <summary>How many cycles a ticket has.</summary>
        public CyclesOfTicket CyclesOfTicket { get; init; }

        /// <summary>Ends a running cycle without a result, as the ticket's being closed does: nothing is due any more; <c>null</c>: only that does.</summary>
        public FirstOf? Until { get; init; }

        /// <summary>In which calendars time counts: the first row that is for a ticket; empty: around the clock.</summary>
        public ValueList<ClockRow> Clock { get; init; }

        /// <summary>Statuses in which the clock stands still.</summary>
        public ValueList<string> PausedWhile { get; init; }

        /// <summary>Whether a start in closed time starts "N business days" at once instead of at the next opening.</summary>
        public bool StartsAtOnce { get; init; }

        /// <summary>Name of the calendar outside which a start counts as made at its next opening; <c>null</c>: a start counts when it is made.</summary>
        public string? StartsIn { get; init; }

        /// <summary>What a re-opening does.</summary>
        public Reopening Reopened { get; init; }

        /// <summary>What a change of priority does.</summary>
        public PriorityChange PriorityChanges { get; init; }

        /// <summary>The window a cycle belongs to.</summary>
        public CountsIn CountsIn { get; init; }

        /// <summary>What a cycle is that is neither done nor due when the window ends.</summary>
        public OpenAtEnd OpenAtTheEnd { get; init; }
    }

    /// <summary>What people say.</summary>
    public sealed record Survey : Metric
    {
        /// <summary>Lowest and highest answer, both included.</summary>
        public required (decimal Low, decimal High) Scale { get; init; }

        /// <summary>What is made of the answers.</summary>
        public required SurveyScore Counts { get; init; }

        /// <summary>Fewest answers for a verdict; at least 1.</summary>
        public int Needs { get; init; } = 1;
    }

    /// <summary>Numbers that somebody measured elsewhere: a value for a window, or samples of which the window takes a percentile.</summary>
    public sealed record SingleValue : Metric
    {
        /// <summary>Which facts are read: <c>value</c> or <c>sample</c>.</summary>
        public ValueKind ObservedBy { get; init; } = ValueKind.Single;

        /// <summary>What is made of the values of a window; <c>null</c>: the last one is taken.</summary>
        public Statistic? Takes { get; init; }

        /// <summary>Name of a calendar outside which no value counts; <c>null</c>: around the clock.</summary>
        public string? During { get; init; }

        /// <summary>Exclusions whose values are left out.</summary>
        public ValueList<string> LeavesOut { get; init; }

        /// <summary>What the numbers in the facts mean.</summary>
        public ValueUnit Unit { get; init; }

        /// <summary>Fewest values for a verdict; at least 1.</summary>
        public int Needs { get; init; } = 1;
    }
}

/// <summary>Which facts a metric reads.</summary>
/// <param name="Service">Label <c>service</c> must be this; <c>null</c>: any or none.</param>
/// <param name="Part">Label <c>part</c> must be this; <c>null</c>: any or none.</param>
/// <param name="Feed">Label <c>feed</c> must be this; <c>null</c>: any or none.</param>
/// <param name="Where">Further tests, all of which must hold.</param>
public sealed record FactSelection(string? Service, string? Part, string? Feed, ValueList<LabelTest> Where)
{
    /// <summary>Whether a fact with these labels is read.</summary>
    public bool Takes(Labels labels)
    {
        if (Service is not null && labels["service"] != Service) return false;
        if (Part is not null && labels["part"] != Part) return false;
        if (Feed is not null && labels["feed"] != Feed) return false;
        foreach (var test in Where.Span)
            if (!test.Holds(labels)) return false;
        return true;
    }
}

/// <summary><c>region = eu or us</c>, or everything but that: <c>not region = eu or us</c>.</summary>
/// <param name="Name">Of the label.</param>
/// <param name="Values">Any of them.</param>
/// <param name="IsNot">Whether it holds of every other value, and where the label is missing.</param>
public sealed record LabelTest(string Name, ValueList<string> Values, bool IsNot = false)
{
    /// <summary>Whether labels are of that kind.</summary>
    public bool Holds(Labels labels) => (labels[Name] is { } value && Values.Contains(value)) != IsNot;
}

/// <summary>What a metric is measured separately for; one of several, where a scope is a set of labels.</summary>
public abstract record ForEach
{
    private ForEach() { }

    /// <summary>Each member of an inventory group (label <c>member</c>), over its existence.</summary>
    public sealed record MemberOf(string Group) : ForEach;

    /// <summary>Each value of a label that its facts carry.</summary>
    public sealed record ValueOfLabel(string Label) : ForEach;
}

/// <summary>How states are observed.</summary>
public abstract record Observation
{
    private Observation() { }

    /// <summary>Each state or sample fact stands for a stretch of time from its instant, cut where the next one begins.</summary>
    public sealed record Samples(Duration Every) : Observation;

    /// <summary>Each state stands until the next.</summary>
    public sealed record Changes : Observation;

    /// <summary>Bad during outage facts, good otherwise.</summary>
    public sealed record Outages : Observation;

    /// <summary>Good and total events of intervals.</summary>
    public sealed record Counts : Observation;
}

/// <summary>When an observation is bad.</summary>
public abstract record BadRule
{
    private BadRule() { }

    /// <summary>The state is one of these.</summary>
    public sealed record StateIs(ValueList<ServiceState> States) : BadRule;

    /// <summary>The sample's value lies in this range, or outside it.</summary>
    public sealed record ValueIs(Comparison Range, bool IsOutside = false) : BadRule
    {
        /// <summary>Whether a value on the scale of the range is bad.</summary>
        public bool IsBad(Rational value) => Range.Holds(value) != IsOutside;
    }

    /// <summary>The outage's impact is one of these words; or is not.</summary>
    public sealed record ImpactIs(ValueList<string> Impacts, bool IsNot = false) : BadRule;

    /// <summary>The outage does not say that it affected nobody.</summary>
    public sealed record AffectsSome : BadRule;

    /// <summary>Bad events of an interval over its total lie in this range: the interval is bad as a whole, and what is measured is time.</summary>
    public sealed record ErrorRateIs(Comparison Range) : BadRule;

    /// <summary>Every outage is bad; counts are good and bad as they are.</summary>
    public sealed record AsObserved : BadRule;
}

/// <summary>What a clock minute that is bad in part counts.</summary>
public enum PartialMinutes
{
    /// <summary>Its bad seconds.</summary>
    Exact,

    /// <summary>Nothing: only whole bad minutes count.</summary>
    Full,

    /// <summary>A whole minute.</summary>
    Touched,
}

/// <summary>What time without knowledge is.</summary>
public enum NoData
{
    /// <summary>Neither good nor bad; too much of it makes the verdict "no data".</summary>
    Unknown,

    /// <summary>Good.</summary>
    Good,

    /// <summary>Bad.</summary>
    Bad,

    /// <summary>Left out, and not missing from the coverage either.</summary>
    Excluded,

    /// <summary>What it was before.</summary>
    Previous,
}

/// <summary>A calendar in which the time of some tickets counts.</summary>
/// <param name="When">What labels, attributes of the member or the customer's attributes must be; empty: everything that no row before it took.</param>
/// <param name="Calendar">Its name; <c>null</c>: around the clock.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record ClockRow(Labels When, string? Calendar, Clause Clause);

/// <summary>What starts, stops or ends a clock: an event, or whichever of several comes first.</summary>
/// <param name="Events">At least one; none twice.</param>
/// <param name="Words">As written.</param>
public sealed record FirstOf(ValueList<EventRule> Events, string Words)
{
    /// <summary>Whether an event is one of these.</summary>
    public bool Takes(Happening happened)
    {
        foreach (var rule in Events.Span)
            if (rule.Takes(happened)) return true;
        return false;
    }

    /// <summary>Whether one event may be one of these and one of others.</summary>
    public bool Meets(FirstOf others) => Events.Any(one => others.Events.Any(one.Meets));

    /// <summary>Whether an event of this word is among them.</summary>
    public bool Includes(string what) => Events.Any(e => e.What == what);

    /// <summary>Whether all of them are events of this word.</summary>
    public bool IsOnly(string what) => Events.All(e => e.What == what);
}

/// <summary>An event that starts or stops a clock.</summary>
/// <param name="What">Word of the fact: <c>opened</c>, <c>replied</c>, <c>status</c>, <c>resolved</c> …</param>
/// <param name="By">Only when this side did it; <c>null</c>: whoever.</param>
/// <param name="To">Only with this new status; <c>null</c>: any.</param>
/// <param name="Words">As written.</param>
public sealed record EventRule(string What, string? By, string? To, string Words)
{
    /// <summary>Whether an event is one of these.</summary>
    public bool Takes(Happening happened) =>
        happened.What == What && (By is null || happened.By == By) && (To is null || happened.To == To);

    /// <summary>Whether one event may be both.</summary>
    public bool Meets(EventRule other) =>
        What == other.What && (By is null || other.By is null || By == other.By) && (To is null || other.To is null || To == other.To);
}

/// <summary>How many cycles a ticket has; a re-opening may bring more.</summary>
public enum CyclesOfTicket
{
    /// <summary>One, from the first starting event (<c>first …</c>, plain).</summary>
    One,

    /// <summary>One from each starting event that finds no clock running (<c>next …</c>).</summary>
    FromEachStart,

    /// <summary>One after the other: the stopping event starts the next (<c>every …</c>).</summary>
    OneAfterAnother,
}

/// <summary>What a re-opening does to a clock.</summary>
public enum Reopening
{
    /// <summary>A new cycle with a full target.</summary>
    NewClock,

    /// <summary>The same clock counts on; the time it was resolved does not count.</summary>
    GoesOn,

    /// <summary>Nothing.</summary>
    Ignored,
}

/// <summary>What a change of priority does to a running clock.</summary>
public enum PriorityChange
{
    /// <summary>Time counted so far stays; the new target counts from the same start.</summary>
    Convert,

    /// <summary>The first priority's target stays.</summary>
    Keep,

    /// <summary>A full new target from the change on.</summary>
    Restart,
}

/// <summary>The window that a cycle belongs to.</summary>
public enum CountsIn
{
    /// <summary>Done in time: when done. Missed: when due.</summary>
    WhenCertain,

    /// <summary>When it began.</summary>
    WhenOpened,

    /// <summary>When it was done.</summary>
    WhenFinished,
}

/// <summary>What a cycle is that is neither done nor due when a window ends.</summary>
public enum OpenAtEnd
{
    /// <summary>It belongs to a later window.</summary>
    NextWindow,

    /// <summary>A miss of this one.</summary>
    Missed,

    /// <summary>No part of any figure.</summary>
    LeftOut,
}

/// <summary>What is made of answers.</summary>
public abstract record SurveyScore
{
    private SurveyScore() { }

    /// <summary>Their mean, a number.</summary>
    public sealed record Mean : SurveyScore;

    /// <summary>Share of answers that are one of these, a percentage.</summary>
    public sealed record ShareOf(ValueList<decimal> Answers) : SurveyScore;

    /// <summary>Share of answers in a range, a percentage.</summary>
    public sealed record ShareIn(Comparison Range) : SurveyScore;

    /// <summary>Share of 9 and 10 less share of 0 to 6, times 100: a number from -100 to 100.</summary>
    public sealed record NetPromoter : SurveyScore;
}

/// <summary>What the numbers in value facts mean.</summary>
public enum ValueUnit
{
    /// <summary>A plain number.</summary>
    Number,

    /// <summary>Percent: 98.7 is 0.987.</summary>
    Percent,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Minutes.</summary>
    Minutes,

    /// <summary>Hours.</summary>
    Hours,
}
