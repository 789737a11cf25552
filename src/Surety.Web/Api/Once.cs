using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Surety.Storage.People;

namespace Surety.Web.Api;

/// <summary>
/// A request that is sent again with the same key is done once, and answered twice with the same. What writes keeps its answer in the transaction of its deed (<see cref="Call.WriteAsync"/>,
/// <see cref="Call.ChangeAsync"/>): wherever the server dies, both are there or neither.
/// </summary>
static class Once
{
    /// <summary>
    /// Operations whose deed has a name of its own, so that it is done once with or without a key: their answer is kept afterwards, and done again because it was lost they change nothing.
    /// A proposal is named after the key, and is answered or taken back once; what is said to it comes from the journal, and is the same again. A statement is published, and standard terms are brought to an agreement, where that has not been done:
    /// done again, <c>closeAgreement</c> says that nothing is due any more, and <c>upgradeTerms</c> that a proposal is there already.
    /// </summary>
    public static readonly FrozenSet<string> ByNature = FrozenSet.ToFrozenSet(["propose", "acceptProposal", "refuseProposal", "withdrawProposal", "closeAgreement", "upgradeTerms"], StringComparer.Ordinal);

    /// <summary>Runs an operation under a key of the caller's.</summary>
    public static async Task<Reply> RunAsync(Call call, Operation operation, string key)
    {
        switch (await Replays.BeginAsync(call.Store, call.Caller, key, Asked(call), call.Cancellation))
        {
            case Replay.InFlight: return InFlight;
            case Replay.Other: return new Reply.Refused(422, "key-used", "This Idempotency-Key stands for another request.", "Use a new key for each request, and the old one only to send the same again.");
            case Replay.Answered { Answer: var before }: return Again(before);
            case Replay.Begun { At: var at }: return await DoAsync(call, operation, key, at);
            default: throw new InvalidOperationException("A replay is one of four.");
        }
    }

    static Reply.Refused InFlight { get; } = new(409, "in-flight", "The same request is being done just now.", "Ask again in a moment.") { Headers = [("Retry-After", "1")] };

    static async Task<Reply> DoAsync(Call call, Operation operation, string key, Instant begun)
    {
        var isAnswered = false;
        try
        {
            call.KeepsAnswerUnder = (key, begun);
            var reply = await operation.Run(call);
            if (call.HasKeptAnswer) return reply;
            if (reply.Status >= 500) return reply;
            // Whoever has gone meanwhile gets it when it asks again.
            await Replays.FinishAsync(call.Store, call.Caller, key, begun, AnswerOf(call, reply), CancellationToken.None);
            isAnswered = true;
            return reply;
        }
        catch (TakenOver)
        {
            return InFlight;
        }
        finally
        {
            if (!isAnswered && !call.HasKeptAnswer && !call.Store.IsBroken) await Replays.ForgetAsync(call.Store, call.Caller, key, begun, CancellationToken.None);
        }
    }

    /// <summary>An answer that was kept, to be given again.</summary>
    internal static Reply Again(Storage.People.Answer before)
    {
        ValueList<(string, string)> headers = [.. Read(before.Headers), ("Idempotency-Replayed", "true")];
        return before.Status == 204 ? new Reply.Nothing { Headers = headers } : new Reply.Whole(before.Status, ContentType(before.Headers), before.Body) { Headers = headers };
    }

    /// <summary>An answer as it is kept.</summary>
    public static Storage.People.Answer AnswerOf(Call call, Reply reply)
    {
        var (type, body) = reply switch
        {
            Reply.Whole whole => (whole.ContentType, whole.Bytes),
            Reply.Refused refused when ProblemDocument.Of(call.Context, refused) is var document => (document.ContentType, document.Bytes),
            Reply.Nothing or Reply.Streamed => ("", ReadOnlyMemory<byte>.Empty),
            _ => throw new InvalidOperationException("A reply is one of four."),
        };
        return new(reply.Status, string.Join('\n', reply.Headers.Select(h => $"{h.Name}: {h.Value}").Prepend(type)), body);
    }

    static Digest Asked(Call call)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{call.Context.Request.Method} {call.Context.Request.Path}{call.Context.Request.QueryString}\n{call.Context.Request.ContentType}\n"));
        hash.AppendData(call.Bytes.Span);
        return Digest.From(hash.GetHashAndReset());
    }

    static string ContentType(string headers) => headers.Split('\n')[0];

    static ValueList<(string, string)> Read(string headers) => headers.Split('\n').Skip(1).Select(h => h.Split(": ", 2)).Select(h => (h[0], h[1])).ToValueList();
}
