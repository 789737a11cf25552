using System.Text.Json;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Facts;

/// <summary>What became of facts that were sent, on the wire.</summary>
static class Receipts
{
    /// <summary>So many problems are told at once.</summary>
    const int Most = 200;

    public static Shape.Fields Shape { get; } = new([
        new("space", new Shape.Words(200), "The agreement or the feed."), new("batch", new Shape.Words(400), "What these facts are called."),
        new("seq", new Shape.Whole(0, long.MaxValue), "The entry of the journal that has them; 0: none does."), new("leafHash", new Shape.Words(64), "Hash of that entry.", false),
        new("checkpointAtLeast", new Shape.Whole(0, long.MaxValue), "The next checkpoint is about so many entries at least."), new("checkpoint", new Shape.Words(2000) { HasLines = true }, "The newest signed checkpoint: keep it.", false),
        new("accepted", new Shape.Whole(0, long.MaxValue), "Facts that are kept."), new("duplicates", new Shape.Whole(0, long.MaxValue), "Facts that were there already."), new("refused", new Shape.Whole(0, long.MaxValue), "Rows that cannot be used."),
        new("sentBefore", new Shape.Flag(), "Whether the whole batch had been sent before."),
        new("errors", new Shape.Several(new Shape.Fields([
            new("line", new Shape.Whole(0, int.MaxValue), "Line of the row, from 1."), new("column", new Shape.Whole(0, int.MaxValue), "Column of what is wrong, from 1."),
            new("code", new Shape.Words(100), "A stable name."), new("detail", new Shape.Words(2000), "What is wrong, and what was expected."), new("mend", new Shape.Words(2000), "What to do.", false),
        ]), Most), "Why rows were refused; at most 200 are told."),
    ]);

    /// <summary>Writes a receipt, inside its object.</summary>
    public static void Write(Utf8JsonWriter json, string space, string batch, Written<Receipt> written)
    {
        var receipt = written.Value;
        json.WriteString("space", space);
        json.WriteString("batch", batch);
        json.WriteNumber("seq", receipt.Seq);
        if (receipt.Seq > 0) json.WriteString("leafHash", receipt.Leaf.ToString());
        json.WriteNumber("checkpointAtLeast", written.Seq);
        if (written.Checkpoint is { } checkpoint) json.WriteString("checkpoint", checkpoint);
        json.WriteNumber("accepted", receipt.Batch?.Accepted ?? 0);
        json.WriteNumber("duplicates", receipt.Batch?.Duplicates ?? 0);
        json.WriteNumber("refused", receipt.Batch?.RefusedLines.Count ?? 0);
        json.WriteBoolean("sentBefore", receipt.Batch is null);
        json.WriteStartArray("errors");
        foreach (var problem in (receipt.Batch?.Problems ?? []).Where(p => p.Severity == Severity.Error).Take(Most))
        {
            json.WriteStartObject();
            json.WriteNumber("line", problem.At.Line);
            json.WriteNumber("column", problem.At.Column);
            json.WriteString("code", problem.Code);
            json.WriteString("detail", problem.Message);
            if (problem.Mend is not null) json.WriteString("mend", problem.Mend);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
