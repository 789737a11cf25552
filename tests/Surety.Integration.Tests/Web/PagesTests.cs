using System.Text.RegularExpressions;
using NodaTime;
using Shouldly;
using Surety.Storage.Records;
using Surety.Web;
using Surety.Web.Shell;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>The frame of the pages: the door, languages, forms that only pages of the session send, people and keys.</summary>
public sealed partial class PagesTests : IAsyncDisposable
{
    const string Password = "a long enough password", Form = "application/x-www-form-urlencoded";

    static readonly (string, string) Html = ("Accept", "text/html,application/xhtml+xml");

    readonly Prompt prompt = new();
    Serving server = null!;
    string cookie = "";

    async Task StartAsync(int signIns = 1000)
    {
        server = await Serving.StartAsync(new StoreAddress.InFolder { Folder = prompt.Path("data") }, SystemClock.Instance, new(["http://127.0.0.1:0"]) { Closes = false, SignInsPerMinute = signIns, Log = TextWriter.Null });
        var set = await server.CallAsync("POST", "/v1/setup", null, $$"""{"token":"{{server.Token}}","party":{"handle":"alder","title":"Alder Hosting"},"email":"ann@alder.example","name":"Ann Smith","password":"{{Password}}"}""");
        cookie = CookieOf(set);
    }

    static string CookieOf(Answer answer) => answer.Headers["Set-Cookie"].Split(';')[0].Split('=', 2)[1];

    Task<Answer> PageAsync(string path, string? who = null, params (string, string)[] more) => server.CallAsync("GET", path, who, headers: [Html, .. more]);

    Task<Answer> SendAsync(string path, string fields, string? who = null, params (string, string)[] more) => server.CallAsync("POST", path, who, fields, Form, [Html, .. more]);

    [GeneratedRegex("name=\"form-token\" value=\"([0-9a-f]+)\"")]
    private static partial Regex Mark();

