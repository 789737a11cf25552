using System.Text;
using System.Text.Json;
using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Exclusions;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>What the sides propose to each other, on either database.</summary>
public abstract partial class RecordContract
{
    const string Anna = "person:per_anna", Ben = "person:per_ben";

    static Instant Later => InNovember + Duration.FromHours(1);

    static string Excluding => Example.Agreement
        .Replace("  services:\n", "  exclusions:\n    planned work:\n      announced: 2 business days before\n    customer fault:\n      agreed by: both\n  services:\n", StringComparison.Ordinal)
        .Replace("observed by: outages\n", "observed by: outages\n    leaves out: [planned work, customer fault]\n", StringComparison.Ordinal);

    // 15 of the 45 bad minutes of October, in a clause that both have to agree to: 30 of 44,685 min are bad, 99.9329 %.
    const string Fault = """{"type":"exclusion","exclusion":"customer fault","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:15:00Z"}""";

    /// <summary>The agreement, signed by both, or kept by one side; the facts of October, and its statement.</summary>
    async Task ExcludingAsync(string? keptBy = null)
    {
        var agreement = prompt.Write("agreement.yaml", Excluding);
        if (keptBy is not null) await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", agreement, "--kept-by", keptBy);
        foreach (var side in keptBy is null ? ["provider", "customer"] : Array.Empty<string>())
        {
            await prompt.RunAsync("key", prompt.Path($"{side}.pem"));
            await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", agreement, "--sign", side, "--key", prompt.Path($"{side}.pem"));
        }
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", October);
        await DoneAsync("close");
    }

    async Task<string> AsKnownAsync(Instant at) => (await DoneAsync(at, "statement", "2026-10", "--as-of", NodaTime.Text.InstantPattern.ExtendedIso.Format(at))).Output;

    async Task<Pack> PackAsync(string name)
    {
        await DoneAsync(Later + Duration.FromHours(5), "export", "-o", prompt.Path(name));
        await using var file = File.OpenRead(prompt.Path(name));
        return ((Result<Pack>.Ok)Pack.Read(name, file)).Value;
    }

    /// <summary>Accepts what is shown of a proposal: the first time nothing is accepted, and it says what would be.</summary>
    async Task<Printed> AcceptAsync(Instant now, string proposal, string side, params string[] more)
    {
        var shown = await RunAsync(now, ["answer", proposal, "--accept", "--side", side, .. more]);
        shown.Code.ShouldBe(2, shown.Messages);
        return await RunAsync(now, ["answer", proposal, "--accept", "--side", side, .. more, "--up-to", UpTo(shown)]);
    }

    /// <summary>What a message says to hand on behind <c>--up-to</c>.</summary>
    static string UpTo(Printed shown) => System.Text.RegularExpressions.Regex.Match(shown.Messages, "--up-to ([^ \n]+)").Groups[1].Value;

    static int Answers(Pack pack) => pack.Entries.Count(e => Entry.Read(e.Span)!.What is Recorded.Answered);

