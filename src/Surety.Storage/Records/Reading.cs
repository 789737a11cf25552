using System.Data.Common;
using System.Numerics;
using NodaTime;
using Npgsql;
using Surety.Facts;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>Looks into a record: everything that it sees is of one state, whatever is written meanwhile.</summary>
public sealed class Reading : IAsyncDisposable
{
    readonly DbConnection connection;
    readonly DbTransaction transaction;
    readonly PreparedCommands? prepared;
    readonly Staged? staged;
    readonly ReadingConnection? borrowed;
    bool isClosed;

    /// <param name="connection">Where.</param><param name="transaction">What it sees; of one state, from beginning to end.</param><param name="prepared">Commands of the connection.</param>
    internal Reading(DbConnection connection, DbTransaction transaction, PreparedCommands? prepared = null)
    {
        (this.connection, this.transaction, this.prepared) = (connection, transaction, prepared);
        // A file is near, and a server is not.
        staged = connection is NpgsqlConnection server ? new(server) : null;
    }

    /// <param name="borrowed">A connection that goes back when this is closed.</param><param name="transaction">What it sees; it ends with this.</param>
    internal Reading(ReadingConnection borrowed, DbTransaction transaction)
        : this(borrowed.Connection, transaction, borrowed.Prepared) => this.borrowed = borrowed;

    /// <summary>Names of all spaces, in order.</summary>
    public Task<List<string>> SpacesAsync(CancellationToken cancellation) => Command("select space from space order by space").RowsAsync(r => r.Text(0), cancellation);

    /// <summary>Spaces of agreements, how many entries each has, and the last planned instant that has come.</summary>
    internal Task<List<(string Space, long Size, Instant? Due)>> StandingAsync(Instant now, CancellationToken cancellation) =>
        Command("select space, size, (select max(due) from plan where plan.space = space.space and due <= @now) from space where kind = 'agreement' order by space", ("now", now.ToUnixTimeTicks())).RowsAsync(r => (r.Text(0), r.Whole(1), r.IsDBNull(2) ? (Instant?)null : Sql.At(r.Whole(2))), cancellation);

    /// <summary>Since when the journal waits that has grown longest without a checkpoint, and what is overdue longest; <c>null</c>: nothing.</summary>
    public async Task<(Instant? Unsigned, Instant? Due)> OldestAsync(Instant now, CancellationToken cancellation)
    {
        var unsigned = (await Command("select min(checkpoint) from space where known > checkpoint and checkpoint > 0").RowsAsync(r => r.IsDBNull(0) ? (Instant?)null : Sql.At(Sql.Number(r.GetValue(0))), cancellation))[0];
        var due = (await Command("select min(due) from plan where due <= @now", ("now", now.ToUnixTimeTicks())).RowsAsync(r => r.IsDBNull(0) ? (Instant?)null : Sql.At(Sql.Number(r.GetValue(0))), cancellation))[0];
        return (unsigned, due);
    }

    /// <summary>How many entries a space has; 0: there is no such space.</summary>
    internal async Task<long> SizeAsync(string space, CancellationToken cancellation) =>
        (await Command("select size from space where space = @space", ("space", space)).RowsAsync(r => r.Whole(0), cancellation)).FirstOrDefault();

    /// <summary>Where the row of a space says that it ends, and when it was signed; <c>null</c>: there is no such space.</summary>
    internal async Task<(long Size, byte[] Head, long Checkpoint)?> EndAsync(string space, string forUpdate, CancellationToken cancellation) =>
        (await Command($"select size, head, checkpoint from space where space = @space{forUpdate}", ("space", space)).RowsAsync(r => ((long, byte[], long)?)(r.Whole(0), r.Bytes(1), r.Whole(2)), cancellation)).FirstOrDefault();

    /// <summary>Where a journal ends; <c>null</c>: there is no such space.</summary>
    internal async Task<SpaceHead?> HeadAsync(string space, CancellationToken cancellation)
    {
        var rows = await Command("select size, head, known, peaks, checkpoint from space where space = @space", ("space", space))
            .RowsAsync(r => (Size: r.Whole(0), Head: r.Bytes(1), Known: r.Whole(2), Peaks: r.Bytes(3), Checkpoint: r.Whole(4)), cancellation);
        if (rows is not [var row] || row.Size == 0) return await IsEmptyAsync(space, cancellation) ? null : throw new RecordDamaged(space, 1, "the record does not know its space");
        // Nothing is signed on top of what does not hold together.
        if (row.Size < 0 || row.Peaks.Length != Digest.Length * BitOperations.PopCount((ulong)row.Size) || await EntriesAsync(space, row.Size, long.MaxValue, cancellation) is not [var last] || last.Seq != row.Size || !MerkleTree.Leaf(last.Bytes).ToBytes().AsSpan().SequenceEqual(row.Head) || Entry.Read(last.Bytes)?.Known.ToUnixTimeTicks() != row.Known)
            throw new RecordDamaged(space, row.Size, "the journal does not end with it");
        if ((await Command("select coalesce(max(size), 0) from checkpoint where space = @space", ("space", space)).RowsAsync(r => r.Whole(0), cancellation))[0] > row.Size) throw new RecordDamaged(space, row.Size, "a checkpoint was signed about entries behind it, which are not there");
        return new(
            await SpaceAsync(space, row.Size, cancellation), new(row.Size, SpaceHead.Peaks(row.Peaks)), Digest.From(row.Head), Sql.At(row.Known), Sql.At(row.Checkpoint));
    }

