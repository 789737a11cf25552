using System.Collections.Concurrent;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Diagnostics;
using NodaTime;
using Surety.Cli.Agreements;
using Surety.Cli.Backtests;
using Surety.Cli.Calendars;
using Surety.Cli.Changes;
using Surety.Cli.Clocks;
using Surety.Cli.Demo;
using Surety.Cli.Facts;
using Surety.Cli.Help;
using Surety.Cli.Records;
using Surety.Cli.Servers;
using Surety.Cli.Statements;
using Surety.Text;

namespace Surety.Cli;

/// <summary>The program <c>surety</c>: every command, as a function of its arguments, its input and the time.</summary>
public static class SuretyProgram
{
    static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No messages beside the result and what went wrong.", Recursive = true };
    static readonly Option<string> Color = ColorOption();

    /// <summary>Trees of commands that nobody runs now. An option remembers every command that ever had it: a tree for each run would be there for ever, and make the next one slower.</summary>
    static readonly ConcurrentBag<(Session Session, Command Root)> Free = [];

    /// <summary>Runs one command.</summary>
    /// <param name="args">The words behind <c>surety</c>.</param>
    /// <param name="stdin">Read where a file is called <c>-</c>.</param>
    /// <param name="stdout">Gets the result and nothing else.</param>
    /// <param name="stderr">Gets messages, progress and problems of the run.</param>
    /// <param name="time">Asked once for what it is now, and again only for how long something takes.</param>
    /// <param name="terminal">What the output goes to.</param>
    /// <param name="cancellation">Ends the run with 130.</param>
    /// <returns>The exit code: 0 done, 1 error, 2 something would change, 64 wrong usage, 130 interrupted.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, Stream stdin, TextWriter stdout, TextWriter stderr, IClock time, Terminal terminal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(time);
        if (!Free.TryTake(out var tree))
        {
            var made = new Session();
            tree = (made, Root(made));
        }
        var session = tree.Session;
        session.Begin(stdin, stdout, stderr, time, terminal);
        try
        {
            var code = await RunAsync(session, tree.Root, args, cancellation);
            // Of a run that was broken off something may still be going on: it keeps its tree.
            session.End();
            Free.Add(tree);
            return code;
        }
        catch (OperationCanceledException)
        {
            session.Complain("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The process edge: whatever comes here is ours, and the person at the prompt should know that.
            session.Complain($"This is a bug in surety ({e.GetType().Name}), not in your files. Please report it with the command that you ran{PlaceOf(e)}.");
            return ExitCode.Error;
        }
    }

