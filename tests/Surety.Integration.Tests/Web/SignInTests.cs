using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;
using Shouldly;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>How people sign in and out, and what keeps others from doing it for them.</summary>
public sealed class SignInTests : IAsyncDisposable
{
    const string Password = "a long enough password";

    static readonly (string, string) Https = ("X-Forwarded-Proto", "https");

    readonly Prompt prompt = new();
    readonly Clock time = new();
    readonly StringWriter log = new();
    Serving server = null!;
    string cookie = "";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    sealed class Clock : IClock
    {
        public Instant Now { get; set; } = Instant.FromUtc(2026, 10, 1, 8, 0);

        public Instant GetCurrentInstant() => Now;
    }

    async Task StartAsync(int signIns = 1000)
    {
        server = await Serving.StartAsync(new StoreAddress.InFolder { Folder = prompt.Path("data") }, time, new(["http://127.0.0.1:0"]) { Closes = false, IsBehindProxy = true, SignInsPerMinute = signIns, Log = TextWriter.Synchronized(log) });
        cookie = Token(await SetUpAsync(Password));
    }

    Task<Answer> SetUpAsync(string password) => server.CallAsync("POST", "/v1/setup", null, $$"""{"token":"{{server.Token}}","party":{"handle":"alder","title":"Alder Hosting"},"email":"ann.smith@alder.example","name":"Ann Smith","password":"{{password}}"}""");

    Task<Answer> SignInAsync(string password = Password, string? cookie = null, params (string, string)[] headers) => server.CallAsync("POST", "/v1/sessions", cookie, $$"""{"email":"ann.smith@alder.example","password":"{{password}}"}""", headers: headers);

    static string Token(Answer answer)
    {
        answer.Status.ShouldBe(201, answer.Text);
        return answer.Headers["Set-Cookie"].Split(';')[0].Split('=', 2)[1];
    }

