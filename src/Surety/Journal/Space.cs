using NodaTime;

namespace Surety.Journal;

/// <summary>
/// What the entries of a journal come to: the agreement with its versions and signatures, what was published, where each period stands. The one place that says what may be written after what: whoever
/// appends asks here first, and whoever verifies asks here again.
/// </summary>
public sealed record Space
{
    Space(string name, SpaceKind kind, Side? keptBy) => (Name, Kind, KeptBy) = (name, kind, keptBy);

    /// <summary>Short name of the agreement or of the feed.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public SpaceKind Kind { get; }

    /// <summary>The side that keeps the agreement alone, so that its word is enough; <c>null</c>: both sign.</summary>
    public Side? KeptBy { get; }

    /// <summary>Keys of the sides, in the order in which they came; the last of each side signs.</summary>
    public ValueList<PartyKey> Keys { get; private init; }

    /// <summary>Versions in the order in which they were proposed.</summary>
    public ValueList<ProposedVersion> Versions { get; private init; }

    /// <summary>Statements in the order in which they were published.</summary>
    public ValueList<PublishedStatement> Statements { get; private init; }

    /// <summary>Steps that periods have gone, in order.</summary>
    public ValueList<Recorded.Stepped> Steps { get; private init; }

    /// <summary>What one side proposed to the other, in order, each with its answer.</summary>
    public ValueList<Suggestion> Suggestions { get; private init; }

    /// <summary>The last entry about texts, signatures, keys of sides and proposals: what two people could change at once. Facts, statements and exports are none of it.</summary>
    public long Revised { get; private init; }

    /// <summary>Texts that were erased, in the order in which they were.</summary>
    public ValueList<ErasedText> Erasures { get; private init; }

    /// <summary>The erasure of the text beside an entry; <c>null</c>: it was not erased.</summary>
    public ErasedText? Erasure(long? entry) => Erasures.FirstOrDefault(e => e.Entry == entry);

    /// <summary>Versions that are in force, each from its own day on: those that whoever has to sign has signed.</summary>
    public IEnumerable<ProposedVersion> InForce => Versions.Where(IsInForce);

    /// <summary>Whether a version counts.</summary>
    public bool IsInForce(ProposedVersion version) => KeptBy is not null || (version.Signatures.Any(s => s.Side == Side.Provider) && version.Signatures.Any(s => s.Side == Side.Customer));

    /// <summary>The key that a side signs with now, or the machine; <c>null</c>: none, or it was revoked.</summary>
    public PartyKey? KeyOf(Side? side) => Keys.LastOrDefault(k => k.Side == side) is { Revoked: null } key ? key : null;

    /// <summary>Whether a key is one by which a machine signs checkpoints of this journal.</summary>
    public bool IsOfMachine(ValueList<byte> publicKey) => Keys.Any(k => k.Side is null && k.Revoked is null && k.PublicKey == publicKey);

    /// <summary>The statement that was published last; <c>null</c>: none was.</summary>
    public PublishedStatement? NewestStatement => Statements.Count == 0 ? null : Statements[^1];

    /// <summary>The last statement of a period; <c>null</c>: none was published.</summary>
    public PublishedStatement? Statement(string period) => Statements.LastOrDefault(s => s.What.Period == period);

    /// <summary>When the first statement of a period was published: the life of one that was published late counts from there; <c>null</c>: none was.</summary>
    public Instant? FirstPublished(string period) => Statements.FirstOrDefault(s => s.What.Period == period)?.What.AsOf;

    /// <summary>Whether a period is final: nothing is rebooked.</summary>
    public bool IsFinal(string period) => Steps.Any(s => s.Period == period && s.Step == LifeStep.Final);

    /// <summary>The proposal of a name; <c>null</c>: there is none.</summary>
    public Suggestion? Suggestion(string proposal) => Suggestions.FirstOrDefault(s => s.What.Proposal == proposal);

