using Surety.Integration.Tests.Records;
using Surety.Storage.Records;

namespace Surety.Integration.Tests.Web;

/// <summary>Agreements over the API, the record on a server of databases.</summary>
public sealed class PostgresAgreementsTests : AgreementsContract
{
    readonly PostgresDatabase database = new();

    protected override StoreAddress Address => database.Address(Prompt.Path("keys"));

    public override void Dispose()
    {
        base.Dispose();
        database.Dispose();
    }
}
