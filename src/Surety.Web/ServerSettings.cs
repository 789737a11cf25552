using NodaTime;

namespace Surety.Web;

/// <summary>How the server runs; read once, at its start.</summary>
/// <param name="Urls">Addresses to listen at: <c>http://127.0.0.1:8080</c>.</param>
public sealed record ServerSettings(ValueList<string> Urls)
{
    /// <summary>Where it listens if nobody says otherwise: on this machine alone.</summary>
    public const string SilentUrl = "http://127.0.0.1:8080";

    /// <summary>So many requests of one caller are served in a second, and twice as many in a burst.</summary>
    public int RequestsPerSecond { get; init; } = 2000;

    /// <summary>So many sign-ins, and keys that are none, are looked at from one address in a minute.</summary>
    public int SignInsPerMinute { get; init; } = 20;

    /// <summary>So many writes may wait for their turn; who comes then is told to come again.</summary>
    public int MostWaiting { get; init; } = 1000;

    /// <summary>So many bytes of bodies may be held at once, by one caller at most as many as it leaves to others; likewise. Three times the largest body: one is taken beside as many bytes of others.</summary>
    public long MostBytes { get; init; } = 96 << 20;

    /// <summary>Addresses at which measures are served, and nothing else; none: nowhere.</summary>
    public ValueList<string> MetricsUrls { get; init; }

    /// <summary>So many connections are open at once.</summary>
    public int MostConnections { get; init; } = 4096;

    /// <summary>Whether a proxy on this machine stands before it: then <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> from this machine are believed.</summary>
    public bool IsBehindProxy { get; init; }

    /// <summary>Networks in which proxies stand that are believed likewise, each as <c>10.88.0.0/16</c> or one address; none: no other machine is.</summary>
    public ValueList<System.Net.IPNetwork> Proxies { get; init; }

    /// <summary>The address by which people reach it, <c>https://surety.example</c>: passkeys are for it; <c>null</c>: the one that each request names.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Whether each request gets a line in the log.</summary>
    public bool LogsRequests { get; init; }

    /// <summary>Whether lines of the log are JSON.</summary>
    public bool LogsJson { get; init; }

    /// <summary>Where lines of the log go; standard error where silent.</summary>
    public TextWriter? Log { get; init; }

    /// <summary>The collector that traces and measures are sent to, without <c>/v1/traces</c>; <c>null</c>: none.</summary>
    public Uri? Collector { get; init; }

    /// <summary>So long it goes on taking requests after it was told to stop, while it says already that it is not ready.</summary>
    public Duration Drain { get; init; }

    /// <summary>Sides of the demo, in whose shoes anybody may step from any page; none: this is no demo.</summary>
    public ValueList<Shell.DemoSeat> Demo { get; init; }

    /// <summary>Whether it looks by itself, every minute, for what is due, as <c>surety close</c> does.</summary>
    public bool Closes { get; init; } = true;
}
