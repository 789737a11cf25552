using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>What one writer does to one space, within a transaction: entries, and rows beside them. Nothing of it is there before the commit.</summary>
public sealed class Writing
{
    readonly string name;
    readonly string? by;
    readonly Instant now;
    readonly MachineKey key;
    readonly Reading reading;
    readonly Access access;
    readonly Denials.OfWrite denials;
    readonly List<(string Sql, (string, object?)[] Values, Count? Count, bool IsRow)> staged = [];
    readonly List<AuditLine> audit = [];
    readonly List<(SentFacts Sent, long Seq, FactBatch Batch)> taken = [];
    /// <summary>The last entry of others.</summary>
    readonly long began;
    SpaceHead head;
    bool isNamed;

    internal Writing(SpaceHead head, string name, string? by, Instant now, MachineKey key, Reading reading, Access access, Denials.OfWrite denials) =>
        (this.head, began, this.name, this.by, this.now, this.key, this.reading, this.access, this.denials) = (head, head.Size, name, by, now, key, reading, access, denials);

    /// <summary>What is there; <c>null</c>: nothing yet.</summary>
    public Space? Space => head.Space;

    /// <summary>The last entry, those of this writer among them.</summary>
    public long Seq => head.Size;

    /// <summary>When this is written down.</summary>
    public Instant Now => now;

    /// <summary>Who writes; <c>null</c>: somebody at the machine itself.</summary>
    internal string? By => by;

    /// <summary>Looks into the space, within the transaction.</summary>
    internal Reading Reading => reading;

    /// <summary>Which party has which source of facts here. Looked up once, and then known as long as nobody else writes here.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> PartiesOfSourcesAsync(CancellationToken cancellation)
    {
        head = head with { Sources = head.Sources ?? await FactSources.PartiesAsync(reading, name, cancellation) };
        return head.Sources!;
    }

    /// <summary>Takes note of whose the sources of facts are whose entry was written.</summary>
    internal async Task TookAsync(string party, IEnumerable<Surety.Facts.SourceCount> sources, CancellationToken cancellation)
    {
        await PartiesOfSourcesAsync(cancellation);
        foreach (var source in sources.Where(s => s.Accepted > 0)) head.Sources!.TryAdd(source.Source, party);
    }

    /// <summary>The time of which the space has facts, those of this writer among them. Looked up once; of what others write meanwhile, only that is looked at.</summary>
    /// <exception cref="RecordDamaged">Its facts are not those that the journal took.</exception>
    internal async Task<KeptTime> KeptAsync(CancellationToken cancellation)
    {
        head = head with { Kept = head.Kept ?? new() };
        if (head.Kept.UpTo < began) await reading.LearnAsync(head.Kept, name, began, cancellation);
        return head.Kept;
    }

    /// <summary>Takes note of facts whose entry was written: their time, and their names.</summary>
    internal void Took(SentFacts sent, long seq, FactBatch batch)
    {
        // What is refused after all was never there.
        taken.Add((sent, seq, batch));
    }

    /// <summary>Writes an entry.</summary>
    /// <returns>Refused: it may not be written now.</returns>
    public Result<Entry> Append(Recorded what)
    {
        if (NameMachine() is { Count: > 0 } problems) return new Result<Entry>.Refused(problems);
        if (head.Space is null && what is Recorded.Opened opened) Stage("insert into space (space, kind, size, head, known, peaks, checkpoint) values (@space, @kind, 0, @none, 0, @none, 0)", ("kind", Kinds.Of(opened.Kind)), ("none", Array.Empty<byte>()));
        var seq = head.Size + 1;
        // Never earlier than the entry before, whatever the clock of the machine does.
        var known = Instant.FromUnixTimeTicks(Math.Max(head.Known.ToUnixTimeTicks() + 1, now.ToUnixTimeTicks()));
        if (Space.Apply(head.Space, seq, known, what, by) is not Result<Space>.Ok { Value: var space }) return new Result<Entry>.Refused(((Result<Space>.Refused)Space.Apply(head.Space, seq, known, what, by)).Problems);
        var entry = new Entry(seq, known, head.Hash, by, what);
        var bytes = entry.ToBytes();
        var leaf = MerkleTree.Leaf(bytes);
        StageRow("insert into entry (space, seq, kind, known, bytes) values (@space, @seq, @kind, @known, @bytes)", ("seq", seq), ("kind", Kinds.Of(what)), ("known", known.ToUnixTimeTicks()), ("bytes", bytes));
        if (what is Recorded.Erased erased) Stage("delete from erasable where space = @space and seq = @seq", ("seq", erased.Seq));
        head = head with { Space = space, Tree = head.Tree.Append(leaf), Hash = leaf, Known = known, Erases = head.Erases || what is Recorded.Erased, WantsCheckpoint = head.WantsCheckpoint || what is Recorded.Published or Recorded.Signed or Recorded.Exported };
        return what is Recorded.Opened && NameMachine() is { Count: > 0 } no ? new Result<Entry>.Refused(no) : new Result<Entry>.Ok(entry);
    }

