using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Running;

/// <summary>Sends traces and measures to a collector, as OpenTelemetry has it, over HTTP. A collector that is not there stops nothing. Source: docs/guide/operate.md, "Traces".</summary>
sealed class Telemetry : IDisposable
{
    /// <summary>Where ASP.NET Core has the spans of its requests.</summary>
    const string Requests = "Microsoft.AspNetCore";

    readonly TracerProvider traces;
    readonly MeterProvider measures;
    readonly Meter standing;

    Telemetry(TracerProvider traces, MeterProvider measures, Meter standing) => (this.traces, this.measures, this.standing) = (traces, measures, standing);

    /// <summary>Begins to send.</summary>
    /// <param name="store">Whose queue and commits are told.</param><param name="collector">Address of the collector, without <c>/v1/traces</c>.</param>
    public static Telemetry Start(Store store, Uri collector)
    {
        var standing = new Meter("Surety.Store");
        standing.CreateObservableGauge("surety_store_queue_length", () => store.Waiting, null, "Writes that wait for their turn.");
        standing.CreateObservableCounter("surety_store_commits_total", () => store.Commits, null, "Commits since the start; each is flushed.");
        standing.CreateObservableCounter("surety_store_writes_total", () => store.Writes, null, "Writes that these commits have.");
        standing.CreateObservableGauge("surety_store_broken", () => store.IsBroken ? 1 : 0, null, "1: the disk failed, and nothing more is accepted.");
        return new(
            Sdk.CreateTracerProviderBuilder().ConfigureResource(Name).AddSource(Requests, Store.Spans.Name).AddOtlpExporter(o => To(o, "v1/traces")).Build(),
            Sdk.CreateMeterProviderBuilder().ConfigureResource(Name).AddMeter(Measures.Name, standing.Name).AddOtlpExporter(o => To(o, "v1/metrics")).Build(),
            standing);

        static void Name(ResourceBuilder resource) => resource.AddService("surety", serviceVersion: DescriptionApi.Version);

        void To(OtlpExporterOptions options, string path)
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = new(collector.AbsoluteUri.TrimEnd('/') + "/" + path);
        }
    }

    /// <summary>What a request is called in traces: its operation, and never its address, in which somebody's names may stand.</summary>
    public static void Name(Activity? activity, Operation operation)
    {
        if (activity is null) return;
        activity.DisplayName = operation.Id;
        activity.SetTag("http.request.method", operation.Method).SetTag("http.route", operation.Path).SetTag("surety.operation", operation.Id);
    }

    /// <summary>Sends what is left, for five seconds at most.</summary>
    public void Dispose()
    {
        traces.ForceFlush(2500);
        measures.ForceFlush(2500);
        traces.Dispose();
        measures.Dispose();
        standing.Dispose();
    }
}
