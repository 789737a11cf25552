using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NodaTime;
using Surety.Storage.Records;
using Surety.Web;

namespace Surety.Integration.Tests.Web;

/// <summary>A server in this process, on a port of its own, and whoever calls it.</summary>
public sealed class Serving : IAsyncDisposable
{
    readonly CancellationTokenSource ending = new();
    readonly Task running;
    readonly HttpClient client;

    Serving(Store store, Task running, CancellationTokenSource ending, Uri address, string? token) => (Store, this.running, this.ending, client, Token) = (store, running, ending, new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address }, token);

    public Store Store { get; }

    public Uri Address => client.BaseAddress!;

    /// <summary>Lets the first person in; <c>null</c>: somebody is here already.</summary>
    public string? Token { get; }

    public static async Task<Serving> StartAsync(StoreAddress address, IClock? time = null, ServerSettings? settings = null)
    {
        var store = await Store.WriteAsync(address, time ?? SystemClock.Instance, CancellationToken.None) is Result<Store>.Ok { Value: var opened } ? opened : throw new InvalidOperationException("The store cannot be opened.");
        var (ending, listens) = (new CancellationTokenSource(), new TaskCompletionSource<(Uri, string?)>(TaskCreationOptions.RunContinuationsAsynchronously));
        var running = Server.RunAsync(store, settings ?? new(["http://127.0.0.1:0"]) { Closes = false }, (addresses, token) => listens.SetResult((new(addresses.First()), token)), ending.Token);
        await Task.WhenAny(running, listens.Task);
        if (!listens.Task.IsCompleted) await running;
        var (at, first) = await listens.Task;
        return new(store, running, ending, at, first);
    }

    /// <summary>One request.</summary>
    /// <param name="method">As HTTP has it.</param><param name="path">Behind the address.</param><param name="key">Of whoever calls; <c>null</c>: nobody.</param><param name="body">What is sent; <c>null</c>: nothing.</param><param name="type">What it is.</param><param name="headers">Further ones.</param>
    public async Task<Answer> CallAsync(string method, string path, string? key = null, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (key is not null) request.Headers.Authorization = key.StartsWith("surety_", StringComparison.Ordinal) ? new AuthenticationHeaderValue("Bearer", key) : null;
        if (key is not null && !key.StartsWith("surety_", StringComparison.Ordinal)) request.Headers.Add("Cookie", $"surety={key}");
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase), response.Content.Headers.ContentType?.MediaType ?? "");
    }

    /// <summary>A key of somebody.</summary>
    public async Task<string> KeyAsync(string cookie, string scopes = "\"facts\",\"read\",\"manage\"", string more = "") =>
        (await CallAsync("POST", "/v1/keys", cookie, $$"""{"label":"a key","scopes":[{{scopes}}]{{more}}}""")).Json.GetProperty("key").GetString()!;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
        ending.Dispose();
        client.Dispose();
        await Store.DisposeAsync();
    }
}

/// <summary>What was answered.</summary>
public sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers, string Type)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement.Clone();

    public List<JsonElement> Lines => [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone())];

    /// <summary>Where things are wrong, and why: <c>/state fact.choice</c>.</summary>
    public List<string> Errors => [.. Json.GetProperty("errors").EnumerateArray().Select(e => $"{(e.TryGetProperty("pointer", out var pointer) ? pointer.GetString() : e.TryGetProperty("header", out var header) ? header.GetString() : e.TryGetProperty("line", out var line) ? $"{line}:{e.GetProperty("column")}" : "")} {e.GetProperty("code").GetString()}")];
}
