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
/// <param name="Least">Rounded, after what the caps leave for certain.</param>
/// <param name="Most">Likewise; <c>null</c>: no limit.</param>
/// <param name="Clause">Where it stands.</param>
/// <param name="Derivation">Opens both.</param>
/// <param name="LeastIfMissed">Likewise, of all ends of the window that miss the target; <paramref name="Least"/> where none does.</param>
public sealed record CreditRange(string Remedy, Money Least, Money? Most, Clause Clause, Derivation Derivation, Money LeastIfMissed)
{
    /// <summary>Both, opened.</summary>
    public Reason Why => Derivation.Reason;
}

/// <summary>What all open windows may still cost together, in one currency: less than each by itself, where they share a cap or only one of them counts.</summary>
/// <param name="Least">Certain.</param>
/// <param name="Most">At worst; <c>null</c>: no limit.</param>
public sealed record Stake(Money Least, Money? Most);

/// <summary>Finds what follows from bounds, by the schedules themselves: each row and each end of the figure is tried as if the window had ended so.</summary>
static class Prospects
{
    // So many units lie beyond every "at most".
    const long Far = 1_000_000_000;

    /// <summary>Each window by itself, and all of them together by currency.</summary>
    public static (ValueList<Prospect> Each, ValueList<Stake> Together) Of(Versions versions, IReadOnlyList<LevelResult> all, IEnumerable<LevelResult> shown, Func<Trigger, VersionInFacts, Instant, IEnumerable<Happened>> events, FactSet facts, Instant asOf)
    {
        var known = new Dictionary<Agreement, VersionInFacts>(ReferenceEqualityComparer.Instance);
        var inARow = new MissesInARow(all);
        var open = shown.Where(r => r is { Verdict: Verdict.Open, Bounds: { } bounds } && bounds.Promises.Any(p => p.Counts)).Select(result =>
        {
            var judging = versions.Numbered(result.Version, result.Window.From);
            if (!known.TryGetValue(judging, out var version)) known[judging] = version = new(judging, facts);
            return (Result: result, Version: version, Ranges: version.Agreement.Escalation.Credits.Where(c => version.Takes(c.Of, result.Level, result.Scope) && !c.IsBonus && !c.Schedule.Awards.Any(a => a is Award.InKind) && !Eligible.IsForOthers(c, result, version, versions.All[0].Term.From, facts)).Select(c => RangeOf(c, result, version, inARow.Until(result))).ToList());
        }).ToList();
        var ranges = open.SelectMany(o => o.Ranges.Select(r => (o.Result, o.Version, Range: r))).ToList();
        var rooms = new Dictionary<Window, CreditRoom>();
        var staked = new List<Staked>();
        var each = open.ConvertAll(o => new Prospect(
            o.Result.Level, o.Result.Window, o.Result.Scope, o.Ranges.Select(r => UnderCaps(o.Result, o.Version, r)).ToValueList(), RightsOf(o.Result, all, o.Version, trigger => events(trigger, o.Version, o.Result.SoFar ?? asOf), facts, o.Result.SoFar ?? asOf))).ToValueList();
        return (each, Stakes.Of(staked));

        // Another window that is open may use the caps up first, or have the credit that alone counts.
        CreditRange UnderCaps(LevelResult result, VersionInFacts version, Found found)
        {
            var chapter = version.Agreement.Escalation;
            if (chapter.Caps.Count == 0 && chapter.OneOf.Count == 0 && found.Remedy.Cap is null)
            {
                staked.Add(new(found.Remedy, result.Window, chapter, found.Currency, found.Least, found.Least, found.Most, []));
                return found.Range(found.Least, found.LeastIfMissed, found.Most, null);
            }
            if (!rooms.TryGetValue(result.Window, out var room)) rooms[result.Window] = room = CreditRoom.Of(versions, all, facts, result.Window, asOf);
            var others = ranges.Where(r => !ReferenceEquals(r.Range, found) && r.Range.Currency == found.Currency && r.Result.Window.Time.End <= result.Window.Time.End).ToList();
            var held = room.RoomsFor(found.Remedy, result, found.Currency, version);
            var left = held.MinBy(h => h.Amount);
            // What a cap carries over comes later.
            var lost = held.FindAll(h => !h.Cap.IsCarriedOver);
            var most = lost.Count > 0 && lost.Min(h => h.Amount) is var cap && !(found.Most <= cap) ? cap : found.Most;
            // Windows that are still to begin may end before this one.
            var taken = chapter.Credits.Any(c => c.Pool is not null) || others.Exists(o => o.Result.Window.Time.End < result.Window.Time.End) ? null : others.Aggregate((decimal?)0, (sum, o) => sum + o.Range.Most);
            var (least, leastIfMissed) = (Certain(found.Least), Certain(found.LeastIfMissed));
            staked.Add(new(found.Remedy, result.Window, chapter, found.Currency, left is { } before ? Math.Min(found.Least, before.Amount) : found.Least, least, most, held));
            return found.Range(least, leastIfMissed, most, left?.Why);

            decimal Certain(decimal amount)
            {
                if (left is { } limit) amount = Math.Min(amount, taken is { } some ? Math.Max(0, limit.Amount - some) : 0);
                return chapter.OneOf.Any(o => o.Credits.Count == 0 || o.Credits.Contains(found.Remedy.Name)) && others.Exists(o => o.Result.Window == result.Window) ? Math.Min(0, amount) : amount;
            }
        }
    }

