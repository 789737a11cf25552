using System.Security.Cryptography;
using System.Text;
using Surety.Facts;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Facts;

namespace Surety.Storage.Records;

/// <summary>Facts on their way into a space.</summary>
/// <param name="Name">What the sender calls the batch; unique in the space, for ever.</param>
/// <param name="Content">Hash of the bytes and of how they are read: under this name, nothing else is taken.</param>
/// <param name="Read">Reads the rows into a builder.</param>
public sealed record SentFacts(string Name, Digest Content, Action<FactBuilder> Read)
{
    /// <summary>The party of a server that sends them; <c>null</c>: somebody at the machine itself, or both sides.</summary>
    public SendingParty? From { get; init; }

    internal void ReadInto(FactBuilder builder)
    {
        if (From is not null) builder.Begin(From.Sender);
        Read(builder);
    }

    /// <summary>Facts as they stand in a file, or came in a request.</summary>
    /// <param name="batch">What the sender calls them; <c>null</c>: the same bytes of the same source are the same batch, whoever sends them again.</param>
    /// <param name="file">Name of the file, for places.</param><param name="source">The source of facts that name none.</param><param name="isTable">Whether they are CSV; files of columns are told by how they begin, and all else is JSON Lines.</param><param name="bytes">All of them.</param>
    /// <param name="unfit">By their lines, rows that are known to be no facts, and why; <c>null</c>: none are.</param>
    public static SentFacts Of(string? batch, string file, string source, bool isTable, ReadOnlyMemory<byte> bytes, IReadOnlyDictionary<int, ValueList<Problem>>? unfit = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // What was sent: the bytes, with the source that is not in them and the form that they are read in.
        hash.AppendData(Encoding.UTF8.GetBytes($"{(isTable ? "table" : "lines")} {source}\0"));
        hash.AppendData(bytes.Span);
        var content = Digest.From(hash.GetHashAndReset());
        // Whoever reads a feed is told the names of its batches, and not its sources: those are in the hash alone.
        var name = batch ?? $"{file}~{content.ToString()[..32]}";
        return new(name, content, builder =>
        {
            if (FactColumns.IsOne(bytes.Span)) FactColumns.Read(builder, name, bytes);
            else if (isTable) FactTables.Read(builder, name, bytes.Span, source: source);
            else JsonLines.Read(builder, name, bytes, source: source, unfit: unfit);
        });
    }
}

/// <summary>A party of a server that sends facts to a space at which it sits.</summary>
/// <param name="Party">Its handle.</param><param name="Sender">What it may say there.</param>
public sealed record SendingParty(string Party, FactSender Sender)
{
    /// <summary>The one space of which it may hear; <c>null</c>: all at which its party sits.</summary>
    public string? Only { get; init; }

    /// <summary>Whether it may read agreements; who may only send hears nothing of what they say.</summary>
    public bool MayRead { get; init; } = true;
}

/// <summary>What became of facts that were sent.</summary>
/// <param name="Seq">The entry that took them, or the last that had taken them before; 0: none can be used.</param>
/// <param name="Leaf">Hash of that entry.</param>
/// <param name="Batch">How they were read; <c>null</c>: the batch had been sent before, and that entry stands.</param>
public sealed record Receipt(long Seq, Digest Leaf, FactBatch? Batch)
{
    /// <summary>How a batch that had been sent before was read now; <c>null</c>: it had not.</summary>
    public FactBatch? Before { get; init; }

    /// <summary>What the entry says that took it then; <c>null</c>: it had not been sent before.</summary>
    public Recorded.Received? Then { get; init; }

    /// <summary>Published periods for which its facts came too late, and that the sender may see.</summary>
    public ValueList<LateFacts> Late { get; init; }

    /// <summary>Names in it that no agreement has which reads the facts and which the sender may see, and ids of facts that are not here and that others of it correct.</summary>
    public ValueList<UnknownName> Unknown { get; init; }

    /// <summary>When the texts of the space were changed last.</summary>
    internal long Revised { get; init; }

    /// <summary>Whether a feed took them.</summary>
    internal bool IsOfFeed { get; init; }

    /// <summary>Whether statements may rest on facts of this space: of a feed, only its readers know.</summary>
    internal bool IsRead { get; init; }

    /// <summary>Why nobody could look at what came too late, or at the names; <c>null</c>: nothing went wrong. The facts are kept.</summary>
    public Exception? Trouble { get; init; }

