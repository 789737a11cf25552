using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Surety.Integration.Tests.Records;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>Agreements between two parties of a server, whichever database has them. One class for each database inherits it.</summary>
public abstract partial class AgreementsContract : IDisposable
{
    const string Space = "alder.hosting-brook", At = $"/v1/agreements/{Space}", Yaml = "application/yaml";

    static readonly string Renews = Example.Agreement.Replace("  notice: 90 days before the end\n", "  notice: 90 days before the end\n  renews: for 1 year\n", StringComparison.Ordinal);

    readonly Prompt prompt = new();

    protected Prompt Prompt => prompt;

    /// <summary>An empty store of its own.</summary>
    protected abstract StoreAddress Address { get; }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual void Dispose()
    {
        prompt.Dispose();
        GC.SuppressFinalize(this);
    }

    static T Value<T>(Result<T> result) => result is Result<T>.Ok { Value: var value } ? value : throw new InvalidOperationException(((Result<T>.Refused)result).Problems[0].ToString());

    // Not how passwords are kept, and quick.
    static readonly Passwords Quick = new(password => $"kept:{password}", (kept, given) => kept == $"kept:{given}");

    const string Everything = "\"read\",\"facts\",\"manage\",\"sign\",\"people\"";

    /// <summary>A server with an agreement at which both sides sit, and what each calls with.</summary>
    sealed record Both(Serving Server, string Alder, string Brook, string AlderCookie, string BrookCookie) : IAsyncDisposable
    {
        public ECDsa AlderKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public ECDsa BrookKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public async ValueTask DisposeAsync()
        {
            AlderKey.Dispose();
            BrookKey.Dispose();
            await Server.DisposeAsync();
        }

        public Task<Answer> GetAsync(string key, string path, string accept = "application/json") => Server.CallAsync("GET", path, key, headers: ("Accept", accept));

        public Task<Answer> PostAsync(string key, string path, string body, string? etag = null, string type = "application/json") => Server.CallAsync("POST", path, key, body, type, etag is null ? [] : [("If-Match", etag)]);

        public async Task<string> ETagAsync(string key) => (await GetAsync(key, At)).Headers["ETag"];

        public async Task<Answer> SignAsync(string key, ECDsa with, int version = 1, string? etag = null, string? replaces = null)
        {
            var text = await GetAsync(key, $"{At}/versions/{version}/signing", "text/plain");
            text.Status.ShouldBe(200, text.Text);
            return await PostAsync(key, $"{At}/versions/{version}/signatures", Signature(with, text.Text, replaces), etag);
        }

        public async Task<Both> InForceAsync()
        {
            (await SignAsync(Alder, AlderKey)).Status.ShouldBe(201);
            (await SignAsync(Brook, BrookKey)).Status.ShouldBe(201);
            return this;
        }
    }

    /// <summary>As openssl gives it.</summary>
    static string Signature(ECDsa key, string text, string? replaces = null) =>
        $$"""{"publicKey":{{JsonSerializer.Serialize(key.ExportSubjectPublicKeyInfoPem())}},"signature":"{{Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))}}"{{(replaces is null ? "" : $",\"replaces\":{replaces}")}}}""";

    async Task<Both> BothAsync(string? agreement = null, NodaTime.IClock? time = null)
    {
        var server = await Serving.StartAsync(Address, time);
        var alder = Value(await Invitations.SetUpAsync(server.Store, Quick, server.Token!, new("alder", "Alder Hosting"), "ann@alder.example", new("Ann", "ann's password"), Cancellation));
        var key = await server.KeyAsync(alder.Token, Everything);
        var opened = await server.CallAsync("POST", "/v1/agreements?side=provider", key, agreement ?? Renews, Yaml);
        opened.Status.ShouldBe(201, opened.Text);
        var caller = Caller.Of(alder.Session.Person);
        var brook = Value(await Invitations.AcceptSideAsync(server.Store, Quick, Value(await Invitations.InviteSideAsync(server.Store, caller, Space, "bo@brook.example", "Bo", Cancellation)).Token, new("brook", "Brook Books"), new("Bo", "bo's password"), Cancellation));
        return new(server, key, await server.KeyAsync(brook.Token, Everything), alder.Token, brook.Token);
    }

    static string Amended(int version = 2, string effective = "2027-03-01", string target = "99.8 %") =>
        Renews.Replace("version: 1", $"version: {version}\neffective: {effective}", StringComparison.Ordinal).Replace("at least 99.9 %", $"at least {target}", StringComparison.Ordinal).Replace("to below 99.9 %", $"to below {target}", StringComparison.Ordinal);

    static string Json(string text) => JsonSerializer.Serialize(text);

    static JsonElement VersionOf(Answer answer, int version = 1) => answer.Json.GetProperty("versions").EnumerateArray().Single(v => v.GetProperty("version").GetInt32() == version);

    [Fact]
    public async Task A_version_counts_when_both_sides_have_signed_what_was_printed_with_keys_that_nobody_else_sees()
    {
        await using var both = await BothAsync();

        var first = await both.SignAsync(both.Alder, both.AlderKey);
        var second = await both.SignAsync(both.Brook, both.BrookKey);
        var again = await both.SignAsync(both.Brook, both.BrookKey);
        var file = await both.GetAsync(both.Brook, $"{At}/versions/1", Yaml);
        var printed = await both.GetAsync(both.Brook, $"{At}/versions/1", "text/markdown");
        var page = await both.GetAsync(both.Brook, $"{At}/versions/1?language=de", "text/html");
        var seen = await both.GetAsync(both.Brook, "/v1/agreements");

        first.Json.GetProperty("state").GetString().ShouldBe("proposed");
        second.Json.GetProperty("state").GetString().ShouldBe("in force");
        VersionOf(second).GetProperty("waitsFor").GetArrayLength().ShouldBe(0);
        again.Status.ShouldBe(409);
        Digest.Of(Encoding.UTF8.GetBytes(file.Text)).ToString().ShouldBe(VersionOf(second).GetProperty("file").GetString());
        Digest.Of(Encoding.UTF8.GetBytes(printed.Text)).ToString().ShouldBe(VersionOf(second).GetProperty("printed").GetString());
        page.Text.ShouldContain("<html lang=\"de\" data-running=\"");
        var item = seen.Json.GetProperty("items")[0];
        (item.GetProperty("side").GetString(), item.GetProperty("other").GetProperty("handle").GetString(), item.GetProperty("version").GetInt32(), item.GetProperty("etag").GetString()).ShouldBe(("customer", "alder", 1, second.Headers["ETag"]));
    }

