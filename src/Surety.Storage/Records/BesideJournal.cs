using Surety.Facts;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>What a database has beside the journal, held against the journal: all of it follows from the entries and their facts, and other commands read it instead of them.</summary>
public static class BesideJournal
{
    /// <summary>Looks at the rows of a space.</summary>
    /// <param name="reading">The same state that the pack was taken from.</param><param name="space">Its name.</param><param name="pack">Its journal and facts.</param><param name="cancellation">Ends it.</param>
    /// <returns>What is not as the journal has it, in no order.</returns>
    public static async Task<ValueList<Finding>> FindAsync(Reading reading, string space, Pack pack, CancellationToken cancellation)
    {
        var journal = new Journaled(pack);
        return [
            .. Head(await reading.HeadRowAsync(space, cancellation), pack, journal),
            .. Entries(await reading.EntryRowsAsync(space, cancellation), journal),
            .. Checkpoints(await reading.CheckpointsAsync(space, cancellation), pack),
            .. await EvidenceAsync(reading, space, journal, cancellation),
            .. Rows("statement.row", "statement", journal.All.OfKind<Recorded.Published>().Select(e => (e.What.Period, (long)e.What.Revision, e.Seq)), await reading.StatementRowsAsync(space, cancellation), r => r.Item3),
            .. Rows("batch.row", "batch", journal.All.OfKind<Recorded.Received>().Select(e => (e.What.Batch, e.Seq)), await reading.BatchRowsAsync(space, cancellation), r => r.Item2),
            .. Ids(pack, journal, await reading.FactIdsAsync(space, cancellation)),
        ];
    }

    /// <summary>Entries as their bytes say; those that cannot be read are not there.</summary>
    sealed class Journaled(Pack pack)
    {
        public Dictionary<long, Entry> All { get; } = pack.Entries.Select((bytes, i) => (Seq: i + 1L, Entry: Entry.Read(bytes.Span))).Where(e => e.Entry is not null).ToDictionary(e => e.Seq, e => e.Entry!);
    }

    static IEnumerable<(long Seq, T What)> OfKind<T>(this Dictionary<long, Entry> entries)
        where T : Recorded => entries.Where(e => e.Value.What is T).Select(e => (e.Key, (T)e.Value.What));

    static IEnumerable<Finding> Head((string Kind, long Size, byte[] Head, long Known, byte[] Peaks, long Checkpoint)? row, Pack pack, Journaled journal)
    {
        var tree = MerkleTree.Of(pack.Entries.Select(e => MerkleTree.Leaf(e.Span)));
        if (row is not { } head)
        {
            yield return new(0, "head.missing", "The record does not know this space, and has rows of it.");
            yield break;
        }
        if (head.Size != tree.Size) yield return new(Math.Clamp(head.Size + 1, 0, tree.Size), "head.size", $"The space says that it has {head.Size} entries, and {tree.Size} are there.");
        else if (pack.Entries.Count > 0 && (!head.Peaks.AsSpan().SequenceEqual(tree.Peaks.SelectMany(p => p.ToBytes()).ToArray()) || !head.Head.AsSpan().SequenceEqual(MerkleTree.Leaf(pack.Entries[^1].Span).ToBytes()))) yield return new(tree.Size, "head.hash", "The head of the space is not that of its entries.");
        if (journal.All.GetValueOrDefault(tree.Size) is { } last && last.Known.ToUnixTimeTicks() != head.Known) yield return new(tree.Size, "head.known", "The space says otherwise than its last entry when that was known.");
        if (journal.All.GetValueOrDefault(1)?.What is Recorded.Opened opened && head.Kind != Kinds.Of(opened.Kind)) yield return new(1, "head.kind", "The space says otherwise than its first entry what it holds.");
        if (pack.Checkpoints.Select(n => Checkpoint.Unsigned(n)?.Known.ToUnixTimeTicks() ?? 0).DefaultIfEmpty(0).Max() != head.Checkpoint) yield return new(tree.Size, "head.checkpoint", "The space says otherwise than its checkpoints when the last one was signed.");
    }

