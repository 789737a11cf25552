using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace Surety.Cli.Demo;

/// <summary>
/// Fourteen months of a small provider's life, September 2025 to October 2026: invented, lifelike, and the same on every machine. Outages,
/// maintenance and deeds are told one by one; tickets and answers follow from a fixed seed.
/// </summary>
static class DemoFacts
{
    static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    static readonly LocalDate First = new(2025, 9, 1);

    /// <summary>The day after the last one that the demo tells of.</summary>
    public static readonly LocalDate End = new(2026, 11, 1);

    /// <summary>The desk's first days of November, as far as the morning on which a served demo is looked at: some tickets are done, and some still run.</summary>
    public static string Morning() => Lines(
    [
        .. Call("T-2415", "P3", "desk", "lena", "02T09:05", "02T09:31", "02T11:20"),
        .. Call("T-2416", "P2", "network", "omar", "02T10:12", "02T10:40", "02T15:05"),
        .. Call("T-2417", "P3", "desk", "lena", "02T14:22", "02T15:02", "03T09:40"),
        .. Call("T-2418", "P1", "network", "omar", "03T08:31", "03T08:39", "03T10:55"),
        .. Call("T-2419", "P3", "desk", "lena", "03T09:48", "03T10:20", null),
        Event("T-2419", "waiting", November("03T10:25"), waitingFor: "customer"),
        .. Call("T-2420", "P3", "desk", "lena", "03T13:35", "03T14:10", null),
        // Nobody has answered these two: one is due at 10:20 of the morning, the other at 10:12.
        .. Call("T-2421", "P3", "desk", null, "03T16:20", null, null),
        .. Call("T-2422", "P2", "network", "omar", "04T09:12", null, null),
        .. Call("T-2423", "P1", "network", "omar", "04T08:20", "04T08:27", null),
        // Answered after an hour and a half.
        .. Call("T-2424", "P2", "desk", "lena", "04T08:05", "04T09:31", null),
    ]);

    static Instant November(string at) => InstantPattern.General.Parse($"2026-11-{at}:00Z").Value - Duration.FromHours(1);

    static IEnumerable<JsonObject> Call(string ticket, string priority, string team, string? owner, string opened, string? replied, string? resolved)
    {
        var first = Event(ticket, "opened", November(opened), priority: priority);
        first["labels"] = new JsonObject { ["team"] = team };
        yield return first;
        if (owner is not null)
        {
            var given = Event(ticket, "assigned", November(opened) + Duration.FromMinutes(2));
            given["to"] = owner;
            yield return given;
        }
        if (replied is not null) yield return Event(ticket, "replied", November(replied), by: "provider");
        if (resolved is not null) yield return Event(ticket, "resolved", November(resolved), by: "provider");
    }

    /// <summary>Files of facts: name and content.</summary>
    public static IEnumerable<(string Name, string Content)> Files() =>
    [
        ("web-shop.jsonl", Lines(WebShop())),
        ("maintenance.jsonl", Lines(Maintenance())),
        ("network.jsonl", Lines(Network())),
        (Customers, Lines(BranchOffices())),
        ("tickets.jsonl", Lines(Tickets(new Dice(20250901)))),
        ("survey.jsonl", Lines(Survey(new Dice(4711)))),
        ("done.jsonl", Lines(Done())),
    ];

