using NodaTime;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What became of the claim of a credit.</summary>
/// <param name="State"><c>Credited</c> where no claim is needed; otherwise claimed, claimable or forfeited.</param>
/// <param name="By">Last moment of the step that comes next, or was missed; <c>null</c>: no limit.</param>
/// <param name="Why">How it is found; <c>null</c>: no deadline is stated.</param>
/// <param name="Late">What was missed, in words.</param>
readonly record struct ClaimState(CreditState State, Instant? By, Derivation? Why, string Late);

/// <summary>Credits that must be claimed, and the claims that were made.</summary>
static class Claims
{
    /// <summary>Says what became of a credit that is due.</summary>
    /// <param name="remedy">Which.</param>
    /// <param name="result">The verdict that it is for; of a single incident, as if it alone had been.</param>
    /// <param name="version">The version that grants it.</param>
    /// <param name="facts">Claims among them.</param>
    /// <param name="asOf">Claims after it are not looked at.</param>
    /// <param name="incident">The incident that it is for; <c>null</c>: it is for the window.</param>
    public static ClaimState Of(Remedy remedy, LevelResult result, VersionInFacts version, FactSet facts, Instant asOf, Incident? incident = null)
    {
        var settlement = version.Agreement.Escalation.Settlement;
        if (remedy.NeedsNoClaim || remedy.Claim is null && !settlement.Claimed) return new(CreditState.Credited, null, null, "");
        var deadline = DeadlineOf(remedy, version.Agreement, result.Window.Time.End, anchor => InstantOf(anchor, remedy, result, version, facts, asOf, incident));
        if (facts.Deeds.FirstOrDefault(d => IsStep(d, DeedKind.Claimed) && (deadline?.IsKeptAt(d.When) ?? true)) is not { } claim) return Open(deadline, "not claimed in time");
        if ((remedy.Evidence ?? settlement.Evidence) is null) return new(CreditState.Claimed, deadline?.At, deadline?.Derivation, "");
        var complete = EvidenceOf(remedy, version.Agreement, result.Window.Time.End, anchor => anchor == Anchor.Claim ? claim.When : InstantOf(anchor, remedy, result, version, facts, asOf, incident))!;
        return facts.Deeds.Any(d => IsStep(d, DeedKind.Evidenced) && complete.IsKeptAt(d.When)) ? new(CreditState.Claimed, complete.At, complete.Derivation, "") : Open(complete, "claimed, and the evidence was not given in time");

        bool IsStep(Deed deed, DeedKind kind) => deed.Kind == kind && deed.Of == remedy.Name && deed.By != Provider && deed.When <= asOf && IsFor(deed, result, version, incident);

        ClaimState Open(Deadline? deadline, string late)
        {
            if (deadline is null || deadline.IsKeptAt(asOf)) return new(CreditState.Claimable, deadline?.At, deadline?.Derivation, late);
            var claims = facts.Deeds.Where(d => IsStep(d, DeedKind.Claimed) || IsStep(d, DeedKind.Evidenced)).ToList();
            return new(CreditState.Forfeited, deadline.At, claims.Count == 0 ? deadline.Derivation : new(() => new("what was claimed, and when", new Figure.Words("not in time"), Follows.Rule,
                [deadline.Derivation.Reason, .. claims.Select(c => new Reason(c.Kind == DeedKind.Claimed ? "a claim" : "its evidence", new Figure.At(c.When), Follows.Given, [], null, FactCitation.Of([c.At])))], remedy.Clause)), late);
        }
    }

    const string Provider = "provider";

    /// <summary>Whether a deed claims a credit: the customer's right, so that the provider does not.</summary>
    static bool IsClaimOf(Deed deed, Remedy remedy) => deed.Kind == DeedKind.Claimed && deed.Of == remedy.Name && deed.By != Provider;

    /// <summary>When a credit that has to be claimed was, be it in time or not; <c>null</c>: it was not, or needs no claim.</summary>
    public static Instant? MadeOn(Remedy remedy, LevelResult result, VersionInFacts version, FactSet facts, Instant asOf, Incident? incident) =>
        remedy.NeedsNoClaim || (remedy.Claim is null && !version.Agreement.Escalation.Settlement.Claimed) ? null
            : facts.Deeds.FirstOrDefault(d => IsClaimOf(d, remedy) && d.When <= asOf && IsFor(d, result, version, incident))?.When;

