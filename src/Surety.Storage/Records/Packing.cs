using System.Formats.Tar;
using Microsoft.Data.Sqlite;
using NodaTime;
using Surety.Journal;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>Takes a space out of a record. Source: docs/guide/record.md, "Packs".</summary>
public static class Packing
{
    /// <summary>Notes in the journal that everything is taken out, and by whom; a checkpoint signs the note. What is taken out is written by <see cref="WriteAsync"/>, as often as somebody wants.</summary>
    /// <param name="store">Where.</param><param name="space">Its name.</param><param name="by">Who takes it out.</param><param name="cancellation">Ends it.</param><param name="applicant">On a server, the party that takes it out; <c>null</c>: somebody at the machine itself.</param>
    /// <returns>The entry. Refused: there is no such space.</returns>
    public static async Task<Result<Written<Entry>>> NoteAsync(Store store, string space, string? by, CancellationToken cancellation, Applicant? applicant = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.WriteAsync(space, by, async writing =>
        {
            if (applicant is not null && await applicant.AdmitAsync(writing, by, "agreement.export", "", cancellation) is { Count: > 0 } none) return new Result<Entry>.Refused(none);
            if (applicant is not null) writing.Audit(applicant.Party, by ?? "", "agreement.export", "", Outcome.Done);
            return writing.Space is null ? new Result<Entry>.Refused([Ingest.NoSpace(space)]) : writing.Append(new Recorded.Exported(writing.Seq));
        }, cancellation, applicant?.Access);
    }

    /// <summary>What was noted when somebody took everything out; <c>null</c>: the entry is another one.</summary>
    public static async Task<Entry?> NotedAsync(Reading reading, string space, long seq, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return await reading.EntriesAsync(space, seq, seq, cancellation) is [var (_, bytes)] && Entry.Read(bytes) is { What: Recorded.Exported } entry && entry.Seq == seq ? entry : null;
    }

