using System.Buffers;
using System.Net.Http;
using System.Text.Encodings.Web;
using System.Text.Json;
using Surety.Cli.Records;
using Surety.Facts;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Servers;

/// <summary>Facts on their way to a server: in batches whose names are their own, so that whatever breaks on the way is sent again and counts once. Source: docs/guide/api.md, "Facts".</summary>
/// <param name="api">The server.</param><param name="path">Where it takes them: <c>v1/agreements/NAME/facts</c>.</param><param name="source">The source of facts that name none; <c>null</c>: the name of the file without its ending.</param><param name="json">Whether receipts are told as they came.</param><param name="session">Hears of them.</param>
internal sealed class SentToServer(Api api, string path, string? source, bool json, Session session)
{
    /// <summary>So many bytes of a file are one batch; a server takes 32 MiB at once.</summary>
    const int MostOfBatch = 4 << 20, MostAtOnce = 32 << 20;

    /// <summary>So often is a batch sent again, each time after a longer while: more than two minutes in all, in which a server starts.</summary>
    const int MostAttempts = 30;

    /// <summary>So many problems of what is one batch are told.</summary>
    const int MostTold = 20;

    /// <summary>So many characters the name of a batch has at most.</summary>
    const int LongestName = 200;

    static readonly TimeSpan LongestWhile = TimeSpan.FromSeconds(5);

    /// <summary>Whether a row was refused, or a file as a whole.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Facts that were taken and have no id.</summary>
    public long WithoutId { get; private set; }

    /// <summary>Published periods for which facts came too late.</summary>
    public LateOfBatches Late { get; } = new();

    /// <summary>Names in the facts that no agreement has.</summary>
    public SortedSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    /// <summary>Sends a file; lines in parts, a table whole.</summary>
    /// <returns>The code to leave with.</returns>
    public async Task<int> FileAsync(string file, ReadOnlyMemory<byte> bytes, string? batch, CancellationToken cancellation)
    {
        var name = Path.GetFileName(file);
        var isTable = file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        if (FactColumns.IsOne(bytes.Span)) return Refuse(file, "This is a file of columns, and a server takes rows.", "Send the files that it was made of.");
        if ((isTable || batch is not null) && bytes.Length > MostAtOnce) return Refuse(file, $"{(isTable ? "A table" : "One batch")} of more than {MostAtOnce >> 20} MiB is not taken at once.", isTable ? "Send it in parts, each with the line that names the columns." : "Leave --batch out: then it is sent in parts.");
        for (var (line, number) = (0, 1); bytes.Length > 0; number++)
        {
            var length = isTable || batch is not null || bytes.Length <= MostOfBatch ? bytes.Length : bytes.Span[..MostOfBatch].LastIndexOf((byte)'\n') + 1;
            // A line that is longer than a batch is none that anybody takes: the server says so.
            if (length == 0) length = bytes.Span.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : bytes.Length;
            if (length > MostAtOnce) return Refuse(file, $"Line {line + 1} has more than {MostAtOnce >> 20} MiB.", "One fact is one short object.");
            var part = bytes[..length];
            if (!JsonLines.IsBlank(part.Span) && await SendAsync(name, part, batch, line, isTable, cancellation) is var code and not ExitCode.Ok) return code;
            line += part.Span.Count((byte)'\n');
            bytes = bytes[length..];
        }
        return ExitCode.Ok;
    }

    /// <summary>Sends lines of standard input.</summary>
    /// <param name="lines">Them.</param><param name="batch">What they are called; no other run calls any so.</param><param name="cancellation">Ends it.</param>
    public Task<int> LinesAsync(ReadOnlyMemory<byte> lines, string batch, CancellationToken cancellation) => SendAsync("stdin.jsonl", lines, batch, 0, isTable: false, cancellation);

    int Refuse(string file, string message, string mend)
    {
        session.Complain([new Problem(new(file, 0, 0), Severity.Error, "send.form", message, mend)]);
        return ExitCode.Error;
    }