    async Task<bool> IsEmptyAsync(string space, CancellationToken cancellation) => (await Command("select seq from entry where space = @space limit 1", ("space", space)).RowsAsync(r => r.Whole(0), cancellation)).Count == 0;

    /// <summary>What the entries up to one come to.</summary>
    /// <exception cref="RecordDamaged">An entry cannot be read, or does not follow from those before it.</exception>
    public async Task<Space?> SpaceAsync(string space, long upTo, CancellationToken cancellation)
    {
        var entries = await Command("select seq, bytes from entry where space = @space and seq <= @upTo and kind not in ('facts', 'chunk') order by seq", ("space", space), ("upTo", upTo)).RowsAsync(r => (Seq: r.Whole(0), Bytes: r.Bytes(1)), cancellation);
        Space? state = null;
        foreach (var (seq, bytes) in entries)
        {
            if (Entry.Read(bytes) is not { } entry || entry.Seq != seq) throw new RecordDamaged(space, seq, "it cannot be read");
            state = Space.Apply(state, seq, entry.Known, entry.What, entry.By) switch
            {
                Result<Space>.Ok { Value: var next } => next,
                Result<Space>.Refused refused => throw new RecordDamaged(space, seq, refused.Problems[0].Message),
            };
        }
        return state;
    }

    /// <summary>The last entry that somebody who changes an agreement has to know of: <see cref="Space.Revised"/>, or the notice that ends it.</summary>
    public async Task<long> RevisedAsync(Space space, CancellationToken cancellation) => Math.Max(space.Revised, await BatchAsync(space.Name, Ending.Batch, cancellation) is var (ended, _) ? ended : 0);

    /// <summary>Bytes of entries, in order.</summary>
    public Task<List<(long Seq, byte[] Bytes)>> EntriesAsync(string space, long from, long to, CancellationToken cancellation) =>
        Command("select seq, bytes from entry where space = @space and seq between @from and @to order by seq", ("space", space), ("from", from), ("to", to)).RowsAsync(r => (r.Whole(0), r.Bytes(1)), cancellation);

    /// <summary>Bytes of entries before one, the newest first.</summary>
    /// <param name="space">Whose.</param><param name="before">Only those with smaller numbers.</param><param name="most">So many.</param><param name="kind">Only of this kind: <c>facts</c>, <c>chunk</c>, or <c>other</c> for what parties decided; empty: of any.</param><param name="cancellation">Ends it.</param>
    public Task<List<(long Seq, byte[] Bytes)>> EntriesBeforeAsync(string space, long before, int most, string kind, CancellationToken cancellation) =>
        // What parties decided is few among many facts, and has an index of its own.
        Command($"select seq, bytes from entry where space = @space and seq < @before{kind switch { "" => "", "other" => " and kind not in ('facts', 'chunk')", _ => " and kind = @kind" }} order by seq desc limit @most", [("space", space), ("before", before), ("most", (long)most), .. kind is "" or "other" ? Array.Empty<(string, object?)>() : [("kind", kind)]]).RowsAsync(r => (r.Whole(0), r.Bytes(1)), cancellation);

    /// <summary>Root of the tree over the entries up to one.</summary>
    internal async Task<Digest> RootAsync(string space, long upTo, CancellationToken cancellation) =>
        await HeadRowAsync(space, cancellation) is { } row && row.Size == upTo && row.Peaks.Length == Digest.Length * BitOperations.PopCount((ulong)upTo) ? new MerkleTree(upTo, SpaceHead.Peaks(row.Peaks)).Root
        : MerkleTree.Of((await EntriesAsync(space, 1, upTo, cancellation)).Select(e => MerkleTree.Leaf(e.Bytes))).Root;

    /// <summary>When a space was opened.</summary>
    internal async Task<Instant> OpenedAsync(string space, CancellationToken cancellation) =>
        Instant.FromUnixTimeTicks((await Command("select known from entry where space = @space and seq = 1", ("space", space)).RowsAsync(r => r.GetInt64(0), cancellation)).FirstOrDefault());

    /// <summary>The last entry that was known at an instant; 0: none was.</summary>
    public async Task<long> LastKnownAsync(string space, Instant at, CancellationToken cancellation) =>
        (await Command("select coalesce(max(seq), 0) from entry where space = @space and known <= @at", ("space", space), ("at", at.ToUnixTimeTicks())).RowsAsync(r => r.Whole(0), cancellation))[0];

