using NodaTime;
using Surety.Escalation;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What a schedule says of one verdict, exact and before anything is rounded, claimed, combined or capped.</summary>
/// <param name="Words">The row or formula that matched; <c>null</c>: none did.</param>
/// <param name="State">Credited, nothing, too small, not yet known or schedule error.</param>
/// <param name="Exact">In major units; zero unless credited or too small.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="Clause">Row or remedy.</param>
/// <param name="Derivation">Opens the exact amount.</param>
sealed record CreditRow(string? Words, CreditState State, Rational Exact, Currency Currency, Clause Clause, Derivation Derivation)
{
    /// <summary>The share of the base that the row or formula gives; <c>null</c>: it gives an amount, or nothing could be worked out.</summary>
    public Rational? Rate { get; init; }

    /// <summary>All rows that matched, in their order; more than one where they overlap.</summary>
    public ValueList<string> Rows { get; init; } = Words is null ? [] : [Words];

    /// <summary>Why there is no amount although a row matches; <c>null</c>: there is one, or no row matches.</summary>
    public string? NotComputed { get; init; }

    /// <summary>What is given that is no money; <c>null</c>: it is money.</summary>
    public InKind? InKind { get; init; }

    /// <summary>Applies a schedule; <c>null</c>: the level is met and no row gives anything.</summary>
    /// <param name="remedy">Whose schedule it is.</param>
    /// <param name="result">A verdict: met or missed.</param>
    /// <param name="version">The version that judged it.</param>
    /// <param name="inARow">How many windows in a row were missed, this one among them.</param>
    /// <param name="remark">Hears of rows that overlap, of misses without a row, and of fees that cannot be added.</param>
    public static CreditRow? Of(Remedy remedy, LevelResult result, VersionInFacts version, int inARow, Action<Remark> remark)
    {
        if (remedy.IsBonus && result.Verdict != Verdict.Met) return null;
        var row = remedy.Schedule switch
        {
            Schedule.Bands bands => InBands(bands.Rows, bands.Missed, remedy, result, version, remark),
            Schedule.EachInBands each => InBands(each.Rows, null, remedy, result, version, remark),
            Schedule.PerUnit each => PerUnit(each, remedy, result, version, remark),
        };
        if (row is { State: CreditState.Credited } && result.Verdict == Verdict.Missed && remedy.Repeat is { } repeat && inARow >= repeat.From) row = Repeated(row, repeat, inARow);
        if (row is { State: CreditState.Credited } && remedy.PaidIf is { } other && other.Limit.Currency != row.Currency)
            remark(new("credit.other-currency", $"The credit '{remedy.Name}' is in {row.Currency}, and is paid only from an amount in {other.Limit.Currency} on: that leaves it alone.", remedy.Clause));
        if (row is { State: CreditState.Credited } && remedy.PaidIf is { } least && least.Limit.Currency == row.Currency
            && (row.Exact < least.Limit.Amount || (row.Exact == least.Limit.Amount && !least.Included)))
            return row with { State = CreditState.TooSmall };
        return row;
    }

    /// <summary>The most that a formula gives in a window, over what single incidents give; <c>null</c>: there is no limit.</summary>
    public static (Rational Exact, Currency Currency, Derivation Why)? LimitOf(Remedy remedy, LevelResult result, VersionInFacts version) =>
        remedy.Schedule is Schedule.PerUnit { AtMost: { } most } ? Worth(most, remedy, result, version, remedy.Clause, _ => { }) : null;

