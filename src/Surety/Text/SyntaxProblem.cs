using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Surety.Text;

/// <summary>Says in our words why text has no readable structure.</summary>
internal static class SyntaxProblem
{
    public static Problem Of(SourceText source, Exception thrown, Mark reached, Stack<ParsingEvent> open)
    {
        var said = thrown is YamlException ? thrown.Message : "";
        var (start, end) = thrown is YamlException yaml ? (yaml.Start, yaml.End) : (reached, reached);
        Problem At(in Mark mark, string code, string message, string? mend) => new(Tree.At(source, mark), Severity.Error, code, message, mend);
        bool Says(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
                if (said.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
            return false;
        }

        if (Says("quoted scalar") && Says("unexpected end", "document indicator"))
            return At(start, "yaml.unclosed", "A text begins here with a quote, and the closing quote is missing.", "Write the closing quote, or leave both out.");
        if (Says("quoted scalar", "escape"))
            return At(start, "yaml.escape", "The text in double quotes has a backslash that stands for no character.", "Write two backslashes for one, or use single quotes.");
        if (Says("tag"))
            return At(start, "yaml.tag", "A '!' at the beginning of a value is a YAML tag, and an agreement has none.", "Put the value in quotes, or remove the tag.");
        if (open.FirstOrDefault(e => e is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow }) is { } flow)
        {
            var bracket = flow is SequenceStart ? ("[", "]") : ("{", "}");
            return At(flow.Start, "yaml.unclosed", $"A list begins here with '{bracket.Item1}', and '{bracket.Item2}' is missing or something between them cannot stand in a list.", "Write each item on a line of its own, after '- '.");
        }
        if (Says("anchor", "alias"))
            return At(start, "yaml.anchor", "A '&' or '*' at the beginning of a value is a YAML anchor or alias, and an agreement has none.", "Put the value in quotes, or write it out where it is needed.");
        if (Sign(source, start) == ":" || Says("mapping values are not allowed"))
            return At(start, "yaml.colon", "A second ': ' stands where only one value can follow a key, or the line above is not finished.", "Put the value in quotes, or write the second key on a line of its own.");
        var place = Says("expected <block end>") ? end : start;
        if (Says("could not find expected ':'", "simple key") || (Says("expected key") && IsWordWithoutColon(source, place)))
            return At(place, "yaml.colon", "A key was expected here, and ': ' is missing behind it.", "Write 'key: value'; prose goes on lines of its own after '|', indented.");
        if (Says("block scalar") && Sign(source, start) == ">")
            return At(start, "yaml.block", "A value begins with '>', which in YAML begins a block of text.", "Write a comparison in words, 'at least 99.9 %' or 'above 99.9 %'; for prose write '|' alone, and the text on the lines below, indented by two spaces.");
        if (Says("block scalar"))
            return At(start, "yaml.block", "What stands behind '|' or '>' is not understood.", "Write '|' alone, and the text on the lines below, indented by two spaces.");
        if (Says("cannot start any token", "reserved") || Sign(source, start) is "]" or "}" or ",")
            return At(start, "yaml.character", $"A value cannot begin with {Quoted.Of(Sign(source, start))}.", "Put the value in quotes.");
        if (Says("document"))
            return At(start, "yaml.structure", "The agreement has ended before this line, which is not indented like the keys above.", "Indent it like its neighbours.");
        if (Says("block", "expected key", "indent"))
            return At(place, "yaml.indentation", "The indentation of this line fits none of the lines above.", "Indent the keys of one mapping, and the '-' of one list, by the same number of spaces.");
        return At(start, "yaml.syntax", "The text cannot be read from here on.", "Write 'key: value' lines and lists of '- item' lines, and put texts with special characters in quotes.");
    }

    static bool IsWordWithoutColon(SourceText source, in Mark mark)
    {
        var start = source.IndexOf(mark.Line, mark.Column);
        var end = source.Text.IndexOf('\n', start) is var found and >= 0 ? found : source.Text.Length;
        return start < end && char.IsLetterOrDigit(source.Text[start]) && !source.Text.AsSpan(start, end - start).Contains(':');
    }

    static string Sign(SourceText source, in Mark mark) => source.IndexOf(mark.Line, mark.Column) is var i && i < source.Text.Length ? source.Text[i].ToString() : "";
}
