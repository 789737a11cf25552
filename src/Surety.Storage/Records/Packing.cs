using Microsoft.Data.Sqlite;
using NodaTime;
using Surety.Journal;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>Takes a space out of a record. Source: docs/guide/record.md, "Packs".</summary>
public static class Packing
{
    /// <summary>Notes the export in the journal, and packs everything up to the checkpoint that signs that note.</summary>
    /// <param name="store">Where.</param><param name="space">Its name.</param><param name="by">Who takes it out.</param><param name="cancellation">Ends it.</param><param name="applicant">On a server, the party that takes it out; <c>null</c>: somebody at the machine itself.</param>
    /// <returns>Refused: there is no such space.</returns>
    public static async Task<Result<Pack>> ExportAsync(Store store, string space, string? by, CancellationToken cancellation, Applicant? applicant = null)
    {
        switch (await store.WriteAsync(space, by, async writing =>
        {
            if (applicant is not null && await applicant.AdmitAsync(writing, by, "agreement.export", "", cancellation) is { Count: > 0 } none) return new Result<Entry>.Refused(none);
            if (applicant is not null) writing.Audit(applicant.Party, by ?? "", "agreement.export", "", Outcome.Done);
            return writing.Space is null ? new Result<Entry>.Refused([Ingest.NoSpace(space)]) : writing.Append(new Recorded.Exported(writing.Seq));
        }, cancellation, applicant?.Access))
        {
            case Result<Written<Entry>>.Refused refused: return new Result<Pack>.Refused(refused.Problems);
            case Result<Written<Entry>>.Ok { Value: var written }:
                await using (var reading = await store.LookAsync(cancellation)) return new Result<Pack>.Ok(await WithFeedsAsync(reading, UpTo(await AloneAsync(reading, space, cancellation), written.Value.Seq), cancellation));
        }
        throw new InvalidOperationException("A result is one of two.");
    }

    /// <summary>Packs a space as it lies there, whole or damaged: what cannot be read any more is left out, and is missed by whoever verifies.</summary>
    public static async Task<Pack> PackAsync(Reading reading, string space, CancellationToken cancellation) => await WithFeedsAsync(reading, await AloneAsync(reading, space, cancellation), cancellation);

    static async Task<Pack> WithFeedsAsync(Reading reading, Pack pack, CancellationToken cancellation)
    {
        var cited = pack.Entries.Select(e => Entry.Read(e.Span)?.What).OfType<Recorded.Published>().SelectMany(p => p.Feeds).GroupBy(f => f.Feed, StringComparer.Ordinal);
        var feeds = new Dictionary<string, Pack>(StringComparer.Ordinal);
        foreach (var feed in cited) feeds[feed.Key] = First(await AloneAsync(reading, feed.Key, cancellation), feed.Max(f => f.UpTo));
        return pack with { Feeds = feeds };
    }

    /// <summary>A pack up to an entry and the checkpoint behind it; what others wrote since is left for the next one.</summary>
    static Pack UpTo(Pack pack, long seq)
    {
        // A text that was erased meanwhile is gone, and the entry that says so goes with the pack.
        var least = Math.Max(seq, pack.Entries.Index().Where(e => Entry.Read(e.Item.Span)?.What is Recorded.Erased).Select(e => e.Index + 1L).DefaultIfEmpty(0).Max());
        if (pack.Checkpoints.Select(n => Checkpoint.Unsigned(n)?.Size ?? 0).Where(s => s >= least).DefaultIfEmpty(0).Min() is var end && (end == 0 || end >= pack.Entries.Count)) return pack;
        var first = First(pack, end);
        var named = first.Entries.SelectMany(e => Reading.Texts(Entry.Read(e.Span)?.What)).ToHashSet();
        var later = pack.Entries.Skip((int)end).SelectMany(e => Reading.Texts(Entry.Read(e.Span)?.What)).Where(h => !named.Contains(h)).ToHashSet();
        return first with { Documents = pack.Documents.Where(d => !later.Contains(d.Key)).ToDictionary(), Texts = pack.Texts.Where(t => t.Key <= end).ToDictionary() };
    }

