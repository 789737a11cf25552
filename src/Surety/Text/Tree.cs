using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Surety.Text;

/// <summary>A file of ours as a tree of located text. YAML in block style, without anything that lets one text mean two things.</summary>
/// <param name="Root">The mapping at the top; <c>null</c> where the text has no readable structure.</param>
/// <param name="End">Comments after the last line, each with its <c>#</c>.</param>
/// <param name="Problems">All that is wrong with the text as text, in order of place; may hold errors beside a tree.</param>
public sealed record Tree(Node.Mapping? Root, ValueList<string> End, ValueList<Problem> Problems)
{
    /// <summary>Questions that the text asks and nobody has answered yet, in order of place.</summary>
    public ValueList<OpenQuestion> Questions { get; private init; } = [];

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">The name to show in locations.</param>
    /// <param name="bytes">UTF-8; anything else is refused with its place.</param>
    public static Tree Parse(string file, ReadOnlyMemory<byte> bytes)
    {
        var problems = new Problems();
        return Parse(SourceText.Read(file, bytes.Span, problems), problems);
    }

    /// <summary>Reads text that is already decoded.</summary>
    /// <param name="file">The name to show in locations.</param>
    /// <param name="text">The whole text.</param>
    public static Tree Parse(string file, string text)
    {
        var problems = new Problems();
        return Parse(SourceText.Read(file, text, problems), problems);
    }

    static Tree Parse(SourceText? source, Problems problems)
    {
        if (source is null) return new(null, [], problems.ToValueList());
        if (Events(source, problems, out var aside) is not { } events) return new(null, [], problems.ToValueList());
        var comments = CommentPlaces.Of(source, events, aside);
        var root = new TreeBuilder(source, events, comments, problems).Build();
        var questions = OpenQuestion.In(source).ToValueList();
        foreach (var question in questions) problems.Add(question.Told);
        return new(root, comments.End, problems.ToValueList()) { Questions = questions };
    }

    const int Deepest = 64;

    /// <summary>Reads events and comments in one pass, where that can be done.</summary>
    /// <param name="source">The text.</param>
    /// <param name="problems">What is wrong with it.</param>
    /// <param name="comments">What the same pass found; <c>null</c>: they have to be looked for.</param>
    static List<ParsingEvent>? Events(SourceText source, Problems problems, out List<YamlDotNet.Core.Tokens.Comment>? comments)
    {
        comments = null;
        if (!source.Text.Contains('#', StringComparison.Ordinal)) return Events(source, new Scanner(new StringReader(source.Text), skipComments: true), problems);
        // Text that cannot be read with its comments may be readable without them, and its faults are told as if there were none.
        var (aside, quiet) = (new CommentsAside(new Scanner(new StringReader(source.Text), skipComments: false)), new Problems());
        if (Events(source, aside, quiet) is { } events && quiet.Count == 0)
        {
            comments = aside.Comments;
            return events;
        }
        return Events(source, new Scanner(new StringReader(source.Text), skipComments: true), problems);
    }

    /// <summary>Runs the parser to its end or to the first thing behind which no structure can be trusted.</summary>
    internal static List<ParsingEvent>? Events(SourceText source, IScanner scanner, Problems problems)
    {
        var events = new List<ParsingEvent>();
        var open = new Stack<ParsingEvent>();
        try
        {
            var parser = new Parser(scanner);
            var documents = 0;
            while (parser.MoveNext())
            {
                var now = parser.Current!;
                if (now is DocumentStart && ++documents > 1)
                {
                    problems.Error(At(source, now.Start), "yaml.documents", "A second document begins here, and a file holds one.", "Move it into a file of its own, or remove the line '---'.");
                    break;
                }
                if (now is MappingStart or SequenceStart) open.Push(now);
                if (now is MappingEnd or SequenceEnd) open.Pop();
                if (open.Count > Deepest)
                {
                    problems.Error(At(source, now.Start), "yaml.depth", $"The text is nested more than {Deepest} levels deep here.", "An agreement needs fewer than ten: look for stray brackets, dashes or indentation.");
                    return null;
                }
                events.Add(now);
            }
            return events;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser throws bare exceptions of several kinds for malformed text; each is a fault of the text, told in our words.
            if (!source.HasTabs || !problems.HasErrors) problems.Add(SyntaxProblem.Of(source, e, scanner.CurrentPosition, open));
            return null;
        }
    }

    internal static Location At(SourceText source, in Mark mark) => source.LocationOf(source.IndexOf(mark.Line, mark.Column));
}
