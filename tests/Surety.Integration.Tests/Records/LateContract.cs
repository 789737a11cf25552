using System.Text.Json;
using NodaTime;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>What is told of facts that came after their month was published, on either database.</summary>
public abstract partial class RecordContract
{
    static string LateOutage(string id, string from, string until) => $$"""{"type":"outage","id":"{{id}}","service":"shop","from":"{{from}}","until":"{{until}}"}""";

    static JsonElement LateOf(Printed status) => JsonDocument.Parse(status.Output).RootElement.GetProperty("spaces")[0].GetProperty("late");

    [Fact]
    public async Task What_came_after_a_month_was_published_is_told_until_somebody_has_looked()
    {
        await OctoberAsync();
        var late = At("2026-11-12T09:00:00Z");
        var sealedBytes = (await DoneAsync(late, "statement", "2026-10", "-o", "json")).Output;
        var before = await DoneAsync(late, "status");

        var taken = await DoneAsync(late, "ingest", prompt.Write("late.jsonl", LateOutage("o-9", "2026-10-20T10:00:00Z", "2026-10-20T14:00:00Z") + "\n" + LateOutage("o-10", "2026-11-12T08:00:00Z", "2026-11-12T08:05:00Z")));
        var again = await DoneAsync(late, "ingest", prompt.Path("late.jsonl"), "-o", "json");
        var status = await DoneAsync(late, "status");
        var json = LateOf(await DoneAsync(late, "status", "-o", "json"))[0];
        var statement = await DoneAsync(late, "statement", "2026-10");
        var stillSealed = await DoneAsync(late, "statement", "2026-10", "-o", "json");
        var closed = await DoneAsync(late, "close");
        await DoneAsync(late + Duration.FromHours(1), "revise", "2026-10", "--reason", "the probe of the shop was read late");
        var after = await DoneAsync(late + Duration.FromHours(2), "status");

        before.Output.ShouldNotContain("since it was published");
        taken.Messages.ShouldContain("hosting-brook: 2026-10, revision 0, is published already, and 1 fact came in of its time. Propose a restatement");
        // Sent again, it says so again: the first answer may have been lost.
        JsonDocument.Parse(again.Output).RootElement.GetProperty("late")[0].GetProperty("facts").GetInt64().ShouldBe(1);
        status.Output.ShouldContain("2026-10: since it was published, 1 fact came in of its time (");
        status.Output.ShouldContain("2026-10-20 12:00). Propose a restatement");
        (json.GetProperty("period").GetString(), json.GetProperty("revision").GetInt32(), json.GetProperty("facts").GetInt64(), json.GetProperty("final").GetBoolean()).ShouldBe(("2026-10", 0, 1, false));
        statement.Output.ShouldContain("2026-10: since it was published, 1 fact came in of its time");
        stillSealed.Output.ShouldBe(sealedBytes);
        closed.Messages.ShouldContain("Nothing is due");
        after.Output.ShouldNotContain("since it was published");
        (await DoneAsync(late + Duration.FromHours(2), "statement", "2026-10")).Output.ShouldNotContain("since it was published");
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task Whoever_looked_and_found_nothing_otherwise_is_not_told_again()
    {
        await OctoberAsync();
        var late = At("2026-11-12T09:00:00Z");
        await DoneAsync(late, "ingest", prompt.Write("late.jsonl", """{"type":"state","service":"office","at":"2026-10-20T10:00:00Z","state":"up"}"""));
        var told = await DoneAsync(late, "status");

        var revised = await DoneAsync(late, "revise", "2026-10", "--reason", "to be sure");
        var silent = await DoneAsync(late, "status");
        await DoneAsync(late, "ingest", prompt.Write("later.jsonl", """{"type":"state","service":"office","at":"2026-10-20T11:00:00Z","state":"down"}"""));

        told.Output.ShouldContain("since it was published, 1 fact");
        revised.Messages.ShouldContain("Nothing is different");
        silent.Output.ShouldNotContain("since it was published");
        (await DoneAsync(late, "status")).Output.ShouldContain("since it was published, 1 fact");
    }

    [Fact]
    public async Task Facts_of_time_before_the_first_open_month_are_told_as_that()
    {
        await OctoberAsync();
        var late = At("2026-11-12T09:00:00Z");

        var taken = await DoneAsync(late, "ingest", prompt.Write("late.jsonl", LateOutage("o-9", "2026-09-20T10:00:00Z", "2026-09-20T14:00:00Z")));
        var status = await DoneAsync(late, "status");

        taken.Messages.ShouldContain("1 fact came in of time before it, which may reach into it.");
        status.Output.ShouldContain("2026-10: since it was published, 1 fact came in of time before it, which may reach into it.");
    }

    [Fact]
    public async Task Of_a_final_month_it_is_told_that_nothing_is_booked()
    {
        await OctoberAsync();
        var after = At("2027-02-15T09:00:00Z");
        await DoneAsync(after, "close");

        var taken = await DoneAsync(after, "ingest", prompt.Write("late.jsonl", LateOutage("o-9", "2026-10-20T10:00:00Z", "2026-10-20T14:00:00Z")));

        taken.Messages.ShouldContain("2026-10, revision 0, is published already, and 1 fact came in of its time. It is final: they are kept, and book nothing.");
        (await DoneAsync(after, "status")).Output.ShouldNotContain("2026-10: since");
        (await DoneAsync(after, "statement", "2026-10")).Output.ShouldContain("It is final: they are kept, and book nothing.");
    }

    [Fact]
    public async Task A_month_that_ended_and_is_not_published_yet_is_not_told_of()
    {
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Agreement, "--kept-by", "provider");

        var taken = await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", October);
        await DoneAsync("close");

        taken.Messages.ShouldNotContain("published already");
        (await DoneAsync("status")).Output.ShouldNotContain("since it was published");
    }

