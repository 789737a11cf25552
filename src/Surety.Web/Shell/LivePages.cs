using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>Tells an open page that something was written to its agreement, as server-sent events: the page then asks for its figures again. No figure is told here.</summary>
static class LivePages
{
    /// <summary>So long one stream lasts: the browser opens the next one by itself, and is let in anew, so that what is revoked hears no more.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5), Look = TimeSpan.FromSeconds(1);

    /// <summary>So many streams of one caller are open at once.</summary>
    const int Most = 50;

    static readonly ConcurrentDictionary<string, int> Open = new(StringComparer.Ordinal);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/agreements/{agreement}/live", "watchAgreement", PagesOf.Chapter, "Tells an open page when something was written to the agreement or to a feed that it reads, as server-sent events; ends after five seconds, and the browser asks again.", WatchAsync) { IsPage = true, IsUnattended = true, Gives = [new(200, "An event 'changed' each time.", "text/event-stream")] },
    ];

    static async Task<Reply> WatchAsync(Call call)
    {
        var name = call.Path("agreement");
        if (await call.SeatAsync(name) is null) return Reply.Absent;
        if (Open.GetValueOrDefault(call.Caller.Name) >= Most) return new Reply.Refused(429, "too-often", "Too many pages of this caller are open at once.") { Headers = [("Retry-After", "5")] };
        var stopping = call.Context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        // What the page saw last: something may have come between two streams.
        var seen = call.Context.Request.Headers["Last-Event-ID"] is [{ } last] && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : (long?)null;
        return new Reply.Streamed(200, "text/event-stream", async (stream, aborted) =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
            ending.CancelAfter(Longest);
            // Counted where it ends as well: whoever asks for the head alone opens none. Of those that come at the same moment a few more may be let in.
            Open.AddOrUpdate(call.Caller.Name, 1, (_, count) => count + 1);
            try
            {
                var (known, writes) = (await SizeAsync(call, name), call.Store.Writes);
                await SayAsync(string.Create(CultureInfo.InvariantCulture, $"retry: 1000\nid: {known}\n{(seen is { } before && before != known ? "event: changed" : "event: seen")}\ndata: \n\n"));
                while (true)
                {
                    await Task.Delay(Look, ending.Token);
                    if (call.Store.Writes == writes) continue;
                    writes = call.Store.Writes;
                    if (await SizeAsync(call, name) is var now && now == known) continue;
                    known = now;
                    await SayAsync(string.Create(CultureInfo.InvariantCulture, $"id: {known}\nevent: changed\ndata: \n\n"));
                }
            }
            catch (OperationCanceledException)
            {
            }
            finally
            {
                Close(call.Caller.Name);
            }

            async Task SayAsync(string text)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ending.Token);
                await stream.FlushAsync(ending.Token);
            }
        });
    }

    static void Close(string caller)
    {
        if (Open.AddOrUpdate(caller, 0, (_, count) => count - 1) <= 0) Open.TryRemove(new(caller, 0));
    }

    /// <summary>So many entries there are in all that the figures rest on.</summary>
    static async Task<long> SizeAsync(Call call, string name)
    {
        // Feeds of the other side are looked at by the machine alone; the number of their entries says nothing of them.
        await using var reading = await call.LookAsync();
        return (await reading.SizesAsync(call.WorkedOut.RestsOf(name), call.Cancellation)).Values.Sum();
    }
}
