using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class ReasonTextTests
{
    [Theory]
    [InlineData(0, "why-availability.txt")]
    [InlineData(1, "why-response.txt")]
    public void A_figure_opens_down_to_its_facts(int level, string golden) => GoldenFile.ShouldMatch(TextLine.Plain(ReasonText.Of(Example.Statement(), Example.Statement().Levels[level])), golden);

    [Fact]
    public void Long_lists_are_told_whole_when_asked_for()
    {
        var statement = Example.Statement();

        TextLine.Plain(ReasonText.Of(statement, statement.Levels[1])).ShouldNotContain("T-1022");
        TextLine.Plain(ReasonText.Of(statement, statement.Levels[1], all: true)).ShouldContain("T-1022");
    }

    [Fact]
    public void What_does_not_add_up_is_named()
    {
        var wrong = new Reason("Good and bad time", new Figure.Count(5), Follows.Sum, [new("good", new Figure.Count(3), Follows.Given), new("bad", new Figure.Count(3), Follows.Given)]);

        var text = TextLine.Plain(ReasonText.Of(wrong, [], Example.Berlin));

        text.ShouldContain("Does not add up");
        text.ShouldContain("✗ Good and bad time: 5");
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal()
    {
        var statement = Example.Statement();
        foreach (var level in statement.Levels)
            ReasonText.Of(statement, level, 72, all: true).Where(l => TextPiece.WidthOf(l.ToString()) > 72).Select(l => l.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void The_example_itself_adds_up() => Example.Statement().Levels.Select(l => l.Why).Concat(Example.Statement().Credits.Select(c => c.Why)).ShouldAllBe(why => why.AddsUp());
}
