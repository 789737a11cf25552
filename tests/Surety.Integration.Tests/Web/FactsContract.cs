using Shouldly;
using Surety.Integration.Tests.Records;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>How facts come in over HTTP, whichever database has them. One class for each database inherits it.</summary>
public abstract class FactsContract : IDisposable
{
    const string Lines = "application/x-ndjson", Space = "alder.hosting-brook", Path = $"/v1/agreements/{Space}/facts";

    readonly Prompt prompt = new();

    protected Prompt Prompt => prompt;

    /// <summary>An empty store of its own.</summary>
    protected abstract StoreAddress Address { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual void Dispose()
    {
        prompt.Dispose();
        GC.SuppressFinalize(this);
    }

    static T Value<T>(Result<T> result) => result is Result<T>.Ok { Value: var value } ? value : throw new InvalidOperationException(((Result<T>.Refused)result).Problems[0].ToString());

    // Not how passwords are kept, and quick.
    static readonly Passwords Quick = new(password => $"kept:{password}", (kept, given) => kept == $"kept:{given}");

    /// <summary>A server with an agreement at which both sides sit, and a key of each.</summary>
    /// <summary>A server with both sides of an agreement, which the provider keeps alone or both have signed.</summary>
    async Task<(Serving Server, string Provider, string Customer)> BothAsync(bool isSigned = false)
    {
        var proposal = Value(RecordedAgreement.Propose("agreement.yaml", System.Text.Encoding.UTF8.GetBytes(Example.Agreement), []));
        var server = await Serving.StartAsync(Address);
        var alder = Value(await Invitations.SetUpAsync(server.Store, Quick, server.Token!, new("alder", "Alder Hosting"), "ann@alder.example", new("Ann", "ann's password"), Cancellation));
        var caller = Caller.Of(alder.Session.Person);
        Value(await Applying.ApplyAsync(server.Store, proposal, isSigned ? null : Side.Provider, null, caller.Name, Cancellation, new("alder", Space, Side.Provider)));
        var brook = Value(await Invitations.AcceptSideAsync(server.Store, Quick, Value(await Invitations.InviteSideAsync(server.Store, caller, Space, "bo@brook.example", "Bo", Cancellation)).Token, new("brook", "Brook Books"), new("Bo", "bo's password"), Cancellation));
        if (isSigned)
            foreach (var (party, side, by) in new[] { ("alder", Side.Provider, caller.Name), ("brook", Side.Customer, Caller.Of(brook.Session.Person).Name) })
            {
                using var key = SigningKey.Make(Prompt.Path($"{party}.pem"));
                Value(await Applying.ApplyAsync(server.Store, proposal, null, new(side, key, null), by, Cancellation, new(party, Space, side)));
            }
        return (server, await server.KeyAsync(alder.Token), await server.KeyAsync(brook.Token));
    }

    static Task<Answer> SendAsync(Serving server, string key, string facts, string path = Path) => server.CallAsync("POST", path, key, facts, Lines, ("Accept", Lines));

    static List<string> Results(Answer answer) => [.. answer.Lines.SkipLast(1).Select(l => $"{l.GetProperty("line")} {l.GetProperty("result").GetString()}{(l.TryGetProperty("errors", out var errors) ? " " + string.Join(' ', errors.EnumerateArray().Select(e => e.GetProperty("code").GetString())) : "")}")];

    [Fact]
    public async Task A_feed_announces_work_ahead_and_that_of_a_customer_leaves_no_time_out()
    {
        var (server, provider, customer) = await BothAsync(isSigned: true);
        await using var _ = server;
        var now = server.Store.Now;
        string In(double hours) => Surety.Statements.Display.InUtc(now + NodaTime.Duration.FromHours(hours));
        string Work(string id, string type, double from = 24, string more = "") => $$"""{"type":"{{type}}","id":"{{id}}","exclusion":"planned work","from":"{{In(from)}}","until":"{{In(from + 4)}}"{{more}}}""";
        string Announced(double hours) => $",\"announced\":\"{In(hours)}\"";
        await using (var reading = await server.Store.LookAsync(Cancellation))
        {
            var bo = Caller.Of((await Persons.ListAsync(reading, "brook", Cancellation)).Single());
            (await server.CallAsync("POST", "/v1/agreements?side=customer", customer, Example.Agreement, "application/yaml")).Status.ShouldBe(201);
            Value(await Invitations.AcceptSideAsync(server.Store, Quick, Value(await Invitations.InviteSideAsync(server.Store, bo, "brook.hosting-brook", "cy@cedar.example", "Cy", Cancellation)).Token, new("cedar", "Cedar Hosting"), new("Cy", "cy's password"), Cancellation));
        }

        var plain = await SendAsync(server, customer, Work("e-1", "exclusion"), "/v1/feeds/brook.platform/facts");
        var escaped = await SendAsync(server, customer, Work("e-2", "exclu\\u0073ion"), "/v1/feeds/brook.platform/facts");
        var ofProvider = await SendAsync(server, provider, string.Join('\n', Work("e-3", "exclusion"), Work("e-4", "exclusion", 24, Announced(0)), Work("e-5", "exclusion", -24), Work("e-6", "exclu\\u0073ion", 24, Announced(-500)), Work("e-7", "exclusion", -24, Announced(-500)), Work("e-8", "exclusion", -0.05, Announced(-0.05)), Work("e-9", "exclusion", -0.2), Work("e-10", "exclusion", 24, Announced(-500).Replace("T", " ", StringComparison.Ordinal)), Work("e-11", "exclusion", 48, ",\"supersedes\":\"e-3\"")), "/v1/feeds/alder.platform/facts");

        foreach (var refused in new[] { plain, escaped }) Results(refused).ShouldHaveSingleItem().ShouldContain("refused fact.exclusion");
        plain.Text.ShouldContain("A party that sits as a customer at an agreement does not leave time out by a feed of its own.");
        Results(ofProvider).ShouldBe([
            "1 accepted", "2 accepted", "3 refused fact.exclusion", "4 refused fact.exclusion", "5 refused fact.exclusion fact.exclusion", "6 accepted", "7 refused fact.exclusion", "8 refused fact.exclusion", "9 accepted",
        ]);
        ofProvider.Text.ShouldContain("POST /v1/agreements/{agreement}/proposals");
    }

    [Fact]
    public async Task A_party_speaks_for_its_own_side_alone()
    {
        var (server, provider, customer) = await BothAsync();
        await using var _ = server;
        var facts =
            """
            {"type":"acknowledged","of":"outages","at":"2026-10-01T00:00:00Z","by":"customer"}
            {"type":"claimed","of":"outages","at":"2026-10-01T00:00:00Z","by":"customer"}
            {"type":"notice","of":"way out","at":"2026-10-01T00:00:00Z","by":"customer"}
            {"type":"done","of":"way out","at":"2026-10-01T00:00:00Z","by":"customer"}
            {"type":"aware","of":"outages","at":"2026-10-01T00:00:00Z","by":"customer"}
            {"type":"ticket","ticket":"T1","event":"replied","at":"2026-10-01T00:00:00Z","by":"customer"}
            {"type":"exclusion","exclusion":"works","from":"2026-10-01T00:00:00Z","agreed by":"both"}
            {"type":"exclusion","exclusion":"works","from":"2026-10-02T00:00:00Z","agreed by":["provider","customer"]}
            {"type":"claimed","of":"outages","at":"2026-10-02T00:00:00Z","by":"Bo"}
            {"type":"exclusion","exclusion":"works","from":"2026-10-03T00:00:00Z","agreed by":["provider"]}
            {"type":"ticket","ticket":"T1","event":"replied","at":"2026-10-01T00:00:00Z","by":"provider"}
            """;
        // What a side did it says when it does it.
        facts = System.Text.RegularExpressions.Regex.Replace(facts, "\"at\":\"[^\"]*\"", $"\"at\":\"{Surety.Statements.Display.InUtc(server.Store.Now)}\"");

        var asProvider = await SendAsync(server, provider, facts);
        var asCustomer = await SendAsync(server, customer, facts);

        asProvider.Status.ShouldBe(201, asProvider.Text);
        Results(asProvider).ShouldBe([
            "1 refused fact.other-side", "2 refused fact.other-side", "3 refused fact.other-side", "4 refused fact.other-side", "5 refused fact.other-side", "6 accepted", "7 refused fact.agreed-by",
            "8 refused fact.agreed-by", "9 refused fact.choice", "10 accepted", "11 accepted",
        ]);
        Results(asCustomer).ShouldBe(["1 accepted", "2 accepted", "3 accepted", "4 accepted", "5 accepted", "6 accepted", "7 refused fact.agreed-by", "8 refused fact.agreed-by", "9 refused fact.choice", "10 refused fact.agreed-by", "11 accepted"]);
        asProvider.Text.ShouldContain("POST /v1/agreements/{agreement}/proposals");
    }

    [Fact]
    public async Task Where_both_sides_have_signed_time_is_left_out_by_both()
    {
        var (server, provider, customer) = await BothAsync(isSigned: true);
        await using var _ = server;

        foreach (var key in new[] { provider, customer })
            Results(await SendAsync(server, key, """{"type":"exclusion","exclusion":"works","from":"2026-10-03T00:00:00Z","until":"2026-10-03T01:00:00Z"}""")).ShouldBe(["1 refused fact.exclusion"]);
    }

    [Fact]
    public async Task Who_does_not_say_by_whom_speaks_for_its_own_side()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;

        await SendAsync(server, provider, $$"""{"type":"claimed","of":"outages","at":"{{Surety.Statements.Display.InUtc(server.Store.Now)}}"}""");

        // A claim of the provider's is no claim.
        await using var reading = await server.Store.LookAsync(Cancellation);
        var builder = new Surety.Facts.FactBuilder();
        await reading.FactsAsync(builder, Space, long.MaxValue, null, Cancellation);
        builder.Build().Deeds.ShouldHaveSingleItem().By.ShouldBe("provider");
    }