    /// <summary>A text by its hash; <c>null</c>: it is not there.</summary>
    /// <exception cref="RecordDamaged">It is another text.</exception>
    public async Task<byte[]?> DocumentAsync(string space, Digest hash, CancellationToken cancellation)
    {
        if ((await Command("select bytes from document where space = @space and hash = @hash", ("space", space), ("hash", hash.ToBytes())).RowsAsync(r => r.Bytes(0), cancellation)) is not [var packed]) return null;
        if (Packed.Read(packed) is { } text && Digest.Of(text) == hash) return text;
        var naming = (await Command("select bytes from entry where space = @space and kind not in ('facts', 'chunk') order by seq", ("space", space)).RowsAsync(r => r.Bytes(0), cancellation)).Select(b => Entry.Read(b)).FirstOrDefault(e => e?.What is { } what && Texts(what).Contains(hash));
        throw new RecordDamaged(space, naming?.Seq ?? 1, $"the text {hash}, which it names, is another one");
    }

    /// <summary>Texts that an entry names.</summary>
    internal static IEnumerable<Digest> Texts(Recorded? what) => what switch
    {
        Recorded.Proposed proposed => [proposed.File, .. proposed.Beside.Select(b => b.Hash), proposed.Printed],
        Recorded.Published published => [published.Zones, published.Result],
        Recorded.Suggested suggested => [suggested.Text],
        _ => [],
    };

    /// <summary>A text as it lies there, whether it is the right one or not.</summary>
    internal async Task<byte[]?> DocumentAsync(string space, byte[] hash, CancellationToken cancellation) =>
        (await Command("select bytes from document where space = @space and hash = @hash", ("space", space), ("hash", hash)).RowsAsync(r => Packed.Read(r.Bytes(0)), cancellation)).FirstOrDefault();

    /// <summary>Several texts by their hashes; those that are not there are not there.</summary>
    public async Task<Dictionary<Digest, ReadOnlyMemory<byte>>> DocumentsAsync(string space, IEnumerable<Digest> hashes, CancellationToken cancellation)
    {
        var found = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        foreach (var hash in hashes.Distinct())
            if (await DocumentAsync(space, hash, cancellation) is { } bytes) found[hash] = bytes;
        return found;
    }

    /// <summary>The entry that took a batch, and the hash of what was sent; <c>null</c>: none did.</summary>
    public async Task<(long Seq, Digest Content)?> BatchAsync(string space, string batch, CancellationToken cancellation)
    {
        if (Sought?.Batch(space, batch, out var known) is not true)
            known = (await Command("select seq, sent from batch where space = @space and batch = @batch", ("space", space), ("batch", batch)).RowsAsync(r => ((long Seq, byte[] Content)?)(r.Whole(0), r.Bytes(1)), cancellation)).FirstOrDefault();
        return known is not { } row ? null : row.Content.Length == Digest.Length ? (row.Seq, Digest.From(row.Content)) : throw new RecordDamaged(space, row.Seq, $"its batch '{batch}' stands for nothing");
    }

    /// <summary>Which of some facts are there already, with what they say and the entry that took them.</summary>
    internal async Task<Dictionary<(string Source, string Id), (Digest Content, long Seq)>> KnownAsync(string space, IReadOnlyCollection<FactId> ids, CancellationToken cancellation)
    {
        var known = new Dictionary<(string, string), (Digest, long)>();
        if (Sought?.Facts(space, ids) is { } sought)
        {
            foreach (var (name, (content, seq)) in sought) known[name] = content.Length == Digest.Length ? (Digest.From(content), seq) : throw new RecordDamaged(space, seq, $"the id '{name.Id}' of it stands for nothing");
            return known;
        }
        foreach (var source in ids.GroupBy(i => i.Source))
            foreach (var some in source.Chunk(400))
            {
                var values = some.Select((id, i) => ($"i{i}", (object?)id.Id)).Prepend(("source", source.Key)).Prepend(("space", space)).ToArray();
                foreach (var (id, content, seq) in await Command(
                    // Each id is looked up by itself: a server that does not know yet how many there are would go through all of the source instead, for every list of them.
                    $"""
                    with sought(id) as (values {string.Join(", ", some.Select((_, i) => $"(@i{i})"))})
                    select id, content, seq from (select id, (select f.content from fact_id f where f.space = @space and f.source = @source and f.id = sought.id) as content, (select f.seq from fact_id f where f.space = @space and f.source = @source and f.id = sought.id) as seq from sought) found where seq is not null
                    """, values).RowsAsync(r => (r.Text(0), r.Bytes(1), r.Whole(2)), cancellation))
                    known[(source.Key, id)] = content.Length == Digest.Length ? (Digest.From(content), seq) : throw new RecordDamaged(space, seq, $"the id '{id}' of it stands for nothing");
            }
        return known;
    }

