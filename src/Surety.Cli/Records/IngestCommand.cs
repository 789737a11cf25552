using System.Buffers;
using System.CommandLine;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
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
    static readonly Option<bool> Strict = new("--strict") { Description = "Leave with 1 if any row was refused." };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var ingest = new Verb(
            "ingest", "Brings facts into the record. Each batch is acknowledged when it is on the disk; what is sent twice counts once.",
            "surety ingest october.jsonl", "surety ingest tickets.csv --source helpdesk --space acme-it-support", "tail -f probe.jsonl | surety ingest - --source probe -o json")
        {
            Files, Record.SpaceOption, Source, Batch, Lines, Feed, Strict, Record.Data, Record.At, output, Verb.Json,
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
        return await Record.RunAsync(session, parsed, writes: true, async store =>
        {
            var space = parsed.GetValue(Feed);
            if (space is not null && await OpenFeedAsync(store, space, session, cancellation) is var code and not ExitCode.Ok) return code;
            space ??= await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation);
            if (space is null) return ExitCode.Error;
            var told = new Acknowledging(store, space, parsed.GetValue(Source), json, session);
            var taken = files is ["-"] ? await told.StreamAsync(parsed.GetValue(Lines), cancellation) : await FilesAsync(told, files, parsed.GetValue(Batch), session, cancellation);
            if (await Ingest.CompactAsync(store, space, cancellation) is Result<Written<int>>.Refused refused) return Record.Refused(session, refused.Problems);
            return taken == ExitCode.Ok && told.Refused > 0 && parsed.GetValue(Strict) ? ExitCode.Error : taken;
        }, cancellation, files is ["-"] ? Duration.FromMinutes(5) : default);
    }

    static bool IsName(string feed) => feed.Length is > 0 and <= 80 && feed.Trim() == feed && !feed.Any(c => c is '\n' or '\r' or '\t' || Text.SourceText.IsForbidden(c));

    static async Task<int> OpenFeedAsync(Store store, string feed, Session session, CancellationToken cancellation) => await store.WriteAsync<int>(feed, null, writing => Task.FromResult<Result<int>>(
        writing.Space is { Kind: SpaceKind.Agreement } ? new Result<int>.Refused([new(default, Severity.Error, "space.kind", $"'{feed}' is an agreement, not a feed.")])
        : writing.Space is null && writing.Append(new Recorded.Opened(feed, SpaceKind.Feed, null)) is Result<Entry>.Refused refused ? new Result<int>.Refused(refused.Problems) : new Result<int>.Ok(0)), cancellation) switch
    {
        Result<Written<int>>.Refused no => Record.Refused(session, no.Problems),
        Result<Written<int>>.Ok => ExitCode.Ok,
    };

    static async Task<int> FilesAsync(Acknowledging told, string[] files, string? batch, Session session, CancellationToken cancellation)
    {
        var code = ExitCode.Ok;
        foreach (var file in files)
            switch (await InputFile.ReadAsync(file, session, MostOfFile, cancellation))
            {
                case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }: code = await told.TakeAsync(file, bytes, batch, cancellation) is var taken and not ExitCode.Ok ? taken : code; break;
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
        static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public int Refused { get; private set; }

        /// <summary>Sends one batch.</summary>
        /// <returns>The code to leave with.</returns>
        public async Task<int> TakeAsync(string file, ReadOnlyMemory<byte> bytes, string? batch, CancellationToken cancellation)
        {
            var name = Path.GetFileName(file);
            var from = source ?? SourceOf(name);
            var isTable = file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
            var sent = SentFacts.Of(batch, name, from, isTable, bytes);
            if (Sabotage.AcknowledgesEarly) Tell(sent.Name, new(0, default, FactBatch.Read(sent.Read, new Dictionary<(string, string), Digest>())), 0, null);
            switch (await Ingest.TakeAsync(store, space, null, sent, cancellation))
            {
                case Result<Written<Receipt>>.Ok { Value: var written }:
                    if (!Sabotage.AcknowledgesEarly) Tell(sent.Name, written.Value, written.Seq, written.Checkpoint);
                    return ExitCode.Ok;
                case Result<Written<Receipt>>.Refused refused:
                    return Record.Refused(session, refused.Problems);
                default: return ExitCode.Error;
            }
        }

        static string SourceOf(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;

        /// <summary>Takes the lines of standard input: those that are there are one batch, and the next ones wait for nobody.</summary>
        public async Task<int> StreamAsync(int most, CancellationToken cancellation)
        {
            var reader = PipeReader.Create(session.Input);
            // Without a name of its own, the same line sent by two runs is the same fact only by its id.
            var (run, number, code) = ($"{session.Now.ToUnixTimeTicks():x}-{Environment.ProcessId:x}", 0, ExitCode.Ok);
            var isEndless = false;
            while (code == ExitCode.Ok)
            {
                var read = await reader.ReadAsync(cancellation);
                if (isEndless)
                {
                    // The rest of a line that was refused is passed over; nobody keeps it.
                    isEndless = read.Buffer.PositionOf((byte)'\n') is null;
                    reader.AdvanceTo(isEndless ? read.Buffer.End : read.Buffer.GetPosition(1, read.Buffer.PositionOf((byte)'\n')!.Value));
                    if (isEndless && read.IsCompleted) break;
                    continue;
                }
                var (lines, rest) = Take(read.Buffer, most, read.IsCompleted);
                isEndless = lines.Length > JsonLines.LongestLine && !lines.AsSpan().Contains((byte)'\n');
                if (lines.Length > 0) code = await TakeAsync("stdin.jsonl", lines, $"{source ?? "stdin"}~{run}-{++number}", cancellation);
                reader.AdvanceTo(rest, lines.Length > 0 ? rest : read.Buffer.End);
                if (lines.Length > 0 && code == ExitCode.Ok && number % BatchesBetween == 0 && await Ingest.CompactAsync(store, space, cancellation) is Result<Written<int>>.Refused refused) code = Record.Refused(session, refused.Problems);
                if (read.IsCompleted && read.Buffer.Slice(rest).IsEmpty) break;
            }
            await reader.CompleteAsync();
            return code;
        }

        /// <summary>Lines that are there, or so much of one without end that it is too long.</summary>
        static (byte[] Lines, SequencePosition Behind) Take(ReadOnlySequence<byte> buffer, int most, bool isLast)
        {
            var reader = new SequenceReader<byte>(buffer);
            for (var lines = 0; lines < most && reader.TryAdvanceTo((byte)'\n'); lines++)
            {
            }
            var end = reader.Consumed > 0 ? reader.Position : buffer.Length > JsonLines.LongestLine ? buffer.GetPosition(JsonLines.LongestLine + 1) : isLast ? buffer.End : buffer.Start;
            return (buffer.Slice(buffer.Start, end).ToArray(), end);
        }

        void Tell(string batch, Receipt receipt, long seq, string? checkpoint)
        {
            Refused += receipt.Batch?.RefusedLines.Count ?? 0;
            if (receipt.Batch is { } read) session.Complain(read.Problems.Take(20));
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
            session.Line(receipt.Batch is not { } taken ? $"{batch}: sent before, entry {receipt.Seq} stands."
                : taken.Accepted == 0 ? $"{batch}: nothing new{Beside(taken)}." : $"{batch}: {Display.Count(taken.Accepted)} accepted{Beside(taken)}; entry {receipt.Seq}.");
        }

        static string Beside(FactBatch batch) => $"{(batch.Duplicates > 0 ? $", {Display.Count(batch.Duplicates, "duplicate", "duplicates")}" : "")}{(batch.RefusedLines.Count > 0 ? $", {Display.Count(batch.RefusedLines.Count)} refused" : "")}";
    }
}
