using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What an open window may still cost, and which rights a miss of it would give.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="Window">The window.</param>
/// <param name="Scope">Labels of the scope.</param>
/// <param name="Credits">Each credit that looks at it; may be empty.</param>
/// <param name="Rights">Names of rights that are not given now and would be, if this window were missed and nothing else happened; may be empty.</param>
public sealed record Prospect(string Level, Window Window, Labels Scope, ValueList<CreditRange> Credits, ValueList<string> Rights);

/// <summary>Least and most that a credit can still come to.</summary>
/// <param name="Remedy">Its name.</param>
/// <param name="Least">Rounded, before caps.</param>
/// <param name="Most">Likewise; <c>null</c>: no limit.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record CreditRange(string Remedy, Money Least, Money? Most, Clause Clause);

/// <summary>Finds what follows from bounds, by the schedules themselves: each row and each end of the figure is tried as if the window had ended so.</summary>
static class Prospects
{
    // So many units lie beyond every "at most".
    const long Far = 1_000_000_000;

    public static ValueList<Prospect> Of(Versions versions, IReadOnlyList<LevelResult> all, IEnumerable<LevelResult> shown, FactSet facts)
    {
        var known = new Dictionary<Agreement, VersionInFacts>(ReferenceEqualityComparer.Instance);
        return shown.Where(r => r is { Verdict: Verdict.Open, Counts: true, Bounds: not null }).Select(result =>
        {
            var judging = versions.Numbered(result.Version, result.Window.From);
            if (!known.TryGetValue(judging, out var version)) known[judging] = version = new(judging, facts);
            var credits = version.Agreement.Escalation.Credits.Where(c => version.Takes(c.Of, result.Level, result.Scope)).Select(c => RangeOf(c, result, version)).ToValueList();
            return new Prospect(result.Level, result.Window, result.Scope, credits, RightsOf(result, all, version, facts));
        }).ToValueList();
    }

    static CreditRange RangeOf(Remedy remedy, LevelResult result, VersionInFacts version)
    {
        var amounts = Outcomes(result, remedy.Schedule).Select(o => AmountOf(remedy, o, version)).OfType<Money>().ToList();
        var currency = amounts.Count > 0 ? amounts[0].Currency : version.Currency;
        var same = amounts.Where(a => a.Currency == currency).Select(a => a.Amount).DefaultIfEmpty(0).ToList();
        // Some outcome may give nothing at all: no verdict, or a verdict without a row.
        var least = result.Bounds!.MayEndWithoutVerdict || remedy.OnlyIf.Count > 0 || same.Count < Outcomes(result, remedy.Schedule).Count() ? Math.Min(0, same.Min()) : same.Min();
        return new(remedy.Name, new(least, currency), HasNoLimit(remedy, result) || Outcomes(result, remedy.Schedule).Any(o => CreditRow.Of(remedy, o, version, _ => { }) is { State: CreditState.NotYetKnown }) ? null : new(same.Max(), currency), remedy.Clause);
    }

    static Money? AmountOf(Remedy remedy, LevelResult outcome, VersionInFacts version) =>
        CreditRow.Of(remedy, outcome, version, _ => { }) is { State: CreditState.Credited } row ? Money.Of(row.Exact, row.Currency, remedy.Rounding) : null;

    /// <summary>What tickets to come will be charged is not known either.</summary>
    static bool HasNoLimit(Remedy remedy, LevelResult result) => remedy.Base.Of is BaseOf.Billed { For.Subject: BilledSubject.OfTickets } || HasNoLimit(remedy.Schedule, result);

    static bool HasNoLimit(Schedule schedule, LevelResult result) => schedule is Schedule.PerUnit { AtMost: null, Award: not Award.Nothing } each && each.Of switch
    {
        UnitOf.Misses => result.Bounds!.Possible.Misses.Most is null,
        UnitOf.Downtime => result.Bounds!.Possible.BadTime is { Most: null },
        UnitOf.Below => result is { Range.Low: not null, Bounds.Lowest: null },
        UnitOf.Above => result is { Range.High: not null, Bounds.Highest: null },
    };

