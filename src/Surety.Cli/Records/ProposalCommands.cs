using System.CommandLine;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety propose</c>, <c>surety answer</c> and <c>surety proposals</c>: exclusions, announcements, corrections and restatements between the sides.</summary>
internal static class ProposalCommands
{
    /// <summary>What is proposed has at most so many bytes.</summary>
    const int MostOfFile = 1 << 20;

    static readonly string[] Kinds = ["exclusion", "announcement", "correction", "restatement"];

    static readonly Argument<string> File = new("file") { Description = "What is proposed, as JSON: a fact, or {\"period\": \"2026-10\"}; - is standard input." };
    static readonly Argument<string> Proposal = new("proposal") { Description = "Name of the proposal; 'surety proposals' lists them.", HelpName = "prp_…" };
    static readonly Option<string?> Side = Required(ApplyCommand.SideOption("--side", "The side that speaks."));
    static readonly Option<string?> As = KindOption();
    static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept with it, and read by the other side.", HelpName = "text" };
    static readonly Option<string?> Name = new("--name") { Description = "What you call it, prp_… ; sent again under this name it is the same proposal. Where silent: a name is made.", HelpName = "prp_…" };
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says what it would change, and proposes nothing." };
    static readonly Option<bool> Accept = new("--accept") { Description = "It holds." };
    static readonly Option<bool> Refuse = new("--refuse") { Description = "It does not; say why with --reason." };
    static readonly Option<string?> UpTo = new("--up-to") { Description = "What 'surety proposals' said of the preview that is accepted: where the record has moved since, so that figures come out otherwise, nothing is accepted.", HelpName = "entry" };
    static readonly Option<bool> Withdraw = new("--withdraw") { Description = "Takes it back, by the side that proposed it." };
    static readonly Option<bool> Open = new("--open") { Description = "Only those that nobody has answered yet." };

    public static Command Propose(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var propose = new Verb(
            "propose", "Proposes to the other side that time is excluded, that facts are corrected or that a statement is published again; or announces work.",
            "surety propose exclusion.json --side provider --reason \"the line of the customer was down\"", "surety propose work.json --as announcement --side provider", "surety propose exclusion.json --side provider --reason … --dry-run")
        {
            File, Side, As, Reason, Name, DryRun, Record.SpaceOption, Record.Data, Record.At, output, Verb.Json,
        };
        propose.SetAction((parsed, cancellation) => ProposeAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return propose;
    }

    public static Command Answer(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var answer = new Verb(
            "answer", "Accepts or refuses what the other side proposed, or takes a proposal back.",
            "surety answer prp_7k2m --accept --side customer --up-to 41", "surety answer prp_7k2m --refuse --side customer --reason \"nobody told us\"", "surety answer prp_7k2m --withdraw --side provider")
        {
            Proposal, Accept, Refuse, Withdraw, Side, Reason, UpTo, Record.SpaceOption, Record.Data, Record.At, output, Verb.Json,
        };
        answer.SetAction((parsed, cancellation) => AnswerAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return answer;
    }

    public static Command List(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var list = new Verb("proposals", "Lists what the sides proposed to each other, and what each open proposal would change.", "surety proposals", "surety proposals --open -o json") { Open, Record.SpaceOption, Record.Data, Record.At, output, Verb.Json };
        list.SetAction((parsed, cancellation) => Record.RunAsync(session, parsed, writes: false, store => ListAsync(session, store, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation), cancellation));
        return list;
    }

    static Option<string?> Required(Option<string?> option)
    {
        option.Required = true;
        return option;
    }

    static Option<string?> KindOption()
    {
        var option = new Option<string?>("--as") { Description = $"{string.Join(", ", Kinds)}. Where silent: a restatement where a period is named, a correction where a fact supersedes another, else an exclusion.", HelpName = string.Join('|', Kinds) };
        Verb.Only(option, Kinds);
        return option;
    }

    static async Task<int> ProposeAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(File);
        var read = await InputFile.ReadAsync(file, session, MostOfFile, cancellation);
        if (read is not Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes })
        {
            session.Complain(((Result<ReadOnlyMemory<byte>>.Refused)read).Problems);
            return ExitCode.Error;
        }
        var kind = parsed.GetValue(As) is { } word ? Words.Kind(word) : KindOf(bytes.Span);
        var (side, proposing) = (ApplyCommand.SideOf(parsed.GetValue(Side))!.Value, new Proposing(kind, file, bytes, parsed.GetValue(Reason), parsed.GetValue(Name)));
        var isDry = parsed.GetValue(DryRun);
        return await Record.RunAsync(session, parsed, writes: !isDry, async store =>
        {
            if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
            switch (await Proposals.PreviewAsync(store, space, side, null, proposing, cancellation))
            {
                case Result<ProposalPreview>.Refused no: return Record.Refused(session, no.Problems);
                case Result<ProposalPreview>.Ok { Value: var preview } when isDry:
                    if (json) session.Output.WriteLine(JsonText.Of(j => { j.WritePropertyName("preview"); ProposalJson.Write(j, preview); }));
                    else foreach (var line in preview.Lines) session.Line(line);
                    session.Say("Nothing was proposed (--dry-run).");
                    return ExitCode.Ok;
                case Result<ProposalPreview>.Ok { Value: var preview }: return await ProposeAsync(session, store, space, side, proposing, preview, json, cancellation);
                default: return ExitCode.Error;
            }
        }, cancellation);
    }

