namespace Surety.Cli.Servers;

/// <summary>Where a server names a field of what was sent, whoever is at the command line wrote an option or an argument.</summary>
internal static class SentField
{
    /// <summary>What was written where the command has it; <c>null</c>: the pointer stands for nothing that was written there.</summary>
    public static string? WrittenAs(string pointer) => pointer.Split('/') is not ["", var field, ..] ? null : field switch
    {
        "reason" => "--reason",
        "name" => "--name",
        "kind" => "--as",
        "side" => "--side",
        "keptBy" => "--kept-by",
        "publicKey" or "signature" => "--key",
        "replaces" => "--replaces",
        "entries" or "feeds" => "--up-to",
        "agreement" => "--agreement",
        "roles" => "--role",
        "scopes" => "--scope",
        "sources" => "--source",
        "ends" => "--ends",
        "email" or "label" or "key" or "person" => field,
        _ => null,
    };

    /// <summary>A sentence of the server in the words of the command line: <c>in 'reason'</c> is <c>with --reason</c> there.</summary>
    public static string Said(string sentence, string pointer, string written)
    {
        var field = pointer.Split('/')[1];
        return written == field ? sentence : sentence.Replace($"in '{field}'", $"with {written}", StringComparison.Ordinal).Replace($"'{field}'", written, StringComparison.Ordinal);
    }
}
