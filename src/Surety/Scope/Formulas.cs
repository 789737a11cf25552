using NodaTime;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Amounts that are worked out of others, exactly. Grammar: docs/guide/grammar.md, "Formulas".</summary>
/// <remarks>Percentages, numbers, times and money keep their kind: like is added to like, anything is multiplied by a number or a percentage, and like over like is a number.</remarks>
internal sealed class Formulas
{
    const int MostDepth = 20;
    const int MostSteps = 100;
    const int MostBits = 256;
    const long MostMoney = 1_000_000_000_000;

    readonly PhraseReader phrase;
    readonly Declared declared;
    int depth;
    int steps;

    Formulas(PhraseReader phrase, Declared declared) => (this.phrase, this.declared) = (phrase, declared);

    enum Kind
    {
        Percent,
        Number,
        Time,
        Money,
    }

    sealed record Term(Rational Value, Kind Kind, Currency? Currency, Reason Why);

    /// <summary>Reads a whole formula, as the value of a name.</summary>
    public static Quantity? Whole(PhraseReader phrase, Declared declared)
    {
        var (start, at) = (phrase.Position, phrase.At);
        if (!phrase.Peek().IsMark("(") && Ranges.TryAmount(phrase, declared) is { } plain && phrase.AtEnd) return plain;
        if (phrase.HasRefused) return null;
        phrase.Back(start);
        return new Formulas(phrase, declared).Sum() is { } term && phrase.ExpectEnd() ? Of(term, phrase, at) : null;
    }

    /// <summary>Reads a formula in parentheses; <c>null</c>, and nothing taken, where none stands here.</summary>
    public static Quantity? TryParenthesised(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        return phrase.Peek().IsMark("(") && new Formulas(phrase, declared).Factor() is { } term ? Of(term, phrase, at) : null;
    }

    /// <summary>sum = product { ( "+" | "-" ) product }</summary>
    Term? Sum()
    {
        var left = Product();
        while (left is not null && !phrase.HasRefused)
        {
            var at = phrase.At;
            var isSum = phrase.TryMark("+");
            if (!isSum && !phrase.TryMark("-")) return left;
            left = Product() is { } right ? Added(left, right, isSum, at) : null;
        }
        return left;
    }

    /// <summary>product = factor { ( "*" | "/" ) factor }</summary>
    Term? Product()
    {
        var left = Factor();
        while (left is not null && !phrase.HasRefused)
        {
            var at = phrase.At;
            if (phrase.TryMark("*")) left = Factor() is { } by ? Multiplied(left, by, at) : null;
            else if (phrase.TryMark("/")) left = Factor() is { } over ? Divided(left, over, at) : null;
            else return left;
        }
        return left;
    }

    /// <summary>factor = "(" sum ")" | ( "the lower of" | "the higher of" ) sum "and" sum | percentage "of" factor | amount</summary>
    Term? Factor()
    {
        var (start, at) = (phrase.Position, phrase.At);
        if (++steps > MostSteps || depth >= MostDepth) return Refuse(at, "formula.long", $"A formula has at most {MostSteps} steps, {MostDepth} deep.", "Give parts of it names under 'values'.");
        depth++;
        var term = Inner(start, at);
        depth--;
        return term;
    }

    Term? Inner(int start, Location at)
    {
        if (phrase.TryMark("(")) return Sum() is { } inner && phrase.ExpectMark(")") ? inner : null;
        if (phrase.TryAny("the lower of", "the higher of") is { } choice)
            return Sum() is { } one && phrase.ExpectWord("and") && Sum() is { } other ? Chosen(one, other, choice == "the lower of", at) : null;
        if (Ranges.Amount(phrase, declared) is not { } amount) return null;
        if (TermOf(amount, phrase.Since(start)) is not { } term) return Refuse(at, "formula.kind", "Only percentages, numbers, money and exact times can be counted with: days and business hours depend on a calendar.", "Write hours, minutes or seconds: '48 h'.");
        return term.Kind == Kind.Percent && phrase.TryWord("of") ? Factor() is { } of ? Multiplied(term, of, at, isShare: true) : null : term;
    }

    static Term? TermOf(Quantity amount, string words)
    {
        (Rational, Kind, Currency?)? read = amount switch
        {
            Quantity.Percent percent => (percent.Value.Fraction, Kind.Percent, null),
            Quantity.Number number => (number.Value, Kind.Number, null),
            Quantity.Amount money => (money.Value.Amount, Kind.Money, money.Value.Currency),
            Quantity.Time { Value: Span.Elapsed elapsed } => (Rational.Of(elapsed.Time.ToInt64Nanoseconds(), 100), Kind.Time, null),
            Quantity.Time => null,
            Quantity.Ratio ratio => (ratio.Value, ratio.Unit switch { Unit.Percent => Kind.Percent, Unit.Number => Kind.Number, Unit.Time => Kind.Time }, null),
        };
        return read is var (value, kind, currency) ? new(value, kind, currency, amount.Why is { } why && IsShort(why) ? why with { Sentence = words } : new(words, FigureOf(value, kind, currency), Follows.Given)) : null;
    }

    /// <summary>Whether a reason is opened again where its value is used: else values of values would open without end.</summary>
    static bool IsShort(Reason why)
    {
        var (seen, waiting) = (0, new Stack<Reason>([why]));
        while (waiting.TryPop(out var next))
        {
            if (++seen > MostSteps) return false;
            foreach (var part in next.Parts) waiting.Push(part);
        }
        return true;
    }