    static async Task<int> ProposeAsync(Session session, Store store, string space, Side side, Proposing proposing, ProposalPreview preview, bool json, CancellationToken cancellation)
    {
        switch (await Proposals.ProposeAsync(store, space, side, null, proposing, cancellation))
        {
            case Result<Written<Proposal>>.Refused no: return Record.Refused(session, no.Problems);
            case Result<Written<Proposal>>.Ok { Value.Value: var proposal }:
                if (json) session.Output.WriteLine(JsonText.Of(j => { j.WritePropertyName("proposal"); ProposalJson.Write(j, proposal, preview); }));
                else
                {
                    session.Line($"{proposal.Name}: {Words.Of(proposal.Suggestion.What.Kind)}, {StateOf(proposal)}");
                    foreach (var line in preview.Lines) session.Line($"  {line}");
                }
                session.Say(proposal.IsOpen ? $"Next: surety answer {proposal.Name} --accept --side {Words.Of(proposal.Asked)}" : $"It is recorded, entry {proposal.Suggestion.Answer!.Seq}.");
                return ExitCode.Ok;
            default: return ExitCode.Error;
        }
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
        var (name, side, reason) = (parsed.GetRequiredValue(Proposal), ApplyCommand.SideOf(parsed.GetValue(Side))!.Value, parsed.GetValue(Reason));
        var seen = parsed.GetValue(UpTo) is { } upTo ? Seen.Parse(upTo) : null;
        if (parsed.GetValue(UpTo) is { } written && (seen is null || what != Accept)) return session.Refuse(seen is null ? $"'{written}' behind --up-to is no number of an entry, as 'surety proposals' has it: 41, or 41,platform-eu=12 where there is a feed." : "--up-to goes with --accept.");
        return await Record.RunAsync(session, parsed, writes: true, async store =>
        {
            if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
            var answering = what == Withdraw ? await Proposals.WithdrawAsync(store, space, name, side, null, reason, cancellation) : await Proposals.AnswerAsync(store, space, name, side, null, what == Accept, reason, cancellation, seen: seen);
            switch (answering)
            {
                case Result<ProposalAnswered>.Refused no: return Record.Refused(session, no.Problems);
                case Result<ProposalAnswered>.Ok { Value: var answered }:
                    Show(session, answered, json);
                    return ExitCode.Ok;
                default: return ExitCode.Error;
            }
        }, cancellation);
    }

