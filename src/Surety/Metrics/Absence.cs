using NodaTime;

namespace Surety.Metrics;

/// <summary>Time in which a member does not exist.</summary>
/// <param name="Term">While the agreement holds.</param>
/// <param name="Stays">The times in which it exists; what is left of the term is its absence.</param>
/// <param name="IsGood">Whether it counts as good; otherwise it is no part of a window.</param>
/// <param name="Clause">The group.</param>
public sealed record Absence(Interval Term, ValueList<Interval> Stays, bool IsGood, Clause Clause)
{
    internal TimeSet Time { get; } = TimeSet.Of(Term).Without(Stays.Select(TimeSet.Of).Aggregate(TimeSet.Empty, (all, stay) => all.Or(stay)));

    internal static string Words(TimeSet time) => Duration.FromTicks(time.Length).ToTimeWords();
}
