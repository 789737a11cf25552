using System.Text;
using System.Text.Json;
using Surety.Journal;
using Surety.Storage.Exclusions;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.Statements;

namespace Surety.Web.Exclusions;

/// <summary>What one side proposes and the other answers: exclusions, announcements of maintenance, corrections, restatements. Source: docs/guide/api.md, "Exclusions".</summary>
static class ProposalsApi
{
    static Shape.OneOf Kind => new(Enum.GetValues<ProposalKind>().Select(Words.Of).ToValueList());

    static Shape.OneOf SideWord => new(["provider", "customer"]);

    static Shape.Words Reason => new(2000) { HasLines = true };

    static Field Erased => new("reasonErased", new Shape.Fields([new("at", new Shape.Moment(), "When."), new("by", new Shape.Words(200), "Who did it; absent: somebody at the machine.", false), new("entry", new Shape.Whole(1, long.MaxValue), "The entry of the journal that says so.")]), "The reason was erased; the proof that there was one stands.", false);

    static Shape.Fields Shown => new([
        new("proposal", new Shape.Words(64), "Its name."), new("kind", Kind, "What it is."), new("side", SideWord, "Which side proposed it."), new("by", new Shape.Words(200), "Who did.", false),
        new("entry", new Shape.Whole(1, long.MaxValue), "The entry of the journal that has it."), new("proposed", new Shape.Moment(), "When."), new("reason", Reason, "Why.", false), Erased,
        new("state", new Shape.OneOf(["open", "accepted", "refused", "withdrawn"]), "Where it stands."), new("waitsFor", SideWord, "The side whose answer it waits for.", false),
        new("answer", new Shape.Fields([
            new("side", SideWord, "Which side answered."), new("by", new Shape.Words(200), "Who did.", false), new("entry", new Shape.Whole(1, long.MaxValue), "The entry of the journal."), new("answered", new Shape.Moment(), "When."),
            new("consent", new Shape.Words(40), "Who consented: the other side, a second person, or the text by itself.", false), new("reason", Reason, "Why.", false), Erased,
        ]), "The answer, if there is one.", false),
        new("period", new Shape.Words(20), "The period that is restated.", false), new("facts", new Shape.Several(new Shape.Free("A fact, as facts.schema.json has it."), 1000), "What is to be recorded."),
        new("exclusions", new Shape.Several(new Shape.Free("What the text makes of an exclusion: what is left out, and why the rest is not."), 1000), "Of an accepted one that leaves time out: what the text makes of it, as far as is known now. Left out where the server has too much to do.", false),
        new("preview", Preview, "What would be otherwise if it were accepted now; of an open one.", false),
        new("problems", new Shape.Several(new Shape.Fields([new("code", new Shape.Words(100), "A stable name."), new("detail", new Shape.Words(2000), "What is wrong."), new("mend", new Shape.Words(2000), "What to do.", false)]), 1000), "Why an open one can no longer be accepted, in the place of the preview; it can be refused or withdrawn all the same.", false),
    ]);

    static Shape.Fields Preview => new([
        new("entries", new Shape.Whole(1, long.MaxValue), "The entry of the journal up to which it was worked out: whoever accepts says so."), new("feeds", Feeds, "Likewise of each feed that the agreement reads."), new("needs", new Shape.Words(20), "Whose consent the text asks for: a side, or 'second person'; absent: it stands by itself.", false), new("lines", new Shape.Several(new Shape.Words(1000), 1000), "The same in sentences."),
        new("exclusions", new Shape.Several(new Shape.Free("What the text makes of each exclusion."), 1000), "Time that is left out, and why some is not."), new("losing", new Shape.Several(new Shape.Free("What the text makes of the exclusion then."), 1000), "Exclusions of which less is left out then, because the budget is spent in order of time."), new("periods", new Shape.Several(new Shape.Free("Figures, verdicts and money as they are and as they would be."), 1000), "Each period that would come out otherwise."),
    ]);

    static Shape.Several Feeds => new(new Shape.Fields([new("feed", new Shape.Words(200), "Its name."), new("entries", new Shape.Whole(0, long.MaxValue), "Its last entry that counts.")]), 1000);

