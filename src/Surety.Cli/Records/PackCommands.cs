using System.CommandLine;
using Surety.Cli.Servers;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety export</c>, <c>surety verify</c> and <c>surety doctor</c>: the record for the other side, and whether it is as it was written.</summary>
internal static class PackCommands
{
    static readonly Argument<string?> Space = new("space") { Description = "Short name of the agreement, or of the feed. Where silent: the only one in the record.", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string> Into = new("--output", "-o") { Description = "Where the pack is written.", HelpName = "pack.surety", Required = true };
    static readonly Argument<string> Pack = new("pack") { Description = "A file that 'surety export' wrote." };
    static readonly Option<string[]> Held = new("--checkpoint") { Description = "Checkpoints that you hold from before: files with the note of a receipt, of a mail or of an earlier pack. Shows a journal that was cut off, put back or written anew.", HelpName = "file", AllowMultipleArgumentsPerToken = true };

    static readonly Option<string[]> Key = new("--key") { Description = "The key that you know a side by, as 'surety key' printed it to its owner; several where one came in the place of another. Another key of that side is found.", HelpName = "customer=ID" };

    public static Command Export(Session session)
    {
        var export = new Verb("export", "Writes everything of an agreement into one file, which anyone can verify without this record, and its newest checkpoint beside it (PACK.note).", "surety export acme-it-support -o acme.surety", "surety export acme-it-support -o acme.surety --server https://sla.example") { Space, Into, Record.Data, Record.At, Api.Server, Api.KeyFile };
        export.SetAction((parsed, cancellation) => IsThere(session, parsed.GetRequiredValue(Into)) ? Task.FromResult(ExitCode.Conflict) : Api.IsMeant(parsed) ? Api.RunAsync(session, parsed, api => ExportAsync(session, api, parsed, cancellation), cancellation) : ExportAsync(session, parsed, cancellation));
        return export;
    }

    public static Command Verify(Session session)
    {
        var form = new Option<string>("--form") { Description = "Form of the result: table, json.", HelpName = "table|json", DefaultValueFactory = _ => "table" };
        Verb.Only(form, ["table", "json"]);
        var verify = new Verb(
            "verify", "Verifies a pack by itself, without the record that it came from and without trust in who sent it: chain, tree, checkpoints, signatures, and every statement worked out again.",
            "surety verify acme.surety", "surety verify acme.surety --checkpoint november.note december.note", "surety verify acme.surety --key customer=5d41402abc…")
        {
            Pack, Held, Key, form, Verb.Json,
        };
        verify.SetAction((parsed, cancellation) => VerifyAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(form) == "json", cancellation));
        return verify;
    }

    public static Command Doctor(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var doctor = new Verb("doctor", "Looks at the whole record: schema, pages, indexes, and of every space what 'verify' looks at.", "surety doctor", "surety doctor --data /var/lib/surety", "surety doctor --checkpoint november.note") { Held, Record.Data, Record.At, output, Verb.Json };
        Record.OnlyHere(doctor, "Whoever runs the server runs it there, and names the data folder behind --data. Of an agreement on a server, 'surety export' gives you everything, and 'surety verify' looks at it here.");
        doctor.SetAction((parsed, cancellation) => Record.RunAsync(session, parsed, writes: false, async store => await HeldAsync(session, parsed, cancellation) is { } held ? await DoctorAsync(session, store, held, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation) : ExitCode.Error, cancellation));
        return doctor;
    }

    /// <summary>Whether an earlier pack would be lost, or the checkpoint that somebody keeps of it; then that was told, and nothing is noted in the journal.</summary>
    static bool IsThere(Session session, string file)
    {
        if (new[] { file, file + ".note" }.FirstOrDefault(File.Exists) is not { } there) return false;
        session.Complain($"{there} is there already, and {(there == file ? "a pack" : "the checkpoint of a pack")} is never overwritten. Name another file behind --output.");
        return true;
    }

    static Task<int> ExportAsync(Session session, ParseResult parsed, CancellationToken cancellation) => Record.RunAsync(session, parsed, writes: true, async store =>
    {
        if (await Record.SpaceAsync(store, parsed.GetValue(Space), session, cancellation) is not { } space) return ExitCode.Error;
        if (await Packing.NoteAsync(store, space, null, cancellation) is not Result<Written<Entry>>.Ok { Value.Value: var note }) return ExitCode.Error;
        return await SaveAsync(session, parsed.GetRequiredValue(Into), space, async (draft, folder) => await Packing.WriteAsync(store, space, note.Seq, draft, folder, cancellation));
    }, cancellation);

