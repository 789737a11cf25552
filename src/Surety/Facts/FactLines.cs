using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Surety.Facts;

/// <summary>Writes facts as <see cref="JsonLines"/> reads them.</summary>
public static class FactLines
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly string[] Instants = ["at", "from", "until", "known", "announced", "due"];
    static readonly string[] Numbers = ["value", "score", "good", "total", "amount", "quantity"];
    static readonly string[] Groups = ["labels", "attributes"];

    /// <summary>Whether an instant stands behind this key, in every type that has it.</summary>
    public static bool IsInstant(string key) => Instants.Contains(key);

    /// <summary>Writes one fact.</summary>
    /// <param name="fields">Its keys and texts, in the order in which they are written; names of nested ones are joined by a point: <c>labels.region</c>.</param>
    /// <returns>One line without its end.</returns>
    public static string Write(IEnumerable<Label> fields)
    {
        var all = fields.ToList();
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var (key, text) in all.Where(f => GroupOf(f.Name) is null)) Value(json, key, text);
            foreach (var group in all.Where(f => GroupOf(f.Name) is not null).GroupBy(f => GroupOf(f.Name)!))
            {
                json.WriteStartObject(group.Key);
                foreach (var (key, text) in group) json.WriteString(key[(group.Key.Length + 1)..], text);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    static string? GroupOf(string name) => Array.Find(Groups, g => name.StartsWith(g + ".", StringComparison.Ordinal));

    // A number that JSON would write otherwise stays the text that it was: the reader takes both.
    static void Value(Utf8JsonWriter json, string key, string text)
    {
        if (key == "met" && text is ("true" or "false")) json.WriteBoolean(key, text == "true");
        else if (Numbers.Contains(key) && decimal.TryParse(text, out var number) && number.ToString() == text) json.WriteNumber(key, number);
        else json.WriteString(key, text);
    }
}
