using System.Data.Common;
using System.Globalization;
using NodaTime;

namespace Surety.Storage.Records;

/// <summary>Commands of a connection that writes, each prepared once by its text. One runs at a time; all of them end with the connection.</summary>
sealed class PreparedCommands(DbConnection connection)
{
    readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);

    public DbCommand this[DbTransaction? transaction, string text, (string Name, object? Value)[] values]
    {
        get
        {
            if (!prepared.TryGetValue(text, out var command)) return prepared[text] = connection.Command(transaction, text, values);
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
