using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Shouldly;
using Surety.Storage.Records;
using Surety.Web;
using Surety.Web.Api;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What the door holds against whoever would have it for itself, and what every answer has.</summary>
public sealed class DoorTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static ServerSettings Settings => new(["http://127.0.0.1:0"]) { Closes = false };

    async Task<Serving> StartAsync(ServerSettings? settings = null) => await Serving.StartAsync(new StoreAddress.InFolder { Folder = prompt.Path("data") }, settings: settings ?? Settings);

    static async Task<string> SetUpAsync(Serving server)
    {
        var answer = await server.CallAsync("POST", "/v1/setup", null, $$"""{"token":"{{server.Token}}","party":{"handle":"alder","title":"Alder Hosting"},"email":"ann@alder.example","name":"Ann Alder","password":"correct horse battery"}""");
        answer.Status.ShouldBe(201, answer.Text);
        return answer.Headers["Set-Cookie"].Split(';')[0]["surety=".Length..];
    }

    /// <summary>A connection on which bytes are written as they are.</summary>
    static async Task<NetworkStream> ConnectAsync(Serving server, string head)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        var stream = new NetworkStream(client.Client, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
        return stream;
    }

    /// <summary>A request whose body the server waits for: there is room for it, and the server says that it may come.</summary>
    static async Task<NetworkStream> HeldAsync(Serving server, string head)
    {
        var stream = await ConnectAsync(server, head.Replace("Host: x\r\n", "Host: x\r\nExpect: 100-continue\r\n", StringComparison.Ordinal));
        const string goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        var said = new byte[goOn.Length];
        await stream.ReadExactlyAsync(said, Cancellation);
        Encoding.ASCII.GetString(said).ShouldBe(goOn);
        return stream;
    }

    static async Task<string> RawAsync(Serving server, string request)
    {
        await using var stream = await ConnectAsync(server, request);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }

    static string Sending(string key, long length) => $"POST /v1/feeds/alder.web/facts?source=probe HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {length}\r\n\r\n";

    static string Rows(int bytes)
    {
        const string row = """{"type":"state","at":"2026-10-01T00:00:00Z","service":"shop","state":"up"}""";
        return row + new string('\n', bytes - row.Length);
    }

    [Fact]
    public async Task A_caller_that_drips_leaves_room_for_others()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        var (large, many, other) = (await server.KeyAsync(cookie), await server.KeyAsync(cookie), await server.KeyAsync(cookie));

        // It says that much comes, and sends nearly nothing of it.
        var dripping = new List<NetworkStream>();
        for (var i = 0; i < 4; i++) dripping.Add(await ConnectAsync(server, Sending(large, 32 << 20) + "{"));
        for (var i = 0; i < 300; i++) dripping.Add(await ConnectAsync(server, Sending(many, 1000) + "{"));
        // Until as many of them are held as may be.
        var own = await server.CallAsync("POST", "/v1/feeds/alder.web/facts?source=probe", many, Rows(1000), "application/x-ndjson");
        for (var i = 0; i < 200 && own.Status != 503; i++)
        {
            await Task.Delay(25, Cancellation);
            own = await server.CallAsync("POST", "/v1/feeds/alder.web/facts?source=probe", many, Rows(1000), "application/x-ndjson");
        }
        var sent = await server.CallAsync("POST", "/v1/feeds/alder.web/facts?source=probe", other, Rows(8 << 20), "application/x-ndjson");
        foreach (var stream in dripping) await stream.DisposeAsync();

        sent.Status.ShouldBe(201, sent.Text);
        own.Status.ShouldBe(503, own.Text);
        own.Headers["Retry-After"].ShouldBe("1");
        for (var i = 0; i < 100 && (own = await server.CallAsync("POST", "/v1/feeds/alder.web/facts?source=probe", many, Rows(1000), "application/x-ndjson")).Status == 503; i++) await Task.Delay(50, Cancellation);
        own.Status.ShouldBeOneOf(200, 201);
    }

    [Fact]
    public async Task The_largest_body_is_taken_beside_others()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        var (held, large) = (await server.KeyAsync(cookie), await server.KeyAsync(cookie));

        await using var own = await HeldAsync(server, Sending(large, 1));
        await using var one = await HeldAsync(server, Sending(held, 2));
        await using var ordinary = await HeldAsync(server, Sending(held, 8 << 20));
        foreach (var stream in new[] { one, ordinary }) await stream.WriteAsync("{"u8.ToArray(), Cancellation);
        var sent = await server.CallAsync("POST", "/v1/feeds/alder.web/facts?source=probe", large, Rows(32 << 20), "application/x-ndjson");

        sent.Status.ShouldBe(201, sent.Text);
    }

    [Fact]
    public void What_tells_a_secret_is_not_packed()
    {
        var answer = new Reply.Whole(200, "text/html; charset=utf-8", new byte[5000]);

        // Keys, tokens and invitations are told in answers to what is sent; the page of an invitation has its token.
        foreach (var operation in Operations.All.Where(o => o.Method != "GET" || o.Path == "/invitation")) Compression.Packs(operation, answer).ShouldBeFalse(operation.Id);
        Operations.All.Where(o => o.Path == "/invitation").ShouldNotBeEmpty();
        Operations.All.Where(o => Compression.Packs(o, answer)).ShouldNotBeEmpty();
    }

    [Fact]
    public void Addresses_of_one_network_are_one_and_their_number_is_bounded()
    {
        string Of(string address) => Limits.AddressOf(IPAddress.Parse(address));

        Of("2001:db8:1:2::1").ShouldBe(Of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        Of("2001:db8:1:2::1").ShouldNotBe(Of("2001:db8:1:3::1"));
        Of("::ffff:192.0.2.1").ShouldBe(Of("192.0.2.1"));
        Of("192.0.2.1").ShouldNotBe(Of("192.0.2.2"));
        Enumerable.Range(0, 200_000).Select(i => Limits.AddressOf(new(BitConverter.GetBytes(i)))).Distinct().Count().ShouldBeLessThanOrEqualTo(1 << 14);
    }

    [Fact]
    public async Task Tries_from_one_network_of_ipv6_count_together()
    {
        await using var server = await StartAsync(Settings with { IsBehindProxy = true, SignInsPerMinute = 3 });

        var near = new List<int>();
        for (var i = 1; i <= 5; i++) near.Add((await server.CallAsync("GET", "/v1/me", $"surety_alder_{new string('a', 12)}_{i}", headers: ("X-Forwarded-For", $"2001:db8::{i}"))).Status);
        var far = await server.CallAsync("GET", "/v1/me", $"surety_alder_{new string('a', 12)}_0", headers: ("X-Forwarded-For", "2001:db8:0:1::1"));

        near.ShouldBe([401, 401, 401, 429, 429]);
        far.Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.88.0.0/16", false)]
    public async Task A_proxy_elsewhere_is_believed_where_the_settings_say_that_it_stands(string network, bool isBelieved)
    {
        await using var server = await StartAsync(Settings with { Proxies = [IPNetwork.Parse(network)], SignInsPerMinute = 2 });

        var statuses = new List<int>();
        for (var i = 1; i <= 4; i++) statuses.Add((await server.CallAsync("GET", "/v1/me", $"surety_alder_{new string('a', 12)}_{i}", headers: ("X-Forwarded-For", $"192.0.2.{i}"))).Status);

        statuses.ShouldBe(isBelieved ? [401, 401, 401, 401] : [401, 401, 429, 429]);
    }

    [Fact]
    public async Task What_answers_to_get_answers_to_head_with_the_same_headers_and_no_body()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        foreach (var path in new[] { "/", "/openapi", "/openapi/v1.json", "/healthz/ready", "/v1/me", "/v1/people", "/v1/agreements", "/v1/agreements/alder.none", "/v1/retention" })
        {
            var (get, head) = (await server.CallAsync("GET", path, cookie), await server.CallAsync("HEAD", path, cookie));

            (head.Status, head.Type, head.Text).ShouldBe((get.Status, get.Type, ""), path);
            foreach (var name in get.Headers.Keys.Where(n => n != "Date")) head.Headers[name].ShouldBe(get.Headers[name], $"{path} {name}");
        }
        (await server.CallAsync("HEAD", "/v1/checks", cookie)).Status.ShouldBe(405);
    }

    [Fact]
    public async Task A_list_goes_on_with_the_question_that_was_asked()
    {
        await using var server = await StartAsync();
        var key = await server.KeyAsync(await SetUpAsync(server));
        foreach (var feed in new[] { "a", "b" }) (await server.CallAsync("POST", $"/v1/feeds/alder.{feed}/facts?source=probe", key, Rows(100), "application/x-ndjson")).Status.ShouldBe(201);

        var first = await server.CallAsync("GET", "/v1/agreements?kind=feed&limit=1", key);
        var link = first.Headers["Link"];
        var next = await server.CallAsync("GET", link[1..link.IndexOf('>', StringComparison.Ordinal)], key);

        link.ShouldStartWith("</v1/agreements?kind=feed&limit=1&cursor=");
        next.Json.GetProperty("items")[0].GetProperty("agreement").GetString().ShouldBe("alder.b");
    }

    [Fact]
    public async Task Half_of_a_pair_of_characters_is_refused_wherever_it_stands()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);

        var signIn = await server.CallAsync("POST", "/v1/sessions/passkey", null, """{"credential":{"rawId":"\ud800","response":{"clientDataJSON":"e30","authenticatorData":"e30","signature":"e30","userHandle":"e30"}}}""");
        var registered = await server.CallAsync("POST", "/v1/passkeys", cookie, """{"label":"phone","credential":{"response":{"clientDataJSON":"\udc00","attestationObject":"e30"}}}""");
        var name = await server.CallAsync("POST", "/v1/passkeys", cookie, """{"label":"phone","credential":{"\ud800":1}}""");

        foreach (var answer in new[] { signIn, registered, name })
        {
            answer.Status.ShouldBe(400, answer.Text);
            answer.Errors.ShouldBe([" json.text"]);
        }
    }

    [Fact]
    public async Task A_request_without_a_host_is_answered()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);

        foreach (var (path, body) in new[] { ("/v1/sessions/passkey/options", ""), ("/v1/passkeys/options", ""), ("/v1/sessions/passkey", """{"credential":{}}"""), ("/v1/passkeys", """{"label":"phone","credential":{}}""") })
        {
            var answer = await RawAsync(server, $"POST {path} HTTP/1.0\r\nCookie: surety={cookie}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            answer.ShouldStartWith("HTTP/1.1 400 ", customMessage: path);
            answer.ShouldContain("\"header\":\"Host\"");
        }
        foreach (var path in new[] { "/", "/people", "/openapi", "/v1/me", "/healthz/ready" }) (await RawAsync(server, $"GET {path} HTTP/1.0\r\nCookie: surety={cookie}\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ", customMessage: path);
    }

    const string Agreement = "alder.hosting-brook";

    static async Task<string> OpenAsync(Serving server, string cookie)
    {
        var opened = await server.CallAsync("POST", "/v1/agreements?side=provider&keptBy=provider", cookie, Example.Agreement, "application/yaml");
        opened.Status.ShouldBe(201, opened.Text);
        return await server.KeyAsync(cookie, more: $",\"agreement\":\"{Agreement}\"");
    }

    [Fact]
    public async Task A_key_for_one_agreement_sees_how_long_that_one_keeps_what_it_has()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        var key = await OpenAsync(server, cookie);
        foreach (var rule in new[] { """{"kind":"reasons","days":100}""", $$"""{"kind":"reasons","days":200,"agreement":"{{Agreement}}"}""", """{"kind":"people","days":300}""" }) (await server.CallAsync("PUT", "/v1/retention", cookie, rule)).Status.ShouldBe(200);

        (await server.CallAsync("GET", "/v1/retention", cookie)).Json.GetProperty("items").GetArrayLength().ShouldBe(3);
        (await server.CallAsync("GET", "/v1/retention", key)).Json.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("days").GetInt32()).ShouldBe([200]);
    }

    [Fact]
    public async Task A_reason_that_is_missing_is_told_where_it_is_missing()
    {
        await using var server = await StartAsync();
        var key = await OpenAsync(server, await SetUpAsync(server));

        var proposed = await server.CallAsync("POST", $"/v1/agreements/{Agreement}/proposals", key, """{"kind":"exclusion","facts":[{"type":"exclusion","exclusion":"works","from":"2026-10-03T00:00:00Z"}]}""");
        var restated = await server.CallAsync("POST", $"/v1/agreements/{Agreement}/proposals?preview=true", key, """{"kind":"restatement","period":"2026-10","reason":" "}""");
        var refused = await server.CallAsync("POST", $"/v1/agreements/{Agreement}/proposals/prp_00000000/refusals", key, "{}");

        foreach (var (answer, code) in new[] { (proposed, "proposal.reason"), (restated, "proposal.reason"), (refused, "answer.reason") })
        {
            answer.Status.ShouldBe(400, answer.Text);
            answer.Errors.ShouldBe([$"/reason {code}"]);
            answer.Text.ShouldNotContain("--");
        }
    }

    [Fact]
    public async Task Denials_without_end_are_counted_and_cost_few_lines()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        var (first, second) = (await server.KeyAsync(cookie, "\"read\""), await server.KeyAsync(cookie, "\"read\""));
        var before = server.Store.Commits;

        for (var i = 0; i < 60; i++) (await server.CallAsync("GET", i % 2 == 0 ? "/v1/keys" : "/v1/audit", first)).Status.ShouldBe(403);
        (await server.CallAsync("GET", "/v1/keys", second)).Status.ShouldBe(403);
        var written = server.Store.Commits - before;
        var denied = (await server.CallAsync("GET", "/v1/audit?limit=200", cookie)).Json.GetProperty("items").EnumerateArray().Where(l => l.GetProperty("outcome").GetString() == "denied").ToList();
        var again = (await server.CallAsync("GET", "/v1/audit?limit=200", cookie)).Json.GetProperty("items").EnumerateArray().Count(l => l.GetProperty("outcome").GetString() == "denied");

        written.ShouldBe(21);
        denied.Count.ShouldBe(23);
        denied.Where(l => l.TryGetProperty("about", out _)).Select(l => $"{l.GetProperty("action").GetString()}: {l.GetProperty("about").GetString()}").Order().ShouldBe(["audit: 20 more like it", "listKeys: 20 more like it"]);
        again.ShouldBe(23);
    }

    void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={prompt.Path("data/surety.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Fact]
    public async Task What_is_not_allowed_is_denied_where_nobody_can_note_it_and_noted_later()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        var key = await server.KeyAsync(cookie, "\"read\"");

        Execute("alter table audit rename to gone");
        var denied = await server.CallAsync("GET", "/v1/keys", key);
        Execute("alter table gone rename to audit");

        denied.Status.ShouldBe(403, denied.Text);
        (await server.CallAsync("GET", "/v1/audit", cookie)).Json.GetProperty("items")[0].ShouldSatisfyAllConditions(l => l.GetProperty("action").GetString().ShouldBe("listKeys"), l => l.GetProperty("about").GetString().ShouldBe("1 more like it"));
    }

    [Fact]
    public async Task Of_a_request_with_a_password_nothing_is_kept()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        Task<Answer> ChangeAsync() => server.CallAsync("POST", "/v1/me/password", cookie, """{"old":"correct horse battery","new":"a loaf a day is fine"}""", headers: [("Idempotency-Key", "k")]);

        var changed = await ChangeAsync();
        var again = await ChangeAsync();

        changed.Status.ShouldBe(204, changed.Text);
        again.Status.ShouldBe(403, again.Text);
        again.Headers.Keys.ShouldNotContain("Idempotency-Replayed", StringComparer.OrdinalIgnoreCase);
        await using (var reading = await server.Store.LookAsync(Cancellation)) (await reading.Command("select key from idempotency").RowsAsync(r => r.Text(0), Cancellation)).ShouldBeEmpty();
        // Likewise whatever is added later.
        Operations.All.Where(o => o.IsOnce && (o.Body?.All.Any(f => f.Shape is Shape.Words { Format: "password" }) == true)).Select(o => o.Id).ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_without_a_body_is_given_again_without_one()
    {
        var again = Once.Again(new(204, "\nETag: \"1\"", default));

        again.ShouldBeOfType<Reply.Nothing>().Headers.ShouldBe([("ETag", "\"1\""), ("Idempotency-Replayed", "true")]);
    }

    [Fact]
    public async Task An_old_cookie_uses_up_one_sign_in_each_time_and_is_taken_away()
    {
        await using var server = await StartAsync(Settings with { SignInsPerMinute = 6 });
        const string Deletes = "surety=; expires=Thu, 01 Jan 1970";
        var cookie = await SetUpAsync(server);
        (await server.CallAsync("DELETE", "/v1/sessions/current", cookie)).Status.ShouldBe(204);
        Task<Answer> SignInAsync(string password) => server.CallAsync("POST", "/v1/sessions", cookie, $$"""{"email":"ann@alder.example","password":"{{password}}"}""");

        var me = await server.CallAsync("GET", "/v1/me", cookie);
        var listed = await server.CallAsync("GET", "/v1/agreements", cookie);
        var wrong = await SignInAsync("something else");
        var page = await server.CallAsync("GET", "/invitation?token=x", cookie);
        var right = await SignInAsync("correct horse battery");
        var often = await SignInAsync("correct horse battery");

        (me.Status, listed.Status, wrong.Status, page.Status, right.Status, often.Status).ShouldBe((401, 401, 401, 404, 201, 429));
        foreach (var answer in new[] { me, listed, wrong, page }) answer.Headers["Set-Cookie"].ShouldStartWith(Deletes);
        right.Headers["Set-Cookie"].ShouldNotContain("1970");
        (await server.CallAsync("GET", "/v1/me", right.Headers["Set-Cookie"].Split(';')[0]["surety=".Length..])).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Who_proposes_and_closes_stands_in_the_audit()
    {
        await using var server = await StartAsync();
        var cookie = await SetUpAsync(server);
        await OpenAsync(server, cookie);

        var closed = await server.CallAsync("POST", $"/v1/agreements/{Agreement}/close", cookie);
        closed.Status.ShouldBe(200, closed.Text);

        (await server.CallAsync("GET", "/v1/audit", cookie)).Json.GetProperty("items")[0].ShouldSatisfyAllConditions(l => l.GetProperty("action").GetString().ShouldBe("agreement.close"), l => l.GetProperty("agreement").GetString().ShouldBe(Agreement));
    }

    [Fact]
    public async Task The_first_page_says_what_this_is_and_runs_nothing()
    {
        await using var server = await StartAsync();

        var page = await server.CallAsync("GET", "/");

        (page.Status, page.Type).ShouldBe((200, "text/html"));
        foreach (var link in new[] { "/openapi", "/openapi/v1.json", "/healthz/live", "/healthz/ready" })
        {
            page.Text.ShouldContain($"href=\"{link}\"");
            (await server.CallAsync("GET", link)).Status.ShouldBe(200);
        }
        page.Text.ShouldContain("/v1/sessions");
        page.Text.ShouldNotContain("<script");
        page.Headers["Content-Security-Policy"].ShouldContain("default-src 'none'");
    }

    const string Form = "application/x-www-form-urlencoded";

    static async Task<(string Path, string Token)> InviteAsync(Serving server, string cookie, string body)
    {
        var invited = await server.CallAsync("POST", "/v1/invitations", cookie, body);
        invited.Status.ShouldBe(201, invited.Text);
        var link = new Uri(invited.Json.GetProperty("link").GetString()!);
        link.Authority.ShouldBe(server.Address.Authority);
        return (link.PathAndQuery, invited.Json.GetProperty("token").GetString()!);
    }

    [Fact]
    public async Task Somebody_invited_opens_the_link_and_sets_a_password_without_script()
    {
        await using var server = await StartAsync(Settings with { SignInsPerMinute = 1000 });
        var cookie = await SetUpAsync(server);
        var (path, token) = await InviteAsync(server, cookie, """{"email":"bo@alder.example","name":"Bo <b>","roles":["reader"]}""");
        (string, string) browser = ("Accept", "text/html,*/*;q=0.8");
        string Fields(string password) => $"token={Uri.EscapeDataString(token)}&name=Bo+B%C3%B6hm&password={Uri.EscapeDataString(password)}";

        var page = await server.CallAsync("GET", path, headers: browser);
        var seen = await server.CallAsync("HEAD", path);
        var elsewhere = await server.CallAsync("POST", "/invitation", null, Fields("a loaf a day is fine"), Form, ("Origin", "https://evil.example"), browser);
        var cross = await server.CallAsync("POST", "/invitation", null, Fields("a loaf a day is fine"), Form, ("Sec-Fetch-Site", "cross-site"), browser);
        var weak = await server.CallAsync("POST", "/invitation", null, Fields("short"), Form, browser);
        var easy = await server.CallAsync("POST", "/invitation", null, Fields("passwordpassword"), Form, browser);
        var one = await server.CallAsync("POST", "/invitation", null, Fields("alderhosting1"), Form, browser);
        var program = await server.CallAsync("POST", "/invitation", null, Fields("short"), Form);
        var done = await server.CallAsync("POST", "/invitation", null, Fields("a loaf a day is fine"), Form, ("Origin", server.Address.GetLeftPart(UriPartial.Authority)), browser);
        var twice = await server.CallAsync("GET", path, headers: browser);
        var none = await server.CallAsync("GET", "/invitation?token=alder.x.y");
        var signedIn = await server.CallAsync("POST", "/v1/sessions", null, """{"email":"bo@alder.example","password":"a loaf a day is fine"}""");

        (page.Status, page.Type).ShouldBe((200, "text/html"), page.Text);
        page.Text.ShouldContain("bo@alder.example");
        page.Text.ShouldContain("Bo &lt;b&gt;");
        page.Text.ShouldContain("Alder Hosting");
        page.Text.ShouldNotContain("<script");
        seen.Status.ShouldBe(200);
        (elsewhere.Status, cross.Status).ShouldBe((403, 403));
        (weak.Status, weak.Type).ShouldBe((400, "text/html"), weak.Text);
        weak.Text.ShouldContain("at least 12");
        (easy.Status, easy.Type).ShouldBe((400, "text/html"), easy.Text);
        easy.Text.ShouldContain("tried first");
        one.Text.ShouldContain("this password has 1 character, and 12 are needed");
        page.Text.ShouldContain("type=\"password\" autocomplete=\"new-password\"");
        page.Text.ShouldNotContain("onpaste");
        weak.Text.ShouldNotContain("short\"");
        program.Errors.ShouldBe(["/password value.text"]);
        (done.Status, done.Type).ShouldBe((201, "text/html"), done.Text);
        done.Headers["Set-Cookie"].ShouldContain("httponly", Case.Insensitive);
        done.Text.ShouldContain("Bo B&#246;hm");
        (twice.Status, twice.Type).ShouldBe((404, "text/html"));
        (none.Status, none.Type).ShouldBe((404, "application/problem+json"));
        signedIn.Json.GetProperty("name").GetString().ShouldBe("Bo Böhm");
    }

    [Fact]
    public async Task Somebody_invited_to_the_other_side_brings_an_organisation()
    {
        await using var server = await StartAsync(Settings with { SignInsPerMinute = 1000 });
        var cookie = await SetUpAsync(server);
        (await server.CallAsync("POST", "/v1/agreements?side=provider", cookie, Example.Agreement.Replace("version: 1\n", "title: Hosting of the <shop>\nversion: 1\n", StringComparison.Ordinal), "application/yaml")).Status.ShouldBe(201);
        var (path, token) = await InviteAsync(server, cookie, $$"""{"email":"bo@brook.example","name":"Bo","agreement":"{{Agreement}}"}""");
        var key = await server.KeyAsync(cookie);
        string Fields(string handle) => $"token={Uri.EscapeDataString(token)}&name=Bo&password=a+loaf+a+day+is+fine&handle={handle}&title=Brook+Books";

        var page = await server.CallAsync("GET", path, headers: ("Accept", "text/html"));
        var taken = await server.CallAsync("POST", "/invitation", cookie, Fields("alder"), Form, ("Accept", "text/html"));
        var done = await server.CallAsync("POST", "/invitation", cookie, Fields("brook"), Form, ("Accept", "text/html"));

        page.Text.ShouldContain("name=\"handle\"");
        page.Text.ShouldContain($"the agreement “Hosting of the &lt;shop&gt;”, <code>{Agreement}</code>");
        System.Text.RegularExpressions.Regex.IsMatch(page.Text, "open until (Mon|Tue|Wed|Thu|Fri|Sat|Sun) 20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC[.]").ShouldBeTrue(page.Text);
        (taken.Status, taken.Type).ShouldBe((409, "text/html"), taken.Text);
        taken.Text.ShouldContain("value=\"Brook Books\"");
        done.Status.ShouldBe(201, done.Text);
        // Who was signed in with that browser is so no more: somebody else is.
        (await server.CallAsync("GET", "/v1/me", cookie)).Status.ShouldBe(401);
        (await server.CallAsync("GET", $"/v1/agreements/{Agreement}", key)).Json.GetProperty("other").GetProperty("handle").GetString().ShouldBe("brook");
    }
}