    async Task<string> MarkAsync(string path, string who) => Mark().Match((await PageAsync(path, who)).Text).Groups[1].Value;

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        prompt.Dispose();
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_led_to_the_door_and_back_from_there()
    {
        await StartAsync();

        var led = await PageAsync("/people");
        var signed = await SendAsync("/sign-in", $"email=ann%40alder.example&password={Uri.EscapeDataString(Password)}&back=%2Fpeople");
        var there = await PageAsync("/people", CookieOf(signed));

        (led.Status, led.Headers["Location"]).ShouldBe((303, "/sign-in?back=%2Fpeople"));
        (signed.Status, signed.Headers["Location"]).ShouldBe((303, "/people"));
        there.Status.ShouldBe(200);
        there.Text.ShouldContain("Ann Smith");
        (await server.CallAsync("GET", "/people")).Type.ShouldBe("application/problem+json", "a program is told as programs are");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/ü")]
    public async Task Nobody_is_sent_to_another_server(string back)
    {
        await StartAsync();

        var signed = await SendAsync("/sign-in", $"email=ann%40alder.example&password={Uri.EscapeDataString(Password)}&back={Uri.EscapeDataString(back)}");

        signed.Headers["Location"].ShouldBe("/");
    }

    [Fact]
    public async Task A_wrong_password_is_told_on_the_page_and_what_was_typed_stays()
    {
        await StartAsync();

        var refused = await SendAsync("/sign-in", "email=ann%40alder.example&password=something+else+entirely");

        refused.Status.ShouldBe(401);
        refused.Text.ShouldContain("role=\"alert\"");
        refused.Text.ShouldContain("value=\"ann@alder.example\"");
        refused.Text.ShouldNotContain("something else");
        refused.Headers.ContainsKey("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_form_counts_only_from_a_page_of_the_session()
    {
        await StartAsync();
        var other = CookieOf(await SendAsync("/sign-in", $"email=ann%40alder.example&password={Uri.EscapeDataString(Password)}"));
        const string invite = "do=invite&email=bob%40alder.example&name=Bob&role-reader=yes";

        var bare = await SendAsync("/people", invite, cookie);
        var foreign = await SendAsync("/people", $"{invite}&form-token={await MarkAsync("/people", other)}", cookie);
        var elsewhere = await SendAsync("/people", $"{invite}&form-token={await MarkAsync("/people", cookie)}", cookie, ("Origin", "https://evil.example"));
        var ours = await SendAsync("/people", $"{invite}&form-token={await MarkAsync("/people", cookie)}", cookie);

        bare.Status.ShouldBe(403);
        foreign.Status.ShouldBe(403);
        elsewhere.Status.ShouldBe(403);
        ours.Status.ShouldBe(201);
        ours.Text.ShouldContain("/invitation?token=");
        (await server.CallAsync("GET", "/v1/invitations", cookie)).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_page_speaks_the_language_of_the_browser_or_the_one_that_was_chosen()
    {
        await StartAsync();

        var english = await PageAsync("/sign-in");
        var german = await PageAsync("/sign-in", null, ("Accept-Language", "de-AT,de;q=0.9,en;q=0.8"));
        var chosen = await SendAsync("/language", "language=de&back=%2Fsign-in");
        var after = await PageAsync("/sign-in", null, ("Cookie", $"surety-language={CookieOf(chosen)}"));

        english.Text.ShouldContain("<html lang=\"en\" data-running=\"");
        german.Text.ShouldContain("<html lang=\"de\" data-running=\"");
        chosen.Headers["Location"].ShouldBe("/sign-in");
        after.Text.ShouldContain("<html lang=\"de\" data-running=\"");
    }

    [Fact]
    public async Task Every_sentence_is_there_in_both_languages_with_the_same_values()
    {
        var (english, german) = (Words.In("en").All, Words.In("de").All);

        german.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, sentence) in english) Values(german[key]).ShouldBe(Values(sentence), key);
        await Task.CompletedTask;

        static string[] Values(string sentence) => [.. Words.Hole().Matches(sentence).Select(m => m.Value).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task What_is_not_there_is_a_page_for_people_and_says_so()
    {
        await StartAsync();

        var absent = await PageAsync("/agreements/nobody.nothing/statements", cookie);

        absent.Status.ShouldBe(404);
        absent.Type.ShouldBe("text/html");
        absent.Text.ShouldContain("There is nothing here");
    }

    [Fact]
    public async Task No_page_has_script_or_style_in_itself()
    {
        await StartAsync();
        foreach (var path in new[] { "/sign-in", "/design", "/glossary", "/people", "/keys" })
        {
            var page = await PageAsync(path, cookie);

            page.Status.ShouldBe(path == "/sign-in" ? 303 : 200, path);
            page.Headers["Content-Security-Policy"].ShouldNotContain("unsafe");
            page.Text.ShouldNotContain(" style=");
            page.Text.ShouldNotContain("<style");
            page.Text.ShouldNotContain(" onclick");
            Regex.Matches(page.Text, "<script(?! type=\"module\" src=\"/assets/)").ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task A_key_is_shown_once_and_opens_what_was_ticked()
    {
        await StartAsync();

        var made = await SendAsync("/keys", $"do=make&label=probe&scope-read=yes&sources=a%2C+b&form-token={await MarkAsync("/keys", cookie)}", cookie);
        var key = Regex.Match(made.Text, "surety_alder_[A-Za-z0-9_-]+").Value;
        var me = await server.CallAsync("GET", "/v1/me", key);
        var again = await PageAsync("/keys", cookie);

        made.Status.ShouldBe(201, made.Text);
        me.Json.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()).ShouldBe(["read"]);
        me.Json.GetProperty("sources").GetArrayLength().ShouldBe(2);
        again.Text.ShouldNotContain(key);
        again.Text.ShouldContain("probe");
    }

    [Fact]
    public async Task A_key_that_may_nothing_is_refused_and_what_was_typed_stays()
    {
        await StartAsync();

        var refused = await SendAsync("/keys", $"do=make&label=probe&days=soon&form-token={await MarkAsync("/keys", cookie)}", cookie);

        refused.Status.ShouldBe(400);
        refused.Text.ShouldContain("role=\"alert\"");
        refused.Text.ShouldContain("value=\"probe\"");
    }

    [Fact]
    public async Task Roles_are_changed_and_somebody_is_ended_by_its_page()
    {
        await StartAsync();
        var invited = await server.CallAsync("POST", "/v1/invitations", cookie, """{"email":"bob@alder.example","name":"Bob","roles":["reader"]}""");
        var joined = await server.CallAsync("POST", "/v1/invitations/accept", null, $$"""{"token":"{{invited.Json.GetProperty("token").GetString()}}","name":"Bob","password":"{{Password}}"}""");
        var (bob, id) = (CookieOf(joined), joined.Json.GetProperty("caller").GetString()!.Split(':')[1]);

        var changed = await SendAsync($"/people/{id}", $"do=roles&role-manager=yes&form-token={await MarkAsync("/people", cookie)}", cookie);
        var roles = (await server.CallAsync("GET", "/v1/people", cookie)).Json.GetProperty("items")[1].GetProperty("roles")[0].GetString();
        var tried = await SendAsync($"/people/{id}", $"do=end&form-token={await MarkAsync("/people", bob)}", bob);
        var ended = await SendAsync($"/people/{id}", $"do=end&form-token={await MarkAsync("/people", cookie)}", cookie);

        (changed.Status, roles).ShouldBe((303, "manager"));
        tried.Status.ShouldBe(403);
        ended.Status.ShouldBe(303);
        (await server.CallAsync("GET", "/v1/people", cookie)).Json.GetProperty("items")[1].TryGetProperty("ended", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_password_is_what_was_typed_to_the_last_space()
    {
        await StartAsync();
        (await server.CallAsync("POST", "/v1/me/password", cookie, $$"""{"old":"{{Password}}","new":"another long password "}""")).Status.ShouldBe(204);

        var exact = await SendAsync("/sign-in", "email=ann%40alder.example&password=another+long+password+");
        var trimmed = await SendAsync("/sign-in", "email=ann%40alder.example&password=another+long+password");

        (exact.Status, trimmed.Status).ShouldBe((303, 401));
    }

    [Fact]
    public async Task Passwords_are_tried_by_the_page_as_seldom_as_anywhere()
    {
        await StartAsync(signIns: 5);
        var mark = await MarkAsync("/people", cookie);
        var tries = new List<int>();

        for (var i = 0; i < 6; i++) tries.Add((await SendAsync("/people/password", $"old=wrong+number+{i}&new=another+long+password&form-token={mark}", cookie)).Status);

        // One of them was the first person's own way in.
        tries.ShouldContain(403);
        tries[^1].ShouldBe(429);
    }

    [Fact]
    public async Task Assets_are_kept_for_as_long_as_they_are_the_same()
    {
        await StartAsync();
        var address = Regex.Match((await PageAsync("/sign-in")).Text, "/assets/surety\\.css\\?v=[0-9a-f]+").Value;

        var kept = await server.CallAsync("GET", address);
        var other = await server.CallAsync("GET", "/assets/surety.css?v=0");

        kept.Headers["Cache-Control"].ShouldContain("immutable");
        other.Headers["Cache-Control"].ShouldBe("no-store");
        (await server.CallAsync("GET", "/assets/nothing.css")).Status.ShouldBe(404);
    }
}