    /// <summary>Reads the facts of all entries up to one into a builder, in the order in which they arrived.</summary>
    /// <param name="builder">Gets them.</param><param name="space">Name of the space.</param><param name="upTo">The last entry that counts.</param><param name="feed">The feed that the space is; <c>null</c>: it is none.</param><param name="cancellation">Ends it.</param>
    /// <param name="isWhole">Whether plain measurements and tickets are wanted, too.</param>
    /// <exception cref="RecordDamaged">They are not those that the journal took, or some are missing.</exception>
    public Task FactsAsync(FactBuilder builder, string space, long upTo, string? feed, CancellationToken cancellation, bool isWhole = true) => ColumnsAsync(space, upTo, (from, _, columns) => FactColumns.Read(builder, $"{space}:{from}", columns, feed, isWhole), cancellation);

    /// <summary>Reads the facts of all entries up to one as files of columns, each with the first and the last entry that it is of.</summary>
    /// <exception cref="RecordDamaged">They are not those that the journal took, or some are missing.</exception>
    async Task ColumnsAsync(string space, long upTo, Action<long, long, byte[]> read, CancellationToken cancellation)
    {
        var chunks = await ChunksAsync(space, cancellation);
        var evidence = await EvidenceAsync(space, 1, upTo, chunks.Where(c => c.To <= upTo).Select(c => c.To).DefaultIfEmpty(0).Max(), cancellation);
        foreach (var (from, to) in chunks)
        {
            if (from > upTo) break;
            if (to <= upTo) read(from, to, evidence.Together(from, to, await ColumnsAsync(space, from, cancellation)));
            else
                foreach (var (seq, bytes) in Batches(space, await BatchesAsync(space, from, cancellation)))
                    if (seq <= upTo) read(seq, seq, evidence.Of(seq, bytes));
        }
        await EachRowAsync("tail", space, long.MinValue, upTo, (seq, bytes) => read(seq, seq, evidence.Of(seq, bytes)), cancellation);
        evidence.End();
    }

    /// <summary>Reads the facts of some entries, and of those beside them that were put together with them, as files of columns, each with the first and the last entry that it is of.</summary>
    /// <param name="space">Its name.</param><param name="some">The first and the last of each stretch of entries, in order.</param><param name="read">Gets them, in the order in which they arrived.</param><param name="cancellation">Ends it.</param>
    /// <exception cref="RecordDamaged">They are not those that the journal took, or some of them are missing.</exception>
    async Task ColumnsAsync(string space, IReadOnlyList<(long From, long To)> some, Action<long, long, byte[]> read, CancellationToken cancellation)
    {
        var chunks = await ChunksAsync(space, cancellation);
        foreach (var (from, to) in chunks)
            if (some.Any(s => s.From <= to && from <= s.To)) read(from, to, (await EvidenceAsync(space, from, to, cancellation)).Together(from, to, await ColumnsAsync(space, from, cancellation)));
        var together = chunks.Count == 0 ? 0 : chunks[^1].To;
        foreach (var (from, to) in some.Where(s => s.From <= together))
            foreach (var seq in await Command("select seq from entry where space = @space and kind = 'facts' and seq between @from and @to order by seq", ("space", space), ("from", from), ("to", Math.Min(to, together))).RowsAsync(r => r.Whole(0), cancellation))
                if (!chunks.Exists(c => c.From <= seq && seq <= c.To)) throw new RecordDamaged(space, seq, "its facts are missing");
        foreach (var (from, to) in some.Where(s => s.To > together).Select(s => (Math.Max(s.From, together + 1), s.To)))
        {
            var evidence = new Evidence(space, await Command("select seq, kind, bytes from entry where space = @space and kind = 'facts' and seq between @from and @to order by seq", ("space", space), ("from", from), ("to", to)).RowsAsync(r => (r.Whole(0), r.Text(1), r.Bytes(2)), cancellation));
            await EachRowAsync("tail", space, from, to, (seq, bytes) => read(seq, seq, evidence.Of(seq, bytes)), cancellation);
            evidence.End();
        }
    }

    /// <summary>Learns the time of which a space has facts that can be one only at one instant, from where that is known.</summary>
    /// <exception cref="RecordDamaged">They are not those that the journal took, or some are missing.</exception>
    internal async Task LearnAsync(KeptTime kept, string space, long upTo, CancellationToken cancellation)
    {
        // At first it is seen, too, that nothing is missing.
        await (kept.UpTo == 0 ? ColumnsAsync(space, upTo, Add, cancellation) : ColumnsAsync(space, [(kept.UpTo + 1, upTo)], Add, cancellation));
        kept.Reach(upTo);

        void Add(long from, long to, byte[] columns)
        {
            var builder = Read(space, from, columns);
            kept.Add(from, to, builder.Spoken(), builder.Correcting());
        }
    }

