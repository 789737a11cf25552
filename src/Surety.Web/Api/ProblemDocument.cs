using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Surety.Web.Api;

/// <summary>The one form of everything that is not well: RFC 9457, with each fault and the number under which the log has it.</summary>
public static class ProblemDocument
{
    /// <summary>Its form.</summary>
    public const string Form = "application/problem+json";

    /// <summary>What every document has.</summary>
    internal static ValueList<Field> Head => [
        new("type", new Shape.Words(200), "Where it is described."), new("title", new Shape.Words(200), "A sentence that is the same each time."), new("status", new Shape.Whole(400, 599), "As HTTP has it."),
        new("detail", new Shape.Words(2000), "What is so this time.", false), new("traceId", new Shape.Words(64), "Under this number the log of the server has the request."),
    ];

    /// <summary>Writes what was refused.</summary>
    public static async Task WriteAsync(HttpContext context, Reply.Refused refused)
    {
        if (context.Response.HasStarted) return;
        var reply = Of(context, refused);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in refused.Headers) context.Response.Headers[name] = value;
        if (refused.Status is 429 or 503 or 507 && context.Response.Headers.RetryAfter.Count == 0) context.Response.Headers.RetryAfter = "5";
        context.Response.ContentLength = reply.Bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await context.Response.Body.WriteAsync(reply.Bytes, context.RequestAborted);
    }

    /// <summary>The document.</summary>
    public static Reply.Whole Of(HttpContext context, Reply.Refused refused) => Reply.Json(json =>
    {
        json.WriteString("type", $"/v1/problems#{refused.Code}");
        json.WriteString("title", refused.Title);
        json.WriteNumber("status", refused.Status);
        if (refused.Detail is not null) json.WriteString("detail", refused.Detail);
        json.WriteString("traceId", Trace(context));
        refused.More?.Invoke(json);
        if (refused.Faults.Count == 0) return;
        json.WriteStartArray("errors");
        foreach (var fault in refused.Faults) fault.Write(json);
        json.WriteEndArray();
    }, refused.Status) with
    { ContentType = Form };

    /// <summary>Under this number the log has the request.</summary>
    public static string Trace(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}
