namespace Surety.Tests.Oracle;

/// <summary>Chapter 2 of a drawn agreement.</summary>
static class MetricText
{
    public static void Of(Metric metric, Action<int, string> write)
    {
        write(1, metric.Name + ":");
        foreach (var (key, value) in Keys(metric))
            if (value is not null) write(2, $"{key}: {value}");
        if (metric.Where.Count > 0) write(2, "where:");
        foreach (var (label, values) in metric.Where) write(3, $"- {label} = {string.Join(" or ", values)}");
    }

    static IEnumerable<(string, string?)> Keys(Metric metric)
    {
        var measures = metric switch { Metric.Availability => "availability", Metric.Time => "time", Metric.Survey => "survey", Metric.Number => "value" };
        IEnumerable<(string, string?)> common =
        [
            ("measures", measures), ("of", metric.Part is { } part ? $"part {part} of {metric.Service}" : metric.Service), ("facts", metric.Feed is { } feed ? $"feed {feed}" : null),
            ("for each", List(metric.ForEach)), ("during", metric.During), ("leaves out", List(metric.LeavesOut)),
        ];
        IEnumerable<(string, string?)> own = metric switch
        {
            Metric.Availability a => Keys(a),
            Metric.Time t => Keys(t),
            Metric.Survey s =>
            [
                ("scale", $"{s.Low} to {s.High}"),
                ("counts", s.Counts != "share" ? s.Counts : "share of " + (s.ShareIn?.Text ?? string.Join(" and ", s.ShareOf))),
                ("needs", s.Needs is { } needs ? $"at least {needs} answers" : null),
            ],
            Metric.Number n =>
            [
                ("observed by", n.ObservedBy), ("takes", n.Percentile is { } p ? $"{p}th percentile" : n.Takes), ("unit", n.Unit == "%" ? "\"%\"" : n.Unit),
                ("needs", n.Needs is { } needs ? $"at least {needs} {n.ObservedBy}" : null),
            ],
        };
        return common.Concat(own);
    }

    static IEnumerable<(string, string?)> Keys(Metric.Availability a) =>
    [
        ("observed by", a.ObservedBy), ("every", a.Every > 0 ? $"{a.Every} min" : null), ("bad when", a.BadWhen is { } bad ? Text(bad) : null),
        ("weights", a.Weights.Count > 0 ? string.Join(", ", a.Weights.Select(w => $"{w.Word} {w.Percent} %")) : null),
        ("across", a.Across is { } across ? $"{across.Of}, bad when {Text(across)}" : null),
        ("counts as good", List(a.CountsAsGood)), ("shortest outage", a.ShortestOutage is { } shortest ? $"{shortest} min" : null), ("deducted from each outage", a.DeductedFromEach is { } deducted ? $"{deducted} min" : null),
        ("partial minutes", a.PartialMinutes), ("intervals", a.Intervals is { } i ? $"{i.Minutes} min{Rule(i)}" : null),
        ("minimum run", a.MinimumRun is { } run ? $"{run.Count} {(run.Unit == "min" ? "min" : "consecutive " + run.Unit)}" : null),
        ("minimum traffic", a.MinimumTraffic is { } traffic ? $"{traffic.Events} requests, otherwise {traffic.Otherwise}" : null),
        ("no data", a.NoData), ("coverage", a.Coverage?.Text),
    ];

    static IEnumerable<(string, string?)> Keys(Metric.Time t) =>
    [
        ("from", t.From), ("to", t.To), ("until", t.Until), ("clock", t.Clock), ("paused while", List(t.PausedWhile)), ("starts", t.StartsAtOnce ? "at once" : null),
        ("re-opened", t.ReOpened), ("priority changes", t.PriorityChanges), ("counts in", t.CountsIn), ("open at the end", t.OpenAtTheEnd),
    ];

    static string Rule(Intervals i) => i.Rule switch { null => "", "averaged" => ", averaged", "share" => $", bad if {i.Share!.Text} of it is bad", _ => $", bad if {i.Rule} of it is bad" };

    static string Text(Across across) => across.Rule switch
    {
        "all are bad" => "all are bad",
        "fewer than" => $"fewer than {across.Count} are good",
        "at least" => $"at least {across.Count} are bad",
        _ => $"{across.Share!.Text}{(across.Attribute is { } of ? $" of {of}" : "")} are bad",
    };

    static string Text(BadWhen bad) =>
        bad.States.Count > 0 ? "state is " + string.Join(" or ", bad.States)
        : bad.Impacts.Count > 0 ? "impact is " + string.Join(" or ", bad.Impacts)
        : bad.ErrorRate is { } rate ? "error rate " + rate.Text
        : $"value {(bad.NotInside ? "not " : "")}{bad.Value!.Text}";

    static string? List(IReadOnlyList<string> names) => names.Count == 0 ? null : names.Count == 1 ? names[0] : $"[{string.Join(", ", names)}]";
}
