using Surety.Web.Api;

namespace Surety.Web.Running;

/// <summary>Whether the server runs, for whoever watches it.</summary>
static class HealthApi
{
    public static ValueList<Operation> All { get; } = [
        new("GET", "/healthz/live", "isLive", "Running", "Says that the process runs.", _ => Task.FromResult<Reply>(Reply.Json(j => j.WriteString("status", "live"))))
        {
            Needs = null, Gives = [new(200, "It runs.", Shape: Status)],
        },
        new("GET", "/healthz/ready", "isReady", "Running", "Says that the record can be read and takes writes.", ReadyAsync)
        {
            Needs = null, Gives = [new(200, "It takes requests.", Shape: Status)],
        },
    ];

    static Shape.Fields Status => new([new("status", new Shape.Words(20), "live or ready.")]);

    static async Task<Reply> ReadyAsync(Call call)
    {
        if (call.Context.Items.ContainsKey(typeof(HealthApi))) return new Reply.Refused(503, "stopping", "The server was told to stop, and takes nothing more in a moment.");
        if (call.Store.IsBroken) return new Reply.Refused(503, "store.broken", "The disk failed, and nothing more is accepted.");
        await using var reading = await call.Store.LookAsync(call.Cancellation);
        await reading.SpacesAsync(call.Cancellation);
        return Reply.Json(j => j.WriteString("status", "ready"));
    }
}