    /// <summary>Puts an entry on top of a space.</summary>
    /// <param name="space">What is there; <c>null</c>: nothing yet.</param>
    /// <param name="seq">Its number.</param>
    /// <param name="known">When it was written down.</param>
    /// <param name="what">What it says.</param>
    /// <param name="by">Who wrote it, as the entry says.</param>
    /// <returns>Refused with the reason where that may not be written now.</returns>
    public static Result<Space> Apply(Space? space, long seq, Instant known, Recorded what, string? by = null)
    {
        if (space is null) return what is Recorded.Opened opened ? Is(new(opened.Space, opened.Kind, opened.KeptBy) { Revised = seq }) : No("space.closed", "The first entry of a journal opens it.");
        var next = Next(space, seq, known, what, by);
        return next is Result<Space>.Ok { Value: var revised } && (what is Recorded.Proposed or Recorded.Signed or Recorded.KeyAdded { Side: not null } or Recorded.KeyRevoked or Recorded.Suggested or Recorded.Answered) ? Is(revised with { Revised = seq }) : next;
    }

    static Result<Space> Next(Space space, long seq, Instant known, Recorded what, string? by)
    {
        if (space.Kind == SpaceKind.Feed && what is Recorded.Proposed or Recorded.Signed or Recorded.KeyAdded { Side: not null } or Recorded.Published or Recorded.Stepped or Recorded.Suggested or Recorded.Answered)
            return No("space.feed", $"'{space.Name}' is a feed: it has measurements and no agreement.");
        return what switch
        {
            Recorded.Opened => No("space.open", $"'{space.Name}' is open already."),
            Recorded.KeyAdded key => space.With(seq, key),
            Recorded.KeyRevoked revoked => space.With(seq, revoked),
            Recorded.Proposed proposed => space.With(seq, proposed),
            Recorded.Signed signed => space.With(seq, signed),
            Recorded.Compacted chunk when chunk.From < 1 || chunk.To < chunk.From || chunk.To >= seq => No("chunk.range", $"Entries {chunk.From} to {chunk.To} cannot be put together by entry {seq}."),
            Recorded.Received or Recorded.Compacted or Recorded.Exported => Is(space),
            Recorded.Published published => space.With(seq, known, published),
            Recorded.Stepped stepped => space.With(stepped),
            Recorded.Suggested suggested => space.With(seq, known, by, suggested),
            Recorded.Answered answered => space.With(seq, known, by, answered),
            Recorded.Erased erased => space.With(seq, known, by, erased),
        };
    }

    Result<Space> With(long seq, Recorded.KeyAdded key)
    {
        if (!SignedText.IsKey(key.PublicKey.Span)) return No("key.form", "The key is no public key on the curve P-256.", "Make one with 'surety key'.");
        if (key.Side is not null && Keys.Any(k => k.Side == key.Side && k.Revoked is not null)) return No("key.revoked", $"The {Words.Of(key.Side)} revoked its key: for it this record has ended, and no other key comes in its place.", "Begin a record anew, with both sides.");
        // Each machine that writes has a key of its own.
        if (key.Side is null && Keys.Any(k => k.Side is null && k.PublicKey == key.PublicKey)) return No("key.there", $"The key {Short(Digest.Of(key.PublicKey.Span))} of a machine is there already.");
        if (KeyOf(key.Side) is not { } old || (key.Side is null && key.Replaces is null))
            return key.Replaces is null ? Is(this with { Keys = [.. Keys, new(key.Side, key.PublicKey, seq)] }) : No("key.none", $"The {Words.Of(key.Side)} has no key that could be replaced.");
        if (key.Replaces != old.Id || !SignedText.IsSigned(old.PublicKey.Span, SignedText.OfKey(Name, key.Side, key.PublicKey.Span), key.Signature.Span))
            return No("key.other", $"The {Words.Of(key.Side)} signs with the key {Short(old.Id)}, and only that key can let another one come in its place.", "Sign with that key, or replace it with '--replaces FILE'.");
        return Is(this with { Keys = [.. Keys, new(key.Side, key.PublicKey, seq)] });
    }

    Result<Space> With(long seq, Recorded.KeyRevoked revoked)
    {
        var signing = new[] { Side.Provider, Side.Customer }.Where(s => KeyOf(s)?.Id == revoked.Key).ToList();
        if (signing.Count == 0) return No("key.unknown", $"No side signs here with the key {Short(revoked.Key)}, and only such a key can be revoked.");
        var side = signing.FindIndex(s => SignedText.IsSigned(KeyOf(s)!.PublicKey.Span, SignedText.OfRevocation(Name, s, revoked.Key), revoked.Signature.Span));
        if (side < 0) return No("key.revocation", $"The revocation of the key {Short(revoked.Key)} is not signed by that key, and nobody else can revoke it.");
        return Is(this with { Keys = Keys.Select(k => k.Side == signing[side] && k.Id == revoked.Key ? k with { Revoked = seq } : k).ToValueList() });
    }

