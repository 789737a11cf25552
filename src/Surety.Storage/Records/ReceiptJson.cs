using System.Text.Json;
using Surety.Facts;

namespace Surety.Storage.Records;

/// <summary>Receipts as they are told, by <c>surety ingest -o json</c> and by the API. Source: docs/guide/record.md, "Facts".</summary>
public static class ReceiptJson
{
    /// <summary>So many problems are told in a receipt.</summary>
    public const int Most = 200;

    /// <summary>Writes a receipt, inside its object.</summary>
    /// <param name="json">Gets it.</param><param name="space">The agreement or the feed.</param><param name="batch">What the facts are called.</param><param name="written">What became of them.</param><param name="pointerOf">Of a problem, where it is in what was sent, as a JSON pointer; <c>null</c>: lines and columns say it.</param>
    public static void Write(Utf8JsonWriter json, string space, string batch, Written<Receipt> written, Func<Problem, string>? pointerOf = null)
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
        json.WriteNumber("withoutId", receipt.Batch?.WithoutId ?? 0);
        json.WriteNumber("refused", receipt.Batch?.RefusedLines.Count ?? 0);
        if (NotLookedAt(receipt) is { Count: > 0 } leftOut)
        {
            json.WriteNumber("notLookedAt", leftOut.Count);
            json.WriteNumber("notLookedAtFrom", leftOut.First);
        }
        json.WriteBoolean("sentBefore", receipt.Batch is null);
        if (receipt.Then is { } then)
        {
            json.WriteStartObject("before");
            json.WriteNumber("accepted", then.Accepted);
            json.WriteNumber("duplicates", then.Duplicates);
            json.WriteNumber("refused", then.Refused);
            json.WriteEndObject();
        }
        if (receipt.Late.Count > 0) LateFacts.Write(json, "late", receipt.Late);
        if (receipt.IsMoreLate) json.WriteBoolean("lateMore", true);
        if (receipt.Unknown.Count > 0)
        {
            json.WriteStartArray("warnings");
            foreach (var unknown in receipt.Unknown)
            {
                json.WriteStartObject();
                json.WriteString("name", unknown.Name);
                json.WriteString("detail", unknown.Words);
                if (unknown.Meant is not null) json.WriteString("mend", unknown.Meant);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteStartArray("errors");
        foreach (var problem in (receipt.Batch?.Problems ?? []).Where(p => p.Severity == Severity.Error).Take(Most)) Write(json, problem, hasLine: true, pointerOf);
        json.WriteEndArray();
    }

    /// <summary>Rows that nobody looked at; of a batch that had been sent before: then, whatever would be refused of it by now.</summary>
    static RowsLeftOut NotLookedAt(Receipt receipt)
    {
        if (receipt.Batch is { } batch) return batch.LeftOut;
        if (receipt is not { Before: { } before, Then: { } then }) return default;
        var (left, looked) = (before.LeftOut, then.Accepted + then.Duplicates + then.Refused);
        var count = before.Lines.Sum(l => l.Last - l.First + 1) + left.Count - looked;
        if (count <= 0) return default;
        var last = left.Count > 0 ? left.Last : before.Lines[^1].Last;
        foreach (var (first, end) in before.Lines)
        {
            if (looked <= end - first) return new(first + (int)looked, last, count);
            looked -= end - first + 1;
        }
        // More is refused now: what was taken behind that is taken once all the same.
        return left;
    }

    static void Write(Utf8JsonWriter json, Problem problem, bool hasLine, Func<Problem, string>? pointerOf)
    {
        json.WriteStartObject();
        if (pointerOf is not null) json.WriteString("pointer", pointerOf(problem));
        else
        {
            // What is wrong with the whole stands at no line.
            if (hasLine && problem.At.Line > 0) json.WriteNumber("line", problem.At.Line);
            if (problem.At.Column > 0) json.WriteNumber("column", problem.At.Column);
        }
        json.WriteString("code", problem.Code);
        json.WriteString("detail", problem.Message);
        if (problem.Mend is not null) json.WriteString("mend", problem.Mend);
        json.WriteEndObject();
    }

    /// <summary>Writes what became of each row, as an object for each.</summary>
    /// <param name="receipt">What became of all.</param><param name="row">Told each object: what it takes to write one, inside it.</param><param name="pointerOf">As in a receipt.</param>
    public static void WriteRows(Receipt receipt, Action<Action<Utf8JsonWriter>> row, Func<Problem, string>? pointerOf = null)
    {
        if ((receipt.Batch ?? receipt.Before) is not { } batch) return;
        var problems = batch.Problems.Where(p => p.Severity == Severity.Error).ToLookup(p => p.At.Line);
        var (refused, duplicates) = (batch.RefusedLines.ToHashSet(), batch.DuplicateLines.ToHashSet());
        var left = NotLookedAt(receipt);
        foreach (var (first, last) in batch.Lines)
            for (var line = first; line <= last && (left.Count == 0 || line < left.First); line++)
            {
                var number = line;
                row(json =>
                {
                    json.WriteNumber("line", number);
                    json.WriteString("result", refused.Contains(number) ? "refused" : receipt.Batch is null || duplicates.Contains(number) ? "duplicate" : "accepted");
                    if (!refused.Contains(number)) return;
                    json.WriteStartArray("errors");
                    foreach (var problem in problems[number]) Write(json, problem, hasLine: false, pointerOf);
                    json.WriteEndArray();
                });
            }
        // However many there are, they are one line.
        if (left.Count > 0)
            row(json =>
            {
                json.WriteNumber("line", left.First);
                json.WriteNumber("lastLine", left.Last);
                json.WriteString("result", "not looked at");
            });
    }
}
