using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Surety.Web.Api;

/// <summary>What an operation answers. Closed.</summary>
public abstract record Reply(int Status)
{
    /// <summary>Further headers: <c>ETag</c>, <c>Location</c>, <c>Link</c>.</summary>
    public ValueList<(string Name, string Value)> Headers { get; init; }

    /// <summary>Bytes of a known form.</summary>
    public sealed record Whole(int Status, string ContentType, ReadOnlyMemory<byte> Bytes) : Reply(Status)
    {
        /// <summary>Whether its operation answers these bytes to everybody, as long as the process runs.</summary>
        public bool IsSame { get; init; }
    }

    /// <summary>Written as it is made, for what is long.</summary>
    public sealed record Streamed(int Status, string ContentType, Func<Stream, CancellationToken, Task> Write) : Reply(Status);

    /// <summary>Nothing to say.</summary>
    public sealed record Nothing() : Reply(204);

    /// <summary>It was not done.</summary>
    /// <param name="Status">As HTTP has it.</param><param name="Code">A stable name.</param><param name="Title">A sentence that is the same each time.</param><param name="Detail">What is so this time; <c>null</c>: the title and the faults say it.</param><param name="Faults">Each thing that is wrong.</param>
    public sealed record Refused(int Status, string Code, string Title, string? Detail = null, ValueList<Fault> Faults = default) : Reply(Status)
    {
        /// <summary>Writes further members of the document, its <c>errors</c> among them; <c>null</c>: it has none.</summary>
        public Action<Utf8JsonWriter>? More { get; init; }

        /// <summary>Whether the audit has it already, from the transaction in which it was refused.</summary>
        public bool IsAudited { get; init; }
    }

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document of JSON.</summary>
    public static Whole Json(Action<Utf8JsonWriter> write, int status = 200)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return new(status, "application/json", bytes.WrittenMemory);
    }

    /// <summary>The caller takes no form that there is.</summary>
    public static Refused NoForm(params ReadOnlySpan<string> forms) => new(406, "not-acceptable", "There is no such form.", $"Accept one of {string.Join(", ", forms)}.");

    /// <summary>There is none, or the caller may not know of it: both look the same.</summary>
    public static Refused Absent { get; } = new(404, "absent", "There is nothing here that you may see.");

    /// <summary>The request cannot be understood or does not hold.</summary>
    public static Refused Bad(params ValueList<Fault> faults) => new(400, "request", "The request cannot be used as it stands.", null, faults);

    /// <summary>What the record refused, with the status that fits.</summary>
    public static Refused Of(ValueList<Problem> problems)
    {
        var (status, code, title) = Kind(problems);
        return new(status, code, title, null, problems.Where(p => p.Severity >= Severity.Question).Select(Fault.Of).Take(200).ToValueList()) { IsAudited = problems.Any(p => p.Code is "caller.not-own" or "caller.may-not" or "person.password") };
    }

    static (int, string, string) Kind(ValueList<Problem> problems) =>
        problems.Any(p => p.Code is "space.none" or "person.none" or "key.none" or "invitation.none" or "passkey.none" or "draft.none" or "answer.none") ? (404, "absent", Absent.Title)
        : problems.Any(p => p.Code is "space.changed" or "draft.meanwhile") ? (412, "changed", "It was changed meanwhile.")
        : problems.Any(p => p.Code is "record.damaged") ? (500, "damaged", "The record is not as it was written; nothing is worked out from it.")
        : problems.Any(p => p.Code is "caller.not-own" or "caller.may-not" or "person.password" or "answer.side" or "answer.person" or "proposal.person") ? (403, "not-allowed", "You are not allowed to do this.")
        : problems.Any(p => Conflicts.Contains(p.Code)) ? (409, "conflict", "It is otherwise than the request takes for granted.")
        : (400, "refused", "What was sent cannot be taken.");

    static readonly HashSet<string> Conflicts = new(StringComparer.Ordinal)
    {
        "version.there", "version.in-force", "statement.final", "revise.final", "revise.meanwhile", "revise.none", "key.other", "key.revoked", "sign.twice", "sign.alone", "apply.kept-by", "batch.other", "space.open", "space.kind", "agreement.noticed", "terms.pending",
        "person.there", "party.there", "person.last-owner", "seat.there", "passkey.there", "passkey.most", "seat.taken", "answer.twice", "answer.moved", "proposal.answered", "proposal.meanwhile", "proposal.other", "proposal.there", "proposal.not-in-force", "answer.side", "answer.person",
    };
}
