using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Surety.Storage.People;

namespace Surety.Web.Api;

/// <summary>How often somebody may ask, and how many at once are served: what is too much is told at once and costs nothing.</summary>
public sealed class Limits : IDisposable
{
    readonly PartitionedRateLimiter<HttpContext> requests, signIns;
    readonly int perSecond;

    /// <param name="requestsPerSecond">Of one key or session, or of one address that has neither.</param>
    /// <param name="signInsPerMinute">Of one address.</param>
    public Limits(int requestsPerSecond, int signInsPerMinute)
    {
        perSecond = requestsPerSecond;
        requests = PartitionedRateLimiter.Create<HttpContext, string>(c => RateLimitPartition.GetTokenBucketLimiter((c.Items[typeof(Caller)] as Caller)?.Name ?? Address(c), _ => new()
        {
            TokenLimit = 2 * requestsPerSecond, TokensPerPeriod = Math.Max(1, requestsPerSecond / 10), ReplenishmentPeriod = TimeSpan.FromMilliseconds(100), QueueLimit = 0, AutoReplenishment = true,
        }));
        signIns = PartitionedRateLimiter.Create<HttpContext, string>(c => RateLimitPartition.GetFixedWindowLimiter(Address(c), _ => new() { PermitLimit = signInsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0, AutoReplenishment = true }));
    }

    static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>Takes a turn to sign in, or to try a key that is none.</summary>
    /// <returns>Why not; <c>null</c>: it was taken.</returns>
    public Reply.Refused? RefuseSignIn(HttpContext context)
    {
        using var turn = signIns.AttemptAcquire(context);
        return turn.IsAcquired ? null : new(429, "too-often", "Too many sign-ins came from this address.", "Wait a minute.") { Headers = [("Retry-After", "60")] };
    }

    /// <summary>Takes a turn of whoever calls.</summary>
    /// <returns>Why not; <c>null</c>: it was taken.</returns>
    public Reply.Refused? Refuse(HttpContext context)
    {
        using var lease = requests.AttemptAcquire(context);
        context.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"requests\";q={perSecond};w=1");
        return lease.IsAcquired ? null : new(429, "too-often", "Too many requests came at once.", $"At most {perSecond} in a second are served to one caller.") { Headers = [("Retry-After", "1")] };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        requests.Dispose();
        signIns.Dispose();
    }
}
