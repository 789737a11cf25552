using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Agreements;

public sealed class FormatCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    static string Untidy => Example.Agreement.Replace(": ", ":   ", StringComparison.Ordinal) + "# the end";

    [Fact]
    public async Task A_file_is_written_once_and_then_stays()
    {
        var file = prompt.Write("a.yaml", Untidy);

        var (first, second) = (await prompt.RunAsync("fmt", file), await prompt.RunAsync("fmt", file));

        first.ShouldBe(new(0, "a.yaml\n", ""));
        second.ShouldBe(new(0, "", ""));
        File.ReadAllText(file).ShouldSatisfyAllConditions(t => t.ShouldNotContain(":   "), t => t.ShouldEndWith("# the end\n"));
        Directory.GetFiles(prompt.Folder).ShouldBe([file]);
    }

    [Fact]
    public async Task A_check_lists_what_differs_and_writes_nothing()
    {
        var (tidy, untidy) = (prompt.Write("a.yaml", Example.Agreement), prompt.Write("b.yaml", Untidy));
        await prompt.RunAsync("fmt", tidy);

        var (both, one) = (await prompt.RunAsync("fmt", tidy, untidy, "--check"), await prompt.RunAsync("fmt", tidy, "--check"));

        both.ShouldBe(new(2, "b.yaml\n", ""));
        one.ShouldBe(new(0, "", ""));
        File.ReadAllText(untidy).ShouldBe(Untidy);
    }

    [Fact]
    public async Task The_hash_is_that_of_the_file_in_its_form()
    {
        var file = prompt.Write("a.yaml", Untidy);
        var before = await prompt.RunAsync("fmt", file, "--hash");
        await prompt.RunAsync("fmt", file);

        before.Output.ShouldBe($"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  a.yaml\n");
        (await prompt.RunAsync("fmt", file, "--hash")).Output.ShouldBe(before.Output);
    }

    [Fact]
    public async Task A_faulty_file_stays_as_it_is_and_the_others_are_written()
    {
        var faulty = Untidy.Replace("Europe/Berlin", "Europe/Berln", StringComparison.Ordinal);
        var (a, b) = (prompt.Write("a.yaml", faulty), prompt.Write("b.yaml", Untidy));

        var printed = await prompt.RunAsync("fmt", a, b);

        printed.Code.ShouldBe(1);
        printed.Output.ShouldBe("b.yaml\n");
        printed.Messages.ShouldContain("error phrase.zone");
        File.ReadAllText(a).ShouldBe(faulty);
    }

    [Fact]
    public async Task Standard_input_goes_to_standard_output()
    {
        var file = prompt.Write("a.yaml", Untidy);
        var printed = await prompt.RunAsync(["fmt", "-"], Untidy, Surety.Cli.Terminal.None, TestContext.Current.CancellationToken);
        await prompt.RunAsync("fmt", file);

        printed.Output.ShouldBe(File.ReadAllText(file));
    }

    [Fact]
    public async Task Who_may_read_a_file_still_may_and_a_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }
        var file = prompt.Write("a.yaml", Untidy);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(prompt.Path("link.yaml"), file);

        (await prompt.RunAsync("fmt", prompt.Path("link.yaml"))).Output.ShouldBe("link.yaml\n");

        File.ResolveLinkTarget(prompt.Path("link.yaml"), returnFinalTarget: true)!.FullName.ShouldBe(file);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.ReadAllText(file).ShouldNotContain(":   ");
    }

    [Fact]
    public async Task Two_questions_are_refused() => (await prompt.RunAsync("fmt", "a.yaml", "--check", "--hash")).Code.ShouldBe(64);

    public void Dispose() => prompt.Dispose();
}