    /// <summary>What a schedule can come to, before caps; no most: no limit.</summary>
    sealed record Found(Remedy Remedy, Currency Currency, decimal Least, Derivation? WhyLeast, decimal? Most, Derivation? WhyMost, decimal LeastIfMissed, Derivation? WhyIfMissed)
    {
        public CreditRange Range(decimal least, decimal leastIfMissed, decimal? most, Derivation? room) => new(Remedy.Name, new(least, Currency), most is { } limit ? new(limit, Currency) : null, Remedy.Clause, new(() => new(
            $"what the credit {Remedy.Name} can still come to", new Figure.Words(most is null ? "no limit" : least == most ? "certain" : "open"), Follows.Rule,
            [End("the least", least, Least, WhyLeast, room), .. leastIfMissed == least ? Array.Empty<Reason>() : [End("the least, if it is missed", leastIfMissed, LeastIfMissed, WhyIfMissed, room)], most is { } end ? End("the most", end, Most, WhyMost, room) : new("the most", new Figure.Words("no limit"), Follows.Given)], Remedy.Clause)), new(leastIfMissed, Currency));

        Reason End(string sentence, decimal amount, decimal? before, Derivation? why, Derivation? room)
        {
            var parts = new List<Reason>();
            if (why is not null) parts.Add(why.Reason);
            if (room is not null) parts.Add(room.Reason);
            return new(amount == before ? sentence : $"{sentence}, after the caps", new Figure.Amount(amount, Currency), parts.Count == 0 ? Follows.Given : Follows.Rule, parts.ToValueList(), Remedy.Clause);
        }
    }