    async Task<(string Token, string Id)> JoinAsync(string name, string roles = "\"reader\"")
    {
        var invited = await server.CallAsync("POST", "/v1/invitations", cookie, $$"""{"email":"{{name}}@alder.example","name":"{{name}}","roles":[{{roles}}]}""");
        var joined = await server.CallAsync("POST", "/v1/invitations/accept", null, $$"""{"token":"{{invited.Json.GetProperty("token").GetString()}}","name":"{{name}}","password":"{{Password}}"}""");
        return (Token(joined), joined.Json.GetProperty("caller").GetString()!.Split(':')[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        prompt.Dispose();
        await log.DisposeAsync();
    }

    [Fact]
    public async Task Over_https_the_cookie_is_of_this_host_alone_and_no_other_name_opens_anything()
    {
        await StartAsync();

        var plain = await SignInAsync();
        var safe = await SignInAsync(headers: Https);

        plain.Headers["Set-Cookie"].ShouldStartWith("surety=");
        safe.Headers["Set-Cookie"].ShouldStartWith("__Host-surety=");
        var flags = safe.Headers["Set-Cookie"].ToLowerInvariant().Split("; ");
        foreach (var flag in new[] { "secure", "httponly", "samesite=strict", "path=/" }) flags.ShouldContain(flag);
        flags.ShouldNotContain(f => f.StartsWith("domain", StringComparison.Ordinal));
        (await server.CallAsync("GET", "/v1/me", headers: [Https, ("Cookie", $"__Host-surety={Token(safe)}")])).Status.ShouldBe(200);
        (await server.CallAsync("GET", "/v1/me", headers: [Https, ("Cookie", $"surety={Token(safe)}")])).Status.ShouldBe(401);
        var gone = await server.CallAsync("DELETE", "/v1/sessions/current", headers: [Https, ("Cookie", $"__Host-surety={Token(safe)}")]);
        (gone.Status, gone.Headers["Clear-Site-Data"]).ShouldBe((204, "\"cache\", \"storage\""));
        gone.Headers["Set-Cookie"].ShouldStartWith("__Host-surety=;");
    }

    [Fact]
    public async Task Every_answer_keeps_other_windows_out_and_over_https_other_hosts_below_this_one_to_https()
    {
        await StartAsync();

        foreach (var path in new[] { "/v1/me", "/v1/reference", "/nothing" }) (await server.CallAsync("GET", path)).Headers["Cross-Origin-Opener-Policy"].ShouldBe("same-origin", path);
        (await server.CallAsync("GET", "/v1/me", headers: Https)).Headers["Strict-Transport-Security"].ShouldBe("max-age=31536000; includeSubDomains");
        (await server.CallAsync("GET", "/v1/me")).Headers.ContainsKey("Strict-Transport-Security").ShouldBeFalse();
    }

    [Fact]
    public async Task A_password_that_is_tried_first_or_rests_on_names_is_refused_wherever_one_is_set()
    {
        string[] all = ["passwordpassword", "PasswordPassword", "1qaz2wsx3edc", "administrator", "surety123456789012", "AlderHosting2026", "ann.smith@alder.example", "Ann Smith 1234567"];
        server = await Serving.StartAsync(new StoreAddress.InFolder { Folder = prompt.Path("data") }, time, new(["http://127.0.0.1:0"]) { Closes = false, SignInsPerMinute = 1000 });
        foreach (var easy in all) (await SetUpAsync(easy)).Errors.ShouldBe(["/password person.password-easy"], easy);
        cookie = Token(await SetUpAsync(Password));
        var invited = (await server.CallAsync("POST", "/v1/invitations", cookie, """{"email":"ann.smith@alder.example.org","name":"x","roles":["reader"]}""")).Json.GetProperty("token").GetString();

        foreach (var easy in all)
        {
            (await server.CallAsync("POST", "/v1/invitations/accept", null, $$"""{"token":"{{invited}}","name":"Ann Smith","password":"{{easy}}"}""")).Errors.ShouldBe(["/password person.password-easy"], easy);
            (await server.CallAsync("POST", "/v1/me/password", cookie, $$"""{"old":"{{Password}}","new":"{{easy}}"}""")).Errors.ShouldBe(["/new person.password-easy"], easy);
        }

        (await SignInAsync()).Status.ShouldBe(201);
        // The invitation is open still, for another password; names may stand in a long one.
        (await server.CallAsync("POST", "/v1/invitations/accept", null, $$"""{"token":"{{invited}}","name":"Ann Smith","password":"Ann Smith reads by lamplight"}""")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_password_is_taken_as_it_is_of_any_characters_up_to_two_hundred()
    {
        await StartAsync();
        var old = Password;

        foreach (var next in new[] { "только строчные буквы", "             ' or 1=1 --" + new string('ü', 174) + "Z" })
        {
            (await server.CallAsync("POST", "/v1/me/password", cookie, $$"""{"old":"{{old}}","new":"{{next}}"}""")).Status.ShouldBe(204, next);
            (await SignInAsync(next)).Status.ShouldBe(201);
            foreach (var other in new[] { next.ToUpperInvariant(), next.Trim() + " ", next[..^1] }) (await SignInAsync(other)).Status.ShouldBe(401, other);
            old = next;
        }
        (await server.CallAsync("POST", "/v1/me/password", cookie, $$"""{"old":"{{old}}","new":"eleven char"}""")).Status.ShouldBe(400);
        (await server.CallAsync("POST", "/v1/me/password", cookie, $$"""{"old":"{{old}}","new":"{{new string('x', 201)}}"}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task What_was_kept_of_a_password_with_fewer_rounds_is_kept_anew_at_the_next_sign_in()
    {
        await StartAsync();
        var weak = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = 100_000 })).HashPassword("", Password);
        async Task<string> KeptAsync()
        {
            await using var reading = await server.Store.LookAsync(Cancellation);
            return (await reading.Command("select password from person").RowsAsync(r => r.Text(0), Cancellation)).Single();
        }
        await server.Store.ChangeAsync(new Access.All(), changing =>
        {
            changing.Stage("update person set password = @weak", ("weak", weak));
            return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
        }, Cancellation);

        (await SignInAsync("another password")).Status.ShouldBe(401);
        (await KeptAsync()).ShouldBe(weak);
        (await SignInAsync()).Status.ShouldBe(201);
        var strong = await KeptAsync();
        (await SignInAsync()).Status.ShouldBe(201);

        strong.ShouldNotBe(weak);
        (await KeptAsync()).ShouldBe(strong);
        Server.Passwords.IsOld(weak).ShouldBeTrue();
        Server.Passwords.IsOld(strong).ShouldBeFalse();
        Convert.FromBase64String(strong)[..9].ShouldBe([1, 0, 0, 0, 2, 0, 3, 0x34, 0x50]);
    }

    [Fact]
    public async Task One_sees_where_one_is_signed_in_and_ends_each_of_them()
    {
        await StartAsync();
        time.Now += Duration.FromMinutes(1);
        var (phone, office) = (Token(await SignInAsync()), Token(await SignInAsync()));
        var (other, _) = await JoinAsync("bob");

        var list = (await server.CallAsync("GET", "/v1/sessions", office)).Json.GetProperty("items").EnumerateArray().ToList();
        list.Count.ShouldBe(3);
        list.Single(s => s.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString().ShouldBe(office.Split('.')[1]);
        list.ShouldAllBe(s => s.GetProperty("ends").GetString()!.Length > 0 && !office.Contains(s.ToString(), StringComparison.Ordinal));

        (await server.CallAsync("DELETE", $"/v1/sessions/{phone.Split('.')[1]}", other)).Status.ShouldBe(404);
        (await server.CallAsync("DELETE", $"/v1/sessions/{phone.Split('.')[1]}", office)).Status.ShouldBe(204);
        (await server.CallAsync("DELETE", $"/v1/sessions/{phone.Split('.')[1]}", office)).Status.ShouldBe(404);
        (await server.CallAsync("GET", "/v1/me", phone)).Status.ShouldBe(401);
        (await server.CallAsync("GET", "/v1/sessions", office)).Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        // Who signed in long ago shows again who this is.
        time.Now += Duration.FromMinutes(10);
        var late = await server.CallAsync("DELETE", $"/v1/sessions/{cookie.Split('.')[1]}", office);
        (late.Status, late.Json.GetProperty("title").GetString()).ShouldBe((403, "Sign in again for this."));
        (await server.CallAsync("DELETE", $"/v1/sessions/{office.Split('.')[1]}", office)).Status.ShouldBe(204);
        (await server.CallAsync("GET", "/v1/sessions", await server.KeyAsync(cookie))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Who_signs_in_where_it_is_signed_in_has_another_session_and_not_two()
    {
        await StartAsync();

        var again = Token(await SignInAsync(cookie: cookie));

        again.ShouldNotBe(cookie);
        (await server.CallAsync("GET", "/v1/me", cookie)).Status.ShouldBe(401);
        (await server.CallAsync("GET", "/v1/sessions", again)).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        // A try that fails ends nothing.
        (await SignInAsync("not the password", again)).Status.ShouldBe(401);
        (await server.CallAsync("GET", "/v1/me", again)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_owner_signs_somebody_out_everywhere_and_nobody_else_does()
    {
        await StartAsync();
        var (bob, id) = await JoinAsync("bob");
        var (eve, _) = await JoinAsync("eve", "\"manager\"");

        (await server.CallAsync("DELETE", $"/v1/people/{id}/sessions", eve)).Status.ShouldBe(403);
        (await server.CallAsync("GET", "/v1/me", bob)).Status.ShouldBe(200);
        (await server.CallAsync("DELETE", "/v1/people/per_nobody/sessions", cookie)).Status.ShouldBe(404);
        (await server.CallAsync("DELETE", $"/v1/people/{id}/sessions", cookie)).Status.ShouldBe(204);

        await using var reading = await server.Store.LookAsync(Cancellation);
        (await Sessions.ListAsync(reading, "alder", id, time.Now, Cancellation)).Count.ShouldBe(0);
        (await Audit.ListAsync(reading, "alder", null, 200, Cancellation)).ShouldContain(e => e.Line.Action == "session.end-all" && e.Line.About == $"person:{id}" && e.Line.Outcome == Outcome.Done);
        (await server.CallAsync("POST", "/v1/sessions", null, $$"""{"email":"bob@alder.example","password":"{{Password}}"}""")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Passkeys_are_changed_by_who_signed_in_just_now()
    {
        await StartAsync();
        const string credential = """{"label":"phone","credential":{}}""";
        (await server.CallAsync("POST", "/v1/passkeys", cookie, credential)).Status.ShouldBe(400);
        time.Now += Duration.FromMinutes(10);

        var added = await server.CallAsync("POST", "/v1/passkeys", cookie, credential);
        (added.Status, added.Json.GetProperty("title").GetString()).ShouldBe((403, "Sign in again for this."));
        (await server.CallAsync("DELETE", "/v1/passkeys/AAAA", cookie)).Status.ShouldBe(403);
        var again = Token(await SignInAsync(cookie: cookie));
        (await server.CallAsync("POST", "/v1/passkeys", again, credential)).Status.ShouldBe(400);
        (await server.CallAsync("DELETE", "/v1/passkeys/AAAA", again)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_log_has_keys_that_do_not_count_and_floods_once()
    {
        await StartAsync(signIns: 5);
        for (var i = 0; i < 20; i++) await server.CallAsync("GET", "/v1/people", $"surety_alder_aaaaaaaaaaaa_{i}", headers: ("X-Forwarded-For", "203.0.113.7"));
        for (var i = 0; i < 20; i++) await SignInAsync("not the password", headers: ("X-Forwarded-For", "203.0.113.8"));
        await server.CallAsync("DELETE", "/v1/keys/x", cookie, headers: ("Sec-Fetch-Site", "cross-site"));

        var lines = log.ToString().Split('\n').Where(l => l.Contains(" warning ", StringComparison.Ordinal)).Select(l => Regex.Replace(l, @"^\S+ \w+ \w+ \S+ ", "").Trim()).ToList();

        lines.Count(l => l == "listPeople was tried from 203.0.113.7 with a key or a session that does not count: signed-out.").ShouldBe(5);
        lines.Count(l => l == "listPeople was asked for too often from 203.0.113.7; for a minute no more is said of it.").ShouldBe(1);
        lines.Count(l => l == "signIn was asked for too often from 203.0.113.8; for a minute no more is said of it.").ShouldBe(1);
        lines.ShouldContain(l => l.StartsWith("revokeKey was tried from ", StringComparison.Ordinal) && l.EndsWith("does not count: other-site.", StringComparison.Ordinal));
        lines.Count.ShouldBe(8);
    }
}
