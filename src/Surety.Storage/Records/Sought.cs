using Surety.Facts;

namespace Surety.Storage.Records;

/// <summary>Facts that are on their way into a space, and whose names are looked up.</summary>
/// <param name="Batch">What they are called together.</param><param name="Ids">What each of them is called.</param>
sealed record SoughtFacts(string Batch, IReadOnlyCollection<FactId> Ids);

/// <summary>What the writes of one commit want to know of a server, asked at once before the first of them: where their spaces end, and which of their facts are there. What they write themselves is added as they write it.</summary>
sealed class Sought
{
    readonly Dictionary<(Access, string), (long, byte[], long)> ends = [];
    readonly Dictionary<(string Space, string Batch), (long, byte[])?> batches = [];
    readonly Dictionary<(string Space, string Source, string Id), (byte[], long)?> facts = [];

    /// <summary>Asks, and holds the rows of the spaces until the end of the transaction.</summary>
    /// <param name="reading">Within the transaction.</param><param name="writes">In the order of their spaces.</param><param name="actAsync">Does what follows on somebody's behalf.</param><param name="forUpdate">Behind a selection whose rows are held.</param>
    public static async Task<Sought> OfAsync(Reading reading, IEnumerable<Store.ToSpace> writes, Func<Access, Task> actAsync, string forUpdate)
    {
        var sought = new Sought();
        // A file is asked as one goes along.
        if (!reading.IsFar) return sought;
        var groups = writes.GroupBy(w => (w.Access, w.Space), w => w.Facts).ToList();
        var (batches, facts) = (new Dictionary<(string, string), (long, byte[])?>(), new Dictionary<(string, string, string), (byte[], long)?>());
        foreach (var group in groups)
        {
            var (access, space) = group.Key;
            await actAsync(access);
            await reading.StageAsync($"select size, head, checkpoint from space where space = @space{forUpdate}", [("space", space)], r => sought.ends[(access, space)] = (r.Whole(0), r.Bytes(1), r.Whole(2)));
            if (group.OfType<SoughtFacts>().Select(f => f.Batch).Distinct().ToArray() is { Length: > 0 } names)
                await reading.StageAsync("select batch, seq, sent from batch where space = @space and batch = any(@names)", [("space", space), ("names", names)], r => batches[(space, r.Text(0))] = (r.Whole(1), r.Bytes(2)));
            if (group.OfType<SoughtFacts>().SelectMany(f => f.Ids).Select(i => (i.Source, i.Id)).Distinct().ToList() is { Count: > 0 } ids)
                await reading.StageAsync("select f.source, f.id, f.content, f.seq from unnest(@sources, @ids) as s (source, id) join fact_id f on f.space = @space and f.source = s.source and f.id = s.id",
                    [("space", space), ("sources", ids.Select(i => i.Source).ToArray()), ("ids", ids.Select(i => i.Id).ToArray())], r => facts[(space, r.Text(0), r.Text(1))] = (r.Bytes(2), r.Whole(3)));
        }
        await reading.SendAsync();
        // Of a space that one may not see it is not known what is not there.
        foreach (var (space, own) in groups.Where(g => sought.ends.ContainsKey(g.Key)).SelectMany(g => g.OfType<SoughtFacts>().Select(f => (g.Key.Space, f))))
        {
            sought.batches[(space, own.Batch)] = batches.GetValueOrDefault((space, own.Batch));
            foreach (var id in own.Ids) sought.facts[(space, id.Source, id.Id)] = facts.GetValueOrDefault((space, id.Source, id.Id));
        }
        return sought;
    }

    /// <summary>Where a space ended before this commit; <c>null</c>: nobody asked, or there is none that one may see.</summary>
    public (long Size, byte[] Head, long Checkpoint)? End(Access access, string space) => ends.TryGetValue((access, space), out var end) ? end : null;

    /// <summary>Looks for a batch.</summary>
    /// <returns>Whether it is known if it is there.</returns>
    public bool Batch(string space, string batch, out (long Seq, byte[] Content)? there) => batches.TryGetValue((space, batch), out there);

    /// <summary>Those of some facts that are there; <c>null</c>: of one of them that is not known.</summary>
    public List<((string Source, string Id) Name, (byte[] Content, long Seq) There)>? Facts(string space, IReadOnlyCollection<FactId> ids)
    {
        var found = new List<((string, string), (byte[], long))>();
        foreach (var id in ids)
            if (!facts.TryGetValue((space, id.Source, id.Id), out var there)) return null;
            else if (there is { } taken) found.Add(((id.Source, id.Id), taken));
        return found;
    }

    /// <summary>Facts are there from now on.</summary>
    public void Took(string space, SentFacts sent, long seq, FactBatch batch)
    {
        batches[(space, sent.Name)] = (seq, sent.Content.ToBytes());
        foreach (var (source, id, content) in batch.Ids) facts[(space, source, id)] = (content.ToBytes(), seq);
    }
}
