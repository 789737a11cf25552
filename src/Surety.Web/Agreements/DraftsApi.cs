using System.Text;
using System.Text.Json;
using Surety.Agreements;
using Surety.Changes;
using Surety.Contract;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>Texts on their way: drafts that the party alone sees, and what is wrong with any text. Source: docs/guide/api.md, "Drafts".</summary>
static class DraftsApi
{
    static Shape.Words Title => new(200);

    static Shape.Words Text => new(Drafts.MostText, 0) { HasLines = true, IsRead = true };

    static Shape.Several Problems => new(new Shape.Fields([
        new("severity", new Shape.OneOf(["note", "question", "warning", "error"]), "How bad it is: a text with errors, or with questions of its own, cannot be proposed."), new("code", new Shape.Words(100), "A stable name."), new("detail", new Shape.Words(4000), "What is wrong, and what was expected."),
        new("mend", new Shape.Words(4000), "What to do.", false), new("file", new Shape.Words(200), "In which file, where it is not the text itself.", false), new("line", new Shape.Whole(1, int.MaxValue), "Its line.", false), new("column", new Shape.Whole(1, int.MaxValue), "Its column.", false),
    ]), 10_000);

    static Shape.Fields Listed => new([
        new("draft", new Shape.Words(60), "Its name."), new("title", Title, "What people call it."), new("agreement", new Shape.Words(200), "The agreement that it is for.", false), new("by", new Shape.Words(200), "Who wrote last."), new("updated", new Shape.Moment(), "When."),
        new("length", new Shape.Whole(0, Drafts.MostText), "Of its text, in characters."),
    ]);

    static Shape.Fields Whole => new([.. Listed.All, new("etag", new Shape.Words(80), "What goes behind If-Match."), new("text", Text, "What it says."), new("problems", Problems, "All that 'surety check' says of it.")]);

