using Surety.Facts;

namespace Surety.Metrics;

/// <summary>How much a bad minute counts by the impact of its outage, or by the state: degraded time counts in part.</summary>
/// <param name="Of">Words and their weights, whole percents from 0 to 100, each word once.</param>
/// <param name="Otherwise">Weight of any other impact, or of none.</param>
public sealed record Weights(ValueList<(string Word, Percentage Weight)> Of, Percentage Otherwise)
{
    /// <summary>The weights above zero, the greatest first: each is a layer of time that is bad by at least so much.</summary>
    public IEnumerable<Percentage> Layers => Of.Select(w => w.Weight).Append(Otherwise).Where(w => w.Value > 0).Distinct().OrderByDescending(w => w.Value);

    /// <summary>What is bad by at least a weight.</summary>
    /// <param name="least">Above zero.</param>
    /// <param name="ofStates">Whether the words are states.</param>
    public BadRule AtLeast(Percentage least, bool ofStates)
    {
        if (ofStates) return new BadRule.StateIs(Of.Where(w => w.Weight.Value >= least.Value).Select(w => Enum.Parse<ServiceState>(w.Word, ignoreCase: true)).ToValueList());
        return Otherwise.Value >= least.Value
            ? new BadRule.ImpactIs(Of.Where(w => w.Weight.Value < least.Value).Select(w => w.Word).ToValueList(), IsNot: true)
            : new BadRule.ImpactIs(Of.Where(w => w.Weight.Value >= least.Value).Select(w => w.Word).ToValueList());
    }
}