    static string Lines(IEnumerable<JsonObject> facts) =>
        string.Concat(facts.Select(f => f.ToJsonString(Plain) + "\n"));

    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the probe saw: every change of state. Two hours are worth a look: the one that the clocks skip in March and the one they repeat in October.</summary>
    static IEnumerable<JsonObject> WebShop()
    {
        (string Down, string Up)[] outages =
        [
            ("2025-09-17T09:12:00+02:00", "2025-09-17T09:31:00+02:00"),
            ("2025-10-26T02:40:00+02:00", "2025-10-26T02:10:00+01:00"),
            ("2025-11-27T20:03:00+01:00", "2025-11-27T20:38:00+01:00"),
            ("2026-01-14T08:20:00+01:00", "2026-01-14T09:52:00+01:00"),
            ("2026-02-09T16:45:00+01:00", "2026-02-09T16:51:00+01:00"),
            ("2026-03-29T01:50:00+01:00", "2026-03-29T03:20:00+02:00"),
            ("2026-04-21T11:02:00+02:00", "2026-04-21T11:13:00+02:00"),
            ("2026-05-30T02:00:00+02:00", "2026-05-30T03:35:00+02:00"),
            ("2026-06-11T19:30:00+02:00", "2026-06-11T19:44:00+02:00"),
            ("2026-08-05T07:58:00+02:00", "2026-08-05T08:10:00+02:00"),
            ("2026-09-24T14:10:00+02:00", "2026-09-24T14:55:00+02:00"),
            ("2026-10-13T10:42:00+02:00", "2026-10-13T11:09:00+02:00"),
            ("2026-10-18T02:10:00+02:00", "2026-10-18T03:25:00+02:00"),
            ("2026-10-25T02:51:00+02:00", "2026-10-25T02:00:00+01:00"),
            ("2026-10-28T22:05:00+01:00", "2026-10-28T22:20:00+01:00"),
        ];
        var changes = outages.SelectMany(o => new[] { (At: o.Down, State: "down"), (At: o.Up, State: "up") })
            .Append((At: "2025-09-01T00:00:00+02:00", State: "up"))
            .Append((At: "2026-10-06T03:00:00+02:00", State: "unknown"))
            .Append((At: "2026-10-06T03:40:00+02:00", State: "up"))
            .OrderBy(c => OffsetDateTimePattern.Rfc3339.Parse(c.At).Value.ToInstant());
        foreach (var (at, state) in changes)
            yield return new JsonObject { ["type"] = "state", ["at"] = at, ["service"] = "web shop", ["state"] = state, ["source"] = "probe" };
    }

    /// <summary>Announcements of maintenance; the last one came too late to count.</summary>
    static IEnumerable<JsonObject> Maintenance()
    {
        yield return Planned("m-2026-05", "2026-05-30T02:00:00+02:00", "2026-05-30T04:00:00+02:00", "2026-05-26T10:15:00+02:00");
        yield return Planned("m-2026-10a", "2026-10-18T02:00:00+02:00", "2026-10-18T04:00:00+02:00", "2026-10-14T09:30:00+02:00");
        yield return Planned("m-2026-10b", "2026-10-28T22:00:00+01:00", "2026-10-28T22:30:00+01:00", "2026-10-28T20:50:00+01:00");

        static JsonObject Planned(string id, string from, string until, string announced) =>
            new JsonObject { ["type"] = "exclusion", ["id"] = id, ["exclusion"] = "planned maintenance", ["service"] = "web shop", ["from"] = from, ["until"] = until, ["announced"] = announced, ["source"] = "change calendar" };
    }

    static IEnumerable<JsonObject> Network()
    {
        yield return Broken("n-1", "koeln-1", "2025-12-03T13:00:00+01:00", "2025-12-03T14:25:00+01:00", "power cut");
        yield return Broken("n-2", "bonn-1", "2026-02-18T04:10:00+01:00", "2026-02-18T04:32:00+01:00", "firmware");
        yield return Broken("n-3", "koeln-1", "2026-07-08T09:00:00+02:00", "2026-07-08T13:10:00+02:00", "cable cut");
        yield return Broken("n-4", "trier-1", "2026-10-20T12:00:00+02:00", "2026-10-20T17:00:00+02:00", "cable cut");

        static JsonObject Broken(string id, string member, string from, string until, string cause) =>
            new JsonObject { ["type"] = "outage", ["id"] = id, ["service"] = "network", ["member"] = member, ["from"] = from, ["until"] = until, ["cause"] = cause, ["source"] = "network monitoring" };
    }

    /// <summary>The file that the customer sends; all others are the provider's.</summary>
    public const string Customers = "acme-monitoring.jsonl";

