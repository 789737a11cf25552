using System.Text.Json;
using Shouldly;
using Surety.Cli;
using Xunit;

namespace Surety.Integration.Tests.Agreements;

public sealed class CheckCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    [Fact]
    public async Task A_good_agreement_has_only_notes_and_ends_with_zero()
    {
        var printed = await prompt.RunAsync("check", prompt.Write("a.yaml", Example.Agreement));

        printed.Messages.ShouldStartWith("1 file: 0 errors, 0 warnings, ");
        printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("Left open, ", StringComparison.Ordinal))
            .ShouldAllBe(line => line.StartsWith("a.yaml:", StringComparison.Ordinal) && line.Contains(": note ", StringComparison.Ordinal));
        printed.Code.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_open_comes_in_order_of_the_money_that_it_moves_and_each_question_once()
    {
        var printed = await prompt.RunAsync("check", prompt.Write("a.yaml", Example.Agreement.Replace("  rights:\n", "    late:\n      level: response, priority P1\n      for each: miss gives EUR 5.00\n  rights:\n", StringComparison.Ordinal)));

        var lines = printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Where(l => l.StartsWith("Left open", StringComparison.Ordinal)).ShouldBe(["Left open, and moves amounts of money:", "Left open, and moves verdicts, and by them money:", "Left open, and moves rights and dates:"]);
        lines.SkipWhile(l => !l.StartsWith("Left open", StringComparison.Ordinal)).ElementAt(1).ShouldContain("note silence.cap: The text leaves open: whether credits have a limit. What holds: none.");
        lines.Count(l => l.Contains("note silence.rounding:", StringComparison.Ordinal)).ShouldBe(1);
        lines.First(l => l.Contains("note silence.rounding:", StringComparison.Ordinal)).ShouldEndWith("The same for 'late' (line 66).");
        lines[^1].ShouldContain("note silence.statements:");
    }

    [Fact]
    public async Task Of_many_clauses_that_leave_a_question_open_few_are_named_and_a_machine_gets_all()
    {
        var more = string.Concat(Enumerable.Range(1, 9).Select(i => $"    late {i}:\n      level: response, priority P1\n      for each: miss gives EUR 5.00\n"));
        var file = prompt.Write("a.yaml", Example.Agreement.Replace("  rights:\n", more + "  rights:\n", StringComparison.Ordinal));

        (await prompt.RunAsync("check", file)).Output.Split('\n').First(l => l.Contains("note silence.rounding:", StringComparison.Ordinal)).ShouldEndWith("The same for 'late 1' (line 66), 'late 2' (line 69), 'late 3' (line 72), … and 6 more (-o json names them all).");
        using var json = JsonDocument.Parse((await prompt.RunAsync("check", file, "-o", "json")).Output);
        json.RootElement.GetProperty("problems").EnumerateArray().Count(n => n.GetProperty("code").GetString() == "silence.rounding").ShouldBe(10);
    }

    [Fact]
    public async Task A_machine_gets_every_question_by_its_place()
    {
        using var json = JsonDocument.Parse((await prompt.RunAsync("check", prompt.Write("a.yaml", Example.Agreement), "--json")).Output);

        var notes = json.RootElement.GetProperty("problems").EnumerateArray().ToList();
        notes.Count(n => n.GetProperty("code").GetString() == "silence.rounded").ShouldBe(2);
        notes.Select(n => n.GetProperty("line").GetInt32()).ShouldBeInOrder();
    }

    [Fact]
    public async Task Layers_are_found_beside_an_agreement_in_a_folder_of_terms_and_in_the_folder_above()
    {
        Directory.CreateDirectory(prompt.Path("terms"));
        Directory.CreateDirectory(prompt.Path("drafts"));
        var cut = Example.Agreement.IndexOf("scope:", StringComparison.Ordinal);
        prompt.Write("terms/gold.yaml", "surety: 1\nterms: gold\n" + Example.Agreement[cut..]);
        prompt.Write("a.yaml", Example.Agreement[..cut] + "uses: gold terms 1\n");
        prompt.Write("drafts/b.yaml", "surety: 1\nagreement: b\nuses: gold terms 2\n" + Example.Agreement[Example.Agreement.IndexOf("parties:", StringComparison.Ordinal)..cut]);

        var (found, missing, folder) = (await prompt.RunAsync("check", prompt.Path("a.yaml"), "--no-notes"), await prompt.RunAsync("check", prompt.Path("drafts/b.yaml")), await prompt.RunAsync("check", prompt.Path("terms"), "--no-notes"));

        found.ShouldSatisfyAllConditions(f => f.Output.ShouldBeEmpty(), f => f.Code.ShouldBe(0));
        missing.Output.ShouldContain("b.yaml:3:7: error uses.unknown: 'gold terms 2' is not among the files that were given, nor beside this one. There is version 1.");
        folder.ShouldSatisfyAllConditions(f => f.Output.ShouldBeEmpty(), f => f.Code.ShouldBe(0));
    }

    [Fact]
    public async Task Notes_can_be_left_out()
    {
        var printed = await prompt.RunAsync("check", prompt.Write("a.yaml", Example.Agreement), "--no-notes");

        printed.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_problems_of_all_files_come_at_once_in_order_of_place()
    {
        var broken = prompt.Write("b.yaml", Example.Agreement.Replace("metric: uptime", "metric: uptme", StringComparison.Ordinal).Replace("Europe/Berlin", "Europe/Berln", StringComparison.Ordinal));
        var missing = prompt.Path("c.yaml");

        var printed = await prompt.RunAsync("check", missing, broken, "--no-notes");

        var lines = printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("b.yaml:17:");
        lines[0].ShouldContain("'Europe/Berlin'");
        lines[1].ShouldStartWith("b.yaml:43:");
        lines[1].ShouldContain("'uptime'");
        lines[^1].ShouldStartWith("c.yaml: error file.missing: There is no file of this name.");
        printed.Code.ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_stands_for_the_agreements_in_it()
    {
        prompt.Write("a.yaml", Example.Agreement);
        prompt.Write("other.yaml", "name: something else\n");

        (await prompt.RunAsync("check", prompt.Folder)).Messages.ShouldStartWith("1 file: 0 errors");
        (await prompt.RunAsync("check", Directory.CreateDirectory(prompt.Path("empty")).FullName)).Output.ShouldContain("error file.none");
    }

    [Fact]
    public async Task Versions_are_checked_against_each_other()
    {
        var printed = await prompt.RunAsync("check", prompt.Write("a.yaml", Example.Agreement), prompt.Write("b.yaml", Example.Agreement), "--no-notes");

        printed.Output.ShouldContain("versions.same-number");
        printed.Code.ShouldBe(1);
    }

    [Fact]
    public async Task Standard_input_is_a_file_called_dash()
    {
        var printed = await prompt.RunAsync(["check", "-", "-q"], "surety: 1\n", Terminal.None, TestContext.Current.CancellationToken);

        printed.Output.ShouldStartWith("-:");
        printed.Messages.ShouldBeEmpty();
        printed.Code.ShouldBe(1);
    }

    [Fact]
    public async Task Json_says_the_same()
    {
        var printed = await prompt.RunAsync("check", prompt.Path("c.yaml"), "--json");

        using var json = JsonDocument.Parse(printed.Output);
        var problem = json.RootElement.GetProperty("problems")[0];
        problem.GetProperty("code").GetString().ShouldBe("file.missing");
        problem.GetProperty("severity").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task Files_that_are_no_text_are_refused_in_one_sentence()
    {
        await File.WriteAllBytesAsync(prompt.Path("picture.png"), [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 0, 0], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(prompt.Path("long.yaml"), new byte[(1 << 20) + 1], TestContext.Current.CancellationToken);

        (await prompt.RunAsync("check", prompt.Path("picture.png"))).Output.ShouldBe("picture.png: error file.binary: This is no text: it looks like a program, a picture or an archive. Name a text file that begins with 'surety: 1'.\n");
        (await prompt.RunAsync("check", prompt.Path("long.yaml"))).Output.ShouldContain("error file.size");
        (await prompt.RunAsync("check", prompt.Write("empty.yaml", ""))).Output.ShouldContain("error yaml.empty");
    }

    [Fact]
    public async Task Colour_is_for_terminals_and_can_be_forbidden()
    {
        var terminal = new Terminal(80, true, true, true);
        string[] check = ["check", prompt.Path("c.yaml")];

        (await prompt.RunAsync(check, "", terminal, TestContext.Current.CancellationToken)).Output.ShouldContain("\e[31m error\e[0m");
        (await prompt.RunAsync([.. check, "--color", "never"], "", terminal, TestContext.Current.CancellationToken)).Output.ShouldNotContain("\e");
        (await prompt.RunAsync(check, "", terminal with { WantsColor = false }, TestContext.Current.CancellationToken)).Output.ShouldNotContain("\e");
    }

    [Fact]
    public async Task Names_of_files_cannot_steer_the_terminal()
    {
        var printed = await prompt.RunAsync("check", prompt.Path("a\e[2Jb.yaml"));

        printed.Output.ShouldNotContain("\e");
    }

    public void Dispose() => prompt.Dispose();
}
