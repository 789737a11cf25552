using System.Buffers;
using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Web.Api;

/// <summary>How often somebody may ask, and how many at once are served: what is too much is told at once and costs nothing. Nobody can take the share of others.</summary>
public sealed class Limits : IDisposable
{
    /// <summary>So many addresses are told apart; those that are not share what they may do.</summary>
    const int MostAddresses = 1 << 14;

    /// <summary>So many bodies of one caller are on their way at once.</summary>
    const int MostBodies = 256;

    /// <summary>Whoever comes while others have waited longer than this is told to come again: so nobody waits much longer than twice as long.</summary>
    static readonly TimeSpan LongestBehind = TimeSpan.FromSeconds(2);

    /// <summary>What was let in and comes to its turn later than this is told to come again, too: after a flood the server takes what comes within ten seconds, and not when it has worked off what nobody waits for any more.</summary>
    public static TimeSpan? LongestWait => Sabotage.IsUnbounded ? null : TimeSpan.FromSeconds(4);

    readonly PartitionedRateLimiter<HttpContext> requests, signIns, unknown, lines;
    readonly int perSecond, mostWaiting;
    readonly long mostBytes;
    readonly Dictionary<string, Held> held = new(StringComparer.Ordinal);
    readonly Lock counting = new();
    long bytes;

    /// <param name="requestsPerSecond">Of one key or session, or of one address that has neither.</param>
    /// <param name="signInsPerMinute">Of one address.</param>
    /// <param name="mostWaiting">So many writes wait for their turn at most.</param>
    /// <param name="mostBytes">So many bytes of bodies are held at once; one caller holds at most as many as it leaves to others.</param>
    public Limits(int requestsPerSecond, int signInsPerMinute, int mostWaiting, long mostBytes)
    {
        (perSecond, this.mostWaiting, this.mostBytes) = (requestsPerSecond, mostWaiting, mostBytes);
        requests = PerSecond(NameOf, requestsPerSecond);
        unknown = PerSecond(c => AddressOf(c.Connection.RemoteIpAddress), Math.Max(20, requestsPerSecond / 10));
        signIns = EachMinute(signInsPerMinute);
        lines = EachMinute(1);
    }

    static PartitionedRateLimiter<HttpContext> EachMinute(int most) =>
        PartitionedRateLimiter.Create<HttpContext, string>(c => RateLimitPartition.GetFixedWindowLimiter(AddressOf(c.Connection.RemoteIpAddress), _ => new() { PermitLimit = most, Window = TimeSpan.FromMinutes(1), QueueLimit = 0, AutoReplenishment = true }));

    static PartitionedRateLimiter<HttpContext> PerSecond(Func<HttpContext, string> nameOf, int most) => PartitionedRateLimiter.Create<HttpContext, string>(c => RateLimitPartition.GetTokenBucketLimiter(nameOf(c), _ => new()
    {
        TokenLimit = 2 * most,
        TokensPerPeriod = Math.Max(1, most / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        QueueLimit = 0,
        AutoReplenishment = true,
    }));

    static string NameOf(HttpContext context) => (context.Items[typeof(Caller)] as Caller)?.Name ?? AddressOf(context.Connection.RemoteIpAddress);

    /// <summary>Whom an address stands for, as far as they are told apart: of IPv6, whoever has one address has a network of 64 bits of them.</summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        var network = address?.GetAddressBytes() ?? [];
        var hash = new HashCode();
        hash.AddBytes(network.Length == 16 ? network.AsSpan(0, 8) : network);
        return string.Create(CultureInfo.InvariantCulture, $"address {unchecked((uint)hash.ToHashCode()) % MostAddresses}");
    }

    /// <summary>Takes a turn to look who a key or a cookie is that nobody has seen here.</summary>
    /// <returns>Why not; <c>null</c>: it was taken.</returns>
    public Reply.Refused? RefuseUnknown(HttpContext context)
    {
        using var turn = unknown.AttemptAcquire(context);
        return turn.IsAcquired ? null : new(429, "too-often", "Too many keys that are not known yet came from this address.", "Send it again after a moment.") { Headers = [("Retry-After", "1")] };
    }

    /// <summary>Takes a turn to sign in, or to try a key that is none.</summary>
    /// <returns>Why not; <c>null</c>: it was taken.</returns>
    public Reply.Refused? RefuseSignIn(HttpContext context)
    {
        using var turn = signIns.AttemptAcquire(context);
        return turn.IsAcquired ? null : new(429, "too-often", "Too many sign-ins came from this address.", "Wait a minute.") { Headers = [("Retry-After", "60")] };
    }

