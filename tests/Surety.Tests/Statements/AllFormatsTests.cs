using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class AllFormatsTests
{
    static readonly Statement Statement = Example.Statement();

    [Fact]
    public void A_level_has_the_same_figures_in_every_format()
    {
        var text = TextLine.Plain(StatementText.Of(Statement, 200));
        var page = WebUtility.HtmlDecode(StatementHtml.Of(Statement));
        using var json = JsonDocument.Parse(StatementJson.Of(Statement));
        var rows = StatementCsv.Of([Statement]).Split("\r\n");
        var columns = rows[0].Split(',');

        for (var i = 0; i < Statement.Levels.Count; i++)
        {
            var level = Statement.Levels[i];
            var shown = Display.Attained(level);
            var line = text.Split('\n').First(l => l.Contains(Display.Level(level.Level, level.Scope), StringComparison.Ordinal));
            line.ShouldContain(shown);
            line.ShouldContain(Display.Margin(level));
            Regex.Match(page, $"data-figure=\"levels/{i}/attained\"[^>]*>(?:<a [^>]*>)?([^<]*)<").Groups[1].Value.ShouldBe(shown);
            var attained = json.RootElement.GetProperty("levels")[i].GetProperty("attained");
            var cell = rows[1 + i].Split(',')[Array.IndexOf(columns, "attained")];
            if (level.Attained is null) attained.ValueKind.ShouldBe(JsonValueKind.Null);
            else
            {
                attained.GetProperty("shown").GetString().ShouldBe(shown);
                cell.ShouldBe(attained.GetProperty(level.Attained is Figure.Share ? "percent" : "seconds").GetString());
                if (level.Attained is Figure.Share) shown.ShouldBe($"{cell} %");
            }
        }
    }

    [Fact]
    public void Money_is_the_same_in_every_format()
    {
        var text = TextLine.Plain(StatementText.Of(Statement));
        var page = WebUtility.HtmlDecode(StatementHtml.Of(Statement));
        var table = StatementCsv.Of([Statement]);
        using var json = JsonDocument.Parse(StatementJson.Of(Statement));

        for (var i = 0; i < Statement.Credits.Count; i++)
        {
            var amount = json.RootElement.GetProperty("credits")[i].GetProperty("amount").GetProperty("amount").GetString()!;
            text.ShouldContain($"EUR {amount}");
            Regex.Match(page, $"data-figure=\"credits/{i}/amount\"[^>]*>(?:<a [^>]*>)?([^<]*)<").Groups[1].Value.ShouldBe($"EUR {amount}");
            table.ShouldContain($",{amount},EUR,");
        }
    }
}
