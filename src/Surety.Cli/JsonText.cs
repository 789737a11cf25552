using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Surety.Cli;

/// <summary>One JSON document, in a stable order, written by hand: names on the wire outlive names of types.</summary>
internal static class JsonText
{
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static void Problems(Utf8JsonWriter json, IEnumerable<Problem> problems)
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.At.File);
            json.WriteNumber("line", problem.At.Line);
            json.WriteNumber("column", problem.At.Column);
            json.WriteString("severity", problem.Severity.ToString().ToLowerInvariant());
            json.WriteString("code", problem.Code);
            json.WriteString("message", problem.Message);
            json.WriteString("mend", problem.Mend);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
