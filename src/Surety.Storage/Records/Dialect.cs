using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Surety.Storage.Records;

/// <summary>What differs between the two databases; everything else is one SQL text. Closed: these two.</summary>
abstract record Dialect
{
    private Dialect() { }

    /// <summary>Bytes.</summary>
    public abstract string Blob { get; }

    /// <summary>Behind a table whose rows lie in the order of their key.</summary>
    public abstract string ByKey { get; }

    /// <summary>Behind a selection whose rows nobody else may change until the end of the transaction.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>The whole text of a migration.</summary>
    public string Text(string migration) => migration.Replace("{blob}", Blob, StringComparison.Ordinal).Replace("{by_key}", ByKey, StringComparison.Ordinal);

    /// <summary>Selects how many bytes the whole database takes.</summary>
    public abstract string Room { get; }

    /// <summary>So many rows are best put in by one command where there are millions.</summary>
    public abstract int RowsTogether { get; }

    /// <summary>Begins a transaction that will write.</summary>
    public abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Begins a transaction that only reads, and sees one state.</summary>
    public abstract ValueTask<DbTransaction> LookAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Tells the database on whose behalf the rest of the transaction is done.</summary>
    public abstract Task ActAsync(Reading reading, Access access, Guard guard, CancellationToken cancellation);

