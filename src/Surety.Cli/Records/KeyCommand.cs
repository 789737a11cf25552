using System.CommandLine;
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
        var id = new Argument<string>("key") { Description = "Its name, as 'surety key' printed it." };
        var revoke = new Verb("revoke", "Revokes a key: nothing counts that it signs from now on, and a new first key may come in its place.", "surety revoke 5d41402abc…") { id, Record.SpaceOption, Record.Data, Record.At };
        revoke.SetAction((parsed, cancellation) => Digest.Parse(parsed.GetRequiredValue(id)) is not { } key
            ? Task.FromResult(session.Refuse($"'{parsed.GetRequiredValue(id)}' is no name of a key: 64 hexadecimal digits."))
            : Record.AppendAsync(session, parsed, new Recorded.KeyRevoked(key), $"{key} is revoked.", cancellation));
        return revoke;
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
