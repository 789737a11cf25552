using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Surety.Agreements;

/// <summary>A JSON Schema of agreement files and standard terms, for editors: which key may stand where, what it means, and the words where only some may stand.</summary>
/// <remarks>It is made of <see cref="Keys"/>. What phrases say is for the grammar; a schema that knew it, too, would be a second grammar.</remarks>
public static class AgreementSchema
{
    static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    static readonly ILookup<string, Key> Below = Keys.All.ToLookup(k => k.Path);

    /// <summary>The schema (draft 2020-12), with a line feed at its end.</summary>
    public static string Json { get; } = Write();

    static string Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Surety agreement");
            json.WriteString("description", "An agreement or standard terms. Every value is text, whatever YAML takes it for; what its phrases say is checked by 'surety check'.");
            WriteKeys(json, "");
            json.WriteStartArray("required");
            json.WriteStringValue("surety");
            json.WriteEndArray();
            json.WriteStartObject("$defs");
            json.WriteStartObject("text");
            Types(json, "string", "number");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>Writes what the mapping at a path may hold.</summary>
    static void WriteKeys(Utf8JsonWriter json, string path)
    {
        json.WriteString("type", "object");
        var keys = Below[path].ToList();
        json.WriteStartObject("properties");
        foreach (var key in keys.Where(k => k.Name is not ("*" or "-"))) WriteKey(json, key.Name, key);
        json.WriteEndObject();
        if (keys.Find(k => k.Name == "*") is { } named) WriteKey(json, "additionalProperties", named);
        else json.WriteBoolean("additionalProperties", false);
    }

    static void WriteKey(Utf8JsonWriter json, string property, Key key)
    {
        json.WriteStartObject(property);
        json.WriteString("description", key.Means);
        if (key.Shapes is ["text"])
        {
            WriteShape(json, "text", key);
            json.WriteEndObject();
            return;
        }
        json.WriteStartArray("anyOf");
        foreach (var shape in key.Shapes)
        {
            json.WriteStartObject();
            WriteShape(json, shape, key);
            json.WriteEndObject();
        }
        // A contract may leave open what it does not have to say.
        if (!key.Shapes.Contains("text"))
        {
            json.WriteStartObject();
            json.WriteString("const", "not stated");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteShape(Utf8JsonWriter json, string shape, Key key)
    {
        switch (shape)
        {
            case "keys": WriteKeys(json, key.Full); break;
            case "nothing":
                json.WriteStartArray("enum");
                json.WriteStringValue("");
                json.WriteNullValue();
                json.WriteEndArray();
                break;
            case "list":
                json.WriteString("type", "array");
                if (Below[key.Full].FirstOrDefault(k => k.Name == "-") is { } item) WriteKey(json, "items", item);
                else WriteText(json, "items");
                break;
            case var _ when key.Words.Count == 0: json.WriteString("$ref", "#/$defs/text"); break;
            default:
                json.WriteStartArray("enum");
                foreach (var word in key.Words.Append("not stated")) json.WriteStringValue(word);
                json.WriteEndArray();
                break;
        }
    }

    static void WriteText(Utf8JsonWriter json, string property)
    {
        json.WriteStartObject(property);
        json.WriteString("$ref", "#/$defs/text");
        json.WriteEndObject();
    }

    static void Types(Utf8JsonWriter json, params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("type");
        foreach (var type in types) json.WriteStringValue(type);
        json.WriteEndArray();
    }
}