    /// <summary>Whether there may be more published periods than are told: they are many, or nobody could look.</summary>
    public bool IsMoreLate { get; init; }
}

/// <summary>Takes facts into a space: what is acknowledged is on the disk, what is sent twice counts once. Source: docs/guide/record.md, "Facts".</summary>
public static class Ingest
{
    /// <summary>So many batches, or bytes, are put together into a chunk.</summary>
    const int MostBatches = 256, MostBytes = 16 << 20;

    /// <summary>No more than so many batches are one chunk, however small they are: where something late is held against what was said of its time, the whole chunk is read.</summary>
    const int MostOfChunk = 1024;

    /// <summary>Takes one batch.</summary>
    /// <returns>Refused where there is no such space, or where other facts were sent under this name; rows that cannot be used are told in the receipt.</returns>
    public static async Task<Result<Written<Receipt>>> TakeAsync(Store store, string space, string? by, SentFacts sent, CancellationToken cancellation)
    {
        if (sent.Name.StartsWith(Suggestion.Prefix, StringComparison.Ordinal)) return new Result<Written<Receipt>>.Refused([new(default, Severity.Error, "batch.name", $"{Text.Quoted.Of(sent.Name)} would be the facts of a proposal, which nobody sends: they come with its acceptance.", "Send them under another name, or under none.")]);
        if (sent.Name == Ending.Batch) return new Result<Written<Receipt>>.Refused([new(default, Severity.Error, "batch.name", $"{Text.Quoted.Of(sent.Name)} is what the record calls the notice that ends an agreement.", "Send them under another name, or under none.")]);
        // Reading what was sent needs no turn in the queue.
        var batch = FactBatch.Read(sent.ReadInto, new Dictionary<(string, string), Digest>(), store.Now);
        Access? access = sent.From is { } sending ? new Access.Party(sending.Party) : null;
        var known = new Dictionary<(string Source, string Id), (Digest Content, long Seq)>();
        if (batch.Accepted + batch.RefusedLines.Count >= Many)
        {
            await using (var reading = access is null ? await store.LookAsync(cancellation) : await store.LookAsync(access, cancellation))
            {
                if (sent.From is { } sender && Foreign(await FactSources.PartiesAsync(reading, space, cancellation), sender.Party, batch) is { Count: > 0 } foreign) sent = sent with { From = sender with { Sender = sender.Sender with { Foreign = foreign } } };
                known = await reading.KnownAsync(space, batch.Ids, cancellation);
            }
            if (known.Count > 0 || sent.From?.Sender.Foreign.Count > 0) batch = FactBatch.Read(sent.ReadInto, Contents(known), store.Now);
        }
        return await store.WriteAsync(space, by, writing => TakeAsync(writing, space, sent, batch, cancellation, known), new(sent.Name, batch.Ids), cancellation, access) is var taken && taken is Result<Written<Receipt>>.Ok { Value: var written }
            ? new Result<Written<Receipt>>.Ok(written with { Value = await WithNewsAsync(store, space, written.Value, sent.From, access, cancellation) }) : taken;
    }

    /// <summary>How facts are read of which none can be kept, whatever the space has; <c>null</c>: one may be kept.</summary>
    public static Receipt? Useless(Store store, SentFacts sent) => FactBatch.Read(sent.ReadInto, new Dictionary<(string, string), Digest>(), store.Now) is var batch && (batch.IsUseless || batch.IsUnreadable) ? new(0, default, batch) : null;

    /// <summary>What is told beside what became of facts that are kept: whatever goes wrong there, they are kept, and whoever sent them hears it. After that, for some minutes nobody looks again. Of other agreements than the one that it sends to, only who may read hears.</summary>
    static async Task<Receipt> WithNewsAsync(Store store, string space, Receipt receipt, SendingParty? from, Access? access, CancellationToken cancellation)
    {
        var (isLate, isNamed) = (receipt.IsRead && MayBeLate(receipt) && !(receipt.IsOfFeed && from is { MayRead: false }), (receipt.Batch ?? receipt.Before) is { Named.Count: > 0, Accepted: > 0 });
        if (!isLate && !isNamed) return receipt;
        if (store.NotLookedAt.TryGetValue(space, out var until) && until > store.Now) return receipt with { IsMoreLate = isLate };
        var told = receipt;
        try
        {
            if (isLate) told = await WithLateAsync(store, space, receipt, from, access, cancellation);
            return isNamed ? await WithNamesAsync(store, space, told, from, access, cancellation) : told;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            if (store.NotLookedAt.Count > MostKnown) store.NotLookedAt.Clear();
            store.NotLookedAt[space] = store.Now + HoldsOfFeed;
            return (ReferenceEquals(told, receipt) ? receipt with { IsMoreLate = isLate } : told) with { Trouble = e };
        }
    }

