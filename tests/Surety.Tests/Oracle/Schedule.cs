using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>What a judged window is credited, before combination and caps of the chapter: figures.md, "Credits", steps 1 to 4.</summary>
sealed class Schedule(Contract contract)
{
    readonly Charges charges = new(contract);

    public ExpectedCredit? Of(Credit credit, ExpectedLevel judged)
    {
        if (judged.Verdict is "open" or "noData" || !judged.Counts) return null;
        var (state, exact) = credit.Formula is { } formula ? ByFormula(credit, formula, judged) : ByBands(credit, judged);
        if (state == "credited" && credit.PaidIf is { } paid && !(paid.Inclusive ? exact >= paid.Amount : exact > paid.Amount)) state = "tooSmall";
        return new(credit, judged, state, exact, state == "credited" ? exact.Rounded(2, credit.Rounding ?? "half up") : 0);
    }

    (string, Fraction) ByBands(Credit credit, ExpectedLevel judged)
    {
        var rows = judged.Attained is { } figure ? credit.Bands.Where(b => b.Range.Holds(figure)).Select(b => Worth(b.Award, credit, judged)).ToList() : [];
        if (rows.Count == 0) return (judged.Verdict == "missed" ? "scheduleError" : "nothing", 0);
        var best = rows.Max();
        return (best > 0 ? "credited" : "nothing", best);
    }

    (string, Fraction) ByFormula(Credit credit, Formula formula, ExpectedLevel judged)
    {
        if (formula.Per == "distance" && judged.Attained is null) return (judged.Verdict == "missed" ? "scheduleError" : "nothing", 0);
        var target = judged.Row.Target.Range;
        Fraction units = formula.Per switch
        {
            "miss" => judged.Misses,
            "distance" => (formula.Above ? judged.Attained!.Value - target.End : target.End - judged.Attained!.Value) / ((Fraction)formula.Step / 100),
            _ => judged.BadTime!.Value / ((Fraction)formula.Step * 60),
        };
        units = Fraction.Greatest(0, units);
        units = formula.Unit switch { "full" => Fraction.Of(units.Floor(), 1), "started" => Fraction.Of(units.Ceiling(), 1), _ => units };
        var worth = units * Worth(formula.Gives, credit, judged);
        if (formula.AtMost is { } most) worth = Fraction.Least(worth, Worth(most, credit, judged));
        return (worth > 0 ? "credited" : "nothing", worth);
    }

    Fraction Worth(Award award, Credit credit, ExpectedLevel judged) =>
        award.Percent is { } percent ? (Fraction)percent / 100 * BaseOf(credit.Of, judged) : award.Money ?? 0;

    /// <summary>The base of percentages; where silent: the fee of the affected service in the same window.</summary>
    public Fraction BaseOf(Base? of, ExpectedLevel judged)
    {
        of ??= new("the service");
        var (first, next) = Period(of.Period, judged);
        return of.What switch
        {
            "money" => of.Money,
            "all fees" => charges.All(first, next),
            "service" => charges.Service(of.Name!, first, next),
            "part" => charges.Part(of.Name!, of.Part!, first, next),
            "the member" => charges.Member(GroupOf(judged)!, judged.Labels["member"], first, next),
            _ => charges.Service(Affected(judged), first, next),
        };
    }

    Metric? MetricOf(Level level) => contract.Metrics.FirstOrDefault(m => m.Name == (level.Counts is { } counted ? contract.Levels.Single(l => l.Name == counted).Metric : level.Metric));

    Group? GroupOf(ExpectedLevel judged) => contract.Groups.FirstOrDefault(g => MetricOf(judged.Level)!.ForEach.Contains(g.Name));

    string Affected(ExpectedLevel judged) =>
        MetricOf(judged.Level)!.Service ?? GroupOf(judged)?.Of ?? (judged.Labels.TryGetValue("service", out var service) ? service : contract.Services.Single().Name);

    /// <summary>A month, quarter or year is that in which the window ends.</summary>
    static (LocalDate First, LocalDate Next) Period(string? period, ExpectedLevel judged)
    {
        if (period is null or "window") return (judged.First, judged.Next);
        var last = judged.Next.PlusDays(-1);
        var month = new LocalDate(last.Year, last.Month, 1);
        return period switch
        {
            "month" => (month, month.PlusMonths(1)),
            "previous month" => (month.PlusMonths(-1), month),
            "next month" => (month.PlusMonths(1), month.PlusMonths(2)),
            "quarter" => Calendar(new LocalDate(last.Year, ((last.Month - 1) / 3 * 3) + 1, 1), 3),
            _ => Calendar(new LocalDate(last.Year, 1, 1), 12),
        };

        static (LocalDate, LocalDate) Calendar(LocalDate first, int months) => (first, first.PlusMonths(months));
    }
}
