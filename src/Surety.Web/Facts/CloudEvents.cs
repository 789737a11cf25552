using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Surety.Web.Api;

namespace Surety.Web.Facts;

/// <summary>Facts that come as CloudEvents 1.0, structured, binary or in batches: the data is the fact, and the event's source and id are the fact's where it names none of its own.</summary>
static class CloudEvents
{
    const string Structured = "application/cloudevents+json", Batch = "application/cloudevents-batch+json";

    /// <summary>An attribute has so many characters at most.</summary>
    const int Longest = 400;

    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly UTF8Encoding StrictText = new(false, throwOnInvalidBytes: true);

    /// <summary>Forms of content that are events.</summary>
    public static ValueList<(string, string)> Forms => [(Structured, "One CloudEvent whose data is a fact; its id and source are those of the fact where it has none."), (Batch, "A list of CloudEvents.")];

    /// <summary>Whether a request is one event or several.</summary>
    public static bool AreIn(Call call) => call.ContentType is Structured or Batch || IsBinary(call);

    // What its form says goes before what its headers say: a structured event may have them, too.
    static bool IsBinary(Call call) => call.ContentType is not (Structured or Batch) && call.Context.Request.Headers.ContainsKey("ce-specversion");

    /// <summary>Events as lines of facts, one each.</summary>
    /// <param name="call">The request.</param><param name="faults">Gets what is wrong with an event that comes alone, or with the whole list; what is wrong with facts is found as with all others.</param>
    /// <returns>The lines, those among them whose events of a list are none, and where in the request something is that stands in them.</returns>
    public static (ReadOnlyMemory<byte> Lines, IReadOnlyDictionary<int, ValueList<Problem>> Unfit, Func<Problem, string> PointerOf) Lines(Call call, List<Fault> faults)
    {
        var lines = new EventLines(call.Bytes.Length);
        if (IsBinary(call)) Binary(call, lines, faults);
        else
            Reading(call.Bytes, faults, root =>
            {
                if (call.ContentType == Structured) Event(root, "", lines, faults);
                else if (root.ValueKind != JsonValueKind.Array) faults.Add(new("", "body", "value.list", "A list of events was expected.", $"Send one event as {Structured}."));
                else
                    foreach (var (i, one) in root.EnumerateArray().Index()) OfList(one, $"/{i}", lines);
            });
        return (lines.Bytes, lines.Unfit, lines.PointerOf);
    }

    /// <summary>One of several: what is wrong with it is nothing to the others.</summary>
    static void OfList(JsonElement one, string pointer, EventLines lines)
    {
        var faults = new List<Fault>();
        try
        {
            Event(one, pointer, lines, faults);
        }
        catch (InvalidOperationException)
        {
            faults.Add(new(pointer, "body", "json.text", HalfPair));
        }
        if (faults.Count > 0) lines.Refuse(one, faults);
    }

    /// <summary>Facts of events, a line for each.</summary>
    sealed class EventLines(int room)
    {
        readonly ArrayBufferWriter<byte> bytes = new(room + 64);
        readonly ArrayBufferWriter<byte> fact = new();
        readonly List<(int Start, string Data, bool OwnsSource, bool OwnsId)> facts = [];
        readonly Dictionary<int, ValueList<Problem>> unfit = [];
        readonly Dictionary<int, List<Fault>> faultsOf = [];

        public ReadOnlyMemory<byte> Bytes => bytes.WrittenMemory;

        public IReadOnlyDictionary<int, ValueList<Problem>> Unfit => unfit;

        // What the fact says of itself goes before what the event says of it.
        public void Add(JsonElement data, string id, string source, string pointer)
        {
            var (ownsSource, ownsId) = (data.TryGetProperty("source", out _), data.TryGetProperty("id", out _));
            // It is there as a whole, or nothing of it.
            fact.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(fact, OneLine))
            {
                json.WriteStartObject();
                if (!ownsSource) json.WriteString("source", source);
                if (!ownsId) json.WriteString("id", id);
                foreach (var property in data.EnumerateObject()) property.WriteTo(json);
                json.WriteEndObject();
            }
            facts.Add((bytes.WrittenCount, pointer, ownsSource, ownsId));
            bytes.Write(fact.WrittenSpan);
            bytes.Write("\n"u8);
        }

