using System.Globalization;
using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>Tries a row of seeds. What differs is made smaller and told with the agreement and the facts, to be tried by hand.</summary>
static class Trial
{
    /// <summary>How many times the usual number of cases: <c>SURETY_ORACLE=50</c> tries fifty times as many.</summary>
    public static readonly int Times = int.Parse(Environment.GetEnvironmentVariable("SURETY_ORACLE") ?? "1", CultureInfo.InvariantCulture);

    public static void Run(int cases, Func<ulong, Case> draw)
    {
        for (var seed = 1UL; seed <= (ulong)(cases * Times); seed++)
        {
            var asked = draw(seed);
            if (Comparison.Differences(asked).Count == 0) continue;
            var small = Shrink.Of(asked, c => Comparison.Differences(c) is [var first, ..] && !first.Contains("refused", StringComparison.Ordinal));
            Assert.Fail($"{string.Join("\n", Comparison.Differences(small).Take(20))}\n{small.Replay()}");
        }
    }
}
