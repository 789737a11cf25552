namespace Surety.Tests.Oracle;

/// <summary>Draws levels of availability.</summary>
static class LevelDraws
{
    public static IEnumerable<Level> Some(Draw draw, Contract contract, Metric metric, int number, bool isShort)
    {
        var row = new Row([], Target(draw, (Metric.Availability)metric));
        var isShare = row.Target.Figure.Length == 0;
        IReadOnlyList<Row> rows = [row];
        if (metric.ForEach.Count == 0 && draw.In(20))
            rows = [new([("region", "eu")], Share(draw)), new([("region", "us")], Share(draw)), .. draw.In(50) ? new Row[] { new(null, Share(draw)) } : []];
        else if (contract.Groups.Any(g => metric.ForEach.Contains(g.Name)) && draw.In(40))
            rows = [new([("class", "core")], Share(draw)), new(null, Share(draw))];
        isShare |= rows.Count > 1;
        var level = new Level($"level {number + 1}", metric.Name, WindowDraws.One(draw, contract, isShort), rows)
        {
            WindowZone = draw.In(10) ? draw.Of("UTC", "America/New_York") : null,
            Minimum = isShare && draw.In(15) ? Range.One("at least", draw.Whole(5000, 9900) / 100m, "%") : null,
            Rounded = isShare && draw.In(25) ? (draw.Whole(0, 4), draw.Of("half up", "half even", "cut", "up")) : null,
        };
        yield return level;
        if (metric.ForEach.Count == 0 || !draw.In(40)) yield break;
        yield return new($"count {number + 1}", null, level.Per, [new([], new("met", draw.In(50) ? Range.One("at least", draw.Whole(30, 100), "%") : Range.One("at least", draw.Whole(1, 3), "")))])
        {
            Counts = level.Name,
            WindowZone = level.WindowZone,
        };
    }

    static Target Share(Draw draw) => new("", draw.In(85)
        ? Range.One(draw.Of("at least", "at least", "above"), draw.Of(99.9m, 99.5m, 99m, 97.5m, 90m, 50m), "%")
        : new("between", draw.Whole(10, 60), draw.Whole(61, 100), "%"));

    static Target Target(Draw draw, Metric.Availability metric)
    {
        if (metric.IsOfEvents || metric.Weights.Count > 0 || draw.In(75)) return Share(draw);
        return draw.Whole(1, 5) switch
        {
            1 => new("downtime", Range.One(draw.Of("at most", "below"), draw.Whole(1, 600), "min")),
            2 => new("longest outage", Range.One("at most", draw.Whole(1, 200), "min")),
            3 => new("number of outages", Range.One("at most", draw.Whole(0, 6), "")),
            4 => new("mean time to restore", Range.One("at most", draw.Whole(1, 200), "min")),
            _ => new("mean time between outages", Range.One("at least", draw.Whole(1, 200), "h")),
        };
    }
}
