using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Surety.Conformance.Worked;

/// <summary>A text with places for the numbers of an example: <c>{fee}</c>, <c>{total - bad}</c>, <c>{2025-04-01T00:00:00Z + bad min}</c>.</summary>
/// <remarks>
/// <c>{pauses.0.1}</c> is a part of an input; <c>{each outages.0}</c> repeats the line for every item of the list, with its part 0, and <c>{n}</c> is then the number of the item, from 1; <c>{times 3}</c> repeats a line so often, and <c>{i}</c>
/// counts from 0: <c>{2025-04-01T00:00:00Z + i * 5 min}</c>, <c>{each outages.from + i * 5 min}</c>; <c>{n months after 2025-01-31}</c> is a date, and <c>{n months after 2025-01-31T00:00:00Z + each minutes min}</c> an instant; <c>{each missed: 98 or 100}</c>
/// is the first where the item is true, and else the second.
/// That is all: numbers are put in, and nothing of what is expected is worked out here.
/// </remarks>
static partial class Template
{
    /// <summary>Fills a line in.</summary>
    /// <returns>One line, or one for every item of the list that it repeats over; none where that list is not there.</returns>
    /// <exception cref="FormatException">A place names no input.</exception>
    public static IEnumerable<string> Lines(string template, JsonElement inputs)
    {
        if (Each().Match(template) is not { Success: true } each) return Repeated(template, new(inputs, null, 0, 0));
        if (!inputs.TryGetProperty(each.Groups[1].Value, out var list)) return [];
        return list.EnumerateArray().SelectMany((item, i) => Repeated(template, new(inputs, item, i + 1, 0)));
    }

    static IEnumerable<string> Repeated(string template, Given given)
    {
        if (Times().Match(template) is not { Success: true } times) return [Filled(template, given)];
        return Enumerable.Range(0, (int)given.Number(times.Groups[1].Value)).Select(i => Filled(template.Replace(times.Value, "", StringComparison.Ordinal), given with { Index = i }));
    }

    static string Filled(string template, Given given) => Place().Replace(template, match => given.Value(match.Groups[1].Value.Trim()));

    /// <summary>What places are filled from.</summary>
    sealed record Given(JsonElement Inputs, JsonElement? Item, int Count, int Index)
    {
        public string Value(string place)
        {
            if (MonthsAfter().Match(place) is { Success: true } months) return LocalDatePattern.Iso.Format(LocalDatePattern.Iso.Parse(months.Groups[1].Value).Value.PlusMonths(Count));
            if (Instants().Match(place) is { Success: true } sum)
                return InstantPattern.ExtendedIso.Format(Start(sum.Groups[1].Value) + Span(sum.Groups[2].Value.Split(" * ").Select(Number).Aggregate((a, b) => a * b), sum.Groups[3].Value));
            if (Choice().Match(place) is { Success: true } choice) return Text(choice.Groups[1].Value) == bool.TrueString ? choice.Groups[2].Value : choice.Groups[3].Value;
            if (place.Contains(" - ", StringComparison.Ordinal)) return place.Split(" - ").Select(p => Number(p.Trim())).Aggregate((a, b) => a - b).ToString(CultureInfo.InvariantCulture);
            return Text(place);
        }

        Instant Start(string text) =>
            text.StartsWith("n months after ", StringComparison.Ordinal) ? InstantPattern.ExtendedIso.Parse(text[15..]).GetValueOrThrow().InUtc().LocalDateTime.PlusMonths(Count).InUtc().ToInstant()
            : InstantPattern.ExtendedIso.Parse(text.StartsWith("each ", StringComparison.Ordinal) ? Text(text) : text).GetValueOrThrow();

        public decimal Number(string text) =>
            decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var literal) ? literal
            : decimal.TryParse(Text(text), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number
            : throw new FormatException($"'{text}' is no number among the inputs");

        string Text(string name)
        {
            if (name == "n") return Count.ToString(CultureInfo.InvariantCulture);
            if (name == "i") return Index.ToString(CultureInfo.InvariantCulture);
            if (name.StartsWith("each ", StringComparison.Ordinal)) return name.Split('.').Skip(1).Aggregate(Item!.Value, Part).ToString();
            if (Inputs.TryGetProperty(name.Split('.')[0], out var value)) return name.Split('.').Skip(1).Aggregate(value, Part).ToString();
            throw new FormatException($"'{name}' is no input");
        }

        static JsonElement Part(JsonElement at, string key) => int.TryParse(key, out var index) ? at[index] : at.GetProperty(key);

        static Duration Span(decimal number, string unit) => Duration.FromNanoseconds((long)(number * (unit == "h" ? 3_600_000_000_000m : 60_000_000_000m)));
    }

    [GeneratedRegex(@"\{([^{}""]+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\{[^{}""]*\beach ([a-z_0-9]+)")]
    private static partial Regex Each();

    [GeneratedRegex(@"\{times ([^{}]+)\}")]
    private static partial Regex Times();

    [GeneratedRegex(@"^n months after (\S+)$")]
    private static partial Regex MonthsAfter();

    [GeneratedRegex(@"^(.+): (\S+) or (\S+)$")]
    private static partial Regex Choice();

    [GeneratedRegex(@"^(\S+Z|each \S+|n months after \S+Z) \+ (.+) (min|h)$")]
    private static partial Regex Instants();
}
