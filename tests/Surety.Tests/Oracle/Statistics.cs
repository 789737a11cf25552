namespace Surety.Tests.Oracle;

/// <summary>figures.md, "Mean, median and percentile", of numbers in order of size.</summary>
static class Statistics
{
    public static Fraction? Of(string what, Fraction? percentile, IReadOnlyList<Fraction> ordered)
    {
        if (ordered.Count == 0) return null;
        if (percentile is { } p) return Percentile(p, ordered);
        var sum = ordered.Aggregate((Fraction)0, (a, b) => a + b);
        return what switch
        {
            "mean" => sum / ordered.Count,
            "total" or "sum" => sum,
            "longest" or "greatest" => ordered[^1],
            "shortest" or "least" => ordered[0],
            "median" => ordered.Count % 2 == 1 ? ordered[ordered.Count / 2] : (ordered[(ordered.Count / 2) - 1] + ordered[ordered.Count / 2]) / 2,
            _ => throw new ArgumentException(what),
        };
    }

    /// <summary>The smallest that at least so many of a hundred are at or below.</summary>
    static Fraction Percentile(Fraction percent, IReadOnlyList<Fraction> ordered) =>
        ordered.First(x => (Fraction)ordered.Count(y => y <= x) * 100 >= percent * ordered.Count);
}
