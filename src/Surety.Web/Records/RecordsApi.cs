using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
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
        new("POST", "/v1/agreements/{agreement}/exports", "beginExport", "Records", "Takes everything of an agreement out: the journal notes it, and by whom.", NoteAsync)
        {
            Needs = Permission.Manage, Gives = [new(201, "It is noted, and the pack can be had at Location.", Shape: new Shape.Fields([new("entry", new Shape.Whole(1, long.MaxValue), "The entry that says so."), new("pack", new Shape.Words(400), "Where the pack is.")]))],
        },
        new("GET", "/v1/agreements/{agreement}/exports/{entry}", "readExport", "Records", "Gives what was taken out, in one file, which anyone can verify with 'surety verify' without this server.", ExportAsync)
        {
            Needs = Permission.Manage, Gives = [new(200, "The pack, up to the checkpoint that signs the entry.", Tar)], About = "For whoever took it out, as often as they ask: nothing is noted again.",
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

    static async Task<Reply> NoteAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        return await call.WriteAsync(store => Packing.NoteAsync(store, applicant.Space, call.Caller.Name, call.Cancellation, applicant), entry =>
        {
            var pack = $"/v1/agreements/{applicant.Space}/exports/{entry.Seq.ToString(CultureInfo.InvariantCulture)}";
            return Task.FromResult<Reply>(Reply.Json(json =>
            {
                json.WriteNumber("entry", entry.Seq);
                json.WriteString("pack", pack);
            }, 201) with
            { Headers = [("Location", pack)] });
        });
    }

    /// <summary>So many packs are written at once: whoever comes then waits.</summary>
    static readonly SemaphoreSlim Turns = new(2);

    /// <summary>So many packs of one party lie on the disk while it reads them.</summary>
    const int MostOpen = 2;

    /// <summary>Packs that are being written or read, by party.</summary>
    static readonly ConcurrentDictionary<string, int> Open = new(StringComparer.Ordinal);

    /// <summary>A pack that nobody else sees, and the place that its party holds for it: both go with the request, however it ends.</summary>
    sealed class OpenPack(string party, FileStream file) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await file.DisposeAsync();
            Leave(party);
        }
    }

    static bool Enters(string party)
    {
        if (Open.AddOrUpdate(party, 1, (_, count) => count + 1) <= MostOpen) return true;
        Leave(party);
        return false;
    }

    static void Leave(string party)
    {
        if (Open.AddOrUpdate(party, 0, (_, count) => count - 1) == 0) Open.TryRemove(new(party, 0));
    }

    static async Task<Reply> ExportAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant || !long.TryParse(call.Path("entry"), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) return Reply.Absent;
        await using (var reading = await call.LookAsync())
            if (await Packing.NotedAsync(reading, applicant.Space, seq, call.Cancellation) is not { } note || note.By != call.Caller.Name) return Reply.Absent;
        // Who asks without wanting the pack needs none.
        if (HttpMethods.IsHead(call.Context.Request.Method)) return new Reply.Streamed(200, Tar, (_, _) => Task.CompletedTask) { Headers = [Attached(applicant.Space)] };
        if (!Enters(call.Caller.Party)) return new Reply.Refused(503, "busy", "Packs of your party are being read already.", $"{MostOpen} at once are as many as there may be.") { Headers = [("Retry-After", "5")] };
        FileStream file;
        try
        {
            file = Packing.Draft(call.Store.Address.Folder);
        }
        catch
        {
            Leave(call.Caller.Party);
            throw;
        }
        call.Context.Response.RegisterForDisposeAsync(new OpenPack(call.Caller.Party, file));
        // Whoever has gone waits for nothing.
        await Turns.WaitAsync(call.Context.RequestAborted);
        try
        {
            await Packing.WriteAsync(call.Store, applicant.Space, seq, file, call.Store.Address.Folder, call.Cancellation);
        }
        finally
        {
            Turns.Release();
        }
        // It is whole before the first byte goes out, and its length says where it ends. Whoever reads it too slowly is cut off, and asks again.
        if (call.Context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = new(Doorway.SlowestBody, TimeSpan.FromSeconds(10));
        return new Reply.Streamed(200, Tar, async (stream, cancellation) =>
        {
            file.Position = 0;
            call.Context.Response.ContentLength = file.Length;
            await file.CopyToAsync(stream, cancellation);
        })
        { Headers = [Attached(applicant.Space)] };
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
        var next = entries.Count > limit ? call.CursorOf(shown[^1].Seq.ToString(CultureInfo.InvariantCulture)) : null;
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
        if (await reading.NewestCheckpointAsync(seat.Space, call.Cancellation) is not { } note || Checkpoint.Unsigned(note) is not { } checkpoint) return Reply.Absent;
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
