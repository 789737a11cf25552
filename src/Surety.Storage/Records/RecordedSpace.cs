using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Scope;

namespace Surety.Storage.Records;

/// <summary>A space as it was after some entry: the one way to its agreement, its facts and its statements.</summary>
/// <param name="Space">What the entries come to.</param>
/// <param name="UpTo">The last entry that counts.</param>
/// <param name="Versions">The versions in force; <c>null</c>: none is.</param>
/// <param name="Feeds">The shared measurements that these read and that are in the record, as they were then.</param>
public sealed record RecordedSpace(Space Space, long UpTo, Versions? Versions, ValueList<FeedState> Feeds)
{
    /// <summary>Feeds that versions in force read, as spaces, whether they are in the record or not.</summary>
    public ValueList<string> Reads => (Versions?.All ?? []).SelectMany(v => v.Scope.Feeds).Distinct().Select(f => SpaceName.OfFeed(Space.Name, f)).ToValueList();

    /// <summary>Looks at a space.</summary>
    /// <param name="reading">Into the record.</param>
    /// <param name="name">Its name.</param>
    /// <param name="upTo">The last entry that counts; <c>null</c>: all do.</param>
    /// <param name="zones">Laws about clocks, and their hash.</param>
    /// <param name="feeds">Finds how far a feed counts, by its name: the last entry; <c>null</c>: it has none that counts.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Refused: there is no such space, or a text of it is missing.</returns>
    static async Task<Result<RecordedSpace>> AtAsync(Reading reading, string name, long? upTo, (IDateTimeZoneProvider Laws, Digest Hash) zones, Func<string, Task<FeedState?>> feeds, CancellationToken cancellation)
    {
        var last = upTo ?? await reading.SizeAsync(name, cancellation);
        if (last == 0 || await reading.SpaceAsync(name, last, cancellation) is not { } space) return new Result<RecordedSpace>.Refused([Ingest.NoSpace(name)]);
        if (!space.InForce.Any()) return new Result<RecordedSpace>.Ok(new(space, last, null, []));
        return await ReadVersions.OfAsync(reading, space, zones, cancellation) switch
        {
            Result<Versions>.Ok { Value: var versions } => new Result<RecordedSpace>.Ok(new(space, last, versions, await FeedsAsync(name, versions, feeds))),
            Result<Versions>.Refused refused => new Result<RecordedSpace>.Refused(refused.Problems),
        };
    }

    static (IDateTimeZoneProvider, Digest) BuiltIn => (DateTimeZoneProviders.Tzdb, Zones.BuiltIn.Hash);

    /// <summary>A space as it is now.</summary>
    /// <returns>Refused: there is no such space, or a text of it is missing.</returns>
    public static Task<Result<RecordedSpace>> NowAsync(Reading reading, string name, CancellationToken cancellation) => AtAsync(reading, name, null, BuiltIn, feed => FeedAsync(reading, feed, null, cancellation), cancellation);

    /// <summary>A space as it was known at an instant.</summary>
    /// <returns>Refused: there was no such space, or a text of it is missing.</returns>
    public static async Task<Result<RecordedSpace>> KnownAsync(Reading reading, string name, Instant at, CancellationToken cancellation) =>
        await AtAsync(reading, name, await reading.LastKnownAsync(name, at, cancellation), BuiltIn, feed => FeedAsync(reading, feed, at, cancellation), cancellation);

    /// <summary>A space as a look saw it.</summary>
    /// <returns>Refused: there was no such space, or a text of it is missing.</returns>
    internal static Task<Result<RecordedSpace>> SeenAsync(Reading reading, string name, LookBasis basis, CancellationToken cancellation) =>
        AtAsync(reading, name, basis.UpTo, BuiltIn, feed => Task.FromResult(basis.Feeds.Where(f => f.Feed == feed).Select(f => (FeedState?)new FeedState(f.Feed, f.UpTo, default)).FirstOrDefault()), cancellation);

    // On a server, feeds are those of the party that opened the space.
    static async Task<ValueList<FeedState>> FeedsAsync(string space, Versions versions, Func<string, Task<FeedState?>> feeds)
    {
        var found = new List<FeedState>();
        foreach (var name in versions.All.SelectMany(v => v.Scope.Feeds).Distinct().Order(StringComparer.Ordinal))
            if (await feeds(SpaceName.OfFeed(space, name)) is { } feed) found.Add(feed);
        return found.ToValueList();
    }

