using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>Kinds of entries in the column of that name.</summary>
static class Kinds
{
    public const string Facts = "facts", Chunk = "chunk", Few = "other";

    // The state of a space is read from all that is neither facts nor chunks.
    public static string Of(Recorded what) => what switch { Recorded.Received => Facts, Recorded.Compacted => Chunk, _ => Few };

    /// <summary>Of a space.</summary>
    public static string Of(SpaceKind kind) => kind == SpaceKind.Feed ? "feed" : "agreement";
}
