using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.People;

namespace Surety.Web.Api;

/// <summary>Who calls: a program with its key, or a person with the cookie of its session. What is revoked opens nothing after two seconds.</summary>
/// <param name="store">The record.</param><param name="publicUrl">The address by which people reach the server; <c>null</c>: the one that each request names.</param>
public sealed class Identity(Store store, string? publicUrl)
{
    /// <summary>Name of the cookie of a session over https: browsers take it from this very host alone, for all of it, and never without https.</summary>
    public const string SafeCookie = "__Host-surety";

    /// <summary>Name of the cookie of a session over plain http, for trying on one machine.</summary>
    const string PlainCookie = "surety";

    /// <summary>So long an answer is remembered, and so many of them.</summary>
    const int Milliseconds = 2000, Most = 10_000;

    /// <summary>So long an answer is remembered.</summary>
    internal static readonly TimeSpan Remembered = TimeSpan.FromMilliseconds(Milliseconds);

    static readonly Reply.Refused Unknown = new(401, "signed-out", "The key or the session is not known, or has ended.", "Sign in again, or use another key.") { Headers = [("WWW-Authenticate", "Bearer")] };
    internal static readonly Reply.Refused Foreign = new(403, "other-site", "The request came from another site.", "Only pages of this server may use its cookie.");

    readonly ConcurrentDictionary<string, (Caller? Caller, Session? Session, bool IsSeen, long Looked)> known = new(StringComparer.Ordinal);

    /// <summary>Header of what an open page asks for by itself: nobody need sit before it, and no session lasts longer for it.</summary>
    public const string Renewal = "Surety-Renewal";

    /// <summary>Looks who calls.</summary>
    /// <param name="context">The request.</param><param name="isAttended">Whether somebody did something for it to come.</param><param name="limits">How many may be looked for that nobody has seen here.</param>
    /// <returns>Neither: nobody says anything. Refused: somebody does, and it does not count.</returns>
    public async Task<(Caller? Caller, Reply.Refused? Refused)> OfAsync(HttpContext context, bool isAttended, Limits limits)
    {
        if (context.Request.Headers.Authorization is { Count: > 0 } given)
        {
            if (given is not [{ } one] || !one.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return (null, Unknown);
            var key = one["Bearer ".Length..].Trim();
            if (!known.ContainsKey(key) && limits.RefuseUnknown(context) is { } many) return (null, many);
            var caller = (await KnownAsync(key, isKey: true, isSeen: true, context.RequestAborted)).Caller;
            return caller is null ? (null, Unknown) : (caller, null);
        }
        if (context.Request.Cookies[CookieOf(context.Request)] is not { Length: > 0 } token) return (null, null);
        if (IsForeign(context.Request)) return (null, Foreign);
        if (!known.ContainsKey(token) && limits.RefuseUnknown(context) is { } often) return (null, often);
        var (person, session, _, _) = await KnownAsync(token, isKey: false, isAttended && !context.Request.Headers.ContainsKey(Renewal), context.RequestAborted);
        if (person is null)
        {
            context.Items[OldCookie] = true;
            return (null, Unknown);
        }
        context.Items[typeof(Session)] = session;
        return (person, null);
    }

    /// <summary>Among what is known of a request: its cookie opens nothing any more, and is taken from the browser with the answer.</summary>
    internal static readonly object OldCookie = new();

    /// <summary>Name of the cookie of a session, as the request came.</summary>
    public static string CookieOf(HttpRequest request) => request.IsHttps ? SafeCookie : PlainCookie;

    /// <summary>Sides of the demo in whose shoes anybody may step; none: this is no demo.</summary>
    internal ValueList<Shell.DemoSeat> Demo { get; init; }

    /// <summary>What was asked of passkeys, and not answered yet.</summary>
    internal Challenges Challenges { get; } = new();

    /// <summary>The address by which people reach the server, as browsers write an origin.</summary>
    public string OriginOf(HttpRequest request) => publicUrl ?? $"{request.Scheme}://{request.Host}";

    /// <summary>Forgets a token at once: its session has ended here.</summary>
    public void Forget(string token) => known.TryRemove(token, out _);

    async Task<(Caller? Caller, Session? Session, bool IsSeen, long Looked)> KnownAsync(string token, bool isKey, bool isSeen, CancellationToken cancellation)
    {
        var now = Stopwatch.GetTimestamp();
        if (token.Length > 200) return default;
        // Whoever has just come is noted, though a page of the same session has renewed itself a moment ago.
        if (known.TryGetValue(token, out var found) && (found.IsSeen || !isSeen) && Stopwatch.GetElapsedTime(found.Looked, now).TotalMilliseconds < Milliseconds) return found;
        if (isKey) found = (await ApiKeys.FindAsync(store, token, cancellation) is { } key ? Caller.Of(key) : null, null, true, now);
        else
        {
            var session = await Sessions.FindAsync(store, token, isSeen, cancellation);
            found = (session is null ? null : Caller.Of(session.Person), session, isSeen, now);
        }
        if (known.Count >= Most) known.Clear();
        // What opens nothing is not remembered: whoever tries many would fill the memory.
        if (found.Caller is not null) known[token] = found;
        else known.TryRemove(token, out _);
        return found;
    }

    // A browser says where a request was made; whoever says nothing is no browser, and no page of somebody else's.
    internal bool IsForeign(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && (request.Headers["Sec-Fetch-Site"] is [{ } site] ? site is not ("same-origin" or "none") : request.Headers.Origin is [{ } origin] && origin != $"{request.Scheme}://{request.Host}" && origin != publicUrl);
}
