namespace Surety.Facts;

/// <summary>What a name in facts is the name of.</summary>
public enum FactNameKind
{
    /// <summary>The label <c>service</c>.</summary>
    Service,

    /// <summary>The word of an event of a ticket.</summary>
    Event,

    /// <summary>An exclusion.</summary>
    Exclusion,

    /// <summary>A group of the inventory.</summary>
    Group,

    /// <summary>The id of a fact that another one corrects.</summary>
    Fact,

    /// <summary>A workload.</summary>
    Workload,

    /// <summary>What somebody did something about: a ladder, a credit, a right, a duty, the term.</summary>
    Clause,

    /// <summary>What somebody became aware of: a level, or a clause.</summary>
    Aware,

    /// <summary>A level, of which somebody says why it was missed.</summary>
    Level,

    /// <summary>The label <c>period</c> of a deed that names no period at all.</summary>
    Period,
}

/// <summary>A name that facts have.</summary>
/// <param name="Kind">What it is the name of.</param><param name="Name">As it was written.</param>
public readonly record struct FactName(FactNameKind Kind, string Name);
