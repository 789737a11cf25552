using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Holds the JSON of statements against docs/guide/statement.schema.json.</summary>
public sealed class StatementSchemaTests
{
    static readonly JsonSchema Schema = new(GoldenFile.Guide("statement.schema.json"));

    [Fact]
    public void One_statement_is_as_described() => Wrong(StatementJson.Of(Example.Statement())).ShouldBeEmpty();

    [Fact]
    public void Several_statements_are_as_described() => Wrong(StatementJson.Of([Example.Statement(), Example.Statement() with { Tier = null, Caps = [] }])).ShouldBeEmpty();

    [Fact]
    public void Every_kind_of_figure_is_as_described()
    {
        Figure[] kinds =
        [
            new Figure.Share(Rational.Of(1, 3)), new Figure.Number(Rational.Of(-7, 2)), new Figure.Time(Rational.Of(10, 3)), new Figure.Count(3), new Figure.Amount(Rational.Of(100, 3), new("EUR")), new Figure.At(Example.Local(10, 1)), new Figure.Words("so"),
        ];
        var level = Example.Level(Rational.One, Example.AtLeast(5), Levels.Verdict.Met) with { Derivation = new Reason("all", new Figure.Words("so"), Follows.Rule, kinds.Select(k => new Reason("part", k, Follows.Given)).ToValueList()) };

        Wrong(StatementJson.Of(Example.Statement() with { Levels = [level] })).ShouldBeEmpty();
    }

    [Fact]
    public void The_checker_sees_a_key_that_is_not_described_and_one_that_is_missing()
    {
        var json = StatementJson.Of(Example.Statement());

        Wrong(json.Replace("\"belowMinimum\"", "\"underMinimum\"", StringComparison.Ordinal)).ShouldNotBeEmpty();
        Wrong(json.Replace("\"surety-statement/1\"", "\"surety-statement/2\"", StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    static List<string> Wrong(string json) => Schema.Wrong(json);
}