    /// <summary>What is left for a credit of a limit that is for all incidents of a window.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="taken">What those before it take.</param>
    public CreditRow Within((Rational Exact, Currency Currency, Derivation Why) limit, Rational taken)
    {
        if (State != CreditState.Credited || Currency != limit.Currency || Exact <= limit.Exact - taken) return this;
        var left = limit.Exact - taken;
        Reason Left() => new("left of the limit for the window", new Figure.Amount(left, Currency), Follows.Difference, [limit.Why.Reason, new("given for incidents before it", new Figure.Amount(taken, Currency), Follows.Given)], Clause);
        return this with
        {
            Exact = left,
            Rate = null,
            State = left.Sign == 0 ? CreditState.Nothing : State,
            Derivation = new(() => new("at most", new Figure.Amount(left, Currency), Follows.Least, [Derivation.Reason, taken.Sign == 0 ? limit.Why.Reason : Left()], Clause)),
        };
    }

    /// <summary>The factor is applied once, whatever the misses before gave.</summary>
    static CreditRow Repeated(CreditRow row, RepeatRule repeat, int inARow)
    {
        var times = (Rational)repeat.Times;
        return row with
        {
            Exact = row.Exact * times,
            Rate = row.Rate is { } rate ? rate * times : null,
            InKind = row.InKind is { } kind ? kind with { Number = kind.Number * times } : null,
            Derivation = new(() =>
            {
                var once = row.Derivation.Reason;
                Figure value = row.InKind is { } given ? new Figure.Number(given.Number * times) : new Figure.Amount(row.Exact * times, row.Currency);
                return new($"missed in {inARow} windows in a row: {repeat.Words}", value, Follows.Product, [once, new("the factor", new Figure.Number(times), Follows.Given, [], repeat.Clause)], repeat.Clause);
            }),
        };
    }

    static CreditRow? InBands(ValueList<Band> bands, MissedRow? missed, Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        var figure = result.Attained;
        var matching = figure?.Exact is { } value ? bands.Where(b => Fits(b.Range.Unit, figure) && b.Range.Holds(value)).ToList() : [];
        if (matching.Count == 0)
        {
            if (result.Verdict == Verdict.Met) return null;
            if (missed is not null) return OfRow("missed", missed.Award, missed.Clause, remedy, result, version, remark);
            remark(new("schedule.no-row", $"{Subject(result)} is missed, and {(remedy.Schedule is Schedule.EachInBands ? $"{result.Derivation.Reason.Sentence}: " : "")}no row of the credit '{remedy.Name}' matches{(figure is null ? "" : " its figure")}: no credit until the parties decide.", remedy.Clause));
            return Error(null, "no row matches the miss", remedy, remedy.Clause, result, version);
        }
        var rows = matching.Select(b => OfRow(b.Range.Words, b.Award, b.Clause, remedy, result, version, remark)).ToList();
        if (rows.Count == 1) return rows[0];
        // The first of equals; rows that cannot be computed lose to those that can.
        var best = rows.OrderByDescending(r => r.State != CreditState.NotComputed).ThenByDescending(r => r.State == CreditState.NotYetKnown).ThenByDescending(r => r.Exact).ThenByDescending(r => r.InKind?.Number ?? Rational.Zero).First();
        remark(new("schedule.rows-overlap", $"{Subject(result)} lies in {rows.Count} rows of the credit '{remedy.Name}' ({string.Join("; ", matching.Select(b => b.Range.Words))}): the one that is better for the customer holds.", best.Clause));
        return best with { Rows = rows.Select(r => r.Words!).ToValueList() };
    }

    static CreditRow OfRow(string words, Award award, Clause clause, Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        if (award is Award.Nothing) return Nothing(words, $"{words}: none", clause, result, version);
        if (award is Award.InKind kind)
        {
            var number = OfPart(kind, result.Window);
            return Given(words, new(number, kind.Unit), clause, version, new Derivation(() => InKindOf(kind, result.Window, "the award", clause)));
        }
        if (Worth(award, remedy, result, version, clause, remark) is not { } worth) return Uncomputed(words, "the row matches, and its amount cannot be computed", remedy, clause, result, version);
        // A row of points, or of one length, says nothing of whose they are.
        var by = remedy.Pool is not null ? "by the points of the window" : remedy.Schedule is Schedule.EachInBands ? "by its own length" : null;
        var why = by is null ? worth.Why
            : new(() => new($"{by}: {words}", new Figure.Amount(worth.Exact, worth.Currency), Follows.Rule, [worth.Why.Reason, result.Derivation.Reason], clause));
        return new(words, CreditState.Credited, worth.Exact, worth.Currency, clause, why) { Rate = RateOf(award) };
    }

