using NodaTime;
using Surety.Facts;
using Surety.Journal;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>What a month would come to, had only one of the sides of an agreement measured: everything that is no measurement is as it is.</summary>
/// <param name="Provider">By what came from the provider.</param><param name="Customer">By what came from the customer.</param><param name="Nobody">By no measurement at all: what follows from that follows from silence.</param>
public sealed record MeasuredBySides(Statement Provider, Statement Customer, Statement Nobody)
{
    /// <summary>Of more batches nobody is asked who sent each of them.</summary>
    const int MostBatches = 20_000;

    /// <summary>So many bytes they take while they are kept, about.</summary>
    public required long Bytes { get; init; }

    /// <summary>The time of a level by what one side measured.</summary>
    /// <returns><c>null</c>: it said nothing about it that would make a difference.</returns>
    public TimeOfWindow? Of(Side side, LevelResult level)
    {
        var time = TimeIn(side == Side.Provider ? Provider : Customer, level);
        return time is not null && !time.Equals(TimeIn(Nobody, level)) ? time : null;
    }

    static TimeOfWindow? TimeIn(Statement statement, LevelResult level) => statement.Levels.FirstOrDefault(l => l.Level == level.Level && l.Scope == level.Scope && l.Window == level.Window)?.Time;

    /// <summary>Takes the facts of an agreement apart.</summary>
    /// <param name="reading">Into the record, of the machine itself: whose keys sent what is nothing that a party may look for.</param><param name="space">The agreement, as it is now.</param><param name="seat">Who sits there.</param><param name="month">A month that has begun.</param><param name="now">Known by then.</param><param name="cancellation">Ends it.</param>
    /// <returns><c>null</c>: nothing is in force, only one side has sent anything, or there are too many batches.</returns>
    public static async Task<MeasuredBySides?> OfAsync(Reading reading, RecordedSpace space, Seat seat, Window month, Instant now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(seat);
        ArgumentNullException.ThrowIfNull(month);
        if (space.Versions is not { } versions || seat.Provider.Length == 0 || seat.Customer.Length == 0) return null;
        ValueList<(string Name, long UpTo, string? Feed)> spaces = [(space.Space.Name, space.UpTo, null), .. space.Feeds.Select(f => (f.Feed, f.UpTo, (string?)SpaceName.FeedAsRead(space.Space.Name, f.Feed)))];
        var parties = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _, _) in spaces) parties.UnionWith((await FactSources.PartiesAsync(reading, name, cancellation)).Values);
        if (!parties.Contains(seat.Provider) || !parties.Contains(seat.Customer)) return null;
        var callers = (await reading.Command("select party, 'person:' || person from person where party in (@provider, @customer) union all select party, 'key:' || key from api_key where party in (@provider, @customer)", ("provider", seat.Provider), ("customer", seat.Customer))
            .RowsAsync(r => (Party: r.Text(0), Caller: r.Text(1)), cancellation)).ToDictionary(r => r.Caller, r => seat.SideOf(r.Party), StringComparer.Ordinal);
        var (builder, sides) = (new FactBuilder(), new List<Side?>());
        foreach (var (name, upTo, feed) in spaces)
        {
            var batches = await FactSources.BatchesAsync(reading, name, upTo + 1, MostBatches + 1, cancellation);
            if (batches.Count > MostBatches) return null;
            var senders = batches.ToDictionary(b => b.What.Batch, b => b.By, StringComparer.Ordinal);
            await reading.FactsAsync(builder, name, upTo, feed, cancellation);
            sides.AddRange(builder.Names.Skip(sides.Count).Select(n => senders.GetValueOrDefault(n) is { } by ? callers.GetValueOrDefault(by) : null));
        }
        long bytes = 0;
        Statement Of(Side? side)
        {
            var facts = builder.MeasuredIn(file => side is not null && sides[file] == side).Build(now);
            var measured = Evaluation.Of(versions, facts, month.Time.End, now);
            bytes += SpaceStanding.BytesOf(facts, measured);
            return measured.Statement(month);
        }
        var (provider, customer, nobody) = (Of(Side.Provider), Of(Side.Customer), Of(null));
        return new(provider, customer, nobody) { Bytes = bytes };
    }
}
