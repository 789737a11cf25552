using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What the API says of figures and statements, whichever database has the record: what the command line says, and nothing to whom it does not concern. One class for each database inherits it.</summary>
public abstract partial class FiguresContract : IAsyncLifetime
{
    const string Space = "alder.hosting-brook";

    readonly Prompt prompt = new() { Now = Start };
    readonly CancellationTokenSource stopping = new();
    Task<Exception?> serving = Task.FromResult<Exception?>(null);

    static Instant Start => At("2026-11-10T09:00:00Z");

    protected Prompt Prompt => prompt;

    protected abstract StoreAddress Address { get; }

    /// <summary>The options that name the store for the command line.</summary>
    protected abstract string[] Where { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Moving Time { get; } = new(At("2026-10-01T09:00:00Z"));

    protected Store Store { get; private set; } = null!;

    protected Caller Alder { get; private set; } = null!;

    Uri Url { get; set; } = null!;

    /// <summary>Calls as a manager of the provider.</summary>
    protected HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = Value(await Store.WriteAsync(Address, Time, Cancellation));
        var passwords = new Passwords(p => p, (kept, given) => kept == given);
        var owner = Value(await Invitations.SetUpAsync(Store, passwords, (await Invitations.FirstTokenAsync(Store, Cancellation))!, new("alder", "Alder Hosting"), "ann@alder.example", new("Ann", "ann's password"), Cancellation)).Session.Person;
        Alder = Caller.Of(owner);
        var listening = new TaskCompletionSource<Uri>();
        serving = Server.RunAsync(Store, new(["http://127.0.0.1:0"]) { Closes = false, RequestsPerSecond = 100_000 }, (urls, _) => listening.SetResult(new(urls.First())), stopping.Token);
        await Task.WhenAny(listening.Task, serving);
        Url = await listening.Task;
        Client = await ClientAsync(Alder, Permission.Read, Permission.Facts, Permission.Manage);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        (await serving).ShouldBeNull();
        Client.Dispose();
        await Store.DisposeAsync();
        stopping.Dispose();
        prompt.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<string> KeyAsync(Caller caller, params Permission[] scopes) => Value(await ApiKeys.MakeAsync(Store, caller, new("test", scopes.ToValueList(), [], null, null), Cancellation)).Token;

    protected async Task<HttpClient> ClientAsync(Caller caller, params Permission[] scopes)
    {
        var client = new HttpClient { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await KeyAsync(caller, scopes));
        return client;
    }

    protected static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    protected static T Value<T>(Result<T> result) => result is Result<T>.Ok { Value: var value } ? value : throw new InvalidOperationException(((Result<T>.Refused)result).Problems[0].ToString());

    /// <summary>An agreement that its provider keeps alone.</summary>
    protected async Task<string> ApplyAsync(Caller caller, string id = "hosting-brook", string? text = null)
    {
        var proposal = Value(RecordedAgreement.Propose("agreement.yaml", Encoding.UTF8.GetBytes((text ?? Example.Agreement).Replace("hosting-brook", id, StringComparison.Ordinal)), []));
        Value(await Applying.ApplyAsync(Store, proposal, Side.Provider, null, caller.Name, Cancellation, new(caller.Party, SpaceName.Of(caller.Party, id), Side.Provider)));
        return SpaceName.Of(caller.Party, id);
    }

    protected async Task SendAsync(string lines, string space = Space)
    {
        using var content = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await Client.PostAsync($"/v1/agreements/{space}/facts", content, Cancellation);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Cancellation));
    }

    protected Task<string> TextAsync(string path, string accept = "application/json") => TextAsync(Client, path, accept);

    protected static async Task<string> TextAsync(HttpClient client, string path, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return text;
    }

    protected async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await TextAsync(path)).RootElement;

    protected static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    protected static async Task<(HttpStatusCode Status, string Text)> PostAsync(HttpClient client, string path, string? json)
    {
        using var content = json is null ? null : new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var response = await client.PostAsync(path, content, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Runs the program on the same store, at the instant that the server has.</summary>
    protected async Task<Printed> RunAsync(params string[] args)
    {
        using var then = new Prompt { Now = Time.Now };
        var run = await then.RunAsync(args, "", Surety.Cli.Terminal.None, Cancellation);
        run.Code.ShouldBe(0, $"{string.Join(' ', args)}\n{run.Output}{run.Messages}");
        return run with { Output = run.Output.Replace(prompt.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) };
    }

    protected Task<Printed> OnStoreAsync(params string[] args) => RunAsync([.. args, "--space", Space, .. Where]);

    const string October = """
        {"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:45:00Z"}
        {"type":"ticket","id":"t-1","ticket":"T1","event":"opened","priority":"P1","at":"2026-10-07T07:00:00Z"}
        {"type":"ticket","id":"t-2","ticket":"T1","event":"replied","by":"provider","at":"2026-10-07T07:30:00Z"}
        """;

    // 3 November 2026 is a Tuesday; at 10:00 in Berlin on the 10th, one of these is late, one is not due yet, and one was answered.
    const string November = """
        {"type":"outage","id":"o-2","service":"shop","from":"2026-11-03T10:00:00Z","until":"2026-11-03T10:10:00Z"}
        {"type":"ticket","id":"t-3","ticket":"T2","event":"opened","priority":"P1","at":"2026-11-09T14:00:00Z","labels":{"team":"network"}}
        {"type":"ticket","id":"t-4","ticket":"T2","event":"assigned","to":"kim","at":"2026-11-09T14:10:00Z"}
        {"type":"ticket","id":"t-5","ticket":"T3","event":"opened","priority":"P1","at":"2026-11-10T08:30:00Z","labels":{"team":"desk"}}
        {"type":"ticket","id":"t-6","ticket":"T4","event":"opened","priority":"P2","at":"2026-11-10T08:00:00Z","labels":{"team":"desk"}}
        {"type":"ticket","id":"t-7","ticket":"T5","event":"opened","priority":"P2","at":"2026-11-09T08:00:00Z"}
        {"type":"ticket","id":"t-8","ticket":"T5","event":"replied","by":"provider","at":"2026-11-09T08:30:00Z"}
        """;

    /// <summary>October is published, and November runs.</summary>
    async Task NovemberAsync()
    {
        await ApplyAsync(Alder);
        Time.Now = At("2026-11-02T09:00:00Z");
        await SendAsync(October);
        // Its day, the end of the 5th business day: published late, its life would be longer than files alone can tell.
        Time.Now = At("2026-11-06T16:00:00Z");
        var (status, text) = await PostAsync(Client, $"/v1/agreements/{Space}/close", null);
        status.ShouldBe(HttpStatusCode.OK, text);
        Time.Now = Start;
        await SendAsync(November);
        // Entries of one instant become known one tick after the other.
        Time.Now += Duration.FromMinutes(1);
    }

    [Fact]
    public async Task The_running_month_is_what_the_command_line_says_byte_for_byte()
    {
        await NovemberAsync();

        var state = await TextAsync($"/v1/agreements/{Space}/state");
        var then = await TextAsync($"/v1/agreements/{Space}/state?as-of=2026-11-02T10:00:00Z");

        (state + "\n").ShouldBe((await OnStoreAsync("statement", "2026-11", "--as-of", "2026-11-10T09:01:00Z", "-o", "json")).Output);
        (then + "\n").ShouldBe((await OnStoreAsync("statement", "2026-11", "--as-of", "2026-11-02T10:00:00Z", "-o", "json")).Output);
        (await GetAsync(Client, $"/v1/agreements/{Space}/state?as-of=2027-01-01T00:00:00Z")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await GetAsync(Client, $"/v1/agreements/{Space}/state?as-of=2025-01-01T00:00:00Z")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Levels_tell_where_each_promise_stands_and_what_is_left()
    {
        await NovemberAsync();

        var standing = await JsonAsync($"/v1/agreements/{Space}/levels");

        standing.GetProperty("period").GetString().ShouldBe("2026-11");
        standing.GetProperty("asOf").GetString().ShouldBe("2026-11-10T09:01:00Z");
        var shop = standing.GetProperty("levels").EnumerateArray().Single(l => l.GetProperty("level").GetString() == "shop is up");
        shop.GetProperty("verdict").GetString().ShouldBe("open");
        shop.GetProperty("standing").GetString().ShouldBe("open");
        shop.GetProperty("figures").GetProperty("measured").GetProperty("shown").GetString().ShouldBe(shop.GetProperty("attained").GetProperty("shown").GetString());
        // 0.1 % of 30 days are 43 min 12 s, and 10 min are gone.
        shop.GetProperty("bounds").GetProperty("allowance").GetProperty("amount").GetProperty("seconds").GetString().ShouldBe("1992");
        shop.GetProperty("credits")[0].GetProperty("most").GetProperty("amount").GetString().ShouldBe("100.00");
        standing.GetProperty("lastStatement").GetProperty("period").GetString().ShouldBe("2026-10");
        var shown = ShownStanding.Read(standing);
        await using var reading = await Store.LookAsync(Cancellation);
        shown.ShouldBe((await SpaceStanding.OfAsync(reading, Space, Time.Now, Cancellation)).Shown);
    }

    [Fact]
    public async Task The_queue_has_the_clocks_that_run_by_due_instant()
    {
        await NovemberAsync();

        var all = (await JsonAsync($"/v1/agreements/{Space}/queue")).GetProperty("items").EnumerateArray().ToList();
        var first = await JsonAsync($"/v1/agreements/{Space}/queue?limit=1");
        var second = await JsonAsync($"/v1/agreements/{Space}/queue?limit=2&cursor={first.GetProperty("next").GetString()}");
        static List<string> Names(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("ticket").GetString()!)];

        all.Select(t => $"{t.GetProperty("ticket")} {t.GetProperty("due")} {t.GetProperty("missed")} {t.GetProperty("left").GetProperty("shown")}").ShouldBe([
            "T2 2026-11-09T15:00:00Z True 3 h 1 min late", "T3 2026-11-10T09:30:00Z False 29 min", "T4 2026-11-12T08:00:00Z False 14 h 59 min",
        ]);
        all[0].GetProperty("owner").GetString().ShouldBe("kim");
        Names(first).ShouldBe(["T2"]);
        Names(second).ShouldBe(["T3", "T4"]);
        second.TryGetProperty("next", out _).ShouldBeFalse();
        Names(await JsonAsync($"/v1/agreements/{Space}/queue?team=desk&priority=P2")).ShouldBe(["T4"]);
        var unknown = await GetAsync(Client, $"/v1/agreements/{Space}/queue?level=shop+is+pu");
        unknown.Status.ShouldBe(HttpStatusCode.BadRequest);
        unknown.Text.ShouldContain("Did you mean 'shop is up'?");
        (await GetAsync(Client, $"/v1/agreements/{Space}/queue?level=none")).Text.ShouldContain("There are: ");
        Names(await JsonAsync($"/v1/agreements/{Space}/queue?level=shop+is+up")).ShouldBeEmpty();
        (await GetAsync(Client, $"/v1/agreements/{Space}/queue?cursor=nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_published_statement_is_its_sealed_bytes_and_its_forms_are_those_of_the_command_line()
    {
        await NovemberAsync();
        var path = $"/v1/agreements/{Space}/statements/2026-10";

        using var response = await Client.GetAsync(path, Cancellation);
        var json = await response.Content.ReadAsByteArrayAsync(Cancellation);
        var tag = response.Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(tag);
        using var same = await Client.SendAsync(again, Cancellation);

        tag.Tag.ShouldBe($"\"{Digest.Of(json)}\"");
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (Encoding.UTF8.GetString(json) + "\n").ShouldBe((await OnStoreAsync("statement", "2026-10", "-o", "json")).Output);
        (await TextAsync(path, "text/html") + "\n").ShouldBe((await OnStoreAsync("statement", "2026-10", "-o", "html")).Output);
        (await TextAsync(path, "text/csv")).ShouldBe((await OnStoreAsync("statement", "2026-10", "-o", "csv")).Output);
        (await TextAsync(path, "text/plain")).ShouldBe((await OnStoreAsync("statement", "2026-10")).Output);
        (await TextAsync($"{path}?language=de", "text/html") + "\n").ShouldBe((await OnStoreAsync("statement", "2026-10", "-o", "html", "--language", "de")).Output);
        (await TextAsync($"{path}?language=de", "text/plain")).ShouldBe((await OnStoreAsync("statement", "2026-10", "--language", "de")).Output);
        (await TextAsync($"{path}/why?of=total&language=de", "text/plain")).ShouldContain("Geht auf: ");
        (await TextAsync($"{path}?language=de")).ShouldBe(Encoding.UTF8.GetString(json));
        (await TextAsync(path, "text/html;q=0.2, text/csv;q=0.1")).ShouldStartWith("<!doctype");
        (await TextAsync($"{path}?as-of=2026-11-02T10:00:00Z") + "\n").ShouldBe((await OnStoreAsync("statement", "2026-10", "--as-of", "2026-11-02T10:00:00Z", "-o", "json")).Output);
        (await TextAsync($"{path}?revision=0")).ShouldBe(Encoding.UTF8.GetString(json));
        using var picture = new HttpRequestMessage(HttpMethod.Get, path);
        picture.Headers.TryAddWithoutValidation("Accept", "image/png");
        using var unacceptable = await Client.SendAsync(picture, Cancellation);
        unacceptable.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
        foreach (var (bad, status) in new[] { ("2026-09", 404), ("2026-10?revision=3", 404), ("2026-10?language=fr", 400), ("october", 400), ("2026-10?revision=0&as-of=2026-11-02T10:00:00Z", 400), ("2026-10?as-of=2030-01-01T00:00:00Z", 400) })
            ((int)(await GetAsync(Client, $"/v1/agreements/{Space}/statements/{bad}")).Status).ShouldBe(status, bad);
    }

    [Theory]
    [InlineData("br;q=1.0, gzip;q=0.5", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, identity", null)]
    public async Task What_is_long_is_packed_where_the_caller_takes_it_and_is_the_same(string taken, string? coding)
    {
        await NovemberAsync();
        var statement = $"/v1/agreements/{Space}/statements/2026-10";
        async Task<HttpResponseMessage> PackedAsync(string path, string? tag = null, HttpMethod? method = null)
        {
            using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", taken);
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            return await Client.SendAsync(request, Cancellation);
        }

        foreach (var path in new[] { statement, $"/v1/agreements/{Space}/state", $"/v1/agreements/{Space}/levels", "/openapi/v1.json", "/openapi/v1.json" })
        {
            using var packed = await PackedAsync(path);
            packed.Content.Headers.ContentEncoding.FirstOrDefault().ShouldBe(coding, path);
            packed.Headers.Vary.ShouldContain("Accept-Encoding");
            var bytes = await packed.Content.ReadAsByteArrayAsync(Cancellation);
            bytes.Length.ShouldBe((int)packed.Content.Headers.ContentLength!);
            await using Stream plain = coding switch { "br" => new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), "gzip" => new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), _ => new MemoryStream(bytes) };
            using var reader = new StreamReader(plain);
            (await reader.ReadToEndAsync(Cancellation)).ShouldBe(await TextAsync(path));
            using var head = await PackedAsync(path, method: HttpMethod.Head);
            head.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        }
        using var first = await PackedAsync(statement);
        using var again = await PackedAsync(statement, first.Headers.ETag!.ToString());
        using var unpacked = await Client.GetAsync(statement, Cancellation);
        // The same content in other bytes.
        first.Headers.ETag!.IsWeak.ShouldBe(coding is not null);
        first.Headers.ETag.Tag.ShouldBe(unpacked.Headers.ETag!.Tag);
        first.Headers.Vary.ShouldBe(["Accept", "Accept-Encoding"]);
        unpacked.Headers.ETag.IsWeak.ShouldBeFalse();
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        again.Headers.ETag!.ShouldBe(first.Headers.ETag);
        again.Headers.Vary.ShouldBe(["Accept", "Accept-Encoding"]);
        // Its ETag comes back behind If-Match, and is a strong one.
        using var agreement = await PackedAsync($"/v1/agreements/{Space}");
        agreement.Content.Headers.ContentEncoding.ShouldBeEmpty();
        agreement.Headers.ETag!.IsWeak.ShouldBeFalse();
    }

    [Fact]
    public async Task The_list_of_statements_has_summary_credits_and_hash()
    {
        await NovemberAsync();
        Time.Now = At("2026-11-12T09:00:00Z");
        await SendAsync("""{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}""");
        Value(await Closing.ReviseAsync(Store, Space, "2026-10", "the probe was read late", Alder.Name, Cancellation)).ShouldHaveSingleItem();

        var newest = await JsonAsync($"/v1/agreements/{Space}/statements?limit=1");
        var rest = await JsonAsync($"/v1/agreements/{Space}/statements?cursor={newest.GetProperty("next").GetString()}");

        var (one, zero) = (newest.GetProperty("items")[0], rest.GetProperty("items")[0]);
        (one.GetProperty("revision").GetInt32(), zero.GetProperty("revision").GetInt32(), rest.GetProperty("items").GetArrayLength()).ShouldBe((1, 0, 1));
        one.GetProperty("summary").GetString()!.ShouldStartWith("October 2026: 1 of 4 service levels met, 1 missed");
        one.GetProperty("final").GetBoolean().ShouldBeFalse();
        one.GetProperty("hash").GetString().ShouldBe(Digest.Of(Encoding.UTF8.GetBytes(await TextAsync($"/v1/agreements/{Space}/statements/2026-10"))).ToString());
        zero.GetProperty("hash").GetString().ShouldBe(Digest.Of(Encoding.UTF8.GetBytes(await TextAsync($"/v1/agreements/{Space}/statements/2026-10?revision=0"))).ToString());
    }

    [GeneratedRegex("\"file\": \"[^\"]*\"")]
    private static partial Regex FileNames { get; }

    /// <summary>Without the names of files, which the record calls otherwise.</summary>
    static string Nameless(string json) => FileNames.Replace(json, "\"file\": \"\"");

    [Theory]
    [InlineData("of=shop%20is%20up", "shop is up")]
    [InlineData("of=response&priority=P1", "response", "--priority", "P1")]
    [InlineData("of=response&scope=priority=P2", "response", "--scope", "priority=P2")]
    [InlineData("of=outages", "outages")]
    [InlineData("of=total", "total")]
    [InlineData("of=service%20report", "service report")]
    [InlineData("of=statements", "statements")]
    public async Task Reasons_are_those_of_why(string query, string name, params string[] options)
    {
        await NovemberAsync();

        var reasons = await TextAsync($"/v1/agreements/{Space}/statements/2026-10/why?{query}");

        var asOf = (await JsonAsync($"/v1/agreements/{Space}/statements")).GetProperty("items")[0].GetProperty("published").GetString()!;
        // The record has texts in their canonical form.
        await using var reading = await Store.LookAsync(Cancellation);
        var text = (await reading.DocumentAsync(Space, (await reading.SpaceAsync(Space, long.MaxValue, Cancellation))!.Versions[0].What.File, Cancellation))!;
        var files = await RunAsync(["why", prompt.Write("agreement.yaml", Encoding.UTF8.GetString(text)), name, "--facts", prompt.Write("october.jsonl", October), "--period", "2026-10", "--as-of", asOf, "-o", "json", .. options]);
        Nameless(reasons).ShouldBe(Nameless(files.Output));
        if (name == "total") Nameless(await TextAsync($"/v1/agreements/{Space}/statements/2026-10/why?{query}&as-of=2026-11-05T00:00:00Z")).ShouldContain("surety-why/1");
    }

    [Fact]
    public async Task What_a_statement_has_no_reason_for_is_told()
    {
        await NovemberAsync();
        async Task<string> Asked(string query, HttpStatusCode expected)
        {
            var (status, text) = await GetAsync(Client, $"/v1/agreements/{Space}/statements/2026-10/why{query}");
            status.ShouldBe(expected, text);
            return text;
        }

        (await Asked("", HttpStatusCode.BadRequest)).ShouldContain("'of' is missing");
        (await Asked("?of=shop%20is%20upp", HttpStatusCode.NotFound)).ShouldContain("shop is up");
        (await Asked("?of=response&scope=priority", HttpStatusCode.BadRequest)).ShouldContain("Write its name and value");
    }

    [Fact]
    public async Task A_backtest_is_that_of_the_command_line_and_leaves_no_trace()
    {
        await NovemberAsync();
        await using var reading = await Store.LookAsync(Cancellation);
        var before = (await reading.EntriesAsync(Space, 1, long.MaxValue, Cancellation)).Count;
        var draft = Example.Agreement.Replace("at least 99.9 %", "at least 99.95 %", StringComparison.Ordinal).Replace("below 99.9 %", "below 99.95 %", StringComparison.Ordinal);
        static string Body(string text, string from, string until, params string[] targets) => JsonSerializer.Serialize(new Dictionary<string, object> { ["text"] = text, ["from"] = from, ["until"] = until, ["targets"] = targets });

        var (status, tried) = await PostAsync(Client, $"/v1/agreements/{Space}/backtests", Body(draft, "2026-10", "2026-10", "shop is up: 99.5 %"));
        var files = await RunAsync("backtest", prompt.Write("draft.yaml", draft), "--facts", prompt.Write("facts.jsonl", October + "\n" + November), "--from", "2026-10", "--until", "2026-10", "--target", "shop is up: 99.5 %", "-o", "json");

        status.ShouldBe(HttpStatusCode.OK, tried);
        Nameless(tried).ShouldBe(Nameless(files.Output));
        await using var after = await Store.LookAsync(Cancellation);
        (await after.EntriesAsync(Space, 1, long.MaxValue, Cancellation)).Count.ShouldBe(before);
        var wrong = await PostAsync(Client, $"/v1/agreements/{Space}/backtests", Body(draft.Replace("per: month", "per: mnth", StringComparison.Ordinal), "2026-10", "2026-10"));
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Text.ShouldContain("line 4");
        var (badStatus, bad) = await PostAsync(Client, $"/v1/agreements/{Space}/backtests", Body(draft, "2026-11", "2026-10", "shop: 1 %"));
        badStatus.ShouldBe(HttpStatusCode.BadRequest);
        bad.ShouldContain("/until");
        bad.ShouldContain("no level called 'shop'");
    }

    [Fact]
    public async Task Closing_needs_the_permission_and_the_plan_has_what_falls_due()
    {
        await NovemberAsync();
        using var reader = await ClientAsync(Alder, Permission.Read);

        var (denied, _) = await PostAsync(reader, $"/v1/agreements/{Space}/close", null);
        var (done, text) = await PostAsync(Client, $"/v1/agreements/{Space}/close", null);
        var plan = await JsonAsync($"/v1/agreements/{Space}/plan?limit=1");
        var next = await JsonAsync($"/v1/agreements/{Space}/plan?cursor={plan.GetProperty("next").GetString()}");

        denied.ShouldBe(HttpStatusCode.Forbidden);
        done.ShouldBe(HttpStatusCode.OK, text);
        JsonDocument.Parse(text).RootElement.GetProperty("statements").GetArrayLength().ShouldBe(0);
        await using var reading = await Store.LookAsync(Cancellation);
        var all = await reading.PlanAsync(Space, 100, Cancellation);
        new[] { plan, next }.SelectMany(p => p.GetProperty("items").EnumerateArray()).Select(i => i.GetProperty("about").GetString()).ShouldBe(all.Select(a => a.About));
        all.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_portfolio_has_the_agreements_of_the_caller_with_the_worst_of_each()
    {
        await NovemberAsync();
        await ApplyAsync(Alder, "hosting-cedar");
        await SendAsync("""{"type":"outage","id":"o-1","service":"shop","from":"2026-11-06T10:00:00Z","until":"2026-11-06T20:00:00Z"}""", "alder.hosting-cedar");

        var first = await JsonAsync("/v1/portfolio?limit=1");
        var second = await JsonAsync($"/v1/portfolio?limit=1&cursor={first.GetProperty("next").GetString()}");
        var all = await JsonAsync("/v1/portfolio");

        all.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("agreement")} {i.GetProperty("provider")} {i.GetProperty("worst").GetProperty("level")} {i.GetProperty("worst").GetProperty("standing")}").ShouldBe([$"{Space} Alder Hosting response open", "alder.hosting-cedar Alder Hosting shop is up lost"]);
        all.GetProperty("items")[0].GetRawText().ShouldBe(first.GetProperty("items")[0].GetRawText());
        all.GetProperty("items")[1].GetRawText().ShouldBe(second.GetProperty("items")[0].GetRawText());
        second.TryGetProperty("next", out _).ShouldBeFalse();
        all.GetProperty("items")[1].GetProperty("atStake")[0].GetProperty("least").GetString().ShouldBe("100.00");
        all.GetProperty("items")[0].GetProperty("lastStatement").GetString().ShouldBe("2026-10");
    }

    [Fact]
    public async Task Months_that_wait_for_somebody_who_closes_are_told()
    {
        Time.Now = At("2026-12-02T09:00:00Z");
        await ApplyAsync(Alder);
        await SendAsync(October);
        Time.Now = At("2026-12-20T09:00:00Z");

        var levels = await JsonAsync($"/v1/agreements/{Space}/levels");
        var portfolio = await JsonAsync("/v1/portfolio");
        var (done, closed) = await PostAsync(Client, $"/v1/agreements/{Space}/close", null);
        Time.Now += Duration.FromMinutes(1);
        var after = await JsonAsync($"/v1/agreements/{Space}/levels");

        foreach (var told in new[] { levels, portfolio.GetProperty("items")[0] }) told.GetProperty("held").EnumerateArray().Select(h => h.GetString()).ShouldBe(["2026-10", "2026-11"]);
        done.ShouldBe(HttpStatusCode.OK, closed);
        JsonDocument.Parse(closed).RootElement.GetProperty("statements").EnumerateArray().Select(s => s.GetProperty("period").GetString()).ShouldBe(["2026-10", "2026-11"]);
        after.TryGetProperty("held", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_portfolio_catches_up_by_itself()
    {
        await NovemberAsync();
        await JsonAsync("/v1/portfolio");
        Time.Now += Duration.FromMinutes(1);
        await SendAsync("""{"type":"outage","id":"o-3","service":"shop","from":"2026-11-06T10:00:00Z","until":"2026-11-06T20:00:00Z"}""");

        var worst = "";
        for (var i = 0; i < 200 && !worst.Contains("shop", StringComparison.Ordinal); i++)
        {
            worst = (await JsonAsync("/v1/portfolio")).GetProperty("items")[0].GetProperty("worst").GetProperty("level").GetString()!;
            await Task.Delay(25, Cancellation);
        }

        worst.ShouldBe("shop is up");
    }

    [Fact]
    public async Task The_command_line_says_the_same_of_a_record_and_of_a_server()
    {
        await NovemberAsync();
        var key = prompt.Write("key", await KeyAsync(Alder, Permission.Read, Permission.Manage));
        async Task Same(params string[] args)
        {
            var (record, server) = (await RunAsync([.. args, "--space", Space, .. Where]), await RunAsync([.. args, "--space", Space, "--server", Url.ToString(), "--api-key-file", key]));
            server.Output.ShouldBe(record.Output, string.Join(' ', args));
        }

        await Same("status");
        await Same("status", "-o", "json");
        foreach (var form in new[] { "table", "json", "html", "csv" })
        {
            await Same("statement", "-o", form);
            await Same("statement", "2026-11", "--as-of", "2026-11-09T10:00", "-o", form);
        }
        await Same("statement", "2026-10", "--revision", "0");
        var all = await RunAsync("status", "--server", Url.ToString(), "--api-key-file", key);
        var due = await RunAsync("close", "--server", Url.ToString(), "--api-key-file", key, "-o", "json");
        all.Output.ShouldContain(Space);
        due.Messages.ShouldContain("Nothing is due");
        JsonDocument.Parse(due.Output).RootElement.GetProperty("spaces")[0].GetProperty("space").GetString().ShouldBe(Space);

        await SendAsync("""{"type":"outage","id":"o-8","service":"shop","from":"2026-11-06T10:00:00Z","until":"2026-11-06T20:00:00Z"}""");
        using var elsewhere = new Prompt { Now = Time.Now };
        var checking = await elsewhere.RunAsync("status", "--check", "--server", Url.ToString(), "--api-key-file", key);
        var reading = prompt.Write("reader", await KeyAsync(Alder, Permission.Read));
        var denied = await elsewhere.RunAsync("close", "--space", Space, "--server", Url.ToString(), "--api-key-file", reading);
        var unknown = await elsewhere.RunAsync("status", "--space", "alder.nothing", "--server", Url.ToString(), "--api-key-file", reading);
        var stranger = await elsewhere.RunAsync("status", "--server", Url.ToString(), "--api-key-file", prompt.Write("wrong", "surety_alder_000000000000_0"));
        (checking.Code, denied.Code, unknown.Code, stranger.Code).ShouldBe((3, 7, 1, 7), denied.Messages + unknown.Messages + stranger.Messages);
    }

    [Fact]
    public async Task Whoever_sits_nowhere_near_an_agreement_finds_none()
    {
        await NovemberAsync();
        var invited = Value(await Invitations.InviteSideAsync(Store, Alder, await ApplyAsync(Alder, "other"), "boss@birch.example", "Boss", Cancellation));
        var birch = Caller.Of(Value(await Invitations.AcceptSideAsync(Store, new(p => p, (a, b) => a == b), invited.Token, new("birch", "Birch"), new("Boss", "secret"), Cancellation)).Session.Person);
        using var stranger = await ClientAsync(birch, Permission.Read, Permission.Facts, Permission.Manage);
        // Known here, and none of theirs.
        await TextAsync($"/v1/agreements/{Space}/levels");

        foreach (var path in new[] { "state", "state?as-of=2026-11-05T00:00:00Z", "levels", "queue", "plan", "statements", "statements/2026-10", "statements/2026-10?as-of=2026-11-05T00:00:00Z", "statements/2026-10/why?of=total" })
        {
            var (theirs, none) = (await GetAsync(stranger, $"/v1/agreements/{Space}/{path}"), await GetAsync(stranger, $"/v1/agreements/alder.nothing/{path}"));
            theirs.Status.ShouldBe(HttpStatusCode.NotFound, path);
            Traceless(theirs.Text).ShouldBe(Traceless(none.Text));
        }
        (await PostAsync(stranger, $"/v1/agreements/{Space}/close", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(stranger, $"/v1/agreements/{Space}/backtests", """{"text":"x","from":"2026-10","until":"2026-10"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        var portfolio = await TextAsync(stranger, "/v1/portfolio");
        JsonDocument.Parse(portfolio).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("agreement").GetString()).ShouldBe(["alder.other"]);
        (await TextAsync(stranger, "/v1/agreements/alder.other/levels")).ShouldContain("alder.other");

        static string Traceless(string text) => Regex.Replace(text, "\"traceId\":\"[^\"]*\"", "");
    }

    [Fact]
    public async Task What_was_acknowledged_is_in_the_next_answer()
    {
        await NovemberAsync();
        for (var i = 0; i < 5; i++)
        {
            await SendAsync($$"""{"type":"outage","id":"n-{{i}}","service":"shop","from":"2026-11-04T1{{i}}:00:00Z","until":"2026-11-04T1{{i}}:01:00Z"}""");
            var shop = (await JsonAsync($"/v1/agreements/{Space}/levels")).GetProperty("levels").EnumerateArray().Single(l => l.GetProperty("level").GetString() == "shop is up");
            shop.GetProperty("missCount").GetInt32().ShouldBe(2 + i);
        }
    }

    /// <summary>A clock that a test moves.</summary>
    protected sealed class Moving(Instant now) : IClock
    {
        public Instant Now { get; set; } = now;

        public Instant GetCurrentInstant() => Now;
    }
}
