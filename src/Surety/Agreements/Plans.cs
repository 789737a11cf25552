using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Scope;

namespace Surety.Agreements;

/// <summary>The customer's plan through time, as facts tell it: each change begins another stretch of the version that is in force.</summary>
/// <remarks>
/// Facts hold over what the text says of the customer, item by item, from their moment on; a stretch is to windows and tickets what a version is: the one in force
/// when they began. Only the tier and attributes that the text declares are taken. Source: docs/guide/language.md, "parties".
/// </remarks>
static class Plans
{
    /// <summary>Cuts versions where the plan changes.</summary>
    public static IEnumerable<Agreement> Cut(Versions versions, ValueList<PlanChange> plans)
    {
        foreach (var version in versions.All)
        {
            var force = versions.InForce(version);
            // The first version holds for all time before it, and so does the plan with which it begins.
            var start = force.HasStart ? force.Start : LocalTimes.StartOf(version.Effective, version.Zone);
            var last = Under(version, plans.Where(p => At(p, version) <= start));
            yield return last;
            for (var i = 0; i < plans.Count; i++)
            {
                var at = At(plans[i], version);
                if (at <= start || (force.HasEnd && at >= force.End)) continue;
                var changed = Under(version, plans.Take(i + 1));
                if (changed.Parties == last.Parties) continue;
                yield return last = changed with { Since = at, Effective = FirstDay(at, version.Zone), TakesEffect = TakesEffect.WithNextWindow };
            }
        }
    }

    static Instant At(PlanChange plan, Agreement version) => plan.From.In(version.Zone);

    /// <summary>The first local day that begins at the moment or later.</summary>
    static LocalDate FirstDay(Instant at, DateTimeZone zone)
    {
        var day = at.InZone(zone).Date;
        return LocalTimes.StartOf(day, zone) >= at ? day : day.PlusDays(1);
    }

    static Agreement Under(Agreement version, IEnumerable<PlanChange> plans)
    {
        var customer = version.Parties.Customer;
        var attributes = plans.SelectMany(p => p.Attributes.Items).Where(l => l.Name == "tier" || customer.Attributes[l.Name] is not null)
            .Aggregate(customer.Attributes, (all, l) => all.With(l.Name, l.Value));
        return attributes == customer.Attributes ? version : version with { Parties = version.Parties with { Customer = customer with { Attributes = attributes } } };
    }
}
