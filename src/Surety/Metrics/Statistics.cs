using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads what many numbers or times come to.</summary>
internal static class Statistics
{
    /// <summary>percentile = number ( "st" | "nd" | "rd" | "th" ) "percentile", without a space before the ending</summary>
    public static Statistic.Percentile? TryPercentile(PhraseReader phrase)
    {
        var (start, at) = (phrase.Position, phrase.At);
        if (phrase.TryKind(TokenKind.Number, "a percentile like '95th percentile'") is { } number && Amounts.TryEnding(phrase, number) && phrase.TryWord("percentile"))
        {
            if (number.Number is > 0 and <= 100) return new(new(number.Number), phrase.Since(start));
            phrase.Error(at, "statistic.percentile", "A percentile is above 0 and at most 100.", "Write '95th percentile'.");
            return null;
        }
        if (!phrase.HasRefused) phrase.Back(start);
        return null;
    }
}
