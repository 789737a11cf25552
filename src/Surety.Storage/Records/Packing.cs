using NodaTime;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>Takes a space out of a record. Source: docs/guide/record.md, "Packs".</summary>
public static class Packing
{
    /// <summary>Notes the export in the journal, and packs everything up to that note.</summary>
    /// <returns>Refused: there is no such space.</returns>
    public static async Task<Result<Pack>> ExportAsync(Store store, string space, string? by, CancellationToken cancellation)
    {
        if (await store.WriteAsync(space, by, writing => Task.FromResult(writing.Space is null ? new Result<Entry>.Refused([Ingest.NoSpace(space)]) : writing.Append(new Recorded.Exported(writing.Seq))), cancellation) is Result<Written<Entry>>.Refused refused) return new Result<Pack>.Refused(refused.Problems);
        await using var reading = await store.LookAsync(cancellation);
        return new Result<Pack>.Ok(await PackAsync(reading, space, cancellation));
    }

    /// <summary>Packs a space as it lies there, whole or damaged.</summary>
    public static async Task<Pack> PackAsync(Reading reading, string space, CancellationToken cancellation)
    {
        var entries = await reading.EntriesAsync(space, 1, long.MaxValue, cancellation);
        var checkpoints = (await reading.CheckpointsAsync(space, cancellation)).Where(c => c.Size <= entries.Count).ToList();
        var batches = new Dictionary<long, ReadOnlyMemory<byte>>();
        foreach (var (from, _) in await reading.ChunksAsync(space, cancellation))
            foreach (var (seq, bytes) in PackedBatches.Read(await reading.BatchesAsync(space, from, cancellation)))
                if (bytes is not null) batches[seq] = bytes;
        foreach (var (seq, bytes) in await reading.TailAsync(space, long.MaxValue, cancellation)) batches[seq] = bytes;
        return new(
            space, entries.ConvertAll(e => (ReadOnlyMemory<byte>)e.Bytes), checkpoints.Select(c => c.Note).ToValueList(),
            (await reading.AllDocumentsAsync(space, cancellation)).ToDictionary(d => d.Hash, d => (ReadOnlyMemory<byte>)d.Bytes), batches,
            (await reading.ErasableAsync(space, cancellation)).ToDictionary(t => t.Seq, t => (t.Salt.ToValueList(), t.Text)));
    }

    /// <summary>Whether the entries from one on are the end of a journal that grows: nobody had to sign them yet.</summary>
    public static bool IsOpenEnd(Pack pack, long from, Duration checkpointAfter) =>
        from >= 1 && from <= pack.Entries.Count && Entry.Read(pack.Entries[(int)from - 1].Span) is { } first && Entry.Read(pack.Entries[^1].Span) is { } last && last.Known - first.Known < checkpointAfter;

    /// <summary>What a database has beside the journal, held against the journal: numbers and keys of entries, heads, chunks.</summary>
    public static async Task<ValueList<Finding>> BesideAsync(Reading reading, string space, Pack pack, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var tree = MerkleTree.Of(pack.Entries.Select(e => MerkleTree.Leaf(e.Span)));
        var head = await reading.HeadRowAsync(space, cancellation);
        if (head.Size != tree.Size) findings.Add(new(Math.Min(head.Size, tree.Size) + 1, "head.size", $"The space says that it has {head.Size} entries, and {tree.Size} are there."));
        else if (!SpaceHead.Peaks(head.Peaks).SequenceEqual(tree.Peaks) || (pack.Entries.Count > 0 && Digest.From(head.Head) != MerkleTree.Leaf(pack.Entries[^1].Span))) findings.Add(new(tree.Size, "head.hash", "The head of the space is not that of its entries."));
        foreach (var (seq, kind, known) in await reading.EntryRowsAsync(space, cancellation))
            if (seq >= 1 && seq <= pack.Entries.Count && Entry.Read(pack.Entries[(int)seq - 1].Span) is { } entry && (entry.Seq != seq || Kinds.Of(entry.What) != kind || entry.Known.ToUnixTimeTicks() != known)) findings.Add(new(seq, "entry.row", $"The row of entry {seq} says otherwise than the entry."));
        foreach (var (from, to) in await reading.ChunksAsync(space, cancellation))
        {
            var compacted = pack.Entries.Select(e => Entry.Read(e.Span)?.What).OfType<Recorded.Compacted>().FirstOrDefault(c => c.From == from && c.To == to);
            if (compacted is null || Digest.Of(await reading.ColumnsAsync(space, from, cancellation)) != compacted.Chunk) findings.Add(new(from, "chunk.changed", $"What was put together of entries {from} to {to} was changed."));
        }
        foreach (var (source, id, seq, content) in await reading.FactIdsAsync(space, cancellation))
            if (seq < 1 || seq > pack.Entries.Count || Entry.Read(pack.Entries[(int)seq - 1].Span)?.What is not Recorded.Received || content.Length != Digest.Length) findings.Add(new(seq, "id.row", $"The id '{id}' of '{source}' points to an entry that took no facts."));
        return findings.ToValueList();
    }
}
