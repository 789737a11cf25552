using System.Globalization;
using NodaTime;

namespace Surety.Text;

/// <summary>Dates, instants, periods and zones. Grammar: docs/guide/grammar.md, "Dates and hours".</summary>
internal static class Dates
{
    /// <summary>date = year "-" month "-" day</summary>
    public static LocalDate? TryDate(PhraseReader phrase) => phrase.TryKind(TokenKind.Date, "a date like 2026-01-31")?.Date;

    public static LocalDate? Date(PhraseReader phrase) => TryDate(phrase) ?? phrase.Refuse<LocalDate?>("a date like 2026-01-31");

    /// <summary>instant = date "T" time ( "Z" | offset )</summary>
    public static Instant? Instant(PhraseReader phrase) =>
        phrase.TryKind(TokenKind.Instant, "an instant like 2026-10-01T08:00:00Z")?.Instant ?? phrase.Refuse<Instant?>("an instant like 2026-10-01T08:00:00Z");

    /// <summary>period = year [ "-" ( month | "Q" quarter ) ]</summary>
    public static CalendarPeriod? TryPeriod(PhraseReader phrase)
    {
        if (phrase.Peek() is { Kind: TokenKind.Number, Text.Length: 4, Number: >= 1900 and <= 2200 } year && !year.Text.Contains('.', StringComparison.Ordinal))
            return CalendarPeriod.Year((int)phrase.Next().Number);
        if (phrase.TryKind(TokenKind.Period, "a month like 2026-10, a quarter like 2026-Q3 or a year") is not { IsFlawed: false } token) return null;
        var of = int.Parse(token.Text[..4], CultureInfo.InvariantCulture);
        return token.Text[5] is 'Q' or 'q' ? CalendarPeriod.Quarter(of, token.Text[6] - '0') : CalendarPeriod.Month(new(of, int.Parse(token.Text[5..], CultureInfo.InvariantCulture)));
    }

    public static CalendarPeriod? Period(PhraseReader phrase) => TryPeriod(phrase) ?? phrase.Refuse<CalendarPeriod>("a month like 2026-10, a quarter like 2026-Q3 or a year");

    // Towns that the database calls otherwise, or not at all: then the one whose time they have.
    static readonly Dictionary<string, string> Towns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Wien"] = "Europe/Vienna",
        ["Zürich"] = "Europe/Zurich",
        ["Bern"] = "Europe/Zurich",
        ["Basel"] = "Europe/Zurich",
        ["Genf"] = "Europe/Zurich",
        ["Geneva"] = "Europe/Zurich",
        ["Rom"] = "Europe/Rome",
        ["Roma"] = "Europe/Rome",
        ["Mailand"] = "Europe/Rome",
        ["Milan"] = "Europe/Rome",
        ["Prag"] = "Europe/Prague",
        ["Praha"] = "Europe/Prague",
        ["Brüssel"] = "Europe/Brussels",
        ["Bruxelles"] = "Europe/Brussels",
        ["Kopenhagen"] = "Europe/Copenhagen",
        ["Warschau"] = "Europe/Warsaw",
        ["Lissabon"] = "Europe/Lisbon",
        ["Athen"] = "Europe/Athens",
        ["Moskau"] = "Europe/Moscow",
        ["Kiew"] = "Europe/Kyiv",
        ["Bukarest"] = "Europe/Bucharest",
        ["Belgrad"] = "Europe/Belgrade",
        ["München"] = "Europe/Berlin",
        ["Munich"] = "Europe/Berlin",
        ["Frankfurt"] = "Europe/Berlin",
        ["Hamburg"] = "Europe/Berlin",
        ["Köln"] = "Europe/Berlin",
        ["Cologne"] = "Europe/Berlin",
        ["Barcelona"] = "Europe/Madrid",
        ["Manchester"] = "Europe/London",
        ["Edinburgh"] = "Europe/London",
        ["Tokio"] = "Asia/Tokyo",
        ["Singapur"] = "Asia/Singapore",
        ["Peking"] = "Asia/Shanghai",
        ["Beijing"] = "Asia/Shanghai",
        ["Delhi"] = "Asia/Kolkata",
        ["New Delhi"] = "Asia/Kolkata",
        ["Mumbai"] = "Asia/Kolkata",
        ["Kairo"] = "Africa/Cairo",
        ["Boston"] = "America/New_York",
        ["Washington"] = "America/New_York",
        ["Miami"] = "America/New_York",
        ["Atlanta"] = "America/New_York",
        ["Houston"] = "America/Chicago",
        ["Dallas"] = "America/Chicago",
        ["Seattle"] = "America/Los_Angeles",
        ["San Francisco"] = "America/Los_Angeles",
        ["San_Francisco"] = "America/Los_Angeles",
    };

    /// <summary>zone = IANA id | "UTC" [ offset ]; the whole of the text</summary>
    public static DateTimeZone? Zone(PhraseReader phrase)
    {
        if (phrase.AtEnd) return phrase.Refuse<DateTimeZone>("a time zone like Europe/Berlin");
        var at = phrase.At;
        var id = phrase.Rest();
        // The database knows UTC+02 and UTC+02:30; people leave the zero out.
        var padded = id.Length > 4 && id.StartsWith("UTC", StringComparison.Ordinal) && !char.IsAsciiDigit(id.ElementAtOrDefault(5)) ? id.Insert(4, "0") : id;
        if (phrase.Problems.Zones.GetZoneOrNull(padded) is { } zone) return zone;
        var ids = phrase.Problems.Zones.Ids;
        var town = id[(id.LastIndexOf('/') + 1)..].Trim();
        var meant = Towns.GetValueOrDefault(town) ?? ids.FirstOrDefault(i => i.EndsWith("/" + id.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase)) ?? Nearest.To(id, ids);
        phrase.Error(at, "phrase.zone", $"The time zone {Quoted.Of(id)} is not in the IANA time zone database.", meant is null ? "Write one like 'Europe/Berlin'." : $"Did you mean {Quoted.Of(meant)}?");
        return null;
    }
}
