using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Surety.Text;

/// <summary>Cuts the text of a scalar into tokens. What is wrong whatever the phrase means (a date that does not exist, a number too large) is reported here.</summary>
internal sealed class PhraseScanner(Node.Scalar scalar, Problems problems)
{
    const int MostDigits = 18;
    readonly string text = scalar.Text;
    int at;

    public static List<Token> Tokens(Node.Scalar scalar, Problems problems)
    {
        var scanner = new PhraseScanner(scalar, problems);
        var tokens = new List<Token>();
        do tokens.Add(scanner.Next()); while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    Token Next()
    {
        var from = at;
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        var isGlued = at == from && at > 0;
        if (at == text.Length) return new(TokenKind.End, "", text.TrimEnd().Length, 0, isGlued, false);
        var token = char.IsAsciiDigit(text[at]) ? Digits() : IsLetter(text[at]) ? Word() : text[at] == '"' ? Quote() : Mark();
        at = token.Start + token.Length;
        return token with { IsGlued = isGlued };
    }

    static bool IsLetter(char c) => char.IsLetter(c) || char.IsSurrogate(c) || c is '_' || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    static bool IsInWord(char c) => IsLetter(c) || char.IsDigit(c);

    bool Is(int i, Func<char, bool> wanted) => i < text.Length && wanted(text[i]);

    bool IsDigit(int i) => Is(i, char.IsAsciiDigit);

    Token Made(TokenKind kind, int end, bool isFlawed = false) => new(kind, text[at..end], at, end - at, false, isFlawed);

    Token Flawed(TokenKind kind, int end, string code, string message, string? mend)
    {
        // Finding a place costs the length of the text: not for problems that are only counted.
        problems.Error(problems.IsFull(code) ? scalar.At : scalar.LocationAt(at), code, message, mend);
        return Made(kind, end, isFlawed: true);
    }

    Token Word()
    {
        var end = at;
        while (Is(end, IsInWord) || (Is(end, c => c is '-' or '\'' or '’' or '/' or '.' or '@') && Is(end + 1, IsInWord))) end++;
        return Made(TokenKind.Word, end);
    }

    Token Quote()
    {
        var end = text.IndexOf('"', at + 1);
        if (end < 0) return Flawed(TokenKind.Quoted, text.Length, "phrase.quote", "A text begins here with a quote, and the closing quote is missing.", "Write the closing quote.");
        return new(TokenKind.Quoted, text[(at + 1)..end], at, end + 1 - at, false, false);
    }

    Token Mark()
    {
        if (text[at] == '.' && Is(at + 1, c => c == '.')) return Made(TokenKind.Mark, at + 2);
        return text[at] is '–' or '−' ? Made(TokenKind.Mark, at + 1) with { Text = "-" } : Made(TokenKind.Mark, at + 1);
    }

    Token Digits()
    {
        var end = at;
        while (IsDigit(end)) end++;
        var count = end - at;
        if (count == 4 && Is(end, c => c == '-') && IsDigit(end + 1) && IsDigit(end + 2) && !IsDigit(end + 3))
        {
            if (Is(end + 3, c => c == '-') && IsDigit(end + 4) && IsDigit(end + 5) && !IsDigit(end + 6)) return DateAt(end + 6);
            return Month(end + 3);
        }
        if (count == 4 && Is(end, c => c == '-') && Is(end + 1, c => c is 'Q' or 'q') && IsDigit(end + 2) && !Is(end + 3, IsInWord)) return Quarter(end + 3);
        if (count is 1 or 2 && Is(end, c => c == ':') && IsDigit(end + 1) && IsDigit(end + 2) && !IsDigit(end + 3)) return Clock(end + 3);
        return Number(end);
    }

    Token Number(int end)
    {
        if (Is(end, c => c == '.') && IsDigit(end + 1))
            for (end++; IsDigit(end);) end++;
        if (Is(end, c => c == ',') && IsDigit(end + 1))
        {
            while (IsDigit(end) || (Is(end, c => c is ',' or '.') && IsDigit(end + 1))) end++;
            return Flawed(TokenKind.Number, end, "phrase.number", $"The comma in {Quoted.Of(text[at..end])} can divide thousands, decimals or a list.",
                "Write numbers without a comma and with a point before the decimals, as 4000.50, and a space behind a comma of a list.");
        }
        var exponent = end;
        if (Is(exponent, c => c is 'e' or 'E'))
        {
            exponent++;
            if (Is(exponent, c => c is '+' or '-')) exponent++;
            if (IsDigit(exponent))
            {
                while (IsDigit(exponent)) exponent++;
                return Flawed(TokenKind.Number, exponent, "phrase.number", $"The number {Quoted.Of(text[at..exponent])} is written with an exponent.", "Write all its digits.");
            }
        }
        if (end - at > MostDigits + 1 || text.AsSpan(at, end - at).Count('.') == 0 && end - at > MostDigits)
            return Flawed(TokenKind.Number, end, "phrase.number", $"The number {Quoted.Of(text[at..end])} has more than {MostDigits} digits.", "Write a number that can occur in an agreement.");
        return Made(TokenKind.Number, end) with { Number = decimal.Parse(text.AsSpan(at, end - at), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) };
    }

    Token DateAt(int end)
    {
        var (year, month, day) = (Int(at, 4), Int(at + 5, 2), Int(at + 8, 2));
        if (DateFlaw(year, month, day) is { } flaw) return Flawed(TokenKind.Date, end, "phrase.date", $"The date {Quoted.Of(text[at..end])} does not exist: {flaw}.", null);
        if (Is(end, c => c is 'T' or 't') && IsDigit(end + 1)) return InstantAt(end);
        return Made(TokenKind.Date, end) with { Date = new(year, month, day) };
    }

    static string? DateFlaw(int year, int month, int day)
    {
        if (year is < 1900 or > 2200) return "years from 1900 to 2200 can be written";
        if (month is < 1 or > 12) return "a year has months from 01 to 12";
        var length = CalendarSystem.Iso.GetDaysInMonth(year, month);
        return day >= 1 && day <= length ? null : $"{CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month)} {year} has {length} days";
    }

    Token InstantAt(int end)
    {
        while (Is(end, c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '+') || (Is(end, c => c == '-') && IsDigit(end + 1))) end++;
        var written = text[at..end];
        if (OffsetDateTimePattern.Rfc3339.Parse(written.ToUpperInvariant()) is { Success: true } full) return Made(TokenKind.Instant, end) with { Instant = full.Value.ToInstant() };
        var isLocal = !written.EndsWith('Z') && written.LastIndexOfAny(['+', '-']) < 10;
        return Flawed(TokenKind.Instant, end, "phrase.instant", $"The instant {Quoted.Of(written)} cannot be read{(isLocal ? ": it does not say in which zone" : "")}.",
            "Write it as 2026-10-01T08:00:00Z, or with the distance from UTC, as 2026-10-01T10:00:00+02:00.");
    }

    Token Month(int end)
    {
        var month = Int(at + 5, 2);
        return DateFlaw(Int(at, 4), month, 1) is { } flaw ? Flawed(TokenKind.Period, end, "phrase.date", $"The month {Quoted.Of(text[at..end])} does not exist: {flaw}.", null)
            : Made(TokenKind.Period, end);
    }

    Token Quarter(int end)
    {
        var flaw = text[end - 1] is < '1' or > '4' ? "a year has quarters from Q1 to Q4" : DateFlaw(Int(at, 4), 1, 1);
        return flaw is null ? Made(TokenKind.Period, end) : Flawed(TokenKind.Period, end, "phrase.date", $"The quarter {Quoted.Of(text[at..end])} does not exist: {flaw}.", null);
    }

    Token Clock(int end)
    {
        var colon = text.IndexOf(':', at);
        var (hour, minute) = (Int(at, colon - at), Int(colon + 1, 2));
        if (hour > 24 || minute > 59 || (hour == 24 && minute > 0))
            return Flawed(TokenKind.Clock, end, "phrase.clock", $"The time of day {Quoted.Of(text[at..end])} does not exist: a day goes from 00:00 to 24:00.", null);
        return Made(TokenKind.Clock, end) with { Number = (hour * 60) + minute };
    }

    int Int(int start, int length) => int.Parse(text.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture);
}
