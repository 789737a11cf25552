using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What waits for whom, and where all agreements stand.</summary>
/// <param name="demo">Both sides, on the morning of 4 November 2026.</param>
public sealed class PortfolioPagesTests(ServedDemo demo) : IClassFixture<ServedDemo>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancellation);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task Each_side_sees_what_it_has_to_do_and_not_what_the_other_has()
    {
        var (provider, customer) = (await GetAsync(demo.Provider, "/"), await GetAsync(demo.Customer, "/"));

        customer.Text.ShouldContain("Answer a proposal: an exclusion");
        customer.Text.ShouldContain($"{ServedDemo.Agreement}/proposals/prp_demo");
        provider.Text.ShouldNotContain("Answer a proposal");
        provider.Text.ShouldContain("service report, October 2026");
        customer.Text.ShouldNotContain("service report, October 2026");
    }

    /// <summary>October is published on 6 November. Everywhere it stands with what the page of its statement says: an answer was late, and EUR 463.50 are owed.</summary>
    [Fact]
    public async Task The_month_that_is_over_and_not_published_stands_on_every_page_as_it_is_known()
    {
        var pages = new Dictionary<string, string>();
        foreach (var page in new[] { "/", ServedDemo.Agreement, $"{ServedDemo.Agreement}/credits", $"{ServedDemo.Agreement}/level?of=response&scope=priority%3DP1", $"{ServedDemo.Agreement}/level?of=response&scope=priority%3DP1&period=2026-10" }) pages[page] = (await GetAsync(demo.Customer, page)).Text;
        var statement = await GetAsync(demo.Customer, $"{ServedDemo.Agreement}/statements/2026-10");

        statement.Text.ShouldContain("EUR 463.50");
        pages["/"].ShouldContain("October 2026: not published yet, as it is known now");
        foreach (var (page, text) in pages.Where(p => !p.Key.EndsWith("=2026-10", StringComparison.Ordinal) && !p.Key.Contains("level", StringComparison.Ordinal)))
        {
            text.ShouldContain($"{ServedDemo.Agreement}/statements/2026-10", Case.Sensitive, page);
            text.ShouldContain("463.50", Case.Sensitive, page);
        }
        var before = pages[$"{ServedDemo.Agreement}/level?of=response&scope=priority%3DP1"];
        before.ShouldContain("not published yet");
        var attained = Regex.Match(before, "<a data-figure=\"2026-10/levels/\\d+/attained\" href=\"([^\"]*)#why\"[^>]*>([^<]*)</a>");
        attained.Success.ShouldBeTrue(before);
        // It leads to the level in that month, which shows the same.
        var there = await GetAsync(demo.Customer, attained.Groups[1].Value);
        there.Text.ShouldContain(attained.Groups[2].Value);
        there.Text.ShouldContain("id=\"why-verdict\"");
        statement.Text.ShouldContain(attained.Groups[2].Value);
    }

    [Theory]
    [InlineData("/agreements", true)]
    [InlineData("/agreements?text=&state=&side=&order=worst", true)]
    [InlineData("/agreements?text=northwind", true)]
    [InlineData("/agreements?side=customer", true)]
    [InlineData("/agreements?side=provider", false)]
    [InlineData("/agreements?text=nobody+like+this", false)]
    [InlineData("/agreements?state=missed", false)]
    [InlineData("/agreements?page=99", true)]
    public async Task Agreements_are_found_by_what_is_asked_for(string path, bool isFound)
    {
        var list = await GetAsync(demo.Customer, path);

        list.Status.ShouldBe(HttpStatusCode.OK);
        list.Text.Contains("<td class=\"figure\" data-name=\"At stake\">", StringComparison.Ordinal).ShouldBe(isFound, path);
        list.Text.Contains("No agreement is like that.", StringComparison.Ordinal).ShouldBe(!isFound, path);
    }

    [Theory]
    [InlineData("/agreements?state=wrong")]
    [InlineData("/agreements?page=0")]
    [InlineData("/agreements?unknown=1")]
    public async Task What_is_no_filter_is_refused(string path) => (await GetAsync(demo.Customer, path)).Status.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task The_queue_begins_with_what_is_due_first_and_a_level_that_is_none_is_refused()
    {
        Task<(HttpStatusCode Status, string Text)> QueueAsync(string query) => GetAsync(demo.Customer, $"{ServedDemo.Agreement}/queue{query}");
        static string[] Tickets(string page) => [.. Regex.Matches(page, "<th scope=\"row\">(T-\\d+)").Select(m => m.Groups[1].Value)];
        var (queue, open, desk, nobody, none) = (await QueueAsync(""), await QueueAsync("?level=&priority=&team="), await QueueAsync("?team=desk"), await QueueAsync("?team=nobody"), await QueueAsync("?level=nothing"));

        (queue.Status, open.Status, nobody.Status, none.Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest));
        // What stands still comes last, since nobody knows when it is due.
        Tickets(queue.Text).ShouldBe(["T-2422", "T-2421", "T-2423", "T-2420", "T-2421", "T-2424", "T-2422", "T-2419"]);
        Tickets(open.Text).ShouldBe(Tickets(queue.Text));
        Tickets(desk.Text).ShouldBe(["T-2421", "T-2420", "T-2421", "T-2424", "T-2419"]);
        nobody.Text.ShouldContain("No ticket is like that.");
    }

    [Fact]
    public async Task A_page_of_an_agreement_of_somebody_else_is_not_there()
    {
        foreach (var page in new[] { "", "/level?of=x", "/text", "/queue", "/evidence", "/statements", "/statements/2026-09", "/credits", "/sources", "/record", "/live", "/facts", "/duty?of=x&period=y" })
            (await GetAsync(demo.Customer, $"/agreements/northwind-demo.other{page}")).Status.ShouldBe(HttpStatusCode.NotFound, page);
    }
}
