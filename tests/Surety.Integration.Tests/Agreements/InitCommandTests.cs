using System.Text.Json;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Agreements;

public sealed class InitCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    [Fact]
    public async Task Every_template_of_the_list_is_printed_and_asks_what_check_then_tells_with_its_place()
    {
        using var list = JsonDocument.Parse((await prompt.RunAsync("init", "--list", "-o", "json")).Output);
        var templates = list.RootElement.GetProperty("templates").EnumerateArray().ToList();

        templates.Count.ShouldBeGreaterThan(1);
        foreach (var template in templates)
        {
            var name = template.GetProperty("name").GetString()!;
            template.GetProperty("when").GetString().ShouldNotBeNullOrEmpty();
            template.GetProperty("form").GetString().ShouldBe(name.EndsWith("-large", StringComparison.Ordinal) ? "large" : "small");
            var questions = template.GetProperty("questions").EnumerateArray().Select(q => $"a.yaml:{q.GetProperty("line")}:{q.GetProperty("column")}: question question.open: Not answered yet: {q.GetProperty("question").GetString()}").ToList();
            var printed = await prompt.RunAsync("init", name);
            printed.Code.ShouldBe(0);
            printed.Messages.ShouldBe($"It asks {questions.Count} questions, each between '<' and '?>'. 'surety check' tells those that are not answered yet.\n");

            var check = await prompt.RunAsync("check", prompt.Write("a.yaml", printed.Output), "--no-notes");

            check.Code.ShouldBe(0);
            check.Messages.ShouldBe($"1 file: 0 errors, 0 warnings, {questions.Count} questions not answered.\n");
            var told = check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            told.Length.ShouldBe(questions.Count);
            foreach (var (line, question) in told.Zip(questions)) line.ShouldStartWith(question);
            (await prompt.RunAsync("fmt", prompt.Path("a.yaml"), "--check")).ShouldBe(new(0, "", ""));
        }
    }

    [Fact]
    public async Task An_answer_takes_its_question_away_and_what_stands_in_a_comment_is_a_proposal()
    {
        var template = (await prompt.RunAsync("init", "it-support")).Output;
        var before = await prompt.RunAsync("check", prompt.Write("a.yaml", template), "--no-notes");
        var after = await prompt.RunAsync("check", prompt.Write("a.yaml", template.Replace("<Who gives the support?>", "Lena IT", StringComparison.Ordinal).Replace(" # <Whose clock counts?>", "", StringComparison.Ordinal)), "--no-notes");

        before.Output.ShouldContain("a.yaml:13:11: question question.open: Not answered yet: Who gives the support? Write the answer in its place.\n");
        before.Output.ShouldContain("Not answered yet: Whose clock counts? Decide what stands there, and take the question out.\n");
        (before.Output.Split('\n').Length - after.Output.Split('\n').Length).ShouldBe(2);
    }

    [Fact]
    public async Task A_list_for_people_has_a_line_for_each()
    {
        var printed = await prompt.RunAsync("init", "--list");

        printed.Output.ShouldContain("\nit-support ");
        printed.Output.ShouldContain("\nit-support-large ");
        printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(l => l.Contains("  ", StringComparison.Ordinal) && l.EndsWith('.'));
    }

    [Theory]
    [InlineData("init it-suport", "There is no template 'it-suport'. Did you mean 'it-support'?")]
    [InlineData("init nothing-of-the-kind", "There is no template 'nothing-of-the-kind'. There are: website, website-large, ")]
    [InlineData("init", "Which template? There are: website, website-large, ")]
    [InlineData("init it-support --list", "--list lists all templates. Leave the name out, or --list.")]
    [InlineData("init it-support --json", "A template is printed as it is; -o json is for --list.")]
    public async Task What_is_no_question_is_refused(string line, string sentence)
    {
        var printed = await prompt.RunAsync(line.Split(' '));

        printed.Messages.ShouldContain(sentence);
        printed.Output.ShouldBeEmpty();
        printed.Code.ShouldBe(64);
    }

    [Fact]
    public async Task Names_are_completed() => (await prompt.RunAsync("complete", "--", "init", "it-")).Output.ShouldBe("it-support\nit-support-large\n");

    public void Dispose() => prompt.Dispose();
}