    static async Task<int> RunAsync(Session session, Command root, IReadOnlyList<string> args, CancellationToken cancellation)
    {
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // Help is given even where the rest of the line is wrong.
        if (parsed.Errors.Count > 0 && parsed.Action is not (ShowHelp or ShowVersion)) return Misused(session, parsed);
        if (MistakenForFile(parsed, args) is { } word) return session.Refuse($"There is no option '{word}' here. {OptionMeant(parsed, word) ?? $"Try '{ShowHelp.NameOf(parsed.CommandResult.Command)} --help'."}");
        Settle(session, parsed);
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = session.Output, Error = session.Messages, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Stopping }, cancellation);
    }

    /// <summary>Where the fault happened, in words: the first place that is ours; nothing where the program was built without its names.</summary>
    static string PlaceOf(Exception e)
    {
        var sites = new StackTrace(e).GetFrames().Select(DiagnosticMethodInfo.Create).OfType<DiagnosticMethodInfo>().ToList();
        return (sites.Find(s => s.DeclaringTypeName?.StartsWith("Surety.", StringComparison.Ordinal) == true) ?? sites.FirstOrDefault()) is { } site ? $" and this place: {site.DeclaringTypeName}.{site.Name}" : "";
    }

    /// <summary>Of this program.</summary>
    internal static string Version => typeof(SuretyProgram).Assembly.GetName().Version!.ToString(3);

    internal static Command Root(Session session)
    {
        var root = new Verb("surety", "A service level agreement as a document that runs.", "surety init it-support > agreement.yaml", "surety check agreement.yaml", "surety deadline agreement.yaml response --from 2026-10-23T16:30", "surety calendar agreement.yaml \"support hours\" open 2026-10-01 2026-10-08", "surety help exit-codes");
        root.Options.Add(new HelpOption("--help", "-h") { Action = new ShowHelp(session) });
        root.Options.Add(new VersionOption("--version") { Action = new ShowVersion() });
        root.Options.Add(Quiet);
        root.Options.Add(Color);
        foreach (var command in Commands(session)) root.Subcommands.Add(command);
        root.SetAction(parsed =>
        {
            ShowHelp.Write(root, [], session.Messages);
            return session.Refuse("Which command? Name one of those above.");
        });
        return root;
    }

    /// <summary>So long may a command take to finish what it has begun, once it is told to stop: a server goes on for 30 seconds at most, and has 20 for what was begun.</summary>
    static readonly TimeSpan Stopping = TimeSpan.FromSeconds(60);

    static IEnumerable<Command> Commands(Session session) =>
    [
        DemoCommand.Of(session),
        InitCommand.Of(session),
        CheckCommand.Of(session),
        FormatCommand.Of(session),
        SchemaCommand.Of(session),
        PrintCommand.Of(session),
        DiffCommand.Of(session),
        TermsCommand.Of(session),
        EvaluateCommand.Of(session),
        WhyCommand.Of(session),
        BacktestCommand.Of(session),
        RehearseCommand.Of(session),
        FactsCommand.Of(session),
        DeadlineCommand.Of(session),
        CalendarCommand.Of(session),
        ApplyCommand.Of(session),
        KeyCommand.Of(session),
        KeyCommand.Revoke(session),
        IngestCommand.Of(session),
        CloseCommand.Of(session),
        CloseCommand.Revise(session),
        ProposalCommands.Propose(session),
        ProposalCommands.Answer(session),
        ProposalCommands.List(session),
        StatementCommand.Of(session),
        StatusCommand.Of(session),
        PackCommands.Export(session),
        PackCommands.Verify(session),
        PackCommands.Doctor(session),
        BackupCommands.Backup(session),
        BackupCommands.Restore(session),
        UpgradeCommand.Of(session),
        EraseCommand.Of(session),
        ServeCommand.Of(session),
        PeopleCommands.Party(session),
        PeopleCommands.Person(session),
        PeopleCommands.Key(session),
        HelpCommand.Of(session),
        CompletionCommand.Of(session),
        CompletionCommand.Words(session),
    ];

    static Option<string> ColorOption()
    {
        string[] choices = ["auto", "always", "never"];
        var option = new Option<string>("--color") { Description = "Colour: auto (on a terminal, unless NO_COLOR is set), always or never.", HelpName = string.Join('|', choices), DefaultValueFactory = _ => "auto", Recursive = true };
        Verb.Only(option, choices);
        return option;
    }

    static void Settle(Session session, ParseResult parsed)
    {
        session.IsQuiet = parsed.GetValue(Quiet);
        var color = parsed.GetValue(Color);
        session.OutputIsColored = color == "always" || (color == "auto" && session.Terminal is { OutputIsTerminal: true, WantsColor: true });
        session.MessagesAreColored = color == "always" || (color == "auto" && session.Terminal is { MessagesAreOnTerminal: true, WantsColor: true });
    }

    static int Misused(Session session, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // A word that is no command is told as that, and once, not as each of its consequences.
        if (command.Subcommands.Count > 0 && command.Arguments.Count == 0 && parsed.UnmatchedTokens is [var word, ..])
        {
            var commands = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
            session.Complain($"There is no command '{word}'. {Nearest.Question(word, commands) ?? $"There are: {string.Join(", ", commands)}."}");
        }
        else
            foreach (var message in parsed.Errors.Select(e => e.Message).Distinct())
                session.Complain(message);
        session.Messages.WriteLine($"Try '{ShowHelp.NameOf(command)} --help'.");
        return ExitCode.WrongUsage;
    }

    // A list of files takes every word, and so a misspelt option too; a file that is called so stands behind "--".
    static string? MistakenForFile(ParseResult parsed, IReadOnlyList<string> args) =>
        args.Contains("--") ? null
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value).FirstOrDefault(t => t is ['-', not ('-' or (>= '0' and <= '9')), ..] or ['-', '-', ..]);

    static string? OptionMeant(ParseResult parsed, string word) =>
        Nearest.Question(word, parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(o => o.Name));
}