    static Found RangeOf(Remedy remedy, LevelResult result, VersionInFacts version, int inARow)
    {
        // Any number of outages may come, and the one that goes on may become longer.
        if (remedy.Schedule is Schedule.EachInBands) return new(remedy, version.Currency, 0, null, remedy.Schedule.Awards.All(a => a is Award.Nothing) ? 0 : null, null, 0, null);
        var outcomes = Outcomes(result, remedy.Schedule).Select(o => (o.Verdict, Row: Row(remedy, o, version, inARow))).ToList();
        var given = outcomes.Select(o => o.Row).OfType<(Money Amount, Derivation Why)>().ToList();
        var currency = given.Count > 0 ? given[0].Amount.Currency : version.Currency;
        var same = given.Where(a => a.Amount.Currency == currency).OrderBy(a => a.Amount.Amount).ToList();
        (decimal Amount, Derivation? Why) least = same.Count == 0 ? (0, null) : (same[0].Amount.Amount, same[0].Why);
        // Some outcome may give nothing at all: no verdict, or a verdict without a row.
        var mayGiveNothing = result.Bounds!.Promises.Any(p => !p.Counts) || remedy.OnlyIf.Count > 0;
        if (least.Amount > 0 && (mayGiveNothing || result.Bounds.MayEndWithoutVerdict || same.Count < outcomes.Count)) least = (0, null);
        var missed = outcomes.FindAll(o => o.Verdict == Verdict.Missed);
        var ifMissed = missed.Count == 0 ? least : !mayGiveNothing && missed.TrueForAll(o => o.Row is { } row && row.Amount.Currency == currency) ? missed.Select(o => (o.Row!.Value.Amount.Amount, (Derivation?)o.Row.Value.Why)).MinBy(o => o.Amount) : (Amount: 0, null);
        return new(remedy, currency, least.Amount, least.Why, HasNoLimit(remedy, result) || Outcomes(result, remedy.Schedule).Any(o => CreditRow.Of(remedy, o, version, inARow, _ => { }) is { State: CreditState.NotYetKnown }) ? null : same.Count == 0 ? 0 : same[^1].Amount.Amount, same.Count == 0 ? null : same[^1].Why, ifMissed.Amount, ifMissed.Item2);
    }

    static (Money Amount, Derivation Why)? Row(Remedy remedy, LevelResult outcome, VersionInFacts version, int inARow) =>
        remedy.Schedule is Schedule.PerUnit { Of: UnitOf.Misses } each && Incidents.AreApart(remedy, version.Agreement) ? EachMiss(remedy, each, outcome, version) :
        CreditRow.Of(remedy, outcome, version, inARow, _ => { }) is { State: CreditState.Credited } row ? (Money.Of(row.Exact, row.Currency, remedy.Rounding), row.Derivation) : null;

    /// <summary>Misses that are credited one by one are rounded one by one.</summary>
    static (Money Amount, Derivation Why)? EachMiss(Remedy remedy, Schedule.PerUnit each, LevelResult outcome, VersionInFacts version)
    {
        if (outcome.MissCount == 0 || CreditRow.Of(remedy with { Schedule = each with { AtMost = null } }, outcome with { MissCount = 1 }, version, 1, _ => { }) is not { State: CreditState.Credited } row) return null;
        var one = Money.Of(row.Exact, row.Currency, remedy.Rounding);
        var all = one with { Amount = one.Amount * outcome.MissCount };
        var most = CreditRow.LimitOf(remedy, outcome, version) is { } limit && limit.Currency == row.Currency ? Money.Of(limit.Exact, limit.Currency, remedy.Rounding) : all;
        var least = all with { Amount = Math.Min(all.Amount, most.Amount) };
        return (least, new(() => new("each miss by itself", new Figure.Amount(least.Amount, least.Currency), Follows.Rule, [row.Derivation.Reason, new("misses", new Figure.Count(outcome.MissCount), Follows.Given)], remedy.Clause)));
    }

    /// <summary>What tickets to come will be charged is not known either.</summary>
    static bool HasNoLimit(Remedy remedy, LevelResult result) => remedy.Base.Of is BaseOf.Billed { For.Subject: BilledSubject.OfTickets } || HasNoLimit(remedy.Schedule, result);

