using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Statements;

namespace Surety.Journal;

/// <summary>Entries as JSON: one text for each, whose names and order are frozen. Source: docs/guide/record.md, "The journal".</summary>
static class EntryJson
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Entry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", entry.Seq);
            At(json, "known", entry.Known);
            Hash(json, "previous", entry.Previous);
            json.WriteString("by", entry.By);
            What(json, entry.What);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    static void What(Utf8JsonWriter json, Recorded what)
    {
        switch (what)
        {
            case Recorded.Opened opened:
                json.WriteString("kind", "opened");
                json.WriteString("space", opened.Space);
                json.WriteString("is", opened.Kind == SpaceKind.Feed ? "feed" : "agreement");
                json.WriteString("keptBy", opened.KeptBy is { } side ? Words.Of(side) : null);
                break;
            case Recorded.KeyAdded key:
                json.WriteString("kind", "key");
                json.WriteString("side", Words.Of(key.Side));
                json.WriteBase64String("publicKey", key.PublicKey.Span);
                Hash(json, "replaces", key.Replaces);
                json.WriteBase64String("signature", key.Signature.Span);
                break;
            case Recorded.KeyRevoked revoked:
                json.WriteString("kind", "key revoked");
                Hash(json, "key", revoked.Key);
                json.WriteBase64String("signature", revoked.Signature.Span);
                break;
            case Recorded.Proposed proposed:
                json.WriteString("kind", "proposed");
                json.WriteNumber("version", proposed.Version);
                json.WriteString("effective", LocalDatePattern.Iso.Format(proposed.Effective));
                Hash(json, "file", proposed.File);
                json.WriteStartArray("beside");
                foreach (var (file, hash) in proposed.Beside)
                {
                    json.WriteStartObject();
                    json.WriteString("file", file);
                    Hash(json, "hash", hash);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteString("language", proposed.Language);
                Hash(json, "printed", proposed.Printed);
                break;
            case Recorded.Signed signed:
                json.WriteString("kind", "signed");
                json.WriteNumber("version", signed.Version);
                json.WriteString("side", Words.Of(signed.Side));
                Hash(json, "key", signed.Key);
                json.WriteBase64String("signature", signed.Signature.Span);
                break;
            case Recorded.Received received:
                json.WriteString("kind", "facts");
                json.WriteString("batch", received.Batch);
                json.WriteNumber("accepted", received.Accepted);
                json.WriteNumber("duplicates", received.Duplicates);
                json.WriteNumber("refused", received.Refused);
                Hash(json, "evidence", received.Evidence);
                break;
            case Recorded.Compacted compacted:
                json.WriteString("kind", "chunk");
                json.WriteNumber("from", compacted.From);
                json.WriteNumber("to", compacted.To);
                Hash(json, "chunk", compacted.Chunk);
                break;
            case Recorded.Published published:
                json.WriteString("kind", "statement");
                json.WriteString("period", published.Period);
                json.WriteNumber("revision", published.Revision);
                At(json, "asOf", published.AsOf);
                json.WriteNumber("upTo", published.UpTo);
                json.WriteStartArray("feeds");
                foreach (var feed in published.Feeds)
                {
                    json.WriteStartObject();
                    json.WriteString("feed", feed.Feed);
                    json.WriteNumber("upTo", feed.UpTo);
                    Hash(json, "root", feed.Root);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                Hash(json, "zones", published.Zones);
                json.WriteNumber("rules", published.Rules);
                Hash(json, "result", published.Result);
                Hash(json, "reason", published.Reason);
                break;
            case Recorded.Stepped stepped:
                json.WriteString("kind", "life");
                json.WriteString("period", stepped.Period);
                json.WriteString("step", Words.Of(stepped.Step));
                At(json, "due", stepped.Due);
                break;
            case Recorded.Exported exported:
                json.WriteString("kind", "export");
                json.WriteNumber("upTo", exported.UpTo);
                break;
            case Recorded.Suggested suggested:
                json.WriteString("kind", "suggested");
                json.WriteString("proposal", suggested.Proposal);
                json.WriteString("side", Words.Of(suggested.Side));
                json.WriteString("what", Words.Of(suggested.Kind));
                Hash(json, "text", suggested.Text);
                Hash(json, "reason", suggested.Reason);
                break;
            case Recorded.Answered answered:
                json.WriteString("kind", "answered");
                json.WriteString("proposal", answered.Proposal);
                json.WriteString("side", Words.Of(answered.Side));
                json.WriteString("answer", Words.Of(answered.Answer));
                json.WriteString("consent", answered.Consent is { } consent ? Words.Of(consent) : null);
                Hash(json, "reason", answered.Reason);
                break;
            case Recorded.Erased erased:
                json.WriteString("kind", "erased");
                json.WriteNumber("entry", erased.Seq);
                break;
        }
    }

    static void At(Utf8JsonWriter json, string name, Instant at) => json.WriteString(name, Display.InUtc(at));

    static void Hash(Utf8JsonWriter json, string name, Digest? hash) => json.WriteString(name, hash?.ToString());

    /// <summary>Reads an entry as far as it is one. Whatever was written otherwise than <see cref="Write"/> would write it is found by writing it again.</summary>
    public static Entry? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 8 });
            using var document = JsonDocument.ParseValue(ref reader);
            var json = document.RootElement;
            return new(json.GetProperty("seq").GetInt64(), At(json, "known"), Hash(json, "previous"), json.GetProperty("by").GetString(), What(json));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    static Recorded What(JsonElement json) => json.GetProperty("kind").GetString() switch
    {
        "opened" => new Recorded.Opened(Text(json, "space"), Text(json, "is") == "feed" ? SpaceKind.Feed : SpaceKind.Agreement, json.GetProperty("keptBy").GetString() is { } side ? Words.Side(side) : null),
        "key" => new Recorded.KeyAdded(Words.SideOrMachine(Text(json, "side")), Bytes(json, "publicKey"), HashOrNone(json, "replaces"), Bytes(json, "signature")),
        "key revoked" => new Recorded.KeyRevoked(Hash(json, "key"), Bytes(json, "signature")),
        "proposed" => new Recorded.Proposed(
            json.GetProperty("version").GetInt32(), LocalDatePattern.Iso.Parse(Text(json, "effective")).GetValueOrThrow(), Hash(json, "file"),
            json.GetProperty("beside").EnumerateArray().Select(b => new Beside(Text(b, "file"), Hash(b, "hash"))).ToValueList(), Text(json, "language"), Hash(json, "printed")),
        "signed" => new Recorded.Signed(json.GetProperty("version").GetInt32(), Words.Side(Text(json, "side")), Hash(json, "key"), Bytes(json, "signature")),
        "facts" => new Recorded.Received(Text(json, "batch"), json.GetProperty("accepted").GetInt32(), json.GetProperty("duplicates").GetInt32(), json.GetProperty("refused").GetInt32(), Hash(json, "evidence")),
        "chunk" => new Recorded.Compacted(json.GetProperty("from").GetInt64(), json.GetProperty("to").GetInt64(), Hash(json, "chunk")),
        "statement" => new Recorded.Published(
            Text(json, "period"), json.GetProperty("revision").GetInt32(), At(json, "asOf"), json.GetProperty("upTo").GetInt64(),
            json.GetProperty("feeds").EnumerateArray().Select(f => new FeedState(Text(f, "feed"), f.GetProperty("upTo").GetInt64(), Hash(f, "root"))).ToValueList(),
            Hash(json, "zones"), json.GetProperty("rules").GetInt32(), Hash(json, "result"), HashOrNone(json, "reason")),
        "life" => new Recorded.Stepped(Text(json, "period"), Words.Step(Text(json, "step")), At(json, "due")),
        "export" => new Recorded.Exported(json.GetProperty("upTo").GetInt64()),
        "suggested" => new Recorded.Suggested(Text(json, "proposal"), Words.Side(Text(json, "side")), Words.Kind(Text(json, "what")), Hash(json, "text"), HashOrNone(json, "reason")),
        "answered" => new Recorded.Answered(Text(json, "proposal"), Words.Side(Text(json, "side")), Words.Answer(Text(json, "answer")), json.GetProperty("consent").GetString() is { } consent ? Words.Consent(consent) : null, HashOrNone(json, "reason")),
        "erased" => new Recorded.Erased(json.GetProperty("entry").GetInt64()),
        _ => throw new InvalidDataException(),
    };

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new InvalidDataException();

    static ValueList<byte> Bytes(JsonElement json, string name) => json.GetProperty(name).GetBytesFromBase64().ToValueList();

    static Instant At(JsonElement json, string name) => InstantPattern.ExtendedIso.Parse(Text(json, name)).GetValueOrThrow();

    static Digest Hash(JsonElement json, string name) => Digest.Parse(Text(json, name)) ?? throw new InvalidDataException();

    static Digest? HashOrNone(JsonElement json, string name) => json.GetProperty(name).ValueKind == JsonValueKind.Null ? null : Hash(json, name);
}

