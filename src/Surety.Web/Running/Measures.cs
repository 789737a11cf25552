using System.Diagnostics.Metrics;
using System.Globalization;

namespace Surety.Web.Running;

/// <summary>What the server counts about itself; nobody listens unless it is asked for measures, and then it costs nothing.</summary>
static class Measures
{
    /// <summary>Under this name everything is counted.</summary>
    public const string Name = "Surety";

    static readonly Meter Meter = new(Name);
    static readonly string[] Statuses = Enumerable.Range(0, 600).Select(s => s.ToString(CultureInfo.InvariantCulture)).ToArray();

    static readonly Counter<long> Events = Meter.CreateCounter<long>("surety_ingest_events_total", null, "Rows of facts that came in, by what became of them.");
    static readonly Counter<long> Requests = Meter.CreateCounter<long>("surety_http_requests_total", null, "Requests, by operation and status.");
    static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("surety_http_request_duration_seconds", null, "How long requests took, by operation.");

    /// <summary>A request was answered.</summary>
    public static void Answered(string operation, int status, TimeSpan took)
    {
        Requests.Add(1, new("operation", operation), new("status", Statuses[Math.Clamp(status, 0, 599)]));
        Durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
    }

    /// <summary>Facts came in.</summary>
    public static void Took(string agreement, int accepted, int duplicates, int refused)
    {
        if (accepted > 0) Events.Add(accepted, new("agreement", agreement), new("result", "accepted"));
        if (duplicates > 0) Events.Add(duplicates, new("agreement", agreement), new("result", "duplicate"));
        if (refused > 0) Events.Add(refused, new("agreement", agreement), new("result", "refused"));
    }
}
