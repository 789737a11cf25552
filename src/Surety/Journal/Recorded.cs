using NodaTime;

namespace Surety.Journal;

/// <summary>What an entry of a journal says. Closed: these are all there are.</summary>
/// <remarks>Source: docs/guide/record.md, "The journal". Texts, files and measurements lie beside the journal, and an entry has their hashes.</remarks>
public abstract record Recorded
{
    private Recorded() { }

    /// <summary>The space was opened: the first entry, and no other.</summary>
    /// <param name="Space">Its name: the short name of the agreement, or of the feed.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="KeptBy">The side that keeps the agreement alone; <c>null</c>: both sign.</param>
    public sealed record Opened(string Space, SpaceKind Kind, Side? KeptBy) : Recorded;

    /// <summary>A side, or the machine that keeps the journal, got a key to sign with: its first one or one in the place of another.</summary>
    /// <param name="Side">Whose it is; <c>null</c>: the machine's, which signs checkpoints.</param>
    /// <param name="PublicKey">As SubjectPublicKeyInfo, ECDSA on the curve P-256.</param>
    /// <param name="Replaces">The key in whose place it comes; <c>null</c>: it is the first one.</param>
    /// <param name="Signature">By the key that is replaced, over <see cref="SignedText.OfKey"/>; empty for the first one.</param>
    public sealed record KeyAdded(Side? Side, ValueList<byte> PublicKey, Digest? Replaces, ValueList<byte> Signature) : Recorded;

    /// <summary>A side revoked its key: nothing counts that it signs from here on, and no other comes in its place.</summary>
    /// <param name="Key">Hash of the public key.</param>
    /// <param name="Signature">By that key, over <see cref="SignedText.OfRevocation"/>.</param>
    public sealed record KeyRevoked(Digest Key, ValueList<byte> Signature) : Recorded;

    /// <summary>A version of the agreement was proposed.</summary>
    /// <param name="Version">Its number.</param>
    /// <param name="Effective">Its first day.</param>
    /// <param name="File">Hash of the canonical file.</param>
    /// <param name="Beside">What it stands on or depends on: name of each file, and the hash of its bytes.</param>
    /// <param name="Language">In which it was printed: the binding one.</param>
    /// <param name="Printed">Hash of the printed text.</param>
    public sealed record Proposed(int Version, LocalDate Effective, Digest File, ValueList<Beside> Beside, string Language, Digest Printed) : Recorded;

    /// <summary>A side signed a version.</summary>
    /// <param name="Version">Its number.</param>
    /// <param name="Side">Which one.</param>
    /// <param name="Key">Hash of its public key.</param>
    /// <param name="Signature">Over <see cref="SignedText.OfVersion"/>.</param>
    public sealed record Signed(int Version, Side Side, Digest Key, ValueList<byte> Signature) : Recorded;

    /// <summary>Facts arrived.</summary>
    /// <param name="Batch">What the sender calls them; unique in the space.</param>
    /// <param name="Accepted">How many are kept.</param>
    /// <param name="Duplicates">How many were there already.</param>
    /// <param name="Refused">How many cannot be used.</param>
    /// <param name="Evidence">Hash of those that are kept, as a file of columns.</param>
    public sealed record Received(string Batch, int Accepted, int Duplicates, int Refused, Digest Evidence) : Recorded;

    /// <summary>Facts of several entries were put together for reading; what they say is what they said.</summary>
    /// <param name="From">First of the entries.</param>
    /// <param name="To">Last of them, included.</param>
    /// <param name="Chunk">Hash of the file of columns that has all of them.</param>
    public sealed record Compacted(long From, long To, Digest Chunk) : Recorded;

    /// <summary>A statement of a period was published, or one in its place.</summary>
    /// <param name="Period">As statements name it: <c>2026-10</c>.</param>
    /// <param name="Revision">0 for the first, then one more each time.</param>
    /// <param name="AsOf">The instant from which it was looked at.</param>
    /// <param name="UpTo">Its facts and versions are those of the entries up to this one, included.</param>
    /// <param name="Feeds">What shared measurements it rests on.</param>
    /// <param name="Zones">Hash of the time zone data.</param>
    /// <param name="Rules">Number of the rules it was worked out by.</param>
    /// <param name="Result">Hash of the statement as JSON.</param>
    /// <param name="Reason">Commitment to why it replaces the one before; <c>null</c>: it replaces none, or nobody said.</param>
    public sealed record Published(string Period, int Revision, Instant AsOf, long UpTo, ValueList<FeedState> Feeds, Digest Zones, int Rules, Digest Result, Digest? Reason) : Recorded;

