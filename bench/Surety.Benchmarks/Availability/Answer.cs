using System.Globalization;

namespace Surety.Benchmarks.Availability;

/// <summary>What is asked of a service, as exact numbers.</summary>
/// <param name="Service">From 0.</param>
/// <param name="Availability">Good time over time outside maintenance, in lowest terms.</param>
/// <param name="DownSeconds">Down, outside maintenance.</param>
/// <param name="P95">Latency in µs, nearest rank, of answers outside maintenance.</param>
/// <param name="P99">The same.</param>
/// <param name="WorstDay">Day with the least availability, from 0; the earliest of equals.</param>
/// <param name="WorstDownSeconds">Its downtime.</param>
/// <param name="Credit">Percent.</param>
sealed record Answer(int Service, Rational Availability, long DownSeconds, int P95, int P99, int WorstDay, long WorstDownSeconds, int Credit)
{
    /// <summary>Works all of it out sample by sample: slow, and easy to read.</summary>
    public static Answer Of(Month month, int service)
    {
        var (days, downs, answers) = (new long[Month.Days], new long[Month.Days], new List<int>());
        for (var i = 0; i < Month.Samples; i++)
        {
            var at = Month.Start + ((long)i * Month.Every);
            if (month.Maintenance[service].Any(m => at >= m.From && at < m.Until)) continue;
            days[i / Month.PerDay]++;
            if (month.DownOf(service)[i] == 1) downs[i / Month.PerDay]++;
            else answers.Add(month.LatencyOf(service)[i]);
        }
        answers.Sort();
        var worst = 0;
        for (var day = 1; day < Month.Days; day++)
            if (downs[day] * days[worst] > downs[worst] * days[day]) worst = day;
        return Counted(month.First + service, days.Sum(), downs.Sum(), Ranked(answers, 95), Ranked(answers, 99), worst, downs[worst]);
    }

    /// <summary>Makes an answer of numbers of samples.</summary>
    public static Answer Counted(int service, long all, long down, int p95, int p99, int worstDay, long worstDown)
    {
        var good = all - down;
        var credit = good * 1000 >= all * 999 ? 0 : good * 100 >= all * 99 ? 10 : good * 100 >= all * 95 ? 25 : 100;
        return new(service, Rational.Of(good, all), down * Month.Every, p95, p99, worstDay, worstDown * Month.Every, credit);
    }

    static int Ranked(List<int> sorted, int percent) => sorted[(int)(((sorted.Count * (long)percent) + 99) / 100) - 1];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Service}: {Availability}, down {DownSeconds} s, p95 {P95}, p99 {P99}, worst day {WorstDay} with {WorstDownSeconds} s, credit {Credit}");
}
