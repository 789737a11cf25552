using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Which slots an exclusion takes from a measurement: language.md, "exclusions", and figures.md, step 5.</summary>
sealed class GrantedTime(Contract contract, IReadOnlyList<Told> facts, Timeline time)
{
    /// <summary>The slots that the named exclusions take from what has all these labels.</summary>
    public bool[] Of(IEnumerable<string> exclusions, IReadOnlyDictionary<string, string> measured)
    {
        var taken = new bool[time.Count];
        foreach (var exclusion in contract.Exclusions.Where(e => exclusions.Contains(e.Name)))
        {
            var granted = facts.OfType<Told.Excluded>().Where(f => f.Name == exclusion.Name && IsGood(exclusion, f)).ToList();
            if (granted.Count == 0) continue;
            var within = WithinBudget(exclusion, granted);
            foreach (var fact in granted.Where(f => About(exclusion, f).All(l => measured.TryGetValue(l.Key, out var value) && value == l.Value)))
                ForEachSlot(fact, i => taken[i] |= within[i]);
        }
        return taken;
    }

    /// <summary>A fact that names no service is about the one that the exclusion is of.</summary>
    static IEnumerable<KeyValuePair<string, string>> About(Exclusion exclusion, Told.Excluded fact) =>
        exclusion.Of is { } of && fact.Label("service") is null ? fact.Labels.Append(new("service", of)) : fact.Labels;

    bool IsGood(Exclusion exclusion, Told.Excluded fact) =>
        (exclusion.Of is not { } of || (fact.Label("service") ?? of) == of)
        && (exclusion.Announced is not { } notice || (fact.Announced is { } told && told <= NoticeDue(exclusion, notice, fact.From)))
        && (exclusion.AgreedBy is not { } by || (by == "both" ? fact.AgreedBy.Contains("provider") && fact.AgreedBy.Contains("customer") : fact.AgreedBy.Contains(by)));

    Instant NoticeDue(Exclusion exclusion, Notice notice, Instant begins)
    {
        var open = time.Open(exclusion.Calendar is { } name ? contract.Calendar(name) : BusinessDays.Usual);
        return notice.Unit switch
        {
            "h" => begins - Duration.FromHours(notice.Count),
            "days" => begins.InZone(time.Zone).LocalDateTime.PlusDays(-notice.Count).InZoneLeniently(time.Zone).ToInstant(),
            "business hours" => BusinessDays.HoursBefore(time, open, begins, notice.Count),
            _ => BusinessDays.DaysBefore(time, exclusion.Calendar is { } n ? contract.Calendar(n) : BusinessDays.Usual, begins, notice.Count),
        };
    }

    /// <summary>In order of time: united first, then counted, and what exceeds the budget of its month, quarter or year is not excluded.</summary>
    bool[] WithinBudget(Exclusion exclusion, IReadOnlyList<Told.Excluded> granted)
    {
        var united = new bool[time.Count];
        foreach (var fact in granted) ForEachSlot(fact, i => united[i] = true);
        if (exclusion.OnlyDuring is { } during)
        {
            var open = time.Open(contract.Calendar(during));
            for (var i = 0; i < united.Length; i++) united[i] &= open[i];
        }
        if (exclusion.Budget is not { } budget) return united;
        var (days, _) = time.Local(time.Zone);
        var (period, used) = ((0, 0), 0L);
        for (var i = 0; i < united.Length; i++)
        {
            if (!united[i]) continue;
            var date = Zones.Day(days[i]);
            var now = (date.Year, budget.Per switch { "month" => date.Month, "quarter" => (date.Month - 1) / 3, _ => 0 });
            if (now != period) (period, used) = (now, 0);
            if (used + time.Grain > budget.Hours * 3600L) united[i] = false;
            else used += time.Grain;
        }
        return united;
    }

    void ForEachSlot(Told.Excluded fact, Action<int> then)
    {
        var until = time.Slot(fact.Until ?? time.End);
        for (var i = time.Slot(fact.From); i < until; i++) then(i);
    }
}
