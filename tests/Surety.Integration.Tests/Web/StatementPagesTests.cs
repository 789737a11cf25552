using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>Statements as pages: the figures are those of the sealed document, each opens, and nobody else sees them.</summary>
/// <param name="demo">Both sides, with thirteen months behind them.</param>
public sealed partial class StatementPagesTests(ServedDemo demo) : IClassFixture<ServedDemo>
{
    const string Statements = $"{ServedDemo.Agreement}/statements";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient client, string path, string language = "en", string accept = "text/html")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd(language);
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await client.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [GeneratedRegex("data-figure=\"([^\"]+)\"[^>]*>(.*?)</", RegexOptions.Singleline)]
    private static partial Regex Figures();

    static List<(string Path, string Shown)> In(string html) => [.. Figures().Matches(html).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(Regex.Replace(m.Groups[2].Value, "<[^>]+>", "")).Trim()))];

    [Fact]
    public async Task Both_sides_see_the_same_statements()
    {
        var (provider, customer) = (await GetAsync(demo.Provider, Statements), await GetAsync(demo.Customer, Statements));

        provider.Status.ShouldBe(HttpStatusCode.OK);
        In(customer.Text).ShouldBe(In(provider.Text));
        provider.Text.ShouldContain("September 2026");
        provider.Text.ShouldContain("You see this as: provider");
        customer.Text.ShouldContain("You see this as: customer");
    }

    [Theory]
    [InlineData("2026-09")]
    [InlineData("2026-01")]
    [InlineData("2025-09")]
    public async Task A_page_has_the_figures_of_the_published_document_and_each_opens(string period)
    {
        var page = await GetAsync(demo.Customer, $"{Statements}/{period}");
        var standing = await GetAsync(demo.Customer, $"/v1{Statements}/{period}");

        page.Status.ShouldBe(HttpStatusCode.OK);
        var figures = In(page.Text);
        figures.Count.ShouldBeGreaterThan(10);
        figures.ShouldBe(In(standing.Text));
        foreach (Match link in Regex.Matches(page.Text, "href=\"#(why-[^\"]+)\"")) page.Text.ShouldContain($"id=\"{link.Groups[1].Value}\"");
    }

    [Fact]
    public async Task In_german_the_digits_are_the_same()
    {
        var (english, german) = (await GetAsync(demo.Customer, $"{Statements}/2026-09"), await GetAsync(demo.Customer, $"{Statements}/2026-09", "de"));

        german.Text.ShouldContain("<html lang=\"de\">");
        german.Text.ShouldContain("verfehlt");
        In(german.Text).Select(f => (f.Path, Digits(f.Shown))).ShouldBe(In(english.Text).Select(f => (f.Path, Digits(f.Shown))));

        static string Digits(string shown) => Regex.Replace(shown, "[^0-9]", "");
    }

    [Fact]
    public async Task A_month_that_is_not_published_says_so_and_shows_what_is_known()
    {
        var october = await GetAsync(demo.Customer, $"{Statements}/2026-10");
        var december = await GetAsync(demo.Customer, $"{Statements}/2026-12");

        october.Status.ShouldBe(HttpStatusCode.OK);
        october.Text.ShouldContain("Not published.");
        In(october.Text).ShouldNotBeEmpty();
        december.Status.ShouldBe(HttpStatusCode.NotFound);
        december.Text.ShouldContain("<h1>");
    }

    [Fact]
    public async Task A_file_is_the_bytes_that_were_sealed()
    {
        var file = await GetAsync(demo.Customer, $"{Statements}/2026-09/file?form=json");
        var csv = await GetAsync(demo.Customer, $"{Statements}/2026-09/file?form=csv");
        var page = await GetAsync(demo.Customer, $"{Statements}/2026-09");

        page.Text.ShouldContain(Digest.Of(System.Text.Encoding.UTF8.GetBytes(file.Text)).ToString());
        csv.Text.ShouldBe((await GetAsync(demo.Customer, $"/v1{Statements}/2026-09", accept: "text/csv")).Text);
    }
}
