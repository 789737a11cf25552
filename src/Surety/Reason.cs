using NodaTime;

namespace Surety;

/// <summary>A value in a statement, exact.</summary>
public abstract record Figure
{
    private Figure() { }

    /// <summary>A share: 99.95 % is the fraction 1999/2000.</summary>
    public sealed record Share(Rational Value) : Figure;

    /// <summary>A plain number.</summary>
    public sealed record Number(Rational Value) : Figure;

    /// <summary>Elapsed or working time, in ticks of 100 ns; a fraction of ticks where a mean was taken.</summary>
    public sealed record Time(Rational Ticks) : Figure;

    /// <summary>So many.</summary>
    public sealed record Count(long Value) : Figure;

    /// <summary>Money before or after rounding.</summary>
    public sealed record Amount(Rational Value, Currency Currency) : Figure;

    /// <summary>A point in time.</summary>
    /// <param name="Value">The instant.</param>
    /// <param name="IsEnd">Whether it is the half-open end of whole days: it is read as the end of the day before.</param>
    public sealed record At(Instant Value, bool IsEnd = false) : Figure;

    /// <summary>Something that is said and not counted: a verdict, a state, a rule that was chosen.</summary>
    public sealed record Words(string Value) : Figure;

    /// <summary>The number inside, in its own unit; <c>null</c> for instants and words.</summary>
    public Rational? Exact => this switch
    {
        Share s => s.Value,
        Number n => n.Value,
        Time t => t.Ticks,
        Count c => c.Value,
        Amount a => a.Value,
        At => null,
        Words => null,
    };
}

/// <summary>How a figure follows from its parts.</summary>
public enum Follows
{
    /// <summary>It stands in a clause or in facts: no parts, or parts that illustrate.</summary>
    Given,

    /// <summary>All parts added.</summary>
    Sum,

    /// <summary>The first part less all others.</summary>
    Difference,

    /// <summary>The first part divided by the second.</summary>
    Quotient,

    /// <summary>All parts multiplied.</summary>
    Product,

    /// <summary>The least part.</summary>
    Least,

    /// <summary>The greatest part.</summary>
    Greatest,

    /// <summary>By the rule that the sentence says: a comparison, a choice, a rounding.</summary>
    Rule,
}

/// <summary>
/// Why a figure is what it is: clause, rule, parts, facts. Parts add up with no remainder: whoever recomputes
/// <see cref="Follows"/> over the parts gets <see cref="Value"/> exactly.
/// </summary>
/// <param name="Sentence">What the figure is and by which rule, in the contract's words, without the value.</param>
/// <param name="Value">The figure.</param>
/// <param name="How">How it follows from the parts.</param>
/// <param name="Parts">In the order of the rule; may be empty.</param>
/// <param name="Clause">The clause that says so; <c>null</c>: a default of the language, which the sentence names.</param>
/// <param name="Facts">The facts behind a leaf; <c>null</c>: none.</param>
/// <param name="For">How many things of a list it stands for: 1, and more where it sums up the rest of a long one.</param>
public sealed record Reason(string Sentence, Figure Value, Follows How, ValueList<Reason> Parts = default, Clause? Clause = null, FactCitation? Facts = null, int For = 1);

/// <summary>Facts that a figure rests on.</summary>
/// <param name="Count">How many in all.</param>
/// <param name="First">The first of them, in order; at most 20.</param>
public sealed record FactCitation(int Count, ValueList<Origin> First)
{
    /// <summary>How many are cited by place.</summary>
    public const int Most = 20;

    /// <summary>Cites a list of facts.</summary>
    public static FactCitation? Of(IReadOnlyCollection<Origin> origins) =>
        origins.Count == 0 ? null : new(origins.Count, origins.Take(Most).ToValueList());
}