    [Fact]
    public async Task What_a_side_does_it_says_in_time_and_by_somebody_who_may()
    {
        var (server, provider, customer) = await BothAsync();
        await using var _ = server;
        var probe = (await server.CallAsync("POST", "/v1/keys", provider, """{"label":"probe","scopes":["facts"],"sources":["probe"]}""")).Json;
        var now = Surety.Statements.Display.InUtc(server.Store.Now);

        var late = await SendAsync(server, customer, """{"type":"claimed","of":"outages","at":"2026-08-15T10:00:00Z"}""");
        var ending = await SendAsync(server, customer, $$"""{"type":"notice","of":"term","at":"{{now}}"}""");
        var hours = await SendAsync(server, customer, $$"""{"type":"cancelled","of":"weekly works","at":"{{now}}","labels.period":"2026-10-18"}""");

        Results(late).ShouldBe(["1 refused fact.backdated"]);
        Results(ending).ShouldBe(["1 refused fact.notice"]);
        Results(hours).ShouldBe(["1 refused fact.other-side"]);
        if (probe.TryGetProperty("key", out var key)) Results(await SendAsync(server, key.GetString()!, $$"""{"type":"done","of":"monthly report","at":"{{now}}"}""", Path + "?source=probe")).ShouldBe(["1 refused fact.deed"]);
    }