    /// <summary>Most facts are of now, and then nobody looks.</summary>
    static bool MayBeLate(Receipt receipt) => (receipt.Batch is { Accepted: > 0 } ? receipt.Batch : receipt.Batch is null ? receipt.Before : null) is { } batch && batch.Past.Count + batch.Corrections.Count > 0;

    /// <summary>Names that nobody knows are told to whoever sent them. What the agreements know is kept as long as it holds, of a feed for some minutes.</summary>
    static async Task<Receipt> WithNamesAsync(Store store, string space, Receipt receipt, SendingParty? from, Access? access, CancellationToken cancellation)
    {
        var key = $"{space}\n{from?.Party}\n{from?.Only}";
        // Of those who find that it holds no longer, one looks anew; the others go on with what was known.
        if (!store.KnownNames.TryGetValue(key, out var known) || known.Revised != receipt.Revised || (known.Until <= store.Now && store.KnownNames.TryUpdate(key, known with { Until = store.Now + HoldsOfFeed }, known)))
        {
            await using var reading = access is null ? await store.LookAsync(cancellation) : await store.LookAsync(access, cancellation);
            known = (receipt.Revised, receipt.IsOfFeed ? store.Now + HoldsOfFeed : NodaTime.Instant.MaxValue, await NamesAsync(reading, space, receipt.IsOfFeed, from, cancellation));
            if (store.KnownNames.Count > MostKnown) store.KnownNames.Clear();
            store.KnownNames[key] = known;
        }
        if (known.Names is null) return receipt;
        var unknown = known.Names.Unknown((receipt.Batch ?? receipt.Before)!.Named).Select(u => u with { IsOfFeed = receipt.IsOfFeed });
        // What would be meant stands in an agreement that such a key may not read.
        return receipt with { Unknown = receipt.Unknown.Concat(from is { MayRead: false } ? unknown.Select(u => u with { Meant = null }) : unknown).Take(MostUnknown).ToValueList() };
    }

    /// <summary>So many names that nobody knows are told, and so many agreements' names are kept.</summary>
    const int MostUnknown = 20, MostKnown = 1000;

    static readonly NodaTime.Duration HoldsOfFeed = NodaTime.Duration.FromMinutes(5);

    /// <summary>Names that the agreement has, or those that read the feed; <c>null</c>: none is in force, or nobody can say of all that read it.</summary>
    static async Task<KnownNames?> NamesAsync(Reading reading, string space, bool isFeed, SendingParty? from, CancellationToken cancellation)
    {
        var all = new List<Surety.Agreements.Versions>();
        if (!isFeed)
        {
            if (await RecordedSpace.NowAsync(reading, space, cancellation) is Result<RecordedSpace>.Ok { Value.Versions: { } versions }) all.Add(versions);
        }
        else if (await MayReadAsync(reading, space, from, cancellation) is { } agreements)
        {
            foreach (var agreement in agreements)
            {
                RecordedSpace there;
                try
                {
                    if (await RecordedSpace.NowAsync(reading, agreement, cancellation) is not Result<RecordedSpace>.Ok { Value: var now }) return null;
                    there = now;
                    // A version that waits for a signature may bring names with it.
                    var waiting = there.Space.Versions.Where(v => !there.Space.IsInForce(v)).SelectMany(v => v.What.Beside.Select(b => b.Hash).Prepend(v.What.File)).ToList();
                    if (waiting.Count > 0 && (await reading.DocumentsAsync(agreement, waiting, cancellation)).Values.Any(t => Encoding.UTF8.GetString(t.Span).Contains(SpaceName.Bare(space), StringComparison.Ordinal))) return null;
                }
                catch (RecordDamaged)
                {
                    return null;
                }
                if (there.Versions is { } versions && versions.All.SelectMany(v => v.Scope.Feeds).Any(f => SpaceName.OfFeed(agreement, f) == space)) all.Add(versions);
            }
        }
        return all.Count == 0 ? null : KnownNames.Of(all);
    }

