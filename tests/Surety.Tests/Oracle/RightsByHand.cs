using NodaTime;

namespace Surety.Tests.Oracle;

/// <remarks><c>Have</c>: Windows that count now.</remarks>
sealed record ExpectedRight(string Name, string State, int Have, Instant? Since, Instant? Until);

/// <summary>figures.md, "Rights": the windows of a level, one after the other.</summary>
static class RightsByHand
{
    public static ExpectedRight Of(Right right, IEnumerable<ExpectedLevel> all, DateTimeZone zone, Instant asOf)
    {
        var trigger = right.When.Single();
        var (run, newest, have) = (0, new List<bool>(), 0);
        Instant? since = null, until = null;
        foreach (var window in all.Where(l => l.Level.Name == trigger.Level && l.Verdict != "open").GroupBy(l => (l.Start, l.End)).OrderBy(g => g.Key.End))
        {
            var counts = window.Any(l => l.Counts && (trigger.Range is { } range ? l.Verdict != "noData" && l.Attained is { } figure && range.Holds(figure) : l.Verdict == "missed"));
            var hasVerdict = window.Any(l => l.Verdict is "met" or "missed");
            run = counts ? run + 1 : hasVerdict || !right.SkipsNoVerdict ? 0 : run;
            newest.Add(counts);
            have = trigger.OutOf > 0 ? newest.TakeLast(trigger.OutOf).Count(c => c) : run;
            if (!counts || have < trigger.Count) continue;
            if (since is null || until <= window.Key.End) since = window.Key.End;
            until = right.ExercisedWithinDays is { } days ? Zones.StartOfDay(zone, Zones.DateAt(zone, window.Key.End - Duration.FromSeconds(1)).PlusDays(days + 1)) : null;
        }
        var state = since is null ? "notArisen" : until is null || until > asOf ? "arisen" : "lapsed";
        return new(right.Name, state, have, since, until);
    }
}
