using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Surety.Tests;

/// <summary>Runs the conformance program over the shared cases of other engines, where they are.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public void Cases_of_other_engines_pass()
    {
        Assert.SkipWhen(Source.Shared is null, "The shared cases are not beside this clone.");
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Surety.Conformance", new DirectoryInfo(AppContext.BaseDirectory).Name, "Surety.Conformance.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. Directory.GetFiles(Path.Combine(Source.Shared, "cases", "business-time"), "*.json")]) { RedirectStandardOutput = true };

        using var run = Process.Start(start)!;
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();

        run.ExitCode.ShouldBe(0, output);
        output.TrimEnd().Split('\n')[^1].ShouldBe("209 passed, 0 failed, 12 skipped");
    }
}
