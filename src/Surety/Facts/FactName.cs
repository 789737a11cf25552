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
}

/// <summary>A name that facts have.</summary>
/// <param name="Kind">What it is the name of.</param><param name="Name">As it was written.</param>
public readonly record struct FactName(FactNameKind Kind, string Name);
