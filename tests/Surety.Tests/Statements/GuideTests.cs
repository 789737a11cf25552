using System.Text.RegularExpressions;
using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class GuideTests
{
    static readonly string Guide = GoldenFile.Guide("statement.md");

    [Fact]
    public void The_guide_shows_a_statement_as_it_is_written_today() => Guide.ShouldContain(TextLine.Plain(StatementText.Of(Example.Statement())));

    [Fact]
    public void The_guide_shows_a_German_statement_as_it_is_written_today() => Guide.ShouldContain(TextLine.Plain(StatementText.Of(Example.Statement(), Language.German)).Split("\nVom gemessenen")[0] + "```");

    [Fact]
    public void The_guide_shows_a_reason_as_it_is_written_today() => Guide.ShouldContain(TextLine.Plain(ReasonText.Of(Example.Statement(), Example.Statement().Levels[0])));

    [Fact]
    public void The_guide_names_every_code_of_a_remark() =>
        Directory.GetFiles(Source.File("src", "Surety", "Statements"), "*.cs").SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\(""([a-z]+\.[a-z-]+)""").Select(m => m.Groups[1].Value)).Distinct().Except(Wording.English.Names)
            .Where(code => !Guide.Contains($"`{code}`", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void The_guide_names_every_state_of_a_credit() =>
        Enum.GetNames<CreditState>().Select(name => $"`{char.ToLowerInvariant(name[0])}{name[1..]}`").Where(name => !Guide.Contains(name, StringComparison.Ordinal)).ShouldBeEmpty();
}
