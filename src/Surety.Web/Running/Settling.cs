using Microsoft.Extensions.Logging;
using Surety.Storage.Records;

namespace Surety.Web.Running;

/// <summary>Notes, once a minute, how many more denials there were than lines of the audit.</summary>
static class Settling
{
    static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    /// <summary>Does so until it is told to stop; what goes wrong is logged, and tried again.</summary>
    public static async Task WatchAsync(Store store, ILogger log, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Between);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                try
                {
                    await store.Denials.SettleAsync(null, cancellation);
                }
                catch (Exception e) when (e is not (OperationCanceledException or StoreBroken))
                {
                    log.LogError(e, "Denials that were counted could not be noted.");
                }
        }
        catch (OperationCanceledException)
        {
        }
        catch (StoreBroken)
        {
            // Whoever writes next is told, and stops the server.
        }
    }
}