    [Fact]
    public async Task What_the_other_side_accepts_is_excluded_and_the_preview_says_what_that_changes()
    {
        await ExcludingAsync();
        var file = prompt.Write("exclusion.json", Fault);

        var dry = await DoneAsync("propose", file, "--side", "provider", "--reason", "their firewall", "--dry-run");
        var proposed = await DoneAsync("propose", file, "--side", "provider", "--reason", "their firewall", "--name", "prp_fault");
        var listed = await DoneAsync("proposals", "-o", "json");
        var before = await AsKnownAsync(Later);
        var own = await RunAsync(Later, "answer", "prp_fault", "--accept", "--side", "provider");
        var unseen = await RunAsync(Later, "answer", "prp_fault", "--accept", "--side", "customer");
        var unseenAsJson = await RunAsync(Later, "answer", "prp_fault", "--accept", "--side", "customer", "-o", "json");
        var open = await DoneAsync(Later, "proposals", "--open");
        var accepted = await AcceptAsync(Later, "prp_fault", "customer", "--reason", "so it was");
        var again = await DoneAsync(Later, "answer", "prp_fault", "--accept", "--side", "customer");
        var after = await AsKnownAsync(Later + Duration.FromMinutes(1));
        var revised = await DoneAsync(Later + Duration.FromMinutes(1), "revise", "2026-10", "--reason", "prp_fault");
        var pack = await PackAsync("brook.surety");

        (unseen.Code, unseenAsJson.Code, accepted.Code).ShouldBe((2, 2, 0), accepted.Messages);
        open.Output.ShouldStartWith(unseen.Output);
        unseen.Output.ShouldContain("shop is up: missed, 99.89 % (");
        unseen.Messages.ShouldBe($"surety: Nothing was accepted yet: what is accepted is what was seen. To accept just this, say the same again with --up-to {UpTo(unseen)}\n");
        JsonDocument.Parse(unseenAsJson.Output).RootElement.GetProperty("proposal").GetProperty("preview").GetProperty("entries").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(UpTo(unseen));
        dry.Output.ShouldContain("It needs the consent of the customer; silence is no consent.");
        dry.Output.ShouldContain("customer fault, Tue 2026-10-06 12:00 to Tue 2026-10-06 12:15: the text leaves out 15 min.");
        dry.Output.ShouldContain("shop is up: missed, 99.89 % (");
        dry.Output.ShouldContain("→ met, 99.93 % (");
        dry.Output.ShouldContain("Credit outages, October 2026: EUR 40.00");
        dry.Output.ShouldContain("silence then accepts that statement, not this proposal");
        proposed.Output.ShouldContain("prp_fault: exclusion, open, waits for the customer");
        var preview = JsonDocument.Parse(listed.Output).RootElement.GetProperty("proposals")[0].GetProperty("preview").GetProperty("periods")[0];
        preview.GetProperty("levels")[0].GetProperty("was").GetProperty("attained").GetString().ShouldBe("99.89 %");
        preview.GetProperty("levels")[0].GetProperty("then").GetProperty("attained").GetString().ShouldBe("99.93 %");
        before.ShouldContain("99.89 %");
        own.Code.ShouldBe(6);
        own.Messages.ShouldContain("it is the customer that accepts or refuses it");
        accepted.Messages.ShouldContain("2026-10 is published already");
        again.Output.ShouldContain("accepted by the customer (so it was)");
        again.Messages.ShouldContain("2026-10 is published already");
        after.ShouldContain("99.93 %");
        revised.Output.ShouldContain("2026-10, revision 1:");
        Answers(pack).ShouldBe(1);
        Verification.Of(pack, []).Findings.ShouldBeEmpty();
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).ShouldBe((false, Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).Output));
        (await DoneAsync("doctor")).Messages.ShouldContain("all is well");
    }

    [Theory]
    [InlineData(Fault)]
    [InlineData("""{"period":"2026-10"}""")]
    public async Task What_is_accepted_is_what_was_seen(string proposed)
    {
        await ExcludingAsync();
        await OutageAsync("o-2", "2026-10-06T12:00:00Z");
        await DoneAsync("propose", prompt.Write("proposed.json", proposed), "--side", "provider", "--reason", "their firewall", "--name", "prp_seen");
        Task<Printed> AcceptUpToAsync(string upTo) => RunAsync(Later, "answer", "prp_seen", "--accept", "--side", "customer", "--up-to", upTo);

        var seen = await SeenAsync();
        await OutageAsync("o-3", "2026-10-07T12:00:00Z");
        var moved = await AcceptUpToAsync(seen);
        var never = await AcceptUpToAsync("999");
        var before = await AcceptUpToAsync("1");
        var nothing = await AcceptUpToAsync("x");
        var refuses = await RunAsync(Later, "answer", "prp_seen", "--refuse", "--side", "customer", "--reason", "no", "--up-to", seen);
        var now = await SeenAsync();
        // The month that runs has no figure yet.
        await OutageAsync("o-4", "2026-11-07T12:00:00Z");
        var accepted = await AcceptUpToAsync(now);
        var again = await AcceptUpToAsync(seen);

        moved.Code.ShouldBe(6);
        moved.Messages.ShouldContain($"The record has moved since it was looked at up to {seen}, and is at {now} now. ");
        moved.Messages.ShouldContain("October 2026");
        foreach (var other in new[] { never, before }) other.Messages.ShouldContain("No preview of prp_seen can have been worked out up to");
        foreach (var wrong in new[] { nothing, refuses }) wrong.Messages.ShouldContain("--up-to");
        accepted.Code.ShouldBe(0, accepted.Messages);
        again.Code.ShouldBe(0, again.Messages);

        async Task OutageAsync(string id, string from) => await DoneAsync("ingest", prompt.Write($"{id}.jsonl", $$"""{"type":"outage","id":"{{id}}","service":"shop","from":"{{from}}","until":"{{from.Replace(":00:00Z", ":20:00Z", StringComparison.Ordinal)}}"}"""));

        async Task<string> SeenAsync() => $"{JsonDocument.Parse((await DoneAsync("proposals", "-o", "json")).Output).RootElement.GetProperty("proposals")[0].GetProperty("preview").GetProperty("entries").GetInt64()}";
    }

    [Fact]
    public async Task Before_a_month_is_published_the_preview_speaks_of_no_statement_that_is_open_to_comments()
    {
        var agreement = prompt.Write("agreement.yaml", Excluding);
        foreach (var side in new[] { "provider", "customer" })
        {
            await prompt.RunAsync("key", prompt.Path($"{side}.pem"));
            await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", agreement, "--sign", side, "--key", prompt.Path($"{side}.pem"));
        }
        await DoneAsync(At("2026-11-02T09:00:00Z"), "ingest", October);

        var dry = await DoneAsync("propose", prompt.Write("exclusion.json", Fault), "--side", "provider", "--reason", "their firewall", "--dry-run");
        var running = await DoneAsync("propose", prompt.Write("running.json", Fault.Replace("2026-10-06", "2026-11-06", StringComparison.Ordinal)), "--side", "provider", "--reason", "their firewall", "--dry-run");
        var restated = await RunAsync("propose", prompt.Write("period.json", """{"period": "2026-10"}"""), "--side", "provider", "--reason", "so", "--dry-run");

        dry.Output.ShouldContain("→ met, 99.93 % (");
        dry.Output.ShouldNotContain("open to comments");
        dry.Output.ShouldContain("  Its statement is not published yet: what is accepted before that day is in it.");
        running.Output.ShouldContain("  Its statement is not published yet: what is accepted before that day is in it.");
        restated.Code.ShouldBe(6);
        restated.Messages.ShouldContain("period.json#/period: error revise.none: No statement of 2026-10 was published yet, so there is nothing to restate.");
    }

    [Fact]
    public async Task What_is_refused_or_withdrawn_changes_nothing()
    {
        await ExcludingAsync();
        var file = prompt.Write("exclusion.json", Fault);
        foreach (var name in new[] { "prp_1", "prp_2" }) await DoneAsync("propose", file, "--side", "provider", "--reason", "their firewall", "--name", name);

        var silent = await RunAsync(Later, "answer", "prp_1", "--refuse", "--side", "customer");
        var refused = await DoneAsync(Later, "answer", "prp_1", "--refuse", "--side", "customer", "--reason", "it was yours");
        var tooLate = await RunAsync(Later, "answer", "prp_1", "--accept", "--side", "customer");
        var notTheirs = await RunAsync(Later, "answer", "prp_2", "--withdraw", "--side", "customer");
        var withdrawn = await DoneAsync(Later, "answer", "prp_2", "--withdraw", "--side", "provider");
        var gone = await RunAsync(Later, "answer", "prp_2", "--accept", "--side", "customer");
        var open = await DoneAsync(Later, "proposals", "--open");
        var none = await RunAsync(Later, "answer", "prp_3", "--accept", "--side", "customer");

        silent.Messages.ShouldContain("A refusal says why");
        refused.Output.ShouldContain("refused by the customer (it was yours)");
        foreach (var conflict in new[] { tooLate, notTheirs, gone }) conflict.Code.ShouldBe(6, conflict.Messages);
        tooLate.Messages.ShouldContain("answered prp_1 already");
        withdrawn.Output.ShouldContain("withdrawn by the provider");
        open.Messages.ShouldContain("Nothing is open.");
        none.Messages.ShouldContain("There is no proposal 'prp_3' at hosting-brook.");
        (await AsKnownAsync(Later + Duration.FromMinutes(1))).ShouldContain("99.89 %");
        (await DoneAsync(Later, "doctor")).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task Proposed_twice_under_one_name_it_is_one_proposal_and_something_else_is_refused()
    {
        await ExcludingAsync();
        string[] Propose(string file) => ["propose", file, "--side", "provider", "--reason", "their firewall", "--name", "prp_fault"];

        await DoneAsync(Propose(prompt.Write("exclusion.json", Fault)));
        var same = await DoneAsync(Propose(prompt.Write("exclusion.json", Fault.Replace(",", " ,\n ", StringComparison.Ordinal))));
        var other = await RunAsync(Propose(prompt.Write("other.json", Fault.Replace("10:15", "10:20", StringComparison.Ordinal))));
        var facts = await RunAsync("ingest", October, "--batch", "prp_other");

        same.Output.ShouldContain("prp_fault: exclusion, open");
        other.Code.ShouldBe(6);
        other.Messages.ShouldContain("There is another proposal prp_fault already");
        facts.Messages.ShouldContain("would be the facts of a proposal");
        JsonDocument.Parse((await DoneAsync("proposals", "-o", "json")).Output).RootElement.GetProperty("proposals").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_the_text_lets_stand_by_itself_is_recorded_at_once()
    {
        await ExcludingAsync();
        static string Work(string day) => $$"""{"type":"exclusion","exclusion":"planned work","service":"shop","from":"2026-11-{{day}}T21:00:00Z","until":"2026-11-{{day}}T23:00:00Z"}""";

        var inTime = await DoneAsync("propose", prompt.Write("work.json", Work("20")), "--as", "announcement", "--side", "provider", "--name", "prp_20");
        var tooLate = await DoneAsync("propose", prompt.Write("soon.json", Work("11")), "--as", "announcement", "--side", "provider");
        var told = await RunAsync("propose", prompt.Write("told.json", Work("25").Replace("\"from\"", "\"announced\":\"2026-11-01T00:00:00Z\",\"from\"", StringComparison.Ordinal)), "--as", "announcement", "--side", "provider");
        var answer = await RunAsync("answer", "prp_20", "--refuse", "--side", "customer", "--reason", "no");
        var statement = await DoneAsync(At("2026-11-28T09:00:00Z"), "statement", "2026-11", "--as-of", "2026-11-28T09:00:00Z");
        var listed = await DoneAsync(Later, "proposals");
        var asJson = JsonDocument.Parse((await DoneAsync(Later, "proposals", "-o", "json")).Output).RootElement.GetProperty("proposals").EnumerateArray().Select(p => p.GetProperty("exclusions")[0]).ToList();

        // That it is recorded is not that it counts, and both sides see which.
        foreach (var output in new[] { tooLate.Output, listed.Output })
        {
            output.ShouldContain(": announcement", Case.Sensitive);
            output.ShouldContain("recorded, and the text of the agreement does not leave it out");
            output.ShouldContain("planned work, Wed 2026-11-11 22:00 to Thu 2026-11-12 00:00: the text does not leave it out: announced 2026-11-10 10:00, and 2 business days before means by");
        }
        listed.Output.ShouldContain("prp_20: announcement by the provider, accepted by the text of the agreement\n  planned work, Fri 2026-11-20 22:00 to Sat 2026-11-21 00:00: the text leaves out 2 h.\n");
        asJson.ConvertAll(e => $"{e.GetProperty("leftOutSeconds")} {e.GetProperty("refused").GetString()?[..9]}").ShouldBe(["7200 ", "0 announced"]);
        inTime.Output.ShouldContain("By the agreement it stands by itself");
        inTime.Output.ShouldContain("the text leaves out 2 h.");
        inTime.Output.ShouldContain("prp_20: announcement, accepted by the text of the agreement");
        tooLate.Output.ShouldContain("the text does not leave it out: announced 2026-11-10 10:00, and 2 business days before means by");
        told.Code.ShouldBe(1);
        told.Messages.ShouldContain("#/announced: error proposal.announced");
        answer.Code.ShouldBe(6);
        statement.Output.ShouldContain("planned work 'prp_20': excluded from 2026-11-20 22:00");
        var pack = await PackAsync("brook.surety");
        Verification.Of(pack, []).Findings.ShouldBeEmpty();
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).IsFound.ShouldBeFalse();
    }

    [Fact]
    public async Task The_customer_announces_no_work_of_the_provider_and_is_told_whose_budget_it_would_take()
    {
        var agreement = prompt.Write("agreement.yaml", Excluding.Replace("      announced: 2 business days before\n", "      announced: 2 business days before\n      at most: 8 h per month\n", StringComparison.Ordinal));
        foreach (var side in new[] { "provider", "customer" })
        {
            await prompt.RunAsync("key", prompt.Path($"{side}.pem"));
            await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", agreement, "--sign", side, "--key", prompt.Path($"{side}.pem"));
        }
        static string Work(string from, string until) => $$"""{"type":"exclusion","exclusion":"planned work","service":"shop","from":"{{from}}","until":"{{until}}"}""";
        await DoneAsync("propose", prompt.Write("own.json", Work("2026-11-20T21:00:00Z", "2026-11-21T01:00:00Z")), "--as", "announcement", "--side", "provider", "--name", "prp_own");

        var theirs = await DoneAsync("propose", prompt.Write("theirs.json", Work("2026-11-19T00:00:00Z", "2026-11-19T08:00:00Z")), "--as", "announcement", "--side", "customer", "--name", "prp_theirs");
        var listed = await DoneAsync(Later, "proposals");
        var preview = JsonDocument.Parse((await DoneAsync(Later, "proposals", "--open", "-o", "json")).Output).RootElement.GetProperty("proposals")[0].GetProperty("preview");
        var accepted = await AcceptAsync(Later, "prp_theirs", "provider");
        var after = await DoneAsync(Later, "proposals");

        theirs.Output.ShouldContain("prp_theirs: announcement, open, waits for the provider");
        theirs.Output.ShouldContain("It needs the consent of the provider; silence is no consent.");
        theirs.Output.ShouldContain("  It takes from the budget of another: planned work, Fri 2026-11-20 22:00 to Sat 2026-11-21 02:00: the text does not leave it out: the budget of 8 h per month is used up.\n");
        preview.GetProperty("losing")[0].GetProperty("leftOutSeconds").GetInt64().ShouldBe(0);
        listed.Output.ShouldContain("prp_own: announcement by the provider, accepted by the text of the agreement\n  planned work, Fri 2026-11-20 22:00 to Sat 2026-11-21 02:00: the text leaves out 4 h.\n");
        accepted.Code.ShouldBe(0, accepted.Messages);
        // What the provider lets happen is told of its own work, too.
        after.Output.ShouldContain("prp_own: announcement by the provider, recorded, and the text of the agreement does not leave it out\n");
        Verification.Of(await PackAsync("brook.surety"), []).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_reason_that_was_erased_it_is_told_that_it_was()
    {
        await ExcludingAsync();
        await DoneAsync("propose", prompt.Write("exclusion.json", Fault), "--side", "provider", "--reason", "Jo was ill", "--name", "prp_fault");
        await DoneAsync(Later, "answer", "prp_fault", "--refuse", "--side", "customer", "--reason", "Kim saw Jo");
        var entries = JsonDocument.Parse((await DoneAsync(Later, "proposals", "-o", "json")).Output).RootElement.GetProperty("proposals")[0];
        var (proposed, answered) = (entries.GetProperty("entry").GetInt64(), entries.GetProperty("answer").GetProperty("entry").GetInt64());
        foreach (var entry in new[] { proposed, answered }) await DoneAsync(Later, "erase", $"{entry}");

        var listed = await DoneAsync(Later, "proposals");
        var json = JsonDocument.Parse((await DoneAsync(Later, "proposals", "-o", "json")).Output).RootElement.GetProperty("proposals")[0];

        listed.Output.ShouldContain("refused by the customer (its reason was erased on Tue 2026-11-10 10:00 UTC, entry");
        listed.Output.ShouldNotContain("Jo");
        foreach (var (where, entry) in new[] { (json, proposed), (json.GetProperty("answer"), answered) })
        {
            where.GetProperty("reason").ValueKind.ShouldBe(JsonValueKind.Null);
            where.GetProperty("reasonErased").GetProperty("at").GetString().ShouldStartWith("2026-11-10T10:00:00");
            where.GetProperty("reasonErased").GetProperty("entry").GetInt64().ShouldBeGreaterThan(entry);
        }
    }

    [Fact]
    public async Task A_correction_that_the_other_side_accepts_takes_the_place_of_a_fact()
    {
        await ExcludingAsync();
        static string Correction(string id) => $$"""{"type":"outage","id":"c-1","source":"october","supersedes":"{{id}}","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:20:00Z"}""";

        var wrong = await RunAsync("propose", prompt.Write("wrong.json", Correction("o-7")), "--side", "provider", "--reason", "the probe hung");
        var proposed = await DoneAsync("propose", prompt.Write("correction.json", Correction("o-1")), "--side", "provider", "--reason", "the probe hung", "--name", "prp_c");
        (await AcceptAsync(Later, "prp_c", "customer")).Code.ShouldBe(0);

        wrong.Code.ShouldBe(1);
        wrong.Messages.ShouldContain("#/supersedes: error proposal.supersedes: The source 'october' has no fact 'o-7'");
        proposed.Output.ShouldContain("prp_c: correction, open");
        proposed.Output.ShouldContain("→ met, 99.95 % (");
        (await AsKnownAsync(Later + Duration.FromMinutes(1))).ShouldContain("99.95 %");
        Verification.Of(await PackAsync("brook.surety"), []).Findings.ShouldBeEmpty();
    }

    /// <summary>A clock at which something happens once, as soon as somebody asks it.</summary>
    sealed class Meanwhile(Instant now) : IClock
    {
        public Func<Task>? Does { get; set; }

        public Instant GetCurrentInstant()
        {
            var does = Does;
            Does = null;
            does?.Invoke().GetAwaiter().GetResult();
            return now;
        }
    }

    static string Corrected(string id, string supersedes, int minute) => $$"""{"type":"outage","id":"{{id}}","source":"october","supersedes":"{{supersedes}}","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T10:{{minute}}:00Z"}""";

    static Task<Result<Written<Receipt>>> TakeAsync(Store store, string batch, string lines) => Ingest.TakeAsync(store, "hosting-brook", null, SentFacts.Of(batch, "facts.jsonl", "october", false, Encoding.UTF8.GetBytes(lines)), TestContext.Current.CancellationToken);

    [Fact]
    public async Task What_an_acceptance_that_is_refused_would_have_corrected_can_be_corrected()
    {
        await ExcludingAsync();
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(Later), cancellation));
        static string Outage(string id, int day) => $$"""{"type":"outage","id":"{{id}}","service":"shop","from":"2026-10-{{day}}T10:00:00Z","until":"2026-10-{{day}}T10:05:00Z"}""";
        Done(await TakeAsync(store, "m", string.Join('\n', Outage("m0", 19), Outage("m1", 20), Outage("m2", 21))));
        // From now on the writer knows what was corrected.
        Done(await TakeAsync(store, "c0", Corrected("c0", "m0", 10)));
        Done(await Proposals.ProposeAsync(store, "hosting-brook", Side.Provider, Anna, new(ProposalKind.Correction, "c.json", Encoding.UTF8.GetBytes($"[{Corrected("c1", "m1", 11)},{Corrected("c2", "m2", 12)}]"), "the probe hung", "prp_c"), cancellation));
        Done(await TakeAsync(store, "c2", Outage("c2", 22)));

        var accepted = await Proposals.AnswerAsync(store, "hosting-brook", "prp_c", Side.Customer, Ben, true, null, cancellation);
        var corrected = await TakeAsync(store, "c3", Corrected("c3", "m1", 13));

        accepted.ShouldBeOfType<Result<ProposalAnswered>.Refused>().Problems[0].Code.ShouldBe("proposal.facts");
        corrected.ShouldBeOfType<Result<Written<Receipt>>.Ok>().Value.Value.Batch!.Accepted.ShouldBe(1);

        static void Done<T>(Result<T> result) => (result is Result<T>.Refused no ? no.Problems[0].Message : null).ShouldBeNull();
    }

    [Fact]
    public async Task A_restatement_is_published_from_the_look_that_was_held_against_what_was_seen()
    {
        await ExcludingAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var clock = new Meanwhile(Later);
        await using var store = Opened(await Store.WriteAsync(Address, clock, cancellation));
        await TakeAsync(store, "late", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}""");
        await Proposals.ProposeAsync(store, "hosting-brook", Side.Customer, Anna, new(ProposalKind.Restatement, "p.json", """{"period":"2026-10"}"""u8.ToArray(), "read late", "prp_r"), cancellation);
        Seen seen;
        await using (var reading = await store.LookAsync(cancellation)) seen = ((Result<ProposalPreview>.Ok)await Proposals.PreviewAsync(reading, "hosting-brook", "prp_r", Later, cancellation)).Value.UpTo;
        // As soon as it is held against what was seen, the look is taken.
        clock.Does = () => TakeAsync(store, "later", """{"type":"outage","id":"o-10","service":"shop","from":"2026-10-21T10:00:00Z","until":"2026-10-21T20:00:00Z"}""");

        var answered = ((Result<ProposalAnswered>.Ok)await Proposals.AnswerAsync(store, "hosting-brook", "prp_r", Side.Provider, Ben, true, null, cancellation, null, seen)).Value;

        clock.Does.ShouldBeNull();
        // 45 min and four hours of 44,700 are bad; the ten hours are not in it.
        answered.Issued.ShouldHaveSingleItem().Statement.Levels[0].Attained!.ShouldBe(new Figure.Share(1 - Rational.Of(285, 44_700)));
    }

    [Fact]
    public async Task A_restatement_that_the_other_side_accepts_is_published_with_the_answer()
    {
        await ExcludingAsync();
        var period = prompt.Write("period.json", """{"period":"2026-10"}""");
        await DoneAsync("ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"o-9","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T14:00:00Z"}"""));

        var proposed = await DoneAsync(Later, "propose", period, "--side", "customer", "--reason", "the probe of the shop was read late", "--name", "prp_r");
        var accepted = await AcceptAsync(Later + Duration.FromMinutes(1), "prp_r", "provider");
        var again = await DoneAsync(Later + Duration.FromMinutes(2), "answer", "prp_r", "--accept", "--side", "provider");
        await DoneAsync(Later + Duration.FromMinutes(2), "propose", period, "--side", "customer", "--reason", "to be sure", "--name", "prp_s");
        var answer = (await DoneAsync(Later + Duration.FromMinutes(2), "answer", "prp_r", "--accept", "--side", "provider", "-o", "json")).Output;
        (await AcceptAsync(Later + Duration.FromMinutes(3), "prp_s", "provider")).Code.ShouldBe(0);
        await DoneAsync("ingest", prompt.Write("later.jsonl", """{"type":"outage","id":"o-10","service":"shop","from":"2026-10-21T10:00:00Z","until":"2026-10-21T14:00:00Z"}"""));
        await DoneAsync(Later + Duration.FromMinutes(4), "revise", "2026-10", "--reason", "o-10");
        var later = (await DoneAsync(Later + Duration.FromMinutes(5), "answer", "prp_r", "--accept", "--side", "provider", "-o", "json")).Output;
        var none = await RunAsync(Later, "propose", prompt.Write("none.json", """{"period":"2026-11"}"""), "--side", "customer", "--reason", "why");
        var final = At("2027-06-01T09:00:00Z");
        await DoneAsync(final, "close");
        var tooLate = await RunAsync(final, "propose", period, "--side", "customer", "--reason", "why");

        proposed.Output.ShouldContain("Accepted, it is published as revision 1.");
        accepted.Output.ShouldContain("2026-10, revision 1:");
        accepted.Output.ShouldContain("99.36 %");
        // The same as the first time, from the journal, whatever was published since.
        again.Output.ShouldBe(accepted.Output);
        later.ShouldBe(answer);
        JsonDocument.Parse(later).RootElement.ShouldSatisfyAllConditions(
            a => a.GetProperty("statements").EnumerateArray().Select(s => $"{s.GetProperty("period")} {s.GetProperty("revision")} {s.GetProperty("differences").GetArrayLength() > 0}").ShouldBe(["2026-10 1 True"]),
            a => a.GetProperty("toRevise").GetArrayLength().ShouldBe(0));
        none.Messages.ShouldContain("No statement of 2026-11 was published");
        tooLate.Code.ShouldBe(6);
        tooLate.Messages.ShouldContain("2026-10 is final");
        var pack = await PackAsync("brook.surety");
        pack.Entries.Select(e => Entry.Read(e.Span)!.What).OfType<Recorded.Published>().Count(p => p.Period == "2026-10").ShouldBe(3);
        Answers(pack).ShouldBe(2);
        Verification.Of(pack, []).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_period_that_is_final_nothing_is_booked_and_the_preview_says_so()
    {
        await ExcludingAsync();
        await DoneAsync(At("2027-06-01T09:00:00Z"), "close");

        var proposed = await DoneAsync(At("2027-06-01T10:00:00Z"), "propose", prompt.Write("exclusion.json", Fault), "--side", "provider", "--reason", "their firewall", "--name", "prp_fault");
        var accepted = await AcceptAsync(At("2027-06-01T11:00:00Z"), "prp_fault", "customer");
        var statement = await DoneAsync(At("2027-06-01T12:00:00Z"), "statement", "2026-10");

        proposed.Output.ShouldContain("October 2026 is final: it would be recorded, and books nothing.");
        proposed.Output.ShouldNotContain("→ met");
        accepted.Messages.ShouldNotContain("published already");
        statement.Output.ShouldContain("99.89 %");
    }

    [Fact]
    public async Task Kept_by_one_side_alone_a_second_person_of_it_answers()
    {
        await ExcludingAsync("provider");
        var cancellation = TestContext.Current.CancellationToken;
        var proposing = new Proposing(ProposalKind.Exclusion, "", Encoding.UTF8.GetBytes(Fault), "their firewall", "prp_fault");
        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(Later), cancellation)))
        {
            var stranger = await Proposals.ProposeAsync(store, "hosting-brook", Side.Customer, Anna, proposing, cancellation);
            var program = await Proposals.ProposeAsync(store, "hosting-brook", Side.Provider, "key:abcdefghijkl", proposing, cancellation);
            // What needs nobody may come from a program.
            var work = Value(await Proposals.ProposeAsync(store, "hosting-brook", Side.Provider, "key:abcdefghijkl", new(ProposalKind.Announcement, "", Encoding.UTF8.GetBytes(Fault.Replace("customer fault", "planned work", StringComparison.Ordinal).Replace("2026-10-06", "2026-12-06", StringComparison.Ordinal)), null, null), cancellation)).Value;
            var proposed = Value(await Proposals.ProposeAsync(store, "hosting-brook", Side.Provider, Anna, proposing, cancellation)).Value;
            var same = await Proposals.AnswerAsync(store, "hosting-brook", "prp_fault", Side.Provider, Anna, true, null, cancellation);
            var accepted = ((Result<ProposalAnswered>.Ok)await Proposals.AnswerAsync(store, "hosting-brook", "prp_fault", Side.Provider, Ben, true, null, cancellation)).Value;

            ((Result<Written<Proposal>>.Refused)stranger).Problems[0].Code.ShouldBe("proposal.alone");
            ((Result<Written<Proposal>>.Refused)program).Problems[0].Code.ShouldBe("proposal.person");
            work.IsOpen.ShouldBeFalse();
            proposed.IsOpen.ShouldBeTrue();
            ((Result<ProposalAnswered>.Refused)same).Problems[0].Code.ShouldBe("answer.person");
            accepted.Proposal.Suggestion.Answer!.What.Consent.ShouldBe(Consent.SecondPerson);
            accepted.ToRevise.ShouldBe(["2026-10"]);
        }

        var machine = await DoneAsync(Later + Duration.FromHours(1), "propose", prompt.Write("exclusion.json", Fault), "--side", "provider", "--reason", "their firewall", "--name", "prp_machine");
        var alone = await AcceptAsync(Later + Duration.FromHours(1), "prp_machine", "provider");

        machine.Output.ShouldContain("a second person of it has to consent");
        alone.Code.ShouldBe(6);
        alone.Messages.ShouldContain("machine proposed prp_machine, and a second person of the provider");
        (await AsKnownAsync(Later + Duration.FromHours(2))).ShouldContain("99.93 %");
        Verification.Of(await PackAsync("brook.surety"), []).Findings.ShouldBeEmpty();
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).IsFound.ShouldBeFalse();
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_proposal_is_told_at_its_place()
    {
        await ExcludingAsync();

        var run = await RunAsync("propose", prompt.Write("bad.json", """
            [{"type": "exclusion", "exclusion": "customer fualt", "agreed by": "both", "from": "2026-10-06T10:00", "until": "soon", "form": 1},
             {"type": "exclusion", "exclusion": "planned work", "labels": {"a/b~c": ""}, "from": "2026-10-06T10:00:00Z", "supersedes": "x"}]
            """), "--as", "exclusion", "--side", "provider", "--reason", "why");

        run.Code.ShouldBe(1);
        foreach (var place in new[] { "#/0/exclusion: error proposal.exclusion", "#/0/agreed by: error proposal.agreed-by", "#/0/from: error fact.instant", "#/0/until: error fact.instant", "#/0/form: error fact.unknown-key", "#/1/supersedes: error proposal.supersedes" })
            run.Messages.ShouldContain(place);
        run.Messages.ShouldContain("Did you mean 'customer fault'?");
    }

    [Fact]
    public async Task What_was_proposed_cannot_be_changed_behind_the_back_of_the_sides()
    {
        await ExcludingAsync();
        await DoneAsync("propose", prompt.Write("exclusion.json", Fault), "--side", "provider", "--reason", "their firewall", "--name", "prp_fault");
        (await AcceptAsync(Later, "prp_fault", "customer", "--reason", "so it was")).Code.ShouldBe(0);
        var pack = await PackAsync("brook.surety");
        var text = pack.Entries.Select(e => Entry.Read(e.Span)!.What).OfType<Recorded.Suggested>().Single().Text;
        var documents = pack.Documents.ToDictionary();
        documents[text] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(pack.Documents[text].Span).Replace("10:15", "10:45", StringComparison.Ordinal));
        var answered = pack.Entries.Index().Single(e => Entry.Read(e.Item.Span)!.What is Recorded.Answered).Index + 1L;
        var texts = pack.Texts.ToDictionary();
        texts[answered] = (texts[answered].Salt, "never said");

        IsFound(pack with { Documents = documents }, "text.changed");
        IsFound(pack with { Documents = documents.Where(d => d.Key != text).ToDictionary() }, "text.missing");
        IsFound(pack with { Texts = texts }, "text.commitment");
        IsFound(pack with { Texts = texts.Where(t => t.Key != answered).ToDictionary() }, "text.gone");
        await ExecuteAsync($"update document set bytes = (select bytes from document where hash <> {Literal(text)} limit 1) where hash = {Literal(text)}");
        (await RunAsync(Later, "doctor")).Code.ShouldBe(5);
        var damaged = await RunAsync(Later, "proposals");
        damaged.Code.ShouldBe(5, damaged.Output);

        void IsFound(Pack changed, string code)
        {
            Verification.Of(changed, []).Findings.ShouldContain(f => f.Code == code);
            if (!Tampering.OtherVerifier.IsAvailable) return;
            using (var file = File.Create(prompt.Path("changed.surety"))) changed.Write(file);
            Tampering.OtherVerifier.Look(prompt.Path("changed.surety")).IsFound.ShouldBeTrue(code);
        }
    }

    /// <summary>Bytes as the SQL of this database writes them.</summary>
    string Literal(Digest hash) => Address is StoreAddress.InFolder ? $"x'{hash}'" : $"'\\x{hash}'::bytea";

    [Fact]
    public async Task What_stood_by_the_rule_of_its_day_is_found_right_for_ever()
    {
        var agreement = prompt.Write("agreement.yaml", Excluding);
        foreach (var side in new[] { "provider", "customer" })
        {
            await prompt.RunAsync("key", prompt.Path($"{side}.pem"));
            await DoneAsync(At("2026-10-01T09:00:00Z"), "apply", agreement, "--sign", side, "--key", prompt.Path($"{side}.pem"));
        }
        var cancellation = TestContext.Current.CancellationToken;
        // As versions before wrote it: what the customer announced under a clause that names nobody stood at once.
        var work = Encoding.UTF8.GetBytes("""{"type":"exclusion","exclusion":"planned work","service":"shop","from":"2026-12-20T21:00:00Z","until":"2026-12-21T01:00:00Z","id":"prp_work","source":"proposals"}""" + "\n");
        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(Later), cancellation)))
            Value(await store.WriteAsync(
                "hosting-brook", null, async writing =>
                {
                    writing.Append(new Recorded.Suggested("prp_work", Side.Customer, ProposalKind.Announcement, writing.Keep(work), null));
                    writing.Append(new Recorded.Answered("prp_work", Side.Customer, ProposalAnswer.Accepted, Consent.Text, null));
                    var suggestion = writing.Space!.Suggestion("prp_work")!;
                    var facts = SuggestedText.Kept(suggestion, work)!.Accepted(suggestion, Consent.Text);
                    var sent = new SentFacts("prp_work", Digest.Of(facts.Span), builder => SuggestedText.Read(builder, "prp_work", facts));
                    return await Ingest.TakeAsync(writing, "hosting-brook", sent, FactBatch.Read(sent.ReadInto, new Dictionary<(string, string), Digest>(), writing.Now), cancellation);
                }, cancellation));

        Verification.Of(await PackAsync("brook.surety"), []).Findings.ShouldBeEmpty();
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).IsFound.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_makes_believe_that_something_was_accepted_is_found()
    {
        await ExcludingAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var seqs = new List<long>();
        await using (var store = Opened(await Store.WriteAsync(Address, new Fixed(Later), cancellation)))
            foreach (var (name, consent) in new[] { ("prp_text", Consent.Text), ("prp_empty", Consent.OtherSide) })
            {
                var side = consent == Consent.Text ? Side.Provider : Side.Customer;
                var written = Value(await store.WriteAsync(
                    "hosting-brook", null, writing =>
                    {
                        writing.Append(new Recorded.Suggested(name, Side.Provider, ProposalKind.Exclusion, writing.Keep(Encoding.UTF8.GetBytes(Fault + "\n")), null));
                        return Task.FromResult(writing.Append(new Recorded.Answered(name, side, ProposalAnswer.Accepted, consent, null)));
                    }, cancellation));
                seqs.Add(written.Seq);
            }

        var findings = Verification.Of(await PackAsync("brook.surety"), []).Findings;

        findings.Select(f => (f.Seq, f.Code)).ShouldBe(seqs.ConvertAll(s => (s, "proposal.differs")));
        findings[0].Message.ShouldContain("its agreement does not let it stand by itself");
        findings[1].Message.ShouldContain("the facts behind it are not what was proposed");
        if (Tampering.OtherVerifier.IsAvailable) Tampering.OtherVerifier.Look(prompt.Path("brook.surety")).IsFound.ShouldBeTrue();
    }
}
