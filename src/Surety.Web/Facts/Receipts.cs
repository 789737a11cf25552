using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Facts;

/// <summary>What became of facts that were sent, on the wire.</summary>
static class Receipts
{
    static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Shape.Fields Shape { get; } = new([
        new("space", new Shape.Words(200), "The agreement or the feed."), new("batch", new Shape.Words(400), "What these facts are called."),
        new("seq", new Shape.Whole(0, long.MaxValue), "The entry of the journal that has them; 0: none does."), new("leafHash", new Shape.Words(64), "Hash of that entry.", false),
        new("checkpointAtLeast", new Shape.Whole(0, long.MaxValue), "The next checkpoint is about so many entries at least."), new("checkpoint", new Shape.Words(2000) { HasLines = true }, "The newest signed checkpoint: keep it.", false),
        new("accepted", new Shape.Whole(0, long.MaxValue), "Facts that are kept."), new("duplicates", new Shape.Whole(0, long.MaxValue), "Facts that were there already."), new("withoutId", new Shape.Whole(0, long.MaxValue), "So many of those that are kept have no id: sent again in another batch they are kept again, and count once by what they say."), new("refused", new Shape.Whole(0, long.MaxValue), "Rows that cannot be used."),
        new("notLookedAt", new Shape.Whole(1, long.MaxValue), "Rows behind the 1,000th refused one, at which nobody looked; absent: all were looked at. Of a batch that had been sent before: then.", false),
        new("notLookedAtFrom", new Shape.Whole(1, int.MaxValue), "Line of the first of them, of events its number in the list, both from 1: from there on it is sent again, in another batch.", false),
        new("sentBefore", new Shape.Flag(), "Whether the whole batch had been sent before: then nothing was added."),
        new("before", new Shape.Fields([new("accepted", new Shape.Whole(0, long.MaxValue), "Facts that were kept then."), new("duplicates", new Shape.Whole(0, long.MaxValue), "Facts that were there already then."), new("refused", new Shape.Whole(0, long.MaxValue), "Rows that could not be used.")]), "Of a batch that had been sent before: what became of it.", false),
        new("late", new Shape.Several(new Shape.Fields([new("agreement", new Shape.Words(200), "The agreement; one that the caller may see."), .. Late]), LateFacts.Most), "Published periods for which facts of the batch came too late, those that are not final first; absent: none.", false), new("lateMore", new Shape.Flag(), "Whether there may be more of these: they are many, or nobody could look; absent: no.", false),
        new("warnings", new Shape.Several(new Shape.Fields([new("name", new Shape.Words(500), "As it stands in the facts."), new("detail", new Shape.Words(2000), "What is not known."), new("mend", new Shape.Words(2000), "What may be meant.", false)]), 20), "Names that no agreement has which reads these facts; the facts are kept all the same. Absent: all are known.", false),
        new("errors", new Shape.Several(new Shape.Fields([
            new("line", new Shape.Whole(1, int.MaxValue), "Line of the row, from 1.", false), new("column", new Shape.Whole(1, int.MaxValue), "Column of what is wrong, from 1.", false), new("pointer", new Shape.Words(400), "In place of both, where JSON or an event was sent: the JSON pointer.", false),
            new("code", new Shape.Words(100), "A stable name."), new("detail", new Shape.Words(2000), "What is wrong, and what was expected."), new("mend", new Shape.Words(2000), "What to do.", false),
        ]), ReceiptJson.Most), "Why rows were refused; at most 200 are told."),
    ]);

    /// <summary>What came too late for a period.</summary>
    internal static ValueList<Field> Late => [
        new("period", new Shape.Words(20), "The period."), new("revision", new Shape.Whole(0, int.MaxValue), "The newest statement of it that was published."), new("final", new Shape.Flag(), "Whether it is final: then they are kept, and book nothing."),
        new("facts", new Shape.Whole(0, long.MaxValue), "Facts whose time lies in it."), new("first", new Shape.Moment(), "The first instant of these.", false), new("last", new Shape.Moment(), "The last one to begin.", false),
        new("before", new Shape.Whole(0, long.MaxValue), "Facts of time before it, which may reach into it; told of the first period that is not final."), new("corrections", new Shape.Whole(1, long.MaxValue), "Facts that correct others which the statement rests on, whatever time those are of; absent: none, or the period is final.", false), new("mend", new Shape.Words(500), "What to do."),
    ];

    /// <summary>A line for each row, and the receipt as the last one.</summary>
    public static async Task WriteLinesAsync(Stream stream, string space, string batch, Written<Receipt> written, Func<Problem, string>? pointerOf, CancellationToken cancellation)
    {
        var bytes = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(bytes, OneLine);
        ReceiptJson.WriteRows(written.Value, Line, pointerOf);
        Line(receipt => ReceiptJson.Write(receipt, space, batch, written, pointerOf));
        await stream.WriteAsync(bytes.WrittenMemory, cancellation);

        void Line(Action<Utf8JsonWriter> write)
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
            json.Flush();
            bytes.Write("\n"u8);
            json.Reset();
        }
    }
}
