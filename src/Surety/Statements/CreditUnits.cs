using NodaTime;
using Surety.Escalation;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>How many units a formula counts: of shortfall, bad time, misses or points.</summary>
static class CreditUnits
{
    /// <summary>Counts units; <c>null</c>: there is no figure to divide.</summary>
    public static (Rational Count, Derivation Why)? Of(Schedule.PerUnit each, Remedy remedy, LevelResult result)
    {
        // What was charged for the missed tickets is theirs together: each miss has its own base.
        if (each.Of == UnitOf.Misses && remedy.Base.Of is BaseOf.Billed { For.Subject: BilledSubject.OfTickets } && each.Award is Award.Share)
            return (result.MissCount > 0 ? 1 : 0, new(() => new("each miss of what its own ticket was charged", new Figure.Count(1), Follows.Given, [], result.Clause)));
        if (each.Of == UnitOf.Outages) return OfOutages(each, remedy, result);
        (Rational Exact, Derivation Why)? amount = each.Of switch
        {
            UnitOf.Misses => (result.MissCount, new(() => new("misses", new Figure.Count(result.MissCount), Follows.Given, [], result.Clause))),
            UnitOf.Points => result.Attained is Figure.Number points ? (points.Value, result.Derivation) : null,
            UnitOf.Downtime => Downtime(result),
            UnitOf.Below or UnitOf.Above or UnitOf.Outages or UnitOf.Lateness => Shortfall(result, each.Of),
        };
        return amount is { } known ? Divided(each, remedy, result, known) : null;
    }

    /// <summary>Each outage by itself, then added.</summary>
    static (Rational, Derivation)? OfOutages(Schedule.PerUnit each, Remedy remedy, LevelResult result)
    {
        if (result.BadTime is null) return null;
        var counted = (result.Outages ?? result.Misses).All.OrderBy(m => m.From).Select(m => Divided(each, remedy, result, (Ticks(m.By), new(() => new(NameOf(each, m), new Figure.Time(Ticks(m.By)), Follows.Given, [], result.Clause))))).ToList();
        var all = counted.Aggregate(Rational.Zero, (sum, c) => sum + c.Count);
        return (all, new(() => new("units of all outages", new Figure.Number(all), Follows.Sum, counted.Count == 0 ? [new("no outage", new Figure.Number(Rational.Zero), Follows.Given)] : counted.Select(c => c.Why.Reason).ToValueList(), remedy.Clause)));
    }

    /// <summary>The units of one late cycle, or of one outage.</summary>
    public static (Rational Count, Derivation Why) OfOne(Schedule.PerUnit each, Remedy remedy, LevelResult result, Miss one) =>
        Divided(each, remedy, result, (Ticks(one.By), new(() => new(each.Of == UnitOf.Outages ? NameOf(each, one) : $"{one.What} was late", new Figure.Time(Ticks(one.By)), Follows.Given, [], result.Clause))));

    /// <summary>A ticket by its name, an outage by when it began.</summary>
    public static string NameOf(Schedule.PerUnit each, Miss one) => each.Of == UnitOf.Outages ? $"{one.What} from {one.From}" : one.What;

    static (Rational Count, Derivation Why) Divided(Schedule.PerUnit each, Remedy remedy, LevelResult result, (Rational Exact, Derivation Why) of)
    {
        var counted = Beyond(each, remedy, result, of);
        if (each is { Part: UnitPart.ProRata, Unit: var unit } && unit == Rational.One && each.Of is UnitOf.Misses or UnitOf.Points) return counted;
        var exact = counted.Exact / each.Unit;
        var units = new Derivation(() => new("units", new Figure.Number(exact), Follows.Quotient, [counted.Why.Reason, new("one unit", OneUnit(each, result), Follows.Given, [], remedy.Clause)], remedy.Clause));
        return each.Part switch
        {
            UnitPart.ProRata => (exact, units),
            UnitPart.Full => Whole("full units", Rational.Of(exact.Floor(), 1)),
            UnitPart.Started => Whole("units begun", Rational.Of(exact.Ceiling(), 1)),
        };

        (Rational, Derivation) Whole(string sentence, Rational count) => (count, new(() => new(sentence, new Figure.Number(count), Follows.Rule, [units.Reason], remedy.Clause)));
    }

    /// <summary>What lies beyond the part that is free.</summary>
    static (Rational Exact, Derivation Why) Beyond(Schedule.PerUnit each, Remedy remedy, LevelResult result, (Rational Exact, Derivation Why) of)
    {
        if (each.Beyond.Sign == 0) return of;
        var left = Rational.Max(of.Exact - each.Beyond, Rational.Zero);
        return (left, new(() =>
        {
            var free = new Reason("free", OneUnit(each with { Unit = each.Beyond }, result), Follows.Given, [], remedy.Clause);
            var over = new Reason("beyond what is free", OneUnit(each with { Unit = of.Exact - each.Beyond }, result), Follows.Difference, [of.Why.Reason, free], remedy.Clause);
            return left == of.Exact - each.Beyond ? over : new("nothing lies beyond what is free", OneUnit(each with { Unit = Rational.Zero }, result), Follows.Rule, [over], remedy.Clause);
        }));
    }

    internal static Rational Ticks(Duration duration) => (Rational)duration.ToInt64Nanoseconds() / NodaConstants.NanosecondsPerTick;

    static Figure OneUnit(Schedule.PerUnit each, LevelResult result) => each.Of switch
    {
        UnitOf.Downtime or UnitOf.Outages or UnitOf.Lateness => new Figure.Time(each.Unit),
        UnitOf.Misses or UnitOf.Points => new Figure.Number(each.Unit),
        UnitOf.Below or UnitOf.Above => CreditRow.Alike(result.Attained, each.Unit),
    };

    static (Rational Exact, Derivation Why)? Downtime(LevelResult result)
    {
        if (result.BadTime is not { } bad) return null;
        var ticks = Ticks(bad);
        return (ticks, new(() => new("bad time of the window", new Figure.Time(ticks), Follows.Given, [], result.Clause)));
    }

    /// <summary>How far the figure lies outside its range on the side that the formula counts; zero elsewhere.</summary>
    static (Rational Exact, Derivation Why)? Shortfall(LevelResult result, UnitOf side)
    {
        if (result is not { Attained: { } figure, Range: { } range } || figure.Exact is not { } value || !CreditRow.Fits(range.Unit, figure)) return null;
        if (side == UnitOf.Below && range.Low is { } low && value < low.Value) return (low.Value - value, new(() => Difference(low.Value, "below the target", limitFirst: true)));
        if (side == UnitOf.Above && range.High is { } high && value > high.Value) return (value - high.Value, new(() => Difference(high.Value, "above the target", limitFirst: false)));
        return (Rational.Zero, new(() => new(side == UnitOf.Below ? "not below the target" : "not above the target", CreditRow.Alike(figure, Rational.Zero), Follows.Given, [Measured()], result.Clause)));

        Reason Measured() => new("the measured figure", figure, Follows.Given, [], result.Clause);

        Reason Difference(Rational limit, string sentence, bool limitFirst)
        {
            var target = new Reason("the target", CreditRow.Alike(figure, limit), Follows.Given, [], result.Clause);
            return new(sentence, CreditRow.Alike(figure, limitFirst ? limit - value : value - limit), Follows.Difference, limitFirst ? [target, Measured()] : [Measured(), target], result.Clause);
        }
    }
}
