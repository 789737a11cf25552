using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using NodaTime;
using Shouldly;
using Surety.Cli;
using Surety.Cli.Servers;
using Surety.Web;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>docs/guide/operate.md says what the program does.</summary>
public sealed class OperateGuideTests
{
    static string Page => File.ReadAllText(Shared.Own("docs/guide/operate.md"));

    sealed record Row(string Option, string Variable, string Silent, string Means, string Bounds);

    static List<Row> Rows => [.. Regex.Matches(Page, @"^\| `(--[a-z-]+)` \| (.*?) \| (.*?) \| (.*?) \| (.*?) ?\|$", RegexOptions.Multiline).Select(m => new Row(m.Groups[1].Value, m.Groups[2].Value.Trim('`', ' '), m.Groups[3].Value, m.Groups[4].Value, m.Groups[5].Value.Trim()))];

    static List<Option> Options
    {
        get
        {
            var session = new Session(Stream.Null, TextWriter.Null, TextWriter.Null, SystemClock.Instance, Terminal.None);
            return [.. ServeCommand.Of(session).Options];
        }
    }

    [Fact]
    public void Every_option_of_serve_is_in_the_reference_with_its_variable_its_default_and_its_bounds()
    {
        Rows.Select(r => r.Option).Order().ShouldBe(Options.Select(o => o.Name).Order());
        foreach (var option in Options)
        {
            var row = Rows.Single(r => r.Option == option.Name);
            Regex.Match(option.Description ?? "", "Where silent: ([A-Z_]+)").Groups[1].Value.ShouldBe(row.Variable, option.Name);
            if (option is Option<int> number) row.Silent.ShouldBe($"{number.DefaultValueFactory!(null!)}", option.Name);
        }
        Rows.Single(r => r.Option == "--urls").Silent.Trim('`').ShouldBe(ServerSettings.SilentUrl);
        Rows.Single(r => r.Option == "--drain").Bounds.ShouldBe($"0 to {ServeCommand.MostDrain}");
        foreach (var often in new[] { "--requests-per-second", "--sign-ins-per-minute" }) Rows.Single(r => r.Option == often).Bounds.ShouldBe($"1 to {ServeCommand.MostPerTime}");
        var settings = new ServerSettings([]);
        Page.ShouldContain($"{settings.MostConnections:N0} connections, {settings.MostWaiting} writes that wait and {settings.MostBytes >> 20} MB of bodies");
    }

    [Fact]
    public void Every_measure_is_in_the_table_of_what_to_watch()
    {
        var source = string.Concat(new[] { "Measures.cs", "Exposition.cs" }.Select(f => File.ReadAllText(Shared.Own($"src/Surety.Web/Running/{f}"))));
        var measures = Regex.Matches(source, "\"((?:surety|process)_[a-z_]+)\"").Select(m => m.Groups[1].Value).Distinct().Except(["surety_build_info", "process_start_time_seconds"]).ToList();

        measures.Count.ShouldBeGreaterThan(8);
        foreach (var measure in measures) Page.ShouldContain($"`{measure}`");
    }

    [Fact]
    public async Task The_unit_is_one_that_systemd_takes()
    {
        const string systemd = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(systemd), "systemd-analyze is not installed.");
        var folder = Directory.CreateTempSubdirectory("surety");
        try
        {
            // It looks whether the program is there, too.
            var unit = (await File.ReadAllTextAsync(Shared.Own("docs/guide/examples/operate/surety.service"), TestContext.Current.CancellationToken)).Replace("/usr/local/bin/surety", "/bin/true", StringComparison.Ordinal);
            var file = Path.Combine(folder.FullName, "surety.service");
            await File.WriteAllTextAsync(file, unit, TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(systemd, ["verify", "--man=no", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            // Of units of the machine that it runs on nothing is said here.
            said.Split('\n').Where(l => l.Contains("surety.service", StringComparison.Ordinal)).ShouldBeEmpty();
            process.ExitCode.ShouldBe(0, said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
