using NodaTime;
using Surety.Journal;
using Surety.Levels;
using Surety.Scope;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Facts;

/// <summary>The page that says from where facts of an agreement come, which source is silent, and how to send some. Source: docs/guide/pages.md.</summary>
static class SourcesPages
{
    /// <summary>So many sources of a space are shown.</summary>
    const int Most = 500;

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/sources", "showSources", "Shows the sources of an agreement and of the feeds that it reads, and how facts are sent.", ShowAsync),
    ];

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        var now = call.Store.Now;
        var spaces = new List<SourceSpace>();
        KnownAgreement known;
        ValueList<ApiKey> keys;
        await using (var reading = await call.LookAsync())
        {
            if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { } found) return Reply.Absent;
            known = found;
            // Keys are the party's own affair, and of those who look after people and keys.
            keys = call.Caller.May(Permission.People) ? (await ApiKeys.ListAsync(reading, call.Caller.Party, call.Cancellation)).Where(k => k.Counts(now) && k.Scopes.Contains(Permission.Facts)).ToValueList() : [];
            spaces.Add(await SpaceAsync(reading, agreement.Name, isOwn: true));
            foreach (var feed in (known.Versions?.All ?? []).SelectMany(v => v.Scope.Feeds).Distinct().Order(StringComparer.Ordinal).Select(f => SpaceName.OfFeed(agreement.Name, f)))
                spaces.Add(await SpaceAsync(reading, feed, SpaceName.OwnerOf(feed) == call.Caller.Party && call.Caller.IsFor(feed)));
        }
        var levels = known.Versions is null ? Tuple.Create((Window?)null, (ValueList<LevelResult>)[]) : await call.WorkedOut.StandingAsync(agreement.Name, standing => Task.FromResult(Tuple.Create(standing.Running?.Period, standing.Running?.Levels.Where(l => l.Coverage is not null).ToValueList() ?? [])), call.Cancellation);
        if (levels is null) return Statements.StatementsApi.Busy;
        return await call.PageAsync<SourcesPage>(new()
        {
            ["Agreement"] = agreement,
            ["Zone"] = known.Versions?.Newest.Zone ?? DateTimeZone.Utc,
            ["Spaces"] = spaces.ToValueList(),
            ["Keys"] = keys,
            ["MaySeeKeys"] = call.Caller.May(Permission.People),
            ["Period"] = levels.Item1,
            ["Levels"] = levels.Item2,
            ["Services"] = known.Versions?.Newest.Scope.Services.Select(s => s.Name).ToValueList() ?? known.Newest?.Scope.Services.Select(s => s.Name).ToValueList() ?? [],
            ["Origin"] = call.Origin,
        });

        // Whose the sources of a feed are is told to its owner alone, as over the API; whoever reads it sees when something came.
        async Task<SourceSpace> SpaceAsync(Reading reading, string space, bool isOwn)
        {
            if (isOwn) return new(space, SpaceName.OwnerOf(space), true, (await FactSources.AllAsync(reading, space, null, Most, call.Cancellation)).OrderByDescending(s => s.IsSilent(now)).ThenBy(s => s.Last).ToValueList(), null);
            var size = await reading.SizeAsync(space, call.Cancellation);
            return new(space, SpaceName.OwnerOf(space), false, [], size > 0 && await reading.EntriesAsync(space, size, size, call.Cancellation) is [var (_, bytes)] ? Entry.Read(bytes)?.Known : null);
        }
    }
}

/// <summary>A space from which facts of an agreement come: its own, or a feed.</summary>
/// <param name="Name">Its name.</param><param name="Owner">Handle of the party that opened it; <c>null</c>: none is named.</param><param name="IsOwn">Whether its sources are shown.</param><param name="Sources">Silent ones first, then those that have been quiet for longest.</param><param name="Last">Of a feed of the other side, when something came last; <c>null</c>: nothing did.</param>
public sealed record SourceSpace(string Name, string? Owner, bool IsOwn, ValueList<FactSource> Sources, Instant? Last);
