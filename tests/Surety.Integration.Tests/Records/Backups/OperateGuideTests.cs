using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Records.Backups;

/// <summary>The commands of docs/guide/operate.md that work on a folder, run as they stand there.</summary>
public sealed partial class OperateGuideTests : IDisposable
{
    readonly Prompt prompt = new() { Now = NodaTime.Instant.FromUtc(2026, 11, 30, 2, 0) };

    public void Dispose() => prompt.Dispose();

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [Fact]
    public async Task The_commands_of_the_guide_do_what_it_says()
    {
        var guide = await File.ReadAllTextAsync(Shared.Own("docs/guide/operate.md"), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(prompt.Path("backups"));
        (await prompt.RunAsync("apply", prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider", "--data", prompt.Path("data"))).Code.ShouldBe(0);

        var runs = new Dictionary<string, Printed>();
        foreach (var line in Blocks().Matches(guide).SelectMany(m => m.Groups["commands"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            // A server is nothing that a test on every machine has; that they move there is tried by BackupOnServerTests.
            if (line.StartsWith("surety ", StringComparison.Ordinal) && !line.Contains("--store", StringComparison.Ordinal) && IsOurs(line)) runs[line] = await RunAsync(line);

        runs.Count.ShouldBe(7, string.Join('\n', runs.Keys));
        runs.ShouldAllBe(r => r.Value.Code == 0, string.Join('\n', runs.Select(r => $"{r.Key}: {r.Value.Messages}")));
        runs["surety backup /mnt/backups"].Output.ShouldBe("backups/surety-2026-11-30T020000Z.backup\n");
        runs["surety restore /mnt/backups/surety-2026-11-30T020000Z.backup --check"].Output.ShouldContain("every byte is as it was written");
        runs["surety restore /mnt/backups/surety-2026-11-30T020000Z.backup --data /srv/surety-again"].Messages.ShouldContain("all is well");
    }

    // Other sections of that page have other commands, and tests of their own.
    static bool IsOurs(string line) => line.Split(' ')[1] is "backup" or "restore" or "upgrade";

    Task<Printed> RunAsync(string line)
    {
        var words = line.Split(' ')[1..].Select(w => w.Replace("/mnt/backups", prompt.Path("backups"), StringComparison.Ordinal).Replace("/srv", prompt.Folder, StringComparison.Ordinal)).Select(w => w.EndsWith(".backup", StringComparison.Ordinal) && !Path.IsPathRooted(w) ? prompt.Path(w) : w).ToList();
        return prompt.RunAsync(words.Contains("--data") ? [.. words] : [.. words, "--data", prompt.Path("data")]);
    }
}
