using Microsoft.Extensions.Logging;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Web.Running;

/// <summary>Erases what its party keeps no longer, and takes away what has ended by itself.</summary>
static class Retaining
{
    /// <summary>Days are counted: an hour more is nothing.</summary>
    static readonly TimeSpan Between = TimeSpan.FromHours(1);

    /// <summary>Looks until it is told to stop; what goes wrong is logged, and tried again.</summary>
    public static async Task WatchAsync(Store store, ILogger log, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Between);
        try
        {
            do
                try
                {
                    var erased = await Retention.RunAsync(store, cancellation);
                    if (erased > 0) log.LogInformation("Erased, since it was kept long enough: {Count}.", erased);
                }
                catch (Exception e) when (e is not (OperationCanceledException or StoreBroken))
                {
                    // Whatever it is, the others wait for theirs.
                    log.LogError(e, "What is kept no longer was not erased, and it is tried again.");
                }
            while (await timer.WaitForNextTickAsync(cancellation));
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
