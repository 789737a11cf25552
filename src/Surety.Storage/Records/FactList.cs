using NodaTime;
using Surety.Facts;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>A fact as it was sent, and the batch with which it came.</summary>
/// <param name="Batch">When, from whom, with what else.</param><param name="Row">The fact.</param>
public sealed record KeptFact(TakenBatch Batch, FactRow Row);

/// <summary>Some of the facts that a space has.</summary>
/// <param name="Facts">The newest batch first, and the facts of one in the order in which they were sent.</param>
/// <param name="Next">Behind which place the others are; <c>null</c>: these are all.</param>
/// <param name="LookedTo">Of the last batch that was looked at, when it came; <c>null</c>: there is none.</param>
public sealed record FactListPart(ValueList<KeptFact> Facts, FactPlace? Next, Instant? LookedTo);

/// <summary>A place in the list of all facts of a space.</summary>
/// <param name="Seq">The entry that took them.</param><param name="Place">Among its facts; <see cref="long.MaxValue"/>: behind all of them.</param>
public readonly record struct FactPlace(long Seq, long Place);

/// <summary>Lists facts one by one, as they were sent. However many there are, a look takes some of them, and says where it goes on.</summary>
public static class FactList
{
    /// <summary>So many batches are looked at at once, so many facts of them together, and so many batches and bytes by one look.</summary>
    const int Some = 100, MostTogether = 20_000, MostBatches = 2_000, MostBytes = 8 << 20;

    /// <summary>So many sources are asked for an id of which nobody says whose it is.</summary>
    const int MostSources = 1_000;

    /// <summary>Lists some facts of a space.</summary>
    /// <param name="reading">Where.</param><param name="space">Its name.</param><param name="wanted">Which.</param><param name="batch">Only of this batch; <c>null</c>: of any.</param><param name="after">Only those behind this place; <c>null</c>: from the newest on.</param><param name="most">So many.</param><param name="cancellation">Ends it.</param>
    /// <exception cref="RecordDamaged">They are not those that the journal took.</exception>
    public static async Task<FactListPart> ListAsync(Reading reading, string space, WantedFacts wanted, string? batch, FactPlace? after, int most, CancellationToken cancellation)
    {
        var only = batch is not null ? await reading.BatchAsync(space, batch, cancellation) is var (its, _) ? [its] : []
            : wanted.Id is { } id ? await OfIdAsync(reading, space, wanted.Source, id, cancellation) : null;
        var (found, looked, bytes) = (new List<KeptFact>(), 0, 0L);
        var (before, last) = (after is { } place ? place.Place == long.MaxValue ? place.Seq : place.Seq + 1 : long.MaxValue, (TakenBatch?)null);
        Chunk? chunk = null;
        while (true)
        {
            var batches = only is null ? await FactSources.BatchesAsync(reading, space, before, Some, cancellation) : await TheseAsync(only.Where(s => s < before).OrderDescending().Take(Some));
            if (batches.Count == 0) return new(found.ToValueList(), null, last?.Known);
            for (var i = 0; i < batches.Count;)
            {
                // Small batches are fetched together, so that a server is not asked for each.
                var (end, facts) = (i, 0L);
                while (end < batches.Count && (end == i || facts + batches[end].What.Accepted <= MostTogether)) facts += batches[end++].What.Accepted;
                var tail = only is null ? (await reading.TailAsync(space, batches[i].Seq, cancellation, batches[end - 1].Seq)).ToDictionary(t => t.Seq, t => t.Bytes) : [];
                for (; i < end; i++)
                {
                    var taken = last = batches[i];
                    var columns = tail.GetValueOrDefault(taken.Seq) ?? await ColumnsAsync(taken.Seq);
                    if (Digest.Of(columns) != taken.What.Evidence || FactRows.Of(columns, wanted, after?.Seq == taken.Seq ? after.Value.Place : -1, most - found.Count + 1) is not { } rows) throw new RecordDamaged(space, taken.Seq, "its facts are not those that it took");
                    found.AddRange(rows.Select(r => new KeptFact(taken, r)));
                    // One more than is wanted says that there are others.
                    if (found.Count > most) return new(found.Take(most).ToValueList(), new(found[most - 1].Batch.Seq, found[most - 1].Row.Place), taken.Known);
                    bytes += columns.Length;
                    if (++looked >= MostBatches || bytes >= MostBytes) return new(found.ToValueList(), new(taken.Seq, long.MaxValue), taken.Known);
                }
                before = batches[i - 1].Seq;
            }
        }

        async Task<ValueList<TakenBatch>> TheseAsync(IEnumerable<long> seqs)
        {
            var these = new List<TakenBatch>();
            foreach (var seq in seqs) these.AddRange((await FactSources.BatchesAsync(reading, space, seq + 1, 1, cancellation)).Where(b => b.Seq == seq));
            return these.ToValueList();
        }

        // What was put together is unpacked for the one batch that is looked at.
        async Task<byte[]> ColumnsAsync(long seq)
        {
            if (await reading.TailAsync(space, seq, cancellation, seq) is [var (_, own)]) return own;
            if (chunk is not { } kept || seq < kept.From || seq > kept.To) chunk = await ChunkAsync(reading, space, seq, cancellation) ?? throw new RecordDamaged(space, seq, "its facts are missing");
            foreach (var (of, packed) in PackedBatches.Parts(chunk.Batches))
                if (of == seq) return PackedBatches.Read(packed).First().Bytes ?? throw new RecordDamaged(space, seq, "its facts cannot be unpacked");
            throw new RecordDamaged(space, seq, "its facts are missing");
        }
    }

    sealed record Chunk(long From, long To, byte[] Batches);

    static async Task<Chunk?> ChunkAsync(Reading reading, string space, long seq, CancellationToken cancellation) =>
        (await reading.Command("select from_seq, to_seq, batches from chunk where space = @space and from_seq <= @seq and to_seq >= @seq order by from_seq desc limit 1", ("space", space), ("seq", seq)).RowsAsync(r => new Chunk(r.Whole(0), r.Whole(1), r.Bytes(2)), cancellation)).FirstOrDefault();

    /// <summary>The entries that took facts of an id.</summary>
    static async Task<List<long>> OfIdAsync(Reading reading, string space, string? source, string id, CancellationToken cancellation)
    {
        var (found, name) = (new List<long>(), source ?? "");
        for (var asked = 0; asked < MostSources; asked++)
        {
            // Each source is found behind the one before, so that not every fact of it is looked at.
            if (source is null)
            {
                if ((await reading.Command("select source from fact_id where space = @space and source > @after order by source limit 1", ("space", space), ("after", name)).RowsAsync(r => r.Text(0), cancellation)) is not [var next]) break;
                name = next;
            }
            found.AddRange(await reading.Command("select seq from fact_id where space = @space and source = @source and id = @id", ("space", space), ("source", name), ("id", id)).RowsAsync(r => r.Whole(0), cancellation));
            if (source is not null) break;
        }
        return found;
    }
}
