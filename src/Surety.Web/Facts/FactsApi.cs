using System.Text.Json;
using Surety.Facts;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Facts;

/// <summary>Facts come in: what is acknowledged is on the disk, what is sent twice counts once. Source: docs/guide/api.md, "Facts".</summary>
static class FactsApi
{
    /// <summary>So many bytes of facts are taken in one request.</summary>
    const long Most = 32 << 20;

    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/agreements/{agreement}/facts", "sendFacts", "Facts", "Takes facts about an agreement; the answer comes when they are on the disk.", call => TakeAsync(call, call.Path("agreement")))
        {
            Needs = Permission.Facts, MostBytes = Most, IsRepeatable = true, Takes = Forms, Query = Queries, Gives = Answers,
            About = "Sent twice counts once, for ever: a batch by its name (`batch`, else the Idempotency-Key, else its own hash), a fact by its source and id. Rows that cannot be used are told and not kept; the others are.",
        },
        new("POST", "/v1/feeds/{feed}/facts", "sendFeedFacts", "Facts", "Takes measurements that several agreements read; the first ones open the feed.", call => TakeAsync(call, call.Path("feed"), isFeed: true))
        {
            Needs = Permission.Facts, MostBytes = Most, IsRepeatable = true, Takes = Forms, Query = Queries, Gives = Answers,
        },
    ];

    static ValueList<(string, string)> Forms => [
        ("application/json", "One fact, as facts.schema.json has it."),
        ("application/x-ndjson", "Facts, one on each line."),
        ("text/csv", "A table whose columns are named like the keys of facts."),
        ("application/cloudevents+json", "One CloudEvent whose data is a fact; its id and source are those of the fact."),
        ("application/cloudevents-batch+json", "A list of CloudEvents."),
    ];

    static ValueList<Query> Queries => [
        new("source", new Shape.Words(200), "The source of facts that name none; where silent, the name of the key that sends them."),
        new("batch", new Shape.Words(200), "What the sender calls these facts; sent again under this name they count once, and other facts under it are refused."),
    ];

    static ValueList<Answer> Answers => [
        new(201, "They are on the disk.", Shape: Receipts.Shape),
        new(200, "Nothing was new: it had been sent before, or no row can be used.", Shape: Receipts.Shape),
    ];

    static async Task<Reply> TakeAsync(Call call, string space, bool isFeed = false)
    {
        await Task.CompletedTask;
        _ = (call, space, isFeed);
        throw new NotSupportedException();
    }
}
