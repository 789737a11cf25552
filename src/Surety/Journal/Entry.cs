using NodaTime;

namespace Surety.Journal;

/// <summary>An entry of a journal: what was written down, in which order, when it was known, after what.</summary>
/// <param name="Seq">From 1, without a gap.</param>
/// <param name="Known">When the journal learned it; later than the entry before.</param>
/// <param name="Previous">Hash of the entry before; zeros for the first.</param>
/// <param name="By">Who wrote it: the name of a key of the API; <c>null</c>: somebody at the machine itself.</param>
/// <param name="What">What it says.</param>
public sealed record Entry(long Seq, Instant Known, Digest Previous, string? By, Recorded What)
{
    /// <summary>The bytes that are kept and hashed.</summary>
    public byte[] ToBytes() => EntryJson.Write(this);

    /// <summary>Reads the bytes of an entry.</summary>
    /// <param name="bytes">Any bytes at all.</param>
    /// <returns><c>null</c>: they are not what an entry is written as, byte for byte.</returns>
    public static Entry? Read(ReadOnlySpan<byte> bytes) => EntryJson.Read(bytes) is { } entry && bytes.SequenceEqual(entry.ToBytes()) ? entry : null;
}
