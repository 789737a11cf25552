using System.Data.Common;
using System.Globalization;
using NodaTime;
using Npgsql;

namespace Surety.Storage.Records;

/// <summary>Commands of a connection, each prepared once by its text. One runs at a time; all of them end with the connection.</summary>
sealed class PreparedCommands(DbConnection connection)
{
    /// <summary>So many are kept: some texts have as many names as there are values.</summary>
    const int Most = 200;

    readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);

    public DbCommand this[DbTransaction? transaction, string text, (string Name, object? Value)[] values]
    {
        get
        {
            if (!prepared.TryGetValue(text, out var command))
            {
                if (prepared.Count >= Most) Forget();
                return prepared[text] = connection.Command(transaction, text, values);
            }
            command.Transaction = transaction;
            for (var i = 0; i < values.Length; i++)
            {
                // One text may come with its values in another order, or with some that it does not use.
                var (name, value) = values[i];
                if (i < command.Parameters.Count && command.Parameters[i].ParameterName == name) command.Parameters[i].Value = value ?? DBNull.Value;
                else if (command.Parameters.Contains(name)) command.Parameters[name].Value = value ?? DBNull.Value;
                else command.Add(name, value);
            }
            return command;
        }
    }

    void Forget()
    {
        foreach (var (_, command) in prepared) command.Dispose();
        prepared.Clear();
    }
}

/// <summary>Commands for a server, which is a way off: all of them go to it at once, in their order, when somebody wants to know what one of them says, or before the end of the transaction.</summary>
sealed class Staged(NpgsqlConnection connection)
{
    readonly List<(NpgsqlBatchCommand Command, Action<DbDataReader>? Row)> commands = [];
    readonly Dictionary<string, NpgsqlBatchCommand> counts = new(StringComparer.Ordinal);
    readonly Dictionary<(string Text, string Space), (NpgsqlBatchCommand Command, List<object>[] Columns)> rows = [];

    /// <summary>Adds a command.</summary>
    /// <param name="text">SQL.</param><param name="values">Its values.</param><param name="row">Gets each row of a selection; <c>null</c>: it is none.</param>
    public void Add(string text, (string Name, object? Value)[] values, Action<DbDataReader>? row)
    {
        // On whose behalf something is done is a selection, too.
        if (row is not null) Part();
        var command = new NpgsqlBatchCommand(text);
        foreach (var (name, value) in values) command.Parameters.Add(new NpgsqlParameter(name, value ?? DBNull.Value));
        commands.Add((command, row));
    }

    /// <summary>Adds a command that counts: where one of the same key waits already, what both count is added up, and the row is written once.</summary>
    /// <param name="text">SQL.</param><param name="values">Its values.</param><param name="count">The row, and the names of the values that are added up, of the type <see cref="long"/>, and of those that stay as they were first; the others are those of the later one.</param>
    public void Add(string text, (string Name, object? Value)[] values, Count count)
    {
        if (counts.TryGetValue(count.Key, out var same) && same.CommandText == text)
            foreach (var (name, value) in values)
            {
                var parameter = same.Parameters[name];
                if (count.Added.Contains(name)) parameter.Value = (long)parameter.Value! + (long)value!;
                else if (!count.First.Contains(name)) parameter.Value = value ?? DBNull.Value;
            }
        else
        {
            Add(text, values, (Action<DbDataReader>?)null);
            counts[count.Key] = commands[^1].Command;
        }
    }

    /// <summary>Adds a row of a table that is only ever added to: those of one space go into it together, with the first of them. Nothing that is staged between them may need to come before the later ones.</summary>
    /// <param name="text"><c>insert into … values (@space, …)</c></param><param name="values">Its values, none of them missing, the space first.</param>
    public void AddRow(string text, (string Name, object? Value)[] values)
    {
        var key = (text, (string)values[0].Value!);
        if (!rows.TryGetValue(key, out var table))
        {
            Add(text.Replace("values (", "select * from unnest(", StringComparison.Ordinal), [], (Action<DbDataReader>?)null);
            rows[key] = table = (commands[^1].Command, [.. values.Select(_ => new List<object>())]);
            // Their values follow when all of them are there.
            foreach (var (name, _) in values) table.Command.Parameters.Add(new NpgsqlParameter { ParameterName = name });
        }
        for (var i = 0; i < values.Length; i++) table.Columns[i].Add(values[i].Value!);
    }

