using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.People;

/// <summary>Passkeys of the person that is signed in, and signing in with one. Source: docs/guide/api.md, "People and keys".</summary>
static class PasskeysApi
{
    static Shape.Free Credential => new("As PublicKeyCredential.toJSON() of the browser gives it.");

    static Shape.Fields Passkey => new([
        new("id", new Shape.Words(1400), "Its name: the id of the credential."), new("label", new Shape.Words(80), "What the person calls it."), new("added", new Shape.Moment(), "When it was registered."), new("used", new Shape.Moment(), "When it was shown last.", false),
    ]);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/passkeys", "listPasskeys", "People", "Lists the passkeys of the caller.", ListAsync) { Query = Paging.Queries, Gives = [new(200, "The oldest first.", Shape: Paging.Of(Passkey))] },
        new("POST", "/v1/passkeys/options", "askForPasskey", "People", "Begins to register a passkey: gives what the browser needs for it.", AskAsync)
        {
            IsRepeatable = true, Gives = [new(200, "For PublicKeyCredential.parseCreationOptionsFromJSON(); five minutes long, and once.", Shape: new Shape.Free("PublicKeyCredentialCreationOptionsJSON of Web Authentication."))],
        },
        new("POST", "/v1/passkeys", "addPasskey", "People", "Registers the passkey that the browser made, of who signed in within the last ten minutes.", AddAsync)
        {
            IsRepeatable = true, Gives = [new(201, "It signs in from now on.", Shape: Passkey)], Body = new([new("label", new Shape.Words(80), "What the person calls it: 'phone'."), new("credential", Credential, "What the browser gave.")]),
        },
        new("DELETE", "/v1/passkeys/{passkey}", "removePasskey", "People", "Removes a passkey of the caller, who signed in within the last ten minutes.", RemoveAsync) { Gives = [new(204, "It opens nothing any more.", "")] },
        new("POST", "/v1/sessions/passkey/options", "askForSignIn", "People", "Begins to sign in with a passkey: gives what the browser needs for it. It is the same for everybody.", AskForSignInAsync)
        {
            Needs = null, IsSignIn = true, Gives = [new(200, "For PublicKeyCredential.parseRequestOptionsFromJSON(); five minutes long, and once.", Shape: new Shape.Free("PublicKeyCredentialRequestOptionsJSON of Web Authentication."))],
        },
        new("POST", "/v1/sessions/passkey", "signInWithPasskey", "People", "Signs the person in whose passkey was shown.", SignInAsync)
        {
            Needs = null, IsSignIn = true, Gives = [new(201, "It is signed in; the cookie opens the rest.", Shape: PeopleApi.Me)], Body = new([new("credential", Credential, "What the browser gave.")]),
        },
    ];

    static readonly Reply.Refused OnlyPersons = new(403, "not-allowed", "Only a person has passkeys.", "Sign in; a key has none.");
    static readonly Reply.Refused Many = new(503, "too-often", "Too many passkeys are asked for just now.", "Try again in five minutes, or sign in with your password.");
    static readonly Reply.Refused Wrong = new(400, "passkey", "This is no passkey that can be registered.", "It has to be made for this address by the options that were asked for last, within five minutes, with ES256, by a device that verifies the person.");

    static readonly Reply.Refused Nowhere = Reply.Bad(new Fault("Host", "header", "header.value", "A passkey is for an address, and the request names none.", "Send the name of the server behind Host."));

    /// <summary>The name of the server; <c>null</c>: the request names none, as HTTP/1.0 may.</summary>
    static string? HostOf(Call call) => Uri.TryCreate(call.Origin, UriKind.Absolute, out var origin) && origin.Host.Length > 0 ? origin.Host : null;

    static async Task<Reply> ListAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        if (call.Session is not { } session) return OnlyPersons;
        await using var reading = await call.LookAsync();
        var all = await Passkeys.ListAsync(reading, session.Person.Party, session.Person.Id, call.Cancellation);
        return call.Page(all.SkipWhile(p => after is not null && IdOf(p) != after).Skip(after is null ? 0 : 1).ToList(), Write, IdOf);
    }

    internal static string IdOf(Passkey passkey) => Base64Url.EncodeToString(passkey.Credential.ToArray());

    static void Write(Utf8JsonWriter json, Passkey passkey)
    {
        json.WriteString("id", IdOf(passkey));
        json.WriteString("label", passkey.Label);
        json.WriteString("added", Display.InUtc(passkey.Added));
        if (passkey.Used is { } used) json.WriteString("used", Display.InUtc(used));
    }

    static async Task<Reply> AskAsync(Call call)
    {
        if (call.Session is not { Person: var person } session) return OnlyPersons;
        if (HostOf(call) is not { } host) return Nowhere;
        ValueList<Passkey> all;
        await using (var reading = await call.LookAsync()) all = await Passkeys.ListAsync(reading, person.Party, person.Id, call.Cancellation);
        if (call.Challenges.New(session.Id, call.Store.Now) is not { } challenge) return Many;
        return Reply.Json(json =>
        {
            json.WriteStartObject("rp");
            json.WriteString("id", host);
            json.WriteString("name", "Surety");
            json.WriteEndObject();
            json.WriteStartObject("user");
            json.WriteString("id", Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{person.Party}.{person.Id}")));
            json.WriteString("name", person.Email);
            json.WriteString("displayName", person.Name);
            json.WriteEndObject();
            json.WriteString("challenge", Base64Url.EncodeToString(challenge));
            json.WriteStartArray("pubKeyCredParams");
            json.WriteStartObject();
            json.WriteString("type", "public-key");
            json.WriteNumber("alg", -7);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteNumber("timeout", (long)Challenges.Open.TotalMilliseconds);
            json.WriteStartArray("excludeCredentials");
            foreach (var passkey in all)
            {
                json.WriteStartObject();
                json.WriteString("type", "public-key");
                json.WriteString("id", IdOf(passkey));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("authenticatorSelection");
            json.WriteString("residentKey", "required");
            json.WriteBoolean("requireResidentKey", true);
            json.WriteString("userVerification", "required");
            json.WriteEndObject();
            json.WriteString("attestation", "none");
        });
    }

    static async Task<Reply> AddAsync(Call call)
    {
        if (call.Session is not { } session) return OnlyPersons;
        if (!session.IsFresh(call.Store.Now)) return SessionsApi.Again;
        if (HostOf(call) is not { } host) return Nowhere;
        if (Bytes(call, "clientDataJSON") is not { } json || Bytes(call, "attestationObject") is not { } attestation) return Reply.Bad(new Fault("/credential/response", "body", "value.missing", "'clientDataJSON' and 'attestationObject' are needed here, in Base64url."));
        // Whatever else is wrong, what was asked has been answered.
        if (WebAuthn.ChallengeOf(json, "webauthn.create", call.Origin) is not { } challenge || !call.Challenges.Take(challenge, session.Id, call.Store.Now)
            || WebAuthn.AttestedData(attestation) is not { } data || WebAuthn.DeviceOf(data, host, isNew: true) is not { Credential: var (id, key) } device) return Wrong;
        return await Passkeys.AddAsync(call.Store, session, id, key, device.Counter, call.Text("label")!, [], call.Cancellation) switch
        {
            Result<Passkey>.Ok { Value: var passkey } => Reply.Json(j => Write(j, passkey), 201),
            Result<Passkey>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    static async Task<Reply> RemoveAsync(Call call)
    {
        if (call.Session is not { } session) return OnlyPersons;
        if (!Base64Url.IsValid(call.Path("passkey"))) return Reply.Absent;
        if (!session.IsFresh(call.Store.Now)) return SessionsApi.Again;
        return await Passkeys.RemoveAsync(call.Store, session, Base64Url.DecodeFromChars(call.Path("passkey")), call.Cancellation) is Result<int>.Refused refused ? Reply.Of(refused.Problems) : new Reply.Nothing();
    }

    static Task<Reply> AskForSignInAsync(Call call)
    {
        if (HostOf(call) is not { } host) return Task.FromResult<Reply>(Nowhere);
        if (call.Challenges.New("", call.Store.Now) is not { } challenge) return Task.FromResult<Reply>(Many);
        return Task.FromResult<Reply>(Reply.Json(json =>
        {
            json.WriteString("challenge", Base64Url.EncodeToString(challenge));
            json.WriteNumber("timeout", (long)Challenges.Open.TotalMilliseconds);
            json.WriteString("rpId", host);
            json.WriteStartArray("allowCredentials");
            json.WriteEndArray();
            json.WriteString("userVerification", "required");
        }));
    }

    static async Task<Reply> SignInAsync(Call call)
    {
        if (HostOf(call) is not { } host) return Nowhere;
        if (Bytes(call, "clientDataJSON") is not { } json || Bytes(call, "authenticatorData") is not { } data || Bytes(call, "signature") is not { } signature || Bytes(call, "userHandle") is not { } user || Bytes(call, null) is not { } id)
            return Reply.Bad(new Fault("/credential", "body", "value.missing", "'rawId', and in 'response' 'clientDataJSON', 'authenticatorData', 'signature' and 'userHandle' are needed here, in Base64url."));
        Passkey? passkey;
        await using (var reading = await call.Store.LookAsync(new Surety.Storage.Records.Access.All(), call.Cancellation))
            passkey = (await Passkeys.FindAsync(reading, id, call.Cancellation)).FirstOrDefault(p => Encoding.UTF8.GetBytes($"{p.Party}.{p.Person}").AsSpan().SequenceEqual(user));
        var isShown = WebAuthn.ChallengeOf(json, "webauthn.get", call.Origin) is { } challenge && call.Challenges.Take(challenge, "", call.Store.Now);
        var device = WebAuthn.DeviceOf(data, host, isNew: false);
        var signed = isShown && device is not null && passkey is not null && WebAuthn.IsSigned(passkey.PublicKey.ToArray(), data, json, signature)
            ? await Passkeys.SignInAsync(call.Store, passkey, device.Counter, call.Cancellation) : await Passkeys.RefuseAsync(call.Store, passkey, call.Cancellation);
        return await SessionsApi.SignedInAsync(call, signed, 401);
    }

    /// <summary>Bytes that the browser gave; <c>null</c>: there are none of that name.</summary>
    /// <param name="call">The request.</param><param name="name">Of a field of its response; <c>null</c>: the id of the credential.</param>
    static byte[]? Bytes(Call call, string? name)
    {
        var credential = call.Body.GetProperty("credential");
        if (name is null ? !credential.TryGetProperty("rawId", out var value) : !(credential.TryGetProperty("response", out var response) && response.ValueKind == JsonValueKind.Object && response.TryGetProperty(name, out value))) return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
    }
}
