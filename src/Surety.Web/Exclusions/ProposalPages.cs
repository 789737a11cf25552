using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Exclusions;

/// <summary>Pages on which one side proposes what is not to count, and the other one answers. They do what <see cref="ProposalsApi"/> does. Source: docs/guide/pages.md.</summary>
static class ProposalPages
{
    /// <summary>So much is said in a reason, and so much is written into the other fields.</summary>
    const int LongestReason = 2000, LongestField = 400, LongestFact = 20_000;

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/proposals/{proposal}", "showProposal", "Shows a proposal, what it would change, and what became of it.", ShowAsync),
        PagesOf.Send("/agreements/{agreement}/proposals/{proposal}", "answerByPage", "Accepts, refuses or withdraws a proposal.", "do: accept, refuse or withdraw; reason; seen: what the preview was worked out up to; state: of the agreement.", AnswerAsync) with { Needs = Permission.Manage },
        PagesOf.Read("/agreements/{agreement}/propose", "showPropose", "Shows the form by which something is proposed to the other side.", ProposeAsync) with
        {
            Query = [new("kind", new Shape.OneOf(["exclusion", "announcement", "correction", "restatement"]), "What is proposed."), new("period", new Shape.Words(20), "Of a restatement: the period."), new("instead", new Shape.Words(64), "The proposal from which the form is filled."), new("source", new Shape.Words(LongestField), "Of a correction: the source of the fact that was wrong."), new("supersedes", new Shape.Words(LongestField), "Of a correction: its id, and the form is filled with what it says.")],
        },
        PagesOf.Send("/agreements/{agreement}/propose", "proposeByPage", "Shows what something would change, and proposes it.", "do: preview or send; kind; exclusion, service, from, until, label.KEY, source, supersedes, id, fact.KEY, fact, period, reason; name; previewed.", SendAsync) with { Needs = Permission.Facts, Suffices = Permission.Manage },
    ];

    static async Task<Reply> ShowAsync(Call call) => await AgreementView.FindAsync(call) is not { } agreement ? Reply.Absent : await ShownAsync(call, agreement, null);

    static async Task<Reply> ShownAsync(Call call, AgreementView agreement, Refusal? refusal) => await ProposalsApi.LookAsync(call, call.Path("proposal"), (proposal, looking) => PageAsync(call, agreement, proposal, looking, refusal)) ?? Reply.Absent;

    static async Task<Reply> PageAsync(Call call, AgreementView agreement, Proposal proposal, Result<ProposalPreview>? looking, Refusal? refusal)
    {
        if (proposal.IsOpen && looking is null) return Statements.StatementsApi.Busy;
        // What it came to stays to be seen; where the server has too much to do, it is left out.
        var then = proposal.IsOpen ? null : await call.WorkedOut.TurnAsync(async () =>
        {
            await using var looked = await call.LookAsync();
            return await Proposals.ThenAsync(looked, agreement.Name, proposal, call.Cancellation);
        }, call.Cancellation);
        await using var reading = await call.LookAsync();
        if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { } known) return Reply.Absent;
        var (mayManage, own) = (call.Caller.May(Permission.Manage), proposal.Suggestion.What.Side == agreement.Side);
        var isSecond = proposal.KeptBy is null || (!Suggestion.IsKey(proposal.Suggestion.By) && !Suggestion.IsKey(call.Caller.Name) && Suggestion.PersonOf(proposal.Suggestion.By) != Suggestion.PersonOf(call.Caller.Name));
        return await call.PageAsync<ProposalPage>(new()
        {
            ["Agreement"] = agreement,
            ["Proposal"] = proposal,
            ["Preview"] = looking is Result<ProposalPreview>.Ok { Value: var preview } ? preview : null,
            ["Then"] = then is Result<ProposalPreview>.Ok { Value: var was } ? was : null,
            ["Problems"] = looking is Result<ProposalPreview>.Refused { Problems: var problems } ? problems : default(ValueList<Problem>),
            ["Clauses"] = ClausesOf(known, proposal),
            ["Zone"] = known.Versions?.Newest.Zone ?? DateTimeZone.Utc,
            ["Wrong"] = await WrongAsync(reading, agreement, proposal, call.Cancellation),
            ["Proposer"] = await NameAsync(reading, call, proposal.Suggestion.By),
            ["Answerer"] = await NameAsync(reading, call, proposal.Suggestion.Answer?.By),
            ["ToRevise"] = await Proposals.ToReviseAsync(reading, known.Space, proposal, call.Cancellation),
            ["AgreementState"] = known.ETag,
            ["MayAnswer"] = proposal.IsOpen && mayManage && proposal.Asked == agreement.Side && isSecond,
            ["WaitsForUs"] = proposal.IsOpen && proposal.Asked == agreement.Side && (proposal.KeptBy is null || !own || !isSecond),
            ["MayWithdraw"] = proposal.IsOpen && mayManage && own,
            ["MayPropose"] = mayManage,
            ["Refusal"] = refusal,
        });
    }

    /// <summary>Of so many facts it is told what was wrong with them.</summary>
    const int MostWrong = 10;

    /// <summary>Facts that a proposal corrects, by source and id.</summary>
    static async Task<Dictionary<(string? Source, string? Id), WrongFact>> WrongAsync(Reading reading, AgreementView agreement, Proposal proposal, CancellationToken cancellation)
    {
        var wrong = new Dictionary<(string?, string?), WrongFact>();
        if (proposal.Suggestion.What.Kind != ProposalKind.Correction) return wrong;
        foreach (var fact in ProposalWords.Said(proposal).Take(MostWrong))
        {
            var (source, id) = (fact.Where(f => f.Name == "source").Select(f => f.Value).FirstOrDefault(), fact.Where(f => f.Name == "supersedes").Select(f => f.Value).FirstOrDefault());
            if (await WrongFact.FindAsync(reading, agreement.Name, source, id, cancellation) is { } found) wrong[(source, id)] = found;
        }
        return wrong;
    }

    /// <summary>Exclusions of the agreement that it names, each once.</summary>
    static ValueList<Exclusion> ClausesOf(KnownAgreement known, Proposal proposal) =>
        proposal.Text.Facts.Exclusions.Select(f => known.Versions?.At(f.From).Scope.Exclusions.FirstOrDefault(e => e.Name == f.Exclusion)).OfType<Exclusion>().DistinctBy(e => e.Name).ToValueList();

    /// <summary>The name of a person of the caller's own party; <c>null</c>: it is somebody else, whom the other side does not know by name.</summary>
    static async Task<string?> NameAsync(Reading reading, Call call, string? by) =>
        by is not null && by.StartsWith("person:", StringComparison.Ordinal) ? (await Persons.FindAsync(reading, call.Caller.Party, by["person:".Length..], call.Cancellation))?.Name : null;

    static async Task<Reply> AnswerAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        await using (var reading = await call.LookAsync())
            if ((await reading.SpaceAsync(agreement.Name, long.MaxValue, call.Cancellation))?.Suggestion(call.Path("proposal")) is null) return Reply.Absent;
        var (what, reason) = (fields.GetValueOrDefault("do"), fields.GetValueOrDefault("reason"));
        var words = Shell.Words.In(LanguagePage.Of(call.Context.Request));
        var faults = new List<(string Field, string Message)>();
        if (what is not ("accept" or "refuse" or "withdraw")) return Reply.Bad(new Fault("do", "body", "value.choice", "accept, refuse or withdraw was expected."));
        if (reason is { Length: > LongestReason } || Forbidden(reason)) faults.Add(("reason", words["propose.fault.text"]));
        if (what == "refuse" && reason is null) faults.Add(("reason", words["proposal.fault.reason"]));
        var seen = Seen.Parse(fields.GetValueOrDefault("seen") ?? "");
        if (faults.Count > 0 || (what == "accept" && seen is null)) return await ShownAsync(call, agreement, new(what, reason, faults.Count > 0 ? null : words["proposal.unseen"], [], faults.ToValueList()));
        var (name, by) = (call.Path("proposal"), call.Caller.Name);
        // A state of another form is none that was ever there.
        var expected = KnownAgreement.Expected(fields.GetValueOrDefault("state")?.Trim('"'));
        var answered = what == "withdraw" ? await Proposals.WithdrawAsync(call.Store, agreement.Name, name, agreement.Side, by, reason, call.Cancellation, expected)
            : await Proposals.AnswerAsync(call.Store, agreement.Name, name, agreement.Side, by, what == "accept", reason, call.Cancellation, expected, seen);
        if (answered is Result<ProposalAnswered>.Ok) return Rendered.To(agreement.Address($"proposals/{name}"));
        var problems = ((Result<ProposalAnswered>.Refused)answered).Problems;
        if (problems.Any(p => p.Code is "answer.none" or "space.none")) return Reply.Absent;
        // An answer changes the state as well: what matters to whoever looks at it is that there is one.
        var isAnswered = await ProposalsApi.KnownAsync(call, name) is Result<ValueList<Proposal>>.Ok { Value: [{ IsOpen: false }] };
        var meanwhile = isAnswered || problems.Any(p => p.Code == "answer.twice") ? "proposal.meanwhile.answered" : problems.Any(p => p.Code == "answer.moved") ? "proposal.meanwhile.moved" : problems.Any(p => p.Code == "space.changed") ? "proposal.meanwhile.changed" : "proposal.not-done";
        return await ShownAsync(call, agreement, new(what, reason, words[meanwhile], meanwhile is "proposal.meanwhile.answered" or "proposal.meanwhile.changed" ? [] : problems.Select(p => p.Mend is null || meanwhile == "proposal.meanwhile.moved" ? p.Message : $"{p.Message} {p.Mend}").ToValueList(), []));
    }

    static bool Forbidden(string? text) => text is not null && text.Any(c => Text.SourceText.IsForbidden(c) && c is not ('\n' or '\r' or '\t'));

    static async Task<Reply> ProposeAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        var typed = new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = call.Query("kind") ?? "exclusion" };
        if (call.Query("period") is { } period) typed["period"] = period;
        if (call.Query("source") is { } source) typed["source"] = source;
        if (call.Query("supersedes") is { } id) typed["supersedes"] = id;
        if (call.Query("instead") is { } other && await ProposalsApi.KnownAsync(call, other) is Result<ValueList<Proposal>>.Ok { Value: [var like] }) await FillAsync(call, agreement, like, typed);
        else if (typed["kind"] == "correction") await FillAsync(call, agreement, typed);
        return await FormAsync(call, agreement, typed, [], Twice(typed), null);
    }

    /// <summary>Writes what a fact says that is to be corrected into the fields of the form.</summary>
    static async Task FillAsync(Call call, AgreementView agreement, Dictionary<string, string> typed)
    {
        await using var reading = await call.LookAsync();
        if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { Versions.Newest.Zone: var zone }) return;
        if (await WrongFact.FindAsync(reading, agreement.Name, typed.GetValueOrDefault("source"), typed.GetValueOrDefault("supersedes"), call.Cancellation) is { } wrong) Fill(wrong, zone, typed);
    }

    static void Fill(WrongFact wrong, DateTimeZone zone, Dictionary<string, string> typed)
    {
        foreach (var key in wrong.Keys)
            if (wrong[key] is { } said) Fill(WrongFact.Field + key, key, said, zone, typed);
    }

    /// <summary>Writes a value of a fact into a field: an instant in the agreement's time, everything else as it stands.</summary>
    static void Fill(string field, string key, string said, DateTimeZone zone, Dictionary<string, string> typed)
    {
        typed[field] = said;
        // A part of a second has no place in such a field, and is kept.
        if (!FactLines.IsInstant(key) || FactFields.InstantOf(said) is not { } at || at != Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds())) return;
        typed[field] = Typed(at, zone);
        if (zone.MapLocal(at.InZone(zone).LocalDateTime) is { Count: 2 } mapping) typed[field + Which] = at == mapping.First().ToInstant() ? "first" : "second";
    }

    /// <summary>Behind the name of a field: which of the two hours is meant that the clocks repeat.</summary>
    const string Which = "-is";

    static ValueList<string> Twice(Dictionary<string, string> typed) => typed.Keys.Where(k => k.EndsWith(Which, StringComparison.Ordinal)).Select(k => k[..^Which.Length]).ToValueList();

    /// <summary>Writes what another proposal says into the fields of the form.</summary>
    static async Task FillAsync(Call call, AgreementView agreement, Proposal like, Dictionary<string, string> typed)
    {
        typed["kind"] = Journal.Words.Of(like.Suggestion.What.Kind);
        if (like.Text.Period is { } restated) typed["period"] = $"{restated}";
        if (ProposalWords.Said(like) is not [var fact]) return;
        await using var reading = await call.LookAsync();
        if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { Versions.Newest.Zone: var zone }) return;
        foreach (var (key, said) in fact)
            switch (key)
            {
                case "type" or "id" or "known" or "announced" or "agreed by": break;
                case "source" or "supersedes": typed[key] = said; break;
                case "exclusion" or "service" or "from" or "until" when typed["kind"] != "correction": Fill(key, key, said, zone, typed); break;
                default: Fill((typed["kind"] == "correction" ? WrongFact.Field : LabelField) + key, key, said, zone, typed); break;
            }
    }

    /// <summary>What labels of an exclusion beside its service begin with, as names of fields.</summary>
    internal const string LabelField = "label.";

    static readonly LocalDateTimePattern ToTheMinute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"), ToTheSecond = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss");

    static string Typed(Instant at, DateTimeZone zone) => at.InZone(zone).LocalDateTime is var local && local.Second == 0 ? ToTheMinute.Format(local) : ToTheSecond.Format(at.InZone(zone).LocalDateTime);

    /// <summary>The form, with what was typed, what is wrong with it, and what it would change.</summary>
    static async Task<Reply> FormAsync(Call call, AgreementView agreement, Dictionary<string, string> typed, ValueList<(string Field, string Message)> faults, ValueList<string> twice, ProposalPreview? preview)
    {
        await using var reading = await call.LookAsync();
        if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { } known) return Reply.Absent;
        var kind = Journal.Words.Kind(typed["kind"]);
        var may = Enum.GetValues<ProposalKind>().Where(k => ProposalsApi.May(call.Caller, k)).ToValueList();
        var newest = known.Versions?.Newest;
        var wrong = kind == ProposalKind.Correction ? await WrongFact.FindAsync(reading, agreement.Name, typed.GetValueOrDefault("source"), typed.GetValueOrDefault("supersedes"), call.Cancellation) : null;
        // Whoever asks for a fact is told that there is none.
        if (kind == ProposalKind.Correction && wrong is null && typed.ContainsKey("supersedes") && faults.Count == 0) faults = [("supersedes", Shell.Words.In(LanguagePage.Of(call.Context.Request))["propose.fault.no-fact"])];
        return await call.PageAsync<ProposePage>(new()
        {
            ["Agreement"] = agreement,
            ["Kind"] = kind,
            ["May"] = may,
            ["IsInForce"] = newest is not null,
            ["Exclusions"] = known.Versions?.All.Reverse().SelectMany(v => v.Scope.Exclusions).DistinctBy(e => e.Name).ToValueList() ?? [],
            ["Services"] = newest?.Scope.Services.Select(s => s.Name).ToValueList() ?? [],
            ["Sources"] = kind == ProposalKind.Correction ? (await FactSources.AllAsync(reading, agreement.Name, null, 200, call.Cancellation)).Select(s => s.Name).ToValueList() : [],
            ["Periods"] = kind == ProposalKind.Restatement ? known.Space.Statements.Select(s => s.What.Period).Distinct().Where(p => !known.Space.IsFinal(p)).Reverse().ToValueList() : [],
            ["Zone"] = newest?.Zone ?? DateTimeZone.Utc,
            ["Wrong"] = wrong,
            ["Typed"] = typed,
            ["Faults"] = faults,
            ["Twice"] = twice,
            ["Preview"] = preview,
            ["Previewed"] = preview is null ? null : MarkOf(typed),
            ["Name"] = preview is null ? null : typed.GetValueOrDefault("name") ?? Proposals.NewName(),
        });
    }

    /// <summary>What was typed, in a mark: only what was previewed is sent.</summary>
    static string MarkOf(Dictionary<string, string> typed) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Fields.Concat(typed.Keys.Where(IsOfFact).Order(StringComparer.Ordinal)).Select(f => $"{f}={typed.GetValueOrDefault(f)}")))).ToString()[..32];

    static readonly string[] Fields = ["kind", "exclusion", "service", "from", "from-is", "until", "until-is", "source", "supersedes", "id", "fact", "period", "reason"];

    /// <summary>So many keys of a fact are taken.</summary>
    const int MostKeys = 100;

    /// <summary>Whether a field has a key of a fact, or a label.</summary>
    static bool IsOfFact(string field) => field.StartsWith(WrongFact.Field, StringComparison.Ordinal) || field.StartsWith(LabelField, StringComparison.Ordinal);

    static async Task<Reply> SendAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        var words = Shell.Words.In(LanguagePage.Of(call.Context.Request));
        var typed = Fields.Append("name").Concat(fields.Keys.Where(IsOfFact).Take(MostKeys)).Where(fields.ContainsKey).ToDictionary(f => f, f => fields[f], StringComparer.Ordinal);
        if (!typed.TryGetValue("kind", out var written) || written is not ("exclusion" or "announcement" or "correction" or "restatement")) return Reply.Bad(new Fault("kind", "body", "value.choice", "exclusion, announcement, correction or restatement was expected."));
        var kind = Journal.Words.Kind(written);
        if (!ProposalsApi.May(call.Caller, kind)) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", "It needs the permission 'manage'; maintenance is announced by people who are agents, too.");
        DateTimeZone? zone;
        WrongFact? wrong = null;
        await using (var reading = await call.LookAsync())
        {
            zone = await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is { Versions.Newest.Zone: var its } ? its : null;
            if (kind == ProposalKind.Correction) wrong = await WrongFact.FindAsync(reading, agreement.Name, typed.GetValueOrDefault("source"), typed.GetValueOrDefault("supersedes"), call.Cancellation);
        }
        if (zone is null || (kind == ProposalKind.Correction && wrong is null)) return await FormAsync(call, agreement, typed, [], [], null);
        var entered = new Entered(kind, typed, wrong, zone, words);
        var json = entered.Read();
        if (entered.Faults.Count > 0) return await FormAsync(call, agreement, typed, entered.Faults.ToValueList(), entered.Twice.ToValueList(), null);
        var proposing = new Proposing(kind, "", json, typed.GetValueOrDefault("reason"), typed.GetValueOrDefault("name"));
        if (fields.GetValueOrDefault("do") == "send" && fields.GetValueOrDefault("previewed") == MarkOf(typed) && proposing.Name is { } name && Suggestion.IsName(name))
            return await Proposals.ProposeAsync(call.Store, agreement.Name, agreement.Side, call.Caller.Name, proposing, call.Cancellation) switch
            {
                Result<Written<Proposal>>.Ok => Rendered.To(agreement.Address($"proposals/{name}")),
                Result<Written<Proposal>>.Refused no => await FormAsync(call, agreement, typed, Placed(no.Problems, typed, wrong), entered.Twice.ToValueList(), null),
            };
        return await ProposalsApi.PreviewAsync(call, agreement.Side, proposing) switch
        {
            Result<ProposalPreview>.Ok { Value: var preview } => await FormAsync(call, agreement, typed, [], entered.Twice.ToValueList(), preview),
            Result<ProposalPreview>.Refused no => await FormAsync(call, agreement, typed, Placed(no.Problems, typed, wrong), entered.Twice.ToValueList(), null),
            null => Statements.StatementsApi.Busy,
        };
    }

    /// <summary>Beside which field a problem stands; of what is no field, above them all.</summary>
    static ValueList<(string Field, string Message)> Placed(ValueList<Problem> problems, Dictionary<string, string> typed, WrongFact? wrong) => problems.Where(p => p.Severity >= Severity.Question).Select(p =>
    {
        var key = p.Code is "proposal.reason" ? "reason" : p.At.File is { } file && file.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? file[(at + 1)..].TrimStart('/').Replace('/', '.') : "";
        // What was written as JSON stands in one field.
        var field = wrong is not null && key is not ("reason" or "id") ? typed.ContainsKey("fact") ? "fact" : wrong.Keys.Contains(key) ? WrongFact.Field + key : "" : typed.ContainsKey(LabelField + key) ? LabelField + key : Fields.Contains(key) ? key : "";
        return (field, p.Mend is null || p.Code == "proposal.reason" ? p.Message : $"{p.Message} {p.Mend}");
    }).Take(20).ToValueList();

    /// <summary>What somebody typed into the form, on the way to facts.</summary>
    sealed class Entered(ProposalKind kind, Dictionary<string, string> typed, WrongFact? wrong, DateTimeZone zone, Shell.Words words)
    {
        static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        /// <summary>What is wrong, each with its field.</summary>
        public List<(string Field, string Message)> Faults { get; } = [];

        /// <summary>Fields whose hour comes twice, and of which somebody has to say which one is meant.</summary>
        public List<string> Twice { get; } = [];

        string? Of(string field, bool isNeeded = false)
        {
            if (typed.GetValueOrDefault(field) is not { } text)
            {
                if (isNeeded) Faults.Add((field, words["propose.fault.missing"]));
                return null;
            }
            if (text.Length > (field switch { "reason" => LongestReason, "fact" => LongestFact, _ when IsOfFact(field) => LongestReason, _ => LongestField }) || Forbidden(text)) Faults.Add((field, words["propose.fault.text"]));
            return text;
        }

        /// <summary>The facts, or the period.</summary>
        public ReadOnlyMemory<byte> Read()
        {
            if (kind != ProposalKind.Announcement) Of("reason", isNeeded: true);
            else Of("reason");
            switch (kind)
            {
                case ProposalKind.Restatement: return Period(Of("period", isNeeded: true));
                case ProposalKind.Correction: return Correction();
                default: return Excluded();
            }
        }

        static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
        {
            var bytes = new ArrayBufferWriter<byte>(256);
            using (var json = new Utf8JsonWriter(bytes, Options))
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }
            return bytes.WrittenMemory.ToArray();
        }

        static ReadOnlyMemory<byte> Period(string? period) => Written(json => json.WriteString("period", period));

        ReadOnlyMemory<byte> Excluded()
        {
            var (exclusion, service, from, until) = (Of("exclusion", isNeeded: true), Of("service"), At("from", isNeeded: true), At("until"));
            if (from >= until) Faults.Add(("until", words["propose.fault.order"]));
            return Written([new("type", "exclusion"), new("exclusion", exclusion ?? ""), new("service", service ?? ""), .. typed.Keys.Where(k => k.StartsWith(LabelField, StringComparison.Ordinal)).Select(k => new Label(k[LabelField.Length..], Of(k) ?? "")), new("from", Utc(from)), new("until", Utc(until))]);
        }

        static string Utc(Instant? at) => at is { } instant ? Display.InUtc(instant) : "";

        /// <summary>A fact of what was filled in.</summary>
        static ReadOnlyMemory<byte> Written(IEnumerable<Label> fields) => System.Text.Encoding.UTF8.GetBytes(FactLines.Write(fields.Where(f => f.Value.Length > 0)));

        ReadOnlyMemory<byte> Correction()
        {
            var (source, supersedes) = (Of("source", isNeeded: true), Of("supersedes", isNeeded: true));
            var id = Of("id") ?? supersedes + "-corrected";
            if (Of("fact") is { } fact) return Other(fact, source, supersedes, id);
            var sent = new Dictionary<string, string>(StringComparer.Ordinal);
            Fill(wrong!, zone, sent);
            if (wrong!.Keys.All(k => typed.GetValueOrDefault(WrongFact.Field + k)?.Replace("\r\n", "\n", StringComparison.Ordinal) == sent.GetValueOrDefault(WrongFact.Field + k) && typed.GetValueOrDefault(WrongFact.Field + k + Which) == sent.GetValueOrDefault(WrongFact.Field + k + Which))) Faults.Add(("", words["propose.fault.same"]));
            List<Label> said = [new("type", wrong.Row.Type), new("id", id), new("source", source ?? ""), new("supersedes", supersedes ?? ""), .. wrong.Keys.Select(k => new Label(k, Value(k) ?? ""))];
            if (said.Find(l => l.Name == "from").Value is { Length: > 0 } from && said.Find(l => l.Name == "until").Value is { Length: > 0 } until && FactFields.InstantOf(from) >= FactFields.InstantOf(until)) Faults.Add((WrongFact.Field + "until", words["propose.fault.order"]));
            return Written(said);
        }

        /// <summary>What is said behind a key in the place of what was wrong; a time of the agreement's clock as an instant.</summary>
        string? Value(string key) => FactLines.IsInstant(key) && typed.GetValueOrDefault(WrongFact.Field + key) is { } text && IsTime(text) ? Utc(At(WrongFact.Field + key)) : Of(WrongFact.Field + key)?.Replace("\r\n", "\n", StringComparison.Ordinal);

        static void Named(Utf8JsonWriter json, string? source, string? supersedes, string? id)
        {
            json.WriteString("id", id);
            json.WriteString("source", source);
            json.WriteString("supersedes", supersedes);
        }

        /// <summary>Another kind of fact, as somebody wrote it: which one it corrects, the fields say.</summary>
        ReadOnlyMemory<byte> Other(string fact, string? source, string? supersedes, string? id)
        {
            try
            {
                using var document = JsonDocument.Parse(fact, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                    return Written(json =>
                    {
                        Named(json, source, supersedes, id);
                        foreach (var property in document.RootElement.EnumerateObject().Where(p => p.Name is not ("id" or "source" or "supersedes"))) property.WriteTo(json);
                    });
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // No JSON, or a text with half of a pair of characters: it is said below.
            }
            Faults.Add(("fact", words["propose.fault.fact"]));
            return default;
        }

        static ParseResult<LocalDateTime> Parsed(string text) => ToTheMinute.Parse(text.Replace(' ', 'T')) is { Success: true } minute ? minute : ToTheSecond.Parse(text.Replace(' ', 'T'));

        static bool IsTime(string text) => Parsed(text).Success;

        /// <summary>A time of the agreement's clock.</summary>
        Instant? At(string field, bool isNeeded = false)
        {
            if (Of(field, isNeeded) is not { } text) return null;
            var parsed = Parsed(text);
            if (!parsed.Success)
            {
                Faults.Add((field, words["propose.fault.time"]));
                return null;
            }
            var mapping = zone.MapLocal(parsed.Value);
            if (mapping.Count == 0)
            {
                Faults.Add((field, words["propose.fault.skipped", zone.Id]));
                return null;
            }
            if (mapping.Count == 1) return mapping.Single().ToInstant();
            Twice.Add(field);
            switch (typed.GetValueOrDefault(field + Which))
            {
                case "first": return mapping.First().ToInstant();
                case "second": return mapping.Last().ToInstant();
                default:
                    Faults.Add((field, words["propose.fault.twice", zone.Id]));
                    return null;
            }
        }
    }
}

/// <summary>Why an answer was not given, and what was typed.</summary>
/// <param name="What">accept, refuse or withdraw.</param><param name="Reason">What was typed.</param><param name="Message">What is so; <c>null</c>: the faults say it.</param><param name="More">Further sentences.</param><param name="Faults">What is wrong with a field.</param>
public sealed record Refusal(string What, string? Reason, string? Message, ValueList<string> More, ValueList<(string Field, string Message)> Faults);
