using System.Text.Json;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Backtests;

/// <summary>The command on the example of the guide.</summary>
public sealed class RehearseCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    static string Folder => Shared.Own("docs/guide/examples/rehearse");

    public void Dispose() => prompt.Dispose();

    static string[] Question(string outage, string length, string from, string until, params string[] more) =>
        ["rehearse", Path.Combine(Folder, "agreement.yaml"), "--facts", Path.Combine(Folder, "facts.csv"), "--outage", outage, "--for", length, "--between", from, until, "--as-of", "2026-03-04T09:00Z", .. more];

    [Fact]
    public async Task The_table_is_the_one_that_the_guide_shows()
    {
        var run = await prompt.RunAsync(Question("shop", "4h", "2026-03-05", "2026-03-08", "--step", "12h"));

        run.Code.ShouldBe(0, run.Messages);
        File.ReadAllText(Shared.Own("docs/guide/rehearse.md")).ShouldContain(run.Output.TrimEnd());
    }

    [Fact]
    public async Task Json_names_the_cheapest_start()
    {
        var run = await prompt.RunAsync(Question("shop", "4 h", "2026-03-05", "2026-03-08", "--step", "12 h", "--json"));

        JsonDocument.Parse(run.Output).RootElement.GetProperty("cheapest")[0].GetString().ShouldBe("2026-03-06T12:00:00Z");
    }

    [Theory]
    [InlineData("shopp", "4h", "2026-03-05", "2026-03-08", 1, "Did you mean 'shop'?")]
    [InlineData("shop", "0 h", "2026-03-05", "2026-03-08", 64, "is no length of time")]
    [InlineData("shop", "2 business days", "2026-03-05", "2026-03-08", 64, "is no length of time")]
    [InlineData("shop", "4h", "2026-03-05T00:00", "2026-03-05T03:00", 64, "does not fit between")]
    [InlineData("shop", "4h", "2026-03-01", "2026-03-05", 64, "planned ahead")]
    [InlineData("shop", "4h", "2026-03-32", "2026-03-05", 64, "--between")]
    public async Task What_cannot_be_is_refused(string outage, string length, string from, string until, int code, string message)
    {
        var run = await prompt.RunAsync(Question(outage, length, from, until));

        run.Code.ShouldBe(code);
        run.Messages.ShouldContain(message);
    }
}
