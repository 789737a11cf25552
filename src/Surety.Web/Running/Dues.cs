using Microsoft.Extensions.Logging;
using NodaTime;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Web.Running;

/// <summary>Does by itself what is due, as <c>surety close</c> does: where a planned instant has come, and where facts came in since it was looked at.</summary>
static class Dues
{
    /// <summary>So often it is looked.</summary>
    static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    /// <summary>So often at most is an agreement worked out again because facts came in.</summary>
    static readonly Duration BetweenLooks = Duration.FromMinutes(5);

    /// <summary>Looks until it is told to stop; what goes wrong is logged, and tried again.</summary>
    public static async Task WatchAsync(Store store, ILogger log, CancellationToken cancellation)
    {
        var looked = new Dictionary<string, (Instant At, long Size)>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(Between);
        Instant? pruned = null;
        try
        {
            do
                try
                {
                    await LookAsync(store, looked, log, cancellation);
                    if (pruned is { } last && store.Now - last < Duration.FromHours(1)) continue;
                    await PruneAsync(store, cancellation);
                    pruned = store.Now;
                }
                catch (Exception e) when (e is not OperationCanceledException && StoreTrouble.Of(e, store.Address) is { } trouble)
                {
                    log.LogError("What is due was not done, and is tried again: {Trouble}", trouble.Message);
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

    /// <summary>Takes away what nobody can use any more: sessions that have ended, answers that are not asked for again.</summary>
    static async Task PruneAsync(Store store, CancellationToken cancellation)
    {
        await Sessions.PruneAsync(store, cancellation);
        await Replays.PruneAsync(store, cancellation);
    }

    static async Task LookAsync(Store store, Dictionary<string, (Instant At, long Size)> looked, ILogger log, CancellationToken cancellation)
    {
        List<(string Space, long Size, bool IsDue)> spaces;
        await using (var reading = await store.LookAsync(cancellation)) spaces = await reading.StandingAsync(store.Now, cancellation);
        foreach (var (space, size, isDue) in spaces)
        {
            var isNew = !looked.TryGetValue(space, out var last);
            // A plan that stays due after it was done waits for something else: once in a while is enough.
            if (!isNew && (store.Now - last.At < (isDue && last.Size != size ? Duration.Zero : BetweenLooks) || (last.Size == size && !isDue))) continue;
            switch (await Closing.CloseAsync(store, space, null, cancellation))
            {
                case Result<Closed>.Ok { Value: var closed }:
                    foreach (var issued in closed.Issued) log.LogInformation("{Space}: the statement of {Period} was published.", space, issued.Period);
                    foreach (var step in closed.Steps) log.LogInformation("{Space}: {Period} went on: {Step}.", space, step.Period, step.Step);
                    break;
                case Result<Closed>.Refused refused:
                    var why = refused.Problems[0].Message;
                    log.LogError("{Space}: what is due was not done: {Why}", space, why);
                    break;
            }
            await using var reading = await store.LookAsync(cancellation);
            looked[space] = (store.Now, await reading.SizeAsync(space, cancellation));
        }
    }
}