    [Fact]
    public async Task What_came_late_to_a_feed_is_told_for_each_agreement_that_reads_it()
    {
        static string Reading(string name) => Example.Agreement.Replace("hosting-brook", name, StringComparison.Ordinal)
            .Replace("scope:", "scope:\n  feeds: [platform-eu]", StringComparison.Ordinal).Replace("observed by: outages", "observed by: outages\n    facts: feed platform-eu", StringComparison.Ordinal);
        var (start, late) = (At("2026-10-01T09:00:00Z"), At("2026-11-12T09:00:00Z"));
        foreach (var name in new[] { "hosting-one", "hosting-two" }) await DoneAsync(start, "apply", prompt.Write($"{name}.yaml", Reading(name)), "--kept-by", "provider");
        await DoneAsync(start, "apply", prompt.Write("three.yaml", Example.Agreement.Replace("hosting-brook", "hosting-three", StringComparison.Ordinal)), "--kept-by", "provider");
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", "--feed", "platform-eu", October);
        await DoneAsync("close");

        var taken = await DoneAsync(late, "ingest", "--feed", "platform-eu", prompt.Write("late.jsonl", LateOutage("o-9", "2026-10-20T10:00:00Z", "2026-10-20T14:00:00Z")));
        await DoneAsync(late, "revise", "2026-10", "--reason", "late", "--space", "hosting-one");
        var status = await DoneAsync(late, "status");

        foreach (var name in new[] { "hosting-one", "hosting-two" }) taken.Messages.ShouldContain($"{name}: 2026-10, revision 0, is published already, and 1 fact came in of its time.");
        taken.Messages.ShouldNotContain("hosting-three");
        status.Output.Split("since it was published").Length.ShouldBe(2, status.Output);
        (await DoneAsync(late, "status", "--space", "hosting-two")).Output.ShouldContain("since it was published, 1 fact");
    }

    static string ReadingFeed(string name) => Example.Agreement.Replace("hosting-brook", name, StringComparison.Ordinal)
        .Replace("scope:", "scope:\n  feeds: [platform-eu]", StringComparison.Ordinal).Replace("observed by: outages", "observed by: outages\n    facts: feed platform-eu", StringComparison.Ordinal);

    async Task FeedAsync(params string[] names)
    {
        foreach (var name in names) await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", prompt.Write($"{name}.yaml", ReadingFeed(name)), "--kept-by", "provider");
    }

