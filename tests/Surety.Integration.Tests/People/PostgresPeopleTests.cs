using Surety.Integration.Tests.Records;
using Surety.Storage.Records;

namespace Surety.Integration.Tests.People;

/// <summary>People on a server.</summary>
public sealed partial class PostgresPeopleTests : PeopleContract
{
    readonly PostgresDatabase database = new();

    protected override StoreAddress Address => database.Address(Prompt.Path("keys"));

    protected override void Execute(string sql) => database.Execute(sql);

    protected override void DropGuarded(params string[] tables)
    {
        foreach (var table in tables) Execute($"drop table {table} cascade");
    }

    public override void Dispose()
    {
        base.Dispose();
        database.Dispose();
    }
}
