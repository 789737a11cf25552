using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Surety.Text;

/// <summary>How dates, amounts and units are written elsewhere, and how they are written here: what a refusal tells to write.</summary>
internal static partial class OtherForms
{
    static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    static readonly Dictionary<string, string> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hr"] = "h",
        ["hrs"] = "h",
        ["std"] = "h",
        ["stunde"] = "h",
        ["stunden"] = "h",
        ["mins"] = "min",
        ["minuten"] = "min",
        ["secs"] = "s",
        ["sekunden"] = "s",
        ["msec"] = "ms",
        ["msecs"] = "ms",
        ["d"] = "days",
        ["tag"] = "day",
        ["tage"] = "days",
        ["wk"] = "week",
        ["wks"] = "weeks",
        ["wochen"] = "weeks",
        ["mo"] = "months",
        ["mos"] = "months",
        ["mth"] = "month",
        ["mths"] = "months",
        ["monat"] = "month",
        ["monate"] = "months",
        ["yr"] = "year",
        ["yrs"] = "years",
        ["jahr"] = "year",
        ["jahre"] = "years",
        ["bd"] = "business days",
        ["workday"] = "business day",
        ["workdays"] = "business days",
        ["arbeitstage"] = "business days",
        ["werktage"] = "business days",
    };

    static readonly Dictionary<string, string> Currencies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["€"] = "EUR",
        ["euro"] = "EUR",
        ["euros"] = "EUR",
        ["$"] = "USD",
        ["us$"] = "USD",
        ["dollar"] = "USD",
        ["dollars"] = "USD",
        ["£"] = "GBP",
        ["pound"] = "GBP",
        ["pounds"] = "GBP",
        ["¥"] = "JPY",
        ["fr."] = "CHF",
        ["sfr"] = "CHF",
    };

    /// <summary>The unit that a word stands for; <c>null</c>: it stands for none.</summary>
    public static string? Unit(string word) => Units.GetValueOrDefault(word);

    /// <summary>The code of a currency by its sign, its name or its code in small letters; <c>null</c>: it is none.</summary>
    public static string? Currency(string sign) => Currencies.GetValueOrDefault(sign.Trim()) ?? (sign.ToUpperInvariant() is var code && code != sign && Amounts.IsCurrency(code) ? code : null);

    /// <summary>A date at the beginning of a text that is written in another order, and how it is written here; <c>null</c>: there is none.</summary>
    public static (string Found, string Mend)? Date(string text)
    {
        if (InFigures().Match(text) is { Success: true } figures)
        {
            var (sign, a, b, year) = (figures.Groups[2].Value, Int(figures.Groups[1].Value), Int(figures.Groups[3].Value), Int(figures.Groups[4].Value));
            var (dayFirst, monthFirst) = (Of(year, b, a), sign == "." ? null : Of(year, a, b));
            return (figures.Value, (dayFirst, monthFirst) switch
            {
                ({ } one, { } other) when one != other => $"Write the year first, then month and day: {Quoted.Of(Iso(one))} or {Quoted.Of(Iso(other))}.",
                ({ } one, _) => $"Write {Quoted.Of(Iso(one))}.",
                (null, { } other) => $"Write {Quoted.Of(Iso(other))}.",
                (null, null) => "Write the year first, then month and day, as '2026-10-01'; this day does not exist.",
            });
        }
        if (YearFirst().Match(text) is { Success: true } year4 && Of(Int(year4.Groups[1].Value), Int(year4.Groups[2].Value), Int(year4.Groups[3].Value)) is { } date) return (year4.Value, $"Write {Quoted.Of(Iso(date))}.");
        if (InWords().Match(text) is { Success: true } words && (words.Groups[1].Success ? words.Groups[1] : words.Groups[4]).Value is var name && Array.IndexOf(Months, name[..3].ToLowerInvariant()) is var month and >= 0
            && Of(Int(words.Groups[5].Value), month + 1, Int((words.Groups[2].Success ? words.Groups[2] : words.Groups[3]).Value)) is { } day) return (words.Value, $"Write {Quoted.Of(Iso(day))}.");
        return null;
    }

    /// <summary>What a text that should be an instant is, and how it is written; <c>null</c>: nobody knows.</summary>
    /// <param name="text">As it stands.</param>
    /// <param name="mayBeDate">Whether a date alone would do.</param>
    public static (string What, string Mend)? Instant(string text, bool mayBeDate)
    {
        if (IsoDay().Match(text) is { Success: true } iso)
        {
            var (year, month, day) = (Int(iso.Groups[1].Value), Int(iso.Groups[2].Value), Int(iso.Groups[3].Value));
            if (month is < 1 or > 12) return ("is no instant: a year has months from 01 to 12", "Correct the month.");
            if (year is > 1 and < 9999 && day > CalendarSystem.Iso.GetDaysInMonth(year, month)) return ($"is no instant: {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month)} {year} has {CalendarSystem.Iso.GetDaysInMonth(year, month)} days", "Correct the day.");
            if (text.Length == iso.Length) return ("is a date and no instant", $"Add the time of day and the offset: '{text}T00:00:00Z'.");
            if (ShortOffset().IsMatch(text)) return ("has an offset that cannot be read", "Write hours and minutes: '+01:00', or 'Z'.");
        }
        if (Date(text) is var (found, mend))
            return ("is no instant", text.Length == found.Length && mayBeDate ? mend : $"{mend.TrimEnd('.')} and behind it the time of day and the offset: 'T08:00:00Z'. Tables in this form are read with a mapping that names format and zone.");
        if (text.Length is 10 or 13 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
            return ($"looks like {(text.Length == 10 ? "seconds" : "milliseconds")} since 1970", $"Write '{NodaTime.Text.InstantPattern.ExtendedIso.Format(text.Length == 10 ? NodaTime.Instant.FromUnixTimeSeconds(since) : NodaTime.Instant.FromUnixTimeMilliseconds(since))}'.");
        return null;
    }

    /// <summary>How a whole number is written that stands here with commas, a unit or a currency; <c>null</c>: nobody knows.</summary>
    public static string? Count(string text) =>
        text.Replace(",", "", StringComparison.Ordinal) is var digits && digits.Length < text.Length && digits.All(char.IsAsciiDigit) ? $"Write '{digits}'." : text.Contains(',', StringComparison.Ordinal) ? null : Number(text, inMilliseconds: false);

    /// <summary>How a number is written that stands here with a comma, a unit or a currency; <c>null</c>: nobody knows.</summary>
    /// <param name="text">As it stands.</param>
    /// <param name="inMilliseconds">Whether a time is counted in milliseconds, and not in the unit of a metric.</param>
    public static string? Number(string text, bool inMilliseconds)
    {
        if (WithComma().Match(text) is { Success: true } comma)
        {
            var digits = text.Replace(".", "", StringComparison.Ordinal);
            if (comma.Groups[2].Value.Length != 3 || text.Contains('.', StringComparison.Ordinal)) return $"Write '{(text.LastIndexOf('.') > text.IndexOf(',', StringComparison.Ordinal) ? text.Replace(",", "", StringComparison.Ordinal) : digits.Replace(',', '.'))}', with a point before the decimals and nothing between thousands.";
            return $"Write '{text.Replace(",", "", StringComparison.Ordinal)}' if the comma divides thousands, '{text.Replace(',', '.')}' if it stands before decimals.";
        }
        if (Money().Match(text) is { Success: true } money && Currency((money.Groups[1].Value + money.Groups[3].Value).Trim()) is var code && (code ?? (money.Groups[1].Value + money.Groups[3].Value).Trim()) is { Length: > 0 } of && (code is not null || Amounts.IsCurrency(of)))
            return $"Write '{money.Groups[2].Value}', and '{of}' under 'currency'.";
        if (WithUnit().Match(text) is not { Success: true } unit) return null;
        var (number, word) = (unit.Groups[1].Value, unit.Groups[2].Value);
        if (inMilliseconds && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && MillisecondsIn(Units.GetValueOrDefault(word) ?? word) is { } each)
            return $"Write '{(value * each).ToString("0.##########", CultureInfo.InvariantCulture)}': times are counted in milliseconds, and the unit is not written.";
        return $"Write '{number}': a number stands alone, in the unit that the agreement names.";
    }

    /// <summary>What was meant at a place of a phrase, and how it is written; <c>null</c>: nobody knows.</summary>
    /// <param name="before">The number that stands before it; empty: none.</param>
    /// <param name="rest">What stands there.</param>
    public static (string? Found, string Mend)? InPhrase(string before, string rest)
    {
        if (Date(rest) is var (found, mend)) return (found, mend);
        if (Sign().Match(rest) is { Success: true } sign && Currency(sign.Groups[1].Value) is { } currency) return (sign.Value.TrimEnd(), $"Write the currency by its three letters: '{currency} {sign.Groups[2].Value}'.");
        if (before.Length == 0) return null;
        var word = FirstWord().Match(rest).Value;
        if (word.Length > 0 && Currency(word) is { } behind) return (word, $"Write the currency by its three letters: '{behind} {before}'.");
        if (word.Length > 0 && Unit(word) is { } unit) return (word, $"Write '{before} {unit}'.");
        if (WorkingDays().IsMatch(rest)) return (null, $"Write '{before} business days'.");
        return null;
    }

    static decimal? MillisecondsIn(string unit) => unit.ToLowerInvariant() switch
    {
        "ms" or "millisecond" or "milliseconds" => 1,
        "s" or "sec" or "second" or "seconds" => 1_000,
        "min" or "minute" or "minutes" => 60_000,
        "h" or "hour" or "hours" => 3_600_000,
        _ => null,
    };

    static LocalDate? Of(int year, int month, int day) =>
        year is >= 1900 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month) ? new LocalDate(year, month, day) : null;

    static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    static int Int(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})(?!\d)")]
    private static partial Regex InFigures();

    [GeneratedRegex(@"^(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?:([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?|(\d{1,2})(?:st|nd|rd|th|\.)? ([A-Za-z]{3,9})\.?,?) (\d{4})(?!\d)")]
    private static partial Regex InWords();

    [GeneratedRegex(@"^(\d{4})-(\d{2})-(\d{2})(?!\d)")]
    private static partial Regex IsoDay();

    [GeneratedRegex(@"\d[+-](\d|\d\d|\d{4})$")]
    private static partial Regex ShortOffset();

    [GeneratedRegex(@"^-?\d[\d.]*(,)(\d+)(?:,\d{3})*(?:\.\d+)?$")]
    private static partial Regex WithComma();

    [GeneratedRegex(@"^([^\d\s.,-]*)\s*(-?\d+(?:\.\d+)?)\s*([^\d\s.,-]*)$")]
    private static partial Regex Money();

    [GeneratedRegex(@"^(-?\d+(?:\.\d+)?)\s*([^\d\s.,/-]+)$")]
    private static partial Regex WithUnit();

    [GeneratedRegex(@"^([€$£¥])\s*(\d+(?:\.\d+)?)")]
    private static partial Regex Sign();

    [GeneratedRegex(@"^[^\d\s.,;:()]+")]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"^working days?\b", RegexOptions.IgnoreCase)]
    private static partial Regex WorkingDays();
}
