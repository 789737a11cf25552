using System.CommandLine;
using System.Text.Json;
using Surety.Cli.Servers;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety propose</c>, <c>surety answer</c> and <c>surety proposals</c>: exclusions, announcements, corrections and restatements between the sides, in a record or on a server.</summary>
internal static class ProposalCommands
{
    /// <summary>What is proposed has at most so many bytes.</summary>
    const int MostOfFile = 1 << 20;

    static readonly string[] Kinds = ["exclusion", "announcement", "correction", "restatement"];

    static readonly Argument<string> File = new("file") { Description = "What is proposed, as JSON: a fact, or {\"period\": \"2026-10\"}; - is standard input." };
    static readonly Argument<string> Proposal = new("proposal") { Description = "Name of the proposal; 'surety proposals' lists them.", HelpName = "prp_…" };
    static readonly Option<string?> Side = ApplyCommand.SideOption("--side", "The side that speaks. On a server it is where your party sits, and may be left out.");
    static readonly Option<string?> As = KindOption();
    static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept with it, and read by the other side.", HelpName = "text" };
    static readonly Option<string?> Name = new("--name") { Description = "What you call it, prp_… ; sent again under this name it is the same proposal. Where silent: a name is made.", HelpName = "prp_…" };
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says what it would change, and proposes nothing." };
    static readonly Option<bool> Accept = new("--accept") { Description = "It holds." };
    static readonly Option<bool> Refuse = new("--refuse") { Description = "It does not; say why with --reason." };
    static readonly Option<string?> UpTo = new("--up-to") { Description = "With --accept: what 'surety proposals' said of the preview that is accepted. Where the record has moved since, so that figures come out otherwise, nothing is accepted. Where silent: the preview is shown, and nothing is accepted.", HelpName = "entry" };
    static readonly Option<bool> Withdraw = new("--withdraw") { Description = "Takes it back, by the side that proposed it." };
    static readonly Option<bool> Open = new("--open") { Description = "Only those that nobody has answered yet." };

