using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Surety.Web.Api;

/// <summary>The one form of everything that is not well: RFC 9457, with each fault and the number under which the log has it.</summary>
public static class ProblemDocument
{
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
        if (refused.Faults.Count == 0) return;
        json.WriteStartArray("errors");
        foreach (var fault in refused.Faults) fault.Write(json);
        json.WriteEndArray();
    }, refused.Status) with
    { ContentType = "application/problem+json" };

    /// <summary>Under this number the log has the request.</summary>
    public static string Trace(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}
