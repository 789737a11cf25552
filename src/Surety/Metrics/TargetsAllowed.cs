using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>What a target of a metric may be, for whoever keeps many agreements alike: <c>from 99 % to 99.99 %, usually at least 99.9 %</c>.</summary>
/// <param name="Range">Where the limit of a target lies; its unit is that of the figures.</param>
/// <param name="Usually">The usual target, which says as well whether more or less is better; <c>null</c>: none is said.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record TargetsAllowed(Comparison Range, Comparison? Usually, Clause Clause)
{
    /// <summary>targets = range [ "," "usually" range ]</summary>
    internal static TargetsAllowed? Read(PhraseReader phrase, Declared declared, Clause clause)
    {
        if (Ranges.Range(phrase, declared) is not { } range) return null;
        if (!phrase.TryMark(",")) return new(range, null, clause);
        if (!phrase.ExpectWord("usually")) return null;
        var at = phrase.At;
        if (Ranges.Range(phrase, declared) is not { } usually) return null;
        if (usually.Unit != range.Unit) phrase.Error(at, "range.units", $"The usual target is {Ranges.Words(usually.Unit)}, and the range of targets {Ranges.Words(range.Unit)}.", "Both are in one unit.");
        else if (Misfits(range, usually).Any()) phrase.Error(at, "metric.targets", $"The usual target, {Quoted.Of(usually.Words)}, lies outside the range of targets.", "Widen the range, or write another usual target.");
        return new(range, usually, clause);
    }

    /// <summary>Limits of a target that lie outside the range; a target in another unit has none.</summary>
    public static IEnumerable<Limit> Misfits(Comparison range, Comparison target) =>
        target.Unit != range.Unit ? [] : new[] { target.Low, target.High }.OfType<Limit>().Where(l => !range.Holds(l.Value));

    /// <summary>Whether a target asks for more where less is better, or for less where more is.</summary>
    public bool IsOpposite(Comparison target) => Usually is { } usual && target.Unit == usual.Unit && ((usual, target) is ({ Low: not null, High: null }, { Low: null, High: not null }) or ({ Low: null, High: not null }, { Low: not null, High: null }));
}
