using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Surety.Conformance.Worked;

/// <summary>A text with places for the numbers of an example: <c>{fee}</c>, <c>{total - bad}</c>, <c>{2025-04-01T00:00Z + bad min}</c>.</summary>
/// <remarks>
/// <c>{each outages.0}</c> repeats the line for every item of the list, with its part 0; <c>{n}</c> is then the number of the item, from 1, and <c>{n months after 2025-01-31}</c> a date.
/// That is all: numbers are put in, and nothing of what is expected is worked out here.
/// </remarks>
static partial class Template
{
    /// <summary>Fills a line in.</summary>
    /// <returns>One line, or one for every item of the list that it repeats over; none where that list is not there.</returns>
    /// <exception cref="FormatException">A place names no input.</exception>
    public static IEnumerable<string> Lines(string template, JsonElement inputs)
    {
        if (Each().Match(template) is not { Success: true } each) return [Filled(template, inputs, null, 0)];
        if (!inputs.TryGetProperty(each.Groups[1].Value, out var list)) return [];
        return list.EnumerateArray().Select((item, i) => Filled(template, inputs, item, i + 1));
    }

    static string Filled(string template, JsonElement inputs, JsonElement? item, int number) => Place().Replace(template, match => Value(match.Groups[1].Value.Trim(), inputs, item, number));

    static string Value(string place, JsonElement inputs, JsonElement? item, int number)
    {
        if (place == "n") return Written(number);
        if (MonthsAfter().Match(place) is { Success: true } months) return LocalDatePattern.Iso.Format(LocalDatePattern.Iso.Parse(months.Groups[1].Value).Value.PlusMonths(number));
        if (place.StartsWith("each ", StringComparison.Ordinal)) return Item(item!.Value, place.Split('.').Skip(1)).ToString();
        if (Instants().Match(place) is { Success: true } sum) return InstantPattern.ExtendedIso.Format(At(sum.Groups[1].Value) + Span(Number(sum.Groups[2].Value, inputs, item), sum.Groups[3].Value));
        if (place.Contains(" - ", StringComparison.Ordinal)) return Written(place.Split(" - ").Select(p => Number(p.Trim(), inputs, item)).Aggregate((a, b) => a - b));
        return inputs.TryGetProperty(place, out var value) ? value.ToString() : throw new FormatException($"'{place}' is no input");
    }

    static JsonElement Item(JsonElement item, IEnumerable<string> path) => path.Aggregate(item, (at, key) => int.TryParse(key, out var index) ? at[index] : at.GetProperty(key));

    static decimal Number(string text, JsonElement inputs, JsonElement? item) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var literal) ? literal
        : text == "each" ? decimal.Parse(item!.Value.ToString(), CultureInfo.InvariantCulture)
        : inputs.TryGetProperty(text, out var value) && decimal.TryParse(value.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"'{text}' is no number among the inputs");

    static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();

    static Duration Span(decimal number, string unit) => Duration.FromNanoseconds((long)(number * (unit == "h" ? 3_600_000_000_000m : 60_000_000_000m)));

    static string Written(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{([^{}""]+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\{each ([a-z_0-9]+)")]
    private static partial Regex Each();

    [GeneratedRegex(@"^n months after (\S+)$")]
    private static partial Regex MonthsAfter();

    [GeneratedRegex(@"^(\S+Z) \+ (\S+) (min|h)$")]
    private static partial Regex Instants();
}
