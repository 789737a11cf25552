using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NodaTime;
using Shouldly;
using Surety.Journal;
using Surety.Storage.Exclusions;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>What somebody who is new at the command line runs into: commands that are meant for a server, and lines that break.</summary>
public sealed class CommandLineTests : IDisposable
{
    const string Space = "alder.hosting-brook", Fault = """{"type":"exclusion","exclusion":"customer fault","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:15:00Z"}""";

    static readonly string Excluding = Example.Agreement
        .Replace("  services:\n", "  exclusions:\n    planned work:\n      announced: 2 business days before\n    customer fault:\n      agreed by: both\n  services:\n", StringComparison.Ordinal)
        .Replace("observed by: outages\n", "observed by: outages\n    leaves out: [planned work, customer fault]\n", StringComparison.Ordinal);

    static readonly Instant Begin = Instant.FromUtc(2026, 10, 1, 9, 0);

    static readonly Passwords Quick = new(password => $"kept:{password}", (kept, given) => kept == $"kept:{given}");

    readonly Prompt prompt = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => prompt.Dispose();

    static T Value<T>(Result<T> result) => result is Result<T>.Ok { Value: var value } ? value : throw new InvalidOperationException(((Result<T>.Refused)result).Problems[0].ToString());

    sealed class Turned(Instant now) : IClock
    {
        public Instant Now { get; set; } = now;

        public Instant GetCurrentInstant() => Now;
    }

