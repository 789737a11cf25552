using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>A drawn agreement: what <see cref="ContractText"/> writes down, and what the oracle reads. Nothing of it passes through the engine's reader.</summary>
sealed record Contract(string Zone, LocalDate From, LocalDate? To)
{
    public IReadOnlyList<Service> Services { get; init; } = [];

    public IReadOnlyList<Hours> Calendars { get; init; } = [];

    public IReadOnlyList<Group> Groups { get; init; } = [];

    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];

    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    public IReadOnlyList<Level> Levels { get; init; } = [];

    public IReadOnlyList<Credit> Credits { get; init; } = [];

    public bool OnlyTheBest { get; init; }

    public IReadOnlyList<Cap> Caps { get; init; } = [];

    public IReadOnlyList<Right> Rights { get; init; } = [];

    public Hours Calendar(string? name) => Calendars.FirstOrDefault(c => c.Name == name) ?? Hours.AroundTheClock;
}

sealed record Service(string Name, Fee? Fee)
{
    public IReadOnlyList<(string Name, Fee Fee)> Parts { get; init; } = [];
}

/// <remarks><c>Per</c>: day, month, quarter or year. <c>ForEachOf</c>: A group: that much for each of its members.</remarks>
sealed record Fee(decimal Amount, string Per, string? ForEachOf = null);

/// <summary>A calendar; minutes of the local day, half-open.</summary>
sealed record Hours(string Name)
{
    public static readonly Hours AroundTheClock = new("around the clock") { Week = [.. Enumerable.Repeat<IReadOnlyList<(int, int)>>([(0, 1440)], 7)] };

    /// <summary>Where silent: the agreement's.</summary>
    public string? Zone { get; init; }

    /// <summary>Monday first.</summary>
    public IReadOnlyList<IReadOnlyList<(int From, int Until)>> Week { get; init; } = [];

    public IReadOnlyList<(LocalDate First, LocalDate Last)> Closed { get; init; } = [];

    public IReadOnlyList<AnnualDate> ClosedEvery { get; init; } = [];

    public IReadOnlyList<(LocalDate Date, int From, int Until)> Breaks { get; init; } = [];

    public IReadOnlyList<(LocalDate Date, int From, int Until)> Shifts { get; init; } = [];
}

sealed record Group(string Name, string Of, IReadOnlyList<string> Attributes, IReadOnlyList<Member> Members);

/// <remarks><c>Until</c>: Excluded.</remarks>
sealed record Member(string Name, LocalDate? From, LocalDate? Until, IReadOnlyDictionary<string, string> Attributes, Fee? Fee);

sealed record Exclusion(string Name)
{
    public string? Of { get; init; }

    public Notice? Announced { get; init; }

    public string? Calendar { get; init; }

    public (int Hours, string Per)? Budget { get; init; }

    public string? AgreedBy { get; init; }

    public string? OnlyDuring { get; init; }
}

/// <remarks><c>Unit</c>: h, days, business days or business hours.</remarks>
sealed record Notice(int Count, string Unit);

/// <remarks><c>Conditions</c>: Label and value; none: the level as a whole. <c>null</c>: otherwise.</remarks>
sealed record Row(IReadOnlyList<(string Label, string Value)>? Conditions, Target Target);

/// <summary>What times are rounded to.</summary>
sealed record RoundedTime(string Words, Fraction Seconds, string How)
{
    public static RoundedTime One(Draw draw)
    {
        var (words, seconds) = draw.Of(("10 ms", Fraction.Of(1, 100)), ("250 ms", Fraction.Of(1, 4)), ("full seconds", (Fraction)1), ("full minutes", (Fraction)60), ("7 min", (Fraction)420), ("full hours", (Fraction)3600));
        return new(words, seconds, draw.Of("half up", "half even", "cut", "up"));
    }
}

sealed record Level(string Name, string? Metric, Window Per, IReadOnlyList<Row> Rows)
{
    /// <summary>In place of a metric: the level whose met scopes are counted.</summary>
    public string? Counts { get; init; }

    public string? WindowZone { get; init; }

    public Range? Minimum { get; init; }

    /// <summary>Of percentages and plain numbers.</summary>
    public (int Decimals, string How)? Rounded { get; init; }

    /// <summary>Of times: what they are a multiple of.</summary>
    public RoundedTime? RoundedTime { get; init; }

    public bool MetWithoutEvents { get; init; }

    public LocalDate? CountsFrom { get; init; }
}

/// <summary>What is compared: <c>Figure</c> is the word before the range, or nothing for the metric's own figure.</summary>
sealed record Target(string Figure, Range Range)
{
    /// <summary>The times of shares, with the share kept within each; the last may be "the rest" (<c>null</c>).</summary>
    public IReadOnlyList<(Range? Share, Allowed Within)> Times { get; init; } = [];

    public Allowed? LaterThan { get; init; }

    /// <summary>All that counts of a ticket counts once.</summary>
    public bool OfTickets { get; init; }
}

/// <summary>A time that something may take.</summary>
/// <remarks><c>Unit</c>: min, h, business hours, days, business days, end of business day, or business days of 8 h.</remarks>
sealed record Allowed(int Count, string Unit);

sealed record Credit(string Name, string Level)
{
    public IReadOnlyList<(string Label, string Value)> Conditions { get; init; } = [];

    public bool OnlyOtherwise { get; init; }

    public Base? Of { get; init; }

    public IReadOnlyList<(Range Range, Award Award)> Bands { get; init; } = [];

    public Formula? Formula { get; init; }

    public (bool Inclusive, decimal Amount)? PaidIf { get; init; }

    public Cap? Cap { get; init; }

    public string? Rounding { get; init; }
}

/// <remarks><c>What</c>: all fees, service NAME, part NAME of NAME, the service, the member, or money (an amount). <c>Period</c>: window, month, quarter, year, previous month, next month; nothing: the window.</remarks>
sealed record Base(string What, string? Name = null, string? Part = null, decimal Money = 0, string? Period = null);

/// <summary>A share of the base, an amount of money, or nothing at all, in writing.</summary>
sealed record Award(decimal? Percent, decimal? Money);

/// <remarks><c>Per</c>: miss, distance (percent below or above the target), or downtime (minutes). <c>Unit</c>: full, started, or nothing.</remarks>
sealed record Formula(string Per, string Unit, decimal Step, bool Above, Award Gives, Award? AtMost);

/// <remarks><c>Per</c>: month, quarter, year, window or nothing.</remarks>
sealed record Cap(decimal? Percent, Base? Of, decimal Money, string? Per);

sealed record Right(string Name, IReadOnlyList<Trigger> When, bool SkipsNoVerdict, int? ExercisedWithinDays);

/// <remarks><c>Range</c>: Nothing: missed. <c>Count</c>: So many of <c>OutOf</c> windows; consecutive where that is 0.</remarks>
sealed record Trigger(string Level, Range? Range, int Count, int OutOf);
