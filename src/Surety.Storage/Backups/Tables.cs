using System.Data;
using Microsoft.Data.Sqlite;
using Surety.Storage.Records;

namespace Surety.Storage.Backups;

/// <summary>A table of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, each with what it holds.</param>
sealed record Table(string Name, ValueList<(string Name, DbType Type)> Columns)
{
    /// <summary>The columns between commas.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(c => $"\"{c.Name}\""));

    /// <summary>
    /// The tables of a schema, each behind those that it refers to: what its migrations make of an empty database. So nobody keeps a list of them, and whatever else lies in a database is none of our business.
    /// </summary>
    public static async Task<List<Table>> OfAsync(long schema, CancellationToken cancellation)
    {
        await using var empty = new SqliteConnection("Data Source=:memory:;Pooling=False");
        await empty.OpenAsync(cancellation);
        await using (var transaction = empty.BeginTransaction())
        {
            await Database.StepsAsync(new Dialect.Sqlite(), empty, transaction, 0, schema, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        var tables = new List<Table>();
        foreach (var name in await empty.Command(null, "select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' and name <> 'schema_version' order by rowid").RowsAsync(r => r.Text(0), cancellation))
            tables.Add(new(name, (await empty.Command(null, "select name, type from pragma_table_info(@table) order by cid", ("table", name)).RowsAsync(r => (r.Text(0), Of(r.Text(1))), cancellation)).ToValueList()));
        return tables;
    }

    // The few types that both databases have under one name.
    static DbType Of(string type) => type.ToUpperInvariant() switch
    {
        "TEXT" => DbType.String,
        "BIGINT" or "INTEGER" => DbType.Int64,
        "BOOLEAN" => DbType.Boolean,
        "BLOB" => DbType.Binary,
        _ => throw new InvalidOperationException($"A backup has no columns of type {type}."),
    };
}
