using System.Diagnostics;
using Shouldly;
using Surety.Cli;
using Xunit;

namespace Surety.Integration.Tests;

/// <summary>The program as it is shipped, compiled to machine code and trimmed, says what the built one says. SURETY_PROGRAM names it; without it the tests are skipped.</summary>
public sealed class ShippedProgramTests(Prompt prompt) : IClassFixture<Prompt>
{
    public static TheoryData<string> Lines =>
    [
        "--version", "--help", "help exit-codes", "evaluate --help",
        "check demo", "check demo -o json",
        "evaluate demo --period 2026-10 --as-of 2026-11-04T09:00:00Z",
        "evaluate demo --period 2026-10 --as-of 2026-11-04T09:00:00Z -o json",
        "evaluate demo --period 2026-10 --as-of 2026-11-04T09:00:00Z -o html",
        "evaluate demo --period 2026-10 --as-of 2026-11-04T09:00:00Z -o csv",
        "why demo total --period 2026-10 --as-of 2026-11-04T09:00:00Z",
        "why demo response --scope priority=otherwise --period 2026-10 --as-of 2026-11-04T09:00:00Z -o json",
        "deadline demo/northwind-acme.v2.yaml response --from 2026-10-23T16:30",
        "evaluate nothing.yaml", "evaluate demo --perod 2026-10",
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task It_says_the_same(string line)
    {
        var program = Program();
        if (!Directory.Exists(prompt.Path("demo"))) (await prompt.RunAsync("demo", prompt.Path("demo"))).Code.ShouldBe(0);
        var words = line.Split(' ').Select(w => w.StartsWith("demo", StringComparison.Ordinal) || w == "nothing.yaml" ? prompt.Path(w) : w).ToArray();

        var built = await prompt.RunAsync(words, "", Terminal.None, TestContext.Current.CancellationToken);
        var (code, output) = Run(program, words);

        code.ShouldBe(built.Code, output);
        WithoutFolder(output).ShouldBe(WithoutFolder(built.Output));
    }

    [Fact]
    public async Task It_writes_the_same_demo()
    {
        var program = Program();
        Run(program, ["demo", prompt.Path("shipped")]).Code.ShouldBe(0);
        (await prompt.RunAsync("demo", prompt.Path("built"))).Code.ShouldBe(0);

        var files = Directory.GetFiles(prompt.Path("built"), "*", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        foreach (var file in files) File.ReadAllText(file.Replace(prompt.Path("built"), prompt.Path("shipped"), StringComparison.Ordinal)).ShouldBe(File.ReadAllText(file), file);
    }

    static string Program()
    {
        var program = Environment.GetEnvironmentVariable("SURETY_PROGRAM");
        Assert.SkipWhen(string.IsNullOrEmpty(program), "SURETY_PROGRAM names no published program.");
        return program!;
    }

    string WithoutFolder(string text) => text.Replace(prompt.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    static (int Code, string Output) Run(string program, string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return (process.ExitCode, output);
    }
}
