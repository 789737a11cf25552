using System.Net.Http;
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

    static readonly TimeSpan LongestWhile = TimeSpan.FromSeconds(5);

    /// <summary>Rows that were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Facts that were taken and have no id.</summary>
    public long WithoutId { get; private set; }

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
            if (await SendAsync(name, part, batch, line, isTable, cancellation) is var code and not ExitCode.Ok) return code;
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

    async Task<int> SendAsync(string file, ReadOnlyMemory<byte> bytes, string? batch, int before, bool isTable, CancellationToken cancellation)
    {
        var from = source ?? (file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file);
        var name = SentFacts.Of(batch, file.Length <= 60 ? file : file[..60], from.Length <= 60 ? from : from[..60], isTable, bytes).Name;
        var once = Api.NewKey();
        var answer = await AgainAsync(() => api.SendAsync(HttpMethod.Post, $"{path}?source={Api.In(from)}&batch={Api.In(name)}", (isTable ? "text/csv" : "application/x-ndjson", bytes), cancellation, once: once), cancellation);
        if (!answer.IsDone) return api.Told(answer);
        Tell(file, before, answer);
        return ExitCode.Ok;
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

    void Tell(string file, int before, Answer answer)
    {
        var receipt = answer.Json;
        var (accepted, duplicates, refused) = (Number("accepted"), Number("duplicates"), Number("refused"));
        var isBefore = receipt.TryGetProperty("before", out var then);
        Refused += (int)(isBefore ? then.GetProperty("refused").GetInt64() : refused);
        WithoutId += Number("withoutId");
        var errors = receipt.GetProperty("errors").EnumerateArray().ToList();
        session.Complain(errors.Take(20).Select(e => new Problem(new(file, before + e.GetProperty("line").GetInt32(), e.GetProperty("column").GetInt32()), Severity.Error, Api.Word(e, "code") ?? "", Api.Word(e, "detail") ?? "", Api.Word(e, "mend"))));
        if (refused > 20) session.Complain($"and {Display.Count(refused - 20)} more rows were refused.");
        if (json)
        {
            session.Output.WriteLine(System.Text.Encoding.UTF8.GetString(answer.Bytes));
            session.Output.Flush();
            return;
        }
        var batch = Api.Word(receipt, "batch")!;
        session.Line(isBefore ? ToldReceipt.Before(batch, Number("seq"), then.GetProperty("accepted").GetInt64(), then.GetProperty("refused").GetInt64()) : ToldReceipt.Line(batch, Number("seq"), accepted, duplicates, refused));

        long Number(string name) => receipt.GetProperty(name).GetInt64();
    }
}
