using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using NodaTime;
using Surety.Cli.Records;

namespace Surety.Cli.Servers;

/// <summary>A server that commands speak to in the place of a record on this machine. Source: docs/guide/api.md.</summary>
internal sealed class Api : IDisposable
{
    public static readonly Option<string?> Server = new("--server") { Description = "The server that keeps the record. Where silent: SURETY_SERVER, unless --data or --store names a record; else the record of this machine.", HelpName = "https://…" };
    public static readonly Option<string?> KeyFile = new("--api-key-file") { Description = "A file with the API key by which the server knows you; - is standard input. Where silent: SURETY_API_KEY.", HelpName = "file" };

    /// <summary>So long the server may take to begin an answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    /// <summary>So often is something sent again where the server has too much to do, or the line broke.</summary>
    const int MostAttempts = 4;

    readonly HttpClient client;
    readonly Session session;
    readonly string key;
    string? unsure;

    Api(Session session, Uri address, string key)
    {
        this.session = session;
        this.key = key;
        // Who redirects would get the key.
        client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), AutomaticDecompression = DecompressionMethods.Brotli | DecompressionMethods.GZip }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Its address.</summary>
    public Uri Address => client.BaseAddress!;

    /// <summary>Whether the environment names a server.</summary>
    public static bool ByEnvironment => Named("SURETY_SERVER") is not null;

    /// <summary>Whether a command is about a server, and not about a record of this machine.</summary>
    public static bool IsMeant(ParseResult parsed) => parsed.GetValue(Server) is not null || (ByEnvironment && parsed.GetResult(Record.Data) is null && parsed.GetResult(Record.At) is null);

    /// <summary>Runs a command on a server; what networks and servers do is told in words.</summary>
    public static async Task<int> RunAsync(Session session, ParseResult parsed, Func<Api, Task<int>> run, CancellationToken cancellation)
    {
        // A command may have an option of its own with that name, which says more.
        var given = parsed.GetValue<string?>(Server.Name);
        if (given is not null && (parsed.GetResult(Record.Data) ?? parsed.GetResult(Record.At)) is not null) return session.Refuse("--server names a server, and --data or --store a record of this machine: which one?");
        var named = given ?? Named("SURETY_SERVER")!;
        if (!Uri.TryCreate(named.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            return session.Refuse($"{Text.Quoted.Of(named)} is no address of a server. Expected: https://HOST, and no key in it.");
        if (await KeyAsync(session, parsed, cancellation) is not { } key) return ExitCode.NotAllowed;
        if (address.Scheme == "http" && !address.IsLoopback) session.Say($"{address.Host} is called without encryption: whoever sees the line sees the API key. Use https.");
        using var api = new Api(session, address, key);
        try
        {
            return await run(api);
        }
        catch (HttpRequestException e)
        {
            session.Complain(Trouble(e, address, api.unsure));
            return ExitCode.Error;
        }
        catch (IOException e) when (e.InnerException is SocketException || e is HttpIOException)
        {
            session.Complain(Broken(address, api.unsure));
            return ExitCode.Error;
        }
        catch (TimeoutException)
        {
            session.Complain($"{address.Authority} did not answer within {Patience.TotalSeconds:0} seconds. {(api.unsure is null ? "Look whether it is done before you run the command again." : Unsure(api.unsure))}");
            return ExitCode.Error;
        }
        catch (JsonException)
        {
            session.Complain($"{address} answered something that is no answer of a surety server.");
            return ExitCode.Error;
        }
    }

    static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    static async Task<string?> KeyAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        var (file, key) = (parsed.GetValue(KeyFile), Named("SURETY_API_KEY"));
        if (file is not null)
            switch (await InputFile.ReadAsync(file, session, 1 << 10, cancellation))
            {
                case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }: key = Encoding.UTF8.GetString(bytes.Span); break;
                case Result<ReadOnlyMemory<byte>>.Refused refused:
                    session.Complain(refused.Problems);
                    return null;
            }
        key = key?.Trim();
        if (key is { Length: > 0 and <= 200 } && key.All(c => c is > ' ' and <= '~')) return key;
        session.Complain(key is null or "" ? "A server wants to know who calls. Name a file with your API key behind --api-key-file, or set SURETY_API_KEY; an owner of your party makes one with 'surety api-key make'."
            : $"{(file is null ? "SURETY_API_KEY" : file)} has no API key: one line that begins with 'surety_' was expected.");
        return null;
    }

    // Another run is another request, which the server knows by no key: what it did of this one it does again.
    static string Unsure(string look) => $"It may have been done all the same: {look}.";

    static string Broken(Uri address, string? unsure) => $"The line to {address.Authority} broke. {(unsure is null ? "What the server acknowledged is there; run the command again." : Unsure(unsure))}";

    static string Trouble(HttpRequestException e, Uri address, string? unsure) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"No machine is called {address.Host}.",
        HttpRequestError.SecureConnectionError => $"No secure connection to {address.Authority}: {(e.InnerException is AuthenticationException ? "its certificate is not one that this machine trusts, or it speaks http" : "it speaks another language")}.",
        HttpRequestError.ConnectionError => $"Nobody answers at {address.Authority}. Look whether the server runs, and whether the address is right.{(unsure is null ? "" : $" {Unsure(unsure)}")}",
        _ => Broken(address, unsure),
    };

    /// <summary>Asks for something.</summary>
    public Task<Answer> GetAsync(string path, CancellationToken cancellation, string? accept = null) => SendAsync(HttpMethod.Get, path, null, cancellation, accept: accept);

    /// <summary>Sends an object of JSON.</summary>
    public Task<Answer> SendJsonAsync(HttpMethod method, string path, Action<Utf8JsonWriter> write, CancellationToken cancellation, string? ifMatch = null, string? look = null) => SendAsync(method, path, ("application/json", Encoding.UTF8.GetBytes(JsonText.Of(write))), cancellation, ifMatch, look: look);

    /// <summary>Sends a request, again where the server had no time for it. Where the line broke, only what is done once however often it is sent is sent again: what asks, and what has a key by which the server knows it (<c>Idempotency-Key</c>).</summary>
    /// <param name="method">As HTTP has it.</param><param name="path">Below the address of the server, without a slash before it: <c>v1/agreements</c>.</param><param name="body">Its form and its bytes; <c>null</c>: none.</param><param name="cancellation">Ends it.</param>
    /// <param name="ifMatch">The ETag that has to be there still.</param><param name="accept">The form that is wanted; JSON where silent.</param>
    /// <param name="once">The key by which the server knows what was sent, where the caller sends the same again; <see cref="NewKey"/> makes one.</param>
    /// <param name="look">Of what the server does each time that it is asked, whatever its key: what shows whether it was done. It is sent once.</param>
    public async Task<Answer> SendAsync(HttpMethod method, string path, (string ContentType, ReadOnlyMemory<byte> Bytes)? body, CancellationToken cancellation, string? ifMatch = null, string? accept = null, string? once = null, string? look = null)
    {
        var isSentBefore = once is not null;
        once ??= NewKey();
        var isSafe = method == HttpMethod.Get || (method == HttpMethod.Post && look is null);
        // Who sends the same again under the same key need not look.
        var doubt = method == HttpMethod.Get || isSentBefore ? null : look ?? "look before you run the command again";
        for (var (attempt, until) = (1, session.Time.GetCurrentInstant() + Duration.FromTimeSpan(Patience)); ; attempt++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            try
            {
                using var request = Request(method, path, body, once, ifMatch, accept);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                var wait = response.Headers.RetryAfter?.Delta is { } asked && asked <= TimeSpan.FromSeconds(10) ? asked : (TimeSpan?)null;
                // A proxy that says so knows nothing of what was done behind it.
                if (attempt < MostAttempts && response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && wait is not null && (isSafe || response.Content.Headers.ContentType?.MediaType == "application/problem+json"))
                {
                    await Task.Delay(wait.Value, cancellation);
                    continue;
                }
                // What was sent before the line broke is being done.
                if ((isSentBefore || attempt > 1) && method == HttpMethod.Post && response.StatusCode == HttpStatusCode.Conflict && wait is not null && session.Time.GetCurrentInstant() < until)
                {
                    await Task.Delay(wait.Value, cancellation);
                    continue;
                }
                return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", response.Headers.ETag?.Tag, await response.Content.ReadAsByteArrayAsync(patience.Token));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                unsure = doubt;
                throw new TimeoutException();
            }
            catch (HttpRequestException e) when (isSafe && attempt < MostAttempts && e.HttpRequestError is HttpRequestError.ResponseEnded)
            {
                // It may have been done: sent under the same key, it is answered and not done again.
                await Task.Delay(100 * attempt, cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // Where nobody answered, nothing was sent.
                if (attempt > 1 || e is not HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ConnectionError }) unsure = doubt;
                throw;
            }
        }
    }

    /// <summary>A key of a request that is sent again as often as it takes, and done once.</summary>
    public static string NewKey() => Guid.NewGuid().ToString("N");

    /// <summary>Asks for something long, and writes it where it belongs as it comes.</summary>
    /// <exception cref="HttpRequestException">The line broke.</exception><exception cref="IOException">It cannot be written there.</exception>
    /// <returns>What was answered where it was refused; otherwise without bytes.</returns>
    public async Task<Answer> DownloadAsync(string path, Stream into, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, path, null, "", null, "*/*");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).WaitAsync(Patience, cancellation);
        var answer = new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", response.Headers.ETag?.Tag, []);
        if (!answer.IsDone) return answer with { Bytes = await response.Content.ReadAsByteArrayAsync(cancellation) };
        await using var coming = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 16];
        while (await ComingAsync() is var count and > 0) await into.WriteAsync(buffer.AsMemory(0, count), cancellation);
        return answer;

        // What breaks here is the line, and not the file that it is written to.
        async Task<int> ComingAsync()
        {
            try
            {
                return await coming.ReadAsync(buffer, cancellation);
            }
            catch (IOException e)
            {
                throw new HttpRequestException(HttpRequestError.ResponseEnded, e.Message, e);
            }
        }
    }

    HttpRequestMessage Request(HttpMethod method, string path, (string ContentType, ReadOnlyMemory<byte> Bytes)? body, string once, string? ifMatch, string? accept)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", key);
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "surety");
        if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", once);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is { } sent)
        {
            request.Content = new ReadOnlyMemoryContent(sent.Bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(sent.ContentType);
        }
        // The library sends again by itself what has no body, and knows nothing of what that does.
        else if (method != HttpMethod.Get && method != HttpMethod.Post) request.Content = new ReadOnlyMemoryContent(default);
        return request;
    }

    JsonElement? me;

    /// <summary>Who the server says that we are; <c>null</c>: it does not know us.</summary>
    public async Task<JsonElement?> MeAsync(CancellationToken cancellation) => me ??= await GetAsync("v1/me", cancellation) is { IsDone: true } known ? known.Json : null;

    /// <summary>Whether the key is for one agreement, and somebody named another; then that was told.</summary>
    /// <param name="named">What somebody wrote, with or without the party before it; <c>null</c>: nothing, so that its own is meant.</param><param name="cancellation">Ends it.</param>
    public async Task<bool> IsForAnotherAsync(string? named, CancellationToken cancellation)
    {
        if (named is null || await MeAsync(cancellation) is not { } caller || Word(caller, "agreement") is not { } own || named == own || own.EndsWith("." + named, StringComparison.Ordinal)) return false;
        session.Complain($"The API key is for {own} alone, and you named {Text.Quoted.Of(named)}: nothing was sent. Name {own}, or take a key that is for the other.");
        return true;
    }

    /// <summary>Name of an agreement on the server: as it was named, with or without the party before it; where silent the only one; <c>null</c>: nobody can tell, which has been told, and the code to leave with.</summary>
    /// <param name="named">What somebody wrote.</param><param name="cancellation">Ends it.</param>
    public async Task<(string? Name, int Code)> AgreementAsync(string? named, CancellationToken cancellation)
    {
        if (named?.Contains('.', StringComparison.Ordinal) == true) return (named, ExitCode.Ok);
        var names = new List<string>();
        for (var next = ""; ;)
        {
            var answer = await GetAsync($"v1/agreements?kind=agreement&limit=200{(next.Length > 0 ? $"&cursor={next}" : "")}", cancellation);
            // Whoever only sends knows the name, or its key is for one agreement.
            if (answer.Status == 403 && await MeAsync(cancellation) is { } caller)
            {
                if (await IsForAnotherAsync(named, cancellation)) return (null, ExitCode.NotAllowed);
                if ((Word(caller, "agreement") ?? (named is null ? null : $"{caller.GetProperty("party").GetProperty("handle").GetString()}.{named}")) is { } own) return (own, ExitCode.Ok);
                session.Complain("Which agreement? The API key may not list them, so name it.");
                return (null, ExitCode.NotAllowed);
            }
            if (!answer.IsDone) return (null, Told(answer));
            names.AddRange(answer.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("agreement").GetString()!));
            if (!answer.Json.TryGetProperty("next", out var more)) break;
            next = more.GetString()!;
        }
        var meant = named is null ? names : names.FindAll(n => n.EndsWith("." + named, StringComparison.Ordinal));
        if (meant is [var only]) return (only, ExitCode.Ok);
        if (meant.Count > 1) session.Complain($"Which agreement? Name one: {string.Join(", ", meant.Take(20))}{(meant.Count > 20 ? " …" : "")}.");
        else if (names.Count == 0) session.Complain($"There is no agreement at {Address.Authority} that you may see: 'surety apply AGREEMENT --server {Address.GetLeftPart(UriPartial.Authority)}' opens one.");
        else session.Complain($"There is no agreement '{named}' at {Address.Authority}. {Text.Nearest.Question(named!, names.ConvertAll(n => n[(n.IndexOf('.', StringComparison.Ordinal) + 1)..])) ?? $"There are: {string.Join(", ", names.Take(20))}."}");
        return (null, ExitCode.Error);
    }

    /// <summary>Tells what was refused.</summary>
    /// <param name="answer">What came.</param><param name="file">Finds the file that a JSON pointer of what was sent stands for; <c>null</c>: none does.</param>
    /// <returns>The code to leave with: 7 where one may not, 6 where it is otherwise than was thought, 5 where the record was changed, 1 for the rest.</returns>
    public int Told(Answer answer, Func<string, string?>? file = null)
    {
        if (answer.ContentType != "application/problem+json")
        {
            session.Complain($"{Address} answered {answer.Status} and nothing that a surety server says{(answer.Status is >= 300 and < 400 ? ": it names another address. Use that one" : "")}.");
            return ExitCode.Error;
        }
        var problem = answer.Json;
        var errors = problem.TryGetProperty("errors", out var list) ? list.EnumerateArray().ToList() : [];
        var detail = Word(problem, "detail");
        if (errors.Count == 0 || detail is not null) session.Complain($"{Word(problem, "title")}{(detail is null ? "" : " " + detail)}{(answer.Status >= 500 ? $" The log of the server has it as {Word(problem, "traceId")}." : "")}");
        foreach (var error in errors)
        {
            var pointer = Word(error, "pointer");
            var place = new Location(pointer is { Length: > 0 } ? file?.Invoke(pointer) ?? pointer : file?.Invoke("") ?? "", Number(error, "line"), Number(error, "column"));
            var (message, mend) = (Word(error, "detail") ?? "", Word(error, "mend"));
            if (pointer is not null && place.File == pointer && SentField.WrittenAs(pointer) is { } written) session.Complain($"{written}: {SentField.Said($"{message}{(mend is null ? "" : " " + mend)}", pointer, written)}");
            else if (place.File.Length == 0) session.Complain($"{message}{(mend is null ? "" : " " + mend)}");
            else session.Complain([new Problem(place, Severity.Error, Word(error, "code") ?? "", message, mend)]);
        }
        return answer.Status switch
        {
            401 or 403 => ExitCode.NotAllowed,
            409 or 412 or 428 => ExitCode.Conflict,
            _ => Word(problem, "type")?.EndsWith("#damaged", StringComparison.Ordinal) == true ? ExitCode.NotVerified : ExitCode.Error,
        };
    }

    /// <summary>A text of an object; <c>null</c>: there is none.</summary>
    public static string? Word(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number of an object; 0: there is none.</summary>
    public static int Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    /// <summary>A name as it stands in a path.</summary>
    public static string In(string name) => Uri.EscapeDataString(name);

    public void Dispose() => client.Dispose();
}

/// <summary>What a server answered.</summary>
/// <param name="Status">As HTTP has it.</param><param name="ContentType">Its form.</param><param name="ETag">The state that it told, as it is sent back behind <c>If-Match</c>; the same, however it was packed on its way.</param><param name="Bytes">What came.</param>
internal sealed record Answer(int Status, string ContentType, string? ETag, byte[] Bytes)
{
    JsonElement? json;

    /// <summary>Whether it was done.</summary>
    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>As JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public JsonElement Json => json ??= Read(Bytes);

    static JsonElement Read(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.Clone();
    }
}
