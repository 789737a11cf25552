namespace Surety.Metrics;

/// <summary>Several members looked at together: the whole is bad by how many of them are at one time.</summary>
/// <param name="Of">Whose members.</param>
/// <param name="Rule">What makes the whole bad.</param>
public sealed record Across(ForEach Of, AcrossRule Rule);

/// <summary>What makes the whole bad. Closed: these are all there are.</summary>
public abstract record AcrossRule
{
    private AcrossRule() { }

    /// <summary>All that exist are bad.</summary>
    public sealed record AllBad : AcrossRule;

    /// <summary>Fewer than so many are good.</summary>
    public sealed record FewerGood(int Than) : AcrossRule;

    /// <summary>At least so many are bad.</summary>
    public sealed record ManyBad(int AtLeast) : AcrossRule;

    /// <summary>Those that are bad are a share of those that exist in this range, which has a lower end.</summary>
    /// <param name="Range">A share.</param>
    /// <param name="By">Attribute of members by whose numbers they weigh; <c>null</c>: alike.</param>
    public sealed record ShareBad(Comparison Range, string? By) : AcrossRule;

    /// <summary>The rule in words.</summary>
    public string Words => this switch
    {
        AllBad => "all are bad",
        FewerGood fewer => $"fewer than {fewer.Than} are good",
        ManyBad many => $"at least {many.AtLeast} are bad",
        ShareBad share => $"{share.Range.Words}{(share.By is { } by ? $" of {by}" : "")} are bad",
    };

    /// <summary>What the whole is where so many are known to be bad, and so many might be.</summary>
    /// <param name="bad">Known to be bad: number and weight.</param>
    /// <param name="unknown">Of which nobody knows.</param>
    /// <param name="all">That exist; at least one.</param>
    /// <returns>True: bad; false: good; <c>null</c>: it depends on what nobody knows.</returns>
    internal bool? IsBad((int Number, decimal Weight) bad, (int Number, decimal Weight) unknown, (int Number, decimal Weight) all)
    {
        var certainly = Holds(bad, all);
        return certainly == Holds((bad.Number + unknown.Number, bad.Weight + unknown.Weight), all) ? certainly : null;
    }

    bool Holds((int Number, decimal Weight) bad, (int Number, decimal Weight) all) => this switch
    {
        AllBad => bad.Number == all.Number,
        FewerGood fewer => all.Number - bad.Number < fewer.Than,
        ManyBad many => bad.Number >= many.AtLeast,
        // What weighs nothing together is bad in no part.
        ShareBad share => all.Weight > 0 && share.Range.Holds((Rational)bad.Weight / all.Weight),
    };
}

/// <summary>One of the members that are looked at together.</summary>
/// <param name="Scope">Which facts are its own.</param>
/// <param name="Exists">When it exists; has a start.</param>
/// <param name="Weight">Never negative; <c>null</c>: its attribute is no number, so that it weighs nothing and is told of.</param>
sealed record AcrossPart(ScopeSelection Scope, TimeSet Exists, decimal? Weight);