    /// <summary>A claim that names the window of a credit, or its incident, be it in time or not; <c>null</c>: there is none.</summary>
    public static Deed? Naming(Remedy remedy, LevelResult result, VersionInFacts version, FactSet facts, Instant asOf, Incident? incident = null) =>
        facts.Deeds.FirstOrDefault(d => IsClaimOf(d, remedy) && d.When <= asOf && (d.Labels["period"] is not null || incident?.IsNamedBy(d) is not null) && IsFor(d, result, version, incident));

    /// <summary>The last moment to claim what a window that is not over may come to, where something in it has begun that it counts from; <c>null</c>: it is not known, or over.</summary>
    public static Deadline? Running(Remedy remedy, LevelResult open, VersionInFacts version, FactSet facts, Instant asOf, Incident? incident = null)
    {
        if (remedy.NeedsNoClaim || (remedy.Claim ?? version.Agreement.Escalation.Settlement.Claim)?.From is not (Anchor.Incident or Anchor.Miss or Anchor.Ticket or Anchor.Awareness)) return null;
        var known = false;
        var deadline = DeadlineOf(remedy, version.Agreement, open.Window.Time.End, anchor =>
        {
            var at = InstantOf(anchor, remedy, open, version, facts, asOf, incident);
            known = at is not null;
            return at;
        });
        return known && deadline is { At: not null } && deadline.IsKeptAt(asOf) ? deadline : null;
    }

    /// <summary>A claim that was made while the window went on and does not say that it is for it; <c>null</c>: there is none.</summary>
    public static Deed? TooEarly(Remedy remedy, LevelResult result, FactSet facts) => facts.Deeds.FirstOrDefault(d =>
        IsClaimOf(d, remedy) && d.Labels["period"] is null && d.When >= result.Window.Time.Start && d.When < result.Window.Time.End && AgreesWith(d, result));

    /// <summary>Finds the last moment to claim a credit; <c>null</c>: no deadline is stated.</summary>
    /// <param name="remedy">The credit.</param>
    /// <param name="agreement">The version that grants it.</param>
    /// <param name="windowEnd">End of the window that was missed: where the deadline counts from, unless it names the incident.</param>
    /// <param name="instantOf">When the incident, the miss or the ticket was, the report was sent, or the customer became aware; <c>null</c>: there is no such instant.</param>
    public static Deadline? DeadlineOf(Remedy remedy, Agreements.Agreement agreement, Instant windowEnd, Func<Anchor, Instant?> instantOf)
    {
        var settlement = agreement.Escalation.Settlement;
        if (remedy.NeedsNoClaim || (remedy.Claim ?? settlement.Claim) is not { } rule) return null;
        return Counted(rule, remedy.Claim is null ? settlement.Clause : remedy.Clause, agreement, windowEnd, instantOf);
    }

    /// <summary>Finds the last moment to complete a claim; <c>null</c>: it needs no evidence. As for <see cref="DeadlineOf"/>.</summary>
    public static Deadline? EvidenceOf(Remedy remedy, Agreements.Agreement agreement, Instant windowEnd, Func<Anchor, Instant?> instantOf) =>
        remedy.NeedsNoClaim || (remedy.Evidence ?? agreement.Escalation.Settlement.Evidence) is not { } due ? null : Counted(due.By, due.Clause, agreement, windowEnd, instantOf);

    static Deadline Counted(DeadlineRule rule, Clause clause, Agreements.Agreement agreement, Instant windowEnd, Func<Anchor, Instant?> instantOf)
    {
        var own = rule.From is Anchor.Incident or Anchor.Miss or Anchor.Ticket or Anchor.Report or Anchor.Awareness or Anchor.Claim ? instantOf(rule.From) : null;
        if (own is null && rule.From is Anchor.Report or Anchor.Awareness)
            return new(null, false, new Reason($"within its time after the {(rule.From == Anchor.Report ? "report" : "awareness")}", new Figure.Words(rule.From == Anchor.Report ? "not sent yet" : "nobody said when"), Follows.Rule, [], clause));
        return Deadline.Of(rule, PeriodNames.DeadlineFrom(agreement, own ?? windowEnd, own is null, windowEnd), clause);
    }

