using NodaTime;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Credits that must be claimed, and the claims that were made.</summary>
static class Claims
{
    /// <summary>Says what became of a credit that is due.</summary>
    /// <returns><c>Credited</c> where no claim is needed; otherwise claimed, claimable or forfeited, with the deadline and how it is found.</returns>
    public static (CreditState State, Instant? By, Derivation? Why) Of(Remedy remedy, LevelResult result, VersionInFacts version, FactSet facts, Instant asOf)
    {
        var settlement = version.Agreement.Escalation.Settlement;
        if (remedy.Claim is null && !settlement.Claimed) return (CreditState.Credited, null, null);
        var rule = remedy.Claim ?? settlement.Claim;
        var deadline = rule is null ? null : Deadline.Of(rule, From(result, version, rule), remedy.Claim is null ? settlement.Clause : remedy.Clause);
        var claims = facts.Deeds.Where(d => d.Kind == DeedKind.Claimed && d.Of == remedy.Name && d.When <= asOf && IsFor(d, result, version));
        var state = claims.Any(d => deadline?.IsKeptAt(d.When) ?? true) ? CreditState.Claimed
            : deadline?.IsKeptAt(asOf) ?? true ? CreditState.Claimable : CreditState.Forfeited;
        return (state, deadline?.At, deadline?.Derivation);
    }

    // A claim that names no period is for every window that was over when it was made and could still be claimed.
    static bool IsFor(Deed claim, LevelResult result, VersionInFacts version) =>
        (claim.Labels["period"] is { } period ? PeriodNames.Names(period, result.Window, version.Agreement.Zone) : claim.When >= result.Window.Time.End)
        && claim.Labels.Items.All(l => result.Scope[l.Name] is not { } value || value == l.Value);

    static DeadlineFrom From(LevelResult result, VersionInFacts version, DeadlineRule rule)
    {
        var anchor = rule switch
        {
            DeadlineRule.After after => after.Anchor,
            DeadlineRule.Before before => before.Anchor,
            DeadlineRule.NthBusinessDay nth => nth.Anchor,
            DeadlineRule.EndOfNthMonth nth => nth.Anchor,
        };
        var last = anchor == Anchor.Incident && result.Misses.Count > 0 ? result.Misses.Max(m => m.From) : (Instant?)null;
        return PeriodNames.DeadlineFrom(version.Agreement, last ?? result.Window.Time.End, last is null, result.Window.Time.End);
    }
}

/// <summary>How facts name the periods that they are about, and what deadlines count from.</summary>
static class PeriodNames
{
    /// <summary>Whether a name means a window: its own, or that of the calendar month, quarter or year in which it ends.</summary>
    public static bool Names(string name, Window window, DateTimeZone zone)
    {
        var last = window.Until.PlusDays(-1);
        return name == window.Name || name == WindowRule.Month.At(last, zone).Name || name == WindowRule.Quarter.At(last, zone).Name || name == WindowRule.Year.At(last, zone).Name;
    }

    public static DeadlineFrom DeadlineFrom(Agreements.Agreement agreement, Instant own, bool ownIsEnd, Instant? windowEnd = null) => new(
        own, ownIsEnd, agreement.Zone, agreement.Scope.BusinessDays, windowEnd,
        agreement.Term.To is { } last ? agreement.Zone.AtStartOfDay(last.PlusDays(1)).ToInstant() : null);
}
