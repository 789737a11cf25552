using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Surety.Storage.Records;

namespace Surety.Storage.Backups;

/// <summary>Brings a backup back, to a place where nothing is: the record is there whole, or not at all.</summary>
public static class Restore
{
    /// <summary>The record grows here, and is moved to its place when all of it is on the disk.</summary>
    const string Draft = "restoring";

    /// <summary>Restores a backup, and brings it to the schema of this program.</summary>
    /// <param name="backup">What is restored.</param><param name="address">Where; a database of either kind, whichever it was taken from.</param>
    /// <param name="tell">Hears how many rows and bytes were restored.</param><param name="cancellation">Ends it; nothing is left.</param>
    /// <returns>How many rows. Refused: something is there already, somebody else is writing there, or the rows contradict each other.</returns>
    /// <exception cref="Exception">What <see cref="StoreTrouble"/> has words for.</exception>
    public static async Task<Result<long>> IntoAsync(BackupFile backup, StoreAddress address, Action<long, long>? tell, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(backup);
        try
        {
            return address switch
            {
                StoreAddress.InFolder folder => await IntoFolderAsync(backup, folder, tell, cancellation),
                StoreAddress.OnServer server => await IntoServerAsync(backup, server, tell, cancellation),
            };
        }
        catch (InvalidDataException e)
        {
            return new Result<long>.Refused([BackupFile.Of(backup.Name, "backup.rows", $"It is whole, and its rows cannot be restored: {e.Message}", "Nothing was restored. Take an older backup.")]);
        }
        catch (Exception e) when (e is SqliteException { SqliteErrorCode: 19 } or PostgresException { SqlState: ['2', '3', ..] })
        {
            return new Result<long>.Refused([BackupFile.Of(backup.Name, "backup.rows", $"It is whole, and its rows contradict each other: {e.Message}", "The record was damaged before it was backed up. Nothing was restored. Take an older backup.")]);
        }
    }

    static async Task<Result<long>> IntoFolderAsync(BackupFile backup, StoreAddress.InFolder address, Action<long, long>? tell, CancellationToken cancellation)
    {
        OwnFolder.Make(address.Folder);
        if (File.Exists(address.File)) return No(address, "restore.there", "There is a record in this folder already.", "Name a folder that is not there yet, or an empty one; a record is never overwritten.");
        if (Others(address.Folder) is { } other) return No(address, "restore.there", $"The folder is not empty: '{other}' is in it.", "Name a folder that is not there yet, or an empty one; a record is never overwritten.");
        FileStream held;
        try
        {
            held = OwnFolder.Hold(Path.Combine(address.Folder, "lock"));
        }
        catch (IOException e) when (e.HResult is 11 or -2147024864)
        {
            return No(address, "store.in-use", "Another program is writing to this store.", "Wait for it, or end it.");
        }
        using var mine = held;
        var draft = new StoreAddress.InFolder { Folder = Path.Combine(address.Folder, Draft) };
        Clear();
        try
        {
            OwnFolder.Make(draft.Folder);
            Result<long> restored;
            await using (var database = Database.At(draft))
            await using (var connection = await database.ConnectAsync(writes: true, cancellation))
            {
                // Nobody looks at a draft: it needs no log, and is flushed once, at its end.
                await connection.ScalarAsync("pragma journal_mode = off", cancellation);
                await connection.Command(null, "pragma synchronous = off; pragma cache_size = -65536").RunAsync(cancellation);
                await using (var transaction = await database.Dialect.BeginAsync(connection, cancellation))
                {
                    restored = await AllAsync(backup, database.Dialect, connection, transaction, tell, cancellation);
                    if (restored is Result<long>.Ok) await transaction.CommitAsync(cancellation);
                }
                await connection.ScalarAsync("pragma journal_mode = wal", cancellation);
            }
            if (restored is Result<long>.Ok)
            {
                Restored(backup, address);
                DurableFile.Move(draft.File, address.File);
            }
            return restored;
        }
        finally
        {
            Clear();
        }

        void Clear()
        {
            if (Directory.Exists(draft.Folder)) Directory.Delete(draft.Folder, recursive: true);
        }
    }

    // Keys of this machine may be there already; what another attempt left is taken away.
    static string? Others(string folder) => Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(n => n is not ("lock" or "keys" or Draft or "lost+found"));

    static async Task<Result<long>> IntoServerAsync(BackupFile backup, StoreAddress.OnServer address, Action<long, long>? tell, CancellationToken cancellation)
    {
        await using var database = Database.At(address);
        await using var connection = await database.ConnectAsync(writes: true, cancellation);
        if (await database.SettingsAsync(connection, address, cancellation) is { Count: > 0 } problems) return new Result<long>.Refused(problems);
        await using var transaction = await database.Dialect.BeginAsync(connection, cancellation);
        await database.LockAsync(connection, transaction, cancellation);
        foreach (var table in (await Table.OfAsync(Upgrade.Newest, cancellation)).Select(t => t.Name).Prepend("schema_version"))
            if (await connection.Command(transaction, "select to_regclass(@table)::text", ("table", table)).ExecuteScalarAsync(cancellation) is string)
                return No(address, "restore.there", $"The database is not empty: the table '{table}' is in it.", "Create a new one ('createdb'), and name it behind --store; a record is never overwritten.");
        var restored = await AllAsync(backup, database.Dialect, connection, transaction, tell, cancellation);
        if (restored is not Result<long>.Ok) return restored;
        Restored(backup, address);
        await transaction.CommitAsync(cancellation);
        return restored;
    }

