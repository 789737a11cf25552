namespace Surety.Tests.Oracle;

/// <summary>Draws schedules, combination and caps.</summary>
static class CreditDraws
{
    public static Contract With(Draw draw, Contract contract)
    {
        var credits = contract.Levels.Where(_ => draw.In(75)).Select(l => One(draw, contract, l)).ToList();
        if (credits.Count == 0) return contract;
        return contract with
        {
            Credits = credits,
            OnlyTheBest = draw.In(25),
            Caps = draw.In(40) ? [.. Enumerable.Range(0, draw.Whole(1, 2)).Select(_ => Cap(draw, contract))] : [],
        };
    }

    static Credit One(Draw draw, Contract contract, Level level)
    {
        var metric = contract.Metrics.Single(m => m.Name == (level.Metric ?? contract.Levels.Single(l => l.Name == level.Counts).Metric));
        var credit = new Credit("credit of " + level.Name, level.Name)
        {
            Of = Base(draw, contract, level, metric),
            PaidIf = draw.In(15) ? (draw.In(50), draw.Whole(1, 5000) / 100m) : null,
            Cap = draw.In(15) ? Cap(draw, contract) : null,
            Rounding = draw.In(30) ? draw.Of("half up", "half even", "cut") : null,
        };
        var labelled = level.Rows.FirstOrDefault(r => r.Conditions?.Any(c => c.Label == "region") == true);
        if (labelled is not null && draw.In(30)) credit = credit with { Conditions = labelled.Conditions! };
        var target = level.Rows[0].Target;
        var isShare = target.Figure.Length == 0 || target.Range.Unit == "%";
        if (target.Figure.Length == 0 && level.Rows.All(r => r.Target.Range.Form is "at least" or "above") && draw.In(35))
            return credit with { Formula = new("distance", Unit(draw), draw.Of(0.05m, 0.1m, 0.3m, 1m), false, Share(draw), draw.In(60) ? new(draw.Whole(10, 100), null) : null) };
        if (metric is Metric.Availability { IsOfEvents: false } && level.Counts is null && draw.In(30))
            return credit with { Formula = new("downtime", Unit(draw), draw.Of(1, 7, 30, 60), false, new(null, draw.Whole(1, 9000) / 100m), draw.In(60) ? new(null, draw.Whole(20, 900)) : null) };
        var unit = isShare ? "%" : target.Range.Unit;
        var limits = isShare ? new[] { 99.9m, 99.5m, 97m, 90m } : [2, 10, 60, 300];
        if (draw.In(15)) return credit with { Bands = [(Range.One("below", limits[0], unit), Award(draw)), (Range.One("below", limits[1], unit), Award(draw))] };
        if (draw.In(15)) return credit with { Bands = [(new("from to below", Math.Min(limits[1], limits[2]), Math.Max(limits[1], limits[2]), unit), Award(draw))] };
        return isShare
            ? credit with { Bands = [(new("from to below", limits[1], limits[0], unit), Award(draw)), (new("from to below", limits[2], limits[1], unit), Award(draw)), (Range.One("below", limits[2], unit), Award(draw))] }
            : credit with { Bands = [(new("above to", limits[0], limits[1], unit), Award(draw)), (Range.One("above", limits[1], unit), Award(draw))] };
    }

    static string Unit(Draw draw) => draw.Of("full", "started", "");

    static Award Share(Draw draw) => new(draw.Whole(1, 30) / 2m, null);

    static Award Award(Draw draw) => draw.Whole(1, 6) switch { 1 => new(null, null), 2 => new(null, draw.Whole(1, 90000) / 100m), _ => new(draw.Whole(1, 200) / 2m, null) };

    static Base? Base(Draw draw, Contract contract, Level level, Metric metric)
    {
        var isMember = level.Counts is null && contract.Groups.Any(g => metric.ForEach.Contains(g.Name));
        if (isMember && contract.Groups[0].Members.All(m => m.Fee is not null) && draw.In(50)) return new("the member");
        var service = draw.Of([.. contract.Services.Where(s => s.Fee is not null)]);
        var isKnown = metric.Service is not null || isMember || contract.Services.Count == 1;
        var of = draw.Whole(1, 6) switch
        {
            1 => new("all fees"),
            2 when service.Parts.Count > 0 => new("part", service.Name, "checkout"),
            3 => new("money", Money: draw.Whole(100, 100000) / 100m),
            4 when isKnown && contract.Services.All(s => s.Fee is not null) => null,
            _ => new Base("service", service.Name),
        };
        return of is null || of.What == "money" || !draw.In(25) ? of : of with { Period = draw.Of("month", "quarter", "year", "previous month", "next month", "window") };
    }

    public static Cap Cap(Draw draw, Contract contract)
    {
        var per = draw.Of("month", "quarter", "year", "window", null);
        if (draw.In(50)) return new(null, null, draw.Whole(100, 60000) / 100m, per);
        var period = draw.Of("month", "quarter", "year", null);
        return new(draw.Whole(1, 60), new("all fees", Period: period), 0, null);
    }
}
