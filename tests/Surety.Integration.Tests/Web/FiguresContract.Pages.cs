using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

// Pages of an agreement show the figures of the API, and each leads to why it is so.
public abstract partial class FiguresContract
{
    const string Pages = $"/agreements/{Space}";

    async Task<string> PageAsync(string path, string language = "en", HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var response = await (client ?? Client).SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return text;
    }

    static string Told(string html) => WebUtility.HtmlDecode(Regex.Replace(Regex.Replace(html, "<[^>]*>", " "), @"\s+", " "));

    /// <summary>Figures of a page: where the JSON document has each, where it leads to, and how it is shown.</summary>
    static List<(string Path, string Why, string Shown)> Figures(string html) =>
        [.. Regex.Matches(html, "<a data-figure=\"([^\"]*)\" href=\"([^\"]*)\"[^>]*>(.*?)</a>", RegexOptions.Singleline).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value), Told(m.Groups[3].Value).Trim()))];

    static JsonElement At(JsonElement document, string path)
    {
        foreach (var name in path.Split('/')) document = document.ValueKind == JsonValueKind.Array ? document[int.Parse(name, CultureInfo.InvariantCulture)] : document.GetProperty(name);
        return document;
    }

    /// <summary>How a figure of the document is shown: parts of which each stands on the page.</summary>
    static IEnumerable<string> Shown(JsonElement figure) => figure.ValueKind switch
    {
        JsonValueKind.Object when figure.TryGetProperty("shown", out var shown) => [shown.GetString()!],
        JsonValueKind.Object when figure.TryGetProperty("currency", out var currency) => [$"{currency.GetString()} {decimal.Parse(figure.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture).ToString("#,##0.00", CultureInfo.InvariantCulture)}"],
        JsonValueKind.Object when figure.TryGetProperty("least", out var least) => [.. Shown(least), .. figure.GetProperty("most") is { ValueKind: JsonValueKind.Object } most ? Shown(most) : []],
        // Sealed margins have sign and word; people see one of them.
        JsonValueKind.String => [figure.GetString()!.TrimStart('−', '+').Split(" under")[0].Split(" over")[0]],
        JsonValueKind.Number => [figure.GetRawText()],
        _ => throw new InvalidOperationException(figure.ToString()),
    };

    static void ShouldBeOf(List<(string Path, string Why, string Shown)> figures, JsonElement state, Func<string, JsonElement> published)
    {
        figures.ShouldNotBeEmpty();
        foreach (var (path, _, shown) in figures)
        {
            var isPublished = Regex.Match(path, @"^(\d{4}-\d\d)/(.*)");
            var at = isPublished.Success ? At(published(isPublished.Groups[1].Value), isPublished.Groups[2].Value) : At(state, path);
            foreach (var part in Shown(at)) shown.ShouldContain(part, Case.Sensitive, path);
        }
    }

    [Fact]
    public async Task A_queue_in_which_nothing_runs_says_so()
    {
        await ApplyAsync(Alder);

        (await PageAsync($"{Pages}/queue")).ShouldContain("No clock runs.");
    }

    [Fact]
    public async Task Where_it_stands_shows_the_figures_of_the_running_month_the_worst_first()
    {
        await NovemberAsync();
        var state = await JsonAsync($"/v1/agreements/{Space}/state");

        var page = await PageAsync(Pages);
        var (figures, told) = (Figures(page), Told(page));

        ShouldBeOf(figures, state, _ => throw new InvalidOperationException());
        foreach (var (i, level) in state.GetProperty("levels").EnumerateArray().Index())
            if (level.GetProperty("attained").ValueKind == JsonValueKind.Object) figures.ShouldContain(f => f.Path == $"levels/{i}/attained");
        told.ShouldContain("November 2026 so far:");
        told.ShouldContain("33 min 12 s");
        told.ShouldContain("October 2026 : 1 of 4 service levels met. One missed. 2 without data.");
        // Why the published month missed it, in a line, as at the head of its statement.
        Told(Regex.Match(page, "<ul class=\"short\">.*?</ul>", RegexOptions.Singleline).Value).Trim().ShouldBe("✗ shop is up : 99.89 % instead of at least 99.9 %, 0.00068 % under. Outage o-1: 45 min; Tue 2026-10-06 12:00 to 12:45. Credit: EUR 40.00, owed if claimed.");
        page.ShouldContain($"<a href=\"{Pages}/statements/2026-10#why-levels-");
        Regex.Count(page, "<dt><time datetime=\"").ShouldBe(3);
        // What can still be missed stands above what nobody knows.
        var states = Regex.Matches(page, "<td><span class=\"status[^>]*><span[^>]*>[^<]*</span>([^<]*)</span></td>").Select(m => m.Groups[1].Value).ToList();
        states.ShouldBe(states.OrderBy(s => s switch { "missed" => 0, "lost" => 1, "open" => 2, "no data" => 3, "safe" => 5, _ => 6 }));
        foreach (var (_, why, _) in figures) (await PageAsync(why)).ShouldContain($"id=\"{why.Split('#')[1]}\"", Case.Sensitive, why);

        (await PageAsync($"{Pages}?state=met")).ShouldContain("No level stands so now.");
        var german = Told(await PageAsync(Pages, "de"));
        german.ShouldContain("November 2026 bisher:");
        german.ShouldContain("mindestens 99,9 %");
        german.ShouldNotContain("so far");
    }

    [Fact]
    public async Task A_level_is_explained_as_the_API_explains_it()
    {
        await NovemberAsync();
        var state = await JsonAsync($"/v1/agreements/{Space}/state");
        var october = await JsonAsync($"/v1/agreements/{Space}/statements/2026-10");

        foreach (var (name, scope, period) in new[] { ("shop is up", "", ""), ("response", "priority=P1", ""), ("shop is up", "", "2026-10"), ("response", "priority=P1", "2026-10") })
        {
            var at = $"{Pages}/level?of={Uri.EscapeDataString(name)}{(scope.Length == 0 ? "" : "&scope=" + Uri.EscapeDataString(scope))}{(period.Length == 0 ? "" : "&period=" + period)}&all=true";
            var page = await PageAsync(at);
            var (figures, told) = (Figures(page), Told(page));

            ShouldBeOf(figures, state, p => p == "2026-10" ? october : throw new InvalidOperationException(p));
            foreach (var (_, place, _) in figures.Where(f => f.Why.StartsWith('#'))) page.ShouldContain($"id=\"{place[1..]}\"");
            Regex.Count(page, "<details class=\"why\"").ShouldBe(Regex.Count(told, "Adds up:"));
            told.ShouldNotContain("Does not add up");
            // Every line of the tree that the API and the command line give, value and all.
            var why = await JsonAsync($"/v1/agreements/{Space}/statements/{(period.Length == 0 ? "2026-11" : period)}/why?of={Uri.EscapeDataString(name)}{(scope.Length == 0 ? "" : "&scope=" + Uri.EscapeDataString(scope))}{(period.Length == 0 ? "&as-of=2026-11-10T09:01:00Z" : "")}");
            var reasons = new List<(string Sentence, string Value)>();
            Reasons(why, reasons);
            reasons.Count.ShouldBeGreaterThan(10);
            var words = told.Replace(" ", "", StringComparison.Ordinal);
            foreach (var (sentence, value) in reasons) words.ShouldContain($"{sentence}: {value}".Replace(" ", "", StringComparison.Ordinal));
            told.ShouldContain($"“{name}”");
            told.ShouldContain("Metric:");
        }

        static void Reasons(JsonElement item, List<(string, string)> found)
        {
            if (item.ValueKind == JsonValueKind.Array) foreach (var part in item.EnumerateArray()) Reasons(part, found);
            if (item.ValueKind != JsonValueKind.Object) return;
            if (item.TryGetProperty("sentence", out var sentence) && item.TryGetProperty("value", out var value)) found.Add((sentence.GetString()!, value.GetProperty("shown").GetString()!));
            foreach (var property in item.EnumerateObject()) Reasons(property.Value, found);
        }
    }

    [Fact]
    public async Task A_level_without_an_answer_says_what_to_ask_instead()
    {
        await NovemberAsync();

        var scopes = await PageAsync($"{Pages}/level?of=response");
        var none = await GetAsync(Client, $"{Pages}/level?of=nothing");
        var never = await GetAsync(Client, $"{Pages}/level?of=response&period=2031-01");
        var wrong = await GetAsync(Client, $"{Pages}/level?of=response&period=autumn&scope=P1");

        Told(scopes).ShouldContain("Which one?");
        scopes.ShouldContain("scope=priority%3DP1");
        (none.Status, Told(none.Text).Contains("no level “nothing”", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.NotFound, true));
        (never.Status, Told(never.Text).Contains("No statement of January 2031 was published.", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.NotFound, true));
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_level_of_a_month_that_is_not_published_says_so()
    {
        await NovemberAsync();

        var (running, published) = (Told(await PageAsync($"{Pages}/level?of=shop%20is%20up&period=2026-11")), Told(await PageAsync($"{Pages}/level?of=shop%20is%20up&period=2026-10")));
        var open = Told(await PageAsync($"{Pages}/level?of=shop%20is%20up&period=2026-11&all=true"));
        var now = Told(await PageAsync($"{Pages}/level?of=shop%20is%20up"));

        foreach (var page in new[] { running, open })
        {
            page.ShouldContain("As November 2026 is known now; its statement is not published.");
            page.ShouldNotContain("From the published statement");
        }
        published.ShouldContain("From the published statement of October 2026.");
        published.ShouldContain("From the sealed statements, the newest first. Nothing of it is worked out anew.");
        now.ShouldContain("what is not published yet as it is known now");
    }

    [Fact]
    public async Task A_label_with_a_comma_is_asked_for_by_the_address_of_its_level()
    {
        var text = Example.Agreement.Replace("    clock: support hours\n", "    clock: support hours\n    for each: team\n", StringComparison.Ordinal);
        text = text[..text.IndexOf("    target:\n      priority", StringComparison.Ordinal)] + "    target: 95 % within 1 h\n" + text[text.IndexOf("reporting:", StringComparison.Ordinal)..];
        await ApplyAsync(Alder, text: text);
        Time.Now = At("2026-11-10T09:00:00Z");
        await SendAsync("""{"type":"ticket","id":"t-1","ticket":"T1","event":"opened","at":"2026-11-09T14:00:00Z","labels":{"team":"night, east"}}""");
        Time.Now += NodaTime.Duration.FromMinutes(1);

        var stands = await PageAsync(Pages);
        var why = Figures(stands).First(f => f.Why.Contains("of=response", StringComparison.Ordinal)).Why;
        var page = await PageAsync(why);
        var api = await JsonAsync($"/v1/agreements/{Space}/statements/2026-11/why?of=response&as-of=2026-11-10T09:00:30Z&{Regex.Match(why, "scope=[^&#]*").Value}");

        why.ShouldContain("night%5C%2C%20east");
        Told(page).ShouldContain("response, team night, east");
        page.ShouldContain("<section id=\"why\"");
        api.ToString().ShouldContain("night, east");
    }

    [Theory]
    [InlineData("{0} so far: the one service level is missed", "target: at least 99.9 %")]
    [InlineData("This agreement has no service levels.", null)]
    public async Task One_level_or_none_is_told_as_that(string said, string? target)
    {
        var text = Example.Agreement;
        var (levels, reporting) = (text.IndexOf("service levels:", StringComparison.Ordinal), text.IndexOf("reporting:", StringComparison.Ordinal));
        text = text[..levels] + (target is null ? "" : $"service levels:\n  shop is up:\n    metric: uptime\n    per: month\n    {target}\n") + text[reporting..text.IndexOf("escalation:", StringComparison.Ordinal)];
        await ApplyAsync(Alder, text: text);
        Time.Now = At("2026-11-10T09:00:00Z");
        await SendAsync("""{"type":"outage","id":"o-1","service":"shop","from":"2026-11-06T10:00:00Z","until":"2026-11-08T10:45:00Z"}""");
        Time.Now += NodaTime.Duration.FromMinutes(1);

        var page = Told(await PageAsync(Pages));

        page.ShouldContain(said.Replace("{0}", "November 2026", StringComparison.Ordinal));
        page.ShouldNotContain("lie in other months");
        page.ShouldNotContain("of 1 service levels");
    }

    [Fact]
    public async Task Credits_are_those_of_the_sealed_statements_with_a_balance()
    {
        await NovemberAsync();
        var state = await JsonAsync($"/v1/agreements/{Space}/state");
        var october = await JsonAsync($"/v1/agreements/{Space}/statements/2026-10");

        var page = await PageAsync($"{Pages}/credits?all=true");
        var (figures, told) = (Figures(page), Told(page));

        // How far caps are used no document says.
        ShouldBeOf(figures.FindAll(f => !f.Path.StartsWith("caps/", StringComparison.Ordinal)), state, p => p == "2026-10" ? october : throw new InvalidOperationException(p));
        figures.Select(f => f.Path).Distinct().Count(p => p.StartsWith("2026-10/credits/", StringComparison.Ordinal)).ShouldBe(october.GetProperty("credits").EnumerateArray().Count(c => c.GetProperty("amount").ValueKind == JsonValueKind.Object));
        // 10 % of EUR 400.00, if the customer claims it within 30 days.
        told.ShouldContain("The one statement owes nothing. EUR 40.00 has to be claimed until end of Mon 2026-11-30.");
        told.ShouldContain("{\"type\":\"claimed\"");
        foreach (var right in state.GetProperty("rights").EnumerateArray()) told.ShouldContain(right.GetProperty("right").GetString()!);
        Regex.Count(page, "<details class=\"why\"").ShouldBe(Regex.Count(told, "Adds up:"));
        foreach (var (_, why, _) in figures.Where(f => f.Why.StartsWith('#'))) page.ShouldContain($"id=\"{why[1..]}\"");
        Told(await PageAsync($"{Pages}/credits", "de")).ShouldContain("Laut Abrechnung geschuldet");
    }

    /// <summary>Four hours of October: 99.46 %, and 10 % of EUR 400.00 if it is claimed by 30 November.</summary>
    [Fact]
    public async Task A_claim_for_a_month_that_is_published_is_told_of_before_it_is_booked()
    {
        await ApplyAsync(Alder);
        Time.Now = At("2026-11-02T09:00:00Z");
        await SendAsync(LateOutage);
        await PublishedAsync(Space);
        var open = Told(await PageAsync($"{Pages}/credits"));
        var bytes = Encoding.UTF8.GetBytes("""{"type":"claimed","id":"c-1","of":"outages","at":"2026-11-12T08:00:00Z","by":"customer","labels":{"period":"2026-10"}}""");
        Value(await Ingest.TakeAsync(Store, Space, null, SentFacts.Of(null, "claim.jsonl", "desk", false, bytes), Cancellation));
        var claimed = Told(await PageAsync($"{Pages}/credits"));
        var german = Told(await PageAsync($"{Pages}/credits", "de"));
        Time.Now = At("2026-12-10T09:00:00Z");
        var later = Told(await PageAsync($"{Pages}/credits"));

        open.ShouldContain("EUR 40.00 has to be claimed until end of Mon 2026-11-30.");
        open.ShouldContain("It is owed if the customer claims it by then.");
        foreach (var told in new[] { claimed, later })
        {
            told.ShouldContain("It was claimed in time. The published statement does not book it yet");
            told.ShouldContain("claimed in time since, not booked yet");
            told.ShouldNotContain("has to be claimed");
            told.ShouldNotContain("no claim is known");
        }
        german.ShouldContain("rechtzeitig geltend gemacht");
        // What the same month comes to as it is known now, and what its publication would book.
        (await JsonAsync($"/v1/agreements/{Space}/statements/2026-10?as-of=2026-12-10T08:59:00Z")).GetProperty("credits")[0].GetProperty("state").GetString().ShouldBe("claimed");
    }

    [Fact]
    public async Task Months_that_were_over_before_the_agreement_came_are_published_by_a_button()
    {
        Time.Now = At("2026-11-10T09:00:00Z");
        await ApplyAsync(Alder);
        await SendAsync(LateOutage.Replace("2026-10-20", "2026-09-20", StringComparison.Ordinal));
        using var reader = await ClientAsync(Alder, Permission.Read);

        var (may, mayNot) = (await PageAsync($"{Pages}/statements"), await PageAsync($"{Pages}/statements", client: reader));
        using var nothing = new FormUrlEncodedContent([]);
        using var refused = await reader.PostAsync($"{Pages}/statements", nothing, Cancellation);
        using (await Client.PostAsync($"{Pages}/statements", nothing, Cancellation)) { }
        var after = await PageAsync($"{Pages}/statements");

        Told(may).ShouldContain("September 2026 to October 2026 were over before the agreement came here");
        may.ShouldContain("<form method=\"post\" action=\"/agreements/alder.hosting-brook/statements\">");
        Told(mayNot).ShouldContain("were over before the agreement came here");
        mayNot.ShouldNotContain("<form method=\"post\" action=\"/agreements/alder.hosting-brook/statements\">");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Told(after).ShouldNotContain("were over before");
        after.ShouldContain($"{Pages}/statements/2026-09");
    }

    [Fact]
    public async Task Nobody_else_sees_that_there_are_pages()
    {
        await NovemberAsync();
        var invited = Value(await Invitations.InviteSideAsync(Store, Alder, await ApplyAsync(Alder, "other"), "boss@birch.example", "Boss", Cancellation));
        var birch = Caller.Of(Value(await Invitations.AcceptSideAsync(Store, new(p => p, (a, b) => a == b), invited.Token, new("birch", "Birch"), new("Boss", "secret"), Cancellation)).Session.Person);
        using var stranger = await ClientAsync(birch, Permission.Read);

        foreach (var page in new[] { "", "/level?of=response", "/credits" })
        {
            var (there, nowhere) = (await GetAsync(stranger, Pages + page), await GetAsync(stranger, $"/agreements/alder.nothing{page}"));
            (there.Status, nowhere.Status).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
            Traceless(there.Text).ShouldBe(Traceless(nowhere.Text));
        }

        static string Traceless(string text) => Regex.Replace(text, "\"traceId\":\"[^\"]*\"", "");
    }

    [Fact]
    public async Task Where_nothing_is_it_says_why_and_what_to_do()
    {
        await ApplyAsync(Alder);
        Time.Now = At("2026-01-05T09:00:00Z");
        var early = Told(await PageAsync(Pages));
        Time.Now = At("2027-02-01T09:00:00Z");
        var ended = Told(await PageAsync(Pages));
        var level = Told(await PageAsync($"{Pages}/level?of=response&scope=priority%3DP1"));
        var credits = Told(await PageAsync($"{Pages}/credits"));

        early.ShouldContain("January 2026 so far");
        early.ShouldContain("No statement has been published yet.");
        ended.ShouldContain("The agreement ended on 2026-12-31.");
        ended.ShouldContain("See its statements");
        level.ShouldContain("No month of this agreement runs now.");
        credits.ShouldContain("No statement was published yet, so nothing is owed.");
    }
}
