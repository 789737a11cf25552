using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Surety.Web.Api;

namespace Surety.Web.Facts;

/// <summary>Facts that come as CloudEvents 1.0: the data is the fact, and the event's source and id are the fact's.</summary>
static class CloudEvents
{
    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    static readonly JsonWriterOptions OneLine = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a request is an event in binary form: what is said of it stands in headers.</summary>
    public static bool IsBinary(HttpRequest request) => request.Headers.ContainsKey("ce-specversion");

    /// <summary>Events as lines of facts.</summary>
    /// <param name="bytes">One event, or a list of them.</param><param name="faults">Gets what is wrong.</param>
    public static ReadOnlyMemory<byte> Lines(ReadOnlyMemory<byte> bytes, List<Fault> faults)
    {
        var lines = new ArrayBufferWriter<byte>(bytes.Length + 64);
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
                foreach (var (i, one) in document.RootElement.EnumerateArray().Index()) Line(one, $"/{i}", lines, faults);
            else Line(document.RootElement, "", lines, faults);
        }
        catch (JsonException e)
        {
            faults.Add(new($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "body", "json", "This is no proper JSON: every name once, at most 32 levels deep, UTF-8."));
        }
        catch (InvalidOperationException)
        {
            faults.Add(new("", "body", "json.text", "A text has half of a pair of characters, which stands for nothing."));
        }
        return lines.WrittenMemory;
    }

    static void Line(JsonElement one, string pointer, ArrayBufferWriter<byte> lines, List<Fault> faults)
    {
        if (one.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(pointer, "body", "value.object", "An event was expected here."));
            return;
        }
        var before = faults.Count;
        var (version, id, source) = (Text("specversion"), Text("id"), Text("source"));
        if (version is not null and not "1.0") faults.Add(new($"{pointer}/specversion", "body", "event.version", $"{Surety.Text.Quoted.Of(version)} is another version.", "Send CloudEvents 1.0."));
        if (Text("type") is null || !one.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object) faults.Add(new($"{pointer}/data", "body", "event.data", "'data' has to be a fact: an object with its 'type'."));
        else if (faults.Count == before) Write(data, id!, source!, lines);

        string? Text(string name)
        {
            if (one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 400 } text) return text;
            faults.Add(new($"{pointer}/{name}", "body", "value.missing", $"'{name}' of the event is missing, or no text of 1 to 400 characters."));
            return null;
        }
    }

    /// <summary>An event in binary form as a line of facts.</summary>
    public static ReadOnlyMemory<byte> Line(HttpRequest request, ReadOnlyMemory<byte> bytes, List<Fault> faults)
    {
        foreach (var name in new[] { "ce-id", "ce-source", "ce-type" })
            if (request.Headers[name] is not [{ Length: > 0 and <= 400 }]) faults.Add(new(name, "header", "header.value", $"'{name}' is missing, or has more than 400 characters."));
        if (request.Headers["ce-specversion"] is not ["1.0"]) faults.Add(new("ce-specversion", "header", "event.version", "Send CloudEvents 1.0."));
        var lines = new ArrayBufferWriter<byte>(bytes.Length + 64);
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) faults.Add(new("", "body", "value.object", "A fact was expected: an object with its 'type'."));
            else if (faults.Count == 0) Write(document.RootElement, Uri.UnescapeDataString(request.Headers["ce-id"]!), Uri.UnescapeDataString(request.Headers["ce-source"]!), lines);
        }
        catch (JsonException e)
        {
            faults.Add(new($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "body", "json", "This is no proper JSON: every name once, at most 32 levels deep, UTF-8."));
        }
        catch (InvalidOperationException)
        {
            faults.Add(new("", "body", "json.text", "A text has half of a pair of characters, which stands for nothing."));
        }
        return lines.WrittenMemory;
    }

    // What the fact says of itself goes before what the event says of it.
    static void Write(JsonElement fact, string id, string source, ArrayBufferWriter<byte> lines)
    {
        using (var json = new Utf8JsonWriter(lines, OneLine))
        {
            json.WriteStartObject();
            if (!fact.TryGetProperty("id", out _)) json.WriteString("id", id);
            if (!fact.TryGetProperty("source", out _)) json.WriteString("source", source);
            foreach (var property in fact.EnumerateObject()) property.WriteTo(json);
            json.WriteEndObject();
        }
        lines.Write("\n"u8);
    }
}
