using Surety.Facts;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>What a database has beside the journal, held against the journal: all of it follows from the entries and their facts, and other commands read it instead of them.</summary>
public static class BesideJournal
{
    /// <summary>Looks at the rows of a space.</summary>
    /// <param name="reading">The same state that the pack was taken from.</param><param name="space">Its name.</param><param name="pack">Its journal and facts.</param><param name="verified">What was found in these, with the statements as they come out.</param><param name="cancellation">Ends it.</param>
    /// <returns>What is not as the journal has it, in no order.</returns>
    public static async Task<ValueList<Finding>> FindAsync(Reading reading, string space, Pack pack, Verification verified, CancellationToken cancellation)
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
            .. Credits(journal, verified, await reading.CreditRowsAsync(space, cancellation)),
            .. await DueAsync(reading, space, journal, cancellation),
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
        foreach (var (one, next) in chunks.Zip(chunks.Skip(1)))
            if (next.From <= one.To) findings.Add(new(journal.All.ContainsKey(next.From) ? next.From : 0, "chunk.overlap", $"Entries {next.From} to {next.To} lie together, and entries {one.From} to {one.To} do: some are there twice."));
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

    static IEnumerable<Finding> Credits(Journaled journal, Verification verified, List<RecordedCredit> rows)
    {
        var published = journal.All.OfKind<Recorded.Published>().GroupBy(e => (e.What.Period, (long)e.What.Revision)).ToDictionary(g => g.Key, g => g.First().Seq);
        // What a statement that comes to something else would owe, nobody knows.
        var known = rows.Where(r => !published.TryGetValue((r.Period, r.Revision), out var seq) || verified.Again.ContainsKey(seq));
        return Rows("credit.row", "credit", verified.Again.SelectMany(s => journal.All.GetValueOrDefault(s.Key)?.What is Recorded.Published what ? RecordedCredit.Of(s.Value, what.Revision) : []), known, r => published.GetValueOrDefault((r.Period, r.Revision)));
    }

    /// <summary>Plan and outbox are what a look at the record comes to, and it is looked again.</summary>
    static async Task<List<Finding>> DueAsync(Reading reading, string space, Journaled journal, CancellationToken cancellation)
    {
        var (findings, plan, outbox, look) = (new List<Finding>(), await reading.PlanRowsAsync(space, cancellation), await reading.OutboxRowsAsync(space, cancellation), await reading.LookAsync(space, cancellation));
        if (look is null && plan.Count > 0) findings.Add(new(0, "plan.look", "There is a plan, and nobody noted on what it rests."));
        else if (look is not null && LookBasis.Parse(look) is null) findings.Add(new(0, "plan.look", "On what the plan rests cannot be read."));
        else if (look is not null && await AgainAsync(look) is { } seen)
        {
            var upTo = LookBasis.Parse(look)!.UpTo;
            findings.AddRange(Rows("plan.row", "plan", seen.Plan.Select(s => (s.Step, s.Kind, s.Due.ToUnixTimeTicks(), s.About)), plan, _ => upTo));
            // What was due by then was sent then, or before.
            var sent = outbox.Select(r => r.Step).ToHashSet(StringComparer.Ordinal);
            findings.AddRange(seen.Outbox.Where(s => !sent.Contains(s.Step)).Select(s => new Finding(upTo, "outbox.row", $"The row of a message is missing: {s.Step}, {s.About}.")));
        }
        foreach (var decided in outbox.Where(r => r.Look != LookBasis.Unknown).GroupBy(r => r.Look))
            if (LookBasis.Parse(decided.Key) is null) findings.AddRange(decided.Select(r => new Finding(Math.Max(0, r.Seq), "outbox.look", $"On what a row of the outbox rests cannot be read: {r.Step}.")));
            else if (await AgainAsync(decided.Key) is { } then)
            {
                var due = then.Outbox.Select(s => (s.Step, s.Kind, s.Due.ToUnixTimeTicks(), s.About)).ToHashSet();
                findings.AddRange(decided.Where(r => !due.Contains((r.Step, r.Kind, r.Due, r.About))).Select(r => new Finding(Math.Max(0, r.Seq), "outbox.row", $"A row of the outbox is not what the journal comes to: {r.Step}, {r.About}.")));
            }
        return findings;

        // Another age of the program words it otherwise, and of what was changed nothing follows: that has been found.
        async Task<Closing.Looked?> AgainAsync(string text)
        {
            if (LookBasis.Parse(text) is not { } basis || basis.Rules != Publication.Rules || basis.Zones != Zones.BuiltIn.Hash || !journal.All.ContainsKey(basis.UpTo)) return null;
            try
            {
                return await RecordedSpace.SeenAsync(reading, space, basis, cancellation) is Result<RecordedSpace>.Ok { Value: { Versions: { } versions } seen } ? await Closing.LookAsync(reading, seen, versions, basis.AsOf, basis.Holds, cancellation) : null;
            }
            catch (Exception e) when (e is RecordDamaged or Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: StoreTrouble.Damaged })
            {
                return null;
            }
        }
    }

    static IEnumerable<Finding> Rows<T>(string code, string name, IEnumerable<T> journaled, IEnumerable<T> rows, Func<T, long> seqOf)
    {
        var wanted = journaled.ToHashSet();
        foreach (var row in rows)
            if (!wanted.Remove(row)) yield return new(Math.Max(0, seqOf(row)), code, $"A row of a {name} is not what the journal says: {row}.");
        foreach (var row in wanted) yield return new(seqOf(row), code, $"The row of a {name} is missing, or says otherwise: {row}.");
    }
}