    /// <summary>How much of something that is no money a part of a window gives: by its days, unless it cannot be divided.</summary>
    static Rational OfPart(Award.InKind kind, Window window) => kind.Unit is "points" or "days of term" or "free hours" ? kind.Number * window.ShareOfDays : kind.Number;

    static Reason InKindOf(Award.InKind kind, Window window, string sentence, Clause clause)
    {
        var whole = new Reason(sentence, new Figure.Number(kind.Number), Follows.Given, [], clause);
        return OfPart(kind, window) is var part && part == kind.Number ? whole : new($"{sentence}, for a part of the window", new Figure.Number(part), Follows.Product, [whole, SplitWindows.ShareOfDays(window)], clause);
    }

    static CreditRow Given(string words, InKind given, Clause clause, VersionInFacts version, Derivation why) => new(words, CreditState.Credited, Rational.Zero, version.Currency, clause, why) { InKind = given };

    static CreditRow? PerUnit(Schedule.PerUnit each, Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        var isMissed = result.Verdict == Verdict.Missed;
        if (each.Of == UnitOf.Lateness || each is { Of: UnitOf.Outages, AtMostEach: not null, Award: not Award.InKind }) return EachOne(each, remedy, result, version, remark);
        if (CreditUnits.Of(each, remedy, result) is not { } units)
        {
            if (!isMissed) return null;
            remark(new("schedule.no-figure", $"{Subject(result)} is missed, and there is no figure that the credit '{remedy.Name}' could divide into units: no credit until the parties decide.", remedy.Clause));
            return Error(null, "there is no figure to divide into units", remedy, remedy.Clause, result, version);
        }
        var count = units.Count;
        if (count.Sign <= 0 || each.Award is Award.Nothing) return isMissed ? Nothing(each.Words, "no unit is reached", remedy.Clause, result, version) : null;
        if (each.Award is Award.InKind kind) return Given(each, kind, units, remedy, result, version);
        var worth = Worth(each.Award, remedy, result, version, remedy.Clause, remark, IsOfEvents(each));
        var least = each.AtLeast is null or Award.Nothing ? null : Worth(each.AtLeast, remedy, result, version, remedy.Clause, remark);
        var most = each.AtMost is null or Award.Nothing ? null : Worth(each.AtMost, remedy, result, version, remedy.Clause, remark);
        if (worth is null || (most is null && each.AtMost is not (null or Award.Nothing)) || (least is null && each.AtLeast is not (null or Award.Nothing)) || (least is { } l && l.Currency != worth.Value.Currency) || (most is { } m && m.Currency != worth.Value.Currency))
            return Uncomputed(each.Words, "the formula matches, and its amount cannot be computed", remedy, remedy.Clause, result, version);
        var (currency, amount) = (worth.Value.Currency, count * worth.Value.Exact);
        var product = amount;
        var why = new Derivation(() => new("units times the award", new Figure.Amount(product, currency), Follows.Product, [units.Why.Reason, worth.Value.Why.Reason], remedy.Clause));
        var rate = RateOf(each.Award) is { } share ? count * share : (Rational?)null;
        if (least is { } floor && amount < floor.Exact)
        {
            var before = why;
            (amount, rate) = (floor.Exact, RateOf(each.AtLeast!));
            why = new(() => new("at least", new Figure.Amount(floor.Exact, currency), Follows.Greatest, [before.Reason, floor.Why.Reason], remedy.Clause));
        }
        if (most is not { } limit || amount <= limit.Exact) return new(each.Words, CreditState.Credited, amount, currency, remedy.Clause, why) { Rate = rate };
        return new(each.Words, CreditState.Credited, limit.Exact, currency, remedy.Clause,
            new(() => new("at most", new Figure.Amount(limit.Exact, currency), Follows.Least, [why.Reason, limit.Why.Reason], remedy.Clause)))
        { Rate = RateOf(each.AtMost!) };
    }

