using System.Text;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Facts;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.Records;
using Surety.Web.Statements;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What is kept of what was worked out holds, and is worked out once.</summary>
public sealed class WorkedOutTests : IDisposable
{
    readonly Prompt prompt = new();
    readonly Clock time = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    sealed class Clock : IClock
    {
        public Instant Now { get; set; } = InstantPattern.ExtendedIso.Parse("2026-11-10T09:00:00Z").Value;

        public Instant GetCurrentInstant() => Now;
    }

    public void Dispose() => prompt.Dispose();

    async Task<Store> OpenAsync(params string[] ids)
    {
        var store = (await Store.WriteAsync(new StoreAddress.InFolder { Folder = prompt.Path("data") }, time, Cancellation) as Result<Store>.Ok)!.Value;
        foreach (var id in ids)
        {
            var text = Example.Agreement.Replace("hosting-brook", id, StringComparison.Ordinal);
            if (id == "reads") text = text.Replace("scope:", "scope:\n  feeds: [probes]", StringComparison.Ordinal).Replace("observed by: outages", "observed by: outages\n    facts: feed probes", StringComparison.Ordinal);
            var proposal = (RecordedAgreement.Propose("agreement.yaml", Encoding.UTF8.GetBytes(text), []) as Result<RecordedAgreement.Proposal>.Ok)!.Value;
            (await Applying.ApplyAsync(store, proposal, Side.Provider, null, null, Cancellation)).ShouldBeOfType<Result<Written<Applied>>.Ok>();
        }
        return store;
    }

