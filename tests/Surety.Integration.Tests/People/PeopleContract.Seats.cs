using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.People;

public abstract partial class PeopleContract
{
    [Fact]
    public async Task The_other_side_takes_its_seat_by_an_invitation()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var space = await ApplyAsync(store, ann);
        var invited = Value(await Invitations.InviteSideAsync(store, ann, space, "Bo@Brook.example", "Bo", Cancellation));
        var other = Value(await ApplyAsync(store, ann, "other") is var second ? await Invitations.InviteSideAsync(store, ann, second, "bo@brook.example", "Bo", Cancellation) : throw new InvalidOperationException());

        var taken = await Invitations.AcceptSideAsync(store, Passwords, invited.Token, new("alder", "Alder"), new("Bo", "b"), Cancellation);
        var wrongDoor = await Invitations.AcceptAsync(store, Passwords, invited.Token, new("Bo", "b"), Cancellation);
        var bo = Caller.Of(Value(await Invitations.AcceptSideAsync(store, Passwords, invited.Token, new("brook", "Brook Books"), new("Bo", "b"), Cancellation)).Session.Person);
        var again = await Invitations.AcceptSideAsync(store, Passwords, invited.Token, new("birch", "Birch"), new("Bo", "b"), Cancellation);
        var reader = Caller.Of(await JoinAsync(store, bo, "reader@brook.example", Role.Reader));
        var denied = await Invitations.AcceptSideAsync(store, other.Token, reader, Cancellation);
        var own = await Invitations.AcceptSideAsync(store, other.Token, ann, Cancellation);
        var seat = Value(await Invitations.AcceptSideAsync(store, other.Token, bo, Cancellation));

