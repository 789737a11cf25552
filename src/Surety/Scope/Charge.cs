namespace Surety.Scope;

/// <summary>What some fees come to over a stretch of local dates.</summary>
public abstract record Charge
{
    private Charge() { }

    /// <summary>An amount, exact.</summary>
    /// <param name="Amount">In major units; never rounded.</param>
    /// <param name="Currency">The one of all the fees.</param>
    /// <param name="Why">Opens it; its value is the amount.</param>
    public sealed record Of(Rational Amount, Currency Currency, Reason Why) : Charge;

    /// <summary>The fees are of several currencies, and nobody adds those.</summary>
    /// <param name="Currencies">In order of their codes; at least two.</param>
    public sealed record Mixed(ValueList<Currency> Currencies) : Charge;

    /// <summary>Not billed yet, or nobody said so yet: not zero, but unknown.</summary>
    /// <param name="Sentence">What is awaited.</param>
    public sealed record NotYetKnown(string Sentence) : Charge;

    /// <summary>The agreement states no such fee.</summary>
    /// <param name="Sentence">What was looked for.</param>
    public sealed record NotStated(string Sentence) : Charge;
}
