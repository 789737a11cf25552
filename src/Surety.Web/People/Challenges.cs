using System.Collections.Concurrent;
using System.Security.Cryptography;
using NodaTime;

namespace Surety.Web.People;

/// <summary>What passkeys are asked to sign: each is random, counts once, and for five minutes. They are kept in memory alone: after a restart one asks again.</summary>
sealed class Challenges
{
    /// <summary>So long one may take to show a passkey, and so many may be at it at once.</summary>
    public static readonly Duration Open = Duration.FromMinutes(5);

    const int Most = 10_000;

    readonly ConcurrentDictionary<string, (string For, Instant Ends)> asked = new(StringComparer.Ordinal);

    /// <summary>A new one.</summary>
    /// <param name="purpose">For what it counts: a session that registers a passkey; empty: signing in.</param><param name="now">When.</param>
    /// <returns><c>null</c>: too many are open.</returns>
    public byte[]? New(string purpose, Instant now)
    {
        if (asked.Count >= Most)
            foreach (var (old, (_, ends)) in asked)
                if (ends <= now) asked.TryRemove(old, out _);
        if (asked.Count >= Most) return null;
        var challenge = RandomNumberGenerator.GetBytes(32);
        asked[Convert.ToHexString(challenge)] = (purpose, now + Open);
        return challenge;
    }

    /// <summary>Takes one that was signed: whoever comes second with it comes too late.</summary>
    /// <returns>Whether it was asked for this, and is not too old.</returns>
    public bool Take(ReadOnlySpan<byte> challenge, string purpose, Instant now) => asked.TryRemove(Convert.ToHexString(challenge), out var found) && found.For == purpose && now < found.Ends;
}