    static Shape.Fields Answered => new([
        new("proposal", Shown, "As it stands now."), StatementsApi.Statements, new("toRevise", new Shape.Several(new Shape.Words(20), 1000), "Published periods that it concerns: a restatement publishes them again."),
    ]);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/agreements/{agreement}/proposals", "listProposals", "Exclusions", "Lists what the sides proposed to each other, the newest first.", ListAsync)
        {
            Query = [new("state", new Shape.OneOf(["open", "accepted", "refused", "withdrawn"]), "Only those that stand so."), .. Paging.Queries], Gives = [new(200, "Without previews.", Shape: Paging.Of(Shown))],
        },
        new("GET", "/v1/agreements/{agreement}/proposals/{proposal}", "readProposal", "Exclusions", "Shows one proposal, and what it would change.", ReadAsync) { Gives = [new(200, "The proposal.", Shape: Shown)] },
        new("POST", "/v1/agreements/{agreement}/proposals", "propose", "Exclusions", "Proposes to the other side that time is excluded, that facts are corrected, that a statement is published again; or announces maintenance.", ProposeAsync)
        {
            Needs = Permission.Facts, Suffices = Permission.Manage, MostBytes = 1 << 20, Gives = [new(201, "It is in the journal; where the text asks for nobody's consent, it holds at once.", Shape: Shown), new(200, "What it would change; nothing was proposed.", Shape: Preview)],
            Query = [new("preview", new Shape.Flag(), "true: say what it would change, and propose nothing.")],
            About = "An agent who is signed in may announce maintenance; the rest, and every key, needs `manage`. Where one side keeps the agreement alone, a second person of it answers.",
            Body = new([
                new("kind", Kind, "What it is."), new("facts", new Shape.Several(new Shape.Free("A fact, as facts.schema.json has it."), 1000), "Exclusions, or facts that supersede others.", false), new("period", new Shape.Words(20), "Of a restatement: the period.", false),
                new("reason", Reason, "Why; an announcement needs none.", false), new("name", new Shape.Words(64, 5), "What the caller calls it, prp_…; sent again under this name it is the same proposal.", false),
            ]),
        },
        Answering("acceptances", "acceptProposal", "Accepts what the other side proposed: it is recorded.", (call, side, expected) => Proposals.AnswerAsync(call.Store, call.Path("agreement"), call.Path("proposal"), side, call.Caller.Name, true, call.Text("reason"), call.Cancellation, expected, SeenIn(call)),
            [
                new("entries", new Shape.Whole(1, long.MaxValue), "What the preview that is accepted said under this name: where the record has moved since, so that figures come out otherwise, it is refused."),
                new("feeds", Feeds, "Likewise; where the agreement reads no feed it can be left out.", false),
            ]),
        Answering("refusals", "refuseProposal", "Refuses what the other side proposed; says why.", isReasoned: true, answer: (call, side, expected) => Proposals.AnswerAsync(call.Store, call.Path("agreement"), call.Path("proposal"), side, call.Caller.Name, false, call.Text("reason"), call.Cancellation, expected)),
        Answering("withdrawals", "withdrawProposal", "Takes back what the own side proposed.", (call, side, expected) => Proposals.WithdrawAsync(call.Store, call.Path("agreement"), call.Path("proposal"), side, call.Caller.Name, call.Text("reason"), call.Cancellation, expected)),
    ];

    static Operation Answering(string what, string id, string summary, Func<Call, Side, long?, Task<Result<ProposalAnswered>>> answer, ValueList<Field>? more = null, bool isReasoned = false) => new("POST", $"/v1/agreements/{{agreement}}/proposals/{{proposal}}/{what}", id, "Exclusions", summary, call => AnswerAsync(call, answer, isReasoned))
    {
        Needs = Permission.Manage,
        MatchesState = true,
        Gives = [new(201, "It is in the journal.", Shape: Answered)],
        Body = new([new("reason", Reason, "Why; a refusal says so.", false), .. more ?? []]),
    };

    static Seen SeenIn(Call call) => new(call.Body.GetProperty("entries").GetInt64(), call.Body.TryGetProperty("feeds", out var feeds) && feeds.ValueKind == JsonValueKind.Array
        ? feeds.EnumerateArray().Select(f => (Feed: f.GetProperty("feed").GetString()!, Entries: f.GetProperty("entries").GetInt64())).OrderBy(f => f.Feed, StringComparer.Ordinal).ToValueList() : []);

    static async Task<Reply> ListAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is null) return Reply.Absent;
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        ValueList<Proposal> wanted;
        await using (var reading = await call.LookAsync())
        {
            if (await reading.SpaceAsync(call.Path("agreement"), long.MaxValue, call.Cancellation) is not { } space) return Reply.Absent;
            var some = space.Suggestions.Reverse().Where(s => call.Query("state") is not { } state || StateOf(s) == state).SkipWhile(s => after is not null && s.What.Proposal != after).Skip(after is null ? 0 : 1).Take(call.Limit() + 1);
            wanted = await Proposals.SomeAsync(reading, space, some.ToValueList(), call.Cancellation);
        }
        // One more than is shown says that there are others, and nobody sees it.
        ValueList<Proposal> shown = [.. await RuledAsync(call, wanted.Take(call.Limit()).ToValueList()), .. wanted.Skip(call.Limit())];
        return call.Page(shown, (json, p) => ProposalJson.WriteFields(json, p, null), p => p.Name);
    }

    /// <summary>A proposal of the agreement that the path names.</summary>
    internal static async Task<Result<ValueList<Proposal>>> KnownAsync(Call call, string only)
    {
        await using var reading = await call.LookAsync();
        return await Proposals.ListAsync(reading, call.Path("agreement"), call.Cancellation, only);
    }

    /// <summary>Adds what became of accepted exclusions, where there are any and the server has the time: it takes a core for a while, and nobody holds a look while it waits for its turn.</summary>
    internal static async Task<ValueList<Proposal>> RuledAsync(Call call, ValueList<Proposal> shown)
    {
        if (!shown.Any(p => p.IsExcluding)) return shown;
        var ruled = await call.WorkedOut.TurnAsync<Result<ValueList<Proposal>>>(async () =>
        {
            await using var reading = await call.LookAsync();
            return new Result<ValueList<Proposal>>.Ok(await Proposals.RuledAsync(reading, call.Path("agreement"), shown, call.Store.Now, call.Cancellation));
        }, call.Cancellation);
        return ruled is Result<ValueList<Proposal>>.Ok { Value: var known } ? known : shown;
    }

    /// <summary>Where it stands, in a word.</summary>
    internal static string StateOf(Suggestion suggestion) => suggestion.Answer is { } answer ? Words.Of(answer.What.Answer) : "open";

    static async Task<Reply> ReadAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is null) return Reply.Absent;
        return await ShownAsync(call, call.Path("proposal"), 200);
    }

    /// <summary>Shows one proposal, and what it would change while it is open, or why it can no longer be accepted; nothing of that where the server has too much to do. Looking ahead takes a core for a while, and nobody holds a look while it waits for its turn.</summary>
    /// <returns><c>null</c>: there is none of that name.</returns>
    internal static async Task<Reply?> LookAsync(Call call, string name, Func<Proposal, Result<ProposalPreview>?, Task<Reply>> show)
    {
        if (await KnownAsync(call, name) is not Result<ValueList<Proposal>>.Ok { Value: [var found] }) return null;
        var proposal = (await RuledAsync(call, [found])).Span[0];
        return (proposal.IsOpen ? await call.WorkedOut.PreviewAsync(call.Path("agreement"), name, preview => show(proposal, preview), call.Cancellation) : null) ?? await show(proposal, null);
    }

    static async Task<Reply> ShownAsync(Call call, string name, int status) => await LookAsync(call, name, (proposal, looking) => Task.FromResult(ReplyOf(proposal, looking, status))) ?? Reply.Of([Proposals.None(call.Path("agreement"), name)]);

    static Reply ReplyOf(Proposal proposal, Result<ProposalPreview>? looking, int status)
    {
        // What was done is told without it.
        if (proposal.IsOpen && looking is null && status == 200) return Statements.StatementsApi.Busy;
        return Reply.Json(json =>
        {
            ProposalJson.WriteFields(json, proposal, looking is Result<ProposalPreview>.Ok { Value: var preview } ? preview : null);
            if (looking is not Result<ProposalPreview>.Refused { Problems: var problems }) return;
            json.WriteStartArray("problems");
            foreach (var problem in problems)
            {
                json.WriteStartObject();
                json.WriteString("code", problem.Code);
                json.WriteString("detail", problem.Message);
                if (problem.Mend is not null) json.WriteString("mend", problem.Mend);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }, status);
    }

    static async Task<Reply> ProposeAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is not { } seat || seat.SideOf(call.Caller.Party) is not { } side) return Reply.Absent;
        var kind = Words.Kind(call.Text("kind")!);
        if (!May(call.Caller, kind)) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", "It needs the permission 'manage'; maintenance is announced by people who are agents, too.");
        if (Wrong(call, kind) is { Count: > 0 } faults) return Reply.Bad(faults);
        var json = kind == ProposalKind.Restatement ? $$"""{"period": "{{JsonEncodedText.Encode(call.Text("period")!)}}"}""" : call.Body.GetProperty("facts").GetRawText();
        var proposing = new Proposing(kind, "", Encoding.UTF8.GetBytes(json), call.Text("reason"), call.Text("name") ?? NameOf(call));
        if (call.Flag("preview"))
            return await PreviewAsync(call, side, proposing) switch
            {
                Result<ProposalPreview>.Ok { Value: var preview } => Reply.Json(j => ProposalJson.WriteFields(j, preview)),
                Result<ProposalPreview>.Refused refused => No(refused.Problems),
                null => Statements.StatementsApi.Busy,
            };
        return await Proposals.ProposeAsync(call.Store, call.Path("agreement"), side, call.Caller.Name, proposing, call.Cancellation) switch
        {
            Result<Written<Proposal>>.Ok { Value.Value: var proposal } => await ShownAsync(call, proposal.Name, 201),
            Result<Written<Proposal>>.Refused refused => No(refused.Problems),
        };
    }

    /// <summary>What something would change that nobody has proposed yet; <c>null</c>: the server has too much to do.</summary>
    internal static Task<Result<ProposalPreview>?> PreviewAsync(Call call, Side side, Proposing proposing) =>
        call.WorkedOut.TurnAsync(() => Proposals.PreviewAsync(call.Store, call.Path("agreement"), side, call.Caller.Name, proposing, call.Cancellation), call.Cancellation);

    /// <summary>Whether somebody may propose something of a kind: a program that measures announces nothing, and people who are agents announce maintenance and nothing else.</summary>
    internal static bool May(Caller caller, ProposalKind kind) => caller.May(Permission.Manage) || (kind == ProposalKind.Announcement && caller.Roles.Count > 0 && caller.May(Permission.Facts));

    static ValueList<Fault> Wrong(Call call, ProposalKind kind)
    {
        var noReason = kind != ProposalKind.Announcement && string.IsNullOrWhiteSpace(call.Text("reason")) ? [new Fault("/reason", "body", "proposal.reason", "A proposal says why: the other side reads it.", "Say it in 'reason'.")] : Enumerable.Empty<Fault>();
        var hasFacts = call.Body.TryGetProperty("facts", out var facts) && facts.ValueKind == JsonValueKind.Array && facts.GetArrayLength() > 0;
        return kind == ProposalKind.Restatement
            ? [.. call.Text("period") is null ? [new Fault("/period", "body", "value.missing", "A restatement names the period that is published again.")] : Enumerable.Empty<Fault>(), .. hasFacts ? [new Fault("/facts", "body", "value.unknown", "A restatement has no facts: they are sent before.")] : Enumerable.Empty<Fault>(), .. noReason]
            : [.. hasFacts ? [] : Enumerable.Repeat(new Fault("/facts", "body", "value.missing", "The facts that are to be recorded are missing."), 1), .. call.Text("period") is null ? [] : Enumerable.Repeat(new Fault("/period", "body", "value.unknown", "Only a restatement names a period."), 1), .. noReason];
    }

    // Sent again with the same key it is the same proposal, even where the answer was lost with the server.
    static string? NameOf(Call call) => call.Context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key] ? $"prp_{Digest.Of(Encoding.UTF8.GetBytes($"{call.Caller.Name}\n{key}")).ToString()[..24]}" : null;

    static async Task<Reply> AnswerAsync(Call call, Func<Call, Side, long?, Task<Result<ProposalAnswered>>> answer, bool isReasoned)
    {
        if (await call.SeatAsync(call.Path("agreement")) is not { } seat || seat.SideOf(call.Caller.Party) is not { } side) return Reply.Absent;
        if (isReasoned && string.IsNullOrWhiteSpace(call.Text("reason"))) return Reply.Bad(new Fault("/reason", "body", "answer.reason", "A refusal says why: the other side reads it.", "Say it in 'reason'."));
        if (call.IfMatch(out var changed, isNeeded: false) is var etag && changed is not null) return changed;
        return await answer(call, side, Agreements.KnownAgreement.Expected(etag)) switch
        {
            Result<ProposalAnswered>.Ok { Value: var answered } => Reply.Json(json =>
            {
                json.WriteStartObject("proposal");
                ProposalJson.WriteFields(json, answered.Proposal, null);
                json.WriteEndObject();
                ClosedJson.Write(json, answered.Issued);
                json.WriteStartArray("toRevise");
                foreach (var period in answered.ToRevise) json.WriteStringValue(period);
                json.WriteEndArray();
            }, 201),
            Result<ProposalAnswered>.Refused refused => No(refused.Problems),
        };
    }

    /// <summary>A place is a JSON pointer into the facts.</summary>
    static Reply.Refused No(ValueList<Problem> problems)
    {
        var reply = Reply.Of(problems);
        return reply with { Faults = reply.Faults.Select(f => f.Place == "#/period" ? f with { Place = "/period" } : f.Place.StartsWith('#') ? f with { Place = "/facts" + f.Place[1..] } : f).ToValueList() };
    }
}