    [Fact]
    public async Task A_reader_that_is_damaged_keeps_nobody_from_hearing_of_the_others()
    {
        await FeedAsync("hosting-one", "hosting-two");
        await DoneAsync("ingest", "--feed", "platform-eu", October);
        await DoneAsync("close");
        await ExecuteAsync("update entry set bytes = (select bytes from entry where space = 'hosting-one' and seq = 1) where space = 'hosting-one' and seq = (select seq from statement where space = 'hosting-one')");

        var taken = await DoneAsync(At("2026-11-12T09:00:00Z"), "ingest", "--feed", "platform-eu", prompt.Write("late.jsonl", LateOutage("o-9", "2026-10-20T10:00:00Z", "2026-10-20T14:00:00Z")));

        taken.Output.ShouldContain("1 accepted");
        taken.Messages.ShouldContain("hosting-two: 2026-10, revision 0, is published already, and 1 fact came in of its time.");
        taken.Messages.ShouldContain("There may be more published periods for which facts came too late");
    }

    [Fact]
    public async Task Facts_that_are_kept_are_acknowledged_where_nobody_can_look_what_came_too_late()
    {
        await OctoberAsync();
        await ExecuteAsync("alter table period_source rename to elsewhere");

        var taken = await DoneAsync(At("2026-11-12T09:00:00Z"), "ingest", prompt.Write("late.jsonl", LateOutage("o-9", "2026-10-20T10:00:00Z", "2026-10-20T14:00:00Z")));

        taken.Output.ShouldContain("1 accepted");
        taken.Messages.ShouldContain("There may be published periods for which facts came too late");
    }

    [Fact]
    public async Task What_comes_to_a_feed_that_was_opened_after_the_month_was_published_is_late()
    {
        await FeedAsync("hosting-one");
        await DoneAsync(At("2026-11-10T09:00:00Z"), "close");
        var late = At("2026-11-12T09:00:00Z");

        var taken = await DoneAsync(late, "ingest", "--feed", "platform-eu", prompt.Write("late.jsonl", LateOutage("o-9", "2026-10-20T10:00:00Z", "2026-10-20T14:00:00Z")));

        taken.Messages.ShouldContain("hosting-one: 2026-10, revision 0, is published already, and 1 fact came in of its time.");
        (await DoneAsync(late, "status", "--space", "hosting-one")).Output.ShouldContain("2026-10: since it was published, 1 fact");
    }

    [Fact]
    public async Task Months_that_are_final_are_told_behind_those_that_are_not()
    {
        await DoneAsync(At("2025-01-02T09:00:00Z"), "apply", prompt.Write("two-years.yaml", Example.Agreement.Replace("from: 2026-01-01", "from: 2025-01-01", StringComparison.Ordinal)), "--kept-by", "provider");
        await DoneAsync(At("2025-01-07T09:00:00Z"), "ingest", prompt.Write("first.jsonl", LateOutage("o-0", "2025-01-06T10:00:00Z", "2025-01-06T10:05:00Z")));
        await DoneAsync(At("2026-09-20T09:00:00Z"), "close");
        var after = At("2027-02-15T09:00:00Z");
        await DoneAsync(after, "close");
        var file = prompt.Write("late.jsonl", string.Join('\n', Enumerable.Range(0, 24).Select(m => LateOutage($"l-{m}", $"{2025 + (m / 12)}-{(m % 12) + 1:00}-20T10:00:00Z", $"{2025 + (m / 12)}-{(m % 12) + 1:00}-20T10:30:00Z"))));

        var taken = await DoneAsync(after, "ingest", file);
        var receipt = JsonDocument.Parse((await DoneAsync(after, "ingest", file, "-o", "json")).Output).RootElement;

        var told = receipt.GetProperty("late").EnumerateArray().Select(l => (Period: l.GetProperty("period").GetString(), IsFinal: l.GetProperty("final").GetBoolean())).ToList();
        told.Take(5).ShouldBe([("2026-09", false), ("2026-10", false), ("2026-11", false), ("2026-12", false), ("2025-01", true)]);
        told.Count.ShouldBe(20);
        receipt.GetProperty("lateMore").GetBoolean().ShouldBeTrue();
        taken.Messages.ShouldContain("There may be more published periods for which facts came too late");
    }

