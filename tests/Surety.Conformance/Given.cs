using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Calendars;

namespace Surety.Conformance;

/// <summary>What stands under a key of a case. What is missing or of another kind ends the case with a sentence.</summary>
static class Given
{
    static readonly OffsetDateTimePattern[] Instants = [.. new[] { "'T'HH:mm:ss.FFFFFFFFF", "'T'HH:mm", "' 'HH:mm:ss.FFFFFFFFF", "' 'HH:mm" }
        .Select(time => OffsetDateTimePattern.CreateWithInvariantCulture($"uuuu-MM-dd{time}o<G>"))];

    static readonly LocalDateTimePattern[] Locals = [.. new[] { "'T'HH:mm:ss.FFFFFFFFF", "'T'HH:mm", "' 'HH:mm:ss.FFFFFFFFF", "' 'HH:mm" }
        .Select(time => LocalDateTimePattern.CreateWithInvariantCulture($"uuuu-MM-dd{time}"))];

    /// <summary>Whether a key stands there with a value; <c>null</c> is none.</summary>
    public static bool Has(JsonElement given, string key) => given.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether a key stands there and is <c>true</c>.</summary>
    public static bool Flag(JsonElement given, string key) => given.TryGetProperty(key, out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>A text.</summary>
    public static string Text(JsonElement given, string key) => TextOf(Value(given, key), key);

    /// <summary>A text, or <c>null</c> where the key is missing.</summary>
    public static string? TextIf(JsonElement given, string key) => Has(given, key) ? Text(given, key) : null;

    /// <summary>A text that stands in a list.</summary>
    public static string TextOf(JsonElement value, string key) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Stopped.Unreadable($"'{key}' is no text");

    /// <summary>The members of a list.</summary>
    public static IReadOnlyList<JsonElement> List(JsonElement given, string key) =>
        Value(given, key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : throw Stopped.Unreadable($"'{key}' is no list");

    /// <summary>The members of an object.</summary>
    public static IReadOnlyList<JsonProperty> Members(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : throw Stopped.Unreadable($"'{key}' is no object");

    /// <summary>A whole number.</summary>
    public static int Count(JsonElement given, string key) =>
        Value(given, key) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) ? count : throw Stopped.Unreadable($"'{key}' is no whole number");

    /// <summary>Seconds, with their fractions.</summary>
    public static decimal Seconds(JsonElement given, string key) =>
        Value(given, key) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var seconds) && Math.Abs(seconds) < 1_000_000_000_000
            ? seconds : throw Stopped.Unreadable($"'{key}' is no number of seconds");

    /// <summary>An instant, which carries its offset.</summary>
    public static Instant Instant(JsonElement given, string key)
    {
        var text = Text(given, key);
        var at = InstantIn(text) ?? throw Stopped.Unreadable($"'{key}' is no instant with an offset: {text}");
        if (at >= BusinessCalendar.Earliest && at <= BusinessCalendar.Latest - Duration.FromSeconds(1)) return at;
        throw Stopped.Skipped($"calendars answer for 1930 to 2199, and '{key}' is {text}");
    }

    /// <summary>The instant that a text writes; <c>null</c> where it writes none.</summary>
    public static Instant? InstantIn(string text)
    {
        foreach (var pattern in Instants)
            if (pattern.Parse(text) is { Success: true } parsed) return parsed.Value.ToInstant();
        return null;
    }

    /// <summary>The local date and time that a text writes, 24:00 included; <c>null</c> where it writes none.</summary>
    public static LocalDateTime? LocalIn(string text)
    {
        var isEndOfDay = text.Length > 13 && text.AsSpan(11, 3) is "24:";
        if (isEndOfDay) text = text[..11] + "00:" + text[14..];
        foreach (var pattern in Locals)
            if (pattern.Parse(text) is { Success: true } parsed && !(isEndOfDay && parsed.Value.TimeOfDay != LocalTime.Midnight))
                return isEndOfDay ? parsed.Value.PlusDays(1) : parsed.Value;
        return null;
    }

    /// <summary>A local date.</summary>
    public static LocalDate Date(JsonElement given, string key) =>
        LocalDatePattern.Iso.Parse(Text(given, key)) is { Success: true } date ? date.Value : throw Stopped.Unreadable($"'{key}' is no date");

    /// <summary>A number as answers write it.</summary>
    public static string Written(decimal number) => number.ToString("0.#########", CultureInfo.InvariantCulture);

    static JsonElement Value(JsonElement given, string key) =>
        given.ValueKind == JsonValueKind.Object && given.TryGetProperty(key, out var value) ? value : throw Stopped.Unreadable($"'{key}' is missing");
}