    /// <summary>How far the database itself holds this user to the rules.</summary>
    public abstract Task<Guard> GuardAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Whether this user may bring the schema to another version.</summary>
    public abstract Task<bool> MayMigrateAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation);

    /// <summary>What the database itself finds wrong with its pages and indexes; of what stands in them it knows nothing.</summary>
    public abstract Task<List<string>> DamageAsync(Reading reading, CancellationToken cancellation);

    /// <summary>Does what a commit leaves to be done, and hears of it where the disk refuses.</summary>
    public abstract Task AfterCommitAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Does what the last of all connections would do by itself when it is closed, and hears of it where the disk refuses.</summary>
    public abstract Task BeforeCloseAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Brings an erasure into the file, so that what was erased is nowhere any more.</summary>
    /// <returns>Whether nothing is left of it that this program can take away.</returns>
    public abstract Task<bool> ForgetAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Settings on which a promise rests: name, what it has to be, and what it is in this session.</summary>
    public abstract Task<ValueList<(string Name, string Wanted, string Actual)>> SettingsAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>A file in a folder.</summary>
    public sealed record Sqlite : Dialect
    {
        public override string Blob => "blob";

        public override string ByKey => " without rowid";

        // The transaction holds the whole file.
        public override string ForUpdate => "";

        public override string Room => "select page_count * page_size from pragma_page_count, pragma_page_size";

        public override int RowsTogether => 1;

        public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellation) => new(((SqliteConnection)connection).BeginTransaction(deferred: false));

        public override ValueTask<DbTransaction> LookAsync(DbConnection connection, CancellationToken cancellation) => new(((SqliteConnection)connection).BeginTransaction(deferred: true));

        // A file knows nobody: the doors ask.
        public override Task ActAsync(Reading reading, Access access, Guard guard, CancellationToken cancellation) => Task.CompletedTask;

        public override Task<Guard> GuardAsync(DbConnection connection, CancellationToken cancellation) => Task.FromResult(new Guard("none", false));

        public override Task<bool> MayMigrateAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) => Task.FromResult(true);

        public override async Task<List<string>> DamageAsync(Reading reading, CancellationToken cancellation)
        {
            try
            {
                return [.. (await reading.Command("pragma integrity_check").RowsAsync(r => r.Text(0), cancellation)).Where(line => line != "ok")];
            }
            catch (SqliteException e) when (e.SqliteErrorCode is 1 or 11 or 26)
            {
                return [e.Message];
            }
        }

        /// <summary>So many pages in the log are brought into the file.</summary>
        const int MostPages = 1000;

        // SQLite does this by itself and then tells nobody that the disk failed; 'wal_autocheckpoint' is off.
        public override async Task AfterCommitAsync(DbConnection connection, CancellationToken cancellation)
        {
            var handle = ((SqliteConnection)connection).Handle!;
            raw.sqlite3_db_status(handle, PagesWritten, out var pages, out _, 0);
            if (pages < MostPages) return;
            raw.sqlite3_db_status(handle, PagesWritten, out _, out _, 1);
            await BeforeCloseAsync(connection, cancellation);
        }

        public override Task BeforeCloseAsync(DbConnection connection, CancellationToken cancellation) => connection.ScalarAsync("pragma wal_checkpoint(passive)", cancellation);

        // What is deleted is overwritten ('secure_delete'), and the log, which has the pages as they were, is cut off.
        public override async Task<bool> ForgetAsync(DbConnection connection, CancellationToken cancellation) => (await connection.Command(null, "pragma wal_checkpoint(truncate)").RowsAsync(r => r.Whole(0), cancellation)) is [0];

        // SQLITE_DBSTATUS_CACHE_WRITE.
        const int PagesWritten = 9;

        public override async Task<ValueList<(string Name, string Wanted, string Actual)>> SettingsAsync(DbConnection connection, CancellationToken cancellation)
        {
            var settings = new List<(string, string, string)>();
            foreach (var (name, wanted) in new[] { ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("trusted_schema", "0"), ("secure_delete", "1") })
                settings.Add((name, wanted, $"{await connection.ScalarAsync($"pragma {name}", cancellation)}"));
            return settings.ToValueList();
        }
    }

    /// <summary>A server.</summary>
    public sealed record Postgres : Dialect
    {
        public override string Blob => "bytea";

        public override string ByKey => "";

        public override string ForUpdate => " for update";

        public override string Room => "select pg_database_size(current_database())";

        public override int RowsTogether => 500;

        public override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellation) => await ((NpgsqlConnection)connection).BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);

        public override async ValueTask<DbTransaction> LookAsync(DbConnection connection, CancellationToken cancellation) => await ((NpgsqlConnection)connection).BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);

        // Both end with the transaction: a pooled connection comes back as nobody's.
        public override Task ActAsync(Reading reading, Access access, Guard guard, CancellationToken cancellation) =>
            reading.StageAsync("select set_config('role', @role, true), set_config('surety.party', @party, true)", [("role", guard.Role), ("party", access.Setting)], _ => { });

        public override async Task<Guard> GuardAsync(DbConnection connection, CancellationToken cancellation)
        {
            const string role = "select count(*) from pg_roles where rolname = 'surety_app' and pg_has_role(oid, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)";
            if (Sql.Number(await connection.ScalarAsync(role, cancellation)) == 1) return new("surety_app", true);
            return new("none", Sql.Number(await connection.ScalarAsync("select count(*) from pg_roles where rolname = current_user and not rolsuper and not rolbypassrls", cancellation)) == 1);
        }

        public override async Task<bool> MayMigrateAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
            (await connection.Command(transaction, "select coalesce((select pg_has_role(relowner, 'usage') from pg_class where oid = to_regclass('schema_version')), true)").RowsAsync(r => r.GetBoolean(0), cancellation))[0];

        // A server looks after its pages by checksums of its own.
        public override Task<List<string>> DamageAsync(Reading reading, CancellationToken cancellation) => Task.FromResult<List<string>>([]);

        // Old rows and the log are the server's own, and its administrator's.
        public override Task<bool> ForgetAsync(DbConnection connection, CancellationToken cancellation) => Task.FromResult(true);

        // The server does that by itself, and stops where the disk refuses.
        public override Task AfterCommitAsync(DbConnection connection, CancellationToken cancellation) => Task.CompletedTask;

        public override Task BeforeCloseAsync(DbConnection connection, CancellationToken cancellation) => Task.CompletedTask;

        public override async Task<ValueList<(string Name, string Wanted, string Actual)>> SettingsAsync(DbConnection connection, CancellationToken cancellation)
        {
            var settings = new List<(string, string, string)>();
            foreach (var name in new[] { "fsync", "full_page_writes", "synchronous_commit" })
                settings.Add((name, "on", $"{await connection.ScalarAsync($"select current_setting('{name}')", cancellation)}"));
            return settings.ToValueList();
        }
    }
}