    static async Task SendAsync(Store store, string space, string id)
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"type":"outage","id":"{{id}}","service":"shop","from":"2026-11-06T10:00:00Z","until":"2026-11-06T10:01:00Z"}""");
        (await Ingest.TakeAsync(store, space, null, new(id, Digest.Of(bytes), builder => JsonLines.Read(builder, id, bytes, source: "probe")), Cancellation)).ShouldBeOfType<Result<Written<Receipt>>.Ok>();
    }

    [Fact]
    public async Task Whoever_asks_at_once_gets_one_evaluation()
    {
        await using var store = await OpenAsync("one");
        await using var worked = new WorkedOut(store);

        var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => worked.NowAsync("one", false, Cancellation))));
        var later = await worked.NowAsync("one", false, Cancellation);
        var state = await worked.NowAsync("one", true, Cancellation);

        all.ShouldAllBe(l => l == later);
        later.Whole!.State.ShouldBeNull();
        state.Whole!.State.ShouldNotBeNull();
        worked.Evaluations.ShouldBe(2);
    }

    [Fact]
    public async Task It_holds_for_the_same_entries_of_the_agreement_and_its_feeds_within_a_minute()
    {
        await using var store = await OpenAsync("reads", "other");
        await using var worked = new WorkedOut(store);
        async Task<long> AfterAsync(Func<Task> change)
        {
            await change();
            await worked.NowAsync("reads", false, Cancellation);
            return worked.Evaluations;
        }

        (await AfterAsync(() => Task.CompletedTask)).ShouldBe(1);
        (await AfterAsync(() => SendAsync(store, "other", "a"))).ShouldBe(1);
        (await AfterAsync(() => SendAsync(store, "reads", "b"))).ShouldBe(2);
        // A feed that was not there comes, and grows.
        (await AfterAsync(() => store.WriteAsync("probes", null, w => Task.FromResult(w.Append(new Recorded.Opened("probes", SpaceKind.Feed, null))), Cancellation))).ShouldBe(3);
        (await AfterAsync(() => SendAsync(store, "probes", "c"))).ShouldBe(4);
        (await AfterAsync(() => { time.Now += Duration.FromSeconds(59); return Task.CompletedTask; })).ShouldBe(4);
        (await AfterAsync(() => { time.Now += Duration.FromSeconds(1); return Task.CompletedTask; })).ShouldBe(5);
        (await AfterAsync(() => { time.Now -= Duration.FromSeconds(10); return Task.CompletedTask; })).ShouldBe(6);
    }

    [Fact]
    public async Task A_back_test_ends_with_the_agreement_and_nothing_is_worked_out_that_has_not_begun()
    {
        await using var store = await OpenAsync("one");
        await using var worked = new WorkedOut(store);
        await SendAsync(store, "one", "a");
        Task<string?> OpenedAsync(string period) => worked.OpenedAsync("one", null, period, opened => Task.FromResult(opened is Result<Statement>.Ok { Value: var statement } ? statement.Period.Name : ((Result<Statement>.Refused)opened).Problems[0].Code), Cancellation);

        var (running, tocome, quarter) = (await OpenedAsync("2026-11"), await OpenedAsync("2198-11"), await OpenedAsync("2026-Q4"));
        // The agreement ends with the year.
        time.Now = InstantPattern.ExtendedIso.Parse("2027-05-10T09:00:00Z").Value;
        var months = await worked.BacktestAsync("one", test => Task.FromResult(string.Join(" ", test!.Months.Select(m => m.Month.Name))), Cancellation);

        (running, tocome, quarter).ShouldBe(("2026-11", "statement.not-in-force", "2026-Q4"));
        months.ShouldBe("2026-11 2026-12");
    }

    [Fact]
    public async Task Many_writers_and_readers_never_see_less_than_was_acknowledged()
    {
        await using var store = await OpenAsync("one");
        await using var worked = new WorkedOut(store);
        var acknowledged = 0L;

        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 0; i < 30; i++)
                {
                    await SendAsync(store, "one", $"w{i}");
                    Interlocked.Increment(ref acknowledged);
                }
            }, Cancellation),
            Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < 30; i++)
                {
                    var least = Interlocked.Read(ref acknowledged);
                    // Entry 1 opened the space, the others of its beginning are its version and the key of the machine.
                    (await worked.NowAsync("one", false, Cancellation)).Rests[0].Size.ShouldBeGreaterThan(least);
                }
            }, Cancellation))));

        (await worked.NowAsync("one", false, Cancellation)).Rests[0].Size.ShouldBe(await SizeAsync(store));
    }

    static async Task<long> SizeAsync(Store store)
    {
        await using var reading = await store.LookAsync(Cancellation);
        return (await reading.EntriesAsync("one", 1, long.MaxValue, Cancellation)).Count;
    }

    [Fact]
    public async Task Few_words_may_be_old_and_not_older_than_five_minutes()
    {
        await using var store = await OpenAsync("one", "two");
        await using var worked = new WorkedOut(store);

        var first = await worked.BriefAsync(["one", "two"], Cancellation);
        time.Now += Duration.FromMinutes(3);
        var same = await worked.BriefAsync(["two", "one"], Cancellation);
        time.Now += Duration.FromMinutes(2);
        var anew = await worked.BriefAsync(["one", "two"], Cancellation);

        same.ShouldBe([first[1], first[0]]);
        anew.ShouldAllBe(b => b.AsOf == time.Now);
        // Two at first and two anew; what looks in the background may have come to them late.
        worked.Evaluations.ShouldBeInRange(4, 6);
    }

    [Fact]
    public async Task Pages_of_an_agreement_share_one_evaluation_for_as_long_as_it_holds()
    {
        await using var store = await OpenAsync("one");
        await using var worked = new WorkedOut(store);
        var (inside, most) = (0, 0);
        Task<string?> LookAsync() => worked.StandingAsync("one", async standing =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            var levels = standing.Running!.Levels.Count(l => l.Why.AddsUp());
            Interlocked.Decrement(ref inside);
            return $"{levels}";
        }, Cancellation);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(LookAsync)));
        var (first, brief) = (worked.Evaluations, await worked.BriefAsync(["one"], Cancellation));
        var after = worked.Evaluations;
        await SendAsync(store, "one", "a");
        await LookAsync();

        all.ShouldAllBe(n => n == "4");
        // Reasons are opened by one at a time.
        most.ShouldBe(1);
        (first, after, worked.Evaluations).ShouldBe((1, 1, 2));
        brief[0].Why.ShouldBeNull();
    }

    [Fact]
    public async Task As_many_standings_are_kept_as_there_is_room_for_those_that_were_asked_for_last()
    {
        var names = Enumerable.Range(0, 18).Select(i => $"a{i}").ToArray();
        await using var store = await OpenAsync(names);
        var each = 0L;
        await using (var measuring = new WorkedOut(store)) await measuring.StandingAsync(names[0], s => Task.FromResult($"{each = s.Bytes}"), Cancellation);
        await using var worked = new WorkedOut(store) { MostOpenedBytes = 16 * each };
        foreach (var name in names) await worked.StandingAsync(name, s => Task.FromResult(""), Cancellation);

        await worked.StandingAsync(names[^1], s => Task.FromResult(""), Cancellation);
        await worked.StandingAsync(names[2], s => Task.FromResult(""), Cancellation);
        var kept = worked.Evaluations;
        await worked.StandingAsync(names[0], s => Task.FromResult(""), Cancellation);

        (kept, worked.Evaluations).ShouldBe((18, 19));
    }

    [Fact]
    public async Task What_is_larger_than_all_room_is_kept_by_itself()
    {
        await using var store = await OpenAsync("one", "two");
        await using var worked = new WorkedOut(store) { MostOpenedBytes = 1 };
        async Task<long> AfterAsync(string name)
        {
            await worked.StandingAsync(name, s => Task.FromResult(""), Cancellation);
            return worked.Evaluations;
        }

        (await AfterAsync("one"), await AfterAsync("one"), await AfterAsync("two"), await AfterAsync("one")).ShouldBe((1, 1, 2, 3));
    }

    [Fact]
    public async Task Whoever_comes_when_too_many_wait_is_told_so()
    {
        await using var store = await OpenAsync("one");
        await using var worked = new WorkedOut(store) { MostWaiting = 2 };
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task<string?> LookAsync(Func<Task> use) => worked.StandingAsync("one", async _ =>
        {
            await use();
            return "seen";
        }, Cancellation);

        var reads = LookAsync(() =>
        {
            entered.SetResult();
            return leave.Task;
        });
        await entered.Task;
        Task<string?>[] wait = [LookAsync(() => Task.CompletedTask), LookAsync(() => Task.CompletedTask)];
        var told = await LookAsync(() => Task.CompletedTask);
        leave.SetResult();

        told.ShouldBeNull();
        (await Task.WhenAll([reads, .. wait])).ShouldBe(["seen", "seen", "seen"]);
        (await LookAsync(() => Task.CompletedTask)).ShouldBe("seen");
    }

    [Fact]
    public async Task A_published_statement_is_worked_out_again_once_however_many_ask_at_once()
    {
        await using var store = await OpenAsync("one");
        time.Now += Duration.FromDays(40);
        (await Closing.CloseAsync(store, "one", null, Cancellation)).ShouldBeOfType<Result<Closed>.Ok>();
        await using var worked = new WorkedOut(store);
        PublishedStatement published;
        await using (var reading = await store.LookAsync(Cancellation)) published = (await reading.SpaceAsync("one", long.MaxValue, Cancellation))!.NewestStatement!;
        Task<string?> LookAsync() => worked.PublishedAsync("one", published, s => Task.FromResult(s is Result<Statement>.Ok { Value: var statement } ? statement.Period.Name : "refused"), Cancellation);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(LookAsync)));
        await SendAsync(store, "one", "later");
        time.Now += Duration.FromDays(1);
        var later = await LookAsync();

        all.Append(later).ShouldAllBe(p => p == published.What.Period);
        worked.Evaluations.ShouldBe(1);
    }

    [Fact]
    public async Task A_period_that_nobody_published_is_worked_out_once_for_as_long_as_it_holds()
    {
        await using var store = await OpenAsync("reads", "other");
        await using var worked = new WorkedOut(store);
        Task<string?> LookAsync(string period = "2026-11") => worked.KnownAsync("reads", period, s => Task.FromResult(s is Result<Statement>.Ok { Value: var statement } ? statement.Period.Name : "refused"), Cancellation);
        async Task<long> AfterAsync(Func<Task> change)
        {
            await change();
            (await LookAsync()).ShouldBe("2026-11");
            return worked.Evaluations;
        }

        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => LookAsync())))).ShouldAllBe(p => p == "2026-11");
        (await AfterAsync(() => SendAsync(store, "other", "a"))).ShouldBe(1);
        (await AfterAsync(() => SendAsync(store, "reads", "b"))).ShouldBe(2);
        (await AfterAsync(() => store.WriteAsync("probes", null, w => Task.FromResult(w.Append(new Recorded.Opened("probes", SpaceKind.Feed, null))), Cancellation))).ShouldBe(3);
        (await AfterAsync(() => { time.Now += Duration.FromSeconds(59); return Task.CompletedTask; })).ShouldBe(3);
        (await AfterAsync(() => { time.Now += Duration.FromSeconds(1); return Task.CompletedTask; })).ShouldBe(4);
        (await LookAsync("2031-01"), await LookAsync("2031-01"), await LookAsync("no period")).ShouldBe(("refused", "refused", "refused"));
        worked.Evaluations.ShouldBe(6);
    }

    [Fact]
    public async Task What_a_proposal_would_change_is_worked_out_once_for_as_long_as_it_holds()
    {
        await using var store = await OpenAsync("one");
        await SendAsync(store, "one", "a");
        var proposed = await Proposals.ProposeAsync(store, "one", Side.Provider, null, new(ProposalKind.Correction, "", """{"id":"b","source":"probe","supersedes":"a","type":"outage","service":"shop","from":"2026-11-06T10:00:00Z","until":"2026-11-06T10:00:30Z"}"""u8.ToArray(), "it was shorter", "prp_one"), Cancellation);
        proposed.ShouldBeOfType<Result<Written<Proposal>>.Ok>();
        await using var worked = new WorkedOut(store);
        Task<string?> LookAsync() => worked.PreviewAsync("one", "prp_one", p => Task.FromResult(p is Result<ProposalPreview>.Ok { Value: var preview } ? $"{preview.UpTo}" : ((Result<ProposalPreview>.Refused)p).Problems[0].Code), Cancellation);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(LookAsync)));
        var once = worked.Evaluations;
        await SendAsync(store, "one", "c");
        var then = await LookAsync();
        await Proposals.WithdrawAsync(store, "one", "prp_one", Side.Provider, null, null, Cancellation);
        var gone = await LookAsync();

        all.Distinct().ShouldHaveSingleItem();
        (once, worked.Evaluations).ShouldBe((1, 3));
        (int.Parse(then!), gone).ShouldBe((int.Parse(all[0]!) + 1, "proposal.answered"));
    }

    [Fact]
    public async Task A_text_of_an_agreement_is_read_once_and_another_is_read_anew()
    {
        await using var store = await OpenAsync("one", "two");
        async Task<Surety.Agreements.Versions> LookAsync(string name)
        {
            await using var reading = await store.LookAsync(Cancellation);
            return ((Result<RecordedSpace>.Ok)await RecordedSpace.NowAsync(reading, name, Cancellation)).Value.Versions!;
        }

        var (first, again, other) = (await LookAsync("one"), await LookAsync("one"), await LookAsync("two"));

        again.ShouldBeSameAs(first);
        other.ShouldNotBeSameAs(first);
        other.Newest.File.ShouldBe("two.v1.yaml");
    }
}
