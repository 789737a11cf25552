using NodaTime;
using Surety.Facts;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>A source under which a party of a server sends facts to a space; it is that party's from the first on.</summary>
/// <param name="Name">Its name.</param><param name="Party">Handle of the party.</param><param name="By">Who sent last: name of the caller.</param><param name="First">When the first facts came.</param><param name="Last">When the last ones came, whatever became of them.</param>
/// <param name="Accepted">Facts that were kept, ever.</param><param name="Duplicates">Facts that were there already.</param><param name="Refused">Rows that could not be used.</param>
public sealed record FactSource(string Name, string Party, string By, Instant First, Instant Last, long Accepted, long Duplicates, long Refused)
{
    /// <summary>Of fewer facts nobody knows how often they come; and whoever sends once a day is not silent in between.</summary>
    const long Few = 20;

    static readonly Duration Daily = Duration.FromHours(26);

    /// <summary>How many of its facts were kept a day, from the first to the last; <c>null</c>: that was no day yet.</summary>
    public Rational? PerDay => Last - First >= Duration.FromDays(1) ? (Rational)Accepted * NodaConstants.TicksPerDay / (Last - First).BclCompatibleTicks : null;

    /// <summary>Whether it has been silent for longer than it usually is: more than a day, and twenty times as long as it takes for a fact on average.</summary>
    public bool IsSilent(Instant now) => Accepted >= Few && now - Last > Duration.Max(Daily, (Last - First) / Accepted * Few);
}

/// <summary>Facts that were taken together.</summary>
/// <param name="Seq">The entry of the journal that has them.</param><param name="Leaf">Hash of that entry.</param><param name="Known">When it was written.</param><param name="By">Who sent them; <c>null</c>: somebody at the machine.</param><param name="What">Their name and counts.</param>
public sealed record TakenBatch(long Seq, Digest Leaf, Instant Known, string? By, Recorded.Received What);

/// <summary>What came into a space, and from whom.</summary>
public static class FactSources
{
    /// <summary>Sources of a space, by name.</summary>
    /// <param name="reading">Where.</param><param name="space">Its name.</param><param name="after">Behind this one; <c>null</c>: from the first on.</param><param name="most">So many.</param><param name="cancellation">Ends it.</param>
    public static async Task<ValueList<FactSource>> AllAsync(Reading reading, string space, string? after, int most, CancellationToken cancellation) =>
        (await reading.Command("select source, party, by, first, last, accepted, duplicates, refused from fact_source where space = @space and source > @after order by source limit @most", ("space", space), ("after", after ?? ""), ("most", (long)most))
            .RowsAsync(r => new FactSource(r.Text(0), r.Text(1), r.Text(2), Sql.At(r.Whole(3)), Sql.At(r.Whole(4)), r.Whole(5), r.Whole(6), r.Whole(7)), cancellation)).ToValueList();

    /// <summary>Batches of a space, the newest first.</summary>
    /// <param name="reading">Where.</param><param name="space">Its name.</param><param name="before">Before this entry.</param><param name="most">So many.</param><param name="cancellation">Ends it.</param>
    /// <exception cref="RecordDamaged">An entry cannot be read.</exception>
    public static async Task<ValueList<TakenBatch>> BatchesAsync(Reading reading, string space, long before, int most, CancellationToken cancellation) =>
        (await reading.Command("select seq, bytes from entry where space = @space and seq < @before and kind = 'facts' order by seq desc limit @most", ("space", space), ("before", before), ("most", (long)most))
            .RowsAsync(r => (Seq: r.Whole(0), Bytes: r.Bytes(1)), cancellation))
            .Select(row => Entry.Read(row.Bytes) is { What: Recorded.Received what } entry && entry.Seq == row.Seq ? new TakenBatch(row.Seq, MerkleTree.Leaf(row.Bytes), entry.Known, entry.By, what) : throw new RecordDamaged(space, row.Seq, "it cannot be read")).ToValueList();

    /// <summary>Which party has which source of a space.</summary>
    internal static async Task<Dictionary<string, string>> PartiesAsync(Reading reading, string space, CancellationToken cancellation) =>
        (await reading.Command("select source, party from fact_source where space = @space", ("space", space)).RowsAsync(r => (Source: r.Text(0), Party: r.Text(1)), cancellation)).ToDictionary(r => r.Source, r => r.Party, StringComparer.Ordinal);

    /// <summary>Counts what came from a party. Facts that are kept make a source its own.</summary>
    internal static void Stage(Writing writing, string party, string? by, IEnumerable<SourceCount> counts)
    {
        foreach (var (source, accepted, duplicates, refused) in counts)
        {
            var now = writing.Now.ToUnixTimeTicks();
            var count = new Count($"{party}\n{source}", ["accepted", "duplicates", "refused"], ["first"]);
            if (accepted > 0)
                writing.Stage(
                    """
                    insert into fact_source (space, source, party, by, first, last, accepted, duplicates, refused) values (@space, @source, @party, @by, @first, @now, @accepted, @duplicates, @refused)
                    on conflict (space, source) do update set by = excluded.by, last = excluded.last, accepted = fact_source.accepted + excluded.accepted, duplicates = fact_source.duplicates + excluded.duplicates, refused = fact_source.refused + excluded.refused
                    """,
                    count,
                    ("source", source), ("party", party), ("by", by ?? ""), ("first", now), ("now", now), ("accepted", (long)accepted), ("duplicates", (long)duplicates), ("refused", (long)refused));
            else
                writing.Stage(
                    "update fact_source set by = @by, last = @now, accepted = accepted + @accepted, duplicates = duplicates + @duplicates, refused = refused + @refused where space = @space and source = @source and party = @party",
                    count,
                    ("source", source), ("party", party), ("by", by ?? ""), ("now", now), ("accepted", (long)accepted), ("duplicates", (long)duplicates), ("refused", (long)refused));
        }
    }
}
