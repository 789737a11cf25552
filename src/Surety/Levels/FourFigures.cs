using Surety.Metrics;

namespace Surety.Levels;

/// <summary>What a level came to on one of its ways from what was measured to what is compared.</summary>
/// <param name="Attained">The figure; <c>null</c>: none could be had.</param>
/// <param name="Verdict">What the target would say of it.</param>
public sealed record StepFigure(Figure? Attained, Verdict Verdict);

/// <summary>
/// The four figures of a level in one window for one scope: as measured, after corrections, after exclusions, and by all rules of the contract. Worked out when somebody asks;
/// where an agreement writes neither exclusions nor rules and nothing was corrected, there is nothing to work out.
/// </summary>
/// <remarks>Source: docs/guide/figures.md, "Four figures". Two are equal if their figures are.</remarks>
public abstract class FourFigures : IEquatable<FourFigures>
{
    readonly Figure? attained;
    readonly Verdict verdict;
    Earlier? before;
    Reason? reason;
    (ValueList<PauseEffect> First, int Count)? pauses;

    /// <summary>The first three.</summary>
    /// <param name="Measured">As first reported, without exclusions and rules.</param>
    /// <param name="Corrected">With corrections.</param>
    /// <param name="Excluded">With exclusions, too.</param>
    internal sealed record Earlier(StepFigure Measured, StepFigure Corrected, StepFigure Excluded);

    /// <param name="attained">With all rules: what is compared.</param>
    /// <param name="verdict">What the target says of it.</param>
    private protected FourFigures(Figure? attained, Verdict verdict) => (this.attained, this.verdict) = (attained, verdict);

    /// <summary>Works out the first three.</summary>
    private protected abstract Earlier Find();

    /// <summary>Opens the steps.</summary>
    private protected abstract Reason Open();

    /// <summary>Finds the tickets that stood still and changed the figure: the first of them, and how many there are.</summary>
    private protected virtual (ValueList<PauseEffect> First, int Count) FindPauses() => ([], 0);

    Earlier Before => before ??= Find();

    (ValueList<PauseEffect> First, int Count) StoodStill => pauses ??= Corrected.Attained == Excluded.Attained ? ([], 0) : FindPauses();

    /// <summary>Facts as they were first reported, what was corrected in place of its corrections; no exclusion, no rule.</summary>
    public StepFigure Measured => Before.Measured;

    /// <summary>Facts with their corrections.</summary>
    public StepFigure Corrected => Before.Corrected;

    /// <summary>Without what the exclusions take out, pauses among them.</summary>
    public StepFigure Excluded => Before.Excluded;

    /// <summary>By all rules of the metric and the level: the figure that is compared with the target.</summary>
    public StepFigure Contractual => new(attained, verdict);

    /// <summary>Whether any step changes the figure.</summary>
    public bool IsChanged => Measured.Attained != attained || Corrected.Attained != attained || Excluded.Attained != attained;

    /// <summary>Opens the way from the measured to the contractual figure: each step with what made it.</summary>
    public Reason Why => reason ??= Open();

    /// <summary>Tickets that stood still and changed the figure, in the order of their names, each with what it changed after those before it; at most 100, empty where pauses change nothing.</summary>
    public ValueList<PauseEffect> Pauses => StoodStill.First;

    /// <summary>How many there are.</summary>
    public int PauseCount => StoodStill.Count;

    /// <inheritdoc/>
    public bool Equals(FourFigures? other) =>
        ReferenceEquals(this, other) || (other is not null && (Measured, Corrected, Excluded, Contractual) == (other.Measured, other.Corrected, other.Excluded, other.Contractual));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FourFigures);

    /// <inheritdoc/>
    public override int GetHashCode() => Contractual.GetHashCode();
}
