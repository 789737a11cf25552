using System.Buffers;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Web.Api;

/// <summary>How often somebody may ask, and how many at once are served: what is too much is told at once and costs nothing.</summary>
public sealed class Limits : IDisposable
{
    readonly PartitionedRateLimiter<HttpContext> requests, signIns, lines;
    readonly int perSecond, mostWaiting;
    readonly long mostBytes;
    long bytes;

    /// <param name="requestsPerSecond">Of one key or session, or of one address that has neither.</param>
    /// <param name="signInsPerMinute">Of one address.</param>
    /// <param name="mostWaiting">So many writes wait for their turn at most.</param>
    /// <param name="mostBytes">So many bytes of bodies are held at once; a body that is alone is always held.</param>
    public Limits(int requestsPerSecond, int signInsPerMinute, int mostWaiting, long mostBytes)
    {
        (perSecond, this.mostWaiting, this.mostBytes) = (requestsPerSecond, mostWaiting, mostBytes);
        requests = PartitionedRateLimiter.Create<HttpContext, string>(c => RateLimitPartition.GetTokenBucketLimiter((c.Items[typeof(Caller)] as Caller)?.Name ?? Address(c), _ => new()
        {
            TokenLimit = 2 * requestsPerSecond,
            TokensPerPeriod = Math.Max(1, requestsPerSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
        signIns = EachMinute(signInsPerMinute);
        lines = EachMinute(1);
    }

    static PartitionedRateLimiter<HttpContext> EachMinute(int most) =>
        PartitionedRateLimiter.Create<HttpContext, string>(c => RateLimitPartition.GetFixedWindowLimiter(Address(c), _ => new() { PermitLimit = most, Window = TimeSpan.FromMinutes(1), QueueLimit = 0, AutoReplenishment = true }));

    /// <summary>Where a request comes from.</summary>
    public static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

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

    /// <summary>Whether a write that comes now would wait too long, behind all that wait already.</summary>
    public bool IsBusy(Store store) => store.Waiting >= mostWaiting && !Sabotage.IsUnbounded;

    /// <summary>Room for the body of a request; given back when it is answered.</summary>
    public sealed class Room(Limits limits) : IDisposable
    {
        long held;

        /// <summary>At least as many bytes as are held; those that were written before stay when there are more.</summary>
        public byte[] Bytes { get; private set; } = [];

        /// <summary>Whether there was no room.</summary>
        public bool IsRefused { get; private set; }

        /// <summary>Holds room for so many bytes in all.</summary>
        /// <returns>Whether there was any; if not, nothing more is held than before.</returns>
        public bool TryHold(long all)
        {
            var more = all - held;
            if (more <= 0) return true;
            var total = Interlocked.Add(ref limits.bytes, more);
            if (total > limits.mostBytes && total != all && !Sabotage.IsUnbounded)
            {
                Interlocked.Add(ref limits.bytes, -more);
                return !(IsRefused = true);
            }
            held = all;
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
            Interlocked.Add(ref limits.bytes, -held);
            if (Bytes.Length > 0) ArrayPool<byte>.Shared.Return(Bytes);
            (held, Bytes) = (0, []);
        }
    }

    /// <summary>What is answered to who comes when there is too much to do already.</summary>
    public static Reply.Refused Busy { get; } = new(503, "busy", "The server has too much to do just now.", "Nothing of this request was done. Send it again after a moment.") { Headers = [("Retry-After", "1")] };

    /// <inheritdoc/>
    public void Dispose()
    {
        requests.Dispose();
        signIns.Dispose();
        lines.Dispose();
    }
}
