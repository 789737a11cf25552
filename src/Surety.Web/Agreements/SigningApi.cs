using System.Text;
using System.Text.Json;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>Signatures, made where the private key is: the server gives the text to sign, and holds the signature against it. Source: docs/guide/api.md, "Signing".</summary>
static class SigningApi
{
    const string Plain = "text/plain", Json = "application/json";

    static Shape.Words Long => new(2000) { HasLines = true };

    static Shape.Fields Text => new([new("text", Long, "What is signed, to its last line feed."), new("side", VersionJson.SideWord, "For which side."), new("key", VersionJson.Hash, "The key by which that side signs now; absent: its first one is still to come.", false)]);

    static Field Signature(string about) => new("signature", new Shape.Words(200), $"{about} ECDSA with SHA-256 on the curve P-256, in Base64: as openssl gives it, or its two numbers of 32 bytes.");

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/agreements/{agreement}/versions/{version}/signing", "readSignedText", "Signing", "Gives the text that the caller's side signs.", TextAsync)
        {
            Query = [new("newKey", VersionJson.Hash, "SHA-256 of another public key: gives the text by which the old key lets this one come in its place.")],
            Gives = [new(200, "The text, byte for byte.", Plain), new(200, "The same, and what is known of it.", Shape: Text)],
            About = "It names the entry that proposed the version: a signature is for that proposal and for no other.",
        },
        new("POST", "/v1/agreements/{agreement}/versions/{version}/signatures", "sign", "Signing", "Signs a version for the caller's side; the first key of a side becomes its key.", SignAsync)
        {
            Needs = Permission.Sign, MatchesState = true, Gives = [new(201, "It is signed; where both have, it is in force.", Shape: AgreementsApi.Changed)],
            Body = new([
                new("side", VersionJson.SideWord, "The side of the caller's party.", false), new("publicKey", Long, "Of the key that signed: PEM, or SubjectPublicKeyInfo in Base64."), Signature("Over the text of the version."),
                new("replaces", new Shape.Fields([new("key", VersionJson.Hash, "Name of the old key."), Signature("By the old key, over the text of the new one.")]), "The key in whose place this one comes.", false),
            ]),
        },
        new("GET", "/v1/agreements/{agreement}/revocations/signing", "readRevokedText", "Signing", "Gives the text by which the caller's side revokes its key.", RevokedTextAsync) { Gives = [new(200, "The text, byte for byte.", Plain), new(200, "The same, and which key it is.", Shape: Text)] },
        new("POST", "/v1/agreements/{agreement}/revocations", "revokeSigningKey", "Signing", "Revokes the key by which the caller's side signs: it signs nothing here any more, and no other key comes in its place.", RevokeAsync)
        {
            Needs = Permission.Sign, MatchesState = true, Gives = [new(201, "It is revoked.", Shape: AgreementsApi.Changed)],
            Body = new([new("key", VersionJson.Hash, "Its name."), Signature("By that key, over the text that revokes it.")]),
        },
    ];

    static async Task<Reply> TextAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await AgreementsApi.VersionAsync(call, reading, call.PathNumber("version")) is not var (space, version, _)) return Reply.Absent;
        if (call.Query("newKey") is not { } hash) return Given(call, applicant, space, SignedText.OfVersion(space.Name, version.Seq, version.What, applicant.Side));
        return Digest.Parse(hash) is { } key ? Given(call, applicant, space, SignedText.OfKeyNamed(space.Name, applicant.Side, key))
            : Reply.Bad(new Fault("newKey", "query", "parameter.value", "64 hexadecimal digits were expected: SHA-256 of the public key as SubjectPublicKeyInfo."));
    }

    static async Task<Reply> RevokedTextAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await reading.SpaceAsync(applicant.Space, long.MaxValue, call.Cancellation) is not { } space || space.KeyOf(applicant.Side) is not { } key) return Reply.Absent;
        return Given(call, applicant, space, SignedText.OfRevocation(space.Name, applicant.Side, key.Id));
    }

    static Reply Given(Call call, Applicant applicant, Space space, byte[] text) => call.Accepts(Plain, Json) switch
    {
        Plain => new Reply.Whole(200, "text/plain; charset=utf-8", text) { Headers = [("Vary", "Accept")] },
        Json => Reply.Json(json =>
        {
            json.WriteString("text", Encoding.UTF8.GetString(text));
            json.WriteString("side", Words.Of(applicant.Side));
            if (space.KeyOf(applicant.Side) is { } key) json.WriteString("key", key.Id.ToString());
        }) with
        { Headers = [("Vary", "Accept")] },
        _ => Reply.NoForm(Plain, Json),
    };

    static async Task<Reply> SignAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        // What is signed is the proposal of one entry: who signs cannot sign another one by mistake.
        if (call.IfMatch(out var refused, isNeeded: false) is var etag && refused is not null) return refused;
        var faults = new List<Fault>();
        if (call.Text("side") is { } side && side != Words.Of(applicant.Side)) faults.Add(new("/side", "body", "value.side", $"Your party sits here as {Words.Of(applicant.Side)}, and signs for no other side."));
        var key = SentSignature.PublicKey(call.Text("publicKey")!, "/publicKey", faults);
        var signature = SentSignature.Bytes(call.Text("signature")!, "/signature", faults);
        (Digest, ValueList<byte>)? replaced = null;
        if (call.Body.TryGetProperty("replaces", out var replaces) && replaces.ValueKind == JsonValueKind.Object)
        {
            var old = Digest.Parse(replaces.GetProperty("key").GetString()!);
            if (old is null) faults.Add(new("/replaces/key", "body", "value.text", "64 hexadecimal digits were expected: the name of the old key."));
            if (SentSignature.Bytes(replaces.GetProperty("signature").GetString()!, "/replaces/signature", faults) is { } consent && old is { } name) replaced = (name, consent);
        }
        if (faults.Count > 0 || key is not { } own || signature is not { } made) return Reply.Bad(faults.ToValueList());
        return await call.WriteAsync(
            store => Applying.SignAsync(store, call.PathNumber("version"), new(applicant.Side, own, made, replaced), call.Caller.Name, applicant, call.Cancellation, KnownAgreement.Expected(etag)), _ => AgreementsApi.ShownAsync(call, applicant.Space, 201),
            no => no.Any(p => p.Code == "version.none") ? Reply.Absent
                // A first key comes in nobody's place.
                : no.Any(p => p.Code == "key.none") ? Reply.Bad(no.Select(p => Fault.Of(p) with { Place = "/replaces" }).ToValueList())
                : Reply.Of(no));
    }

    static async Task<Reply> RevokeAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        if (call.IfMatch(out var refused, isNeeded: false) is var etag && refused is not null) return refused;
        var faults = new List<Fault>();
        var key = Digest.Parse(call.Text("key")!);
        if (key is null) faults.Add(new("/key", "body", "value.text", "64 hexadecimal digits were expected: the name of the key."));
        if (SentSignature.Bytes(call.Text("signature")!, "/signature", faults) is not { } signature || key is not { } name) return Reply.Bad(faults.ToValueList());
        return await call.WriteAsync(store => Applying.RevokeAsync(store, name, signature, call.Caller.Name, applicant, call.Cancellation, KnownAgreement.Expected(etag)), _ => AgreementsApi.ShownAsync(call, applicant.Space, 201));
    }
}
