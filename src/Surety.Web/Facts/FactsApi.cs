using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NodaTime;
using Surety.Facts;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.Running;

namespace Surety.Web.Facts;

/// <summary>Facts come in: what is acknowledged is on the disk, what is sent twice counts once. Source: docs/guide/api.md, "Facts".</summary>
static class FactsApi
{
    /// <summary>So many bytes of facts are taken in one request.</summary>
    const long Most = 32 << 20;

    /// <summary>After so many refused rows of a request nobody looks at the others.</summary>
    internal const int MostRefused = 1000;

    const string Lines = "application/x-ndjson";

    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/agreements/{agreement}/facts", "sendFacts", "Facts", "Takes facts about an agreement; the answer comes when they are on the disk.", call => TakeAsync(call, call.Path("agreement")))
        {
            Needs = Permission.Facts, MostBytes = Most, IsRepeatable = true, Takes = Takes, Query = Queries, Gives = Answers, About = About,
        },
        new("GET", "/v1/agreements/{agreement}/facts", "listFacts", "Facts", "Lists what was taken: batches of facts, who sent them, and how many there were.", call => ListAsync(call, call.Path("agreement")))
        {
            Query = Paging.Queries, Gives = [new(200, "The newest first.", Shape: Paging.Of(BatchShape))],
        },
        ListedFacts.Of("/v1/agreements/{agreement}/facts/rows", "listFactRows", "agreement", "Lists facts one by one, as they were sent: where each stands, and whether it was corrected, is contradicted, or came too late."),
        new("GET", "/v1/agreements/{agreement}/sources", "listSources", "Facts", "Lists the sources of facts: whose each is, when the last facts came, and what became of them.", call => SourcesAsync(call, call.Path("agreement")))
        {
            Query = Paging.Queries, Gives = [new(200, "By name.", Shape: Paging.Of(SourceShape))],
        },
        new("POST", "/v1/feeds/{feed}/facts", "sendFeedFacts", "Facts", "Takes measurements that several agreements read; the first ones open the feed.", call => TakeAsync(call, call.Path("feed"), isFeed: true))
        {
            Needs = Permission.Facts, MostBytes = Most, IsRepeatable = true, Takes = Takes, Query = Queries, Gives = Answers, About = About,
        },
        new("GET", "/v1/feeds/{feed}/facts", "listFeedFacts", "Facts", "Lists what was taken into a feed of the caller's party.", call => ListAsync(call, call.Path("feed")))
        {
            Query = Paging.Queries, Gives = [new(200, "The newest first.", Shape: Paging.Of(BatchShape))],
        },
        ListedFacts.Of("/v1/feeds/{feed}/facts/rows", "listFeedFactRows", "feed", "Lists facts of a feed of the caller's party one by one, as they were sent."),
        new("GET", "/v1/feeds/{feed}/sources", "listFeedSources", "Facts", "Lists the sources of a feed of the caller's party.", call => SourcesAsync(call, call.Path("feed")))
        {
            Query = Paging.Queries, Gives = [new(200, "By name.", Shape: Paging.Of(SourceShape))],
        },
    ];

    const string About = "Sent twice counts once, for ever: a batch by its name (`batch`, else the Idempotency-Key, else its own hash), a fact by its source and id. Rows that cannot be used are told and not kept; the others are. After 1,000 refused rows nobody looks at the rest: they are told as 'not looked at', and are sent again in another batch. "
        + "Where no row can be used and none was there before, the receipt is a problem document (422), and nothing is kept, not even the name of the batch: mended, it may be sent under it. "
        + "A party speaks for its own side: what the other side did or agreed to is refused, and a source is the party's that first sent as it. With 'Accept: application/x-ndjson' the answer has a line for each row, and the receipt is the last one: then it is 200, whatever became of them.";

    static ValueList<(string, string)> Takes => [
        ("application/json", "One fact, as facts.schema.json has it; with the headers of CloudEvents (ce-id and so on), an event in binary form."),
        (Lines, "Facts, one on each line."),
        ("text/csv", "A table whose columns are named like the keys of facts."),
        .. CloudEvents.Forms,
    ];

    static ValueList<Query> Queries => [
        new("source", new Shape.Words(200), "The source of facts that name none; where silent, the only one that the key may send as, else the name of the caller."),
        new("batch", new Shape.Words(200), "What the sender calls these facts; sent again under this name they count once, and other facts under it are refused."),
    ];

    static ValueList<Response> Answers => [
        new(201, "They are on the disk.", Shape: Receipts.Shape),
        new(200, "Nothing was new: it had been sent before.", Shape: Receipts.Shape),
        new(422, "No row can be used, and none was there before: each is told, and none is kept.", ProblemDocument.Form, new Shape.Fields([.. ProblemDocument.Head, .. Receipts.Shape.All])),
    ];

    static Shape.Fields BatchShape => new([
        new("seq", new Shape.Whole(1, long.MaxValue), "The entry of the journal that has them."), new("leafHash", new Shape.Words(64), "Hash of that entry."), new("known", new Shape.Moment(), "When they were taken."),
        new("by", new Shape.Words(200), "Who sent them; absent: somebody at the machine.", false), new("batch", new Shape.Words(400), "What they are called."),
        new("accepted", new Shape.Whole(0, long.MaxValue), "Facts that are kept."), new("duplicates", new Shape.Whole(0, long.MaxValue), "Facts that were there already."), new("refused", new Shape.Whole(0, long.MaxValue), "Rows that could not be used."),
    ]);

    static Shape.Fields SourceShape => new([
        new("source", new Shape.Words(200), "Its name."), new("party", new Shape.Words(32), "Whose it is: the party that first sent as it."), new("by", new Shape.Words(200), "Who sent last."),
        new("first", new Shape.Moment(), "When the first facts came."), new("last", new Shape.Moment(), "When the last ones came, whatever became of them."),
        new("accepted", new Shape.Whole(0, long.MaxValue), "Facts that were kept, ever."), new("duplicates", new Shape.Whole(0, long.MaxValue), "Facts that were there already."), new("refused", new Shape.Whole(0, long.MaxValue), "Rows that could not be used."),
    ]);

    /// <summary>Whether there may be an exclusion in it, however it is written: JSON has other ways to write letters.</summary>
    static bool MayExclude(ReadOnlySpan<byte> facts) => facts.IndexOf("exclusion"u8) >= 0 || facts.Contains((byte)'\\');

    /// <summary>Whether the caller's party opened an agreement as the customer, together with a provider: then its feeds are of one side after all.</summary>
    static async Task<bool> IsCustomersAsync(Call call)
    {
        await using var reading = await call.LookAsync();
        return (await Seats.SpacesAsync(reading, call.Caller.Party, call.Cancellation)).Any(s => s is { Kind: SpaceKind.Agreement, Side: Side.Customer, Other: not null } && SpaceName.OwnerOf(s.Name) == call.Caller.Party);
    }

    static async Task<Reply> TakeAsync(Call call, string space, bool isFeed = false)
    {
        string? side = null;
        if (isFeed)
        {
            // The owner opens it with its first facts; for everybody else there is no such feed.
            if (SpaceName.OwnerOf(space) != call.Caller.Party || !call.Caller.IsFor(space)) return Reply.Absent;
        }
        else if (await call.SeatAsync(space) is not { } seat) return Reply.Absent;
        else side = seat.SideOf(call.Caller.Party) is Side.Provider ? "provider" : "customer";
        var faults = new List<Fault>();
        var (file, bytes, unfit, pointerOf) = Read(call, faults);
        if (faults.Count > 0) return Reply.Bad(faults.Take(200).ToValueList());
        var source = call.Query("source") ?? (call.Caller.Sources is [var only] ? only : call.Caller.Name);
        if (!call.Caller.MaySendAs(source)) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", $"The key may not send facts as the source {Text.Quoted.Of(source)}.");
        var key = call.Context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } given] ? $"{call.Caller.Name}~{given}" : null;
        var sent = SentFacts.Of(call.Query("batch") ?? key, file, source, call.ContentType == "text/csv", bytes, unfit) with { From = SendingFor(call, side, source, side is not null || (MayExclude(bytes.Span) && await IsCustomersAsync(call))) };
        // Facts of which nothing is kept open no feed.
        var useless = isFeed && !Seats.IsKnownFeed(call.Store, space) ? Ingest.Useless(call.Store, sent) : null;
        if (isFeed && await Seats.OpenFeedAsync(call.Store, call.Caller, space[(call.Caller.Party.Length + 1)..], call.Cancellation, isKept: useless is null) is Result<string>.Refused no) return Reply.Of(no.Problems);
        if (Sabotage.AcknowledgesEarly) return Early(call, space, sent);
        var taken = await Ingest.TakeAsync(call.Store, space, call.Caller.Name, sent, call.Cancellation);
        if (useless is not null && taken is Result<Written<Receipt>>.Refused { Problems: [{ Code: "space.none" }] }) taken = new Result<Written<Receipt>>.Ok(new(useless, 0, default, null));
        switch (taken)
        {
            case Result<Written<Receipt>>.Ok { Value: var written }:
                if (written.Value.Trouble is { } trouble) call.Log.LogWarning(trouble, "{Space}: facts were kept, and nobody could look for which statements they came too late; for some minutes nobody tries again.", space);
                Measures.Took(space, written.Value.Batch?.Accepted ?? 0, written.Value.Batch?.Duplicates ?? written.Value.Before?.Lines.Sum(l => l.Last - l.First + 1) ?? 0, written.Value.Batch?.RefusedLines.Count ?? 0);
                // What could not be taken apart has no rows of which anything could be told.
                if (written.Value.Batch is { IsUnreadable: true } unreadable) return Reply.Bad(unreadable.Problems.Where(p => p.Severity == Severity.Error).Take(ReceiptJson.Most).Select(OfWhole).ToValueList());
                if (written.Value.Batch is { IsUseless: true } none && !call.Prefers(Lines)) return new Reply.Refused(422, "facts", none.LeftOut.Count == 0 ? "No fact in it can be used, and nothing is kept of it." : "No fact that was looked at can be used, and nothing is kept of it: there are more, which may be good.", none.LeftOut is { Count: > 0 } left ? $"The first {Display.Count(MostRefused)} cannot be used, and nobody looked at the {Display.Count(left.Count, "other", "others")}: send them from {(CloudEvents.AreIn(call) ? "number" : "line")} {left.First} on, in another batch." : null) { More = json => ReceiptJson.Write(json, space, sent.Name, written, pointerOf) };
                var status = written.Value.Batch is { Accepted: > 0 } ? 201 : 200;
                return call.Prefers(Lines) ? new Reply.Streamed(status, Lines, (stream, cancellation) => Receipts.WriteLinesAsync(stream, space, sent.Name, written, pointerOf, cancellation))
                    : Reply.Json(json => ReceiptJson.Write(json, space, sent.Name, written, pointerOf), status);
            case Result<Written<Receipt>>.Refused refused: return Reply.Of(refused.Problems);
        }
        throw new InvalidOperationException("A result is one of two.");
    }

    /// <summary>What the caller may say for its party.</summary>
    /// <param name="call">The request.</param><param name="side">Where the party sits; <c>null</c>: at a feed.</param><param name="source">The source of facts that name none.</param><param name="bothTakePart">Whether time is left out by both sides only.</param>
    internal static SendingParty SendingFor(Call call, string? side, string source, bool bothTakePart) => new(call.Caller.Party, new(side, source, call.Caller.Sources) { BothTakePart = bothTakePart, MayAct = call.Caller.Roles.Count > 0 || call.Caller.May(Permission.Manage), Arrived = call.Store.Now, MostRefused = MostRefused }) { Only = call.Caller.OnlySpace, MayRead = call.Caller.May(Permission.Read) };

    /// <summary>A fault that is put in on purpose: nobody knows yet whether this is on the disk.</summary>
    static Reply.Whole Early(Call call, string space, SentFacts sent)
    {
        // What is read stays while nobody waits for it.
        var bytes = call.Bytes.ToArray();
        var kept = SentFacts.Of(sent.Name, "facts", sent.From!.Sender.Silent, call.ContentType == "text/csv", bytes) with { From = sent.From };
        _ = Task.Run(async () =>
        {
            await Task.Delay(20);
            await Ingest.TakeAsync(call.Store, space, call.Caller.Name, kept, CancellationToken.None);
        });
        return Reply.Json(json => ReceiptJson.Write(json, space, sent.Name, new(new(0, default, FactBatch.Read(kept.Read, new Dictionary<(string, string), Digest>())), 0, default, null)), 201);
    }

    // Its name is that of the batch, which says nothing of where it is wrong.
    static Fault OfWhole(Problem problem) => problem.At.Line > 0 ? Fault.Of(problem) : new("", "body", problem.Code, problem.Message, problem.Mend);

    /// <summary>What was sent as lines or as a table, what it is called, which of its rows are known to be none, and where in it something is; <c>null</c>: at its line and column.</summary>
    static (string File, ReadOnlyMemory<byte> Bytes, IReadOnlyDictionary<int, ValueList<Problem>>? Unfit, Func<Problem, string>? PointerOf) Read(Call call, List<Fault> faults)
    {
        if (CloudEvents.AreIn(call))
        {
            var (lines, unfit, pointerOf) = CloudEvents.Lines(call, faults);
            return ("events", lines, unfit, pointerOf);
        }
        if (JsonLines.IsBlank(call.Bytes.Span)) faults.Add(new("", "body", "body", "There is nothing in the body, and facts were expected.", "Send at least one; where there is none, send nothing."));
        // Columns are a form of the machine's own: they are as they were checked, once.
        if (FactColumns.IsOne(call.Bytes.Span)) faults.Add(new("", "body", "body", "This is a file of columns, and rows are taken here.", "Send the files that it was made of."));
        if (call.ContentType != "application/json" || faults.Count > 0) return ("facts", call.Bytes, null, null);
        var line = OneLine(call.Bytes, faults);
        return ("facts", line, null, problem => FactPointers.Of(line.Span, problem.At.Column));
    }

    /// <summary>One fact, which may be written over several lines.</summary>
    static ReadOnlyMemory<byte> OneLine(ReadOnlyMemory<byte> bytes, List<Fault> faults)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        // Of a name that stands twice on one line, the fact says where.
        var isOne = bytes.Span.TrimEnd("\r\n \t"u8).IndexOf((byte)'\n') < 0;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = isOne });
            if (isOne) return bytes;
            var line = new System.Buffers.ArrayBufferWriter<byte>(bytes.Length);
            using (var json = new Utf8JsonWriter(line)) document.RootElement.WriteTo(json);
            return line.WrittenMemory;
        }
        catch (JsonException e)
        {
            faults.Add(new($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "body", "json", "This is no proper JSON: every name once, at most 32 levels deep, UTF-8.", $"One fact is sent as application/json; several, one on each line, as {Lines}."));
            return default;
        }
    }

    static async Task<Reply> ListAsync(Call call, string space)
    {
        if (await call.SeatAsync(space) is null) return Reply.Absent;
        if (call.After(out var isCursor) is var after && (!isCursor || (after is not null && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out _)))) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var batches = await FactSources.BatchesAsync(reading, space, after is null ? long.MaxValue : long.Parse(after, CultureInfo.InvariantCulture), call.Limit() + 1, call.Cancellation);
        return call.Page(batches, (json, batch) =>
        {
            json.WriteNumber("seq", batch.Seq);
            json.WriteString("leafHash", batch.Leaf.ToString());
            json.WriteString("known", Display.InUtc(batch.Known));
            if (batch.By is not null) json.WriteString("by", batch.By);
            json.WriteString("batch", batch.What.Batch);
            json.WriteNumber("accepted", batch.What.Accepted);
            json.WriteNumber("duplicates", batch.What.Duplicates);
            json.WriteNumber("refused", batch.What.Refused);
        }, b => b.Seq.ToString(CultureInfo.InvariantCulture));
    }

    static async Task<Reply> SourcesAsync(Call call, string space)
    {
        if (await call.SeatAsync(space) is null) return Reply.Absent;
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var sources = await FactSources.AllAsync(reading, space, after, call.Limit() + 1, call.Cancellation);
        return call.Page(sources, (json, source) =>
        {
            json.WriteString("source", source.Name);
            json.WriteString("party", source.Party);
            json.WriteString("by", source.By);
            json.WriteString("first", Display.InUtc(source.First));
            json.WriteString("last", Display.InUtc(source.Last));
            json.WriteNumber("accepted", source.Accepted);
            json.WriteNumber("duplicates", source.Duplicates);
            json.WriteNumber("refused", source.Refused);
        }, s => s.Name);
    }
}
