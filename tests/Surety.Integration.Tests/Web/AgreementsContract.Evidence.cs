using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Shouldly;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Xunit;

namespace Surety.Integration.Tests.Web;

public abstract partial class AgreementsContract
{
    const string Evidence = $"/agreements/{Space}", Excluding = "  exclusions:\n    works:\n      agreed by: customer\nmetrics:\n";

    /// <summary>Facts of a month in which the shop was down for a day, and a proposal of the provider that an hour of it does not count.</summary>
    async Task<(Both Both, Moving Time, string Proposal)> ProposedAsync()
    {
        var time = new Moving();
        var both = await (await BothAsync(Renews.Replace("metrics:\n", Excluding, StringComparison.Ordinal).Replace("observed by: outages", "observed by: outages\n    leaves out: works", StringComparison.Ordinal), time)).InForceAsync();
        var sent = await both.PostAsync(both.Alder, $"{At}/facts?source=probe", """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T00:00:00Z","until":"2026-10-07T00:00:00Z"}""");
        sent.Status.ShouldBe(201, sent.Text);
        var proposed = await both.PostAsync(both.AlderCookie, $"{At}/proposals", """{"kind":"exclusion","reason":"their own change","facts":[{"type":"exclusion","exclusion":"works","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T11:00:00Z"}]}""");
        proposed.Status.ShouldBe(201, proposed.Text);
        return (both, time, proposed.Json.GetProperty("proposal").GetString()!);
    }

    static Task<Answer> PageAsync(Both both, string cookie, string path, string language = "en") => both.Server.CallAsync("GET", path, cookie, headers: [("Accept", "text/html"), ("Accept-Language", language)]);

    static Task<Answer> SendAsync(Both both, string cookie, string path, Dictionary<string, string> fields, params (string, string)[] headers) =>
        both.Server.CallAsync("POST", path, cookie, string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}")), "application/x-www-form-urlencoded", [("Accept", "text/html"), ("Accept-Language", "en"), .. headers]);

    /// <summary>What a browser would send of the form of a page that has a hidden field of some value.</summary>
    static Dictionary<string, string> FormOf(Answer page, string name, string value)
    {
        var form = Regex.Matches(page.Text, "<form class=\"stack\".*?</form>", RegexOptions.Singleline).Select(m => m.Value).First(f => Regex.IsMatch(f, $"name=\"{name}\" value=\"{value}\""));
        return Regex.Matches(form, "<input type=\"hidden\" name=\"(.*?)\" value=\"(.*?)\"").ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
    }

    static string TextOf(Answer page) => WebUtility.HtmlDecode(Regex.Replace(page.Text, "<[^>]*>", " "));

    [Fact]
    public async Task A_page_shows_what_a_proposal_would_change_as_the_api_says_it_and_is_none_for_others()
    {
        var (both, _, name) = await ProposedAsync();
        await using var open = both;

        var ours = await PageAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}");
        var theirs = await PageAsync(both, both.AlderCookie, $"{Evidence}/proposals/{name}", "de");
        var api = (await both.GetAsync(both.Brook, $"{At}/proposals/{name}")).Json.GetProperty("preview");
        var none = await PageAsync(both, both.BrookCookie, $"{Evidence}/proposals/prp_other");

