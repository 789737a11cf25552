using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Draws what was measured: facts that some metric of the agreement reads, and some that none does.</summary>
static class FactDraws
{
    public static IReadOnlyList<Told> Some(Draw draw, Contract contract, Instant from, Instant until, int grain)
    {
        var facts = new List<Told>();
        var told = new HashSet<string>();
        var before = from - Duration.FromSeconds((long)grain * draw.Whole(0, 200));
        foreach (var metric in contract.Metrics.OfType<Metric.Availability>())
        {
            var series = metric.ObservedBy == "outages" ? 1 : draw.Whole(1, 3);
            var members = contract.Groups.FirstOrDefault(g => metric.ForEach.Contains(g.Name))?.Members.Select(m => m.Name).ToList();
            foreach (var member in members ?? [null!])
                for (var i = 0; i < series; i++)
                {
                    var labels = Labels(draw, contract, metric, member);
                    if (told.Add(string.Join("|", labels.Select(l => l.ToString()).Prepend(metric.ObservedBy == "samples" && metric.BadWhen?.Value is null ? "changes" : metric.ObservedBy))))
                        facts.AddRange(Series(draw, metric, labels, before, until, grain));
                }
        }
        foreach (var exclusion in contract.Exclusions)
            for (var i = draw.Whole(0, 4); i > 0; i--) facts.Add(Excluded(draw, contract, exclusion, before, until, grain, facts.Count));
        return [.. facts.DistinctBy(f => (f.GetType(), f.Happens, string.Join("|", f.Labels)))];
    }

    static SortedDictionary<string, string> Labels(Draw draw, Contract contract, Metric metric, string? member)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (draw.In(90)) labels["service"] = draw.In(80) && metric.Service is { } of ? of : draw.Of(contract.Services).Name;
        if (draw.In(metric.Part is null ? 20 : 90)) labels["part"] = draw.In(80) && metric.Part is { } part ? part : draw.Of("checkout", "catalogue");
        if (draw.In(metric.Feed is null ? 5 : 90)) labels["feed"] = "platform";
        if (draw.In(metric.Where.Count + (metric.ForEach.Contains("probe") ? 1 : 0) == 0 ? 20 : 90)) labels["probe"] = draw.Of("http", "tcp", "http");
        if (draw.In(60)) labels["region"] = draw.Of("eu", "us", "eu", "apac");
        if (member is not null) labels["member"] = member;
        return labels;
    }

    static IEnumerable<Told> Series(Draw draw, Metric.Availability metric, SortedDictionary<string, string> labels, Instant from, Instant until, int grain)
    {
        var slots = (int)((until - from).TotalSeconds / grain);
        Instant At(int slot) => from + Duration.FromSeconds((long)slot * grain);
        if (metric.ObservedBy == "changes")
            return Enumerable.Range(0, draw.Whole(0, draw.Of(6, 30))).Select(i => new Told.State(At(i == 0 ? draw.Whole(0, Math.Min(slots, 100)) : draw.Whole(0, slots)), draw.Of("up", "up", "up", "down", "down", "degraded", "unknown")) { Labels = labels });
        if (metric.ObservedBy == "outages")
            return Enumerable.Range(0, draw.Whole(0, draw.Of(5, 25))).Select(i => (Start: draw.Whole(0, slots), Id: draw.Whole(1, 1_000_000_000))).Select(o => new Told.Outage(
                At(o.Start), draw.In(4) ? null : At(o.Start + draw.Whole(1, draw.Of(3, 30, 300))), draw.Of("critical", "major", "minor", null))
            { Labels = labels, Id = $"o-{o.Id}" });
        return Regular(draw, metric, labels, from, until, grain, slots);
    }

    /// <summary>Samples or counts at a pace, with gaps and bad stretches.</summary>
    static IEnumerable<Told> Regular(Draw draw, Metric.Availability metric, SortedDictionary<string, string> labels, Instant from, Instant until, int grain, int slots)
    {
        var every = metric.ObservedBy == "samples" ? metric.Every * 60 : draw.Of(5, 10, 60) * 60;
        var step = Math.Max(every / grain, 1);
        var stretched = Math.Max(step, slots / 100 / step * step); // at most some hundred facts
        if (stretched > step && metric.ObservedBy == "counts") step = stretched;
        var isBad = false;
        var start = draw.Whole(0, step);
        for (var slot = start; slot < slots && (slot - start) / step < 150; slot += step)
        {
            if (draw.In(6)) isBad = !isBad;
            if (draw.In(5)) continue;
            var at = from + Duration.FromSeconds(((long)slot * grain) + (draw.In(10) && metric.ObservedBy == "samples" ? grain : 0));
            if (metric.ObservedBy == "counts")
            {
                var total = draw.In(10) ? 0 : draw.Whole(1, 100);
                yield return new Told.Count(at, at + Duration.FromSeconds((long)step * grain), isBad ? draw.Whole(0, total) : draw.Whole(total - (total / 50), total), total) { Labels = labels };
            }
            else if (metric.BadWhen?.Value is not null) yield return new Told.Sample(at, isBad ? draw.Whole(1, 1200) : draw.Whole(200, 500)) { Labels = labels };
            else yield return new Told.State(at, isBad ? "down" : draw.In(95) ? "up" : "unknown") { Labels = labels };
        }
    }

    public static Told.Excluded Excluded(Draw draw, Contract contract, Exclusion exclusion, Instant from, Instant until, int grain, int number)
    {
        var slots = (int)((until - from).TotalSeconds / grain);
        var start = from + Duration.FromSeconds((long)grain * draw.Whole(0, slots));
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (draw.In(40)) labels["service"] = draw.Of(contract.Services).Name;
        if (draw.In(8)) labels["region"] = "eu";
        if (contract.Groups.Count > 0 && draw.In(30)) labels["member"] = draw.Of(contract.Groups[0].Members).Name;
        return new(exclusion.Name, start, start + Duration.FromSeconds((long)grain * draw.Whole(1, draw.Of(20, 200, 600))),
            draw.In(85) ? start - Duration.FromMinutes(draw.Whole(0, draw.Of(300, 3000, 9000))) : null,
            draw.Of<string[]>([], ["provider"], ["customer"], ["provider", "customer"]))
        { Labels = labels, Id = $"x-{number}" };
    }
}
