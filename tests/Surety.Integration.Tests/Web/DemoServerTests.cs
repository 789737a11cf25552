using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary><c>surety demo --serve</c>, and the page of the guide that begins with it.</summary>
public sealed class DemoServerTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_is_served_with_both_sides_in_it_and_thrown_away()
    {
        await using var demo = new ServedDemo();
        await demo.InitializeAsync();
        var said = demo.Output;
        var folder = Regex.Match(demo.Messages, @"It is in (\S+)\.").Groups[1].Value;
        var address = said.Split('\n')[0].Trim();
        var keys = Regex.Matches(said, @"API key +(surety_\S+)").Select(m => m.Groups[1].Value).ToList();

        keys.Select(k => k.Split('_')[1]).ShouldBe(["northwind-demo", "acme-demo"]);
        Directory.Exists(folder).ShouldBeTrue();
        using var client = new HttpClient { BaseAddress = new(address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", keys[1]);
        (await client.GetStringAsync("/v1/agreements", Cancellation)).ShouldContain("in force");
        (await client.GetStringAsync("/v1/agreements/northwind-demo.northwind-acme/proposals?state=open", Cancellation)).ShouldContain("payment gateway");
        (await client.GetStringAsync("/v1/agreements/northwind-demo.northwind-acme/statements?limit=200", Cancellation)).ShouldContain("2025-09");
        using var signIn = new StringContent("""{"email":"bert@acme.example","password":"only for a first look"}""", Encoding.UTF8, "application/json");
        ((int)(await client.PostAsync("/v1/sessions", signIn, Cancellation)).StatusCode).ShouldBe(201);
        await Guide(address, keys);

        (await demo.EndAsync()).ShouldBe(0);
        Directory.Exists(folder).ShouldBeFalse();
    }

    /// <summary>The lines of the guide are run as they stand, with the address and the key of this demo.</summary>
    static async Task Guide(string address, List<string> keys)
    {
        var page = await File.ReadAllTextAsync(Shared.Own("docs/guide/getting-started.md"), Cancellation);
        var lines = page[page.IndexOf("surety demo --serve", StringComparison.Ordinal)..].Split('\n').Where(l => l.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(3);
        if (OperatingSystem.IsWindows() || !File.Exists("/usr/bin/curl")) return;
        var said = new List<string>();
        // What a line looks up for the next one.
        var seen = page.Split('\n').Single(l => l.StartsWith("SEEN=", StringComparison.Ordinal));
        foreach (var line in lines)
        {
            var start = new ProcessStartInfo("sh", ["-c", (line.Contains("$SEEN", StringComparison.Ordinal) ? $"{seen}\n{line}" : line).Replace("http://127.0.0.1:8080", address, StringComparison.Ordinal)]) { RedirectStandardOutput = true, RedirectStandardError = true };
            (start.Environment["KEY"], start.Environment["no_proxy"]) = (keys[1], "127.0.0.1");
            using var process = Process.Start(start)!;
            said.Add(await process.StandardOutput.ReadToEndAsync(Cancellation));
            await process.WaitForExitAsync(Cancellation);
            process.ExitCode.ShouldBe(0, line);
        }
        said[0].ShouldContain("northwind-demo.northwind-acme");
        said[1].ShouldContain("2026-09");
        said[2].ShouldContain("\"state\":\"accepted\"");
    }

    [Theory]
    [InlineData("--urls needs --serve", "--urls", "http://127.0.0.1:0")]
    [InlineData("name no folder", "somewhere", "--serve")]
    [InlineData("is no address to listen at", "--serve", "--urls", "ftp://127.0.0.1")]
    public async Task What_goes_not_together_is_told(string said, params string[] args)
    {
        using var prompt = new Prompt();

        var run = await prompt.RunAsync(["demo", .. args]);

        run.Code.ShouldBe(64);
        run.Messages.ShouldContain(said);
    }
}
