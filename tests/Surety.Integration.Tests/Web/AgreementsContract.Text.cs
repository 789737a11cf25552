using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Web;

public abstract partial class AgreementsContract
{
    [Fact]
    public async Task The_page_of_a_text_has_each_line_of_the_file_that_is_signed_its_signatures_and_what_it_waits_for()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        (await both.PostAsync(both.Brook, $"{At}/versions", Amended(), await both.ETagAsync(both.Brook), Yaml)).Status.ShouldBe(201);

        var page = await PageAsync(both, both.AlderCookie, $"{Evidence}/text");
        var next = await PageAsync(both, both.AlderCookie, $"{Evidence}/text/2", "de");
        var diff = await PageAsync(both, both.AlderCookie, $"{Evidence}/text/1/diff/2");
        var versions = (await both.GetAsync(both.Alder, At)).Json.GetProperty("versions");
        var file = (await both.GetAsync(both.Alder, $"{At}/versions/1", Yaml)).Text.TrimEnd('\n').Split('\n');

        (page.Status, next.Status, diff.Status).ShouldBe((200, 200, 200), page.Text + next.Text + diff.Text);
        for (var line = 0; line < file.Length; line++) System.Net.WebUtility.HtmlDecode(page.Text).ShouldContain($"<li id=\"line-{line + 1}\">{file[line]}</li>");
        page.Text.ShouldNotContain($"id=\"line-{file.Length + 1}\"");
        page.Text.ShouldContain(versions[0].GetProperty("file").GetString()!);
        page.Text.ShouldNotContain("--sign KEY.pem", Case.Sensitive, "nothing waits for a signature");
        next.Text.ShouldContain("--sign KEY.pem");
        TextOf(next).ShouldContain("99.8");
        TextOf(diff).ShouldContain("99.8 %");
        var entry = Regex.Match(page.Text, "href=\"(/agreements/[^\"]*?/record\\?before=\\d+)#(entry-\\d+)\"");
        (await PageAsync(both, both.AlderCookie, entry.Groups[1].Value)).Text.ShouldContain($"id=\"{entry.Groups[2].Value}\"");
    }

    [Fact]
    public async Task Pages_of_a_text_and_a_record_are_none_for_others()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        await OtherSpaceAsync(both);

        foreach (var page in new[] { "text", "text/1", "text/1/diff/1", "text/1/file", "record" })
        {
            var foreign = await PageAsync(both, both.BrookCookie, $"/agreements/alder.other/{page}");
            var nowhere = await PageAsync(both, both.BrookCookie, $"/agreements/alder.nobody/{page}");

            (foreign.Status, nowhere.Status).ShouldBe((404, 404), page);
            Traceless(foreign.Text).Replace("alder.other", "", StringComparison.Ordinal).ShouldBe(Traceless(nowhere.Text).Replace("alder.nobody", "", StringComparison.Ordinal), page);
        }

        static string Traceless(string text) => Regex.Replace(text, "[0-9a-f-]{16,}", "");
    }

    [Fact]
    public async Task The_page_of_a_record_shows_entries_of_a_kind_and_verifies_all_of_them()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        var path = $"{Evidence}/record";

        var page = await PageAsync(both, both.BrookCookie, path);
        var facts = await PageAsync(both, both.BrookCookie, $"{path}?kind=facts");
        var decisions = await PageAsync(both, both.BrookCookie, $"{path}?kind=decisions");
        var unknown = await PageAsync(both, both.BrookCookie, $"{path}?kind=gossip");
        var bare = await SendAsync(both, both.BrookCookie, path, []);
        var verified = await SendAsync(both, both.BrookCookie, path, new() { ["form-token"] = Regex.Match(page.Text, "name=\"form-token\" value=\"([0-9a-f]+)\"").Groups[1].Value });
        var journal = (await both.GetAsync(both.Brook, $"{At}/journal?limit=200")).Json.GetProperty("items").GetArrayLength();

        page.Status.ShouldBe(200, page.Text);
        Regex.Count(page.Text, "<tr id=\"entry-").ShouldBe(journal);
        Regex.Count(decisions.Text, "<tr id=\"entry-").ShouldBe(journal, "there are no facts yet");
        Regex.Count(facts.Text, "<tr id=\"entry-").ShouldBe(0);
        TextOf(facts).ShouldContain("No entry of this kind stands here.");
        unknown.Status.ShouldBe(400);
        bare.Status.ShouldBe(403);
        (verified.Status, TextOf(verified)).ShouldSatisfyAllConditions(v => v.Status.ShouldBe(200), v => v.Item2.ShouldContain("Everything is as it was written."));
    }

    [Fact]
    public async Task The_audit_is_searched_as_far_back_as_it_goes()
    {
        await using var both = await (await BothAsync()).InForceAsync();
        var first = await PageAsync(both, both.AlderCookie, "/record");
        var actions = Regex.Matches(first.Text, "/record\\?action=([a-z.%-]+)\"").Select(m => m.Groups[1].Value).Distinct().ToList();

        actions.ShouldNotBeEmpty();
        foreach (var action in actions)
        {
            var only = await PageAsync(both, both.AlderCookie, $"/record?action={action}");
            Regex.Matches(only.Text, "/record\\?action=([a-z.%-]+)\"").Select(m => m.Groups[1].Value).Distinct().ShouldBe([action]);
        }
        TextOf(await PageAsync(both, both.AlderCookie, "/record?who=nobody-of-that-name")).ShouldContain("Nothing of this kind stands here.");
        TextOf(await PageAsync(both, both.AlderCookie, "/record?who=nobody-of-that-name", "de")).ShouldContain("Von dieser Art steht hier nichts.");
    }
}
