using System.CommandLine;

namespace Surety.Cli.Help;

/// <summary><c>surety completion SHELL</c>: a script that asks <c>surety</c> itself what may stand next, so that it never grows stale.</summary>
internal static class CompletionCommand
{
    const string Bash =
        """
        # surety completion for bash. Load it with:  source <(surety completion bash)
        _surety() {
          local IFS=$'\n'
          local word="${COMP_WORDS[COMP_CWORD]}"
          COMPREPLY=($(compgen -W "$(surety complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _surety surety
        """;

    const string Zsh =
        """
        #compdef surety
        # surety completion for zsh. Load it with:  source <(surety completion zsh)
        _surety() {
          local -a found
          found=("${(@f)$(surety complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
          found=("${(@)found:#}")
          if (( ${#found} )); then compadd -a found; else _files; fi
        }
        if [[ "${funcstack[1]}" == "_surety" ]]; then _surety "$@"; else compdef _surety surety; fi
        """;

    const string Fish =
        """
        # surety completion for fish. Load it with:  surety completion fish | source
        function __surety_complete
            set -l words (commandline --tokenize --current-process --cut-at-cursor)
            set -l word (commandline --current-token --cut-at-cursor)
            surety complete -- $words[2..-1] "$word" 2>/dev/null
        end
        complete --command surety --arguments '(__surety_complete)'
        """;

    const string PowerShell =
        """
        # surety completion for PowerShell. Load it with:  surety completion powershell | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName surety -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
            if ($wordToComplete -eq '') { $words += '""' }
            surety complete -- @words 2>$null | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static Command Of(Session session)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or powershell." };
        Verb.Only(shell, ["bash", "zsh", "fish", "powershell"]);
        var command = new Verb("completion", "A script that completes surety's commands and options in your shell.", "source <(surety completion bash)", "surety completion fish | source") { shell };
        command.SetAction(parsed =>
        {
            session.Output.WriteLine(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>What the scripts call: the words so far, the last of them begun or empty.</summary>
    public static Command Words(Session session)
    {
        var words = new Argument<string[]>("words") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("complete", "What may stand next.") { words };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var typed = parsed.GetValue(words) ?? [];
            var begun = typed.LastOrDefault() ?? "";
            var before = parsed.RootCommandResult.Command.Parse([.. typed.SkipLast(1), begun]);
            foreach (var item in before.GetCompletions().Select(c => c.InsertText ?? c.Label).Where(l => l.StartsWith(begun, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal))
                session.Output.WriteLine(item);
            return ExitCode.Ok;
        });
        return command;
    }
}
