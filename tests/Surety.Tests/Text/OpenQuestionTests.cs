using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Text;

/// <summary>What is a question, where it is told, and what only looks like one.</summary>
public sealed class OpenQuestionTests
{
    [Theory]
    [InlineData("name: <Who?>", "1:7 Who? Write")]
    [InlineData("name: Lena <who else?> and <who then?>", "1:12 who else? Write", "1:28 who then? Write")]
    [InlineData("fee: EUR 5.00 # <How much?>", "1:17 How much? Decide")]
    [InlineData("# <Which day?> It is the first.\nday: 1", "1:3 Which day? Decide")]
    [InlineData("# It is <which\n#   day?> then\nday: 1", "1:9 which day? Decide")]
    [InlineData("text: >\n  a long line that asks <who is\n  meant here?> and goes on", "2:25 who is meant here? Write")]
    [InlineData("<who?>: name", "1:1 who? Write")]
    [InlineData("'quoted': \"<who?>\"", "1:12 who? Write")]
    public void It_is_told_where_it_begins(string text, params string[] told) =>
        Tree.Parse("a", text).Problems.Where(p => p.Code == "question.open").Select(p => $"{p.At.Line}:{p.At.Column} {p.Message["Not answered yet: ".Length..]} {p.Mend!.Split(' ')[0]}").ShouldBe(told);

    [Theory]
    [InlineData("mail: Lena <lena@studio.example>")]
    [InlineData("link: <https://studio.example/?q>")]
    [InlineData("text: a < b, is it so?> no")]
    [InlineData("text: <?>")]
    [InlineData("text: is it so? >")]
    [InlineData("text: what?> is this")]
    [InlineData("text: <b>what?>")]
    public void What_only_looks_like_one_is_none(string text) => Tree.Parse("a", text).Problems.ShouldBeEmpty();

    [Fact]
    public void A_text_with_questions_can_be_used_and_a_layer_asks_its_own()
    {
        var terms = Layer.Parse("terms.yaml", "surety: 1\nterms: gold\nversion: 1\nscope:\n  limits:\n    - Up to <how many?> people.\n"u8.ToArray())!;

        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes("surety: 1\nagreement: a\nuses: gold terms 1\nparties:\n  provider:\n    name: <Who provides?>\n  customer:\n    name: C\nterm:\n  from: 2026-01-01\n  time zone: UTC\n"), [terms]);

        parsed.Agreement.ShouldNotBeNull();
        parsed.Problems.Where(p => p.Severity == Severity.Question).Select(p => p.At.ToString()).ShouldBe(["a.yaml:6:11", "terms.yaml:6:13"]);
    }
}
