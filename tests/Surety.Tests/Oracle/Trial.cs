using System.Globalization;
using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>Tries a row of seeds. The first that differs is made smaller and told with the agreement and the facts, to be tried by hand; the others are named.</summary>
static class Trial
{
    /// <summary>How many times the usual number of cases: <c>SURETY_ORACLE=50</c> tries fifty times as many.</summary>
    public static readonly int Times = int.Parse(Environment.GetEnvironmentVariable("SURETY_ORACLE") ?? "1", CultureInfo.InvariantCulture);

    public static void Run(int cases, Func<ulong, Case> draw)
    {
        var differ = Enumerable.Range(1, cases * Times).Select(n => (ulong)n).Where(seed => Comparison.Differences(draw(seed)).Count > 0).ToList();
        if (differ is not [var first, ..]) return;
        var small = Shrink.Of(draw(first), c => Comparison.Differences(c) is [var told, ..] && !told.Contains("refused", StringComparison.Ordinal));
        Assert.Fail($"{differ.Count} of {cases * Times} differ, seeds {string.Join(", ", differ.Take(50))}. The first:\n{string.Join("\n", Comparison.Differences(small).Take(20))}\n{small.Replay()}");
    }
}
