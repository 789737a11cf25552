using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>Tells an open page that something was written to its agreement, as server-sent events: the page then asks for its figures again. No figure is told here.</summary>
static class LivePages
{
    /// <summary>So long one stream lasts; the browser opens the next one by itself, and is let in anew.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(50), Look = TimeSpan.FromSeconds(2), LookAnyway = TimeSpan.FromSeconds(10);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/agreements/{agreement}/live", "watchAgreement", PagesOf.Chapter, "Tells an open page when something was written to the agreement, as server-sent events; ends after a minute.", WatchAsync) { IsPage = true, Gives = [new(200, "An event 'changed' each time.", "text/event-stream")] },
    ];

    static async Task<Reply> WatchAsync(Call call)
    {
        var name = call.Path("agreement");
        if (await call.SeatAsync(name) is null) return Reply.Absent;
        var stopping = call.Context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return new Reply.Streamed(200, "text/event-stream", async (stream, aborted) =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
            ending.CancelAfter(Longest);
            try
            {
                await SayAsync("retry: 2000\n\n");
                var (size, writes, looked) = (await SizeAsync(call, name), call.Store.Writes, Stopwatch.GetTimestamp());
                while (true)
                {
                    await Task.Delay(Look, ending.Token);
                    // Another node may have written.
                    if (call.Store.Writes == writes && Stopwatch.GetElapsedTime(looked) < LookAnyway) continue;
                    (writes, looked) = (call.Store.Writes, Stopwatch.GetTimestamp());
                    if (await SizeAsync(call, name) is var now && now == size) continue;
                    size = now;
                    await SayAsync("event: changed\ndata: \n\n");
                }
            }
            catch (OperationCanceledException)
            {
            }

            async Task SayAsync(string text)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ending.Token);
                await stream.FlushAsync(ending.Token);
            }
        });
    }

    static async Task<long> SizeAsync(Call call, string name)
    {
        await using var reading = await call.LookAsync();
        return (await reading.SizesAsync([name], call.Cancellation)).GetValueOrDefault(name);
    }
}