    /// <summary>What each late cycle or outage gives, by its own time and on its own base, then added.</summary>
    static CreditRow? EachOne(Schedule.PerUnit each, Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        var ones = each.Of == UnitOf.Outages ? result.Outages ?? result.Misses : result.Misses;
        if (each.Award is Award.Nothing || ones.Count == 0) return result.Verdict == Verdict.Missed ? Nothing(each.Words, "no unit is reached", remedy.Clause, result, version) : null;
        var parts = new List<(Rational Exact, Currency Currency, Derivation Why)>();
        foreach (var one in ones.All.OrderBy(m => m.From).ThenBy(m => m.What, StringComparer.Ordinal))
        {
            var alone = result with { Misses = new(() => [one]), MissCount = 1, Outages = null };
            var (units, why) = CreditUnits.OfOne(each, remedy, result, one);
            if (Worth(each.Award, remedy, alone, version, remedy.Clause, remark, isForEach: true) is not { } worth) return Uncomputed(each.Words, "the formula matches, and its amount cannot be computed", remedy, remedy.Clause, result, version);
            var part = (Exact: units * worth.Exact, worth.Currency, Why: new Derivation(() => new($"{CreditUnits.NameOf(each, one)}: units times the award", new Figure.Amount(units * worth.Exact, worth.Currency), Follows.Product, [why.Reason, worth.Why.Reason], remedy.Clause)));
            if (Limit(each.AtMostEach, alone, isForEach: true) is { } limit && part.Exact > limit.Exact) part = Least(part, limit);
            parts.Add(part);
        }
        if (parts.TrueForAll(p => p.Exact.Sign == 0)) return result.Verdict == Verdict.Missed ? Nothing(each.Words, "no unit is reached", remedy.Clause, result, version) : null;
        if (parts.Exists(p => p.Currency != parts[0].Currency)) return Uncomputed(each.Words, "the amounts are in several currencies", remedy, remedy.Clause, result, version);
        var currency = parts[0].Currency;
        var sum = parts.Aggregate(Rational.Zero, (s, p) => s + p.Exact);
        var all = (Exact: sum, Currency: currency, Why: new Derivation(() => new(each.Of == UnitOf.Outages ? "what each outage gives" : "what each late one gives", new Figure.Amount(sum, currency), Follows.Sum, parts.Select(p => p.Why.Reason).ToValueList(), remedy.Clause)));
        if (Limit(each.AtLeast, result) is { } least && sum.Sign > 0 && sum < least.Exact)
        {
            var before = all.Why;
            all = (least.Exact, currency, new(() => new("at least", new Figure.Amount(least.Exact, currency), Follows.Greatest, [before.Reason, least.Why.Reason], remedy.Clause)));
        }
        if (Limit(each.AtMost, result) is { } most && all.Exact > most.Exact) all = Least(all, most);
        return new(each.Words, CreditState.Credited, all.Exact, currency, remedy.Clause, all.Why);

        (Rational Exact, Currency Currency, Derivation Why)? Limit(Award? award, LevelResult of, bool isForEach = false) =>
            award is null or Award.Nothing ? null : Worth(award, remedy, of, version, remedy.Clause, remark, isForEach);

        (Rational Exact, Currency Currency, Derivation Why) Least((Rational Exact, Currency Currency, Derivation Why) amount, (Rational Exact, Currency Currency, Derivation Why) limit) =>
            (limit.Exact, amount.Currency, new(() => new("at most", new Figure.Amount(limit.Exact, amount.Currency), Follows.Least, [amount.Why.Reason, limit.Why.Reason], remedy.Clause)));
    }