    static IEnumerable<Finding> Entries(List<(long Seq, string Kind, long Known)> rows, Journaled journal)
    {
        foreach (var (seq, kind, known) in rows)
            if (journal.All.GetValueOrDefault(seq) is { } entry && (entry.Seq != seq || Kinds.Of(entry.What) != kind || entry.Known.ToUnixTimeTicks() != known)) yield return new(seq, "entry.row", $"The row of entry {seq} says otherwise than the entry.");
    }

    static IEnumerable<Finding> Checkpoints(List<(long Size, string Note)> rows, Pack pack)
    {
        foreach (var (size, note) in rows)
            if (Checkpoint.Unsigned(note) is { } checkpoint && checkpoint.Size != size) yield return new(Math.Clamp(size, 0, pack.Entries.Count), "checkpoint.row", $"The row of the checkpoint about {size} entries has one about {checkpoint.Size}.");
    }

    /// <summary>Facts lie in one place each: where they were put at first, or where they were put together.</summary>
    static async Task<List<Finding>> EvidenceAsync(Reading reading, string space, Journaled journal, CancellationToken cancellation)
    {
        var (findings, places, chunks) = (new List<Finding>(), await reading.SeqsAsync("tail", space, cancellation), await reading.ChunksAsync(space, cancellation));
        foreach (var (seq, what) in journal.All.OfKind<Recorded.Compacted>())
            if (!chunks.Contains((what.From, what.To))) findings.Add(new(seq, "chunk.missing", $"What entry {seq} put together for reading is missing."));
            else if (Digest.Of(await Packing.LegibleAsync(() => reading.ColumnsAsync(space, what.From, cancellation))) != what.Chunk) findings.Add(new(seq, "chunk.changed", $"What entry {seq} put together of entries {what.From} to {what.To} was changed."));
        foreach (var (from, to) in chunks)
        {
            if (!journal.All.OfKind<Recorded.Compacted>().Any(c => c.What.From == from && c.What.To == to)) findings.Add(new(journal.All.ContainsKey(from) ? from : 0, "chunk.added", $"No entry put entries {from} to {to} together."));
            var together = PackedBatches.Read(await Packing.LegibleAsync(() => reading.BatchesAsync(space, from, cancellation))).Select(b => b.Seq).ToList();
            if (together.FirstOrDefault(s => s < from || s > to) is var stray and not 0) findings.Add(new(journal.All.ContainsKey(stray) ? stray : from, "chunk.stray", $"Facts of entry {stray} lie among those of entries {from} to {to}."));
            places.AddRange(together);
        }
        foreach (var twice in places.CountBy(p => p).Where(p => p.Value > 1)) findings.Add(new(journal.All.ContainsKey(twice.Key) ? twice.Key : 0, "facts.twice", $"The facts of entry {twice.Key} are there twice."));
        return findings;
    }

    static IEnumerable<Finding> Ids(Pack pack, Journaled journal, List<(string Source, string Id, long Seq, byte[] Content)> rows)
    {
        // Facts that were changed have other ids, which is no news.
        var whole = journal.All.OfKind<Recorded.Received>().Where(e => pack.Batches.TryGetValue(e.Seq, out var bytes) && Digest.Of(bytes.Span) == e.What.Evidence).Select(e => e.Seq).ToHashSet();
        var none = new Dictionary<(string, string), Digest>();
        var ids = whole.SelectMany(seq => FactBatch.Read(builder => FactColumns.Read(builder, $"{pack.Space}:{seq}", pack.Batches[seq]), none).Ids.Select(i => (i.Source, i.Id, seq, $"{i.Content}")));
        return Rows("id.row", "id of a fact", ids, rows.Where(r => whole.Contains(r.Seq) || !journal.All.TryGetValue(r.Seq, out var entry) || entry.What is not Recorded.Received).Select(r => (r.Source, r.Id, r.Seq, Convert.ToHexStringLower(r.Content))), r => r.Item3);
    }

    static IEnumerable<Finding> Rows<T>(string code, string name, IEnumerable<T> journaled, IEnumerable<T> rows, Func<T, long> seqOf)
    {
        var wanted = journaled.ToHashSet();
        foreach (var row in rows)
            if (!wanted.Remove(row)) yield return new(Math.Max(0, seqOf(row)), code, $"A row of a {name} is not what the journal says: {row}.");
        foreach (var row in wanted) yield return new(seqOf(row), code, $"The row of a {name} is missing, or says otherwise: {row}.");
    }
}
