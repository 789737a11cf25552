using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>What a record keeps to, whichever database has it. One class for each database inherits it.</summary>
public abstract partial class RecordContract : IDisposable
{
    static readonly Instant InNovember = At("2026-11-10T09:00:00Z");

    readonly Prompt prompt = new();

    /// <summary>The options that name an empty store of its own.</summary>
    protected abstract string[] Where { get; }

    /// <summary>The same, as an address.</summary>
    protected abstract StoreAddress Address { get; }

    protected Prompt Prompt => prompt;

    public virtual void Dispose()
    {
        prompt.Dispose();
        GC.SuppressFinalize(this);
    }

    static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    /// <summary>Runs a command at an instant.</summary>
    protected async Task<Printed> RunAsync(Instant now, params string[] args)
    {
        using var then = new Prompt { Now = now };
        var run = await then.RunAsync([.. args, .. Where], "", Surety.Cli.Terminal.None, TestContext.Current.CancellationToken);
        return run with { Output = run.Output.Replace(prompt.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) };
    }

    Task<Printed> RunAsync(params string[] args) => RunAsync(InNovember, args);

    async Task<Printed> DoneAsync(Instant now, params string[] args)
    {
        var run = await RunAsync(now, args);
        run.Code.ShouldBe(0, $"{string.Join(' ', args)}\n{run.Output}{run.Messages}");
        return run;
    }

    Task<Printed> DoneAsync(params string[] args) => DoneAsync(InNovember, args);

    string Agreement => prompt.Write("agreement.yaml", Example.Agreement);

    // 45 min down in October, of 31 days with 25 hours on one of them: 99.8993 %.
    string October => prompt.Write("october.jsonl",
        """
        {"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:45:00Z"}
        {"type":"ticket","id":"t-1","ticket":"T1","event":"opened","priority":"P1","at":"2026-10-07T07:00:00Z"}
        {"type":"ticket","id":"t-2","ticket":"T1","event":"replied","by":"provider","at":"2026-10-07T07:30:00Z"}
        """);