    /// <summary>Units of something that is no money, between the least and the most of it.</summary>
    static CreditRow Given(Schedule.PerUnit each, Award.InKind kind, (Rational Count, Derivation Why) units, Remedy remedy, LevelResult result, VersionInFacts version)
    {
        var window = IsOfEvents(each) ? result.Window.Whole ?? result.Window : result.Window;
        var exact = units.Count * OfPart(kind, window);
        var why = new Derivation(() => new("units times the award", new Figure.Number(exact), Follows.Product, [units.Why.Reason, InKindOf(kind, window, "the award", remedy.Clause)], remedy.Clause));
        var number = exact;
        if (each.AtLeast is Award.InKind least && number < OfPart(least, result.Window)) (number, why) = Limited("at least", least, Follows.Greatest, why);
        if (each.AtMost is Award.InKind most && number > OfPart(most, result.Window)) (number, why) = Limited("at most", most, Follows.Least, why);
        return Given(each.Words, new(number, kind.Unit), remedy.Clause, version, why);

        (Rational, Derivation) Limited(string sentence, Award.InKind limit, Follows how, Derivation before) =>
            (OfPart(limit, result.Window), new(() => new(sentence, new Figure.Number(OfPart(limit, result.Window)), how, [before.Reason, InKindOf(limit, result.Window, "the limit", remedy.Clause)], remedy.Clause)));
    }

    /// <summary>Whether a formula counts what happened, and not how the window did as a whole.</summary>
    static bool IsOfEvents(Schedule.PerUnit each) => each.Of is UnitOf.Downtime or UnitOf.Outages or UnitOf.Misses or UnitOf.Lateness;

    static Rational? RateOf(Award award) => award is Award.Share share ? share.Fraction : null;

    /// <summary>A number in the unit of a figure.</summary>
    internal static Figure Alike(Figure? figure, Rational value) => figure switch
    {
        Figure.Share => new Figure.Share(value),
        Figure.Time => new Figure.Time(value),
        null or Figure.Number or Figure.Count or Figure.Amount or Figure.At or Figure.Words => new Figure.Number(value),
    };

    /// <summary>Whether a figure is of the kind that a range is about.</summary>
    public static bool Fits(Unit unit, Figure figure) => unit switch
    {
        Unit.Percent => figure is Figure.Share,
        Unit.Number => figure is Figure.Number or Figure.Count,
        Unit.Time => figure is Figure.Time,
    };

    /// <param name="award">What is given.</param>
    /// <param name="remedy">By which credit.</param>
    /// <param name="result">For which verdict.</param>
    /// <param name="version">Its version.</param>
    /// <param name="clause">The row.</param>
    /// <param name="remark">Hears why there is no amount.</param>
    /// <param name="isForEach">Whether it is for something single that happened, and not for the window: then it is the same in a part of a window.</param>
    static (Rational Exact, Currency Currency, Derivation Why)? Worth(Award award, Remedy remedy, LevelResult result, VersionInFacts version, Clause clause, Action<Remark> remark, bool isForEach = false)
    {
        var window = isForEach ? result.Window.Whole ?? result.Window : result.Window;
        switch (award)
        {
            case Award.Nothing or Award.InKind: return null;
            case Award.Fixed stated:
                var of = window.ShareOfDays * stated.Value.Amount;
                return (of, stated.Value.Currency, new(() => new Reason("the award", new Figure.Amount(stated.Value.Amount, stated.Value.Currency), Follows.Given, [], clause) is var given && window.Whole is null ? given
                    : new("the award, for a part of the window", new Figure.Amount(of, stated.Value.Currency), Follows.Product, [given, SplitWindows.ShareOfDays(window)], clause)));
            case Award.Share share:
                if (OrRemark(version.ChargeOf(remedy.Base, result.Level, result.Scope, window, null, result), $"the credit '{remedy.Name}'", remedy.Clause, remark) is not { } charge) return null;
                var exact = share.Fraction * charge.Amount;
                return (exact, charge.Currency, new(() => new($"share of {remedy.Base.Words}", new Figure.Amount(exact, charge.Currency), Follows.Product,
                    [new("the award", new Figure.Share(share.Fraction), Follows.Given, [], clause), charge.Why], remedy.Clause)));
        }
        throw new ArgumentException("An award is a share, an amount or nothing.", nameof(award));
    }