    [Fact]
    public async Task A_correction_of_what_a_statement_rests_on_is_told_wherever_it_moves_it()
    {
        await OctoberAsync();
        var late = At("2026-11-12T09:00:00Z");
        const string Moved = """{"source":"october","type":"outage","id":"o-1b","supersedes":"o-1","service":"shop","from":"2026-11-12T08:00:00Z","until":"2026-11-12T08:05:00Z"}""";

        var fresh = await DoneAsync(late, "ingest", prompt.Write("new.jsonl", Moved.Replace("o-1b", "o-20", StringComparison.Ordinal).Replace("\"supersedes\":\"o-1\",", "", StringComparison.Ordinal)));
        var own = await DoneAsync(late, "ingest", prompt.Write("own.jsonl", Moved.Replace("o-1b", "o-21", StringComparison.Ordinal).Replace("\"o-1\"", "\"o-20\"", StringComparison.Ordinal)));
        var silent = await DoneAsync(late, "status");
        var taken = await DoneAsync(late, "ingest", prompt.Write("moved.jsonl", Moved));
        var status = await DoneAsync(late, "status");
        await DoneAsync(late + Duration.FromHours(1), "revise", "2026-10", "--reason", "it was in November");

        foreach (var none in new[] { fresh, own }) none.Messages.ShouldNotContain("published already");
        silent.Output.ShouldNotContain("since it was published");
        taken.Messages.ShouldContain("2026-10, revision 0, is published already, and 1 correction of an earlier fact came in, of whatever time that was. Propose a restatement");
        status.Output.ShouldContain("2026-10: since it was published, 1 correction of an earlier fact came in, of whatever time that was.");
        (await DoneAsync(late + Duration.FromHours(2), "status")).Output.ShouldNotContain("since it was published");
    }

    [Fact]
    public async Task Of_a_feed_nothing_is_said_of_names_as_long_as_an_agreement_waits_that_may_have_them()
    {
        static string Slip(int number) => LateOutage($"s-{number}", $"2026-10-0{number}T10:00:00Z", $"2026-10-0{number}T10:05:00Z").Replace("\"shop\"", "\"shopp\"", StringComparison.Ordinal);
        await FeedAsync("hosting-one");

        var taken = await DoneAsync("ingest", "--feed", "platform-eu", prompt.Write("slip.jsonl", Slip(6)));
        await DoneAsync("apply", prompt.Write("waits.yaml", ReadingFeed("hosting-two")));
        var waiting = await DoneAsync("ingest", "--feed", "platform-eu", prompt.Write("more.jsonl", Slip(7)));

        taken.Messages.ShouldContain("None of the agreements that you may see and that read this feed has a service 'shopp'. Did you mean 'shop'?");
        waiting.Messages.ShouldNotContain("shopp");
    }

