using Surety.Facts;
using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads metrics of values and samples: which numbers count and what is made of them.</summary>
internal static class ReadValues
{
    public static Metric.SingleValue Of(MappingReader metric, Declared declared) => new()
    {
        Name = "",
        Clause = default,
        Reads = new(null, null, null, []),
        ObservedBy = metric.Optional("observed by").Choice(("values", ValueKind.Single), ("samples", ValueKind.Sample)),
        Takes = metric.Optional("takes").Phrase(Takes)?.Of,
        Unit = metric.Optional("unit").Choice(
            ("none", ValueUnit.Number), ("%", ValueUnit.Percent), ("ms", ValueUnit.Milliseconds), ("s", ValueUnit.Seconds), ("min", ValueUnit.Minutes), ("h", ValueUnit.Hours)),
        During = declared.Calendar(metric.Optional("during")),
        LeavesOut = Declared.Names(metric.Optional("leaves out"), "an exclusion", declared.Exclusions.Keys),
        Needs = metric.Optional("needs").Phrase(ReadMetrics.Needs) ?? 1,
    };

    /// <summary>The last value is what stands where no statistic does.</summary>
    sealed record Taken(Statistic? Of);

    /// <summary>takes = "last" | "mean" | "median" | "sum" | "least" | "greatest" | percentile</summary>
    static Taken? Takes(PhraseReader phrase) => phrase.TryAny("last", "mean", "median", "sum", "least", "greatest") switch
    {
        "last" => new(null),
        "mean" => new(new Statistic.Mean()),
        "median" => new(new Statistic.Median()),
        "sum" => new(new Statistic.Sum()),
        "least" => new(new Statistic.Least()),
        "greatest" => new(new Statistic.Greatest()),
        _ => Statistics.TryPercentile(phrase) is { } percentile ? new(percentile) : phrase.HasRefused ? null : phrase.Refuse<Taken>("what is taken"),
    };
}
