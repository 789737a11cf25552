using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>Good and total events of each interval, those of all series of a scope added. A row of events belongs to the interval in which it begins.</summary>
static class EventsByInterval
{
    /// <summary>Events of one interval.</summary>
    public sealed class Sum
    {
        public decimal Good { get; private set; }

        public decimal Total { get; private set; }

        /// <summary>The rows, in order of series and time.</summary>
        public List<Origin> Rows { get; } = [];

        public decimal Bad => Total - Good;

        /// <summary>Bad events over all; of no events none is bad.</summary>
        public Rational Rate => Total == 0 ? Rational.Zero : (Rational)Bad / Total;

        public void Add(decimal good, decimal total, Origin at)
        {
            (Good, Total) = (Good + good, Total + total);
            Rows.Add(at);
        }
    }

    /// <summary>Adds up the intervals of a scope that have any row, by their starts, in order.</summary>
    /// <param name="counts">Series of events.</param>
    /// <param name="grid">The intervals.</param>
    /// <param name="skips">Rows that are left out, by their start and end.</param>
    public static SortedDictionary<long, Sum> Of(IEnumerable<CountSeries> counts, IntervalGrid grid, Func<long, long, bool>? skips = null)
    {
        var sums = new SortedDictionary<long, Sum>();
        foreach (var series in counts)
        {
            for (var i = 0; i < series.Count; i++)
            {
                var from = series.From[i];
                if (skips?.Invoke(from, series.Until[i]) == true) continue;
                var interval = grid.At(from).From;
                if (!sums.TryGetValue(interval, out var sum)) sums[interval] = sum = new();
                sum.Add(series.Good[i], series.Total[i], series.Origins[i]);
            }
        }
        return sums;
    }
}
