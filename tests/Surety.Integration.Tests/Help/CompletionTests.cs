using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Help;

/// <summary>The completion scripts in the shells that they are for, asking this very program. A shell that is not here skips its test.</summary>
public sealed class CompletionTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    public static TheoryData<string, string> Lines => new()
    {
        { "surety che", "check" },
        { "surety check --no", "--no-notes" },
        { "surety calendar a.yaml hours ne", "next-business-day" },
        { "surety completion powe", "powershell" },
        { "surety help exit", "exit-codes" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Bash_completes(string line, string word)
    {
        var words = string.Join(' ', line.Split(' ').Select(w => $"'{w}'"));

        (await RunAsync("bash", $"source <(surety completion bash)\nCOMP_WORDS=({words}) COMP_CWORD={line.Count(c => c == ' ')}\n_surety\necho \"${{COMPREPLY[@]}}\"\n")).ShouldBe(word);
    }

    // The line is typed into a terminal of the shell's own, and what stands in it after the tabulator is written down.
    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Zsh_completes(string line, string word)
    {
        prompt.Write(".zshrc", """
            autoload -Uz compinit && compinit -u -D
            source <(surety completion zsh)
            zle-line-init() { BUFFER=$ASKED; CURSOR=$#BUFFER; zle complete-word; print -r -- "$BUFFER" > $ZDOTDIR/answer; exit }
            zle -N zle-line-init
            """);
        await RunAsync("zsh", $"export ASKED='{line}' ZDOTDIR='{prompt.Folder}'\nzmodload zsh/zpty\nzpty typed zsh -i\nwhile zpty -r typed got; do :; done\n");

        (await File.ReadAllTextAsync(prompt.Path("answer"), TestContext.Current.CancellationToken)).TrimEnd().ShouldBe(line[..(line.LastIndexOf(' ') + 1)] + word);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Fish_completes(string line, string word) =>
        (await RunAsync("fish", $"surety completion fish | source\ncomplete --do-complete='{line}'\n")).ShouldBe(word);

    async Task<string> RunAsync(string shell, string script)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        Assert.SkipUnless(path.Any(folder => File.Exists(Path.Combine(folder, shell))), $"There is no {shell} here.");
        var program = prompt.Write("surety", $"#!/bin/sh\nexec {string.Join(' ', TheProgram.Words.Select(w => $"'{w}'"))} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(shell, shell == "fish" ? ["--no-config", prompt.Write("script", script)] : shell == "zsh" ? ["-f", prompt.Write("script", script)] : [prompt.Write("script", script)])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = prompt.Folder,
        };
        start.Environment["PATH"] = $"{prompt.Folder}:{string.Join(':', path)}";
        foreach (var home in new[] { "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME" }) start.Environment[home] = prompt.Folder;
        start.Environment["DOTNET_CLI_HOME"] = prompt.Folder;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Trim();
    }
}
