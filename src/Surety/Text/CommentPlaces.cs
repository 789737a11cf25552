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

    /// <param name="source">The text.</param>
    /// <param name="events">What the parser made of it.</param>
    /// <param name="aside">Its comments; <c>null</c>: they have to be looked for.</param>
    public static CommentPlaces Of(SourceText source, List<ParsingEvent> events, List<YamlDotNet.Core.Tokens.Comment>? aside)
    {
        var found = new CommentPlaces();
        var scalars = events.Where(e => e is Scalar).ToList();
        var before = new List<string>();
        var next = 0;
        foreach (var (index, text, ownLine) in In(source, aside ?? Found(source)))
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

    static IEnumerable<(int Index, string Text, bool OwnLine)> In(SourceText source, List<YamlDotNet.Core.Tokens.Comment> comments)
    {
        foreach (var comment in comments)
        {
            var start = source.IndexOf(comment.Start.Line, comment.Start.Column);
            var end = source.Text.IndexOf('\n', start);
            yield return (start, source.Text[start..(end < 0 ? source.Text.Length : end)].TrimEnd(), !comment.IsInline);
        }
    }

    /// <summary>Finds the comments of a text in a pass of their own.</summary>
    internal static List<YamlDotNet.Core.Tokens.Comment> Found(SourceText source)
    {
        var comments = new List<YamlDotNet.Core.Tokens.Comment>();
        if (!source.Text.Contains('#', StringComparison.Ordinal)) return comments;
        var scanner = new Scanner(new StringReader(source.Text), skipComments: false);
        try
        {
            // Behind a fault the scanner may go on for ever.
            while (scanner.MoveNext() && scanner.Current is not YamlDotNet.Core.Tokens.Error)
                if (scanner.Current is YamlDotNet.Core.Tokens.Comment comment) comments.Add(comment);
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
