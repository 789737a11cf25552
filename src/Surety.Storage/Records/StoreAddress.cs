using System.Globalization;
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
            return No("The store is no address of a PostgreSQL database.", "Write postgres://USER@HOST:PORT/DATABASE; a password stands in the file ~/.pgpass or in PGPASSWORD.");
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=', 2)))
        {
            var name = Uri.UnescapeDataString(option[0]);
            if (!Options.Contains(name)) return No($"The address of the store has the option {Text.Quoted.Of(name)}, which is not known.", $"There are {Text.Quoted.Join(Options)}.");
            if (!options.TryAdd(name, option.Length < 2 ? "" : Uri.UnescapeDataString(option[1]))) return No($"The address of the store has the option '{name}' twice.", "Write it once.");
            if (options[name].Length == 0) return No($"The option '{name}' in the address of the store has no value.", $"Write {name}=VALUE, or leave it out.");
        }
        var port = uri.Port >= 0 ? uri.Port : 5432;
        if (options.TryGetValue("port", out var said) && !int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535) return No($"{Text.Quoted.Of(said ?? $"{port}")} is no port.", "Write a number from 1 to 65535; a PostgreSQL server listens at 5432 unless it was told otherwise.");
        SslMode? encryption = null;
        if (options.TryGetValue("sslmode", out var mode) && (encryption = Encryption(mode)) is null) return No($"'sslmode' is {Text.Quoted.Of(mode)} in the address of the store, which says nothing.", "Write disable, allow, prefer, require, verify-ca or verify-full.");
        var user = uri.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            // A socket is named by its folder: postgres://USER@localhost/surety?host=/run/postgresql
            Host = options.GetValueOrDefault("host") ?? (uri.Host.Length > 0 ? uri.Host : "localhost"),
            Port = port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            ApplicationName = "surety",
            IncludeErrorDetail = false,
            MaxAutoPrepare = 40,
        };
        if (encryption is { } wanted) connection.SslMode = wanted;
        if (user[0].Length > 0) connection.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) connection.Password = Uri.UnescapeDataString(user[1]);
        return new Result<StoreAddress>.Ok(new OnServer(connection.ConnectionString, $"postgres://{(user[0].Length > 0 ? user[0] + "@" : "")}{connection.Host}:{connection.Port}/{connection.Database}") { Folder = folder });
    }

    static readonly string[] Options = ["host", "port", "sslmode"];

    // As PostgreSQL's own programs name them.
    static SslMode? Encryption(string mode) => mode switch { "disable" => SslMode.Disable, "allow" => SslMode.Allow, "prefer" => SslMode.Prefer, "require" => SslMode.Require, "verify-ca" => SslMode.VerifyCA, "verify-full" => SslMode.VerifyFull, _ => null };

    static Result<StoreAddress> No(string message, string mend) => new Result<StoreAddress>.Refused([new(new("--store", 0, 0), Severity.Error, "store.address", message, mend)]);
}