    /// <summary>Sends one batch; what the server does not look at, because so much before it is refused, it gets again as batches of their own.</summary>
    async Task<int> SendAsync(string file, ReadOnlyMemory<byte> bytes, string? batch, int before, bool isTable, CancellationToken cancellation)
    {
        var from = source ?? (file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file);
        var heading = bytes[..(isTable ? HeadingOf(bytes.Span) : 0)];
        var headed = LinesOf(heading);
        // Whoever reads a feed is told the names of its batches, and of its files, which stand for their sources, nothing.
        var of = path.StartsWith("v1/feeds/", StringComparison.Ordinal) ? $"facts{Path.GetExtension(file)}" : file;
        var (rest, line, room, untold) = (bytes[heading.Length..], headed, MostTold, 0L);
        for (var (length, isFirst) = (rest.Length, true); ; isFirst = false)
        {
            var part = rest[..length];
            var sent = isFirst ? bytes : heading.Length == 0 ? part : (byte[])[.. heading.Span, .. part.Span];
            // A name of its own; where that would be too long, its hash.
            var called = isFirst ? batch : batch is null || $"{batch}~{line + 1}" is not { Length: <= LongestName } own ? null : own;
            var name = SentFacts.Of(called, of.Length <= 60 ? of : of[..60], from.Length <= 60 ? from : from[..60], isTable, sent).Name;
            var once = Api.NewKey();
            var answer = await AgainAsync(() => api.SendAsync(HttpMethod.Post, $"{path}?source={Api.In(from)}&batch={Api.In(name)}", (isTable ? "text/csv" : "application/x-ndjson", sent), cancellation, once: once), cancellation);
            if (!answer.IsDone && !IsReceipt(answer)) return api.Told(answer, answer.Status == 400 ? _ => file : null);
            var shift = before + line - headed;
            var (told, refused) = Tell(file, l => l <= headed ? before + l : shift + l, room, answer);
            (room, untold) = (room - told, untold + Math.Max(0, refused - told));
            if (answer.Json.TryGetProperty("notLookedAt", out var left))
            {
                // Names of columns that run over the end of a line are not told from what is below them.
                var isDivided = heading.Span.Count((byte)'"') % 2 == 0;
                length = isDivided && answer.Json.TryGetProperty("notLookedAtFrom", out var at) && at.TryGetInt32(out var stopped) ? OffsetOf(part.Span, stopped - headed) : 0;
                if (length == 0) return Refuse(file, $"{Display.Count(left.GetInt64(), "row was", "rows were")} not looked at: those behind the {Display.Count(refused)} that were refused from line {shift + headed + 1} on.", "Mend those, and send the file again.");
            }
            line += LinesOf(part[..length]);
            rest = rest[length..];
            if (rest.Span.Trim(" \t\r\n"u8).IsEmpty) break;
            length = NextOf(rest.Span, 2L * length, isTable);
        }
        if (untold > 0) session.Complain($"and {Display.Count(untold)} more rows were refused.");
        return ExitCode.Ok;
    }

    /// <summary>Whether a refusal says what became of each row: none can be used.</summary>
    static bool IsReceipt(Answer answer) => answer is { Status: 422, ContentType: "application/problem+json" } && answer.Json.TryGetProperty("refused", out _);

    static int LinesOf(ReadOnlyMemory<byte> bytes) => bytes.Span.Count((byte)'\n');

    /// <summary>How many bytes the line of a table has that names its columns, with empty ones before it.</summary>
    static int HeadingOf(ReadOnlySpan<byte> table)
    {
        var start = table.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (start < table.Length && table[start] is (byte)'\r' or (byte)'\n') start++;
        return table[start..].IndexOf((byte)'\n') is >= 0 and var end ? start + end + 1 : table.Length;
    }

    /// <summary>Where a line begins, of 2 or more; 0: there is none such.</summary>
    static int OffsetOf(ReadOnlySpan<byte> bytes, int line)
    {
        var offset = 0;
        for (; line > 1; line--)
        {
            if (bytes[offset..].IndexOf((byte)'\n') is not (>= 0 and var end)) return 0;
            offset += end + 1;
        }
        return offset;
    }

