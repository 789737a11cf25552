using System.Text;
using System.Text.Json;

namespace Surety.Web.Facts;

/// <summary>Columns of a line that is one fact, as JSON pointers.</summary>
static class FactPointers
{
    /// <summary>The value that stands at a column.</summary>
    /// <param name="line">UTF-8; what comes behind its end does not matter.</param><param name="column">In characters, from 1.</param>
    /// <returns>Its pointer; empty: the fact as a whole is meant.</returns>
    public static string Of(ReadOnlySpan<byte> line, int column)
    {
        if (line.IndexOf((byte)'\n') is >= 0 and var end) line = line[..end];
        var names = new Stack<string>();
        var (pointer, counted, characters) = ("", 0, 1);
        try
        {
            for (var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 32 }); reader.Read();)
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName: pointer = $"{string.Concat(names.Reverse())}/{reader.GetString()!.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"; continue;
                    case JsonTokenType.StartObject: names.Push(pointer.Length == 0 ? "" : pointer[pointer.LastIndexOf('/')..]); break;
                    case JsonTokenType.EndObject: names.Pop(); continue;
                }
                characters += Encoding.UTF8.GetCharCount(line[counted..(int)reader.TokenStartIndex]);
                counted = (int)reader.TokenStartIndex;
                if (characters == column) return pointer;
                if (characters > column) break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Where the line is broken there is no value to point to.
        }
        return "";
    }
}
