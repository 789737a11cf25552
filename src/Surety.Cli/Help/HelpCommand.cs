using System.CommandLine;
using Surety.Text;

namespace Surety.Cli.Help;

/// <summary><c>surety help</c>: of a command, or of a subject that no command owns.</summary>
internal static class HelpCommand
{
    const string ExitCodes =
        """
        Exit codes of surety

          0    done; for 'check': no error in any file
          1    error: a file cannot be used or read, or 'ingest' refused a row;
               refused rows of 'facts' and 'evaluate' under --strict
          2    'fmt --check': a file is not in its canonical form; 'diff --check': the
               two texts say different things; 'upgrade --dry-run': there are steps
          3    'status --check': a promise is missed, or can no longer be kept
          4    'status --check': too little data to say
          5    'verify', 'doctor', 'statement', 'restore': something is not as it was
               written
          6    conflict: it was changed meanwhile, is in force, final or there already,
               another program is writing, or the other side has to act
          7    the server does not know you, or you are not allowed to do this
          64   wrong usage: no such command, option or value
          130  interrupted (Ctrl-C)

        Warnings, questions and notes do not change the exit code. A missed service
        level does not either: 'evaluate' tells what is, and being missed is an answer.
        """;

    public static Command Of(Session session)
    {
        var words = new Argument<string[]>("topic") { Description = "A command, or exit-codes.", HelpName = "topic", Arity = ArgumentArity.ZeroOrMore };
        words.CompletionSources.Add("exit-codes");
        var help = new Verb("help", "Help of a command, or of the exit codes.", "surety help evaluate", "surety help exit-codes") { words };
        help.SetAction(parsed => Run(session, parsed.RootCommandResult.Command, parsed.GetValue(words) ?? []));
        return help;
    }

    static int Run(Session session, Command root, string[] words)
    {
        if (words is ["exit-codes"])
        {
            session.Output.WriteLine(ExitCodes);
            return ExitCode.Ok;
        }
        if (words is [var first, ..] && root.Subcommands.All(c => c.Name != first))
        {
            var topics = root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).Append("exit-codes").ToList();
            return session.Refuse($"There is no help on '{first}'. {Nearest.Question(first, topics) ?? $"There is on: {string.Join(", ", topics)}."}");
        }
        ShowHelp.Write(root, words, session.Output);
        return ExitCode.Ok;
    }
}