    static async Task<int> ExportAsync(Session session, Api api, ParseResult parsed, CancellationToken cancellation)
    {
        var (name, code) = await api.AgreementAsync(parsed.GetValue(Space), cancellation);
        if (name is null) return code;
        var file = parsed.GetRequiredValue(Into);
        var noted = await api.SendAsync(HttpMethod.Post, $"v1/agreements/{Api.In(name)}/exports", null, cancellation);
        if (!noted.IsDone) return api.Told(noted);
        return await SaveAsync(session, file, name, async (draft, _) =>
        {
            var answer = await api.DownloadAsync($"v1/agreements/{Api.In(name)}/exports/{noted.Json.GetProperty("entry").GetInt64()}", draft, cancellation);
            if (!answer.IsDone)
            {
                code = api.Told(answer);
                return null;
            }
            draft.Position = 0;
            switch (Journal.Pack.Read(file, draft))
            {
                case Result<Journal.Pack>.Ok { Value: var pack }: return (pack.Entries.Count, pack.Checkpoints.MaxBy(n => Checkpoint.Unsigned(n)?.Size ?? 0));
                case Result<Journal.Pack>.Refused refused:
                    session.Complain($"What {api.Address.Authority} sent is no whole pack, and was not kept. Run the command again.");
                    session.Complain(refused.Problems);
                    break;
            }
            return null;
        }) is var saved && code != ExitCode.Ok ? code : saved;
    }

