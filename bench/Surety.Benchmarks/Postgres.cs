using System.Globalization;
using System.Text.RegularExpressions;

namespace Surety.Benchmarks;

/// <summary>A PostgreSQL server of its own: in a folder of its own, without a port, gone when it is disposed.</summary>
sealed class Postgres : IDisposable
{
    readonly string folder;
    readonly string program;

    Postgres(string folder, string program) => (this.folder, this.program) = (folder, program);

    /// <summary>Starts one; <c>null</c>: PostgreSQL is not there.</summary>
    /// <param name="isDurable">Whether commits are flushed, as where data counts.</param>
    public static Postgres? Start(bool isDurable = false)
    {
        if (ProgramFolder() is not { } found) return null;
        var server = new Postgres(Directory.CreateTempSubdirectory("surety-postgres").FullName, found);
        // The server refuses to be root.
        if (IsRoot) WholeProcess.Run("chown", ["postgres", server.folder]);
        server.AsOwner("initdb", "-D", server.folder + "/data", "-A", "trust", "-U", "bench", "-E", "UTF8", "--no-sync");
        server.AsOwner("pg_ctl", "-D", server.folder + "/data", "-w", "-l", server.folder + "/log", "-o",
            $"-c listen_addresses='' -c unix_socket_directories={server.folder} -c shared_buffers=2GB -c work_mem=256MB -c maintenance_work_mem=512MB -c max_wal_size=8GB {(isDurable ? "" : "-c fsync=off ")}-c max_parallel_workers_per_gather=1", "start");
        return server;
    }

    /// <summary>Its address, as <c>--store</c> has it.</summary>
    public string Address => $"postgres://bench@localhost/postgres?host={Uri.EscapeDataString(folder)}";

    /// <summary>A database of the server with nothing in it.</summary>
    public static void Empty(string address, string database)
    {
        using var connection = new Npgsql.NpgsqlConnection(((Storage.Records.StoreAddress.OnServer)((Result<Storage.Records.StoreAddress>.Ok)Storage.Records.StoreAddress.Of(address, "")).Value).Connection);
        connection.Open();
        foreach (var text in new[] { $"drop database if exists {database} with (force)", $"create database {database}" })
        {
            using var command = new Npgsql.NpgsqlCommand(text, connection);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Address of a database of the server.</summary>
    public static string Of(string address, string database) => address.Replace("/postgres?", $"/{database}?", StringComparison.Ordinal);

    /// <summary>Runs a script.</summary>
    /// <param name="script">SQL and commands of psql.</param>
    /// <returns>Rows with commas, and how long the statements took inside the server.</returns>
    public (string Output, double Milliseconds) Run(string script)
    {
        var file = Path.Combine(folder, "script.sql");
        File.WriteAllText(file, "\\timing on\nset jit = off;\n" + script);
        var (output, _) = WholeProcess.Run(Path.Combine(program, "psql"), ["-h", folder, "-U", "bench", "-d", "postgres", "-XAtq", "-F", ",", "-v", "ON_ERROR_STOP=1", "-f", file]);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(l => l.StartsWith("Time: ", StringComparison.Ordinal));
        return (string.Join('\n', lines[false]), lines[true].Sum(l => double.Parse(Regex.Match(l, @"[\d.]+").Value, CultureInfo.InvariantCulture)));
    }

    public void Dispose()
    {
        AsOwner("pg_ctl", "-D", folder + "/data", "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    static bool IsRoot => Environment.UserName == "root";

    void AsOwner(string name, params string[] arguments)
    {
        var full = Path.Combine(program, name);
        // A server that is started keeps what it inherits open; so its output goes nowhere.
        var line = string.Join(' ', arguments.Prepend(full).Select(a => $"'{a.Replace("'", "'\\''", StringComparison.Ordinal)}'")) + " >/dev/null 2>&1 </dev/null";
        WholeProcess.Run(IsRoot ? "runuser" : "sh", IsRoot ? ["-u", "postgres", "--", "sh", "-c", line] : ["-c", line], folder);
    }

    static string? ProgramFolder() =>
        !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "psql")));
}
