using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

internal sealed partial class Observed
{
    /// <summary>Observes each member by itself, then asks at every instant how many are bad.</summary>
    public static Observed Of(Metric.Availability metric, Across across, IReadOnlyList<AcrossPart> parts, FactSet facts, Instant asOf, DateTimeZone zone)
    {
        // Short outages, minutes and runs are those of the whole.
        var own = metric with { Across = null, ShortestOutage = Duration.Zero, DeductedFromEach = Duration.Zero, MinimumRun = Duration.Zero, PartialMinutes = PartialMinutes.Exact };
        var past = TimeSet.Of(long.MinValue, asOf.ToUnixTimeTicks());
        var all = parts.Select(p => (Part: p, Seen: Of(own, facts, p.Scope, asOf, zone))).ToList();
        var changes = new SortedDictionary<long, List<Change>>();
        void Note(TimeSet time, Func<int, Change> change)
        {
            foreach (var (from, until) in time.Stretches)
            {
                At(from).Add(change(1));
                At(until).Add(change(-1));
            }
        }
        List<Change> At(long at) => changes.TryGetValue(at, out var here) ? here : changes[at] = [];
        foreach (var (part, seen) in all)
        {
            var exists = part.Exists.And(past).Without(seen.LeftOut);
            Note(exists, sign => new(sign, 0, 0, part.Weight ?? 0));
            Note(seen.Bad.And(exists), sign => new(0, sign, 0, part.Weight ?? 0));
            Note(seen.Unknown.And(exists), sign => new(0, 0, sign, part.Weight ?? 0));
        }
        var (bad, unknown, nobody) = Stretches(changes, across.Rule);
        var settled = SettledBad.Of(TimeSet.Of(bad), metric, zone);
        return new(TimeSet.Of(bad), settled, TimeSet.Of(unknown).Without(settled.Bad), past.Without(TimeSet.Of(nobody)).Without(settled.Bad), [.. all.SelectMany(a => a.Seen.series)]);
    }

    /// <summary>So many more, or fewer, exist, are bad, are unknown.</summary>
    readonly record struct Change(int Exists, int Bad, int Unknown, decimal Weight);

    /// <returns>Where the whole is bad, where nobody knows, and where any member exists.</returns>
    static (List<(long, long)> Bad, List<(long, long)> Unknown, List<(long, long)> Exists) Stretches(SortedDictionary<long, List<Change>> changes, AcrossRule rule)
    {
        var (bad, unknown, exists) = (new List<(long, long)>(), new List<(long, long)>(), new List<(long, long)>());
        var (all, isBad, isUnknown) = ((Number: 0, Weight: 0m), (Number: 0, Weight: 0m), (Number: 0, Weight: 0m));
        long? since = null;
        foreach (var (at, here) in changes)
        {
            if (since is { } from && all.Number > 0)
            {
                exists.Add((from, at));
                switch (rule.IsBad(isBad, isUnknown, all))
                {
                    case true: bad.Add((from, at)); break;
                    case null: unknown.Add((from, at)); break;
                    case false: break;
                }
            }
            foreach (var change in here)
            {
                all = (all.Number + change.Exists, all.Weight + (change.Exists * change.Weight));
                isBad = (isBad.Number + change.Bad, isBad.Weight + (change.Bad * change.Weight));
                isUnknown = (isUnknown.Number + change.Unknown, isUnknown.Weight + (change.Unknown * change.Weight));
            }
            since = at;
        }
        return (bad, unknown, exists);
    }
}
