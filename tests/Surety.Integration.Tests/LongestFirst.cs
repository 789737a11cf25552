using Surety.Integration.Tests;
using Surety.Integration.Tests.Facts;
using Surety.Integration.Tests.People;
using Surety.Integration.Tests.Records;
using Surety.Integration.Tests.Web;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Surety.Integration.Tests;

/// <summary>Classes that take longest begin first: in an order of chance alone, one of them may begin when all others have ended, and then runs by itself for minutes.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    static readonly Type[] Longest =
    [
        typeof(PostgresRecordTests), typeof(SqliteRecordTests), typeof(TamperTests), typeof(PostgresPeopleTests), typeof(CommandLineTests), typeof(FactProperties), typeof(PostgresAgreementsTests), typeof(PostgresFiguresTests),
        typeof(SignInTests), typeof(SqliteAgreementsTests), typeof(StoredOracleTests), typeof(DoorTests), typeof(SqliteFiguresTests), typeof(PostgresFactsTests),
    ];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections) where T : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(c => Array.FindIndex(Longest, l => c.TestCollectionDisplayName.Contains($" {l.FullName} ", StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length)];
}
