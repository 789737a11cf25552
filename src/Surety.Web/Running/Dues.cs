using Microsoft.Extensions.Logging;
using NodaTime;
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
        var (looked, held) = (new Dictionary<string, (Instant At, long Size)>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        using var timer = new PeriodicTimer(Between);
        try
        {
            do
                try
                {
                    await LookAsync(store, looked, held, log, cancellation);
                }
                catch (Exception e) when (e is not (OperationCanceledException or StoreBroken))
                {
                    // Whatever it is, the others wait for theirs.
                    log.LogError(e, "What is due was not done, and it is tried again.");
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

    /// <summary>Does what is due in one space; a fault in it keeps no other from its day.</summary>
    static async Task<Result<Closed>?> ClosedAsync(Store store, string space, ILogger log, CancellationToken cancellation)
    {
        try
        {
            return await Closing.CloseAsync(store, space, null, cancellation, byItself: true);
        }
        catch (Exception e) when (e is not (OperationCanceledException or StoreBroken))
        {
            log.LogError(e, "{Space}: what is due was not done, and it is tried again.", space);
            return null;
        }
    }

    static async Task LookAsync(Store store, Dictionary<string, (Instant At, long Size)> looked, HashSet<string> held, ILogger log, CancellationToken cancellation)
    {
        List<(string Space, long Size, Instant? Due)> spaces;
        await using (var reading = await store.LookAsync(cancellation)) spaces = await reading.StandingAsync(store.Now, cancellation);
        foreach (var (space, size, due) in spaces)
        {
            var isNew = !looked.TryGetValue(space, out var last);
            // What fell due since it was looked is done at once; what stays due after that waits for something else, and facts are looked at once in a while.
            var isDue = due <= store.Now;
            if (!isNew && !(isDue && due > last.At) && (store.Now - last.At < BetweenLooks || (last.Size == size && !isDue))) continue;
            looked[space] = (store.Now, size);
            switch (await ClosedAsync(store, space, log, cancellation))
            {
                case null: continue;
                case Result<Closed>.Ok { Value: var closed }:
                    foreach (var issued in closed.Issued) log.LogInformation("{Space}: the statement of {Period} was published.", space, issued.Period);
                    if (closed.Held.Count > 0 && held.Add(space)) log.LogInformation("{Space}: {First} and what else ended before it came into this record is published when somebody closes.", space, closed.Held[0]);
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
