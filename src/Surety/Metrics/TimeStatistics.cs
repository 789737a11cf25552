using System.Numerics;
using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>What the times of the cycles come to that were done in a window: mean, median, percentile, longest.</summary>
static class TimeStatistics
{
    /// <param name="of">What is made of them.</param>
    /// <param name="done">In order of tickets and cycles, each with its time on the clock, pauses left out.</param>
    /// <param name="metric">The clause.</param>
    public static Measurement Of(Statistic of, List<(Cycle Cycle, WorkingTime Used)> done, Metric.TimeTaken metric)
    {
        var sentence = $"{Words(of)} of {metric.Name}";
        if (done.Count == 0) return TimeMeasure.Nothing(sentence, metric);

        var why = of switch
        {
            Statistic.Mean => Mean(sentence, done, metric),
            Statistic.Sum => Sum(sentence, done, metric),
            Statistic.Median => Ranks.Median(sentence, done.Count, InOrder(done), ticks => new Figure.Time(ticks), metric.Clause),
            Statistic.Percentile percentile => Ranks.Percentile(sentence, percentile, done.Count, InOrder(done), metric.Clause),
            Statistic.Least => End(sentence, done, InOrder(done)(0), metric),
            Statistic.Greatest => End(sentence, done, InOrder(done)(done.Count - 1), metric),
        };
        return new(why.Value, true, null, null, done.Count, [], 0, why, []);
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

    static Reason Mean(string sentence, List<(Cycle Cycle, WorkingTime Used)> done, Metric.TimeTaken metric)
    {
        var sum = Sum("time of all of them on the clock, without pauses", done, metric);
        return new(sentence, new Figure.Time(sum.Value.Exact!.Value / done.Count), Follows.Quotient, [sum, Count(done, metric)], metric.Clause);
    }

    static Reason Sum(string sentence, List<(Cycle Cycle, WorkingTime Used)> done, Metric.TimeTaken metric)
    {
        var (sum, shown) = (BigInteger.Zero, BigInteger.Zero);
        var opened = new List<Reason>();
        foreach (var (cycle, used) in done)
        {
            sum += used.Length.ToInt64Nanoseconds();
            if (opened.Count >= TimeMeasure.MostOpened) continue;
            shown = sum;
            opened.Add(Ranked(cycle, used).Reason);
        }
        if (done.Count > opened.Count) opened.Add(new($"{done.Count - opened.Count} more", new Figure.Time(Ticks(sum - shown)), Follows.Given));
        return new(sentence, new Figure.Time(Ticks(sum)), Follows.Sum, opened.ToValueList(), metric.ClauseOf("clock"));
    }

    static Reason End(string sentence, List<(Cycle Cycle, WorkingTime Used)> done, Ranks.Ranked end, Metric.TimeTaken metric) =>
        new(sentence, end.Value, Follows.Rule, [Count(done, metric), end.Reason], metric.Clause);

    static Reason Count(List<(Cycle Cycle, WorkingTime Used)> done, Metric.TimeTaken metric) =>
        new("done in the window", new Figure.Count(done.Count), Follows.Given, default, metric.ClauseOf("counts in"), TimeMeasure.Cited(done.Select(d => d.Cycle.EndedBy ?? d.Cycle.StartedBy), done.Count));

    static Func<int, Ranks.Ranked> InOrder(List<(Cycle Cycle, WorkingTime Used)> done)
    {
        // A stable order: of equal times the earlier ticket first.
        var sorted = done.OrderBy(d => d.Used).ToList();
        return place => Ranked(sorted[place].Cycle, sorted[place].Used);
    }

    static Ranks.Ranked Ranked(Cycle cycle, WorkingTime used) => new(TimeMeasure.NameOf(cycle), Working.Time(used), TimeMeasure.Facts(cycle));

    static Rational Ticks(BigInteger nanoseconds) => Rational.Of(nanoseconds, NodaConstants.NanosecondsPerTick);
}
