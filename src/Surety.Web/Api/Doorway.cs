using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.People;
using Surety.Web.Running;
using Surety.Web.Shell;
using Surety.Web.Statements;

namespace Surety.Web.Api;

/// <summary>Every request passes here: who calls, may they, does it hold, what is answered. What does not hold is told all at once.</summary>
/// <param name="store">The record.</param><param name="worked">Where agreements stand.</param><param name="identity">Who calls.</param><param name="limits">How often, and how much at once.</param><param name="log">Told of tries that the audit does not have.</param><param name="broken">Told when the disk failed: nothing more is accepted.</param>
public sealed class Doorway(Store store, WorkedOut worked, Identity identity, Limits limits, ILogger log, Action<Exception> broken)
{
    /// <summary>So long a body may be on its way, and so long it may be in bytes to come as slowly as any.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    const long LongestSlow = SlowestBody * 120;

    /// <summary>So many bytes of a body come in a second at least.</summary>
    internal const int SlowestBody = 32 << 10;

    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context, Operation operation)
    {
        var began = Stopwatch.GetTimestamp();
        context.Items[typeof(Operation)] = operation.Id;
        Telemetry.Name(Activity.Current, operation);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = operation.MostBytes;
        // Whatever is answered may show of what was sent: it is given back afterwards.
        using var room = new Limits.Room(limits);
        Reply reply;
        try
        {
            reply = await AnswerAsync(context, operation, room);
        }
        catch (RecordDamaged damaged)
        {
            reply = Reply.Of([damaged.Problem]);
        }
        catch (StoreBroken e)
        {
            broken(e);
            reply = new Reply.Refused(503, "store.broken", "The disk failed, and nothing more is accepted until somebody has looked. What was acknowledged is there.");
        }
        catch (StoreBusy)
        {
            reply = Limits.TooLate;
        }
        catch (BadHttpRequestException e)
        {
            reply = e.StatusCode == 413 ? TooLong(operation) : new Reply.Refused(e.StatusCode, "http", "The request is no proper HTTP.", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException && StoreTrouble.Of(e, store.Address) is { } trouble)
        {
            reply = new Reply.Refused(trouble.Code == "store.full" ? 507 : 503, trouble.Code, trouble.Message, trouble.Mend);
        }
        if (context.Items.ContainsKey(Identity.OldCookie) && !context.Response.Headers.SetCookie.Any(c => c?.StartsWith($"{Identity.CookieOf(context.Request)}=", StringComparison.Ordinal) == true)) SessionsApi.TakeCookie(context);
        // What is too long is not read to its end, so that nothing can follow it.
        if (reply.Status == 413 || context.Request.ContentLength > operation.MostBytes) context.Response.Headers.Connection = "close";
        if (reply is Reply.Refused no && operation.IsPage && WantsPage(context)) reply = await PageOfAsync(context, no);
        await WriteAsync(context, operation, reply);
        Measures.Answered(operation.Id, reply.Status, Stopwatch.GetElapsedTime(began));
    }

    static bool WantsPage(HttpContext context) => context.Request.Headers.Accept.Any(a => a?.Contains("text/html", StringComparison.Ordinal) == true);

    /// <summary>Says that there is nothing at an address, in the form that whoever asks can read.</summary>
    public async Task RefuseAsync(HttpContext context, Reply.Refused refused)
    {
        if (!WantsPage(context) || context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)) await ProblemDocument.WriteAsync(context, refused);
        else if (limits.Refuse(context) is { } often) await ProblemDocument.WriteAsync(context, often);
        else
        {
            // Whoever is signed in finds the way on from where there is nothing, too.
            try
            {
                context.Items[typeof(Caller)] = (await identity.OfAsync(context, isAttended: true, limits)).Caller;
            }
            catch (Exception e) when (e is StoreBroken || StoreTrouble.Of(e, store.Address) is not null)
            {
                // Then it is said to nobody.
            }
            await WriteAsync(context, Nowhere, await PageOfAsync(context, refused));
        }
    }

    /// <summary>Of what there is nothing.</summary>
    static readonly Operation Nowhere = new("GET", "/", "nowhere", PagesOf.Chapter, "Says that there is nothing.", _ => Task.FromResult<Reply>(Reply.Absent)) { Needs = null, IsPage = true };

    /// <summary>What a browser shows of what was refused; whoever is not signed in is led to the door, and back from there.</summary>
    async Task<Reply> PageOfAsync(HttpContext context, Reply.Refused refused)
    {
        if (refused.Status == 401) return Rendered.To(HttpMethods.IsGet(context.Request.Method) && context.Request.Path != "/" ? $"/sign-in?back={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}" : "/sign-in");
        var call = new Call(context, store, worked, identity, context.Items[typeof(Caller)] as Caller, default, default, log);
        View view;
        try
        {
            // Where there is too much to do, or the record is away, saying so costs no look.
            view = refused.Status is 429 or >= 500 ? View.Of(call) : await View.OfAsync(call);
        }
        catch (Exception e) when (e is StoreBroken || StoreTrouble.Of(e, store.Address) is not null)
        {
            view = View.Of(call);
        }
        var page = await Rendered.PageAsync<RefusedPage>(view, new() { ["Refused"] = refused, ["Number"] = ProblemDocument.Trace(context) }, refused.Status);
        return page with { Headers = [.. page.Headers, .. refused.Headers.Where(h => h.Name is not "WWW-Authenticate")] };
    }

    async Task<Reply> AnswerAsync(HttpContext context, Operation operation, Limits.Room room)
    {
        if (operation.IsSignIn && limits.RefuseSignIn(context) is { } often) return Told(context, operation, often);
        var looked = Stopwatch.GetTimestamp();
        var (caller, refused) = await identity.OfAsync(context, !operation.IsUnattended, limits);
        context.Items[typeof(Caller)] = caller;
        if (caller is not null) Activity.Current?.SetTag(LogLines.Caller, caller.Name);
        if (limits.Refuse(context) is { } many) return Told(context, operation, many);
        // A key that is none is a try, whatever it was sent to; whoever signs in was counted already.
        if (refused is { Status: 429 }) return Told(context, operation, refused);
        if (refused is not null && !operation.IsSignIn && limits.RefuseSignIn(context) is { } tried) return Told(context, operation, tried);
        if (refused is not null) log.LogWarning("{Operation} was tried from {Address} with a key or a session that does not count: {Code}.", operation.Id, context.Connection.RemoteIpAddress, refused.Code);
        // What another site sends with somebody's cookie is refused, whoever may call it.
        if (refused is not null && (operation.Needs is not null || refused.Status is 403 or 429)) return refused;
        if (operation.Needs is not null)
        {
            if (caller is null) return new Reply.Refused(401, "signed-out", "Nobody is signed in.", "Send 'Authorization: Bearer KEY', or sign in.") { Headers = [("WWW-Authenticate", "Bearer")] };
            if (!operation.IsFor(caller)) return await DeniedAsync(caller, operation, context, new(403, "not-allowed", "You are not allowed to do this.", $"It needs the permission {string.Join(" or ", operation.NeedsOneOf.Select(n => $"'{n}'"))}."));
        }
        // Whoever writes waits its turn: where too many do already, it hears so before its body is read.
        if (operation.Method != "GET" && limits.IsBusy(store)) return Limits.Busy;
        var faults = Parameters(context, operation);
        var (bytes, body, wrong) = room.TryOpen(context) ? await BodyAsync(context, operation, faults, room) : (default, default, Limits.Busy);
        room.Close();
        if (wrong is not null) return wrong;
        if (faults.Count > 0) return Reply.Bad(faults.Take(200).ToValueList());
        // A body may take long to come, and what was revoked meanwhile opens nothing.
        if (caller is not null && Stopwatch.GetElapsedTime(looked) > Identity.Remembered && await identity.OfAsync(context, !operation.IsUnattended, limits) is var (still, _) && !operation.IsFor(still)) return new Reply.Refused(401, "signed-out", "The key or the session has ended meanwhile.");
        if (Sabotage.LogsBodies) context.Items["body"] = bytes;
        var call = new Call(context, store, worked, identity, caller, body, bytes, log);
        var reply = operation.IsOnce && context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key] ? await Once.RunAsync(call, operation, key) : await operation.Run(call);
        return reply is Reply.Refused { Status: 403, IsAudited: false } denied && caller is not null ? await DeniedAsync(caller, operation, context, denied) : reply;
    }

    /// <summary>Whoever comes too often is told of in the log, once a minute: a flood of requests is no flood of lines.</summary>
    Reply.Refused Told(HttpContext context, Operation operation, Reply.Refused often)
    {
        if (limits.IsFirst(context)) log.LogWarning("{Operation} was asked for too often from {Address}; for a minute no more is said of it.", operation.Id, context.Connection.RemoteIpAddress);
        return often;
    }

    /// <summary>What somebody tried and may not do stands in the audit of its party, even where it has gone meanwhile.</summary>
    async Task<Reply.Refused> DeniedAsync(Caller caller, Operation operation, HttpContext context, Reply.Refused denied)
    {
        var line = new AuditLine(caller.Party, store.Now, caller.Name, operation.Id, context.Request.RouteValues["agreement"] as string is { Length: <= 200 } space ? space : "", "", Outcome.Denied);
        if (!store.Denials.Takes(line)) return denied;
        try
        {
            await store.ChangeAsync(caller.Access, changing =>
            {
                changing.AuditTaken(line);
                return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
            }, CancellationToken.None);
        }
        catch (Exception e) when (StoreTrouble.Of(e, store.Address) is not null)
        {
            // It is not allowed all the same, and stands in the audit as one more when that can be written again.
            store.Denials.Count(line);
            log.LogError(e, "That {Operation} was denied could not be noted.", operation.Id);
            if (e is StoreBroken) broken(e);
        }
        return denied;
    }

    static List<Fault> Parameters(HttpContext context, Operation operation)
    {
        var faults = new List<Fault>();
        foreach (var name in PathParameters.In(operation.Path))
            if (context.Request.RouteValues[name] is not string value || PathParameters.Of(name).Shape.Fault(value) is not null) faults.Add(new(name, "path", "value.text", $"The path has no proper {name}: {PathParameters.Of(name).About}"));
        foreach (var (name, values) in context.Request.Query)
            if (operation.Query.FirstOrDefault(q => q.Name == name) is not { Name: not null } query) faults.Add(new(name.Length <= 100 ? name : name[..100], "query", "parameter.unknown", $"There is no parameter {Text.Quoted.Of(name)} here.", Text.Nearest.Question(name, operation.Query.Select(q => q.Name)) ?? (operation.Query.Count == 0 ? "This takes none." : $"There are: {string.Join(", ", operation.Query.Select(q => q.Name))}.")));
            // A form of a page sends what nobody chose, too.
            else if (operation is { IsPage: true } && values is [""]) continue;
            else if (values is not [{ } value]) faults.Add(new(name, "query", "parameter.twice", $"'{name}' stands there {values.Count} times, and once is enough."));
            else if (FaultOf(query.Shape, value) is { } fault) faults.Add(new(name, "query", "parameter.value", fault));
        if (context.Request.Headers["Idempotency-Key"] is { Count: > 0 } keys && (keys is not [{ Length: > 0 and <= 255 } key] || key.Any(c => c is < '!' or > '~'))) faults.Add(new("Idempotency-Key", "header", "header.value", "The key is 1 to 255 visible characters of ASCII, once."));
        return faults;
    }

    static string? FaultOf(Shape shape, string value) => shape switch
    {
        Shape.Words words => words.Fault(value),
        Shape.OneOf one => one.Of.Contains(value) ? null : $"One of {string.Join(", ", one.Of)} was expected.",
        Shape.Whole whole => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= whole.Least && number <= whole.Most ? null : $"A whole number from {whole.Least} to {whole.Most} was expected.",
        Shape.Flag => value is "true" or "false" ? null : "true or false was expected.",
        Shape.Moment => Shape.IsMoment(value) ? null : "An instant with its offset was expected, as 2026-10-01T00:00:00Z.",
        Shape.Day => NodaTime.Text.LocalDatePattern.Iso.Parse(value).Success ? null : "A date was expected, as 2026-10-01.",
        _ => throw new InvalidOperationException($"{shape} is no parameter."),
    };

    static async Task<(ReadOnlyMemory<byte>, JsonElement, Reply.Refused?)> BodyAsync(HttpContext context, Operation operation, List<Fault> faults, Limits.Room room)
    {
        var takesNone = operation.Body is null && operation.Takes.Count == 0;
        if (context.Request.ContentLength > operation.MostBytes) return (default, default, TooLong(operation));
        var form = Forms.Of(context.Request.ContentType);
        if (context.Request.Headers.ContentEncoding.Count > 0) return (default, default, new(415, "encoding", "Packed bodies are not taken.", "Send it as it is, without Content-Encoding."));
        var isObject = operation.Body is not null && form is "application/json";
        if (!takesNone && !isObject && operation.Takes.All(t => t.ContentType != form))
            return (default, default, new(415, "form", "This form of content is not taken here.", $"Content-Type is {(form.Length == 0 ? "missing" : Text.Quoted.Of(form))}. Expected: {string.Join(", ", operation.Takes.Select(t => t.ContentType).Prepend("application/json").Skip(operation.Body is null ? 1 : 0))}."));
        if (context.Request.ContentType is { } type && type.Contains("charset", StringComparison.OrdinalIgnoreCase) && !type.Contains("utf-8", StringComparison.OrdinalIgnoreCase)) return (default, default, new(415, "charset", "Only UTF-8 is taken.", null));
        // A request that says how long it is has its room at once, and comes in two minutes: as long as that it keeps room from others.
        if (context.Request.ContentLength is > LongestSlow and var length && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = new(length / Longest.TotalSeconds, TimeSpan.FromSeconds(10));
        var bytes = room.TryHold(takesNone ? 0 : context.Request.ContentLength ?? 0) ? await ReadAsync(context, takesNone ? 0 : operation.MostBytes, room) : null;
        if (room.IsRefused) return (default, default, Limits.Busy);
        if (bytes is not { } whole) return (default, default, takesNone ? new(400, "body", "This takes no body.", "Send it without one.") : TooLong(operation));
        if (!isObject) return (whole, default, null);
        try
        {
            using var document = JsonDocument.Parse(whole, Strict);
            var root = document.RootElement.Clone();
            if (!Sabotage.LetsFaultsOut) operation.Body!.Check(root, "", faults);
            return (whole, root, null);
        }
        catch (JsonException e)
        {
            faults.Add(new($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "body", "json", whole.IsEmpty ? "The body is empty, and an object of JSON was expected." : "This is no proper JSON: every name once, at most 32 levels deep, UTF-8.", null));
        }
        catch (InvalidOperationException)
        {
            // A text that no character stands for: half of a pair.
            faults.Add(new("", "body", "json.text", "A text has half of a pair of characters, which stands for nothing."));
        }
        return (whole, default, null);
    }

    /// <summary>Reads a body into the room that there is for it.</summary>
    /// <returns><c>null</c>: it is too long; <paramref name="room"/> is full: there is too much to do.</returns>
    static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, long most, Limits.Room room)
    {
        var reader = context.Request.BodyReader;
        for (var length = 0; ;)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (length + read.Buffer.Length > most || !room.TryHold(length + read.Buffer.Length))
            {
                // What is not taken is let go, so that the next request on this connection is answered.
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }
            read.Buffer.CopyTo(room.Bytes.AsSpan(length));
            length += (int)read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return room.Bytes.AsMemory(0, length);
        }
    }

    static Reply.Refused TooLong(Operation operation) => new(413, "too-long", "The body is too long.", $"At most {operation.MostBytes.ToString(CultureInfo.InvariantCulture)} bytes are taken at once.");

    static async Task WriteAsync(HttpContext context, Operation operation, Reply reply)
    {
        if (reply is Reply.Refused refused)
        {
            await ProblemDocument.WriteAsync(context, refused);
            return;
        }
        var response = context.Response;
        response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers) response.Headers.Append(name, value);
        if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "no-store";
        switch (reply)
        {
            case Reply.Whole whole:
                var bytes = whole.Bytes;
                if (Compression.Packs(operation, whole))
                {
                    response.Headers.Append("Vary", "Accept-Encoding");
                    if (Compression.Wanted(context.Request) is { } coding)
                    {
                        bytes = Compression.Pack(operation, whole, coding);
                        response.Headers.ContentEncoding = coding;
                        Weaken(response);
                    }
                }
                response.ContentType = whole.ContentType;
                response.ContentLength = bytes.Length;
                if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted);
                break;
            case Reply.Nothing { Status: 304 } when Compression.Packs(operation) && operation.TagsContent:
                response.Headers.Append("Vary", "Accept-Encoding");
                if (Compression.Wanted(context.Request) is not null) Weaken(response);
                break;
            case Reply.Streamed streamed:
                response.ContentType = streamed.ContentType;
                if (!HttpMethods.IsHead(context.Request.Method)) await streamed.Write(response.Body, context.RequestAborted);
                break;
        }
    }

    /// <summary>The same content in other bytes: a strong ETag would say that they are the same.</summary>
    static void Weaken(HttpResponse response)
    {
        if (response.Headers.ETag is [{ } tag] && !tag.StartsWith("W/", StringComparison.Ordinal)) response.Headers.ETag = $"W/{tag}";
    }
}
