using Npgsql;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>A database of its own, on the server that SURETY_TEST_POSTGRES names; without one the test is skipped visibly.</summary>
sealed class PostgresDatabase : IDisposable
{
    readonly string server;

    public PostgresDatabase()
    {
        server = Environment.GetEnvironmentVariable("SURETY_TEST_POSTGRES") ?? "";
        if (server.Length == 0 && Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("SURETY_TEST_POSTGRES names no server, and in CI these tests have to run.");
        Assert.SkipWhen(server.Length == 0, "SURETY_TEST_POSTGRES names no server: 'tests/acceptance/postgres.sh start FOLDER' starts one.");
        Run(Connection(server), $"create database {Name}");
    }

    public string Name { get; } = $"surety_{Guid.NewGuid():N}";

    /// <summary>As <c>--store</c> has it.</summary>
    public string Store => new UriBuilder(server) { Path = "/" + Name }.Uri.ToString();

    public StoreAddress Address(string folder, string? user = null) => Of(user is null ? Store : new UriBuilder(Store) { UserName = user, Host = "localhost" }.Uri.ToString(), folder);

    /// <summary>Runs a command in it, for the machine itself.</summary>
    public void Execute(string sql) => Run(Connection(Store), $"select set_config('surety.party', '*', false); {sql}");

    public NpgsqlConnection Open()
    {
        var opened = new NpgsqlConnection(Connection(Store));
        opened.Open();
        return opened;
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (server.Length == 0) return;
        for (var attempt = 1; ; attempt++)
            try
            {
                Run(Connection(server), $"drop database if exists {Name} with (force)");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege && attempt < 50)
            {
                // The server's own housekeeping is at it, and is nobody's to end.
                Thread.Sleep(100);
            }
    }

    static string Connection(string store) => ((StoreAddress.OnServer)Of(store, "")).Connection;

    static StoreAddress Of(string store, string folder) => StoreAddress.Of(store, folder) is Result<StoreAddress>.Ok { Value: var address } ? address : throw new InvalidOperationException(store);

    static void Run(string connection, string sql)
    {
        using var opened = new NpgsqlConnection(connection);
        opened.Open();
        using var command = new NpgsqlCommand(sql, opened);
        command.ExecuteNonQuery();
    }
}