    [Fact]
    public async Task A_signature_of_somebody_else_or_under_another_text_is_none()
    {
        await using var both = await BothAsync();
        var text = (await both.GetAsync(both.Alder, $"{At}/versions/1/signing", "text/plain")).Text;

        var other = await both.PostAsync(both.Brook, $"{At}/versions/1/signatures", Signature(both.BrookKey, text));
        var side = await both.PostAsync(both.Brook, $"{At}/versions/1/signatures", $$"""{"side":"provider",{{Signature(both.BrookKey, text)[1..]}}""");
        var secret = await both.PostAsync(both.Brook, $"{At}/versions/1/signatures", $$"""{"publicKey":{{Json(both.BrookKey.ExportPkcs8PrivateKeyPem())}},"signature":"AAAA"}""");
        var none = await both.SignAsync(both.Alder, both.AlderKey, etag: "\"99\"");

        other.Errors.ShouldBe([" sign.wrong"]);
        side.Errors.ShouldBe(["/side value.side"]);
        secret.Errors.ShouldBe(["/publicKey key.private", "/signature sign.form"]);
        secret.Text.ShouldNotContain(both.BrookKey.ExportPkcs8PrivateKeyPem().Split('\n')[1]);
        none.Status.ShouldBe(412);
        VersionOf(await both.GetAsync(both.Alder, At)).GetProperty("signatures").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_wrong_with_a_text_has_its_line_and_column_where_it_was_sent()
    {
        await using var both = await BothAsync();
        var wrong = Amended().Replace("service levels:", "service level:", StringComparison.Ordinal);
        var etag = await both.ETagAsync(both.Brook);

        var alone = await both.PostAsync(both.Brook, $"{At}/versions", wrong, etag, Yaml);
        var inJson = await both.PostAsync(both.Brook, $"{At}/versions", $$"""{"text":{{Json(wrong)}}}""", etag);
        var uses = await both.PostAsync(both.Brook, $"{At}/versions", $$"""{"text":{{Json(Amended() + "uses: [gold terms 1]\n")}},"files":[{"name":"gold.yaml","text":"surety: 1\nterms: gold\nversion: 1\nscope:\n  tiers: 5\n   x: y\n"}]}""", etag);
        var other = await both.PostAsync(both.Brook, $"{At}/versions", Amended().Replace("hosting-brook", "hosting-book", StringComparison.Ordinal), etag, Yaml);
        var empty = await both.PostAsync(both.Brook, $"{At}/versions", "", etag, Yaml);

        alone.Errors[0].ShouldBe("43:1 key.unknown");
        inJson.Errors[0].ShouldBe("/text key.unknown");
        (inJson.Json.GetProperty("errors")[0].GetProperty("line").GetInt32(), inJson.Json.GetProperty("errors")[0].GetProperty("column").GetInt32()).ShouldBe((43, 1));
        uses.Errors.ShouldContain(e => e.StartsWith("/files/0/text ", StringComparison.Ordinal));
        other.Errors[0].ShouldContain("apply.other");
        empty.Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_counter_proposal_takes_the_place_of_the_text_and_of_its_signatures()
    {
        await using var both = await BothAsync();
        var signed = await both.SignAsync(both.Alder, both.AlderKey);

        var blind = await both.PostAsync(both.Brook, $"{At}/versions", Renews.Replace("99.9 %", "99.95 %", StringComparison.Ordinal), null, Yaml);
        var counter = await both.PostAsync(both.Brook, $"{At}/versions", Renews.Replace("99.9 %", "99.95 %", StringComparison.Ordinal), signed.Headers["ETag"], Yaml);
        var same = await both.PostAsync(both.Brook, $"{At}/versions", Renews.Replace("99.9 %", "99.95 %", StringComparison.Ordinal), counter.Headers["ETag"], Yaml);

        blind.Status.ShouldBe(428);
        counter.Status.ShouldBe(201);
        VersionOf(counter).GetProperty("signatures").GetArrayLength().ShouldBe(0);
        same.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_those_who_sign_amend_and_end_at_once_exactly_one_wins()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        (await both.PostAsync(both.Alder, $"{At}/versions", Amended(), await both.ETagAsync(both.Alder), Yaml)).Status.ShouldBe(201);
        var etag = await both.ETagAsync(both.Alder);
        var text = (await both.GetAsync(both.Brook, $"{At}/versions/2/signing", "text/plain")).Text;

        var answers = await Task.WhenAll(
            both.PostAsync(both.Brook, $"{At}/versions/2/signatures", Signature(both.BrookKey, text), etag), both.PostAsync(both.Alder, $"{At}/versions", Amended(target: "99.7 %"), etag, Yaml),
            both.PostAsync(both.Brook, $"{At}/endings", "{}", etag), both.PostAsync(both.Alder, $"{At}/endings", "{}", etag), both.PostAsync(both.Alder, $"{At}/versions", Amended(target: "99.6 %"), etag, Yaml));

        answers.Count(a => a.Status == 201).ShouldBe(1, string.Join('\n', answers.Select(a => a.Text)));
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Status == 412 || a.Status == 409);
        (await both.ETagAsync(both.Alder)).ShouldNotBe(etag);
    }

    [Fact]
    public async Task Facts_and_exports_do_not_change_the_state_that_somebody_saw()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        var etag = await both.ETagAsync(both.Alder);

        (await both.Server.CallAsync("POST", $"{At}/facts", both.Alder, """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:45:00Z"}""", "application/json")).Status.ShouldBe(201);
        (await both.PostAsync(both.Brook, $"{At}/exports", "")).Status.ShouldBe(201);

        (await both.ETagAsync(both.Alder)).ShouldBe(etag);
    }