    static void Show(Session session, ProposalAnswered answered, bool json)
    {
        if (json)
            session.Output.WriteLine(JsonText.Of(j =>
            {
                j.WritePropertyName("proposal");
                ProposalJson.Write(j, answered.Proposal, null);
                ClosedJson.Write(j, answered.Issued);
                j.WriteStartArray("toRevise");
                foreach (var period in answered.ToRevise) j.WriteStringValue(period);
                j.WriteEndArray();
            }));
        else
        {
            session.Line($"{answered.Proposal.Name}: {Words.Of(answered.Proposal.Suggestion.What.Kind)}, {StateOf(answered.Proposal)}");
            foreach (var one in answered.Issued)
            {
                session.Line($"{one.Period}, revision {one.Revision}:");
                foreach (var line in one.Difference!.Lines) session.Line($"  {line}");
            }
        }
        if (answered.ToRevise.Count > 0) session.Say($"{string.Join(", ", answered.ToRevise)} {(answered.ToRevise.Count == 1 ? "is" : "are")} published already: where something comes out otherwise, 'surety revise {answered.ToRevise[0]} --reason …' publishes it again.");
    }

    static async Task<int> ListAsync(Session session, Store store, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
        await using var reading = await store.LookAsync(cancellation);
        if (await Proposals.ListAsync(reading, space, cancellation) is not Result<ValueList<Proposal>>.Ok { Value: var all }) return Record.Refused(session, ((Result<ValueList<Proposal>>.Refused)await Proposals.ListAsync(reading, space, cancellation)).Problems);
        var shown = new List<(Proposal Proposal, ProposalPreview? Preview, ValueList<Problem> Problems)>();
        foreach (var proposal in all.Where(p => p.IsOpen || !parsed.GetValue(Open)))
            shown.Add(!proposal.IsOpen ? (proposal, null, []) : await Proposals.PreviewAsync(reading, space, proposal.Name, session.Now, cancellation) switch
            {
                Result<ProposalPreview>.Ok { Value: var preview } => (proposal, preview, []),
                // It can be refused or withdrawn all the same.
                Result<ProposalPreview>.Refused no => (proposal, null, no.Problems),
            });
        if (json) session.Output.WriteLine(JsonText.Of(j =>
        {
            j.WriteString("space", space);
            j.WriteStartArray("proposals");
            foreach (var (proposal, preview, _) in shown) ProposalJson.Write(j, proposal, preview);
            j.WriteEndArray();
        }));
        else
            foreach (var (proposal, preview, problems) in shown)
            {
                session.Line($"{proposal.Name}: {Words.Of(proposal.Suggestion.What.Kind)} by the {Words.Of(proposal.Suggestion.What.Side)}, {StateOf(proposal)}{(proposal.Reason is { } reason ? $": {reason}" : "")}");
                foreach (var line in preview?.Lines ?? problems.Select(p => p.Message)) session.Line($"  {line}");
                if (preview is not null) session.Line($"  Worked out up to entry {preview.UpTo}.");
            }
        foreach (var (_, _, problems) in shown) session.Complain(problems.Where(_ => json));
        if (shown.Count == 0) session.Say(parsed.GetValue(Open) ? "Nothing is open." : "Nothing was proposed yet.");
        return ExitCode.Ok;
    }

    static string StateOf(Proposal proposal) => proposal.Suggestion.Answer is not { } answer ? $"open, waits for {(proposal.KeptBy is null ? $"the {Words.Of(proposal.Asked)}" : $"a second person of the {Words.Of(proposal.Asked)}")}"
        : answer.What.Consent == Consent.Text ? "accepted by the text of the agreement"
        : $"{Words.Of(answer.What.Answer)} by the {Words.Of(answer.What.Side)}{(proposal.AnswerReason is { } why ? $" ({why})" : "")}";
}
