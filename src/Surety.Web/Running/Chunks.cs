using Microsoft.Extensions.Logging;
using Surety.Storage.Records;

namespace Surety.Web.Running;

/// <summary>Puts facts together that came in many batches: what is read often is then read at once.</summary>
static class Chunks
{
    static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>Looks until it is told to stop; what goes wrong is logged, and tried again.</summary>
    public static async Task WatchAsync(Store store, ILogger log, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Between);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                try
                {
                    List<string> many;
                    await using (var reading = await store.LookAsync(cancellation)) many = await Ingest.ManyAsync(reading, cancellation);
                    foreach (var space in many)
                        if (await Ingest.CompactAsync(store, space, cancellation) is Result<Written<int>>.Refused refused) log.LogError("{Space}: batches were not put together: {Why}", space, refused.Problems[0].Message);
                }
                catch (RecordDamaged damaged)
                {
                    log.LogError("Batches were not put together: {Why}", damaged.Problem.Message);
                }
                catch (Exception e) when (e is not (OperationCanceledException or StoreBroken))
                {
                    // Whatever it is, the others wait for theirs.
                    log.LogError(e, "Batches were not put together, and it is tried again.");
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
