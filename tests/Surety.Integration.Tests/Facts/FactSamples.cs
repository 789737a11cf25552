using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Surety.Integration.Tests.Facts;

/// <summary>Facts of every type about the agreement that uses every key, March and April 2026. Instants and names are few, so that facts meet, repeat, contradict and correct each other.</summary>
static class FactSamples
{
    /// <summary>Many facts, each as its keys and texts; nested keys are joined with a point.</summary>
    public static Gen<ValueList<Label>[]> Many { get; } = Gen.ListOf(Gen.OneOf(Each()), 60).Select(facts => facts.ToArray());

    static readonly Instant First = Instant.FromUtc(2026, 3, 1, 0, 0);

    static Gen<string> At => from hours in Gen.Choose(0, 1_000) from offset in Gen.Elements("Z", "+02:00") select Written(First + Duration.FromHours(hours), offset);

    static string Written(Instant instant, string offset) =>
        instant.WithOffset(offset == "Z" ? Offset.Zero : Offset.FromHours(2)).ToString("uuuu-MM-dd'T'HH:mm:ss", null) + offset;

    static Gen<(string From, string Until)> Spans =>
        from hours in Gen.Choose(0, 1_000) from minutes in Gen.Choose(1, 900) select (Written(First + Duration.FromHours(hours), "Z"), Written(First + Duration.FromHours(hours) + Duration.FromMinutes(minutes), "+02:00"));

    static Gen<string> Number => Gen.OneOf(Gen.Choose(-3, 12).Select(n => n.ToString()), Gen.Elements("27.5", "1e-2", "2.50E1", "0.4", "499.999999", "1.0"));

    /// <summary>What any fact may have beside its content. A source is always named: where it is not, the file is the source, and moving a line would change what it says.</summary>
    static Gen<Label[]> Common(Gen<string> service) =>
        from source in Gen.Elements("monitor", "desk")
        from id in Sometimes(3, Gen.Choose(0, 40).Select(i => $"i{i}"))
        from supersedes in Sometimes(9, Gen.Choose(0, 40).Select(i => $"i{i}"))
        from known in Sometimes(6, At)
        from about in Sometimes(1, service)
        from region in Sometimes(2, Gen.Elements("eu", "us"))
        from probe in Sometimes(2, Gen.Elements("http", "tcp"))
        select Present(("source", source), ("id", id), ("supersedes", supersedes), ("known", known), ("service", about), ("region", region), ("labels.probe", probe));

    static Gen<string?> Sometimes(int absent, Gen<string> gen) => Gen.Frequency((absent, Gen.Constant<string?>(null)), (2, gen.Select(t => (string?)t)));

    static Label[] Present(params (string Name, string? Text)[] labels) => [.. labels.Where(l => l.Text is not null).Select(l => new Label(l.Name, l.Text!))];

    static ValueList<Label> Fact(string type, Label[] common, params (string Name, string? Text)[] own) =>
        [new("type", type), .. Present(own), .. common.Where(c => own.All(o => o.Text is null || o.Name != c.Name))];

