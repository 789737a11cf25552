using System.Text;
using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Journal;

/// <summary>Something that is not as it was written.</summary>
/// <param name="Seq">The entry that it belongs to; 0: the whole.</param>
/// <param name="Code">A stable name.</param>
/// <param name="Message">A full sentence.</param>
public sealed record Finding(long Seq, string Code, string Message);

/// <summary>What a verification looked at, and what it found.</summary>
/// <param name="Space">Name of the space.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Facts">How many facts, in how many batches.</param>
/// <param name="Batches">Batches of facts.</param>
/// <param name="Statements">Statements that were worked out again.</param>
/// <param name="Signatures">Signatures of sides under versions.</param>
/// <param name="Checkpoints">Checkpoints whose signature and root hold.</param>
/// <param name="Erased">Texts that were erased, whose proof stands.</param>
/// <param name="Root">Of the tree over all entries.</param>
/// <param name="Keys">Keys of the machines that signed checkpoints.</param>
/// <param name="KeptBy">The side that keeps the agreement alone, and nobody signs; <c>null</c>: both do.</param>
/// <param name="Versions">Versions that were proposed, with who signed each.</param>
/// <param name="Findings">What is not as it was written, in order of entries; empty: all is.</param>
public sealed record Verification(
    string Space, long Entries, long Facts, int Batches, int Statements, int Signatures, int Checkpoints, int Erased, Digest Root, ValueList<Digest> Keys, Side? KeptBy,
    ValueList<ProposedVersion> Versions, ValueList<Finding> Findings)
{
    /// <summary>Statements as they were worked out again, by their entries; those that came to something else are not there.</summary>
    public IReadOnlyDictionary<long, Statement> Again { get; init; } = new Dictionary<long, Statement>();

    /// <summary>Checkpoints that the verifier has from before and that hold: nothing up to them was changed.</summary>
    public ValueList<Checkpoint> Held { get; init; }

    /// <summary>Verifies a pack by itself: chain, tree, signatures, evidence, and every statement, which is worked out again.</summary>
    /// <param name="pack">As it was read.</param>
    /// <param name="held">Checkpoints that the verifier has from before, from receipts and statements; may be empty.</param>
    /// <param name="pinned">Keys that the verifier knows a side by; where it names one of a side, that side has no other.</param>
    public static Verification Of(Pack pack, ValueList<string> held, ValueList<(Side Side, Digest Key)> pinned = default)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var verifier = new Verifier(pack);
        held = held.Select(Checkpoint.Mended).ToValueList();
        verifier.Chain(pack.Checkpoints.Concat(held).Select(n => Checkpoint.Unsigned(n)?.Size ?? 0));
        verifier.Pinned(pinned);
        verifier.ReadFeeds();
        verifier.Heads(held);
        verifier.Texts();
        verifier.Evidence();
        verifier.Proposals();
        verifier.Suggestions();
        verifier.Statements();
        return verifier.Report();
    }

    sealed class Verifier(Pack pack)
    {
        readonly List<Finding> findings = [];
        readonly Dictionary<long, Statement> worked = [];
        readonly List<Checkpoint> heldWell = [];
        readonly List<(Entry? Entry, Space? After)> states = [];
        // Roots are worked out where somebody signed one.
        readonly HashSet<long> signed = [];
        readonly Dictionary<long, Digest> roots = [];
        readonly Dictionary<string, Verifier> feeds = new(StringComparer.Ordinal);
        MerkleTree tree = MerkleTree.Empty;
        long facts;
        int batches, statements, checkpoints;

        Space? Space => states.Count == 0 ? null : states[^1].After;

        // Numbers beside the journal are other people's, and may be any.
        Recorded? At(long seq) => seq >= 1 && seq <= states.Count ? states[(int)seq - 1].Entry?.What : null;

        void Find(long seq, string code, string message) => findings.Add(new(seq, code, message));

        /// <summary>Each entry is what an entry is written as, follows the one before, and may follow it.</summary>
        /// <param name="sizes">Numbers of entries whose root somebody signed, or cites.</param>
        public void Chain(IEnumerable<long> sizes)
        {
            signed.UnionWith(sizes);
            var previous = default(Digest);
            Entry? before = null;
            for (var i = 0; i < pack.Entries.Count; i++)
            {
                var (seq, bytes) = (i + 1L, pack.Entries[i]);
                var entry = Entry.Read(bytes.Span);
                var state = Space;
                if (entry is null) Find(seq, "entry.form", $"Entry {seq} is not what an entry is written as: it was changed.");
                else
                {
                    if (entry.Seq != seq) Find(seq, "entry.order", $"Where entry {seq} has to stand, entry {entry.Seq} stands: entries were taken out, put in or moved.");
                    if (entry.Previous != previous) Find(Math.Max(1, seq - 1), "entry.chain", $"Entry {seq} does not follow from entry {seq - 1}: one of the two was changed.");
                    if (before is not null && entry.Known <= before.Known) Find(seq, "entry.time", $"Entry {seq} says that it was known before the entry before it.");
                    switch (Journal.Space.Apply(state, seq, entry.Known, entry.What, entry.By))
                    {
                        case Result<Space>.Ok { Value: var after }: state = after; break;
                        case Result<Space>.Refused refused: Find(seq, "entry.rule", $"Entry {seq} could not have been written: {refused.Problems[0].Message}"); break;
                    }
                }
                states.Add((entry, state));
                (previous, before) = (MerkleTree.Leaf(bytes.Span), entry ?? before);
                tree = tree.Append(previous);
                if (signed.Contains(seq)) roots[seq] = tree.Root;
            }
            if (pack.Entries.Count == 0) Find(0, "journal.empty", "The pack has no entries.");
            else if (Space?.Name != pack.Space) Find(0, "pack.space", $"The pack says that it is '{pack.Space}', and its journal is that of '{Space?.Name}'.");
        }

        /// <summary>A side signs with the keys that the verifier knows it by, and no other.</summary>
        public void Pinned(ValueList<(Side Side, Digest Key)> pinned)
        {
            foreach (var key in Space?.Keys ?? [])
                if (key.Side is { } side && pinned.Any(p => p.Side == side) && !pinned.Contains((side, key.Id)))
                    Find(key.Seq, "key.other", $"Entry {key.Seq} gives the {Words.Of(side)} the key {key.Id}, and you know it by {string.Join(", ", pinned.Where(p => p.Side == side).Select(p => p.Key))}.");
        }

        /// <summary>Shared measurements that statements rest on: what they cite, signed with this journal, says what they were.</summary>
        public void ReadFeeds()
        {
            var cited = states.Select(s => s.Entry?.What).OfType<Recorded.Published>().SelectMany(p => p.Feeds).Distinct().ToLookup(f => f.Feed, f => f.UpTo, StringComparer.Ordinal);
            foreach (var (name, feed) in pack.Feeds)
            {
                if (!cited.Contains(name)) Find(0, "feed.added", $"The feed '{name}' is one that no statement rests on.");
                var verifier = feeds[name] = new(feed);
                verifier.Chain(cited[name]);
                verifier.Evidence();
                foreach (var finding in verifier.findings) Find(0, finding.Code, $"Feed '{name}': {finding.Message}");
            }
        }

        /// <summary>Every signed checkpoint is about the beginning of this journal, and the newest about all of it.</summary>
        public void Heads(ValueList<string> held)
        {
            var newest = 0L;
            foreach (var note in pack.Checkpoints)
            {
                if (Holds(note, "pack") is not { } checkpoint) continue;
                (checkpoints, newest) = (checkpoints + 1, Math.Max(newest, checkpoint.Size));
            }
            if (newest < pack.Entries.Count) Find(newest + 1, "checkpoint.missing", newest == 0 ? "No checkpoint in the pack holds: nobody signed what is in it." : $"The newest checkpoint that holds is about {newest} entries, and the pack has {pack.Entries.Count}: nobody signed the rest.");
            foreach (var note in held)
                if (Checkpoint.Unsigned(note) is not { } mine) Find(0, "held.form", "What is held against the pack cannot be read as a checkpoint: it is none, or lines of it were changed.");
                else if (mine.Space != pack.Space) Find(0, "held.space", $"The checkpoint that is held against the pack is about '{mine.Space}'.");
                else if (mine.Size > pack.Entries.Count) Find(pack.Entries.Count, "held.truncated", $"A checkpoint signed at {mine.Known} is about {mine.Size} entries, and the pack has {pack.Entries.Count}: the end of the journal was cut off, or an old state was put back.");
                else if (Holds(note, "held") is { } holds) heldWell.Add(holds);
        }

        Checkpoint? Holds(string note, string where)
        {
            if (Checkpoint.Unsigned(note) is not { } claimed)
            {
                Find(0, $"{where}.checkpoint", "A checkpoint cannot be read: it was changed.");
                return null;
            }
            if (claimed.Size < 1 || claimed.Size > pack.Entries.Count)
            {
                Find(pack.Entries.Count, $"{where}.checkpoint", $"A checkpoint is about {claimed.Size} entries, and {pack.Entries.Count} are here: the end of the journal was cut off, or an old state was put back.");
                return null;
            }
            var at = states[(int)claimed.Size - 1].After;
            var key = (at?.Keys ?? []).Where(k => k.Side is null && k.Revoked is null).Select(k => k.PublicKey).FirstOrDefault(k => Checkpoint.Read(note, k.Span) is not null);
            if (key.Count == 0 && where == "held" && roots[claimed.Size] == claimed.Root)
            {
                Find(0, "held.unreadable", $"The checkpoint that you hold about {claimed.Size} entries has the root that these entries have, and its signature cannot be read: the note was changed on its way to you. Nothing speaks against the pack; hold another one against it.");
                return null;
            }
            if (key.Count == 0)
            {
                Find(claimed.Size, $"{where}.signature", where == "held" ? $"Two heads of {claimed.Size} entries: the checkpoint that you hold has the root {claimed.Root} and is signed by another key than this journal names; here the root is {roots[claimed.Size]}." : $"The checkpoint about {claimed.Size} entries is not signed by the key of the machine that keeps this journal.");
                return null;
            }
            if (roots[claimed.Size] == claimed.Root && claimed.Space == pack.Space) return claimed;
            Find(FirstFault() ?? claimed.Size, $"{where}.fork", $"Two heads of {claimed.Size} entries: one is signed, with the root {claimed.Root}, and the entries here have {roots[claimed.Size]}. What was signed is not what is here.");
            return null;
        }

        long? FirstFault() => findings.Where(f => f.Seq > 0).Select(f => (long?)f.Seq).Min();

        /// <summary>Every text that an entry names is there and is the one it was.</summary>
        public void Texts()
        {
            var named = new Dictionary<Digest, long>();
            foreach (var (entry, _) in states)
                foreach (var hash in TextsOf(entry?.What)) named.TryAdd(hash, entry!.Seq);
            foreach (var (hash, text) in pack.Documents)
                if (Digest.Of(text.Span) is var actual && actual != hash) Find(named.GetValueOrDefault(hash), "text.changed", $"The text {hash} was changed: its hash is {actual}.");
                else if (!named.ContainsKey(hash)) Find(0, "text.added", $"The text {hash} is one that no entry names.");
            foreach (var (entry, _) in states)
                foreach (var hash in TextsOf(entry?.What).Where(h => !pack.Documents.ContainsKey(h))) Find(entry!.Seq, "text.missing", $"The text {hash}, which entry {entry.Seq} names, is missing.");
            foreach (var seq in WithText.Where(s => !pack.Texts.ContainsKey(s) && Space?.Erasure(s) is null)) Find(seq, "text.gone", $"The text beside entry {seq} is missing, and no entry says that it was erased.");
            foreach (var (seq, (salt, text)) in pack.Texts)
                if (ReasonOf(At(seq)) is not { } reason || Commitment.Of(salt.Span, text) != reason) Find(Math.Max(0, seq), "text.commitment", $"The text beside entry {seq} is not the one that it was written with.");
                else if (Space?.Erasure(seq) is not null) Find(seq, "text.erased", $"The text beside entry {seq} was erased, and is there again.");
        }

        /// <summary>Entries whose text has to be there, or has to have been erased.</summary>
        IEnumerable<long> WithText => states.Where(s => ReasonOf(s.Entry?.What) is not null).Select(s => s.Entry!.Seq);

        static Digest? ReasonOf(Recorded? what) => what switch { Recorded.Published published => published.Reason, Recorded.Suggested suggested => suggested.Reason, Recorded.Answered answered => answered.Reason, _ => null };

        static IEnumerable<Digest> TextsOf(Recorded? what) => what switch
        {
            Recorded.Proposed proposed => [proposed.File, .. proposed.Beside.Select(b => b.Hash), proposed.Printed],
            Recorded.Published published => [published.Zones, published.Result],
            Recorded.Suggested suggested => [suggested.Text],
            _ => [],
        };

        /// <summary>Kept facts are those that were taken; what was put together for reading is the same facts.</summary>
        public void Evidence()
        {
            var (names, ids, together) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<(string, string)>(), 0L);
            foreach (var (entry, _) in states)
                switch (entry?.What)
                {
                    case Recorded.Received received:
                        (batches, facts) = (batches + 1, facts + received.Accepted);
                        if (!pack.Batches.TryGetValue(entry.Seq, out var bytes)) Find(entry.Seq, "facts.missing", $"The facts of entry {entry.Seq}, batch '{received.Batch}', are missing or cannot be unpacked.");
                        else if (Digest.Of(bytes.Span) != received.Evidence) Find(entry.Seq, "facts.changed", $"The facts of entry {entry.Seq}, batch '{received.Batch}', were changed.");
                        else Listed(entry.Seq, received, bytes, ids);
                        if (!names.Add(received.Batch)) Find(entry.Seq, "batch.twice", $"Entry {entry.Seq} takes the batch '{received.Batch}', which an entry before it has taken.");
                        break;
                    case Recorded.Compacted compacted:
                        if (!Together(compacted)) Find(entry.Seq, "chunk.changed", $"What entry {entry.Seq} put together for reading is not what entries {compacted.From} to {compacted.To} took.");
                        if (compacted.From <= together) Find(entry.Seq, "chunk.overlap", $"Entry {entry.Seq} puts entries {compacted.From} to {compacted.To} together, and those up to {together} were put together before: facts would count twice.");
                        together = Math.Max(together, compacted.To);
                        break;
                }
            foreach (var seq in pack.Batches.Keys.Where(s => At(s) is not Recorded.Received)) Find(Math.Max(0, seq), "facts.added", $"There are facts of entry {seq}, which took none.");
        }

        /// <summary>An entry took as many facts as it says, and none that an entry before it had taken.</summary>
        void Listed(long seq, Recorded.Received received, ReadOnlyMemory<byte> bytes, HashSet<(string Source, string Id)> ids)
        {
            if (FactColumns.Listed(bytes) is not { } kept)
            {
                Find(seq, "facts.count", $"The facts of entry {seq}, batch '{received.Batch}', are no file of columns, and it says that it took {received.Accepted}.");
                return;
            }
            if (kept.Facts != received.Accepted) Find(seq, "facts.count", $"Entry {seq} says that it took {received.Accepted} facts of the batch '{received.Batch}', and there are {kept.Facts}.");
            foreach (var name in kept.Names.Where(n => !ids.Add(n))) Find(seq, "facts.id-twice", $"The fact '{name.Id}' of the source '{name.Source}' is in entry {seq} again: it counts twice.");
        }

        bool Together(Recorded.Compacted compacted)
        {
            var builder = new FactBuilder(keepsRows: true);
            Read(builder, compacted.From, compacted.To);
            using var chunk = new MemoryStream();
            FactColumns.Write(builder, chunk);
            return Digest.Of(chunk.ToArray()) == compacted.Chunk;
        }

        void Read(FactBuilder builder, long from, long to, string? feed = null)
        {
            for (var seq = Math.Max(1, from); seq <= Math.Min(to, states.Count); seq++)
                if (pack.Batches.TryGetValue(seq, out var bytes)) FactColumns.Read(builder, $"{pack.Space}:{seq}", bytes, feed);
        }

        /// <summary>What an entry says of a version is what its file says. The printed text is held by its hash alone: other programs may print other sentences.</summary>
        public void Proposals()
        {
            foreach (var (entry, _) in states)
                if (entry?.What is Recorded.Proposed proposed && Differs(proposed) is { } how) Find(entry.Seq, "version.differs", $"Entry {entry.Seq} proposes version {proposed.Version}, and its file {how}.");
        }

        string? Differs(Recorded.Proposed proposed)
        {
            // What is missing or was changed has been found.
            if (Document(proposed.File) is not { } text) return null;
            var layers = proposed.Beside.Select(b => Document(b.Hash) is { } own ? Layer.Parse(b.File, own) : null).OfType<Layer>().ToValueList();
            if (AgreementFile.Parse(RecordedAgreement.FileName(pack.Space, proposed.Version), text, layers).Agreement is not { } agreement) return "is no agreement that this program reads";
            if (agreement.Id != SpaceName.Bare(pack.Space)) return $"is that of the agreement '{agreement.Id}'";
            if (agreement.Version != proposed.Version) return $"is that of version {agreement.Version}";
            if (agreement.Effective != proposed.Effective) return $"says {Display.Iso(agreement.Effective)} for its first day, not {Display.Iso(proposed.Effective)}";
            return agreement.Language == proposed.Language ? null : $"binds in the language '{agreement.Language}', not '{proposed.Language}'";
        }

        /// <summary>What was accepted is what was proposed, and what stands by the text alone is what the text lets stand.</summary>
        public void Suggestions()
        {
            foreach (var suggestion in Space?.Suggestions ?? [])
            {
                // What is missing or was changed has been found.
                if (Document(suggestion.What.Text) is not { } document) continue;
                if (SuggestedText.Kept(suggestion, document) is not { } text) Find(suggestion.Seq, "proposal.form", $"What entry {suggestion.Seq} proposes cannot be read.");
                else if (suggestion.Answer is { What: { Consent: { } consent } } answer && Wrong(suggestion, text, answer, consent) is { } wrong) Find(answer.Seq, "proposal.differs", $"Entry {answer.Seq} accepts {suggestion.What.Proposal}, and {wrong}.");
            }
            // Whoever takes a batch under the name of a proposal makes believe that it was one.
            foreach (var (entry, _) in states)
                if (entry?.What is Recorded.Received received && received.Batch.StartsWith(Suggestion.Prefix, StringComparison.Ordinal) && Space?.Suggestion(received.Batch)?.Answer is not { What.Answer: ProposalAnswer.Accepted }) Find(entry.Seq, "proposal.facts", $"Entry {entry.Seq} takes facts under the name of the proposal {received.Batch}, which nobody accepted.");
        }

        string? Wrong(Suggestion suggestion, SuggestedText text, SuggestionAnswer answer, Consent consent)
        {
            if (consent == Consent.Text && states[(int)suggestion.Seq - 1].After is { } space && RecordedAgreement.Read(space, Document, DateTimeZoneProviders.Tzdb) is Result<Versions>.Ok { Value: var versions } && (text.IsLate(suggestion.Known) || text.Needs(versions, suggestion.What.Side, space.KeptBy, asBefore: true).Count > 0)) return "its agreement does not let it stand by itself";
            if (text.Period is not null) return null;
            var facts = text.Accepted(suggestion, consent);
            var taken = FactBatch.Read(builder => SuggestedText.Read(builder, suggestion.What.Proposal, facts), new Dictionary<(string, string), Digest>());
            return At(answer.Seq + 1) is Recorded.Received received && received.Batch == suggestion.What.Proposal && received.Evidence == Digest.Of(taken.Columns.Span) ? null : "the facts behind it are not what was proposed";
        }

        ReadOnlyMemory<byte>? Document(Digest hash) => pack.Documents.TryGetValue(hash, out var text) && Digest.Of(text.Span) == hash ? text : null;

        /// <summary>Every statement is what its facts and its texts come to.</summary>
        public void Statements()
        {
            foreach (var (entry, _) in states)
                if (entry?.What is Recorded.Published published && Wrong(entry.Seq, published) is var wrong)
                {
                    statements++;
                    if (wrong is not null) Find(entry.Seq, "statement.differs", $"The statement of {published.Period}, revision {published.Revision}, {wrong}.");
                }
        }

        string? Wrong(long seq, Recorded.Published published)
        {
            if (published.Rules != Publication.Rules) return $"was worked out by the rules {published.Rules}, and this program has {Publication.Rules}: use the program that has them";
            if (!pack.Documents.TryGetValue(published.Zones, out var zones) || new Zones(zones).Provider() is not { } provider) return "cannot be worked out again: its time zone data cannot be read";
            if (published.UpTo < 1 || published.UpTo > states.Count || states[(int)published.UpTo - 1].After is not { } space) return "rests on entries that are not there";
            if (RecordedAgreement.Read(space, hash => pack.Documents.TryGetValue(hash, out var text) ? text : null, provider) is not Result<Versions>.Ok { Value: var versions }) return "cannot be worked out again: its agreement cannot be read";
            if (Publication.Period(published.Period, versions.Newest.Zone) is not Result<Window>.Ok { Value: var period }) return "is about no period";
            // Strangers write any instant; calendars answer for two hundred years.
            if (!IsReached(published.AsOf) || !IsReached(period.Time.Start) || !IsReached(period.Time.End)) return "is about a time that no calendar reaches";
            var builder = new FactBuilder();
            Read(builder, 1, published.UpTo);
            foreach (var (feed, upTo, root) in published.Feeds)
            {
                if (!feeds.TryGetValue(feed, out var shared) || !shared.roots.TryGetValue(upTo, out var actual)) return $"rests on {upTo} entries of the feed '{feed}', which are not all there";
                if (actual != root) return $"rests on other measurements of the feed '{feed}' than are here: their root is {actual}, and it cites {root}";
                shared.Read(builder, 1, upTo, SpaceName.FeedAsRead(pack.Space, feed));
            }
            var again = Publication.Of(versions, builder.Build(published.AsOf), period, published.AsOf, space.FirstPublished(published.Period));
            if (Digest.Of(again.Bytes.Span) != published.Result) return "is not what its facts and its texts come to";
            worked[seq] = again.Statement;
            return null;
        }

        static bool IsReached(Instant at) => at >= BusinessCalendar.Earliest && at < BusinessCalendar.Latest;

        public Verification Report()
        {
            var erased = WithText.Count(s => !pack.Texts.ContainsKey(s));
            return new(
                pack.Space, pack.Entries.Count, facts, batches, statements, Space?.Versions.Sum(v => v.Signatures.Count) ?? 0, checkpoints, erased, tree.Root,
                Space?.Keys.Where(k => k.Side is null).Select(k => k.Id).ToValueList() ?? [], Space?.KeptBy, Space?.Versions ?? [],
                findings.DistinctBy(f => (f.Seq, f.Message)).OrderBy(f => f.Seq).ToValueList())
            {
                Again = worked,
                Held = heldWell.DistinctBy(c => c.Size).OrderBy(c => c.Size).ToValueList(),
            };
        }
    }
}