    static bool HasNoLimit(Schedule schedule, LevelResult result) => schedule is Schedule.PerUnit { Of: UnitOf.Outages or UnitOf.Lateness } || (schedule is Schedule.PerUnit { AtMost: null, Award: not Award.Nothing } each && each.Of switch
    {
        UnitOf.Misses => result.Bounds!.Possible.Misses.Most is null,
        UnitOf.Downtime or UnitOf.Outages => result.Bounds!.Possible.BadTime is { Most: null },
        UnitOf.Points or UnitOf.Lateness => true,
        UnitOf.Below => result is { Range.Low: not null, Bounds.Lowest: null },
        UnitOf.Above => result is { Range.High: not null, Bounds.Highest: null },
    });

    /// <summary>The window as if it had ended: at each end of the figure, at each limit of schedule and target inside, and between each two of them.</summary>
    static IEnumerable<LevelResult> Outcomes(LevelResult result, Schedule schedule)
    {
        var possible = result.Bounds!.Possible;
        foreach (var promise in result.Bounds.Promises)
        {
            var under = result with { Counts = true, Target = promise.Words, Range = LevelVerdict.RangeOf(promise.Row.Target), Clause = promise.Row.Clause };
            foreach (var figure in Figures(under, schedule))
                foreach (var (bad, misses) in new[] { (possible.BadTime?.Least, possible.Misses.Least), (possible.BadTime?.Most ?? possible.BadTime?.Least, possible.Misses.Most ?? int.MaxValue) })
                    foreach (var verdict in VerdictsOf(under, promise.Row.Target, figure))
                        yield return under with { Verdict = verdict, Attained = FigureOf(under, figure), BadTime = bad, MissCount = misses, Misses = [] };
        }
    }

    static IEnumerable<Verdict> VerdictsOf(LevelResult result, Target target, Rational figure) =>
        result.Bounds!.Standing == Standing.Safe ? [Verdict.Met] : result.Bounds.Standing == Standing.Lost || !(result.Range?.Holds(figure) ?? figure == Rational.One) ? [Verdict.Missed]
        // Of several shares the first may hold and another not.
        : LevelVerdict.Promises(target).Count > 1 ? [Verdict.Met, Verdict.Missed] : [Verdict.Met];

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

    static ValueList<string> RightsOf(LevelResult result, IReadOnlyList<LevelResult> all, VersionInFacts version, Func<Trigger, IEnumerable<Happened>> events, FactSet facts, Instant soFar)
    {
        bool IsAbout(Trigger trigger) => version.Takes(trigger.Level, result.Level, result.Scope) && (result.Bounds!.Standing != Standing.Safe || trigger.Counts is not TriggerCounts.Windows);
        if (!version.Agreement.Escalation.Rights.Any(r => r.Triggers.Any(IsAbout))) return [];
        var others = all.Where(r => r.Level != result.Level || r.Window != result.Window || r.Scope != result.Scope).ToList();
        var known = version.Agreement.Escalation.Rights.SelectMany(r => r.Triggers).Distinct().ToDictionary(t => t, t => events(t).ToList());
        var given = Given(others, t => known[t]);
        // One more event may come at any time, whatever becomes of the window.
        var withOneMore = Given(others, t => IsAbout(t) ? known[t].Append(new("one more", soFar, soFar, result.Scope, t.Clause, () => null) { Until = result.Window.Time.End }) : known[t]);
        var missed = result.Bounds!.Standing == Standing.Safe ? [] : new[] { result.Bounds.Lowest?.Exact, result.Bounds.Highest?.Exact }.OfType<Rational>().DefaultIfEmpty(Rational.Zero)
            .SelectMany(figure => Given([.. others, result with { Verdict = Verdict.Missed, Attained = FigureOf(result, figure) }], t => known[t]));
        return missed.Concat(withOneMore).Except(given).Distinct().ToValueList();

        List<string> Given(IReadOnlyCollection<LevelResult> results, Func<Trigger, IEnumerable<Happened>> happened) =>
            Rights.Of(version, results, happened, facts, result.Window, result.Window.Time.End).Where(r => r.State == RightState.Arisen).Select(r => r.Right).ToList();
    }
}
