using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class StatementTextTests
{
    [Theory]
    [InlineData(100, "statement.txt")]
    [InlineData(80, "statement-80.txt")]
    public void A_statement_is_one_calm_page(int width, string golden) => GoldenFile.ShouldMatch(TextLine.Plain(StatementText.Of(Example.Statement(), width)), golden);

    [Theory]
    [InlineData(72)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_terminal(int width) =>
        StatementText.Of(Example.Statement(), width).Where(l => TextPiece.WidthOf(l.ToString()) > width).Select(l => l.ToString()).ShouldBeEmpty();

    [Fact]
    public void Each_verdict_has_a_word_and_a_shape_besides_its_tone()
    {
        var text = TextLine.Plain(StatementText.Of(Example.Statement()));

        foreach (var status in new[] { "✓ met", "✗ missed", "○ no data", "… open" }) text.ShouldContain(status);
    }

    [Fact]
    public void Wide_characters_take_two_columns_and_joined_marks_none()
    {
        TextPiece.WidthOf("東京").ShouldBe(4);
        TextPiece.WidthOf("Ko\u0308ln").ShouldBe(4);
    }

    [Fact]
    public void A_space_between_pieces_stays_and_none_is_added() =>
        TextLine.Wrap([new("a: ", Tone.Plain), new("b", Tone.Strong), new(", c", Tone.Plain), new(" d", Tone.Dim)], 80).Single().ToString().ShouldBe("a: b, c d");

    [Fact]
    public void A_word_that_is_longer_than_the_line_is_broken() =>
        TextLine.Wrap([new("abcdefghijklmnop q", Tone.Plain)], 10).Select(l => l.ToString()).ShouldBe(["abcdefghij", "klmnop q"]);

    [Fact]
    public void A_number_stays_with_its_unit_and_an_amount_with_its_currency() =>
        TextLine.Wrap([new("pay EUR 12.00 of 25 % within 15 min.", Tone.Plain)], 10).Select(l => l.ToString()).ShouldBe(["pay", "EUR 12.00", "of 25 %", "within", "15 min."]);
}
