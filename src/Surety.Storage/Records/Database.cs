using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Surety.Storage.Records;

/// <summary>A database that keeps a record: its connections, its settings, its schema.</summary>
sealed class Database : IAsyncDisposable
{
    readonly NpgsqlDataSource? server;
    readonly string? file;

    Database(Dialect dialect, string? file, NpgsqlDataSource? server) => (Dialect, this.file, this.server) = (dialect, file, server);

    public Dialect Dialect { get; }

    /// <summary>A database at an address, whether it is there or not.</summary>
    public static Database At(StoreAddress address) => address switch
    {
        StoreAddress.InFolder folder => new(new Dialect.Sqlite(), folder.File, null),
        StoreAddress.OnServer on => new(new Dialect.Postgres(), null, new NpgsqlSlimDataSourceBuilder(on.Connection).EnableTransportSecurity().Build()),
    };

    /// <summary>Opens a connection, whose settings are those that our promises rest on.</summary>
    /// <exception cref="DbException">The database cannot be opened.</exception>
    public async Task<DbConnection> ConnectAsync(bool writes, CancellationToken cancellation)
    {
        if (server is not null) return await server.OpenConnectionAsync(cancellation);
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
        if (Dialect is Dialect.Postgres) await connection.Command(transaction, "select pg_advisory_xact_lock(7374725674)").RunAsync(cancellation);
        var isOwner = await Dialect.MayMigrateAsync(connection, transaction, cancellation);
        if (isOwner) await connection.Command(transaction, "create table if not exists schema_version (version bigint not null primary key)").RunAsync(cancellation);
        var version = Sql.Number((await connection.Command(transaction, "select coalesce(max(version), 0) from schema_version").RowsAsync(r => r.GetInt64(0), cancellation))[0]);
        if (version > Migrations.Count) return [Newer(address, version)];
        if (version == Migrations.Count) return [];
        if (!isOwner) return [new(new($"{address}", 0, 0), Severity.Error, "store.older", $"The store has schema {version}, this program needs {Migrations.Count}, and this user does not own its tables.", "Run 'surety close' once as the user that does: it brings the store up to date.")];
        for (var next = (int)version + 1; next <= Migrations.Count; next++)
        {
            await connection.Command(transaction, Dialect.Text(Migrations[next - 1])).RunAsync(cancellation);
            await connection.Command(transaction, "insert into schema_version values (@version)", ("version", (long)next)).RunAsync(cancellation);
        }
        if (Dialect is Dialect.Postgres) await connection.Command(transaction, Text("guard")).RunAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return [];
    }

    /// <summary>Whether the schema can be read by this program.</summary>
    public async Task<ValueList<Problem>> SchemaAsync(DbConnection connection, StoreAddress address, CancellationToken cancellation)
    {
        try
        {
            var version = Sql.Number(await connection.ScalarAsync("select coalesce(max(version), 0) from schema_version", cancellation));
            if (version == Migrations.Count) return [];
            return version > Migrations.Count ? [Newer(address, version)]
                : [new(new($"{address}", 0, 0), Severity.Error, "store.older", $"The store has schema {version}, and this program reads {Migrations.Count}.", "Any command that writes brings it up to date in one step: 'surety close' does, and does no more than what is due.")];
        }
        catch (DbException e) when (e is SqliteException { SqliteErrorCode: 1 } or PostgresException { SqlState: "42P01" })
        {
            // A record without its schema is damaged; an empty database was never one.
            return Dialect is Dialect.Sqlite && Sql.Number(await connection.ScalarAsync("select count(*) from sqlite_master", cancellation)) > 0 ? [StoreTrouble.OfDamage(address)] : [StoreTrouble.NoStore(address)];
        }
    }

    static Problem Newer(StoreAddress address, long version) =>
        new(new($"{address}", 0, 0), Severity.Error, "store.newer", $"The store has schema {version}, and this program knows up to {Migrations.Count}: a newer surety wrote it.", "Use that newer version; nothing was changed.");

    static List<string> Migrations { get; } = ReadMigrations();

    static List<string> ReadMigrations() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Text).ToList();

    static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }
}

/// <summary>How far a database itself holds everybody to its own.</summary>
/// <param name="Role">Under which transactions run.</param><param name="Holds">Whether its rules hold this user.</param>
sealed record Guard(string Role, bool Holds);
