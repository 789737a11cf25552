using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NodaTime;
using Shouldly;
using Surety.Storage.Records;
using Surety.Web;
using Surety.Web.Running;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>How a server runs: what it logs and sends, how it stops.</summary>
public sealed class RunningTests : IDisposable
{
    const string Trace = "0af7651916cd43dd8448eb211c80319c", Parent = $"00-{Trace}-b7ad6b7169203331-01";

    readonly Prompt prompt = new();
    readonly StringWriter log = new();

    public void Dispose()
    {
        prompt.Dispose();
        log.Dispose();
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    StoreAddress Address => new StoreAddress.InFolder { Folder = prompt.Path("data") };

    ServerSettings Settings => new(["http://127.0.0.1:0"]) { Closes = false, Log = TextWriter.Synchronized(log), LogsRequests = true };

    static async Task<(string Cookie, string Key)> SetUpAsync(Serving server)
    {
        var answer = await server.CallAsync("POST", "/v1/setup", null, $$"""{"token":"{{server.Token}}","party":{"handle":"alder","title":"Alder Hosting"},"email":"ann@alder.example","name":"Ann Alder","password":"correct horse battery"}""");
        answer.Status.ShouldBe(201, answer.Text);
        var cookie = answer.Headers["Set-Cookie"].Split(';')[0]["surety=".Length..];
        return (cookie, await server.KeyAsync(cookie));
    }

    [Fact]
    public async Task A_request_is_one_line_with_the_number_that_its_answer_has_and_nothing_that_is_secret()
    {
        string cookie, key;
        Answer absent;
        await using (var server = await Serving.StartAsync(Address, settings: Settings with { LogsJson = true }))
        {
            (cookie, key) = await SetUpAsync(server);
            absent = await server.CallAsync("GET", "/v1/agreements/alder.nothing", key, headers: ("traceparent", Parent));
            await server.CallAsync("GET", "/%0d%0a2026-01-01 evil %1b[31m");
        }

        absent.Json.GetProperty("traceId").GetString().ShouldBe(Trace);
        var text = log.ToString();
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var line = lines.Single(l => l.GetProperty("traceId").GetString() == Trace);
        (line.GetProperty("operation").GetString(), line.GetProperty("status").GetInt32(), line.GetProperty("level").GetString()).ShouldBe(("readAgreement", 404, "info"));
        line.GetProperty("caller").GetString().ShouldBe($"key:{key.Split('_')[2]}");
        line.GetProperty("milliseconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        lines.Count.ShouldBe(4);
        foreach (var secret in new[] { cookie, key, "correct horse", "ann@", "Ann", "evil", "alder.nothing" }) text.ShouldNotContain(secret);
    }

    [Fact]
    public void What_others_wrote_begins_no_line_and_steers_no_terminal()
    {
        using var lines = new LogLines(log, isJson: false);
        var logger = lines.CreateLogger("");

        logger.LogError(new InvalidOperationException("no\r\nmore"), "{Space}: was not closed", "a\r\n2026-01-01 \e[31mb\u0085c\u202e");

        var line = log.ToString().TrimEnd();
        line.ShouldNotContain("\n");
        line.Any(char.IsControl).ShouldBeFalse();
        line.ShouldContain(" error - - a\uFFFD\uFFFD2026-01-01 \uFFFD[31mb\uFFFDc\uFFFD: was not closed System.InvalidOperationException: no | more");
    }

    [Fact]
    public async Task A_collector_gets_the_request_the_commit_under_it_and_the_counts()
    {
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var got = new List<(string Path, byte[] Body)>();
        var taking = Task.Run(async () =>
        {
            while (collector.IsListening)
                try
                {
                    var context = await collector.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    lock (got) got.Add((context.Request.Url!.AbsolutePath, body.ToArray()));
                    context.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
        }, Cancellation);

        await using (var server = await Serving.StartAsync(Address, settings: Settings with { Collector = new($"http://127.0.0.1:{port}") }))
        {
            var (cookie, _) = await SetUpAsync(server);
            await server.CallAsync("POST", "/v1/keys", cookie, """{"label":"probe","scopes":["read"]}""", headers: ("traceparent", Parent));
        }
        collector.Stop();
        await taking;

        var traces = got.Where(g => g.Path == "/v1/traces").ToList();
        var measures = got.Where(g => g.Path == "/v1/metrics").ToList();
        traces.Any(t => Has(t.Body, Convert.FromHexString(Trace)) && Has(t.Body, Text("makeKey"))).ShouldBeTrue();
        traces.Any(t => Has(t.Body, Text("store.commit"))).ShouldBeTrue();
        measures.Any(m => Has(m.Body, Text("surety_http_requests_total")) && Has(m.Body, Text("surety_store_commits_total"))).ShouldBeTrue();
        got.Any(g => Has(g.Body, Text("correct horse")) || Has(g.Body, Text("ann@"))).ShouldBeFalse();
    }

    static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    static bool Has(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;

    [Fact]
    public async Task Told_to_stop_it_is_not_ready_any_more_and_finishes_what_was_begun()
    {
        var server = await Serving.StartAsync(Address, settings: Settings with { Drain = Duration.FromSeconds(2) });
        var (_, key) = await SetUpAsync(server);
        var ready = await server.CallAsync("GET", "/healthz/ready");
        const string body = """{"type":"state","at":"2026-10-01T00:00:00Z","service":"shop","state":"up"}""";
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/feeds/alder.web/facts?source=probe HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length}\r\n\r\n{body[..20]}"), Cancellation);

        var stopping = server.DisposeAsync().AsTask();
        // It is told so at once, and goes on for two seconds.
        Answer? not = null;
        for (var i = 0; i < 100 && not?.Status != 503; i++)
        {
            not = await server.CallAsync("GET", "/healthz/ready");
            await Task.Delay(10, Cancellation);
        }
        // After them nobody comes in any more; who is in is waited for.
        while (await TakesConnectionsAsync(server.Address)) await Task.Delay(10, Cancellation);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body[20..]), Cancellation);
        using var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync(Cancellation);
        await stopping;

        ready.Status.ShouldBe(200);
        not!.Status.ShouldBe(503, not.Text);
        first.ShouldStartWith("HTTP/1.1 20");
    }

    static async Task<bool> TakesConnectionsAsync(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    [Fact]
    public async Task The_program_ends_with_zero_at_a_signal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals here.");
        using var process = Process.Start(TheProgram.With("serve", "--data", prompt.Path("data"), "--urls", "http://127.0.0.1:0", "--no-close"))!;
        var talk = process.StandardError.ReadToEndAsync(Cancellation);
        (await process.StandardOutput.ReadLineAsync(Cancellation))!.ShouldStartWith("http://127.0.0.1:");

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(Cancellation);

        process.ExitCode.ShouldBe(0, await talk);
        (await talk).ShouldContain("Nothing that is due is done by itself (--no-close)");
    }

    [Fact]
    public async Task A_log_of_json_has_nothing_else_and_the_token_is_a_field_of_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals here.");
        using var process = Process.Start(TheProgram.With("serve", "--data", prompt.Path("data"), "--urls", "http://127.0.0.1:0", "--no-close", "--log", "json"))!;
        var talk = process.StandardError.ReadToEndAsync(Cancellation);
        var line = await process.StandardOutput.ReadLineAsync(Cancellation);

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(Cancellation);
        var port = await prompt.RunAsync("serve", "--data", prompt.Path("other"), "--urls", "http://192.0.2.1:8080", "--log", "json");

        process.ExitCode.ShouldBe(0, await talk);
        JsonDocument.Parse(line!).RootElement.GetProperty("address").GetString()!.ShouldStartWith("http://127.0.0.1:");
        var lines = (await talk).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        lines.ShouldAllBe(l => l.GetProperty("at").GetString()!.EndsWith('Z') && l.GetProperty("message").GetString()!.Length > 0);
        lines.Count(l => l.TryGetProperty("token", out _)).ShouldBe(1, await talk);
        (await talk).ShouldContain("Nothing that is due is done by itself (--no-close)");
        var refused = JsonDocument.Parse(port.Messages).RootElement;
        (port.Code, refused.GetProperty("level").GetString()).ShouldBe((1, "warning"));
        refused.GetProperty("message").GetString()!.ShouldContain("no address of this machine");
    }

