using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Surety.Storage.Records;

/// <summary>A database that keeps a record: its connections, its settings, its schema.</summary>
sealed class Database : IAsyncDisposable
{
    /// <summary>So many connections to a file stay open for the next look: to open one costs a hundred times what a look costs.</summary>
    static readonly int MostIdle = Math.Max(4, 2 * Environment.ProcessorCount);

    readonly NpgsqlDataSource? server;
    readonly string? file;
    readonly ConcurrentBag<ReadingConnection> idle = [];
    bool isClosing;

    Database(Dialect dialect, string? file, NpgsqlDataSource? server) => (Dialect, this.file, this.server) = (dialect, file, server);

    public Dialect Dialect { get; }

    /// <summary>A database at an address, whether it is there or not.</summary>
    public static Database At(StoreAddress address) => address switch
    {
        StoreAddress.InFolder folder => new(new Dialect.Sqlite(), folder.File, null),
        StoreAddress.OnServer on => new(new Dialect.Postgres(), null, new NpgsqlSlimDataSourceBuilder(on.Connection).EnableTransportSecurity().EnableArrays().Build()),
    };

    /// <summary>Opens a connection, whose settings are those that our promises rest on.</summary>
    /// <exception cref="DbException">The database cannot be opened.</exception>
    public async Task<DbConnection> ConnectAsync(bool writes, CancellationToken cancellation)
    {
        if (server is not null) return await server.OpenConnectionAsync(cancellation);
        // The log beside it gets the mode that the file has.
        if (writes) OwnFolder.MakeFile(file!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = writes ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await connection.Command(null, $"pragma busy_timeout = 10000; pragma foreign_keys = on; pragma trusted_schema = off; pragma secure_delete = on; pragma synchronous = {Sabotage.Synchronous};").RunAsync(cancellation);
            if (writes) await connection.ScalarAsync("pragma journal_mode = wal", cancellation);
            if (writes) await connection.Command(null, "pragma wal_autocheckpoint = 0").RunAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection to read by, kept open from an earlier look where there is one; <see cref="GiveBackAsync"/> it.</summary>
    /// <exception cref="DbException">The database cannot be opened.</exception>
    public async Task<ReadingConnection> BorrowAsync(CancellationToken cancellation)
    {
        if (idle.TryTake(out var kept)) return kept;
        var connection = await ConnectAsync(writes: false, cancellation);
        // A server's connections are kept by its driver, which prepares by itself.
        return new(this, connection, server is null ? new(connection) : null);
    }

    /// <summary>Takes a connection back whose transaction has ended: it is nobody's, and holds no state of the record.</summary>
    public async ValueTask GiveBackAsync(ReadingConnection reading)
    {
        if (reading.Prepared is null || isClosing || idle.Count >= MostIdle || reading.Connection.State != ConnectionState.Open) await reading.Connection.DisposeAsync();
        else idle.Add(reading);
        if (isClosing) await CloseIdleAsync();
    }

    /// <summary>Closes the connections that wait for the next look: of a file, whoever writes closes last.</summary>
    public async Task CloseIdleAsync()
    {
        isClosing = true;
        while (idle.TryTake(out var kept)) await kept.Connection.DisposeAsync();
    }

    /// <summary>From now on to the end of the transaction, everything is done on somebody's behalf.</summary>
    public Task ActAsync(Reading reading, Access access, CancellationToken cancellation) => Dialect.ActAsync(reading, access, guard, cancellation);

    /// <summary>Whether the database itself holds everybody to its own.</summary>
    public bool IsGuarded => guard.Holds;

    /// <summary>Finds out how far the database itself holds everybody to its own.</summary>
    public async Task FindGuardAsync(DbConnection connection, CancellationToken cancellation) => guard = await Dialect.GuardAsync(connection, cancellation);

    Guard guard = new("none", false);

    /// <summary>What is set otherwise than it has to be; empty: all is well.</summary>
    public async Task<ValueList<Problem>> SettingsAsync(DbConnection connection, StoreAddress address, CancellationToken cancellation)
    {
        var settings = await Dialect.SettingsAsync(connection, cancellation);
        return settings.Where(s => s.Actual != s.Wanted && !Sabotage.Allows(s.Name)).Select(s => new Problem(
            new($"{address}", 0, 0), Severity.Error, "store.settings", $"The database has {s.Name} = {s.Actual}, and has to have {s.Wanted}: what is acknowledged could be lost.", "Set it back, and start again.")).ToValueList();
    }

    /// <summary>Brings the schema to the newest version, all steps in one transaction.</summary>
    /// <returns>Problems where the database is newer than this program; nothing was changed then.</returns>
    public async Task<ValueList<Problem>> MigrateAsync(DbConnection connection, StoreAddress address, CancellationToken cancellation)
    {
        await using var transaction = await Dialect.BeginAsync(connection, cancellation);
        await LockAsync(connection, transaction, cancellation);
        var isOwner = await Dialect.MayMigrateAsync(connection, transaction, cancellation);
        if (isOwner) await connection.Command(transaction, "create table if not exists schema_version (version bigint not null primary key)").RunAsync(cancellation);
        var version = Sql.Number((await connection.Command(transaction, "select coalesce(max(version), 0) from schema_version").RowsAsync(r => r.GetInt64(0), cancellation))[0]);
        if (version > Migrations.Count) return [Newer(address, version)];
        Upgrade = Upgrade.From(version);
        if (version == Migrations.Count) return [];
        if (!isOwner) return [new(new($"{address}", 0, 0), Severity.Error, "store.older", $"The store has schema {version}, this program needs {Migrations.Count}, and this user does not own its tables.", "Run 'surety upgrade' once as the user that does: it brings the store up to date.")];
        await StepsAsync(Dialect, connection, transaction, version, Migrations.Count, cancellation);
        await transaction.CommitAsync(cancellation);
        return [];
    }

    /// <summary>Until the end of a transaction, nobody else brings tables into this database.</summary>
    public async Task LockAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        if (Dialect is Dialect.Postgres) await connection.Command(transaction, "select pg_advisory_xact_lock(7374725674)").RunAsync(cancellation);
    }

    /// <summary>What bringing the schema to the newest version did.</summary>
    public Upgrade? Upgrade { get; private set; }

    /// <summary>Takes migrations, within a transaction.</summary>
    /// <param name="dialect">Of the connection.</param><param name="connection">Where.</param><param name="transaction">All of it is there with its commit, or nothing.</param><param name="from">The schema that is there; 0: none.</param><param name="to">The schema that is to be there.</param><param name="cancellation">Ends it.</param>
    public static async Task StepsAsync(Dialect dialect, DbConnection connection, DbTransaction transaction, long from, long to, CancellationToken cancellation)
    {
        // Rules about who sees what hold for whoever brings tables, too, and it is the machine itself.
        if (dialect is Dialect.Postgres) await connection.Command(transaction, "select set_config('surety.party', '*', true)").RunAsync(cancellation);
        if (from == 0) await connection.Command(transaction, "create table if not exists schema_version (version bigint not null primary key)").RunAsync(cancellation);
        for (var next = (int)from + 1; next <= to; next++)
        {
            await connection.Command(transaction, "insert into schema_version values (@version)", ("version", (long)next)).RunAsync(cancellation);
            foreach (var part in Sabotage.MigratesApart ? dialect.Text(Migrations[next - 1]).Split(";\n", StringSplitOptions.RemoveEmptyEntries) : [dialect.Text(Migrations[next - 1])])
            {
                if (Sabotage.MigratesApart) await connection.Command(transaction, dialect is Dialect.Sqlite ? "commit; begin immediate" : "commit; begin").RunAsync(cancellation);
                await connection.Command(transaction, part).RunAsync(cancellation);
            }
        }
        // Who sees what is told anew of all tables, those of this step among them.
        if (dialect is Dialect.Postgres && from < to && to == Migrations.Count) await connection.Command(transaction, Text("guard")).RunAsync(cancellation);
    }

    /// <summary>Whether the schema can be read by this program.</summary>
    public async Task<ValueList<Problem>> SchemaAsync(DbConnection connection, StoreAddress address, CancellationToken cancellation)
    {
        switch (await VersionAsync(connection, null, address, cancellation))
        {
            case Result<long>.Ok { Value: var version } when version < Migrations.Count:
                return [new(new($"{address}", 0, 0), Severity.Error, "store.older", $"The store has schema {version}, and this program reads {Migrations.Count}.", "'surety upgrade' brings it up to date in one step, as any command that writes does; 'surety upgrade --dry-run' says what that is.")];
            case Result<long>.Refused refused: return refused.Problems;
            default: return [];
        }
    }

    /// <summary>The schema that is there.</summary>
    /// <returns>Refused: there is none, or it is newer than this program.</returns>
    public async Task<Result<long>> VersionAsync(DbConnection connection, DbTransaction? transaction, StoreAddress address, CancellationToken cancellation)
    {
        try
        {
            var version = (await connection.Command(transaction, "select coalesce(max(version), 0) from schema_version").RowsAsync(r => r.Whole(0), cancellation))[0];
            return version > Migrations.Count ? new Result<long>.Refused([Newer(address, version)]) : new Result<long>.Ok(version);
        }
        catch (DbException e) when (e is SqliteException { SqliteErrorCode: 1 } or PostgresException { SqlState: "42P01" })
        {
            // A record without its schema is damaged; an empty database was never one.
            return new Result<long>.Refused([Dialect is Dialect.Sqlite && (await connection.Command(transaction, "select count(*) from sqlite_master").RowsAsync(r => r.Whole(0), cancellation))[0] > 0 ? StoreTrouble.OfDamage(address) : StoreTrouble.NoStore(address)]);
        }
    }

    static Problem Newer(StoreAddress address, long version) =>
        new(new($"{address}", 0, 0), Severity.Error, "store.newer", $"The store has schema {version}, and this program knows up to {Migrations.Count}: a newer surety wrote it.", "Use that newer version; nothing was changed.");

    internal static List<string> Migrations { get; } = ReadMigrations();

    static List<string> ReadMigrations() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Text).ToList();

    static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseIdleAsync();
        if (server is not null) await server.DisposeAsync();
    }
}

/// <summary>A connection by which one look after the other is done.</summary>
/// <param name="Of">The database that it goes back to.</param><param name="Connection">Open.</param><param name="Prepared">Commands that earlier looks prepared; <c>null</c>: the driver does that.</param>
sealed record ReadingConnection(Database Of, DbConnection Connection, PreparedCommands? Prepared);

/// <summary>How far a database itself holds everybody to its own.</summary>
/// <param name="Role">Under which transactions run.</param><param name="Holds">Whether its rules hold this user.</param>
sealed record Guard(string Role, bool Holds);
