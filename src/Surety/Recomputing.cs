using NodaTime;

namespace Surety;

/// <summary>Works figures out again from their parts, trusting nobody: "adds up" is said only where this was done.</summary>
public static class Recomputing
{
    /// <summary>Whether this figure follows from its parts with no remainder. Looks at its own parts only; <c>Given</c> and <c>Rule</c> always hold.</summary>
    public static bool Follows(this Reason reason) =>
        reason.How is Surety.Follows.Given or Surety.Follows.Rule || (Exact(reason.Value) is { } stated && FromParts(reason) is { } found && stated == found);

    /// <summary>Whether this figure and every figure under it follow from their parts.</summary>
    public static bool AddsUp(this Reason reason) => !reason.Failing().Any();

    /// <summary>Finds the figures that do not follow from their parts, from the top down; empty: it adds up.</summary>
    public static IEnumerable<Reason> Failing(this Reason reason)
    {
        var waiting = new Stack<Reason>([reason]);
        while (waiting.TryPop(out var next))
        {
            if (!next.Follows()) yield return next;
            for (var i = next.Parts.Count - 1; i >= 0; i--) waiting.Push(next.Parts[i]);
        }
    }

    static Rational? FromParts(Reason reason)
    {
        var parts = new List<Rational>(reason.Parts.Count);
        foreach (var part in reason.Parts)
        {
            if (Exact(part.Value) is not { } value) return null;
            parts.Add(value);
        }
        return reason.How switch
        {
            Surety.Follows.Sum => parts.Aggregate(Rational.Zero, (a, b) => a + b),
            Surety.Follows.Product => parts.Aggregate(Rational.One, (a, b) => a * b),
            Surety.Follows.Quotient => parts is [var above, var below] && below.Sign != 0 ? above / below : null,
            Surety.Follows.Difference when parts.Count > 0 => parts.Skip(1).Aggregate(parts[0], (a, b) => a - b),
            Surety.Follows.Least when parts.Count > 0 => parts.Aggregate(Rational.Min),
            Surety.Follows.Greatest when parts.Count > 0 => parts.Aggregate(Rational.Max),
            Surety.Follows.Difference or Surety.Follows.Least or Surety.Follows.Greatest or Surety.Follows.Given or Surety.Follows.Rule => null,
        };
    }

    // Instants take part as ticks, so that "opened + 4 h = due" can be worked out too.
    static Rational? Exact(Figure figure) => figure is Figure.At at ? at.Value.ToUnixTimeTicks() : figure.Exact;
}