    /// <summary>What the customer's own monitoring in the branch offices saw of the longest two: a little later than the provider's, as it asks every five minutes.</summary>
    static IEnumerable<JsonObject> BranchOffices()
    {
        yield return Seen("a-1", "koeln-1", "2026-07-08T09:05:00+02:00", "2026-07-08T13:10:00+02:00");
        yield return Seen("a-2", "trier-1", "2026-10-20T12:05:00+02:00", "2026-10-20T16:55:00+02:00");

        static JsonObject Seen(string id, string member, string from, string until) =>
            new JsonObject { ["type"] = "outage", ["id"] = id, ["service"] = "network", ["member"] = member, ["from"] = from, ["until"] = until, ["source"] = "acme monitoring" };
    }

    /// <summary>Three to six tickets a working day, a few on Saturdays; slower in January, when half the desk was ill, and in the last two months.</summary>
    static IEnumerable<JsonObject> Tickets(Dice dice)
    {
        var number = 1000;
        for (var day = First; day < End; day = day.PlusDays(1))
        {
            var weekend = day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday;
            var tickets = weekend ? (dice.Of(6) == 0 ? 1 : 0) : 3 + dice.Of(4);
            for (var i = 0; i < tickets; i++)
                foreach (var fact in Ticket($"T-{++number}", day, weekend, dice)) yield return fact;
        }
    }

    static IEnumerable<JsonObject> Ticket(string ticket, LocalDate day, bool weekend, Dice dice)
    {
        var priority = dice.Of(100) switch { < 5 => "P1", < 30 => "P2", _ => "P3" };
        var slow = (day.Year, day.Month) is (2026, 1) or (2026, 9) or (2026, 10);
        var late = dice.Of(100) < (slow ? 9 : 2);
        var answer = priority switch
        {
            "P1" => late ? 22 + dice.Of(50) : 3 + dice.Of(10),
            "P2" => late ? 65 + dice.Of(90) : 8 + dice.Of(45),
            _ => late ? 250 + dice.Of(200) : 15 + dice.Of(150),
        };
        var work = priority switch { "P1" => 40 + dice.Of(150), "P2" => 90 + dice.Of(400), _ => 120 + dice.Of(1200) };
        var opened = At(day, weekend ? 600 + dice.Of(300) : 485 + dice.Of(530));
        // What comes in on a weekend is looked at when the desk opens on Monday.
        var replied = (weekend ? At(day.Next(IsoDayOfWeek.Monday), 480) : opened) + Duration.FromMinutes(answer);
        var resolved = replied + Duration.FromMinutes(work);
        yield return Event(ticket, "opened", opened, priority: priority);
        yield return Event(ticket, "replied", replied, by: "provider");
        if (dice.Of(5) == 0)
        {
            var asked = replied + Duration.FromMinutes(5);
            var told = asked + Duration.FromMinutes(60 + dice.Of(1500));
            yield return Event(ticket, "waiting", asked, waitingFor: "customer");
            yield return Event(ticket, "resumed", told);
            resolved = told + Duration.FromMinutes(work);
        }
        yield return Event(ticket, "resolved", resolved, by: "provider");
        if (dice.Of(60) == 0)
        {
            var again = resolved + Duration.FromHours(20);
            yield return Event(ticket, "reopened", again, by: "customer");
            yield return Event(ticket, "replied", again + Duration.FromMinutes(9), by: "provider");
            yield return Event(ticket, "resolved", again + Duration.FromMinutes(30 + dice.Of(200)), by: "provider");
        }
    }

    static JsonObject Event(string ticket, string what, Instant at, string? priority = null, string? by = null, string? waitingFor = null)
    {
        var fact = new JsonObject { ["type"] = "ticket", ["ticket"] = ticket, ["event"] = what, ["at"] = Stamp(at), ["service"] = "service desk" };
        if (priority is not null) fact["priority"] = priority;
        if (by is not null) fact["by"] = by;
        if (waitingFor is not null) fact["for"] = waitingFor;
        fact["source"] = "service desk";
        return fact;
    }