    /// <summary>What a space says of some things, each in some time.</summary>
    /// <param name="space">Its name.</param><param name="kept">The time of which it has facts.</param><param name="met">What, and when.</param><param name="corrects">Names of the facts that those correct which are held against it.</param><param name="ids">Names of those themselves.</param><param name="twice">Those of them that others correct already.</param><param name="cancellation">Ends it.</param>
    /// <exception cref="RecordDamaged">Facts are not those that the journal took, or some are missing.</exception>
    internal async Task<KeptFacts> KeptAsync(string space, KeptTime kept, Dictionary<Subject, Spoken> met, IEnumerable<(string Source, string Id)> corrects, IReadOnlyCollection<(string Source, string Id)> ids, IReadOnlyDictionary<(string Source, string Id), string?> twice, CancellationToken cancellation)
    {
        var waiting = await WaitingAsync(space, kept, ids, cancellation);
        foreach (var (said, _) in waiting)
            met[said.Subject] = met.TryGetValue(said.Subject, out var time) ? time.Then(new(said.From, said.Until, true)) : new(said.From, said.Until, true);
        var (facts, entries) = (new List<(Said Said, string Batch)>(), new Dictionary<string, long>(StringComparer.Ordinal));
        if (kept.Entries(met.Values) is { Count: > 0 } some) await ColumnsAsync(space, some, (from, _, columns) =>
        {
            var builder = Read(space, from, columns);
            var names = builder.Names;
            facts.AddRange(builder.Said(met).Select(s => (s, names[s.Head.At.File])));
        }, cancellation);
        foreach (var batch in facts.Concat(waiting).Select(f => f.Batch).Distinct(StringComparer.Ordinal))
            if (await BatchAsync(space, batch, cancellation) is var (seq, _)) entries[batch] = seq;
        var named = facts.Select(f => f.Said.Head).Where(h => h.Supersedes is not null).Select(h => (h.Source, h.Supersedes!)).Concat(corrects).Distinct().Select(n => new FactId(n.Item1, n.Item2, default)).ToList();
        return new(facts, kept.Corrections, twice, (await KnownAsync(space, named, cancellation)).Keys.ToHashSet(), waiting, entries);
    }

    /// <summary>Corrections that wait for some facts.</summary>
    /// <exception cref="RecordDamaged">Facts are not those that the journal took, or some are missing.</exception>
    async Task<List<(Said Said, string Batch)>> WaitingAsync(string space, KeptTime kept, IReadOnlyCollection<(string Source, string Id)> ids, CancellationToken cancellation)
    {
        var (waiting, awaited) = (new List<(Said Said, string Batch)>(), ids.ToHashSet());
        if (awaited.Count == 0) return waiting;
        await ColumnsAsync(space, awaited.Select(name => (kept.Corrections[name].From, kept.Corrections[name].To)).Distinct().Order().ToList(), (_, _, columns) =>
        {
            var builder = Read(space, 0, columns);
            var names = builder.Names;
            waiting.AddRange(builder.Correcting(awaited).Where(s => s.Head.Id is not { } own || !kept.Corrections.ContainsKey((s.Head.Source, own))).Select(s => (s, names[s.Head.At.File])));
        }, cancellation);
        return waiting;
    }

    static FactBuilder Read(string space, long from, byte[] columns)
    {
        var builder = new FactBuilder();
        FactColumns.Read(builder, $"{space}:{from}", columns);
        return builder;
    }

    /// <summary>Batches up to an entry that were not put together yet.</summary>
    /// <exception cref="RecordDamaged">They are not those that the journal took, or some are missing.</exception>
    internal async Task<List<(long Seq, byte[] Bytes)>> TakenAsync(string space, long upTo, CancellationToken cancellation)
    {
        var together = (await ChunksAsync(space, cancellation)).Select(c => c.To).DefaultIfEmpty(0).Max();
        var evidence = await EvidenceAsync(space, together + 1, upTo, together, cancellation);
        var batches = await TailAsync(space, upTo, cancellation);
        foreach (var (seq, bytes) in batches) evidence.Of(seq, bytes);
        evidence.End();
        return batches;
    }

    /// <summary>What the journal says of facts; of those up to <paramref name="together"/>, which a chunk stands for, no more than that they were taken.</summary>
    async Task<Evidence> EvidenceAsync(string space, long from, long upTo, long together, CancellationToken cancellation) => new(space,
        await Command("select seq, kind, case when kind = 'chunk' or seq > @together then bytes end from entry where space = @space and (kind = 'facts' and seq between @from and @upTo or kind = 'chunk') order by seq", ("space", space), ("from", from), ("upTo", upTo), ("together", together)).RowsAsync(r => (r.Whole(0), r.Text(1), r.Bytes(2)), cancellation));