    [Fact]
    public async Task Whoever_has_the_machine_lets_the_only_owner_in_anew_and_no_server_does()
    {
        var address = new StoreAddress.InFolder { Folder = prompt.Path("served") };
        await using (var server = await Serving.StartAsync(address, new Turned(Begin)))
        {
            Value(await Invitations.SetUpAsync(server.Store, Quick, server.Token!, new("alder", "Alder Hosting"), "ann@alder.example", new("Ann", "ann's password"), Cancellation));
            var held = await prompt.RunAsync("person", "recover", "ann@alder.example", "--data", address.Folder);
            held.Code.ShouldBe(6, held.Messages);
            var asked = await prompt.RunAsync("person", "recover", "ann@alder.example", "--server", server.Address.ToString());
            asked.Code.ShouldBe(64);
            asked.Messages.ShouldContain("Whoever runs the server runs it there");
        }

        var nobody = await prompt.RunAsync("person", "recover", "eve@alder.example", "--data", address.Folder);
        var made = await prompt.RunAsync("person", "recover", "ann@alder.example", "--data", address.Folder, "--public-url", "https://sla.example/");

        nobody.Code.ShouldBe(1);
        nobody.Messages.ShouldContain("Nobody has the e-mail 'eve@alder.example'.");
        made.Code.ShouldBe(0, made.Messages);
        made.Messages.ShouldContain("comes in as ann@alder.example of alder, with another password, until ");
        var link = made.Output.Trim();
        link.ShouldStartWith("https://sla.example/invitation?token=");
        await using (var server = await Serving.StartAsync(address, new Turned(prompt.Now + Duration.FromHours(1))))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            (await client.GetStringAsync(link["https://sla.example/".Length..], Cancellation)).ShouldContain("ann@alder.example");
            var again = Value(await Invitations.AcceptAsync(server.Store, Quick, Uri.UnescapeDataString(link[(link.IndexOf('=') + 1)..]), new("Ann", "quite another one"), Cancellation));
            again.Session.Person.Roles.ShouldBe([Role.Owner]);
        }
    }

    /// <summary>The same agreement twice, signed by both sides: in a record of this machine, and on a server; October's facts, and its statement.</summary>
    async Task<Serving> BothAsync()
    {
        var file = prompt.Write("agreement.yaml", Excluding);
        var october = prompt.Write("october.jsonl", """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:45:00Z"}""");
        using (var then = new Prompt { Now = Begin })
            foreach (var side in new[] { "provider", "customer" })
            {
                await then.RunAsync("key", prompt.Path($"{side}.pem"));
                (await then.RunAsync("apply", file, "--sign", side, "--key", prompt.Path($"{side}.pem"), "--data", prompt.Path("own"))).Code.ShouldBe(0);
            }
        await HereAsync("ingest", october);
        await HereAsync("close");

        var time = new Turned(Begin);
        var server = await Serving.StartAsync(new StoreAddress.InFolder { Folder = prompt.Path("served") }, time);
        var alder = Value(await Invitations.SetUpAsync(server.Store, Quick, server.Token!, new("alder", "Alder Hosting"), "ann@alder.example", new("Ann", "ann's password"), Cancellation));
        var caller = Caller.Of(alder.Session.Person);
        var proposal = Value(RecordedAgreement.Propose("agreement.yaml", Encoding.UTF8.GetBytes(Excluding), []));
        Value(await Applying.ApplyAsync(server.Store, proposal, null, null, caller.Name, Cancellation, new("alder", Space, Side.Provider)));
        var brook = Value(await Invitations.AcceptSideAsync(server.Store, Quick, Value(await Invitations.InviteSideAsync(server.Store, caller, Space, "bo@brook.example", "Bo", Cancellation)).Token, new("brook", "Brook Books"), new("Bo", "bo's password"), Cancellation));
        foreach (var (party, side, by) in new[] { ("alder", Side.Provider, caller.Name), ("brook", Side.Customer, Caller.Of(brook.Session.Person).Name) })
        {
            using var key = SigningKey.Make(prompt.Path($"{party}.pem"));
            Value(await Applying.ApplyAsync(server.Store, proposal, null, new(side, key, null), by, Cancellation, new(party, Space, side)));
        }
        prompt.Write("provider.key", await server.KeyAsync(alder.Token));
        prompt.Write("owner.key", await server.KeyAsync(alder.Token, "\"facts\",\"read\",\"people\""));
        prompt.Write("customer.key", await server.KeyAsync(brook.Token));
        prompt.Write("manager.key", await server.KeyAsync(alder.Token, "\"read\",\"manage\""));
        foreach (var (side, token) in new[] { ("provider", alder.Token), ("customer", brook.Token) }) prompt.Write($"{side}-signs.key", await server.KeyAsync(token, "\"read\",\"manage\",\"sign\""));
        time.Now = prompt.Now;
        await ThereAsync(server, "provider", "ingest", october);
        await ThereAsync(server, "provider", "close");
        return server;
    }

    async Task<Printed> HereAsync(params string[] args) => Plain(await prompt.RunAsync([.. args, "--data", prompt.Path("own")]));

    async Task<Printed> ThereAsync(Serving server, string who, params string[] args) => Plain(await prompt.RunAsync([.. args, "--server", server.Address.ToString(), "--api-key-file", prompt.Path($"{who}.key")]));

    Printed Plain(Printed printed) => printed with { Messages = printed.Messages.Replace(prompt.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) };

    // A server has entries that a record of this machine has not.
    static string Unnumbered(string text) => System.Text.RegularExpressions.Regex.Replace(System.Text.RegularExpressions.Regex.Replace(text, "(entry|--up-to) [0-9]+", "$1 N"), "\"entries\": [0-9]+", "\"entries\": N");

    [Fact]
    public async Task What_the_sides_propose_to_each_other_is_said_alike_of_a_record_and_of_a_server()
    {
        await using var server = await BothAsync();
        var (fault, period) = (prompt.Write("fault.json", Fault), prompt.Write("period.json", """{"period": "2026-10"}"""));
        async Task<(Printed Here, Printed There)> SameAsync(string who, params string[] args)
        {
            var (here, there) = (await HereAsync([.. args, "--side", who]), await ThereAsync(server, who, args));
            Unnumbered(there.Output).ShouldBe(Unnumbered(here.Output), string.Join(' ', args) + there.Messages + here.Messages);
            there.Code.ShouldBe(here.Code, string.Join(' ', args) + there.Messages);
            return (here, there);
        }
        async Task ListedAsync(params string[] more)
        {
            var (here, there) = (await HereAsync(["proposals", .. more]), await ThereAsync(server, "customer", ["proposals", .. more]));
            Unnumbered(there.Output).ShouldBe(Unnumbered(here.Output));
            there.Messages.ShouldBe(here.Messages);
        }

        static string UpTo(Printed told) => System.Text.RegularExpressions.Regex.Match(told.Messages, "--up-to ([0-9]+)").Groups[1].Value;

        await ListedAsync();
        var dry = await SameAsync("provider", "propose", fault, "--reason", "their firewall", "--dry-run");
        await SameAsync("provider", "propose", fault, "--reason", "their firewall", "--dry-run", "--json");
        await ListedAsync("--open");
        var proposed = await SameAsync("provider", "propose", fault, "--reason", "their firewall", "--name", "prp_fault");
        await SameAsync("provider", "propose", fault, "--reason", "their firewall", "--name", "prp_other");
        await ListedAsync("--open");
        await SameAsync("customer", "answer", "prp_other", "--refuse", "--reason", "once is enough");
        // What whoever proposed it was told to hand on is what is accepted.
        var (here, onServer) = (await HereAsync("answer", "prp_fault", "--accept", "--side", "customer", "--up-to", UpTo(proposed.Here)), await ThereAsync(server, "customer", "answer", "prp_fault", "--accept", "--up-to", UpTo(proposed.There)));
        var accepted = (Here: here, There: onServer);
        (here.Code, onServer.Code).ShouldBe((0, 0), here.Messages + onServer.Messages);
        await SameAsync("customer", "answer", "prp_fault", "--accept");
        await SameAsync("provider", "answer", "prp_fault", "--withdraw");
        await ListedAsync();
        var (about, there) = (await HereAsync("statement", "2026-10"), await ThereAsync(server, "customer", "statement", "2026-10"));
        there.Output.Replace("(alder.", "(", StringComparison.Ordinal).ShouldBe(about.Output);
        await SameAsync("provider", "propose", period, "--reason", "the firewall was theirs", "--name", "prp_again");
        // Nothing is accepted unseen, and what is seen is what the message says to accept.
        var unseen = await SameAsync("customer", "answer", "prp_again", "--accept");
        var unseenAsJson = await ThereAsync(server, "customer", "answer", "prp_again", "--accept", "--json");
        var (againHere, againThere) = (await HereAsync("answer", "prp_again", "--accept", "--side", "customer", "--up-to", UpTo(unseen.Here)), await ThereAsync(server, "customer", "answer", "prp_again", "--accept", "--up-to", UpTo(unseen.There)));
        var restated = (Here: againHere, There: againThere);
        var notTheirs = await SameAsync("provider", "answer", "prp_again", "--accept");
        var json = await ThereAsync(server, "provider", "proposals", "-o", "json");

        about.Output.ShouldEndWith("""

            Proposals about October 2026, as they stand now; no part of the statement
              prp_fault: exclusion by the provider, accepted by the customer: their firewall
              prp_other: exclusion by the provider, refused by the customer (once is
                enough): their firewall

            """.ReplaceLineEndings("\n"));
        (await HereAsync("statement", "2026-11", "--as-of", "2026-11-09")).Output.ShouldNotContain("Proposals about");
        dry.There.Messages.ShouldBe(dry.Here.Messages);
        dry.There.Output.ShouldContain("Credit outages, October 2026: EUR 40.00");
        Unnumbered(proposed.There.Messages).ShouldBe($"Next, by the customer: surety answer prp_fault --accept --up-to N --server {server.Address.GetLeftPart(UriPartial.Authority)}\n");
        Unnumbered(proposed.Here.Messages).ShouldBe("Next, by the customer: surety answer prp_fault --accept --up-to N --side customer\n");
        accepted.There.Messages.ShouldContain("2026-10 is published already");
        accepted.There.Messages.ShouldContain("surety propose FILE");
        (unseen.There.Code, unseenAsJson.Code).ShouldBe((2, 2), unseen.There.Messages);
        JsonDocument.Parse(unseenAsJson.Output).RootElement.GetProperty("proposal").GetProperty("preview").GetProperty("entries").GetRawText().ShouldBe(UpTo(unseen.There));
        Unnumbered(unseen.There.Messages).ShouldBe("surety: Nothing was accepted yet: what is accepted is what was seen. To accept just this, say the same again with --up-to N\n");
        notTheirs.There.Code.ShouldNotBe(0);
        restated.There.Output.ShouldBe(restated.Here.Output);
        restated.There.Output.ShouldContain("2026-10, revision 1:");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("proposals").EnumerateArray().Select(p => $"{p.GetProperty("proposal")} {p.GetProperty("state")}").ShouldBe(["prp_fault accepted", "prp_other refused", "prp_again accepted"]);
    }

    [Fact]
    public async Task Of_an_announcement_that_the_text_does_not_leave_out_every_answer_says_so_and_why()
    {
        await using var server = await BothAsync();
        var at = $"/v1/agreements/{Space}/proposals";
        string Key(string who) => File.ReadAllText(prompt.Path($"{who}.key"));

        // The scope 'manage' is enough to propose.
        var soon = await server.CallAsync("POST", at, Key("manager"), """{"kind":"announcement","name":"prp_soon","facts":[{"type":"exclusion","exclusion":"planned work","service":"shop","from":"2026-11-11T20:00:00Z","until":"2026-11-11T22:00:00Z"}]}""");
        var one = await server.CallAsync("GET", $"{at}/prp_soon", Key("customer"));
        var all = await server.CallAsync("GET", at, Key("customer"));
        var listed = await ThereAsync(server, "customer", "proposals");
        var more = await server.CallAsync("POST", at, Key("manager"), """{"kind":"exclusion","name":"prp_open","reason":"their firewall","facts":[{"type":"exclusion","exclusion":"customer fault","service":"shop","from":"2026-11-06T20:00:00Z","until":"2026-11-06T22:00:00Z"}]}""");
        var open = await server.CallAsync("GET", $"{at}?state=open", Key("customer"));
        var first = await server.CallAsync("GET", $"{at}?limit=1", Key("customer"));
        var second = await server.CallAsync("GET", $"{at}?limit=1&cursor={first.Json.GetProperty("next").GetString()}", Key("customer"));
        await using (var reading = await server.Store.LookAsync(TestContext.Current.CancellationToken))
        {
            var listedAlone = Value(await Proposals.ListAsync(reading, Space, TestContext.Current.CancellationToken));
            listedAlone.Select(p => (p.Name, p.IsExcluding, p.Rulings.Count)).ShouldBe([("prp_soon", true, 0), ("prp_open", false, 0)]);
            Value(await Proposals.ListAsync(reading, Space, TestContext.Current.CancellationToken, "prp_soon")).ShouldHaveSingleItem();
            (await Proposals.RuledAsync(reading, Space, listedAlone, server.Store.Now, TestContext.Current.CancellationToken)).Select(p => p.Rulings.Count).ShouldBe([1, 0]);
        }
        var facts = await server.CallAsync("POST", at, Key("owner"), """{"kind":"announcement","facts":[{"type":"exclusion","exclusion":"planned work","service":"shop","from":"2026-11-21T20:00:00Z","until":"2026-11-21T22:00:00Z"}]}""");

        soon.Status.ShouldBe(201, soon.Text);
        foreach (var told in new[] { soon.Json, one.Json, all.Json.GetProperty("items")[0] })
        {
            told.GetProperty("state").GetString().ShouldBe("accepted");
            told.GetProperty("exclusions")[0].GetProperty("leftOut").GetArrayLength().ShouldBe(0);
            told.GetProperty("exclusions")[0].GetProperty("refused").GetString()!.ShouldStartWith("announced 2026-11-10 10:00, and 2 business days before means by ");
        }
        listed.Output.ShouldContain("prp_soon: announcement by the provider, recorded, and the text of the agreement does not leave it out\n  planned work, Wed 2026-11-11 21:00 to Wed 2026-11-11 23:00: the text does not leave it out: announced");
        more.Status.ShouldBe(201, more.Text);
        // Only what is on the page is looked at.
        foreach (var (answer, name, isRuled) in new[] { (open, "prp_open", false), (first, "prp_open", false), (second, "prp_soon", true) })
        {
            answer.Json.GetProperty("items").GetArrayLength().ShouldBe(1);
            answer.Json.GetProperty("items")[0].GetProperty("proposal").GetString().ShouldBe(name);
            answer.Json.GetProperty("items")[0].TryGetProperty("exclusions", out _).ShouldBe(isRuled);
        }
        // Who measures announces nothing.
        facts.Status.ShouldBe(403, facts.Text);
    }

    [Fact]
    public async Task A_text_that_the_other_side_has_signed_is_replaced_only_where_somebody_says_so()
    {
        await using var server = await BothAsync();
        var amended = Excluding.Replace("version: 1\n", "version: 2\neffective: 2026-12-01\n", StringComparison.Ordinal);
        var (second, stale) = (prompt.Write("second.yaml", amended), prompt.Write("stale.yaml", amended.Replace("99.9 %", "99.5 %", StringComparison.Ordinal)));
        Task<Printed> ApplyAsync(string who, string party, string file, params string[] more) => ThereAsync(server, $"{who}-signs", ["apply", file, "--sign", who, "--key", prompt.Path($"{party}.pem"), .. more]);

        var signed = await ApplyAsync("provider", "alder", second);
        var refused = await ApplyAsync("customer", "brook", stale);
        var unseen = await server.CallAsync("POST", $"/v1/agreements/{Space}/versions", File.ReadAllText(prompt.Path("customer-signs.key")), File.ReadAllText(stale), "application/yaml");
        var instead = await ApplyAsync("customer", "brook", stale, "--instead");

        signed.Code.ShouldBe(0, signed.Messages);
        refused.Code.ShouldBe(6, refused.Messages);
        refused.Messages.ShouldContain("Version 2 waits for a signature as another text, which the provider signed in entry ");
        refused.Messages.ShouldContain("What stale.yaml says otherwise stands above.");
        refused.Output.ShouldContain("99.5 %");
        unseen.Status.ShouldBe(428);
        instead.Output.ShouldContain("proposed, signed by customer");
    }

    [Fact]
    public async Task Of_a_signed_text_that_stands_on_another_file_than_here_no_difference_is_made_up()
    {
        await using var server = await BothAsync();
        var cut = Excluding.IndexOf("scope:", StringComparison.Ordinal);
        var (head, terms) = (Excluding[..cut].Replace("version: 1\n", "version: 2\neffective: 2026-12-01\n", StringComparison.Ordinal) + "uses: gold terms 1\n", "surety: 1\nterms: gold\n" + Excluding[cut..]);
        foreach (var (folder, target) in new[] { ("one", "99.9 %"), ("two", "99.5 %") }) prompt.Write($"{folder}/gold.yaml", terms.Replace("at least 99.9 %", $"at least {target}", StringComparison.Ordinal));
        var (first, second, third) = (prompt.Write("one/a.yaml", head), prompt.Write("two/a.yaml", head), prompt.Write("one/b.yaml", head.Replace("90 days", "60 days", StringComparison.Ordinal)));
        Task<Printed> ApplyAsync(string who, string party, string file) => ThereAsync(server, $"{who}-signs", "apply", file, "--sign", who, "--key", prompt.Path($"{party}.pem"));

        var signed = await ApplyAsync("provider", "alder", first);
        var other = await ApplyAsync("customer", "brook", second);
        var same = await ApplyAsync("customer", "brook", third);

        signed.Code.ShouldBe(0, signed.Messages);
        other.Code.ShouldBe(6, other.Messages);
        other.Output.ShouldBeEmpty();
        other.Messages.ShouldNotContain("stands above");
        other.Messages.ShouldContain("It was signed with 'gold terms 1.yaml' beside it, of another content than here, or not here at all; what that changes cannot be shown: ask the other side for that file.");
        same.Code.ShouldBe(6, same.Messages);
        same.Output.ShouldContain("60 days");
        same.Messages.ShouldNotContain("beside it");
    }

    [Fact]
    public async Task What_is_wrong_with_a_proposal_is_told_at_its_place_whoever_finds_it()
    {
        await using var server = await BothAsync();
        var (one, list, broken, long_) = (prompt.Write("one.json", Fault.Replace("customer fault", "customer falt", StringComparison.Ordinal)), prompt.Write("list.json", $"[{Fault},{Fault.Replace("2026-10-06T10:15", "2026-10-06T25:15", StringComparison.Ordinal)}]"), prompt.Write("broken.json", "{\"type\": }"), prompt.Write("long.json", """{"period": "2026-10", "why": "so"}"""));
        var unpublished = prompt.Write("unpublished.json", """{"period": "2026-11"}""");
        foreach (var file in new[] { one, list, broken, long_, unpublished })
        {
            var (here, there) = (await HereAsync("propose", file, "--side", "provider", "--reason", "so"), await ThereAsync(server, "provider", "propose", file, "--reason", "so"));
            there.Messages.ShouldBe(here.Messages);
            (here.Code, there.Code).ShouldBe(file == unpublished ? (6, 6) : (1, 1), file);
        }
        var silent = await HereAsync("propose", one, "--reason", "so");
        var other = await ThereAsync(server, "provider", "propose", one, "--reason", "so", "--side", "customer");
        var nothing = await ThereAsync(server, "customer", "answer", "prp_none", "--accept");

        (silent.Code, silent.Messages).ShouldBe((64, "surety: --side is missing: which side proposes it?\n"));
        (other.Code, other.Messages).ShouldBe((7, $"surety: Your party sits at {Space} as provider, and speaks for no other side.\n"));
        nothing.Code.ShouldBe(1, nothing.Messages);
        nothing.Messages.ShouldBe($"surety: There is no proposal 'prp_none' at {Space}. 'surety proposals' lists them.\n");
    }

    [Fact]
    public async Task What_is_wrong_with_an_option_is_told_of_the_option_and_not_of_the_json_that_was_sent()
    {
        await using var server = await BothAsync();
        prompt.Write("fault.json", Fault);

        var reason = await ThereAsync(server, "provider", "propose", prompt.Path("fault.json"), "--dry-run");
        var unreasoned = await ThereAsync(server, "customer", "answer", "prp_none", "--refuse");
        var over = await ThereAsync(server, "owner", "api-key", "make", "probe", "--scope", "facts", "--ends", "2020-12-24T00:00Z");
        var unread = await ThereAsync(server, "owner", "api-key", "make", "probe", "--scope", "facts", "--ends", "Christmas");
        var made = await ThereAsync(server, "owner", "api-key", "make", "probe", "--scope", "facts", "--ends", "2036-12-24T00:00Z");
        await ThereAsync(server, "owner", "api-key", "make", "other", "--scope", "facts", "--ends", "2037-01-01");
        var keys = await ThereAsync(server, "owner", "api-key", "list");
        var gone = await ThereAsync(server, "owner", "api-key", "revoke", "none");

        reason.Messages.ShouldBe("surety: --reason: A proposal says why: the other side reads it. Say it with --reason.\n");
        unreasoned.Messages.ShouldBe("surety: --reason: A refusal says why: the other side reads it. Say it with --reason.\n");
        over.Messages.ShouldStartWith("surety: --ends: ");
        (unread.Code, unread.Messages).ShouldBe((64, "surety: --ends: 'Christmas' is no point in time. Write it like 2026-10-01T09:00Z, 2026-10-01T09:00+02:00 or, by the agreement's clock, 2026-10-01T09:00.\n"));
        made.Code.ShouldBe(0, made.Messages);
        keys.Output.ShouldContain("probe: facts, until 2036-12-24T00:00:00Z");
        keys.Output.ShouldContain("other: facts, until 2037-01-01T00:00:00Z");
        gone.Messages.ShouldStartWith("surety: key: ");
        foreach (var printed in new[] { reason, unreasoned, over, unread, gone }) printed.Messages.ShouldNotContain("/");
    }

    [Fact]
    public async Task A_statement_of_a_server_says_which_revision_it_is_and_how_what_is_known_is_looked_at()
    {
        await using var server = await BothAsync();
        static string Instant(Printed told) => System.Text.RegularExpressions.Regex.Match(told.Messages, "--as-of ([0-9TZ:-]+)\n$").Groups[1].Value;

        var (here, there, json) = (await HereAsync("statement"), await ThereAsync(server, "customer", "statement"), await ThereAsync(server, "customer", "statement", "2026-10", "-o", "json"));
        var (none, noneHere, why) = (await ThereAsync(server, "customer", "statement", "2026-09"), await HereAsync("statement", "2026-09"), await ThereAsync(server, "customer", "why", "total", "--period", "2026-09"));
        var (known, knownHere) = (await ThereAsync(server, "customer", "statement", "2026-11", "--as-of", Instant(none)), await HereAsync("statement", "2026-11", "--as-of", Instant(noneHere)));
        var (early, earlyHere) = (await ThereAsync(server, "customer", "statement", "2026-10", "--as-of", "2026-10-01"), await HereAsync("statement", "2026-10", "--as-of", "2026-10-01"));

        here.Messages.ShouldStartWith("Revision 0, published ");
        there.Messages.Split(';')[0].ShouldBe("Revision 0, published Tue 2026-11-10 10:00");
        there.Messages.ShouldContain("; worked out again there, it is what was published: ");
        json.Messages.ShouldContain($"; its bytes are what was published: {Digest.Of(Encoding.UTF8.GetBytes(json.Output[..^1]))}.");
        (known.Code, knownHere.Code).ShouldBe((0, 0), known.Messages + knownHere.Messages);
        Instant(why).ShouldNotBeEmpty(why.Messages);
        foreach (var unpublished in new[] { none, noneHere }) unpublished.Messages.ShouldContain("No statement of 2026-09 was published. What is known now can be looked at all the same: --as-of ");
        foreach (var before in new[] { early, earlyHere }) (before.Code, Instant(before).Length > 0).ShouldBe((1, true), before.Messages);
        earlyHere.Messages.ShouldContain("A date is its beginning.");
    }

    [Fact]
    public async Task Rows_that_are_refused_are_an_error_here_and_there_also_when_they_are_sent_again()
    {
        await using var server = await BothAsync();
        static string State(string at, string state) => $$"""{"type":"state","service":"shop","at":"2026-11-06T{{at}}:00Z","state":"{{state}}"}""";
        var (bad, mixed, again, more) = (prompt.Write("bad.jsonl", State("10:00", "upp")), prompt.Write("mixed.jsonl", string.Join('\n', State("10:00", "up"), State("10:01", "upp"))), prompt.Write("good.jsonl", State("10:02", "up")), prompt.Write("more.jsonl", string.Join('\n', State("10:02", "up"), State("10:03", "up"))));
        async Task<Printed> SameAsync(string file)
        {
            var (here, there) = (await HereAsync("ingest", file, "--source", "probe"), await ThereAsync(server, "provider", "ingest", file, "--source", "probe"));
            there.Code.ShouldBe(here.Code, file + there.Messages);
            Unnumbered(there.Output).ShouldBe(Unnumbered(here.Output));
            there.Messages.Split('\n').TakeLast(2).ShouldBe(here.Messages.Split('\n').TakeLast(2));
            return there;
        }
        var none = await SameAsync(bad);
        var some = await SameAsync(mixed);
        var twice = await SameAsync(mixed);
        await SameAsync(again);
        var sent = await SameAsync(again);
        var longer = await SameAsync(more);
        var stream = await prompt.RunAsync(["ingest", "-", "--data", prompt.Path("own")], State("11:00", "upp") + "\n", Surety.Cli.Terminal.None, Cancellation);

        (none.Code, some.Code, twice.Code, sent.Code, stream.Code).ShouldBe((1, 1, 1, 0, 1));
        none.Output.ShouldContain(": nothing new, 1 refused.");
        some.Output.ShouldContain(": 1 accepted, 1 refused; entry ");
        Unnumbered(twice.Output).ShouldEndWith(": sent before, so nothing was added; entry N took 1 and refused 1 then.\n");
        Unnumbered(sent.Output).ShouldEndWith(": sent before, so nothing was added; entry N took 1 then.\n");
        sent.Messages.ShouldBeEmpty();
        longer.Output.ShouldContain(": 2 accepted; entry ");
        longer.Messages.ShouldBe("2 facts that were accepted have no id: what the record has already counts once all the same, and cannot be corrected later. With an id it would be told as a duplicate.\n");
    }

    [Fact]
    public async Task A_file_that_is_lost_as_a_whole_is_an_error_here_and_there_and_one_with_nothing_in_it_is_told()
    {
        await using var server = await BothAsync();
        var (divided, latin, twice, empty, heads) = (prompt.Write("divided.csv", "type;at;service;state\nstate;2026-11-06T10:00:00Z;shop;up\n"), prompt.Path("latin.csv"), prompt.Write("twice.csv", "type,type\n"), prompt.Write("empty.jsonl", "\n \n"), prompt.Write("heads.csv", "type,at,service,state\n"));
        await File.WriteAllBytesAsync(latin, Encoding.Latin1.GetBytes("type,at,service,state\nstate,2026-11-06T10:00:00Z,M\u00fcller,up\n"), Cancellation);
        async Task<Printed> SameAsync(params string[] args)
        {
            var (here, there) = (await HereAsync(["ingest", .. args]), await ThereAsync(server, "provider", ["ingest", .. args]));
            there.ShouldBe(here);
            return there;
        }

        var none = await SameAsync(divided);
        var json = await SameAsync(divided, "-o", "json");
        var unreadable = await SameAsync(latin);
        var columns = await SameAsync(twice);
        var nothing = await SameAsync(empty);
        var rows = await SameAsync(heads);
        var (streamHere, streamThere) = (await prompt.RunAsync(["ingest", "-", "--data", prompt.Path("own")], "\n\n", Surety.Cli.Terminal.None, Cancellation), await prompt.RunAsync(["ingest", "-", "--server", server.Address.ToString(), "--api-key-file", prompt.Path("provider.key")], "\n\n", Surety.Cli.Terminal.None, Cancellation));

        (none.Code, none.Output, json.Code, json.Output, unreadable.Code, unreadable.Output, columns.Code).ShouldBe((1, "", 1, "", 1, "", 1), none.Messages);
        none.Messages.ShouldStartWith("divided.csv:1:1: error table.delimiter: ");
        unreadable.Messages.ShouldBe("latin.csv: error table.encoding: The table is not UTF-8. Save it as UTF-8.\n");
        (nothing.Code, nothing.Output, nothing.Messages).ShouldBe((0, "", "empty.jsonl: there is nothing in it.\n"));
        rows.Code.ShouldBe(0, rows.Messages);
        rows.Output.ShouldEndWith(": there is nothing in it.\n");
        streamThere.ShouldBe(streamHere);
        (streamHere.Code, streamHere.Messages).ShouldBe((0, "standard input: there is nothing in it.\n"));
    }

    [Fact]
    public async Task Facts_go_where_they_were_sent_or_nowhere()
    {
        await using var server = await BothAsync();
        var facts = prompt.Write("facts.jsonl", """{"type":"state","service":"shop","at":"2026-11-06T10:00:00Z","state":"up"}""");
        foreach (var (file, more) in new[] { ("probe", $"--agreement {Space}"), ("free", "") })
            (await ThereAsync(server, "owner", ["api-key", "make", file, "--scope", "facts", "--source", "probe", "--into", prompt.Path($"{file}.key"), .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).Code.ShouldBe(0);
        async Task<int> TakenAsync()
        {
            await using var reading = await server.Store.LookAsync(Cancellation);
            return (await FactSources.BatchesAsync(reading, Space, long.MaxValue, 100, Cancellation)).Count;
        }
        var before = await TakenAsync();

        foreach (var (option, name) in new[] { ("--space", "solo"), ("--space", "alder.solo"), ("--space", "brook.hosting-brook"), ("--feed", "platform") })
        {
            var other = await ThereAsync(server, "probe", "ingest", facts, option, name);
            (other.Code, other.Messages).ShouldBe((7, $"surety: The API key is for {Space} alone, and you named '{name}': nothing was sent. Name {Space}, or take a key that is for the other.\n"));
        }
        var unknown = await ThereAsync(server, "free", "ingest", facts, "--space", "solo");
        var silent = await ThereAsync(server, "free", "ingest", facts);
        var both = await ThereAsync(server, "probe", "ingest", facts, "--space", "hosting-brook", "--feed", "platform");
        var closed = await ThereAsync(server, "probe", "close", "--space", "solo");
        (await TakenAsync()).ShouldBe(before);
        var named = await ThereAsync(server, "probe", "ingest", facts, "--space", "hosting-brook");
        var own = await ThereAsync(server, "free", "ingest", facts, "--space", Space);

        unknown.Code.ShouldBe(1, unknown.Messages);
        (silent.Code, silent.Messages).ShouldBe((7, "surety: Which agreement? The API key may not list them, so name it.\n"));
        (both.Code, closed.Code).ShouldBe((64, 7), both.Messages + closed.Messages);
        (named.Code, own.Code).ShouldBe((0, 0), named.Messages + own.Messages);
        (await TakenAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task Who_may_come_in_is_listed_in_the_form_that_is_asked_for()
    {
        await using var server = await BothAsync();

        foreach (var line in new[] { "api-key list", "person list", "party" })
        {
            var (json, same, table) = (await ThereAsync(server, "owner", [.. line.Split(' '), "-o", "json"]), await ThereAsync(server, "owner", [.. line.Split(' '), "--json"]), await ThereAsync(server, "owner", [.. line.Split(' '), "-o", "table"]));
            json.Code.ShouldBe(0, json.Messages);
            json.ShouldBe(same);
            JsonDocument.Parse(json.Output).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
            table.ShouldBe(await ThereAsync(server, "owner", line.Split(' ')));
        }
    }

    [Fact]
    public async Task Why_a_figure_is_so_a_server_says_in_the_words_of_the_command()
    {
        await using var server = await BothAsync();
        var october = prompt.Path("october.jsonl");

        var here = await prompt.RunAsync("why", prompt.Path("agreement.yaml"), "shop is up", "--facts", october, "--period", "2026-10");
        var there = await ThereAsync(server, "customer", "why", "shop is up");
        var json = await ThereAsync(server, "customer", "why", "shop is up", "--period", "2026-10", "-o", "json");
        var then = await ThereAsync(server, "customer", "why", "total", "--period", "2026-11", "--as-of", "2026-11-09");
        var unknown = await ThereAsync(server, "customer", "why", "shop is pu", "--space", "hosting-brook");
        var files = await ThereAsync(server, "customer", "why", prompt.Path("agreement.yaml"), "shop is up");
        var nothing = await prompt.RunAsync("why", "total");

        // A record has other places than files.
        static string Placeless(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\\s*[^ ]+[.](yaml|jsonl)[^ ]*", "").Replace("\n", "", StringComparison.Ordinal);
        there.Code.ShouldBe(0, there.Messages);
        Placeless(there.Output).ShouldStartWith(Placeless(here.Output)[..200]);
        JsonDocument.Parse(json.Output).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        then.Code.ShouldBe(0, then.Messages);
        unknown.Code.ShouldBe(1);
        unknown.Messages.ShouldContain("Did you mean 'shop is up'?");
        (files.Code, nothing.Code).ShouldBe((64, 64));
        files.Messages.ShouldContain("surety why \"shop is up\" --space NAME");
        nothing.Messages.ShouldContain("Of which agreement?");
    }

    public static TheoryData<string, string> OnlyHere => new()
    {
        { "revise 2026-10 --reason so", "by a restatement" }, { "doctor", "surety export" }, { "backup x.backup", "surety export" }, { "upgrade", "there" }, { "erase 41", "erasures" }, { "restore x.backup", "there" },
    };

    [Theory]
    [MemberData(nameof(OnlyHere))]
    public async Task A_command_that_no_server_has_refuses_where_one_is_named_and_touches_nothing_here(string line, string instead)
    {
        var words = line.Split(' ');
        var named = await prompt.RunAsync([.. words, "--server", "https://sla.example"]);
        var (code, said) = await ProgramAsync(words);
        var (_, own) = await ProgramAsync([.. words, "--data", prompt.Path("own")]);

        named.Code.ShouldBe(64);
        named.Messages.ShouldContain($"surety: 'surety {words[0]}' works on a record of this machine, and a server was named.");
        named.Messages.ShouldContain(instead);
        code.ShouldBe(64, said);
        said.ShouldContain("SURETY_SERVER names a server.");
        said.ShouldContain("--data or --store");
        own.ShouldNotContain("SURETY_SERVER");
    }

    [Theory]
    [InlineData("propose fault.json --side provider --reason so")]
    [InlineData("answer prp_1 --accept --side customer")]
    [InlineData("proposals")]
    public async Task A_server_that_the_environment_names_is_the_one_that_is_asked(string line)
    {
        prompt.Write("fault.json", Fault);

        var (code, said) = await ProgramAsync(line.Split(' '));

        code.ShouldBe(1, said);
        said.ShouldContain("Nobody answers at 127.0.0.1:1.");
    }

    /// <summary>Runs the program by itself, where the environment names a server.</summary>
    async Task<(int Code, string Said)> ProgramAsync(string[] words)
    {
        var start = TheProgram.With(words);
        start.WorkingDirectory = prompt.Folder;
        (start.Environment["SURETY_SERVER"], start.Environment["SURETY_API_KEY"], start.Environment["SURETY_DATA"]) = ("http://127.0.0.1:1", "surety_alder_000000000000_0", prompt.Path("nothing"));
        using var process = Process.Start(start)!;
        var (output, said) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        Directory.Exists(prompt.Path("nothing")).ShouldBeFalse();
        return (process.ExitCode, await said + await output);
    }

    [Theory]
    [InlineData("DELETE", 1, "look before you run the command again.", "api-key revoke 4kq0wz1m2n3p")]
    [InlineData("PATCH", 1, "look before you run the command again.", "person roles per_4kq0wz1m2n3p4q5r --role owner")]
    [InlineData("GET", 4, null, "party")]
    [InlineData("POST", 4, "look before you run the command again.", "party invite bo@brook.example --name Bo --agreement alder.hosting-brook")]
    // The server makes a key each time that it is asked.
    [InlineData("POST", 1, "look at 'surety api-key list' first.", "api-key make probe --scope facts")]
    public async Task What_may_have_been_done_is_sent_again_only_where_that_does_no_harm(string method, int most, string? mend, string line)
    {
        using var breaking = new Breaking();
        prompt.Write("a.key", "surety_alder_000000000000_0");

        var run = await prompt.RunAsync([.. line.Split(' '), "--server", breaking.Address, "--api-key-file", prompt.Path("a.key")]);

        var asked = breaking.Requests;
        asked.ShouldAllBe(r => r.Method == method);
        (asked.Count >= most).ShouldBeTrue($"{asked.Count}");
        if (most == 1) asked.Count.ShouldBe(1);
        // The same thing, by the name that the server knows it by.
        if (method == "POST") asked.Select(r => r.Key).Distinct().ShouldHaveSingleItem().ShouldNotBeEmpty();
        run.Code.ShouldBe(1);
        run.Messages.ShouldContain(mend is null ? "What the server acknowledged is there; run the command again." : $"It may have been done all the same: {mend}");
    }

    [Fact]
    public async Task A_line_that_is_cut_while_something_is_done_leaves_it_unsure()
    {
        using var breaking = new Breaking { Cuts = true };
        prompt.Write("a.key", "surety_alder_000000000000_0");

        var run = await prompt.RunAsync("party", "invite", "bo@brook.example", "--name", "Bo", "--agreement", Space, "--server", breaking.Address, "--api-key-file", prompt.Path("a.key"));

        run.Code.ShouldBe(1);
        run.Messages.ShouldContain("It may have been done all the same: look before you run the command again.");
    }

    [Fact]
    public async Task A_pack_that_breaks_off_on_the_way_is_no_file_that_cannot_be_written()
    {
        using var breaking = new Breaking { Answers = path => path.EndsWith("/exports", StringComparison.Ordinal) ? "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{\"entry\":7}" : "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nhalf" };
        prompt.Write("a.key", "surety_alder_000000000000_0");

        var run = await prompt.RunAsync("export", Space, "-o", prompt.Path("x.surety"), "--server", breaking.Address, "--api-key-file", prompt.Path("a.key"));
        prompt.Write("none", "a file");
        var unwritable = await prompt.RunAsync("export", Space, "-o", prompt.Path("none/x.surety"), "--server", breaking.Address, "--api-key-file", prompt.Path("a.key"));

        run.Code.ShouldBe(1);
        run.Messages.ShouldContain("The line to 127.0.0.1");
        run.Messages.ShouldContain("run the command again.");
        run.Messages.ShouldNotContain("cannot be written");
        File.Exists(prompt.Path("x.surety")).ShouldBeFalse();
        unwritable.Code.ShouldBe(1);
        unwritable.Messages.ShouldContain("none/x.surety: the pack cannot be written there.");
    }

    static string Up(int minute, string id, string state = "up") => $$"""{"type":"state","id":"{{id}}{{minute}}","source":"probe","service":"shop","at":"{{Surety.Statements.Display.InUtc(Instant.FromUtc(2026, 11, 1, 0, 0) + Duration.FromMinutes(minute))}}","state":"{{state}}"}""";

    public static TheoryData<string, string> Refused => new()
    {
        { "all.jsonl", string.Join('\n', [Up(0, "a"), .. Enumerable.Repeat("{\"type\":\"stat\"}\n", 1700), Up(1, "a"), .. Enumerable.Repeat("no", 1600), Up(2, "a"), ""]) },
        { "none.jsonl", string.Join('\n', [.. Enumerable.Repeat("{\"type\":\"stat\"}", 2500), Up(0, "a"), .. Enumerable.Repeat("no", 10)]) },
        // Lines that are cut where a batch is full.
        { "long.jsonl", string.Join('\n', [.. Enumerable.Repeat("{\"type\":\"stat\"}", 1100), .. Enumerable.Range(0, 4500).Select(i => Up(i, "a") + new string(' ', 1000))]) },
        { "table.csv", "\ntype,id,source,service,at,state\n" + string.Concat(Enumerable.Range(0, 4).Select(k => string.Concat(Enumerable.Repeat("state,x,probe,shop,never,up\n", 800)) + $"state,t{k},probe,shop,2026-11-01T00:0{k}:00Z,up\n")) },
        { "quoted.csv", "type,id,source,service,at,state\r\n" + string.Concat(Enumerable.Range(0, 4).Select(k => string.Concat(Enumerable.Repeat("state,\"x\n,\"\"y\",probe,shop,never,up\r\n", 800)) + $"state,t{k},probe,shop,2026-11-01T00:0{k}:00Z,up\r\n")) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task However_many_rows_are_refused_a_server_takes_what_a_record_takes(string name, string text)
    {
        await using var server = await BothAsync();
        var file = prompt.Write(name, text);

        var here = await HereAsync("ingest", file, "-o", "json");
        var there = await ThereAsync(server, "provider", "ingest", file, "-o", "json");
        var again = await ThereAsync(server, "provider", "ingest", file, "-o", "json");
        var named = await ThereAsync(server, "provider", "ingest", file, "--batch", "mine", "-o", "json");

        (here.Code, there.Code, again.Code, named.Code).ShouldBe((1, 1, 1, 1), there.Messages[..Math.Min(2000, there.Messages.Length)]);
        var own = Sum(here, "accepted");
        own.ShouldBeGreaterThan(0);
        (Sum(there, "accepted"), Sum(there, "refused")).ShouldBe((own, Sum(here, "refused")));
        (Sum(again, "accepted"), Sum(named, "accepted"), Sum(named, "duplicates")).ShouldBe((0, 0, own));
        (Then(again, "accepted"), Then(again, "refused")).ShouldBe((own, Sum(here, "refused")));
        // A place is one in the file, whichever batch it came in.
        there.Messages.ShouldContain($"and {Surety.Statements.Display.Count(Sum(here, "refused") - 20)} more rows were refused.");
        Lines(there).ShouldBe(Lines(here));
    }

    // What was refused in the batch that is sent again has to be the same, though the record knows more by now.
    [Fact]
    public async Task What_was_not_looked_at_is_known_when_the_batch_comes_again()
    {
        await using var server = await BothAsync();
        var first = prompt.Write("first.jsonl", string.Join('\n', Enumerable.Range(0, 1500).Select(i => Up(i, "a"))));
        var other = prompt.Write("other.jsonl", string.Join('\n', [Up(5000, "b"), .. Enumerable.Range(0, 1500).Select(i => Up(i, "b", "down")), Up(5001, "b")]));

        var taken = await ThereAsync(server, "provider", "ingest", first, "-o", "json");
        var there = await ThereAsync(server, "provider", "ingest", other, "-o", "json");
        var again = await ThereAsync(server, "provider", "ingest", other, "-o", "json");

        Sum(taken, "accepted").ShouldBe(1500);
        (Sum(there, "accepted"), Sum(there, "refused")).ShouldBe((2, 1500));
        (Sum(again, "accepted"), Then(again, "accepted"), Then(again, "refused")).ShouldBe((0, 2, 1500));
    }

    static List<JsonElement> Receipts(Printed printed) => [.. printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    static long Sum(Printed printed, string name) => Receipts(printed).Sum(r => r.GetProperty(name).GetInt64());

    // Where nothing was taken then, nothing is known of it, and it is refused once more.
    static long Then(Printed printed, string name) => Receipts(printed).Sum(r => (r.TryGetProperty("before", out var before) ? before : r).GetProperty(name).GetInt64());

    // The first ones: the others are counted.
    static string[] Lines(Printed printed) => [.. System.Text.RegularExpressions.Regex.Matches(printed.Messages, "(?m)^[^ ]*:([0-9]+):[0-9]+").Select(m => m.Groups[1].Value).Distinct().Take(15)];

    /// <summary>A server that hears what is asked, and breaks the line.</summary>
    sealed class Breaking : IDisposable
    {
        readonly TcpListener listener = new(IPAddress.Loopback, 0);
        readonly List<(string Method, string Key)> requests = [];

        public Breaking()
        {
            listener.Start();
            _ = AnswerAsync();
        }

        public string Address => $"http://{listener.LocalEndpoint}";

        /// <summary>Whether the line is cut instead of ended.</summary>
        public bool Cuts { get; init; }

        /// <summary>What is answered at a path, before the line ends; <c>null</c>: nothing is.</summary>
        public Func<string, string>? Answers { get; init; }

        public List<(string Method, string Key)> Requests
        {
            get
            {
                lock (requests) return [.. requests];
            }
        }

        async Task AnswerAsync()
        {
            try
            {
                while (true) _ = HearAsync(await listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // That was all.
            }
        }

        async Task HearAsync(TcpClient accepted)
        {
            using var client = accepted;
            var (buffer, text) = (new byte[8192], "");
            while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) && await client.GetStream().ReadAsync(buffer) is var read and > 0) text += Encoding.ASCII.GetString(buffer, 0, read);
            lock (requests) requests.Add((text.Split(' ')[0], text.Split("\r\n").FirstOrDefault(l => l.StartsWith("Idempotency-Key: ", StringComparison.Ordinal)) ?? ""));
            if (Cuts)
            {
                client.LingerState = new(true, 0);
                return;
            }
            if (Answers?.Invoke(text.Split(' ')[1]) is { } answer) await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
            // Whatever of the body comes is heard, so that the line ends and is not cut.
            client.Client.Shutdown(SocketShutdown.Send);
            if (await client.GetStream().ReadAsync(buffer) > 0) client.Close();
        }

        public void Dispose() => listener.Dispose();
    }
}