    /// <summary>Agreements that may read a feed: those that its party opened; <c>null</c>: they are many, or the sender may not see all of them.</summary>
    static async Task<List<string>?> MayReadAsync(Reading reading, string feed, SendingParty? from, CancellationToken cancellation)
    {
        if (from?.Only is not null) return null;
        var owner = SpaceName.OwnerOf(feed) is { } party ? party + "." : "";
        var all = await OfOwnerAsync("");
        if (all.Count > LateFacts.Most || from is null) return all.Count > LateFacts.Most ? null : all;
        return (await OfOwnerAsync(" and exists (select 1 from seat s where s.space = t.space and (s.provider = @party or s.customer = @party) and not s.reads)")).Count == all.Count ? all : null;

        Task<List<string>> OfOwnerAsync(string seated) => reading.Command($"select t.space from space t where t.kind = 'agreement' and substr(t.space, 1, cast(@length as integer)) = @owner{seated} order by t.space limit @most", ("owner", owner), ("length", (long)owner.Length), ("party", from?.Party ?? ""), ("most", LateFacts.Most + 1L)).RowsAsync(r => r.Text(0), cancellation);
    }

    /// <summary>What came too late is told to whoever sent it, also where it is sent again.</summary>
    static async Task<Receipt> WithLateAsync(Store store, string space, Receipt receipt, SendingParty? from, Access? access, CancellationToken cancellation)
    {
        await using var reading = access is null ? await store.LookAsync(cancellation) : await store.LookAsync(access, cancellation);
        var (late, isMore) = await LateFacts.OfBatchAsync(reading, space, receipt.Seq, from?.Party, receipt.IsOfFeed ? from?.Only : space, cancellation);
        return receipt with { Late = late, IsMoreLate = isMore };
    }

    /// <summary>Of so many rows it is looked before their turn what of them is known and whose their sources are: whoever waits behind them does not wait while they are read again. What was so then is so for ever.</summary>
    const int Many = 500;

    static Dictionary<(string, string), Digest> Contents(Dictionary<(string Source, string Id), (Digest Content, long Seq)> known) => known.ToDictionary(k => k.Key, k => k.Value.Content);

