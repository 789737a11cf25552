namespace Surety;

/// <summary>A recurring charge.</summary>
/// <param name="Amount">Per <paramref name="Per"/>.</param>
/// <param name="Per">What it is paid for.</param>
/// <param name="ForEachOf">Name of an inventory group: the amount is for each member; <c>null</c>: once.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Fee(Price Amount, FeePeriod Per, string? ForEachOf, Clause Clause);

/// <summary>What a fee is paid for.</summary>
public enum FeePeriod
{
    /// <summary>Each calendar day.</summary>
    Day,

    /// <summary>Each calendar month.</summary>
    Month,

    /// <summary>Three calendar months.</summary>
    Quarter,

    /// <summary>Twelve calendar months.</summary>
    Year,
}
