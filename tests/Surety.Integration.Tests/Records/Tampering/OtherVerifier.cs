using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Surety.Integration.Tests.Records.Tampering;

/// <summary>tests/verifier/verify.mjs, which knows of Surety the format of its packs and nothing else.</summary>
static class OtherVerifier
{
    static readonly Lazy<bool> IsThere = new(() =>
    {
        try
        {
            return Run("--version").Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>Skips a test visibly where there is no Node; on a build server that is a failure.</summary>
    public static void OrSkip()
    {
        if (IsThere.Value) return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "The second verifier needs Node, and this server has none.");
        Assert.Skip("The second verifier needs Node.");
    }

    public static bool IsAvailable => IsThere.Value;

    /// <returns>What it found, by entries.</returns>
    public static (bool IsFound, string Output) Look(string pack, params string[] notes)
    {
        var (code, output) = Run([Shared.Own("tests/verifier/verify.mjs"), pack, .. notes]);
        if (code is not (0 or 5)) throw new InvalidOperationException($"The second verifier left with {code}: {output}");
        return (JsonDocument.Parse(output).RootElement.GetProperty("findings").GetArrayLength() > 0, output);
    }

    static (int Code, string Output) Run(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("node", args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
