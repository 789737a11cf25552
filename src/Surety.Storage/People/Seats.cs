using NodaTime;
using Surety.Agreements;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>Who sits at a space.</summary>
/// <param name="Space">Its name.</param><param name="Provider">Handle of the party; empty: nobody yet.</param><param name="Customer">Likewise; of a feed, who reads it.</param><param name="Reads">Whether a feed is only read, through an agreement: then it stands in no list of its reader.</param>
public sealed record Seat(string Space, string Provider, string Customer, bool Reads)
{
    /// <summary>The side of a party; <c>null</c>: it does not sit here.</summary>
    public Side? SideOf(string party) => party.Length == 0 ? null : party == Provider ? Side.Provider : party == Customer ? Side.Customer : null;

    /// <summary>The party at a side; empty: nobody yet.</summary>
    public string At(Side side) => side switch { Side.Provider => Provider, Side.Customer => Customer };
}

/// <summary>A space at which a party sits.</summary>
/// <param name="Name">As the record has it: <c>PARTY.ID</c>.</param><param name="Kind">Agreement or feed.</param><param name="Side">Where the party sits.</param><param name="Other">Who sits at the other side; <c>null</c>: nobody yet.</param>
public sealed record SeatedSpace(string Name, SpaceKind Kind, Side Side, Party? Other);

/// <summary>Which parties sit at which space: who sits nowhere near it sees nothing of it.</summary>
public static class Seats
{
    /// <summary>The seat of a party at a space; <c>null</c>: for that party there is no such space.</summary>
    public static async Task<Seat?> FindAsync(Reading reading, string space, string party, CancellationToken cancellation) =>
        (await AtAsync(reading, space, cancellation)).OrderBy(s => s.Reads).FirstOrDefault(s => s.SideOf(party) is not null);

    /// <summary>All seats at a space.</summary>
    public static Task<ValueList<Seat>> AtAsync(Reading reading, string space, CancellationToken cancellation) => AtAsync(reading, space, "", cancellation);

    static async Task<ValueList<Seat>> AtAsync(Reading reading, string space, string forUpdate, CancellationToken cancellation) =>
        (await reading.Command($"select space, provider, customer, reads from seat where space = @space order by customer{forUpdate}", ("space", space)).RowsAsync(r => new Seat(r.Text(0), r.Text(1), r.Text(2), r.GetBoolean(3)), cancellation)).ToValueList();

    /// <summary>The spaces at which a party sits, by name; not the feeds that it only reads.</summary>
    public static async Task<ValueList<SeatedSpace>> SpacesAsync(Reading reading, string party, CancellationToken cancellation) =>
        (await reading.Command("""
            select s.space, s.provider, s.customer, t.kind, p.title, p.opened from seat s join space t on t.space = s.space
            left join party p on p.party = case when s.provider = @party then s.customer else s.provider end
            where (s.provider = @party or s.customer = @party) and not s.reads order by s.space
            """, ("party", party)).RowsAsync(r =>
        {
            var seat = new Seat(r.Text(0), r.Text(1), r.Text(2), false);
            var side = seat.SideOf(party) ?? Side.Provider;
            var other = seat.At(side == Side.Provider ? Side.Customer : Side.Provider);
            return new SeatedSpace(seat.Space, r.Text(3) == Kinds.Of(SpaceKind.Feed) ? SpaceKind.Feed : SpaceKind.Agreement, side, other.Length == 0 ? null : new(other, r.Text(4), Sql.At(r.Whole(5))));
        }, cancellation)).ToValueList();

    /// <summary>Names of the agreements at which a party sits, in order.</summary>
    /// <param name="reading">Into the record.</param><param name="party">Its handle.</param><param name="after">Only names behind this one.</param><param name="only">Only the one of this name; <c>null</c>: all.</param><param name="most">At most so many.</param><param name="cancellation">Ends it.</param>
    public static Task<List<string>> AgreementsAsync(Reading reading, string party, string after, string? only, int most, CancellationToken cancellation) => reading.Command("""
        select s.space from seat s join space t on t.space = s.space
        where s.space > @after and (s.provider = @party or s.customer = @party) and not s.reads and t.kind = 'agreement' and (@only = '' or s.space = @only) order by s.space limit @most
        """, ("party", party), ("after", after), ("only", only ?? ""), ("most", (long)most)).RowsAsync(r => r.Text(0), cancellation);

    /// <summary>Whether a feed is known to be open; where not, it may be all the same.</summary>
    public static bool IsKnownFeed(Store store, string space) => store.OpenFeeds.ContainsKey(space);

