using System.Net.Http.Headers;
using System.Text.Json;
using NodaTime;
using Shouldly;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What a server tells of facts that came after their month was published.</summary>
public abstract partial class FiguresContract
{
    const string LateOutage = """{"type":"outage","id":"o-9","source":"probe","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}""";

    static async Task<JsonElement> TakenAsync(HttpClient client, string path, string body, string type = "application/x-ndjson", string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text.TrimEnd('\n').Split('\n')[^1]).RootElement;
    }

    async Task PublishedAsync(string space)
    {
        Time.Now = At("2026-11-10T09:00:00Z");
        (await PostAsync(Client, $"/v1/agreements/{space}/close", null)).Text.ShouldContain("\"period\":\"2026-10\"");
        Time.Now += Duration.FromDays(2);
    }

    static (string?, string?, int, long, bool)[] Told(JsonElement receipt) => receipt.TryGetProperty("late", out var late)
        ? [.. late.EnumerateArray().Select(l => (l.GetProperty("agreement").GetString(), l.GetProperty("period").GetString(), l.GetProperty("revision").GetInt32(), l.GetProperty("facts").GetInt64(), l.GetProperty("final").GetBoolean()))] : [];

    [Fact]
    public async Task The_receipt_says_for_which_published_month_facts_came_too_late()
    {
        await ApplyAsync(Alder);
        Time.Now = At("2026-11-02T09:00:00Z");
        await SendAsync(LateOutage.Replace("o-9", "o-1", StringComparison.Ordinal));
        await PublishedAsync(Space);
        var path = $"/v1/agreements/{Space}/facts";

        var inTime = await TakenAsync(Client, path, LateOutage.Replace("o-9", "o-2", StringComparison.Ordinal).Replace("2026-10-20", "2026-11-12", StringComparison.Ordinal).Replace("T1", "T0", StringComparison.Ordinal));
        var single = await TakenAsync(Client, path, LateOutage, "application/json");
        var lines = await TakenAsync(Client, path, LateOutage.Replace("o-9", "o-10", StringComparison.Ordinal).Replace("10-20", "10-22", StringComparison.Ordinal), accept: "application/x-ndjson");
        var cloud = await TakenAsync(Client, path, """{"specversion":"1.0","id":"o-11","source":"probe","type":"fact","data":{"type":"state","service":"office","at":"2026-10-02T10:00:00Z","state":"up"}}""", "application/cloudevents+json");
        var again = await TakenAsync(Client, path, LateOutage, "application/json");

        Told(inTime).ShouldBeEmpty();
        foreach (var receipt in new[] { single, lines, cloud, again }) Told(receipt).ShouldBe([(Space, "2026-10", 0, 1, false)]);
        single.GetProperty("late")[0].GetProperty("mend").GetString()!.ShouldContain($"POST /v1/agreements/{Space}/proposals");
        var listed = (await JsonAsync($"/v1/agreements/{Space}/statements")).GetProperty("items")[0].GetProperty("late");
        (listed.GetProperty("facts").GetInt64(), listed.GetProperty("first").GetString()).ShouldBe((3, "2026-10-02T10:00:00Z"));
        (await JsonAsync($"/v1/agreements/{Space}/levels")).GetProperty("late")[0].GetProperty("facts").GetInt64().ShouldBe(3);
        var key = Prompt.Write("alder.key", await KeyAsync(Alder, Permission.Read, Permission.Facts));
        (await RunAsync("status", "--server", $"{Url}", "--api-key-file", key)).Output.ShouldContain("2026-10: since it was published, 3 facts came in of its time");
        (await RunAsync("statement", "2026-10", "--server", $"{Url}", "--api-key-file", key)).Output.ShouldContain("2026-10: since it was published, 3 facts came in of its time");
        (await RunAsync("ingest", Prompt.Write("more.jsonl", LateOutage.Replace("o-9", "o-12", StringComparison.Ordinal).Replace("10-20", "10-24", StringComparison.Ordinal)), "--server", $"{Url}", "--api-key-file", key)).Messages.ShouldContain($"{Space}: 2026-10, revision 0, is published already, and 1 fact came in of its time.");
    }

    [Fact]
    public async Task Of_a_feed_the_agreements_are_told_that_the_sender_may_see()
    {
        static string Reading(string text) => text.Replace("scope:", "scope:\n  feeds: [platform-eu]", StringComparison.Ordinal).Replace("observed by: outages", "observed by: outages\n    facts: feed platform-eu", StringComparison.Ordinal);
        foreach (var id in new[] { "hosting-one", "hosting-two" }) await ApplyAsync(Alder, id, Reading(Example.Agreement));
        const string path = "/v1/feeds/alder.platform-eu/facts";
        Time.Now = At("2026-11-02T09:00:00Z");
        await TakenAsync(Client, path, LateOutage.Replace("o-9", "o-1", StringComparison.Ordinal));
        foreach (var id in new[] { "hosting-one", "hosting-two" })
        {
            await PublishedAsync($"alder.{id}");
        }
        async Task<HttpClient> OnlyAsync(string space)
        {
            var client = new HttpClient { BaseAddress = Url };
            client.DefaultRequestHeaders.Authorization = new("Bearer", Value(await ApiKeys.MakeAsync(Store, Alder, new("only", [Permission.Facts, Permission.Read], [], space, null), Cancellation)).Token);
            return client;
        }
        using var ofFeed = await OnlyAsync("alder.platform-eu");

        var all = await TakenAsync(Client, path, LateOutage);
        var only = await TakenAsync(ofFeed, path, LateOutage.Replace("o-9", "o-10", StringComparison.Ordinal).Replace("10-20", "10-22", StringComparison.Ordinal));

        Told(all).ShouldBe([("alder.hosting-one", "2026-10", 0, 1, false), ("alder.hosting-two", "2026-10", 0, 1, false)]);
        Told(only).ShouldBeEmpty();
        // It is counted all the same, for whoever may see it.
        (await JsonAsync("/v1/agreements/alder.hosting-two/levels")).GetProperty("late")[0].GetProperty("facts").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_may_only_send_hears_nothing_of_what_agreements_say()
    {
        static string Reading(string text) => text.Replace("scope:", "scope:\n  feeds: [platform-eu]", StringComparison.Ordinal).Replace("observed by: outages", "observed by: outages\n    facts: feed platform-eu", StringComparison.Ordinal);
        await ApplyAsync(Alder, "hosting-one", Reading(Example.Agreement));
        const string feed = "/v1/feeds/alder.platform-eu/facts";
        Time.Now = At("2026-11-02T09:00:00Z");
        await TakenAsync(Client, feed, LateOutage.Replace("o-9", "o-1", StringComparison.Ordinal));
        await PublishedAsync("alder.hosting-one");
        using var sender = new HttpClient { BaseAddress = Url };
        sender.DefaultRequestHeaders.Authorization = new("Bearer", await KeyAsync(Alder, Permission.Facts));
        var slip = LateOutage.Replace("\"shop\"", "\"shopp\"", StringComparison.Ordinal);

        var ofFeed = await TakenAsync(sender, feed, slip);
        var ofAgreement = await TakenAsync(sender, "/v1/agreements/alder.hosting-one/facts", slip);
        var reader = await TakenAsync(Client, feed, slip.Replace("o-9", "o-10", StringComparison.Ordinal));

        Told(ofFeed).ShouldBeEmpty();
        Told(ofAgreement).ShouldBe([("alder.hosting-one", "2026-10", 0, 1, false)]);
        foreach (var receipt in new[] { ofFeed, ofAgreement })
        {
            var warning = receipt.GetProperty("warnings").EnumerateArray().ShouldHaveSingleItem();
            warning.GetProperty("name").GetString().ShouldBe("shopp");
            warning.TryGetProperty("mend", out _).ShouldBeFalse();
        }
        $"{ofFeed}".ShouldNotContain("hosting-one");
        Told(reader).ShouldBe([("alder.hosting-one", "2026-10", 0, 1, false)]);
        reader.GetProperty("warnings")[0].GetProperty("mend").GetString().ShouldBe("Did you mean 'shop'?");
    }

    [Fact]
    public async Task No_more_warnings_are_told_than_the_receipt_declares()
    {
        await ApplyAsync(Alder);
        Time.Now = At("2026-11-02T09:00:00Z");
        static string Fact(int i, string service, string more) => LateOutage.Replace("o-9", $"{service}-{i}", StringComparison.Ordinal).Replace("\"shop\"", $"\"{service}\"", StringComparison.Ordinal).Replace("}", $"{more}}}", StringComparison.Ordinal);
        var lines = string.Join('\n', Enumerable.Range(0, 15).SelectMany(i => new[] { Fact(i, $"none{i}", ""), Fact(i, "shop", $",\"supersedes\":\"gone-{i}\"") }));

        var receipt = await TakenAsync(Client, $"/v1/agreements/{Space}/facts", lines, "application/x-ndjson");

        receipt.GetProperty("accepted").GetInt32().ShouldBe(30, $"{receipt}");
        receipt.GetProperty("warnings").GetArrayLength().ShouldBe(20);
    }

    [Fact]
    public async Task Names_that_the_agreement_does_not_have_are_told_in_the_receipt()
    {
        await ApplyAsync(Alder);
        Time.Now = At("2026-11-02T09:00:00Z");
        var path = $"/v1/agreements/{Space}/facts";
        var slip = LateOutage.Replace("\"shop\"", "\"shopp\"", StringComparison.Ordinal);

        foreach (var (body, type, accept) in new[] { (slip, "application/json", "application/json"), (slip.Replace("o-9", "o-10", StringComparison.Ordinal), "application/x-ndjson", "application/x-ndjson") })
        {
            var receipt = await TakenAsync(Client, path, body, type, accept);

            receipt.GetProperty("accepted").GetInt32().ShouldBe(1);
            var warning = receipt.GetProperty("warnings").EnumerateArray().ShouldHaveSingleItem();
            (warning.GetProperty("name").GetString(), warning.GetProperty("mend").GetString()).ShouldBe(("shopp", "Did you mean 'shop'?"));
        }
        (await TakenAsync(Client, path, LateOutage.Replace("o-9", "o-11", StringComparison.Ordinal))).TryGetProperty("warnings", out _).ShouldBeFalse();
    }
}