    /// <summary>A period went a step on in its life.</summary>
    /// <param name="Period">Which one.</param>
    /// <param name="Step">What it is from now on.</param>
    /// <param name="Due">When the agreement says so.</param>
    public sealed record Stepped(string Period, LifeStep Step, Instant Due) : Recorded;

    /// <summary>Somebody took the record out.</summary>
    /// <param name="UpTo">The entries up to this one, included.</param>
    public sealed record Exported(long UpTo) : Recorded;

    /// <summary>A side proposed something to the other: that time is excluded, that facts are corrected, that a statement is published again; or it announced work.</summary>
    /// <param name="Proposal">Its name, unique in the space: <c>prp_</c> and up to 60 letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="Side">The side that proposes.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Text">Hash of what is proposed, as <see cref="SuggestedText"/> has it.</param>
    /// <param name="Reason">Commitment to why; <c>null</c>: nobody said.</param>
    public sealed record Suggested(string Proposal, Side Side, ProposalKind Kind, Digest Text, Digest? Reason) : Recorded;

    /// <summary>A proposal was answered: once, and for good.</summary>
    /// <param name="Proposal">Its name.</param>
    /// <param name="Side">The side that answers.</param>
    /// <param name="Answer">What it says.</param>
    /// <param name="Consent">Who consented, where it is accepted; <c>null</c> otherwise.</param>
    /// <param name="Reason">Commitment to why; <c>null</c>: nobody said.</param>
    public sealed record Answered(string Proposal, Side Side, ProposalAnswer Answer, Consent? Consent, Digest? Reason) : Recorded;

    /// <summary>A text beside the journal was erased; its hash stays, and with it the proof.</summary>
    /// <param name="Seq">The entry that it belonged to.</param>
    public sealed record Erased(long Seq) : Recorded;
}

/// <summary>A file beside an agreement.</summary>
/// <param name="File">Its name.</param>
/// <param name="Hash">Of its bytes.</param>
public readonly record struct Beside(string File, Digest Hash);

/// <summary>Shared measurements as a statement saw them.</summary>
/// <param name="Feed">Name of the feed.</param>
/// <param name="UpTo">Entries of its journal up to this one, included.</param>
/// <param name="Root">Of the tree over these.</param>
public readonly record struct FeedState(string Feed, long UpTo, Digest Root);

/// <summary>What a space holds.</summary>
public enum SpaceKind
{
    /// <summary>One agreement, its facts and statements.</summary>
    Agreement,

    /// <summary>Measurements of a provider that several agreements read.</summary>
    Feed,
}

/// <summary>A side of an agreement.</summary>
public enum Side
{
    /// <summary>Who provides.</summary>
    Provider,

    /// <summary>For whom.</summary>
    Customer,
}

/// <summary>Steps in the life of a period's statement, after it was published for the first time.</summary>
public enum LifeStep
{
    /// <summary>The time to object is over.</summary>
    CommentEnded,

    /// <summary>Nothing is rebooked any more.</summary>
    Final,
}

/// <summary>What a side can propose to the other.</summary>
public enum ProposalKind
{
    /// <summary>Time that does not count.</summary>
    Exclusion,

    /// <summary>Work that is announced: told when it is proposed.</summary>
    Announcement,

    /// <summary>Facts in the place of other facts.</summary>
    Correction,

    /// <summary>That the statement of a period is published again with what is known now.</summary>
    Restatement,
}

/// <summary>How a proposal was answered.</summary>
public enum ProposalAnswer
{
    /// <summary>It holds.</summary>
    Accepted,

    /// <summary>It does not.</summary>
    Refused,

    /// <summary>The side that proposed it took it back.</summary>
    Withdrawn,
}

/// <summary>Who consented to a proposal beside whoever proposed it.</summary>
public enum Consent
{
    /// <summary>The other side.</summary>
    OtherSide,

    /// <summary>Another person of the side that keeps the agreement alone.</summary>
    SecondPerson,

    /// <summary>Nobody had to: the agreement asks for nobody's consent.</summary>
    Text,
}
