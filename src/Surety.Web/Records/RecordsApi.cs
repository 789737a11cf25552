using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;

namespace Surety.Web.Records;

/// <summary>The record itself: its entries, its newest checkpoint, all of it in one file, and texts that are erased. Source: docs/guide/api.md, "Records".</summary>
static class RecordsApi
{
    const string Json = "application/json", Lines = "application/x-ndjson", Plain = "text/plain", Tar = "application/x-tar";

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/agreements/{agreement}/export", "export", "Records", "Gives everything of an agreement in one file, which anyone can verify with 'surety verify' without this server.", ExportAsync)
        {
            Needs = Permission.Manage, Gives = [new(200, "The pack.", Tar)], About = "The journal notes that it was taken out, and by whom.",
        },
        new("GET", "/v1/agreements/{agreement}/journal", "readJournal", "Records", "Lists the entries of the journal as they are; as lines, byte for byte what is hashed.", JournalAsync)
        {
            Query = Paging.Queries, Gives = [new(200, "From the first on.", Shape: Paging.Of(new Shape.Free("An entry, as docs/guide/record.md describes it."))), new(200, "Each entry on a line; where there are more, Link says how to go on.", Lines)],
        },
        new("GET", "/v1/agreements/{agreement}/checkpoints/newest", "readCheckpoint", "Records", "Gives the newest signed checkpoint; whoever keeps it can show later that nothing before it was changed.", CheckpointAsync)
        {
            Gives = [
                new(200, "The note.", Plain),
                new(200, "What it says, and the note.", Shape: new Shape.Fields([new("entries", new Shape.Whole(0, long.MaxValue), "About so many entries."), new("root", new Shape.Words(64), "Root of the tree over them."), new("known", new Shape.Moment(), "When it was signed."), new("note", new Shape.Words(4000) { HasLines = true }, "The note.")])),
            ],
        },
        new("POST", "/v1/agreements/{agreement}/erasures", "erase", "Records", "Erases what somebody of the caller's party wrote beside an entry; the entry stays, and with it the proof that there was a text.", EraseAsync)
        {
            Needs = Permission.Erase, Body = new([new("entry", new Shape.Whole(1, long.MaxValue), "Number of the entry: of a revision, a proposal or an answer.")]), Gives = [new(201, "It is gone.", Shape: new Shape.Fields([new("entry", new Shape.Whole(1, long.MaxValue), "The entry whose text it was."), new("erased", new Shape.Whole(1, long.MaxValue), "The entry that says so.")]))],
        },
    ];

    static async Task<Reply> ExportAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        // Who asks without wanting the pack takes nothing out.
        if (HttpMethods.IsHead(call.Context.Request.Method)) return new Reply.Streamed(200, Tar, (_, _) => Task.CompletedTask) { Headers = [Attached(applicant.Space)] };
        return await Packing.ExportAsync(call.Store, applicant.Space, call.Caller.Name, call.Cancellation, applicant) switch
        {
            Result<Pack>.Ok { Value: var pack } => new Reply.Streamed(200, Tar, async (stream, cancellation) =>
            {
                // Archives are written piece by piece, each of which waits for the line.
                if (call.Context.Features.Get<IHttpBodyControlFeature>() is { } body) body.AllowSynchronousIO = true;
                await Task.Run(() => pack.Write(stream), cancellation);
            })
            { Headers = [Attached(applicant.Space)] },
            Result<Pack>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    static (string, string) Attached(string space) => ("Content-Disposition", $"attachment; filename=\"{string.Concat(space.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'))}.surety\"");

    static async Task<Reply> JournalAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is not { } seat) return Reply.Absent;
        var after = 0L;
        if (call.After(out var isCursor) is var cursor && (!isCursor || (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)))) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var limit = call.Limit();
        var entries = await reading.EntriesAsync(seat.Space, after + 1, after + 1 + limit, call.Cancellation);
        var shown = entries.Take(limit).ToList();
        var next = entries.Count > limit ? Paging.CursorOf(shown[^1].Seq.ToString(CultureInfo.InvariantCulture)) : null;
        Reply.Whole? reply = call.Accepts(Json, Lines) switch
        {
            Json => Reply.Json(json =>
            {
                json.WriteStartArray("items");
                foreach (var (_, bytes) in shown) json.WriteRawValue(bytes);
                json.WriteEndArray();
                if (next is not null) json.WriteString("next", next);
            }),
            Lines => new(200, Lines, shown.SelectMany(e => e.Bytes.Append((byte)'\n')).ToArray()),
            _ => null,
        };
        if (reply is null) return Reply.NoForm(Json, Lines);
        return reply with { Headers = [("Vary", "Accept"), .. next is null ? [] : new[] { ("Link", call.Next(next)) }] };
    }

    static async Task<Reply> CheckpointAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is not { } seat) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await reading.CheckpointsAsync(seat.Space, call.Cancellation) is not [.., var (_, note)] || Checkpoint.Unsigned(note) is not { } checkpoint) return Reply.Absent;
        return call.Accepts(Plain, Json) switch
        {
            Plain => new Reply.Whole(200, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(note)) { Headers = [("Vary", "Accept")] },
            Json => Reply.Json(json =>
            {
                json.WriteNumber("entries", checkpoint.Size);
                json.WriteString("root", checkpoint.Root.ToString());
                json.WriteString("known", Display.InUtc(checkpoint.Known));
                json.WriteString("note", note);
            }) with
            { Headers = [("Vary", "Accept")] },
            _ => Reply.NoForm(Plain, Json),
        };
    }

    static async Task<Reply> EraseAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        var entry = call.Body.GetProperty("entry").GetInt64();
        return await call.WriteAsync(store => Erasing.EraseAsync(store, call.Caller, applicant, entry, call.Cancellation), erased => Task.FromResult<Reply>(Reply.Json(json =>
        {
            json.WriteNumber("entry", entry);
            json.WriteNumber("erased", erased.Seq);
        }, 201)));
    }
}
