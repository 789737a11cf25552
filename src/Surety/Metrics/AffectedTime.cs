using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>Time by how many an outage affected in it.</summary>
static class AffectedTime
{
    /// <summary>How many were affected at every instant of some outages.</summary>
    /// <param name="outages">One that does not say how many affected all.</param>
    /// <param name="weights">How many there are, and what holds where outages overlap.</param>
    /// <param name="now">What lasts has lasted up to it.</param>
    /// <returns>Apart from each other, the greatest number first; never more than all, and never none.</returns>
    public static List<(Rational Affected, TimeSet Time)> Of(IReadOnlyCollection<Outage> outages, Weights.ByAffected weights, Instant now)
    {
        var changes = new List<(long At, bool Begins, Rational Affected)>();
        foreach (var outage in outages)
        {
            var (from, until) = (outage.From.ToUnixTimeTicks(), (outage.Until ?? Instant.Max(now, outage.From)).ToUnixTimeTicks());
            var affected = outage.Affected is { } some ? Rational.Min(some, weights.All) : weights.All;
            if (from >= until || affected.Sign == 0) continue;
            changes.Add((from, true, affected));
            changes.Add((until, false, affected));
        }
        changes.Sort((a, b) => a.At.CompareTo(b.At));
        var stretches = new Dictionary<Rational, List<(long From, long Until)>>();
        var (running, sum) = (new SortedDictionary<Rational, int>(), Rational.Zero);
        for (var i = 0; i < changes.Count; i++)
        {
            var (at, begins, affected) = changes[i];
            sum += begins ? affected : -affected;
            var count = running.GetValueOrDefault(affected) + (begins ? 1 : -1);
            if (count == 0) running.Remove(affected);
            else running[affected] = count;
            if (i + 1 == changes.Count || changes[i + 1].At == at || running.Count == 0) continue;
            var together = weights.IsGreatest == true ? running.Keys.Last() : Rational.Min(sum, weights.All);
            if (!stretches.TryGetValue(together, out var of)) stretches[together] = of = [];
            of.Add((at, changes[i + 1].At));
        }
        return [.. stretches.OrderByDescending(s => s.Key).Select(s => (s.Key, TimeSet.Of(s.Value)))];
    }
}