    /// <summary>The same within a transaction that writes more than these facts.</summary>
    /// <param name="writing">The transaction.</param><param name="space">Where.</param><param name="sent">The facts.</param><param name="batch">How they were read.</param><param name="cancellation">Ends it.</param>
    /// <param name="before">The ids that were known when it was read; <c>null</c>: it was read as if none were.</param>
    internal static async Task<Result<Receipt>> TakeAsync(Writing writing, string space, SentFacts sent, FactBatch batch, CancellationToken cancellation, Dictionary<(string Source, string Id), (Digest Content, long Seq)>? before = null)
    {
        var known = before ?? [];
        if (writing.Space is null) return new Result<Receipt>.Refused([NoSpace(space)]);
        // A feed has no sides: what a side says is said to the agreement.
        if (sent.From is { Sender.Side: not null } && writing.Space.Kind == SpaceKind.Feed) return new Result<Receipt>.Refused([NoSpace(space)]);
        if (sent.From is { } sending)
        {
            var foreign = Foreign(await writing.PartiesOfSourcesAsync(cancellation), sending.Party, batch);
            // Whoever keeps the agreement alone leaves time out by itself.
            var isAlone = writing.Space.KeptBy is { } keeper && Words.Of(keeper) == sending.Sender.Side && batch.Problems.Any(p => p.Code == FactSender.Exclusion);
            if (foreign.Count > sending.Sender.Foreign.Count || isAlone)
            {
                sent = sent with { From = sending with { Sender = sending.Sender with { Foreign = foreign, BothTakePart = sending.Sender.BothTakePart && !isAlone } } };
                batch = FactBatch.Read(sent.ReadInto, Contents(known), writing.Now);
            }
        }
        if (await writing.Reading.BatchAsync(space, sent.Name, cancellation) is var (taken, same) && !Sabotage.ForgetsIds)
        {
            if (same != sent.Content) return new Result<Receipt>.Refused([Other(sent.Name, taken)]);
            var entry = await EntryAsync(writing, space, taken, cancellation);
            return new Result<Receipt>.Ok(new(taken, MerkleTree.Leaf(entry), null) { Before = batch, Then = Entry.Read(entry)?.What as Recorded.Received, Revised = writing.Space.Revised, IsOfFeed = writing.Space.Kind == SpaceKind.Feed, IsRead = IsRead(writing.Space) });
        }
        if (batch.Ids.Count > 0 && !Sabotage.ForgetsIds && await writing.Reading.KnownAsync(space, batch.Ids, cancellation) is { Count: > 0 } since)
        {
            known = new(known.Concat(since));
            batch = FactBatch.Read(sent.ReadInto, Contents(known), writing.Now);
        }
        var there = known.Count > 0 ? known.Values.Max(k => k.Seq) : 0;
        // What is later than all that is there contradicts nothing; of what is not, the facts of the same things and times are looked at.
        // Whatever a fact says, a correction may wait for it.
        if (batch.Spoken.Count + batch.Corrections.Count + batch.Ids.Count > 0)
        {
            var kept = await writing.KeptAsync(cancellation);
            var corrects = batch.Corrections.Select(c => (c.Source, c.Supersedes!)).ToList();
            var awaited = kept.Corrections.Count == 0 ? [] : batch.Ids.Select(i => (i.Source, i.Id)).Where(kept.Corrections.ContainsKey).ToList();
            if (kept.Met(batch.Spoken) is var met && kept.Corrected(corrects) is var twice && met.Count + corrects.Count + awaited.Count > 0)
                batch = FactBatch.Read(sent.ReadInto, Contents(known), writing.Now, await writing.Reading.KeptAsync(space, kept, met, corrects, awaited, twice, cancellation));
        }
        if (sent.From is not null) FactSources.Stage(writing, sent.From.Party, writing.By, batch.Sources);
        // Nothing new: the entry that has the last of them stands.
        if (batch.Accepted == 0) return new Result<Receipt>.Ok(new(there, there == 0 ? default : MerkleTree.Leaf(await EntryAsync(writing, space, there, cancellation)), batch));
        var columns = batch.Columns.ToArray();
        switch (writing.Append(new Recorded.Received(sent.Name, batch.Accepted, batch.Duplicates, batch.RefusedLines.Count, Digest.Of(columns))))
        {
            case Result<Entry>.Refused refused: return new Result<Receipt>.Refused(refused.Problems);
            case Result<Entry>.Ok { Value: var entry }:
                var onConflict = Sabotage.ForgetsIds ? " on conflict do nothing" : "";
                writing.StageRow($"insert into batch (space, batch, seq, sent) values (@space, @batch, @seq, @sent){onConflict}", ("batch", sent.Name), ("seq", entry.Seq), ("sent", sent.Content.ToBytes()));
                foreach (var (source, id, content) in batch.Ids)
                    writing.StageRow($"insert into fact_id (space, source, id, seq, content) values (@space, @source, @id, @seq, @content){onConflict}", ("source", source), ("id", id), ("seq", entry.Seq), ("content", content.ToBytes()));
                writing.StageRow("insert into tail (space, seq, bytes) values (@space, @seq, @bytes)", ("seq", entry.Seq), ("bytes", columns));
                await LateFacts.StageAsync(writing, space, entry.Seq, batch, cancellation);
                writing.Took(sent, entry.Seq, batch);
                if (sent.From is not null) await writing.TookAsync(sent.From.Party, batch.Sources, cancellation);
                return new Result<Receipt>.Ok(new(entry.Seq, MerkleTree.Leaf(entry.ToBytes()), batch) { Unknown = batch.Awaited.Take(MostUnknown).Select(a => new UnknownName(a.Kind, a.Name, null)).ToValueList(), Revised = writing.Space.Revised, IsOfFeed = writing.Space.Kind == SpaceKind.Feed, IsRead = IsRead(writing.Space) });
        }
        throw new InvalidOperationException("A result is one of two.");
    }

    /// <summary>Sources of a batch that another party has.</summary>
    static ValueList<string> Foreign(IReadOnlyDictionary<string, string> parties, string party, FactBatch batch) => batch.Sources.Select(s => s.Source).Where(s => parties.GetValueOrDefault(s, party) != party).ToValueList();

    static bool IsRead(Space space) => space.Kind == SpaceKind.Feed || space.Statements.Count > 0;

    static async Task<byte[]> EntryAsync(Writing writing, string space, long seq, CancellationToken cancellation) => (await writing.Reading.EntriesAsync(space, seq, seq, cancellation))[0].Bytes;

    /// <summary>Spaces whose batches have become many.</summary>
    public static Task<List<string>> ManyAsync(Reading reading, CancellationToken cancellation) =>
        reading.Command("select space from tail group by space having count(*) >= @most or sum(length(bytes)) >= @bytes order by space", ("most", (long)MostBatches), ("bytes", (long)MostBytes)).RowsAsync(r => r.Text(0), cancellation);