        Refused(taken).At.File.ShouldBe("handle");
        Refused(wrongDoor).Code.ShouldBe("invitation.closed");
        Refused(again).Code.ShouldBe("invitation.closed");
        Refused(denied).Code.ShouldBe("caller.may-not");
        Refused(own).Code.ShouldBe("seat.there");
        seat.ShouldBe(new("alder.other", "alder", "brook", false));
        Refused(await Invitations.InviteSideAsync(store, ann, space, "x@y.example", "X", Cancellation)).Code.ShouldBe("seat.taken");
        Refused(await Invitations.InviteSideAsync(store, ann, "alder.none", "x@y.example", "X", Cancellation)).Code.ShouldBe("space.none");
        await using var reading = await store.LookAsync(bo.Access, Cancellation);
        var spaces = await Seats.SpacesAsync(reading, "brook", Cancellation);
        spaces.Select(s => (s.Name, s.Kind, s.Side, s.Other?.Handle, s.Other?.Title)).ShouldBe([("alder.hosting-brook", SpaceKind.Agreement, Side.Customer, "alder", "Alder Hosting"), ("alder.other", SpaceKind.Agreement, Side.Customer, "alder", "Alder Hosting")]);
        await using var alders = await store.LookAsync(ann.Access, Cancellation);
        (await Seats.SpacesAsync(alders, "alder", Cancellation)).Select(s => (s.Side, s.Other?.Title)).ShouldBe([(Side.Provider, "Brook Books"), (Side.Provider, "Brook Books")]);
    }

    [Fact]
    public async Task A_customer_may_open_the_space_as_well_and_the_provider_takes_its_seat()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var space = await ApplyAsync(store, ann, side: Side.Customer);

        var boss = Caller.Of((await SideAsync(store, ann, space, "brook")).Session.Person);

        await using var reading = await store.LookAsync(boss.Access, Cancellation);
        (await Seats.FindAsync(reading, space, "brook", Cancellation)).ShouldBe(new(space, "brook", "alder", false));
    }

    [Fact]
    public async Task Two_parties_have_an_agreement_of_one_name_and_neither_learns_of_the_other()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var first = await ApplyAsync(store, ann);
        var boss = Caller.Of((await SideAsync(store, ann, await ApplyAsync(store, ann, "between"), "brook")).Session.Person);

        var second = await ApplyAsync(store, boss);
        var foreign = await Applying.ApplyAsync(store, Proposal(version: 2), null, null, boss.Name, Cancellation, new("brook", first, Side.Customer));
        var absent = await Applying.ApplyAsync(store, Proposal(version: 2), null, null, boss.Name, Cancellation, new("brook", "birch.hosting-brook", Side.Customer));
        var misnamed = await Applying.ApplyAsync(store, Proposal(), null, null, boss.Name, Cancellation, new("brook", "brook.something", Side.Customer));

        (first, second).ShouldBe(("alder.hosting-brook", "brook.hosting-brook"));
        (Refused(foreign) with { At = default, Message = "" }).ShouldBe(Refused(absent) with { At = default, Message = "" });
        Refused(foreign).Message.Replace("alder", "birch", StringComparison.Ordinal).ShouldBe(Refused(absent).Message);
        Refused(misnamed).Code.ShouldBe("apply.other");
        await using var reading = await store.LookAsync(Cancellation);
        (await Audit.ListAsync(reading, "brook", null, 100, Cancellation)).Count(e => e.Line is { Action: "agreement.propose", Outcome: Outcome.Denied }).ShouldBe(2);
        (await Audit.ListAsync(reading, "brook", null, 100, Cancellation)).Count(e => e.Line is { Action: "agreement.propose", Outcome: Outcome.Done, Space: "brook.hosting-brook" }).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_keeps_an_agreement_alone_brings_its_versions_alone()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var space = await ApplyAsync(store, ann);
        var boss = Caller.Of((await SideAsync(store, ann, space, "brook")).Session.Person);

        var other = await Applying.ApplyAsync(store, Proposal(version: 2), null, null, boss.Name, Cancellation, new("brook", space, Side.Customer));
        var forOther = await Applying.ApplyAsync(store, Proposal(), Side.Provider, null, boss.Name, Cancellation, new("brook", "brook.hosting-brook", Side.Customer));
        Value(await Applying.ApplyAsync(store, Proposal(version: 2), null, null, ann.Name, Cancellation, new("alder", space, Side.Provider)));

        Refused(other).Code.ShouldBe("apply.alone");
        Refused(forOther).Code.ShouldBe("apply.alone");
    }

    protected static SentFacts Outage(string name, string from, string until)
    {
        var text = System.Text.Encoding.UTF8.GetBytes($$"""{"type":"outage","id":"{{name}}","service":"shop","from":"{{from}}","until":"{{until}}"}""");
        return new(name, Digest.Of(text), builder => JsonLines.Read(builder, name, text, source: "probe"));
    }

    [Fact]
    public async Task Who_sits_at_an_agreement_reads_the_feeds_of_it_and_no_other()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var feed = Value(await Seats.OpenFeedAsync(store, ann, "platform-eu", Cancellation));
        var secret = Value(await Seats.OpenFeedAsync(store, ann, "secret", Cancellation));
        var late = Value(await Seats.OpenFeedAsync(store, ann, "late", Cancellation));
        Time.Now = At("2026-10-17T09:00:00Z");
        foreach (var each in new[] { feed, secret, late }) Value(await Ingest.TakeAsync(store.For(ann.Access), each, ann.Name, Outage("o-1", "2026-10-06T10:00:00Z", "2026-10-06T10:45:00Z"), Cancellation));
        var space = await ApplyAsync(store, ann, feed: "platform-eu", isAlone: false);
        var boss = Caller.Of((await SideAsync(store, ann, space, "brook")).Session.Person);

        // Who would only name a feed gets nothing by it.
        Value(await Applying.ApplyAsync(store, Proposal(feed: "secret", version: 2), null, null, boss.Name, Cancellation, new("brook", space, Side.Customer)));
        async Task<string> SeenAsync()
        {
            await using var reading = await store.LookAsync(boss.Access, Cancellation);
            var seen = new List<string>();
            foreach (var each in new[] { feed, secret, late })
                if (await Seats.FindAsync(reading, each, "brook", Cancellation) is { Reads: true }) seen.Add(each);
            (await Seats.SpacesAsync(reading, "brook", Cancellation)).Select(s => s.Name).ShouldBe([space]);
            return string.Join(' ', seen);
        }
        (await SeenAsync()).ShouldBe(feed);
        Value(await Applying.ApplyAsync(store, Proposal(feed: "late", version: 3), null, null, ann.Name, Cancellation, new("alder", space, Side.Provider)));
        (await SeenAsync()).ShouldBe($"{feed} {late}");
        Refused(await Seats.OpenFeedAsync(store, ann, "hosting-brook", Cancellation)).Code.ShouldBe("space.kind");
    }

    [Fact]
    public async Task A_statement_of_either_side_rests_on_the_feed_of_the_party_that_opened_the_space()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var feed = Value(await Seats.OpenFeedAsync(store, ann, "platform-eu", Cancellation));
        var space = await ApplyAsync(store, ann, feed: "platform-eu");
        var boss = Caller.Of((await SideAsync(store, ann, space, "brook")).Session.Person);
        Time.Now = At("2026-11-10T09:00:00Z");
        Value(await Ingest.TakeAsync(store, feed, ann.Name, Outage("o-1", "2026-10-06T10:00:00Z", "2026-10-06T10:45:00Z"), Cancellation));
        // A feed of the same name, of another party.
        Value(await Ingest.TakeAsync(store, Value(await Seats.OpenFeedAsync(store, boss, "platform-eu", Cancellation)), boss.Name, Outage("o-1", "2026-10-06T10:00:00Z", "2026-10-16T10:45:00Z"), Cancellation));

        var closed = Value(await Closing.CloseAsync(store.For(ann.Access), space, ann.Name, Cancellation));
        var note = Value(await Packing.NoteAsync(store.For(boss.Access), space, boss.Name, Cancellation));
        using var folder = new Prompt();
        using var file = new MemoryStream();
        await Packing.WriteAsync(store.For(boss.Access), space, note.Seq, file, folder.Folder, Cancellation);
        file.Position = 0;
        var pack = Value(Pack.Read("pack", file));

        closed.Issued.Select(i => i.Period).ShouldBe(["2026-10"]);
        await using var reading = await store.LookAsync(boss.Access, Cancellation);
        var seen = Value(await RecordedSpace.NowAsync(reading, space, Cancellation));
        seen.Feeds.Select(f => f.Feed).ShouldBe(["alder.platform-eu"]);
        (await seen.FactsAsync(reading, Time.Now, Cancellation)).Problems.ShouldBeEmpty();
        Value(await RecordedSpace.AgainAsync(reading, space, seen.Space.Statement("2026-10")!, Cancellation)).Statement.Levels[0].Attained.ShouldBe(closed.Issued[0].Statement.Levels[0].Attained);
        Display(closed).ShouldContain("99.89");
        pack.Feeds.Keys.ShouldBe(["alder.platform-eu"]);
        Verification.Of(pack, []).Findings.ShouldBeEmpty();

        static string Display(Closed closed) => Surety.Statements.StatementJson.Of(closed.Issued[0].Statement);
    }

    [Fact]
    public async Task A_draft_is_changed_by_whoever_knows_what_stands_there()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var space = await ApplyAsync(store, ann);
        var boss = Caller.Of((await SideAsync(store, ann, space, "brook")).Session.Person);

        var draft = Value(await Drafts.BeginAsync(store, ann, space, "Amendment", "version: 2\n", Cancellation));
        var saves = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Drafts.SaveAsync(store, ann, draft.Id, draft.ETag, space, "Amendment", $"version: 2 # {i}\n", Cancellation)));
        var saved = Value(saves.Single(s => s is Result<Draft>.Ok));
        var blind = Value(await Drafts.SaveAsync(store, ann, draft.Id, null, null, "Other", "x", Cancellation));

        saves.OfType<Result<Draft>.Refused>().ShouldAllBe(r => r.Problems[0].Code == "draft.meanwhile");
        saved.ETag.ShouldNotBe(draft.ETag);
        Refused(await Drafts.SaveAsync(store, boss, draft.Id, null, null, "Mine", "x", Cancellation)).Code.ShouldBe("draft.none");
        Refused(await Drafts.BeginAsync(store, boss, "alder.other", "x", "x", Cancellation)).At.File.ShouldBe("space");
        await using (var reading = await store.LookAsync(boss.Access, Cancellation)) (await Drafts.ListAsync(reading, "brook", Cancellation)).ShouldBeEmpty();
        await using (var reading = await store.LookAsync(ann.Access, Cancellation)) (await Drafts.ListAsync(reading, "alder", Cancellation)).ShouldBe([new(blind.Id, blind.Space, blind.Title, blind.Text.Length, blind.By, blind.Updated)]);
        Refused(await Drafts.DropAsync(store, ann, draft.Id, draft.ETag, Cancellation)).Code.ShouldBe("draft.meanwhile");
        Value(await Drafts.DropAsync(store, ann, draft.Id, blind.ETag, Cancellation));
        Refused(await Drafts.DropAsync(store, ann, draft.Id, blind.ETag, Cancellation)).Code.ShouldBe("draft.none");
    }

    [Fact]
    public async Task A_request_that_comes_again_gets_the_answer_that_it_got()
    {
        var (request, other) = (Digest.Of("POST /facts 1"u8), Digest.Of("POST /facts 2"u8));
        Caller ann;
        await using (var store = await OpenAsync())
        {
            ann = Caller.Of((await AlderAsync(store)).Session.Person);
            var begun = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Replays.BeginAsync(store, ann, "k", request, Cancellation)));

            begun.Count(b => b is Replay.Begun).ShouldBe(1);
            begun.Count(b => b is Replay.InFlight).ShouldBe(49);
            (await Replays.BeginAsync(store, ann, "k", other, Cancellation)).ShouldBeOfType<Replay.Other>();
            var others = (await Replays.BeginAsync(store, ann with { Name = "key:other" }, "k", other, Cancellation)).ShouldBeOfType<Replay.Begun>();
            await Replays.ForgetAsync(store, ann with { Name = "key:other" }, "k", others.At, Cancellation);
            (await Replays.BeginAsync(store, ann with { Name = "key:other" }, "k", request, Cancellation)).ShouldBeOfType<Replay.Begun>();
            var at = begun.OfType<Replay.Begun>().Single().At;
            await Replays.FinishAsync(store, ann, "k", at, new(201, "location: /x", "{}"u8.ToArray()), Cancellation);
            await Replays.ForgetAsync(store, ann, "k", at, Cancellation);
        }
        await using var again = await OpenAsync();

        (await Replays.BeginAsync(again, ann, "k", request, Cancellation)).ShouldBeOfType<Replay.Answered>().Answer.ShouldSatisfyAllConditions(a => a.Status.ShouldBe(201), a => a.Headers.ShouldBe("location: /x"), a => a.Body.ToArray().ShouldBe("{}"u8.ToArray()));
        // Whoever was at it has died.
        Time.Now += Replays.UnderWay;
        (await Replays.BeginAsync(again, ann with { Name = "key:other" }, "k", request, Cancellation)).ShouldBeOfType<Replay.Begun>();
        Time.Now += Replays.Kept;
        await Replays.PruneAsync(again, Cancellation);
        await using (var reading = await again.LookAsync(Cancellation)) (await reading.Command("select count(*) from idempotency").RowsAsync(r => r.Whole(0), Cancellation)).ShouldBe([0]);
        (await Replays.BeginAsync(again, ann, "k", other, Cancellation)).ShouldBeOfType<Replay.Begun>();
    }

    [Fact]
    public async Task An_answer_is_there_with_what_was_done_or_not_at_all()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var request = Digest.Of("x"u8);
        var begun = new Dictionary<string, Instant>(StringComparer.Ordinal);
        foreach (var key in new[] { "done", "refused", "other" }) begun[key] = (await Replays.BeginAsync(store, ann, key, request, Cancellation)).ShouldBeOfType<Replay.Begun>().At;

        Store Keeping(string key) => store.For(ann.Access).Also((value, reading) => Replays.KeepAsync(reading, ann, key, begun[key], new(200, $"{value}", default)));
        Value(await Keeping("done").WriteAsync(SpaceName.Of("alder", "feed"), ann.Name, _ => Task.FromResult<Result<int>>(new Result<int>.Ok(7)), Cancellation));
        Value(await Keeping("other").ChangeAsync(ann.Access, _ => Task.FromResult<Result<int>>(new Result<int>.Ok(8)), Cancellation));
        await Keeping("refused").ChangeAsync(ann.Access, _ => Task.FromResult<Result<int>>(new Result<int>.Refused([new(default, Severity.Error, "x", "No.")])), Cancellation);

        foreach (var (key, value) in new[] { ("done", "7"), ("other", "8") }) (await Replays.BeginAsync(store, ann, key, request, Cancellation)).ShouldBeOfType<Replay.Answered>().Answer.Headers.ShouldBe(value);
        (await Replays.BeginAsync(store, ann, "refused", request, Cancellation)).ShouldBeOfType<Replay.InFlight>();
    }

    [Fact]
    public async Task Whoever_took_so_long_that_somebody_else_began_again_writes_nothing()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var request = Digest.Of("x"u8);
        var slow = (await Replays.BeginAsync(store, ann, "k", request, Cancellation)).ShouldBeOfType<Replay.Begun>();
        Time.Now += Replays.UnderWay;
        var next = (await Replays.BeginAsync(store, ann, "k", request, Cancellation)).ShouldBeOfType<Replay.Begun>();

        await Should.ThrowAsync<TakenOver>(() => DoAsync(slow, "slow"));
        await Replays.FinishAsync(store, ann, "k", slow.At, new(200, "slow", default), Cancellation);
        await Replays.ForgetAsync(store, ann, "k", slow.At, Cancellation);
        var still = await Replays.BeginAsync(store, ann, "k", request, Cancellation);
        Value(await DoAsync(next, "next"));

        still.ShouldBeOfType<Replay.InFlight>();
        (await Replays.BeginAsync(store, ann, "k", request, Cancellation)).ShouldBeOfType<Replay.Answered>().Answer.Headers.ShouldBe("next");
        (await AuditAsync(store)).Where(l => l.Action == "x").Select(l => l.About).ShouldBe(["next"]);

        Task<Result<int>> DoAsync(Replay.Begun begun, string who) => store.For(ann.Access).Also((_, reading) => Replays.KeepAsync(reading, ann, "k", begun.At, new(200, who, default))).ChangeAsync(ann.Access, changing =>
        {
            changing.Audit("alder", ann.Name, "x", who, Outcome.Done);
            return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
        }, Cancellation);
    }

    static async Task<List<AuditLine>> AuditAsync(Store store)
    {
        await using var reading = await store.LookAsync(Cancellation);
        return [.. (await Audit.ListAsync(reading, "alder", null, 1000, Cancellation)).Select(e => e.Line)];
    }

    static Task<Result<int>> DeniedAsync(Store store, string by) => store.ChangeAsync<int>(new Access.All(), changing =>
    {
        changing.Audit("alder", by, "tried", "", Outcome.Denied);
        return Task.FromResult<Result<int>>(new Result<int>.Refused([new(default, Severity.Error, "caller.may-not", "No.")]));
    }, Cancellation);

    [Fact]
    public async Task Denials_that_could_not_be_noted_are_still_counted()
    {
        await using var store = await OpenAsync();
        await AlderAsync(store);
        for (var i = 0; i < Denials.Most + 5; i++) await DeniedAsync(store, "key:1");

        Execute("alter table audit rename to gone");
        await Should.ThrowAsync<Exception>(() => store.Denials.SettleAsync(null, Cancellation));
        // One more by itself, which cannot be noted either.
        await Should.ThrowAsync<Exception>(() => DeniedAsync(store, "key:2"));
        Execute("alter table gone rename to audit");
        await DeniedAsync(store, "key:1");
        await store.Denials.SettleAsync(null, Cancellation);
        await store.Denials.SettleAsync(null, Cancellation);

        (await AuditAsync(store)).Where(l => l.Outcome == Outcome.Denied && l.About.Length > 0).Select(l => $"{l.By}: {l.About}").Order().ShouldBe(["key:1: 6 more like it", "key:2: 1 more like it"]);
    }

    [Fact]
    public async Task A_denial_counts_once_however_often_its_write_is_tried()
    {
        await using var store = await OpenAsync();
        await AlderAsync(store);
        for (var i = 0; i < Denials.Most; i++) await DeniedAsync(store, "key:1");

        // They wait behind one that waits, and so are written together: one fails, and the others are tried again apart.
        var free = new TaskCompletionSource();
        var first = store.ChangeAsync<int>(new Access.All(), async _ =>
        {
            await free.Task;
            return new Result<int>.Ok(0);
        }, Cancellation);
        var denied = new[] { "key:1", "key:2" }.Select(by => DeniedAsync(store, by)).ToList();
        var fails = store.ChangeAsync<int>(new Access.All(), _ => throw new InvalidOperationException("of its own"), Cancellation);
        free.SetResult();
        await first;
        await Task.WhenAll(denied);
        await Should.ThrowAsync<InvalidOperationException>(() => fails);
        for (var i = 0; i < Denials.Most; i++) await DeniedAsync(store, "key:2");
        await store.Denials.SettleAsync(null, Cancellation);

        (await AuditAsync(store)).Where(l => l.Outcome == Outcome.Denied && l.About.Length > 0).Select(l => $"{l.By}: {l.About}").Order().ShouldBe(["key:1: 1 more like it", "key:2: 1 more like it"]);
    }

    [Fact]
    public async Task A_passkey_is_kept_with_its_person_and_goes_with_it()
    {
        await using var store = await OpenAsync();
        var signed = await AlderAsync(store);
        var ann = Caller.Of(signed.Session.Person);
        var bob = await JoinAsync(store, ann, "bob@alder.example", Role.Reader);
        var bobs = Value(await Sessions.SignInAsync(store, Passwords, "bob@alder.example", "secret", null, Cancellation)).Session;

        var added = Value(await Passkeys.AddAsync(store, bobs, [1, 2], [3], 0, "Phone", [9], Cancellation));
        Refused(await Passkeys.AddAsync(store, signed.Session, [1, 2], [3], 0, "Phone", [9], Cancellation)).Code.ShouldBe("passkey.there");
        Value(await Passkeys.SignInAsync(store, added, 7, Cancellation)).Session.Person.Id.ShouldBe(bob.Id);
        foreach (var counter in new[] { 7, 6, 0 }) Refused(await Passkeys.SignInAsync(store, added, counter, Cancellation)).Code.ShouldBe("session.wrong");
        Value(await Passkeys.AddAsync(store, bobs, [4], [3], 0, "Key", [], Cancellation));
        Refused(await Passkeys.RemoveAsync(store, signed.Session, [4], Cancellation)).Code.ShouldBe("passkey.none");
        Value(await Passkeys.RemoveAsync(store, bobs, [4], Cancellation));

        await using (var reading = await store.LookAsync(Cancellation))
        {
            (await Passkeys.FindAsync(reading, [1, 2], Cancellation)).ShouldBe([added with { Counter = 7, Used = Time.Now }]);
            (await Passkeys.ListAsync(reading, "alder", bob.Id, Cancellation)).Count.ShouldBe(1);
        }
        Value(await Persons.EndAsync(store, ann, bob.Id, Cancellation));
        await using (var reading = await store.LookAsync(Cancellation)) (await Passkeys.FindAsync(reading, [1, 2], Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_audit_is_whole_and_every_change_of_it_is_found_where_it_is()
    {
        await using (var store = await OpenAsync())
        {
            var ann = Caller.Of((await AlderAsync(store)).Session.Person);
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Drafts.BeginAsync(store, ann, null, $"Draft {i}", "x", Cancellation)));
            await ApplyAsync(store, ann);
            (await FoundAsync(store)).ShouldBeEmpty();
        }

        foreach (var (sql, code, seq) in new[]
        {
            ("update audit set about = 'nothing' where party = 'alder' and seq = 5", "audit.line", 5),
            ("update audit set outcome = 'denied' where party = 'alder' and seq = 5", "audit.line", 5),
            ("update audit set at = at + 1 where party = 'alder' and seq = 6", "audit.line", 6),
            ("update audit set previous = hash where party = 'alder' and seq = 7", "audit.chain", 7),
            ("delete from audit where party = 'alder' and seq = 9", "audit.gap", 9),
            ("delete from audit where party = 'alder' and seq < 3", "audit.gap", 1),
        })
        {
            Execute("create table audit_before as select * from audit");
            Execute(sql);
            await using (var store = Value(await Store.ReadAsync(Address, Time, Cancellation))) (await FoundAsync(store)).ShouldContain(f => f.Seq == seq && f.Code == code, sql);
            Execute("delete from audit; insert into audit select * from audit_before; drop table audit_before");
        }
        await using (var store = Value(await Store.ReadAsync(Address, Time, Cancellation))) (await FoundAsync(store)).ShouldBeEmpty();

        static async Task<ValueList<Finding>> FoundAsync(Store store)
        {
            await using var reading = await store.LookAsync(Cancellation);
            return await Audit.VerifyAsync(reading, "alder", Cancellation);
        }
    }

    [Fact]
    public async Task Lines_of_a_kind_are_sought_in_stretches_however_long_the_audit_is()
    {
        await using var store = await OpenAsync();
        await AlderAsync(store);
        await store.WriteAsync<int>("alder.x", null, writing =>
        {
            for (var i = 0; i < 30; i++) writing.Audit("alder", i % 10 == 0 ? "key:rare" : "key:often", "x.done", $"{i}", Outcome.Refused);
            return Task.FromResult<Result<int>>(new Result<int>.Refused([new(default, Severity.Error, "x", "No.")]));
        }, Cancellation);

        await using var reading = await store.LookAsync(Cancellation);
        var newest = (await Audit.ListAsync(reading, "alder", null, 1, Cancellation))[0].Seq;
        var (found, looks) = (new List<string>(), 0);
        for (long? before = null; ; looks++)
        {
            var (lines, first, last, next) = await Audit.SeekAsync(reading, "alder", before, 5, "key:rare", "x.done", Outcome.Refused, Cancellation, sought: 8);
            (last - first + 1).ShouldBeLessThanOrEqualTo(8);
            last.ShouldBe(before - 1 ?? newest);
            lines.ShouldAllBe(l => l.Seq >= first && l.Seq <= last);
            found.AddRange(lines.Select(l => l.Line.About));
            if (next is null) break;
            before = next;
        }
        var many = await Audit.SeekAsync(reading, "alder", null, 5, "key:often", "", null, Cancellation);

        found.ShouldBe(["20", "10", "0"]);
        looks.ShouldBe((int)((newest - 1) / 8));
        many.Lines.Select(l => l.Line.About).ShouldBe(["29", "28", "27", "26", "25"]);
        many.Next.ShouldBe(newest - 4);
    }

    [Fact]
    public async Task What_is_refused_leaves_no_line_that_it_was_done()
    {
        await using var store = await OpenAsync();
        await AlderAsync(store);

        await store.WriteAsync<int>("alder.x", null, writing =>
        {
            writing.Audit("alder", "key:1", "x.done", "", Outcome.Done);
            writing.Audit("alder", "key:1", "x.denied", "", Outcome.Denied);
            return Task.FromResult<Result<int>>(new Result<int>.Refused([new(default, Severity.Error, "x", "No.")]));
        }, Cancellation);

        await using var reading = await store.LookAsync(Cancellation);
        (await Audit.ListAsync(reading, "alder", null, 1, Cancellation))[0].Line.ShouldBe(new("alder", Time.Now, "key:1", "x.denied", "alder.x", "", Outcome.Denied));
        (await Audit.ListAsync(reading, "alder", null, 100, Cancellation)).ShouldNotContain(e => e.Line.Action == "x.done");
    }

    [Fact]
    public async Task What_waits_together_is_decided_one_after_the_other()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);

        var invited = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Invitations.InviteAsync(store, ann, "bob@alder.example", "Bob", [Role.Reader], Cancellation)));
        var accepted = await Task.WhenAll(invited.Select(i => Invitations.AcceptAsync(store, Passwords, Value(i).Token, new("Bob", "b"), Cancellation)));

        accepted.Count(a => a is Result<SignedIn>.Ok).ShouldBe(1);
    }

    [Fact]
    public async Task A_record_of_schema_1_is_brought_up_to_date_in_one_step()
    {
        await using (var store = await OpenAsync()) Value(await Applying.ApplyAsync(store, Proposal(), Side.Provider, null, null, Cancellation));
        Execute("drop table retention; drop table audit; drop table idempotency; drop table draft; drop table invitation; drop table api_key; drop table session; drop table passkey; drop table person");
        DropGuarded("party", "seat", "fact_source", "late", "period_source");
        Execute("alter table space drop column look; alter table outbox drop column look");
        Execute("delete from schema_version where version > 1");

        ((Result<Store>.Refused)await Store.ReadAsync(Address, Time, Cancellation)).Problems[0].Code.ShouldBe("store.older");
        await using (var store = await OpenAsync()) await AlderAsync(store);
        await using var read = Value(await Store.ReadAsync(Address, Time, Cancellation));
        await using var reading = await read.LookAsync(Cancellation);
        (await reading.SpacesAsync(Cancellation)).ShouldBe(["hosting-brook"]);
    }

    /// <summary>Drops tables that rules of others may name.</summary>
    protected virtual void DropGuarded(params string[] tables)
    {
        foreach (var table in tables) Execute($"drop table {table}");
    }
}
