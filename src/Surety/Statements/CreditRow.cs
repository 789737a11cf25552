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

    /// <summary>Applies a schedule; <c>null</c>: the level is met and no row gives anything.</summary>
    /// <param name="remedy">Whose schedule it is.</param>
    /// <param name="result">A verdict: met or missed.</param>
    /// <param name="version">The version that judged it.</param>
    /// <param name="remark">Hears of rows that overlap, of misses without a row, and of fees that cannot be added.</param>
    public static CreditRow? Of(Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        var row = remedy.Schedule switch
        {
            Schedule.Bands bands => InBands(bands, remedy, result, version, remark),
            Schedule.PerUnit each => PerUnit(each, remedy, result, version, remark),
        };
        if (row is { State: CreditState.Credited } && remedy.PaidIf is { } other && other.Limit.Currency != row.Currency)
            remark(new("credit.other-currency", $"The credit '{remedy.Name}' is in {row.Currency}, and is paid only from an amount in {other.Limit.Currency} on: that leaves it alone.", remedy.Clause));
        if (row is { State: CreditState.Credited } && remedy.PaidIf is { } least && least.Limit.Currency == row.Currency
            && (row.Exact < least.Limit.Amount || (row.Exact == least.Limit.Amount && !least.Included)))
            return row with { State = CreditState.TooSmall };
        return row;
    }

    static CreditRow? InBands(Schedule.Bands bands, Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        var figure = result.Attained;
        var matching = figure?.Exact is { } value ? bands.Rows.Where(b => Fits(b.Range.Unit, figure) && b.Range.Holds(value)).ToList() : [];
        if (matching.Count == 0)
        {
            if (result.Verdict == Verdict.Met) return null;
            remark(new("schedule.no-row", $"{Subject(result)} is missed, and no row of the credit '{remedy.Name}' matches{(figure is null ? "" : " its figure")}: no credit until the parties decide.", remedy.Clause));
            return Error(null, "no row matches the miss", remedy, remedy.Clause, result, version);
        }
        var rows = matching.Select(b => OfBand(b, remedy, result, version, remark)).ToList();
        if (rows.Count == 1) return rows[0];
        // The first of equals; rows that cannot be computed lose to those that can.
        var best = rows.OrderByDescending(r => r.State != CreditState.ScheduleError).ThenByDescending(r => r.State == CreditState.NotYetKnown).ThenByDescending(r => r.Exact).First();
        remark(new("schedule.rows-overlap", $"{Subject(result)} lies in {rows.Count} rows of the credit '{remedy.Name}' ({string.Join("; ", matching.Select(b => b.Range.Words))}): the one that is better for the customer holds.", best.Clause));
        return best;
    }

    static CreditRow OfBand(Band band, Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        if (band.Award is Award.Nothing) return Nothing(band.Range.Words, $"{band.Range.Words}: none", band.Clause, result, version);
        if (Worth(band.Award, remedy, result, version, band.Clause, remark) is not { } worth) return Uncomputed(band.Range.Words, "the row matches, and its amount cannot be computed", remedy, band.Clause, result, version);
        return new(band.Range.Words, CreditState.Credited, worth.Exact, worth.Currency, band.Clause, worth.Why) { Rate = RateOf(band.Award) };
    }

    static CreditRow? PerUnit(Schedule.PerUnit each, Remedy remedy, LevelResult result, VersionInFacts version, Action<Remark> remark)
    {
        var isMissed = result.Verdict == Verdict.Missed;
        if (UnitsOf(each, remedy, result) is not { } units)
        {
            if (!isMissed) return null;
            remark(new("schedule.no-figure", $"{Subject(result)} is missed, and there is no figure that the credit '{remedy.Name}' could divide into units: no credit until the parties decide.", remedy.Clause));
            return Error(null, "there is no figure to divide into units", remedy, remedy.Clause, result, version);
        }
        var count = units.Count;
        if (count.Sign <= 0 || each.Award is Award.Nothing) return isMissed ? Nothing(each.Words, "no unit is reached", remedy.Clause, result, version) : null;
        var worth = Worth(each.Award, remedy, result, version, remedy.Clause, remark);
        var most = each.AtMost is null or Award.Nothing ? null : Worth(each.AtMost, remedy, result, version, remedy.Clause, remark);
        if (worth is null || (most is null && each.AtMost is not (null or Award.Nothing)) || (most is { } m && m.Currency != worth.Value.Currency))
            return Uncomputed(each.Words, "the formula matches, and its amount cannot be computed", remedy, remedy.Clause, result, version);
        var (currency, amount) = (worth.Value.Currency, count * worth.Value.Exact);
        var product = amount;
        var why = new Derivation(() => new("units times the award", new Figure.Amount(product, currency), Follows.Product, [units.Why.Reason, worth.Value.Why.Reason], remedy.Clause));
        if (most is not { } limit || amount <= limit.Exact) return new(each.Words, CreditState.Credited, amount, currency, remedy.Clause, why) { Rate = RateOf(each.Award) is { } rate ? count * rate : null };
        return new(each.Words, CreditState.Credited, limit.Exact, currency, remedy.Clause,
            new(() => new("at most", new Figure.Amount(limit.Exact, currency), Follows.Least, [why.Reason, limit.Why.Reason], remedy.Clause)))
        { Rate = RateOf(each.AtMost!) };
    }

    static Rational? RateOf(Award award) => award is Award.Share share ? share.Value.Fraction : null;

    static (Rational Count, Derivation Why)? UnitsOf(Schedule.PerUnit each, Remedy remedy, LevelResult result)
    {
        // What was charged for the missed tickets is theirs together: each miss has its own base.
        if (each.Of == UnitOf.Misses && remedy.Base.Of is BaseOf.Billed { For.Subject: BilledSubject.OfTickets } && each.Award is Award.Share)
            return (result.MissCount > 0 ? 1 : 0, new(() => new("each miss of what its own ticket was charged", new Figure.Count(1), Follows.Given, [], result.Clause)));
        if (each.Of == UnitOf.Misses) return (result.MissCount, new(() => new("misses", new Figure.Count(result.MissCount), Follows.Given, [], result.Clause)));
        if ((each.Of == UnitOf.Downtime ? Downtime(result) : Shortfall(result, each.Of)) is not { } amount) return null;
        var exact = amount.Exact / each.Unit;
        var units = new Derivation(() => new("units", new Figure.Number(exact), Follows.Quotient, [amount.Why.Reason, new("one unit", OneUnit(each, result), Follows.Given, [], remedy.Clause)], remedy.Clause));
        return each.Part switch
        {
            UnitPart.ProRata => (exact, units),
            UnitPart.Full => Whole("full units", Rational.Of(exact.Floor(), 1)),
            UnitPart.Started => Whole("units begun", Rational.Of(exact.Ceiling(), 1)),
        };

        (Rational, Derivation) Whole(string sentence, Rational count) => (count, new(() => new(sentence, new Figure.Number(count), Follows.Rule, [units.Reason], remedy.Clause)));
    }

    static Figure OneUnit(Schedule.PerUnit each, LevelResult result) => each.Of == UnitOf.Downtime ? new Figure.Time(each.Unit) : Alike(result.Attained, each.Unit);

    static (Rational Exact, Derivation Why)? Downtime(LevelResult result)
    {
        if (result.BadTime is not { } bad) return null;
        var ticks = (Rational)bad.ToInt64Nanoseconds() / NodaConstants.NanosecondsPerTick;
        return (ticks, new(() => new("bad time of the window", new Figure.Time(ticks), Follows.Given, [], result.Clause)));
    }

    /// <summary>How far the figure lies outside its range on the side that the formula counts; zero elsewhere.</summary>
    static (Rational Exact, Derivation Why)? Shortfall(LevelResult result, UnitOf side)
    {
        if (result is not { Attained: { } figure, Range: { } range } || figure.Exact is not { } value || !Fits(range.Unit, figure)) return null;
        if (side == UnitOf.Below && range.Low is { } low && value < low.Value) return (low.Value - value, new(() => Difference(low.Value, "below the target", limitFirst: true)));
        if (side == UnitOf.Above && range.High is { } high && value > high.Value) return (value - high.Value, new(() => Difference(high.Value, "above the target", limitFirst: false)));
        return (Rational.Zero, new(() => new(side == UnitOf.Below ? "not below the target" : "not above the target", Alike(figure, Rational.Zero), Follows.Given, [Measured()], result.Clause)));

        Reason Measured() => new("the measured figure", figure, Follows.Given, [], result.Clause);

        Reason Difference(Rational limit, string sentence, bool limitFirst)
        {
            var target = new Reason("the target", Alike(figure, limit), Follows.Given, [], result.Clause);
            return new(sentence, Alike(figure, limitFirst ? limit - value : value - limit), Follows.Difference, limitFirst ? [target, Measured()] : [Measured(), target], result.Clause);
        }
    }

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

    static (Rational Exact, Currency Currency, Derivation Why)? Worth(Award award, Remedy remedy, LevelResult result, VersionInFacts version, Clause clause, Action<Remark> remark)
    {
        switch (award)
        {
            case Award.Nothing: return null;
            case Award.Fixed stated: return (stated.Value.Amount, stated.Value.Currency, new(() => new("the award", new Figure.Amount(stated.Value.Amount, stated.Value.Currency), Follows.Given, [], clause)));
            case Award.Share share:
                if (OrRemark(version.ChargeOf(remedy.Base, result.Level, result.Scope, result.Window, null, result), $"the credit '{remedy.Name}'", remedy.Clause, remark) is not { } charge) return null;
                var exact = share.Value.Fraction * charge.Amount;
                return (exact, charge.Currency, new(() => new($"share of {remedy.Base.Words}", new Figure.Amount(exact, charge.Currency), Follows.Product,
                    [new("the award", new Figure.Share(share.Value.Fraction), Follows.Given, [], clause), charge.Why], remedy.Clause)));
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
    static CreditRow Uncomputed(string words, string sentence, Remedy remedy, Clause clause, LevelResult result, VersionInFacts version) =>
        version.ChargeOf(remedy.Base, result.Level, result.Scope, result.Window, null, result) is Charge.NotYetKnown awaited
            ? new(words, CreditState.NotYetKnown, Rational.Zero, version.Currency, clause, new(() => new(awaited.Sentence.TrimEnd('.'), new Figure.Words("not yet known"), Follows.Rule, [], clause)))
            : Error(words, sentence, remedy, clause, result, version);

    static CreditRow Error(string? words, string sentence, Remedy remedy, Clause clause, LevelResult result, VersionInFacts version)
    {
        var currency = remedy.Base.Of is BaseOf.Stated stated ? stated.Value.Currency : version.Currency;
        return new(words, CreditState.ScheduleError, Rational.Zero, currency, clause, new(() => Zero(sentence, clause, result, currency)));
    }

    static Reason Zero(string sentence, Clause clause, LevelResult result, Currency currency) =>
        new(sentence, new Figure.Amount(Rational.Zero, currency), Follows.Rule, result.Attained is { } figure ? [new("the measured figure", figure, Follows.Given, [], result.Clause)] : [], clause);

    static string Subject(LevelResult result) => $"'{result.Level}' in {result.Window.Name}{(result.Scope == Labels.None ? "" : $" ({Display.Scope(result.Scope)})")}";
}