    /// <summary>Puts batches together where there are many: what is read often is then read at once. No more of them at once than their bytes allow, so that it takes little memory, and writers wait for none of the work.</summary>
    /// <param name="store">Where.</param><param name="space">Its name.</param><param name="cancellation">Ends it between two chunks.</param><param name="mostBatches">From so many batches on.</param><param name="mostBytes">From so many bytes on; and so many, and the batch with which there are more, are one chunk, of 1,024 batches at most.</param>
    /// <returns>How many there were; 0: few, and they stay.</returns>
    public static async Task<Result<Written<int>>> CompactAsync(Store store, string space, CancellationToken cancellation, int mostBatches = MostBatches, int mostBytes = MostBytes)
    {
        for (var all = 0; ;)
        {
            var made = await ChunkAsync(store, space, mostBatches, mostBytes, cancellation);
            var written = await store.WriteAsync<int>(space, null, async writing =>
            {
                if (made is not { } chunk) return new Result<int>.Ok(0);
                // Somebody may have put them together since we looked.
                if (writing.Space is null || (await writing.Reading.Command("select count(*) from tail where space = @space and seq between @from and @to", ("space", space), ("from", chunk.From), ("to", chunk.To)).RowsAsync(r => r.Whole(0), cancellation))[0] != chunk.Count) return new Result<int>.Ok(0);
                if (writing.Append(new Recorded.Compacted(chunk.From, chunk.To, Digest.Of(chunk.Columns))) is Result<Entry>.Refused refused) return new Result<int>.Refused(refused.Problems);
                writing.Stage("insert into chunk (space, from_seq, to_seq, columns, batches) values (@space, @from, @to, @columns, @batches)", ("from", chunk.From), ("to", chunk.To), ("columns", chunk.Columns), ("batches", chunk.Batches));
                writing.Stage("delete from tail where space = @space and seq between @from and @to", ("from", chunk.From), ("to", chunk.To));
                return new Result<int>.Ok(chunk.Count);
            }, cancellation);
            if (written is not Result<Written<int>>.Ok { Value: { Value: > 0 and var count } ok }) return written is Result<Written<int>>.Ok { Value: var none } ? new Result<Written<int>>.Ok(none with { Value = all }) : written;
            all += count;
            if (made!.IsLast) return new Result<Written<int>>.Ok(ok with { Value = all });
        }
    }

    /// <summary>Batches that were put together.</summary>
    /// <param name="From">The first entry.</param><param name="To">The last one.</param><param name="Count">How many there are.</param><param name="Columns">All facts of them.</param><param name="Batches">Each by itself.</param><param name="IsLast">Whether those behind them are few.</param>
    sealed record Chunk(long From, long To, int Count, byte[] Columns, byte[] Batches, bool IsLast);

    static async Task<Chunk?> ChunkAsync(Store store, string space, int mostBatches, int mostBytes, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var sizes = await reading.TailSizesAsync(space, cancellation);
        if (IsFew(sizes)) return null;
        var (count, bytes) = (0, 0L);
        while (count < sizes.Count && count < MostOfChunk && (count < 2 || bytes < mostBytes)) bytes += sizes[count++].Bytes;
        var batches = await reading.TakenAsync(space, sizes[count - 1].Seq, cancellation);
        var builder = new FactBuilder(keepsRows: true);
        foreach (var (seq, columns) in batches) FactColumns.Read(builder, $"{space}:{seq}", columns);
        using var chunk = new MemoryStream((int)Math.Min(bytes, Array.MaxLength));
        FactColumns.Write(builder, chunk);
        return new(batches[0].Seq, batches[^1].Seq, batches.Count, chunk.ToArray(), PackedBatches.Write(batches), IsFew(sizes[count..]));

        bool IsFew(List<(long Seq, long Bytes)> some) => some.Count < 2 || (some.Count < mostBatches && some.Sum(s => s.Bytes) < mostBytes);
    }

    static Problem Other(string batch, long seq) => new(default, Severity.Error, "batch.other", $"The batch {Surety.Text.Quoted.Of(batch)} is there already, entry {seq}, with other facts or from another source: these were not taken.", "Send them under another name, or under none.");

    internal static Problem NoSpace(string space) => new(new(space, 0, 0), Severity.Error, "space.none", $"There is no space '{space}' in this store.", "'surety apply AGREEMENT' opens one for the agreement; 'surety ingest --feed NAME' opens one for shared measurements.");
}