    static IEnumerable<Gen<ValueList<Label>>> Each()
    {
        var shop = Gen.Constant("web shop");
        yield return from c in Common(Gen.Elements("web shop", "network"))
                     from at in At
                     from state in Gen.Elements("up", "up", "down", "degraded", "unknown")
                     from member in Sometimes(1, Gen.Elements("r1", "r2", "r3"))
                     from feed in Sometimes(1, Gen.Constant("platform-eu"))
                     select Fact("state", c, ("at", at), ("state", state), ("member", member), ("feed", feed));
        yield return from c in Common(shop) from at in At from value in Number from part in Sometimes(1, Gen.Constant("checkout")) select Fact("sample", c, ("at", at), ("value", value), ("part", part));
        yield return from c in Common(shop) from span in Spans from total in Gen.Choose(0, 50) from bad in Gen.Choose(0, 5) select Fact("count", c, ("from", span.From), ("until", span.Until), ("good", Math.Max(0, total - bad).ToString()), ("total", total + ".0"));
        yield return from c in Common(shop)
                     from span in Spans
                     from impact in Sometimes(1, Gen.Elements("critical", "major", "minor"))
                     from lasts in Gen.Choose(0, 9)
                     select Fact("outage", c, ("from", span.From), ("until", lasts == 0 ? null : span.Until), ("impact", impact));
        yield return from c in Common(shop)
                     from span in Spans
                     from name in Gen.Elements("planned maintenance", "caused by customer", "force majeure")
                     from announced in Sometimes(1, At)
                     from agreed in Sometimes(1, Gen.Elements("customer", "customer, provider", "both"))
                     select Fact("exclusion", c, ("exclusion", name), ("from", span.From), ("until", span.Until), ("announced", announced), ("agreed by", agreed));
        for (var i = 0; i < 4; i++) yield return Ticket();
        yield return from c in Common(shop) from at in At from id in Gen.Choose(0, 60) from score in Number select Fact("answer", c, ("id", $"q{id}"), ("at", at), ("score", score));
        yield return from c in Common(shop) from at in At from value in Number select Fact("value", c, ("at", at), ("value", value));
        yield return from c in Common(shop)
                     from member in Gen.Elements("r1", "r2", "r3")
                     from since in Sometimes(1, Gen.Elements("2026-02-01", "2026-03-10T00:00:00Z"))
                     from until in Sometimes(2, Gen.Constant("2026-04-05"))
                     from kind in Sometimes(1, Gen.Elements("core", "edge"))
                     from fee in Sometimes(2, Gen.Elements("EUR 40.00 per month", "EUR 1.00 per day"))
                     select Fact("member", c, ("group", "branch routers"), ("member", member), ("from", since), ("until", until), ("attributes.class", kind), ("fee", fee));
        yield return Work("forecast");
        yield return Work("workload");
        yield return from c in Common(shop) from at in At from ticket in Sometimes(1, Gen.Elements("T-1", "T-2")) select Fact("acknowledged", c, ("of", "urgent response"), ("at", at), ("labels.ticket", ticket));
        yield return from c in Common(shop) from at in At from period in Sometimes(1, Gen.Constant("2026-03")) select Fact("claimed", c, ("of", "shop availability"), ("at", at), ("by", "customer"), ("labels.period", period));
        yield return from c in Common(shop) from at in At from kind in Gen.Elements("evidence", "aware", "cancelled") select Fact(kind, c, ("of", "shop availability"), ("at", at), ("by", "customer"), ("labels.period", "2026-03"));
        yield return from c in Common(shop) from at in At select Fact("notice", c, ("of", "termination for repeated misses"), ("at", at));
        yield return from c in Common(shop) from at in At select Fact("done", c, ("of", "service report"), ("at", at), ("by", "provider"));
        yield return from c in Common(shop) from at in At from text in Gen.Elements("ill", "a disk") select Fact("reason", c, ("of", "response"), ("at", at), ("text", text), ("by", "provider"));
        yield return from c in Common(shop) from ticket in Gen.Elements("T-1", "T-2") from met in Gen.Elements("true", "false") from due in Sometimes(1, At) select Fact("imported", c, ("of", "response"), ("ticket", ticket), ("met", met), ("due", due));
        yield return from c in Common(shop)
                     from line in Gen.Choose(0, 40)
                     from amount in Number
                     from kind in Sometimes(1, Gen.Elements("recurring", "usage", "one-time", "tax"))
                     from month in Gen.Elements(("2026-02-01", "2026-03-01"), ("2026-03-01", "2026-04-01"), ("2026-03-10T00:00:00Z", "2026-04-10T00:00:00Z"))
                     from invoice in Sometimes(1, Gen.Elements("R-1", "R-2"))
                     select Fact("charge", c, ("id", $"c{line}"), ("amount", amount), ("currency", "EUR"), ("from", month.Item1), ("until", month.Item2), ("kind", kind), ("invoice", invoice));
        yield return from c in Common(shop) from span in Spans from quantity in Gen.Choose(0, 1000) select Fact("usage", c, ("quantity", quantity.ToString()), ("unit", "request"), ("from", span.From), ("until", span.Until));
        yield return from c in Common(shop) from at in At from invoice in Gen.Elements("R-1", "R-2") from state in Gen.Elements("paid", "overdue") select Fact("payment", c, ("invoice", invoice), ("state", state), ("at", at));
        yield return from c in Common(shop) from since in Gen.Elements("2026-02-01", "2026-03-01", "2026-03-10T12:00:00Z") from tier in Gen.Elements("gold", "silver") from edition in Sometimes(2, Gen.Constant("pro")) select Fact("plan", c, ("from", since), ("tier", tier), ("attributes.edition", edition));
    }

    static Gen<ValueList<Label>> Work(string type) =>
        from c in Common(Gen.Constant("help desk"))
        from period in Gen.Elements("2026-03", "2026-04")
        from days in Gen.Choose(-20, 20)
        from quantity in Gen.Choose(0, 9)
        from unit in Sometimes(2, Gen.Elements("tickets", "orders"))
        select Fact(type, c, ("of", "tickets"), ("period", period), ("quantity", quantity.ToString()), ("unit", unit), ("at", Written(First + Duration.FromDays(days), "Z")));

    static Gen<ValueList<Label>> Ticket() =>
        from c in Common(Gen.Constant("help desk"))
        from ticket in Gen.Choose(1, 5)
        from at in At
        from happened in Gen.Elements("opened", "opened", "replied", "replied", "waiting", "resumed", "status", "priority", "resolved", "closed", "reopened", "delivered")
        from side in Sometimes(1, Gen.Elements("provider", "customer"))
        from priority in Sometimes(1, Gen.Elements("P1", "P2", "P3", "P9"))
        from to in Gen.Elements("waiting for parts", "on hold", "open")
        select Fact("ticket", c, ("ticket", $"T-{ticket}"), ("event", happened), ("at", at), ("by", side), ("priority", happened == "priority" ? priority ?? "P2" : priority), ("to", happened == "status" ? to : null), ("for", happened == "waiting" ? "customer" : null));
}