    /// <summary>What the journal says of one chunk: whoever put it together wrote it down soon behind it.</summary>
    async Task<Evidence> EvidenceAsync(string space, long from, long to, CancellationToken cancellation)
    {
        // Mostly it is the first one there: few are asked for, or all entries behind it would be looked through.
        for (var (behind, most) = (to, 1); ; most = Math.Min(2 * most, 64))
        {
            var rows = await Command("select seq, kind, bytes from entry where space = @space and seq > @behind and kind = 'chunk' order by seq limit @most", ("space", space), ("behind", behind), ("most", (long)most)).RowsAsync(r => (Seq: r.Whole(0), r.Text(1), Bytes: r.Bytes(2)), cancellation);
            if (rows.Count < most || rows.Exists(r => Entry.Read(r.Bytes) is { What: Recorded.Compacted chunk } && chunk.From == from && chunk.To == to)) return new(space, rows);
            behind = rows[^1].Seq;
        }
    }

    internal Task<List<(long From, long To)>> ChunksAsync(string space, CancellationToken cancellation) =>
        Command("select from_seq, to_seq from chunk where space = @space order by from_seq", ("space", space)).RowsAsync(r => (r.Whole(0), r.Whole(1)), cancellation);

    internal async Task<byte[]> ColumnsAsync(string space, long from, CancellationToken cancellation) =>
        (await Command("select columns from chunk where space = @space and from_seq = @from", ("space", space), ("from", from)).RowsAsync(r => r.Bytes(0), cancellation)).FirstOrDefault([]);

    internal async Task<byte[]> BatchesAsync(string space, long from, CancellationToken cancellation) =>
        (await Command("select batches from chunk where space = @space and from_seq = @from", ("space", space), ("from", from)).RowsAsync(r => r.Bytes(0), cancellation)).FirstOrDefault([]);

    internal async Task<List<(long Seq, byte[] Bytes)>> TailAsync(string space, long upTo, CancellationToken cancellation, long from = long.MinValue)
    {
        var rows = new List<(long, byte[])>();
        await EachRowAsync("tail", space, from, upTo, (seq, bytes) => rows.Add((seq, bytes)), cancellation);
        return rows;
    }

    /// <summary>Rows of a table that has the bytes of entries or of their facts, in order.</summary>
    internal Task EachRowAsync(string table, string space, long from, long upTo, Action<long, byte[]> row, CancellationToken cancellation) =>
        Command($"select seq, bytes from {table} where space = @space and seq between @from and @upTo order by seq", ("space", space), ("from", from), ("upTo", upTo)).EachAsync(r => row(r.Whole(0), r.Bytes(1)), cancellation);

    /// <summary>Bytes of entries that take no facts and put none together, in order.</summary>
    internal Task<List<(long Seq, byte[] Bytes)>> DecisionsAsync(string space, CancellationToken cancellation) =>
        Command("select seq, bytes from entry where space = @space and kind not in ('facts', 'chunk') order by seq", ("space", space)).RowsAsync(r => (r.Whole(0), r.Bytes(1)), cancellation);

    /// <summary>A text as it lies there, packed.</summary>
    internal async Task<byte[]> PackedDocumentAsync(string space, Digest hash, CancellationToken cancellation) =>
        (await Command("select bytes from document where space = @space and hash = @hash", ("space", space), ("hash", hash.ToBytes())).RowsAsync(r => r.Bytes(0), cancellation)).FirstOrDefault([]);

    /// <summary>How long each batch is that was not put together yet.</summary>
    internal Task<List<(long Seq, long Bytes)>> TailSizesAsync(string space, CancellationToken cancellation) =>
        Command("select seq, length(bytes) from tail where space = @space order by seq", ("space", space)).RowsAsync(r => (r.Whole(0), r.Whole(1)), cancellation);

    /// <summary>The batches of a chunk, as <see cref="PackedBatches"/> has them.</summary>
    static IEnumerable<(long Seq, byte[] Bytes)> Batches(string space, byte[] packed) => PackedBatches.Read(packed).Select(b => b is { Seq: > 0, Bytes: { } bytes } ? (b.Seq, bytes) : throw new RecordDamaged(space, b.Seq, "its facts cannot be unpacked"));

    internal async Task<(string Kind, long Size, byte[] Head, long Known, byte[] Peaks, long Checkpoint)?> HeadRowAsync(string space, CancellationToken cancellation) =>
        (await Command("select kind, size, head, known, peaks, checkpoint from space where space = @space", ("space", space)).RowsAsync(r => ((string, long, byte[], long, byte[], long)?)(r.Text(0), r.Whole(1), r.Bytes(2), r.Whole(3), r.Bytes(4), r.Whole(5)), cancellation)).FirstOrDefault();

    internal Task<List<(string Period, long Revision, long Seq)>> StatementRowsAsync(string space, CancellationToken cancellation) =>
        Command("select period, revision, seq from statement where space = @space order by seq", ("space", space)).RowsAsync(r => (r.Text(0), r.Whole(1), r.Whole(2)), cancellation);

    internal Task<List<(string Batch, long Seq)>> BatchRowsAsync(string space, CancellationToken cancellation) =>
        Command("select batch, seq from batch where space = @space order by seq", ("space", space)).RowsAsync(r => (r.Text(0), r.Whole(1)), cancellation);

