using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Draws cases of tickets.</summary>
static class TicketDraws
{
    static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca"];
    static readonly string[] Priorities = ["P1", "P2", "P3"];

    public static Case Draw(ulong seed) => Draw(seed, null);

    /// <summary>With a zone, and a day on which its clocks change: tickets of the days around it.</summary>
    public static Case Draw(ulong seed, (string Zone, LocalDate Date)? change)
    {
        var draw = new Draw(seed);
        var (year, month) = change is { } day ? (day.Date.Year, day.Date.Month) : (draw.Whole(2010, 2027), draw.Whole(1, 12));
        var from = change?.Date.PlusDays(-draw.Whole(0, 6)) ?? new LocalDate(year, month, 1).PlusDays(-draw.Whole(0, 25));
        var contract = new Contract(change?.Zone ?? draw.Of(Zones), from, null) { Services = [new("help desk", new(draw.Whole(1000, 400000) / 100m, "month"))] };
        contract = contract with { Calendars = [CalendarDraws.One(draw, "hours 1", from), .. draw.In(40) ? [CalendarDraws.One(draw, "hours 2", from)] : Array.Empty<Hours>()] };
        contract = contract with { Metrics = [.. Enumerable.Range(1, draw.Whole(1, 2)).Select(i => Drawn(draw, contract, $"metric {i}"))] };
        contract = contract with { Levels = [.. contract.Metrics.Select((m, i) => Level(draw, (Metric.Time)m, i + 1))] };
        contract = contract with { Credits = [.. contract.Levels.Where(_ => draw.In(60)).Select(l => Credit(draw, contract, l))] };
        if (contract.Credits.Count > 0) contract = contract with { OnlyTheBest = draw.In(25), Caps = draw.In(30) ? [CreditDraws.Cap(draw, contract)] : [] };
        contract = contract with { Rights = RightDraws.Some(draw, contract) };
        var period = $"{year}-{month:00}";
        var zone = Oracle.Zones.Of(contract.Zone);
        var first = Oracle.Zones.StartOfDay(zone, from);
        var end = Oracle.Zones.StartOfDay(zone, new Case(seed, contract, [], period, default, 300).Days.Next);
        var asOf = end + Duration.FromDays(draw.Whole(1, 12));
        var days = change is null ? (int)(end - first).TotalDays : 6;
        var tickets = Enumerable.Range(1, draw.Whole(0, 8)).SelectMany(i => Ticket(draw, $"T-{i}", first + Duration.FromMinutes(draw.Whole(0, days * 288) * 5)));
        return new(seed, contract, [.. tickets.Where(t => t.At < asOf)], period, asOf, 300);
    }

    static Metric.Time Drawn(Draw draw, Contract contract, string name)
    {
        var (from, to) = draw.Of(("opened", "first reply by provider"), ("opened", "resolved"), ("opened", "resolved"), ("reply by customer", "next reply by provider"), ("ordered", "delivered"), ("status in work", "resolved"), ("opened", "every reply by provider"), ("opened", "every reply by provider"), ("ordered", "every delivered"), ("opened", "first reply by provider or resolved"), ("opened or ordered", "delivered or resolved"), ("reply by customer", "next reply by provider or resolved"), ("opened", "every reply by provider or delivered"));
        var metric = new Metric.Time(name, from, to)
        {
            Clock = draw.In(75) ? draw.Of(contract.Calendars).Name : null,
            Until = to.EndsWith("resolved", StringComparison.Ordinal) || !draw.In(30) ? null : draw.Of("resolved", "status parked"),
            PausedWhile = draw.In(60) ? draw.Of<string[]>(["waiting for customer"], ["waiting for customer", "parked"]) : [],
            StartsAtOnce = draw.In(20),
            ReOpened = draw.In(60) ? draw.Of("new clock", "goes on", "ignored") : null,
            PriorityChanges = draw.In(60) ? draw.Of("convert", "keep", "restart") : null,
        };
        return draw.Whole(1, 4) switch
        {
            1 => metric with { CountsIn = draw.Of("when certain", "when opened", "when finished") },
            2 => metric with { OpenAtTheEnd = draw.Of("next window", "missed", "left out") },
            _ => metric,
        };
    }

    static Level Level(Draw draw, Metric.Time metric, int number)
    {
        var kind = draw.Whole(1, 10);
        Row Row(string? priority) => new(priority is null ? null : priority.Length == 0 ? [] : [("priority", priority)], Target(draw, metric, kind));
        IReadOnlyList<Row> rows = draw.Whole(1, 4) switch { 1 => [Row("")], 2 => [Row("P1"), Row("P2"), Row("P3")], 3 => [Row("P1"), Row(null)], _ => [Row("P1"), Row("P2"), Row(null)] };
        return new($"level {number}", metric.Name, draw.Of(new Window("month", "month"), new("month", "month"), new("week", "week"), new("quarter", "quarter"), new("month from the 16th", "month", 16), new("day", "day")), rows)
        {
            MetWithoutEvents = draw.In(20),
            Rounded = kind <= 5 && draw.In(25) ? (draw.Whole(0, 3), draw.Of("half up", "half even", "cut", "up")) : null,
        };
    }

