using Surety.Tests;
using Surety.Tests.Agreements.Canonical;
using Surety.Tests.Agreements.EveryKey;
using Surety.Tests.Contract;
using Surety.Tests.Oracle;
using Surety.Tests.Statements;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Surety.Tests;

/// <summary>Classes that take longest begin first: in an order of chance alone, one of them may begin when all others have ended, and then runs by itself for minutes.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    static readonly Type[] Longest =
    [
        typeof(BoundsProperties), typeof(TicketOracleTests), typeof(PrintedContractTests), typeof(CanonicalTextTests), typeof(ConformanceTests), typeof(ClockChangeOracleTests), typeof(AvailabilityOracleTests), typeof(MetamorphicTests),
        typeof(EveryKeyTests), typeof(BoundsOracleTests), typeof(FigureProperties),
    ];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections) where T : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(c => Array.FindIndex(Longest, l => c.TestCollectionDisplayName.Contains($" {l.FullName} ", StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length)];
}
