namespace Surety.Text;

/// <summary>A question that a text asks whoever writes it: <c>&lt;who provides the service?&gt;</c>, in place of a value or in a comment beside one. Source: docs/guide/templates.md.</summary>
/// <remarks>They are looked for in the text and not among its values, because a question in a comment is one, too: the value beside it is a proposal until somebody has thought about it.</remarks>
/// <param name="At">Where its <c>&lt;</c> stands.</param>
/// <param name="Question">Without the signs around it, on one line.</param>
/// <param name="HasProposal">Whether it stands in a comment, so that a value holds until it is answered.</param>
public sealed record OpenQuestion(Location At, string Question, bool HasProposal)
{
    const int Longest = 300;

    /// <summary>As it is told of a file.</summary>
    public Problem Told => new(At, Severity.Question, "question.open", $"Not answered yet: {Question}", HasProposal ? "Decide what stands there, and take the question out." : "Write the answer in its place.");

    /// <summary>Lists every question that still stands in a text, in order of place.</summary>
    internal static IEnumerable<OpenQuestion> In(SourceText source)
    {
        var text = source.Text;
        for (var end = text.IndexOf("?>", StringComparison.Ordinal); end >= 0; end = text.IndexOf("?>", end + 2, StringComparison.Ordinal))
        {
            var start = text.LastIndexOfAny(['<', '>'], end);
            if (start < 0 || text[start] == '>' || end - start > Longest || char.IsWhiteSpace(text[start + 1]) || start + 1 == end) continue;
            yield return new(source.LocationOf(start), OnOneLine(text[(start + 1)..(end + 1)]), StandsInComment(text, start));
        }
    }

    // A question that goes over a line end goes on behind the indentation, and in a comment behind its sign.
    static string OnOneLine(string question) => string.Join(' ', question.Split('\n').Select(line => line.Trim().TrimStart('#').Trim()));

    static bool StandsInComment(string text, int at)
    {
        var line = text[(text.LastIndexOf('\n', at) + 1)..at];
        return line.TrimStart().StartsWith('#') || line.Contains(" #", StringComparison.Ordinal);
    }
}
