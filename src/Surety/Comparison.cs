namespace Surety;

/// <summary>An amount that stands in a clause, with its unit.</summary>
public abstract record Quantity
{
    private Quantity() { }

    /// <summary>How it was worked out; <c>null</c>: it stands in the text as it is.</summary>
    public Reason? Why { get; init; }

    /// <summary><c>99.95 %</c>.</summary>
    public sealed record Percent(Percentage Value) : Quantity;

    /// <summary><c>4.2</c>: a plain number.</summary>
    public sealed record Number(decimal Value) : Quantity;

    /// <summary><c>EUR 400.00</c>.</summary>
    public sealed record Amount(Price Value) : Quantity;

    /// <summary><c>15 min</c>, <c>2 business days</c>.</summary>
    public sealed record Time(Span Value) : Quantity;

    /// <summary>A result that digits cannot write, or a time that is no length of time: <c>1/3</c>.</summary>
    /// <param name="Value">On the scale of <see cref="Limit"/>.</param>
    /// <param name="Unit">What it is.</param>
    public sealed record Ratio(Rational Value, Unit Unit) : Quantity;
}

/// <summary>One end of a comparison.</summary>
/// <param name="Value">Exact. A percentage is its fraction (99.95 % = 0.9995), a duration its Unix ticks (100 ns), a number itself.</param>
/// <param name="Included">Whether equality is inside.</param>
public readonly record struct Limit(Rational Value, bool Included);

/// <summary>
/// <c>at least 99.95 %</c>, <c>below 4 h</c>, <c>from 99.0 % to below 99.95 %</c>: a range of values with each end open or closed because the text
/// says so. No end on a side means no limit there.
/// </summary>
/// <param name="Low">Lower end; <c>null</c>: none.</param>
/// <param name="High">Upper end; <c>null</c>: none.</param>
/// <param name="Unit">What the values are.</param>
/// <param name="Words">As written, named values by their names.</param>
public sealed record Comparison(Limit? Low, Limit? High, Unit Unit, string Words)
{
    /// <summary>How ends that are formulas were worked out; may be empty.</summary>
    public ValueList<Reason> Worked { get; init; } = [];

    /// <summary>Whether a value lies inside, exactly.</summary>
    public bool Holds(Rational value) =>
        (Low is not { } low || (low.Included ? value >= low.Value : value > low.Value))
        && (High is not { } high || (high.Included ? value <= high.Value : value < high.Value));

    /// <summary>Whether two ranges share a value.</summary>
    public bool Overlaps(Comparison other) => !IsBelow(High, other.Low) && !IsBelow(other.High, Low);

    /// <summary>Whether every value of another range lies inside.</summary>
    public bool Contains(Comparison other) =>
        (Low is not { } low || (other.Low is { } least && (least.Value > low.Value || (least.Value == low.Value && (low.Included || !least.Included)))))
        && (High is not { } high || (other.High is { } most && (most.Value < high.Value || (most.Value == high.Value && (high.Included || !most.Included)))));

    static bool IsBelow(Limit? high, Limit? low) =>
        high is { } h && low is { } l && (h.Value < l.Value || (h.Value == l.Value && !(h.Included && l.Included)));

    /// <summary>The same range with its one end elsewhere, in words of the grammar.</summary>
    /// <param name="value">On the scale of the unit; digits that go on are cut, and an ellipsis says so.</param>
    public Comparison MovedTo(Rational value) => this with
    {
        Worked = [],
        Low = Low is { } low ? low with { Value = value } : null,
        High = High is { } high ? high with { Value = value } : null,
        Words = $"{(Low, High) switch { ({ Included: true }, _) => "at least", ({ Included: false }, _) => "above", (null, { Included: true }) => "at most", (null, _) => "below" }} {Written(value, Unit)}",
    };

    /// <summary>An amount as the grammar has it: <c>99.95 %</c>, <c>4 h 30 min</c>; digits that go on are cut, and an ellipsis says so.</summary>
    internal static string Written(Rational value, Unit unit) => unit switch
    {
        Unit.Percent => $"{Digits(value * 100)} %",
        Unit.Number => Digits(value),
        Unit.Time when value.Sign > 0 && value < NodaTime.NodaConstants.TicksPerSecond => $"{Digits(value / NodaTime.NodaConstants.TicksPerMillisecond)} ms",
        Unit.Time => NodaTime.Duration.FromTicks((long)value.Floor()).ToTimeWords(),
    };

    static string Digits(Rational value)
    {
        var cut = value.Round(10, Rounding.Down);
        return cut.ToString("0.##########", System.Globalization.CultureInfo.InvariantCulture) + ((Rational)cut == value ? "" : "…");
    }

    /// <inheritdoc/>
    public override string ToString() => Words;
}

/// <summary>What a figure is measured in.</summary>
public enum Unit
{
    /// <summary>A share; the value is the fraction.</summary>
    Percent,

    /// <summary>A plain number.</summary>
    Number,

    /// <summary>A duration; the value is in ticks of 100 ns.</summary>
    Time,
}