    /// <summary>Keys of the rows of a table, which its index alone can tell.</summary>
    internal Task<List<long>> SeqsAsync(string table, string space, CancellationToken cancellation) =>
        Command($"select seq from {table} where space = @space order by seq", ("space", space)).RowsAsync(r => r.Whole(0), cancellation);

    /// <summary>Names of all spaces of which there is any row, whether the record knows them or not.</summary>
    public Task<List<string>> TracesAsync(CancellationToken cancellation) =>
        Command(string.Join(" union ", Tables.Select(t => $"select space from {t}")) + " order by space").RowsAsync(r => r.Text(0), cancellation);

    static readonly string[] Tables = ["space", "entry", "document", "batch", "fact_id", "statement", "tail", "chunk", "erasable", "checkpoint"];

    internal Task<List<(long Seq, string Kind, long Known)>> EntryRowsAsync(string space, CancellationToken cancellation) =>
        Command("select seq, kind, known from entry where space = @space order by seq", ("space", space)).RowsAsync(r => (r.Whole(0), r.Text(1), r.Whole(2)), cancellation);

    internal Task<List<(string Source, string Id, long Seq, byte[] Content)>> FactIdsAsync(string space, CancellationToken cancellation) =>
        Command("select source, id, seq, content from fact_id where space = @space order by source, id", ("space", space)).RowsAsync(r => (r.Text(0), r.Text(1), r.Whole(2), r.Bytes(3)), cancellation);

    /// <summary>All texts, each under the name that its row has.</summary>
    internal Task<List<(byte[] Hash, byte[] Bytes)>> AllDocumentsAsync(string space, CancellationToken cancellation) =>
        Command("select hash, bytes from document where space = @space order by hash", ("space", space)).RowsAsync(r => (r.Bytes(0), Packed.Read(r.Bytes(1)) ?? []), cancellation);

    internal Task<List<byte[]>> HashesAsync(string space, CancellationToken cancellation) =>
        Command("select hash from document where space = @space order by hash", ("space", space)).RowsAsync(r => r.Bytes(0), cancellation);

    /// <summary>On what the plan of a space rests, as it was written; <c>null</c>: nobody noted it.</summary>
    internal async Task<string?> LookAsync(string space, CancellationToken cancellation) =>
        (await Command("select look from space where space = @space", ("space", space)).RowsAsync(r => r.GetValue(0) as string, cancellation)).FirstOrDefault();

    internal Task<List<(string Step, string Kind, long Due, string About)>> PlanRowsAsync(string space, CancellationToken cancellation) =>
        Command("select step, kind, due, about from plan where space = @space order by step", ("space", space)).RowsAsync(r => (r.Text(0), r.Text(1), r.Whole(2), r.Text(3)), cancellation);

    internal Task<List<(string Step, string Kind, long Due, string About, long Seq, string Look)>> OutboxRowsAsync(string space, CancellationToken cancellation) =>
        Command("select step, kind, due, about, seq, look from outbox where space = @space order by seq, step", ("space", space)).RowsAsync(r => (r.Text(0), r.Text(1), r.Whole(2), r.Text(3), r.Whole(4), r.Text(5)), cancellation);

    internal Task<List<RecordedCredit>> CreditRowsAsync(string space, CancellationToken cancellation) =>
        Command("select remedy, period_start, scope, incident, revision, period, state, amount, currency from credit where space = @space order by period, revision", ("space", space))
            .RowsAsync(r => new RecordedCredit(r.Text(0), r.Whole(1), r.Text(2), r.Text(3), r.Whole(4), r.Text(5), r.Text(6), r.Text(7), r.Text(8)), cancellation);

    /// <summary>What falls due next.</summary>
    public Task<List<(Instant Due, string About)>> PlanAsync(string space, int most, CancellationToken cancellation) =>
        Command("select due, about from plan where space = @space order by due, step limit @most", ("space", space), ("most", (long)most)).RowsAsync(r => (Sql.At(r.Whole(0)), r.Text(1)), cancellation);

    /// <summary>What falls due next, in order, behind a place in that order.</summary>
    internal Task<List<(long Due, string Step, string Kind, string About)>> PlanAsync(string space, (long Due, string Step) after, int most, CancellationToken cancellation) =>
        Command("select due, step, kind, about from plan where space = @space and (due > @due or due = @due and step > @step) order by due, step limit @most", ("space", space), ("due", after.Due), ("step", after.Step), ("most", (long)most)).RowsAsync(r => (r.Whole(0), r.Text(1), r.Text(2), r.Text(3)), cancellation);