    static async Task<FeedState?> FeedAsync(Reading reading, string feed, Instant? at, CancellationToken cancellation)
    {
        var upTo = at is { } then ? await reading.LastKnownAsync(feed, then, cancellation) : await reading.SizeAsync(feed, cancellation);
        if (upTo == 0 || await reading.SpaceAsync(feed, 1, cancellation) is not { Kind: SpaceKind.Feed }) return null;
        return new(feed, upTo, await reading.RootAsync(feed, upTo, cancellation));
    }

    /// <summary>The facts that were there, settled as they were known at an instant.</summary>
    /// <param name="reading">Into the record.</param><param name="asOf">Known by then.</param><param name="cancellation">Ends it.</param><param name="more">Facts that are not there, to see what would be with them.</param>
    /// <returns>The facts, and what is wrong with some of them.</returns>
    public async Task<(FactSet Facts, ValueList<Problem> Problems)> FactsAsync(Reading reading, Instant asOf, CancellationToken cancellation, Action<FactBuilder>? more = null)
    {
        var builder = new FactBuilder();
        await reading.FactsAsync(builder, Space.Name, UpTo, null, cancellation);
        foreach (var feed in Feeds) await reading.FactsAsync(builder, feed.Feed, feed.UpTo, SpaceName.FeedAsRead(Space.Name, feed.Feed), cancellation);
        more?.Invoke(builder);
        var facts = builder.Build(asOf);
        return (facts, builder.Problems);
    }

    /// <summary>The facts without plain measurements and tickets, those of time to come among them: all that exclusions are ruled on by.</summary>
    internal async Task<FactSet> SingleFactsAsync(Reading reading, CancellationToken cancellation)
    {
        var builder = new FactBuilder();
        await reading.FactsAsync(builder, Space.Name, UpTo, null, cancellation, isWhole: false);
        foreach (var feed in Feeds) await reading.FactsAsync(builder, feed.Feed, feed.UpTo, SpaceName.FeedAsRead(Space.Name, feed.Feed), cancellation, isWhole: false);
        return builder.Build();
    }

    /// <summary>A space as it was when a statement was published, with the versions that it rests on.</summary>
    /// <returns>Refused: its texts are missing, its zones or its rules are not known here.</returns>
    internal static async Task<Result<RecordedSpace>> RestingAsync(Reading reading, string name, PublishedStatement published, CancellationToken cancellation)
    {
        var what = published.What;
        if (what.Rules != Publication.Rules) return No("statement.rules", $"{what.Period} was worked out by the rules {what.Rules}, and this program has {Publication.Rules}.", "Use the program that has them.");
        if (await reading.DocumentAsync(name, what.Zones, cancellation) is not { } zones || new Zones(zones) is not { } laws || laws.Hash != what.Zones || laws.Provider() is not { } provider) return No("statement.zones", "The time zone data that it rests on are not in the record.", "The record was damaged: restore a backup.");
        if (await AtAsync(reading, name, what.UpTo, (provider, what.Zones), feed => Task.FromResult(what.Feeds.Where(f => f.Feed == feed).Select(f => (FeedState?)f).FirstOrDefault()), cancellation) is not Result<RecordedSpace>.Ok { Value.Versions: not null } resting) return No("statement.texts", $"The agreement that the statement of {what.Period} rests on cannot be read.", "The record was damaged: restore a backup.");
        return resting;

        Result<RecordedSpace> No(string code, string message, string? mend) => new Result<RecordedSpace>.Refused([new(Place(name, published), Severity.Error, code, message, mend)]);
    }

    static Location Place(string name, PublishedStatement published) => new($"{name}:{published.Seq}", 0, 0);

    /// <summary>Works a published statement out again.</summary>
    /// <returns>Refused: its texts are missing, its zones or its rules are not known here, or it no longer comes to what was published.</returns>
    public static async Task<Result<Publication>> AgainAsync(Reading reading, string name, PublishedStatement published, CancellationToken cancellation)
    {
        var what = published.What;
        var looking = await AsKnown.OfAsync(reading, name, published, cancellation);
        if (looking is not Result<AsKnown>.Ok { Value: { Versions: var versions } known }) return new Result<Publication>.Refused(((Result<AsKnown>.Refused)looking).Problems);
        if (Publication.Period(what.Period, versions.Newest.Zone) is not Result<Window>.Ok { Value: var period }) return No("statement.period", $"'{what.Period}' is no period.", null);
        var again = known.Statement(period);
        return Digest.Of(again.Bytes.Span) == what.Result ? new Result<Publication>.Ok(again)
            : No("statement.differs", $"The statement of {what.Period}, revision {what.Revision}, comes to something else than was published: its facts or its texts were changed.", "'surety doctor' says where; restore a backup.");

        Result<Publication> No(string code, string message, string? mend) => new Result<Publication>.Refused([new(Place(name, published), Severity.Error, code, message, mend)]);
    }
}
