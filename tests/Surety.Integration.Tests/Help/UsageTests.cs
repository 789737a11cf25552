using Shouldly;
using Surety.Cli;
using Xunit;

namespace Surety.Integration.Tests.Help;

public sealed class UsageTests : IDisposable
{
    readonly Prompt prompt = new();

    [Theory]
    [InlineData("chekc x", "surety: There is no command 'chekc'. Did you mean 'check'?")]
    [InlineData("check", "missing")]
    [InlineData("check --jsn a.yaml", "surety: There is no option '--jsn' here. Did you mean '--json'?")]
    [InlineData("check a.yaml -o html", "surety: --output cannot be 'html' here. Expected: text, json.")]
    [InlineData("check a.yaml --color pink", "pink")]
    [InlineData("completion tcsh", "tcsh")]
    [InlineData("help calender", "Did you mean 'calendar'?")]
    public async Task Wrong_usage_is_64_and_one_sentence_on_stderr(string line, string sentence)
    {
        var printed = await prompt.RunAsync(line.Split(' '));

        printed.Messages.ShouldContain(sentence);
        printed.Output.ShouldBeEmpty();
        printed.Code.ShouldBe(64);
    }

    [Fact]
    public async Task Without_a_command_help_comes_on_stderr()
    {
        var printed = await prompt.RunAsync();

        printed.Messages.ShouldContain("surety check agreement.yaml");
        printed.Output.ShouldBeEmpty();
        printed.Code.ShouldBe(64);
    }

    [Fact]
    public async Task Every_command_has_help_with_examples_that_are_commands()
    {
        foreach (var command in await CommandsAsync())
        {
            var help = await prompt.RunAsync("help", command);

            help.Code.ShouldBe(0);
            help.Output.ShouldContain($"\n  surety {command}", customMessage: command);
            help.Output.ShouldContain("\nExamples:\n", customMessage: command);
        }
    }

    [Fact]
    public async Task No_name_is_broken_over_lines_in_any_help()
    {
        foreach (var command in (await CommandsAsync()).SelectMany(c => c switch { "person" => ["person", "person invite", "person roles"], "api-key" => ["api-key", "api-key make"], _ => (string[])[c] }))
        {
            var help = (await prompt.RunAsync(["help", .. command.Split(' ')])).Output;
            var columns = help[help.IndexOf("\nUsage:", StringComparison.Ordinal)..help.IndexOf("\nExamples:", StringComparison.Ordinal)].Split('\n').SkipWhile(l => l is not ("Arguments:" or "Options:")).TakeWhile(l => l != "Commands:");
            // What begins in the first column is an argument, an option or a heading.
            columns.ShouldAllBe(l => l.Length == 0 || char.IsAsciiLetter(l[0]) || l.StartsWith("  <", StringComparison.Ordinal) || l.StartsWith("  -", StringComparison.Ordinal) || l.TrimStart().StartsWith("(REQUIRED)", StringComparison.Ordinal) || l.StartsWith("    ", StringComparison.Ordinal), command);
        }
        var init = (await prompt.RunAsync("init", "--help")).Output;
        init.ShouldContain("surety init [<template>]");
        foreach (var name in Surety.Templates.Template.Names.Where(n => !n.EndsWith("-large", StringComparison.Ordinal))) init.ShouldContain(name);
    }

    [Fact]
    public async Task Exit_codes_have_a_page() => (await prompt.RunAsync("help", "exit-codes")).Output.ShouldContain("  64   wrong usage");

    [Fact]
    public async Task The_version_is_printed() => (await prompt.RunAsync("--version")).Output.ShouldBe("surety 0.1.0\n");

    [Fact]
    public async Task A_run_that_is_over_is_forgotten()
    {
        var output = await RanAsync();
        // On a stack that has nothing of it.
        await Task.Yield();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        output.IsAlive.ShouldBeFalse();
    }

    /// <summary>What a run wrote to, held by nobody here.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    static async Task<WeakReference> RanAsync()
    {
        var output = new StringWriter();
        await Task.Yield();
        (await SuretyProgram.RunAsync(["--version"], Stream.Null, output, TextWriter.Null, NodaTime.SystemClock.Instance, Terminal.None, TestContext.Current.CancellationToken)).ShouldBe(0);
        return new(output);
    }

    [Fact]
    public async Task An_interrupted_run_ends_with_130()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        (await prompt.RunAsync(["check", "-"], "surety: 1\n", Terminal.None, gone.Token)).Code.ShouldBe(130);
    }

    [Theory]
    [InlineData("che", "check")]
    [InlineData("calendar a.yaml hours ne", "next-business-day")]
    [InlineData("check --no", "--no-notes")]
    public async Task Completion_knows_what_may_stand_next(string line, string word) =>
        (await prompt.RunAsync(["complete", "--", .. line.Split(' ')])).Output.ShouldBe(word + "\n");

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public async Task Every_shell_has_a_script(string shell) => (await prompt.RunAsync("completion", shell)).Output.ShouldContain("surety complete");

    async Task<IEnumerable<string>> CommandsAsync() =>
        (await prompt.RunAsync("complete", "--", "")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(w => char.IsAsciiLetter(w[0]));

    public void Dispose() => prompt.Dispose();
}
