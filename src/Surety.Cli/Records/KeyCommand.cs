using System.CommandLine;
using Surety.Cli.Servers;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety key</c>: makes a key to sign with.</summary>
internal static class KeyCommand
{
    public static Command Of(Session session)
    {
        var file = new Argument<string>("file") { Description = "Where the private key is written; only its owner may read it." };
        var key = new Verb("key", "Makes a key with which a side signs its agreements. Whoever has the file can sign: keep it as you keep a seal.", "surety key provider.pem") { file };
        key.SetAction(parsed => Run(session, parsed.GetRequiredValue(file)));
        return key;
    }

    public static Command Revoke(Session session)
    {
        var file = new Argument<string>("key") { Description = "The private key that is revoked: only whoever has it can revoke it." };
        var revoke = new Verb("revoke", "Revokes the key of a side: nothing counts that it signs from now on, and no other key comes in its place. For that side the record ends, and begins anew with both.", "surety revoke provider.pem") { file, Record.SpaceOption, Record.Data, Record.At, Api.Server, Api.KeyFile };
        revoke.SetAction((parsed, cancellation) => RevokeAsync(session, parsed, parsed.GetRequiredValue(file), cancellation));
        return revoke;
    }

    static async Task<int> RevokeAsync(Session session, ParseResult parsed, string file, CancellationToken cancellation)
    {
        if (await ReadAsync(file, session, cancellation) is not { } key) return ExitCode.Error;
        using (key)
            return Api.IsMeant(parsed) ? await Api.RunAsync(session, parsed, api => RevokeAsync(session, api, parsed, key, cancellation), cancellation) : await Record.RunAsync(session, parsed, writes: true, async store =>
            {
                if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
                if (await Applying.RevokeAsync(store, space, key, null, cancellation) is Result<Written<Entry>>.Refused refused) return Record.Refused(session, refused.Problems);
                session.Say($"{key.Id} is revoked.");
                return ExitCode.Ok;
            }, cancellation);
    }

    static async Task<int> RevokeAsync(Session session, Api api, ParseResult parsed, SigningKey key, CancellationToken cancellation)
    {
        var (name, code) = await api.AgreementAsync(parsed.GetValue(Record.SpaceOption), cancellation);
        if (name is null) return code;
        var asked = await api.GetAsync($"v1/agreements/{Api.In(name)}/revocations/signing", cancellation);
        if (asked.Status == 404)
        {
            session.Complain($"Your party signs nothing at {name}: it has no key there.");
            return ExitCode.Error;
        }
        if (!asked.IsDone) return api.Told(asked);
        var side = Words.Side(Api.Word(asked.Json, "side")!);
        // What is signed is made here, and only here.
        var revoked = await api.SendJsonAsync(HttpMethod.Post, $"v1/agreements/{Api.In(name)}/revocations", json =>
        {
            json.WriteString("key", key.Id.ToString());
            json.WriteBase64String("signature", key.Sign(SignedText.OfRevocation(name, side, key.Id)));
        }, cancellation);
        if (!revoked.IsDone) return api.Told(revoked);
        session.Say($"{key.Id} is revoked.");
        return ExitCode.Ok;
    }

    /// <summary>Reads a private key; <c>null</c>: it cannot be read, which has been told.</summary>
    internal static async Task<SigningKey?> ReadAsync(string file, Session session, CancellationToken cancellation)
    {
        switch (await InputFile.ReadAsync(file, session, 1 << 16, cancellation))
        {
            case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }:
                switch (SigningKey.Read(file, System.Text.Encoding.UTF8.GetString(bytes.Span)))
                {
                    case Result<SigningKey>.Ok { Value: var key }: return key;
                    case Result<SigningKey>.Refused refused: session.Complain(refused.Problems); return null;
                }
                return null;
            case Result<ReadOnlyMemory<byte>>.Refused no: session.Complain(no.Problems); return null;
            default: return null;
        }
    }

    static int Run(Session session, string file)
    {
        if (File.Exists(file))
        {
            session.Complain($"{file} is there already, and a key is never overwritten.");
            return ExitCode.Conflict;
        }
        try
        {
            using var key = SigningKey.Make(file);
            session.Line($"{key.Id}");
            session.Say($"The private key is in {file}; the line above is its name, by which the record knows it.");
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Complain($"{file}: the key cannot be written there.");
            return ExitCode.Error;
        }
    }
}