    [Fact]
    public async Task Packs_that_nobody_reads_take_no_room_for_long_and_keep_nobody_else_out()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        using var client = new HttpClient { BaseAddress = both.Server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", both.Brook);
        var at = (await both.PostAsync(both.Brook, $"{At}/exports", "")).Json.GetProperty("pack").GetString()!;
        var own = (await both.PostAsync(both.Alder, $"{At}/exports", "")).Json.GetProperty("pack").GetString()!;
        string[] Drafts() => OperatingSystem.IsLinux() ? [.. Directory.GetFiles("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget ?? "").Where(t => t.Contains("/draft-", StringComparison.Ordinal))] : [];

        for (var i = 0; i < 20; i++)
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, at);
            using var answer = await client.SendAsync(head, Cancellation);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }
        var afterHeads = Drafts().Length;
        for (var i = 0; i < 10; i++)
        {
            using var answer = await client.GetAsync(at, Cancellation);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }
        using var other = await client.GetAsync(at, Cancellation);

        afterHeads.ShouldBe(0);
        other.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await both.GetAsync(both.Alder, own, "*/*")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_export_is_noted_once_and_read_as_often_as_whoever_took_it_out_wants()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        using var client = new HttpClient { BaseAddress = both.Server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", both.Brook);

        var begun = await both.PostAsync(both.Brook, $"{At}/exports", "");
        var at = begun.Json.GetProperty("pack").GetString()!;
        using var first = await client.GetAsync(at, Cancellation);
        await both.Server.CallAsync("POST", $"{At}/facts", both.Alder, """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:45:00Z"}""", "application/json");
        using var again = await client.GetAsync(at, Cancellation);
        var other = await both.GetAsync(both.Alder, at, "*/*");
        var noExport = await both.GetAsync(both.Brook, $"{At}/exports/1", "*/*");
        var journal = await both.GetAsync(both.Brook, $"{At}/journal?limit=200");

        begun.Status.ShouldBe(201);
        at.ShouldBe($"{At}/exports/{begun.Json.GetProperty("entry").GetInt64()}");
        first.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var bytes = await first.Content.ReadAsByteArrayAsync(Cancellation);
        first.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        (await again.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(bytes);
        other.Status.ShouldBe(404);
        noExport.Status.ShouldBe(404);
        journal.Json.GetProperty("items").EnumerateArray().Count(e => e.GetProperty("kind").GetString() == "export").ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_learns_of_an_agreement_of_others()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        var stranger = Value(await Invitations.AcceptSideAsync(both.Server.Store, Quick, Value(await Invitations.InviteSideAsync(both.Server.Store, await OwnerAsync(both), await OtherSpaceAsync(both), "cy@cedar.example", "Cy", Cancellation)).Token, new("cedar", "Cedar"), new("Cy", "cy's password"), Cancellation));
        var key = await both.Server.KeyAsync(stranger.Token, Everything);
        string[] reads = ["", "/versions/1", "/versions/1/signing", "/versions/1/diff/1", "/exports/3", "/journal", "/checkpoints/newest", "/revocations/signing"];
        (string Path, string Body)[] writes =
        [
            ("/versions", $$"""{"text":{{Json(Amended())}}}"""), ("/versions/1/signatures", Signature(both.AlderKey, "x")), ("/renewals", """{"to":"2028-12-31"}"""), ("/exports", ""), ("/endings", "{}"), ("/revocations", $$"""{"key":"{{new string('a', 64)}}","signature":"{{Convert.ToBase64String(new byte[64])}}"}"""),
        ];

        foreach (var path in reads) Same(await both.GetAsync(key, At + path, "*/*"), await both.GetAsync(key, "/v1/agreements/alder.none" + path, "*/*"));
        foreach (var (path, body) in writes) Same(await both.PostAsync(key, At + path, body, "*"), await both.PostAsync(key, "/v1/agreements/alder.none" + path, body, "*"));
        Same(await both.PostAsync(stranger.Token, $"{At}/erasures", """{"entry":1}"""), await both.PostAsync(stranger.Token, "/v1/agreements/alder.none/erasures", """{"entry":1}"""));
        (await both.GetAsync(key, "/v1/agreements")).Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("agreement").GetString()).ShouldBe(["alder.other"]);
        // A name that others have is free.
        (await both.Server.CallAsync("POST", "/v1/agreements?side=provider", key, Example.Agreement, Yaml)).Status.ShouldBe(201);

        static void Same(Answer one, Answer other)
        {
            one.Status.ShouldBe(404, one.Text);
            Without(one).ShouldBe(Without(other));
        }

        static string Without(Answer answer) => answer.Text.Replace(answer.Json.GetProperty("traceId").GetString()!, "", StringComparison.Ordinal);
    }

    static async Task<Caller> OwnerAsync(Both both)
    {
        await using var reading = await both.Server.Store.LookAsync(new Access.Party("alder"), Cancellation);
        return Caller.Of((await Persons.ListAsync(reading, "alder", Cancellation))[0]);
    }

    static async Task<string> OtherSpaceAsync(Both both)
    {
        (await both.Server.CallAsync("POST", "/v1/agreements?side=provider", both.Alder, Example.Agreement.Replace("hosting-brook", "other", StringComparison.Ordinal), Yaml)).Status.ShouldBe(201);
        return "alder.other";
    }

    [Fact]
    public async Task A_key_is_replaced_by_the_old_one_and_revoked_by_itself()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        (await both.PostAsync(both.Brook, $"{At}/versions", Amended(), await both.ETagAsync(both.Brook), Yaml)).Status.ShouldBe(201);
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (old, id) = (Digest.Of(both.AlderKey.ExportSubjectPublicKeyInfo()), Digest.Of(next.ExportSubjectPublicKeyInfo()));

        var alone = await both.SignAsync(both.Alder, next, 2);
        var text = (await both.GetAsync(both.Alder, $"{At}/versions/2/signing?newKey={id}", "text/plain")).Text;
        var consent = Convert.ToBase64String(both.AlderKey.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));
        var replaced = await both.SignAsync(both.Alder, next, 2, replaces: $$"""{"key":"{{old}}","signature":"{{consent}}"}""");
        var revoking = (await both.GetAsync(both.Alder, $"{At}/revocations/signing", "text/plain")).Text;
        var wrong = await both.PostAsync(both.Alder, $"{At}/revocations", $$"""{"key":"{{id}}","signature":"{{Convert.ToBase64String(both.AlderKey.SignData(Encoding.UTF8.GetBytes(revoking), HashAlgorithmName.SHA256))}}"}""");
        var revoked = await both.PostAsync(both.Alder, $"{At}/revocations", $$"""{"key":"{{id}}","signature":"{{Convert.ToBase64String(next.SignData(Encoding.UTF8.GetBytes(revoking), HashAlgorithmName.SHA256))}}"}""");

