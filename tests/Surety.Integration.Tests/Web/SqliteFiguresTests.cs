using Surety.Storage.Records;

namespace Surety.Integration.Tests.Web;

/// <summary>Figures over the API, the record in a folder.</summary>
public sealed class SqliteFiguresTests : FiguresContract
{
    protected override StoreAddress Address => new StoreAddress.InFolder { Folder = Prompt.Path("data") };

    protected override string[] Where => ["--data", Prompt.Path("data")];
}