    [Fact]
    public async Task A_store_that_is_taken_and_a_port_that_is_taken_are_told()
    {
        await using var server = await Serving.StartAsync(Address, settings: Settings);

        var store = await prompt.RunAsync("serve", "--data", prompt.Path("data"), "--urls", "http://127.0.0.1:0");
        var port = await prompt.RunAsync("serve", "--data", prompt.Path("other"), "--urls", $"http://127.0.0.1:{server.Address.Port}");
        var measures = await prompt.RunAsync("serve", "--data", prompt.Path("other"), "--urls", "http://127.0.0.1:0", "--metrics-urls", $"http://127.0.0.1:{server.Address.Port}");
        var elsewhere = await prompt.RunAsync("serve", "--data", prompt.Path("other"), "--urls", "http://192.0.2.1:8080");

        (store.Code, port.Code, measures.Code, elsewhere.Code).ShouldBe((6, 1, 1, 1), port.Messages + elsewhere.Messages);
        store.Messages.ShouldContain("Another program is writing to this store.");
        // The sentence alone: where in the program it happened is nothing to whoever has to name another port.
        foreach (var taken in new[] { port, measures, elsewhere }) taken.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem(taken.Messages);
        foreach (var taken in new[] { port, measures }) taken.Messages.ShouldStartWith("surety: Another program listens at one of ");
        elsewhere.Messages.ShouldContain("no address of this machine");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told()
    {
        var file = prompt.Write("file", "");

        var noFolder = await prompt.RunAsync("serve", "--data", file);
        noFolder.Code.ShouldBe(1, noFolder.Messages);
        noFolder.Messages.ShouldNotContain("bug");

        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "For the administrator no folder is read-only.");
        Directory.CreateDirectory(prompt.Path("locked"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(prompt.Path("locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var locked = await prompt.RunAsync("serve", "--data", prompt.Path("locked"));
        locked.Code.ShouldBe(1);
        locked.Messages.ShouldContain("may not be written");
    }

    [Theory]
    [InlineData("--urls", "https://127.0.0.1:8080", "is no address to listen at")]
    [InlineData("--urls", "127.0.0.1:8080", "is no address to listen at")]
    [InlineData("--urls", "http://127.0.0.1:8080/api", "is no address to listen at")]
    [InlineData("--urls", "http://sla.example:8080", "names a machine")]
    [InlineData("--urls", ";", "no address to listen at")]
    [InlineData("--metrics-urls", "9464", "is no address to serve measures at")]
    [InlineData("--otlp", "collector:4317", "is no address of a collector")]
    [InlineData("--otlp", "http://user:secret@collector:4318", "is no address of a collector")]
    [InlineData("--drain", "31", "from 0 to 30")]
    [InlineData("--drain", "soon", "--drain")]
    [InlineData("--proxy", "10.88", "'10.88' is neither an address nor a network. Expected: 10.88.0.1, or 10.88.0.0/16")]
    [InlineData("--proxy", "10", "neither an address nor a network")]
    [InlineData("--proxy", "10.88/16", "neither an address nor a network")]
    [InlineData("--proxy", "10.010.0.1", "neither an address nor a network")]
    [InlineData("--proxy", "10.88.0.1;0.0.0.0/0", "'0.0.0.0/0' is every address")]
    [InlineData("--proxy", "::/0", "is every address")]
    [InlineData("--requests-per-second", "0", "from 1 to")]
    [InlineData("--sign-ins-per-minute", "1000001", "from 1 to")]
    [InlineData("--log", "xml", "text, json")]
    [InlineData("--store", "mysql://x/y", "PostgreSQL")]
    public async Task What_cannot_be_is_told_before_anything_is_begun(string option, string value, string said)
    {
        var run = await prompt.RunAsync("serve", "--data", prompt.Path("none"), option, value);

        run.Code.ShouldBe(64, run.Messages);
        run.Messages.ShouldContain(said);
        Directory.Exists(prompt.Path("none")).ShouldBeFalse();
    }
}
