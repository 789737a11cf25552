using NodaTime;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Misses of what a level depends on, beside its own miss.</summary>
/// <remarks>
/// A miss of another level is a cause if its window ends in ours and no label of the two scopes differs; of another agreement, if a fact says that it missed our window; a
/// feed is one if it was bad while ours was. Source: docs/guide/figures.md, "Causes".
/// </remarks>
static class Causes
{
    /// <summary>Adds the causes to a miss; where the text excuses it by them, it is excused.</summary>
    /// <param name="version">The version that judged.</param>
    /// <param name="level">The level.</param>
    /// <param name="result">Its verdict.</param>
    /// <param name="before">Results of levels that were judged before.</param>
    /// <param name="facts">Feeds, and verdicts of other agreements.</param>
    /// <param name="asOf">What still lasts, lasts until then.</param>
    public static LevelResult Of(VersionInFacts version, ServiceLevel level, LevelResult result, IReadOnlyList<LevelResult> before, FactSet facts, Instant asOf)
    {
        return level.DependsOn.Count == 0 || result.Verdict != Verdict.Missed ? result : Explained(version, level, result, before, facts, asOf);
    }

    static LevelResult Explained(VersionInFacts version, ServiceLevel level, LevelResult result, IReadOnlyList<LevelResult> before, FactSet facts, Instant asOf)
    {
        var found = level.DependsOn.SelectMany(Found).ToValueList();
        if (found.Count == 0) return result;
        return result with
        {
            Verdict = found.Any(c => c.Excuses) ? Verdict.Excused : Verdict.Missed,
            Causes = found,
            Derivation = new(() => Why(result, found)),
        };

        IEnumerable<Cause> Found(Dependence dependence) => dependence.On switch
        {
            RestsOn.Level on => before.Where(r => r.Verdict is Verdict.Missed or Verdict.Excused && version.Takes(on.Scope, r.Level, r.Scope) && r.Window.EndsIn(result.Window) && IsAlike(r.Scope, result.Scope))
                .Select(r => OfLevel(dependence, level, result, r, asOf)),
            RestsOn.Feed feed => OfFeed(dependence, result, feed.Name, facts, asOf),
            RestsOn.Agreement other => OfAgreement(dependence, level, result, other, facts, version.Agreement.Zone, asOf),
            // While one of them was kept, the others are the cause of nothing.
            RestsOn.AnyOf any => any.Of.Select(d => Found(d).ToList()).ToList() is var each && each.TrueForAll(c => c.Count > 0) ? each.SelectMany(c => c) : [],
        };
    }

    static Reason Why(LevelResult result, ValueList<Cause> causes)
    {
        var why = result.Why with { Parts = [.. result.Why.Parts, .. causes.Select(c => c.Why)] };
        return causes.FirstOrDefault(c => c.Excuses) is { } cause ? why with { Sentence = $"{result.Why.Sentence}, and the miss is excused by that of what it depends on", Value = new Figure.Words("excused"), Clause = cause.Clause } : why;
    }

    static bool IsAlike(Labels one, Labels other) => one.Items.All(l => other[l.Name] is not { } value || value == l.Value);

    static Cause OfLevel(Dependence dependence, ServiceLevel level, LevelResult ours, LevelResult theirs, Instant asOf)
    {
        var (bad, own) = (BadTimeOf(theirs, asOf), BadTimeOf(ours, asOf));
        return Made(dependence, $"{Display.Level(theirs.Level, theirs.Scope)} was missed in {Display.Window(theirs.Window)}", theirs.Scope, theirs.Window, bad, own, level.IsExcusedByThem, theirs.Clause, null);
    }