        /// <summary>An event that is none, as it came: it has its line, and the number of a fault is its column.</summary>
        public void Refuse(JsonElement one, List<Fault> faults)
        {
            facts.Add((bytes.WrittenCount, "", true, true));
            // Between its texts, the end of a line means nothing.
            bytes.Write(Encoding.UTF8.GetBytes(one.GetRawText().ReplaceLineEndings(" ")));
            bytes.Write("\n"u8);
            faultsOf[facts.Count] = faults;
            unfit[facts.Count] = faults.Select((f, i) => new Problem(new("", facts.Count, i + 1), Severity.Error, f.Code, f.Message, f.Mend)).ToValueList();
        }

        public string PointerOf(Problem problem)
        {
            if (faultsOf.TryGetValue(problem.At.Line, out var faults)) return faults[Math.Clamp(problem.At.Column, 1, faults.Count) - 1].Place;
            var (start, data, ownsSource, ownsId) = facts[Math.Clamp(problem.At.Line, 1, facts.Count) - 1];
            return FactPointers.Of(Bytes[start..].Span, problem.At.Column) switch
            {
                "/source" when !ownsSource => Attribute("source"),
                "/id" when !ownsId => Attribute("id"),
                var pointer => data + pointer,
            };

            // In binary form it stands in a header, and of the body nothing is wrong.
            string Attribute(string name) => data.Length == 0 ? "" : $"{data[..data.LastIndexOf('/')]}/{name}";
        }
    }

    static void Event(JsonElement one, string pointer, EventLines lines, List<Fault> faults)
    {
        if (one.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(pointer, "body", "value.object", "An event was expected here: an object."));
            return;
        }
        var before = faults.Count;
        if (Text("specversion", true) is { } version and not "1.0") faults.Add(new($"{pointer}/specversion", "body", "event.version", $"{Surety.Text.Quoted.Of(version)} is another version.", "Send CloudEvents 1.0."));
        var (id, source) = (Text("id", true), Text("source", true));
        Text("type", true);
        if (Text("time", false) is { } time && !Shape.IsMoment(time)) faults.Add(new($"{pointer}/time", "body", "value.instant", "An instant with its offset was expected, as 2026-10-01T00:00:00Z."));
        var form = Text("datacontenttype", false);
        var (hasData, hasBinary) = (one.TryGetProperty("data", out var data), one.TryGetProperty("data_base64", out var packed));
        if (hasData && hasBinary) faults.Add(new($"{pointer}/data_base64", "body", "event.data", "'data' and 'data_base64' exclude each other.", "Keep one of them."));
        else if (form is not null && !IsJson(form)) faults.Add(new($"{pointer}/datacontenttype", "body", "event.data", $"The data is {Surety.Text.Quoted.Of(form)}, and facts are JSON.", "Send them as application/json."));
        else if (hasBinary)
        {
            if (packed.ValueKind != JsonValueKind.String || !packed.TryGetBytesFromBase64(out var bytes)) faults.Add(new($"{pointer}/data_base64", "body", "event.data", "'data_base64' is no base64."));
            else if (faults.Count == before) Reading(bytes, faults, fact => Fact(fact, $"{pointer}/data_base64"), $"{pointer}/data_base64");
        }
        else if (!hasData) faults.Add(new($"{pointer}/data", "body", "value.missing", "The event has no 'data', which has to be a fact."));
        else Fact(data, $"{pointer}/data");

        void Fact(JsonElement fact, string at)
        {
            if (fact.ValueKind != JsonValueKind.Object) faults.Add(new(at, "body", "event.data", "The data has to be a fact: an object with its 'type'."));
            else if (faults.Count == before) lines.Add(fact, id!, source!, at);
        }

        // Null is as good as absent.
        string? Text(string name, bool isRequired)
        {
            if (!one.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                if (isRequired) faults.Add(new($"{pointer}/{name}", "body", "value.missing", $"The event has no '{name}'."));
                return null;
            }
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= Longest } text) return text;
            faults.Add(new($"{pointer}/{name}", "body", "value.text", $"'{name}' has to be a text of 1 to {Longest} characters."));
            return null;
        }
    }

    static bool IsJson(string form) => Api.Forms.Of(form) is var media && (media.EndsWith("/json", StringComparison.Ordinal) || media.EndsWith("+json", StringComparison.Ordinal));

    static void Binary(Call call, EventLines lines, List<Fault> faults)
    {
        var headers = call.Context.Request.Headers;
        if (call.ContentType != "application/json") faults.Add(new("Content-Type", "header", "event.data", "The body of an event in binary form is one fact, as JSON.", "Send it as application/json."));
        if (headers.ContainsKey("ce-datacontenttype")) faults.Add(new("ce-datacontenttype", "header", "event.data", "What the data is stands in Content-Type.", "Leave the header out."));
        if (Header("ce-specversion", true) is { } version and not "1.0") faults.Add(new("ce-specversion", "header", "event.version", $"{Surety.Text.Quoted.Of(version)} is another version.", "Send CloudEvents 1.0."));
        var (id, source) = (Header("ce-id", true), Header("ce-source", true));
        Header("ce-type", true);
        if (Header("ce-time", false) is { } time && !Shape.IsMoment(time)) faults.Add(new("ce-time", "header", "value.instant", "An instant with its offset was expected, as 2026-10-01T00:00:00Z."));
        Reading(call.Bytes, faults, fact =>
        {
            if (fact.ValueKind != JsonValueKind.Object) faults.Add(new("", "body", "event.data", "A fact was expected: an object with its 'type'."));
            else if (faults.Count == 0) lines.Add(fact, id!, source!, "");
        });

        string? Header(string name, bool isRequired)
        {
            if (!headers.TryGetValue(name, out var values) || values.Count == 0)
            {
                if (isRequired) faults.Add(new(name, "header", "value.missing", $"The header '{name}' is missing."));
                return null;
            }
            if (values is [{ } written] && Decoded(written) is { Length: > 0 and <= Longest } text) return text;
            faults.Add(new(name, "header", "header.value", $"'{name}' has to be a text of 1 to {Longest} characters, once: what is not ASCII, a space, '%' or '\"' is written as UTF-8 with a '%' before each byte."));
            return null;
        }
    }

    /// <summary>A text that stands in a header: quoted or not, then with percents; <c>null</c>: it is none.</summary>
    static string? Decoded(string written)
    {
        var plain = new StringBuilder(written.Length);
        if (written is not ['"', .. var inner, '"']) plain.Append(written);
        else
            for (var i = 0; i < inner.Length; i++)
            {
                if (inner[i] == '\\' && ++i == inner.Length) return null;
                plain.Append(inner[i]);
            }
        var bytes = new List<byte>(plain.Length);
        var rest = plain.ToString().AsSpan();
        while (rest.Length > 0)
        {
            var percent = rest.IndexOf('%');
            bytes.AddRange(Encoding.UTF8.GetBytes(rest[..(percent < 0 ? rest.Length : percent)].ToString()));
            if (percent < 0) break;
            if (rest.Length < percent + 3 || !byte.TryParse(rest.Slice(percent + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one)) return null;
            bytes.Add(one);
            rest = rest[(percent + 3)..];
        }
        try
        {
            return StrictText.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    static void Reading(ReadOnlyMemory<byte> bytes, List<Fault> faults, Action<JsonElement> read, string pointer = "")
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            read(document.RootElement);
        }
        catch (JsonException e)
        {
            faults.Add(new(pointer.Length > 0 ? pointer : $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "body", "json", "This is no proper JSON: every name once, at most 32 levels deep, UTF-8."));
        }
        catch (InvalidOperationException)
        {
            faults.Add(new(pointer, "body", "json.text", HalfPair));
        }
    }

    const string HalfPair = "A text has half of a pair of characters, which stands for nothing.";
}
