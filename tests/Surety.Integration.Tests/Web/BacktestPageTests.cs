using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What other targets would have cost, as a page: the figures of the back-test of the API.</summary>
/// <param name="demo">Both sides, with thirteen months behind them.</param>
public sealed partial class BacktestPageTests(ServedDemo demo) : IClassFixture<ServedDemo>
{
    const string Page = $"{ServedDemo.Agreement}/backtest";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static async Task<(HttpStatusCode Status, string Html)> GetAsync(HttpClient client, string path, string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var answer = await client.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task It_says_what_the_back_test_of_the_API_says()
    {
        var (_, text) = await GetAsync(demo.Provider, $"{ServedDemo.Agreement}/text/2/file");
        using var sent = new StringContent(JsonSerializer.Serialize(new { text, from = "2025-11", until = "2026-10" }), Encoding.UTF8, "application/json");
        using var answer = await demo.Provider.PostAsync($"/v1{ServedDemo.Agreement}/backtests", sent, Cancellation);
        using var test = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, test.RootElement.ToString());

        var (status, html) = await GetAsync(demo.Provider, Page);

        status.ShouldBe(HttpStatusCode.OK, html);
        var rows = Rows().Matches(html[html.IndexOf("id=\"months\"", StringComparison.Ordinal)..html.IndexOf("id=\"costliest\"", StringComparison.Ordinal)]).Select(m => Cells(m.Value)).Where(c => c.Count == 7).Skip(1).ToList();
        var months = test.RootElement.GetProperty("months").EnumerateArray().Reverse().ToList();
        rows.Count.ShouldBe(12);
        foreach (var (row, month) in rows.Zip(months))
        {
            var outcome = month.GetProperty("outcome");
            row[1].ShouldBe($"{outcome.GetProperty("met").GetInt32()}");
            row[2].ShouldBe($"{outcome.GetProperty("missed").GetInt32()}");
            decimal.Parse(row[4].Replace("EUR ", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)
                .ShouldBe(decimal.Parse(outcome.GetProperty("credits")[0].GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        }
        // As written 99.95 %: the table behind the curve has every point of the API, in order.
        var curve = test.RootElement.GetProperty("curves").EnumerateArray().First(c => c.GetProperty("level").GetString() == "shop availability");
        var (_, level) = await GetAsync(demo.Customer, $"{Page}?of=shop+availability");
        var points = Rows().Matches(level[level.IndexOf("id=\"targets\"", StringComparison.Ordinal)..level.IndexOf("id=\"months\"", StringComparison.Ordinal)]).Select(m => Cells(m.Value)).Where(c => c.Count == 3).Skip(1).ToList();
        points.Select(p => p[1]).ShouldBe(curve.GetProperty("points").EnumerateArray().Select(p => $"{p.GetProperty("missed").GetInt32()}"));
        points.Single(p => p[0].EndsWith(", as written", StringComparison.Ordinal))[0].ShouldContain("uptime promise");
    }

    [Fact]
    public async Task Both_sides_see_it_and_a_level_that_is_none_is_refused()
    {
        var (ours, theirs) = (await GetAsync(demo.Provider, $"{Page}?of=response"), await GetAsync(demo.Customer, $"{Page}?of=response"));
        var none = await GetAsync(demo.Customer, $"{Page}?of=respnse");
        var level = await GetAsync(demo.Customer, $"{ServedDemo.Agreement}/level?of=shop+availability");

        Body(theirs.Html).ShouldBe(Body(ours.Html));
        none.Status.ShouldBe(HttpStatusCode.BadRequest);
        none.Html.ShouldContain("Did you mean &#x27;response&#x27;?");
        level.Html.ShouldContain($"href=\"{Page}?of=shop%20availability\"");
    }

    static string Body(string html) => html[html.IndexOf("id=\"targets\"", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)];

    static List<string> Cells(string row) => [.. CellsOf().Matches(row).Select(m => WebUtility.HtmlDecode(Tags().Replace(m.Groups[1].Value, "")).Trim())];

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("<t[hd]\\b[^>]*>(.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex CellsOf();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
