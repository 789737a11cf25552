namespace Surety.Text;

/// <summary>Numbers, percentages and money. Grammar: docs/guide/grammar.md, "Amounts".</summary>
/// <remarks>Here as elsewhere: <c>TryX</c> takes an X or leaves the phrase as it is; <c>X</c> takes it or refuses.</remarks>
internal static class Amounts
{
    /// <summary>percentage = number "%"</summary>
    public static Percentage? TryPercentage(PhraseReader phrase)
    {
        var start = phrase.Position;
        if (phrase.TryKind(TokenKind.Number, "a percentage") is { } number && phrase.TryMark("%")) return new Percentage(number.Number);
        phrase.Back(start);
        return null;
    }

    public static Percentage? Percentage(PhraseReader phrase) => TryPercentage(phrase) ?? phrase.Refuse<Percentage?>("a percentage");

    /// <summary>number = digits [ "." digits ]</summary>
    public static decimal? Number(PhraseReader phrase) => phrase.TryNumber() ?? phrase.Refuse<decimal?>("a number");

    /// <summary>whole = digits</summary>
    public static int? Whole(PhraseReader phrase) => phrase.TryWhole() ?? phrase.Refuse<int?>("a whole number");

    /// <summary>ordinal = whole ( "st" | "nd" | "rd" | "th" ), without a space</summary>
    public static int? TryOrdinal(PhraseReader phrase)
    {
        var start = phrase.Position;
        if (phrase.Peek(1) is { Kind: TokenKind.Word, IsGlued: true } ending && phrase.TryWhole() is { } number && ending.IsWord(Ending(number)))
        {
            phrase.Next();
            return number;
        }
        phrase.Back(start);
        phrase.TryKind(TokenKind.End, "a number like '5th'");
        phrase.Back(start);
        return null;
    }

    /// <summary>Takes the ending that a number with or without decimals has as an ordinal, glued to it: <c>th</c> of 99.9th.</summary>
    public static bool TryEnding(PhraseReader phrase, Token number)
    {
        if (phrase.Peek() is not { Kind: TokenKind.Word, IsGlued: true } ending) return false;
        var isRight = number.Text.Contains('.', StringComparison.Ordinal) ? ending.IsWord(Ending(number.Text[^1] - '0')) || ending.IsWord("th") : ending.IsWord(Ending((int)(number.Number % 100)));
        return isRight && phrase.TryWord(ending.Text);
    }

    static string Ending(int number) => (number % 100 is >= 11 and <= 13, number % 10) switch
    {
        (false, 1) => "st",
        (false, 2) => "nd",
        (false, 3) => "rd",
        _ => "th",
    };

    /// <summary>money = currency number | number currency</summary>
    public static Money? TryMoney(PhraseReader phrase)
    {
        var start = phrase.Position;
        var (first, second) = (phrase.Peek(), phrase.Peek(1));
        if (IsCode(first) && second.Kind == TokenKind.Number) return Taken(phrase, first, second);
        if (first.Kind == TokenKind.Number && IsCode(second) && Codes.Contains(second.Text)) return Taken(phrase, second, first);
        phrase.TryKind(TokenKind.End, "an amount like 'EUR 4000.00'");
        phrase.Back(start);
        return null;
    }

    public static Money? Money(PhraseReader phrase)
    {
        if (TryMoney(phrase) is { } money) return money;
        foreach (var token in new[] { phrase.Peek(), phrase.Peek(1) })
            if (token is { Kind: TokenKind.Word, Text.Length: 3 } && Nearest.To(token.Text, Codes) is { } nearest)
                phrase.Error(phrase.LocationOf(token), "phrase.currency", $"{Quoted.Of(token.Text)} is no currency, which is three capital letters.", $"Did you mean {Quoted.Of(nearest)}?");
        return phrase.Refuse<Money?>("an amount like 'EUR 4000.00'");
    }

    /// <summary>Whether these are three letters of a currency in use.</summary>
    public static bool IsCurrency(string code) => Codes.Contains(code);

    static bool IsCode(Token token) => token is { Kind: TokenKind.Word, Text.Length: 3 } && token.Text.All(char.IsAsciiLetterUpper);

    static Money? Taken(PhraseReader phrase, Token code, Token number)
    {
        var start = phrase.Position;
        phrase.Next();
        phrase.Next();
        phrase.Spell(start, $"{code.Text} {number.Text}", PieceKind.Money);
        var currency = new Currency(code.Text);
        if (!Codes.Contains(code.Text))
        {
            phrase.Error(phrase.LocationOf(code), "phrase.currency", $"{Quoted.Of(code.Text)} is not a currency of ISO 4217.", Nearest.Question(code.Text, Codes));
            return null;
        }
        // A price per request may be a part of a cent; an amount of yen with decimals is more often a slip.
        var decimals = number.Text.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? number.Text.Length - point - 1 : 0;
        if (decimals > currency.MinorDigits)
        {
            phrase.Problems.Warning(phrase.LocationOf(number), "phrase.money", $"The amount {Quoted.Of(number.Text)} has {decimals} decimals, and {currency} is paid with {currency.MinorDigits}.",
                "Leave it as it is if it is a price per unit.");
        }
        return new Money(number.Number, currency);
    }

    /// <summary>Currencies in use, by ISO 4217.</summary>
    static readonly HashSet<string> Codes = [.. (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK " +
        "DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD " +
        "KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON " +
        "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST " +
        "XAF XCD XCG XOF XPF YER ZAR ZMW ZWG").Split(' ')];
}
