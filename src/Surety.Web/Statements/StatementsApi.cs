using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Surety.Backtests;
using Surety.Contract;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Statements;

/// <summary>Published statements, why they are so, and the looking for what is due. Source: docs/guide/api.md, "Figures and statements".</summary>
static class StatementsApi
{
    const int MostRemembered = 10_000;

    static readonly ConcurrentDictionary<Digest, SaidInShort> Remembered = new();

    /// <summary>Statements that were published, the newest first.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement.</param><param name="before">Only entries before this one.</param><param name="most">At most so many.</param><param name="cancellation">Ends it.</param>
    internal static async Task<List<PublishedRow>> RowsAsync(Reading reading, Space space, long before, int most, CancellationToken cancellation)
    {
        var late = (await LateFacts.OfAsync(reading, space, isWhole: true, cancellation)).ToDictionary(l => l.Period);
        var rows = new List<PublishedRow>();
        foreach (var published in space.Statements.Reverse().Where(s => s.Seq < before).Take(most))
            rows.Add(new(published, await SaidAsync(reading, space.Name, published, cancellation), StateOfPublished.Of(space, published.What.Period), late.TryGetValue(published.What.Period, out var since) && since.Revision == published.What.Revision ? since : null));
        return rows;
    }

    internal static Reply.Refused ToCome { get; } = Reply.Bad(new Fault("as-of", "query", "parameter.value", "That instant has not come yet: nobody knows what will be known then.", "Name an instant that is over."));

    internal static Reply.Refused Busy { get; } = new(503, "busy", "Too much is being worked out just now.", "Ask again in a moment.") { Headers = [("Retry-After", "2")] };

    static Query Revision => new("revision", new Shape.Whole(0, int.MaxValue), "An earlier revision; 0 is the first statement.");

    static Query AsOf => new("as-of", new Shape.Moment(), "As it was known at that instant, published or not.");

    static Query InLanguage => new("language", new Shape.OneOf(PrintedContract.Languages), "Of text/html and text/plain: in which they are told; where silent, English. JSON and CSV are in English.");

    static Query Width => new("width", new Shape.Whole(40, 200), "Of text/plain: so many columns; where silent, 80.");

    static Shape.Fields Published => new([
        new("period", new Shape.Words(20), "Its period."), new("revision", new Shape.Whole(0, int.MaxValue), "0: the first."), new("published", new Shape.Moment(), "What was known then is in it."), new("summary", new Shape.Words(10_000), "What it comes to, in sentences."),
        new("final", new Shape.Flag(), "Whether nothing of the period is rebooked any more."), new("credits", new Shape.Several(FiguresApi.Money, 200), "What is owed, by currency."), new("hash", new Shape.Words(64), "SHA-256 of its bytes; its ETag."), new("seq", new Shape.Whole(1, long.MaxValue), "The entry of the journal."),
        new("late", new Shape.Fields(Facts.Receipts.Late), "Of the newest revision of a period: facts that came since and that it does not know; absent: none.", false),
    ]);

    /// <summary>Statements that were published with something that was done.</summary>
    internal static Field Statements => new("statements", new Shape.Several(new Shape.Fields([new("period", new Shape.Words(20), "Its period."), new("revision", new Shape.Whole(0, int.MaxValue), "0: the first."), new("summary", new Shape.Words(10_000), "What it comes to."), new("differences", new Shape.Several(new Shape.Words(2000), 100_000), "What it says otherwise than the one before.")]), 100_000), "Statements that were published now.");

