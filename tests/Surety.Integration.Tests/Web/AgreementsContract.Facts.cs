using System.Net;
using System.Text.RegularExpressions;
using NodaTime;
using Shouldly;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

public abstract partial class AgreementsContract
{
    const string Rows = $"{At}/facts/rows";

    static List<string> Ids(Answer answer) => [.. answer.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("fact").TryGetProperty("id", out var id) ? id.GetString()! : $"line {i.GetProperty("line")}")];

    static Task<Answer> FactsAsync(Both both, string key, string lines, string source = "probe", string batch = "") => both.PostAsync(key, $"{At}/facts?source={source}{(batch.Length == 0 ? "" : $"&batch={batch}")}", lines, type: "application/x-ndjson");

    static string Outage(string id, string from, string until, string more = "") => $$"""{"type":"outage","id":"{{id}}","service":"shop","from":"{{from}}","until":"{{until}}"{{more}}}""";

    [Fact]
    public async Task Facts_are_listed_one_by_one_as_they_were_sent_and_a_page_shows_the_same()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        await FactsAsync(both, both.Alder, $$"""
            {"type":"sample","service":"shop","at":"2026-10-05T00:00:00Z","value":12.5}
            {{Outage("o-2", "2026-10-05T01:00:00+02:00", "2026-10-05T02:00:00+02:00", ",\"cause\":\"a <b>cable</b>\"")}}
            {"type":"ticket","ticket":"T-1","event":"opened","priority":"P1","at":"2026-10-05T03:00:00Z"}
            {"type":"nothing"}
            """, batch: "night");

        var all = await both.GetAsync(both.Brook, Rows);
        var page = await PageAsync(both, both.BrookCookie, $"{Evidence}/facts");
        var german = await PageAsync(both, both.AlderCookie, $"{Evidence}/facts?type=outage", "de");

        all.Status.ShouldBe(200, all.Text);
        Ids(all).ShouldBe(["line 1", "o-2", "line 3", "o-1"]);
        var second = all.Json.GetProperty("items")[1];
        (second.GetProperty("batch").GetString(), second.GetProperty("line").GetInt32(), second.GetProperty("source").GetString()).ShouldBe(("night", 2, "probe"));
        second.GetProperty("fact").GetRawText().ShouldBe("""{"type":"outage","id":"o-2","service":"shop","from":"2026-10-05T01:00:00+02:00","until":"2026-10-05T02:00:00+02:00","cause":"a <b>cable</b>"}""");
        all.Json.GetProperty("items")[0].GetProperty("fact").GetRawText().ShouldBe("""{"type":"sample","service":"shop","at":"2026-10-05T00:00:00Z","value":12.5}""");
        foreach (var item in all.Json.GetProperty("items").EnumerateArray()) WebUtility.HtmlDecode(page.Text).ShouldContain($">{item.GetProperty("fact").GetRawText()}</pre>");
        page.Text.ShouldNotContain("<b>cable");
        page.Text.ShouldContain("1 row of this batch was refused");
        page.Text.ShouldContain($"{Evidence}/propose?kind=correction&amp;source=probe&amp;supersedes=o-2\"");
        TextOf(page).ShouldContain("source not kept");
        Regex.Count(german.Text, "Berichtigung vorschlagen").ShouldBe(2);
        TextOf(german).ShouldContain("Einzelne Angaben");
        WebUtility.HtmlDecode(german.Text).ShouldNotContain("\"ticket\":\"T-1\"");
    }

    [Fact]
    public async Task Facts_are_found_by_what_is_asked_for_and_the_list_goes_on()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        for (var day = 1; day <= 5; day++) await FactsAsync(both, both.Alder, string.Join('\n', Enumerable.Range(0, 3).Select(i => Outage($"d{day}-{i}", $"2026-10-0{day}T0{i}:00:00Z", $"2026-10-0{day}T0{i}:30:00Z"))), $"probe-{day % 2}");
        async Task<List<string>> ListAsync(string asked) => Ids(await both.GetAsync(both.Brook, $"{Rows}?{asked}"));

        (await ListAsync("id=d3-1")).ShouldBe(["d3-1"]);
        (await ListAsync("id=d3-1&source=probe-0")).ShouldBeEmpty();
        (await ListAsync("source=probe-0&until=2026-10-03T00:00:00Z")).ShouldBe(["d2-0", "d2-1", "d2-2"]);
        (await ListAsync("from=2026-10-05T01:30:00Z&until=2026-10-06T00:00:00Z")).ShouldBe(["d5-2"]);
        (await ListAsync("service=other")).ShouldBeEmpty();
        (await ListAsync("type=sample")).ShouldBeEmpty();
        (await both.GetAsync(both.Brook, $"{Rows}?type=nothing")).Status.ShouldBe(400);
        (await both.GetAsync(both.Brook, $"{Rows}?cursor=none")).Status.ShouldBe(400);
        var (seen, asked) = (new List<string>(), $"{Rows}?limit=4");
        while (true)
        {
            var part = await both.GetAsync(both.Brook, asked);
            seen.AddRange(Ids(part));
            if (!part.Json.TryGetProperty("next", out var next)) break;
            asked = $"{Rows}?limit=4&cursor={next.GetString()}";
        }
        seen.ShouldBe([.. Enumerable.Range(1, 5).Reverse().SelectMany(day => Enumerable.Range(0, 3).Select(i => $"d{day}-{i}")), "o-1"]);
        // What was put together is told as it came.
        Value(await Ingest.CompactAsync(both.Server.Store, Space, Cancellation, mostBatches: 2));
        (await ListAsync("limit=100")).ShouldBe(seen);
        var page = await PageAsync(both, both.BrookCookie, $"{Evidence}/facts?source=probe-0&from=2026-10-04&until=2026-10-04");
        Regex.Count(page.Text, "<tr id=\"fact-").ShouldBe(3, page.Text);
        TextOf(await PageAsync(both, both.BrookCookie, $"{Evidence}/facts?id=nobody")).ShouldContain("No fact of this kind stands here.");
        TextOf(await PageAsync(both, both.BrookCookie, $"{Evidence}/facts?batch=nobody", "de")).ShouldContain("Hier steht keine Angabe dieser Art.");
        (await PageAsync(both, both.BrookCookie, $"{Evidence}/facts?cursor=none")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_fact_that_is_wrong_leads_to_its_correction_and_what_came_too_late_says_so()
    {
        var (both, time, _) = await ProposedAsync();
        await using var open = both;
        var form = FormOf(await PageAsync(both, both.BrookCookie, $"{Evidence}/propose?kind=correction&source=probe&supersedes=o-1"), "kind", "correction");
        var page = await PageAsync(both, both.BrookCookie, $"{Evidence}/propose?kind=correction&source=probe&supersedes=o-1");

        page.Text.ShouldContain("name=\"supersedes\" value=\"o-1\"");
        Regex.IsMatch(page.Text, "id=\"fact.from\"[^>]*value=\"2026-10-06T02:00\"").ShouldBeTrue(page.Text);
        page.Text.ShouldContain($"href=\"{Evidence}/facts?id=o-1&amp;source=probe\"");
        var corrected = await FactsAsync(both, both.Alder, Outage("o-1b", "2026-10-06T00:00:00Z", "2026-10-06T12:00:00Z", ",\"supersedes\":\"o-1\""), batch: "mended");
        corrected.Status.ShouldBe(201, corrected.Text);
        // With a key: sessions have ended by then.
        time.Now = Instant.FromUtc(2026, 11, 10, 9, 0);
        (await both.Server.CallAsync("POST", $"{At}/close", both.Alder)).Status.ShouldBeLessThan(300);
        (await FactsAsync(both, both.Alder, Outage("o-9", "2026-10-09T00:00:00Z", "2026-10-09T01:00:00Z"))).Status.ShouldBe(201);

        var rows = (await both.GetAsync(both.Brook, Rows)).Json.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("fact").GetProperty("id").GetString()!);
        rows["o-1"].GetProperty("corrected").GetProperty("batch").GetString().ShouldBe("mended");
        rows["o-9"].GetProperty("late")[0].GetProperty("period").GetString().ShouldBe("2026-10");
        rows["o-1b"].TryGetProperty("late", out _).ShouldBeFalse();
        var list = await PageAsync(both, both.Brook, $"{Evidence}/facts");
        list.Text.ShouldContain($"{Evidence}/facts?batch=mended&amp;line=1\"");
        TextOf(list).ShouldContain("corrects o-1");
        TextOf(list).ShouldContain("too late for October 2026, revision 0");
        list.Text.ShouldNotContain("supersedes=o-1\"");
        var one = await PageAsync(both, both.Brook, $"{Evidence}/facts?batch=mended&line=1");
        Regex.Count(one.Text, "<tr id=\"fact-").ShouldBe(1);
        form.ShouldContainKey("kind");
    }

    [Fact]
    public async Task A_reason_leads_to_its_facts_and_facts_are_shown_to_nobody_else()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        (await FactsAsync(both, both.Alder, Outage("o-3", "2026-10-07T00:00:00Z", "2026-10-07T01:00:00Z"), batch: "by name")).Status.ShouldBe(201);

        var level = await PageAsync(both, both.BrookCookie, $"{Evidence}/level?of=shop%20is%20up");
        var link = WebUtility.HtmlDecode(Regex.Match(level.Text, "href=\"([^\"]*/facts\\?batch=by%20name&amp;line=1)\"").Groups[1].Value);
        link.ShouldNotBeEmpty(level.Text);
        WebUtility.HtmlDecode((await PageAsync(both, both.BrookCookie, link)).Text).ShouldContain("\"id\":\"o-3\"");

        var reader = await both.Server.KeyAsync(both.AlderCookie, "\"facts\"");
        (await both.GetAsync(reader, Rows)).Status.ShouldBe(403);
        foreach (var path in new[] { "/agreements/{0}/facts", "/agreements/{0}/duty?of=x&period=y" })
        {
            var (foreign, none) = (await PageAsync(both, await StrangerAsync(both), string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Space)), await PageAsync(both, both.BrookCookie, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, "alder.nothing")));
            (foreign.Status, none.Status).ShouldBe((404, 404), path);
        }
        (await both.GetAsync(both.Brook, "/v1/agreements/alder.nothing/facts/rows")).Status.ShouldBe(404);
        (await both.Server.CallAsync("GET", Rows, await StrangerAsync(both))).Status.ShouldBe(404);
    }

    int strangers;

    /// <summary>The cookie of somebody of a third party.</summary>
    async Task<string> StrangerAsync(Both both)
    {
        var (name, caller) = ($"cedar{++strangers}", await AnnAsync(both));
        (await both.Server.CallAsync("POST", "/v1/agreements?side=provider", both.Alder, Renews.Replace("hosting-brook", $"for-{name}", StringComparison.Ordinal), Yaml)).Status.ShouldBe(201);
        return Value(await Surety.Storage.People.Invitations.AcceptSideAsync(both.Server.Store, Quick, Value(await Surety.Storage.People.Invitations.InviteSideAsync(both.Server.Store, caller, $"alder.for-{name}", $"cy@{name}.example", "Cy", Cancellation)).Token, new(name, "Cedar"), new("Cy", "cy's password"), Cancellation)).Token;
    }

    static async Task<Surety.Storage.People.Caller> AnnAsync(Both both)
    {
        await using var reading = await both.Server.Store.LookAsync(Cancellation);
        return Surety.Storage.People.Caller.Of((await Surety.Storage.People.Persons.ListAsync(reading, "alder", Cancellation)).Single());
    }

    [Fact]
    public async Task The_journal_names_people_of_the_own_party_and_says_of_which_party_others_are()
    {
        var (both, _, name) = await ProposedAsync();
        await using var open = both;
        await SendAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}", new(FormOf(await PageAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}"), "do", "refuse")) { ["reason"] = "no" });

        var (ours, theirs) = (await PageAsync(both, both.AlderCookie, $"{Evidence}/record"), await PageAsync(both, both.BrookCookie, $"{Evidence}/record"));
        string By(Answer page, string what) => Regex.Replace(Regex.Match(TextOf(page), $"{what}(.*?)…", RegexOptions.Singleline).Groups[1].Value, "\\s+", " ");

        By(ours, "Proposal prp_\\w+ by the provider").ShouldContain("Ann , Alder Hosting");
        Regex.IsMatch(By(ours, "is answered by the customer: not accepted"), "person:per_\\w+ , Brook Books").ShouldBeTrue(By(ours, "is answered by the customer: not accepted"));
        By(theirs, "is answered by the customer: not accepted").ShouldContain("Bo , Brook Books");
        theirs.Text.ShouldNotContain(">Ann<");
        ours.Text.ShouldContain($"{Evidence}/facts?batch=");
    }

    [Fact]
    public async Task An_answered_proposal_keeps_saying_what_it_changed_and_a_refusal_is_told_for_two_weeks()
    {
        var (both, time, name) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/proposals/{name}";
        var before = await PageAsync(both, both.BrookCookie, path);
        var effect = Regex.Match(TextOf(before), "If it is accepted: (.*?)\\n").Groups[1].Value.Trim();
        effect.ShouldStartWith("shop is up: ");
        (await SendAsync(both, both.BrookCookie, path, new(FormOf(before, "do", "refuse")) { ["reason"] = "we did not" })).Status.ShouldBe(303);
        // What comes later changes nothing of what whoever answered had seen.
        (await FactsAsync(both, both.Alder, Outage("o-7", "2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z"))).Status.ShouldBe(201);

        var refused = await PageAsync(both, both.AlderCookie, path);
        TextOf(refused).ShouldContain($"It would have changed: {effect}");
        refused.Text.ShouldContain("data-figure=\"preview/periods/0/levels/0/then/attained\"");
        TextOf(refused).ShouldContain($"proposed {Display.Moment(time.Now, DateTimeZoneProviders.Tzdb["Europe/Berlin"])}");
        TextOf(await PageAsync(both, both.AlderCookie, path, "de")).ShouldContain("Was sich geändert hätte");
        TextOf(await PageAsync(both, both.AlderCookie, "/")).ShouldContain("Your proposal was refused: an exclusion");
        TextOf(await PageAsync(both, both.BrookCookie, "/")).ShouldNotContain("Your proposal was refused");
        time.Now += Duration.FromDays(15);

        await using var reading = await both.Server.Store.LookAsync(Cancellation);
        var standing = await SpaceStanding.OfAsync(reading, Space, time.Now, Cancellation);
        (await Surety.Web.Portfolio.Waiting.OfAsync(reading, standing, standing.Zone, Cancellation)).ShouldNotContain(w => w.Kind == Surety.Web.Portfolio.WaitingFor.Refused);
    }

    [Fact]
    public async Task An_accepted_proposal_says_what_it_changed()
    {
        var (both, _, name) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/proposals/{name}";
        var before = await PageAsync(both, both.BrookCookie, path);
        var effect = Regex.Match(TextOf(before), "If it is accepted: (.*?)\\n").Groups[1].Value.Trim();
        (await SendAsync(both, both.BrookCookie, path, FormOf(before, "do", "accept"))).Status.ShouldBe(303);

        var after = await PageAsync(both, both.AlderCookie, path);

        TextOf(after).ShouldContain($"It changed: {effect}");
        TextOf(after).ShouldContain("As it was known when it was answered");
        TextOf(after).ShouldContain("the text leaves out 1 h");
    }

    [Fact]
    public async Task A_report_that_is_due_leads_to_how_it_is_done_and_is_done_by_its_own_side()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        var duty = WebUtility.HtmlDecode(Regex.Match((await PageAsync(both, both.AlderCookie, "/")).Text, "href=\"([^\"]*/duty\\?[^\"]*)\"").Groups[1].Value);
        duty.ShouldBe($"{Evidence}/duty?of=service%20report&period=2026-09");

        var ours = await PageAsync(both, both.AlderCookie, duty);
        var theirs = await PageAsync(both, both.BrookCookie, duty, "de");
        var byOther = await SendAsync(both, both.BrookCookie, $"{Evidence}/duty", new() { ["of"] = "service report", ["period"] = "2026-09", ["form-token"] = Token(theirs) });
        var noToken = await SendAsync(both, both.AlderCookie, $"{Evidence}/duty", new() { ["of"] = "service report", ["period"] = "2026-09" });
        var none = await SendAsync(both, both.AlderCookie, $"{Evidence}/duty", new() { ["of"] = "no report", ["period"] = "2026-09", ["form-token"] = Token(ours) });
        var done = await SendAsync(both, both.AlderCookie, $"{Evidence}/duty", FormOf(ours, "of", "service report"));
        var twice = await SendAsync(both, both.AlderCookie, $"{Evidence}/duty", FormOf(ours, "of", "service report"));

        ours.Text.ShouldContain("&quot;type&quot;:&quot;done&quot;");
        theirs.Text.ShouldNotContain("<form class=\"stack\"");
        TextOf(theirs).ShouldContain("Das schuldet die andere Seite");
        (byOther.Status, noToken.Status, none.Status).ShouldBe((403, 403, 400));
        (done.Status, done.Headers["Location"], twice.Status).ShouldBe((303, duty, 303), done.Text);
        TextOf(await PageAsync(both, both.BrookCookie, duty)).ShouldContain("done Thu 2026-10-08");
        (await PageAsync(both, both.AlderCookie, "/")).Text.ShouldNotContain("/duty?of=service%20report&amp;period=2026-09");
        (await both.GetAsync(both.Brook, $"{Rows}?type=done")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await PageAsync(both, both.AlderCookie, $"{Evidence}/duty?of=nothing&period=2026-09")).Status.ShouldBe(400);
        (await PageAsync(both, both.AlderCookie, $"{Evidence}/duty")).Status.ShouldBe(400);
    }

    static string Token(Answer page) => Regex.Match(page.Text, "name=\"form-token\" value=\"(.*?)\"") is { Success: true } found ? found.Groups[1].Value : "";

    [Fact]
    public async Task An_open_tab_keeps_no_session()
    {
        var (both, time, _) = await ProposedAsync();
        await using var open = both;
        // Nobody has come with it yet, so that the server looks who it is.
        var token = Value(await Sessions.SignInAsync(both.Server.Store, Quick, "ann@alder.example", "ann's password", null, Cancellation)).Token;
        var begun = time.Now;
        Task<Answer> AskAsync(string path, params (string, string)[] headers) => both.Server.CallAsync("GET", path, token, headers: [("Accept", "text/html"), .. headers]);
        Task<Answer> ByItselfAsync() => AskAsync(Evidence, ("Surety-Renewal", "true"));
        async Task<Instant?> SeenAsync() => (await Sessions.FindAsync(both.Server.Store, token, isSeen: false, Cancellation))?.Seen;

        time.Now += Duration.FromHours(11);
        (await ByItselfAsync()).Status.ShouldBe(200);
        (await SeenAsync()).ShouldBe(begun);
        // Somebody comes: from then on it is twelve hours more, whatever the page asked for a moment before.
        (await AskAsync(Evidence)).Status.ShouldBe(200);
        var came = time.Now;
        (await SeenAsync()).ShouldBe(came);
        time.Now += Duration.FromHours(11);
        (await ByItselfAsync()).Status.ShouldBe(200);
        (await SeenAsync()).ShouldBe(came);
        time.Now += Duration.FromHours(2);

        // What the server saw of a session it may go on seeing for two seconds.
        var ended = await ByItselfAsync();
        for (var watch = System.Diagnostics.Stopwatch.StartNew(); ended.Status == 200 && watch.Elapsed < TimeSpan.FromSeconds(30);) ended = await ByItselfAsync();
        var live = await AskAsync($"{Evidence}/live");

        (await SeenAsync()).ShouldBeNull();
        (ended.Status, ended.Headers["Location"]).ShouldBe((303, $"/sign-in?back={Uri.EscapeDataString(Evidence)}"));
        live.Status.ShouldNotBe(200);
    }

    [Fact]
    public async Task Agreements_are_a_table_with_the_same_filters()
    {
        await using var both = await (await BothAsync(Renews.Replace("agreement: hosting-brook\n", "agreement: hosting-brook\ntitle: \"=1+1, or \\\"more\\\"\"\n", StringComparison.Ordinal), new Moving())).InForceAsync();

        var table = await PageAsync(both, both.AlderCookie, "/agreements.csv");
        var theirs = await PageAsync(both, both.AlderCookie, "/agreements.csv?side=customer");
        var page = await PageAsync(both, both.AlderCookie, "/agreements?side=provider&order=name");

        (table.Status, table.Type).ShouldBe((200, "text/csv"), table.Text);
        var lines = table.Text.Split("\r\n");
        lines[0].ShouldStartWith("agreement,title,side,other_party,state,");
        lines[1].ShouldStartWith("alder.hosting-brook,\"'=1+1, or \"\"more\"\"\",provider,Brook Books,");
        lines[2].ShouldBeEmpty();
        theirs.Text.Split("\r\n").Length.ShouldBe(2);
        page.Text.ShouldContain("href=\"/agreements.csv?side=provider&amp;order=name\"");
        (await PageAsync(both, both.AlderCookie, "/agreements.csv?state=wrong")).Status.ShouldBe(400);
    }
}
