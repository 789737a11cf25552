using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Running;

/// <summary>Measures as Prometheus reads them, at addresses of their own: whoever reaches these reads them, and at the addresses of the API nobody does. Source: docs/guide/operate.md, "What to watch".</summary>
sealed class Exposition : IAsyncDisposable
{
    static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    readonly Store store;
    readonly MeterListener listener = new();
    readonly ConcurrentDictionary<Series, Cell> cells = new();
    readonly WebApplication app;

    readonly record struct Series(Instrument Of, object? First, object? Second);

    sealed class Cell(string labels)
    {
        public string Labels => labels;

        public long Count;
        public double Sum;
        public long[]? Buckets;
    }

    Exposition(Store store, ValueList<string> urls)
    {
        this.store = store;
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == Measures.Name) to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Interlocked.Add(ref CellOf(instrument, tags).Count, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            var cell = CellOf(instrument, tags);
            lock (cell)
            {
                cell.Buckets ??= new long[Bounds.Length];
                cell.Count++;
                cell.Sum += value;
                for (var i = Bounds.Length - 1; i >= 0 && value <= Bounds[i]; i--) cell.Buckets[i]++;
            }
        });
        listener.Start();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = store.Address.Folder });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls([.. urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.MaxRequestBodySize = 0;
        });
        app = builder.Build();
        app.Run(ServeAsync);
    }

    /// <summary>Begins to count, and to serve what was counted.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<Exposition> StartAsync(Store store, ValueList<string> urls, CancellationToken cancellation)
    {
        var exposition = new Exposition(store, urls);
        await exposition.app.StartAsync(cancellation);
        return exposition;
    }

    Cell CellOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = new Series(instrument, tags.Length > 0 ? tags[0].Value : null, tags.Length > 1 ? tags[1].Value : null);
        if (cells.TryGetValue(series, out var cell)) return cell;
        var labels = new StringBuilder();
        foreach (var (name, value) in tags) labels.Append(labels.Length > 0 ? "," : "").Append(name).Append("=\"").Append($"{value}".Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        return cells.GetOrAdd(series, new Cell(labels.ToString()));
    }

    async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path != "/metrics" || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            context.Response.StatusCode = 404;
            return;
        }
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var text = Encoding.UTF8.GetBytes(await TextAsync(context.RequestAborted));
        context.Response.ContentLength = text.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    async Task<string> TextAsync(CancellationToken cancellation)
    {
        var text = new StringBuilder();
        foreach (var instrument in cells.GroupBy(c => c.Key.Of).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            Head(instrument.Key.Name, instrument.Key.Description ?? "", instrument.Key is Histogram<double> ? "histogram" : "counter");
            foreach (var cell in instrument.Select(c => c.Value).OrderBy(c => c.Labels, StringComparer.Ordinal)) Write(instrument.Key.Name, cell);
        }
        Gauge("surety_build_info", "The version that runs.", $"{{version=\"{DescriptionApi.Version}\"}}", 1);
        Gauge("surety_store_queue_length", "Writes that wait for their turn.", "", store.Waiting);
        Head("surety_store_commits_total", "Commits since the start; each is flushed.", "counter");
        Line("surety_store_commits_total", "", store.Commits);
        Head("surety_store_writes_total", "Writes that these commits have.", "counter");
        Line("surety_store_writes_total", "", store.Writes);
        Gauge("surety_store_broken", "1: the disk failed, and nothing more is accepted.", "", store.IsBroken ? 1 : 0);
        await StandingAsync();
        using var process = Process.GetCurrentProcess();
        Gauge("process_resident_memory_bytes", "Memory that the process holds.", "", process.WorkingSet64);
        Gauge("process_start_time_seconds", "When it began.", "", ((DateTimeOffset)process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0);
        Head("process_cpu_seconds_total", "Time that it computed.", "counter");
        Line("process_cpu_seconds_total", "", process.TotalProcessorTime.TotalSeconds);
        return text.ToString();

        // What the database says. Where it does not answer, that is what is to be seen.
        async Task StandingAsync()
        {
            try
            {
                await using var reading = await store.LookAsync(cancellation);
                var (unsigned, due) = await reading.OldestAsync(store.Now, cancellation);
                Gauge("surety_store_readable", "1: the record can be read.", "", 1);
                Gauge("surety_checkpoint_age_seconds", "How long the journal that waits longest has grown without a signed checkpoint; 0: all are signed.", "", unsigned is { } since ? Math.Max(0, (store.Now - since).TotalSeconds) : 0);
                Gauge("surety_plan_overdue_seconds", "How long the step that is overdue longest has been due; 0: none is.", "", due is { } at ? Math.Max(0, (store.Now - at).TotalSeconds) : 0);
            }
            catch (Exception e) when (e is not OperationCanceledException && StoreTrouble.Of(e, store.Address) is not null)
            {
                Gauge("surety_store_readable", "1: the record can be read.", "", 0);
            }
        }

        void Write(string name, Cell cell)
        {
            lock (cell)
            {
                if (cell.Buckets is null)
                {
                    Line(name, cell.Labels.Length > 0 ? $"{{{cell.Labels}}}" : "", cell.Count);
                    return;
                }
                for (var i = 0; i < Bounds.Length; i++) Line($"{name}_bucket", $"{{{cell.Labels},le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\"}}", cell.Buckets[i]);
                Line($"{name}_bucket", $"{{{cell.Labels},le=\"+Inf\"}}", cell.Count);
                Line($"{name}_sum", $"{{{cell.Labels}}}", cell.Sum);
                Line($"{name}_count", $"{{{cell.Labels}}}", cell.Count);
            }
        }

        void Gauge(string name, string help, string labels, double value)
        {
            Head(name, help, "gauge");
            Line(name, labels, value);
        }

        void Head(string name, string help, string type) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

        void Line(string name, string labels, double value) => text.Append(name).Append(labels).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        listener.Dispose();
    }
}
