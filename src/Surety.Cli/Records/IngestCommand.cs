using System.Buffers;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using Surety.Cli.Servers;
using Surety.Facts;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety ingest</c>: brings facts into the record; what is acknowledged is on the disk.</summary>
internal static class IngestCommand
{
    /// <summary>A file of facts has at most so many bytes; a larger one is sent in parts.</summary>
    const int MostOfFile = 512 << 20;

    /// <summary>So many lines of standard input are one batch, unless the sender waits.</summary>
    const int MostLines = 1000;

    /// <summary>After so many batches of standard input, it is looked whether there is much to put together.</summary>
    const int BatchesBetween = 64;

    static readonly Argument<string[]> Files = new("facts") { Description = "Files of facts: JSON Lines, CSV, columns; - is standard input, whose lines are acknowledged as they come.", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string?> Source = new("--source") { Description = "The source of facts that name none. Where silent: the name of the file without its ending.", HelpName = "name" };
    static readonly Option<string?> Batch = new("--batch") { Description = "What the sender calls these facts; sent again under this name, they count once. Where silent: their own hash.", HelpName = "name" };
    static readonly Option<int> Lines = new("--lines") { Description = "Standard input: at most so many lines are one batch.", HelpName = "number", DefaultValueFactory = _ => MostLines };
    static readonly Option<string?> Feed = new("--feed") { Description = "Opens a space for measurements that several agreements read, and brings the facts there.", HelpName = "name" };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var ingest = new Verb(
            "ingest", "Brings facts into the record. Each batch is acknowledged when it is on the disk; what is sent twice counts once. Leaves with 1 if any row was refused; the others are taken.",
            "surety ingest october.jsonl", "surety ingest tickets.csv --source helpdesk --space acme-it-support", "tail -f probe.jsonl | surety ingest - --source probe -o json")
        {
            Files, Record.SpaceOption, Source, Batch, Lines, Feed, Record.Data, Record.At, Api.Server, Api.KeyFile, output, Verb.Json,
        };
        ingest.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return ingest;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var files = parsed.GetRequiredValue(Files);
        if (files.Length > 1 && files.Contains("-")) return session.Refuse("Standard input is read by itself: name '-' and no other file.");
        if (parsed.GetValue(Batch) is not null && (files.Length > 1 || files[0] == "-")) return session.Refuse("--batch is the name of one batch: name one file.");
        if (parsed.GetValue(Lines) < 1) return session.Refuse("--lines has to be at least 1.");
        if (parsed.GetValue(Feed) is { } feed && !IsName(feed)) return session.Refuse($"{Text.Quoted.Of(feed)} is no name of a feed. Use at most 80 letters, digits, spaces and signs on one line, as it stands under 'feeds' in the agreement.");
        if (parsed.GetValue(Feed) is { } feedToo && parsed.GetValue(Record.SpaceOption) is { } spaceToo && feedToo != spaceToo) return session.Refuse($"--feed and --space both say where the facts belong, and each something else: name one of them.");
        if (Api.IsMeant(parsed)) return await Api.RunAsync(session, parsed, api => SendAsync(session, parsed, api, files, json, cancellation), cancellation);
        return await Record.RunAsync(session, parsed, writes: true, async store =>
        {
            var space = parsed.GetValue(Feed);
            if (space is not null && await OpenFeedAsync(store, space, session, cancellation) is var code and not ExitCode.Ok) return code;
            space ??= await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation);
            if (space is null) return ExitCode.Error;
            var told = new Acknowledging(store, space, parsed.GetValue(Source), json, session);
            var run = RunOf(session);
            var taken = files is ["-"] ? await StreamAsync(session, parsed, (lines, number) => told.LinesAsync(lines, $"{parsed.GetValue(Source) ?? "stdin"}~{run}-{number}", number, cancellation), cancellation)
                : await FilesAsync((file, bytes) => told.TakeAsync(file, bytes, parsed.GetValue(Batch), cancellation), files, session, cancellation);
            if (await Ingest.CompactAsync(store, space, cancellation) is Result<Written<int>>.Refused refused) return Record.Refused(session, refused.Problems);
            ToldReceipt.SayWithoutId(session, told.WithoutId);
            ToldReceipt.SayLate(session, told.Late);
            ToldReceipt.SayUnknown(session, told.Unknown);
            return taken == ExitCode.Ok && told.HasRefused ? ExitCode.Error : taken;
        }, cancellation, files is ["-"] ? Duration.FromMinutes(5) : default);
    }

    // Without a name of its own, the same line sent by two runs is the same fact only by its id.
    static string RunOf(Session session) => $"{session.Now.ToUnixTimeTicks():x}-{Environment.ProcessId:x}";

    static bool IsName(string feed) => feed.Length is > 0 and <= 80 && feed.Trim() == feed && !feed.Any(c => c is '\n' or '\r' or '\t' || Text.SourceText.IsForbidden(c));

    static async Task<int> SendAsync(Session session, ParseResult parsed, Api api, string[] files, bool json, CancellationToken cancellation)
    {
        string path;
        // A key for one may not list what there is, and would send to its own whatever was named.
        if (await api.IsForAnotherAsync(parsed.GetValue(Feed) ?? parsed.GetValue(Record.SpaceOption), cancellation)) return ExitCode.NotAllowed;
        if (parsed.GetValue(Feed) is { } feed)
        {
            var party = feed.Contains('.', StringComparison.Ordinal) ? null : await api.GetAsync("v1/me", cancellation);
            if (party is { IsDone: false }) return api.Told(party);
            path = $"v1/feeds/{Api.In(party is null ? feed : $"{party.Json.GetProperty("party").GetProperty("handle").GetString()}.{feed}")}/facts";
        }
        else
        {
            var (agreement, code) = await api.AgreementAsync(parsed.GetValue(Record.SpaceOption), cancellation);
            if (agreement is null) return code;
            path = $"v1/agreements/{Api.In(agreement)}/facts";
        }
        // A key that sends as one source sends as that one.
        var source = parsed.GetValue(Source) ?? (await api.MeAsync(cancellation) is { } me && me.TryGetProperty("sources", out var sources) && sources.GetArrayLength() == 1 ? sources[0].GetString() : null);
        var sent = new SentToServer(api, path, source, json, session);
        var run = RunOf(session);
        var taken = files is ["-"] ? await StreamAsync(session, parsed, (lines, number) => sent.LinesAsync(lines, $"{source ?? "stdin"}~{run}-{number}", cancellation), cancellation)
            : await FilesAsync((file, bytes) => sent.FileAsync(file, bytes, parsed.GetValue(Batch), cancellation), files, session, cancellation);
        ToldReceipt.SayWithoutId(session, sent.WithoutId);
        ToldReceipt.SayLate(session, sent.Late);
        ToldReceipt.SayUnknown(session, sent.Unknown);
        return taken == ExitCode.Ok && sent.HasRefused ? ExitCode.Error : taken;
    }

    static async Task<int> StreamAsync(Session session, ParseResult parsed, Func<ReadOnlyMemory<byte>, int, Task<int>> take, CancellationToken cancellation)
    {
        var isEmpty = true;
        var code = await FactStream.EachAsync(session.Input, parsed.GetValue(Lines), (lines, number) =>
        {
            isEmpty = false;
            return take(lines, number);
        }, cancellation);
        if (isEmpty) session.Say(ToldReceipt.Nothing("standard input"));
        return code;
    }

    static async Task<int> OpenFeedAsync(Store store, string feed, Session session, CancellationToken cancellation) => await store.WriteAsync<int>(feed, null, writing => Task.FromResult<Result<int>>(
        writing.Space is { Kind: SpaceKind.Agreement } ? new Result<int>.Refused([new(default, Severity.Error, "space.kind", $"'{feed}' is an agreement, not a feed.")])
        : writing.Space is null && writing.Append(new Recorded.Opened(feed, SpaceKind.Feed, null)) is Result<Entry>.Refused refused ? new Result<int>.Refused(refused.Problems) : new Result<int>.Ok(0)), cancellation) switch
    {
        Result<Written<int>>.Refused no => Record.Refused(session, no.Problems),
        Result<Written<int>>.Ok => ExitCode.Ok,
    };

    static async Task<int> FilesAsync(Func<string, ReadOnlyMemory<byte>, Task<int>> take, string[] files, Session session, CancellationToken cancellation)
    {
        var code = ExitCode.Ok;
        foreach (var file in files)
            switch (await InputFile.ReadAsync(file, session, MostOfFile, cancellation))
            {
                case Result<ReadOnlyMemory<byte>>.Ok { Value: var blank } when JsonLines.IsBlank(blank.Span): session.Say(ToldReceipt.Nothing(file)); break;
                case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }: code = await take(file, bytes) is var taken and not ExitCode.Ok ? taken : code; break;
                case Result<ReadOnlyMemory<byte>>.Refused refused:
                    session.Complain(refused.Problems);
                    code = ExitCode.Error;
                    break;
            }
        return code;
    }

    /// <summary>Sends batches to a space and tells of each what became of it.</summary>
    sealed class Acknowledging(Store store, string space, string? source, bool json, Session session)
    {
        const string Stdin = "stdin.jsonl";

        static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        /// <summary>Whether a row was refused, or a file as a whole.</summary>
        public bool HasRefused { get; private set; }

        public long WithoutId { get; private set; }

        public LateOfBatches Late { get; } = new();

        public SortedSet<string> Unknown { get; } = new(StringComparer.Ordinal);

        /// <summary>Sends one batch.</summary>
        /// <returns>The code to leave with.</returns>
        public async Task<int> TakeAsync(string file, ReadOnlyMemory<byte> bytes, string? batch, CancellationToken cancellation)
        {
            var (name, shown) = (Path.GetFileName(file), file == Stdin ? null : Path.GetFileName(file));
            var from = source ?? SourceOf(name);
            var isTable = file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
            var sent = SentFacts.Of(batch, name, from, isTable, bytes);
            if (Sabotage.AcknowledgesEarly)
            {
                Tell(shown, sent.Name, new(0, default, FactBatch.Read(sent.Read, new Dictionary<(string, string), Digest>())), 0, null);
                // As long as an acknowledgement may be on its way before what it says is so.
                await Task.Delay(20, cancellation);
            }
            switch (await Ingest.TakeAsync(store, space, null, sent, cancellation))
            {
                case Result<Written<Receipt>>.Ok { Value: var written }:
                    if (!Sabotage.AcknowledgesEarly) Tell(shown, sent.Name, written.Value, written.Seq, written.Checkpoint);
                    return ExitCode.Ok;
                case Result<Written<Receipt>>.Refused refused:
                    return Record.Refused(session, refused.Problems);
                default: return ExitCode.Error;
            }
        }

        static string SourceOf(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;

        /// <summary>Takes lines of standard input.</summary>
        public async Task<int> LinesAsync(ReadOnlyMemory<byte> lines, string batch, int number, CancellationToken cancellation)
        {
            var code = await TakeAsync(Stdin, lines, batch, cancellation);
            return code == ExitCode.Ok && number % BatchesBetween == 0 && await Ingest.CompactAsync(store, space, cancellation) is Result<Written<int>>.Refused refused ? Record.Refused(session, refused.Problems) : code;
        }

        void Tell(string? file, string batch, Receipt receipt, long seq, string? checkpoint)
        {
            // What was refused the first time was told then.
            HasRefused |= receipt.Batch is { } own ? own.RefusedLines.Count > 0 || own.Problems.Any(p => p.Severity == Severity.Error) : receipt.Then is { Refused: > 0 };
            WithoutId += receipt.Batch?.WithoutId ?? 0;
            Late.Add(receipt.Late, receipt.IsMoreLate);
            Unknown.UnionWith(receipt.Unknown.Select(u => u.Meant is null ? u.Words : $"{u.Words} {u.Meant}"));
            // A place is one in the file that was named, whatever the record calls what is in it.
            if (receipt.Batch is { } read) session.Complain(read.Problems.Take(20).Select(p => p.At.File == batch && file is not null ? p with { At = p.At with { File = file } } : p));
            if (receipt.Batch is { IsUnreadable: true }) return;
            if (receipt.Batch?.Problems.Count > 20) session.Complain($"and {Display.Count(receipt.Batch.Problems.Count - 20)} more problems.");
            if (json)
            {
                var line = new ArrayBufferWriter<byte>();
                using (var writer = new Utf8JsonWriter(line, OneLine))
                {
                    writer.WriteStartObject();
                    ReceiptJson.Write(writer, space, batch, new(receipt, seq, default, checkpoint));
                    writer.WriteEndObject();
                }
                session.Output.WriteLine(System.Text.Encoding.UTF8.GetString(line.WrittenSpan));
                session.Output.Flush();
                return;
            }
            session.Line(receipt.Then is { } then ? ToldReceipt.Before(batch, receipt.Seq, then.Accepted, then.Refused) : ToldReceipt.Line(batch, receipt.Seq, receipt.Batch!.Accepted, receipt.Batch.Duplicates, receipt.Batch.RefusedLines.Count));
        }
    }
}
