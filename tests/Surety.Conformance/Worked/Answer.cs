using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Surety.Conformance.Worked;

/// <summary>Reads a place in the JSON of an answer: <c>levels[level=uptime].attained.exact | percent 6</c>.</summary>
/// <remarks>
/// A path of keys; <c>[key=value]</c> takes the first item of a list that has it, <c>[0]</c> an item by its number, <c>[*]</c> all of them. Behind <c>|</c> stands how it is written:
/// <c>percent 6</c> a fraction as percent, half up; <c>percent</c> and <c>number</c> exact and without zeros behind; <c>money</c> two digits; <c>money back</c> the same with the other sign; <c>is missed</c> whether it is that word;
/// <c>is there</c> whether it exists at all; <c>last day</c> the day that ends at an instant, by the zone of the answer; <c>minutes</c> and <c>hours</c> seconds as such; <c>by hour</c> an interval as its hour and its bad minutes; <c>local</c> an instant by the clock on the wall; <c>minutes after
/// 2025-04-15T00:00:00Z</c> how far an instant lies behind another; <c>count</c> how many items; <c>first there</c> the number of the first item that is not <c>null</c>, from 0. Behind
/// <c>[*]</c> each item is read by itself. What does not exist is <c>null</c>; <c>or 0</c> at the end says what it is where not
/// even what would hold it exists.
/// </remarks>
static class Answer
{
    /// <summary>Finds and writes one answer.</summary>
    public static string Read(JsonElement answer, string place)
    {
        var cut = place.Split('|', 2);
        var found = Find([answer], cut[0].Trim());
        var form = cut.Length > 1 ? cut[1].Trim() : "";
        if (form == "is there") return found.Exists(f => f.ValueKind != JsonValueKind.Null) ? "true" : "false";
        if (form == "count") return Written(found.Count(f => f.ValueKind != JsonValueKind.Null));
        if (form == "first there") return found.FindIndex(f => f.ValueKind != JsonValueKind.Null) is var first and >= 0 ? Written(first) : "null";
        if (cut[0].IndexOf("[*]", StringComparison.Ordinal) is var each and > 0)
            return string.Join(" ", Find([answer], cut[0][..(each + 3)].Trim()).Select(item => Read(item, $"{cut[0][(each + 3)..].Trim().TrimStart('.')} | {form}")));
        var otherwise = "null";
        if (form.Split(" or ") is [var before, var after]) (form, otherwise) = (before, after);
        return found.Count == 0 ? otherwise : Written(found[0], form, answer);
    }

    static List<JsonElement> Find(List<JsonElement> from, string path)
    {
        foreach (var step in Steps(path))
            from = [.. from.SelectMany(at => Next(at, step))];
        return from;
    }

    static IEnumerable<string> Steps(string path)
    {
        var start = 0;
        for (var i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && path[i] is not ('.' or '[')) continue;
            if (i > start) yield return path[start..i];
            start = i + 1;
            if (i == path.Length || path[i] != '[') continue;
            var end = path.IndexOf(']', i);
            yield return path[i..(end + 1)];
            (i, start) = (end, end + 1);
        }
    }

    static IEnumerable<JsonElement> Next(JsonElement at, string step)
    {
        if (step == "[*]") return at.ValueKind == JsonValueKind.Array ? at.EnumerateArray() : [];
        if (step[0] != '[') return at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step, out var value) ? [value] : [];
        if (at.ValueKind != JsonValueKind.Array) return [];
        var inside = step[1..^1];
        if (int.TryParse(inside, out var index)) return index < at.GetArrayLength() ? [at[index]] : [];
        var (key, wanted) = (inside[..inside.IndexOf('=')], inside[(inside.IndexOf('=') + 1)..]);
        return at.EnumerateArray().Where(item => Find([item], key) is [var said] && said.ToString() == wanted).Take(1);
    }

    static string Written(JsonElement value, string form, JsonElement answer)
    {
        if (value.ValueKind == JsonValueKind.Null) return "null";
        var words = form.Split(' ', 2);
        return words[0] switch
        {
            "" => value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => value.ToString() },
            "percent" when words.Length > 1 => HalfUp(Fraction(value) * 100, int.Parse(words[1], CultureInfo.InvariantCulture)),
            "percent" => Exact(Fraction(value) * 100),
            "number" => Exact(Fraction(value)),
            "money" when words is [_, "back"] => HalfUp(Fraction(value) * -1, 2),
            "money" => HalfUp(Fraction(value), 2),
            "is" => value.ToString() == words[1] ? "true" : "false",
            "minutes" when words is [_, var after] && after.StartsWith("after ", StringComparison.Ordinal) => Minutes(Instant(after[6..]), Instant(value.ToString())),
            "minutes" => Exact(Fraction(value) / 60),
            "hours" => Exact(Fraction(value) / 3600),
            "by" => $"{value.GetProperty("from").ToString()[..13]}={Exact(Fraction(value.GetProperty("bad").GetProperty("exact")) / 60)}",
            "local" => LocalDateTimePattern.GeneralIso.Format(Instant(value.ToString()).InZone(Zone(answer)).LocalDateTime),
            "last" => LocalDatePattern.Iso.Format((Instant(value.ToString()) - Duration.Epsilon).InZone(Zone(answer)).Date),
            _ => throw new FormatException($"'{form}' is no form"),
        };
    }

    static Instant Instant(string text) => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow();

    static string Minutes(Instant from, Instant until) => Exact(new((until - from).ToBigIntegerNanoseconds(), NodaConstants.NanosecondsPerMinute));

    static DateTimeZone Zone(JsonElement answer) => answer.TryGetProperty("zone", out var zone) && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone.ToString()) is { } known ? known : DateTimeZone.Utc;

    static (BigInteger Over, BigInteger Under) Parsed(string text)
    {
        var parts = text.Split('/');
        if (parts.Length == 2) return (BigInteger.Parse(parts[0], CultureInfo.InvariantCulture), BigInteger.Parse(parts[1], CultureInfo.InvariantCulture));
        var digits = text.Split('.');
        var scale = digits.Length == 2 ? digits[1].Length : 0;
        return (BigInteger.Parse(string.Concat(digits), CultureInfo.InvariantCulture), BigInteger.Pow(10, scale));
    }

    readonly record struct Ratio(BigInteger Over, BigInteger Under)
    {
        public static Ratio operator *(Ratio ratio, int times) => new(ratio.Over * times, ratio.Under);

        public static Ratio operator /(Ratio ratio, int by) => new(ratio.Over, ratio.Under * by);
    }

    static Ratio Fraction(JsonElement value)
    {
        var (over, under) = Parsed(value.ToString());
        return new(over, under);
    }

    static string HalfUp(Ratio value, int digits)
    {
        var scaled = value.Over * BigInteger.Pow(10, digits);
        var isNegative = scaled.Sign < 0;
        var whole = ((BigInteger.Abs(scaled) * 2) + value.Under) / (value.Under * 2);
        var text = whole.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return (isNegative && !whole.IsZero ? "-" : "") + (digits == 0 ? text : $"{text[..^digits]}.{text[^digits..]}");
    }

    /// <summary>A decimal without zeros behind; a fraction where there is none.</summary>
    static string Exact(Ratio value)
    {
        for (var digits = 0; digits <= 12; digits++)
            if ((value.Over * BigInteger.Pow(10, digits) % value.Under).IsZero) return HalfUp(value, digits);
        var common = BigInteger.GreatestCommonDivisor(value.Over, value.Under);
        return $"{value.Over / common}/{value.Under / common}";
    }

    static string Written(int number) => number.ToString(CultureInfo.InvariantCulture);
}
