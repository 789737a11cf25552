using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Finds what rows come to beside each other and under their caps: those that a cap makes equal, and those that cost more the better the figure is.</summary>
internal static class CapLint
{
    public static void Check(EscalationTerms terms, IReadOnlyList<Metric> metrics, Declared declared, Problems problems)
    {
        foreach (var credit in terms.Credits)
        {
            if (credit.Pool is not null) ScheduleLint.CheckPoints(credit, terms.Credits, credit.Clause.At, problems);
            if (terms.Levels.FirstOrDefault(l => l.Name == credit.Of.Level) is { } level)
                ScheduleLint.CheckRises(credit, level, metrics, declared, award => award is Award.Nothing ? 0 : WorthOf(award, credit, terms)?.Amount, problems);
            if (credit.Schedule is Schedule.PerUnit { AtMost: { } most } unit && unit.Part != UnitPart.ProRata && IsReached(unit.Award, most))
                problems.Warning(credit.Clause.At, "cap.flat", $"One unit of {Quoted.Of(credit.Name)} comes to the most that it may, so every further one gives nothing.", "Raise what stands behind 'at most', or write one row 'bands' with the whole amount.");
            var rows = credit.Schedule switch { Schedule.Bands bands => bands.Rows, Schedule.EachInBands each => each.Rows, Schedule.PerUnit => [] };
            if (rows.Count == 0) continue;
            foreach (var cap in terms.Caps.Where(c => c.For is CapFor.All || c.For is CapFor.Named named && named.Credits.Contains(credit.Name) || c.For is CapFor.OfService of && credit.Base.Of is BaseOf.FeeOf fee && fee.Service == of.Service).Prepend(credit.Cap).OfType<CreditCap>())
                Check(credit, rows, cap, terms, problems);
        }
    }

    static void Check(Remedy credit, ValueList<Band> rows, CreditCap cap, EscalationTerms terms, Problems problems)
    {
        var paid = rows.Where(r => r.Award is not Award.Nothing).ToList();
        var reached = paid.FindAll(r => Exceeds(credit, r.Award, cap, terms));
        if (reached.Select(r => r.Award).Distinct().Count() < 2) return;
        var all = reached.Count == paid.Count ? "Every row" : $"More than one row ({string.Join(" and ", reached.Select(r => Quoted.Of(r.Range.Words)))})";
        problems.Warning(cap.Clause.At, "cap.flat", $"{all} of {Quoted.Of(credit.Name)} comes to this cap, so they give the same whatever they say.", "Raise the cap above the smaller of them, or leave the rows out that it makes equal.");
    }

    static bool IsReached(Award award, Award most) => (award, most) switch
    {
        (Award.Share a, Award.Share b) => a.Fraction >= b.Fraction,
        (Award.Fixed a, Award.Fixed b) => a.Value.Currency == b.Value.Currency && a.Value.Amount >= b.Value.Amount,
        _ => false,
    };

    /// <summary>Whether an award alone comes to a cap; what only facts can tell does not.</summary>
    static bool Exceeds(Remedy credit, Award award, CreditCap cap, EscalationTerms terms)
    {
        if (award is Award.Share share && cap is { Share: { } limit, Of: { } of } && IsSame(credit.Base, of, terms.WindowOf(credit))) return share.Fraction >= limit;
        var most = cap.Amount is { } stated ? (stated.Amount, stated.Currency) : cap is { Share: { } part, Of: { } capBase } ? Part(terms.AmountOf(capBase, credit), part) : null;
        return most is { } m && WorthOf(award, credit, terms) is { } g && m.Currency == g.Currency && g.Amount >= m.Amount;
    }

    static (Rational Amount, Currency Currency)? WorthOf(Award award, Remedy credit, EscalationTerms terms) => award switch
    {
        Award.Fixed amount => (amount.Value.Amount, amount.Value.Currency),
        Award.Share share => Part(terms.AmountOf(credit.Base, credit), share.Fraction),
        Award.InKind => null,
        Award.Nothing => null,
    };

    static (Rational Amount, Currency Currency)? Part(Money? whole, Rational share) => whole is { } amount ? (amount.Amount * share, amount.Currency) : null;

    static bool IsSame(CreditBase one, CreditBase other, WindowRule? window) =>
        one.Of == other.Of && one.As == other.As && one.DividedBy == other.DividedBy && one.IsMonthlyAverage == other.IsMonthlyAverage && one.IsOfOneDay == other.IsOfOneDay && one.Share == other.Share && PeriodOf(one, window) == PeriodOf(other, window);

    static BasePeriod PeriodOf(CreditBase of, WindowRule? window) => of.Period is BasePeriod.OfWindow && window is not null ? new BasePeriod.Calendar(window, 0, 1) : of.Period;
}

/// <summary>What the caps of a chapter are compared with.</summary>
/// <param name="Credits">In the order written.</param>
/// <param name="Caps">Of the chapter.</param>
/// <param name="Levels">Whose windows bases are of.</param>
/// <param name="Services">Whose fees they are.</param>
internal sealed record EscalationTerms(IReadOnlyList<Remedy> Credits, ValueList<CreditCap> Caps, IReadOnlyList<ServiceLevel> Levels, ValueList<Service> Services)
{
    public WindowRule? WindowOf(Remedy credit) => Levels.FirstOrDefault(l => l.Name == credit.Of.Level)?.Per;

    /// <summary>What a base comes to in each window, where fees alone say so; <c>null</c>: members, days or invoices do.</summary>
    public Money? AmountOf(CreditBase of, Remedy credit)
    {
        if (of is { DividedBy: not 1 } or { IsMonthlyAverage: true } or { IsOfOneDay: true } || of.Share != Rational.One) return null;
        var months = of.Period switch
        {
            BasePeriod.OfWindow => WindowOf(credit) is WindowRule.Months window ? window.Count : 0,
            BasePeriod.Calendar { Per: WindowRule.Months per, Count: var count } => per.Count * count,
            _ => 0,
        };
        return of.Of switch
        {
            BaseOf.Stated stated => stated.Value,
            BaseOf.FeeOf { Part: null } fee => Of(Services.Where(s => s.Name == fee.Service), months),
            BaseOf.AllFees => Of(Services, months),
            _ => null,
        };
    }

    static Money? Of(IEnumerable<Service> services, int months)
    {
        var fees = services.SelectMany(s => s.Parts.Select(p => p.Fee).Prepend(s.Fee)).OfType<Fee>().ToList();
        if (months == 0 || fees.Count == 0 || fees.Exists(f => f.ForEachOf is not null || f.Per == FeePeriod.Day) || fees.Select(f => f.Amount.Currency).Distinct().Count() > 1) return null;
        return new Money(fees.Sum(f => f.Amount.Amount * months / (f.Per switch { FeePeriod.Month => 1, FeePeriod.Quarter => 3, _ => 12 })), fees[0].Amount.Currency);
    }
}
