using Npgsql;
using Shouldly;
using Surety.Storage.Backups;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records.Backups;

/// <summary>All of a record in one file, and back: on the server that SURETY_TEST_POSTGRES names, and from there into a folder.</summary>
public sealed class BackupOnServerTests : IDisposable
{
    readonly Prompt prompt = new();
    readonly string server = Environment.GetEnvironmentVariable("SURETY_TEST_POSTGRES") ?? "";
    readonly List<string> databases = [];

    public BackupOnServerTests()
    {
        if (server.Length == 0 && Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("SURETY_TEST_POSTGRES names no server, and in CI these tests have to run.");
        Assert.SkipWhen(server.Length == 0, "SURETY_TEST_POSTGRES names no server: 'tests/acceptance/postgres.sh start FOLDER' starts one.");
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var name in databases) Execute(server, $"drop database if exists {name} with (force)");
        prompt.Dispose();
    }

    static string Schema1 => Shared.Own("tests/acceptance/scenario/schema-1.backup");

    string Database()
    {
        databases.Add($"surety_{Guid.NewGuid():N}");
        Execute(server, $"create database {databases[^1]}");
        return new UriBuilder(server) { Path = "/" + databases[^1] }.Uri.ToString();
    }

    void Execute(string store, string sql)
    {
        using var opened = new NpgsqlConnection(((StoreAddress.OnServer)((Result<StoreAddress>.Ok)StoreAddress.Of(store, prompt.Folder)).Value).Connection);
        opened.Open();
        using var command = new NpgsqlCommand(sql, opened);
        command.ExecuteNonQuery();
    }

    async Task<Printed> DoneAsync(params string[] args)
    {
        var run = await prompt.RunAsync(args, "", Cli.Terminal.None, TestContext.Current.CancellationToken);
        run.Code.ShouldBe(0, $"{string.Join(' ', args)}\n{run.Output}{run.Messages}");
        return run;
    }

    [Fact]
    public async Task A_record_moves_to_a_server_and_back_into_a_folder_with_every_row()
    {
        var store = Database();
        await DoneAsync("restore", Schema1, "--data", prompt.Path("folder"), "--quick");
        await DoneAsync("backup", prompt.Path("folder.backup"), "--data", prompt.Path("folder"));

        var there = await DoneAsync("restore", prompt.Path("folder.backup"), "--store", store, "--data", prompt.Path("keys"));
        var backup = await DoneAsync("backup", prompt.Path("server.backup"), "--store", store, "--data", prompt.Path("keys"));
        var back = await DoneAsync("restore", prompt.Path("server.backup"), "--data", prompt.Path("again"));
        await DoneAsync("backup", prompt.Path("again.backup"), "--data", prompt.Path("again"));

        there.Messages.ShouldContain("all is well");
        backup.Messages.ShouldContain("--data EMPTY-FOLDER --store postgres://");
        back.Messages.ShouldContain("all is well");
        BackupTests.RowsOf(prompt.Path("server.backup")).ShouldBe(BackupTests.RowsOf(prompt.Path("folder.backup")));
        BackupTests.RowsOf(prompt.Path("again.backup")).ShouldBe(BackupTests.RowsOf(prompt.Path("folder.backup")));
    }

    [Fact]
    public async Task A_database_that_has_a_record_is_not_touched_and_a_backup_that_fails_leaves_none()
    {
        var (store, empty) = (Database(), Database());
        await DoneAsync("restore", Schema1, "--store", store, "--data", prompt.Path("keys"), "--quick");
        await using (var file = File.Create(prompt.Path("bad.backup")))
        {
            var archive = new ArchiveWriter(file);
            archive.Add("backup.json", new BackupManifest(1, "0.1.0", prompt.Now, [new("gone", 5, null)]).ToBytes());
            archive.End();
        }

        var full = await prompt.RunAsync("restore", Schema1, "--store", store, "--data", prompt.Path("keys"));
        var bad = await prompt.RunAsync("restore", prompt.Path("bad.backup"), "--store", empty, "--data", prompt.Path("keys"));
        var none = await prompt.RunAsync("status", "--store", empty, "--data", prompt.Path("keys"));

        full.Code.ShouldBe(6);
        full.Messages.ShouldContain("The database is not empty: the table 'schema_version' is in it.");
        bad.Code.ShouldBe(1);
        bad.Messages.ShouldContain("It says that 'gone' has 5 entries, and its rows say something else.");
        none.Messages.ShouldContain("There is no record here yet");
    }

    [Fact]
    public async Task A_backup_has_the_rows_of_all_parties_and_comes_back_under_the_same_rules()
    {
        var (store, again) = (Database(), Database());
        await DoneAsync("restore", Schema1, "--store", store, "--data", prompt.Path("keys"), "--quick");
        Execute(store, """
            select set_config('surety.party', '*', false);
            insert into party (party, title, opened) values ('alder', 'Alder Hosting', 1), ('brook', 'Brook Books', 2);
            insert into seat (space, provider, customer, reads) values ('alder.shop', 'alder', 'brook', false), ('alder.probe', 'alder', 'brook', true);
            """);

        await DoneAsync("backup", prompt.Path("server.backup"), "--store", store, "--data", prompt.Path("keys"));
        await DoneAsync("restore", prompt.Path("server.backup"), "--data", prompt.Path("folder"));
        await DoneAsync("backup", prompt.Path("folder.backup"), "--data", prompt.Path("folder"));
        await DoneAsync("restore", prompt.Path("folder.backup"), "--store", again, "--data", prompt.Path("keys"));
        await DoneAsync("backup", prompt.Path("again.backup"), "--store", again, "--data", prompt.Path("keys"));

        var rows = BackupTests.RowsOf(prompt.Path("server.backup"));
        rows.Count.ShouldBe(1009 + 4);
        rows.ShouldContain("seat: alder.probe alder brook 1");
        BackupTests.RowsOf(prompt.Path("folder.backup")).ShouldBe(rows);
        BackupTests.RowsOf(prompt.Path("again.backup")).ShouldBe(rows);
        // Nobody who does not say who they are sees a row of it.
        (Scalar(again, "select count(*) from audit"), Scalar(again, "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_version' and not (relrowsecurity and relforcerowsecurity)")).ShouldBe((0L, 0L));
    }

    long Scalar(string store, string sql)
    {
        using var opened = new NpgsqlConnection(((StoreAddress.OnServer)((Result<StoreAddress>.Ok)StoreAddress.Of(store, prompt.Folder)).Value).Connection);
        opened.Open();
        using var command = new NpgsqlCommand(sql, opened);
        return (long)command.ExecuteScalar()!;
    }
}