    // The keys come first: where they are missing, another one is made. A key that is there signs on.
    static void Restored(BackupFile backup, StoreAddress address)
    {
        foreach (var (name, bytes) in backup.Keys) DurableFile.Begin(Path.Combine(address.Folder, "keys", name), bytes, isSecret: true);
    }

    static async Task<Result<long>> AllAsync(BackupFile backup, Dialect dialect, DbConnection connection, DbTransaction transaction, Action<long, long>? tell, CancellationToken cancellation)
    {
        var schema = backup.Manifest.Schema;
        await Database.StepsAsync(dialect, connection, transaction, 0, schema, cancellation);
        // As the owner of the tables: some of them nobody else may empty.
        var reading = new Reading(connection, transaction);
        await dialect.ActAsync(reading, new Access.All(), new("none", false), cancellation);
        await reading.SendAsync();
        var tables = await Table.OfAsync(schema, cancellation);
        // What a migration put in by itself is in the backup, too.
        foreach (var table in Enumerable.Reverse(tables)) await connection.Command(transaction, $"delete from {table.Name}").RunAsync(cancellation);
        var (rows, bytes) = (0L, 0L);
        var insertion = default(Insertion);
        foreach (var member in backup.RowMembers)
        {
            cancellation.ThrowIfCancellationRequested();
            var (name, columns, values) = RowsPart.Read(backup.Read(member));
            if (tables.Find(t => t.Name == name) is not { } table || !columns.SequenceEqual(table.Columns.Select(c => c.Name))) throw new InvalidDataException($"'{member.Name}' has rows that no record of schema {schema} has.");
            if (insertion?.Table != table)
            {
                insertion?.Dispose();
                insertion = new(table, dialect.RowsTogether, connection, transaction);
            }
            rows += insertion.All(values);
            bytes += member.Length;
            tell?.Invoke(rows, bytes);
        }
        insertion?.Dispose();
        foreach (var space in backup.Manifest.Spaces)
            if ((await connection.Command(transaction, "select size from space where space = @space", ("space", space.Space)).RowsAsync(r => r.Whole(0), cancellation)) is not [var size] || size != space.Entries)
                throw new InvalidDataException($"It says that '{space.Space}' has {space.Entries} entries, and its rows say something else.");
        await Database.StepsAsync(dialect, connection, transaction, schema, Upgrade.Newest, cancellation);
        return new Result<long>.Ok(rows);
    }

    static Result<long> No(StoreAddress address, string code, string message, string mend) => new Result<long>.Refused([new(new($"{address}", 0, 0), Severity.Error, code, message, mend)]);

    /// <summary>Brings rows into a table, some with each command: on the way to a server, each by itself would take an hour.</summary>
    sealed class Insertion(Table table, int together, DbConnection connection, DbTransaction transaction) : IDisposable
    {
        readonly Dictionary<int, DbCommand> commands = [];

        public Table Table => table;

        public long All(IEnumerable<object[]> rows)
        {
            var (all, waiting) = (0L, new List<object[]>(together));
            foreach (var row in rows)
            {
                // A row is read into the array of the one before.
                waiting.Add(together == 1 ? row : [.. row]);
                if (waiting.Count == together) Put();
            }
            if (waiting.Count > 0) Put();
            return all;

            void Put()
            {
                var command = Command(waiting.Count);
                var i = 0;
                foreach (var row in waiting)
                    for (var c = 0; c < row.Length; c++) command.Parameters[i++].Value = Of(row[c], table.Columns[c].Type);
                command.ExecuteNonQuery();
                all += waiting.Count;
                waiting.Clear();
            }
        }

        static object Of(object value, System.Data.DbType type) => (type, value) switch
        {
            (System.Data.DbType.Boolean, long yes) => yes != 0,
            (_, DBNull) or (System.Data.DbType.String, string) or (System.Data.DbType.Int64, long) or (System.Data.DbType.Binary, byte[]) => value,
            _ => throw new InvalidDataException($"A column for {type} has a {value.GetType().Name}."),
        };

        DbCommand Command(int count)
        {
            if (commands.TryGetValue(count, out var command)) return command;
            command = connection.Command(transaction, $"insert into {table.Name} ({table.ColumnList}) values {string.Join(", ", Enumerable.Range(0, count).Select(r => $"({string.Join(", ", table.Columns.Select((_, c) => $"@v{(r * table.Columns.Count) + c}"))})"))}");
            for (var i = 0; i < count * table.Columns.Count; i++)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.DbType, parameter.Value) = ($"v{i}", table.Columns[i % table.Columns.Count].Type, DBNull.Value);
                command.Parameters.Add(parameter);
            }
            if (count == together) command.Prepare();
            return commands[count] = command;
        }

        public void Dispose()
        {
            foreach (var command in commands.Values) command.Dispose();
        }
    }
}