    /// <summary>About thirty answers in the last weeks of each quarter; people were less pleased in the third quarter of 2026.</summary>
    static IEnumerable<JsonObject> Survey(Dice dice)
    {
        var number = 0;
        for (var quarter = new LocalDate(2025, 10, 1); quarter <= new LocalDate(2026, 10, 1); quarter = quarter.PlusMonths(3))
        {
            var unhappy = quarter == new LocalDate(2026, 10, 1) ? 24 : 9;
            for (var i = 0; i < 26 + dice.Of(10); i++)
            {
                var score = dice.Of(100) < unhappy ? 1 + dice.Of(3) : 4 + dice.Of(2);
                yield return new JsonObject { ["type"] = "answer", ["id"] = $"A-{++number}", ["at"] = Stamp(At(quarter.PlusDays(-1 - dice.Of(14)), 540 + dice.Of(480))), ["service"] = "service desk", ["score"] = score, ["source"] = "survey" };
            }
        }
    }

    /// <summary>Reports that were sent, reviews that were held, and reasons that were given; the report on August was two days late.</summary>
    static IEnumerable<JsonObject> Done()
    {
        var number = 0;
        for (var month = First; month < new LocalDate(2026, 10, 1); month = month.PlusMonths(1))
        {
            var sent = month.PlusMonths(1).PlusDays(month == new LocalDate(2026, 8, 1) ? 8 : 3);
            yield return Duty("service report", At(sent, 660), $"{month:uuuu-MM}");
        }
        foreach (var (quarter, held) in new[] { ("2025-Q4", new LocalDate(2026, 1, 15)), ("2026-Q1", new LocalDate(2026, 4, 16)), ("2026-Q2", new LocalDate(2026, 7, 14)), ("2026-Q3", new LocalDate(2026, 10, 15)) })
            yield return Duty("business review", At(held, 840), quarter);
        yield return Duty("annual review", At(new LocalDate(2026, 6, 24), 600), "2025-09-01 to 2026-08-31");

        // Said by hand, after each month in which something was missed that a customer asks about.
        yield return Why("shop availability", new(2026, 2, 3), "2026-01", "On 14 January a disk of the database was full; since then somebody is warned at 80 %.");
        yield return Why("shop availability", new(2026, 10, 2), "2026-09", "On 24 September the certificate of the shop had run out. It is now renewed by itself.");
        yield return Why("shop availability", new(2026, 11, 3), "2026-10", "On 13 October a change of the payment gateway; on 25 October a failover of the database; on 28 October a maintenance that was announced too late.");
        yield return Why("response", new(2026, 11, 3), "2026-10", "Two of the five at the desk were ill in the first half of the month.");

        JsonObject Why(string of, LocalDate day, string period, string text) =>
            new JsonObject { ["type"] = "reason", ["id"] = $"R-{period}-{of.Split(' ')[0]}", ["at"] = Stamp(At(day, 900)), ["of"] = of, ["by"] = "provider", ["text"] = text, ["labels"] = new JsonObject { ["period"] = period }, ["source"] = "calendar" };

        JsonObject Duty(string of, Instant at, string period) =>
            new JsonObject { ["type"] = "done", ["id"] = $"D-{++number}", ["at"] = Stamp(at), ["of"] = of, ["by"] = "provider", ["labels"] = new JsonObject { ["period"] = period }, ["source"] = "calendar" };
    }

    static Instant At(LocalDate day, int minute) => day.At(new LocalTime(minute / 60, minute % 60)).InZoneLeniently(Berlin).ToInstant();

    static string Stamp(Instant at) => InstantPattern.General.Format(at);

    /// <summary>A small generator of our own, so that the demo is the same under every runtime.</summary>
    sealed class Dice(ulong state)
    {
        /// <summary>A number from 0 to <paramref name="sides"/> - 1.</summary>
        public int Of(int sides)
        {
            unchecked
            {
                state = (state * 6364136223846793005UL) + 1442695040888963407UL;
                return (int)((state >> 33) % (ulong)sides);
            }
        }
    }
}