    /// <summary>How many entries some spaces have; those that are not there are not there.</summary>
    internal async Task<Dictionary<string, long>> SizesAsync(IReadOnlyCollection<string> spaces, CancellationToken cancellation)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in spaces.Chunk(400))
            foreach (var (space, size) in await Command($"select space, size from space where space in ({string.Join(", ", some.Select((_, i) => $"@s{i}"))})", [.. some.Select((s, i) => ($"s{i}", (object?)s))]).RowsAsync(r => (r.Text(0), r.Whole(1)), cancellation))
                sizes[space] = size;
        return sizes;
    }

    /// <summary>Signed checkpoints, by size.</summary>
    public Task<List<(long Size, string Note)>> CheckpointsAsync(string space, CancellationToken cancellation) =>
        Command("select size, note from checkpoint where space = @space order by size", ("space", space)).RowsAsync(r => (r.Whole(0), r.Text(1)), cancellation);

    /// <summary>The newest signed checkpoint; <c>null</c>: none was signed yet.</summary>
    public async Task<string?> NewestCheckpointAsync(string space, CancellationToken cancellation) =>
        (await Command("select note from checkpoint where space = @space order by size desc limit 1", ("space", space)).RowsAsync(r => r.Text(0), cancellation)).FirstOrDefault();

    /// <summary>Texts that were not erased, each with its entry and its salt.</summary>
    public Task<List<(long Seq, byte[] Salt, string Text)>> ErasableAsync(string space, CancellationToken cancellation) =>
        Command("select seq, salt, text from erasable where space = @space order by seq", ("space", space)).RowsAsync(r => (r.Whole(0), r.Bytes(1), r.Text(2)), cancellation);

    /// <summary>Texts of some entries that were not erased.</summary>
    internal async Task<Dictionary<long, string>> ErasableAsync(string space, IEnumerable<long> entries, CancellationToken cancellation)
    {
        var texts = new Dictionary<long, string>();
        foreach (var some in entries.Distinct().Chunk(400))
            foreach (var (seq, text) in await Command($"select seq, text from erasable where space = @space and seq in ({string.Join(", ", some.Select((_, i) => $"@e{i}"))})", [("space", space), .. some.Select((e, i) => ($"e{i}", (object?)e))]).RowsAsync(r => (r.Whole(0), r.Text(1)), cancellation))
                texts[seq] = text;
        return texts;
    }

    internal Selection Command(string sql, params (string, object?)[] values) => new(this, sql, values);

    internal Task EachAsync(string sql, (string, object?)[] values, Action<DbDataReader> row, CancellationToken cancellation)
    {
        if (staged is null) return (prepared is null ? connection.Command(transaction, sql, values) : prepared[transaction, sql, values]).EachAsync(row, cancellation);
        staged.Add(sql, values, row);
        return staged.SendAsync(transaction, cancellation);
    }

    /// <summary>Does something, in the order in which it is told; a server hears of it with the next question, or before the commit.</summary>
    /// <param name="sql">What.</param><param name="values">Its values.</param><param name="row">Gets each row of a selection; <c>null</c>: it is none.</param>
    internal Task StageAsync(string sql, (string, object?)[] values, Action<DbDataReader>? row)
    {
        if (staged is null) return EachAsync(sql, values, row ?? (_ => { }), default);
        staged.Add(sql, values, row);
        return Task.CompletedTask;
    }

    /// <summary>Likewise, of what counts.</summary>
    internal Task StageAsync(string sql, (string, object?)[] values, Count? count)
    {
        if (staged is null || count is null) return StageAsync(sql, values, (Action<DbDataReader>?)null);
        staged.Add(sql, values, count);
        return Task.CompletedTask;
    }

    /// <summary>Likewise, of a row that is only added: a server gets all of a space and a table at once.</summary>
    internal Task StageRowAsync(string sql, (string, object?)[] values)
    {
        if (staged is null) return StageAsync(sql, values, (Action<DbDataReader>?)null);
        staged.AddRow(sql, values);
        return Task.CompletedTask;
    }

    /// <summary>What the writes of a commit ask for, asked at once; <c>null</c>: each asks by itself.</summary>
    internal Sought? Sought { get; set; }

    /// <summary>Whether each question is a way to a server and back.</summary>
    internal bool IsFar => staged is not null;

    /// <summary>What was staged is there.</summary>
    internal Task SendAsync() => staged is null ? Task.CompletedTask : staged.SendAsync(transaction, default);

    /// <summary>Ends the look, unless it belongs to a writer.</summary>
    public async ValueTask DisposeAsync()
    {
        // Closed once more, the connection may be somebody else's already.
        if (borrowed is null || isClosed) return;
        isClosed = true;
        try
        {
            await transaction.DisposeAsync();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await borrowed.Of.GiveBackAsync(borrowed);
    }
}

/// <summary>What is kept contradicts itself: somebody or something changed it behind our back.</summary>
public sealed class RecordDamaged(string space, long seq, string what) : Exception($"Entry {seq} of '{space}' was changed: {what}.")
{
    /// <summary>Name of the space.</summary>
    public string Space => space;

    /// <summary>The entry.</summary>
    public long Seq => seq;

    /// <summary>The same in words for people.</summary>
    public Problem Problem => new(default, Severity.Error, "record.damaged", Message, "'surety doctor' looks at the whole record.");
}
