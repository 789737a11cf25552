using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Surety.Tests;

/// <summary>Runs the conformance program: over cases of our own, and over those of other engines where they are.</summary>
public sealed class ConformanceTests
{
    /// <summary>A case says by its name whether it is skipped or fails; every other one passes.</summary>
    [Fact]
    public void Cases_of_every_kind_pass_fail_or_are_skipped_with_a_reason()
    {
        var (exit, lines) = Run(Source.File("tests", "Surety.Tests", "Conformance", "cases.json"));

        lines.Where(l => l.StartsWith("skipped", StringComparison.Ordinal)).ShouldAllBe(l => l.StartsWith("skipped cases.json skipped: ", StringComparison.Ordinal));
        lines.Where(l => l.StartsWith("failed", StringComparison.Ordinal)).ShouldAllBe(l => l.StartsWith("failed cases.json failed: ", StringComparison.Ordinal));
        lines[^1].ShouldBe("34 passed, 4 failed, 9 skipped");
        exit.ShouldBe(1);
    }

    [Fact]
    public void A_file_that_is_no_case_file_is_refused_and_fails()
    {
        var (exit, lines) = Run(Source.File("README.md"), Source.File("global.json"));

        lines.Length.ShouldBe(3);
        lines[0].ShouldEndWith("README.md: not JSON: line 1, byte 1");
        lines[1].ShouldEndWith("global.json: expected an object with a list 'cases'");
        lines[2].ShouldBe("0 passed, 2 failed, 0 skipped");
        exit.ShouldBe(1);
    }

    [Fact]
    public void Cases_of_other_engines_pass()
    {
        Assert.SkipWhen(Source.Shared is null, "The shared cases are not beside this clone.");

        var (exit, lines) = Run(Directory.GetFiles(Path.Combine(Source.Shared, "cases", "business-time"), "*.json"));

        exit.ShouldBe(0, string.Join("\n", lines));
        lines[^1].ShouldBe("209 passed, 0 failed, 12 skipped");
    }

    [Fact]
    public void Worked_examples_are_run_by_the_recipes_beside_the_contracts()
    {
        var (exit, lines) = Run(Source.File("tests", "Surety.Tests", "Conformance", "worked.json"));

        lines.ShouldBe([
            "failed worked.json wrong",
            "  credit (region, minutes of a month of 30 days): expected 26.00, got 25.00",
            "skipped worked.json unanswered: no recipe answers colour",
            "skipped worked.json unknown: there is no no-such-contract/worked.yaml",
            "1 passed, 1 failed, 2 skipped"]);
        exit.ShouldBe(1);
    }

    [Fact]
    public void Examples_worked_out_by_hand_pass_where_nobody_published_any()
    {
        var (exit, lines) = Run(Source.File("tests", "Surety.Tests", "Conformance", "by-hand.json"));

        lines.ShouldBe(["12 passed, 0 failed, 0 skipped"]);
        exit.ShouldBe(0);
    }

    [Fact]
    public void Worked_examples_of_published_contracts_pass()
    {
        Assert.SkipWhen(Source.Shared is null, "The shared examples are not beside this clone.");

        var (exit, lines) = Run(Path.Combine(Source.Shared, "cases", "contracts", "worked.json"));

        exit.ShouldBe(0, string.Join("\n", lines));
    }

    static (int Exit, string[] Lines) Run(params string[] files)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Surety.Conformance", new DirectoryInfo(AppContext.BaseDirectory).Name, "Surety.Conformance.dll");
        using var run = Process.Start(new ProcessStartInfo("dotnet", [program, .. files]) { RedirectStandardOutput = true })!;
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return (run.ExitCode, output.TrimEnd().Split('\n'));
    }
}