    /// <summary>Writes a pack where it belongs, and its newest checkpoint beside it, once it is whole.</summary>
    /// <param name="session">Told.</param><param name="file">Where.</param><param name="space">Of what.</param><param name="write">Writes it to a draft, beside which parts of it may lie; <c>null</c>: it could not, and said why.</param>
    static async Task<int> SaveAsync(Session session, string file, string space, Func<FileStream, string, Task<(long Entries, string? Newest)?>> write)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            await using var draft = Packing.Draft(folder);
            if (await write(draft, folder) is not { } written) return ExitCode.Error;
            DurableFile.Write(file, stream =>
            {
                draft.Position = 0;
                draft.CopyTo(stream);
            });
            if (written.Newest is { } newest) DurableFile.Write(file + ".note", System.Text.Encoding.UTF8.GetBytes(newest));
            session.Say($"{file}: {Display.Count(written.Entries, "entry", "entries")} of '{space}'.{(written.Newest is null ? "" : $" {file}.note: the newest checkpoint; keep it apart from the pack, and hold it against the next one.")} Next: surety verify {file}");
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Complain($"{file}: the pack cannot be written there.");
            return ExitCode.Error;
        }
    }

    static async Task<int> VerifyAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        if (Sabotage.Name.Length > 0) session.Complain(Record.Sabotaged);
        if (await HeldAsync(session, parsed, cancellation) is not { } held) return ExitCode.Error;
        var pinned = new List<(Side, Digest)>();
        foreach (var text in parsed.GetValue(Key) ?? [])
            if (text.Split('=') is [var word, var id] && ApplyCommand.SideOf(word) is { } side && Digest.Parse(id) is { } key) pinned.Add((side, key));
            else return session.Refuse($"'{text}' behind --key names no key of a side: write provider=ID or customer=ID, where ID is the name that 'surety key' printed, 64 hexadecimal digits.");
        var path = parsed.GetRequiredValue(Pack);
        switch (await InputFile.ReadAsync(path, session, int.MaxValue - (1 << 20), cancellation))
        {
            case Result<ReadOnlyMemory<byte>>.Refused no:
                session.Complain(no.Problems);
                return ExitCode.Error;
            case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }:
                switch (Journal.Pack.Read(path, new MemoryStream(bytes.ToArray())))
                {
                    case Result<Journal.Pack>.Refused refused:
                        session.Complain(refused.Problems);
                        return ExitCode.NotVerified;
                    case Result<Journal.Pack>.Ok { Value: var pack }:
                        var verification = Verified(pack, held, pinned.ToValueList());
                        if (json) session.Output.WriteLine(JsonText.Of(j => Write(j, verification)));
                        else Show(session, verification);
                        return verification.Findings.Count > 0 ? ExitCode.NotVerified : ExitCode.Ok;
                }
                break;
        }
        return ExitCode.Error;
    }

    /// <summary>Notes that were named; <c>null</c>: one cannot be read, which has been told.</summary>
    static async Task<ValueList<string>?> HeldAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        var held = new List<string>();
        foreach (var file in parsed.GetValue(Held) ?? [])
            switch (await InputFile.ReadAsync(file, session, 1 << 20, cancellation))
            {
                case Result<ReadOnlyMemory<byte>>.Ok { Value: var note }: held.Add(Checkpoint.Mended(System.Text.Encoding.UTF8.GetString(note.Span))); break;
                case Result<ReadOnlyMemory<byte>>.Refused no:
                    session.Complain(no.Problems);
                    return null;
            }
        return held.ToValueList();
    }

    static Verification Verified(Pack pack, ValueList<string> held, ValueList<(Side, Digest)> pinned = default)
    {
        if (!Sabotage.IgnoresCheckpoints) return Verification.Of(pack, held, pinned);
        var blind = Verification.Of(pack with { Checkpoints = [] }, [], pinned);
        return blind with { Findings = blind.Findings.Where(f => f.Code != "checkpoint.missing").ToValueList() };
    }

    internal static async Task<int> DoctorAsync(Session session, Store store, ValueList<string> held, bool json, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var damage = await store.DamageAsync(reading, cancellation);
        var all = new List<Verification>();
        var open = new Dictionary<string, long>(StringComparer.Ordinal);
        // A space that somebody took out of the record is one whose checkpoint is held.
        foreach (var space in (await reading.TracesAsync(cancellation)).Union(Sabotage.IgnoresCheckpoints ? [] : held.Select(n => Checkpoint.Unsigned(n)?.Space ?? "")))
        {
            var pack = await Packing.PackAsync(reading, space, cancellation);
            var verification = Verified(pack, held.Where(n => (Checkpoint.Unsigned(n)?.Space ?? "") == space).ToValueList());
            // The last minutes of a journal are signed with what comes next.
            var unsigned = Packing.OpenEnd(pack, store.CheckpointAfter, session.Now);
            var signed = verification.Findings.Where(f => f.Code != "checkpoint.missing" || f.Seq != pack.Entries.Count - unsigned + 1).ToList();
            if (signed.Count < verification.Findings.Count) open[space] = unsigned;
            all.Add(verification with { Findings = [.. signed, .. await BesideJournal.FindAsync(reading, space, pack, verification, cancellation)] });
        }
        var audits = new List<(string Party, ValueList<Finding> Findings)>();
        foreach (var party in await Audit.PartiesAsync(reading, cancellation)) audits.Add((party, await Audit.VerifyAsync(reading, party, cancellation)));
        if (json) session.Output.WriteLine(JsonText.Of(j =>
        {
            j.WriteStartArray("damage");
            foreach (var line in damage) j.WriteStringValue(line);
            j.WriteEndArray();
            j.WriteStartArray("spaces");
            foreach (var verification in all)
            {
                j.WriteStartObject();
                Write(j, verification);
                j.WriteNumber("unsigned", open.GetValueOrDefault(verification.Space));
                j.WriteEndObject();
            }
            j.WriteEndArray();
            j.WriteStartArray("audits");
            foreach (var (party, findings) in audits)
            {
                j.WriteStartObject();
                j.WriteString("party", party);
                Write(j, findings, "line");
                j.WriteEndObject();
            }
            j.WriteEndArray();
        }));
        else foreach (var verification in all) Show(session, verification);
        if (!json)
            foreach (var finding in audits.SelectMany(a => a.Findings)) session.Line($"  the audit: {finding.Code}: {finding.Message}");
        if (!json)
            foreach (var line in damage) session.Line($"  the file: store.damaged: {line}");
        foreach (var (space, unsigned) in open) session.Say($"{space}: {Display.Count(unsigned, "entry that nobody signed yet", "entries that nobody signed yet")}; that is done within {store.CheckpointAfter.TotalMinutes:0} minutes, or when the command that writes them ends.");
        Record.SayWhoReads(session, store.Address);
        var isWell = damage.Count == 0 && all.TrueForAll(v => v.Findings.Count == 0) && audits.TrueForAll(a => a.Findings.Count == 0);
        session.Say(isWell ? $"{store.Address}: all is well." : $"{store.Address}: something was changed. Restore a backup, and keep this one for whoever asks.");
        return isWell ? ExitCode.Ok : ExitCode.NotVerified;
    }

    static void Show(Session session, Verification verification)
    {
        session.Line($"{verification.Space}: {Display.Count(verification.Entries, "entry", "entries")}, {Display.Count(verification.Facts, "fact", "facts")} in {Display.Count(verification.Batches, "batch", "batches")}, {Display.Count(verification.Signatures, "signature", "signatures")}, {Display.Count(verification.Statements, "statement", "statements")} worked out again, {Display.Count(verification.Checkpoints, "checkpoint", "checkpoints")}");
        session.Line($"  root  {verification.Root}");
        foreach (var key in verification.Keys) session.Line($"  key   {key}");
        if (verification.KeptBy is { } side) session.Line($"  kept by the {Words.Of(side)} alone: nobody signed it for the other side");
        foreach (var version in verification.Versions)
        {
            session.Line($"  version {version.What.Version}, from {Display.Iso(version.What.Effective)} on, proposed in entry {version.Seq}{(verification.KeptBy is null && version.Signatures.Count == 0 ? ", signed by nobody" : "")}");
            foreach (var signature in version.Signatures) session.Line($"    signed by the {Words.Of(signature.Side)} in entry {signature.Seq} with the key {signature.Key}");
        }
        if (verification.Erased > 0) session.Line($"  {Display.Count(verification.Erased, "text was", "texts were")} erased; the proof of it stands");
        foreach (var finding in verification.Findings) session.Line($"  {(finding.Seq > 0 ? $"entry {finding.Seq}" : "the whole")}: {finding.Code}: {finding.Message}");
        foreach (var held in verification.Held) session.Line($"  the checkpoint about {Display.Count(held.Size, "entry", "entries")} holds, signed at {Display.InUtc(held.Known)}, that was held against it: nothing up to there was changed");
        session.Line(verification.Findings.Count == 0 ? "  verified: everything is as it was written" : $"  NOT verified: {Display.Count(verification.Findings.Count, "finding", "findings")}");
    }

    static void Write(System.Text.Json.Utf8JsonWriter j, Verification verification)
    {
        j.WriteString("space", verification.Space);
        j.WriteBoolean("verified", verification.Findings.Count == 0);
        j.WriteNumber("entries", verification.Entries);
        j.WriteNumber("facts", verification.Facts);
        j.WriteNumber("batches", verification.Batches);
        j.WriteNumber("signatures", verification.Signatures);
        j.WriteNumber("statements", verification.Statements);
        j.WriteNumber("checkpoints", verification.Checkpoints);
        j.WriteNumber("erased", verification.Erased);
        j.WriteString("root", verification.Root.ToString());
        j.WriteStartArray("held");
        foreach (var held in verification.Held)
        {
            j.WriteStartObject();
            j.WriteNumber("entries", held.Size);
            j.WriteString("known", Display.InUtc(held.Known));
            j.WriteEndObject();
        }
        j.WriteEndArray();
        j.WriteStartArray("keys");
        foreach (var key in verification.Keys) j.WriteStringValue(key.ToString());
        j.WriteEndArray();
        j.WriteString("keptBy", verification.KeptBy is { } side ? Words.Of(side) : null);
        j.WriteStartArray("versions");
        foreach (var version in verification.Versions)
        {
            j.WriteStartObject();
            j.WriteNumber("version", version.What.Version);
            j.WriteString("effective", Display.Iso(version.What.Effective));
            j.WriteNumber("entry", version.Seq);
            j.WriteStartArray("signatures");
            foreach (var signature in version.Signatures)
            {
                j.WriteStartObject();
                j.WriteString("side", Words.Of(signature.Side));
                j.WriteString("key", signature.Key.ToString());
                j.WriteNumber("entry", signature.Seq);
                j.WriteEndObject();
            }
            j.WriteEndArray();
            j.WriteEndObject();
        }
        j.WriteEndArray();
        Write(j, verification.Findings, "entry");
    }

    static void Write(System.Text.Json.Utf8JsonWriter j, ValueList<Finding> findings, string place)
    {
        j.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            j.WriteStartObject();
            j.WriteNumber(place, finding.Seq);
            j.WriteString("code", finding.Code);
            j.WriteString("message", finding.Message);
            j.WriteEndObject();
        }
        j.WriteEndArray();
    }
}
