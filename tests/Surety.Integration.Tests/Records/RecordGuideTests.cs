using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>The commands of docs/guide/record.md, run as they stand there.</summary>
public sealed partial class RecordGuideTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [Fact]
    public async Task The_commands_of_the_guide_do_what_it_says()
    {
        foreach (var file in new[] { "agreement.yaml", "facts.csv" }) File.Copy(Shared.Own($"docs/guide/examples/first/{file}"), prompt.Path(file));
        var guide = await File.ReadAllTextAsync(Shared.Own("docs/guide/record.md"), TestContext.Current.CancellationToken);
        var blocks = Blocks().Matches(guide).Select(m => m.Groups["commands"].Value).ToList();

        // A month from beginning to end, then the same agreement signed by both sides in another record.
        var month = await RunAsync(blocks[0], "month");
        var signed = await RunAsync(blocks[1], "signed");

        month.ShouldAllBe(r => r.Code == 0, string.Join('\n', month.Select(r => r.Messages)));
        month[3].Output.ShouldContain("EUR 18.00 is owed");
        month[^1].Output.ShouldContain("verified: everything is as it was written");
        signed.ShouldAllBe(r => r.Code == 0, string.Join('\n', signed.Select(r => r.Messages)));
        signed[^1].Output.ShouldContain("in force, signed by provider and customer");
    }

    // Every file that a command names stands in the folder of this test.
    async Task<List<Printed>> RunAsync(string commands, string data)
    {
        foreach (var key in new[] { "customer.pem" }) await prompt.RunAsync("key", prompt.Path(key));
        var runs = new List<Printed>();
        foreach (var line in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ')[1..].Select(w => w.EndsWith(".yaml", StringComparison.Ordinal) || w.EndsWith(".csv", StringComparison.Ordinal) || w.EndsWith(".surety", StringComparison.Ordinal) || w.EndsWith(".pem", StringComparison.Ordinal) ? prompt.Path(w) : w);
            runs.Add(await prompt.RunAsync(words.First() is "verify" or "key" ? [.. words] : [.. words, "--data", prompt.Path(data)]));
        }
        return runs;
    }
}
