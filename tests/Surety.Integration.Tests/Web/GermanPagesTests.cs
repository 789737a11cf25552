using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Web.Shell;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>Whoever reads German reads no English on any page of the demo, but what the parties wrote.</summary>
/// <param name="demo">Both sides, with thirteen months behind them.</param>
public sealed partial class GermanPagesTests(ServedDemo demo) : IClassFixture<ServedDemo>
{
    /// <summary>Pages of one kind that are looked at.</summary>
    const int OfOneKind = 3;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_sentence_on_any_page_is_in_English(bool isProvider)
    {
        var english = EnglishSentences();
        english.Count.ShouldBeGreaterThan(1000);
        var faults = new List<string>();

        var pages = await WalkAsync(isProvider ? demo.Provider : demo.Customer);

        pages.Count.ShouldBeGreaterThan(30);
        foreach (var (path, html) in pages)
        {
            html.ShouldContain("<html lang=\"de\"", customMessage: path);
            foreach (Match marked in MarkedAsEnglish().Matches(html)) faults.Add($"{path}: {marked.Groups[1].Value}");
            // The text of the agreement is there in the language that binds, and as the file that is signed.
            if (path.StartsWith($"{ServedDemo.Agreement}/text", StringComparison.Ordinal) && !path.Contains("/diff/", StringComparison.Ordinal)) continue;
            var shown = Shown(html);
            faults.AddRange(english.Where(e => shown.Contains(e, StringComparison.Ordinal)).Select(e => $"{path}: {e}"));
        }
        faults.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_month_of_the_demo_is_a_German_page()
    {
        using var prompt = new Prompt();
        (await prompt.RunAsync("demo", prompt.Path("demo"))).Code.ShouldBe(0);
        var told = await prompt.RunAsync("evaluate", prompt.Path("demo"), "--period", "2026-10", "--as-of", "2026-11-09T08:00:00Z", "--language", "de");
        var file = Shared.Own("tests/Surety.Integration.Tests/Web/demo-2026-10.de.txt");

        told.Code.ShouldBe(0);
        var page = told.Output.Replace(prompt.Path("demo"), "demo", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") await File.WriteAllTextAsync(file, page, Cancellation);
        page.ShouldBe(await File.ReadAllTextAsync(file, Cancellation), "If that is right, run with UPDATE_GOLDEN=1 and read the diff.");
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/agreements?cursor=nothing")]
    [InlineData("/agreements?limit=9999")]
    [InlineData("/agreements?colour=red")]
    [InlineData("/agreements/northwind.none")]
    [InlineData("A/level?of=none")]
    [InlineData("A/level?of=shop+availability&scope=part%3Dnone")]
    [InlineData("A/level?of=shop+availability&scope=none")]
    [InlineData("A/level?of=shop+availability&period=2031-01")]
    [InlineData("A/evidence?period=2031-01")]
    [InlineData("A/evidence?level=none")]
    [InlineData("A/statements/2031-01")]
    [InlineData("A/statements/none")]
    [InlineData("A/duty")]
    [InlineData("A/duty?of=none&period=2026-10")]
    [InlineData("A/facts?from=none")]
    [InlineData("A/text/999")]
    [InlineData("/record?from=none")]
    public async Task What_a_page_does_not_show_is_refused_in_German(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith("A/", StringComparison.Ordinal) ? ServedDemo.Agreement + path[1..] : path);
        request.Headers.AcceptLanguage.ParseAdd("de");
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await demo.Provider.SendAsync(request, Cancellation);

        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499, html);
        MarkedAsEnglish().Matches(html).Select(m => m.Groups[1].Value).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/people", "do=invite")]
    [InlineData("/people", "do=invite&email=nobody&name=Jo")]
    [InlineData("/people", "do=invite&email=jo@northwind.example&name=Jo")]
    [InlineData("/people", "do=none")]
    [InlineData("/people/password", "old=wrong&new=short")]
    [InlineData("/people/password", "old=wrong&new=long+enough+for+this")]
    [InlineData("/keys", "do=make&label=&days=9999")]
    [InlineData("/keys", "do=make&label=x")]
    [InlineData("/keys", "do=make&label=x&scope-people=on&agreement=none")]
    public async Task What_a_form_does_not_take_is_refused_in_German(string path, string sent)
    {
        var page = await demo.Provider.GetStringAsync(new Uri($"/{path.Split('/')[1]}", UriKind.Relative), Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent($"{sent}&{PageForm.Token}={Mark().Match(page).Groups[1].Value}", System.Text.Encoding.UTF8, PageForm.Form) };
        request.Headers.AcceptLanguage.ParseAdd("de");
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await demo.Provider.SendAsync(request, Cancellation);

        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499, html);
        html.ShouldContain("role=\"alert\"");
        MarkedAsEnglish().Matches(html).Select(m => m.Groups[1].Value).ShouldBeEmpty();
    }

    /// <summary>Every page that links lead to, of each kind a few.</summary>
    static async Task<List<(string Path, string Html)>> WalkAsync(HttpClient browser)
    {
        var (pages, seen, kinds) = (new List<(string, string)>(), new HashSet<string>(), new Dictionary<string, int>());
        var next = new Queue<string>(["/", "/agreements", "/people", "/keys", "/record", "/nothing"]);
        while (next.TryDequeue(out var path))
        {
            var kind = Digits().Replace(Values().Replace(path, "="), "0");
            if (!seen.Add(path) || (kinds[kind] = kinds.GetValueOrDefault(kind) + 1) > OfOneKind) continue;
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.AcceptLanguage.ParseAdd("de");
            using var answer = await browser.SendAsync(request, Cancellation);
            if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
            var html = await answer.Content.ReadAsStringAsync(Cancellation);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
            pages.Add((path, html));
            foreach (Match link in Links().Matches(html))
                if (WebUtility.HtmlDecode(link.Groups[1].Value) is var to && !to.StartsWith("/openapi", StringComparison.Ordinal) && !to.StartsWith("/assets", StringComparison.Ordinal) && !to.Contains("/file", StringComparison.Ordinal) && !to.Contains("language=en", StringComparison.Ordinal)) next.Enqueue(to);
        }
        return pages;
    }

    /// <summary>What a reader sees or hears, without code, and what the parties wrote.</summary>
    static string Shown(string html) => WebUtility.HtmlDecode(Tags().Replace(Labels().Replace(Silent().Replace(html, " "), " $1 <"), " "));

    /// <summary>What a page could say in English: of each sentence that German says otherwise the longest part between its places, where it has three words and more.</summary>
    static List<string> EnglishSentences()
    {
        var german = Words.In("de").All;
        var pages = Words.In("en").All.Where(w => german[w.Key] != w.Value).Select(w => w.Value);
        var statements = File.ReadLines(Shared.Own("src/Surety/Statements/en.txt")).Select(l => l[(l.IndexOf(": ", StringComparison.Ordinal) + 2)..]).SelectMany(l => l.Split(" | "));
        var engine = File.ReadLines(Shared.Own("src/Surety/Statements/retold.de.txt")).Where(l => l.Contains(" = ", StringComparison.Ordinal)).Select(l => l.Split(" = ")[0]);
        return [.. pages.Concat(statements).Concat(engine).Select(s => Places().Split(s).Select(p => p.Trim()).MaxBy(p => p.Length)!).Where(p => p.Split(' ').Length >= 3 && p.Any(char.IsLower)).Distinct()];
    }

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]*)\"")]
    private static partial Regex Mark();

    [GeneratedRegex("<(?:span|p|ul|dd|td|li) lang=\"en\">(.*?)</", RegexOptions.Singleline)]
    private static partial Regex MarkedAsEnglish();

    [GeneratedRegex("<(script|style|code|pre|samp|blockquote|article class=\"contract\"|del|ins)\\b.*?</\\1>|<title>.*?</title>", RegexOptions.Singleline)]
    private static partial Regex Silent();

    [GeneratedRegex("<[^>]*?(?:title|aria-label|alt|placeholder|data-name)=\"([^\"]*)\"[^>]*?(?=<|>)")]
    private static partial Regex Labels();

    [GeneratedRegex("<[^>]*>?|>")]
    private static partial Regex Tags();

    [GeneratedRegex("href=\"(/[^\"#]*)")]
    private static partial Regex Links();

    [GeneratedRegex("=[^&]*")]
    private static partial Regex Values();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\{[a-z0-9]+\}")]
    private static partial Regex Places();
}
