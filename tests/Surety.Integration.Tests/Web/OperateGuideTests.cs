using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Cli;
using Surety.Web;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>docs/guide/operate.md says what the program does.</summary>
public sealed class OperateGuideTests
{
    static string Page => File.ReadAllText(Shared.Own("docs/guide/operate.md"));

    sealed record Row(string Option, string Variable, string Silent, string Means, string Bounds);

    static List<Row> Rows => [.. Page.Split('\n').Where(l => l.StartsWith("| `--", StringComparison.Ordinal)).Select(l => l.Split('|').Select(c => c.Trim()).ToArray()).Select(c => new Row(c[1].Trim('`'), c[2].Trim('`'), c[3], c[4], c[5]))];

    /// <summary>Options of the command as its help tells them: name and what it says.</summary>
    static async Task<List<(string Name, string Said)>> OptionsAsync(Prompt prompt)
    {
        var help = (await prompt.RunAsync(["serve", "--help"], "", Terminal.None with { Width = 1000 }, TestContext.Current.CancellationToken)).Output;
        var options = Regex.Replace(help, @"\n {10,}", " ");
        return [.. Regex.Matches(options, @"^  (--[a-z-]+)(?: <[^>]*>)? +(.*)$", RegexOptions.Multiline).Select(m => (m.Groups[1].Value, m.Groups[2].Value)).Where(o => o.Item1 is not ("--color" or "--quiet" or "--help"))];
    }

    [Fact]
    public async Task Every_option_of_serve_is_in_the_reference_with_its_variable_its_default_and_its_bounds()
    {
        using var prompt = new Prompt();
        var options = await OptionsAsync(prompt);

        Rows.Select(r => r.Option).Order().ShouldBe(options.Select(o => o.Name).Order());
        foreach (var (name, said) in options)
        {
            var row = Rows.Single(r => r.Option == name);
            Regex.Match(said, "Where silent: ([A-Z_]+)").Groups[1].Value.ShouldBe(row.Variable, name);
            if (Regex.Match(said, @"\[default: (.*)\]") is { Success: true } silent) row.Silent.ShouldBe(silent.Groups[1].Value, name);
            if (Regex.Match(row.Bounds, @"^(\d+) to (\d+)$") is not { Success: true } bounds) continue;
            foreach (var beyond in new[] { int.Parse(bounds.Groups[1].Value, CultureInfo.InvariantCulture) - 1, int.Parse(bounds.Groups[2].Value, CultureInfo.InvariantCulture) + 1 })
            {
                var run = await prompt.RunAsync("serve", "--data", prompt.Path("none"), $"{name}={beyond}");
                (run.Code, run.Messages.Contains($"{name} has to be from {row.Bounds}", StringComparison.Ordinal)).ShouldBe((64, true), run.Messages);
            }
        }
        Rows.Single(r => r.Option == "--urls").Silent.Trim('`').ShouldBe(ServerSettings.SilentUrl);
        var settings = new ServerSettings([]);
        Page.ShouldContain($"{settings.MostConnections.ToString("N0", CultureInfo.InvariantCulture)} connections, {settings.MostWaiting} writes that wait and {settings.MostBytes >> 20} MB of bodies");
    }

    [Fact]
    public void Every_measure_is_in_the_table_of_what_to_watch()
    {
        var source = string.Concat(new[] { "Measures.cs", "Exposition.cs" }.Select(f => File.ReadAllText(Shared.Own($"src/Surety.Web/Running/{f}"))));
        var measures = Regex.Matches(source, "\"((?:surety|process)_[a-z_]+)\"").Select(m => m.Groups[1].Value).Distinct().Except(["surety_build_info", "process_start_time_seconds"]).ToList();

        measures.Count.ShouldBeGreaterThan(8);
        foreach (var measure in measures) Page.ShouldContain($"`{measure}");
    }

    [Theory]
    [InlineData("surety.service")]
    [InlineData("surety-backup.service")]
    [InlineData("surety-backup.timer")]
    public async Task The_units_are_such_as_systemd_takes(string name)
    {
        const string systemd = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(systemd), "systemd-analyze is not installed.");
        var folder = Directory.CreateTempSubdirectory("surety");
        try
        {
            // It looks whether the program is there, too, and a timer whether its service is.
            foreach (var each in Directory.GetFiles(Shared.Own("docs/guide/examples/operate"), "surety*"))
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, Path.GetFileName(each)), (await File.ReadAllTextAsync(each, TestContext.Current.CancellationToken)).Replace("/usr/local/bin/surety", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var file = Path.Combine(folder.FullName, name);
            using var process = Process.Start(new ProcessStartInfo(systemd, ["verify", "--man=no", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            // Of units of the machine that it runs on nothing is said here.
            said.Split('\n').Where(l => l.Contains("surety", StringComparison.Ordinal)).ShouldBeEmpty();
            process.ExitCode.ShouldBe(0, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
