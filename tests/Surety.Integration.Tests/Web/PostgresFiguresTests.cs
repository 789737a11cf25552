using Surety.Integration.Tests.Records;
using Surety.Storage.Records;

namespace Surety.Integration.Tests.Web;

/// <summary>Figures over the API, the record on a server of databases.</summary>
public sealed class PostgresFiguresTests : FiguresContract
{
    readonly PostgresDatabase database = new();

    protected override StoreAddress Address => database.Address(Prompt.Path("keys"));

    protected override string[] Where => ["--store", database.Store, "--data", Prompt.Path("keys")];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        database.Dispose();
    }
}
