using Microsoft.Data.Sqlite;
using Surety.Storage.Records;

namespace Surety.Integration.Tests.People;

/// <summary>People in a folder.</summary>
public sealed class SqlitePeopleTests : PeopleContract
{
    protected override StoreAddress Address => new StoreAddress.InFolder { Folder = Prompt.Path("data") };

    protected override void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Prompt.Path("data/surety.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