    /// <summary>Whether an address is refused for the first time in a minute.</summary>
    public bool IsFirst(HttpContext context)
    {
        using var turn = lines.AttemptAcquire(context);
        return turn.IsAcquired;
    }

    /// <summary>Takes a turn of whoever calls.</summary>
    /// <returns>Why not; <c>null</c>: it was taken.</returns>
    public Reply.Refused? Refuse(HttpContext context)
    {
        using var lease = requests.AttemptAcquire(context);
        context.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"requests\";q={perSecond};w=1");
        return lease.IsAcquired ? null : new(429, "too-often", "Too many requests came at once.", $"At most {perSecond} in a second are served to one caller.") { Headers = [("Retry-After", "1")] };
    }

    /// <summary>Whether a write that comes now would wait too long: behind so many, or behind some that have waited for long themselves.</summary>
    public bool IsBusy(Store store) => (store.Waiting >= mostWaiting || store.Behind > LongestBehind) && !Sabotage.IsUnbounded;

    /// <summary>What somebody has on its way.</summary>
    sealed class Held
    {
        public int Bodies { get; set; }

        public long Bytes { get; set; }
    }

    /// <summary>Room for the body of a request; given back when it is answered.</summary>
    public sealed class Room(Limits limits) : IDisposable
    {
        string? holder;
        bool isOpen;
        long held;

        /// <summary>At least as many bytes as are held; those that were written before stay when there are more.</summary>
        public byte[] Bytes { get; private set; } = [];

        /// <summary>Whether there was no room.</summary>
        public bool IsRefused { get; private set; }

        /// <summary>Lets a body of whoever calls come in.</summary>
        /// <returns>Whether it may: so many of one caller are on their way already.</returns>
        public bool TryOpen(HttpContext context)
        {
            holder = NameOf(context);
            lock (limits.counting)
            {
                if (!limits.held.TryGetValue(holder, out var own)) limits.held[holder] = own = new();
                if (own.Bodies >= MostBodies && !Sabotage.IsUnbounded) return !(IsRefused = true);
                own.Bodies++;
                return isOpen = true;
            }
        }

        /// <summary>It has come in: what is held is held until it is answered.</summary>
        public void Close()
        {
            lock (limits.counting) CloseHeld();
        }

        void CloseHeld()
        {
            if (!isOpen) return;
            isOpen = false;
            limits.held[holder!].Bodies--;
            Forget();
        }

        void Forget()
        {
            if (limits.held[holder!] is { Bodies: 0, Bytes: 0 }) limits.held.Remove(holder!);
        }

        /// <summary>Holds room for so many bytes in all.</summary>
        /// <returns>Whether there was any: nobody holds more than is left for others. If not, nothing more is held than before.</returns>
        public bool TryHold(long all)
        {
            var more = all - held;
            if (more <= 0) return true;
            lock (limits.counting)
            {
                var own = limits.held[holder!];
                if (own.Bytes + more > limits.mostBytes - limits.bytes - more && !Sabotage.IsUnbounded) return !(IsRefused = true);
                limits.bytes += more;
                own.Bytes += more;
                held = all;
            }
            if (all <= Bytes.Length) return true;
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(all, Math.Min(2L * Bytes.Length, Array.MaxLength)));
            Bytes.CopyTo(larger, 0);
            if (Bytes.Length > 0) ArrayPool<byte>.Shared.Return(Bytes);
            Bytes = larger;
            return true;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (holder is not null)
                lock (limits.counting)
                {
                    CloseHeld();
                    limits.bytes -= held;
                    if (held > 0)
                    {
                        limits.held[holder].Bytes -= held;
                        Forget();
                    }
                }
            if (Bytes.Length > 0) ArrayPool<byte>.Shared.Return(Bytes);
            (held, Bytes) = (0, []);
        }
    }

    /// <summary>What is answered to who comes when there is too much to do already.</summary>
    public static Reply.Refused Busy { get; } = new(503, "busy", "The server has too much to do just now.", "Nothing of this request was done. Send it again after a moment.") { Headers = [("Retry-After", "1")] };

    /// <summary>What is answered to who was let in, and came to its turn too late.</summary>
    public static Reply.Refused TooLate { get; } = Busy with { Title = "The server has too much to do just now, and this came to its turn too late.", Detail = "It was not written. Send it again after a moment: what is sent twice counts once." };

    /// <inheritdoc/>
    public void Dispose()
    {
        requests.Dispose();
        signIns.Dispose();
        unknown.Dispose();
        lines.Dispose();
    }
}