    Result<Space> With(long seq, Recorded.Proposed proposed)
    {
        if (Versions.FirstOrDefault(v => v.What.Version == proposed.Version && IsInForce(v)) is { } taken)
            return taken.What == proposed ? No("version.there", $"Version {proposed.Version} is there already, and in force.")
                : No("version.in-force", $"Version {proposed.Version} is in force with another text, and a text in force is never changed.", "Give the amendment the next number under 'version'.");
        if (Versions.LastOrDefault(v => v.What.Version == proposed.Version) is { } same && same.What == proposed) return No("version.there", $"Version {proposed.Version} is proposed already, with this very text.");
        // A text that is proposed under a number takes the place of the one before, which nobody has wholly signed.
        return Is(this with { Versions = [.. Versions.Where(v => v.What.Version != proposed.Version), new(proposed, seq, [])] });
    }

    Result<Space> With(long seq, Recorded.Signed signed)
    {
        var at = Versions.Index().LastOrDefault(v => v.Item.What.Version == signed.Version, (-1, null!)).Item1;
        if (at < 0) return No("version.none", $"There is no version {signed.Version} to sign.");
        var version = Versions[at];
        if (KeptBy is { } side && side != signed.Side) return No("sign.alone", $"The {Words.Of(side)} keeps this agreement alone.");
        if (version.Signatures.Any(s => s.Side == signed.Side)) return No("sign.twice", $"The {Words.Of(signed.Side)} has signed version {signed.Version} already.");
        if (KeyOf(signed.Side) is not { } key || key.Id != signed.Key || !SignedText.IsSigned(key.PublicKey.Span, SignedText.OfVersion(Name, version.Seq, version.What, signed.Side), signed.Signature.Span))
            return No("sign.wrong", $"The signature under version {signed.Version} is not by the key of the {Words.Of(signed.Side)}.");
        return Is(this with { Versions = Versions.Select((v, i) => i == at ? v with { Signatures = [.. v.Signatures, new(signed.Side, signed.Key, seq)] } : v).ToValueList() });
    }

    Result<Space> With(long seq, Instant known, Recorded.Published published)
    {
        var last = Statement(published.Period)?.What;
        var next = last is null ? 0 : last.Revision + 1;
        if (published.Revision != next) return No("statement.revision", $"The next statement of {published.Period} is revision {next}, and this is {published.Revision}.");
        if (published.UpTo >= seq) return No("statement.future", $"The statement of {published.Period} rests on entries that come after it.");
        if (published.AsOf > known) return No("statement.future", $"The statement of {published.Period} is looked at from an instant that comes after it.");
        if (last is not null && (published.UpTo < last.UpTo || published.AsOf < last.AsOf)) return No("statement.order", $"The statement of {published.Period} knows less than the one that it replaces.", "Look whether the clock of the machine went back.");
        if (IsFinal(published.Period)) return No("statement.final", $"{published.Period} is final: what becomes known later is recorded, and books nothing.");
        return Is(this with { Statements = [.. Statements, new(published, seq)] });
    }

    Result<Space> With(Recorded.Stepped stepped)
    {
        if (Statement(stepped.Period) is null) return No("life.none", $"Nothing was published of {stepped.Period} yet.");
        if (Steps.Any(s => s.Period == stepped.Period && s.Step >= stepped.Step)) return No("life.order", $"{stepped.Period} has gone this step already.");
        return Is(this with { Steps = [.. Steps, stepped] });
    }

