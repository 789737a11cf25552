using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Facts;

/// <summary>Facts as a file of columns, at the prompt.</summary>
public sealed class ColumnsTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("html")]
    [InlineData("table")]
    public async Task A_statement_from_columns_is_the_same_byte_for_byte(string form)
    {
        await prompt.RunAsync("demo", prompt.Path("demo"));
        var files = Directory.GetFiles(prompt.Path("demo"), "*.jsonl", SearchOption.AllDirectories).Order().ToArray();
        var agreements = Directory.GetFiles(prompt.Path("demo"), "*.yaml").Order().ToArray();
        (await prompt.RunAsync(["facts", .. files, "--columns", prompt.Path("demo.columns"), "-q"])).Code.ShouldBe(0);

        var original = await prompt.RunAsync(["evaluate", .. agreements, "--facts", .. files, "--period", "2026-08", "--until", "2026-10", "-o", form]);
        var columns = await prompt.RunAsync(["evaluate", .. agreements, "--facts", prompt.Path("demo.columns"), "--period", "2026-08", "--until", "2026-10", "-o", form]);

        original.Code.ShouldBe(0);
        columns.ShouldBe(original);
    }

    [Fact]
    public async Task Columns_in_a_folder_are_found_and_what_was_known_then_is_known_then()
    {
        await prompt.RunAsync("demo", prompt.Path("demo"));
        var before = await prompt.RunAsync("evaluate", prompt.Path("demo"), "--period", "2026-10", "--as-of", "2026-10-17T00:00Z");
        var files = Directory.GetFiles(prompt.Path("demo"), "*.jsonl", SearchOption.AllDirectories).Order().ToArray();

        await prompt.RunAsync(["facts", .. files, "--columns", prompt.Path("demo/all.columns")]);
        foreach (var file in files) File.Delete(file);

        (await prompt.RunAsync("evaluate", prompt.Path("demo"), "--period", "2026-10", "--as-of", "2026-10-17T00:00Z")).ShouldBe(before);
    }

    [Fact]
    public async Task Columns_that_were_cut_state_nothing()
    {
        var agreement = Shared.Own("docs/guide/examples/first/agreement.yaml");
        await prompt.RunAsync("facts", Shared.Own("docs/guide/examples/first/facts.csv"), "--columns", prompt.Path("facts.columns"));
        var bytes = File.ReadAllBytes(prompt.Path("facts.columns"));
        File.WriteAllBytes(prompt.Path("facts.columns"), bytes[..^8]);

        var printed = await prompt.RunAsync("evaluate", agreement, "--facts", prompt.Path("facts.columns"), "--period", "2026-10");

        printed.Code.ShouldBe(1);
        printed.Output.ShouldBeEmpty();
        printed.Messages.ShouldContain("a part is missing");
        printed.Messages.ShouldContain("cannot be used at all");
    }

    [Fact]
    public async Task Columns_can_be_written_over_the_file_that_they_are_read_from()
    {
        await prompt.RunAsync("facts", Shared.Own("docs/guide/examples/first/facts.csv"), "--columns", prompt.Path("facts.columns"));
        var bytes = File.ReadAllBytes(prompt.Path("facts.columns"));

        (await prompt.RunAsync("facts", prompt.Path("facts.columns"), "--columns", prompt.Path("facts.columns"))).Code.ShouldBe(0);

        File.ReadAllBytes(prompt.Path("facts.columns")).ShouldBe(bytes);
    }

    [Fact]
    public async Task Columns_that_cannot_be_written_are_told_of() =>
        (await prompt.RunAsync("facts", Shared.Own("docs/guide/examples/first/facts.csv"), "--columns", prompt.Path("no/such/folder/facts.columns"))).Code.ShouldBe(1);
}