    [Fact]
    public async Task A_source_is_the_party_s_that_first_sent_as_it()
    {
        var (server, provider, customer) = await BothAsync();
        await using var _ = server;
        await SendAsync(server, provider, """
            {"type":"outage","id":"o-1","source":"probe","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T01:00:00Z"}
            """);

        var corrected = await SendAsync(server, customer, """
            {"type":"outage","id":"o-2","source":"probe","supersedes":"o-1","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T09:00:00Z"}
            {"type":"state","source":"probe","service":"shop","at":"2026-10-01T00:00:00Z","state":"down"}
            {"type":"state","source":"our probe","service":"shop","at":"2026-10-01T00:00:00Z","state":"down"}
            {"type":"outage","id":"o-3","source":"our probe","supersedes":"o-1","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T09:00:00Z"}
            {"type":"outage","id":"o-4","source":"proposals","service":"shop","from":"2026-10-05T00:00:00Z","until":"2026-10-05T09:00:00Z"}
            """);
        var silent = await SendAsync(server, customer, """{"type":"state","service":"shop","at":"2026-10-02T00:00:00Z","state":"down"}""", $"{Path}?source=probe");
        var own = await SendAsync(server, provider, """{"type":"outage","id":"o-2","source":"probe","supersedes":"o-1","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T00:30:00Z"}""");

        Results(corrected).Take(3).ShouldBe(["1 refused fact.source-taken", "2 refused fact.source-taken", "3 accepted"]);
        Results(corrected)[4].ShouldBe("5 refused fact.source");
        Results(silent).ShouldBe(["1 refused fact.source-taken"]);
        Results(own).ShouldBe(["1 accepted"]);
        var sources = (await server.CallAsync("GET", $"/v1/agreements/{Space}/sources", customer)).Json.GetProperty("items").EnumerateArray().Select(s => $"{s.GetProperty("source")} {s.GetProperty("party")} {s.GetProperty("accepted")}").ToList();
        sources.ShouldContain("probe alder 2");
        sources.ShouldContain(s => s.StartsWith("our probe brook", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_sends_as_its_sources_and_as_no_other()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;
        var alder = Value(await Sessions.SignInAsync(server.Store, Quick, "ann@alder.example", "ann's password", null, Cancellation));
        var key = await server.KeyAsync(alder.Token, more: ",\"sources\":[\"probe\"]");

        var named = await server.CallAsync("POST", $"{Path}?source=other", key, """{"type":"state","service":"shop","at":"2026-10-01T00:00:00Z","state":"up"}""", Lines);
        var rows = await SendAsync(server, key, """
            {"type":"state","service":"shop","at":"2026-10-01T00:00:00Z","state":"up"}
            {"type":"state","service":"shop","at":"2026-10-01T00:01:00Z","state":"up","source":"other"}
            {"type":"state","service":"shop","at":"2026-10-01T00:02:00Z","state":"up","source":"probe"}
            """);

        var single = await server.CallAsync("POST", Path, key, """{"type":"state","service":"shop","at":"2026-10-01T00:03:00Z","state":"up","source":"other"}""");

        named.Status.ShouldBe(403);
        single.Status.ShouldBe(422, single.Text);
        single.Errors.ShouldBe(["/source fact.source"]);
        Results(rows).ShouldBe(["1 accepted", "2 refused fact.source", "3 accepted"]);
    }

    [Fact]
    public async Task An_accepted_proposal_says_what_both_sides_agreed_to()
    {
        var (server, provider, customer) = await BothAsync(isSigned: true);
        await using var _ = server;
        await SendAsync(server, provider, """{"type":"outage","id":"o-1","source":"probe","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T01:00:00Z"}""");

        var proposed = await server.CallAsync("POST", $"/v1/agreements/{Space}/proposals", customer, """{"kind":"correction","reason":"it lasted longer","facts":[{"type":"outage","id":"o-2","source":"probe","supersedes":"o-1","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T09:00:00Z"}]}""");
        proposed.Status.ShouldBe(201, proposed.Text);
        var preview = proposed.Json.GetProperty("preview");
        var at = $"/v1/agreements/{Space}/proposals/{proposed.Json.GetProperty("proposal").GetString()}/acceptances";
        var blind = await server.CallAsync("POST", at, provider, "{}");
        var early = await server.CallAsync("POST", at, provider, """{"entries":1}""");
        var accepted = await server.CallAsync("POST", at, provider, $$"""{"entries":{{preview.GetProperty("entries").GetInt64()}},"feeds":{{preview.GetProperty("feeds").GetRawText()}}}""");

        blind.Status.ShouldBe(400);
        blind.Errors.ShouldBe(["/entries value.missing"]);
        early.Status.ShouldBe(409);
        early.Errors.ShouldBe([" answer.moved"]);
        accepted.Status.ShouldBe(201, accepted.Text);
        (await server.CallAsync("GET", $"{Path}?limit=1", provider)).Json.GetProperty("items")[0].GetProperty("batch").GetString().ShouldBe(proposed.Json.GetProperty("proposal").GetString());
    }

    [Fact]
    public async Task A_feed_has_measurements_and_what_no_side_says()
    {
        var (server, provider, customer) = await BothAsync();
        await using var _ = server;

        var sent = await SendAsync(server, provider, """
            {"type":"state","service":"shop","at":"2026-10-01T00:00:00Z","state":"up"}
            {"type":"notice","of":"way out","at":"2026-10-01T00:00:00Z"}
            {"type":"exclusion","exclusion":"works","from":"2026-10-01T00:00:00Z","agreed by":"provider"}
            {"type":"ticket","ticket":"T1","event":"replied","at":"2026-10-01T00:00:00Z","by":"provider"}
            """, "/v1/feeds/alder.web/facts");
        var foreign = await SendAsync(server, customer, """{"type":"state","service":"shop","at":"2026-10-01T00:00:00Z","state":"up"}""", "/v1/feeds/alder.web/facts");

        Results(sent).Select(r => r.Split(' ')[^1]).ShouldBe(["accepted", "fact.other-side", "fact.agreed-by", "fact.other-side"]);
        foreign.Status.ShouldBe(404);
    }

    [Fact]
    public async Task What_a_batch_of_a_feed_is_called_tells_nobody_its_source()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;

        async Task<string?> NameAsync(string source) => (await server.CallAsync("POST", $"/v1/feeds/alder.web/facts?source={source}", provider, """{"type":"outage","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T00:05:00Z"}""")).Json.GetProperty("batch").GetString();
        var (one, other) = (await NameAsync("inner-probe"), await NameAsync("second-probe"));

        one!.ShouldNotContain("probe");
        // The same bytes of two sources are two batches all the same.
        other.ShouldNotBe(one);
    }

    [Fact]
    public async Task Each_row_is_answered_where_somebody_asks_and_the_receipt_comes_last()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;
        const string facts = "{\"type\":\"outage\",\"id\":\"a\",\"from\":\"2026-10-01T00:00:00Z\"}\n\n{\"type\":\"outage\",\"id\":\"a\",\"from\":\"2026-10-01T00:00:00Z\"}\nnonsense\n";

        var first = await SendAsync(server, provider, facts);
        var again = await SendAsync(server, provider, facts);
        var table = await server.CallAsync("POST", Path, provider, "type,service,at,state\nstate,shop,2026-10-02T00:00:00Z,up\nstate,shop,2026-10-02T00:01:00Z,upp\n", "text/csv", ("Accept", "application/json;q=0.5, application/x-ndjson"));

        first.Type.ShouldBe(Lines);
        Results(first).ShouldBe(["1 accepted", "3 duplicate", "4 refused fact.json"]);
        first.Lines[2].GetProperty("errors")[0].GetProperty("column").GetInt32().ShouldBe(2);
        first.Lines[^1].GetProperty("accepted").GetInt32().ShouldBe(1);
        Results(again).ShouldBe(["1 duplicate", "3 duplicate", "4 refused fact.json"]);
        again.Lines[^1].GetProperty("sentBefore").GetBoolean().ShouldBeTrue();
        Results(table).ShouldBe(["2 accepted", "3 refused fact.choice"]);
    }

