using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>What the times of the cycles come to that were done in a window: mean, median, percentile, longest.</summary>
static class TimeStatistics
{
    /// <param name="of">What is made of them.</param>
    /// <param name="done">In order of tickets and cycles.</param>
    /// <param name="metric">The clause.</param>
    /// <param name="most">How many cycles of a list the reason opens.</param>
    public static Measurement Of(Statistic of, List<CountedCycle> done, Metric.TimeTaken metric, int most)
    {
        var sentence = $"{Words(of)} of {metric.Name}";
        if (done.Count == 0) return TimeMeasure.Nothing(sentence, metric);

        return of switch
        {
            Statistic.Mean => Made(new Figure.Time(OpenedCycles.Total(done) / done.Count), () => Mean(sentence, done, metric, most)),
            Statistic.Sum => Made(new Figure.Time(OpenedCycles.Total(done)), () => OpenedCycles.Times(sentence, done, metric, most)),
            Statistic.Median => Found(Ranks.Median(sentence, done.Count, InOrder(done), ticks => new Figure.Time(ticks), metric.Clause)),
            Statistic.Percentile percentile => Found(Ranks.Percentile(sentence, percentile, done.Count, InOrder(done), metric.Clause)),
            Statistic.Least => Found(End(sentence, done, InOrder(done)(0), metric)),
            Statistic.Greatest => Found(End(sentence, done, InOrder(done)(done.Count - 1), metric)),
        };

        Measurement Made(Figure figure, Func<Reason> why) => new(figure, true, null, null, done.Count, [], 0, new(why), []);

        Measurement Found(Reason why) => Made(why.Value, () => why);
    }

    static string Words(Statistic of) => of switch
    {
        Statistic.Mean => "mean time",
        Statistic.Sum => "total time",
        Statistic.Median => "median time",
        Statistic.Percentile percentile => $"{percentile.Words} of the times",
        Statistic.Least => "shortest time",
        Statistic.Greatest => "longest time",
    };

    static Reason Mean(string sentence, List<CountedCycle> done, Metric.TimeTaken metric, int most)
    {
        var sum = OpenedCycles.Times("time of all of them on the clock, without pauses", done, metric, most);
        return new(sentence, new Figure.Time(sum.Value.Exact!.Value / done.Count), Follows.Quotient, [sum, Count(done, metric)], metric.Clause);
    }

    static Reason End(string sentence, List<CountedCycle> done, Ranks.Ranked end, Metric.TimeTaken metric) =>
        new(sentence, end.Value, Follows.Rule, [Count(done, metric), end.Reason], metric.Clause);

    static Reason Count(List<CountedCycle> done, Metric.TimeTaken metric) =>
        new("done in the window", new Figure.Count(done.Count), Follows.Given, default, metric.ClauseOf("counts in"), OpenedCycles.Cited(done));

    static Func<int, Ranks.Ranked> InOrder(List<CountedCycle> done)
    {
        // A stable order: of equal times the earlier ticket first.
        var sorted = done.OrderBy(d => d.Used).ToList();
        return place => new(OpenedCycles.NameOf(sorted[place].Judged.Cycle), Working.Time(sorted[place].Used), null, OpenedCycles.TimeOf(sorted[place]));
    }
}
