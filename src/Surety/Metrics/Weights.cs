using Surety.Facts;

namespace Surety.Metrics;

/// <summary>How much a bad minute counts: degraded time counts in part, and so does what only some users felt.</summary>
public abstract record Weights
{
    private Weights() { }

    /// <summary>By the impact of the outage, or by the state.</summary>
    /// <param name="Of">Words and their weights, whole percents from 0 to 100, each word once.</param>
    /// <param name="Otherwise">Weight of any other impact, or of none.</param>
    public sealed record ByWord(ValueList<(string Word, Percentage Weight)> Of, Percentage Otherwise) : Weights
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

    /// <summary>By what the outage says of how many it affected: users, sites, or percents of the capacity.</summary>
    /// <param name="All">How many there are; 100 where facts say percents.</param>
    /// <param name="IsShare">Whether facts say percents.</param>
    /// <param name="IsGreatest">Whether of outages that overlap the greatest counts; otherwise they are added, up to all. <c>null</c>: the text is silent, and they are added.</param>
    public sealed record ByAffected(Rational All, bool IsShare, bool? IsGreatest) : Weights
    {
        /// <summary>What says from time to time how many there are; <c>null</c>: there are always <see cref="All"/>, which is 1 otherwise.</summary>
        public AffectedOf? Of { get; init; }

        /// <summary>Writes how many of all.</summary>
        public string Words(Rational affected) => IsShare ? Comparison.Written(affected / 100, Unit.Percent) : $"{Comparison.Written(affected, Unit.Number)} of {Comparison.Written(All, Unit.Number)}";
    }
}

/// <summary>What says how many could be affected at a time. Closed: these are all there are.</summary>
public abstract record AffectedOf
{
    private AffectedOf() { }

    /// <summary>A workload, by what facts say that it was in each period.</summary>
    /// <param name="Name">Of the workload.</param>
    public sealed record Workload(string Name) : AffectedOf;

    /// <summary>The members of a group that exist.</summary>
    /// <param name="Group">Of the inventory.</param>
    public sealed record Members(string Group) : AffectedOf;
}
