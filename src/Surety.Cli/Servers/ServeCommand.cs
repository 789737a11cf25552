using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
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
    static readonly Option<string?> Proxy = new("--proxy") { Description = "Proxies on other machines that are believed likewise: addresses or networks, parted by semicolons. Where silent: SURETY_PROXY, else none.", HelpName = "10.88.0.0/16" };
    internal static readonly Option<string?> PublicUrl = new("--public-url") { Description = "The address by which people reach it; passkeys are for it. Where silent: SURETY_PUBLIC_URL, else the one that each request names.", HelpName = "https://…" };
    static readonly Option<int> Requests = new("--requests-per-second") { Description = "So many requests of one caller are served in a second, and twice as many in a burst.", HelpName = "number", DefaultValueFactory = _ => 2000 };
    static readonly Option<int> SignIns = new("--sign-ins-per-minute") { Description = "So many sign-ins, and keys that are none, are looked at from one address in a minute.", HelpName = "number", DefaultValueFactory = _ => 20 };
    static readonly Option<string?> MetricsUrls = new("--metrics-urls") { Description = "Where it serves measures to Prometheus, at /metrics and to whoever reaches it; several are parted by semicolons. Where silent: SURETY_METRICS_URLS, else nowhere.", HelpName = "http://…" };
    static readonly Option<string?> Otlp = new("--otlp") { Description = "A collector of OpenTelemetry that gets traces and measures, over HTTP. Where silent: OTEL_EXPORTER_OTLP_ENDPOINT, else nobody does.", HelpName = "http://…" };
    static readonly Option<int> Drain = new("--drain") { Description = "So many seconds it goes on taking requests after it was told to stop, while /healthz/ready says 503 already.", HelpName = "seconds", DefaultValueFactory = _ => 0 };
    static readonly Option<bool> NoClose = new("--no-close") { Description = "Do not look for what is due: something else runs 'surety close'." };

    /// <summary>So often anything may be allowed, and so long it may go on after it was told to stop.</summary>
    public const int MostPerTime = 1_000_000, MostDrain = 30;

    public static Command Of(Session session)
    {
        Verb.Only(Log, ["text", "json"]);
        var serve = new Verb("serve", "Serves the record: the API for both sides, and what is due is done by itself.", "surety serve", "surety serve --data /var/lib/surety --urls http://127.0.0.1:8080", "surety serve --store postgres://surety@db.example/surety --log json")
        {
            Record.Data, Record.At, Urls, MetricsUrls, BehindProxy, Proxy, PublicUrl, Requests, SignIns, NoClose, Log, LogRequests, Otlp, Drain,
        };
        serve.SetAction((parsed, cancellation) => RunAsync(session, parsed, cancellation));
        return serve;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        var (urls, metrics, otlp) = (Addresses(parsed.GetValue(Urls), "SURETY_URLS", ServerSettings.SilentUrl), Addresses(parsed.GetValue(MetricsUrls), "SURETY_METRICS_URLS", ""), parsed.GetValue(Otlp) ?? Named("OTEL_EXPORTER_OTLP_ENDPOINT"));
        if (urls.Length == 0) return session.Refuse("--urls names no address to listen at.");
        if (urls.Select(u => Wrong(u, "listen")).Concat(metrics.Select(u => Wrong(u, "serve measures"))).OfType<string>().FirstOrDefault() is { } wrong) return session.Refuse(wrong);
        var proxies = Addresses(parsed.GetValue(Proxy), "SURETY_PROXY", "").Select(p => (Text: p, Network: NetworkOf(p))).ToList();
        if (proxies.Find(p => p.Network is null).Text is { } none) return session.Refuse($"--proxy: {Text.Quoted.Of(none)} is neither an address nor a network. Expected: 10.88.0.1, or 10.88.0.0/16, with all four parts.");
        if (proxies.Find(p => p.Network!.Value.PrefixLength == 0).Text is { } all) return session.Refuse($"--proxy: {Text.Quoted.Of(all)} is every address, and then everybody could say to come from another one. Expected: the proxy's own address, 10.88.0.1, or its network, 10.88.0.0/16.");
        var publicUrl = PublicUrlOf(parsed);
        if (publicUrl is not null && !IsPublic(publicUrl)) return session.Refuse($"{Text.Quoted.Of(publicUrl)} is no address by which people reach a server. Expected: https://HOST, with a port where it has one, and no path.");
        if (otlp is not null && !(Uri.TryCreate(otlp, UriKind.Absolute, out var at) && at.Scheme is "http" or "https" && at.UserInfo.Length + at.Query.Length == 0)) return session.Refuse($"{Text.Quoted.Of(otlp)} is no address of a collector. Expected: http://HOST:4318, where it takes OTLP over HTTP; keys for it stand in OTEL_EXPORTER_OTLP_HEADERS.");
        if (parsed.GetValue(Requests) is < 1 or > MostPerTime) return session.Refuse($"--requests-per-second has to be from 1 to {MostPerTime}.");
        if (parsed.GetValue(SignIns) is < 1 or > MostPerTime) return session.Refuse($"--sign-ins-per-minute has to be from 1 to {MostPerTime}.");
        if (parsed.GetValue(Drain) is < 0 or > MostDrain) return session.Refuse($"--drain has to be from 0 to {MostDrain} seconds.");
        var settings = new ServerSettings(urls.ToValueList())
        {
            MetricsUrls = metrics.ToValueList(),
            RequestsPerSecond = parsed.GetValue(Requests),
            SignInsPerMinute = parsed.GetValue(SignIns),
            Closes = !parsed.GetValue(NoClose),
            LogsJson = parsed.GetValue(Log) == "json",
            LogsRequests = parsed.GetValue(LogRequests),
            IsBehindProxy = parsed.GetValue(BehindProxy),
            Proxies = proxies.Select(p => p.Network!.Value).ToValueList(),
            PublicUrl = publicUrl,
            Log = session.Messages,
            Collector = otlp is null ? null : new(otlp),
            Drain = Duration.FromSeconds(parsed.GetValue(Drain)),
        };
        NativeMemory.ShareAmongThreads();
        // Whoever reads a log of JSON reads nothing else.
        using var lines = new JsonLog(session.Messages);
        var told = settings.LogsJson ? session.Telling(lines) : session;
        return await Record.RunAsync(told, parsed, writes: true, async store =>
        {
            try
            {
                var failed = await Server.RunAsync(store, settings, (addresses, token) =>
                {
                    foreach (var address in addresses) session.Line(settings.LogsJson ? Server.LogLine($"It listens at {address}.", field: ("address", address)) : address);
                    if (token is not null) SayToken(session, token, settings.LogsJson);
                    if (!settings.Closes) told.Say("Nothing that is due is done by itself (--no-close): no statement, no step, no message, until it runs without it or somebody runs 'surety close'.");
                    Record.SayWhoReads(told, store.Address);
                    told.Say("Ctrl+C ends it.");
                }, cancellation);
                if (failed is null) return ExitCode.Ok;
                told.Complain("The disk failed: nothing more was accepted. What was acknowledged is there. Look at the disk, then start again.");
                return ExitCode.Error;
            }
            catch (Exception e) when (Refusal(e, urls.Concat(metrics).ToList()) is { } refusal)
            {
                told.Complain(refusal);
                return ExitCode.Error;
            }
        }, cancellation, Duration.FromMinutes(5));
    }

    static void SayToken(Session session, string token, bool isJson)
    {
        var said = $"Nobody is here yet. The first person comes in with this token: {token}";
        session.Say(isJson ? Server.LogLine(said, field: ("token", token)) : said);
    }

    /// <summary>What the system says to an address, in words; <c>null</c>: it is about something else.</summary>
    public static string? Refusal(Exception e, IReadOnlyList<string> urls) => (e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"Another program listens at one of {string.Join(", ", urls)}. Name another address behind --urls.",
        SocketError.AccessDenied => $"This user may not listen at one of {string.Join(", ", urls)}: ports below 1024 are kept for the system. Name a higher port behind --urls, and let a proxy have the lower one.",
        SocketError.AddressNotAvailable => $"One of {string.Join(", ", urls)} is no address of this machine. Name one that it has behind --urls, or http://*:PORT for all of them.",
        null when e is IOException { InnerException: AddressInUseException } => $"Another program listens at one of {string.Join(", ", urls)}. Name another address behind --urls.",
        null => null,
        _ => $"The system does not let it listen at one of {string.Join(", ", urls)}: {e.Message}",
    };

    /// <summary>A network, or the one of a single address; <c>null</c>: it is neither. An address of four parts has all of them, in decimal digits: '10.88' would be 10.0.0.88.</summary>
    static IPNetwork? NetworkOf(string text) => !IPAddress.TryParse(text.Split('/')[0], out var first) || (first.AddressFamily == AddressFamily.InterNetwork && first.ToString() != text.Split('/')[0]) ? null : IPNetwork.TryParse(text, out var network) ? network : IPAddress.TryParse(text, out var address) ? new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) : null;

    /// <summary>The address by which people reach the server; <c>null</c>: nobody said.</summary>
    internal static string? PublicUrlOf(ParseResult parsed) => (parsed.GetValue(PublicUrl) ?? Environment.GetEnvironmentVariable("SURETY_PUBLIC_URL")) is { Length: > 0 } open ? open.TrimEnd('/') : null;

    static string[] Addresses(string? given, string variable, string silent) => (given ?? Named(variable) ?? silent).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    /// <summary>What is wrong with an address; <c>null</c>: nothing. A name of another kind would be taken for all addresses of this machine, and be open to everybody.</summary>
    public static string? Wrong(string url, string purpose) => Uri.TryCreate(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
        ? uri.Host == "localhost" || uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? null : $"{Text.Quoted.Of(url)} names a machine, and an address of this one was expected to {purpose} at: http://127.0.0.1:PORT for this machine alone, http://*:PORT for whoever reaches it."
        : $"{Text.Quoted.Of(url)} is no address to {purpose} at. Expected: http://HOST:PORT, as {ServerSettings.SilentUrl}; a proxy before it has the certificate.";

    static bool IsPublic(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0 && uri.GetLeftPart(UriPartial.Authority) == url;
}