    /// <summary>Writes the pack of a space up to the checkpoint that signs the note of its export, piece by piece: of the facts, there are never more in memory than were put together at once.</summary>
    /// <param name="store">Where.</param><param name="space">Its name.</param><param name="seq">The entry of the note.</param><param name="output">Gets the file.</param><param name="folder">Where parts of it lie while it is written.</param><param name="cancellation">Ends it.</param>
    /// <returns>How many entries it has, and its newest checkpoint; <c>null</c>: there is none.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public static async Task<(long Entries, string? Newest)> WriteAsync(Store store, string space, long seq, Stream output, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var reading = await store.LookAsync(cancellation);
        var named = await NamedAsync(reading, space, cancellation);
        var (size, notes) = (await LastAsync(reading, space, cancellation), await reading.CheckpointsAsync(space, cancellation));
        // A text that was erased meanwhile is gone, and the entry that says so goes with the pack.
        var least = Math.Max(seq, named.Where(e => e.What is Recorded.Erased).Select(e => e.Seq).DefaultIfEmpty(0).Max());
        var end = notes.Select(n => n.Size).Where(s => s >= least).DefaultIfEmpty(size).Min();
        // What others wrote since is left for the next one.
        if (end >= size) end = long.MaxValue;
        var first = named.Where(e => e.Seq <= end).SelectMany(e => Reading.Texts(e.What)).ToHashSet();
        var later = named.Where(e => e.Seq > end).SelectMany(e => Reading.Texts(e.What)).Where(h => !first.Contains(h)).ToHashSet();
        using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        await PutAsync(reading, new(tar), space, end, end, h => !later.Contains(h), folder, cancellation);
        var feeds = named.Where(e => e.Seq <= end).Select(e => e.What).OfType<Recorded.Published>().SelectMany(p => p.Feeds).GroupBy(f => f.Feed, StringComparer.Ordinal).OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        foreach (var (number, feed) in feeds.Index()) await PutAsync(reading, new(tar, number + 1), feed.Key, feed.Max(f => f.UpTo), long.MaxValue, _ => true, folder, cancellation);
        return (Math.Min(end, size), notes.Where(n => n.Size <= end).Select(n => n.Note).LastOrDefault());
    }

    static async Task PutAsync(Reading reading, PackWriter writer, string space, long end, long endOfTexts, Func<Digest, bool> isIn, string folder, CancellationToken cancellation)
    {
        using (var lines = Draft(folder))
        {
            var entries = 0L;
            await EachLegibleAsync("entry", reading, space, end, (_, bytes) =>
            {
                PackWriter.Line(lines, bytes);
                entries++;
            }, cancellation);
            writer.Begin(space, entries);
            writer.Entries(lines);
        }
        writer.Checkpoints((await reading.CheckpointsAsync(space, cancellation)).Where(c => c.Size <= end).Select(c => c.Note));
        writer.Texts((await reading.ErasableAsync(space, cancellation)).Where(t => t.Seq <= endOfTexts).Select(t => (t.Seq, (ReadOnlyMemory<byte>)t.Salt, t.Text)));
        foreach (var hash in (await reading.HashesAsync(space, cancellation)).Where(h => h.Length == Digest.Length).Select(h => Digest.From(h)).OrderBy(h => h.ToString(), StringComparer.Ordinal))
            if (isIn(hash)) writer.Document(hash, await LegibleAsync(() => reading.PackedDocumentAsync(space, hash, cancellation)));
        using (var facts = Draft(folder))
        {
            var last = 0L;
            foreach (var (from, _) in await reading.ChunksAsync(space, cancellation))
                if (from <= end)
                    foreach (var (seq, bytes) in PackedBatches.Parts(await LegibleAsync(() => reading.BatchesAsync(space, from, cancellation)))) Put(seq, bytes.Span);
            await EachLegibleAsync("tail", reading, space, end, (seq, bytes) => Put(seq, PackedBatches.Write([(seq, bytes)])), cancellation);
            writer.Facts(facts);

            // What is there twice is there once.
            void Put(long seq, ReadOnlySpan<byte> bytes)
            {
                if (seq <= last || seq > end) return;
                facts.Write(bytes);
                last = seq;
            }
        }
    }

    /// <summary>A file that nobody else sees, and that is gone when it is closed, or when the program ends.</summary>
    public static FileStream Draft(string folder)
    {
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(folder, $"draft-{Guid.NewGuid():N}"), options);
        // Elsewhere a file that is open keeps its name.
        if (!OperatingSystem.IsWindows()) File.Delete(file.Name);
        return file;
    }

    /// <summary>Entries that are no facts, as far as they can be read.</summary>
    static async Task<List<(long Seq, Recorded? What)>> NamedAsync(Reading reading, string space, CancellationToken cancellation) =>
        (await LegibleAsync(() => reading.DecisionsAsync(space, cancellation), () => reading.SeqsAsync("entry", space, cancellation), seq => reading.EntriesAsync(space, seq, seq, cancellation))).ConvertAll(e => (e.Seq, Entry.Read(e.Bytes)?.What));

    static async Task<long> LastAsync(Reading reading, string space, CancellationToken cancellation) => (await reading.SeqsAsync("entry", space, cancellation)).DefaultIfEmpty(0).Max();

    /// <summary>Rows of a table up to an entry, in order; where a page of the file cannot be read, the others stand.</summary>
    static async Task EachLegibleAsync(string table, Reading reading, string space, long end, Action<long, byte[]> take, CancellationToken cancellation)
    {
        var last = 0L;
        try
        {
            await reading.EachRowAsync(table, space, 1, end, Take, cancellation);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == StoreTrouble.Damaged)
        {
            foreach (var seq in (await reading.SeqsAsync(table, space, cancellation)).Where(s => s > last && s <= end))
                try
                {
                    await reading.EachRowAsync(table, space, seq, seq, Take, cancellation);
                }
                catch (SqliteException again) when (again.SqliteErrorCode == StoreTrouble.Damaged)
                {
                }
        }

        void Take(long seq, byte[] bytes)
        {
            take(seq, bytes);
            last = seq;
        }
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
