using Surety.Storage.Records;

namespace Surety.Integration.Tests.Web;

/// <summary>Agreements over the API, the record in a folder.</summary>
public sealed class SqliteAgreementsTests : AgreementsContract
{
    protected override StoreAddress Address => new StoreAddress.InFolder { Folder = Prompt.Path("data") };
}