    static Shape.Fields Issued => new([
        new("space", new Shape.Words(200), "The agreement."),
        Statements,
        new("steps", new Shape.Several(new Shape.Fields([new("period", new Shape.Words(20), "Of which period."), new("step", new Shape.Words(40), "What it has come to.")]), 100_000), "Steps that periods went."),
        new("outbox", new Shape.Whole(0, int.MaxValue), "So much was put into the outbox."), new("planned", new Shape.Whole(0, int.MaxValue), "So much is planned."),
        new("problems", new Shape.Several(new Shape.Fields([new("place", new Shape.Words(500), "Which fact."), new("code", new Shape.Words(100), "A stable name."), new("detail", new Shape.Words(2000), "What is wrong."), new("mend", new Shape.Words(2000), "What to do.", false)]), 20), "What is wrong with facts; at most 20 are told."),
    ]);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/agreements/{agreement}/statements", "listStatements", "Figures and statements", "Lists the statements that were published, with their revisions, the newest first.", ListAsync) { Query = Paging.Queries, Gives = [new(200, "The newest first.", Shape: Paging.Of(Published))] },
        new("GET", "/v1/agreements/{agreement}/statements/{period}", "readStatement", "Figures and statements", "Gives a published statement: as JSON the very bytes whose hash is in the journal, else worked out again from the record; or what was known of a period on any date.", ReadAsync)
        {
            TagsContent = true,
            Query = [Revision, AsOf, Width, InLanguage],
            Gives = [
                new(200, "The statement; its ETag is the hash of the JSON, a weak one where the answer is packed.", Shape: new Shape.Free("A statement, as statement.schema.json has it.")), new(200, "The statement.", "text/html"), new(200, "The statement.", "text/csv"), new(200, "The statement.", "text/plain"),
                new(304, "It is the one that If-None-Match names.", ""),
            ],
        },
        new("GET", "/v1/agreements/{agreement}/statements/{period}/why", "explainStatement", "Figures and statements", "Opens figures of a statement, down to the clause and the facts.", WhyAsync)
        {
            Query = [
                new("of", new Shape.Words(500), "Name of a level, credit, right, duty or ladder; or total, imported, statements."), new("scope", new Shape.Words(2000), "Only scopes with these labels: name=value, several parted by commas."), new("priority", new Shape.Words(200), "The same as scope=priority=…"),
                Revision, AsOf, Width, InLanguage, new("all", new Shape.Flag(), "Of text/plain: true shows every part; where silent, of a long list the worst and how many more."),
            ],
            Gives = [new(200, "The reasons, as 'surety why -o json' gives them.", Shape: new Shape.Free("Reasons, as docs/guide/statement.md has them.")), new(200, "The same as 'surety why' prints it.", "text/plain")],
        },
        new("POST", "/v1/agreements/{agreement}/close", "closeAgreement", "Figures and statements", "Does what is due: publishes the statements of months whose day has come, lets them go their steps, plans. The server does so by itself; twice does no harm.", CloseAsync)
        {
            Needs = Permission.Manage, Gives = [new(200, "What was done; nothing where nothing was due.", Shape: Issued)],
        },
    ];

    static async Task<Reply> ListAsync(Call call)
    {
        var name = call.Path("agreement");
        if (await call.SeatAsync(name) is null) return Reply.Absent;
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        var before = long.MaxValue;
        if (after is not null && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out before)) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        if (await reading.SpaceAsync(name, long.MaxValue, call.Cancellation) is not { Kind: SpaceKind.Agreement } space) return Reply.Absent;
        return call.Page(await RowsAsync(reading, space, before, call.Limit() + 1, call.Cancellation), (json, row) =>
        {
            var what = row.Published.What;
            json.WriteString("period", what.Period);
            json.WriteNumber("revision", what.Revision);
            json.WriteString("published", Display.InUtc(what.AsOf));
            json.WriteString("summary", row.Said.Summary);
            json.WriteBoolean("final", row.State.IsFinal);
            json.WriteStartArray("credits");
            foreach (var (amount, currency) in row.Said.Credits)
            {
                json.WriteStartObject();
                json.WriteString("amount", amount);
                json.WriteString("currency", currency);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("hash", what.Result.ToString());
            json.WriteNumber("seq", row.Published.Seq);
            if (row.Late is not { } since) return;
            json.WriteStartObject("late");
            since.WriteFields(json);
            json.WriteEndObject();
        }, row => row.Published.Seq.ToString(CultureInfo.InvariantCulture));
    }

    internal static async Task<SaidInShort> SaidAsync(Reading reading, string name, PublishedStatement published, CancellationToken cancellation)
    {
        if (Remembered.TryGetValue(published.What.Result, out var known)) return known;
        var bytes = await BytesAsync(reading, name, published, cancellation);
        using var statement = JsonDocument.Parse(bytes);
        if (Remembered.Count > MostRemembered) Remembered.Clear();
        return Remembered[published.What.Result] = new(
            statement.RootElement.GetProperty("summary").GetString()!,
            statement.RootElement.GetProperty("totals").EnumerateArray().Select(t => t.GetProperty("owed")).Select(o => (o.GetProperty("amount").GetString()!, o.GetProperty("currency").GetString()!)).ToValueList(),
            Counts(statement.RootElement.GetProperty("levels")));
    }

    static VerdictCounts Counts(JsonElement levels)
    {
        var of = levels.EnumerateArray().Where(l => !l.TryGetProperty("counts", out var counts) || counts.GetBoolean()).CountBy(l => l.GetProperty("verdict").GetString()!).ToDictionary();
        return new(of.GetValueOrDefault("met"), of.GetValueOrDefault("missed"), of.GetValueOrDefault("excused"), of.GetValueOrDefault("noData"), 0, of.GetValueOrDefault("open"), 0);
    }

    // An instant that can be asked about; whole seconds, since people will type it again.
    static string Now(Call call) => Display.InUtc(NodaTime.Instant.FromUnixTimeSeconds(call.Store.Now.ToUnixTimeSeconds()));

    internal static async Task<byte[]> BytesAsync(Reading reading, string name, PublishedStatement published, CancellationToken cancellation) =>
        await reading.DocumentAsync(name, published.What.Result, cancellation) ?? throw new RecordDamaged(name, published.Seq, "the statement that it published is not there");

    static async Task<Reply> ReadAsync(Call call)
    {
        if (FormOf(call.Context.Request) is not { } form) return new Reply.Refused(406, "form", "There is no such form of a statement.", "There are application/json, text/html, text/csv and text/plain.");
        var asked = await AskedAsync(call);
        if (asked.Refused is { } refused) return refused;
        // Nobody holds a look while it waits for its turn.
        if (asked.Published is not { } published)
            return await call.WorkedOut.TurnAsync<Reply>(async () =>
            {
                await using var looking = await call.LookAsync();
                var known = await AsKnown.AtAsync(looking, asked.Name, asked.AsOf, call.Cancellation);
                if (known is not Result<AsKnown>.Ok { Value: var then }) return NotInForce(call, ((Result<AsKnown>.Refused)known).Problems[0]);
                var begun = then.Begun(asked.Period!.ToString());
                return begun is Result<Window>.Ok { Value: var window } ? Written(form, then.Statement(window), call.Number("width", 80), LanguageOf(call), []) : NotInForce(call, ((Result<Window>.Refused)begun).Problems[0]);
            }, call.Cancellation) ?? Busy;
        await using var reading = await call.LookAsync();
        var tag = $"\"{published.What.Result}{(form == "application/json" ? "" : ";" + form[5..])}{(form is "text/html" or "text/plain" && LanguageOf(call) is { } language && language != Language.English ? $";{language}" : "")}\"";
        ValueList<(string, string)> headers = [("ETag", tag), ("Vary", "Accept")];
        if (call.Context.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(EntityTagHeaderValue.Parse(tag), false))) return new Reply.Nothing { Status = 304, Headers = headers };
        if (form == "application/json") return new Reply.Whole(200, form, await BytesAsync(reading, asked.Name, published, call.Cancellation)) { Headers = headers };
        return await call.WorkedOut.TurnAsync<Reply>(async () => await RecordedSpace.AgainAsync(reading, asked.Name, published, call.Cancellation) switch
        {
            Result<Publication>.Ok { Value: var again } => Written(form, again, call.Number("width", 80), LanguageOf(call), headers),
            Result<Publication>.Refused no => new Reply.Refused(500, "damaged", "The record is not as it was written; nothing is worked out from it.", no.Problems[0].Message),
        }, call.Cancellation) ?? Busy;
    }

    internal static Reply.Whole Written(string form, Publication made, int width, Language language, ValueList<(string, string)> headers) => (form switch
    {
        "text/html" => new Reply.Whole(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(StatementHtml.Of(made.Statement, language))),
        "text/csv" => new Reply.Whole(200, "text/csv; charset=utf-8", Encoding.UTF8.GetBytes(StatementCsv.Of([made.Statement]))),
        "text/plain" => new Reply.Whole(200, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(string.Concat(StatementText.Of(made.Statement, language, width).Select(l => $"{l}\n")))),
        _ => new Reply.Whole(200, "application/json", made.Bytes),
    })
    with
    { Headers = headers };

    static Reply.Refused NotInForce(Call call, Problem why) => new(404, "not-in-force", "Nothing was in force then.", $"{why.Message} As it is known now: as-of={Now(call)}");

    static Language LanguageOf(Call call) => call.Query("language") is { } tag ? Language.Of(tag)! : Language.English;

    /// <summary>The form that is wanted most; <c>null</c>: none that there is.</summary>
    static string? FormOf(HttpRequest request)
    {
        string[] forms = ["application/json", "text/html", "text/csv", "text/plain"];
        if (request.Headers.Accept.Count == 0) return forms[0];
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var wanted)) return null;
        foreach (var one in wanted.OrderByDescending(w => w.Quality ?? 1).Where(w => w.Quality is null or > 0))
            if (Array.Find(forms, f => one.MatchesAllTypes || one.MediaType == f || (one.MatchesAllSubTypes && f.StartsWith(one.Type.Value + "/", StringComparison.OrdinalIgnoreCase))) is { } form) return form;
        return null;
    }

    /// <summary>Which statement a request is about.</summary>
    internal sealed record Asked(string Name, CalendarPeriod? Period, PublishedStatement? Published, NodaTime.Instant AsOf, Reply.Refused? Refused);

    internal static async Task<Asked> AskedAsync(Call call)
    {
        var name = call.Path("agreement");
        if (BacktestQuestion.Period("period", call.Path("period")) is not Result<CalendarPeriod>.Ok { Value: var period }) return No(Reply.Bad(new Fault("period", "path", "value.text", $"{Text.Quoted.Of(call.Path("period"))} is no period.", "Write a month, a quarter or a year: 2026-10, 2026-Q4, 2026.")));
        if (await call.SeatAsync(name) is null) return No(Reply.Absent);
        if (call.Moment("as-of") is { } asOf)
            return call.Query("revision") is not null ? No(Reply.Bad(new Fault("revision", "query", "parameter.value", "A revision is what was published, and 'as-of' what was known: only one of them can be meant.")))
                : asOf > call.Store.Now ? No(ToCome) : new(name, period, null, asOf, null);
        await using var reading = await call.LookAsync();
        if (await reading.SpaceAsync(name, long.MaxValue, call.Cancellation) is not { Kind: SpaceKind.Agreement } space) return No(Reply.Absent);
        var revision = call.Query("revision") is null ? (int?)null : call.Number("revision", 0);
        var published = space.Statements.LastOrDefault(s => s.What.Period == period.ToString() && (revision is null || s.What.Revision == revision));
        return published is not null ? new(name, period, published, default, null)
            : No(new(404, "not-published", "No such statement was published.", revision is not null && space.Statement(period.ToString()) is { } last ? $"The newest revision of {period} is {last.What.Revision}." : $"No statement of {period} was published. What is known now can be looked at all the same: as-of={Now(call)}"));

        Asked No(Reply.Refused refused) => new(name, null, null, default, refused);
    }

    static async Task<Reply> WhyAsync(Call call)
    {
        var problems = new List<Problem>();
        var scope = ScopeLabels.Read(ScopeLabels.Parted(call.Query("scope") ?? ""), call.Query("priority"), problems, "scope");
        var faults = problems.ConvertAll(p => new Fault("scope", "query", "parameter.value", p.Message, p.Mend));
        if (call.Query("of") is not { } of) return Reply.Bad([.. faults, new Fault("of", "query", "parameter.missing", "'of' is missing: what is asked about?", "Name a level, a credit, a right, a duty or a ladder; or total, imported, statements.")]);
        if (faults.Count > 0) return Reply.Bad(faults.ToValueList());
        var form = FormOf(call.Context.Request);
        if (form is not ("application/json" or "text/plain")) return new Reply.Refused(406, "form", "There is no such form of reasons.", "There are application/json and text/plain.");
        var asked = await AskedAsync(call);
        if (asked.Refused is { } refused) return refused;
        return await call.WorkedOut.TurnAsync<Reply>(async () =>
        {
            await using var reading = await call.LookAsync();
            var looking = asked.Published is { } published ? await AsKnown.OfAsync(reading, asked.Name, published, call.Cancellation) : await AsKnown.AtAsync(reading, asked.Name, asked.AsOf, call.Cancellation);
            if (looking is not Result<AsKnown>.Ok { Value: var known }) return NotInForce(call, ((Result<AsKnown>.Refused)looking).Problems[0]);
            var begun = known.Begun(asked.Period!.ToString());
            if (begun is not Result<Window>.Ok { Value: var window }) return NotInForce(call, ((Result<Window>.Refused)begun).Problems[0]);
            var statement = known.Opened(window);
            var inquiry = Inquiry.Of(statement, of, scope);
            if (!inquiry.IsEmpty) return form == "application/json" ? new Reply.Whole(200, form, Encoding.UTF8.GetBytes(inquiry.Json)) : new Reply.Whole(200, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(string.Concat(InquiryText.Of(inquiry, call.Number("width", 80), call.Flag("all"), LanguageOf(call)).Select(r => string.Concat(r.Select(l => $"{l}\n")) + "\n"))));
            var nothing = Inquiry.Nothing(statement, known.Versions.Newest, of, scope);
            return new Reply.Refused(404, nothing.Code, "The statement says nothing of that.", $"{nothing.Message}{(nothing.Mend is null ? "" : " " + nothing.Mend)}");
        }, call.Cancellation) ?? Busy;
    }

    static async Task<Reply> CloseAsync(Call call)
    {
        var name = call.Path("agreement");
        if (await call.SeatAsync(name) is null) return Reply.Absent;
        await using (var reading = await call.LookAsync())
            if (await reading.SpaceAsync(name, 1, call.Cancellation) is not { Kind: SpaceKind.Agreement }) return Reply.Absent;
        return await call.WorkedOut.TurnAsync<Reply>(async () => await Closing.CloseAsync(call.Store, name, call.Caller.Name, call.Cancellation) switch
        {
            Result<Closed>.Ok { Value: var closed } => Reply.Json(json =>
            {
                ClosedJson.Write(json, name, closed);
                json.WriteStartArray("problems");
                foreach (var problem in closed.Problems.Take(20))
                {
                    json.WriteStartObject();
                    json.WriteString("place", problem.At.ToString());
                    json.WriteString("code", problem.Code);
                    json.WriteString("detail", problem.Message);
                    if (problem.Mend is not null) json.WriteString("mend", problem.Mend);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }),
            Result<Closed>.Refused refused => Reply.Of(refused.Problems),
        }, call.Cancellation) ?? Busy;
    }
}
