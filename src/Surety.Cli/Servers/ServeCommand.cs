using System.CommandLine;
using NodaTime;
using Surety.Cli.Records;
using Surety.Web;

namespace Surety.Cli.Servers;

/// <summary><c>surety serve</c>: the API, upon the record.</summary>
internal static class ServeCommand
{
    static readonly Option<string?> Urls = new("--urls") { Description = $"Where it listens; several are parted by semicolons. Where silent: SURETY_URLS, else {ServerSettings.SilentUrl}.", HelpName = "http://…" };
    static readonly Option<string> Log = new("--log") { Description = "Form of the log, on standard error: text or json.", HelpName = "text|json", DefaultValueFactory = _ => "text" };
    static readonly Option<bool> LogRequests = new("--log-requests") { Description = "Write a line for each request." };
    static readonly Option<bool> BehindProxy = new("--behind-proxy") { Description = "A proxy on this machine stands before it: what it says in X-Forwarded-For and X-Forwarded-Proto is believed." };
    static readonly Option<string?> PublicUrl = new("--public-url") { Description = "The address by which people reach it; passkeys are for it. Where silent: SURETY_PUBLIC_URL, else the one that each request names.", HelpName = "https://…" };
    static readonly Option<int> Requests = new("--requests-per-second") { Description = "So many requests of one caller are served in a second, and twice as many in a burst.", HelpName = "number", DefaultValueFactory = _ => 2000 };
    static readonly Option<int> SignIns = new("--sign-ins-per-minute") { Description = "So many sign-ins, and keys that are none, are looked at from one address in a minute.", HelpName = "number", DefaultValueFactory = _ => 20 };
    static readonly Option<string?> MetricsUrls = new("--metrics-urls") { Description = "Where it serves measures to Prometheus, at /metrics and to whoever reaches it; several are parted by semicolons. Where silent: SURETY_METRICS_URLS, else nowhere.", HelpName = "http://…" };
    static readonly Option<bool> NoClose = new("--no-close") { Description = "Do not look for what is due: something else runs 'surety close'." };

    public static Command Of(Session session)
    {
        Verb.Only(Log, ["text", "json"]);
        var serve = new Verb("serve", "Serves the record: the API for both sides, and what is due is done by itself.", "surety serve", "surety serve --data /var/lib/surety --urls http://127.0.0.1:8080", "surety serve --store postgres://surety@db.example/surety --log json")
        {
            Record.Data, Record.At, Urls, MetricsUrls, BehindProxy, PublicUrl, Requests, SignIns, NoClose, Log, LogRequests,
        };
        serve.SetAction((parsed, cancellation) => RunAsync(session, parsed, cancellation));
        return serve;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        var urls = (parsed.GetValue(Urls) ?? (Environment.GetEnvironmentVariable("SURETY_URLS") is { Length: > 0 } named ? named : ServerSettings.SilentUrl)).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (Array.Find(urls, u => !IsAddress(u)) is { } wrong) return session.Refuse($"{Text.Quoted.Of(wrong)} is no address to listen at. Expected: http://HOST:PORT, as {ServerSettings.SilentUrl}; a proxy before it has the certificate.");
        var metrics = (parsed.GetValue(MetricsUrls) ?? Environment.GetEnvironmentVariable("SURETY_METRICS_URLS") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (Array.Find(metrics, u => !IsAddress(u)) is { } other) return session.Refuse($"{Text.Quoted.Of(other)} is no address to serve measures at. Expected: http://HOST:PORT, as http://127.0.0.1:9464.");
        if (urls.Length == 0) return session.Refuse("--urls names no address to listen at.");
        var publicUrl = (parsed.GetValue(PublicUrl) ?? Environment.GetEnvironmentVariable("SURETY_PUBLIC_URL")) is { Length: > 0 } open ? open.TrimEnd('/') : null;
        if (publicUrl is not null && !IsPublic(publicUrl)) return session.Refuse($"{Text.Quoted.Of(publicUrl)} is no address by which people reach a server. Expected: https://HOST, with a port where it has one, and no path.");
        if (parsed.GetValue(Requests) is < 1 or > 1_000_000) return session.Refuse("--requests-per-second has to be from 1 to 1000000.");
        if (parsed.GetValue(SignIns) is < 1 or > 1_000_000) return session.Refuse("--sign-ins-per-minute has to be from 1 to 1000000.");
        var settings = new ServerSettings(urls.ToValueList())
        {
            MetricsUrls = metrics.ToValueList(),
            RequestsPerSecond = parsed.GetValue(Requests),
            SignInsPerMinute = parsed.GetValue(SignIns),
            Closes = !parsed.GetValue(NoClose),
            LogsJson = parsed.GetValue(Log) == "json",
            LogsRequests = parsed.GetValue(LogRequests),
            IsBehindProxy = parsed.GetValue(BehindProxy),
            PublicUrl = publicUrl,
        };
        return await Record.RunAsync(session, parsed, writes: true, async store =>
        {
            try
            {
                var failed = await Server.RunAsync(store, settings, (addresses, token) =>
                {
                    foreach (var address in addresses) session.Line(address);
                    if (token is not null) session.Say($"Nobody is here yet. The first person comes in with this token: {token}");
                    session.Say("Ctrl+C ends it.");
                }, cancellation);
                if (failed is null) return ExitCode.Ok;
                session.Complain("The disk failed: nothing more was accepted. What was acknowledged is there. Look at the disk, then start again.");
                return ExitCode.Error;
            }
            catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or System.Net.Sockets.SocketException)
            {
                session.Complain($"Another program listens at one of {string.Join(", ", urls)}. Name another address behind --urls.");
                return ExitCode.Error;
            }
        }, cancellation, Duration.FromMinutes(5));
    }

    static bool IsPublic(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0 && uri.GetLeftPart(UriPartial.Authority) == url;

    static bool IsAddress(string url) => Uri.TryCreate(url.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0;
}
