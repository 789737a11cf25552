namespace Surety.Text;

/// <summary>Recurring charges. Grammar: docs/guide/grammar.md, "Amounts".</summary>
internal static class Fees
{
    /// <summary>per = "per" ( "day" | "month" | "quarter" | "year" )</summary>
    public static FeePeriod? Per(PhraseReader phrase)
    {
        if (!phrase.ExpectWord("per")) return null;
        return phrase.TryAny("day", "month", "quarter", "year") switch
        {
            "day" => FeePeriod.Day,
            "month" => FeePeriod.Month,
            "quarter" => FeePeriod.Quarter,
            "year" => FeePeriod.Year,
            _ => phrase.Refuse<FeePeriod?>("'month', 'quarter', 'year' or 'day'"),
        };
    }

    /// <summary>fee = money per</summary>
    public static Fee? Fee(PhraseReader phrase) => Amounts.Money(phrase) is { } money && Per(phrase) is { } per ? new(money, per, null, default) : null;
}
