using System.Globalization;
using System.Text.RegularExpressions;

namespace Surety.Web.Charts;

/// <summary>How large a distance from a promise is, as statements show it: for drawing alone.</summary>
static partial class Distance
{
    /// <summary>In percent, in seconds, or plain; <c>null</c>: it is none.</summary>
    /// <param name="shown">As English statements have it: <c>0.055 % under</c>, <c>+1 h 20 min</c>.</param>
    public static decimal? Size(string? shown)
    {
        if (shown is null || Parts().Matches(shown) is not { Count: > 0 } found) return null;
        decimal sum = 0;
        foreach (Match part in found)
            sum += decimal.Parse(part.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * part.Groups[2].Value switch { "d" => 86_400, "h" => 3_600, "min" => 60, "ms" => 0.001m, _ => 1 };
        return sum;
    }

    [GeneratedRegex(@"([0-9][0-9,]*(?:\.[0-9]+)?)(?:\s*(ms|min|[dhs%])(?![a-z]))?", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