    /// <summary>What is staged from here on is staged by itself.</summary>
    void Part()
    {
        counts.Clear();
        foreach (var (command, columns) in rows.Values)
            for (var i = 0; i < columns.Length; i++) command.Parameters[i].Value = ArrayOf(columns[i]);
        rows.Clear();
    }

    static Array ArrayOf(List<object> column) => column[0] switch
    {
        long => column.ConvertAll(v => (long)v).ToArray(),
        byte[] => column.ConvertAll(v => (byte[])v).ToArray(),
        _ => column.ConvertAll(v => (string)v).ToArray(),
    };

    /// <summary>Sends all.</summary>
    public async Task SendAsync(DbTransaction transaction, CancellationToken cancellation)
    {
        Part();
        if (commands.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction)transaction);
        foreach (var (command, _) in commands) batch.BatchCommands.Add(command);
        var selections = commands.FindAll(c => c.Row is not null);
        commands.Clear();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var (_, row) in selections)
        {
            while (await reader.ReadAsync(cancellation)) row!(reader);
            await reader.NextResultAsync(cancellation);
        }
    }
}

/// <summary>What a command counts.</summary>
/// <param name="Key">The row.</param><param name="Added">Names of the values that are added up.</param><param name="First">Names of the values that stay as they were first.</param>
sealed record Count(string Key, ValueList<string> Added, ValueList<string> First);

/// <summary>A command of a transaction, behind all that was staged before it.</summary>
readonly struct Selection(Reading reading, string text, (string, object?)[] values)
{
    /// <summary>All rows of a selection.</summary>
    public async Task<List<T>> RowsAsync<T>(Func<DbDataReader, T> row, CancellationToken cancellation)
    {
        var rows = new List<T>();
        await EachAsync(r => rows.Add(row(r)), cancellation);
        return rows;
    }

    /// <summary>Each row of a selection, one after the other.</summary>
    public Task EachAsync(Action<DbDataReader> row, CancellationToken cancellation) => reading.EachAsync(text, values, row, cancellation);
}

/// <summary>SQL with named values: <c>where space = @space</c>. Numbers are <see cref="long"/>, bytes <c>byte[]</c>, instants Unix ticks.</summary>
static class Sql
{
    /// <summary>A command.</summary>
    public static DbCommand Command(this DbConnection connection, DbTransaction? transaction, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        foreach (var (name, value) in values) command.Add(name, value);
        return command;
    }

    /// <summary>Adds a value.</summary>
    public static void Add(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    /// <summary>Runs a command.</summary>
    /// <returns>How many rows it changed.</returns>
    public static async Task<int> RunAsync(this DbCommand command, CancellationToken cancellation)
    {
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>All rows of a selection.</summary>
    public static async Task<List<T>> RowsAsync<T>(this DbCommand command, Func<DbDataReader, T> row, CancellationToken cancellation)
    {
        var rows = new List<T>();
        await command.EachAsync(r => rows.Add(row(r)), cancellation);
        return rows;
    }

    /// <summary>Each row of a selection, one after the other.</summary>
    public static async Task EachAsync(this DbCommand command, Action<DbDataReader> row, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) row(reader);
    }

    /// <summary>The first value of the first row; <c>null</c>: no row, or nothing in it.</summary>
    public static async Task<object?> ScalarAsync(this DbConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = connection.Command(null, text);
        return await command.ExecuteScalarAsync(cancellation) is { } value and not DBNull ? value : null;
    }

    /// <summary>Bytes of a column; none where somebody put something else there.</summary>
    public static byte[] Bytes(this DbDataReader reader, int column) => reader.GetValue(column) as byte[] ?? [];

    /// <summary>Text of a column; none where somebody put something else there.</summary>
    public static string Text(this DbDataReader reader, int column) => reader.GetValue(column) as string ?? "";

    /// <summary>A whole number of a column; 0 where somebody put something else there.</summary>
    public static long Whole(this DbDataReader reader, int column) => reader.GetValue(column) switch { long number => number, int number => number, _ => 0 };

    /// <summary>An instant that is kept as Unix ticks, or the nearest that there is.</summary>
    public static Instant At(long ticks) => Instant.FromUnixTimeTicks(Math.Clamp(ticks, Instant.MinValue.ToUnixTimeTicks(), Instant.MaxValue.ToUnixTimeTicks()));

    /// <summary>A value of either database as a number.</summary>
    public static long Number(object? value) => Convert.ToInt64(value ?? 0L, CultureInfo.InvariantCulture);
}