    [Fact]
    public async Task After_a_thousand_refused_rows_nobody_looks_at_the_rest()
    {
        var (server, provider, customer) = await BothAsync();
        await using var _ = server;
        string Outage(int i, string source) => $$"""{"type":"outage","id":"{{source}}-{{i}}","source":"{{source}}","service":"shop","from":"{{Surety.Statements.Display.InUtc(NodaTime.Instant.FromUtc(2026, 10, 1, 0, 0) + NodaTime.Duration.FromMinutes(2 * i))}}","until":"{{Surety.Statements.Display.InUtc(NodaTime.Instant.FromUtc(2026, 10, 1, 0, 0) + NodaTime.Duration.FromMinutes((2 * i) + 1))}}"}""";
        await SendAsync(server, provider, Outage(0, "probe"));
        var broken = Outage(1, "own") + "\n" + string.Concat(Enumerable.Repeat("{\"type\":\"stat\"}\n\n", 1500)) + Outage(2, "own");
        var foreign = string.Join('\n', Enumerable.Range(10, 3000).Select(i => Outage(i, "probe")));
        var twice = string.Join('\n', Enumerable.Range(1, 1200).Select(i => Outage(i, "own")));
        var table = "type,service,at,state\n" + string.Concat(Enumerable.Repeat("state,shop,never,up\n", 1200)) + "state,shop,2026-10-01T00:00:00Z,up\n";

        var first = await SendAsync(server, customer, broken);
        var known = await SendAsync(server, customer, broken);
        var taken = await SendAsync(server, customer, foreign);
        var mixed = await SendAsync(server, customer, twice);
        var again = await SendAsync(server, customer, twice + "\n" + Outage(5000, "own"));
        var rows = await server.CallAsync("POST", Path, customer, table, "text/csv", ("Accept", Lines));

        first.Status.ShouldBe(201, first.Text);
        Results(first)[0].ShouldBe("1 accepted");
        Results(first).Count(r => r.Contains("refused", StringComparison.Ordinal)).ShouldBe(1000);
        first.Lines[^2].GetRawText().ShouldBe("""{"line":2002,"lastLine":3002,"result":"not looked at"}""");
        (first.Lines[^1].GetProperty("notLookedAt").GetInt32(), first.Lines[^1].GetProperty("notLookedAtFrom").GetInt32()).ShouldBe((501, 2002));
        (known.Lines[^1].GetProperty("notLookedAt").GetInt32(), known.Lines[^1].GetProperty("notLookedAtFrom").GetInt32()).ShouldBe((501, 2002));
        known.Lines[^2].GetRawText().ShouldBe("""{"line":2002,"lastLine":3002,"result":"not looked at"}""");
        (taken.Lines[^1].GetProperty("refused").GetInt32(), taken.Lines[^1].GetProperty("notLookedAt").GetInt32()).ShouldBe((1000, 2000));
        taken.Lines[0].GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("fact.source-taken");
        (mixed.Lines[^1].GetProperty("accepted").GetInt32(), mixed.Lines[^1].GetProperty("duplicates").GetInt32()).ShouldBe((1199, 1));
        (again.Lines[^1].GetProperty("accepted").GetInt32(), again.Lines[^1].GetProperty("duplicates").GetInt32()).ShouldBe((1, 1200));
        var unseen = await server.CallAsync("POST", Path, customer, table, "text/csv");
        unseen.Status.ShouldBe(422, unseen.Text);
        unseen.Json.GetProperty("title").GetString()!.ShouldStartWith("No fact that was looked at can be used");
        unseen.Json.GetProperty("detail").GetString().ShouldBe("The first 1,000 cannot be used, and nobody looked at the 201 others: send them from line 1002 on, in another batch.");
        rows.Lines[^2].GetRawText().ShouldBe("""{"line":1002,"lastLine":1202,"result":"not looked at"}""");
        mixed.Lines[^1].TryGetProperty("notLookedAt", out var none).ShouldBeFalse($"{none}");
    }

