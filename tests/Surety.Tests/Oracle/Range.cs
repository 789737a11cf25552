using System.Globalization;

namespace Surety.Tests.Oracle;

/// <summary>A range as it is written, and which numbers lie in it.</summary>
/// <remarks><c>Form</c>: at least, at most, above, below, exactly; between, from to, from to below, above to, above to below. <c>Unit</c>: %, ms, s, min, h or nothing.</remarks>
sealed record Range(string Form, decimal Low, decimal High, string Unit)
{
    public static Range One(string form, decimal end, string unit) => new(form, end, end, unit);

    /// <summary>Whether the figure lies inside: shares are fractions of 1, times are seconds.</summary>
    public bool Holds(Fraction figure)
    {
        var (low, high) = (In(Low), In(High));
        return Form switch
        {
            "at least" => figure >= low,
            "above" => figure > low,
            "at most" => figure <= high,
            "below" => figure < high,
            "exactly" => figure == low,
            "between" or "from to" => figure >= low && figure <= high,
            "from to below" => figure >= low && figure < high,
            "above to" => figure > low && figure <= high,
            "above to below" => figure > low && figure < high,
            _ => throw new ArgumentException(Form),
        };
    }

    /// <summary>The end that a figure falls short of, or goes over.</summary>
    public Fraction End => In(Low);

    Fraction In(decimal end) => Unit switch
    {
        "%" => (Fraction)end / 100,
        "ms" => (Fraction)end / 1000,
        "min" => (Fraction)end * 60,
        "h" => (Fraction)end * 3600,
        "s" or "" => end,
        _ => throw new ArgumentException(Unit),
    };

    public string Text => Form switch
    {
        "between" => $"between {Amount(Low)} and {Amount(High)}",
        "from to" => $"from {Amount(Low)} to {Amount(High)}",
        "from to below" => $"from {Amount(Low)} to below {Amount(High)}",
        "above to" => $"above {Amount(Low)} to {Amount(High)}",
        "above to below" => $"above {Amount(Low)} to below {Amount(High)}",
        _ => $"{Form} {Amount(Low)}",
    };

    string Amount(decimal end) => end.ToString(CultureInfo.InvariantCulture) + (Unit.Length > 0 ? " " + Unit : "");
}
