using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Points of several credits, added and turned into money by a credit of their own.</summary>
/// <remarks>Source: docs/guide/language.md, "Points".</remarks>
static class Pools
{
    /// <summary>What the points of each window come to, as a figure that the schedule of the pool is then asked about.</summary>
    /// <param name="versions">The agreement: a window of a pool belongs to the version in force when it begins.</param>
    /// <param name="entries">Credits of all levels.</param>
    /// <param name="until">Windows that end later are not looked at.</param>
    public static IEnumerable<(Remedy Pool, Agreement Version, LevelResult Points)> Of(Versions versions, IReadOnlyList<CreditEntry> entries, Instant until)
    {
        foreach (var name in versions.All.SelectMany(v => v.Escalation.Credits).Where(c => c.Pool is not null).Select(c => c.Name).Distinct())
            foreach (var windows in entries.Where(e => e.Line.InKind is { Unit: "points" }).GroupBy(e => PoolAt(versions, name, e)).Where(g => g.Key is not null && g.Key.Window.Time.End <= until))
                yield return (windows.Key!.Pool, windows.Key.Version, PointsOf(windows.Key, windows.Where(e => e.IsLive).ToList()));
    }

    sealed record PoolWindow(Remedy Pool, Agreement Version, Window Window);

    /// <summary>The window that a credit's points count in; <c>null</c>: they count in none.</summary>
    static PoolWindow? PoolAt(Versions versions, string name, CreditEntry entry)
    {
        var last = entry.Line.Window.Time.End - Duration.Epsilon;
        var at = versions.At(last);
        if (at.Escalation.Credits.FirstOrDefault(c => c.Name == name)?.Pool is not { } per) return null;
        var window = per.Per.At(last, at.Zone);
        var version = versions.At(window.Time.Start);
        return version.Escalation.Credits.FirstOrDefault(c => c.Name == name) is { Pool: { } of } pool && (of.Credits.Count == 0 || of.Credits.Contains(entry.Line.Remedy)) ? new(pool, version, window) : null;
    }

    static LevelResult PointsOf(PoolWindow of, List<CreditEntry> entries)
    {
        var points = entries.Aggregate(Rational.Zero, (sum, e) => sum + e.Line.InKind!.Number);
        var figure = new Figure.Number(points);
        return new(
            of.Pool.Name, of.Version.Version, of.Window, Labels.None, points.Sign > 0 ? Verdict.Missed : Verdict.Met, figure, "", null, false, true, null, null, entries.Count, [], entries.Count, of.Pool.Clause,
            new(() => new("points of the window", figure, Follows.Sum, entries.Count == 0 ? [new("none", new Figure.Number(Rational.Zero), Follows.Given)] : entries.Select(e => new Reason(Wording.English.Credit(e.Line), new Figure.Number(e.Line.InKind!.Number), Follows.Sum, [e.Line.Why], e.Line.Clause)).ToValueList(), of.Pool.Clause)));
    }
}
