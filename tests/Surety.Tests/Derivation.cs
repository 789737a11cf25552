using Shouldly;

namespace Surety.Tests;

/// <summary>Recomputes reasons from their parts, as a reader with pencil and paper would.</summary>
static class Derivation
{
    /// <summary>Fails at the first reason whose parts do not give its value exactly.</summary>
    public static void ShouldAddUp(Reason reason)
    {
        foreach (var part in reason.Parts) ShouldAddUp(part);
        var parts = reason.Parts.Select(p => p.Value.Exact).ToList();
        Rational? expected = reason.How switch
        {
            Follows.Given or Follows.Rule => reason.Value.Exact,
            Follows.Sum => parts.Aggregate(Rational.Zero, (sum, p) => sum + p!.Value),
            Follows.Difference => parts.Skip(1).Aggregate(parts[0]!.Value, (rest, p) => rest - p!.Value),
            Follows.Quotient => parts[0]!.Value / parts[1]!.Value,
            Follows.Product => parts.Aggregate(Rational.One, (product, p) => product * p!.Value),
            Follows.Least => parts.Min(),
            Follows.Greatest => parts.Max(),
        };
        reason.Value.Exact.ShouldBe(expected, reason.Sentence);
    }
}
