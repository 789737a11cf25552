using Npgsql;

namespace Surety.Storage.Records;

/// <summary>Where a record is kept. Closed: a folder, or a server with a folder for keys.</summary>
public abstract record StoreAddress
{
    private StoreAddress() { }

    /// <summary>The folder of this machine's keys, and of the record where no server keeps it.</summary>
    public required string Folder { get; init; }

    /// <summary>A file in the folder.</summary>
    public sealed record InFolder : StoreAddress
    {
        /// <summary>The database.</summary>
        public string File => Path.Combine(Folder, "surety.db");

        /// <inheritdoc/>
        public override string ToString() => Folder;
    }

    /// <summary>A PostgreSQL server.</summary>
    /// <param name="Connection">As its driver wants it.</param>
    /// <param name="Shown">Without a password.</param>
    public sealed record OnServer(string Connection, string Shown) : StoreAddress
    {
        /// <inheritdoc/>
        public override string ToString() => Shown;
    }

    /// <summary>Reads where a record is kept.</summary>
    /// <param name="store"><c>postgres://USER@HOST:PORT/DATABASE</c>; <c>null</c>: the folder.</param>
    /// <param name="folder">The data folder.</param>
    /// <returns>Refused: it is no such address.</returns>
    public static Result<StoreAddress> Of(string? store, string folder)
    {
        if (store is null) return new Result<StoreAddress>.Ok(new InFolder { Folder = folder });
        if (!Uri.TryCreate(store, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql") || uri.AbsolutePath.Length < 2)
            return new Result<StoreAddress>.Refused([new(new("--store", 0, 0), Severity.Error, "store.address", "The store is no address of a PostgreSQL database.", "Write postgres://USER@HOST:PORT/DATABASE; a password stands in the file ~/.pgpass or in PGPASSWORD.")]);
        var user = uri.UserInfo.Split(':', 2);
        var query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => Uri.UnescapeDataString(p[0]), p => Uri.UnescapeDataString(p[1]), StringComparer.OrdinalIgnoreCase);
        var connection = new NpgsqlConnectionStringBuilder
        {
            // A socket is named by its folder: postgres://USER@localhost/surety?host=/run/postgresql
            Host = query.GetValueOrDefault("host") ?? (uri.Host.Length > 0 ? uri.Host : "localhost"),
            Port = query.TryGetValue("port", out var port) && int.TryParse(port, out var number) ? number : uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            ApplicationName = "surety",
            IncludeErrorDetail = false,
            MaxAutoPrepare = 40,
        };
        if (user[0].Length > 0) connection.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) connection.Password = Uri.UnescapeDataString(user[1]);
        return new Result<StoreAddress>.Ok(new OnServer(connection.ConnectionString, $"postgres://{(user[0].Length > 0 ? user[0] + "@" : "")}{connection.Host}:{connection.Port}/{connection.Database}") { Folder = folder });
    }
}
