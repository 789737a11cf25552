using NodaTime;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>A promise: metric, window, target, scope.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Measured">What is compared with the target.</param>
/// <param name="Per">Its windows.</param>
/// <param name="WindowZone">Zone of the windows; <c>null</c>: the agreement's.</param>
/// <param name="Targets">Rows in the order written; at least one; the first that fits holds. A row for every scope has no condition.</param>
/// <param name="Minimum">A second threshold, shown; <c>null</c>: none.</param>
/// <param name="Rounded">How a measured figure is rounded before it is compared; <c>null</c>: not.</param>
/// <param name="NoEventsIsMet">Whether a window without any event is met; otherwise it has no data.</param>
/// <param name="CountsFrom">Before this date the level is reported only; <c>null</c>: counts from the beginning.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record ServiceLevel(
    string Name, Measured Measured, WindowRule Per, DateTimeZone? WindowZone, ValueList<TargetRow> Targets, Comparison? Minimum, FigureRounding? Rounded,
    bool NoEventsIsMet, LocalDate? CountsFrom, Clause Clause)
{
    /// <summary>What is promised in place of the target from later dates on, in order; may be empty.</summary>
    public ValueList<Stage> Stages { get; init; } = [];

    /// <summary>Rows that say that nothing is promised: they take their facts from the rows behind them, and none of those is judged. May be empty.</summary>
    public ValueList<Unpromised> Unpromised { get; init; } = [];

    /// <summary>What rows follow; <c>null</c>: none does, or only the forecast is followed.</summary>
    public Volume? Volume { get; init; }

    /// <summary>Name of the workload whose forecast rows follow; <c>null</c>: none.</summary>
    public string? Forecast { get; init; }

    /// <summary>What it rests on; may be empty.</summary>
    public ValueList<Dependence> DependsOn { get; init; } = [];

    /// <summary>Whether a miss is excused where what it rests on was missed, too.</summary>
    public bool IsExcusedByThem { get; init; }

    /// <summary>Over how many windows, the newest among them, the figures are averaged before they are compared; 1: it is that of the window alone.</summary>
    public int AveragedOver { get; init; } = 1;

    /// <summary>Who has to say why it was missed, and until when; <c>null</c>: nobody has to.</summary>
    public ReasonDue? Reason { get; init; }
}

/// <summary>A row of a target that promises nothing: <c>priority P4: best effort</c>.</summary>
/// <param name="When">As in rows that do; empty: everything that is left.</param>
/// <param name="Words">As written.</param>
/// <param name="Before">How many of the level's targets stand before it.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Unpromised(Labels When, string Words, int Before, Clause Clause);

/// <summary>What a level compares with its target.</summary>
public abstract record Measured
{
    private Measured() { }

    /// <summary>The figure of a metric.</summary>
    public sealed record ByMetric(string Metric) : Measured;

    /// <summary>How many scopes of another level are met.</summary>
    /// <param name="Level">Name of the level.</param>
    /// <param name="By">What each scope weighs; <c>null</c>: all the same.</param>
    public sealed record CountOf(string Level, MemberWeight? By = null) : Measured;

    /// <summary>Figures of other levels as one: their weighted mean, or the points of those that are met.</summary>
    /// <param name="Parts">In the order written; at least one.</param>
    /// <param name="InPoints">Whether parts give points; otherwise their weights add up to one, and the figure is a mean.</param>
    /// <param name="By">What each scope of the only part weighs; <c>null</c>: all the same.</param>
    public sealed record Combined(ValueList<CombinedPart> Parts, bool InPoints, MemberWeight? By) : Measured;

    /// <summary>What each scope that is counted or combined weighs; <c>null</c>: all the same.</summary>
    public MemberWeight? WeighedBy => this switch
    {
        ByMetric => null,
        CountOf count => count.By,
        Combined combined => combined.By,
    };

    /// <summary>Names of the levels that it rests on; may be empty.</summary>
    public IEnumerable<string> Levels => this switch
    {
        ByMetric => [],
        CountOf count => [count.Level],
        Combined combined => combined.Parts.Select(p => p.Of.Level).Distinct(),
    };
}

/// <summary>A level, or some of its scopes, and what it weighs.</summary>
/// <param name="Of">Which.</param>
/// <param name="Weight">Points, or the share of the whole: 0.5 for 50 %.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record CombinedPart(LevelScope Of, decimal Weight, Clause Clause);

