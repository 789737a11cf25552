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
    public sealed record Begun : Replay;

    /// <summary>Itself, not yet answered.</summary>
    public sealed record InFlight : Replay;

    /// <summary>Another request with this key.</summary>
    public sealed record Other : Replay;

    /// <summary>Itself, answered already.</summary>
    /// <param name="Answer">To be given again.</param>
    public sealed record Answered(Answer Answer) : Replay;
}

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
        return new Result<Replay>.Ok(new Replay.Begun());
    }, cancellation)).Value;

    /// <summary>Keeps the answer to a request that was begun, and wrote nothing of its own.</summary>
    public static Task FinishAsync(Store store, Caller caller, string key, Answer answer, CancellationToken cancellation) => store.ChangeAsync(caller.Access, changing =>
    {
        changing.Stage(Finish, Values(caller, key, answer));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    /// <summary>Keeps the answer in the transaction of what was asked (<see cref="Store.Also"/>): both are there, or neither.</summary>
    public static Task KeepAsync(Reading reading, Caller caller, string key, Answer answer)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.StageAsync(Finish, Values(caller, key, answer), (Count?)null);
    }

    /// <summary>Lets a request be tried again that failed by our doing.</summary>
    public static Task ForgetAsync(Store store, Caller caller, string key, CancellationToken cancellation) => store.ChangeAsync(caller.Access, changing =>
    {
        changing.Stage("delete from idempotency where party = @party and caller = @caller and key = @key and status is null", Key(caller, key));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    /// <summary>Takes away what is older than 48 hours.</summary>
    public static Task PruneAsync(Store store, CancellationToken cancellation) => store.ChangeAsync(new Access.All(), changing =>
    {
        changing.Stage("delete from idempotency where at <= @before", ("before", (changing.Now - Kept).ToUnixTimeTicks()));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    const string Finish = "update idempotency set status = @status, headers = @headers, body = @body where party = @party and caller = @caller and key = @key and status is null";

    static (string, object?)[] Values(Caller caller, string key, Answer answer) => [.. Key(caller, key), ("status", (long)answer.Status), ("headers", answer.Headers), ("body", answer.Body.ToArray())];

    static (string, object?)[] Key(Caller caller, string key) => [("party", caller.Party), ("caller", caller.Name), ("key", key)];
}
