using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Surety.Benchmarks.Records;

/// <summary>Requests over plain sockets, each answered before the next one on its connection: little enough of a client that the server is what is measured.</summary>
static class HttpClients
{
    /// <summary>Sends all, each once, over so many connections; every answer has to be a 2xx.</summary>
    public static Took Send(int port, byte[][] requests, int connections)
    {
        var next = -1;
        var threads = Enumerable.Range(0, connections).Select(_ => new Thread(() => Run())).ToList();
        var failed = (Exception?)null;
        var watch = Stopwatch.StartNew();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return failed is null ? new(watch.Elapsed.TotalMilliseconds, 0) : throw failed;

        void Run()
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Connect("127.0.0.1", port);
                var answer = new byte[64 << 10];
                while (Interlocked.Increment(ref next) is var at && at < requests.Length)
                {
                    for (var sent = 0; sent < requests[at].Length;) sent += socket.Send(requests[at].AsSpan(sent));
                    var length = 0;
                    do length += socket.Receive(answer.AsSpan(length));
                    while (!IsWhole(answer.AsSpan(0, length)));
                    if (answer[9] != '2') throw new InvalidOperationException(Encoding.UTF8.GetString(answer, 0, length));
                }
            }
            catch (Exception e)
            {
                failed = e;
            }
        }
    }

    static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\r\n\r\n"u8) is not (>= 0 and var end)) return false;
        var field = answer.IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
        return System.Buffers.Text.Utf8Parser.TryParse(answer[field..], out int length, out _) && answer.Length >= end + 4 + length;
    }

    public static byte[] Request(string path, string key, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n"), .. body];
}

/// <summary><c>surety serve</c> as a process of its own, and a feed of its own for each run.</summary>
sealed class HttpDoor : IDisposable
{
    readonly Process process;
    readonly HttpClient client;
    readonly string key;
    int runs;

    HttpDoor(Process process, HttpClient client, string key) => (this.process, this.client, this.key) = (process, client, key);

    public static HttpDoor Start(Options options, string? server)
    {
        var folder = options.Data(server is null ? "w3-http" : "w3-http-server");
        Directory.Delete(folder, true);
        if (server is not null) Postgres.Empty(server, "door");
        List<string> arguments = ["serve", "--urls", "http://127.0.0.1:0", "--no-close", "--requests-per-second", "1000000", "--data", folder];
        if (server is not null) arguments.AddRange(["--store", Postgres.Of(server, "door")]);
        var process = Process.Start(new ProcessStartInfo(options.Product, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var address = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd());
        var token = "";
        while (token.Length == 0 && process.StandardError.ReadLine() is { } line)
            if (line.IndexOf("token: ", StringComparison.Ordinal) is >= 0 and var at) token = line[(at + 7)..];
        // Nobody waits for a full pipe.
        _ = Task.Run(process.StandardError.ReadToEnd);
        var client = new HttpClient { BaseAddress = new(address) };
        Post(client, "/v1/setup", $$"""{"token":"{{token}}","party":{"handle":"bench","title":"Bench"},"email":"b@bench.example","name":"B","password":"a long enough password"}""");
        return new(process, client, Post(client, "/v1/keys", """{"label":"bench","scopes":["facts","read"]}""").GetProperty("key").GetString()!);
    }

    static JsonElement Post(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = client.PostAsync(path, content).GetAwaiter().GetResult();
        var text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.Clone() : throw new InvalidOperationException(text);
    }

    /// <summary>Sends all into a feed of this run alone, and looks that all are there.</summary>
    public Took Send(byte[][] bodies, int connections)
    {
        var path = $"/v1/feeds/bench.run-{++runs}/facts";
        var requests = Array.ConvertAll(bodies, b => HttpClients.Request($"{path}?source=probe", key, b));
        var took = HttpClients.Send(new Uri(client.BaseAddress!, "/").Port, requests, connections);
        using var asked = new HttpRequestMessage(HttpMethod.Get, path.Replace("/facts", "/sources", StringComparison.Ordinal)) { Headers = { Authorization = new("Bearer", key) } };
        using var answer = client.Send(asked);
        var there = JsonDocument.Parse(answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()).RootElement.GetProperty("items")[0].GetProperty("accepted").GetInt64();
        var wanted = bodies.Sum(b => Math.Max(1, b.Count(c => c == (byte)'\n')));
        return there == wanted ? took : throw new InvalidOperationException($"Of {wanted} facts {there} are there.");
    }

    public void Dispose()
    {
        client.Dispose();
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}

/// <summary>Kestrel that reads each body and answers as many bytes as a receipt has: what HTTP alone costs.</summary>
sealed class BareDoor : IDisposable
{
    static readonly byte[] Receipt = new byte[520];

    readonly WebApplication app;

    BareDoor(WebApplication app) => this.app = app;

    public static BareDoor Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            while (await context.Request.BodyReader.ReadAsync() is var read)
            {
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
            context.Response.StatusCode = 201;
            context.Response.ContentLength = Receipt.Length;
            await context.Response.Body.WriteAsync(Receipt);
        });
        app.StartAsync().GetAwaiter().GetResult();
        return new(app);
    }

    public Took Send(byte[][] bodies, int connections) =>
        HttpClients.Send(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port, Array.ConvertAll(bodies, b => HttpClients.Request("/v1/feeds/bench.load/facts?source=probe", "surety_bench_aaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", b)), connections);

    public void Dispose() => app.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
