namespace Surety.Metrics;

/// <summary>What many numbers or times of a window come to. Closed: these are all there are.</summary>
/// <remarks>Source: docs/guide/figures.md, "Mean, median and percentile".</remarks>
public abstract record Statistic
{
    private Statistic() { }

    /// <summary>Their sum over their number.</summary>
    public sealed record Mean : Statistic;

    /// <summary>The middle one; of an even number, the mean of the two in the middle.</summary>
    public sealed record Median : Statistic;

    /// <summary>All added.</summary>
    public sealed record Sum : Statistic;

    /// <summary>The least.</summary>
    public sealed record Least : Statistic;

    /// <summary>The greatest.</summary>
    public sealed record Greatest : Statistic;

    /// <summary>Nearest rank: the smallest such that at least this share of all is at or below it.</summary>
    /// <param name="Share">Above 0 % and at most 100 %.</param>
    /// <param name="Words">As written: <c>95th percentile</c>.</param>
    public sealed record Percentile(Percentage Share, string Words) : Statistic;
}
