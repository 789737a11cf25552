using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Text;

namespace Surety.Statements;

/// <summary>Claims that count for nothing, and times to claim that run while nobody looks at them.</summary>
static class ClaimRemarks
{
    /// <summary>Claims by the wrong side, and for periods that the credit does not have.</summary>
    public static IEnumerable<Remark> OfFacts(Versions versions, FactSet facts)
    {
        var agreement = versions.Newest;
        foreach (var claims in facts.Deeds.Where(d => d.Kind == DeedKind.Claimed).GroupBy(d => d.Of).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (agreement.Escalation.Credits.FirstOrDefault(c => c.Name == claims.Key) is not { } remedy) continue;
            var others = claims.Where(d => d.By == "provider").ToList();
            if (others.Count > 0)
                yield return new("claim.by-provider", $"{Display.Count(others.Count, "claim", "claims")} of '{remedy.Name}' {(others.Count == 1 ? "is" : "are")} by the provider: it is the customer who claims a credit, so {(others.Count == 1 ? "it counts" : "they count")} for nothing.", remedy.Clause, FactCitation.Of(others.ConvertAll(d => d.At)));
            foreach (var remark in ForNoWindow(versions, remedy, claims.Where(d => d.Labels["period"] is not null).ToList())) yield return remark;
        }
    }

    static IEnumerable<Remark> ForNoWindow(Versions versions, Remedy remedy, List<Deed> claims)
    {
        var agreement = versions.Newest;
        if (claims.Count == 0 || (remedy.Pool?.Per ?? agreement.Level(remedy.Of.Level)?.Per) is not { } per) yield break;
        var (zone, names) = (agreement.Zone, new HashSet<string>(StringComparer.Ordinal));
        var last = claims.Max(d => d.When).InZone(zone).Date;
        var (window, end) = (per.At(versions.All[0].Term.From, zone), "");
        // A claim may be made while the window goes on.
        for (; window.From <= last; window = window.Next(zone))
        {
            end = window.Name;
            names.UnionWith(PeriodNames.Of(window, zone));
        }
        foreach (var period in claims.GroupBy(d => d.Labels["period"]!).Where(g => !names.Contains(g.Key)).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("claim.unknown-period",
                $"{Display.Count(period.Count(), "claim", "claims")} of '{remedy.Name}' {(period.Count() == 1 ? "names" : "name")} the period {Quoted.Of(period.Key)}, and no window of it is called so{(end == "" ? "" : $": they are called as {Quoted.Of(end)}")}. {(period.Count() == 1 ? "It counts" : "They count")} for nothing.", remedy.Clause, FactCitation.Of(period.Select(d => d.At).ToList()));
    }

    /// <summary>Until when what an open window may come to has to be claimed, where that time runs already.</summary>
    /// <param name="open">Levels of a statement; those that are over are not looked at.</param>
    /// <param name="judging">The version that judges a level.</param>
    /// <param name="since">First day of the agreement.</param>
    /// <param name="facts">Claims among them.</param>
    /// <param name="asOf">A time that is over by then is told of by the credit.</param>
    public static IEnumerable<Remark> OfOpen(IEnumerable<LevelResult> open, Func<LevelResult, VersionInFacts> judging, LocalDate since, FactSet facts, Instant asOf) =>
        from level in open
        where level is { Verdict: Verdict.Open, Counts: true }
        let version = judging(level)
        from remedy in version.Agreement.Escalation.Credits
        where version.Takes(remedy.Of, level.Level, level.Scope) && !Eligible.IsForOthers(remedy, level, version, since, facts)
        from one in Incidents.AreApart(remedy, version.Agreement) ? Incidents.Of(remedy, level, version, facts).Select(i => (i.Alone, Incident: (Incident?)i.Incident)) : [(Alone: level, Incident: null)]
        where Claims.Naming(remedy, one.Alone, version, facts, asOf, one.Incident) is null && (one.Incident is null || Claims.Of(remedy, one.Alone, version, facts, asOf, one.Incident).State == CreditState.Claimable)
        let deadline = Claims.Running(remedy, one.Alone, version, facts, asOf, one.Incident)
        where deadline is not null
        select new Remark("claim.runs", $"{Display.Level(level.Level, level.Scope)}, {Display.Window(level.Window)}{(one.Incident is null ? "" : $", {one.Incident.Words}")}: the window is open, and what it may come to by '{remedy.Name}' has to be claimed by {Display.Moment(deadline.At!.Value, version.Agreement.Zone)}. {(one.Incident is null ? $"A claim before the window is over names its period, '{level.Window.Name}'." : "A claim is for all incidents that had begun when it was made, or for the one that it names.")}", remedy.Clause);

    /// <summary>Claims of single incidents that name none of the credit's.</summary>
    /// <param name="versions">The agreement.</param>
    /// <param name="all">Verdicts of all windows, open ones among them.</param>
    /// <param name="judging">The version that judges one.</param>
    /// <param name="facts">Claims among them.</param>
    /// <param name="period">Claims of other periods are told of there.</param>
    public static IEnumerable<Remark> OfNoIncident(Versions versions, IReadOnlyCollection<LevelResult> all, Func<LevelResult, VersionInFacts> judging, FactSet facts, Window period)
    {
        foreach (var remedy in versions.At(period.Time.End - Duration.Epsilon).Escalation.Credits)
        {
            var claims = facts.Deeds.Where(d => d.Kind == DeedKind.Claimed && d.Of == remedy.Name && period.Time.Contains(d.When) && (d.Labels["incident"] ?? d.Labels["ticket"]) is not null).ToList();
            if (claims.Count == 0) continue;
            var known = all.Where(r => r.Counts && r.Level == remedy.Of.Level).Select(r => (Result: r, Version: judging(r))).Where(r => r.Version.Agreement.Escalation.Credits.Any(c => c.Name == remedy.Name && Incidents.AreApart(c, r.Version.Agreement)))
                .SelectMany(r => Incidents.Of(remedy, r.Result, r.Version, facts)).Select(i => i.Incident).ToList();
            foreach (var claim in claims.Where(c => !known.Exists(i => i.IsNamedBy(c) == true)))
                yield return new("claim.unknown-incident", $"A claim of '{remedy.Name}' names the incident {Quoted.Of(claim.Labels["incident"] ?? claim.Labels["ticket"]!)}, {(Incidents.AreApart(remedy, versions.At(period.Time.End - Duration.Epsilon)) ? "and there is none of that name: it counts for nothing. An incident is named by its ticket, by the id of its outage, or by when it began" : "and this credit is for the window as a whole: it counts for all of it")}.", remedy.Clause, FactCitation.Of([claim.At]));
        }
    }
}