/// <summary>Words of the journal.</summary>
static class Words
{
    public static string Of(Side side) => side switch { Journal.Side.Provider => "provider", Journal.Side.Customer => "customer" };

    public static string Of(Side? side) => side is { } of ? Of(of) : "machine";

    public static Side? SideOrMachine(string word) => word == "machine" ? null : Side(word);

    public static Side Side(string word) => word switch { "provider" => Journal.Side.Provider, "customer" => Journal.Side.Customer, _ => throw new InvalidDataException() };

    public static string Of(LifeStep step) => step switch { LifeStep.CommentEnded => "comment ended", LifeStep.Final => "final" };

    public static LifeStep Step(string word) => word switch { "comment ended" => LifeStep.CommentEnded, "final" => LifeStep.Final, _ => throw new InvalidDataException() };

    public static string Of(ProposalKind kind) => kind switch { ProposalKind.Exclusion => "exclusion", ProposalKind.Announcement => "announcement", ProposalKind.Correction => "correction", ProposalKind.Restatement => "restatement" };

    public static ProposalKind Kind(string word) => word switch { "exclusion" => ProposalKind.Exclusion, "announcement" => ProposalKind.Announcement, "correction" => ProposalKind.Correction, "restatement" => ProposalKind.Restatement, _ => throw new InvalidDataException() };

    public static string Of(ProposalAnswer answer) => answer switch { ProposalAnswer.Accepted => "accepted", ProposalAnswer.Refused => "refused", ProposalAnswer.Withdrawn => "withdrawn" };

    public static ProposalAnswer Answer(string word) => word switch { "accepted" => ProposalAnswer.Accepted, "refused" => ProposalAnswer.Refused, "withdrawn" => ProposalAnswer.Withdrawn, _ => throw new InvalidDataException() };

    public static string Of(Consent consent) => consent switch { Journal.Consent.OtherSide => "other side", Journal.Consent.SecondPerson => "second person", Journal.Consent.Text => "text" };

    public static Consent Consent(string word) => word switch { "other side" => Journal.Consent.OtherSide, "second person" => Journal.Consent.SecondPerson, "text" => Journal.Consent.Text, _ => throw new InvalidDataException() };
}
