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

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Words();

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

    [Fact]
    public async Task What_is_proposed_in_the_guide_changes_what_it_says()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var guide = await File.ReadAllTextAsync(Shared.Own("docs/guide/record.md"), cancellation);
        var clause = guide.Split("```yaml\n  exclusions:\n")[1].Split("```")[0];
        var first = await File.ReadAllTextAsync(Shared.Own("docs/guide/examples/first/agreement.yaml"), cancellation);
        prompt.Write("agreement.yaml", first.Replace("  exclusions:\n", "  exclusions:\n" + clause, StringComparison.Ordinal).Replace("leaves out: planned work", "leaves out: [planned work, fault of the customer]", StringComparison.Ordinal));
        prompt.Write("exclusion.json", guide.Split("```json\n")[1].Split("```")[0]);
        File.Copy(Shared.Own("docs/guide/examples/first/facts.csv"), prompt.Path("facts.csv"));
        var blocks = Blocks().Matches(guide).Select(m => m.Groups["commands"].Value).ToList();

        var signed = await RunAsync(blocks[1] + "surety ingest facts.csv\nsurety close\n", "proposed");
        var proposed = await RunAsync(blocks.Single(b => b.Contains("surety propose", StringComparison.Ordinal)), "proposed");

        foreach (var run in signed.Concat(proposed)) run.Code.ShouldBe(0, run.Messages);
        foreach (var listed in proposed.Take(2))
        {
            listed.Output.ShouldContain("website is up: missed, 99.89 % (");
            listed.Output.ShouldContain("→ met, 99.92 % (");
            listed.Output.ShouldContain("EUR 18.00, owed → none");
            listed.Output.ShouldContain("Owed in all: EUR −18.00");
        }
        proposed[^1].Output.ShouldContain("prp_names: exclusion, accepted by the customer");
    }

    // Every file that a command names stands in the folder of this test.
    async Task<List<Printed>> RunAsync(string commands, string data)
    {
        foreach (var key in new[] { "customer.pem" }) await prompt.RunAsync("key", prompt.Path(key));
        var runs = new List<Printed>();
        foreach (var line in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = Words().Matches(line).Select(m => m.Value.Trim('"')).Skip(1).Select(w => w.EndsWith(".json", StringComparison.Ordinal) || w.EndsWith(".yaml", StringComparison.Ordinal) || w.EndsWith(".csv", StringComparison.Ordinal) || w.EndsWith(".surety", StringComparison.Ordinal) || w.EndsWith(".pem", StringComparison.Ordinal) ? prompt.Path(w) : w);
            runs.Add(await prompt.RunAsync(words.First() is "verify" or "key" ? [.. words] : [.. words, "--data", prompt.Path(data)]));
        }
        return runs;
    }
}