    static Target Target(Draw draw, Metric.Time metric, int kind)
    {
        var isPlain = metric.CountsIn is null or "when certain" && metric.OpenAtTheEnd is null or "next window";
        Range Share() => Range.One("at least", draw.Of(95m, 90m, 80m, 66.6m, 50m), "%");
        Range Time() => Range.One(draw.Of("at most", "below"), draw.Whole(1, 600) * 5, "min");
        if (kind <= 4 || !isPlain) return new Target("", draw.In(20) ? Range.One("at least", 100, "%") : Share()) is var t ? t with { Times = [(t.Range, Allowed(draw, metric))] } : t;
        if (kind == 5)
        {
            Target ladder = new("", Range.One("at least", draw.Whole(40, 80), "%"));
            return ladder with { Times = [(ladder.Range, new(draw.Whole(1, 12), "h")), (Range.One("at least", draw.Whole(81, 99), "%"), new(draw.Whole(13, 40), "h")), .. draw.In(50) ? [(null, new Allowed(draw.Whole(41, 90), "h"))] : Array.Empty<(Range?, Allowed)>()] };
        }
        return kind switch
        {
            6 => new(draw.Of("mean", "median"), Time()),
            7 => new(draw.Of("longest", "shortest", "total"), Time()),
            8 => new($"{draw.Of(95, 90, 50, 75)}th percentile", Time()),
            9 => new("", Range.One("at most", draw.Whole(0, 3), "")) { LaterThan = Allowed(draw, metric) },
            _ => new("number", Range.One("at most", draw.Whole(0, 8), "")),
        };
    }

    static Allowed Allowed(Draw draw, Metric.Time metric) => metric.Clock is null
        ? draw.Whole(1, 3) switch { 1 => new(draw.Whole(1, 24) * 5, "min"), 2 => new(draw.Whole(1, 60), "h"), _ => new(draw.Whole(1, 6), "days") }
        : draw.Whole(1, 6) switch
        {
            1 => new(draw.Whole(1, 24) * 5, "min"),
            2 => new(draw.Whole(1, 40), "business hours"),
            3 => new(draw.Whole(1, 24), "h"),
            4 => new(draw.Whole(1, 4), "business days"),
            5 => new(draw.Whole(1, 4), "end of business day"),
            _ => new(draw.Whole(1, 3), "business days of 8 h"),
        };

    static Credit Credit(Draw draw, Contract contract, Level level)
    {
        var target = level.Rows[0].Target;
        var isShare = target.Times.Count > 0;
        var credit = new Credit("credit of " + level.Name, level.Name) { Of = draw.In(50) ? new("all fees") : null };
        if (level.Rows.Count > 1 && draw.In(40)) credit = level.Rows[^1].Conditions is null && draw.In(40) ? credit with { OnlyOtherwise = true } : credit with { Conditions = level.Rows[0].Conditions! };
        if (target.Times.Count == 1 && draw.In(60)) return credit with { Formula = new("miss", "", 0, false, draw.In(50) ? new(draw.Whole(1, 10), null) : new(null, draw.Whole(1, 9000) / 100m), null) };
        if (isShare) return credit with { Bands = [(Range.One("below", 50, "%"), new(20, null)), (new("from to below", 50, 95, "%"), new(null, draw.Whole(1, 9000) / 100m))] };
        var unit = target.Range.Unit;
        return credit with { Bands = [(Range.One("above", unit == "min" ? 600 : 2, unit), new(draw.Whole(1, 40), null))] };
    }

    static IEnumerable<Told.Ticket> Ticket(Draw draw, string name, Instant opened)
    {
        var at = opened;
        Told.Ticket Event(string word, string? to = null, string? by = null, string? waitsFor = null) => new(name, word, at, to, by, waitsFor) { Labels = new SortedDictionary<string, string> { ["service"] = "help desk" } };
        void Later() => at += Duration.FromMinutes(5 * draw.Of(0, draw.Whole(0, 12), draw.Whole(1, 100), draw.Whole(1, 100), draw.Whole(50, 900)));
        var priority = draw.Of(Priorities);
        var first = Event("opened");
        yield return first with { Labels = new SortedDictionary<string, string> { ["service"] = "help desk", ["priority"] = priority } };
        var (isWaiting, isOver, told) = (false, false, new HashSet<(Instant, string)>());
        for (var i = draw.Whole(0, 9); i > 0; i--)
        {
            Later();
            var next = isOver ? Event("reopened") : draw.Whole(1, 10) switch
            {
                1 or 2 => isWaiting ? Event("resumed") : Event("waiting", waitsFor: "customer"),
                3 => Event("status", draw.Of("in work", "parked", "open")),
                4 => Event("priority", draw.Of([.. Priorities.Where(p => p != priority)])),
                5 or 6 => Event("replied", by: draw.Of("provider", "customer")),
                7 => Event(draw.Of("ordered", "delivered")),
                8 => Event(draw.Of("ordered", "delivered")),
                9 => Event("resolved"),
                _ => Event(draw.Of("resolved", "closed", "cancelled")),
            };
            // One state of a kind an instant: which of two holds, nobody would know.
            if (!told.Add((at, next.Event is "waiting" or "resumed" or "status" ? "status" : next.Event + next.By))) continue;
            if (next.Event is "reopened" && told.Any(t => t.Item1 == at && t.Item2 is "resolved" or "closed" or "cancelled")) continue;
            if (isOver && draw.In(40)) yield break;
            isWaiting = next.Event == "waiting" || (isWaiting && next.Event is "priority" or "replied" or "ordered" or "delivered");
            isOver = next.Event is "resolved" or "closed" or "cancelled";
            if (next.Event == "priority") priority = next.To!;
            yield return next;
        }
    }
}
