using NodaTime;
using Npgsql;
using Shouldly;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.People;

// Row-level security: what the database itself keeps from whoever it is none of.
public sealed partial class PostgresPeopleTests
{
    /// <summary>Rows of a selection.</summary>
    List<string> Rows(string sql, string? party = null, bool asApp = false)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction();
        if (asApp) Run("set local role surety_app");
        if (party is not null) Run($"select set_config('surety.party', '{party}', true)");
        using var command = new NpgsqlCommand(sql, connection, transaction);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : $"{reader.GetValue(i)}")));
        return rows;

        void Run(string text)
        {
            using var set = new NpgsqlCommand(text, connection, transaction);
            set.ExecuteNonQuery();
        }
    }

    List<string> Tables => Rows("select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and relname <> 'schema_version' order by relname");

    /// <summary>What is wrong with the rules, table by table.</summary>
    List<string> Faults()
    {
        List<string> faults =
        [
            .. Rows("select relname || ': not forced' from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and relname <> 'schema_version' and not (relrowsecurity and relforcerowsecurity)"),
            .. Rows("select polrelid::regclass || ': ' || polname || ' lets anything in' from pg_policy where polcmd <> 'r' and polwithcheck is null"),
            .. Rows("select rolname || ': may more than its grants' from pg_roles where rolname = 'surety_app' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)"),
            .. Rows("select relname || ': is owned by surety_app' from pg_class where pg_has_role('surety_app', relowner, 'usage') and relnamespace = current_schema()::regnamespace"),
            .. Rows("select relname || ': a view within reach' from pg_class where relkind in ('v', 'm') and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) and has_table_privilege('surety_app', oid, 'select') and not coalesce('security_invoker=true' = any(reloptions), false)"),
            .. Rows("""
                select c.relname || ': unique by ' || a.attname from pg_index i join pg_class c on c.oid = i.indrelid left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                where i.indisunique and c.relnamespace = current_schema()::regnamespace and c.relname <> 'schema_version' and a.attname not in ('space', 'party')
                """),
            .. Rows("select proname || ': runs as its owner' from pg_proc where prosecdef and pronamespace = current_schema()::regnamespace"),
        ];
        var rules = Rows("select polrelid::regclass || ' ' || polname || ' ' || polcmd::text from pg_policy order by 1");
        foreach (var table in Tables)
        {
            // What a party owns nobody else sees, but for its name.
            var leads = Rows($"select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indisprimary and i.indrelid = '{table}'::regclass").Single();
            string[] wanted = leads == "space" || table == "party" ? [$"{table} beside r", $"{table} own *"] : [$"{table} own *"];
            faults.AddRange(wanted.Except(rules).Select(r => $"{r}: is missing"));
            faults.AddRange(rules.Where(r => r.StartsWith(table + " ", StringComparison.Ordinal)).Except(wanted).Select(r => $"{r}: is one too many"));
        }
        // And as it is: nobody in particular sees nothing.
        faults.AddRange(Tables.Where(t => !Rows($"select count(*) from {t}", asApp: true).SequenceEqual(["0"])).Select(t => $"{t}: can be seen by nobody in particular"));
        return faults;
    }

    /// <summary>Alder with Brook, and Birch with Cedar, who have nothing to do with each other; a row in each table.</summary>
    async Task<(Caller Ann, Caller Boss, Caller Birch)> PartiesAsync(Store store)
    {
        var signed = await AlderAsync(store);
        var ann = Caller.Of(signed.Session.Person);
        var feed = Value(await Seats.OpenFeedAsync(store, ann, "platform-eu", Cancellation));
        var space = await ApplyAsync(store, ann, feed: "platform-eu");
        Time.Now = At("2026-10-07T09:00:00Z");
        Value(await Ingest.TakeAsync(store, feed, ann.Name, Outage("o-1", "2026-10-06T10:00:00Z", "2026-10-06T10:45:00Z"), Cancellation));
        var boss = Caller.Of((await SideAsync(store, ann, space, "brook")).Session.Person);
        var birch = Caller.Of((await SideAsync(store, boss, await ApplyAsync(store, boss, "other"), "birch")).Session.Person);
        Value(await ApiKeys.MakeAsync(store, ann, new("all", [Permission.Read], [], null, null), Cancellation));
        Value(await Passkeys.AddAsync(store, signed.Session, [1], [1], 0, "Phone", [], Cancellation));
        Value(await Drafts.BeginAsync(store, ann, space, "Draft", "text", Cancellation));
        await Replays.BeginAsync(store, ann, "k", default, Cancellation);
        Value(await Retention.KeepAsync(store, ann, "", Kept.People, 365, Cancellation));
        Time.Now = At("2026-11-10T09:00:00Z");
        Value(await Closing.CloseAsync(store, space, null, Cancellation));
        Execute("insert into chunk values ('alder.hosting-brook', 1, 1, '', ''); insert into outbox values ('alder.hosting-brook', 'x', 'x', 1, 'x', 1, null); insert into erasable values ('alder.hosting-brook', 1, '', 'x')");
        return (ann, boss, birch);
    }

    [Fact]
    public async Task Every_table_is_guarded_and_a_rule_that_is_gone_is_noticed()
    {
        await using var store = await OpenAsync();
        await PartiesAsync(store);
        store.IsGuarded.ShouldBeTrue();
        Execute("set surety.party = '*'; insert into fact_source (space, source, party, by, first, last, accepted, duplicates, refused) select space, 'probe', 'alder', 'key:1', 0, 0, 1, 0, 0 from space limit 1");
        Execute("set surety.party = '*'; insert into late (space, seq, begins, ends, facts, first, last) select space, 1, 0, 1, 1, 0, 0 from space; insert into period_source (space, source, period, begins, until, seen) select space, space, '2026-09', 0, 1, 0 from space");

        foreach (var table in Tables) Rows($"select count(*) from {table}", party: "*").ShouldNotBe(["0"], table);
        Faults().ShouldBeEmpty();

        foreach (var (damage, mend) in new[]
        {
            ("drop policy own on entry", "create policy own on entry using (nullif(current_setting('surety.party', true), '') = '*') with check (false)"),
            ("drop policy beside on seat", "create policy beside on seat for select using (false)"),
            ("drop policy own on person", "create policy own on person using (false) with check (false)"),
            ("create policy open on session using (true)", "drop policy open on session"),
            ("alter table draft disable row level security", "alter table draft enable row level security"),
            ("alter table audit no force row level security", "alter table audit force row level security"),
            ("create view seen as select * from person; grant select on seen to surety_app", "drop view seen"),
            ("create unique index x on person (email)", "drop index x"),
        })
        {
            Execute(damage);
            Faults().ShouldNotBeEmpty(damage);
            Execute(mend);
            Faults().ShouldBeEmpty(mend);
        }
    }

    [Fact]
    public async Task A_party_sees_its_own_and_where_it_sits_and_nothing_else_whatever_is_asked()
    {
        await using var store = await OpenAsync();
        await PartiesAsync(store);
        Execute("set surety.party = '*'; insert into late (space, seq, begins, ends, facts, first, last) select space, 1, 0, 1, 1, 0, 0 from space; insert into period_source (space, source, period, begins, until, seen) select space, space, '2026-09', 0, 1, 0 from space");
        List<string> Seen(string party, string table) => Rows($"select distinct {(Rows($"select attname from pg_attribute where attrelid = '{table}'::regclass and attname = 'party'").Count > 0 ? "party" : "space")} from {table} order by 1", party, asApp: true);

        foreach (var table in Tables)
        {
            // Alder and Brook sit at one table; Brook and Birch at another; Alder and Birch know nothing of each other.
            Seen("birch", table).ShouldBeSubsetOf(table == "party" ? ["birch", "brook"] : ["birch", "brook.other"], table);
            Seen("alder", table).ShouldBeSubsetOf(table == "party" ? ["alder", "brook"] : ["alder", "alder.hosting-brook", "alder.platform-eu"], table);
            Seen("nobody", table).ShouldBeEmpty(table);
            Seen("", table).ShouldBeEmpty(table);
        }
        Seen("brook", "entry").ShouldBe(["alder.hosting-brook", "alder.platform-eu", "brook.other"]);
        Seen("brook", "party").ShouldBe(["alder", "birch", "brook"]);
        Seen("brook", "person").ShouldBe(["brook"]);
        Seen("alder", "seat").ShouldBe(["alder.hosting-brook", "alder.platform-eu"]);
    }

    [Theory]
    [InlineData("birch", "insert into seat values ('alder.platform-eu', 'alder', 'birch', true)")]
    [InlineData("brook", "insert into seat values ('alder.secret', 'alder', 'brook', true)")]
    [InlineData("brook", "insert into tail values ('alder.platform-eu', 99, '')")]
    [InlineData("birch", "insert into tail values ('alder.hosting-brook', 99, '')")]
    [InlineData("birch", "insert into draft values ('alder', 'x', null, '', '', '', 1)")]
    [InlineData("birch", "insert into audit values ('alder', 99, 1, '', '', '', '', '', '', '')")]
    [InlineData("brook", "insert into party values ('ash', 'Ash', 1)")]
    [InlineData("alder", "update draft set party = 'birch'")]
    [InlineData("alder", "update entry set bytes = ''")]
    [InlineData("alder", "delete from audit")]
    [InlineData("alder", "delete from schema_version")]
    [InlineData("alder", "create table x (y int)")]
    [InlineData("alder", "alter table entry disable row level security")]
    public async Task A_party_writes_its_own_and_where_it_sits_and_nothing_else(string party, string sql)
    {
        await using var store = await OpenAsync();
        await PartiesAsync(store);

        Should.Throw<PostgresException>(() => Rows(sql, party, asApp: true)).SqlState.ShouldBe("42501");
    }

    [Theory]
    [InlineData("brook", "update party set title = 'x' where party = 'alder'")]
    [InlineData("brook", "delete from tail where space = 'alder.platform-eu'")]
    [InlineData("birch", "update person set roles = 'owner' where party <> 'birch'")]
    [InlineData("birch", "delete from plan where space like 'alder.%'")]
    [InlineData("brook", "update seat set customer = 'brook' where space like 'alder.%'")]
    public async Task A_party_changes_no_row_that_is_not_its_own(string party, string sql)
    {
        await using var store = await OpenAsync();
        await PartiesAsync(store);

        Rows($"with changed as ({sql} returning 1) select count(*) from changed", party, asApp: true).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Connections_that_are_used_again_are_nobodys_while_others_write()
    {
        await using var store = await OpenAsync();
        var (ann, boss, birch) = await PartiesAsync(store);
        var wanted = new Dictionary<string, string[]> { ["alder"] = ["alder.hosting-brook", "alder.platform-eu"], ["brook"] = ["alder.hosting-brook", "brook.other"], ["birch"] = ["brook.other"] };
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = Task.Run(async () =>
        {
            for (var i = 0; !ended.IsCancellationRequested; i++) await Task.WhenAll(new[] { ann, boss, birch }.Select(c => Drafts.BeginAsync(store, c, null, $"Draft {i}", "x", Cancellation)));
        }, Cancellation);

        var switches = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (i, cancellation) =>
        {
            var caller = new[] { ann, boss, birch }[i % 3];
            await using var reading = await store.LookAsync(caller.Access, cancellation);
            (await Seats.SpacesAsync(reading, caller.Party, cancellation)).Select(s => s.Name).ShouldBe(wanted[caller.Party]);
            (await reading.Command("select distinct party from draft").RowsAsync(r => r.GetString(0), cancellation)).ShouldBeSubsetOf([caller.Party]);
            (await reading.Command("select current_user::text").RowsAsync(r => r.GetString(0), cancellation)).ShouldBe(["surety_app"]);
            Interlocked.Increment(ref switches);
        });
        await ended.CancelAsync();
        await load;

        switches.ShouldBe(200);
        Rows("select coalesce(current_setting('surety.party', true), '') || current_user").ShouldNotContain(r => r.Contains("alder", StringComparison.Ordinal) || r.Contains("surety_app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_on_behalf_of_a_party_finds_no_space_of_others()
    {
        await using var store = await OpenAsync();
        var (_, _, birch) = await PartiesAsync(store);

        var foreign = await store.WriteAsync("alder.hosting-brook", birch.Name, writing => Task.FromResult<Result<bool>>(writing.Space is null ? new Result<bool>.Refused([new(default, Severity.Error, "space.none", "None.")]) : new Result<bool>.Ok(true)), Cancellation, birch.Access);

        Refused(foreign).Code.ShouldBe("space.none");
        var taken = await Should.ThrowAsync<PostgresException>(() => store.ChangeAsync<int>(birch.Access, changing =>
        {
            changing.Stage("insert into draft (party, draft, title, text, by, updated) values ('alder', 'x', '', '', '', 1)");
            return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
        }, Cancellation));
        taken.SqlState.ShouldBe("42501");
        Value(await Drafts.BeginAsync(store, birch, null, "Still", "x", Cancellation));
    }

    [Fact]
    public async Task A_user_that_does_not_own_the_tables_serves_and_does_not_migrate()
    {
        var login = $"login_{database.Name}";
        await using (var store = await OpenAsync()) await AlderAsync(store);
        Execute($"create role {login} login; grant surety_app to {login}");
        try
        {
            var address = database.Address(Prompt.Path("keys"), login);
            await using (var store = Value(await Store.WriteAsync(address, Time, Cancellation)))
            {
                store.IsGuarded.ShouldBeTrue();
                var signed = Value(await Sessions.SignInAsync(store, Passwords, "ann@alder.example", "ann's password", null, Cancellation));
                await ApplyAsync(store, Caller.Of(signed.Session.Person));
            }
            Execute("delete from schema_version where version > 1");
            ((Result<Store>.Refused)await Store.WriteAsync(address, Time, Cancellation)).Problems[0].ShouldSatisfyAllConditions(p => p.Code.ShouldBe("store.older"), p => p.Message.ShouldContain("does not own its tables"));
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            Execute($"drop role {login}");
        }
    }
}