    [Fact]
    public async Task Facts_of_which_none_can_be_used_open_no_feed()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;
        const string feed = "/v1/feeds/alder.fresh/facts";

        var useless = await server.CallAsync("POST", feed, provider, "hello\n", Lines);
        var told = await SendAsync(server, provider, "hello\n", feed);
        var unreadable = await server.CallAsync("POST", feed, provider, "type;at;service\nstate;2026-10-01T00:00:00Z;shop\n", "text/csv");
        var none = await server.CallAsync("GET", feed, provider);
        var agreement = await server.CallAsync("POST", $"/v1/feeds/{Space}/facts", provider, "hello\n", Lines);
        var good = await server.CallAsync("POST", feed, provider, """{"type":"outage","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T00:05:00Z"}""");
        var again = await server.CallAsync("POST", feed, provider, "hello\n", Lines);

        useless.Status.ShouldBe(422, useless.Text);
        useless.Errors.ShouldBe(["1:1 fact.json"]);
        Results(told).ShouldBe(["1 refused fact.json"]);
        unreadable.Status.ShouldBe(400, unreadable.Text);
        none.Status.ShouldBe(404, none.Text);
        agreement.Text.ShouldContain("space.kind");
        good.Status.ShouldBe(201, good.Text);
        again.Status.ShouldBe(422, again.Text);
        (await server.CallAsync("GET", feed, provider)).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task CloudEvents_come_structured_binary_and_in_batches()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;
        const string fact = """{"type":"outage","service":"shop","from":"2026-10-01T00:00:00Z"}""";
        (string, string)[] headers = [("ce-specversion", "1.0"), ("ce-id", "\"e \\\"3\\\"\""), ("ce-source", "/probe%20%E2%82%AC"), ("ce-type", "outage"), ("ce-time", "2026-10-01T00:00:00Z")];