    /// <summary>Every journal says whose signatures its checkpoints have: before a machine writes anything else, it names its key.</summary>
    ValueList<Problem> NameMachine()
    {
        if (isNamed || head.Space is not { } space || space.IsOfMachine(key.PublicKey)) return [];
        isNamed = true;
        return Append(new Recorded.KeyAdded(null, key.PublicKey, null, [])) is Result<Entry>.Refused refused ? refused.Problems : [];
    }

    /// <summary>Whether somebody changed the agreement since the caller looked.</summary>
    /// <param name="expected">What <see cref="Reading.RevisedAsync"/> said then; <c>null</c>: the caller does not mind.</param><param name="cancellation">Ends it.</param>
    /// <returns>Nothing: it is as it was.</returns>
    public async Task<ValueList<Problem>> ChangedAsync(long? expected, CancellationToken cancellation) =>
        expected is { } seen && head.Space is { } space && await reading.RevisedAsync(space, cancellation) is var revised && revised != seen
            ? [new(default, Severity.Error, "space.changed", $"The agreement was changed meanwhile, in entry {revised}.", "Look at it as it is now, and decide again.")] : [];

    /// <summary>Keeps a text.</summary>
    /// <returns>Its hash.</returns>
    public Digest Keep(ReadOnlyMemory<byte> text)
    {
        var hash = Digest.Of(text.Span);
        Stage("insert into document (space, hash, bytes) values (@space, @hash, @bytes) on conflict do nothing", ("hash", hash.ToBytes()), ("bytes", Packed.Write(text.Span)));
        return hash;
    }

    /// <summary>Keeps a text that may be erased, beside the next entry.</summary>
    /// <returns>What the entry says of it.</returns>
    public Digest KeepErasable(string text)
    {
        // The text lies beside the next entry, which is not the key. Refused, the entry is refused again.
        if (NameMachine().Count > 0) isNamed = false;
        var salt = RandomNumberGenerator.GetBytes(16);
        Stage("insert into erasable (space, seq, salt, text) values (@space, @seq, @salt, @text)", ("seq", head.Size + 1), ("salt", salt), ("text", text));
        return Commitment.Of(salt, text);
    }

    /// <summary>A row beside the journal; <c>@space</c> is this one.</summary>
    internal void Stage(string sql, params (string, object?)[] values) => staged.Add((sql, [("space", name), .. values], null, false));

    /// <summary>A row of a table that is only added to, and in which nothing hangs upon its order beside rows of other tables.</summary>
    internal void StageRow(string sql, params (string, object?)[] values) => staged.Add((sql, [("space", name), .. values], null, true));

    /// <summary>A row beside the journal that counts: of those that are written together, it is written once.</summary>
    internal void Stage(string sql, Count count, params (string, object?)[] values) => staged.Add((sql, [("space", name), .. values], count with { Key = $"{name}\n{count.Key}" }, false));

    /// <summary>Notes what was done at this space, or was not allowed; refused, only what was not done is kept.</summary>
    /// <param name="party">In whose audit; empty: nobody's.</param><param name="by">Name of the caller.</param><param name="action">What it is, as <c>agreement.sign</c>.</param>
    /// <param name="about">To what, without personal data.</param><param name="outcome">What became of it.</param>
    public void Audit(string party, string by, string action, string about, Outcome outcome) => audit.Add(new(party, now, by, action, name, about, outcome));

    /// <summary>Notes what was done at this space in the audit of the party on whose behalf it is; the machine itself has none.</summary>
    /// <param name="action">What it is, as <c>proposal.accept</c>.</param><param name="about">To what, without personal data.</param>
    internal void Audit(string action, string about)
    {
        if (access is Access.Party party) Audit(party.Handle, by ?? "", action, about, Outcome.Done);
    }

    /// <summary>Runs what was staged.</summary>
    internal async Task<SpaceHead> FinishAsync()
    {
        foreach (var (sql, values, count, isRow) in staged) await (isRow ? reading.StageRowAsync(sql, values) : reading.StageAsync(sql, values, count));
        // Where nobody has asked for what others wrote before this, that and this are learnt together.
        var kept = head.Kept is { } known && known.UpTo >= began ? known : null;
        foreach (var (sent, seq, batch) in taken)
        {
            kept?.Add(seq, seq, batch.Spoken, batch.Corrections);
            reading.Sought?.Took(name, sent, seq, batch);
        }
        kept?.Reach(head.Size);
        await People.Audit.WriteAsync(reading, denials.Bounded(audit), isRefused: false);
        return head;
    }

    /// <summary>Nothing was written; what was not allowed is noted all the same.</summary>
    internal Task RefuseAsync() => People.Audit.WriteAsync(reading, denials.Bounded(audit), isRefused: true);
}
