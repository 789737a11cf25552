using System.Diagnostics;
using System.Text;
using Shouldly;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What docs/guide/api.md says can be done, is done: every line of its shell, in order, against a fresh server.</summary>
public sealed class ApiGuideTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    [Fact]
    public async Task Every_line_of_the_guide_does_what_it_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The lines of the guide are for a Unix shell.");
        var guide = await File.ReadAllTextAsync(Shared.Own("docs/guide/api.md"), TestContext.Current.CancellationToken);
        foreach (var file in Directory.GetFiles(Shared.Own("docs/guide/examples/first"))) File.Copy(file, prompt.Path(Path.GetFileName(file)));
        var agreement = await File.ReadAllTextAsync(prompt.Path("agreement.yaml"), TestContext.Current.CancellationToken);
        prompt.Write("amendment.yaml", agreement.Replace("agreement: bakery-website\n", "agreement: bakery-website\nversion: 2\neffective: 2027-01-01\n", StringComparison.Ordinal).Replace("  time zone: Europe/Vienna\n", "  time zone: Europe/Vienna\n  notice: 60 days\n", StringComparison.Ordinal));
        prompt.Write("measured.csv", string.Join('\n', (await File.ReadAllLinesAsync(prompt.Path("facts.csv"), TestContext.Current.CancellationToken)).Where(l => !l.StartsWith("exclusion", StringComparison.Ordinal))) + "\n");
        await using var server = await Serving.StartAsync(new StoreAddress.InFolder { Folder = prompt.Path("data") });

        var (code, told) = await RunAsync(Script(guide), server);

        code.ShouldBe(0, told);
        // What came out of it can be verified without the server.
        var verified = await prompt.RunAsync("verify", prompt.Path("bakery.surety"), "--checkpoint", prompt.Path("rosa.note"));
        verified.Code.ShouldBe(0, verified.Output + verified.Messages);
        verified.Output.ShouldContain("4 signatures");
    }

    /// <summary>The blocks of shell, one behind the other; whatever is refused ends it and says where.</summary>
    static string Script(string guide)
    {
        var script = new StringBuilder("set -eu\ncurl() { command curl --silent --show-error --fail-with-body \"$@\" || { echo \"REFUSED: curl $*\" >&2; return 1; }; }\n");
        var isShell = false;
        foreach (var line in guide.Split('\n'))
            if (line == "```sh") isShell = true;
            else if (line == "```") isShell = false;
            else if (isShell) script.Append(line).Append('\n');
        return script.ToString();
    }

    async Task<(int Code, string Told)> RunAsync(string script, Serving server)
    {
        var start = new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = prompt.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SERVER"] = server.Address.ToString().TrimEnd('/');
        start.Environment["TOKEN"] = server.Token;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, $"{await output}\n{await error}");
    }
}