        var structured = await server.CallAsync("POST", Path, provider, $$"""{"specversion":"1.0","id":"e1","source":"/probe","type":"outage","subject":null,"time":null,"comexample":5,"datacontenttype":"application/json","data":{{fact}}}""", "application/cloudevents+json");
        var again = await server.CallAsync("POST", Path, provider, $$"""{"id":"e1","specversion":"1.0","source":"/probe","type":"outage","data":{{fact}}}""", "application/cloudevents+json");
        var packed = await server.CallAsync("POST", Path, provider, $$"""{"specversion":"1.0","id":"e2","source":"/probe","type":"outage","data_base64":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(fact.Replace("10-01", "10-02", StringComparison.Ordinal)))}}"}""", "application/cloudevents+json; charset=utf-8");
        var binary = await server.CallAsync("POST", Path, provider, fact.Replace("10-01", "10-03", StringComparison.Ordinal), "application/json", headers);
        var batch = await server.CallAsync("POST", Path, provider, $$"""[{"specversion":"1.0","id":"e1","source":"/probe","type":"outage","data":{{fact}} },{"specversion":"1.0","id":"e5","source":"/probe","type":"outage","data":{"type":"outage","from":"yesterday","labels":{"a/b":"c"} } }]""", "application/cloudevents-batch+json");
        var empty = await server.CallAsync("POST", Path, provider, "[]", "application/cloudevents-batch+json");

