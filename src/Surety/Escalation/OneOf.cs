namespace Surety.Escalation;

/// <summary>Credits of which only one is given in a window, and the others not.</summary>
/// <param name="Credits">Their names; empty: all credits of the agreement.</param>
/// <param name="Choice">What counts as one.</param>
/// <param name="Among">Which of them stand against each other.</param>
/// <param name="Words">As written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record OneOf(ValueList<string> Credits, OneOfChoice Choice, Among Among, string Words, Clause Clause);

/// <summary>What counts as one.</summary>
public enum OneOfChoice
{
    /// <summary>The one line that comes to most.</summary>
    Best,

    /// <summary>One credit with all its scopes: the one that was claimed, of several or none the one that comes to most.</summary>
    Either,
}

/// <summary>Which credits of a window stand against each other.</summary>
public abstract record Among
{
    private Among() { }

    /// <summary>All of the window.</summary>
    public sealed record Window : Among;

    /// <summary>Those whose scope, member or customer has the same value.</summary>
    public sealed record SameLabel(string Label) : Among;

    /// <summary>Those whose misses lie in one stretch of time.</summary>
    public sealed record SameIncident : Among;
}