        alone.Status.ShouldBe(409);
        replaced.Status.ShouldBe(201, replaced.Text);
        wrong.Status.ShouldBe(400);
        revoked.Status.ShouldBe(201, revoked.Text);
        revoked.Json.GetProperty("keys").EnumerateArray().Where(k => k.GetProperty("side").GetString() == "provider").ShouldAllBe(k => !k.GetProperty("signs").GetBoolean());
    }

    [Fact]
    public async Task A_renewal_is_an_amendment_of_the_dates_that_both_sign()
    {
        await using var both = await (await BothAsync(Example.Agreement)).InForceAsync();

        var early = await both.PostAsync(both.Brook, $"{At}/renewals", """{"to":"2026-06-30"}""", await both.ETagAsync(both.Brook));
        var renewed = await both.PostAsync(both.Brook, $"{At}/renewals", """{"to":"2027-12-31"}""", await both.ETagAsync(both.Brook));
        var again = await both.PostAsync(both.Brook, $"{At}/renewals", """{"to":"2027-12-31"}""", await both.ETagAsync(both.Brook));
        var another = await both.PostAsync(both.Alder, $"{At}/renewals", """{"to":"2028-12-31"}""", await both.ETagAsync(both.Brook));
        var diff = await both.GetAsync(both.Alder, $"{At}/versions/1/diff/2", "text/markdown");
        var ended = await both.PostAsync(both.Alder, $"{At}/endings", "{}", await both.ETagAsync(both.Alder));

        early.Errors.ShouldBe(["/to renewal.to"]);
        renewed.Status.ShouldBe(201, renewed.Text);
        (VersionOf(renewed, 2).GetProperty("effective").GetString(), VersionOf(renewed, 2).GetProperty("state").GetString()).ShouldBe(("2027-01-01", "proposed"));
        again.Status.ShouldBe(200);
        another.Status.ShouldBe(409);
        diff.Text.ShouldContain("3 clauses say something else.");
        // Its text knows no end by notice.
        ended.Errors.ShouldBe([" agreement.no-notice"]);
    }

    [Fact]
    public async Task Notice_ends_an_agreement_as_its_text_says_and_is_given_once()
    {
        await using var both = await (await BothAsync()).InForceAsync();

        var ended = await both.PostAsync(both.Brook, $"{At}/endings", "{}", await both.ETagAsync(both.Brook));
        var stale = await both.PostAsync(both.Alder, $"{At}/endings", "{}", "\"7\"");
        var twice = await both.PostAsync(both.Alder, $"{At}/endings", "{}", "*");
        var seen = await both.GetAsync(both.Alder, At);

        ended.Status.ShouldBe(201, ended.Text);
        seen.Json.GetProperty("notice").GetProperty("by").GetString().ShouldBe("customer");
        seen.Json.GetProperty("to").GetString().ShouldEndWith("-12-31");
        stale.Status.ShouldBe(412);
        twice.Status.ShouldBe(409);
    }

    [Fact]
    public async Task Drafts_are_saved_whatever_is_wrong_with_them_and_nobody_else_sees_them()
    {
        await using var both = await BothAsync();
        var begun = await both.PostAsync(both.Alder, "/v1/drafts", $$"""{"title":"next year","agreement":"{{Space}}","text":"surety: 1\nagreement: hosting-brook\nterm: 5\n"}""");
        var path = begun.Headers["Location"];
        Task<Answer> Save(string text, string? etag) => both.Server.CallAsync("PUT", path, both.Alder, $$"""{"title":"next year","text":{{Json(text)}}}""", "application/json", etag is null ? [] : [("If-Match", etag)]);

        var saved = await Save(Amended(), begun.Headers["ETag"]);
        var overtaken = await Save("surety: 1\n", begun.Headers["ETag"]);
        var blind = await Save("surety: 1\n", null);
        var foreign = await both.GetAsync(both.Brook, path);
        var theirs = await both.GetAsync(both.Brook, "/v1/drafts");
        var mine = await both.GetAsync(both.Alder, "/v1/drafts");
        var dropped = await both.Server.CallAsync("DELETE", path, both.Alder, headers: ("If-Match", saved.Headers["ETag"]));

        begun.Status.ShouldBe(201, begun.Text);
        begun.Json.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString()).ShouldContain("value.kind");
        begun.Json.GetProperty("problems").EnumerateArray().Single(p => p.GetProperty("code").GetString() == "value.kind").GetProperty("line").GetInt32().ShouldBe(3);
        saved.Json.GetProperty("problems").EnumerateArray().ShouldNotContain(p => p.GetProperty("severity").GetString() == "error");
        overtaken.Status.ShouldBe(412);
        blind.Status.ShouldBe(428);
        foreign.Status.ShouldBe(404);
        theirs.Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        var listed = mine.Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("length").GetInt64().ShouldBe(Amended().Length);
        // What needs the text itself, a list does not say.
        foreach (var name in new[] { "text", "etag", "problems" }) listed.TryGetProperty(name, out _).ShouldBeFalse(name);
        dropped.Status.ShouldBe(204);
    }

    /// <summary>Two commits: the request is begun, and it is done and answered. A third one between deed and answer would be where a crash lets it be done twice.</summary>
    [Fact]
    public async Task An_answer_that_is_kept_is_committed_with_the_deed()
    {
        await using var both = await BothAsync();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, with) in new[] { (both.Alder, both.AlderKey), (both.Brook, both.BrookKey) })
            texts[key] = Signature(with, (await both.GetAsync(key, $"{At}/versions/1/signing", "text/plain")).Text);

        var draft = await OnceAsync("draft", both.Alder, "/v1/drafts", """{"title":"a draft","text":"surety: 1\n"}""", 201);
        await OnceAsync("signature", both.Alder, $"{At}/versions/1/signatures", texts[both.Alder], 201);
        await OnceAsync("other-signature", both.Brook, $"{At}/versions/1/signatures", texts[both.Brook], 201);
        var ended = await OnceAsync("ending", both.Brook, $"{At}/endings", "{}", 201);

        ended.Json.GetProperty("notice").GetProperty("by").GetString().ShouldBe("customer");
        (await both.GetAsync(both.Alder, $"/v1/drafts/{draft.Json.GetProperty("draft").GetString()}")).Text.ShouldBe(draft.Text);
        (await both.GetAsync(both.Alder, "/v1/drafts")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);

        async Task<Answer> OnceAsync(string name, string key, string path, string body, int status)
        {
            var before = both.Server.Store.Commits;
            var answer = await both.Server.CallAsync("POST", path, key, body, headers: [("Idempotency-Key", name), ("If-Match", "*")]);
            answer.Status.ShouldBe(status, answer.Text);
            (both.Server.Store.Commits - before).ShouldBe(2, name);
            var again = await both.Server.CallAsync("POST", path, key, body, headers: [("Idempotency-Key", name), ("If-Match", "*")]);
            (again.Status, again.Text).ShouldBe((answer.Status, answer.Text));
            again.Headers["Idempotency-Replayed"].ShouldBe("true");
            return answer;
        }
    }

    [Fact]
    public async Task A_check_says_what_the_command_line_says_and_stores_nothing()
    {
        await using var both = await BothAsync();
        var before = (await both.GetAsync(both.Alder, $"{At}/journal", "application/x-ndjson")).Text;

        var well = await both.PostAsync(both.Alder, "/v1/checks", Example.Agreement, null, Yaml);
        var wrong = await both.PostAsync(both.Alder, "/v1/checks", $$"""{"text":"surety: 1\nagreement: x\n"}""");
        var told = await prompt.RunAsync("check", prompt.Write("agreement.yaml", Example.Agreement), "--json");

        well.Json.GetProperty("canBeProposed").GetBoolean().ShouldBeTrue();
        well.Json.GetProperty("printed").GetString()!.ShouldContain("Alder Hosting");
        well.Json.GetProperty("problems").EnumerateArray().Select(p => $"{p.GetProperty("line")} {p.GetProperty("code")} {p.GetProperty("detail")}")
            .ShouldBe(JsonDocument.Parse(told.Output).RootElement.GetProperty("problems").EnumerateArray().Select(p => $"{p.GetProperty("line")} {p.GetProperty("code")} {p.GetProperty("message")}"));
        wrong.Json.GetProperty("canBeProposed").GetBoolean().ShouldBeFalse();
        (await both.GetAsync(both.Alder, $"{At}/journal", "application/x-ndjson")).Text.ShouldBe(before);
    }

    static string Terms(int version, string target) => $"surety: 1\nterms: gold\nversion: {version}\nservice levels:\n  shop is up:\n    metric: uptime\n    per: month\n    target: at least {target}\n";

    [Fact]
    public async Task New_standard_terms_are_proposed_to_every_agreement_that_stands_on_the_old_ones()
    {
        var onTerms = Example.Agreement.Replace("version: 1\n", "version: 1\nuses: [gold terms 6]\n", StringComparison.Ordinal).Replace("  shop is up:\n    metric: uptime\n    per: month\n    target: at least 99.9 %\n", "", StringComparison.Ordinal);
        await using var both = await BothAsync();
        foreach (var name in new[] { "one", "two" })
            (await both.PostAsync(both.Alder, "/v1/agreements", $$"""{"side":"provider","keptBy":"provider","text":{{Json(onTerms.Replace("hosting-brook", name, StringComparison.Ordinal))}},"files":[{"name":"gold.6.yaml","text":{{Json(Terms(6, "99.9 %"))}}}]}""")).Status.ShouldBe(201);
        string Upgrade(string more, string target = "99.95 %") => $$"""{"terms":"gold","from":6,"to":7,"effective":"2026-07-01","files":[{"name":"gold.7.yaml","text":{{Json(Terms(7, target))}}}]{{more}}}""";

        var dry = await both.PostAsync(both.Alder, "/v1/terms/upgrades", Upgrade(",\"dryRun\":true"));
        var late = await both.PostAsync(both.Alder, "/v1/terms/upgrades", Upgrade(",\"agreements\":[\"alder.one\"]").Replace("2026-07-01", "2027-07-01", StringComparison.Ordinal));
        var untouched = (await both.GetAsync(both.Alder, "/v1/agreements/alder.one")).Json.GetProperty("versions").GetArrayLength();
        var done = await both.PostAsync(both.Alder, "/v1/terms/upgrades", Upgrade(",\"agreements\":[\"alder.one\"]"));
        var rest = await both.PostAsync(both.Alder, "/v1/terms/upgrades", Upgrade(""));
        var missing = await both.PostAsync(both.Alder, "/v1/terms/upgrades", """{"terms":"gold","from":6,"to":7,"effective":"2027-01-01"}""");
        var foreign = await both.PostAsync(both.Brook, "/v1/terms/upgrades", Upgrade(",\"agreements\":[\"alder.one\"]"));

        Results(dry).ShouldBe(["alder.hosting-brook not concerned", "alder.one would be proposed", "alder.two would be proposed"], dry.Text);
        late.Json.GetProperty("items")[0].GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe("/effective");
        untouched.ShouldBe(1);
        Results(done).ShouldBe(["alder.one proposed"]);
        done.Text.ShouldContain("at least 99.95 %");
        // Kept alone, the word of one side is enough: it stands on the new terms already.
        Results(rest).ShouldBe(["alder.hosting-brook not concerned", "alder.one not concerned", "alder.two proposed"]);
        missing.Errors.ShouldBe(["/files terms.missing"]);
        foreign.Errors.ShouldBe(["/agreements/0 absent"]);

    }

    static List<string> Results(Answer answer) => [.. answer.Json.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("agreement").GetString()} {i.GetProperty("result").GetString()}")];

    [Fact]
    public async Task A_server_with_too_much_to_do_tells_of_each_agreement_whether_new_terms_were_proposed_to_it()
    {
        var onTerms = Example.Agreement.Replace("version: 1\n", "version: 1\nuses: [gold terms 6]\n", StringComparison.Ordinal).Replace("  shop is up:\n    metric: uptime\n    per: month\n    target: at least 99.9 %\n", "", StringComparison.Ordinal);
        await using var both = await BothAsync();
        foreach (var name in new[] { "one", "two" })
            (await both.PostAsync(both.Alder, "/v1/agreements", $$"""{"side":"provider","keptBy":"provider","text":{{Json(onTerms.Replace("hosting-brook", name, StringComparison.Ordinal))}},"files":[{"name":"gold.6.yaml","text":{{Json(Terms(6, "99.9 %"))}}}]}""")).Status.ShouldBe(201);
        var upgrade = $$"""{"terms":"gold","from":6,"to":7,"effective":"2026-07-01","files":[{"name":"gold.7.yaml","text":{{Json(Terms(7, "99.95 %"))}}}]}""";
        var (isBegun, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        // A write holds up all others for longer than one may wait.
        var held = both.Server.Store.WriteAsync<int>("alder.hosting-brook", null, async writing => { isBegun.TrySetResult(); await goesOn.Task; return new Surety.Result<int>.Ok(0); }, Cancellation);
        await isBegun.Task;
        var waiting = both.PostAsync(both.Alder, "/v1/terms/upgrades", upgrade);
        for (var deadline = System.Diagnostics.Stopwatch.StartNew(); both.Server.Store.Behind < Surety.Web.Api.Limits.LongestWait + TimeSpan.FromSeconds(1) && deadline.Elapsed < TimeSpan.FromSeconds(60);) await Task.Delay(50, Cancellation);
        goesOn.SetResult();
        await held;

        var told = await waiting;
        var again = await both.PostAsync(both.Alder, "/v1/terms/upgrades", upgrade);

        (told.Status, string.Join(", ", Results(told))).ShouldBe((200, "alder.hosting-brook not concerned, alder.one not now, alder.two not now"), told.Text);
        Results(again).ShouldBe(["alder.hosting-brook not concerned", "alder.one proposed", "alder.two proposed"], again.Text);
    }

    [Fact]
    public async Task The_record_is_given_as_it_is_and_verifies_elsewhere()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        using var client = new HttpClient { BaseAddress = both.Server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", both.Brook);

        using var exported = await client.GetAsync((await both.PostAsync(both.Brook, $"{At}/exports", "")).Json.GetProperty("pack").GetString(), Cancellation);
        await File.WriteAllBytesAsync(prompt.Path("x.surety"), await exported.Content.ReadAsByteArrayAsync(Cancellation), Cancellation);
        var verified = await prompt.RunAsync("verify", prompt.Path("x.surety"));
        var page = await both.GetAsync(both.Brook, $"{At}/journal?limit=2");
        var next = await both.GetAsync(both.Brook, $"{At}/journal?limit=200&cursor={page.Json.GetProperty("next").GetString()}", "application/x-ndjson");
        var note = await both.GetAsync(both.Brook, $"{At}/checkpoints/newest", "text/plain");
        var audit = await both.GetAsync(both.Brook, "/v1/audit");

        exported.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=\"alder.hosting-brook.surety\"");
        verified.Code.ShouldBe(0, verified.Output);
        verified.Output.ShouldContain("2 signatures");
        page.Json.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()).ShouldBe([1, 2]);
        var third = next.Text.Split('\n')[0];
        JsonDocument.Parse(third).RootElement.GetProperty("seq").GetInt64().ShouldBe(3);
        JsonDocument.Parse(next.Text.Split('\n')[1]).RootElement.GetProperty("previous").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData([0, .. Encoding.UTF8.GetBytes(third)])));
        note.Text.ShouldStartWith($"surety/{Space}\n");
        audit.Json.GetProperty("items").EnumerateArray().Select(l => l.GetProperty("action").GetString()).ShouldContain("agreement.export");
    }

    [Fact]
    public async Task A_party_erases_what_its_own_people_wrote_and_no_program_does()
    {
        await using var both = await (await BothAsync(Renews.Replace("metrics:\n", "  exclusions:\n    works:\n      agreed by: customer\nmetrics:\n", StringComparison.Ordinal))).InForceAsync();
        var proposed = await both.PostAsync(both.AlderCookie, $"{At}/proposals", """{"kind":"exclusion","reason":"Jo was ill","facts":[{"type":"exclusion","exclusion":"works","from":"2026-10-06T10:00:00Z","until":"2026-10-06T11:00:00Z"}]}""");
        proposed.Status.ShouldBe(201, proposed.Text);
        var entry = proposed.Json.GetProperty("entry").GetInt64();

        var byKey = await both.PostAsync(both.Alder, $"{At}/erasures", $$"""{"entry":{{entry}}}""");
        var byOther = await both.PostAsync(both.BrookCookie, $"{At}/erasures", $$"""{"entry":{{entry}}}""");
        var erased = await both.PostAsync(both.AlderCookie, $"{At}/erasures", $$"""{"entry":{{entry}}}""");

        byKey.Status.ShouldBe(403);
        byOther.Status.ShouldBe(403);
        erased.Status.ShouldBe(201, erased.Text);
    }

    /// <summary>A clock that a test moves.</summary>
    sealed class Moving : NodaTime.IClock
    {
        public NodaTime.Instant Now { get; set; } = NodaTime.Instant.FromUtc(2026, 10, 8, 9, 0);

        public NodaTime.Instant GetCurrentInstant() => Now;
    }

    [Fact]
    public async Task Pages_have_the_title_that_is_in_force_and_what_is_to_be_signed_its_own()
    {
        var time = new Moving();
        await using var both = await BothAsync("title: Hosting of the shop\n" + Renews, time);
        async Task<string> HeadAsync(string path) => System.Text.RegularExpressions.Regex.Match((await PageAsync(both, both.BrookCookie, path)).Text, "<h1[^>]*>(.*?)</h1>").Groups[1].Value;
        var cards = TextOf(await PageAsync(both, both.BrookCookie, "/"));
        await both.InForceAsync();
        (await both.PostAsync(both.Alder, $"{At}/versions", "title: Hosting and more\n" + Amended(), await both.ETagAsync(both.Alder), Yaml)).Status.ShouldBe(201);
        (await both.SignAsync(both.Alder, both.AlderKey, 2)).Status.ShouldBe(201);
        (await both.SignAsync(both.Brook, both.BrookKey, 2)).Status.ShouldBe(201);

        var before = await HeadAsync($"/agreements/{Space}");
        time.Now = NodaTime.Instant.FromUtc(2027, 3, 1, 9, 0);
        var after = await HeadAsync($"/agreements/{Space}");

        // By the clock of the text: it takes effect when the year begins in Berlin.
        cards.ShouldContain("Sign version 1");
        cards.ShouldContain("Hosting of the shop");
        cards.ShouldContain("end of Wed 2025-12-31");
        cards.ShouldContain("Europe/Berlin");
        (before, after).ShouldBe(("Hosting of the shop", "Hosting and more"));
    }

    [Fact]
    public async Task A_list_of_many_agreements_shows_no_figures_of_an_hour_ago()
    {
        var time = new Moving();
        await using var both = await BothAsync(time: time);
        // More than those that are looked at anew each time.
        for (var i = 0; i < 8; i++) (await both.Server.CallAsync("POST", "/v1/agreements?side=provider&keptBy=provider", both.Alder, Renews.Replace("hosting-brook", $"one-{i}", StringComparison.Ordinal), Yaml)).Status.ShouldBe(201);
        async Task<List<string>> AsOfAsync() => [.. (await both.GetAsync(both.Alder, "/agreements.csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[^1])];
        var before = await AsOfAsync();
        time.Now += NodaTime.Duration.FromHours(1);

        var after = await AsOfAsync();

        before.ShouldAllBe(at => at.StartsWith("2026-10-08T09:00", StringComparison.Ordinal));
        before.Count.ShouldBe(9);
        after.ShouldAllBe(at => at.StartsWith("2026-10-08T10:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_party_keeps_for_some_days_is_erased_when_these_are_over_and_nothing_else_is()
    {
        var time = new Moving();
        await using var both = await (await BothAsync(Renews.Replace("metrics:\n", "  exclusions:\n    works:\n      agreed by: customer\nmetrics:\n", StringComparison.Ordinal), time)).InForceAsync();
        Task<Answer> Propose(string key, string reason) => both.PostAsync(key, $"{At}/proposals", $$"""{"kind":"exclusion","reason":"{{reason}}","facts":[{"type":"exclusion","exclusion":"works","from":"2026-10-06T10:00:00Z","until":"2026-10-06T11:00:00Z"}]}""");
        var (own, other) = (await Propose(both.AlderCookie, "Jo was ill"), await Propose(both.BrookCookie, "Kim said so"));
        (own.Status, other.Status).ShouldBe((201, 201), other.Text);
        Task<Answer> Set(string key, string body) => both.Server.CallAsync("PUT", "/v1/retention", key, body);
        async Task<List<string?>> ReasonsAsync() => [.. (await both.GetAsync(both.Brook, $"{At}/proposals")).Json.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("reason").GetString())];

        var byKey = await Set(both.Alder, """{"kind":"reasons","days":30}""");
        var wrong = await Set(both.AlderCookie, """{"kind":"reasons","days":0}""");
        var foreign = await Set(both.AlderCookie, """{"kind":"reasons","days":30,"agreement":"brook.nothing"}""");
        var people = await Set(both.AlderCookie, $$"""{"kind":"people","days":30,"agreement":"{{Space}}"}""");
        var general = await Set(both.AlderCookie, """{"kind":"reasons","days":10}""");
        var special = await Set(both.AlderCookie, $$"""{"kind":"reasons","days":30,"agreement":"{{Space}}"}""");
        var seenByOther = await both.Server.CallAsync("GET", "/v1/retention", both.BrookCookie);
        time.Now += NodaTime.Duration.FromDays(29);
        var early = await Retention.RunAsync(both.Server.Store, Cancellation);
        time.Now += NodaTime.Duration.FromDays(2);
        var due = await Retention.RunAsync(both.Server.Store, Cancellation);
        var again = await Retention.RunAsync(both.Server.Store, Cancellation);

        (byKey.Status, wrong.Status, foreign.Status, people.Status).ShouldBe((403, 400, 404, 400));
        general.Status.ShouldBe(200, general.Text);
        special.Json.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("days").GetInt32()).ShouldBe([10, 30]);
        seenByOther.Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (early, due, again).ShouldBe((0, 1, 0));
        (await ReasonsAsync()).ShouldBe(["Kim said so", null], ignoreOrder: true);
        var journal = await both.GetAsync(both.Brook, $"{At}/journal?limit=200");
        journal.Json.GetProperty("items").EnumerateArray().Last().GetRawText().ShouldContain("erased");
        var audit = await both.Server.CallAsync("GET", "/v1/audit", both.Alder);
        audit.Json.GetProperty("items")[0].GetProperty("action").GetString().ShouldBe("agreement.erase");
    }

    [Fact]
    public async Task Somebody_who_is_erased_leaves_a_number_and_no_name()
    {
        var time = new Moving();
        await using var both = await BothAsync(time: time);
        async Task<string> JoinAsync(string email)
        {
            var invited = await both.Server.CallAsync("POST", "/v1/invitations", both.AlderCookie, $$"""{"email":"{{email}}","name":"Jo Lang","roles":["manager"]}""");
            var joined = await both.Server.CallAsync("POST", "/v1/invitations/accept", null, $$"""{"token":"{{invited.Json.GetProperty("token").GetString()}}","name":"Jo Lang","password":"a long password"}""");
            joined.Status.ShouldBe(201, joined.Text);
            return joined.Json.GetProperty("caller").GetString()!["person:".Length..];
        }
        var (jo, kim) = (await JoinAsync("jo@alder.example"), await JoinAsync("kim@alder.example"));
        async Task<JsonElement> PersonAsync(string id) => (await both.Server.CallAsync("GET", "/v1/people", both.Alder)).Json.GetProperty("items").EnumerateArray().Single(p => p.GetProperty("id").GetString() == id);
        var own = (await both.Server.CallAsync("GET", "/v1/me", both.AlderCookie)).Json.GetProperty("caller").GetString()!["person:".Length..];

        var byKey = await both.Server.CallAsync("DELETE", $"/v1/people/{jo}?erase=true", both.Alder);
        var last = await both.Server.CallAsync("DELETE", $"/v1/people/{own}?erase=true", both.AlderCookie);
        var erased = await both.Server.CallAsync("DELETE", $"/v1/people/{jo}?erase=true", both.AlderCookie);
        var none = await both.Server.CallAsync("DELETE", "/v1/people/per_nobody?erase=true", both.AlderCookie);
        await both.Server.CallAsync("DELETE", $"/v1/people/{kim}", both.AlderCookie);
        (await both.Server.CallAsync("PUT", "/v1/retention", both.AlderCookie, """{"kind":"people","days":100}""")).Status.ShouldBe(200);
        var kept = await PersonAsync(kim);
        time.Now += NodaTime.Duration.FromDays(101);
        (await Retention.RunAsync(both.Server.Store, Cancellation)).ShouldBe(1);

        (byKey.Status, last.Status, erased.Status, none.Status).ShouldBe((403, 409, 204, 404), erased.Text);
        kept.GetProperty("name").GetString().ShouldBe("Jo Lang");
        foreach (var id in new[] { jo, kim })
        {
            var person = await PersonAsync(id);
            (person.TryGetProperty("name", out _), person.TryGetProperty("email", out _), person.TryGetProperty("ended", out _)).ShouldBe((false, false, true));
        }
        (await both.Server.CallAsync("POST", "/v1/sessions", null, """{"email":"kim@alder.example","password":"a long password"}""")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task The_command_line_does_on_a_server_what_it_does_on_a_record_of_its_own()
    {
        await using var both = await BothAsync();
        var file = prompt.Write("agreement.yaml", Renews);
        foreach (var side in new[] { "alder", "brook" }) await prompt.RunAsync("key", prompt.Path($"{side}.pem"));
        prompt.Write("alder.key", both.Alder + "\n");
        prompt.Write("brook.key", both.Brook);
        prompt.Write("reader.key", await both.Server.KeyAsync(both.AlderCookie, "\"read\""));
        prompt.Write("none.key", "surety_alder_aaaaaaaaaaaa_nothing");
        Task<Printed> Run(string who, params string[] args) => prompt.RunAsync([.. args, "--server", both.Server.Address.ToString(), "--api-key-file", prompt.Path($"{who}.key")]);

        var alder = await Run("alder", "apply", file, "--sign", "provider", "--key", prompt.Path("alder.pem"));
        var brook = await Run("brook", "apply", file, "--sign", "customer", "--key", prompt.Path("brook.pem"), "-o", "json");
        var reader = await Run("reader", "apply", prompt.Write("v2.yaml", Amended()));
        var nobody = await Run("none", "export", "-o", prompt.Path("no.surety"));
        var inForce = await Run("alder", "apply", prompt.Write("v1.yaml", Renews.Replace("99.9 %", "99.5 %", StringComparison.Ordinal)));
        var exported = await Run("brook", "export", "hosting-brook", "-o", prompt.Path("x.surety"));
        var verified = await prompt.RunAsync("verify", prompt.Path("x.surety"));
        var opened = await Run("alder", "apply", prompt.Write("new.yaml", Example.Agreement.Replace("hosting-brook", "new-one", StringComparison.Ordinal)), "--kept-by", "provider");
        var revoked = await Run("alder", "revoke", prompt.Path("alder.pem"), "--space", "hosting-brook");
        var party = await Run("alder", "party");
        var invited = await Run("alder", "person", "invite", "jo@alder.example", "--name", "Jo", "--role", "manager", "signatory");
        var people = await Run("alder", "person", "list");
        var made = await Run("alder", "api-key", "make", "probe", "--scope", "facts", "--into", prompt.Path("probe.key"));
        var keys = await Run("alder", "api-key", "list");
        var without = await prompt.RunAsync("person", "list");

        alder.Code.ShouldBe(0, alder.Messages);
        alder.Output.ShouldContain("proposed, signed by provider");
        JsonDocument.Parse(brook.Output).RootElement.GetProperty("inForce").GetBoolean().ShouldBeTrue();
        reader.Code.ShouldBe(7);
        nobody.Code.ShouldBe(7);
        inForce.Code.ShouldBe(6);
        exported.Code.ShouldBe(0, exported.Messages);
        verified.Code.ShouldBe(0, verified.Output);
        opened.Output.ShouldContain("alder.new-one, version 1");
        opened.Output.ShouldContain("in force");
        revoked.Code.ShouldBe(0, revoked.Messages);
        party.Output.ShouldContain("alder: Alder Hosting");
        invited.Code.ShouldBe(0, invited.Messages);
        invited.Output.ShouldStartWith($"{both.Server.Address.GetLeftPart(UriPartial.Authority)}/invitation?token=");
        invited.Messages.ShouldContain("Send jo@alder.example this link, and nobody else");
        (await both.Server.CallAsync("GET", new Uri(invited.Output.Trim()).PathAndQuery)).Status.ShouldBe(200);
        alder.Messages.ShouldEndWith($"--key FILE --server {both.Server.Address.GetLeftPart(UriPartial.Authority)}\n");
        opened.Messages.ShouldContain("where it was started with --no-close");
        people.Output.ShouldContain("ann@alder.example");
        made.Output.ShouldBeEmpty();
        File.ReadAllText(prompt.Path("probe.key")).ShouldStartWith("surety_alder_");
        keys.Output.ShouldContain("probe: facts");
        without.Code.ShouldBe(64);
        foreach (var printed in new[] { alder, brook, reader, nobody, exported, made, keys }) (printed.Output + printed.Messages).ShouldNotContain("surety_alder_");
    }
}
