using System.Text.Json;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Facts;

/// <summary>Facts come in: what is acknowledged is on the disk, what is sent twice counts once. Source: docs/guide/api.md, "Facts".</summary>
static class FactsApi
{
    /// <summary>So many bytes of facts are taken in one request.</summary>
    const long Most = 32 << 20;

    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/agreements/{agreement}/facts", "sendFacts", "Facts", "Takes facts about an agreement; the answer comes when they are on the disk.", call => TakeAsync(call, call.Path("agreement")))
        {
            Needs = Permission.Facts, MostBytes = Most, IsRepeatable = true, Takes = Forms, Query = Queries, Gives = Answers,
            About = "Sent twice counts once, for ever: a batch by its name (`batch`, else the Idempotency-Key, else its own hash), a fact by its source and id. Rows that cannot be used are told and not kept; the others are.",
        },
        new("POST", "/v1/feeds/{feed}/facts", "sendFeedFacts", "Facts", "Takes measurements that several agreements read; the first ones open the feed.", call => TakeAsync(call, call.Path("feed"), isFeed: true))
        {
            Needs = Permission.Facts, MostBytes = Most, IsRepeatable = true, Takes = Forms, Query = Queries, Gives = Answers,
        },
    ];

    static ValueList<(string, string)> Forms => [
        ("application/json", "One fact, as facts.schema.json has it."),
        ("application/x-ndjson", "Facts, one on each line."),
        ("text/csv", "A table whose columns are named like the keys of facts."),
        ("application/cloudevents+json", "One CloudEvent whose data is a fact; its id and source are those of the fact."),
        ("application/cloudevents-batch+json", "A list of CloudEvents."),
    ];

    static ValueList<Query> Queries => [
        new("source", new Shape.Words(200), "The source of facts that name none; where silent, the name of the key that sends them."),
        new("batch", new Shape.Words(200), "What the sender calls these facts; sent again under this name they count once, and other facts under it are refused."),
    ];

    static ValueList<Response> Answers => [
        new(201, "They are on the disk.", Shape: Receipts.Shape),
        new(200, "Nothing was new: it had been sent before, or no row can be used.", Shape: Receipts.Shape),
    ];

    static async Task<Reply> TakeAsync(Call call, string space, bool isFeed = false)
    {
        if (isFeed)
        {
            // The owner opens it with its first facts; for everybody else there is no such feed.
            if (SpaceName.OwnerOf(space) != call.Caller.Party || !call.Caller.IsFor(space)) return Reply.Absent;
            if (await Seats.OpenFeedAsync(call.Store, call.Caller, space[(call.Caller.Party.Length + 1)..], call.Cancellation) is Result<string>.Refused no) return Reply.Of(no.Problems);
        }
        else if (await call.SeatAsync(space) is null) return Reply.Absent;
        var faults = new List<Fault>();
        var isEvent = CloudEvents.IsBinary(call.Context.Request) || call.ContentType.StartsWith("application/cloudevents", StringComparison.Ordinal);
        var bytes = CloudEvents.IsBinary(call.Context.Request) ? CloudEvents.Line(call.Context.Request, call.Bytes, faults) : isEvent ? CloudEvents.Lines(call.Bytes, faults) : call.ContentType == "application/json" ? OneLine(call.Bytes, faults) : call.Bytes;
        if (faults.Count > 0) return Reply.Bad(faults.Take(200).ToValueList());
        var source = call.Query("source") ?? (call.Caller.Sources is [var only] ? only : call.Caller.Name);
        if (!call.Caller.MaySendAs(source)) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", $"The key may not send facts as the source {Text.Quoted.Of(source)}.");
        var key = call.Context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } given] ? $"{call.Caller.Name}~{given}" : null;
        var sent = SentFacts.Of(call.Query("batch") ?? key, isEvent ? "events" : "facts", source, call.ContentType == "text/csv", bytes);
        return await Ingest.TakeAsync(call.Store, space, call.Caller.Name, sent, call.Cancellation) switch
        {
            Result<Written<Receipt>>.Ok { Value: var written } => Reply.Json(json => Receipts.Write(json, space, sent.Name, written), written.Value.Batch is { Accepted: > 0 } ? 201 : 200),
            Result<Written<Receipt>>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    /// <summary>One fact, which may be written over several lines.</summary>
    static ReadOnlyMemory<byte> OneLine(ReadOnlyMemory<byte> bytes, List<Fault> faults)
    {
        if (bytes.Span.TrimEnd("\r\n \t"u8).IndexOf((byte)'\n') < 0) return bytes;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            var line = new System.Buffers.ArrayBufferWriter<byte>(bytes.Length);
            using (var json = new Utf8JsonWriter(line)) document.RootElement.WriteTo(json);
            return line.WrittenMemory;
        }
        catch (JsonException e)
        {
            faults.Add(new($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "body", "json", "This is no proper JSON: every name once, at most 32 levels deep, UTF-8."));
            return default;
        }
    }
}
