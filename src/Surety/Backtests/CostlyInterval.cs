using NodaTime;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>Something that was bad, and what the period would have cost without it.</summary>
/// <param name="What">Ticket or outage, as the statement calls it.</param>
/// <param name="From">When it began.</param>
/// <param name="Until">When it ended; <c>null</c>: it has not.</param>
/// <param name="By">How long, or how late.</param>
/// <param name="Levels">Names of the levels that it touches, with their windows.</param>
/// <param name="Saved">What would not have been owed; one for each currency.</param>
/// <param name="MissesSaved">How many levels would have been met.</param>
public sealed record CostlyInterval(string What, Instant From, Instant? Until, Duration By, ValueList<string> Levels, ValueList<Money> Saved, int MissesSaved)
{
    /// <summary>How many of each credited window are looked at: the longest outages, the latest tickets.</summary>
    const int OfWindow = 3;

    /// <summary>How many are looked at in all.</summary>
    const int Candidates = 24;

    /// <summary>Lists those that cost something, the dearest first.</summary>
    internal static IEnumerable<CostlyInterval> Of(Evaluation written, FactSet facts, Outcome whole, Window stretch, Func<FactSet, Evaluation> measure)
    {
        var credited = written.Credits(stretch).Lines.Where(l => l.Amount.Amount > 0).Select(l => (l.Level, l.Window.Time, l.Scope)).ToHashSet();
        var touched = from result in written.Results
                      where credited.Contains((result.Level, result.Window.Time, result.Scope))
                      from miss in result.Misses.Take(OfWindow)
                      group (result, miss) by (miss.What, miss.From, miss.Until, miss.Due);
        var found = new List<CostlyInterval>();
        foreach (var group in touched.OrderByDescending(g => g.Max(x => x.miss.By)).Take(Candidates))
        {
            var (miss, about) = (group.First().miss, group.Select(x => x.result).ToList());
            var without = miss.Due is null ? WithoutOutage(miss, facts, stretch, measure) : WithoutTicket(about, written, stretch);
            var saved = without.CostMoreIn(whole).Where(m => m.Amount != 0).ToValueList();
            if (saved.Count == 0) continue;
            found.Add(new(miss.What, miss.From, miss.Until, miss.By, about.Select(r => $"{Display.Level(r.Level, r.Scope)}, {r.Window.Name}").ToValueList(), saved, whole.Missed - without.Missed));
        }
        return found.OrderByDescending(i => i.Saved.Max(m => m.Amount)).ThenBy(i => i.From);
    }

    /// <summary>That time as good time, measured again.</summary>
    static Outcome WithoutOutage(Miss miss, FactSet facts, Window stretch, Func<FactSet, Evaluation> measure)
    {
        var about = Labels.Of(miss.Labels.Items.Where(l => l.Value != "otherwise"));
        var assumption = new Assumption(about, new(miss.From, miss.Until), false);
        return Outcome.Of(measure(facts with { Assumptions = [.. facts.Assumptions, assumption] }), stretch);
    }

    /// <summary>That ticket in time: one more of the window's cycles, with everything that follows from it.</summary>
    static Outcome WithoutTicket(List<LevelResult> about, Evaluation written, Window stretch)
    {
        var places = about.Select(PlaceOf).ToHashSet();
        return Outcome.Of(written.With(written.Versions, stretch.Time.End, r => places.Contains(PlaceOf(r)) ? OneMoreInTime(r, written) : r), stretch);
    }

    static (string Level, Interval Window, Labels Scope) PlaceOf(LevelResult result) => (result.Level, result.Window.Time, result.Scope);

    static LevelResult OneMoreInTime(LevelResult late, Evaluation written)
    {
        if (written.Versions.Numbered(late.Version, late.Window.From).Level(late.Level) is not { } level || level.Targets.FirstOrDefault(t => t.Bands.Count == 0 && t.Clause == late.Clause) is not { } row) return late;
        var share = new Figure.Share(Rational.Of(late.Events - late.MissCount + 1, late.Events));
        var measured = new Measurement(share, true, late.Coverage, late.BadTime, late.Events, late.Misses, late.MissCount - 1, new(() => new("one more in time", share, Follows.Given)), []);
        return LevelVerdict.Judge(level, late.Version, new(new(late.Scope, late.Scope, []), row), new(row, late.Counts), late.Window, measured, Instant.MaxValue);
    }
}
