using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class StatementCsvTests
{
    [Fact]
    public void Levels_credits_and_totals_are_one_flat_table() => GoldenFile.ShouldMatch(StatementCsv.Of([Example.Statement()]).ReplaceLineEndings("\n"), "statement.csv");

    [Fact]
    public void Lines_end_as_the_RFC_says() => StatementCsv.Of([Example.Statement()]).Split("\r\n").ShouldAllBe(line => !line.Contains('\n'));

    [Fact]
    public void Text_that_looks_like_a_formula_is_made_harmless_and_numbers_are_not_touched()
    {
        var level = Example.Level(Rational.Of(-1, 10), Example.AtLeast(5), Levels.Verdict.Missed) with { Level = "=cmd|'/c calc'!A1" };

        var row = StatementCsv.Of([Example.Statement() with { Levels = [level], Credits = [], Totals = [] }]).Split("\r\n")[1];

        row.ShouldContain(",'=cmd|'/c calc'!A1,");
        row.ShouldContain(",-10.00,%,");
        row.ShouldNotContain("'-10");
    }

    [Fact]
    public void Quotes_commas_and_line_breaks_are_quoted()
    {
        var level = Example.Level(Rational.One, Example.AtLeast(5), Levels.Verdict.Met) with { Level = "a \"b\", c\nd" };

        StatementCsv.Of([Example.Statement() with { Levels = [level] }]).ShouldContain("\"a \"\"b\"\", c\nd\"");
    }

    [Fact]
    public void Every_row_has_the_columns_of_the_heading()
    {
        var lines = StatementCsv.Of([Example.Statement() with { Levels = [], Credits = [] }]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines.Select(l => l.Split(',').Length).Distinct().Count().ShouldBe(1);
    }
}
