using Surety.Statements;

namespace Surety.Cli.Statements;

/// <summary>Lines of a statement on a terminal: coloured where colour is welcome, plain anywhere else.</summary>
internal static class Styled
{
    public static void Write(IEnumerable<TextLine> lines, Session session) => Write(lines, session.Output, session.OutputIsColored);

    public static void Write(IEnumerable<TextLine> lines, TextWriter to, bool colored)
    {
        foreach (var line in lines) to.WriteLine(colored ? string.Concat(line.Pieces.Select(Colored)) : Session.Harmless(line.ToString()));
    }

    static string Colored(TextPiece piece)
    {
        var code = piece.Tone switch
        {
            Tone.Plain => "",
            Tone.Strong => "1",
            Tone.Dim => "2",
            Tone.Good => "32",
            Tone.Bad => "31",
            Tone.Unsure => "33",
        };
        var text = Session.Harmless(piece.Text);
        return code.Length == 0 ? text : $"\e[{code}m{text}\e[0m";
    }
}
