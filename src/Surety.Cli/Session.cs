using System.Text;
using NodaTime;
using Surety.Cli.Statements;
using Surety.Statements;

namespace Surety.Cli;

/// <summary>One run of the program: where it reads and writes, and what time it is. Results go to <see cref="Output"/>, everything else to <see cref="Messages"/>.</summary>
internal sealed class Session(Stream input, TextWriter output, TextWriter messages, IClock time, Terminal terminal)
{
    public Stream Input => input;

    public TextWriter Output => output;

    public TextWriter Messages => messages;

    public Terminal Terminal => terminal;

    /// <summary>For how long something takes; what it is now says <see cref="Now"/>.</summary>
    public IClock Time => time;

    /// <summary>Read once: everything in one run happens at one instant. Whole seconds, since people will type it again.</summary>
    public Instant Now { get; } = Instant.FromUnixTimeSeconds(time.GetCurrentInstant().ToUnixTimeSeconds());

    public bool IsQuiet { get; set; }

    public bool OutputIsColored { get; set; }

    public bool MessagesAreColored { get; set; }

    /// <summary>The same run, whose messages go somewhere else.</summary>
    public Session Telling(TextWriter elsewhere) => new(input, output, elsewhere, time, Terminal.None) { IsQuiet = IsQuiet };

    /// <summary>Writes a message that is no result; nothing when the run is quiet.</summary>
    public void Say(string message)
    {
        if (!IsQuiet) messages.WriteLine(Harmless(message));
    }

    /// <summary>Writes a problem of the run, quiet or not.</summary>
    public void Complain(string message) => messages.WriteLine(MessagesAreColored ? $"\e[31msurety:\e[0m {Harmless(message)}" : $"surety: {Harmless(message)}");

    /// <summary>Writes problems of a text where messages go.</summary>
    public void Complain(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems) Styled.Write(Lines(problem, terminal.MessagesAreOnTerminal), messages, MessagesAreColored);
    }

    /// <summary>Writes wrong usage.</summary>
    /// <returns>64, always.</returns>
    public int Refuse(string message)
    {
        Complain(message);
        return ExitCode.WrongUsage;
    }

    /// <summary>Writes what is wrong with options and arguments.</summary>
    /// <returns>64, always.</returns>
    public int Refuse(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems) Complain($"{(problem.At.File is null or "" ? "" : $"{problem.At}: ")}{problem.Message}{(problem.Mend is null ? "" : " " + problem.Mend)}");
        return ExitCode.WrongUsage;
    }

    /// <summary>Writes a line of result.</summary>
    public void Line(string text) => output.WriteLine(Harmless(text));

    /// <summary>Writes a problem of a text as a result.</summary>
    public void Line(Problem problem) => Styled.Write(Lines(problem, terminal.OutputIsTerminal), output, OutputIsColored);

    // A file or a pipe gets one line for each problem; on a screen long ones go on below, indented.
    IEnumerable<TextLine> Lines(Problem problem, bool folds)
    {
        var line = problem.ToString();
        var word = problem.Severity.ToString().ToLowerInvariant();
        var at = line.IndexOf($": {word} ", StringComparison.Ordinal) + 2;
        var tone = problem.Severity switch { Severity.Error => Tone.Bad, Severity.Warning or Severity.Question => Tone.Unsure, Severity.Note => Tone.Dim };
        TextPiece[] pieces = [new(line[..at], Tone.Strong), new(word, tone), new(line[(at + word.Length)..], Tone.Plain)];
        return folds ? TextLine.Wrap(pieces, terminal.Width, "", "    ") : [new(pieces.ToValueList())];
    }

    /// <summary>Takes out what would steer a terminal: names of files and contracts are other people's text.</summary>
    public static string Harmless(string text)
    {
        if (!text.Any(IsHarmful)) return text;
        var harmless = new StringBuilder(text.Length);
        foreach (var c in text) harmless.Append(IsHarmful(c) ? '\uFFFD' : c);
        return harmless.ToString();
    }

    static bool IsHarmful(char c) => (c < ' ' && c is not ('\n' or '\t')) || c is (>= '\u007F' and <= '\u009F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