    // Of a feed, whoever gets the pack sees what its own statements rest on, and nothing else.
    static Pack First(Pack pack, long upTo) => pack with
    {
        Entries = [.. pack.Entries.Take((int)Math.Min(upTo, int.MaxValue))],
        Checkpoints = pack.Checkpoints.Where(n => Checkpoint.Unsigned(n)?.Size <= upTo).ToValueList(),
        Batches = pack.Batches.Where(b => b.Key <= upTo).ToDictionary(),
    };

    static async Task<Pack> AloneAsync(Reading reading, string space, CancellationToken cancellation)
    {
        var entries = await LegibleAsync(() => reading.EntriesAsync(space, 1, long.MaxValue, cancellation), () => reading.SeqsAsync("entry", space, cancellation), seq => reading.EntriesAsync(space, seq, seq, cancellation));
        var checkpoints = await reading.CheckpointsAsync(space, cancellation);
        var batches = new Dictionary<long, ReadOnlyMemory<byte>>();
        foreach (var (from, _) in await reading.ChunksAsync(space, cancellation))
            foreach (var (seq, bytes) in PackedBatches.Read(await LegibleAsync(() => reading.BatchesAsync(space, from, cancellation))))
                if (bytes is not null) batches[seq] = bytes;
        foreach (var (seq, bytes) in await LegibleAsync(() => reading.TailAsync(space, long.MaxValue, cancellation), () => reading.SeqsAsync("tail", space, cancellation), seq => reading.TailAsync(space, seq, cancellation, seq))) batches[seq] = bytes;
        var documents = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        foreach (var (hash, bytes) in await LegibleAsync(() => reading.AllDocumentsAsync(space, cancellation), () => reading.HashesAsync(space, cancellation), async hash => [(hash, await reading.DocumentAsync(space, hash, cancellation) ?? [])]))
            documents[hash.Length == Digest.Length ? Digest.From(hash) : default] = bytes;
        var texts = new Dictionary<long, (ValueList<byte>, string)>();
        foreach (var (seq, salt, text) in await reading.ErasableAsync(space, cancellation)) texts[seq] = (salt.ToValueList(), text);
        return new(space, entries.ConvertAll(e => (ReadOnlyMemory<byte>)e.Bytes), checkpoints.Select(c => c.Note).ToValueList(), documents, batches, texts);
    }

    /// <summary>Rows at once, or one by one where a page of the file cannot be read: the others stand.</summary>
    static async Task<List<T>> LegibleAsync<T, TKey>(Func<Task<List<T>>> all, Func<Task<List<TKey>>> keys, Func<TKey, Task<List<T>>> one)
    {
        try
        {
            return await all();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == StoreTrouble.Damaged)
        {
            var legible = new List<T>();
            foreach (var key in await keys())
                try
                {
                    legible.AddRange(await one(key));
                }
                catch (SqliteException again) when (again.SqliteErrorCode == StoreTrouble.Damaged)
                {
                }
            return legible;
        }
    }

    /// <summary>Bytes of a row; none where a page of the file cannot be read.</summary>
    internal static async Task<byte[]> LegibleAsync(Func<Task<byte[]>> bytes)
    {
        try
        {
            return await bytes();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == StoreTrouble.Damaged)
        {
            return [];
        }
    }

    /// <summary>How many entries at the end of a journal that grows nobody had to sign yet.</summary>
    /// <param name="pack">The journal.</param><param name="checkpointAfter">How long it grows without a checkpoint.</param><param name="now">What it is now.</param>
    /// <returns>0: all are signed, or some had to be signed by now.</returns>
    public static long OpenEnd(Pack pack, Duration checkpointAfter, Instant now)
    {
        var newest = pack.Checkpoints.Select(Checkpoint.Unsigned).OfType<Checkpoint>().MaxBy(c => c.Size);
        if (newest is null || newest.Size < 1 || newest.Size >= pack.Entries.Count) return 0;
        // Whoever writes signs at once what comes later; a commit and its signature take a moment.
        return now - newest.Known < checkpointAfter + Slack && Entry.Read(pack.Entries[^1].Span) is { } last && last.Known - newest.Known < checkpointAfter ? pack.Entries.Count - newest.Size : 0;
    }

    static readonly Duration Slack = Duration.FromMinutes(2);
}
