using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.Running;
using Surety.Web.Statements;

namespace Surety.Web;

/// <summary>The server: one process upon one store. Source: docs/guide/operate.md.</summary>
public static class Server
{
    /// <summary>How passwords are kept here.</summary>
    public static Passwords Passwords => People.PeopleApi.Passwords;

    /// <summary>A line of JSON as the log has them, for what is told beside it.</summary>
    /// <param name="message">A sentence.</param><param name="isWarning">Whether somebody should look.</param><param name="field">What of it stands in a field of its own; <c>null</c>: nothing does.</param>
    public static string LogLine(string message, bool isWarning = false, (string Name, string Value)? field = null) => LogLines.Json(isWarning ? LogLevel.Warning : LogLevel.Information, message, field);

    /// <summary>Serves until it is told to stop, or the disk fails.</summary>
    /// <param name="store">The record, open for writing.</param><param name="settings">How.</param><param name="listening">Told the addresses, once requests are taken, and the token by which the first person comes in where nobody is here yet.</param><param name="cancellation">Stops it: what was begun is finished.</param>
    /// <returns>Why it stopped; <c>null</c>: it was told to.</returns>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<Exception?> RunAsync(Store store, ServerSettings settings, Action<IReadOnlyCollection<string>, string?> listening, CancellationToken cancellation)
    {
        Exception? failed = null;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = Path.GetFullPath(store.Address.Folder) });
        // What the environment says to other programs of this kind means nothing here.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls([.. settings.Urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
            kestrel.Limits.MaxRequestLineSize = 8 << 10;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            // What is not let in yet waits at the sender, and not in the memory of the server.
            kestrel.Limits.MaxRequestBufferSize = 32 << 10;
            // Whoever sends more slowly holds room from others.
            kestrel.Limits.MinRequestBodyDataRate = new(Doorway.SlowestBody, TimeSpan.FromSeconds(10));
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = settings.MostConnections;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddRouting().AddSingleton<IHostLifetime, Unattended>();
        using var lines = new LogLines(settings.Log ?? Console.Error, settings.LogsJson);
        // What is ours is told; of what ASP.NET Core says, what went wrong. Why it does not start, whoever starts it is told.
        var hasStarted = false;
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", level => hasStarted && level >= LogLevel.Warning).AddProvider(lines);
        await using var app = builder.Build();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Surety");
        using var limits = new Limits(settings.RequestsPerSecond, settings.SignInsPerMinute, settings.MostWaiting, settings.MostBytes);
        await using var worked = new WorkedOut(store);
        var doorway = new Doorway(store, worked, new Identity(store, settings.PublicUrl) { Demo = settings.Demo }, limits, log, e =>
        {
            failed ??= e;
            log.LogCritical(e, "The disk failed: nothing more is accepted, and the server stops.");
            app.Lifetime.StopApplication();
        });
        using var telemetry = settings.Collector is { } collector ? Telemetry.Start(store, collector) : null;
        if (settings.IsBehindProxy || settings.Proxies.Count > 0) app.UseForwardedHeaders(Forwarded(settings));
        using var ending = new CancellationTokenSource();
        app.Use((context, next) =>
        {
            if (ending.IsCancellationRequested) context.Items[typeof(HealthApi)] = "";
            return GuardedAsync(context, next, doorway, log, settings.LogsRequests);
        });
        app.UseRouting();
        foreach (var operation in Operations.All) app.MapMethods(operation.Path, operation.Methods, (RequestDelegate)(context => doorway.ServeAsync(context, operation)));
        await using var measures = settings.MetricsUrls.Count > 0 ? await Exposition.StartAsync(store, settings.MetricsUrls, cancellation) : null;
        // Told to stop while it starts, it starts and stops: that is no failure.
        await app.StartAsync(CancellationToken.None);
        hasStarted = true;
        listening([.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses], await Invitations.FirstTokenAsync(store, CancellationToken.None));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, app.Lifetime.ApplicationStopping);
        var dues = settings.Closes ? Dues.WatchAsync(store, log, stopping.Token) : Task.CompletedTask;
        var retaining = Retaining.WatchAsync(store, log, stopping.Token);
        var chunks = Chunks.WatchAsync(store, log, stopping.Token);
        var settling = Settling.WatchAsync(store, log, stopping.Token);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopped);
        await using (cancellation.Register(() => _ = StopAsync(app, ending, settings.Drain, stopped.Token))) await app.WaitForShutdownAsync(CancellationToken.None);
        await dues;
        await chunks;
        await retaining;
        await settling;
        return failed;
    }

    /// <summary>One proxy, on this machine or where the settings say, is believed what it says of whom it serves; from anywhere else these headers are nothing.</summary>
    static ForwardedHeadersOptions Forwarded(ServerSettings settings)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
        if (!settings.IsBehindProxy)
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
        }
        foreach (var network in settings.Proxies) options.KnownIPNetworks.Add(network);
        return options;
    }

    /// <summary>Signals are the command's: it says when to stop.</summary>
    internal sealed class Unattended : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Says that it is not ready any more, goes on for a while so that whoever sends requests here can hear of it, and stops: what was begun is finished.</summary>
    static async Task StopAsync(WebApplication app, CancellationTokenSource ending, Duration drain, CancellationToken stopped)
    {
        await ending.CancelAsync();
        try
        {
            await Task.Delay(drain.ToTimeSpan(), stopped);
        }
        catch (OperationCanceledException)
        {
        }
        app.Lifetime.StopApplication();
    }

    /// <summary>What every answer has, and the last edge: a fault of ours says its number and nothing of what is inside.</summary>
    static async Task GuardedAsync(HttpContext context, RequestDelegate next, Doorway doorway, ILogger log, bool logsRequests)
    {
        var headers = context.Response.Headers;
        if (!Sabotage.LeavesHeadersOut) Bound(context, headers);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, ContentLength: null, StatusCode: (404 or 405) and var status }) await doorway.RefuseAsync(context, status == 404 ? Reply.Absent : new(405, "method", "This address has no such method.", $"It takes {headers.Allow}."));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (BadHttpRequestException e)
        {
            await ProblemDocument.WriteAsync(context, new(e.StatusCode, "http", "The request is no proper HTTP.", e.Message));
        }
        catch (Exception e) when (!Sabotage.LetsFaultsOut)
        {
            log.LogError(e, "A request failed: {Operation}.", NameOf(context));
            await ProblemDocument.WriteAsync(context, new(500, "bug", "This is a fault of the server, and not of the request.", "Tell the people who run it the traceId."));
        }
        finally
        {
            if (Sabotage.LogsBodies && context.Response.StatusCode >= 400 && context.Items["body"] is ReadOnlyMemory<byte> body) log.LogWarning("Refused: {Body}", System.Text.Encoding.UTF8.GetString(body.Span));
            Activity.Current?.SetTag("http.response.status_code", context.Response.StatusCode);
            if (logsRequests) log.LogInformation("{Operation} {Status} {Milliseconds:0.0} ms", NameOf(context), context.Response.StatusCode, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    // The operation, and not the address: in that may stand whatever somebody wrote.
    static string NameOf(HttpContext context) => context.Items[typeof(Operation)] as string ?? "-";

    /// <summary>What keeps browsers within bounds.</summary>
    static void Bound(HttpContext context, IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }
}
