using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Draws cases of surveys and values, for each value of a label and for each member.</summary>
static class SurveyDraws
{
    public static Case Draw(ulong seed)
    {
        var draw = new Draw(seed);
        var (year, month) = (draw.Whole(2010, 2027), draw.Whole(1, 12));
        var from = new LocalDate(year, month, 1).PlusDays(-draw.Whole(0, 40));
        var contract = new Contract(draw.Of("Europe/Berlin", "America/New_York", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe"), from, draw.In(20) ? from.PlusDays(draw.Whole(20, 60)) : null)
        {
            Services = [new("web shop", new(draw.Whole(1000, 400000) / 100m, draw.Of("month", "day")))],
        };
        contract = contract with { Calendars = draw.In(50) ? [CalendarDraws.One(draw, "hours 1", from)] : [] };
        contract = contract with { Exclusions = [.. ExclusionDraws.Some(draw, contract, 300)] };
        contract = contract with { Groups = draw.In(40) ? [Lines(draw, contract)] : [] };
        contract = contract with { Metrics = [.. Enumerable.Range(1, draw.Whole(1, 2)).Select(i => Drawn(draw, contract, $"metric {i}"))] };
        contract = contract with { Levels = [.. contract.Metrics.Select((m, i) => Level(draw, contract, m, i + 1))] };
        contract = contract with { Credits = [.. contract.Levels.Where(_ => draw.In(60)).Select(l => Credit(draw, l))] };
        var period = draw.In(30) ? $"{year}-Q{(month + 2) / 3}" : $"{year}-{month:00}";
        var zone = Zones.Of(contract.Zone);
        var first = Zones.StartOfDay(zone, from);
        var end = Zones.StartOfDay(zone, new Case(seed, contract, [], period, default, 300).Days.Next);
        var asOf = end + Duration.FromDays(draw.Whole(1, 3));
        var facts = contract.Metrics.SelectMany(m => Facts(draw, contract, m, first, end)).ToList();
        foreach (var exclusion in contract.Exclusions)
            for (var i = draw.Whole(0, 4); i > 0; i--) facts.Add(FactDraws.Excluded(draw, contract, exclusion, first, end, 300, facts.Count));
        return new(seed, contract, [.. facts.Where(f => f.Over < asOf).DistinctBy(f => (f is Told.Sample or Told.Value ? f.GetType() : null, f is Told.Sample or Told.Value ? null : f.Id, f.Happens, string.Join("|", f.Labels)))], period, asOf, 300);
    }

    static Group Lines(Draw draw, Contract contract) => new("lines", "web shop", [], [.. Enumerable.Range(1, 3).Select(i => new Member(
        $"line {i}", contract.From.PlusDays(draw.Whole(-5, 20)), draw.In(40) ? contract.From.PlusDays(draw.Whole(21, 50)) : null, new Dictionary<string, string>(), null))]);

    static Metric Drawn(Draw draw, Contract contract, string name)
    {
        Metric metric = draw.In(50)
            ? draw.Whole(1, 4) switch
            {
                1 => new Metric.Survey(name, 0, 10, "net promoter score"),
                2 => new Metric.Survey(name, 1, 5, "mean"),
                3 => new Metric.Survey(name, 1, 5, "share") { ShareOf = draw.Of<int[]>([5], [4, 5], [3, 4, 5]) },
                _ => new Metric.Survey(name, 0, 10, "share") { ShareIn = Range.One(draw.Of("at least", "above", "below"), draw.Whole(2, 9), "") },
            }
            : new Metric.Number(name, draw.Of("values", "samples"), draw.Of("last", "mean", "median", "sum", "least", "greatest")) { Percentile = draw.In(30) ? draw.Of(95, 90, 50, 99) : null, Unit = draw.In(50) ? draw.Of("%", "ms", "s", "min", "h") : null };
        var needs = draw.In(40) ? draw.Whole(1, 12) : (int?)null;
        metric = metric is Metric.Survey survey ? survey with { Needs = needs } : ((Metric.Number)metric) with { Needs = needs, During = contract.Calendars.Count > 0 && draw.In(40) ? "hours 1" : null, LeavesOut = draw.Some([.. contract.Exclusions.Select(e => e.Name)]) };
        return metric with { Service = draw.In(50) ? "web shop" : null, Where = draw.In(20) ? [("probe", draw.In(50) ? ["http"] : ["http", "tcp"])] : [], ForEach = [.. contract.Groups.Count > 0 && draw.In(60) ? ["lines"] : Array.Empty<string>(), .. draw.In(15) ? ["probe"] : Array.Empty<string>(), .. draw.In(15) ? ["region"] : Array.Empty<string>()] };
    }

    static Level Level(Draw draw, Contract contract, Metric metric, int number)
    {
        var range = Unit(metric) switch
        {
            "%" => Range.One(draw.Of("at least", "above"), draw.Whole(20, 90), "%"),
            "" => metric is Metric.Survey { Counts: "net promoter score" } ? Range.One("at least", draw.Whole(2, 30), "") : Range.One(draw.Of("at least", "at most"), draw.Whole(1, 5), ""),
            var unit => Range.One(draw.Of("at most", "below"), draw.Whole(50, 900), unit),
        };
        Row Row(string? region) => new(region is null ? null : region.Length == 0 ? [] : [("region", region)], new("", range));
        IReadOnlyList<Row> rows = metric.ForEach.Count == 0 && draw.In(30) ? [Row("eu"), Row(null)] : [Row("")];
        return new($"level {number}", metric.Name, WindowDraws.One(draw, contract, false), rows)
        {
            MetWithoutEvents = draw.In(20),
            Rounded = range.Unit == "%" && draw.In(30) ? (draw.Whole(0, 3), draw.Of("half up", "half even", "cut", "up")) : null,
        };
    }

    static string Unit(Metric metric) => metric switch { Metric.Survey { Counts: "share" } => "%", Metric.Number n => n.Unit ?? "", _ => "" };

    static Credit Credit(Draw draw, Level level)
    {
        var range = level.Rows[0].Target.Range;
        var isLeast = range.Form is "at least" or "above";
        var step = range.Unit == "%" ? 10 : 1;
        return new("credit of " + level.Name, level.Name)
        {
            Of = draw.In(30) ? new("all fees") : null,
            Bands = isLeast
                ? [(new("from to below", Math.Max(0, range.Low - step), range.Low, range.Unit), new(draw.Whole(1, 20), null)), .. range.Low > step ? [(Range.One("below", range.Low - step, range.Unit), new Award(null, draw.Whole(1, 9000) / 100m))] : Array.Empty<(Range, Award)>()]
                : [(new("above to", range.Low, range.Low + step, range.Unit), new(draw.Whole(1, 20), null)), (Range.One("above", range.Low + step, range.Unit), new(null, draw.Whole(1, 9000) / 100m))],
        };
    }

    static IEnumerable<Told> Facts(Draw draw, Contract contract, Metric metric, Instant from, Instant until)
    {
        var slots = (int)((until - from).TotalSeconds / 300);
        for (var i = draw.Whole(0, draw.Of(5, 40)); i > 0; i--)
        {
            var at = from + Duration.FromSeconds(300L * draw.Whole(-300, slots));
            var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
            if (draw.In(85)) labels["service"] = "web shop";
            if (draw.In(70)) labels["probe"] = draw.Of("http", "tcp", "icmp");
            if (draw.In(60)) labels["region"] = draw.Of("eu", "us");
            if (contract.Groups.Count > 0 && draw.In(90)) labels["member"] = draw.Of(contract.Groups[0].Members).Name;
            yield return metric switch
            {
                Metric.Survey => new Told.Answer(at, draw.In(95) ? draw.Whole(0, 10) : 4.5m) { Labels = labels, Id = $"a-{draw.Whole(1, 1_000_000_000)}" },
                Metric.Number { ObservedBy: "samples" } => new Told.Sample(at, draw.Whole(0, 10000) / draw.Of(1m, 10m)) { Labels = labels },
                _ => new Told.Value(at, draw.Whole(0, 1000) / draw.Of(1m, 10m, 100m)) { Labels = labels },
            };
        }
    }
}