    /// <summary>The amount of a charge; tells why there is none.</summary>
    public static Charge.Of? OrRemark(Charge charge, string whose, Clause clause, Action<Remark> remark)
    {
        switch (charge)
        {
            case Charge.Mixed mixed:
                remark(new("fee.mixed-currencies", $"The fees that {whose} is a share of are in {string.Join(" and ", mixed.Currencies)}: they are not added, and it is not computed.", clause));
                return null;
            case Charge.NotStated none:
                remark(new("fee.not-stated", $"{none.Sentence} So {whose} cannot be computed.", clause));
                return null;
            case Charge.NotYetKnown awaited:
                remark(new("charge.not-yet-known", $"{awaited.Sentence} So {whose} is not known yet, and the totals are without it.", clause));
                return null;
            default: return (Charge.Of)charge;
        }
    }

    static CreditRow Nothing(string words, string sentence, Clause clause, LevelResult result, VersionInFacts version) =>
        new(words, CreditState.Nothing, Rational.Zero, version.Currency, clause, new(() => Zero(sentence, clause, result, version.Currency))) { Rate = Rational.Zero };

    /// <summary>A row that matches and has no amount: its base is awaited, or cannot be had.</summary>
    static CreditRow Uncomputed(string words, string sentence, Remedy remedy, Clause clause, LevelResult result, VersionInFacts version)
    {
        var charge = version.ChargeOf(remedy.Base, result.Level, result.Scope, remedy.Schedule is Schedule.PerUnit each && IsOfEvents(each) ? result.Window.Whole ?? result.Window : result.Window, null, result);
        if (charge is Charge.NotYetKnown awaited)
            return new(words, CreditState.NotYetKnown, Rational.Zero, version.Currency, clause, new(() => new(awaited.Sentence.TrimEnd('.'), new Figure.Words("not yet known"), Follows.Rule, [], clause)));
        var because = charge switch
        {
            Charge.NotStated none => none.Sentence.TrimEnd('.'),
            Charge.Mixed mixed => $"the fees are in {string.Join(" and ", mixed.Currencies)}",
            Charge.Of or Charge.NotYetKnown => "the amounts are in several currencies",
        };
        return new(words, CreditState.NotComputed, Rational.Zero, version.Currency, clause, new(() => new($"{sentence}: {because}", new Figure.Words("not known"), Follows.Rule, result.Attained is { } figure ? [new("the measured figure", figure, Follows.Given, [], result.Clause)] : [], clause)))
        {
            NotComputed = because,
        };
    }

    static CreditRow Error(string? words, string sentence, Remedy remedy, Clause clause, LevelResult result, VersionInFacts version)
    {
        var currency = remedy.Base.Of is BaseOf.Stated stated ? stated.Value.Currency : version.Currency;
        return new(words, CreditState.ScheduleError, Rational.Zero, currency, clause, new(() => Zero(sentence, clause, result, currency)));
    }

    static Reason Zero(string sentence, Clause clause, LevelResult result, Currency currency) =>
        new(sentence, new Figure.Amount(Rational.Zero, currency), Follows.Rule, result.Attained is { } figure ? [new("the measured figure", figure, Follows.Given, [], result.Clause)] : [], clause);

    static string Subject(LevelResult result) => $"'{result.Level}' in {result.Window.Name}{(result.Scope == Labels.None ? "" : $" ({Display.Scope(result.Scope)})")}";
}
