using System.Text.Json;
using Surety.Statements;

namespace Surety.Storage.Records;

/// <summary>What was published, for machines: the same words on the command line and in the API.</summary>
public static class ClosedJson
{
    /// <summary>Writes what a look at the dates of a space led to, inside an object.</summary>
    public static void Write(Utf8JsonWriter json, string space, Closed closed)
    {
        json.WriteString("space", space);
        Write(json, closed.Issued);
        json.WriteStartArray("steps");
        foreach (var step in closed.Steps)
        {
            json.WriteStartObject();
            json.WriteString("period", step.Period);
            json.WriteString("step", Journal.Words.Of(step.Step));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("outbox", closed.Sent);
        json.WriteNumber("planned", closed.Planned);
    }

    /// <summary>Writes statements that were published, as the field <c>statements</c>.</summary>
    public static void Write(Utf8JsonWriter json, ValueList<Issued> all)
    {
        json.WriteStartArray("statements");
        foreach (var issued in all)
        {
            json.WriteStartObject();
            json.WriteString("period", issued.Period);
            json.WriteNumber("revision", issued.Revision);
            json.WriteString("summary", Wording.English.Summary(issued.Statement));
            json.WriteStartArray("differences");
            foreach (var line in issued.Difference?.Lines ?? []) json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