    static Shape.Fields Body => new([new("title", Title, "What people call it."), new("agreement", new Shape.Words(200), "The agreement that it is for; the files beside that one are known.", false), new("text", Text, "An agreement or standard terms, as far as they are written.")]);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/drafts", "listDrafts", "Drafts", "Lists the drafts of the caller's party; nobody else sees them.", ListAsync) { Query = Paging.Queries, Gives = [new(200, "The newest first.", Shape: Paging.Of(Listed))] },
        new("POST", "/v1/drafts", "beginDraft", "Drafts", "Begins a draft.", BeginAsync) { Needs = Permission.Manage, MostBytes = SentText.MostBytes, Body = Body, Gives = [new(201, "It is saved, whatever is wrong with it.", Shape: Whole)] },
        new("GET", "/v1/drafts/{draft}", "readDraft", "Drafts", "Shows a draft, and all that is wrong with it.", ReadAsync) { Gives = [new(200, "As it is now.", Shape: Whole)] },
        new("PUT", "/v1/drafts/{draft}", "saveDraft", "Drafts", "Saves a draft.", SaveAsync) { Needs = Permission.Manage, MostBytes = SentText.MostBytes, MatchesState = true, Body = Body, Gives = [new(200, "It is saved, whatever is wrong with it.", Shape: Whole)] },
        new("DELETE", "/v1/drafts/{draft}", "dropDraft", "Drafts", "Throws a draft away.", DropAsync) { Needs = Permission.Manage, MatchesState = true, Gives = [new(204, "It is gone.", "")] },
        new("POST", "/v1/checks", "checkText", "Drafts", "Says what is wrong with a text, and how it would be printed; nothing is stored.", CheckAsync)
        {
            IsRepeatable = true, MostBytes = SentText.MostBytes, Takes = [SentText.AsYaml],
            Body = new([SentText.TextField, SentText.FilesField, new("agreement", new Shape.Words(200), "An agreement of the record: the files beside it are known.", false), new("language", new Shape.OneOf(PrintedContract.Languages), "In which it is printed; where silent, the binding one.", false)]),
            Gives = [new(200, "All that 'surety check' says of it.", Shape: new Shape.Fields([
                new("problems", Problems, "In order of place."), new("canBeProposed", new Shape.Flag(), "Whether it could be proposed."), new("id", new Shape.Words(80), "Short name of the agreement.", false), new("title", new Shape.Words(1000), "As it has it.", false), new("version", new Shape.Whole(1, int.MaxValue), "Its number.", false), new("effective", new Shape.Day(), "Its first day.", false),
                new("file", VersionJson.Hash, "SHA-256 of its canonical form.", false), new("canonical", Text, "That form.", false), new("printed", Text, "The printed text, as Markdown.", false),
            ]))],
        },
    ];

    static async Task<Reply> ListAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var all = (await Drafts.ListAsync(reading, call.Caller.Party, call.Cancellation)).Where(d => IsFor(call, d.Space));
        return call.Page(all.SkipWhile(d => after is not null && d.Id != after).Skip(after is null ? 0 : 1).ToList(), Write, d => d.Id);
    }

    static bool IsFor(Call call, string? space) => call.Caller.OnlySpace is null || space == call.Caller.OnlySpace;

    static async Task<Draft?> FindAsync(Call call, Reading reading) => await Drafts.FindAsync(reading, call.Caller.Party, call.Path("draft"), call.Cancellation) is { } draft && IsFor(call, draft.Space) ? draft : null;

    static async Task<Reply> ReadAsync(Call call)
    {
        await using var reading = await call.LookAsync();
        return await FindAsync(call, reading) is { } draft ? await ShownAsync(call, reading, draft, 200) : Reply.Absent;
    }

    static async Task<Reply> ShownAsync(Call call, Reading reading, Draft draft, int status)
    {
        var problems = AgreementFile.Parse(draft.Id, Encoding.UTF8.GetBytes(draft.Text), await KnownAsync(call, reading, draft)).Problems;
        return Reply.Json(json =>
        {
            Write(json, new(draft.Id, draft.Space, draft.Title, draft.Text.EnumerateRunes().Count(), draft.By, draft.Updated));
            json.WriteString("etag", $"\"{draft.ETag}\"");
            json.WriteString("text", draft.Text);
            WriteProblems(json, problems, draft.Id);
        }, status) with
        { Headers = [("ETag", $"\"{draft.ETag}\""), .. status == 201 ? [("Location", $"/v1/drafts/{draft.Id}")] : Array.Empty<(string, string)>()] };
    }

    /// <summary>What a draft may stand on: other drafts of the party, and the files beside the agreement that it is for.</summary>
    static async Task<ValueList<Layer>> KnownAsync(Call call, Reading reading, Draft draft)
    {
        if (!AgreementFile.CitesFiles(Encoding.UTF8.GetBytes(draft.Text))) return [];
        var others = (await Drafts.AllAsync(reading, call.Caller.Party, call.Caller.OnlySpace, call.Cancellation)).Where(d => d.Id != draft.Id).Select(d => Layer.Parse(d.Id, Encoding.UTF8.GetBytes(d.Text))).OfType<Layer>();
        return others.Concat(draft.Space is { } space ? await BesideAsync(call, reading, space) : []).DistinctBy(l => l.Name).ToValueList();
    }

    static async Task<List<Layer>> BesideAsync(Call call, Reading reading, string space) => await call.SeatAsync(space) is not null && await KnownAgreement.FindAsync(reading, space, call.Cancellation) is { } known ? await known.LayersAsync(reading, call.Cancellation) : [];

    static void Write(Utf8JsonWriter json, ListedDraft draft)
    {
        json.WriteString("draft", draft.Id);
        json.WriteString("title", draft.Title);
        if (draft.Space is { } space) json.WriteString("agreement", space);
        json.WriteString("by", draft.By);
        json.WriteString("updated", Display.InUtc(draft.Updated));
        json.WriteNumber("length", draft.Length);
    }

    static void WriteProblems(Utf8JsonWriter json, ValueList<Problem> problems, string own)
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems.OrderBy(p => p.At))
        {
            json.WriteStartObject();
            json.WriteString("severity", problem.Severity.ToString().ToLowerInvariant());
            json.WriteString("code", problem.Code);
            json.WriteString("detail", problem.Message);
            if (problem.Mend is { } mend) json.WriteString("mend", mend);
            if (problem.At.File is { Length: > 0 } file && file != own) json.WriteString("file", file);
            if (problem.At.Line > 0) json.WriteNumber("line", problem.At.Line);
            if (problem.At.Column > 0) json.WriteNumber("column", problem.At.Column);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static Task<Reply> BeginAsync(Call call) => SavedAsync(call, Drafts.BeginAsync(call.Store, call.Caller, call.Text("agreement") ?? call.Caller.OnlySpace, call.Text("title")!, call.Text("text")!, call.Cancellation), 201);

    static async Task<Reply> SaveAsync(Call call)
    {
        if (call.IfMatch(out var refused, isNeeded: true) is var etag && refused is not null) return refused;
        await using (var reading = await call.LookAsync())
            if (await FindAsync(call, reading) is null) return Reply.Absent;
        return await SavedAsync(call, Drafts.SaveAsync(call.Store, call.Caller, call.Path("draft"), etag, call.Text("agreement") ?? call.Caller.OnlySpace, call.Text("title")!, call.Text("text")!, call.Cancellation), 200);
    }

    static async Task<Reply> SavedAsync(Call call, Task<Result<Draft>> saving, int status)
    {
        if (await saving is not Result<Draft>.Ok { Value: var draft }) return Reply.Of(((Result<Draft>.Refused)await saving).Problems);
        await using var reading = await call.LookAsync();
        return await ShownAsync(call, reading, draft, status);
    }

    static async Task<Reply> DropAsync(Call call)
    {
        if (call.IfMatch(out var refused, isNeeded: true) is var etag && refused is not null) return refused;
        await using (var reading = await call.LookAsync())
            if (await FindAsync(call, reading) is null) return Reply.Absent;
        return await Drafts.DropAsync(call.Store, call.Caller, call.Path("draft"), etag, call.Cancellation) is Result<Draft>.Refused no ? Reply.Of(no.Problems) : new Reply.Nothing();
    }

    static async Task<Reply> CheckAsync(Call call)
    {
        var sent = SentText.Of(call);
        await using var reading = await call.LookAsync();
        if (call.Text("agreement") is { } named && await call.SeatAsync(named) is null) return Reply.Absent;
        var layers = sent.On(call.Text("agreement") is { } space ? await BesideAsync(call, reading, space) : []);
        var parsed = AgreementFile.Parse(SentText.Name, sent.Bytes, layers);
        var form = CanonicalText.Of(SentText.Name, sent.Bytes, layers) is Result<CanonicalText>.Ok { Value: var canonical } ? canonical : null;
        var print = parsed.Agreement is not null && PrintedContract.Of(SentText.Name, sent.Bytes, layers, call.Text("language"), null) is Result<PrintedContract>.Ok { Value: var contract } ? ContractMarkdown.Of(contract) : null;
        return Reply.Json(json =>
        {
            WriteProblems(json, parsed.Problems, SentText.Name);
            json.WriteBoolean("canBeProposed", parsed.Agreement is not null && parsed.Problems.All(p => p.Severity != Severity.Question));
            if (parsed.Agreement is { } agreement)
            {
                json.WriteString("id", agreement.Id);
                json.WriteString("title", agreement.Title);
                json.WriteNumber("version", agreement.Version);
                json.WriteString("effective", Display.Iso(agreement.Effective));
            }
            if (form is not null)
            {
                json.WriteString("file", form.Hash);
                json.WriteString("canonical", form.Text);
            }
            if (print is not null) json.WriteString("printed", print);
        });
    }
}
