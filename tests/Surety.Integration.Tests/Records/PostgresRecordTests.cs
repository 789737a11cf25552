using System.Diagnostics;
using Shouldly;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>The record on a server: the one that SURETY_TEST_POSTGRES names, each test in a database of its own.</summary>
public sealed class PostgresRecordTests : RecordContract
{
    readonly PostgresDatabase database = new();

    public override void Dispose()
    {
        base.Dispose();
        database.Dispose();
    }

    protected override string[] Where => ["--store", database.Store, "--data", Prompt.Path("keys")];

    protected override StoreAddress Address => database.Address(Prompt.Path("keys"));

    protected override Task ExecuteAsync(string sql)
    {
        database.Execute(sql);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_server_that_would_lose_commits_is_refused()
    {
        await ExecuteAsync($"alter database {database.Name} set synchronous_commit = off");

        var run = await RunAsync(Prompt.Now, "apply", Prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider");

        run.Code.ShouldBe(1);
        run.Messages.ShouldContain("synchronous_commit = off");
    }

    [Fact]
    public async Task Two_programs_write_one_journal()
    {
        await RunAsync(Prompt.Now, "apply", Prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider");

        var runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => RunAsync(Prompt.Now, "ingest", Prompt.Write($"p{i}.jsonl", $$"""{"type":"outage","id":"p-{{i}}","service":"shop","from":"2026-10-06T10:00:00Z"}"""))));

        runs.ShouldAllBe(r => r.Code == 0);
        var doctor = await RunAsync(Prompt.Now, "doctor");
        doctor.Code.ShouldBe(0, doctor.Output + doctor.Messages);
        doctor.Output.ShouldContain("12 facts in 12 batches");
    }

    [Fact]
    public async Task Two_programs_write_to_many_spaces_in_any_order_and_none_waits_for_the_other_for_ever()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var one = Opened(await Store.WriteAsync(Address, new Fixed(Prompt.Now), cancellation));
        await using var two = Opened(await Store.WriteAsync(database.Address(Prompt.Path("other")), new Fixed(Prompt.Now), cancellation));
        // Each of them begins each space, if the other did not.
        Task WriteAsync(Store store, string space) => store.WriteAsync(space, null, writing => Task.FromResult(writing.Space is null ? writing.Append(new Surety.Journal.Recorded.Opened(space, Surety.Journal.SpaceKind.Feed, null)) : writing.Append(new Surety.Journal.Recorded.Exported(writing.Seq))), cancellation);

        var names = Enumerable.Range(0, 20).Select(i => $"feed-{i}").ToList();
        for (var round = 0; round < 10; round++)
            await Task.WhenAll([.. names.Select(n => WriteAsync(one, n)), .. Enumerable.Reverse(names).Select(n => WriteAsync(two, n))]);

        await using var reading = await one.LookAsync(cancellation);
        // Each key once, an opening, and the rest.
        foreach (var name in names) (await reading.EntriesAsync(name, 1, long.MaxValue, cancellation)).Count.ShouldBe(22, name);
    }

    [Fact]
    public async Task Whatever_is_written_together_goes_to_the_server_together()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var root = new Activity("the writers").Start();
        var ways = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a => { if (a.TraceId == root.TraceId) Interlocked.Increment(ref ways); },
        };
        ActivitySource.AddActivityListener(listener);
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(Prompt.Now), cancellation));
        var (begun, more) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = store.WriteAsync("load", null, async writing =>
        {
            begun.SetResult();
            await more.Task;
            return writing.Append(new Recorded.Opened("load", SpaceKind.Feed, null));
        }, cancellation);
        await begun.Task;
        // What waits meanwhile is one commit; some of it is there twice. It is of now: of time that is over, each sender asks by itself what came too late.
        var facts = Enumerable.Range(0, 40).Select(i => Ingest.TakeAsync(store, "load", null, SentFacts.Of($"b{i % 30}", "facts", "probe", false, System.Text.Encoding.UTF8.GetBytes($$"""{"type":"outage","id":"o-{{i % 30}}","from":"{{Prompt.Now.PlusTicks(i % 30)}}"}""")), cancellation)).ToList();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        while (store.Waiting < 40) await Task.Delay(1, deadline.Token);
        var before = ways;
        more.SetResult();
        await first;
        var receipts = await Task.WhenAll(facts);

        receipts.Count(r => ((Result<Written<Receipt>>.Ok)r).Value.Value.Batch?.Accepted == 1).ShouldBe(30);
        receipts.Count(r => ((Result<Written<Receipt>>.Ok)r).Value.Value.Batch is null).ShouldBe(10);
        store.Commits.ShouldBe(2);
        // The rest of the first commit; then one question for all, one for the entry of each that was there already, one for all rows.
        (ways - before).ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_server_without_encryption_is_not_talked_to_where_it_is_required()
    {
        var run = await Prompt.RunAsync("status", "--store", database.Store + "?sslmode=require", "--data", Prompt.Path("keys"));

        run.Code.ShouldBe(1, run.Output);
        run.Messages.ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        var run = await Prompt.RunAsync("status", "--store", "postgres://nobody@127.0.0.1:1/none", "--data", Prompt.Path("keys"));

        run.Code.ShouldBe(1, run.Messages);
        run.Messages.ShouldContain("cannot be reached");
    }
}