/// <summary>What a member weighs among others.</summary>
public abstract record MemberWeight
{
    private MemberWeight() { }

    /// <summary>The number that it has for an attribute.</summary>
    /// <param name="Name">Of the attribute.</param>
    /// <param name="InFull">Whether a member that exists for a part of a window weighs all of it; otherwise its share of the window. <c>null</c>: the text is silent, and it weighs its share.</param>
    public sealed record Attribute(string Name, bool? InFull) : MemberWeight;

    /// <summary>Its fee in the window.</summary>
    public sealed record Fee : MemberWeight;
}

/// <summary>A target and the scope that it is for.</summary>
/// <param name="When">What the scope's labels or the customer's attributes must be; empty: everything.</param>
/// <param name="IsOtherwise">Written as <c>otherwise</c>: what no row before it took.</param>
/// <param name="Target">What is promised.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record TargetRow(Labels When, bool IsOtherwise, Target Target, Clause Clause)
{
    /// <summary>Ranges of the volume with targets of their own, in order; the first that holds counts. May be empty: the row follows no volume.</summary>
    public ValueList<VolumeBand> Bands { get; init; } = [];

    /// <summary>Beside ranges of the volume: whether <see cref="Target"/> is promised where none of them holds; otherwise there is no promise then.</summary>
    public bool HasBase { get; init; }

    /// <summary>All targets that may come to hold.</summary>
    public IEnumerable<Target> All => Bands.Count == 0 ? [Target] : Bands.Select(b => b.Target).OfType<Target>().Concat(HasBase ? [Target] : []);
}

/// <summary>What is promised.</summary>
public abstract record Target
{
    private Target() { }

    /// <summary>The figure lies in this range.</summary>
    public sealed record Figure(Comparison Range) : Target;

    /// <summary><c>95 % within 15 min</c>: the share of cycles done in time compares so.</summary>
    public sealed record ShareWithin(Comparison Share, Span Within) : Target
    {
        /// <summary><c>95 % of tickets within 30 min</c>: whether a ticket counts once, in time if all of it was that counts in the window; otherwise each cycle counts by itself.</summary>
        public bool OfTickets { get; init; }
    }

    /// <summary><c>within 4 h</c>: every cycle is done in time.</summary>
    public sealed record EachWithin(Span Within) : Target;

    /// <summary><c>95 % within 15 min, the rest within 1 h</c>: the share that each row promises of its own time; the figure is the first row's.</summary>
    /// <param name="Rows">At least two; shares and times rise. "The rest" is a share of at least 100 %.</param>
    /// <param name="Words">As written.</param>
    public sealed record SharesWithin(ValueList<ShareWithin> Rows, string Words) : Target;

    /// <summary><c>mean at most 2 h</c>, <c>95th percentile at most 4 h</c>: what the times of the finished cycles come to compares so.</summary>
    /// <param name="Of">What is made of the times.</param>
    /// <param name="Range">What it is compared with.</param>
    /// <param name="Words">As written.</param>
    public sealed record TimeIs(Statistic Of, Comparison Range, string Words) : Target;

    /// <summary><c>at most 3 later than 4 h</c>: so many cycles take longer.</summary>
    public sealed record LaterThan(Comparison Range, Span Within) : Target;

    /// <summary><c>number at most 20</c>: so many cycles begin in the window.</summary>
    public sealed record NumberIs(Comparison Range, string Words) : Target;

    /// <summary><c>downtime at most 43 min</c>, <c>number of outages at most 3</c>: what the outages of the window come to compares so.</summary>
    /// <param name="Of">What is made of them.</param>
    /// <param name="Range">What it is compared with.</param>
    /// <param name="Words">As written.</param>
    public sealed record OutagesAre(OutageFigure Of, Comparison Range, string Words) : Target
    {
        /// <summary>The share of the window's open time that the range ends at; <c>null</c>: it ends where it says. Until a window is known the range is that of 30 days.</summary>
        public ShareOfTime? OfTime { get; init; }

        /// <summary>The same share of the time with another limit.</summary>
        /// <param name="share">In place of the one that is written.</param>
        internal OutagesAre OfShare(Percentage share)
        {
            var range = InTime(share, Range.High!.Value.Included, $"{(Range.High!.Value.Included ? "at most" : "below")} {share} of the time{(OfTime!.InFullMinutes ? ", in full minutes" : "")}");
            return this with { Range = range, Words = Words.Replace(Range.Words, range.Words, StringComparison.Ordinal), OfTime = OfTime with { Share = share } };
        }

