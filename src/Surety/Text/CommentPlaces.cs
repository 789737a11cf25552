using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Surety.Text;

/// <summary>Which comments belong to which scalar.</summary>
/// <remarks>
/// The comments come from the scanner and not from the parser, which loses its way between comments and lists. The scanner knows a
/// comment from a '#' inside text; everything else is a question of place.
/// </remarks>
internal sealed class CommentPlaces
{
    readonly Dictionary<ParsingEvent, Comments> places = [];

    public ValueList<string> End { get; private set; }

    public Comments this[ParsingEvent scalar] => places.GetValueOrDefault(scalar);

    public static CommentPlaces Of(SourceText source, List<ParsingEvent> events)
    {
        var found = new CommentPlaces();
        var scalars = events.Where(e => e is Scalar).ToList();
        var before = new List<string>();
        var next = 0;
        foreach (var (index, text, ownLine) in In(source))
        {
            for (; next < scalars.Count && source.IndexOf(scalars[next].Start.Line, scalars[next].Start.Column) <= index; next++) found.Put(scalars[next], before);
            var line = source.LocationOf(index).Line;
            if (!ownLine && next > 0 && scalars[next - 1] is var last && (last.Start.Line == line || last.End.Line == line)) found.Append(last, text);
            else before.Add(text);
        }
        if (next < scalars.Count) found.Put(scalars[next], before);
        found.End = before.ToValueList();
        return found;
    }

    static List<(int Index, string Text, bool OwnLine)> In(SourceText source)
    {
        var comments = new List<(int, string, bool)>();
        if (!source.Text.Contains('#', StringComparison.Ordinal)) return comments;
        var scanner = new Scanner(new StringReader(source.Text), skipComments: false);
        try
        {
            while (scanner.MoveNext())
            {
                if (scanner.Current is not YamlDotNet.Core.Tokens.Comment comment) continue;
                var start = source.IndexOf(comment.Start.Line, comment.Start.Column);
                var end = source.Text.IndexOf('\n', start);
                comments.Add((start, source.Text[start..(end < 0 ? source.Text.Length : end)].TrimEnd(), !comment.IsInline));
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What the parser could read without comments stands; the comments behind this place are lost, not the agreement.
        }
        return comments;
    }

    void Put(ParsingEvent scalar, List<string> before)
    {
        if (before.Count == 0) return;
        places[scalar] = this[scalar] with { Before = before.ToValueList() };
        before.Clear();
    }

    void Append(ParsingEvent scalar, string text) => places[scalar] = this[scalar] with { After = this[scalar].After is { } first ? $"{first} {text}" : text };
}
