using System.Globalization;

namespace Surety.Facts;

/// <summary>Numbers as programs write them, <c>99.95</c>, <c>-0.5</c>, <c>1.5E3</c>, <c>1e-5</c>: taken digit by digit, or not at all.</summary>
/// <remarks>Source: docs/guide/facts.md, "Numbers".</remarks>
internal static class ExactNumber
{
    /// <summary>Digits before the point: 1 to 10¹⁵, so that sums over any number of facts can still be shown.</summary>
    const int MostWhole = 15;

    /// <summary>Digits in all, and digits after the point: what a decimal holds whatever they are.</summary>
    const int MostDigits = 28;

    /// <summary>Reads a number.</summary>
    /// <returns>The number, or the rest of a sentence that says why it is none.</returns>
    public static (decimal Number, string? Wrong) Read(string text)
    {
        var at = text is ['-' or '+', ..] ? 1 : 0;
        var whole = Digits(text, ref at);
        var fraction = at < text.Length && text[at] == '.' ? Digits(text, ref at, skip: 1) : "";
        if (whole.Length + fraction.Length == 0 || Exponent(text, at) is not { } exponent) return (0, "is no number.");
        var digits = $"{whole}{fraction}".TrimEnd('0');
        var power = exponent + whole.Length - digits.Length;
        digits = digits.TrimStart('0');
        if (digits.Length == 0) return (0, null);
        if (digits.Length + power > MostWhole) return (0, $"has more than {MostWhole} digits before the point.");
        if (digits.Length > MostDigits || -power > MostDigits) return (0, "has more digits than can be held exactly.");
        var number = decimal.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        for (; power > 0; power--) number *= 10;
        var bits = decimal.GetBits(number);
        return (new decimal(bits[0], bits[1], bits[2], text[0] == '-', (byte)-power), null);
    }

    static ReadOnlySpan<char> Digits(string text, ref int at, int skip = 0)
    {
        var start = at += skip;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text.AsSpan(start, at - start);
    }

    /// <summary>What stands behind the digits; <c>null</c>: something else. An exponent of ten digits and more is as far away as one of nine.</summary>
    static long? Exponent(string text, int at)
    {
        if (at == text.Length) return 0;
        if (text[at++] is not ('e' or 'E') || at == text.Length) return null;
        var isBelow = text[at] == '-';
        if (text[at] is '-' or '+') at++;
        var digits = Digits(text, ref at).TrimStart('0');
        if (at < text.Length || !char.IsAsciiDigit(text[^1])) return null;
        var size = digits.Length > 9 ? 1_000_000_000 : digits.Length == 0 ? 0 : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return isBelow ? -size : size;
    }
}
