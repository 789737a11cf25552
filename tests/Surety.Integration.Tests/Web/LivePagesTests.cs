using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>An open page hears that something was written, and asks for its figures again.</summary>
/// <param name="demo">Both sides.</param>
public sealed class LivePagesTests(ServedDemo demo) : IClassFixture<ServedDemo>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_side_writes_the_other_hears_of()
    {
        using var stream = new StreamReader(await demo.Customer.GetStreamAsync($"{ServedDemo.Agreement}/live", Cancellation));
        (await UntilAsync(stream, "event: seen")).ShouldBeTrue("the stream begins with what there is");

        await SendAsync("a");

        (await UntilAsync(stream, "event: changed")).ShouldBeTrue("and says that something was written, before it ends");
    }

    [Fact]
    public async Task What_was_written_between_two_streams_is_told_by_the_next()
    {
        string id;
        using (var first = new StreamReader(await demo.Customer.GetStreamAsync($"{ServedDemo.Agreement}/live", Cancellation)))
        {
            string? line;
            do line = await first.ReadLineAsync(Cancellation); while (line?.StartsWith("id: ", StringComparison.Ordinal) == false);
            id = line!["id: ".Length..];
        }
        await SendAsync("b");

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ServedDemo.Agreement}/live");
        request.Headers.Add("Last-Event-ID", id);
        using var answer = await demo.Customer.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var next = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));

        (await UntilAsync(next, "event: changed")).ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_asks_for_the_head_alone_opens_no_stream()
    {
        for (var i = 0; i < 60; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, $"{ServedDemo.Agreement}/live");
            using var answer = await demo.Customer.SendAsync(request, Cancellation);
            ((int)answer.StatusCode).ShouldBe(200);
        }

        using var stream = new StreamReader(await demo.Customer.GetStreamAsync($"{ServedDemo.Agreement}/live", Cancellation));
        (await UntilAsync(stream, "event: seen")).ShouldBeTrue();
    }

    // A stream ends by itself after a few seconds: that is the deadline.
    static async Task<bool> UntilAsync(StreamReader stream, string line)
    {
        while (await stream.ReadLineAsync(Cancellation) is { } said)
            if (said == line) return true;
        return false;
    }

    async Task SendAsync(string id)
    {
        using var client = new HttpClient { BaseAddress = demo.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Regex.Match(demo.Output, @"surety_northwind\S+").Value);
        using var fact = new StringContent($$"""{"type":"outage","id":"live-{{id}}","service":"web shop","from":"2026-11-04T08:0{{(id == "a" ? 0 : 2)}}:00Z","until":"2026-11-04T08:0{{(id == "a" ? 1 : 3)}}:00Z"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync($"/v1{ServedDemo.Agreement}/facts?source=live", fact, Cancellation);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