        (ours.Status, theirs.Status).ShouldBe((200, 200), ours.Text);
        var level = api.GetProperty("periods")[0].GetProperty("levels")[0];
        foreach (var figure in new[] { "was", "then" })
        {
            var shown = Regex.Match(ours.Text, $"data-figure=\"preview/periods/0/levels/0/{figure}/attained\" href=\"#(.*?)\".*?>(.*?)</a>");
            shown.Groups[2].Value.ShouldBe(level.GetProperty(figure).GetProperty("attained").GetString(), ours.Text);
            ours.Text.ShouldContain($"id=\"{shown.Groups[1].Value}\"");
        }
        ours.Text.ShouldContain("value=\"accept\"");
        ours.Text.ShouldNotContain("value=\"withdraw\"");
        theirs.Text.ShouldContain("value=\"withdraw\"");
        theirs.Text.ShouldNotContain("value=\"accept\"");
        TextOf(theirs).ShouldContain("Schweigen");
        none.Status.ShouldBe(404);
        var elsewhere = await PageAsync(both, both.BrookCookie, $"/agreements/alder.nothing/proposals/{name}");
        Regex.Replace(elsewhere.Text, "[0-9a-f-]{16,}|/agreements/\\S+?\"", "").ShouldBe(Regex.Replace(none.Text, "[0-9a-f-]{16,}|/agreements/\\S+?\"", ""));
    }

    [Fact]
    public async Task The_time_of_a_level_is_drawn_by_what_each_side_measured_where_both_did()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/evidence?period=2026-10&level=shop+is+up";

        var alone = await PageAsync(both, both.BrookCookie, path);
        // Known by the provider from 00:00 on for 24 h, by the customer from 12:00 on for 14 h: 12 h before and 2 h behind.
        var sent = await both.PostAsync(both.BrookCookie, $"{At}/facts?source=their+probe", """{"type":"outage","id":"o-2","service":"shop","from":"2026-10-06T12:00:00Z","until":"2026-10-07T02:00:00Z"}""");
        sent.Status.ShouldBe(201, sent.Text);
        var (ours, theirs) = (await PageAsync(both, both.BrookCookie, path), await PageAsync(both, both.AlderCookie, path, "de"));
        var none = await PageAsync(both, both.BrookCookie, $"{Evidence}/evidence?period=2026-10");

        alone.Text.ShouldContain("<svg class=\"chart\"");
        alone.Text.ShouldNotContain("sides");
        TextOf(ours).ShouldContain("The two sides disagree for 14 h: one says that it was good, and the other that it was bad.");
        TextOf(ours).ShouldContain("What counts");
        TextOf(theirs).ShouldContain("Die beiden Seiten widersprechen sich für 14 h");
        none.Text.ShouldNotContain("<svg class=\"chart\"");
        // What counts is the time of both: 26 h.
        TextOf(ours).ShouldContain("26 h");
    }

    [Fact]
    public async Task What_other_targets_would_have_cost_is_said_of_months_with_facts_alone()
    {
        var time = new Moving();
        await using var both = await (await BothAsync(Renews, time)).InForceAsync();
        time.Now = Instant.FromUtc(2026, 12, 10, 9, 0);
        // With keys: sessions have ended by then.
        var (alder, brook) = (both.Alder, both.Brook);

        var before = await PageAsync(both, brook, $"{Evidence}/backtest");
        var sent = await both.PostAsync(alder, $"{At}/facts?source=probe", """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T00:00:00Z","until":"2026-10-07T00:00:00Z"}""");
        sent.Status.ShouldBe(201, sent.Text);
        var (after, german) = (await PageAsync(both, brook, $"{Evidence}/backtest"), await PageAsync(both, alder, $"{Evidence}/backtest", "de"));

        TextOf(before).ShouldContain("No month with facts is over yet.");
        // Since January it is in force; October and November have facts, or follow one.
        TextOf(after).ShouldContain("tried on 2 months: October 2026 to November 2026.");
        TextOf(german).ShouldContain("auf 2 Monate angewandt: Oktober 2026 bis November 2026.");
    }

    [Fact]
    public async Task A_proposal_is_answered_on_its_page_once_and_by_who_may()
    {
        var (both, _, name) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/proposals/{name}";
        var page = await PageAsync(both, both.BrookCookie, path);
        var (accept, refuse) = (FormOf(page, "do", "accept"), FormOf(page, "do", "refuse"));

        var silent = await SendAsync(both, both.BrookCookie, path, refuse);
        var noToken = await SendAsync(both, both.BrookCookie, path, accept.Where(f => f.Key != "form-token").ToDictionary());
        var elsewhere = await SendAsync(both, both.BrookCookie, path, accept, ("Sec-Fetch-Site", "cross-site"));
        var unseen = await SendAsync(both, both.BrookCookie, path, accept.Where(f => f.Key != "seen").ToDictionary());
        var reader = await JoinAsync(both, both.BrookCookie, "rita", "reader");
        var asReader = await PageAsync(both, reader, path);
        var byReader = await SendAsync(both, reader, path, new() { ["do"] = "accept" });
        (await both.GetAsync(both.Brook, $"{At}/proposals/{name}")).Json.GetProperty("state").GetString().ShouldBe("open");
        var done = await SendAsync(both, both.BrookCookie, path, accept);
        var late = await SendAsync(both, both.BrookCookie, path, new(refuse) { ["reason"] = "we <b>changed</b> our mind" });

        (silent.Status, silent.Text.Contains("id=\"refuse-fault\"", StringComparison.Ordinal)).ShouldBe((200, true));
        (noToken.Status, elsewhere.Status, unseen.Status).ShouldBe((403, 403, 200));
        TextOf(unseen).ShouldContain("Look at what it changes first");
        asReader.Text.ShouldNotContain("value=\"accept\"");
        TextOf(asReader).ShouldContain("role of a manager");
        byReader.Status.ShouldBe(403);
        (done.Status, done.Headers["Location"]).ShouldBe((303, path), done.Text);
        (await both.GetAsync(both.Brook, $"{At}/proposals/{name}")).Json.GetProperty("state").GetString().ShouldBe("accepted");
        late.Status.ShouldBe(200);
        TextOf(late).ShouldContain("answered meanwhile");
        var after = await PageAsync(both, both.AlderCookie, path);
        TextOf(after).ShouldContain("the text leaves out 1 h");
        after.Text.ShouldNotContain("name=\"do\"");
    }

    static async Task<string> JoinAsync(Both both, string cookie, string name, string role)
    {
        var invited = await both.Server.CallAsync("POST", "/v1/invitations", cookie, $$"""{"email":"{{name}}@brook.example","name":"{{name}}","roles":["{{role}}"]}""");
        var joined = await both.Server.CallAsync("POST", "/v1/invitations/accept", null, $$"""{"token":"{{invited.Json.GetProperty("token").GetString()}}","name":"{{name}}","password":"a long enough password"}""");
        joined.Status.ShouldBe(201, joined.Text);
        return joined.Headers["Set-Cookie"].Split(';')[0].Split('=', 2)[1];
    }

    [Fact]
    public async Task What_moved_since_the_page_was_opened_is_shown_and_nothing_is_accepted()
    {
        var (both, time, name) = await ProposedAsync();
        await using var open = both;
        // The month is over, so that its figures could be relied upon.
        time.Now = Instant.FromUtc(2026, 11, 1, 9, 0);
        var path = $"{Evidence}/proposals/{name}";
        var accept = FormOf(await PageAsync(both, both.BrookCookie, path), "do", "accept");
        (await both.PostAsync(both.Alder, $"{At}/facts?source=probe", """{"type":"outage","id":"o-2","service":"shop","from":"2026-10-09T00:00:00Z","until":"2026-10-10T00:00:00Z"}""")).Status.ShouldBe(201);

        var moved = await SendAsync(both, both.BrookCookie, path, accept);
        var again = await SendAsync(both, both.BrookCookie, path, FormOf(moved, "do", "accept"));

        moved.Status.ShouldBe(200);
        TextOf(moved).ShouldContain("The record has moved since you looked");
        again.Status.ShouldBe(303, again.Text);
    }

    [Fact]
    public async Task Something_is_proposed_by_a_form_that_shows_first_what_it_would_change()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/propose";
        async Task<int> CountAsync() => (await both.GetAsync(both.Brook, $"{At}/proposals")).Json.GetProperty("items").GetArrayLength();
        var form = FormOf(await PageAsync(both, both.BrookCookie, $"{path}?kind=exclusion"), "kind", "exclusion");
        form["do"] = "preview";

        var empty = await SendAsync(both, both.BrookCookie, path, form);
        var twice = await SendAsync(both, both.BrookCookie, path, new(form) { ["exclusion"] = "works", ["reason"] = "kept <as> typed", ["from"] = "2026-10-25T02:30", ["until"] = "2026-03-29T02:30" });
        var filled = new Dictionary<string, string>(form) { ["exclusion"] = "works", ["service"] = "shop", ["reason"] = "they asked for it", ["from"] = "2026-10-06T14:00", ["until"] = "2026-10-06T15:30" };
        var preview = await SendAsync(both, both.BrookCookie, path, filled);
        var sending = new Dictionary<string, string>(filled) { ["do"] = "send", ["name"] = FormOf(preview, "kind", "exclusion")["name"], ["previewed"] = FormOf(preview, "kind", "exclusion")["previewed"] };
        var otherwise = await SendAsync(both, both.BrookCookie, path, new(sending) { ["until"] = "2026-10-06T16:00" });
        (await CountAsync()).ShouldBe(1);
        var sent = await SendAsync(both, both.BrookCookie, path, sending);
        var again = await SendAsync(both, both.BrookCookie, path, sending);

        foreach (var field in new[] { "exclusion", "from", "reason" }) empty.Text.ShouldContain($"id=\"{field}-fault\"");
        foreach (var field in new[] { "from", "until" }) twice.Text.ShouldContain($"id=\"{field}-fault\"");
        twice.Text.ShouldContain("name=\"from-is\"");
        WebUtility.HtmlDecode(twice.Text).ShouldContain("kept <as> typed</textarea>");
        preview.Status.ShouldBe(200);
        preview.Text.ShouldContain("value=\"send\"");
        TextOf(preview).ShouldContain("the text leaves out 1 h 30 min");
        otherwise.Text.ShouldContain("value=\"send\"");
        (sent.Status, sent.Headers["Location"]).ShouldBe((303, $"{Evidence}/proposals/{sending["name"]}"), sent.Text);
        (again.Status, await CountAsync()).ShouldBe((303, 2));
        var fact = (await both.GetAsync(both.Brook, $"{At}/proposals/{sending["name"]}")).Json.GetProperty("facts")[0];
        (fact.GetProperty("from").GetString(), fact.GetProperty("until").GetString()).ShouldBe(("2026-10-06T12:00:00Z", "2026-10-06T13:30:00Z"));
    }

    [Fact]
    public async Task A_correction_and_a_restatement_have_forms_of_their_own()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/propose";
        var sought = await PageAsync(both, both.BrookCookie, $"{path}?kind=correction");
        var none = await PageAsync(both, both.BrookCookie, $"{path}?kind=correction&source=probe&supersedes=o-9");
        var page = await PageAsync(both, both.BrookCookie, $"{path}?kind=correction&source=probe&supersedes=o-1");
        var form = FormOf(page, "kind", "correction");
        var same = new Dictionary<string, string>(form) { ["do"] = "preview", ["fact.service"] = "shop", ["reason"] = "it was up again at noon", ["fact.from"] = "2026-10-06T02:00", ["fact.until"] = "2026-10-07T02:00" };
        var filled = new Dictionary<string, string>(same) { ["fact.until"] = "2026-10-06T12:00" };

        var unchanged = await SendAsync(both, both.BrookCookie, path, same);
        var preview = await SendAsync(both, both.BrookCookie, path, filled);
        var unknown = await SendAsync(both, both.BrookCookie, path, new(filled) { ["fact"] = "not json" });
        // Half of a pair of characters stands for nothing.
        var half = await SendAsync(both, both.BrookCookie, path, new(filled) { ["fact"] = """{"type":"outage","x":"\ud800"}""" });
        var wrong = await SendAsync(both, both.BrookCookie, path, new(filled) { ["fact.from"] = "yesterday" });
        var fields = FormOf(preview, "kind", "correction");
        var sent = await SendAsync(both, both.BrookCookie, path, new(filled) { ["do"] = "send", ["name"] = fields["name"], ["previewed"] = fields["previewed"] });
        var restatement = await PageAsync(both, both.BrookCookie, $"{path}?kind=restatement");

        // It is sought first, and no field stands there empty.
        sought.Text.ShouldContain("name=\"supersedes\"");
        sought.Text.ShouldNotContain("id=\"reason\"");
        none.Text.ShouldContain("id=\"supersedes-fault\"");
        foreach (var (key, said) in new[] { ("from", "2026-10-06T02:00"), ("until", "2026-10-07T02:00") }) Regex.IsMatch(page.Text, $"id=\"fact.{key}\"[^>]*value=\"{said}\"").ShouldBeTrue(page.Text);
        page.Text.ShouldContain("<option selected>shop</option>");
        page.Text.ShouldContain("id=\"fact.cause\"");
        TextOf(unchanged).ShouldContain("Nothing differs from what was sent yet");
        foreach (var refused in new[] { unknown, half })
        {
            refused.Status.ShouldBe(200, refused.Text);
            refused.Text.ShouldContain("id=\"fact-fault\"");
            // What is to be mended is told first, and leads to its field.
            refused.Text.IndexOf("href=\"#fact\"", StringComparison.Ordinal).ShouldBeInRange(1, refused.Text.IndexOf("<form class=\"stack\"", StringComparison.Ordinal));
        }
        wrong.Text.ShouldContain("id=\"fact.from-fault\"");
        sent.Status.ShouldBe(303, sent.Text);
        var proposed = (await both.GetAsync(both.Brook, $"{At}/proposals/{fields["name"]}")).Json.GetProperty("facts")[0];
        proposed.GetRawText().ShouldBe("""{"type":"outage","id":"o-1-corrected","source":"probe","supersedes":"o-1","service":"shop","from":"2026-10-06T00:00:00Z","until":"2026-10-06T10:00:00Z"}""");
        var shown = await PageAsync(both, both.AlderCookie, sent.Headers["Location"]);
        TextOf(shown).ShouldContain("o-1-corrected");
        // Both values stand side by side.
        Regex.IsMatch(shown.Text, "<code>until</code></th>\\s*<td[^>]*>Wed 2026-10-07 02:00</td>\\s*<td[^>]*><strong>Tue 2026-10-06 12:00</strong>").ShouldBeTrue(shown.Text);
        Regex.IsMatch(shown.Text, "<code>from</code></th>\\s*<td[^>]*>Tue 2026-10-06 02:00</td>\\s*<td[^>]*>Tue 2026-10-06 02:00</td>").ShouldBeTrue(shown.Text);
        TextOf(shown).ShouldContain("Money stays as it is:");
        var instead = await PageAsync(both, both.AlderCookie, $"{path}?instead={fields["name"]}");
        Regex.IsMatch(instead.Text, "id=\"fact.until\"[^>]*value=\"2026-10-06T12:00\"").ShouldBeTrue(instead.Text);
        TextOf(restatement).ShouldContain("There is nothing to publish again.");
    }

    [Fact]
    public async Task A_fact_with_a_value_and_labels_is_corrected_in_fields_of_its_own()
    {
        var (both, _, _) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/propose";
        (await both.PostAsync(both.Alder, $"{At}/facts?source=probe", """{"type":"sample","id":"s-1","service":"shop","at":"2026-10-05T01:30:00Z","value":12.5,"labels":{"rack":"r1","note":"one\ntwo"}}""")).Status.ShouldBe(201);
        var page = await PageAsync(both, both.BrookCookie, $"{path}?kind=correction&source=probe&supersedes=s-1", "de");
        var filled = new Dictionary<string, string>(FormOf(page, "kind", "correction")) { ["do"] = "preview", ["fact.service"] = "shop", ["fact.at"] = "2026-10-05T03:30", ["fact.value"] = "11", ["fact.labels.rack"] = "r1", ["fact.labels.note"] = "one\r\ntwo", ["reason"] = "misread" };
        var preview = await SendAsync(both, both.BrookCookie, path, filled);
        var fields = FormOf(preview, "kind", "correction");
        var sent = await SendAsync(both, both.BrookCookie, path, new(filled) { ["do"] = "send", ["name"] = fields["name"], ["previewed"] = fields["previewed"] });

        TextOf(page).ShouldContain("Ändern Sie, was falsch war");
        Regex.IsMatch(page.Text, "id=\"fact.labels.rack\"[^>]*value=\"r1\"").ShouldBeTrue(page.Text);
        sent.Status.ShouldBe(303, sent.Text);
        (await both.GetAsync(both.Brook, $"{At}/proposals/{fields["name"]}")).Json.GetProperty("facts")[0].GetRawText().ShouldBe("""{"type":"sample","id":"s-1-corrected","source":"probe","supersedes":"s-1","service":"shop","at":"2026-10-05T01:30:00Z","value":11,"labels":{"rack":"r1","note":"one\ntwo"}}""");
    }

    [Fact]
    public async Task What_is_proposed_instead_keeps_the_labels_and_an_answered_proposal_says_where_its_effect_is()
    {
        var (both, _, name) = await ProposedAsync();
        await using var open = both;
        var path = $"{Evidence}/propose";
        var proposed = await both.PostAsync(both.AlderCookie, $"{At}/proposals", """{"kind":"exclusion","reason":"a rack","facts":[{"type":"exclusion","exclusion":"works","service":"shop","part":"till","labels":{"rack":"r1"},"from":"2026-10-06T10:00:00Z","until":"2026-10-06T11:00:00Z"}]}""");
        proposed.Status.ShouldBe(201, proposed.Text);

        var form = await PageAsync(both, both.BrookCookie, $"{path}?instead={proposed.Json.GetProperty("proposal").GetString()}");
        var preview = await SendAsync(both, both.BrookCookie, path, new(FormOf(form, "kind", "exclusion")) { ["do"] = "preview", ["exclusion"] = "works", ["service"] = "shop", ["label.part"] = "till", ["label.labels.rack"] = "r1", ["from"] = "2026-10-06T12:00", ["until"] = "2026-10-06T12:30", ["reason"] = "half of it" });
        var fields = FormOf(preview, "kind", "exclusion");
        var sent = await SendAsync(both, both.BrookCookie, path, new(fields) { ["do"] = "send", ["exclusion"] = "works", ["service"] = "shop", ["label.part"] = "till", ["label.labels.rack"] = "r1", ["from"] = "2026-10-06T12:00", ["until"] = "2026-10-06T12:30", ["reason"] = "half of it" });
        var page = await PageAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}");
        var silent = await SendAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}", FormOf(page, "do", "refuse"));
        await SendAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}", FormOf(page, "do", "accept"));

        foreach (var (field, said) in new[] { ("label.part", "till"), ("label.labels.rack", "r1") }) Regex.IsMatch(form.Text, $"id=\"{field}\"[^>]*value=\"{said}\"").ShouldBeTrue(form.Text);
        sent.Status.ShouldBe(303, sent.Text);
        var fact = (await both.GetAsync(both.Brook, $"{At}/proposals/{fields["name"]}")).Json.GetProperty("facts")[0];
        (fact.GetProperty("part").GetString(), fact.GetProperty("labels").GetProperty("rack").GetString()).ShouldBe(("till", "r1"));
        silent.Text.IndexOf("href=\"#refuse-reason\"", StringComparison.Ordinal).ShouldBeInRange(1, silent.Text.IndexOf("<form class=\"stack\"", StringComparison.Ordinal));
        Regex.IsMatch((await PageAsync(both, both.BrookCookie, $"{Evidence}/evidence")).Text, $"href=\"{Evidence}/proposals/{name}\">What it changed</a>").ShouldBeTrue();
    }

    [Fact]
    public async Task The_evidence_of_a_month_names_what_counts_and_what_does_not()
    {
        var (both, _, name) = await ProposedAsync();
        await using var open = both;

        var before = await PageAsync(both, both.BrookCookie, $"{Evidence}/evidence?period=2026-10");
        await SendAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}", FormOf(await PageAsync(both, both.BrookCookie, $"{Evidence}/proposals/{name}"), "do", "accept"));
        var after = await PageAsync(both, both.AlderCookie, $"{Evidence}/evidence?period=2026-10&level=shop%20is%20up");
        var german = await PageAsync(both, both.AlderCookie, $"{Evidence}/evidence", "de");
        var noMonth = await PageAsync(both, both.AlderCookie, $"{Evidence}/evidence?period=2031-01");
        var noLevel = await PageAsync(both, both.AlderCookie, $"{Evidence}/evidence?level=shop%20is%20down");

        TextOf(before).ShouldContain("1 proposal waits for your answer.");
        before.Text.ShouldContain($"{Evidence}/proposals/{name}");
        TextOf(before).ShouldContain("No exclusion took time from any level.");
        Regex.IsMatch(after.Text, "data-figure=\"levels/\\d+/why\" href=\".*?of=shop%20is%20up.*?#why\"").ShouldBeTrue(after.Text);
        TextOf(after).ShouldContain("left out");
        TextOf(german).ShouldContain("Ausnahme zählt");
        (noMonth.Status, noLevel.Status).ShouldBe((400, 400));
    }

    [Fact]
    public async Task Proposals_stand_on_pages_those_that_wait_first()
    {
        var (both, _, name) = await ProposedAsync();
        await using var open = both;
        for (var i = 0; i < 24; i++)
        {
            var proposed = await Storage.Exclusions.Proposals.ProposeAsync(both.Server.Store, Space, Side.Provider, "key:1", new(ProposalKind.Exclusion, "", System.Text.Encoding.UTF8.GetBytes($$"""{"type":"exclusion","exclusion":"works","service":"shop","from":"2026-10-07T{{i:D2}}:00:00Z","until":"2026-10-07T{{i:D2}}:10:00Z"}"""), $"reason {i}", $"prp_{i:D2}"), TestContext.Current.CancellationToken);
            proposed.ShouldBeOfType<Result<Storage.Records.Written<Storage.Exclusions.Proposal>>.Ok>();
            if (i < 4) (await Storage.Exclusions.Proposals.WithdrawAsync(both.Server.Store, Space, $"prp_{i:D2}", Side.Provider, "key:1", null, TestContext.Current.CancellationToken)).ShouldBeOfType<Result<Storage.Exclusions.ProposalAnswered>.Ok>();
        }

        var first = await PageAsync(both, both.BrookCookie, $"{Evidence}/evidence");
        var next = await PageAsync(both, both.BrookCookie, $"{Evidence}/evidence?from=20");
        var end = await PageAsync(both, both.BrookCookie, $"{Evidence}/evidence?from=40");
        var listed = await both.GetAsync(both.Brook, $"{At}/proposals?state=withdrawn&limit=3");

        Named(first).ShouldBe([name, .. Enumerable.Range(4, 19).Select(i => $"prp_{i:D2}")]);
        Named(next).ShouldBe(["prp_23", "prp_03", "prp_02", "prp_01", "prp_00"]);
        first.Text.ShouldContain("/evidence?from=20#proposals");
        next.Text.ShouldNotContain("#proposals\"");
        TextOf(first).ShouldContain("21 proposals wait for your answer.");
        TextOf(next).ShouldContain("21 proposals wait for your answer.");
        (end.Status, Named(end).Count).ShouldBe((200, 0));
        listed.Json.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("reason").GetString()).ShouldBe(["reason 3", "reason 2", "reason 1"]);

        static List<string> Named(Answer page) => [.. Regex.Matches(page.Text, "<th scope=\"row\"><a href=\"[^\"]*/proposals/(prp_[^\"]+)\"").Select(m => m.Groups[1].Value)];
    }

    [Fact]
    public async Task Sources_say_whose_they_are_when_they_sent_last_and_which_one_is_silent()
    {
        var (both, time, _) = await ProposedAsync();
        await using var open = both;
        var lines = string.Concat(Enumerable.Range(0, 60).Select(i => $$"""{"type":"outage","id":"x-{{i}}","service":"shop","from":"2026-10-05T00:{{i:00}}:00Z","until":"2026-10-05T00:{{i:00}}:30Z"}""" + "\n"));
        (await both.PostAsync(both.Alder, $"{At}/facts?source=web-probe", lines, type: "application/x-ndjson")).Status.ShouldBe(201);
        await both.Server.CallAsync("POST", "/v1/keys", both.AlderCookie, """{"label":"probe in Frankfurt","scopes":["facts"],"sources":["web-probe"]}""");

        var fresh = await PageAsync(both, both.AlderCookie, $"{Evidence}/sources");
        time.Now += Duration.FromHours(30);
        var silent = await PageAsync(both, both.AlderCookie, $"{Evidence}/sources");
        var theirs = await PageAsync(both, both.BrookCookie, $"{Evidence}/sources", "de");

        TextOf(fresh).ShouldContain("None of them is silent");
        TextOf(fresh).ShouldContain("probe in Frankfurt");
        fresh.Text.ShouldContain(both.Server.Address.ToString().TrimEnd('/') + $"/v1/agreements/{Space}/facts?source=");
        var counted = (await both.GetAsync(both.Alder, $"{At}/sources")).Json.GetProperty("items").EnumerateArray().Single(s => s.GetProperty("source").GetString() == "web-probe");
        Regex.IsMatch(fresh.Text, $"web-probe.*?data-name=\"Facts\">{counted.GetProperty("accepted").GetInt64()}<", RegexOptions.Singleline).ShouldBeTrue(fresh.Text);
        TextOf(silent).ShouldContain($"No data since {Display.Moment(Instant.FromUtc(2026, 10, 8, 9, 0), DateTimeZoneProviders.Tzdb["Europe/Berlin"])} from source web-probe.");
        TextOf(theirs).ShouldContain("Keine Daten seit");
        theirs.Text.ShouldNotContain("probe in Frankfurt");
        TextOf(theirs).ShouldContain("der anderen Seite");
    }

    [Fact]
    public async Task Pages_of_an_agreement_without_facts_say_what_will_stand_there()
    {
        await using var both = await BothAsync();

        var evidence = await PageAsync(both, both.BrookCookie, $"{Evidence}/evidence");
        var sources = await PageAsync(both, both.BrookCookie, $"{Evidence}/sources", "de");
        var propose = await PageAsync(both, both.BrookCookie, $"{Evidence}/propose");
        var inForce = await both.InForceAsync();
        var clauses = await PageAsync(both, both.BrookCookie, $"{Evidence}/propose?kind=announcement");

        TextOf(evidence).ShouldContain("Nobody has proposed anything.");
        TextOf(evidence).ShouldContain("There is no month to look at yet.");
        TextOf(sources).ShouldContain("Es ist noch nichts eingegangen.");
        sources.Text.ShouldContain("application/cloudevents+json".Replace("+", "&#x2B;", StringComparison.Ordinal));
        TextOf(propose).ShouldContain("Nothing can be proposed yet.");
        TextOf(clauses).ShouldContain("The agreement leaves nothing out.");
        foreach (var page in new[] { "evidence", "sources", "propose" }) (await PageAsync(both, both.BrookCookie, $"/agreements/alder.nothing/{page}")).Status.ShouldBe(404, page);
        inForce.ShouldNotBeNull();
    }
}
