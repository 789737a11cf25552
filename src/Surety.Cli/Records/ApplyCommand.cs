using System.CommandLine;
using Surety.Agreements;
using Surety.Changes;
using Surety.Cli.Agreements;
using Surety.Cli.Servers;
using Surety.Cli.Statements;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety apply</c>: brings a version of an agreement into the record, signs it.</summary>
internal static class ApplyCommand
{
    static readonly Argument<string> File = new("agreement") { Description = "A file; - is standard input." };
    static readonly Option<string?> KeptBy = SideOption("--kept-by", "The side that keeps this agreement alone: its word is enough, and nobody has to sign. For the first version only; where silent, both sides sign.");
    static readonly Option<string?> Sign = SideOption("--sign", "The side that signs.");
    static readonly Option<string?> Key = new("--key") { Description = "The private key of that side; 'surety key' makes one.", HelpName = "file" };
    static readonly Option<string?> Replaces = new("--replaces") { Description = "The key in whose place this one comes.", HelpName = "file" };
    static readonly Option<string?> Seat = SideOption("--side", "Where your party sits on a server; for the first version only, and where silent the side behind --sign or --kept-by.");
    static readonly Option<bool> Instead = new("--instead") { Description = "Lets this text come in the place of another one of its number that waits and that the other side has signed: that signature is gone then." };
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says what would happen, and changes nothing." };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var apply = new Verb(
            "apply", "Brings a version of an agreement into the record: proposes it, and signs it.",
            "surety apply agreement.yaml --kept-by provider", "surety apply agreement.yaml --sign provider --key provider.pem", "surety apply agreement.yaml --sign customer --key customer.pem", "surety apply agreement.yaml --sign provider --key provider.pem --server https://sla.example")
        {
            File, KeptBy, Sign, Key, Replaces, Instead, DryRun, Record.Data, Record.At, Api.Server, Api.KeyFile, Seat, Record.SpaceOption, output, Verb.Json,
        };
        apply.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return apply;
    }

    internal static Option<string?> SideOption(string name, string description)
    {
        string[] sides = ["provider", "customer"];
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', sides) };
        Verb.Only(option, sides);
        return option;
    }

    internal static Side? SideOf(string? word) => word switch { "provider" => Side.Provider, "customer" => Side.Customer, _ => null };

    static async Task<int> RunAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var (sign, keyFile) = (SideOf(parsed.GetValue(Sign)), parsed.GetValue(Key));
        if (sign is null != keyFile is null) return session.Refuse(sign is null ? "--key needs --sign: which side signs?" : "--sign needs --key: with which key?");
        var file = parsed.GetRequiredValue(File);
        // Standard input is there once.
        var read = await AgreementSource.BytesAsync(file, session, cancellation);
        if (read is not Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }) return Told(session, ((Result<ReadOnlyMemory<byte>>.Refused)read).Problems);
        var layers = await new LayerFiles([file], session).ForAsync(file, bytes, cancellation);
        var proposing = RecordedAgreement.Propose(file, bytes, layers);
        if (proposing is not Result<RecordedAgreement.Proposal>.Ok { Value: var proposal }) return Told(session, ((Result<RecordedAgreement.Proposal>.Refused)proposing).Problems);
        Signing? signing = null;
        if (sign is { } side)
        {
            if (await KeyCommand.ReadAsync(keyFile!, session, cancellation) is not { } key) return ExitCode.Error;
            SigningKey? old = null;
            if (parsed.GetValue(Replaces) is { } oldFile && (old = await KeyCommand.ReadAsync(oldFile, session, cancellation)) is null) return ExitCode.Error;
            signing = new(side, key, old);
        }
        if (parsed.GetValue(DryRun))
        {
            Show(session, json, proposal, proposal.Agreement.Id, [], null, null);
            session.Say("Nothing was changed (--dry-run).");
            return ExitCode.Ok;
        }
        var keptBy = SideOf(parsed.GetValue(KeptBy));
        if (Api.IsMeant(parsed))
            return await Api.RunAsync(session, parsed, async api =>
            {
                var (there, code) = await new ApplyOnServer(api, session, file, proposal, layers, parsed.GetValue(Instead)).RunAsync(parsed.GetValue(Record.SpaceOption), SideOf(parsed.GetValue(Seat)) ?? sign ?? keptBy, keptBy, signing, cancellation);
                if (there is null) return code;
                var on = $" --server {api.Address.GetLeftPart(UriPartial.Authority)}";
                Show(session, json, proposal, there.Name, there.SignedBy, there.IsInForce, null);
                session.Say(there.IsInForce ? $"Next: 'surety ingest FACTS{on}' brings facts in. Statements are published when they are due: by the server itself, or by 'surety close{on}' where it was started with --no-close." : $"It counts when {string.Join(" and ", there.WaitsFor)} {(there.WaitsFor.Count == 1 ? "has" : "have")} signed: surety apply {file} --sign {there.WaitsFor[0]} --key FILE{on}");
                return ExitCode.Ok;
            }, cancellation);
        if (parsed.GetValue(Seat) is not null || parsed.GetValue(Record.SpaceOption) is not null) return session.Refuse("--side and --space go with --server: on this machine, the agreement has its short name.");
        return await Record.RunAsync(session, parsed, writes: true, async store =>
        {
            switch (await Applying.ApplyAsync(store, proposal, keptBy, signing, null, cancellation, isInstead: parsed.GetValue(Instead)))
            {
                case Result<Written<Applied>>.Ok { Value: var written }:
                    Show(session, json, proposal, proposal.Agreement.Id, [.. written.Value.Version.Signatures.Select(s => Words.Of(s.Side))], written.Value.Space.IsInForce(written.Value.Version), written.Checkpoint);
                    session.Say(Next(written.Value, file));
                    return ExitCode.Ok;
                case Result<Written<Applied>>.Refused { Problems: [{ Code: Applying.Signed }] }: return await WaitingAsync(session, store, file, proposal, layers, sign, cancellation);
                case Result<Written<Applied>>.Refused refused: return Record.Refused(session, refused.Problems);
                default: return ExitCode.Error;
            }
        }, cancellation);
    }

    static async Task<int> WaitingAsync(Session session, Store store, string file, RecordedAgreement.Proposal proposal, ValueList<Layer> layers, Side? own, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var space = await reading.SpaceAsync(proposal.Agreement.Id, long.MaxValue, cancellation);
        if (Applying.Waiting(space, proposal.What, own) is not { } there) return ExitCode.Conflict;
        var texts = await reading.DocumentsAsync(proposal.Agreement.Id, there.What.Beside.Select(b => b.Hash).Prepend(there.What.File), cancellation);
        var beside = there.What.Beside.Select(b => texts.TryGetValue(b.Hash, out var text) ? Layer.Parse(b.File, text) : null).OfType<Layer>().ToValueList();
        return Waits(session, file, proposal, layers, there.Signatures.Select(s => $"the {Words.Of(s.Side)} signed in entry {s.Seq}"), texts.TryGetValue(there.What.File, out var waiting) ? (waiting, beside) : null, []);
    }

    /// <summary>Says that the other side signed another text under the number of a version, and what this one says otherwise; nothing was done.</summary>
    /// <param name="session">Hears it.</param><param name="file">The file.</param><param name="proposal">What was read of it.</param><param name="layers">What it may stand on.</param><param name="signed">Who signed the other one.</param><param name="waiting">The other one and what it stands on; <c>null</c>: it cannot be read, or not what it stands on.</param><param name="others">Files beside that one which are not here as they are there.</param>
    internal static int Waits(Session session, string file, RecordedAgreement.Proposal proposal, ValueList<Layer> layers, IEnumerable<string> signed, (ReadOnlyMemory<byte> Text, ValueList<Layer> Layers)? waiting, ValueList<string> others)
    {
        var isShown = false;
        if (waiting is { } other && AgreementDiff.Of(("signed", other.Text, other.Layers), (file, proposal.Documents[0], layers), null) is Result<AgreementDiff>.Ok { Value: var diff })
        {
            isShown = true;
            Styled.Write(DiffPage.Of(diff, null, session.Terminal.Width), session);
        }
        session.Complain($"Version {proposal.What.Version} waits for a signature as another text, which {string.Join(" and ", signed)}, so nothing was done.{(isShown ? $" What {file} says otherwise stands above." : "")}{(others.Count > 0 ? $" It was signed with {string.Join(", ", others.Select(o => Text.Quoted.Of(o)))} beside it, of another content than here, or not here at all; what that changes cannot be shown: ask the other side for {(others.Count == 1 ? "that file" : "those files")}." : "")} To sign that text, sign the file that it came from; to let {file} come in its place, so that the other side signs anew, say the same with --instead.");
        return ExitCode.Conflict;
    }

    static int Told(Session session, ValueList<Problem> problems)
    {
        session.Complain(problems);
        return ExitCode.Error;
    }

    static void Show(Session session, bool json, RecordedAgreement.Proposal proposal, string space, List<string> signatures, bool? isInForce, string? checkpoint)
    {
        var what = proposal.What;
        if (json)
        {
            session.Output.WriteLine(JsonText.Of(j =>
            {
                j.WriteString("space", space);
                j.WriteNumber("version", what.Version);
                j.WriteString("effective", Display.Iso(what.Effective));
                j.WriteString("file", what.File.ToString());
                j.WriteString("printed", what.Printed.ToString());
                j.WriteString("language", what.Language);
                j.WriteStartArray("signedBy");
                foreach (var side in signatures) j.WriteStringValue(side);
                j.WriteEndArray();
                j.WriteBoolean("inForce", isInForce == true);
                j.WriteString("checkpoint", checkpoint);
            }));
            return;
        }
        session.Line($"{space}, version {what.Version}, from {Display.Iso(what.Effective)} on: {proposal.Agreement.Title}");
        session.Line($"  file     {what.File}");
        foreach (var (name, hash) in what.Beside) session.Line($"  beside   {hash}  {name}");
        session.Line($"  printed  {what.Printed}  ({what.Language})");
        session.Line($"  {(isInForce == true ? "in force" : isInForce is null ? "not proposed" : "proposed")}{(signatures.Count > 0 ? $", signed by {string.Join(" and ", signatures)}" : "")}");
    }

    static string Next(Applied applied, string file)
    {
        if (applied.Space.IsInForce(applied.Version)) return "Next: 'surety ingest FACTS' brings facts in, 'surety close' publishes the statements that are due.";
        var missing = new[] { Side.Provider, Side.Customer }.Where(s => applied.Version.Signatures.All(v => v.Side != s)).Select(s => s == Side.Provider ? "provider" : "customer");
        return $"It counts when {string.Join(" and ", missing)} {(missing.Count() == 1 ? "has" : "have")} signed: surety apply {file} --sign {missing.First()} --key FILE";
    }
}