    static IEnumerable<Cause> OfFeed(Dependence dependence, LevelResult ours, string feed, FactSet facts, Instant asOf)
    {
        var bad = TimeSet.Of(facts.Outages.Where(o => o.Labels["feed"] == feed).Select(o => Ticks(o.From, o.Until ?? asOf)).Concat(facts.States.Where(s => s.Labels["feed"] == feed).SelectMany(s => Down(s, asOf))))
            .And(TimeSet.Of(ours.Window.Time)).And(TimeSet.Of(long.MinValue, asOf.ToUnixTimeTicks()));
        var own = BadTimeOf(ours, asOf);
        if (bad.And(own).Length > 0) yield return Made(dependence, $"the feed {feed} was bad", Labels.None, ours.Window, bad, own, false, dependence.Clause, null);
    }

    static IEnumerable<Cause> OfAgreement(Dependence dependence, ServiceLevel level, LevelResult ours, RestsOn.Agreement other, FactSet facts, DateTimeZone zone, Instant asOf)
    {
        var missed = facts.Imported.Where(v => v.Of == other.Name && !v.IsMet && !(v.When > asOf) && (other.LevelName is null || v.Labels["level"] == other.LevelName)
            && (v.Labels["period"] is { } period ? PeriodNames.Names(period, ours.Window, zone) : v.When is { } at && ours.Window.Time.Contains(at))).ToList();
        if (missed.Count > 0)
            yield return Made(dependence, $"{dependence.Words} was missed in {Display.Window(ours.Window)}", Labels.None, ours.Window, null, TimeSet.Empty, level.IsExcusedByThem, dependence.Clause, FactCitation.Of(missed.ConvertAll(v => v.At)));
    }

    static Cause Made(Dependence dependence, string sentence, Labels scope, Window window, TimeSet? bad, TimeSet own, bool excuses, Clause clause, FactCitation? facts)
    {
        var together = bad?.And(own);
        return new(dependence.Words, scope, window, bad is null ? null : Duration.FromTicks(bad.Length), together is null ? null : Duration.FromTicks(together.Length), excuses, dependence.Clause, new(Why));

        Reason Why() => together is null ? new(sentence, new Figure.Words("nobody knows when"), Follows.Given, [], clause, facts)
            : new(sentence, new Figure.Words("missed, too"), Follows.Rule,
                [new("its bad time in the window", new Figure.Time(bad!.Length), Follows.Given), new(
                    "while both were bad", new Figure.Time(together.Length), Follows.Sum, together.Count == 0 ? [new("never", new Figure.Time(0), Follows.Given)] : Stretches(together))], clause, facts);
    }

    static ValueList<Reason> Stretches(TimeSet together)
    {
        var parts = together.Stretches.Take(Measurement.MostMisses).Select((s, i) => new Reason($"both, stretch {i + 1}", new Figure.Time(s.Until - s.From), Follows.Given,
            [new("from", new Figure.At(Instant.FromUnixTimeTicks(s.From)), Follows.Given), new("until", new Figure.At(Instant.FromUnixTimeTicks(s.Until)), Follows.Given)])).ToList();
        if (together.Count > parts.Count) parts.Add(new($"{together.Count - parts.Count} more", new Figure.Time(together.Stretches.Skip(parts.Count).Sum(s => s.Until - s.From)), Follows.Given, For: together.Count - parts.Count));
        return parts.ToValueList();
    }

    /// <summary>When something was bad: outages, and tickets that were late, from their start.</summary>
    static TimeSet BadTimeOf(LevelResult result, Instant asOf) =>
        TimeSet.Of(result.Misses.All.Select(m => Ticks(m.From, m.Until ?? asOf))).And(TimeSet.Of(result.Window.Time));

    static IEnumerable<(long, long)> Down(StateSeries series, Instant asOf)
    {
        for (var i = 0; i < series.Count; i++)
            if (series.State[i] == ServiceState.Down) yield return (series.At[i], i + 1 < series.Count ? series.At[i + 1] : asOf.ToUnixTimeTicks());
    }

    static (long, long) Ticks(Instant from, Instant until) => (from.ToUnixTimeTicks(), until.ToUnixTimeTicks());
}
