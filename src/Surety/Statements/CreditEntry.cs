using Surety.Escalation;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>One credit on its way through claim, combination and caps.</summary>
/// <param name="Line">As far as it has come.</param>
/// <param name="Remedy">Whose it is.</param>
/// <param name="Result">The verdict that it is for.</param>
/// <param name="Version">The version that grants it.</param>
sealed record CreditEntry(CreditLine Line, Remedy Remedy, LevelResult Result, VersionInFacts Version)
{
    /// <summary>Whether it may still be combined and capped.</summary>
    public bool IsLive => Line.State is CreditState.Credited or CreditState.Claimed or CreditState.Claimable;

    /// <summary>Whether it is owed without anything more.</summary>
    public bool IsOwed => Line.State is CreditState.Credited or CreditState.Claimed or CreditState.Bonus or CreditState.EarnedBack;
}
