using System.Text.RegularExpressions;
using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class StatementHtmlTests
{
    [Fact]
    public void A_statement_is_a_page_that_stands_alone()
    {
        var page = StatementHtml.Of(Example.Statement());

        GoldenFile.ShouldMatch(page, "statement.html");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("http:");
        page.ShouldNotContain("https:");
        page.ShouldNotContain("url(");
    }

    [Fact]
    public void Whatever_people_wrote_is_text_and_never_markup()
    {
        const string Hostile = "<img src=x onerror=alert(1)>\"'&";
        var level = Example.Level(Rational.One, Example.AtLeast(5), Levels.Verdict.Met) with
        {
            Level = Hostile,
            Target = Hostile,
            Scope = Example.Labels((Hostile, Hostile)),
            Derivation = new Reason(Hostile, new Figure.Words(Hostile), Follows.Given, [], new(Hostile, new(Hostile, 1, 1)), new(1, [new(0, 1)])),
        };
        var statement = Example.Statement() with { Title = Hostile, Provider = Hostile, Tier = Hostile, Levels = [level], FactFiles = [Hostile], Remarks = [new(Hostile, Hostile, null)] };

        var page = StatementHtml.Of(statement);

        page.ShouldNotContain("<img");
        page.ShouldNotContain("\"'&");
    }

    [Fact]
    public void Every_element_that_opens_closes()
    {
        var open = new Stack<string>();
        foreach (Match tag in Regex.Matches(StatementHtml.Of(Example.Statement()), "<(/?)([a-z0-9]+)[^>]*>"))
        {
            var name = tag.Groups[2].Value;
            if (name is "meta" or "br") continue;
            if (tag.Groups[1].Value.Length == 0) open.Push(name);
            else open.Pop().ShouldBe(name);
        }
        open.ShouldBeEmpty();
    }

    [Fact]
    public void Several_periods_are_one_page() => Regex.Count(StatementHtml.Of([Example.Statement(), Example.Statement()]), "<article>").ShouldBe(2);
}