    /// <summary>How much of the rest is sent next: twice as much as was looked at, so that little is sent for nothing where all is refused, and the rest soon where it is not.</summary>
    static int NextOf(ReadOnlySpan<byte> rest, long most, bool isTable)
    {
        most = Math.Min(most, MostOfBatch);
        // A cell in quotes may run over the end of its line.
        if (rest.Length <= most || (isTable && rest.Contains((byte)'"'))) return rest.Length;
        if (rest[..(int)most].LastIndexOf((byte)'\n') is >= 0 and var end) return end + 1;
        return rest.IndexOf((byte)'\n') is >= 0 and var longer ? longer + 1 : rest.Length;
    }

    /// <summary>Sends until it is answered: what was taken already is answered as taken.</summary>
    async Task<Answer> AgainAsync(Func<Task<Answer>> send, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await send();
                if (answer.Status is not (429 or 502 or 503 or 504 or 507) || attempt == MostAttempts) return answer;
            }
            catch (Exception e) when (attempt < MostAttempts && (e is HttpRequestException { HttpRequestError: not (HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError) } or IOException or TimeoutException))
            {
                if (attempt == 1) session.Say($"{api.Address.Authority} does not answer just now; what was not acknowledged is sent again.");
            }
            var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(attempt, 10)));
            await Task.Delay(pause < LongestWhile ? pause : LongestWhile, cancellation);
        }
    }

    /// <summary>A receipt that came as a problem document, as a record of this machine gives it.</summary>
    static string WithoutHead(JsonElement document)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var property in document.EnumerateObject().Where(p => p.Name is not ("type" or "title" or "status" or "detail" or "traceId"))) property.WriteTo(writer);
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(line.WrittenSpan);
    }

    /// <summary>Tells what became of a batch.</summary>
    /// <returns>How many problems were told, and how many rows were refused.</returns>
    (int Told, long Refused) Tell(string file, Func<int, int> lineOf, int room, Answer answer)
    {
        var receipt = answer.Json;
        var (accepted, duplicates, refused) = (Number("accepted"), Number("duplicates"), Number("refused"));
        var isBefore = receipt.TryGetProperty("before", out var then);
        HasRefused |= (isBefore ? then.GetProperty("refused").GetInt64() : refused) > 0 || receipt.GetProperty("errors").GetArrayLength() > 0;
        WithoutId += Number("withoutId");
        if (receipt.TryGetProperty("warnings", out var warnings)) Unknown.UnionWith(warnings.EnumerateArray().Select(w => Api.Word(w, "mend") is { } mend ? $"{Api.Word(w, "detail")} {mend}" : Api.Word(w, "detail")!));
        Late.Add(receipt.TryGetProperty("late", out var late) ? late.EnumerateArray().Select(l => LateFacts.Read(l, "")) : [], receipt.TryGetProperty("lateMore", out var more) && more.GetBoolean());
        var errors = receipt.GetProperty("errors").EnumerateArray().Take(room).ToList();
        session.Complain(errors.Select(e => new Problem(new(file, Api.Number(e, "line") is > 0 and var at ? lineOf(at) : 0, Api.Number(e, "column")), Severity.Error, Api.Word(e, "code") ?? "", Api.Word(e, "detail") ?? "", Api.Word(e, "mend"))));
        if (json)
        {
            session.Output.WriteLine(answer.IsDone ? System.Text.Encoding.UTF8.GetString(answer.Bytes) : WithoutHead(receipt));
            session.Output.Flush();
            return (errors.Count, refused);
        }
        var batch = Api.Word(receipt, "batch")!;
        session.Line(isBefore ? ToldReceipt.Before(batch, Number("seq"), then.GetProperty("accepted").GetInt64(), then.GetProperty("refused").GetInt64()) : ToldReceipt.Line(batch, Number("seq"), accepted, duplicates, refused));
        return (errors.Count, refused);

        long Number(string name) => receipt.GetProperty(name).GetInt64();
    }
}
