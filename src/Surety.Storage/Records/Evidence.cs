using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>What a journal says of the facts beside it, in order: nothing is worked out from others, and none is left out.</summary>
sealed class Evidence
{
    readonly string space;
    readonly List<(long Seq, byte[] Entry)> taken = [];
    readonly Dictionary<(long From, long To), (long Seq, Digest Chunk)> chunks = [];
    int next;
    long together;

    /// <param name="space">Name of the space.</param><param name="entries">Those that took facts, and those that put them together, in order.</param>
    public Evidence(string space, IEnumerable<(long Seq, string Kind, byte[] Entry)> entries)
    {
        this.space = space;
        foreach (var (seq, kind, bytes) in entries)
            if (kind == Kinds.Facts) taken.Add((seq, bytes));
            else if (Read<Recorded.Compacted>(seq, bytes) is var chunk) chunks[(chunk.From, chunk.To)] = (seq, chunk.Chunk);
    }

    /// <summary>The facts of an entry, which are those that it took.</summary>
    /// <exception cref="RecordDamaged">They are not.</exception>
    public byte[] Of(long seq, byte[] facts)
    {
        Reach(seq);
        if (next == taken.Count || taken[next].Seq != seq) throw new RecordDamaged(space, seq, "there are facts of it that it did not take");
        if (Read<Recorded.Received>(seq, taken[next++].Entry).Evidence != Digest.Of(facts)) throw new RecordDamaged(space, seq, "its facts are not those that it took");
        return facts;
    }

    /// <summary>The facts of several entries, which are those that were put together.</summary>
    /// <exception cref="RecordDamaged">They are not.</exception>
    public byte[] Together(long from, long to, byte[] facts)
    {
        Reach(from);
        if (!chunks.TryGetValue((from, to), out var chunk)) throw new RecordDamaged(space, from, $"no entry put it together with those up to entry {to}");
        if (chunk.Chunk != Digest.Of(facts)) throw new RecordDamaged(space, chunk.Seq, "what it put together is not what is there");
        if (from <= together) throw new RecordDamaged(space, chunk.Seq, $"it puts entries together that another one has put together, up to {together}");
        together = to;
        while (next < taken.Count && taken[next].Seq <= to) next++;
        return facts;
    }

    /// <summary>No more facts come.</summary>
    /// <exception cref="RecordDamaged">Some are missing.</exception>
    public void End() => Reach(long.MaxValue);

    void Reach(long seq)
    {
        if (next < taken.Count && taken[next].Seq < seq) throw new RecordDamaged(space, taken[next].Seq, "its facts are missing");
    }

    T Read<T>(long seq, byte[] bytes)
        where T : Recorded => Entry.Read(bytes) is { What: T what } entry && entry.Seq == seq ? what : throw new RecordDamaged(space, seq, "it cannot be read");
}
