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
        if (remedy.NeedsNoClaim || remedy.Claim is null && !version.Agreement.Escalation.Settlement.Claimed) return (CreditState.Credited, null, null);
        var deadline = DeadlineOf(remedy, version.Agreement, result.Window.Time.End, anchor => InstantOf(anchor, result, version.Agreement, facts, asOf));
        var claims = facts.Deeds.Where(d => d.Kind == DeedKind.Claimed && d.Of == remedy.Name && d.When <= asOf && IsFor(d, result, version));
        var state = claims.Any(d => deadline?.IsKeptAt(d.When) ?? true) ? CreditState.Claimed
            : deadline?.IsKeptAt(asOf) ?? true ? CreditState.Claimable : CreditState.Forfeited;
        return (state, deadline?.At, deadline?.Derivation);
    }

    /// <summary>A claim that was made while the window went on and does not say that it is for it; <c>null</c>: there is none.</summary>
    public static Deed? TooEarly(Remedy remedy, LevelResult result, FactSet facts) => facts.Deeds.FirstOrDefault(d =>
        d.Kind == DeedKind.Claimed && d.Of == remedy.Name && d.Labels["period"] is null && d.When >= result.Window.Time.Start && d.When < result.Window.Time.End && AgreesWith(d, result));

    /// <summary>Finds the last moment to claim a credit; <c>null</c>: no deadline is stated.</summary>
    /// <param name="remedy">The credit.</param>
    /// <param name="agreement">The version that grants it.</param>
    /// <param name="windowEnd">End of the window that was missed: where the deadline counts from, unless it names the incident.</param>
    /// <param name="instantOf">When the incident, the miss or the ticket was, or the report was sent; <c>null</c>: there is no such instant.</param>
    public static Deadline? DeadlineOf(Remedy remedy, Agreements.Agreement agreement, Instant windowEnd, Func<Anchor, Instant?> instantOf)
    {
        var settlement = agreement.Escalation.Settlement;
        if (remedy.NeedsNoClaim || (remedy.Claim ?? settlement.Claim) is not { } rule) return null;
        var clause = remedy.Claim is null ? settlement.Clause : remedy.Clause;
        var own = rule.From is Anchor.Incident or Anchor.Miss or Anchor.Ticket or Anchor.Report ? instantOf(rule.From) : null;
        if (own is null && rule.From == Anchor.Report) return new(null, false, new Reason("within its time after the report", new Figure.Words("not sent yet"), Follows.Rule, [], clause));
        return Deadline.Of(rule, PeriodNames.DeadlineFrom(agreement, own ?? windowEnd, own is null, windowEnd), clause);
    }

    /// <summary>The last incident or missed ticket of the window, the last moment that was missed, or the report on the window; the window's end where a level has none of its own.</summary>
    static Instant? InstantOf(Anchor anchor, LevelResult result, Agreements.Agreement agreement, FactSet facts, Instant asOf) => anchor switch
    {
        Anchor.Report => agreement.Duties is [var report] ? Duties.DoneOn(report, agreement, facts, result.Window.Time.End, asOf) : null,
        Anchor.Miss => result.Misses.LastDue,
        _ => result.Misses.LastBegan,
    };

    // A claim that names no period is for every window that was over when it was made and could still be claimed.
    static bool IsFor(Deed claim, LevelResult result, VersionInFacts version) =>
        (claim.Labels["period"] is { } period ? PeriodNames.Names(period, result.Window, version.Agreement.Zone) : claim.When >= result.Window.Time.End)
        && AgreesWith(claim, result);

    static bool AgreesWith(Deed claim, LevelResult result) => claim.Labels.Items.All(l => result.Scope[l.Name] is not { } value || value == l.Value);
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
        TermEndAt(TermTime.Of(agreement.Term), (ownIsEnd ? own - Duration.Epsilon : own).InZone(agreement.Zone).Date), agreement.Term.BillingDay);

    static Instant? TermEndAt(TermTime time, LocalDate date) => time.At(date) is { } stretch ? time.EndOf(stretch) : null;
}