    /// <summary>Opens a feed of the caller's party, where it is not open yet.</summary>
    /// <param name="store">Where.</param><param name="caller">Who.</param><param name="feed">Its name, as agreements have it.</param><param name="cancellation">Ends the waiting.</param><param name="isKept">Whether something is kept in it now; where not, it is opened another time, and only what is wrong is told.</param>
    /// <returns>The name of the space. Refused: it is an agreement.</returns>
    public static async Task<Result<string>> OpenFeedAsync(Store store, Caller caller, string feed, CancellationToken cancellation, bool isKept = true)
    {
        var space = SpaceName.Of(caller.Party, feed);
        if (Fields.Line("feed", feed, 80).ToValueList() is { Count: > 0 } problems) return new Result<string>.Refused(problems);
        // What is open stays open, and facts come often.
        if (IsKnownFeed(store, space)) return new Result<string>.Ok(space);
        var opened = await store.WriteAsync<string>(space, caller.Name, writing =>
        {
            if (writing.Space is { Kind: SpaceKind.Agreement }) return Task.FromResult(Fields.Refused<string>("feed", "space.kind", $"'{feed}' is an agreement, not a feed."));
            if (writing.Space is null && isKept)
            {
                StageOpen(writing, space, caller.Party, Side.Provider);
                if (writing.Append(new Recorded.Opened(space, SpaceKind.Feed, null)) is Result<Entry>.Refused refused) return Task.FromResult<Result<string>>(new Result<string>.Refused(refused.Problems));
                writing.Audit(caller.Party, caller.Name, "feed.open", feed, Outcome.Done);
            }
            return Task.FromResult<Result<string>>(new Result<string>.Ok(space));
        }, cancellation, caller.Access);
        if (opened is Result<Written<string>>.Refused refused) return new Result<string>.Refused(refused.Problems);
        if (isKept) store.OpenFeeds[space] = true;
        return new Result<string>.Ok(space);
    }

    /// <summary>The first seat at a space, before the space itself.</summary>
    internal static void StageOpen(Writing writing, string space, string party, Side side) =>
        writing.Stage("insert into seat (space, provider, customer, reads) values (@space, @provider, @customer, false)", ("provider", side == Side.Provider ? party : ""), ("customer", side == Side.Customer ? party : ""));

    /// <summary>Who sits at an agreement may read the feeds that its versions read, as far as the party that owns these has brought or signed such a version.</summary>
    /// <param name="writing">To the space of the agreement.</param><param name="party">Who writes; only of its own feeds can it let others read.</param><param name="feeds">Names as the agreement has them.</param><param name="cancellation">Ends it.</param>
    public static async Task LetReadAsync(Writing writing, string party, IEnumerable<string> feeds, CancellationToken cancellation)
    {
        if (writing.Space is not { } space || SpaceName.OwnerOf(space.Name) != party) return;
        foreach (var other in Others(await AtAsync(writing.Reading, space.Name, cancellation), party))
            foreach (var feed in feeds) writing.Stage(LetRead, ("feed", SpaceName.Of(party, feed)), ("owner", party), ("other", other));
    }

    internal static IEnumerable<string> Others(IEnumerable<Seat> seats, string party) => seats.SelectMany(s => new[] { s.Provider, s.Customer }).Where(p => p.Length > 0 && p != party).Distinct();

    internal const string LetRead = "insert into seat (space, provider, customer, reads) values (@feed, @owner, @other, true) on conflict do nothing";

    /// <summary>Gives the free side of a space to a party, and the feeds that its versions read with it.</summary>
    /// <returns>Refused: there is no such space, or the side is taken.</returns>
    internal static async Task<Result<Seat>> SeatAsync(Changing changing, string space, Side side, string party, CancellationToken cancellation)
    {
        if ((await AtAsync(changing.Reading, space, changing.ForUpdate, cancellation)).FirstOrDefault(s => !s.Reads) is not { } seat) return Fields.Refused<Seat>("space", "space.none", "There is no such space.");
        if (seat.SideOf(party) is not null) return Fields.Refused<Seat>("space", "seat.there", "Your party sits at this agreement already.");
        if (seat.At(side).Length > 0) return Fields.Refused<Seat>("space", "seat.taken", "Somebody sits there already.", "Ask whoever invited you.");
        changing.Stage(side == Side.Provider ? "update seat set provider = @party where space = @space and provider = ''" : "update seat set customer = @party where space = @space and customer = ''", ("party", party), ("space", space));
        if (SpaceName.OwnerOf(space) is { } owner)
            foreach (var feed in await FeedsAsync(changing.Reading, space, cancellation)) changing.Stage(LetRead, ("feed", SpaceName.Of(owner, feed)), ("owner", owner), ("other", party));
        return new Result<Seat>.Ok(side == Side.Provider ? seat with { Provider = party } : seat with { Customer = party });
    }

    /// <summary>Feeds that any version of a space reads. Before the other side sits there, all of them are the owner's.</summary>
    static async Task<IEnumerable<string>> FeedsAsync(Reading reading, string space, CancellationToken cancellation)
    {
        if (await reading.SpaceAsync(space, long.MaxValue, cancellation) is not { } state) return [];
        var feeds = new List<string>();
        foreach (var version in state.Versions) feeds.AddRange(await FeedsAsync(reading, space, version, cancellation));
        return feeds.Distinct();
    }

    /// <summary>Feeds that a version of a space reads.</summary>
    internal static async Task<IEnumerable<string>> FeedsAsync(Reading reading, string space, ProposedVersion version, CancellationToken cancellation)
    {
        var texts = await reading.DocumentsAsync(space, version.What.Beside.Select(b => b.Hash).Prepend(version.What.File), cancellation);
        if (!texts.TryGetValue(version.What.File, out var file)) return [];
        var layers = version.What.Beside.Select(b => texts.TryGetValue(b.Hash, out var text) ? Layer.Parse(b.File, text) : null).OfType<Layer>().ToValueList();
        return AgreementFile.Parse(RecordedAgreement.FileName(space, version.What.Version), file, layers, DateTimeZoneProviders.Tzdb).Agreement?.Scope.Feeds ?? [];
    }
}
