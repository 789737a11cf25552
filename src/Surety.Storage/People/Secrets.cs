using System.Security.Cryptography;
using System.Text;

namespace Surety.Storage.People;

/// <summary>How passwords are kept and compared; whoever serves brings it.</summary>
/// <param name="Hash">What is kept of a password.</param>
/// <param name="Check">Whether a password (the second) is the one of which this (the first) was kept.</param>
public sealed record Passwords(Func<string, string> Hash, Func<string, string, bool> Check)
{
    /// <summary>Whether what is kept of a password is weaker than what would be kept of it today: then it is kept anew at the next sign-in.</summary>
    public Func<string, bool> IsOld { get; init; } = _ => false;

    /// <summary>Why a password (the first) is too easily guessed of somebody whom these texts (the second) are about, as a sentence; <c>null</c>: it is not.</summary>
    public Func<string, ValueList<string>, string?> Easy { get; init; } = (_, _) => null;

    readonly Lazy<string> nobodys = new(() => Hash(Secrets.New()));

    /// <summary>Compares a password, with the same work where there is none.</summary>
    internal bool IsRight(string? kept, string given) => Check(kept ?? nobodys.Value, given) && kept is not null;

    /// <summary>A password that is too easily guessed, as a problem of its field.</summary>
    internal IEnumerable<Problem> Problems(string field, string password, params ValueList<string> about)
    {
        if (Easy(password, about) is { } why) yield return Fields.No(field, "person.password-easy", why, "Take a sentence of several words, or have a password manager make one.");
    }
}

/// <summary>Ids and secrets: what opens a door is 256 random bits, of which only the hash is kept.</summary>
static class Secrets
{
    const string Small = "abcdefghijkmnpqrstuvwxyz23456789", Any = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A secret: letters and digits, so that a click takes all of it.</summary>
    public static string New() => RandomNumberGenerator.GetString(Any, 43);

    /// <summary>An id that nobody else has.</summary>
    public static string Id(int length) => RandomNumberGenerator.GetString(Small, length);

    /// <summary>What is kept of a secret. It is random, so that nothing slower is needed.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares in the same time whatever differs, and whether anything was kept or not.</summary>
    public static bool IsRight(byte[]? kept, string secret) => CryptographicOperations.FixedTimeEquals(kept is { Length: SHA256.HashSizeInBytes } ? kept : new byte[SHA256.HashSizeInBytes], Hash(secret)) && kept is not null;

    /// <summary>Takes a token apart: party, id and secret, with something between.</summary>
    public static (string Party, string Id, string Secret)? Parts(string token, char between) =>
        token.Length <= 200 && token.Split(between) is [var party, { Length: > 0 } id, { Length: > 0 } secret] && (party == Machine || Fields.IsHandle(party)) && id.All(char.IsAsciiLetterOrDigit) ? (party, id, secret) : null;

    /// <summary>In tokens, where a handle would stand; no handle begins so.</summary>
    public const string Machine = "0";
}