    Result<Space> With(long seq, Instant known, string? by, Recorded.Suggested suggested)
    {
        if (!Journal.Suggestion.IsName(suggested.Proposal)) return No("proposal.name", $"{Text.Quoted.Of(suggested.Proposal)} is no name of a proposal.", "Write 'prp_' and up to 60 letters, digits, '-' and '_' behind it, or leave the name out.");
        if (Suggestion(suggested.Proposal) is not null) return No("proposal.there", $"There is a proposal {suggested.Proposal} already.", "Give this one another name, or none.");
        if (!InForce.Any()) return No("proposal.not-in-force", $"No version of '{Name}' is in force, so there is nothing to exclude, correct or restate.", "Both sides sign a version first.");
        if (KeptBy is { } alone && alone != suggested.Side) return No("proposal.alone", $"The {Words.Of(alone)} keeps this agreement alone, and the {Words.Of(suggested.Side)} takes no part in it.", $"Propose it for the {Words.Of(alone)}.");
        return Is(this with { Suggestions = [.. Suggestions, new(suggested, seq, known, by, null)] });
    }

    Result<Space> With(long seq, Instant known, string? by, Recorded.Answered answered)
    {
        if (Suggestion(answered.Proposal) is not { } suggestion) return No("answer.none", $"There is no proposal {Text.Quoted.Of(answered.Proposal)} here.", "'surety proposals' lists them.");
        if (suggestion.Answer is { } before) return No("answer.twice", $"The {Words.Of(before.What.Side)} answered {answered.Proposal} already, in entry {before.Seq}: {Words.Of(before.What.Answer)}.", "What was answered is answered; make a new proposal.");
        if (suggestion.Objection(this, seq, by, answered) is { } objection) return new Result<Space>.Refused([objection]);
        return Is(this with { Suggestions = Suggestions.Select(s => s == suggestion ? s with { Answer = new(answered, seq, known, by) } : s).ToValueList() });
    }

    Result<Space> With(long seq, Instant known, string? by, Recorded.Erased erased)
    {
        if (Erasure(erased.Seq) is not null) return No("erase.twice", $"The text beside entry {erased.Seq} was erased already.");
        return Statements.Any(s => s.Seq == erased.Seq && s.What.Reason is not null) || Suggestions.Any(s => (s.Seq == erased.Seq && s.What.Reason is not null) || (s.Answer?.Seq == erased.Seq && s.Answer.What.Reason is not null)) ? Is(this with { Erasures = [.. Erasures, new(erased.Seq, seq, known, by)] }) : No("erase.none", $"There is no text beside entry {erased.Seq} that could be erased.");
    }

    static string Short(Digest id) => id.ToString()[..8];

    static Result<Space> Is(Space space) => new Result<Space>.Ok(space);

    static Result<Space> No(string code, string message, string? mend = null) => new Result<Space>.Refused([new(default, Severity.Error, code, message, mend)]);
}

/// <summary>A text beside an entry that was erased.</summary>
/// <param name="Entry">The entry that it stood beside.</param><param name="Seq">The entry that says so.</param><param name="Known">When it was erased.</param><param name="By">Who did it, as the entry says.</param>
public sealed record ErasedText(long Entry, long Seq, Instant Known, string? By);

/// <summary>A key that a side signs with.</summary>
/// <param name="Side">Whose it is; <c>null</c>: the machine's.</param><param name="PublicKey">As SubjectPublicKeyInfo.</param><param name="Seq">The entry that brought it.</param><param name="Revoked">The entry that revoked it.</param>
public sealed record PartyKey(Side? Side, ValueList<byte> PublicKey, long Seq, long? Revoked = null)
{
    /// <summary>Hash of the public key: its name.</summary>
    public Digest Id => Digest.Of(PublicKey.Span);
}

/// <summary>A version that was proposed, with the signatures under it.</summary>
/// <param name="What">The version.</param><param name="Seq">The entry that proposed it.</param><param name="Signatures">At most one of each side.</param>
public sealed record ProposedVersion(Recorded.Proposed What, long Seq, ValueList<VersionSignature> Signatures);

/// <summary>A signature under a version.</summary>
/// <param name="Side">Who signed.</param><param name="Key">With which key.</param><param name="Seq">The entry that has it.</param>
public readonly record struct VersionSignature(Side Side, Digest Key, long Seq);

/// <summary>A statement that was published.</summary>
/// <param name="What">What the journal says of it.</param><param name="Seq">The entry.</param>
public sealed record PublishedStatement(Recorded.Published What, long Seq);
