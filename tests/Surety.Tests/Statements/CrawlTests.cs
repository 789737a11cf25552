using System.Text.Json;
using Shouldly;
using Surety.Statements;
using Surety.Tests.Golden;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Every figure of a statement opens: what is shown stands in a reason, and every reason adds up. Over all agreements that were worked out by hand.</summary>
public sealed class CrawlTests
{
    public static TheoryData<string> Cases => GoldenTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_figure_of_the_golden_statements_opens(string name)
    {
        foreach (var statement in GoldenTests.Statements(name))
        {
            using var json = JsonDocument.Parse(StatementJson.Of(statement));
            using var why = JsonDocument.Parse(StatementJson.Why(statement, Openings.Of(statement).Append(Openings.OfLife(statement))));
            var opened = new HashSet<string>();
            Crawl.Opened(why.RootElement, opened);

            Crawl.Items(json.RootElement).SelectMany(i => Crawl.Figures(i.Item, i.Path)).Where(f => !opened.Contains(f.Value)).Select(f => $"{f.Path} = {f.Value}").ShouldBeEmpty(name);
            foreach (var opening in Openings.Of(statement)) opening.Why.AddsUp().ShouldBeTrue($"{opening.Heading}: {string.Join("; ", opening.Why.Failing().Select(f => f.Sentence))}");
        }
    }
}