        /// <summary>A share of the time as the range of 30 days, until a window is known.</summary>
        internal static Comparison InTime(Percentage share, bool included, string words) =>
            new(null, new(share.Fraction * NodaTime.Duration.FromDays(30).BclCompatibleTicks, included), Unit.Time, words);
    }

    /// <summary><c>at least 95 % met</c>, <c>at least 3 met</c>: scopes of the counted level.</summary>
    public sealed record ScopesMet(Comparison Range) : Target;

    /// <summary>The same promise with another range; itself where it has none.</summary>
    public Target With(Comparison range) => this switch
    {
        Figure => new Figure(range),
        ShareWithin share => share with { Share = range },
        SharesWithin shares => shares with { Rows = [shares.Rows[0] with { Share = range }, .. shares.Rows.Skip(1)], Words = string.Join(", ", shares.Rows.Skip(1).Select(LevelVerdict.Words).Prepend(LevelVerdict.Words(shares.Rows[0] with { Share = range }))) },
        TimeIs time => time with { Range = range, Words = time.Words.Replace(time.Range.Words, range.Words, StringComparison.Ordinal) },
        NumberIs number => number with { Range = range, Words = number.Words.Replace(number.Range.Words, range.Words, StringComparison.Ordinal) },
        OutagesAre outages => outages with
        {
            Range = range,
            Words = outages.Words.Replace(outages.Range.Words, range.Words, StringComparison.Ordinal),
            OfTime = null,
        },
        LaterThan later => later with { Range = range },
        ScopesMet => new ScopesMet(range),
        EachWithin => this,
    };

    /// <summary>How long each cycle may take: the time of the first row, where there are several; <c>null</c>: the target is not about each cycle.</summary>
    public Span? FirstWithin => WithinAt(0);

    /// <summary>How long each cycle may take by one row of several.</summary>
    /// <param name="row">From 0.</param>
    public Span? WithinAt(int row) => this switch
    {
        ShareWithin share => row == 0 ? share.Within : null,
        EachWithin each => row == 0 ? each.Within : null,
        LaterThan later => row == 0 ? later.Within : null,
        SharesWithin shares => row < shares.Rows.Count ? shares.Rows[row].Within : null,
        Figure or TimeIs or NumberIs or OutagesAre or ScopesMet => null,
    };
}

/// <summary><c>0.1 % of the time, in full minutes</c>.</summary>
/// <param name="Share">Of the open time of the window in the term, excluded time among it.</param>
/// <param name="InFullMinutes">Whether what is not a full minute is dropped.</param>
public sealed record ShareOfTime(Percentage Share, bool InFullMinutes);

/// <summary><c>to 2 decimals, half up</c>: of a percentage its digits, so 2 decimals of 99.95 %; <c>to 10 ms, up</c>, <c>to full minutes</c>.</summary>
/// <param name="Decimals">Of percentages and plain numbers; <c>null</c>: it is about times.</param>
/// <param name="Time">Times are a multiple of it, in ticks; <c>null</c>: it is about percentages and numbers.</param>
/// <param name="Rounding">What happens to the rest.</param>
/// <param name="Words">As written, without the rule: <c>2 decimals</c>, <c>full minutes</c>.</param>
public sealed record FigureRounding(int? Decimals, Rational? Time, Rounding Rounding, string Words)
{
    /// <summary>The distance between two figures that it can come to; <c>null</c>: figures of this unit are not rounded.</summary>
    public Rational? StepOf(Unit unit) => unit switch
    {
        Unit.Percent => Decimals is { } decimals ? Rational.Of(1, System.Numerics.BigInteger.Pow(10, decimals + 2)) : null,
        Unit.Number => Decimals is { } decimals ? Rational.Of(1, System.Numerics.BigInteger.Pow(10, decimals)) : null,
        Unit.Time => Time,
    };

    /// <summary>Rounds a figure.</summary>
    public Rational Of(Rational figure, Unit unit) => StepOf(unit) is { } step ? figure.RoundTo(step, Rounding) : figure;

    /// <summary>What it rounds to, for a sentence: <c>2 decimals of a percent</c>.</summary>
    internal string WordsFor(Figure? figure) => figure is Figure.Share ? $"{Words} of a percent" : Words;
}

/// <summary>A level, or some of its scopes.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="When">Labels of the scope; empty: all its scopes.</param>
public sealed record LevelScope(string Level, Labels When);