        structured.Status.ShouldBe(201, structured.Text);
        again.Status.ShouldBe(200, again.Text);
        again.Json.GetProperty("sentBefore").GetBoolean().ShouldBeTrue();
        packed.Status.ShouldBe(201, packed.Text);
        binary.Status.ShouldBe(201, binary.Text);
        batch.Json.GetProperty("duplicates").GetInt32().ShouldBe(1);
        batch.Errors.ShouldBe(["/1/data/from fact.instant"]);
        empty.Status.ShouldBe(200, empty.Text);
        (await server.CallAsync("GET", $"/v1/agreements/{Space}/sources", provider)).Json.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("source").GetString()).ShouldBe(["/probe", "/probe €"]);
    }

    [Theory]
    [InlineData("application/cloudevents+json", "[]", " value.object")]
    [InlineData("application/cloudevents+json", """{"specversion":"0.3","id":"","type":"t","source":5,"time":"noon","data":{}}""", "/specversion event.version|/id value.text|/source value.text|/time value.instant")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"a","type":"t","source":"s"}""", "/data value.missing")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"a","type":"t","source":"s","data":"{}"}""", "/data event.data")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"a","type":"t","source":"s","data":{},"data_base64":"e30="}""", "/data_base64 event.data")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"a","type":"t","source":"s","datacontenttype":"application/xml","data":"<a/>"}""", "/datacontenttype event.data")]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"a","type":"t","source":"s","data_base64":"?"}""", "/data_base64 event.data")]
    [InlineData("application/cloudevents-batch+json", "{}", " value.list")]
    public async Task An_event_that_is_none_is_refused_where_it_is_wrong(string type, string body, string errors)
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;

        var refused = await server.CallAsync("POST", Path, provider, body, type);

        refused.Status.ShouldBe(400, refused.Text);
        refused.Type.ShouldBe("application/problem+json");
        string.Join('|', refused.Errors).ShouldBe(errors);
    }

    [Fact]
    public async Task An_event_of_a_list_that_is_none_is_refused_and_the_others_are_kept()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;
        static string Event(string id, string data, string version = "1.0") => $$"""{"specversion":"{{version}}","id":"{{id}}","source":"/probe","type":"outage","data":{{data}}}""";
        static string Outage(int day) => $$"""{"type":"outage","service":"shop","from":"2026-10-0{{day}}T00:00:00Z","until":"2026-10-0{{day}}T00:05:00Z"}""";
        var list = $"[5,\n{Event("e1", Outage(1))},{Event("e2", Outage(2), "0.3")},{Event("e3\\ud800", Outage(3))},{Event("e4", Outage(4).Replace("outage", "\\udc00", StringComparison.Ordinal))},{{\n\"specversion\": 1}},{Event("e6", Outage(6))},{Event("e7", Outage(7).Replace("2026", "nineteen", StringComparison.Ordinal))}]";

        var sent = await server.CallAsync("POST", Path, provider, list, "application/cloudevents-batch+json");
        var again = await server.CallAsync("POST", $"{Path}?batch=again", provider, list, "application/cloudevents-batch+json", ("Accept", Lines));
        var none = await server.CallAsync("POST", Path, provider, """[5,{"specversion":"1.0","type":"t","source":"s","data":{}}]""", "application/cloudevents-batch+json");

        sent.Status.ShouldBe(201, sent.Text);
        (sent.Json.GetProperty("accepted").GetInt32(), sent.Json.GetProperty("refused").GetInt32()).ShouldBe((2, 6));
        sent.Errors.ShouldBe(["/0 value.object", "/2/specversion event.version", "/3 json.text", "/4 json.text", "/5/specversion value.text", "/5/id value.missing", "/5/source value.missing", "/5/type value.missing", "/5/data value.missing", "/7/data/from fact.instant", "/7/data/until fact.instant"]);
        Results(again).ShouldBe(["1 refused value.object", "2 duplicate", "3 refused event.version", "4 refused json.text", "5 refused json.text", "6 refused value.text value.missing value.missing value.missing value.missing", "7 duplicate", "8 refused fact.instant fact.instant"]);
        again.Lines[2].GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe("/2/specversion");
        none.Status.ShouldBe(422, none.Text);
        none.Type.ShouldBe("application/problem+json");
        none.Errors.ShouldBe(["/0 value.object", "/1/id value.missing"]);
    }

    [Theory]
    [InlineData("application/json", "hello", 400, " json")]
    [InlineData("application/json", "{\"type\":\"outage\"", 400, " json")]
    [InlineData("application/json", "", 400, " body")]
    [InlineData(Lines, "\uFEFF \n\n", 400, " body")]
    [InlineData("text/csv", "", 400, " body")]
    [InlineData("text/csv", "type;at;service\nstate;2026-10-01T00:00:00Z;shop\n", 400, "1:1 table.delimiter")]
    [InlineData("application/json", "5", 422, " fact.json")]
    [InlineData("application/json", """{"type":"outage","service":"shop","from":"yesterday"}""", 422, "/from fact.instant")]
    [InlineData(Lines, "hello\n{\"type\":\"stat\"}\n", 422, "1:1 fact.json|2:9 fact.type")]
    [InlineData("text/csv", "type,service,at,state\nstate,shop,never,up\n", 422, "2:12 fact.instant")]
    public async Task What_cannot_be_used_at_all_is_an_error_and_not_a_receipt_of_nothing(string type, string body, int status, string errors)
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;
        var path = $"{Path}?source=probe&batch=b";

        var refused = await server.CallAsync("POST", path, provider, body, type);
        var lines = await server.CallAsync("POST", path, provider, body, type, ("Accept", Lines));
        var mended = await server.CallAsync("POST", path, provider, """{"type":"outage","service":"shop","from":"2026-10-01T00:00:00Z","until":"2026-10-01T00:05:00Z"}""");
        var same = await server.CallAsync("POST", $"{Path}?source=probe&batch=c", provider, body, type);

        refused.Status.ShouldBe(status, refused.Text);
        refused.Type.ShouldBe("application/problem+json");
        refused.Json.GetProperty("status").GetInt32().ShouldBe(status);
        string.Join('|', refused.Errors).ShouldBe(errors);
        // Where there are rows, each of them is told by its line.
        lines.Status.ShouldBe(status == 422 ? 200 : 400, lines.Text);
        if (status == 422)
        {
            (refused.Json.GetProperty("accepted").GetInt32(), refused.Json.GetProperty("seq").GetInt64(), refused.Json.GetProperty("batch").GetString()).ShouldBe((0, 0, "b"));
            refused.Json.GetProperty("refused").GetInt32().ShouldBe(lines.Lines.Count - 1);
        }
        // Its name is not used up, and what was refused once is refused again.
        mended.Status.ShouldBe(201, mended.Text);
        same.Status.ShouldBe(status, same.Text);
    }

    [Fact]
    public async Task What_has_no_row_and_no_fault_is_no_error()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;

        var table = await server.CallAsync("POST", Path, provider, "type,service,at,state\n", "text/csv");
        var events = await server.CallAsync("POST", Path, provider, "[]", "application/cloudevents-batch+json");

        (table.Status, events.Status).ShouldBe((200, 200), table.Text + events.Text);
    }

    [Fact]
    public async Task A_feed_is_opened_by_facts_and_by_nothing_else()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;

        var empty = await server.CallAsync("POST", "/v1/feeds/alder.web/facts", provider, "", Lines);

        empty.Status.ShouldBe(400, empty.Text);
        (await server.CallAsync("GET", "/v1/feeds/alder.web/facts", provider)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_cursor_is_of_one_list()
    {
        var (server, provider, customer) = await BothAsync();
        await using var _ = server;
        for (var i = 1; i <= 3; i++) await server.CallAsync("POST", $"{Path}?batch=b{i}", provider, $$"""{"type":"outage","id":"o-{{i}}","service":"shop","from":"2026-10-0{{i}}T00:00:00Z"}""");
        await server.CallAsync("POST", "/v1/feeds/alder.web/facts", provider, """{"type":"state","service":"shop","at":"2026-10-01T00:00:00Z","state":"up"}""");
        async Task<string> NextAsync(string path, string key) => (await server.CallAsync("GET", path, key)).Json.GetProperty("next").GetString()!;
        static string Made(string place) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(place));

        var own = await NextAsync($"{Path}?limit=1", provider);
        var journal = await NextAsync($"/v1/agreements/{Space}/journal?limit=1", provider);
        var all = await NextAsync("/v1/agreements?limit=1", provider);

        (await server.CallAsync("GET", $"{Path}?limit=2&cursor={own}", provider)).Status.ShouldBe(200);
        foreach (var (path, key) in new[]
        {
            ($"{Path}?cursor={journal}", provider), ($"{Path}?cursor={Made("v1:5")}", provider), ($"{Path}?cursor={Made("12345678" + "5")}", provider), ($"{Path}?cursor=abc", provider),
            ($"/v1/agreements/{Space}/sources?cursor={own}", provider), ($"/v1/feeds/alder.web/facts?cursor={own}", provider), ($"/v1/agreements?kind=agreement&cursor={all}", provider), ($"{Path}?cursor={own}", customer),
        })
        {
            var refused = await server.CallAsync("GET", path, key);
            refused.Status.ShouldBe(400, path + refused.Text);
            refused.Text.ShouldContain("This is no cursor of this list.");
        }
    }

    [Fact]
    public async Task An_event_in_headers_that_is_none_is_refused_where_it_is_wrong()
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;

        var refused = await server.CallAsync("POST", Path, provider, "{}", "application/json", ("ce-specversion", "1.0"), ("ce-id", "%C0%A0"), ("ce-type", "t"), ("ce-datacontenttype", "application/json"));

        refused.Status.ShouldBe(400, refused.Text);
        refused.Errors.ShouldBe(["ce-datacontenttype event.data", "ce-id header.value", "ce-source value.missing"]);
    }

    [Fact]
    public async Task What_was_taken_is_listed_the_newest_first()
    {
        var (server, provider, customer) = await BothAsync();
        await using var _ = server;
        for (var i = 1; i <= 3; i++) await server.CallAsync("POST", $"{Path}?batch=b{i}", provider, $$"""{"type":"outage","id":"o-{{i}}","service":"shop","from":"2026-10-0{{i}}T00:00:00Z"}""");

        var first = await server.CallAsync("GET", $"{Path}?limit=2", customer);
        var second = await server.CallAsync("GET", $"{Path}?limit=2&cursor={first.Json.GetProperty("next").GetString()}", customer);
        var wrong = await server.CallAsync("GET", $"{Path}?cursor=x", customer);

        first.Json.GetProperty("items").EnumerateArray().Select(b => b.GetProperty("batch").GetString()).ShouldBe(["b3", "b2"]);
        second.Json.GetProperty("items").EnumerateArray().Select(b => b.GetProperty("batch").GetString()).ShouldBe(["b1"]);
        second.Json.TryGetProperty("next", out var _).ShouldBeFalse();
        first.Json.GetProperty("items")[0].GetProperty("by").GetString()!.ShouldStartWith("key:");
        wrong.Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("""{"type":"outage","id":"a\u0000b","service":"shop","from":"2026-10-01T00:00:00Z"}""")]
    [InlineData("""{"type":"ticket","id":"1","ticket":"\u0000=1+1","event":"opened","at":"2026-10-01T00:00:00Z"}""")]
    [InlineData("""{"type":"outage","id":"1","labels":{"se\u0000":"shop"},"from":"2026-10-01T00:00:00Z"}""")]
    public async Task A_text_that_no_database_keeps_is_refused(string fact)
    {
        var (server, provider, _) = await BothAsync();
        await using var __ = server;

        var sent = await SendAsync(server, provider, fact);

        Results(sent).ShouldBe(["1 refused fact.text"]);
    }
}

/// <summary>The door upon a folder.</summary>
public sealed class SqliteFactsTests : FactsContract
{
    protected override StoreAddress Address => new StoreAddress.InFolder { Folder = Prompt.Path("data") };
}

/// <summary>The door upon a server of databases.</summary>
public sealed class PostgresFactsTests : FactsContract
{
    readonly PostgresDatabase database = new();

    protected override StoreAddress Address => database.Address(Prompt.Path("keys"));

    public override void Dispose()
    {
        base.Dispose();
        database.Dispose();
    }
}