    static Figure FigureOf(Rational value, Kind kind, Currency? currency) => kind switch
    {
        Kind.Percent => new Figure.Share(value),
        Kind.Number => new Figure.Number(value),
        Kind.Time => new Figure.Time(value),
        Kind.Money => new Figure.Amount(value, currency!.Value),
    };

    Term? Added(Term left, Term right, bool isSum, Location at)
    {
        if (!AreAlike(left, right)) return Refuse(at, "formula.units", $"{Words(left)} and {Words(right)} cannot be {(isSum ? "added" : "subtracted")}.", "Both are of one kind.");
        return Made(isSum ? left.Value + right.Value : left.Value - right.Value, left, isSum ? "added" : "less", isSum ? Follows.Sum : Follows.Difference, left, right);
    }

    Term? Chosen(Term one, Term other, bool isLower, Location at)
    {
        if (!AreAlike(one, other)) return Refuse(at, "formula.units", $"{Words(one)} and {Words(other)} cannot be compared.", "Both are of one kind.");
        return Made(isLower ? Rational.Min(one.Value, other.Value) : Rational.Max(one.Value, other.Value), one, isLower ? "the lower of both" : "the higher of both", isLower ? Follows.Least : Follows.Greatest, one, other);
    }

    // "10 % of 4" is a number, and "10 % * 4" a percentage.
    Term? Multiplied(Term left, Term right, Location at, bool isShare = false)
    {
        var of = isShare || left.Kind == Kind.Number || (left.Kind == Kind.Percent && right.Kind != Kind.Number) ? right : left;
        var factor = ReferenceEquals(of, right) ? left : right;
        if (factor.Kind is not (Kind.Number or Kind.Percent)) return Refuse(at, "formula.units", $"{Words(left)} and {Words(right)} cannot be multiplied.", "One of them is a number or a percentage.");
        return Made(left.Value * right.Value, of, "multiplied", Follows.Product, left, right);
    }

    Term? Divided(Term left, Term right, Location at)
    {
        if (right.Value.Sign == 0) return Refuse(at, "formula.zero", "This divides by zero.", "Divide by something else.");
        if (right.Kind == Kind.Number) return Made(left.Value / right.Value, left, "divided", Follows.Quotient, left, right);
        if (!AreAlike(left, right)) return Refuse(at, "formula.units", $"{Words(left)} cannot be divided by {Words(right)}.", "Divide by a number, or by something of the same kind.");
        return Made(left.Value / right.Value, left with { Kind = Kind.Number, Currency = null }, "divided", Follows.Quotient, left, right);
    }

    static bool AreAlike(Term one, Term other) => one.Kind == other.Kind && one.Currency == other.Currency;

    Term? Made(Rational value, Term like, string sentence, Follows how, Term left, Term right) =>
        value.Numerator.GetBitLength() > MostBits || value.Denominator.GetBitLength() > MostBits ? Refuse(phrase.At, "formula.size", "What this comes to has too many digits to occur in an agreement.", "Write smaller amounts.")
        : new(value, like.Kind, like.Currency, new(sentence, FigureOf(value, like.Kind, like.Currency), how, [left.Why, right.Why]));

    static string Words(Term term) => term.Kind switch
    {
        Kind.Percent => "a percentage",
        Kind.Number => "a number",
        Kind.Time => "a time",
        Kind.Money => $"{term.Currency!.Value.Code}",
    };

    Term? Refuse(Location at, string code, string message, string mend)
    {
        phrase.Error(at, code, message, mend);
        return null;
    }

    /// <summary>The amount as clauses take it: digits where digits can write it, else the fraction.</summary>
    static Quantity? Of(Term term, PhraseReader phrase, Location at)
    {
        var digits = DigitsOf(term.Kind == Kind.Percent ? term.Value * 100 : term.Value);
        Quantity made = term.Kind switch
        {
            Kind.Percent => digits is { } percent ? new Quantity.Percent(new(percent)) : new Quantity.Ratio(term.Value, Unit.Percent),
            Kind.Number => digits is { } number ? new Quantity.Number(number) : new Quantity.Ratio(term.Value, Unit.Number),
            Kind.Money => new Quantity.Amount(new(term.Value, term.Currency!.Value)),
            Kind.Time => term.Value is { Sign: > 0, Denominator.IsOne: true } && term.Value < long.MaxValue / 100
                ? new Quantity.Time(new Span.Elapsed(Duration.FromTicks((long)term.Value.Floor()), Duration.FromTicks((long)term.Value.Floor()).ToTimeWords())) : new Quantity.Ratio(term.Value, Unit.Time),
        };
        if (term.Value.Sign < 0 && term.Kind != Kind.Number)
        {
            phrase.Error(at, "formula.negative", "This comes to less than nothing.", "Percentages, times and money in an agreement are not below zero.");
            return null;
        }
        if (term.Kind == Kind.Money && term.Value > MostMoney)
        {
            phrase.Error(at, "formula.size", "What this comes to is more than any agreement is about.", "Write smaller amounts.");
            return null;
        }
        return made with { Why = term.Why };
    }

    static decimal? DigitsOf(Rational value)
    {
        if (value > MostMoney || value < -MostMoney) return null;
        var rounded = value.Round(12, Rounding.HalfUp);
        return (Rational)rounded == value ? rounded / 1.000000000000000000000000000000m : null;
    }
}