    public static Command Propose(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var propose = new Verb(
            "propose", "Proposes to the other side that time is excluded, that facts are corrected or that a statement is published again; or announces work.",
            "surety propose exclusion.json --side provider --reason \"the line of the customer was down\"", "surety propose work.json --as announcement --side provider", "surety propose exclusion.json --side provider --reason … --dry-run", "surety propose exclusion.json --reason … --server https://sla.example")
        {
            File, Side, As, Reason, Name, DryRun, Record.SpaceOption, Record.Data, Record.At, Api.Server, Api.KeyFile, output, Verb.Json,
        };
        propose.SetAction((parsed, cancellation) => ProposeAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return propose;
    }

    public static Command Answer(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var answer = new Verb(
            "answer", "Accepts or refuses what the other side proposed, or takes a proposal back.",
            "surety answer prp_7k2m --accept --side customer --up-to 41", "surety answer prp_7k2m --refuse --side customer --reason \"nobody told us\"", "surety answer prp_7k2m --withdraw --side provider", "surety answer prp_7k2m --accept --up-to 41 --server https://sla.example")
        {
            Proposal, Accept, Refuse, Withdraw, Side, Reason, UpTo, Record.SpaceOption, Record.Data, Record.At, Api.Server, Api.KeyFile, output, Verb.Json,
        };
        answer.SetAction((parsed, cancellation) => AnswerAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return answer;
    }

    public static Command List(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var list = new Verb("proposals", "Lists what the sides proposed to each other, and what each open proposal would change.", "surety proposals", "surety proposals --open -o json", "surety proposals --server https://sla.example") { Open, Record.SpaceOption, Record.Data, Record.At, Api.Server, Api.KeyFile, output, Verb.Json };
        list.SetAction((parsed, cancellation) =>
        {
            var json = parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json";
            return Api.IsMeant(parsed) ? Api.RunAsync(session, parsed, api => ListAsync(session, api, parsed, json, cancellation), cancellation) : Record.RunAsync(session, parsed, writes: false, store => ListAsync(session, store, parsed, json, cancellation), cancellation);
        });
        return list;
    }

    static Option<string?> KindOption()
    {
        var option = new Option<string?>("--as") { Description = $"{string.Join(", ", Kinds)}. Where silent: a restatement where a period is named, a correction where a fact supersedes another, else an exclusion.", HelpName = "kind" };
        Verb.Only(option, Kinds);
        return option;
    }

    static async Task<int> ProposeAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var side = ApplyCommand.SideOf(parsed.GetValue(Side));
        if (side is null && !Api.IsMeant(parsed)) return session.Refuse("--side is missing: which side proposes it?");
        var file = parsed.GetRequiredValue(File);
        var read = await InputFile.ReadAsync(file, session, MostOfFile, cancellation);
        if (read is not Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes })
        {
            session.Complain(((Result<ReadOnlyMemory<byte>>.Refused)read).Problems);
            return ExitCode.Error;
        }
        var kind = parsed.GetValue(As) is { } word ? Words.Kind(word) : KindOf(bytes.Span);
        var proposing = new Proposing(kind, file, bytes, parsed.GetValue(Reason), parsed.GetValue(Name));
        var isDry = parsed.GetValue(DryRun);
        if (Api.IsMeant(parsed))
            return await Api.RunAsync(session, parsed, async api =>
            {
                var (there, code) = await ProposalsOnServer.AtAsync(api, session, parsed.GetValue(Record.SpaceOption), side, cancellation);
                if (there is null) return code;
                (var preview, code) = await there.PreviewAsync(proposing, cancellation);
                if (preview is null) return code;
                if (isDry) return Previewed(session, preview.Value, json);
                (var proposal, code) = await there.ProposeAsync(proposing, preview.Value, cancellation);
                return proposal is null ? code : Proposed(session, proposal, json, $" --server {api.Address.GetLeftPart(UriPartial.Authority)}");
            }, cancellation);
        return await Record.RunAsync(session, parsed, writes: !isDry, async store =>
        {
            if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
            switch (await Proposals.PreviewAsync(store, space, side!.Value, null, proposing, cancellation))
            {
                case Result<ProposalPreview>.Refused no: return Record.Refused(session, no.Problems);
                case Result<ProposalPreview>.Ok { Value: var preview } when isDry: return Previewed(session, JsonDocument.Parse(JsonText.Of(j => ProposalJson.WriteFields(j, preview))).RootElement, json);
                case Result<ProposalPreview>.Ok { Value: var preview }:
                    switch (await Proposals.ProposeAsync(store, space, side.Value, null, proposing, cancellation))
                    {
                        case Result<Written<Proposal>>.Refused no: return Record.Refused(session, no.Problems);
                        case Result<Written<Proposal>>.Ok { Value.Value: var proposal }: return Proposed(session, ShownProposal.Of(proposal, preview, []), json, $" --side {Words.Of(proposal.Asked)}");
                    }
                    break;
            }
            return ExitCode.Error;
        }, cancellation);
    }

    static int Previewed(Session session, JsonElement preview, bool json)
    {
        if (json) session.Output.WriteLine(JsonText.Of(j => { j.WritePropertyName("preview"); preview.WriteTo(j); }));
        else foreach (var line in ShownProposal.LinesOf(preview)) session.Line(line);
        session.Say("Nothing was proposed (--dry-run).");
        return ExitCode.Ok;
    }

    static int Proposed(Session session, ShownProposal proposal, bool json, string where)
    {
        if (json) session.Output.WriteLine(JsonText.Of(j => { j.WritePropertyName("proposal"); proposal.Write(j); }));
        else
        {
            session.Line($"{proposal.Name}: {proposal.Kind}, {proposal.State}");
            foreach (var line in proposal.Lines) session.Line($"  {line}");
        }
        if (proposal.IsOpen) session.Say(proposal.Proposed is { } seen ? $"Next, by {proposal.WaitsFor}: surety answer {proposal.Name} --accept --up-to {seen}{where}" : $"Next, by {proposal.WaitsFor}: surety proposals --open{(where.StartsWith(" --side", StringComparison.Ordinal) ? "" : where)} says what it changes by now, and how it is accepted.");
        else if (proposal.IsAccepted) session.Say($"It is recorded, entry {proposal.AnswerEntry}.");
        return ExitCode.Ok;
    }

    /// <summary>What a file proposes, where nobody says so.</summary>
    static ProposalKind KindOf(ReadOnlySpan<byte> json)
    {
        var text = System.Text.Encoding.UTF8.GetString(json);
        return text.Contains("\"supersedes\"", StringComparison.Ordinal) ? ProposalKind.Correction : text.Contains("\"period\"", StringComparison.Ordinal) && !text.Contains("\"type\"", StringComparison.Ordinal) ? ProposalKind.Restatement : ProposalKind.Exclusion;
    }