    /// <summary>The window as if it had ended: at each end of the figure, at each limit of schedule and target inside, and between each two of them.</summary>
    static IEnumerable<LevelResult> Outcomes(LevelResult result, Schedule schedule)
    {
        var possible = result.Bounds!.Possible;
        foreach (var figure in Figures(result, schedule))
            foreach (var (bad, misses) in new[] { (possible.BadTime?.Least, possible.Misses.Least), (possible.BadTime?.Most ?? possible.BadTime?.Least, possible.Misses.Most ?? int.MaxValue) })
                foreach (var verdict in VerdictsOf(result, figure))
                    yield return result with { Verdict = verdict, Attained = FigureOf(result, figure), BadTime = bad, MissCount = misses, Misses = [] };
    }

    static IEnumerable<Verdict> VerdictsOf(LevelResult result, Rational figure) =>
        result.Bounds!.Standing == Standing.Safe ? [Verdict.Met] : result.Bounds.Standing == Standing.Lost || !(result.Range?.Holds(figure) ?? figure == Rational.One) ? [Verdict.Missed]
        : result.Range is null ? [Verdict.Met] : [Verdict.Met, Verdict.Missed];

    static IEnumerable<Rational> Figures(LevelResult result, Schedule schedule)
    {
        var (lowest, highest) = (result.Bounds!.Lowest?.Exact, result.Bounds.Highest?.Exact);
        var step = schedule is Schedule.PerUnit { Of: UnitOf.Below or UnitOf.Above } each ? each.Unit * Far : 1;
        IEnumerable<Comparison> ranges = schedule is Schedule.Bands bands ? bands.Rows.Select(b => b.Range) : [];
        var inside = ranges.Append(result.Range).OfType<Comparison>().SelectMany(r => new[] { r.Low?.Value, r.High?.Value }).Append(lowest).Append(highest).OfType<Rational>()
            .Where(x => (lowest is not { } low || x >= low) && (highest is not { } high || x <= high)).Distinct().Order().ToList();
        if (inside.Count == 0) inside.Add(Rational.Zero);
        if (lowest is null) inside.Insert(0, inside[0] - step);
        if (highest is null) inside.Add(inside[^1] + step);
        for (var i = 0; i < inside.Count; i++)
        {
            // An end that is only approached is no figure of a row; a formula comes as near to it as one likes.
            if (schedule is Schedule.PerUnit || !((inside[i] == lowest && !result.Bounds.LowestIncluded) || (inside[i] == highest && !result.Bounds.HighestIncluded))) yield return inside[i];
            if (i > 0) yield return (inside[i - 1] + inside[i]) / 2;
        }
    }

    static Figure FigureOf(LevelResult result, Rational value) => (result.Range?.Unit ?? Unit.Percent) switch
    {
        Unit.Percent => new Figure.Share(value),
        Unit.Number => new Figure.Number(value),
        Unit.Time => new Figure.Time(value),
    };

    static ValueList<string> RightsOf(LevelResult result, IReadOnlyList<LevelResult> all, VersionInFacts version, FactSet facts)
    {
        if (result.Bounds!.Standing == Standing.Safe || !version.Agreement.Escalation.Rights.Any(r => r.Triggers.Any(t => t.Level.Level == result.Level))) return [];
        var others = all.Where(r => r.Level != result.Level || r.Window != result.Window || r.Scope != result.Scope).ToList();
        var given = Given(others);
        return new[] { result.Bounds.Lowest?.Exact, result.Bounds.Highest?.Exact }.OfType<Rational>().DefaultIfEmpty(Rational.Zero)
            .SelectMany(figure => Given([.. others, result with { Verdict = Verdict.Missed, Attained = FigureOf(result, figure) }])).Except(given).Distinct().ToValueList();

        List<string> Given(IReadOnlyCollection<LevelResult> results) =>
            Rights.Of(version, results, facts, result.Window, result.Window.Time.End).Where(r => r.State == RightState.Arisen).Select(r => r.Right).ToList();
    }
}
