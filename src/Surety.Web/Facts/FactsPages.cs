using NodaTime;
using NodaTime.Text;
using Surety.Calendars;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;
using Surety.Web.Exclusions;
using Surety.Web.People;
using Surety.Web.Shell;

namespace Surety.Web.Facts;

/// <summary>The page that lists facts one by one: what was sent, where it stands, and what became of it. Source: docs/guide/pages.md.</summary>
static class FactsPages
{
    /// <summary>So many facts stand on a page.</summary>
    const int PerPage = 50;

    static ValueList<Query> Queries => ListedFacts.Queries(new Shape.Day(), "Only facts that speak of this day of the agreement's, or of later ones.", "Only facts that speak of this day, or of earlier ones.");

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/facts", "showFacts", "Shows facts one by one, as they were sent, and what became of each.", ShowAsync) with { Query = Queries },
    ];

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        if (!ListedFacts.IsCursor(call)) return Paging.NoCursor;
        KnownAgreement known;
        var (space, foreign) = (agreement.Name, new List<string>());
        ValueList<FactSource> sources;
        await using (var reading = await call.LookAsync())
        {
            if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { } found) return Reply.Absent;
            known = found;
            sources = await FactSources.AllAsync(reading, agreement.Name, null, 200, call.Cancellation);
            // What a figure rests on may stand in a feed: whoever owns it sees it.
            if (call.Query("batch") is { } batch && await reading.BatchAsync(agreement.Name, batch, call.Cancellation) is null)
                foreach (var feed in (known.Versions?.All ?? []).SelectMany(v => v.Scope.Feeds).Distinct().Order(StringComparer.Ordinal).Select(f => SpaceName.OfFeed(agreement.Name, f)))
                    if (SpaceName.OwnerOf(feed) != call.Caller.Party || !call.Caller.IsFor(feed)) foreign.Add(feed);
                    else if (await reading.BatchAsync(feed, batch, call.Cancellation) is not null) space = feed;
        }
        var zone = known.Versions?.Newest.Zone ?? known.Newest?.Zone ?? DateTimeZone.Utc;
        if (await ListedFacts.LookAsync(call, space, Day("from") is { } from ? LocalTimes.StartOf(from, zone) : null, Day("until") is { } until ? LocalTimes.StartOf(until.PlusDays(1), zone) : null, PerPage, agreement.Name) is not { } looked) return Statements.StatementsApi.Busy;
        Doers doers;
        await using (var reading = await call.LookAsync()) doers = await Doers.OfAsync(call, reading, looked.Part.Facts.Select(f => f.Batch.By));
        return await call.PageAsync<FactsPage>(new()
        {
            ["Agreement"] = agreement,
            ["Zone"] = zone,
            ["Looked"] = looked,
            ["Doers"] = doers,
            ["Sources"] = sources,
            ["Services"] = (known.Versions?.Newest ?? known.Newest)?.Scope.Services.Select(s => s.Name).ToValueList() ?? [],
            ["Foreign"] = foreign.ToValueList(),
            ["MayPropose"] = known.Versions is not null && space == agreement.Name && ProposalsApi.May(call.Caller, ProposalKind.Correction),
            ["Asked"] = Queries.Select(q => q.Name).Where(n => n != "cursor" && call.Query(n) is not null).ToDictionary(n => n, n => call.Query(n)!, StringComparer.Ordinal),
        });

        LocalDate? Day(string name) => call.Query(name) is { } text ? LocalDatePattern.Iso.Parse(text).Value : null;
    }
}
