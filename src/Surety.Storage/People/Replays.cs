using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>What was answered to a request.</summary>
/// <param name="Status">Of HTTP.</param><param name="Headers">As whoever answers wrote them.</param><param name="Body">Bytes of the answer.</param>
public sealed record Answer(int Status, string Headers, ReadOnlyMemory<byte> Body);

/// <summary>What a request that comes with a key of the caller's meets. Closed: these four.</summary>
public abstract record Replay
{
    private Replay() { }

    /// <summary>Nothing: it is to be done now, and then finished or forgotten.</summary>
    /// <param name="At">Since when; whoever took it over later has another instant.</param>
    public sealed record Begun(Instant At) : Replay;

    /// <summary>Itself, not yet answered.</summary>
    public sealed record InFlight : Replay;

    /// <summary>Another request with this key.</summary>
    public sealed record Other : Replay;

    /// <summary>Itself, answered already.</summary>
    /// <param name="Answer">To be given again.</param>
    public sealed record Answered(Answer Answer) : Replay;
}

/// <summary>A request was under way for so long that somebody else has begun it again under the same key.</summary>
public sealed class TakenOver() : Exception("The request was taken over.");

/// <summary>Requests that are sent again: a key that the caller chose stands for one request and one answer, for 48 hours.</summary>
public static class Replays
{
    /// <summary>So long answers are kept.</summary>
    public static readonly Duration Kept = Duration.FromHours(48);

    /// <summary>So long a request can be under way; whoever was at it then has died, and it may be tried again.</summary>
    public static readonly Duration UnderWay = Duration.FromMinutes(5);

    /// <summary>Begins a request.</summary>
    /// <param name="store">Where.</param><param name="caller">Whose key it is.</param><param name="key">The key.</param><param name="request">Hash of what is asked: method, path and body.</param><param name="cancellation">Ends the waiting.</param>
    public static async Task<Replay> BeginAsync(Store store, Caller caller, string key, Digest request, CancellationToken cancellation) => ((Result<Replay>.Ok)await store.ChangeAsync<Replay>(caller.Access, async changing =>
    {
        var (now, rows) = (changing.Now, await changing.Reading.Command($"select request, status, headers, body, at from idempotency where party = @party and caller = @caller and key = @key{changing.ForUpdate}", Key(caller, key))
            .RowsAsync(r => (Request: r.Bytes(0), Status: r.IsDBNull(1) ? (long?)null : r.Whole(1), Headers: r.Text(2), Body: r.Bytes(3), At: Sql.At(r.Whole(4))), cancellation));
        if (rows is [var row] && now - row.At < Kept && !Sabotage.ForgetsAnswers)
        {
            if (!row.Request.AsSpan().SequenceEqual(request.ToBytes())) return new Result<Replay>.Ok(new Replay.Other());
            if (row.Status is { } status) return new Result<Replay>.Ok(new Replay.Answered(new((int)status, row.Headers, row.Body)));
            if (now - row.At < UnderWay) return new Result<Replay>.Ok(new Replay.InFlight());
        }
        if (rows.Count > 0) changing.Stage("delete from idempotency where party = @party and caller = @caller and key = @key", Key(caller, key));
        changing.Stage("insert into idempotency (party, caller, key, request, headers, body, at) values (@party, @caller, @key, @request, '', @none, @at)", [.. Key(caller, key), ("request", request.ToBytes()), ("none", Array.Empty<byte>()), ("at", now.ToUnixTimeTicks())]);
        return new Result<Replay>.Ok(new Replay.Begun(now));
    }, cancellation)).Value;

    /// <summary>Keeps the answer to a request that was begun, and wrote nothing of its own; where somebody has taken it over, theirs is kept.</summary>
    /// <param name="store">Where.</param><param name="caller">Whose key it is.</param><param name="key">The key.</param><param name="begun">Since when it is under way.</param><param name="answer">What was answered.</param><param name="cancellation">Ends the waiting.</param>
    public static Task FinishAsync(Store store, Caller caller, string key, Instant begun, Answer answer, CancellationToken cancellation) => store.ChangeAsync(caller.Access, changing =>
    {
        changing.Stage(Finish, Values(caller, key, begun, answer));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    /// <summary>Keeps the answer in the transaction of what was asked (<see cref="Store.Also"/>): both are there, or neither.</summary>
    /// <param name="reading">Of the transaction.</param><param name="caller">Whose key it is.</param><param name="key">The key.</param><param name="begun">Since when it is under way.</param><param name="answer">What is answered.</param>
    /// <exception cref="TakenOver">Somebody else does it: nothing of it is written here.</exception>
    public static async Task KeepAsync(Reading reading, Caller caller, string key, Instant begun, Answer answer)
    {
        ArgumentNullException.ThrowIfNull(reading);
        // A database that is far says only so how many rows there were.
        if ((await reading.Command($"{Finish} returning key", Values(caller, key, begun, answer)).RowsAsync(r => r.Text(0), default)).Count == 0) throw new TakenOver();
    }

    /// <summary>Lets a request be tried again that failed by our doing; where somebody has taken it over, it is theirs.</summary>
    /// <param name="store">Where.</param><param name="caller">Whose key it is.</param><param name="key">The key.</param><param name="begun">Since when it is under way.</param><param name="cancellation">Ends the waiting.</param>
    public static Task ForgetAsync(Store store, Caller caller, string key, Instant begun, CancellationToken cancellation) => store.ChangeAsync(caller.Access, changing =>
    {
        changing.Stage($"delete from idempotency where {Own}", Begun(caller, key, begun));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    /// <summary>Takes away what is older than 48 hours.</summary>
    public static Task PruneAsync(Store store, CancellationToken cancellation) => store.ChangeAsync(new Access.All(), changing =>
    {
        changing.Stage("delete from idempotency where at <= @before", ("before", (changing.Now - Kept).ToUnixTimeTicks()));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    const string Own = "party = @party and caller = @caller and key = @key and at = @begun and status is null";

    const string Finish = $"update idempotency set status = @status, headers = @headers, body = @body where {Own}";

    static (string, object?)[] Begun(Caller caller, string key, Instant begun) => [.. Key(caller, key), ("begun", begun.ToUnixTimeTicks())];

    static (string, object?)[] Values(Caller caller, string key, Instant begun, Answer answer) => [.. Begun(caller, key, begun), ("status", (long)answer.Status), ("headers", answer.Headers), ("body", answer.Body.ToArray())];

    static (string, object?)[] Key(Caller caller, string key) => [("party", caller.Party), ("caller", caller.Name), ("key", key)];
}
