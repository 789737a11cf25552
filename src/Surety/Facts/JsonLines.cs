using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Surety.Facts;

/// <summary>Reads facts as JSON Lines: one object a line.</summary>
public static class JsonLines
{
    /// <summary>So many bytes a line has at most.</summary>
    internal const int LongestLine = 1 << 20;

    /// <summary>Reads a whole file into a builder. Any bytes at all: a line that is no fact is refused and the others go on.</summary>
    /// <param name="builder">Where the facts go.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="tell">Hears every thousand lines how many were read, and how many bytes; <c>null</c>: nobody does.</param>
    /// <param name="source">The source of facts that name none; <c>null</c>: the name of the file without folder and ending.</param>
    /// <param name="unfit">By their lines, rows of which whoever made them found that they are no facts, and why; <c>null</c>: none are known.</param>
    public static void Read(FactBuilder builder, string file, ReadOnlyMemory<byte> bytes, Action<long, long>? tell = null, string? source = null, IReadOnlyDictionary<int, ValueList<Problem>>? unfit = null)
    {
        var total = bytes.Length;
        var (number, problems) = builder.Begin(file);
        source ??= SourceOf(file);
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var isText = Utf8.IsValid(bytes.Span);
        Span<byte> room = stackalloc byte[BulkRow.Room];
        for (var line = 1; bytes.Length > 0; line++)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var text = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (line % 1000 == 0) tell?.Invoke(line, total - bytes.Length);
            if (builder.IsEnough(number))
            {
                if (!text.Span.Trim(" \t\r"u8).IsEmpty) builder.LeaveOut(line);
                continue;
            }
            if (unfit?.TryGetValue(line, out var why) == true)
            {
                foreach (var problem in why) problems.Add(problem with { At = problem.At with { File = file } });
                builder.Refuse(new(number, line));
                continue;
            }
            if (isText && text.Length <= LongestLine)
            {
                var row = new BulkRow(room);
                if (PlainLine.Read(text.Span, ref row) && builder.Read(ref row, new(number, line))) continue;
            }
            if (text.Span.Trim(" \t\r"u8).IsEmpty) continue;
            var fields = new FactFields(new(file, line, 1), new(number, line), source, problems);
            if (Line(text, fields)) builder.Read(fields);
            else builder.Refuse(fields.Origin);
        }
    }

    /// <summary>Whether nothing stands there, not even something that is no fact.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> bytes) => (bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes).Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>Facts that name no source come from their file.</summary>
    internal static string SourceOf(string file)
    {
        var name = file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;
    }

    static bool Line(ReadOnlyMemory<byte> text, FactFields fields)
    {
        if (text.Length > LongestLine)
        {
            fields.Refuse(fields.At, "fact.long", "The line is longer than 1 MiB.", "One fact is one short object.");
            return false;
        }
        try
        {
            var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = 8 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Refuse(fields, text.Span, reader.TokenStartIndex, "A line is one JSON object, like {\"type\": \"state\", …}.");
            Object(ref reader, text.Span, fields, "");
            if (reader.Read()) return Refuse(fields, text.Span, reader.TokenStartIndex, "Something stands behind the object: one object a line.");
            return !fields.IsRefused;
        }
        catch (JsonException broken)
        {
            return Refuse(fields, text.Span, broken.BytePositionInLine ?? 0, "The line is no JSON object from here on.");
        }
        catch (InvalidOperationException)
        {
            return Refuse(fields, text.Span, 0, "The line is no UTF-8 text.");
        }
    }

    static bool Refuse(FactFields fields, ReadOnlySpan<byte> line, long index, string message)
    {
        fields.Refuse(fields.At with { Column = Column(line, index) }, "fact.json", message);
        return false;
    }

    static void Object(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, FactFields fields, string prefix)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = prefix + reader.GetString();
            reader.Read();
            Value(ref reader, line, fields, name);
        }
    }

    static void Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, FactFields fields, string name)
    {
        var at = fields.At with { Column = Column(line, reader.TokenStartIndex) };
        switch (reader.TokenType)
        {
            case JsonTokenType.String: fields.Add(name, reader.GetString()!, at); break;
            // Numbers are taken as they are written: a binary floating-point number would not be the one that was sent.
            case JsonTokenType.Number: fields.Add(name, Encoding.UTF8.GetString(reader.ValueSpan), at); break;
            case JsonTokenType.True: fields.Add(name, "true", at); break;
            case JsonTokenType.False: fields.Add(name, "false", at); break;
            case JsonTokenType.Null: fields.Add(name, "", at); break;
            case JsonTokenType.StartObject when name is "labels" or "attributes": Object(ref reader, line, fields, name + "."); break;
            case JsonTokenType.StartArray when name == "agreed by":
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Value(ref reader, line, fields, name);
                break;
            default:
                fields.Refuse(at, "fact.kind", $"'{name}' is a list or an object, and a text or a number was expected.", "Labels of your own stand in \"labels\", attributes of a member in \"attributes\".");
                reader.Skip();
                break;
        }
    }

    static int Column(ReadOnlySpan<byte> line, long index) => Encoding.UTF8.GetCharCount(line[..(int)Math.Clamp(index, 0, line.Length)]) + 1;
}
