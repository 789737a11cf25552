using NodaTime;
using Surety.Facts;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>A journal where it ends.</summary>
/// <param name="Space">What its entries come to; <c>null</c>: there are none.</param>
/// <param name="Tree">Over all entries.</param>
/// <param name="Hash">Of the last one.</param>
/// <param name="Known">When it was written.</param>
/// <param name="Checkpointed">When the last checkpoint was signed.</param>
sealed record SpaceHead(Space? Space, MerkleTree Tree, Digest Hash, Instant Known, Instant Checkpointed)
{
    public static SpaceHead None { get; } = new(null, MerkleTree.Empty, default, Instant.FromUnixTimeTicks(0), Instant.FromUnixTimeTicks(0));

    public long Size => Tree.Size;

    /// <summary>Whether a checkpoint is to be signed with this commit.</summary>
    public bool WantsCheckpoint { get; init; }

    /// <summary>Whether this commit erases a text.</summary>
    public bool Erases { get; init; }

    /// <summary>The newest one that was signed since the store was opened.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Which party has which source of facts; <c>null</c>: nobody has asked since the journal was looked at anew.</summary>
    public Dictionary<string, string>? Sources { get; init; }

    /// <summary>The time of which there are facts, up to an entry; <c>null</c>: nobody has asked since the store was opened, or since a commit failed.</summary>
    public KeptTime? Kept { get; init; }

    public byte[] PeaksAsBytes() => [.. Tree.Peaks.SelectMany(p => p.ToBytes())];

    public static ValueList<Digest> Peaks(ReadOnlySpan<byte> bytes)
    {
        var peaks = new List<Digest>();
        for (; bytes.Length > 0; bytes = bytes[Digest.Length..]) peaks.Add(Digest.From(bytes[..Digest.Length]));
        return peaks.ToValueList();
    }
}
