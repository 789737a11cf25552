namespace Surety.Facts;

/// <summary>A fact that took the place of another one.</summary>
/// <param name="What">The type of both: <c>outage</c>, <c>ticket</c>.</param>
/// <param name="Id">Of the fact that was corrected.</param>
/// <param name="Was">Its labels.</param>
/// <param name="Is">Labels of what stands in its place.</param>
/// <param name="From">Unix ticks of the first instant that either speaks of.</param>
/// <param name="Until">Unix ticks of the last one, or of the excluded end; <c>long.MaxValue</c>: no end.</param>
/// <param name="Of">Where the corrected fact stands; <c>null</c>: in a line that could not be read.</param>
/// <param name="By">Where the correction stands; several places where it was sent more than once.</param>
public sealed record Correction(string What, string Id, Labels Was, Labels Is, long From, long Until, Origin? Of, ValueList<Origin> By);

/// <summary>What was corrected, and the facts as they were before: the figures of a statement are shown with and without corrections.</summary>
/// <param name="all">In the order in which they became known.</param>
/// <param name="build">Builds the facts with so many of them in place.</param>
public sealed class CorrectedFacts(ValueList<Correction> all, Func<int, FactSet> build)
{
    readonly Dictionary<int, FactSet> built = [];

    /// <summary>In the order in which they became known; at least one. A correction of a correction is one of its own.</summary>
    public ValueList<Correction> All { get; } = all;

    /// <summary>The facts as if only the first corrections had been made.</summary>
    /// <param name="count">How many; 0: everything as it was first reported, with what was corrected in place of its corrections.</param>
    public FactSet First(int count)
    {
        if (!built.TryGetValue(count, out var facts)) built[count] = facts = build(count);
        return facts;
    }
}
