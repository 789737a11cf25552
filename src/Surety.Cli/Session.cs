using System.Text;
using NodaTime;
using Surety.Cli.Statements;
using Surety.Statements;

namespace Surety.Cli;

/// <summary>One run of the program: where it reads and writes, and what time it is. Results go to <see cref="Output"/>, everything else to <see cref="Messages"/>.</summary>
internal sealed class Session
{
    public Stream Input { get; private set; } = Stream.Null;

    public TextWriter Output { get; private set; } = TextWriter.Null;

    public TextWriter Messages { get; private set; } = TextWriter.Null;

    public Terminal Terminal { get; private set; } = Terminal.None;

    /// <summary>For how long something takes; what it is now says <see cref="Now"/>.</summary>
    public IClock Time { get; private set; } = SystemClock.Instance;

    /// <summary>Read once: everything in one run happens at one instant. Whole seconds, since people will type it again.</summary>
    public Instant Now { get; private set; }

    public bool IsQuiet { get; set; }

    public bool OutputIsColored { get; set; }

    public bool MessagesAreColored { get; set; }

    /// <summary>Begins a run, of which nothing is settled yet.</summary>
    public void Begin(Stream input, TextWriter output, TextWriter messages, IClock time, Terminal terminal)
    {
        (Input, Output, Messages, Time, Terminal) = (input, output, messages, time, terminal);
        Now = Instant.FromUnixTimeSeconds(time.GetCurrentInstant().ToUnixTimeSeconds());
        (IsQuiet, OutputIsColored, MessagesAreColored) = (false, false, false);
    }

    /// <summary>Forgets the run.</summary>
    public void End() => (Input, Output, Messages, Time, Terminal) = (Stream.Null, TextWriter.Null, TextWriter.Null, SystemClock.Instance, Terminal.None);

    /// <summary>The same run, whose messages go somewhere else.</summary>
    public Session Telling(TextWriter elsewhere)
    {
        var telling = new Session();
        telling.Begin(Input, Output, elsewhere, Time, Terminal.None);
        telling.IsQuiet = IsQuiet;
        return telling;
    }

    /// <summary>Writes a message that is no result; nothing when the run is quiet.</summary>
    public void Say(string message)
    {
        if (!IsQuiet) Messages.WriteLine(Harmless(message));
    }

    /// <summary>Writes a problem of the run, quiet or not.</summary>
    public void Complain(string message) => Messages.WriteLine(MessagesAreColored ? $"\e[31msurety:\e[0m {Harmless(message)}" : $"surety: {Harmless(message)}");

    /// <summary>Writes problems of a text where messages go.</summary>
    public void Complain(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems) Styled.Write(Lines(problem, Terminal.MessagesAreOnTerminal), Messages, MessagesAreColored);
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
    public void Line(string text) => Output.WriteLine(Harmless(text));

    /// <summary>Writes a problem of a text as a result.</summary>
    public void Line(Problem problem) => Styled.Write(Lines(problem, Terminal.OutputIsTerminal), Output, OutputIsColored);

    // A file or a pipe gets one line for each problem; on a screen long ones go on below, indented.
    IEnumerable<TextLine> Lines(Problem problem, bool folds)
    {
        var line = problem.ToString();
        var word = problem.Severity.ToString().ToLowerInvariant();
        var at = line.IndexOf($": {word} ", StringComparison.Ordinal) + 2;
        var tone = problem.Severity switch { Severity.Error => Tone.Bad, Severity.Warning or Severity.Question => Tone.Unsure, Severity.Note => Tone.Dim };
        TextPiece[] pieces = [new(line[..at], Tone.Strong), new(word, tone), new(line[(at + word.Length)..], Tone.Plain)];
        return folds ? TextLine.Wrap(pieces, Terminal.Width, "", "    ") : [new(pieces.ToValueList())];
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