    /// <summary>The agreement, the facts of October, and its statement.</summary>
    async Task OctoberAsync()
    {
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Agreement, "--kept-by", "provider");
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", October);
        await DoneAsync("close");
    }

    [Fact]
    public async Task A_month_is_published_when_its_day_has_come_and_says_what_evaluate_says()
    {
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Agreement, "--kept-by", "provider");
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", October);

        var early = await DoneAsync(At("2026-11-03T09:00:00Z"), "close");
        var close = await DoneAsync("close");
        var again = await DoneAsync("close");
        var statement = await DoneAsync("statement", "2026-10", "-o", "json");
        using var bare = new Prompt { Now = InNovember };
        var evaluated = await bare.RunAsync("evaluate", Agreement, "--facts", October, "--period", "2026-10", "-o", "json");

        early.Output.ShouldNotContain("October 2026");
        close.Output.ShouldContain("hosting-brook: October 2026: 1 of 4 service levels met, 1 missed, 2 without data.");
        again.Output.ShouldBeEmpty();
        again.Messages.ShouldContain("Nothing is due.");
        FiguresOf(statement.Output).ShouldBe(FiguresOf(evaluated.Output));
        statement.Messages.ShouldContain("it is what was published");
    }

    /// <summary>Verdicts, figures and money of a statement; the names of its files are those of the record.</summary>
    static List<string> FiguresOf(string json)
    {
        var statement = JsonDocument.Parse(json).RootElement;
        return [.. statement.GetProperty("levels").EnumerateArray().Select(l => $"{l.GetProperty("level")} {l.GetProperty("scope")} {l.GetProperty("verdict")} {l.GetProperty("attained")}"),
            .. statement.GetProperty("credits").EnumerateArray().Select(c => $"{c.GetProperty("remedy")} {c.GetProperty("state")} {c.GetProperty("amount")} {c.GetProperty("claimBy")}"), statement.GetProperty("life").GetProperty("state").GetString()!];
    }

    [Fact]
    public async Task A_version_counts_when_both_sides_have_signed_it_each_with_its_own_key()
    {
        var (provider, customer, stranger) = (prompt.Path("provider.pem"), prompt.Path("customer.pem"), prompt.Path("stranger.pem"));
        foreach (var file in new[] { provider, customer, stranger }) await prompt.RunAsync("key", file);

        var proposed = await DoneAsync("apply", Agreement);
        var closed = await DoneAsync("close");
        var once = await DoneAsync("apply", Agreement, "--sign", "provider", "--key", provider);
        var twice = await RunAsync("apply", Agreement, "--sign", "provider", "--key", provider);
        var strange = await RunAsync("apply", Agreement, "--sign", "provider", "--key", stranger);
        var both = await DoneAsync("apply", Agreement, "--sign", "customer", "--key", customer, "-o", "json");
        var changed = await RunAsync("apply", prompt.Write("changed.yaml", Example.Agreement.Replace("99.9 %", "99.5 %", StringComparison.Ordinal)));

        proposed.Messages.ShouldContain("It counts when provider and customer have signed");
        closed.Output.ShouldBeEmpty();
        once.Output.ShouldContain("proposed, signed by provider");
        twice.Code.ShouldBe(6);
        twice.Messages.ShouldContain("has signed version 1 already");
        strange.Code.ShouldBe(6);
        JsonDocument.Parse(both.Output).RootElement.GetProperty("inForce").GetBoolean().ShouldBeTrue();
        changed.Code.ShouldBe(6);
        changed.Messages.ShouldContain("a text in force is never changed");
    }

    [Fact]
    public async Task A_text_that_the_other_side_has_signed_is_replaced_only_where_somebody_says_so()
    {
        foreach (var side in new[] { "provider", "customer" }) await prompt.RunAsync("key", prompt.Path($"{side}.pem"));
        string[] By(string side) => ["--sign", side, "--key", prompt.Path($"{side}.pem")];
        var stale = prompt.Write("stale.yaml", Example.Agreement.Replace("99.9 %", "99.5 %", StringComparison.Ordinal));
        await DoneAsync(["apply", Agreement, .. By("provider")]);

        var refused = await RunAsync(["apply", stale, .. By("customer")]);
        var unsigned = await RunAsync("apply", stale);
        var own = await DoneAsync(["apply", stale, .. By("provider")]);
        var back = await RunAsync(["apply", Agreement, .. By("customer")]);
        var instead = await DoneAsync(["apply", Agreement, .. By("customer"), "--instead"]);

        foreach (var no in new[] { refused, unsigned, back }) no.Code.ShouldBe(6, no.Output);
        refused.Messages.ShouldContain($"Version 1 waits for a signature as another text, which the provider signed in entry 5, so nothing was done. What {stale} says otherwise stands above.");
        refused.Messages.ShouldContain("--instead");
        refused.Output.ShouldContain("99.5 %");
        own.Output.ShouldContain("proposed, signed by provider");
        instead.Output.ShouldContain("proposed, signed by customer");
    }

    [Fact]
    public async Task A_key_comes_in_the_place_of_another_only_by_that_other()
    {
        var (old, next, stranger) = (prompt.Path("old.pem"), prompt.Path("next.pem"), prompt.Path("stranger.pem"));
        foreach (var file in new[] { old, next, stranger }) await prompt.RunAsync("key", file);
        await DoneAsync("apply", Agreement, "--sign", "provider", "--key", old);
        var second = prompt.Write("second.yaml", Example.Agreement.Replace("version: 1", "version: 2\neffective: 2026-12-01", StringComparison.Ordinal));

        var without = await RunAsync("apply", second, "--sign", "provider", "--key", next);
        var wrong = await RunAsync("apply", second, "--sign", "provider", "--key", next, "--replaces", stranger);
        var right = await DoneAsync("apply", second, "--sign", "provider", "--key", next, "--replaces", old);
        var gone = await RunAsync("apply", prompt.Write("third.yaml", Example.Agreement.Replace("version: 1", "version: 3\neffective: 2026-12-02", StringComparison.Ordinal)), "--sign", "provider", "--key", old);

        without.Code.ShouldBe(6);
        wrong.Code.ShouldBe(6);
        right.Output.ShouldContain("signed by provider");
        gone.Code.ShouldBe(6);
    }

    [Fact]
    public async Task A_key_is_revoked_by_whoever_has_it_and_no_other_comes_in_its_place()
    {
        var (provider, customer, next) = (prompt.Path("provider.pem"), prompt.Path("customer.pem"), prompt.Path("next.pem"));
        foreach (var file in new[] { provider, customer, next }) await prompt.RunAsync("key", file);
        await DoneAsync("apply", Agreement, "--sign", "provider", "--key", provider);
        await DoneAsync("apply", Agreement, "--sign", "customer", "--key", customer);
        var second = prompt.Write("second.yaml", Example.Agreement.Replace("version: 1", "version: 2\neffective: 2026-12-01", StringComparison.Ordinal));

        var stranger = await RunAsync("revoke", next);
        var machine = Address is StoreAddress.InFolder { Folder: var folder } ? await RunAsync("revoke", Path.Combine(folder, "keys", "checkpoints.pem")) : stranger;
        var revoked = await DoneAsync("revoke", customer);
        var gone = await RunAsync("apply", second, "--sign", "customer", "--key", customer);
        var other = await RunAsync("apply", second, "--sign", "customer", "--key", next);
        var replaced = await RunAsync("apply", second, "--sign", "customer", "--key", next, "--replaces", customer);
        await DoneAsync("export", "-o", prompt.Path("brook.surety"));
        var verified = await prompt.RunAsync("verify", prompt.Path("brook.surety"));

        stranger.Messages.ShouldContain("No side signs here with the key");
        machine.Messages.ShouldContain("No side signs here with the key");
        revoked.Messages.ShouldContain("is revoked");
        foreach (var run in new[] { gone, other, replaced })
        {
            run.Code.ShouldBe(6);
            run.Messages.ShouldContain("no other key comes in its place");
        }
        verified.Code.ShouldBe(0, verified.Output);
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).IsFound.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_sent_twice_counts_once_and_an_id_never_stands_for_something_else()
    {
        await OctoberAsync();

        var same = await DoneAsync("ingest", October);
        var longer = prompt.Write("october2.jsonl", await File.ReadAllTextAsync(October, TestContext.Current.CancellationToken) + "\n" +
            """
            {"source":"october","type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:15:00Z"}
            {"source":"october","type":"outage","id":"o-2","service":"shop","from":"2026-10-09T10:00:00Z","until":"2026-10-09T10:01:00Z"}
            """);
        var more = await RunAsync("ingest", longer, "--source", "october");
        var strict = await RunAsync("ingest", longer, "--source", "october", "--batch", "again");

        same.Output.ShouldContain("sent before, so nothing was added; entry");
        more.Code.ShouldBe(1);
        more.Output.ShouldContain("1 accepted, 3 duplicates, 1 refused");
        more.Messages.ShouldContain("fact.id-taken");
        strict.Code.ShouldBe(1);
        strict.Output.ShouldContain("nothing new, 4 duplicates, 1 refused");
    }

    static async Task<int> AcceptedAsync(Store store, string batch, string line)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(line);
        return Value(await Ingest.TakeAsync(store, "hosting-brook", null, new(batch, Digest.Of(bytes), b => JsonLines.Read(b, batch, bytes, source: "probe")), TestContext.Current.CancellationToken)).Value.Batch!.Accepted;
    }

    static string State(string at, string state, string more = "") => $$"""{"type":"state","service":"shop","at":"2026-10-06T{{at}}:00Z","state":"{{state}}"{{more}}}""";

    [Fact]
    public async Task A_fact_that_contradicts_one_that_was_taken_is_refused_and_what_was_taken_stands()
    {
        await OctoberAsync();
        var probe = await DoneAsync("ingest", prompt.Write("probe.jsonl", string.Join('\n', Enumerable.Range(10, 20).Select(m => State($"10:{m}", "up")))), "--batch", "of the probe", "-o", "json");
        var entry = JsonDocument.Parse(probe.Output).RootElement.GetProperty("seq").GetInt64();

        // Whoever says so, and under whichever id.
        var other = await RunAsync("ingest", prompt.Write("other.jsonl", string.Join('\n', State("10:28", "up"), State("10:29", "down"), State("10:30", "down"), State("10:12", "degraded", ",\"id\":\"s-1\""))), "--source", "elsewhere");
        var nothing = await RunAsync("ingest", prompt.Write("nothing.jsonl", State("10:30", "up")));
        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember + Duration.FromMinutes(1)), TestContext.Current.CancellationToken)))
        {
            Value(await Ingest.CompactAsync(store, "hosting-brook", TestContext.Current.CancellationToken, mostBatches: 2));
            // The same program, twice: what it took itself stands as well.
            foreach (var (batch, line, accepted) in new[] { ("p1", State("10:31", "up"), 1), ("p2", State("10:31", "down"), 0), ("p3", State("10:15", "unknown"), 0), ("p4", State("09:00", "down"), 1), ("p5", State("10:31", "up"), 1) })
                (await AcceptedAsync(store, batch, line)).ShouldBe(accepted, batch);
        }
        var status = await DoneAsync(InNovember + Duration.FromMinutes(2), "statement", "2026-10", "--as-of", "2026-11-10T09:01:30Z");

        other.Output.ShouldContain("2 accepted, 2 refused");
        other.Messages.ShouldContain($"The record ('of the probe', line 20, entry {entry}) says 'up' of the same thing at 2026-10-06T10:29:00Z: this fact says 'down', and is not taken.");
        other.Messages.ShouldContain("it has no id, and only a fact with an id can be corrected");
        other.Messages.ShouldContain($"The record ('of the probe', line 3, entry {entry})");
        nothing.Code.ShouldBe(1);
        nothing.Output.ShouldContain("nothing new, 1 refused");
        status.Messages.ShouldNotContain("fact.contradiction");
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task A_fact_that_was_corrected_stands_for_nothing_and_its_correction_does()
    {
        await OctoberAsync();
        await DoneAsync("ingest", prompt.Write("probe.jsonl", State("10:10", "down", ",\"id\":\"s-1\"")));

        var corrected = await DoneAsync("ingest", prompt.Write("better.jsonl", State("10:10", "up", ",\"id\":\"s-2\",\"supersedes\":\"s-1\",\"source\":\"probe\"")));
        var old = await RunAsync("ingest", prompt.Write("old.jsonl", State("10:10", "down")));
        var same = await DoneAsync("ingest", prompt.Write("same.jsonl", State("10:10", "up")));

        var again = await RunAsync("ingest", prompt.Write("again.jsonl", State("10:10", "degraded", ",\"id\":\"s-3\",\"supersedes\":\"s-1\",\"source\":\"probe\"")));

        corrected.Output.ShouldContain("1 accepted");
        again.Output.ShouldContain("nothing new, 1 refused");
        again.Messages.ShouldContain("The fact 's-1' is corrected already, by 's-2'");
        old.Output.ShouldContain("nothing new, 1 refused");
        old.Messages.ShouldContain("of the source 'probe', that names 's-2' under \"supersedes\"");
        same.Output.ShouldContain("1 accepted");
    }

    [Fact]
    public async Task What_stands_is_not_taken_away_by_a_correction_that_waits_for_its_fact()
    {
        await OctoberAsync();
        await DoneAsync("ingest", prompt.Write("customer.jsonl", State("10:10", "down", ",\"source\":\"customer probe\",\"id\":\"c-1\"")));
        // It counts for nothing, whatever it says, until what it corrects comes: nobody else can say for it when that will be.
        var waits = await DoneAsync("ingest", prompt.Write("waits.jsonl", State("10:10", "up", ",\"id\":\"g-1\",\"supersedes\":\"ghost\"")), "--source", "probe", "-o", "json");
        await DoneAsync("ingest", prompt.Write("second.jsonl", State("10:12", "up", ",\"id\":\"g-2\",\"supersedes\":\"other\"")), "--source", "probe");
        await DoneAsync("ingest", prompt.Write("third.jsonl", State("10:13", "down", ",\"id\":\"g-3\",\"supersedes\":\"wanted\"")), "--source", "probe");

        var ghost = await RunAsync("ingest", prompt.Write("ghost.jsonl", State("11:02", "up", ",\"id\":\"ghost\"")), "--source", "probe");
        var both = await RunAsync("ingest", prompt.Write("both.jsonl", $"{State("10:12", "down")}\n{State("11:05", "up", ",\"id\":\"other\",\"source\":\"probe\"")}"), "--source", "elsewhere");
        // Of whatever type the fact is for which it waits.
        var ticket = await RunAsync("ingest", prompt.Write("ticket.jsonl", """{"type":"outage","service":"office","id":"ghost","from":"2026-10-07T10:00:00Z","until":"2026-10-07T10:01:00Z"}"""), "--source", "probe");
        // What a fact corrects that is refused stands again, and nothing in the same batch contradicts it.
        await DoneAsync("ingest", prompt.Write("old.jsonl", State("10:14", "up", ",\"id\":\"x-1\"")), "--source", "probe");
        await DoneAsync("ingest", prompt.Write("fourth.jsonl", State("10:10", "up", ",\"supersedes\":\"w-1\"")), "--source", "probe");
        var together = await RunAsync("ingest", prompt.Write("together.jsonl", $"{State("11:30", "up", ",\"id\":\"w-1\",\"supersedes\":\"x-1\",\"source\":\"probe\"")}\n{State("10:14", "down")}"), "--source", "elsewhere");
        var wanted = await DoneAsync("ingest", prompt.Write("wanted.jsonl", State("11:06", "up", ",\"id\":\"wanted\"")), "--source", "probe", "-o", "json");

        var warning = JsonDocument.Parse(waits.Output).RootElement.GetProperty("warnings")[0];
        warning.GetProperty("name").GetString().ShouldBe("ghost");
        warning.GetProperty("detail").GetString().ShouldBe("There is no fact 'ghost' of its source here: what corrects it counts for nothing until it comes.");
        ghost.Output.ShouldContain("nothing new, 1 refused");
        ghost.Messages.ShouldContain("The record has a correction of it already (");
        ghost.Messages.ShouldContain("which says 'up' of a thing at 2026-10-06T10:10:00Z of which the record (");
        both.Output.ShouldContain("1 accepted, 1 refused");
        ticket.Output.ShouldContain("nothing new, 1 refused");
        together.Output.ShouldContain("nothing new, 2 refused");
        both.Messages.ShouldContain("of which line 1 says 'down': with this fact, that would come to stand.");
        JsonDocument.Parse(wanted.Output).RootElement.TryGetProperty("warnings", out _).ShouldBeFalse();
        (await DoneAsync(InNovember + Duration.FromMinutes(2), "statement", "2026-10", "--as-of", "2026-11-10T09:01:30Z")).Messages.ShouldNotContain("fact.contradiction");
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task What_another_program_took_meanwhile_stands_too()
    {
        if (Address is StoreAddress.InFolder) return;
        await OctoberAsync();
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember + Duration.FromMinutes(1)), TestContext.Current.CancellationToken));

        (await AcceptedAsync(store, "one", State("10:10", "up"))).ShouldBe(1);
        await DoneAsync("ingest", prompt.Write("beside.jsonl", State("10:11", "up")));
        (await AcceptedAsync(store, "two", State("10:11", "down"))).ShouldBe(0);
        (await AcceptedAsync(store, "three", State("10:11", "up"))).ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_facts_in_any_order_those_are_taken_that_contradict_none_before_them_whoever_writes_and_whatever_was_put_together(int seed)
    {
        await OctoberAsync();
        var random = new Random(seed);
        var clock = new Fixed(InNovember + Duration.FromMinutes(1));
        var stores = new List<Store> { await OpenAsync() };
        // Several programs write beside each other where the store lets them.
        if (Address is not StoreAddress.InFolder) stores.Add(await OpenAsync());
        try
        {
            var stands = new Dictionary<(string Service, string At), string>();
            for (var i = 0; i < 250; i++)
            {
                var at = random.Next(stores.Count);
                switch (random.Next(40))
                {
                    case 0:
                        await stores[at].DisposeAsync();
                        stores[at] = await OpenAsync();
                        break;
                    case 1 or 2:
                        Value(await Ingest.CompactAsync(stores[at], "hosting-brook", TestContext.Current.CancellationToken, mostBatches: 2, mostBytes: random.Next(2) == 0 ? 1500 : int.MaxValue));
                        break;
                }
                // Most are of now, some of days before, and some say again what was said.
                var day = random.Next(3) == 0 ? random.Next(1, 31) : 1 + (i / 10);
                var (service, when, state) = (random.Next(2) == 0 ? "shop" : "mail", $"2026-10-{day:00}T{(random.Next(3) == 0 ? 12 : random.Next(24)):00}:00:00Z", random.Next(3) == 0 ? "down" : "up");
                var isTaken = stands.TryAdd((service, when), state) || stands[(service, when)] == state;
                (await AcceptedAsync(stores[at], $"drawn {i}", $$"""{"type":"state","service":"{{service}}","at":"{{when}}","state":"{{state}}"}""")).ShouldBe(isTaken ? 1 : 0, $"seed {seed}, fact {i}: {service} {state} at {when}");
            }
        }
        finally
        {
            foreach (var store in stores) await store.DisposeAsync();
        }
        (await DoneAsync(InNovember + Duration.FromHours(1), "doctor")).Messages.ShouldContain("all is well");

        async Task<Store> OpenAsync() => Opened(await Store.WriteAsync(Address, clock, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Other_facts_under_the_name_of_a_batch_are_refused_and_another_source_is_another_batch()
    {
        await OctoberAsync();
        static string Outage(string day) => $$"""{"type":"outage","id":"o-{{day}}","service":"shop","from":"2026-11-{{day}}T10:00:00Z","until":"2026-11-{{day}}T10:10:00Z"}""";
        var (first, second) = (prompt.Write("a.jsonl", Outage("03")), prompt.Write("b.jsonl", Outage("04")));

        await DoneAsync("ingest", first, "--batch", "nov");
        var other = await RunAsync("ingest", second, "--batch", "nov");
        var otherSource = await RunAsync("ingest", first, "--batch", "nov", "--source", "probe");
        var same = await DoneAsync("ingest", first, "--batch", "nov");
        var silent = await DoneAsync("ingest", second);
        var silentSource = await DoneAsync("ingest", second, "--source", "probe");

        foreach (var refused in new[] { other, otherSource })
        {
            refused.Code.ShouldBe(6, refused.Output);
            refused.Messages.ShouldContain("The batch 'nov' is there already, entry ");
            refused.Output.ShouldBeEmpty();
        }
        same.Output.ShouldContain("sent before, so nothing was added; entry");
        silent.Output.ShouldContain("1 accepted");
        silentSource.Output.ShouldContain("1 accepted");
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task A_late_fact_leads_to_a_revision_beside_the_old_statement()
    {
        await OctoberAsync();
        var late = At("2026-11-12T09:00:00Z");

        var nothing = await DoneAsync(late, "revise", "2026-10", "--reason", "to be sure");
        await DoneAsync(late, "ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));
        var revised = await DoneAsync(late + Duration.FromHours(1), "revise", "2026-10", "--reason", "the probe of the shop was read late");
        var newest = await DoneAsync(late + Duration.FromHours(2), "statement", "2026-10");
        var first = await DoneAsync(late + Duration.FromHours(2), "statement", "2026-10", "--revision", "0");
        var known = await DoneAsync(late + Duration.FromHours(2), "statement", "2026-10", "--as-of", "2026-11-11T00:00:00Z");
        var none = await RunAsync(late + Duration.FromHours(2), "statement", "2026-10", "--revision", "7");

        nothing.Messages.ShouldContain("Nothing is different");
        revised.Output.ShouldContain("2026-10, revision 1:");
        revised.Output.ShouldContain("shop is up: missed, 99.89 % (");
        newest.Output.ShouldContain("99.36 %");
        first.Output.ShouldContain("99.89 %");
        known.Output.ShouldContain("99.89 %");
        none.Code.ShouldBe(1);
        none.Messages.ShouldContain("its newest is 1");
        (await RunAsync(late, "statement", "2026-10", "--as-of", "2027-01-01T00:00:00Z")).Messages.ShouldContain("has not come yet");
    }

    [Fact]
    public async Task After_its_last_day_a_month_is_final_and_books_nothing()
    {
        await OctoberAsync();
        var after = At("2027-02-15T09:00:00Z");

        var closed = await DoneAsync(after, "close");
        await DoneAsync(after, "ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));
        var refused = await RunAsync(after, "revise", "2026-10", "--reason", "too late");
        var statement = await DoneAsync(after, "statement", "2026-10");

        closed.Output.ShouldContain("2026-10 is final.");
        refused.Code.ShouldBe(6);
        refused.Messages.ShouldContain("books nothing");
        statement.Output.ShouldContain("99.89 %");
    }

    [Fact]
    public async Task Batches_are_put_together_no_more_at_once_than_their_bytes_allow()
    {
        await OctoberAsync();
        for (var i = 1; i <= 5; i++)
            await DoneAsync("ingest", prompt.Write($"part{i}.jsonl", $$"""{"type":"outage","id":"p-{{i}}","service":"shop","from":"2026-10-1{{i}}T10:00:00Z","until":"2026-10-1{{i}}T10:0{{i}}:30Z"}"""));
        var before = await DoneAsync("statement", "2026-10", "--as-of", "2026-11-10T09:00:00Z", "-o", "json");

        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember), TestContext.Current.CancellationToken)))
        {
            Value(await Ingest.CompactAsync(store, "hosting-brook", TestContext.Current.CancellationToken, mostBatches: 2, mostBytes: 1)).Value.ShouldBe(6);
            await using var reading = await store.LookAsync(TestContext.Current.CancellationToken);
            (await reading.EntriesAsync("hosting-brook", 1, long.MaxValue, TestContext.Current.CancellationToken)).Count(e => Entry.Read(e.Bytes)!.What is Recorded.Compacted).ShouldBe(3);
        }

        (await DoneAsync("statement", "2026-10", "--as-of", "2026-11-10T09:00:00Z", "-o", "json")).Output.ShouldBe(before.Output);
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task What_was_put_together_for_reading_is_the_same_facts()
    {
        await OctoberAsync();
        for (var i = 1; i <= 5; i++)
            await DoneAsync("ingest", prompt.Write($"part{i}.jsonl", $$"""{"type":"outage","id":"p-{{i}}","service":"shop","from":"2026-10-1{{i}}T10:00:00Z","until":"2026-10-1{{i}}T10:0{{i}}:30Z"}"""));
        var before = await DoneAsync("statement", "2026-10", "--as-of", "2026-11-10T09:00:00Z", "-o", "json");

        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember), TestContext.Current.CancellationToken)))
            Value(await Ingest.CompactAsync(store, "hosting-brook", TestContext.Current.CancellationToken, mostBatches: 2)).Value.ShouldBe(6);

        var after = await DoneAsync("statement", "2026-10", "--as-of", "2026-11-10T09:00:00Z", "-o", "json");
        var earlier = await DoneAsync("statement", "2026-10", "--revision", "0");
        after.Output.ShouldBe(before.Output);
        earlier.Output.ShouldContain("99.89 %");
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task A_long_stream_is_put_together_while_it_runs()
    {
        await DoneAsync("apply", Agreement, "--kept-by", "provider");
        var lines = string.Join('\n', Enumerable.Range(0, 321).Select(i => $$"""{"type":"outage","id":"s-{{i}}","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:00:01Z"}"""));

        using var then = new Prompt { Now = InNovember };
        var run = await then.RunAsync(["ingest", "-", "--lines", "1", .. Where], lines + "\n", Surety.Cli.Terminal.None, TestContext.Current.CancellationToken);

        run.Code.ShouldBe(0, run.Messages);
        await using var store = Opened(await Store.ReadAsync(Address, new Fixed(InNovember), TestContext.Current.CancellationToken));
        await using var reading = await store.LookAsync(TestContext.Current.CancellationToken);
        (await reading.ChunksAsync("hosting-brook", TestContext.Current.CancellationToken)).Count.ShouldBe(1);
        (await reading.TailAsync("hosting-brook", long.MaxValue, TestContext.Current.CancellationToken)).Count.ShouldBe(321 - 256);
    }

    [Fact]
    public async Task A_line_without_end_is_refused_and_the_next_ones_are_taken()
    {
        await DoneAsync("apply", Agreement, "--kept-by", "provider");
        static string Outage(int number) => $$"""{"type":"outage","id":"s-{{number}}","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:00:01Z"}""";

        using var then = new Prompt { Now = InNovember };
        var run = await then.RunAsync(["ingest", "-", "-o", "json", .. Where], $"{Outage(1)}\n{new string('x', 40 << 20)}\n{Outage(2)}\n{new string('y', 3 << 20)}", Surety.Cli.Terminal.None, TestContext.Current.CancellationToken);

        run.Code.ShouldBe(1, run.Messages);
        var told = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        told.Sum(t => t.GetProperty("accepted").GetInt32()).ShouldBe(2);
        told.Sum(t => t.GetProperty("refused").GetInt32()).ShouldBe(2);
        run.Messages.ShouldContain("The line is longer than 1 MiB.");
        run.Messages.Length.ShouldBeLessThan(2000);
    }

    [Fact]
    public async Task Plan_outbox_and_credits_are_held_against_what_the_journal_comes_to()
    {
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Climbing, "--kept-by", "provider");
        await DoneAsync(At("2026-10-30T16:00:00Z"), "ingest", October, prompt.Write("t.jsonl", """{"type":"ticket","id":"t-1","ticket":"T7","event":"opened","priority":"P1","at":"2026-10-30T08:00:00Z"}"""));
        var now = At("2026-11-01T09:00:00Z");
        async Task CloseAsync() => await DoneAsync(now += Duration.FromMinutes(5), "close");
        async Task<List<(long Entry, string Code)>> LookAsync(string sql)
        {
            await ExecuteAsync(sql);
            var doctor = await RunAsync(now + Duration.FromMinutes(1), "doctor", "--json");
            return [.. JsonDocument.Parse(doctor.Output).RootElement.GetProperty("spaces")[0].GetProperty("findings").EnumerateArray().Select(f => (f.GetProperty("entry").GetInt64(), f.GetProperty("code").GetString()!))];
        }

        await CloseAsync();
        // What comes meanwhile is for the next close.
        await DoneAsync(now += Duration.FromMinutes(1), "ingest", prompt.Write("t2.jsonl", """{"type":"ticket","id":"t-2","ticket":"T7","event":"replied","by":"provider","at":"2026-11-01T09:00:00Z"}"""));
        (await LookAsync("update outbox set sent = 1")).ShouldBeEmpty();
        foreach (var sql in new[]
        {
            "update plan set due = due + 1", "update plan set about = 'nothing' where due = (select min(due) from plan)", "update plan set kind = 'claim' where kind = 'duty'", "delete from plan", "delete from plan where due = (select max(due) from plan)",
            "insert into plan (space, step, kind, due, about) select space, 'made up|' || step, kind, due, about from plan",
            "delete from outbox", "update outbox set about = 'tell nobody'", "update outbox set due = due - 1", "update outbox set step = 'made up|' || step",
        })
        {
            var found = await LookAsync(sql);
            found.Select(f => f.Code).Distinct().ShouldHaveSingleItem(sql).ShouldBe(sql.Contains("plan", StringComparison.Ordinal) ? "plan.row" : "outbox.row");
            found.ShouldAllBe(f => f.Entry > 0);
            await ExecuteAsync("delete from outbox");
            await CloseAsync();
            (await LookAsync("update outbox set sent = 1")).ShouldBeEmpty(sql);
        }
        foreach (var (sql, code) in new[] { ("update space set look = null", "plan.look"), ("update space set look = '1 2 3 4'", "plan.look"), ("update outbox set look = 'x'", "outbox.look") })
        {
            (await LookAsync(sql)).Select(f => f.Code).Distinct().ShouldBe([code]);
            await ExecuteAsync("delete from outbox");
            await CloseAsync();
        }
        now = InNovember;
        await CloseAsync();
        (await LookAsync("update outbox set sent = 1")).ShouldBeEmpty();
        var published = (await LookAsync("update credit set amount = '0.01'")).Distinct().ShouldHaveSingleItem();
        published.Code.ShouldBe("credit.row");
        published.Entry.ShouldBeGreaterThan(0);
        (await LookAsync("delete from credit")).Distinct().ShouldHaveSingleItem().ShouldBe(published);
    }

    [Fact]
    public async Task Months_that_were_over_when_the_agreement_came_wait_for_somebody_who_closes()
    {
        // Opened in December: October and November were over, and December is not.
        await DoneAsync(At("2026-12-02T09:00:00Z"), "apply", Climbing, "--kept-by", "provider");
        await DoneAsync(At("2026-12-02T10:00:00Z"), "ingest", October);
        var later = At("2027-01-20T09:00:00Z");

        var byItself = await ByItselfAsync(later);
        var status = await DoneAsync(later + Duration.FromMinutes(1), "status");
        var listed = await DoneAsync(later + Duration.FromMinutes(1), "status", "-o", "json");
        var planned = await DoneAsync(later + Duration.FromMinutes(1), "doctor");
        // What was still on its way.
        await DoneAsync(later + Duration.FromMinutes(2), "ingest", prompt.Write("more.jsonl", """{"type":"outage","id":"o-5","service":"shop","from":"2026-11-05T10:00:00Z","until":"2026-11-05T12:00:00Z"}"""));
        var again = await ByItselfAsync(later + Duration.FromMinutes(3));
        var byHand = await DoneAsync(later + Duration.FromMinutes(4), "close");
        var then = await DoneAsync(later + Duration.FromMinutes(5), "status");
        // Whoever closed once has said that the past is in: what is measured of a month before it is due as any other is.
        await DoneAsync(later + Duration.FromMinutes(6), "ingest", prompt.Write("september.jsonl", """{"type":"outage","id":"o-6","service":"shop","from":"2026-09-05T10:00:00Z","until":"2026-09-05T12:00:00Z"}"""));
        var afterwards = await ByItselfAsync(later + Duration.FromMinutes(7));

        byItself.Issued.Select(i => i.Period).ShouldBe(["2026-12"]);
        byItself.Held.ShouldBe(["2026-10", "2026-11"]);
        status.Output.ShouldContain("  2026-10 to 2026-11 ended before the agreement came into this record: they are published when somebody closes ('surety close')\n");
        JsonDocument.Parse(listed.Output).RootElement.GetProperty("spaces")[0].GetProperty("held").EnumerateArray().Select(h => h.GetString()).ShouldBe(["2026-10", "2026-11"]);
        planned.Messages.ShouldContain("all is well");
        again.Issued.ShouldBeEmpty();
        byHand.Output.ShouldContain("hosting-brook: October 2026");
        byHand.Output.ShouldContain("hosting-brook: November 2026");
        then.Output.ShouldNotContain("ended before");
        afterwards.Issued.Select(i => i.Period).ShouldBe(["2026-09"]);
        afterwards.Held.ShouldBeEmpty();
        (await DoneAsync(later + Duration.FromMinutes(8), "doctor")).Messages.ShouldContain("all is well");
    }

    /// <summary>Does what a server does of itself.</summary>
    async Task<Closed> ByItselfAsync(Instant now)
    {
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(now), TestContext.Current.CancellationToken));
        return ((Result<Closed>.Ok)await Closing.CloseAsync(store, "hosting-brook", null, TestContext.Current.CancellationToken, byItself: true)).Value;
    }

    [Fact]
    public async Task A_pack_is_verified_without_the_record()
    {
        await OctoberAsync();
        await DoneAsync(At("2026-11-12T09:00:00Z"), "ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));
        await DoneAsync(At("2026-11-12T09:00:00Z"), "revise", "2026-10", "--reason", "read late");

        await DoneAsync(At("2026-11-12T10:00:00Z"), "export", "-o", prompt.Path("brook.surety"));
        using var elsewhere = new Prompt();
        var verified = await elsewhere.RunAsync("verify", prompt.Path("brook.surety"), "--checkpoint", prompt.Path("brook.surety.note"), "--json");

        verified.Code.ShouldBe(0, verified.Output + verified.Messages);
        var result = JsonDocument.Parse(verified.Output).RootElement;
        result.GetProperty("verified").GetBoolean().ShouldBeTrue();
        result.GetProperty("keptBy").GetString().ShouldBe("provider");
        (await elsewhere.RunAsync("verify", prompt.Path("brook.surety"))).Output.ShouldContain("kept by the provider alone");
        // October and its revision. The nine months before were over when the record began, and nothing is known of them.
        result.GetProperty("statements").GetInt32().ShouldBe(2);
        result.GetProperty("facts").GetInt64().ShouldBe(4);
    }

    [Fact]
    public async Task A_machine_with_another_key_names_it_before_it_writes()
    {
        await OctoberAsync();
        var key = Path.Combine(Address.Folder, "keys", "checkpoints.pem");
        var first = File.ReadAllText(key);
        File.Delete(key);

        await DoneAsync(InNovember, "ingest", October);
        await DoneAsync(InNovember, "ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));
        var second = File.ReadAllText(key);
        await DoneAsync(InNovember + Duration.FromHours(1), "revise", "2026-10", "--reason", "read late");
        await DoneAsync(InNovember + Duration.FromHours(1), "erase", $"{8}");
        File.WriteAllText(key, first);
        await DoneAsync(InNovember + Duration.FromHours(2), "export", "-o", prompt.Path("brook.surety"));
        var verified = await prompt.RunAsync("verify", prompt.Path("brook.surety"), "--json");
        var doctor = await DoneAsync(InNovember + Duration.FromHours(3), "doctor");

        second.ShouldNotBe(first);
        verified.Code.ShouldBe(0, verified.Output + verified.Messages);
        JsonDocument.Parse(verified.Output).RootElement.GetProperty("keys").GetArrayLength().ShouldBe(2);
        Entries(prompt.Path("brook.surety")).Count(e => e.Contains("\"kind\":\"key\"", StringComparison.Ordinal)).ShouldBe(2);
        doctor.Messages.ShouldContain("all is well");
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).IsFound.ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_file_that_holds_no_key_is_refused()
    {
        await DoneAsync("apply", Agreement, "--kept-by", "provider");
        File.WriteAllText(Path.Combine(Address.Folder, "keys", "checkpoints.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA");

        var run = await RunAsync("ingest", October);

        run.Code.ShouldBe(1);
        run.Messages.ShouldContain("checkpoints.pem: ");
        run.Messages.ShouldContain("This is no private key on the curve P-256");
    }

    [Fact]
    public async Task Programs_that_begin_at_once_have_one_key()
    {
        var folder = prompt.Path("begun");
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ((Result<MachineKey>.Ok)MachineKey.In(folder)).Value)));

        keys.Select(k => Digest.Of(k.PublicKey.Span)).Distinct().Count().ShouldBe(1);
        Directory.GetFiles(Path.Combine(folder, "keys")).ShouldHaveSingleItem();
        foreach (var key in keys) key.Dispose();
    }

    [Fact]
    public async Task An_erased_reason_is_gone_and_its_proof_stands()
    {
        const string personal = "Frau Sommer had the wrong clock";
        await OctoberAsync();
        var late = At("2026-11-12T09:00:00Z");
        await DoneAsync(late, "ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));
        await DoneAsync(late, "revise", "2026-10", "--reason", personal);
        await DoneAsync(late, "export", "-o", prompt.Path("before.surety"));
        var entry = Entries(prompt.Path("before.surety")).Single(e => e.Contains("\"revision\":1", StringComparison.Ordinal)).Split(',')[0]["{\"seq\":".Length..];

        await DoneAsync(late, "erase", entry);
        var twice = await RunAsync(late, "erase", entry);
        var other = await RunAsync(late, "erase", "1");
        await DoneAsync(late, "export", "-o", prompt.Path("after.surety"));
        var verified = await prompt.RunAsync("verify", prompt.Path("after.surety"), "--json");

        File.ReadAllText(prompt.Path("before.surety")).ShouldContain(personal);
        File.ReadAllText(prompt.Path("after.surety")).ShouldNotContain(personal);
        twice.Messages.ShouldContain("erased already");
        other.Code.ShouldBe(1);
        verified.Code.ShouldBe(0, verified.Output);
        JsonDocument.Parse(verified.Output).RootElement.GetProperty("erased").GetInt32().ShouldBe(1);
    }

    /// <summary>Lines of the journal of a pack.</summary>
    protected static string[] Entries(string pack)
    {
        using var file = File.OpenRead(pack);
        return Pack.Read(pack, file) is Result<Pack>.Ok { Value: var read } ? [.. read.Entries.Select(e => System.Text.Encoding.UTF8.GetString(e.Span))] : throw new InvalidOperationException("It is no pack.");
    }

    [Fact]
    public async Task Several_agreements_read_one_feed_and_see_nothing_of_each_other()
    {
        static string Reading(string name, string customer) => Example.Agreement.Replace("hosting-brook", name, StringComparison.Ordinal).Replace("Brook Books", customer, StringComparison.Ordinal)
            .Replace("scope:", "scope:\n  feeds: [platform-eu]", StringComparison.Ordinal).Replace("observed by: outages", "observed by: outages\n    facts: feed platform-eu", StringComparison.Ordinal);
        var (start, november, late) = (At("2026-10-01T09:00:00Z"), At("2026-11-10T09:00:00Z"), At("2026-11-12T09:00:00Z"));
        await DoneAsync(start, "apply", prompt.Write("one.yaml", Reading("hosting-one", "Customer One")), "--kept-by", "provider");
        await DoneAsync(start, "apply", prompt.Write("two.yaml", Reading("hosting-two", "Customer Two")), "--kept-by", "provider");
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", "--feed", "platform-eu", October);
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", "--space", "hosting-two", prompt.Write("own.jsonl", """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));

        var closed = await DoneAsync(november, "close");
        await DoneAsync(late, "ingest", "--feed", "platform-eu", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));
        var revised = await DoneAsync(late, "revise", "2026-10", "--reason", "late", "--space", "hosting-one");
        var first = await DoneAsync(late, "statement", "2026-10", "--revision", "0", "--space", "hosting-one");
        var other = await DoneAsync(late, "statement", "2026-10", "--space", "hosting-two");
        await DoneAsync(late, "export", "hosting-one", "-o", prompt.Path("one.surety"));
        var verified = await prompt.RunAsync("verify", prompt.Path("one.surety"), "--json");
        var pack = File.ReadAllText(prompt.Path("one.surety"));

        closed.Output.Split((char)10).ShouldContain(l => l.StartsWith("hosting-one: October 2026: 1 of 4 service levels met, 1 missed, 2 without data.", StringComparison.Ordinal), closed.Output);
        revised.Output.ShouldContain("shop is up: missed, 99.89 % (");
        first.Output.ShouldContain("99.89 %");
        other.Output.ShouldContain("99.89 %");
        verified.Code.ShouldBe(0, verified.Output + verified.Messages);
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("one.surety")).ShouldBe((false, Tampering.OtherVerifier.Look(prompt.Path("one.surety")).Output));
        pack.ShouldNotContain("Customer Two");
        pack.ShouldNotContain("hosting-two");
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task Where_an_agreement_contradicts_its_feed_the_statement_says_so()
    {
        var start = At("2026-10-01T09:00:00Z");
        await DoneAsync(start, "apply", prompt.Write("one.yaml", Example.Agreement.Replace("scope:", "scope:\n  feeds: [platform-eu]", StringComparison.Ordinal)), "--kept-by", "provider");
        await DoneAsync(InNovember, "ingest", "--feed", "platform-eu", prompt.Write("a.jsonl", State("10:10", "up")));
        await DoneAsync(InNovember, "ingest", "--space", "hosting-brook", prompt.Write("b.jsonl", State("10:10", "down", ",\"feed\":\"platform-eu\"")));

        await DoneAsync(InNovember + Duration.FromMinutes(1), "close");
        var statement = await DoneAsync(InNovember + Duration.FromMinutes(2), "statement", "2026-10", "--space", "hosting-brook", "-o", "json");

        statement.Output.ShouldContain("Facts about feed platform-eu, service shop contradict each other, and none of them counts.");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two\nlines")]
    [InlineData("bell\u0007")]
    public async Task A_feed_without_a_name_that_can_be_written_is_refused(string name)
    {
        var run = await RunAsync("ingest", "--feed", name, October);

        run.Code.ShouldBe(64, run.Output);
        run.Messages.ShouldContain("is no name of a feed");
    }

    [Fact]
    public async Task Published_late_a_month_may_be_commented_on_for_as_long_as_any_other()
    {
        var late = At("2027-06-01T09:00:00Z");
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Agreement, "--kept-by", "provider");
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", October);

        var closed = await DoneAsync(late, "close");
        await DoneAsync(late, "ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));
        var revised = await DoneAsync(late, "revise", "2026-10", "--reason", "read late");
        var lives = new List<JsonElement>();
        foreach (var look in new[] { new[] { "--revision", "0" }, ["--revision", "1"], ["--as-of", "2027-06-19T00:00:00Z"] })
            lives.Add(JsonDocument.Parse((await DoneAsync(At("2027-06-20T08:00:00Z"), ["statement", "2026-10", "-o", "json", .. look])).Output).RootElement.GetProperty("life"));
        var after = await DoneAsync(At("2027-06-20T09:00:00Z"), "close");

        // The statement says of itself what the record goes by.
        lives.Select(l => l.GetProperty("state").GetString()).ShouldBe(["in comment", "in comment", "final"]);
        lives.Select(l => l.GetProperty("commentUntil").GetString()).Distinct().ShouldHaveSingleItem().ShouldBe(lives[0].GetProperty("final").GetString());
        (await DoneAsync(At("2027-06-20T10:00:00Z"), "doctor")).Messages.ShouldContain("all is well");
        closed.Output.ShouldContain("hosting-brook: October 2026");
        closed.Output.ShouldNotContain("is final");
        revised.Output.ShouldContain("2026-10, revision 1:");
        after.Output.ShouldContain("2026-10 is final.");
    }

    // Opened on a Friday at 16:00, due on Monday at 09:00, two days before the month ends; the statement comes five business days after it.
    string Climbing => prompt.Write("climbing.yaml", Example.Agreement.Replace("escalation:", "escalation:\n  ladders:\n    urgent:\n      of: response, priority P1\n      steps:\n        - at the miss: tell service desk", StringComparison.Ordinal));

    [Fact]
    public async Task A_step_is_in_the_outbox_when_it_is_due_and_once_whatever_is_corrected()
    {
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Climbing, "--kept-by", "provider");
        await DoneAsync(At("2026-10-30T16:00:00Z"), "ingest", prompt.Write("t.jsonl", """{"type":"ticket","id":"t-1","ticket":"T1","event":"opened","priority":"P1","at":"2026-10-30T08:00:00Z"}"""));

        await DoneAsync(At("2026-11-01T09:00:00Z"), "close");
        var once = await StepsAsync();
        await DoneAsync(At("2026-11-01T10:00:00Z"), "ingest", prompt.Write("t2.jsonl", """{"type":"ticket","id":"t-2","supersedes":"t-1","source":"t","ticket":"T1","event":"opened","priority":"P1","at":"2026-10-30T08:05:00Z"}"""));
        await DoneAsync(At("2026-11-01T11:00:00Z"), "close");
        await DoneAsync(At("2026-11-10T11:00:00Z"), "close");
        var status = await DoneAsync(At("2026-11-02T09:00:00Z"), "status");

        once.Where(s => s.StartsWith("message|", StringComparison.Ordinal)).ShouldBe(["message|urgent|1|1|0|response|ticket T1|1|priority P1"]);
        (await StepsAsync()).Where(s => s.StartsWith("message|", StringComparison.Ordinal)).ShouldBe(["message|urgent|1|1|0|response|ticket T1|1|priority P1"]);
        status.Code.ShouldBe(0);
    }

    async Task<List<string>> StepsAsync()
    {
        await using var store = Opened(await Store.ReadAsync(Address, new Fixed(InNovember), TestContext.Current.CancellationToken));
        await using var reading = await store.LookAsync(TestContext.Current.CancellationToken);
        return await reading.Command("select step from outbox where space = @space order by step", ("space", "hosting-brook")).RowsAsync(r => r.GetString(0), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task One_damaged_space_keeps_no_other_from_its_day()
    {
        await OctoberAsync();
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", prompt.Write("other.yaml", Example.Agreement.Replace("hosting-brook", "aaa-other", StringComparison.Ordinal)), "--kept-by", "provider");
        await ExecuteAsync("update entry set bytes = (select bytes from entry where space = 'aaa-other' and seq = 1) where space = 'aaa-other' and seq = 3");

        var closed = await RunAsync(At("2026-12-10T09:00:00Z"), "close");

        closed.Code.ShouldNotBe(0);
        closed.Messages.ShouldContain("aaa-other");
        closed.Output.ShouldContain("hosting-brook: November 2026");
    }

    [Fact]
    public async Task Many_writers_at_once_write_a_dense_journal()
    {
        await DoneAsync("apply", Agreement, "--kept-by", "customer");
        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember), TestContext.Current.CancellationToken)))
        {
            var cancellation = TestContext.Current.CancellationToken;
            var receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Ingest.TakeAsync(store, "hosting-brook", null, new($"b{i % 150}", Digest.Of([(byte)(i % 150)]), builder => Surety.Facts.JsonLines.Read(
                builder, $"b{i % 150}", System.Text.Encoding.UTF8.GetBytes($$"""{"type":"outage","id":"o{{i % 150}}","service":"shop","from":"2026-10-06T10:00:00Z"}"""), source: "load")), cancellation)));

            receipts.Select(r => Value(r).Value.Seq).Distinct().Count().ShouldBe(150);
        }
        var doctor = await DoneAsync("doctor", "--json");
        var space = JsonDocument.Parse(doctor.Output).RootElement.GetProperty("spaces")[0];
        space.GetProperty("facts").GetInt32().ShouldBe(150);
        space.GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Entries_that_nobody_signed_yet_are_told_and_are_a_finding_when_they_stay_so()
    {
        await DoneAsync("apply", Agreement, "--kept-by", "customer");
        var then = InNovember + Duration.FromMinutes(1);
        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(then), TestContext.Current.CancellationToken)))
        {
            Value(await store.WriteAsync("hosting-brook", null, writing => Task.FromResult(writing.Append(NewKey())), TestContext.Current.CancellationToken));

            var soon = await DoneAsync(then + Duration.FromMinutes(2), "doctor");
            var late = await RunAsync(then + Duration.FromMinutes(8), "doctor");

            soon.Messages.ShouldContain("hosting-brook: 1 entry that nobody signed yet");
            soon.Messages.ShouldContain("all is well");
            late.Code.ShouldBe(5, late.Output);
            late.Output.ShouldContain("checkpoint.missing");
        }
        (await DoneAsync(then + Duration.FromMinutes(8), "doctor")).Messages.ShouldNotContain("nobody signed");
    }

    /// <summary>An entry that asks for no checkpoint.</summary>
    static Recorded.KeyAdded NewKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return new(Side.Provider, key.ExportSubjectPublicKeyInfo().ToValueList(), null, []);
    }

    [Fact]
    public async Task What_came_is_signed_though_nothing_comes_any_more()
    {
        await DoneAsync("apply", Agreement, "--kept-by", "customer");
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember + Duration.FromMilliseconds(100)), TestContext.Current.CancellationToken, Duration.FromMilliseconds(300)));
        var written = Value(await store.WriteAsync("hosting-brook", null, writing => Task.FromResult(writing.Append(NewKey())), TestContext.Current.CancellationToken));

        for (var i = 0; i < 100; i++)
        {
            await using var reading = await store.LookAsync(TestContext.Current.CancellationToken);
            if ((await reading.CheckpointsAsync("hosting-brook", TestContext.Current.CancellationToken))[^1].Size == written.Seq) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail("Nobody signed it.");
    }

    [Fact]
    public async Task A_clock_that_went_back_by_years_stops_nobody()
    {
        await DoneAsync("apply", Agreement, "--kept-by", "customer");
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(NodaConstants.UnixEpoch), TestContext.Current.CancellationToken));

        Value(await store.WriteAsync("hosting-brook", null, writing => Task.FromResult(writing.Append(NewKey())), TestContext.Current.CancellationToken));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        var second = store.WriteAsync("hosting-brook", null, writing => Task.FromResult(writing.Append(new Recorded.Exported(1))), TestContext.Current.CancellationToken);

        Value(await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_space_that_is_damaged_fails_alone_whoever_is_committed_with_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var name in new[] { "one", "two", "three" }) await DoneAsync("apply", prompt.Write($"{name}.yaml", Example.Agreement.Replace("hosting-brook", name, StringComparison.Ordinal)), "--kept-by", "customer");
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember), cancellation));
        Task<Result<Written<Entry>>> AppendAsync(string space) => store.WriteAsync(space, null, writing => Task.FromResult(writing.Append(NewKey())), cancellation);
        Value(await AppendAsync("two"));
        // As many entries as before, and the same checkpoint.
        await ExecuteAsync("update space set head = (select hash from document where space = 'two' limit 1) where space = 'two'");
        var (isBegun, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = store.WriteAsync<int>("one", null, async writing => { isBegun.TrySetResult(); await goesOn.Task; return new Result<int>.Ok(0); }, cancellation);
        await isBegun.Task;
        var (two, one, three) = (AppendAsync("two"), AppendAsync("one"), AppendAsync("three"));
        goesOn.SetResult();

        (await Should.ThrowAsync<RecordDamaged>(two)).Space.ShouldBe("two");
        Value(await first);
        Value(await one);
        Value(await three);
    }

    [Fact]
    public async Task A_write_that_comes_to_its_turn_too_late_is_not_written_and_those_that_may_wait_are()
    {
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var name in new[] { "one", "two", "three" }) await DoneAsync("apply", prompt.Write($"{name}.yaml", Example.Agreement.Replace("hosting-brook", name, StringComparison.Ordinal)), "--kept-by", "customer");
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(InNovember), cancellation));
        var (isBegun, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = store.WriteAsync<int>("one", null, async writing => { isBegun.TrySetResult(); await goesOn.Task; return new Result<int>.Ok(0); }, cancellation);
        await isBegun.Task;
        var isRun = false;
        Task<Result<Written<Entry>>> AppendAsync(Store through, string space, Action run) => through.WriteAsync(space, null, writing => { run(); return Task.FromResult(writing.Append(NewKey())); }, cancellation);
        // What may not wait at all is too late behind anything; what does not hurry is written behind it.
        var hurried = store.For(new Access.All(), TimeSpan.Zero);
        Task<Result<Written<Entry>>> late = AppendAsync(hurried, "one", () => isRun = true), patient = AppendAsync(store.For(new Access.All(), TimeSpan.FromHours(1)), "two", () => { }), own = AppendAsync(store, "three", () => { });
        var also = AppendAsync(hurried.Also((_, _) => throw new InvalidOperationException("It is not written.")), "one", () => isRun = true);
        goesOn.SetResult();

        var said = await Should.ThrowAsync<StoreBusy>(late);
        await Should.ThrowAsync<StoreBusy>(also);
        isRun.ShouldBeFalse();
        StoreTrouble.Of(said, Address)!.Code.ShouldBe("store.too-late");
        Value(await first);
        Value(await patient);
        Value(await own);
    }

    [Fact]
    public async Task A_pack_ends_where_its_export_was_signed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await OctoberAsync();
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(At("2026-11-12T09:00:00Z")), cancellation));
        var export = Packing.NoteAsync(store, "hosting-brook", null, cancellation);
        var later = store.WriteAsync("hosting-brook", null, writing => Task.FromResult(writing.Append(new Recorded.Published("2026-11", 0, InNovember, 1, [], writing.Keep(new byte[] { 1 }), 1, writing.Keep(new byte[] { 2 }), writing.KeepErasable("why")))), cancellation);

        var note = Noted(await export);
        await later;
        var pack = await PackAsync(note.Seq);
        var again = await PackAsync(Noted(await Packing.NoteAsync(store, "hosting-brook", null, cancellation)).Seq);

        Entry.Read(pack.Entries[^1].Span)!.What.ShouldBeOfType<Recorded.Exported>();
        Verification.Of(pack, []).Findings.ShouldBeEmpty();
        again.Entries.Count.ShouldBe(pack.Entries.Count + 2);
        again.Texts.Count.ShouldBe(pack.Texts.Count + 1);

        async Task<Pack> PackAsync(long seq)
        {
            using var file = new MemoryStream();
            await Packing.WriteAsync(store, "hosting-brook", seq, file, prompt.Folder, cancellation);
            file.Position = 0;
            return ((Result<Pack>.Ok)Pack.Read("pack", file)).Value;
        }

        static Entry Noted(Result<Written<Entry>> result) => ((Result<Written<Entry>>.Ok)result).Value.Value;
    }

    [Fact]
    public async Task The_check_of_status_leaves_with_3_where_a_promise_is_lost()
    {
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Agreement, "--kept-by", "provider");
        var before = await RunAsync(At("2026-10-20T09:00:00Z"), "status", "--check");
        await DoneAsync(At("2026-10-20T10:00:00Z"), "ingest", October);

        var after = await RunAsync(At("2026-10-20T11:00:00Z"), "status", "--check");

        before.Code.ShouldBe(0, before.Output);
        after.Code.ShouldBe(3, after.Output);
        after.Output.ShouldContain("(lost)");
    }

    [Fact]
    public async Task The_outbox_and_the_plan_have_each_step_once()
    {
        await OctoberAsync();
        await DoneAsync(At("2026-11-20T09:00:00Z"), "close");

        await using var store = Opened(await Store.ReadAsync(Address, new Fixed(InNovember), TestContext.Current.CancellationToken));
        await using var reading = await store.LookAsync(TestContext.Current.CancellationToken);
        var plan = await reading.PlanAsync("hosting-brook", 100, TestContext.Current.CancellationToken);

        plan.ShouldBe(plan.OrderBy(p => p.Due).ToList());
        plan.ShouldContain(p => p.About == "final state of 2026-10");
        plan.ShouldContain(p => p.About == "statement of 2026-11");
    }

    [Fact]
    public async Task What_a_published_month_still_asks_for_stays_planned()
    {
        await OctoberAsync();
        await DoneAsync(At("2026-11-12T09:00:00Z"), "close");

        await using var store = Opened(await Store.ReadAsync(Address, new Fixed(InNovember), TestContext.Current.CancellationToken));
        await using var reading = await store.LookAsync(TestContext.Current.CancellationToken);

        (await reading.PlanAsync("hosting-brook", 100, TestContext.Current.CancellationToken)).ShouldContain(p => p.About.StartsWith("last instant to claim", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_a_late_fact_makes_due_is_sent_though_its_month_was_published()
    {
        var agreement = prompt.Write("agreement.yaml", Example.Agreement.Replace("  credits:\n", "  ladders:\n    slow:\n      of: response\n      steps:\n        - at the miss: tell service desk\n  credits:\n", StringComparison.Ordinal));
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", agreement, "--kept-by", "provider");
        await DoneAsync("close");
        await DoneAsync("ingest", prompt.Write("late.jsonl", """{"type":"ticket","id":"t-9","ticket":"T9","event":"opened","priority":"P1","at":"2026-10-07T07:00:00Z"}"""));

        var close = await DoneAsync(InNovember + Duration.FromHours(1), "close", "-o", "json");
        var again = await DoneAsync(InNovember + Duration.FromHours(2), "close", "-o", "json");

        SentBy(close).ShouldBe(1);
        SentBy(again).ShouldBe(0);
    }

    static int SentBy(Printed close) => JsonDocument.Parse(close.Output).RootElement.GetProperty("spaces")[0].GetProperty("outbox").GetInt32();

    [Fact]
    public async Task A_command_on_nothing_says_so()
    {
        var read = await RunAsync("status");

        read.Code.ShouldBe(1);
        read.Messages.ShouldContain("There is no record here yet");
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_left_alone()
    {
        await OctoberAsync();
        await ExecuteAsync("insert into schema_version values (99)");

        var written = await RunAsync("ingest", October);
        var read = await RunAsync("status");

        written.Code.ShouldBe(1);
        written.Messages.ShouldContain("a newer surety wrote it");
        read.Code.ShouldBe(1);
        read.Messages.ShouldContain("a newer surety wrote it");
    }

    /// <summary>Changes the database behind the back of the program.</summary>
    protected abstract Task ExecuteAsync(string sql);

    protected static Store Opened(Result<Store> opened) => opened is Result<Store>.Ok { Value: var store } ? store : throw new InvalidOperationException(((Result<Store>.Refused)opened).Problems[0].ToString());

    static Written<T> Value<T>(Result<Written<T>> result) => result is Result<Written<T>>.Ok { Value: var value } ? value : throw new InvalidOperationException(((Result<Written<T>>.Refused)result).Problems[0].ToString());

    protected sealed class Fixed(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