    [Fact]
    public async Task Names_that_the_agreement_does_not_have_are_told_at_once_and_the_facts_are_kept()
    {
        await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", Agreement, "--kept-by", "provider");
        var file = prompt.Write("slips.jsonl",
            """
            {"type":"outage","id":"o-1","service":"shopp","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:45:00Z"}
            {"type":"outage","id":"o-2","service":"shop","from":"2026-10-07T10:00:00Z","until":"2026-10-07T10:45:00Z"}
            {"type":"ticket","id":"t-1","ticket":"T1","event":"openned","priority":"P1","at":"2026-10-07T07:00:00Z"}
            {"type":"exclusion","id":"e-1","exclusion":"works","service":"shop","from":"2026-10-07T10:00:00Z","until":"2026-10-07T10:05:00Z"}
            {"type":"notice","id":"n-1","of":"terminaton","at":"2026-10-07T10:00:00Z"}
            {"type":"claimed","id":"n-2","of":"outagess","at":"2026-10-07T10:00:00Z","labels":{"period":"2026-13"}}
            {"type":"claimed","id":"n-3","of":"outages","at":"2026-10-07T10:00:00Z","labels":{"period":"2026-09"}}
            {"type":"done","id":"n-4","of":"service reprt","at":"2026-10-07T10:00:00Z"}
            {"type":"done","id":"n-5","of":"service report","at":"2026-10-07T10:00:00Z"}
            {"type":"acknowledged","id":"n-6","of":"urgnt","at":"2026-10-07T10:00:00Z"}
            {"type":"aware","id":"n-7","of":"shop is up","at":"2026-10-07T10:00:00Z"}
            {"type":"reason","id":"n-8","of":"shop is upp","at":"2026-10-07T10:00:00Z","text":"so it was"}
            {"type":"cancelled","id":"n-9","of":"sundays","at":"2026-10-07T10:00:00Z","labels":{"period":"2026-10-04"}}
            """);

        var taken = await DoneAsync("ingest", file);
        var json = JsonDocument.Parse((await DoneAsync("ingest", file, "-o", "json")).Output).RootElement.GetProperty("warnings");
        var well = await DoneAsync("ingest", October, "-o", "json");

        taken.Output.ShouldContain("13 accepted");
        foreach (var of in new[] { "terminaton", "outagess", "service reprt", "urgnt" }) taken.Messages.ShouldContain($"There is no ladder, credit, right or duty '{of}' in the agreement.");
        taken.Messages.ShouldContain("There is no service level 'shop is upp' in the agreement. Did you mean 'shop is up'?");
        taken.Messages.ShouldContain("There is no ladder, credit, right or duty 'service reprt' in the agreement. Did you mean 'service report'?");
        taken.Messages.ShouldContain("'2026-13' is no period: a month is written 2026-10, a quarter 2026-Q4, a year 2026, a day 2026-10-05.");
        taken.Messages.ShouldContain("There is no service 'shopp' in the agreement. Did you mean 'shop'?");
        taken.Messages.ShouldContain("No metric starts or stops at the ticket event 'openned'. Did you mean 'opened'?");
        json.EnumerateArray().Select(w => w.GetProperty("name").GetString()).ShouldBe(["shopp", "openned", "sundays", "works", "outagess", "service reprt", "terminaton", "urgnt", "shop is upp", "2026-13"]);
        JsonDocument.Parse(well.Output).RootElement.TryGetProperty("warnings", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_pack_and_its_checkpoint_are_never_overwritten_and_what_is_held_is_said_to_hold()
    {
        await OctoberAsync();
        var file = prompt.Path("brook.surety");
        await DoneAsync(InNovember, "export", "-o", file);
        var (pack, note) = (File.ReadAllBytes(file), File.ReadAllText(file + ".note"));

        var again = await RunAsync(InNovember, "export", "-o", file);
        File.Delete(file);
        var beside = await RunAsync(InNovember, "export", "-o", file);
        await DoneAsync(InNovember, "export", "-o", prompt.Path("next.surety"));
        var verified = await prompt.RunAsync("verify", prompt.Path("next.surety"), "--checkpoint", file + ".note");
        var json = await prompt.RunAsync("verify", prompt.Path("next.surety"), "--checkpoint", file + ".note", "--json");
        var alone = await prompt.RunAsync("verify", prompt.Path("next.surety"));

        foreach (var refused in new[] { again, beside }) refused.Code.ShouldBe(6);
        again.Messages.ShouldContain("is there already, and a pack is never overwritten.");
        beside.Messages.ShouldContain(".note is there already, and the checkpoint of a pack is never overwritten.");
        File.ReadAllText(file + ".note").ShouldBe(note);
        File.Exists(file).ShouldBeFalse();
        pack.Length.ShouldBeGreaterThan(0);
        verified.Output.TrimEnd().Split('\n')[^2].ShouldContain("entries holds, signed at ");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("held").GetArrayLength().ShouldBe(1);
        alone.Output.ShouldNotContain("holds, signed at");
    }

    [Fact]
    public async Task A_proposal_sent_again_with_another_reason_is_refused()
    {
        await ExcludingAsync();
        var file = prompt.Write("exclusion.json", Fault);
        await DoneAsync("propose", file, "--side", "provider", "--reason", "their firewall", "--name", "prp_fault");

        var same = await DoneAsync("propose", file, "--side", "provider", "--reason", " their firewall ", "--name", "prp_fault");
        var other = await RunAsync("propose", file, "--side", "provider", "--reason", "their router", "--name", "prp_fault");

        same.Output.ShouldContain("prp_fault");
        other.Code.ShouldBe(6, other.Output + other.Messages);
        other.Messages.ShouldContain("prp_fault was proposed with another reason in entry ");
    }
}
