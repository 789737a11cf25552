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
    public async Task Every_link_to_a_place_has_its_place()
    {
        var pages = new Dictionary<string, string>();
        async Task<string> PageAsync(string path) => pages[path] = pages.GetValueOrDefault(path) ?? (await GetAsync(demo.Customer, path)).Text;
        List<string> paths = [ServedDemo.Agreement, $"{ServedDemo.Agreement}/credits", $"{ServedDemo.Agreement}/credits?all=true", $"{Statements}/2026-09", $"{Statements}/2026-10", $"{Statements}/2025-12"];
        foreach (var path in paths.ToList()) paths.AddRange(Links(await PageAsync(path)).Where(l => l.Path.StartsWith($"{ServedDemo.Agreement}/level?", StringComparison.Ordinal)).Select(l => l.Path));
        var faults = new List<string>();

        foreach (var path in paths.Distinct().ToList())
            foreach (var (to, place) in Links(await PageAsync(path)).Where(l => l.Place.Length > 0).Distinct())
                if (!(await PageAsync(to.Length == 0 ? path : to)).Contains($"id=\"{place}\"", StringComparison.Ordinal)) faults.Add($"{path} → {to}#{place}");

        pages.Count.ShouldBeGreaterThan(30);
        faults.ShouldBeEmpty();

        static IEnumerable<(string Path, string Place)> Links(string html) => Regex.Matches(html, "href=\"([^\"#]*)(?:#([^\"]*))?\"").Select(m => (WebUtility.HtmlDecode(m.Groups[1].Value), WebUtility.HtmlDecode(m.Groups[2].Value))).Where(l => l.Item1.Length == 0 || l.Item1[0] == '/');
    }

    [Fact]
    public async Task A_margin_that_does_not_follow_from_the_cut_figure_is_told_with_all_digits()
    {
        var page = WebUtility.HtmlDecode((await GetAsync(demo.Customer, $"{ServedDemo.Agreement}/level?of=shop%20availability&period=2026-10")).Text);

        var margin = Regex.Match(page, "not cut: ([0-9.]+)…? %, and the margin ([0-9.]+)…? %");

        margin.Success.ShouldBeTrue(page);
        var (exact, by) = (decimal.Parse(margin.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), decimal.Parse(margin.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        Math.Abs(99.95m - exact - by).ShouldBeLessThan(0.000002m);
    }

    [Fact]
    public async Task In_german_the_digits_are_the_same()
    {
        var (english, german) = (await GetAsync(demo.Customer, $"{Statements}/2026-09"), await GetAsync(demo.Customer, $"{Statements}/2026-09", "de"));

        german.Text.ShouldContain("<html lang=\"de\" ");
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
        december.Text.ShouldContain("2026-12 has not begun: it begins on 2026-12-01.");
    }

    [Fact]
    public async Task A_month_before_the_agreement_says_when_it_begins_and_where_nothing_is_the_way_on_stands()
    {
        var (before, german) = (await GetAsync(demo.Customer, $"{Statements}/2025-08"), await GetAsync(demo.Customer, $"{Statements}/2025-08", "de"));
        var nowhere = await GetAsync(demo.Customer, "/nowhere");
        using var nobody = new HttpClient { BaseAddress = demo.Address };
        var stranger = await GetAsync(nobody, "/nowhere");

        before.Status.ShouldBe(HttpStatusCode.NotFound);
        before.Text.ShouldContain("2025-08 was over before the agreement: it begins on 2025-09-01.");
        before.Text.ShouldNotContain("none of your organisation");
        german.Text.ShouldContain("war vor der Vereinbarung vorbei: Sie beginnt am 01.09.2025.");
        nowhere.Status.ShouldBe(HttpStatusCode.NotFound);
        nowhere.Text.ShouldContain("href=\"/agreements\"");
        nowhere.Text.ShouldContain("Bert Maas");
        stranger.Text.ShouldNotContain("Bert Maas");
    }

    [Fact]
    public async Task Facts_of_a_source_that_is_not_kept_say_how_many_came_and_where_they_are()
    {
        var (plain, named) = (await GetAsync(demo.Customer, $"{ServedDemo.Agreement}/facts?source=service+desk&type=ticket"), await GetAsync(demo.Customer, $"{ServedDemo.Agreement}/facts?source=network+monitoring"));

        plain.Text.ShouldContain("service desk sent 4,938 facts, and none of them is found by its source.");
        plain.Text.ShouldContain($"href=\"{ServedDemo.Agreement}/facts?type=ticket\"");
        named.Text.ShouldContain("cable cut");
    }

    [Fact]
    public async Task A_month_names_the_proposal_that_is_open_about_it_and_the_text_the_day_for_notice()
    {
        var (october, september, text) = (await GetAsync(demo.Provider, $"{Statements}/2026-10"), await GetAsync(demo.Provider, $"{Statements}/2026-09"), await GetAsync(demo.Provider, $"{ServedDemo.Agreement}/text"));

        october.Text.ShouldContain($"{ServedDemo.Agreement}/proposals/prp_demo");
        september.Text.ShouldNotContain("prp_demo");
        // It ends with 31 August 2027: 90 days before the first of September begins it is 3 June.
        text.Text.ShouldContain("a notice that is given until end of Wed 2027-06-02 ends it with 2027-08-31");
    }

    [Fact]
    public async Task A_published_month_is_everywhere_in_the_state_that_it_has_now()
    {
        var (list, page, credits) = (await GetAsync(demo.Customer, Statements), await GetAsync(demo.Customer, $"{Statements}/2026-09"), await GetAsync(demo.Customer, $"{ServedDemo.Agreement}/credits"));

        // The comments on September ended on 21 October; it was sealed on the 6th.
        list.Text.ShouldContain("comments are over, not final yet");
        page.Text.ShouldContain("comments are over, not final yet");
        page.Text.ShouldContain("provisional; provisional from");
        page.Text.ShouldNotContain("in comment; provisional from");
        credits.Text.ShouldContain("comments are over, not final yet");
        credits.Text.ShouldNotContain("open to comments");
    }

    [Fact]
    public async Task A_printed_sheet_says_what_it_is_of_and_a_line_says_where_closed_reasons_are()
    {
        var (page, german, running) = (await GetAsync(demo.Customer, $"{Statements}/2026-09"), await GetAsync(demo.Customer, $"{Statements}/2026-09", "de"), await GetAsync(demo.Customer, $"{Statements}/2026-10"));
        var hash = Digest.Of(System.Text.Encoding.UTF8.GetBytes((await GetAsync(demo.Customer, $"{Statements}/2026-09/file?form=json")).Text)).ToString();
        var paper = await GetAsync(demo.Customer, Regex.Match(page.Text, "href=\"(/assets/paper.css[^\"]+)\"").Groups[1].Value);

        paper.Text.ShouldBe(Surety.Statements.StatementHtml.Paper);
        WebUtility.HtmlDecode(page.Text).ShouldContain($"data-running=\"Managed services for Acme GmbH, September 2026 · comments are over, not final yet · SHA-256 {hash[..16]}…\"");
        Regex.Match(page.Text, "<dl class=\"seal paper\">(.*?)</dl>", RegexOptions.Singleline).Groups[1].Value.ShouldContain($"<dt>SHA-256</dt><dd>{hash} (");
        WebUtility.HtmlDecode(running.Text).ShouldContain("data-running=\"Managed services for Acme GmbH, October 2026 · Not published\"");
        page.Text.ShouldContain("<p class=\"soft small paper\">Each figure opens down to its clause");
        german.Text.ShouldContain("<p class=\"soft small paper\">Jede Zahl lässt sich");
    }

    [Fact]
    public async Task Reasons_are_opened_for_paper_by_a_link()
    {
        var closed = await GetAsync(demo.Customer, $"{Statements}/2026-09");
        var open = await GetAsync(demo.Customer, WebUtility.HtmlDecode(Regex.Match(closed.Text, "href=\"([^\"]+reasons=true)\"").Groups[1].Value));

        Article(closed.Text).ShouldNotContain("<details open>");
        Regex.Count(Article(open.Text), "<details open>").ShouldBe(Regex.Count(Article(closed.Text), "<details>"));
        Regex.Count(Article(open.Text), "<details>").ShouldBe(0);
        In(open.Text).ShouldBe(In(closed.Text));

        static string Article(string html) => Regex.Match(html, "<article>.*</article>", RegexOptions.Singleline).Value;
    }

    /// <summary>T-2250 was opened on Mon 14 September at 10:30 and answered after the customer had been waited for: without the pause it would have been late.</summary>
    [Theory]
    [InlineData("en", "T-2250 stood still for ", " of service time (while waiting for customer)", "75.00 % → 100 %")]
    [InlineData("de", "T-2250 stand ", " Servicezeit still (während: waiting for customer)", "75,00 % → 100 %")]
    public async Task A_pause_that_changes_a_figure_stands_among_the_exclusions_of_statement_level_and_evidence(string language, string ticket, string clause, string moved)
    {
        string[] pages = [$"{Statements}/2026-09", $"{ServedDemo.Agreement}/level?of=resolution&priority=P1&period=2026-09", $"{ServedDemo.Agreement}/evidence?period=2026-09"];

        foreach (var page in pages)
        {
            var text = WebUtility.HtmlDecode((await GetAsync(demo.Provider, page, language)).Text);
            text.ShouldContain(ticket, Case.Sensitive, page);
            text.ShouldContain(clause, Case.Sensitive, page);
            text.ShouldContain(moved, Case.Sensitive, page);
        }
    }

    /// <summary>October is not published and does not run: the page of its level opens its reasons all the same.</summary>
    [Fact]
    public async Task A_paused_ticket_on_evidence_leads_to_why_and_stands_in_the_document_under_its_path()
    {
        var (published, other) = (await GetAsync(demo.Provider, $"{ServedDemo.Agreement}/evidence?period=2026-09"), await GetAsync(demo.Provider, $"{ServedDemo.Agreement}/evidence?period=2026-10"));
        using var document = System.Text.Json.JsonDocument.Parse((await GetAsync(demo.Provider, $"{Statements}/2026-09/file?form=json")).Text);

        var (path, shown) = In(published.Text).Single(f => f.Path.Contains("/pauses/", StringComparison.Ordinal));
        var pause = document.RootElement.GetProperty("levels")[int.Parse(path.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture)].GetProperty("figures").GetProperty("pauses")[0];
        path.ShouldEndWith("/figures/pauses/0");
        shown.ShouldBe($"{pause.GetProperty("before").GetProperty("shown").GetString()} → {pause.GetProperty("after").GetProperty("shown").GetString()}");
        pause.GetProperty("ticket").GetString().ShouldBe("T-2250");
        var why = WebUtility.HtmlDecode(Regex.Match(other.Text, "data-figure=\"levels/\\d+/figures/pauses/0\" href=\"(.*?)#why-figures\"").Groups[1].Value);
        why.ShouldContain("&period=2026-10");
        (await GetAsync(demo.Provider, why)).Text.ShouldContain("id=\"why-figures\"");
    }

    [Fact]
    public async Task A_late_ticket_names_the_closed_time_that_does_not_count()
    {
        var (english, german) = (await GetAsync(demo.Customer, $"{Statements}/2026-10"), await GetAsync(demo.Customer, $"{Statements}/2026-10", "de"));

        english.Text.ShouldContain("21 min late, not counting 15 min outside service hours; from Wed 2026-10-07 11:24, due 11:39, done 12:15");
        WebUtility.HtmlDecode(german.Text).ShouldContain("21 min verspätet (nicht mitgezählt: 15 min außerhalb der Servicezeit); ab Mi 07.10.2026 11:24, fällig 11:39, erledigt 12:15");
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
