using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Surety.Cli.Help;

/// <summary>Help of a command, with its examples behind it.</summary>
internal sealed class ShowHelp(Session session) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var help = new HelpAction { MaxWidth = session.Terminal.Width };
        help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb { Examples: { Count: > 0 } examples }) return ExitCode.Ok;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine("  " + example);
        output.WriteLine();
        return ExitCode.Ok;
    }

    /// <summary>Writes the help of a command that somebody named by its words.</summary>
    public static void Write(Command root, IEnumerable<string> words, TextWriter to) =>
        root.Parse([.. words, "--help"]).Invoke(new InvocationConfiguration { Output = to, EnableDefaultExceptionHandler = false });

    /// <summary><c>surety calendar open</c>.</summary>
    public static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : command.Name;
}
