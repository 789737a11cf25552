namespace Surety.Journal;

/// <summary>
/// Names of spaces. Where several parties share a record, each name begins with the party that opened the space, so that nobody learns from a name that is taken what others have; a record of one party has
/// bare names. Source: docs/guide/record.md, "Where it is".
/// </summary>
public static class SpaceName
{
    /// <summary>Name of a space that a party opened.</summary>
    /// <param name="party">Its short name, which has no dot.</param><param name="name">Short name of the agreement, or name of the feed.</param>
    public static string Of(string party, string name) => $"{party}.{name}";

    /// <summary>The party that opened the space of an agreement; <c>null</c>: the record is of one party. The short name of an agreement has no dot.</summary>
    public static string? OwnerOf(string space) => space.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? space[..dot] : null;

    /// <summary>What the party calls it: the short name of the agreement, or the name of the feed.</summary>
    public static string Bare(string space) => OwnerOf(space) is { } owner ? space[(owner.Length + 1)..] : space;

    /// <summary>The space of a feed that an agreement reads: one of the party that opened the agreement.</summary>
    /// <param name="space">Of the agreement.</param><param name="feed">As the agreement has it.</param>
    public static string OfFeed(string space, string feed) => OwnerOf(space) is { } owner ? Of(owner, feed) : feed;

    /// <summary>The name of a feed as an agreement has it.</summary>
    /// <param name="space">Of the agreement.</param><param name="feed">Name of the space of the feed.</param>
    public static string FeedAsRead(string space, string feed) => OwnerOf(space) is { } owner && feed.StartsWith(owner + ".", StringComparison.Ordinal) ? feed[(owner.Length + 1)..] : feed;
}
