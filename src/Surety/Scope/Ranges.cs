using NodaTime;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Amounts by value or by name, and ranges of them. Grammar: docs/guide/grammar.md, "Ranges".</summary>
internal static class Ranges
{
    /// <summary>amount = percentage | span | money | number | [ "the" ] named value | "(" formula ")"</summary>
    public static Quantity? TryAmount(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        if (Spans.TrySpan(phrase) is { } span) return new Quantity.Time(span);
        if (Amounts.TryPercentage(phrase) is { } percentage) return new Quantity.Percent(percentage);
        if (Amounts.TryMoney(phrase) is { } money) return new Quantity.Amount(money);
        if (phrase.TryNumber() is { } number) return new Quantity.Number(number);
        if (Formulas.TryParenthesised(phrase, declared) is { } formula) return formula;
        if (phrase.HasRefused) return null;
        // Only before a name, so that a refusal of "the fees of …" does not ask for a named value alone.
        if (declared.ValueNames.Any(name => name.StartsWith(phrase.Peek(1).Text, StringComparison.OrdinalIgnoreCase))) phrase.TryWord("the");
        var at = phrase.At;
        if (phrase.TryName("a named value", declared.ValueNames) is { } name) return declared.Value(name, phrase, at);
        phrase.Back(start);
        return null;
    }

    /// <inheritdoc cref="TryAmount"/>
    public static Quantity? Amount(PhraseReader phrase, Declared declared) => TryAmount(phrase, declared) ?? Unknown(phrase, declared);

    static Quantity? Unknown(PhraseReader phrase, Declared declared)
    {
        if (phrase.HasRefused) return null;
        if (declared.ValueNames.Count == 0 || phrase.Peek(1).Kind != TokenKind.Word || !phrase.TryWord("the")) return phrase.Refuse<Quantity>("an amount");
        var at = phrase.At;
        return phrase.Name("a named value", declared.ValueNames) is { } name ? declared.Value(name, phrase, at) : null;
    }

    /// <summary>The fraction of a percentage, also of one that digits cannot write; <c>null</c>: it is none.</summary>
    public static Rational? ShareOf(Quantity? amount) => amount switch
    {
        Quantity.Percent percent => percent.Value.Fraction,
        Quantity.Ratio { Unit: Unit.Percent } ratio => ratio.Value,
        _ => null,
    };

    /// <summary>percentage, or a named one</summary>
    public static Percentage? TryPercentage(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        if (TryAmount(phrase, declared) is Quantity.Percent percent) return percent.Value;
        phrase.Back(start);
        return null;
    }

    /// <summary>
    /// range = ( "at least" | "at most" | "above" | "below" | "exactly" ) amount | "between" amount "and" amount | "from" amount "to" [ "below" ] amount | "above" amount "to" [ "below" ] amount
    /// </summary>
    public static Comparison? TryRange(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        var range = phrase.TryAny("at least", "at most", "above", "below", "exactly", "between", "from") switch
        {
            "at least" => One(phrase, declared, v => (new(v, true), null)),
            "at most" => One(phrase, declared, v => (null, new(v, true))),
            "below" => One(phrase, declared, v => (null, new(v, false))),
            "exactly" => One(phrase, declared, v => (new(v, true), new(v, true))),
            "between" => Two(phrase, declared, "and", lowIncluded: true, mayExclude: false),
            "from" => Two(phrase, declared, "to", lowIncluded: true, mayExclude: true),
            "above" => Above(phrase, declared),
            _ => null,
        };
        if (range is null)
        {
            if (!phrase.HasRefused) phrase.Back(start);
            return null;
        }
        return range with { Words = phrase.Since(start) };
    }

    /// <inheritdoc cref="TryRange"/>
    public static Comparison? Range(PhraseReader phrase, Declared declared) =>
        TryRange(phrase, declared) ?? (phrase.HasRefused ? null : phrase.Refuse<Comparison>("a comparison like 'at least 99.9 %'"));

    /// <summary>The exact value of an amount on the scale of its unit; <c>null</c> where it cannot be compared (money, calendar days).</summary>
    public static (Rational Value, Unit Unit)? Value(Quantity amount) => amount switch
    {
        Quantity.Percent percent => (percent.Value.Fraction, Unit.Percent),
        Quantity.Number number => (number.Value, Unit.Number),
        Quantity.Time { Value: Span.Elapsed elapsed } => (Rational.Of(elapsed.Time.ToInt64Nanoseconds(), 100), Unit.Time),
        Quantity.Time { Value: Span.BusinessTime business } => (Rational.Of(business.Time.ToInt64Nanoseconds(), 100), Unit.Time),
        Quantity.Time => null,
        Quantity.Ratio ratio => (ratio.Value, ratio.Unit),
        Quantity.Amount => null,
    };

    static Comparison? Above(PhraseReader phrase, Declared declared)
    {
        if (End(phrase, declared) is not { } low) return null;
        if (!phrase.TryWord("to")) return new(new(low.Value, false), null, low.Unit, "") { Worked = Worked(low.Why) };
        return Upper(phrase, declared, new(low.Value, false), low, mayExclude: true);
    }

    static Comparison? One(PhraseReader phrase, Declared declared, Func<Rational, (Limit? Low, Limit? High)> limits)
    {
        if (End(phrase, declared) is not { } end) return null;
        var (low, high) = limits(end.Value);
        return new(low, high, end.Unit, "") { Worked = Worked(end.Why) };
    }

    static Comparison? Two(PhraseReader phrase, Declared declared, string between, bool lowIncluded, bool mayExclude)
    {
        if (End(phrase, declared) is not { } low || !phrase.ExpectWord(between)) return null;
        return Upper(phrase, declared, new(low.Value, lowIncluded), low, mayExclude);
    }

    static Comparison? Upper(PhraseReader phrase, Declared declared, Limit low, Ending lower, bool mayExclude)
    {
        var unit = lower.Unit;
        var isExcluded = mayExclude && phrase.TryWord("below");
        var at = phrase.At;
        if (End(phrase, declared) is not { } high) return null;
        if (high.Unit != unit)
            phrase.Error(at, "range.units", $"Both ends of a range are of one kind: the lower is {Words(unit)}, the upper {Words(high.Unit)}.");
        else if (high.Value < low.Value || (high.Value == low.Value && (isExcluded || !low.Included)))
            phrase.Error(at, "range.empty", "No value lies in this range: its upper end is not above its lower end.", "Write the lower end first.");
        return phrase.HasRefused ? null : new(low, new(high.Value, !isExcluded), unit, "") { Worked = Worked(lower.Why, high.Why) };
    }

    readonly record struct Ending(Rational Value, Unit Unit, Reason? Why);

    static ValueList<Reason> Worked(params ReadOnlySpan<Reason?> ends)
    {
        var worked = new List<Reason>();
        foreach (var end in ends)
            if (end is not null) worked.Add(end);
        return worked.ToValueList();
    }

    static Ending? End(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        if (Amount(phrase, declared) is not { } amount) return null;
        if (Value(amount) is { } value) return new(value.Value, value.Unit, amount.Why);
        phrase.Error(at, "range.kind", amount is Quantity.Amount ? "Money cannot be compared with a measured figure." : "Days and months cannot be compared here, because their length depends on the calendar.",
            amount is Quantity.Amount ? null : "Write hours, minutes or seconds: '48 h'.");
        return null;
    }

    /// <summary>What a unit is called in sentences.</summary>
    public static string Words(Unit unit) => unit switch
    {
        Unit.Percent => "a percentage",
        Unit.Number => "a number",
        Unit.Time => "a time",
    };
}