    static async Task<int> AnswerAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var said = new[] { Accept, Refuse, Withdraw }.Where(parsed.GetValue).ToList();
        if (said is not [var what]) return session.Refuse(said.Count == 0 ? "Say --accept, --refuse or --withdraw." : "Say one of --accept, --refuse and --withdraw.");
        var (name, side, reason) = (parsed.GetRequiredValue(Proposal), ApplyCommand.SideOf(parsed.GetValue(Side)), parsed.GetValue(Reason));
        var seen = parsed.GetValue(UpTo) is { } upTo ? Seen.Parse(upTo) : null;
        if (parsed.GetValue(UpTo) is { } written && (seen is null || what != Accept)) return session.Refuse(seen is null ? $"'{written}' behind --up-to is no number of an entry, as 'surety proposals' has it: 41, or 41,platform-eu=12 where there is a feed." : "--up-to goes with --accept.");
        if (Api.IsMeant(parsed))
            return await Api.RunAsync(session, parsed, async api =>
            {
                var (there, code) = await ProposalsOnServer.AtAsync(api, session, parsed.GetValue(Record.SpaceOption), side, cancellation);
                if (there is null) return code;
                if (what == Accept && seen is null)
                {
                    (var open, seen, code) = await there.UnseenAsync(name, cancellation);
                    if (open is not null) return Unseen(session, open, json);
                    if (seen is null) return code;
                }
                (var answered, code) = await there.AnswerAsync(name, what == Accept ? "acceptances" : what == Refuse ? "refusals" : "withdrawals", reason, seen, cancellation);
                return answered is null ? code : Answered(session, answered.Value, there.KeptBy, json, " has to be published again: surety propose FILE, with {\"period\": \"PERIOD\"} in it, asks the other side for it.");
            }, cancellation);
        if (side is not { } speaks) return session.Refuse("--side is missing: which side answers it?");
        return await Record.RunAsync(session, parsed, writes: true, async store =>
        {
            if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
            if (what == Accept && seen is null && await UnseenAsync(session, store, space, name, speaks, json, cancellation) is { } told) return told;
            var answering = what == Withdraw ? await Proposals.WithdrawAsync(store, space, name, speaks, null, reason, cancellation) : await Proposals.AnswerAsync(store, space, name, speaks, null, what == Accept, reason, cancellation, seen: seen);
            switch (answering)
            {
                case Result<ProposalAnswered>.Refused no: return Record.Refused(session, no.Problems);
                case Result<ProposalAnswered>.Ok { Value: var answered }:
                    return Answered(session, JsonDocument.Parse(JsonText.Of(j =>
                    {
                        j.WritePropertyName("proposal");
                        ProposalJson.Write(j, answered.Proposal, null);
                        ClosedJson.Write(j, answered.Issued);
                        j.WriteStartArray("toRevise");
                        foreach (var period in answered.ToRevise) j.WriteStringValue(period);
                        j.WriteEndArray();
                    })).RootElement, answered.Proposal.KeptBy is { } alone ? Words.Of(alone) : null, json, ", 'surety revise PERIOD --reason …' publishes it again.");
                default: return ExitCode.Error;
            }
        }, cancellation);
    }

    /// <summary>Shows what an acceptance would accept, where nobody said that it was seen, and accepts nothing.</summary>
    /// <returns><c>null</c>: it is not open, or not for this side to answer, and says so by itself.</returns>
    static async Task<int?> UnseenAsync(Session session, Store store, string space, string name, Side speaks, bool json, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        if (await Proposals.ListAsync(reading, space, cancellation, name) is not Result<ValueList<Proposal>>.Ok { Value: [{ IsOpen: true } open] } || open.Asked != speaks) return null;
        return await Proposals.PreviewAsync(reading, space, name, session.Now, cancellation) switch
        {
            Result<ProposalPreview>.Ok { Value: var preview } => Unseen(session, ShownProposal.Of(open, preview, []), json),
            Result<ProposalPreview>.Refused no => Record.Refused(session, no.Problems),
        };
    }

    static int Unseen(Session session, ShownProposal open, bool json)
    {
        if (json) session.Output.WriteLine(JsonText.Of(j => { j.WritePropertyName("proposal"); open.Write(j); }));
        else
        {
            session.Line(open.Line);
            foreach (var line in open.Lines) session.Line($"  {line}");
        }
        session.Complain($"Nothing was accepted yet: what is accepted is what was seen. To accept just this, say the same again with --up-to {open.UpTo}");
        return ExitCode.Changes;
    }

    /// <summary>Prints what an answer led to.</summary>
    /// <param name="session">Where.</param><param name="answered">What a record told, or a server.</param><param name="keptBy">The side that keeps the agreement alone.</param><param name="json">Whether as JSON.</param><param name="again">How a period is published again.</param>
    static int Answered(Session session, JsonElement answered, string? keptBy, bool json, string again)
    {
        var proposal = new ShownProposal(answered.GetProperty("proposal"), null, keptBy, []);
        if (json) session.Output.WriteLine(JsonText.Of(j => { foreach (var field in answered.EnumerateObject()) field.WriteTo(j); }));
        else
        {
            session.Line($"{proposal.Name}: {proposal.Kind}, {proposal.State}");
            foreach (var one in answered.GetProperty("statements").EnumerateArray())
            {
                session.Line($"{Api.Word(one, "period")}, revision {one.GetProperty("revision").GetInt32()}:");
                foreach (var line in one.GetProperty("differences").EnumerateArray()) session.Line($"  {line.GetString()}");
            }
        }
        var periods = answered.GetProperty("toRevise").EnumerateArray().Select(p => p.GetString()!).ToList();
        if (periods.Count > 0) session.Say($"{string.Join(", ", periods)} {(periods.Count == 1 ? "is" : "are")} published already: where something comes out otherwise{again.Replace("PERIOD", periods[0], StringComparison.Ordinal)}");
        return ExitCode.Ok;
    }

    static async Task<int> ListAsync(Session session, Api api, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var (there, code) = await ProposalsOnServer.AtAsync(api, session, parsed.GetValue(Record.SpaceOption), null, cancellation);
        if (there is null) return code;
        (var shown, code) = await there.ListAsync(parsed.GetValue(Open), cancellation);
        return shown is null ? code : Listed(session, there.Name, shown, parsed.GetValue(Open), json);
    }

    static async Task<int> ListAsync(Session session, Store store, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
        await using var reading = await store.LookAsync(cancellation);
        switch (await Proposals.ListAsync(reading, space, cancellation))
        {
            case Result<ValueList<Proposal>>.Refused no: return Record.Refused(session, no.Problems);
            case Result<ValueList<Proposal>>.Ok { Value: var all }:
                var shown = new List<ShownProposal>();
                foreach (var proposal in await Proposals.RuledAsync(reading, space, all.Where(p => p.IsOpen || !parsed.GetValue(Open)).ToValueList(), session.Now, cancellation))
                    shown.Add(!proposal.IsOpen ? ShownProposal.Of(proposal, null, []) : await Proposals.PreviewAsync(reading, space, proposal.Name, session.Now, cancellation) switch
                    {
                        Result<ProposalPreview>.Ok { Value: var preview } => ShownProposal.Of(proposal, preview, []),
                        // It can be refused or withdrawn all the same.
                        Result<ProposalPreview>.Refused no => ShownProposal.Of(proposal, null, no.Problems.Select(p => p.Message).ToValueList()),
                    });
                return Listed(session, space, shown, parsed.GetValue(Open), json);
            default: return ExitCode.Error;
        }
    }

    static int Listed(Session session, string space, List<ShownProposal> shown, bool isOpen, bool json)
    {
        if (json) session.Output.WriteLine(JsonText.Of(j =>
        {
            j.WriteString("space", space);
            j.WriteStartArray("proposals");
            foreach (var proposal in shown) proposal.Write(j);
            j.WriteEndArray();
        }));
        else
            foreach (var proposal in shown)
            {
                session.Line(proposal.Line);
                foreach (var line in proposal.Lines.Concat(proposal.Hindrances)) session.Line($"  {line}");
                if (proposal.UpTo is { } upTo) session.Line($"  Worked out up to entry {upTo}; just that is accepted with --up-to {upTo}.");
            }
        if (json)
            foreach (var hindrance in shown.SelectMany(p => p.Hindrances)) session.Complain(hindrance);
        if (shown.Count == 0) session.Say(isOpen ? "Nothing is open." : "Nothing was proposed yet.");
        return ExitCode.Ok;
    }
}