    /// <summary>The last incident or missed ticket of the window, the last moment that was missed or became known, or the report on the window; the window's end where a level has none of its own.</summary>
    static Instant? InstantOf(Anchor anchor, Remedy remedy, LevelResult result, VersionInFacts version, FactSet facts, Instant asOf, Incident? incident) => anchor switch
    {
        Anchor.Report => version.Agreement.Duties.Where(d => d.Once is null).ToList() is [var report] ? Duties.DoneOn(report, version.Agreement, facts, result.Window.Time.End, asOf) : null,
        Anchor.Awareness when incident is not null => AwareOf(incident, facts.Deeds.Where(d => d.Kind == DeedKind.Aware && (d.Of == remedy.Name || d.Of == result.Level) && d.When <= asOf && AgreesWith(d, result) && (d.Labels["period"] is not { } period || PeriodNames.Names(period, result.Window, version.Agreement.Zone))).ToList()),
        Anchor.Awareness => facts.Deeds.Where(d => d.Kind == DeedKind.Aware && (d.Of == remedy.Name || d.Of == result.Level) && d.When <= asOf && IsAbout(d, result, version)).Max(d => (Instant?)d.When),
        Anchor.Miss => result.Misses.LastDue,
        _ => result.Misses.LastBegan is { } last ? Incidents.Began(last, result, version, facts) : null,
    };

    // One becomes aware of what happens in a window while it goes on, unless one says of which window it is.
    static bool IsAbout(Deed aware, LevelResult result, VersionInFacts version) =>
        (aware.Labels["period"] is { } period ? PeriodNames.Names(period, result.Window, version.Agreement.Zone) : result.Window.Time.Contains(aware.When)) && AgreesWith(aware, result);

    /// <summary>The last time that one said to have become aware of this very incident; where nobody names it, the first time that one became aware of any since it began.</summary>
    static Instant? AwareOf(Incident incident, List<Deed> aware) =>
        aware.Where(d => incident.IsNamedBy(d) == true).Max(d => (Instant?)d.When) ?? aware.Where(d => incident.IsNamedBy(d) is null && d.When >= incident.Began).Min(d => (Instant?)d.When);

    // A claim that names no period is for every window that was over when it was made and could still be claimed.
    static bool IsFor(Deed claim, LevelResult result, VersionInFacts version, Incident? incident) => incident is not null ? IsFor(claim, incident, result, version) :
        (claim.Labels["period"] is { } period ? PeriodNames.Names(period, result.Window, version.Agreement.Zone) : claim.When >= result.Window.Time.End)
        && AgreesWith(claim, result);

    // One that names no incident is for all that had begun when it was made.
    static bool IsFor(Deed claim, Incident incident, LevelResult result, VersionInFacts version) =>
        (incident.IsNamedBy(claim) ?? claim.When >= incident.Began) && (claim.Labels["period"] is not { } period || PeriodNames.Names(period, result.Window, version.Agreement.Zone)) && AgreesWith(claim, result);

    static bool AgreesWith(Deed claim, LevelResult result) => claim.Labels.Items.All(l => result.Scope[l.Name] is not { } value || value == l.Value);
}

/// <summary>How facts name the periods that they are about, and what deadlines count from.</summary>
static class PeriodNames
{
    /// <summary>Whether a name means a window: its own, or that of the calendar month, quarter or year in which it ends.</summary>
    public static bool Names(string name, Window window, DateTimeZone zone) => Of(window, zone).Contains(name);

    /// <summary>All names that mean a window.</summary>
    public static IEnumerable<string> Of(Window window, DateTimeZone zone)
    {
        var last = window.Until.PlusDays(-1);
        return [window.Name, .. window.Whole is { } whole ? [whole.Name] : Array.Empty<string>(), WindowRule.Month.At(last, zone).Name, WindowRule.Quarter.At(last, zone).Name, WindowRule.Year.At(last, zone).Name];
    }

    public static DeadlineFrom DeadlineFrom(Agreements.Agreement agreement, Instant own, bool ownIsEnd, Instant? windowEnd = null) => new(
        own, ownIsEnd, agreement.Zone, agreement.Scope.BusinessDays, windowEnd,
        TermEndAt(TermTime.Of(agreement.Term), (ownIsEnd ? own - Duration.Epsilon : own).InZone(agreement.Zone).Date), agreement.Term.BillingDay);

    static Instant? TermEndAt(TermTime time, LocalDate date) => time.At(date) is { } stretch ? time.EndOf(stretch) : null;
}
