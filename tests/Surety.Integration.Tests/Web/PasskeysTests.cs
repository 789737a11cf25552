using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Shouldly;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>Passkeys, shown by an authenticator that is a few lines long and can lie.</summary>
public sealed class PasskeysTests : IAsyncDisposable
{
    const string Origin = "https://surety.example", Password = "a long enough password";

    readonly Prompt prompt = new();
    readonly Clock time = new();
    Serving server = null!;
    string cookie = "";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    sealed class Clock : IClock
    {
        public Instant Now { get; set; } = Instant.FromUtc(2026, 10, 1, 8, 0);

        public Instant GetCurrentInstant() => Now;
    }

    /// <summary>What a browser and a device do. Each property is what a lie would say.</summary>
    sealed record Device
    {
        readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);

        public string From { get; init; } = Origin;

        public string Host { get; init; } = "surety.example";

        public uint Counter { get; init; }

        public byte Flags { get; init; } = 0x05;

        public string? Type { get; init; }

        public string Format { get; init; } = "none";

        public bool IsInFrame { get; init; }

        public string? Handle { get; init; }

        byte[] Said(string type, string challenge) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Dictionary<string, object> { ["type"] = Type ?? type, ["challenge"] = challenge, ["origin"] = From, ["crossOrigin"] = IsInFrame }));

        byte[] Data(byte more, byte[] rest)
        {
            var data = new byte[37];
            SHA256.HashData(Encoding.UTF8.GetBytes(Host)).CopyTo(data, 0);
            data[32] = (byte)(Flags | more);
            BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Counter);
            return [.. data, .. rest];
        }

        public string Register(string challenge)
        {
            var q = key.ExportParameters(false).Q;
            var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
            cose.WriteStartMap(5);
            foreach (var (name, value) in new[] { (1, 2), (3, -7), (-1, 1) })
            {
                cose.WriteInt32(name);
                cose.WriteInt32(value);
            }
            foreach (var (name, value) in new[] { (-2, q.X!), (-3, q.Y!) })
            {
                cose.WriteInt32(name);
                cose.WriteByteString(value);
            }
            cose.WriteEndMap();
            var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
            attestation.WriteStartMap(3);
            attestation.WriteTextString("fmt");
            attestation.WriteTextString(Format);
            attestation.WriteTextString("attStmt");
            attestation.WriteStartMap(0);
            attestation.WriteEndMap();
            attestation.WriteTextString("authData");
            attestation.WriteByteString(Data(0x40, [.. new byte[16], 0, (byte)Id.Length, .. Id, .. cose.Encode()]));
            attestation.WriteEndMap();
            return Credential($$""" "clientDataJSON":"{{Base64Url.EncodeToString(Said("webauthn.create", challenge))}}","attestationObject":"{{Base64Url.EncodeToString(attestation.Encode())}}" """);
        }

        public string Show(string challenge, string handle, bool isChanged = false)
        {
            var (said, data) = (Said("webauthn.get", challenge), Data(0, []));
            byte[] signed = [.. data, .. SHA256.HashData(said)];
            var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            if (isChanged) signature[^1] ^= 1;
            return Credential($$""" "clientDataJSON":"{{Base64Url.EncodeToString(said)}}","authenticatorData":"{{Base64Url.EncodeToString(data)}}","signature":"{{Base64Url.EncodeToString(signature)}}","userHandle":"{{Handle ?? handle}}" """);
        }

        string Credential(string response) => $$"""{ "id":"{{Base64Url.EncodeToString(Id)}}","rawId":"{{Base64Url.EncodeToString(Id)}}","type":"public-key","clientExtensionResults":{},"response":{ {{response}} } }""";
    }

    async Task StartAsync()
    {
        server = await Serving.StartAsync(new StoreAddress.InFolder { Folder = prompt.Path("data") }, time, new(["http://127.0.0.1:0"]) { Closes = false, PublicUrl = Origin, SignInsPerMinute = 1000 });
        var first = await server.CallAsync("POST", "/v1/setup", null, $$"""{"token":"{{server.Token}}","party":{"handle":"alder","title":"Alder"},"email":"ann@alder.example","name":"Ann","password":"{{Password}}"}""");
        cookie = Cookie(first);
    }

    static string Cookie(Answer answer) => answer.Headers["Set-Cookie"].Split(';')[0].Split('=', 2)[1];

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        prompt.Dispose();
    }

    async Task<(string Challenge, string Handle)> AskAsync()
    {
        var options = (await server.CallAsync("POST", "/v1/passkeys/options", cookie)).Json;
        options.GetProperty("rp").GetProperty("id").GetString().ShouldBe("surety.example");
        return (options.GetProperty("challenge").GetString()!, options.GetProperty("user").GetProperty("id").GetString()!);
    }

    Task<Answer> AddAsync(string credential) => server.CallAsync("POST", "/v1/passkeys", cookie, $$"""{"label":"phone","credential":{{credential}}}""");

    async Task<string> AskForSignInAsync() => (await server.CallAsync("POST", "/v1/sessions/passkey/options")).Json.GetProperty("challenge").GetString()!;

    Task<Answer> SignInAsync(string credential) => server.CallAsync("POST", "/v1/sessions/passkey", null, $$"""{"credential":{{credential}}}""");

    [Fact]
    public async Task Whoever_registers_a_passkey_signs_in_with_it_until_it_is_removed()
    {
        await StartAsync();
        var device = new Device();
        var (challenge, handle) = await AskAsync();

        var added = await AddAsync(device.Register(challenge));
        added.Status.ShouldBe(201, added.Text);
        var signed = await SignInAsync(device.Show(await AskForSignInAsync(), handle));
        signed.Status.ShouldBe(201, signed.Text);
        (await server.CallAsync("GET", "/v1/me", Cookie(signed))).Json.GetProperty("email").GetString().ShouldBe("ann@alder.example");
        var list = (await server.CallAsync("GET", "/v1/passkeys", cookie)).Json.GetProperty("items");
        list.GetArrayLength().ShouldBe(1);
        list[0].GetProperty("used").GetString().ShouldNotBeNull();

        var (again, _) = await AskAsync();
        (await AddAsync(device.Register(again))).Status.ShouldBe(409);
        var id = list[0].GetProperty("id").GetString();
        (await server.CallAsync("DELETE", $"/v1/passkeys/{id}", cookie)).Status.ShouldBe(204);
        (await server.CallAsync("DELETE", $"/v1/passkeys/{id}", cookie)).Status.ShouldBe(404);
        (await SignInAsync(device.Show(await AskForSignInAsync(), handle))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Whoever_signed_in_just_now_sees_and_removes_its_passkeys_on_its_page()
    {
        await StartAsync();
        var device = new Device();
        (await AddAsync(device.Register((await AskAsync()).Challenge))).Status.ShouldBe(201);
        (string, string)[] browser = [("Accept", "text/html")];
        async Task<string> PageAsync() => (await server.CallAsync("GET", "/people", cookie, headers: browser)).Text;
        async Task<Answer> RemoveAsync(string page, string id) => await server.CallAsync("POST", "/people/passkey", cookie, $"passkey={id}&form-token={page.Split("name=\"form-token\" value=\"")[1].Split('"')[0]}", "application/x-www-form-urlencoded", browser);
        var id = Base64Url.EncodeToString(device.Id);

        var fresh = await PageAsync();
        fresh.ShouldContain("<th scope=\"row\">phone</th>");
        fresh.ShouldContain($"name=\"passkey\" value=\"{id}\"");
        time.Now += Duration.FromMinutes(11);
        var later = await PageAsync();
        later.ShouldContain("<th scope=\"row\">phone</th>");
        later.ShouldContain("sign out, and sign in again");
        later.ShouldNotContain("name=\"passkey\"");
        (await RemoveAsync(later, id)).Status.ShouldBe(303);
        (await PageAsync()).ShouldContain("<th scope=\"row\">phone</th>");
        time.Now -= Duration.FromMinutes(11);
        (await server.CallAsync("POST", "/people/passkey", cookie, $"passkey={id}", "application/x-www-form-urlencoded", browser)).Status.ShouldBe(403);
        (await RemoveAsync(fresh, id)).Status.ShouldBe(303);
        (await PageAsync()).ShouldContain("You have none yet.");
    }

    [Fact]
    public async Task A_passkey_that_is_not_made_for_this_here_and_now_is_not_registered()
    {
        await StartAsync();
        var device = new Device();
        foreach (var lie in new[] { device with { From = "https://evil.example" }, device with { From = "http://surety.example" }, device with { Host = "evil.example" }, device with { Flags = 0x01 }, device with { Flags = 0x04 }, device with { Flags = 0x15 }, device with { Type = "webauthn.get" }, device with { Format = "packed" }, device with { IsInFrame = true } })
            (await AddAsync(lie.Register((await AskAsync()).Challenge))).Status.ShouldBe(400, lie.ToString());

        var (challenge, _) = await AskAsync();
        time.Now += Duration.FromMinutes(5);
        (await AddAsync(device.Register(challenge))).Status.ShouldBe(400);
        (await AddAsync(device.Register(await AskForSignInAsync()))).Status.ShouldBe(400);
        (await AddAsync(device.Register(Base64Url.EncodeToString(new byte[32])))).Status.ShouldBe(400);
        // What was answered once is not answered again.
        var (once, _) = await AskAsync();
        (await AddAsync(device.Register(once))).Status.ShouldBe(201);
        (await AddAsync(new Device().Register(once))).Status.ShouldBe(400);
        // Of another session.
        var other = Cookie(await server.CallAsync("POST", "/v1/sessions", null, $$"""{"email":"ann@alder.example","password":"{{Password}}"}"""));
        var theirs = (await server.CallAsync("POST", "/v1/passkeys/options", other)).Json.GetProperty("challenge").GetString()!;
        (await AddAsync(new Device().Register(theirs))).Status.ShouldBe(400);
        var key = await server.KeyAsync(cookie);
        (await server.CallAsync("POST", "/v1/passkeys/options", key)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task What_was_shown_for_something_else_signs_nobody_in()
    {
        await StartAsync();
        var device = new Device { Counter = 5 };
        var (challenge, handle) = await AskAsync();
        (await AddAsync(device.Register(challenge))).Status.ShouldBe(201);
        var said = new HashSet<string>();
        async Task RefusedAsync(string credential)
        {
            var answer = await SignInAsync(credential);
            answer.Status.ShouldBe(401, answer.Text);
            answer.Headers.ContainsKey("Set-Cookie").ShouldBeFalse();
            said.Add(System.Text.RegularExpressions.Regex.Replace(answer.Text, "\"traceId\":\"\\w+\"", ""));
        }

        var next = device with { Counter = 6 };
        foreach (var lie in new[]
        {
            next with { From = "https://evil.example" }, next with { Host = "evil.example" }, next with { Flags = 0x01 }, next with { Type = "webauthn.create" }, next with { IsInFrame = true }, next with { Counter = 5 }, next with { Counter = 0 },
            next with { Handle = Base64Url.EncodeToString("alder.per_somebodyelse1234"u8) }, next with { Id = [1, 2, 3] },
        }) await RefusedAsync(lie.Show(await AskForSignInAsync(), handle));
        await RefusedAsync(next.Show(await AskForSignInAsync(), handle, isChanged: true));
        await RefusedAsync(next.Show((await AskAsync()).Challenge, handle));
        var old = await AskForSignInAsync();
        time.Now += Duration.FromMinutes(5);
        await RefusedAsync(next.Show(old, handle));
        // Of a passkey that nobody registered, with the id of one that somebody did.
        await RefusedAsync(new Device { Id = device.Id, Counter = 6 }.Show(await AskForSignInAsync(), handle));

        var once = next.Show(await AskForSignInAsync(), handle);
        (await SignInAsync(once)).Status.ShouldBe(201);
        await RefusedAsync(once);
        // Whatever was wrong, the same is said, and the audit has it.
        said.Count.ShouldBe(1);
        await using var reading = await server.Store.LookAsync(Cancellation);
        (await Audit.ListAsync(reading, "alder", null, 200, Cancellation)).Count(e => e.Line is { Action: "session.begin", Outcome: Outcome.Denied }).ShouldBe(12);
    }
}
