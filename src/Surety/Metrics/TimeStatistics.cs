using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>What the times of the cycles come to that were done in a window: mean, median, percentile, longest.</summary>
static class TimeStatistics
{
    /// <param name="of">What is made of them.</param>
    /// <param name="tally">How many there are, and the sum of their times.</param>
    /// <param name="list">Lists them in order of tickets and cycles; asked only where the sum does not say it all.</param>
    /// <param name="metric">The clause.</param>
    /// <param name="most">How many cycles of a list the reason opens.</param>
    public static Measurement Of(Statistic of, CycleTally tally, Func<List<CountedCycle>> list, Metric.TimeTaken metric, int most)
    {
        var sentence = $"{Words(of)} of {metric.Name}";
        if (tally.Untimed == 0) return TimeMeasure.Nothing(sentence, metric);

        return of switch
        {
            Statistic.Mean => Made(new Figure.Time(OpenedCycles.Ticks(tally.Time) / tally.Untimed), () => Mean(sentence, list(), metric, most)),
            Statistic.Sum => Made(new Figure.Time(OpenedCycles.Ticks(tally.Time)), () => OpenedCycles.Times(sentence, list(), metric, most)),
            Statistic.Median => Found(done => Ranks.Median(sentence, done.Count, InOrder(done), ticks => new Figure.Time(ticks), metric.Clause)),
            Statistic.Percentile percentile => Found(done => Ranks.Percentile(sentence, percentile, done.Count, InOrder(done), metric.Clause)),
            Statistic.Least => Found(done => End(sentence, done, InOrder(done)(0), metric)),
            Statistic.Greatest => Found(done => End(sentence, done, InOrder(done)(done.Count - 1), metric)),
        };

        Measurement Made(Figure figure, Func<Reason> why) => new(figure, true, null, null, tally.Untimed, [], 0, new(why), []);

        Measurement Found(Func<List<CountedCycle>, Reason> find) => find(list()) is var why ? Made(why.Value, () => why) : throw new InvalidOperationException();
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
