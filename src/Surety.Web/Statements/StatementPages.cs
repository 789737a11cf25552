using System.Text;
using NodaTime;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.Exclusions;
using Surety.Web.Shell;

namespace Surety.Web.Statements;

/// <summary>Statements as pages: the list of what was published, one of them to be read and printed, and the same as files.</summary>
static class StatementPages
{
    static readonly ValueList<string> Files = ["json", "csv", "html", "text"];

    static Query Revision => new("revision", new Shape.Whole(0, int.MaxValue), "An earlier revision; 0 is the first statement.");

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/statements", "showStatements", "Shows the statements that were published, the newest first.", ListAsync) with { Query = Paging.Queries },
        PagesOf.Send("/agreements/{agreement}/statements", "closeByPage", "Publishes the months that are over, as …/close does.", "nothing.", CloseAsync) with { Needs = Permission.Manage },
        PagesOf.Read("/agreements/{agreement}/statements/{period}", "showStatement", "Shows the statement of a period; of one that is not published, what is known of it now.", ShowAsync) with { Query = [Revision, new("reasons", new Shape.Flag(), "true: every reason is opened, to be read and printed.")] },
        PagesOf.Read("/agreements/{agreement}/statements/{period}/file", "downloadStatement", "Gives a published statement as a file.", FileAsync) with
        {
            Query = [new("form", new Shape.OneOf(Files), "Which form; where silent, json."), Revision],
            Gives = [new(200, "The very bytes whose hash is in the journal.", "application/json"), new(200, "The statement.", "text/csv"), new(200, "The statement.", "text/html"), new(200, "The statement.", "text/plain")],
        },
    ];

    /// <summary>Publishes what is over, as the server does by itself for all later months.</summary>
    static async Task<Reply> CloseAsync(Call call)
    {
        _ = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        return await call.WorkedOut.TurnAsync<Reply>(async () => await Closing.CloseAsync(call.Store, agreement.Name, call.Caller.Name, call.Cancellation) is Result<Closed>.Refused no ? Reply.Of(no.Problems) : Rendered.To(agreement.Address("statements")), call.Cancellation) ?? StatementsApi.Busy;
    }

    static async Task<Reply> ListAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        var before = long.MaxValue;
        if (after is not null && !long.TryParse(after, out before)) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        if (await Agreements.KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { Space: var space } known) return Reply.Absent;
        var rows = await StatementsApi.RowsAsync(reading, space, before, call.Limit() + 1, call.Cancellation);
        var pending = after is null ? Pending(call, known, space) : default;
        // What waits is worked out only where something does: a month that is over, or, where none was published yet, all that wait for somebody's hand.
        var brief = space.Statements.Count == 0 || pending.Any(m => m.Time.End <= call.Store.Now) ? (await call.WorkedOut.NowAsync(agreement.Name, false, call.Cancellation)).Brief : null;
        return await call.PageAsync<StatementsPage>(new()
        {
            ["Agreement"] = agreement,
            ["Rows"] = rows.Take(call.Limit()).ToValueList(),
            ["More"] = rows.Count > call.Limit() ? $"{agreement.Address("statements")}?limit={call.Limit()}&cursor={call.CursorOf($"{rows[call.Limit() - 1].Published.Seq}")}" : null,
            ["Pending"] = pending,
            ["Over"] = brief?.Over,
            ["Zone"] = known.Newest?.Zone ?? DateTimeZone.Utc,
            ["Held"] = space.Statements.Count == 0 ? brief!.Held : [],
            ["MayClose"] = call.Caller.May(Permission.Manage),
        });
    }

    /// <summary>Months that have begun and have no statement yet, the newest first; at most three.</summary>
    static ValueList<Window> Pending(Call call, Agreements.KnownAgreement known, Space space)
    {
        if (known.Versions is not { } versions) return [];
        var (months, published) = (new List<Window>(), space.Statements.Select(s => s.What.Period).ToHashSet(StringComparer.Ordinal));
        for (var month = WindowRule.Month.At(call.Store.Now, versions.Newest.Zone); months.Count < 3 && month.Until > versions.All[0].Term.From && !published.Contains(month.Name); month = WindowRule.Month.At(month.Time.Start - Duration.FromSeconds(1), versions.Newest.Zone))
            if (known.LastDay is not { } last || month.From <= last) months.Add(month);
        return months.ToValueList();
    }

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        var asked = await StatementsApi.AskedAsync(call);
        if (asked is { Refused: { } refused, Published: null } && (refused.Code != "not-published" || call.Query("revision") is not null)) return refused;
        Space? space;
        await using (var reading = await call.LookAsync()) space = await reading.SpaceAsync(agreement.Name, long.MaxValue, call.Cancellation);
        if (space is null) return Reply.Absent;
        // A period that is not published: as it is known now, where it has begun.
        if (asked.Published is not { } published)
            return await call.WorkedOut.KnownAsync<Reply>(agreement.Name, call.Path("period"), async known => known is Result<Statement>.Ok { Value: var then } ? await PageAsync(call, agreement, space, then, null) : new Reply.Refused(404, "not-published", "No such statement was published.", ((Result<Statement>.Refused)known).Problems[0].Message), call.Cancellation) ?? StatementsApi.Busy;
        return await call.WorkedOut.PublishedAsync<Reply>(agreement.Name, published, async again => again switch
        {
            Result<Statement>.Ok { Value: var statement } => await PageAsync(call, agreement, space, statement, published),
            Result<Statement>.Refused no => new Reply.Refused(500, "damaged", "The record is not as it was written; nothing is worked out from it.", no.Problems[0].Message),
        }, call.Cancellation) ?? StatementsApi.Busy;
    }

    static async Task<Reply> PageAsync(Call call, AgreementView agreement, Space space, Statement statement, PublishedStatement? published)
    {
        var all = space.Statements.Where(s => s.What.Period == statement.Period.Name).ToValueList();
        var open = new List<Proposal>();
        foreach (var suggestion in space.Suggestions.Where(s => s.Answer is null).Take(MostOpen))
            if (await ProposalsApi.KnownAsync(call, suggestion.What.Proposal) is Result<ValueList<Proposal>>.Ok { Value: [var proposal] } && IsAbout(proposal, statement.Period)) open.Add(proposal);
        return await call.PageAsync<StatementPage>(new()
        {
            ["Agreement"] = agreement,
            ["Statement"] = statement,
            ["Published"] = published,
            ["Revisions"] = all,
            ["AreReasonsOpen"] = call.Flag("reasons"),
            ["Now"] = published is null ? null : StateOfPublished.Of(space, statement.Period.Name),
            ["Open"] = open.ToValueList(),
            ["Periods"] = space.Statements.Select(s => s.What.Period).Distinct().Where(p => p.Length == statement.Period.Name.Length).OrderByDescending(p => p, StringComparer.Ordinal).ToValueList(),
        });
    }

    /// <summary>So many open proposals are looked at for a statement that they would change.</summary>
    const int MostOpen = 20;

    /// <summary>Whether a proposal takes time of a period away, or publishes it again; of a correction only its preview says that.</summary>
    static bool IsAbout(Proposal proposal, Window period) =>
        $"{proposal.Text.Period}" == period.Name || proposal.Text.Facts.Exclusions.Any(e => e.From < period.Time.End && !(e.Until <= period.Time.Start));

    static async Task<Reply> FileAsync(Call call)
    {
        var asked = await StatementsApi.AskedAsync(call);
        if (asked.Refused is { } refused) return refused;
        var (published, form) = (asked.Published!, call.Query("form") ?? Files[0]);
        return await call.WorkedOut.TurnAsync<Reply>(async () =>
        {
            await using var reading = await call.LookAsync();
            Reply.Whole file;
            if (form == "json") file = new(200, "application/json", await StatementsApi.BytesAsync(reading, asked.Name, published, call.Cancellation));
            else if (await RecordedSpace.AgainAsync(reading, asked.Name, published, call.Cancellation) is Result<Publication>.Ok { Value: var again }) file = StatementsApi.Written(form switch { "csv" => "text/csv", "html" => "text/html", _ => "text/plain" }, again, 100, Language.Of(LanguagePage.Of(call.Context.Request))!, []);
            else return new Reply.Refused(500, "damaged", "The record is not as it was written; nothing is worked out from it.");
            var name = $"{asked.Name}-{published.What.Period}{(published.What.Revision == 0 ? "" : $"-revision-{published.What.Revision}")}.{(form == "text" ? "txt" : form)}";
            return file with { Headers = [("Content-Disposition", $"attachment; filename=\"{Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(name)).Replace('"', '_')}\"")] };
        }, call.Cancellation) ?? StatementsApi.Busy;
    }
}
