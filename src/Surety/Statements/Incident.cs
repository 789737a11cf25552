using NodaTime;
using NodaTime.Text;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>The single outage, or missed ticket, that a credit is for.</summary>
/// <param name="Name">The ticket; or the id of the outage among the facts; where it has none, or several make it up, when it began: <c>2026-02-03T10:00:00Z</c>.</param>
/// <param name="Words">For people.</param>
/// <param name="Began">When it began.</param>
public sealed record Incident(string Name, string Words, Instant Began)
{
    /// <summary>All names that facts may call it by.</summary>
    internal ValueList<string> Names { get; init; } = [Name];

    /// <summary>Whether a deed names it, or some other; <c>null</c>: it names none.</summary>
    internal bool? IsNamedBy(Deed deed) => (deed.Labels["incident"] ?? deed.Labels["ticket"]) is not { } name ? null
        : Names.Contains(name) || (OffsetDateTimePattern.ExtendedIso.Parse(name) is { Success: true } at && at.Value.ToInstant() == Began);
}

/// <summary>Credits that are given, and claimed, incident by incident.</summary>
/// <remarks>Source: docs/guide/language.md, "credits".</remarks>
static class Incidents
{
    /// <summary>Whether each incident of a window has a credit and a claim of its own: rows are looked up for each by its own length, or the formula counts them one by one and the time to claim counts from each.</summary>
    public static bool AreApart(Remedy remedy, Agreements.Agreement agreement) => remedy.Schedule is Schedule.EachInBands ||
        !remedy.NeedsNoClaim && (remedy.Claim ?? agreement.Escalation.Settlement.Claim)?.From is Clocks.Anchor.Incident or Clocks.Anchor.Awareness or Clocks.Anchor.Miss or Clocks.Anchor.Ticket
        && remedy is { Repeat: null, Schedule: Schedule.PerUnit { AtLeast: null } each } && !(each is { Award: Award.InKind, AtMost: not null })
        && (each.Of is UnitOf.Outages or UnitOf.Lateness || (each is { Of: UnitOf.Misses, Beyond.Sign: 0 } && each.Unit == Rational.One));

    /// <summary>A verdict as if only one of its incidents had been, for each of them, in the order in which they began.</summary>
    public static IEnumerable<(LevelResult Alone, Incident Incident)> Of(Remedy remedy, LevelResult result, VersionInFacts version, FactSet facts)
    {
        var outages = remedy.Schedule is Schedule.PerUnit { Of: UnitOf.Outages } or Schedule.EachInBands { Of: UnitOf.Outages };
        var ones = outages ? result.Outages ?? result.Misses : result.Misses;
        foreach (var one in ones.All.OrderBy(m => m.From).ThenBy(m => m.What, StringComparer.Ordinal).ToList())
        {
            var incident = Named(one, result, version, facts);
            var alone = result with { Misses = new(() => [one]), Outages = outages || result.Outages is not null ? new(() => [one]) : null, MissCount = 1, BadTime = outages ? one.By : result.BadTime };
            yield return (remedy.Schedule is Schedule.EachInBands ? ByLength(alone, one, incident) : alone, incident);
        }
    }

    /// <summary>Rows that are for each incident by itself are asked for its length, or how late it was.</summary>
    static LevelResult ByLength(LevelResult alone, Miss one, Incident incident)
    {
        var length = new Figure.Time(CreditUnits.Ticks(one.By));
        var parts = new List<Reason> { new("from", new Figure.At(one.From), Follows.Given) };
        if (one.Until is { } until) parts.Add(new("until", new Figure.At(until), Follows.Given));
        return alone with { Attained = length, Derivation = new(() => new(one.Due is null ? incident.Words : $"{one.What} was late", length, Follows.Given, parts.ToValueList(), alone.Clause)) };
    }

    static Incident Named(Miss one, LevelResult result, VersionInFacts version, FactSet facts)
    {
        if (one.Due is not null) return new(one.What, $"ticket {one.What}", one.From);
        var began = Display.InUtc(one.From);
        var metric = version.Agreement.Level(result.Level)?.Measured is Measured.ByMetric by ? version.Agreement.Metric(by.Metric) : null;
        var ids = facts.Outages.Where(o => o.Id.Length > 0 && o.From < (one.Until ?? Instant.MaxValue) && (o.Until ?? Instant.MaxValue) > one.From && metric?.Reads.Takes(o.Labels) == true && result.Scope.Items.All(l => o.Labels[l.Name] is not { } value || value == l.Value))
            .Select(o => o.Id).Distinct().Order(StringComparer.Ordinal).ToList();
        var name = ids is [var only] ? only : began;
        return new(name, $"outage {(ids.Count == 1 ? $"{name} " : "")}from {Display.Moment(one.From, version.Agreement.Zone)}", one.From) { Names = [began, .. ids] };
    }
}
