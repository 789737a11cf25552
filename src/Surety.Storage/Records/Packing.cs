using Microsoft.Data.Sqlite;
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

    /// <summary>Packs a space as it lies there, whole or damaged: what cannot be read any more is left out, and is missed by whoever verifies.</summary>
    public static async Task<Pack> PackAsync(Reading reading, string space, CancellationToken cancellation)
    {
        var pack = await AloneAsync(reading, space, cancellation);
        var cited = pack.Entries.Select(e => Entry.Read(e.Span)?.What).OfType<Recorded.Published>().SelectMany(p => p.Feeds).GroupBy(f => f.Feed, StringComparer.Ordinal);
        var feeds = new Dictionary<string, Pack>(StringComparer.Ordinal);
        foreach (var feed in cited) feeds[feed.Key] = UpTo(await AloneAsync(reading, feed.Key, cancellation), feed.Max(f => f.UpTo));
        return pack with { Feeds = feeds };
    }

    // Of a feed, whoever gets the pack sees what its own statements rest on, and nothing else.
    static Pack UpTo(Pack feed, long upTo) => feed with
    {
        Entries = [.. feed.Entries.Take((int)Math.Min(upTo, int.MaxValue))],
        Checkpoints = feed.Checkpoints.Where(n => Checkpoint.Unsigned(n)?.Size <= upTo).ToValueList(),
        Batches = feed.Batches.Where(b => b.Key <= upTo).ToDictionary(),
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

    /// <summary>Whether the entries from one on are the end of a journal that grows: nobody had to sign them yet. The first ones are signed at once.</summary>
    public static bool IsOpenEnd(Pack pack, long from, Duration checkpointAfter) =>
        from > 1 && from <= pack.Entries.Count && Entry.Read(pack.Entries[(int)from - 1].Span) is { } first && Entry.Read(pack.Entries[^1].Span) is { } last && last.Known - first.Known < checkpointAfter;
}
