using Surety.Clocks;

namespace Surety.Levels;

/// <summary>Something that a level rests on, so that its misses may be the cause of ours.</summary>
/// <param name="On">What.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Dependence(RestsOn On, string Words, Clause Clause)
{
    /// <summary>What has a promise or a measurement of its own: itself, or the parts of <see cref="RestsOn.AnyOf"/>.</summary>
    public IEnumerable<Dependence> Each => On is RestsOn.AnyOf any ? any.Of : [this];
}

/// <summary>What a level may rest on. Closed: these are all there are.</summary>
public abstract record RestsOn
{
    private RestsOn() { }

    /// <summary>Another level of this agreement, or some of its scopes: a supplier's, where its metric measures the supplier.</summary>
    public sealed record Level(LevelScope Scope) : RestsOn;

    /// <summary>A shared measurement, which has no promise of its own.</summary>
    public sealed record Feed(string Name) : RestsOn;

    /// <summary>Another agreement, whose verdicts arrive as facts of type <c>imported</c>.</summary>
    /// <param name="Name">Its short name.</param>
    /// <param name="LevelName">One of its levels; <c>null</c>: any.</param>
    public sealed record Agreement(string Name, string? LevelName) : RestsOn;

    /// <summary>Several that stand in for each other: one that keeps its promise is enough.</summary>
    /// <param name="Of">At least two, none of them <see cref="AnyOf"/>.</param>
    public sealed record AnyOf(ValueList<Dependence> Of) : RestsOn;
}

/// <summary>Who has to say why a level was missed, and until when.</summary>
/// <param name="Due">Counted from the end of the window.</param>
/// <param name="By"><c>provider</c> or <c>customer</c>.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record ReasonDue(DeadlineRule Due, string By, Clause Clause);
